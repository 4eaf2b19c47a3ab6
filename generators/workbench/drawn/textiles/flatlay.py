"""Cloth seen from above: the shapes, hands and tools that laundry and mending are drawn with.

Everything is a fragment in picture coordinates. `piece` shades any path in its own colour with the
gradients that `scenes.finished` defines; `Table` is a program that brings a table top of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generators.workbench import effects
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scenes
from generators.workbench.drawn.shapes import shade
from generators.workbench.drawn.textiles.needlework import between, placed
from generators.workbench.geometry import Placement, Point, toward
from generators.workbench.palette import SHADOW, Skin

RIGHT_FOOT: Point = (980.0, 760.0)  # where the learner's hands come from
LEFT_FOOT: Point = (-220.0, 760.0)
MAT = "#A9C4B4"
DIGITS = {
    1: "M-4 -4L1 -8V8",
    2: "M-5 -4Q-4 -8 0 -8Q5 -8 5 -4Q5 0 -5 8H5",
    3: "M-5 -8H5L-1 -1Q5 -1 5 3Q5 8 -1 8Q-5 8 -6 5",
    4: "M3 8V-8L-6 3H7",
    5: "M5 -8H-4L-5 -1Q-2 -3 1 -2Q5 -1 5 3Q5 8 0 8Q-4 8 -6 6",
    6: "M4 -8Q-5 -6 -5 3Q-5 8 0 8Q5 8 5 3Q5 -1 0 -1Q-4 -1 -5 3",
}


@dataclass
class Table(Scenes):
    """Scenes on a table top: `top` is drawn over the place, under everything."""

    top: str = ""

    def ground(self) -> str:
        return self.top


def mat_ground(name: str, colour: str = MAT, line: str = "#C3D8CB") -> str:
    """A cutting mat or bare board as large as the picture."""
    columns = "".join(f"M{x} 0V512" for x in range(32, 768, 64))
    rows = "".join(f"M0 {y}H768" for y in range(32, 512, 64))
    grid = f'<path d="{columns}{rows}" stroke="{line}" stroke-width="2"/>' if line else ""
    return (
        f'<defs><radialGradient id="{name}-sun" cx=".2" cy=".05" r="1">'
        '<stop offset="0" stop-color="#FFFFFF" stop-opacity=".5"/>'
        '<stop offset=".7" stop-color="#FFFFFF" stop-opacity="0"/></radialGradient></defs>'
        f'<rect width="768" height="512" fill="{colour}"/>{grid}'
        f'<rect width="768" height="512" fill="url(#{name}-sun)"/>'
    )


def piece(d: str, colour: str, edge: str = "", width: float = 3.0, opacity: float = 1.0) -> str:
    """A closed path in one soft gradient with a darker outline of its own hue."""
    edge = edge or shade(colour, -0.42)
    return (
        f'<path d="{d}" fill="url(#figure-{colour[1:].upper()})" stroke="{edge}" '
        f'stroke-width="{width:g}" stroke-linejoin="round" opacity="{opacity:.3g}"/>'
    )


def line(d: str, colour: str, width: float = 3.0, dash: str = "", opacity: float = 1.0) -> str:
    """An open path with round ends."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linecap="round" stroke-linejoin="round" opacity="{opacity:.3g}"{dashes}/>'
    )


def cast(d: str, dx: float = 7.0, dy: float = 9.0, opacity: float = 0.18) -> str:
    """What a flat thing casts on the table."""
    return (
        f'<path d="{d}" fill="{SHADOW}" opacity="{opacity:g}" '
        f'transform="translate({dx:g} {dy:g})"/>'
    )


def polygon(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def rect(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}Z"


def faded(svg: str, opacity: float) -> str:
    """The fragment at that opacity; nothing when it cannot be seen."""
    if opacity <= 0.01:
        return ""
    return svg if opacity >= 0.995 else f'<g opacity="{opacity:.3f}">{svg}</g>'


def clipped(name: str, d: str, svg: str) -> str:
    """Only what of `svg` lies inside the path `d`."""
    return f'<clipPath id="{name}"><path d="{d}"/></clipPath><g clip-path="url(#{name})">{svg}</g>'


def moved(svg: str, dx: float, dy: float, turn: float = 0.0, about: Point = (0, 0)) -> str:
    spin = f"rotate({turn:.1f} {about[0]:g} {about[1]:g})" if turn else ""
    return f'<g transform="translate({dx:.1f} {dy:.1f}){spin}">{svg}</g>'


@dataclass(frozen=True)
class Reach:
    """A hand that comes from its side, stays while `come[1]..leave[0]`, and is gone at the end."""

    pose: str = "pinch"
    rotation: float = 32.0
    left: bool = False
    size: float = 0.9
    come: tuple[float, float] = (0.0, 0.16)
    leave: tuple[float, float] = (0.86, 1.0)

    def at(self, t: float, spot: Point) -> Point:
        return between(t, LEFT_FOOT if self.left else RIGHT_FOOT, spot, self.come, self.leave)

    def layers(self, t: float, spot: Point, skin: Skin) -> tuple[str, str]:
        """(behind what it holds, before it) with the fingertips on `spot` (px)."""
        turn = -self.rotation if self.left else self.rotation
        return hand_layers(self.pose, self.at(t, spot), skin, turn, self.left, self.size)

    def over(self, t: float, spot: Point, skin: Skin) -> str:
        """All of the hand on top."""
        return "".join(self.layers(t, spot, skin))


def held_iron(
    t: float, spot: Point, skin: Skin, hot: bool = True, size: float = 0.9, flip: bool = False
) -> str:
    """An iron whose sole's middle is on `spot`, with the hand on its handle; gone at both ends."""
    at = between(t, (1010.0, 420.0), spot, (0.0, 0.18), (0.86, 1.0))
    place = Placement((116, 154), at, 0.0, size, flip)
    grip = place.apply((160, 42))
    back, front = hand_layers("grip", grip, skin, -14.0, False, 0.86)
    under = (
        f'<ellipse cx="{at[0] + 6:.1f}" cy="{at[1] + 3:.1f}" rx="{118 * size:.1f}" ry="11" '
        f'fill="{SHADOW}" opacity=".25"/>'
    )
    return under + back + placed("iron", place, "hot" if hot else "off") + front


def steam(at: Point, t: float, size: float = 1.0) -> str:
    return effects.steam(at, t, size).svg


def pin(
    head: Point, angle: float, length: float = 74.0, hidden: tuple[float, float] = (0, 0)
) -> str:
    """A glass-headed pin; `angle` is where the point looks; `hidden` px from..to are in cloth."""
    tip = toward(head, angle, length)
    a, b = toward(head, angle, hidden[0]), toward(head, angle, hidden[1])
    parts = [(head, a), (b, tip)] if hidden[1] > hidden[0] else [(head, tip)]
    steel = "".join(f"M{p[0]:.1f} {p[1]:.1f}L{q[0]:.1f} {q[1]:.1f}" for p, q in parts)
    return (
        line(steel, "#4E6470", 5.5)
        + line(steel, "#DCE5EA", 2.6)
        + f'<circle cx="{head[0]:.1f}" cy="{head[1]:.1f}" r="8.5" fill="#C8443A" '
        'stroke="#842A22" stroke-width="2.5"/>'
        f'<circle cx="{head[0] - 2.5:.1f}" cy="{head[1] - 3:.1f}" r="2.6" fill="#F2A79F"/>'
    )


def ruler(x: float, y: float, length: float, cm: float, turn: float = 0.0) -> str:
    """A ruler from (x, y) to the right with a tick every `cm` px, turned about its corner."""
    ticks = "".join(
        f"M{x + i * cm / 2:.1f} {y:.1f}v{16 if i % 2 == 0 else 9}"
        for i in range(int(length / cm * 2) + 1)
    )
    body = piece(rect(x - 6, y, length + 12, 42), "#F2D27A", "#9A7A2B") + line(
        ticks, "#5F4A16", 2.2
    )
    return f'<g transform="rotate({turn:g} {x:g} {y:g})">{body}</g>'


def clock(at: Point, share: float, radius: float = 40.0) -> str:
    return effects.clock(at, share, radius).svg


def number(value: int, at: Point) -> str:
    """A number in a disc, drawn as strokes: text would need the slower engine."""
    x, y = at
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="16" fill="#3F7C85" stroke="#FFFFFF" stroke-width="3"/>'
        f'<g transform="translate({x:g} {y:g})">{line(DIGITS[value], "#FFFFFF", 3.4)}</g>'
    )
