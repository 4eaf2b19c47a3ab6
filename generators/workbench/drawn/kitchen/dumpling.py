"""One dumpling and its parts, seen from above: wrapper, filling, folds and pleats.

The wrapper is a disc about `MIDDLE`; its near half turns up over the filling. Pleats lie in the
near sheet only and all point to the middle, as they do in a dumpling that stays shut.
"""

from __future__ import annotations

import math
import random

from generators.workbench.drawn.kitchen.worktop import (
    EDGE,
    fading,
    line,
    lump,
    moved,
    round_shape,
    shade,
)
from generators.workbench.geometry import Point

MIDDLE: Point = (338.0, 296.0)
R = 138.0  # px, of a wrapper 9 cm wide
BELLY = 34.0  # px by which the filling makes the folded edge bulge
SIDE_PLEATS = 3
PLEAT_ANGLES = (58.0, 38.0, 18.0)  # degrees above the end of the seam, from the middle outwards
WRAPPER, MEAT = "url(#dough-flat)", "#C68A6B"


def meat(at: Point, r: float, seed: int = 3, mixed: float = 1.0) -> str:
    """Mince with green specks in it, `r` px wide about `at`."""
    rng = random.Random(seed)
    out = lump(moved(round_shape(r, r * 0.94, 18, 0.08), at), MEAT, "#8A5138", 2.6)
    for _ in range(int(r * 0.7)):
        a, k = rng.uniform(0, math.tau), math.sqrt(rng.random()) * 0.86
        x, y = at[0] + r * k * math.cos(a), at[1] + r * k * math.sin(a)
        colour = rng.choice(("#A9C487", "#6E9F55", "#E3B39B", "#F1E7C4"))
        turn = rng.uniform(0, 180)
        out += fading(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rng.uniform(3, 7):.1f}" ry="2.6" '
            f'fill="{colour}" transform="rotate({turn:.0f} {x:.1f} {y:.1f})"/>',
            mixed,
        )
    return out


def disc(at: Point) -> str:
    return (
        shade((at[0] + 4, at[1] + 6), R, R, 0.16)
        + lump(moved(round_shape(R, R, 40), at), WRAPPER, EDGE, 3)
        + f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{R - 15:.1f}" fill="none" '
        'stroke="#FFFFFF" stroke-width="3" opacity=".55"/>'
    )


def rim(start: float, end: float, r: float = R - 11) -> list[Point]:
    angles = [math.radians(start + (end - start) * i / 24) for i in range(25)]
    return [(MIDDLE[0] + r * math.cos(a), MIDDLE[1] + r * math.sin(a)) for a in angles]


def half_moon(fold: float, tight: float = 0.0) -> str:
    """The wrapper with its near half turned up by `fold` 0..1; `tight` 1 = all pleats are in."""
    x, y = MIDDLE
    r = R * (1 - 0.1 * tight)
    back = [(x + r * math.cos(a), y + r * math.sin(a)) for a in _angles(180, 360)]
    belly = BELLY * fold
    bottom = [(x + r * math.cos(a), y + belly * math.sin(a) ** 0.8) for a in _angles(0, 180)]
    shadow = shade((x, y + belly * 0.7), r, 30)
    if fold < 0.02:
        return disc(MIDDLE) + meat(MIDDLE, 46, 4)
    up = math.cos(math.pi * fold)
    far = [(x + r * math.cos(a), y + (r - 9) * math.sin(a) * up) for a in _angles(0, 180)]
    sheet = lump([*back, *bottom], WRAPPER, EDGE, 3)
    if fold < 0.5:
        return (
            shadow + sheet + meat(MIDDLE, 46, 4) + lump([*reversed(far), *_line_between()], WRAPPER)
        )
    flap = lump([*reversed(bottom), *far], "url(#dough-body)", EDGE, 3)
    return shadow + sheet + (meat((x, y - 34), 38, 4) if fold < 0.86 else "") + flap


def _angles(start: float, end: float, count: int = 20) -> list[float]:
    return [math.radians(start + (end - start) * i / count) for i in range(count + 1)]


def _line_between() -> list[Point]:
    return [(MIDDLE[0] + R * k, MIDDLE[1]) for k in (-0.6, 0.0, 0.6)]


def pleat(angle: float, depth: float) -> str:
    """A tuck in the near sheet, laid towards the middle; `depth` 0..1 = how far it is made."""
    side = 1 if angle < 90 else -1
    a = angle if side > 0 else 180 - angle
    r = R * 0.95

    def at(degrees: float, k: float) -> Point:
        b = math.radians(degrees)
        return MIDDLE[0] + side * r * k * math.cos(b), MIDDLE[1] - r * k * math.sin(b)

    edge, outer, foot = at(a + 9 * depth, 1.0), at(a - 9, 1.01), at(a - 10, 0.46)
    fall = at(a - 2, 0.66)
    body = (
        f"M{edge[0]:.1f} {edge[1]:.1f}Q{fall[0]:.1f} {fall[1]:.1f} {foot[0]:.1f} {foot[1]:.1f}"
        f"Q{at(a - 13, 0.7)[0]:.1f} {at(a - 13, 0.7)[1]:.1f} {outer[0]:.1f} {outer[1]:.1f}Z"
    )
    return (
        f'<path d="{body}" fill="#E6CD9B" stroke="{EDGE}" stroke-width="3" '
        f'stroke-linejoin="round" opacity="{depth:.2f}"/>'
    )


def pleats(right: float, left: float) -> str:
    """So many pleats on either side, the outer ones later; fractions are half made."""
    out = ""
    for number, side in ((right, 1), (left, -1)):
        for i, angle in enumerate(PLEAT_ANGLES):
            made = min(max(number - i, 0.0), 1.0)
            if made > 0:
                out += pleat(angle if side > 0 else 180 - angle, made)
    return out


def seam(right: float, left: float) -> str:
    """Where both edges are pressed together."""
    pinched = line(rim(-82, -98, R - 8), "#B98F55", 3)
    if right + left >= 2 * SIDE_PLEATS - 0.01:
        return line(rim(-8, -172, R - 22), "#B98F55", 2.6, 0.8)
    return pinched


def dumpling(at: Point, scale: float = 0.46) -> str:
    """A finished one: belly down, crest of pleats up."""
    x, y = MIDDLE
    body = half_moon(1.0, 1.0) + pleats(3, 3) + seam(3, 3)
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f})scale({scale})'
        f'translate({-x:.1f} {-y + 40:.1f})">{body}</g>'
    )
