"""A dome tent in space: floor, two crossing poles, four panels, door, vent and pegs.

Centimetres: x to the right, y away from us, z up. Each of the four panels hangs between two half
poles and an edge of the floor, so the tent keeps its shape while it rises.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from generators.workbench.drawn.shapes import shade, solid
from generators.workbench.geometry import Point, lerp

Vec = tuple[float, float, float]

SCALE = 1.62  # px per cm
CENTRE: Point = (408.0, 386.0)  # px of the middle of the floor
LONG, WIDE, HIGH = 108.0, 78.0, 112.0  # cm: half of the floor's sides, and the height
INNER, FLY, FLOOR, POLE = "#F0DDAE", "#C9785F", "#7C8B93", "#4E5A60"
NEAR_LEFT, NEAR_RIGHT = (-LONG, -WIDE), (LONG, -WIDE)
FAR_LEFT, FAR_RIGHT = (-LONG, WIDE), (LONG, WIDE)
CORNERS = (NEAR_LEFT, NEAR_RIGHT, FAR_RIGHT, FAR_LEFT)


def px(p: Vec) -> Point:
    x, y, z = p
    return CENTRE[0] + SCALE * (x + 0.34 * y), CENTRE[1] - SCALE * (0.36 * y + 0.94 * z)


def polygon(points: Sequence[Vec]) -> str:
    return "M" + "L".join("{:.1f} {:.1f}".format(*px(p)) for p in points) + "Z"


def tent_line(points: Sequence[Vec], colour: str, width: float, opacity: float = 1.0) -> str:
    path = "M" + "L".join("{:.1f} {:.1f}".format(*px(p)) for p in points)
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linecap="round" stroke-linejoin="round" opacity="{opacity:.2f}"/>'
    )


def tent_arc(corner: Point, up: float, out: float = 0.0, upto: float = 1.0) -> list[Vec]:
    """From a corner to the top; `up` 0 = flat on the ground, `out` = cm that a cover stands off."""
    points = []
    for i in range(13):
        u = upto * i / 12
        grow = 1 + out / LONG * (1 - u)
        z = (HIGH * up + out * 0.5 * up) * math.sin(u * math.pi / 2) ** 0.82
        points.append((corner[0] * (1 - u) * grow, corner[1] * (1 - u) * grow, z + 0.5))
    return points


def dome(up: float, colour: str, out: float = 0.0, hem: float = 0.0) -> str:
    """The four panels, the far ones first; `hem` cm above the ground at the middle of each edge."""
    tones = {0: 0.0, 1: -0.1, 2: -0.22, 3: 0.1}
    svg = ""
    for i in (2, 1, 3, 0):
        a, b = CORNERS[i], CORNERS[(i + 1) % 4]
        left, right = tent_arc(a, up, out), tent_arc(b, up, out)
        grow = (1 + out / LONG) / 2
        middle: Vec = ((a[0] + b[0]) * grow, (a[1] + b[1]) * grow, hem * up)
        svg += solid([polygon([*left, *reversed(right), middle])], shade(colour, tones[i]))
    return svg


def tent_door(colour: str, opened: float = 0.0) -> str:
    """On the near side: a zip in the form of an arch, and its flap rolled aside."""
    arch = [
        (-44.0, -WIDE, 4.0),
        (-38.0, -WIDE * 0.78, 44.0),
        (-10.0, -WIDE * 0.52, 76.0),
        (22.0, -WIDE * 0.6, 66.0),
        (44.0, -WIDE * 0.86, 32.0),
        (48.0, -WIDE, 4.0),
    ]
    if opened > 0:
        inside = f'<path d="{polygon(arch)}" fill="#4E4338" opacity="{opened:.2f}"/>'
        roll = tent_line(arch[:3], shade(colour, 0.15), 13, opened)
        return inside + roll + tent_line(arch, shade(colour, -0.4), 3)
    return tent_line(arch, shade(colour, -0.4), 3.4)


VENT: Vec = (26.0, -26.0, 104.0)


def vent(opened: float) -> str:
    """A hood near the top, propped open over its mesh."""
    x, y = px(VENT)
    mesh = f"M{x - 30:.1f} {y + 20:.1f}Q{x:.1f} {y - 8:.1f} {x + 34:.1f} {y + 22:.1f}Z"
    hood = (
        f"M{x - 34:.1f} {y + 12 - 8 * opened:.1f}Q{x:.1f} {y - 28 - 8 * opened:.1f} "
        f"{x + 40:.1f} {y + 14 - 8 * opened:.1f}Q{x:.1f} {y - 10:.1f} {x - 34:.1f} "
        f"{y + 12 - 8 * opened:.1f}Z"
    )
    return solid([mesh], "#4E4338") + solid([hood], shade(FLY, 0.12))


def tent_floor(grown: float = 1.0, colour: str = FLOOR, lift: float = 0.0) -> str:
    points = [(x * 1.03, lerp(WIDE, y, grown) * 1.03, lift) for x, y in CORNERS]
    return solid([polygon(points)], colour)


def poles(up: float, near: bool) -> str:
    """The halves of both poles on this side of the top, or those beyond it."""
    svg = ""
    for corner in (NEAR_LEFT, NEAR_RIGHT) if near else (FAR_LEFT, FAR_RIGHT):
        svg += tent_line(tent_arc(corner, up), POLE, 7) + tent_line(
            tent_arc(corner, up), "#A9B7BD", 2.2
        )
    return svg


def tent_shadow() -> str:
    points = [(x * 1.12 + 14, y * 1.12 - 6, 0.0) for x, y in CORNERS]
    return f'<path d="{polygon(points)}" fill="#3E4B2C" opacity=".2"/>'


def peg(at: Vec, away: Point) -> str:
    """What is seen of a peg that leans away from the tent."""
    top = (at[0] + away[0] * 6.4, at[1] + away[1] * 6.4, 6.4)
    hook = (top[0] - away[0] * 5, top[1] - away[1] * 5, 5.4)
    return tent_line([at, top, hook], "#5E6C73", 5)


def pegs(near: bool) -> str:
    """A peg in each corner on this side, or beyond the tent."""
    svg = ""
    for x, y in (NEAR_LEFT, NEAR_RIGHT) if near else (FAR_LEFT, FAR_RIGHT):
        away = (math.copysign(0.8, x), math.copysign(0.6, y))
        svg += peg((x * 1.06, y * 1.06, 0.0), away)
    return svg
