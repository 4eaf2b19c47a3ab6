"""What cooks' drawn programs share: hands that come and go, vessels with contents, soft shapes.

A soft shape is a list of points round its outline; two of equal length morph into one another.
Times are t in 0..1 of a stage; a `Visit` says when a hand comes, is there, leaves and is gone.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generators.workbench import sprite
from generators.workbench.drawn.electronics.soldering import held, prop, standing
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scenes
from generators.workbench.drawn.shapes import blob, open_path
from generators.workbench.effects import clock as clock_item
from generators.workbench.fragments import sprite_layers
from generators.workbench.geometry import Placement, Point, clamp, mix, phase, toward
from generators.workbench.palette import SHADOW, Skin
from generators.workbench.scene import Look, Prop

__all__ = ["Prop", "prop", "standing"]

Shape = Sequence[Point]
AWAY = 640.0  # px that bring a hand with its sleeve out of the picture
EDGE, LIGHT = "#A9824C", "#FFF9E8"  # of dough
DEFS = (
    '<defs><linearGradient id="dough-body" x1=".2" y1="0" x2=".55" y2="1">'
    '<stop offset="0" stop-color="#FCF3DE"/><stop offset=".55" stop-color="#F1DFB8"/>'
    '<stop offset="1" stop-color="#D8BA84"/></linearGradient>'
    '<linearGradient id="dough-flat" x1=".1" y1="0" x2=".7" y2="1">'
    '<stop offset="0" stop-color="#FBF1DB"/><stop offset="1" stop-color="#EBD6AA"/>'
    '</linearGradient><linearGradient id="dough-flour" x1=".2" y1="0" x2=".6" y2="1">'
    '<stop offset="0" stop-color="#FFFBF0"/><stop offset="1" stop-color="#D5C6A6"/>'
    "</linearGradient></defs>"
)


# -- hands -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Visit:
    """A hand is on its way from `comes`, there from `there` to `leaves`, gone at `gone` (t)."""

    comes: float
    there: float
    leaves: float
    gone: float

    def away(self, t: float) -> float:
        """1 = out of the picture, 0 = at work."""
        return 1 - phase(t, self.comes, self.there) + phase(t, self.leaves, self.gone)

    def where(self, t: float, at: Point, arm: float) -> Point:
        """The hand's place: drawn back along its forearm as far as it is away."""
        return toward(at, arm, AWAY * self.away(t))


STAY = Visit(0.0, 0.16, 0.84, 1.0)


def hand(
    pose: str, at: Point, arm: float, skin: Skin, t: float, visit: Visit = STAY, scale: float = 0.9
) -> tuple[str, str]:
    """(behind, before what is held). `arm`: where the forearm leaves to, degrees.

    0 = right, 90 = down; an arm that leaves to the left is the left one.
    """
    if visit.away(t) >= 1:
        return "", ""
    left = abs((arm + 180) % 360 - 180) > 90
    turn = arm - 180 if left else arm
    return hand_layers(pose, visit.where(t, at, arm), skin, turn, left, scale)


def bare(
    pose: str, at: Point, arm: float, skin: Skin, t: float, visit: Visit = STAY, scale: float = 0.9
) -> str:
    """A hand before everything drawn so far."""
    return "".join(hand(pose, at, arm, skin, t, visit, scale))


def tool(
    name: str,
    end: str,
    at: Point,
    turn: float,
    skin: Skin,
    t: float,
    visit: Visit = STAY,
    look: Look | None = None,
    pose: str = "hold",
    arm: float = -20.0,
    scale: float = 1.0,
) -> str:
    """A sprite whose anchor `end` is at work on `at`, turned by `turn`, in the hand."""
    if visit.away(t) >= 1:
        return ""
    thing = sprite.load(name)
    spot = visit.where(t, at, arm)
    place = Placement(thing.anchor(end).point, spot, turn, scale)
    return held(Prop(name, thing, look or Look(thing.state("")), place), pose, arm, skin)


# -- things that stand there -----------------------------------------------------------------------


def stand(
    name: str, at: Point, state: str = "", scale: float = 1.0, fill: float = 0.0, liquid: str = ""
) -> str:
    """A sprite on the table, its base on `at`; a container filled to `fill` 0..1."""
    thing = prop(name, state or sprite.load(name).state(""), at, "base", scale)
    return vessel(replace(thing, look=Look(thing.look.state, fill, liquid)), "")


def vessel(thing: Prop, contents: str, shadow: bool = True, dipped: str = "") -> str:
    """Its far wall, the contents (in the sprite's own coordinates), its near wall.

    `dipped` is what else is seen through the near wall, in the picture's coordinates.
    """
    look = thing.look
    back, front = sprite_layers(thing.sprite, look.state, look.level, look.liquid, _NO_SKIN)
    under = shade(thing.point("base"), thing.box.width * 0.5) if shadow else ""
    return (
        f"{under}<defs>{thing.sprite.defs}</defs>"
        f'<g transform="{thing.placement.svg()}">{back}{contents}</g>{dipped}'
        f'<g transform="{thing.placement.svg()}">{front}</g>'
    )


def shade(at: Point, rx: float, ry: float = 0.0, opacity: float = 0.2) -> str:
    """A soft shadow on the table."""
    return "".join(
        f'<ellipse cx="{at[0]:.1f}" cy="{at[1]:.1f}" rx="{rx * k:.1f}" '
        f'ry="{(ry or max(7.0, rx * 0.12)) * k:.1f}" fill="{SHADOW}" opacity="{opacity / 2:.3f}"/>'
        for k in (1.12, 0.98)
    )


def clock(at: Point, share: float, radius: float = 40.0) -> str:
    """A dial whose sector fills as time passes."""
    return clock_item(at, share, radius).svg


def tabletop() -> str:
    """The worktop seen from straight above, over the whole picture."""
    joints = "".join(f"M-400 {y}H1200" for y in (96, 226, 356, 486))
    grain = "M60 160q120 -9 240 0M420 60q110 9 230 0M90 300q120 10 260 0M470 430q120 -10 250 0"
    return (
        '<defs><linearGradient id="worktop-wood" x1="0" y1="0" x2=".4" y2="1">'
        '<stop offset="0" stop-color="#E2C096"/><stop offset="1" stop-color="#CBA174"/>'
        '</linearGradient></defs><rect x="-400" y="-200" width="1600" height="1000" '
        f'fill="url(#worktop-wood)"/><g fill="none" stroke="#A87B4D" stroke-width="2" '
        f'opacity=".26" stroke-linecap="round"><path d="{joints}"/><path d="{grain}"/></g>'
    )


class FromAbove(Scenes):
    """Scenes on the worktop, seen from straight above."""

    def ground(self) -> str:
        return tabletop()


def dish(at: Point, r: float, colour: str = "#E9DFCB", inner: str = "") -> str:
    """A bowl or dish seen from above, with what is in it."""
    x, y = at
    return (
        shade((x + 4, y + 7), r, r)
        + f'<circle cx="{x}" cy="{y}" r="{r}" fill="#FBF6EA" stroke="#A3834F" stroke-width="3.2"/>'
        f'<circle cx="{x}" cy="{y}" r="{r * 0.93:.1f}" fill="none" stroke="#4A8A93" '
        f'stroke-width="{max(3.0, r * 0.055):.1f}"/><circle cx="{x}" cy="{y}" r="{r * 0.82:.1f}" '
        f'fill="{colour}" stroke="#C9B48A" stroke-width="2"/>{inner}'
    )


# -- soft shapes -----------------------------------------------------------------------------------


def morph(a: Shape, b: Shape, share: float) -> list[Point]:
    return [mix(p, q, share) for p, q in zip(a, b, strict=True)]


def through(shapes: Sequence[Shape], way: float) -> list[Point]:
    """The shape at `way` 0..len-1 along a row of shapes."""
    index = min(int(max(way, 0.0)), len(shapes) - 2)
    return morph(shapes[index], shapes[index + 1], clamp(way - index))


def moved(shape: Shape, by: Point, scale: float = 1.0) -> list[Point]:
    return [(x * scale + by[0], y * scale + by[1]) for x, y in shape]


def round_shape(rx: float, ry: float, count: int = 24, rough: float = 0.0) -> list[Point]:
    """An ellipse about (0, 0), its radius uneven by the share `rough`, always the same way."""
    rng = random.Random(count)
    radii = [1 + rng.uniform(-rough, rough) for _ in range(count)]
    angles = [math.tau * i / count for i in range(count)]
    return [
        (rx * k * math.cos(a), ry * k * math.sin(a)) for a, k in zip(angles, radii, strict=True)
    ]


def lump(
    shape: Shape,
    fill: str = "url(#dough-body)",
    edge: str = EDGE,
    width: float = 3.2,
    opacity: float = 1.0,
) -> str:
    """A closed soft shape with its outline."""
    return (
        f'<path d="{blob(shape)}" fill="{fill}" stroke="{edge}" stroke-width="{width}" '
        f'stroke-linejoin="round" opacity="{opacity:g}"/>'
    )


def line(
    points: Shape, colour: str = EDGE, width: float = 3.0, opacity: float = 1.0, dash: str = ""
) -> str:
    """A smooth open line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{open_path(points)}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linecap="round" stroke-linejoin="round" opacity="{opacity:g}"{dashed}/>'
    )


def glint(points: Shape, width: float = 6.0) -> str:
    return line(points, "#FFFFFF", width, 0.8)


def dust(at: Point, rx: float, ry: float, count: int = 40, seed: int = 3) -> str:
    """Flour strewn on the table."""
    rng = random.Random(seed)
    out = []
    for _ in range(count):
        a, r = rng.uniform(0, math.tau), math.sqrt(rng.random())
        x, y = at[0] + rx * r * math.cos(a), at[1] + ry * r * math.sin(a)
        out.append(f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rng.uniform(2, 6):.1f}" ry="2"/>')
    return f'<g fill="#FFFDF6" opacity=".75">{"".join(out)}</g>'


def falling(
    start: Point, end: Point, t: float, colour: str, width: float = 14.0, seed: int = 5
) -> str:
    """Grains that fall from `start` to `end`."""
    rng = random.Random(seed)
    out = []
    for _ in range(34):
        lag, side, r = rng.random(), rng.uniform(-1, 1), rng.uniform(1.6, 4.2)
        s = (t * 6 + lag) % 1
        x, y = mix(start, end, s * s)
        x += side * width * (0.4 + 0.6 * s)
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>')
    return f'<g fill="{colour}" stroke="#9A8A6C" stroke-opacity=".35">{"".join(out)}</g>'


def pour(spout: Point, end: Point, t: float, colour: str = "#8CC6E0", width: float = 9.0) -> str:
    """A falling stream."""
    points = [
        (spout[0] + (end[0] - spout[0]) * s, spout[1] + (end[1] - spout[1]) * (s + 3 * s * s) / 4)
        for s in (i / 8 for i in range(9))
    ]
    path = open_path(points)
    return (
        f'<g fill="none" stroke-linecap="round"><path d="{path}" stroke="{colour}" '
        f'stroke-width="{width:g}"/><path d="{path}" stroke="#FFFFFF" opacity=".8" '
        f'stroke-width="{width * 0.3:.1f}" stroke-dasharray="26 18" '
        f'stroke-dashoffset="{-(t * 900) % 44:.1f}"/></g>'
    )


def fading(svg: str, opacity: float) -> str:
    return f'<g opacity="{opacity:.2f}">{svg}</g>' if svg and opacity > 0.01 else ""


_NO_SKIN = Skin("#D79A73", "#8A5A3C", "#E8B896")
