"""Cloth, thread and needle close up: the fragments that the sewing program is drawn with.

The shirt sprite is drawn 1.8 times as large behind a round-cornered window, so that a stitch can
be seen; `at` turns its coordinates into those of the picture. The needle is cut off where it is
under the cloth, thread is a dark cord with a light line along it: two strands side by side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from generators.workbench import fragments, sprite
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.geometry import Box, Placement, Point, clamp, mix, phase, toward
from generators.workbench.palette import SHADOW, Skin
from generators.workbench.sprite import Sprite

SCALE = 1.8  # of the shirt: its 90 px button becomes 162 px
MARK: Point = (310.0, 300.0)  # where the button is sewn on
SPRITE_MARK: Point = (165.0, 190.0)  # the same in the shirt's file
WINDOW = Box(32, 92, 742, 492)
NEEDLE = 200.0  # px from point to end
EYE = 196 / 216  # of the needle's length from its point
HAND = 0.74
RIGHT: Point = (1010.0, 190.0)  # where hands come from
LEFT: Point = (-250.0, 420.0)
THREAD = "#2B4C6F"
_THREAD_EDGE, _THREAD_LIGHT = "#1D364F", "#9DB8D0"
BARE = "bare"  # the shirt with nothing on it
HOLE = 10.8  # px in the shirt's file from the button's middle to a hole, either way
STRAND, STRAND_GAP = 3.4, 3.7  # px: width of a lying double thread, distance to the next one
FLAP = 150.0  # px in the shirt's file from the buttonhole to the mark


def at(x: float, y: float) -> Point:
    """From the coordinates of the shirt's file to those of the picture."""
    return MARK[0] + (x - SPRITE_MARK[0]) * SCALE, MARK[1] + (y - SPRITE_MARK[1]) * SCALE


def _enlarged(inner: str) -> str:
    x, y = at(0, 0)
    return f'<g transform="translate({x:.2f} {y:.2f})scale({SCALE})">{inner}</g>'


def window(inner: str, area: Box = WINDOW, radius: float = 18, name: str = "window") -> str:
    """`inner` behind a round-cornered frame with a soft edge: the close-up."""
    box = (
        f'x="{area.x0:g}" y="{area.y0:g}" width="{area.width:g}" height="{area.height:g}" '
        f'rx="{radius:g}"'
    )
    return (
        f'<clipPath id="sewing-{name}"><rect {box}/></clipPath>'
        f'<rect {box} fill="none" stroke="{SHADOW}" stroke-width="13" stroke-opacity=".16"/>'
        f'<g clip-path="url(#sewing-{name})">{inner}</g>'
        f'<rect {box} fill="none" stroke="#FFFDF8" stroke-width="6"/>'
        f'<rect {box} fill="none" stroke="#7E9FBC" stroke-width="1.5"/>'
    )


def mat() -> str:
    """The cutting mat under the shirt, as large as the window."""
    lines = "".join(f"M{x} 92V492" for x in range(60, 742, 48))
    rows = "".join(f"M32 {y}H742" for y in range(116, 492, 48))
    return (
        '<rect x="32" y="92" width="710" height="400" fill="#A9C4B4"/>'
        f'<path d="{lines}{rows}" stroke="#C3D8CB" stroke-width="2"/>'
    )


@cache
def _bare() -> Sprite:
    """The shirt without anything on it: a state that no group of the file is for."""
    return replace(sprite.load("shirt-front"), states=(BARE,))


def shirt(state: str, closed: float = 0.0) -> str:
    """The shirt front on the mat; `closed` 1 = the buttonhole lies on the mark."""
    shown = _bare() if state == BARE else sprite.load("shirt-front")
    cloth = fragments.sprite_svg(shown, state)
    if closed <= 0:
        return f"{mat()}<defs>{shown.defs}</defs>{_enlarged(cloth)}"
    return (
        f"{mat()}<defs>{shown.defs}"
        '<clipPath id="sewing-under"><path d="M0 0H262V380H0Z"/></clipPath>'
        '<clipPath id="sewing-flap">'
        '<path d="M282 0H406V380H282Q270 280 276 190T282 0Z"/></clipPath>'
        '<linearGradient id="sewing-rest" x1="0" y1="0" x2="0" y2="1">'
        '<stop offset="0" stop-color="#CADCEB"/><stop offset="1" stop-color="#B7CFE2"/>'
        "</linearGradient></defs>"
        + _enlarged(f'<g clip-path="url(#sewing-under)">{cloth}</g>' + flap(closed))
    )


def flap(closed: float) -> str:
    """The side with the buttonhole, in the shirt's own coordinates, with the cloth beyond it."""
    plain = fragments.sprite_svg(_bare(), BARE)
    stripes = "".join(f"M{x} 0V380" for x in range(426, 640, 24))
    return (
        f'<g transform="translate({-FLAP * closed:.2f} 0)">'
        '<path d="M270 8Q258 190 270 372H290V8Z" fill="#5F7F9B" opacity=".3"/>'
        '<rect x="402" width="240" height="380" fill="url(#sewing-rest)"/>'
        f'<path d="{stripes}" stroke="#FFFFFF" stroke-width="2.5" opacity=".45"/>'
        f'<g clip-path="url(#sewing-flap)">{plain}</g></g>'
    )


def thread(path: str, width: float = 5.0) -> str:
    """A double thread along an SVG path."""
    return (
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{path}" stroke="{_THREAD_EDGE}" stroke-width="{width + 1.6:g}"/>'
        f'<path d="{path}" stroke="{THREAD}" stroke-width="{width:g}"/>'
        f'<path d="{path}" stroke="{_THREAD_LIGHT}" stroke-width="{width * 0.24:.2f}"/></g>'
    )


def curve(a: Point, bend: Point, b: Point) -> str:
    """A path from a to b, drawn towards `bend`."""
    return f"M{a[0]:.1f} {a[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {b[0]:.1f} {b[1]:.1f}"


def smooth(points: Sequence[Point], before: Point | None = None, after: Point | None = None) -> str:
    """A path through all points without corners (uniform Catmull-Rom as cubic curves).

    `before` and `after` are where the curve that this is a piece of comes from and goes on to.
    """
    padded = [before or points[0], *points, after or points[-1]]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for prior, a, b, later in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        c = a[0] + (b[0] - prior[0]) / 6, a[1] + (b[1] - prior[1]) / 6
        d = b[0] - (later[0] - a[0]) / 6, b[1] - (later[1] - a[1]) / 6
        path += f"C{c[0]:.1f} {c[1]:.1f} {d[0]:.1f} {d[1]:.1f} {b[0]:.1f} {b[1]:.1f}"
    return path


@dataclass(frozen=True)
class Needle:
    """A needle in the plane of the picture: `angle` is where the point looks (90 = down)."""

    tip: Point
    angle: float
    length: float = NEEDLE
    hidden: float = 0.0  # px from the point that are under the cloth
    shown: float = 1e3  # px from the point that are above it

    def along(self, share: float) -> Point:
        """A place on it, 0 = point, 1 = end."""
        return toward(self.tip, self.angle + 180, share * self.length)

    @property
    def eye(self) -> Point:
        return self.along(EYE)

    def svg(self, name: str = "needle", state: str = "plain") -> str:
        drawn = sprite.load("needle")
        scale = self.length / 216
        place = Placement(drawn.anchor("tip").point, self.tip, self.angle - 180, scale)
        first, last = 4 + self.hidden / scale, 4 + min(self.shown / scale, 232)
        if self.hidden <= 0:
            first = -10.0
        if last - first < 0.5 or self.shown <= 0:
            return ""
        body = fragments.sprite_svg(drawn, state)
        return (
            f'<defs>{drawn.defs}<clipPath id="sewing-{name}"><rect x="{first:.2f}" y="-10" '
            f'width="{last - first:.2f}" height="50"/></clipPath></defs>'
            f'<g transform="{place.svg()}"><g clip-path="url(#sewing-{name})">{body}</g></g>'
        )


def right_hand(spot: Point, skin: Skin, rotation: float = -16.0) -> tuple[str, str]:
    """(behind what it pinches, before it)."""
    return hand_layers("pinch", spot, skin, rotation=rotation, scale=HAND)


def left_hand(spot: Point, skin: Skin, rotation: float = -14.0) -> tuple[str, str]:
    return hand_layers("pinch", spot, skin, rotation=rotation, flip=True, scale=HAND)


def between(t: float, outside: Point, spot: Point, come: Point, leave: Point) -> Point:
    """A hand's place: comes during `come` = (from, to), leaves during `leave`."""
    if t < leave[0]:
        return mix(outside, spot, phase(t, *come))
    return mix(spot, outside, phase(t, *leave))


def placed(name: str, place: Placement, state: str = "") -> str:
    """A sprite at its place."""
    drawn = sprite.load(name)
    inner = fragments.sprite_svg(drawn, state or drawn.state(""))
    return f'<defs>{drawn.defs}</defs><g transform="{place.svg()}">{inner}</g>'


def share(t: float, start: float, stop: float) -> float:
    """How far t is from start to stop, 0..1, at even speed."""
    return clamp((t - start) / (stop - start))


def turned(v: float, front: str, back: str) -> str:
    """The cloth turned over about the upright line through the mark: 0 = front, 1 = back."""
    narrow = max(abs(math.cos(math.pi * v)), 0.02)
    side = front if v < 0.5 else back
    x = MARK[0]
    return f'<g transform="translate({x:g} 0)scale({narrow:.4f} 1)translate({-x:g} 0)">{side}</g>'


def disc(cy: float, ry: float, wide: float = 1.0) -> str:
    """The button, centre and upright half-axis in the shirt's coordinates (flat: 190 and 45)."""
    drawn = sprite.load("button")
    x, y = at(165, cy)
    sx, sy = SCALE * 45 / 44 * wide, SCALE * ry / 44
    return (
        f'<defs>{drawn.defs}</defs><g transform="translate({x:.2f} {y:.2f})'
        f'scale({sx:.4f} {sy:.4f})translate(-48 -47)">{fragments.sprite_svg(drawn)}</g>'
    )


def bars(cy: float = 190.0, ry: float = 45.0, wide: float = 1.0) -> str:
    """The two bars of four double threads that hold the button."""
    rows = (-1, 1)
    out = ""
    for row in rows:
        for strand in range(4):
            y = cy + (row * HOLE + (strand - 1.5) * STRAND_GAP / SCALE) * ry / 45
            a, b = at(165 + HOLE * wide, y), at(165 - HOLE * wide, y)
            out += thread(curve(a, mix(a, b, 0.5), b), STRAND)
    return out
