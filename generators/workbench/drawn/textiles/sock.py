"""A sock with a hole in its heel, alone and stretched over a darning mushroom."""

from __future__ import annotations

import math

from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.textiles.flatlay import (
    Reach,
    cast,
    clipped,
    faded,
    line,
    moved,
    piece,
)
from generators.workbench.drawn.textiles.needlework import between, curve, smooth
from generators.workbench.geometry import Placement, Point, mix, phase, toward
from generators.workbench.palette import Skin

SOCK, SOCK_EDGE, RIB = "#6F83AE", "#3D4C70", "#5A6E99"
WOOD = "#A87A4C"
MIDDLE: Point = (384.0, 292.0)
DOME, HOLE = 196.0, 66.0  # px: radius of the mushroom's head, of the hole (2 cm across)


def heel(hole: float = 1.0, frayed: bool = False) -> str:
    """The heel stretched over the mushroom; `hole` 1 = open."""
    leg = "M480 130Q600 60 790 30V250Q640 250 560 330Z"
    foot = "M250 170Q120 170 -20 230V440Q130 430 270 450Z"
    x, y = MIDDLE
    dome = _circle(MIDDLE, DOME)
    return (
        cast(leg)
        + piece(leg, SOCK, SOCK_EDGE)
        + cast(foot)
        + piece(foot, SOCK, SOCK_EDGE)
        + line("M640 74Q690 150 650 258M700 58Q750 150 710 254", RIB, 7)
        + cast(dome, 8, 12)
        + piece(dome, SOCK, SOCK_EDGE, 4)
        + clipped("darning-dome", dome, _knit())
        + f'<ellipse cx="{x - 60}" cy="{y - 96}" rx="76" ry="44" fill="#FFFFFF" opacity=".13"/>'
        + (_hole(frayed) if hole > 0 else "")
    )


def _circle(at: Point, r: float) -> str:
    x, y = at
    return f"M{x - r:g} {y:g}A{r:g} {r:g} 0 1 1 {x + r:g} {y:g}A{r:g} {r:g} 0 1 1 {x - r:g} {y:g}Z"


def _knit() -> str:
    """Rows of knitted loops, as V."""
    x0, y0 = MIDDLE[0] - DOME, MIDDLE[1] - DOME
    loops = "".join(
        f"M{x0 + 17 * i:.0f} {y0 + 17 * j:.0f}l8 9l8 -9" for i in range(24) for j in range(24)
    )
    return line(loops, RIB, 3, opacity=0.75)


def rim(angle: float) -> float:
    """The hole is not quite round."""
    a = math.radians(angle)
    return HOLE * (1 + 0.07 * math.sin(3 * a) + 0.05 * math.cos(5 * a + 1))


def _hole(frayed: bool) -> str:
    points = [toward(MIDDLE, a, rim(a)) for a in range(0, 360, 12)]
    d = smooth([*points, points[0]]) + "Z"
    x, y = MIDDLE
    rows = ((56, -20), (62, 8), (50, 36))
    grain = "".join(f"M{x - w} {y + dy}q{w} -16 {2 * w} 0" for w, dy in rows)
    ends = "".join(_fray(a) for a in range(5, 360, 24)) if frayed else ""
    return piece(d, WOOD, SOCK_EDGE, 5) + line(grain, "#855B33", 3, opacity=0.6) + ends


def _fray(angle: int) -> str:
    a = toward(MIDDLE, angle, rim(angle) + 3)
    inward = rim(angle) - 24 - angle * 7 % 18
    b = toward(MIDDLE, angle + (14 if angle % 48 > 20 else -12), inward)
    bend = toward(MIDDLE, angle, rim(angle) - 14)
    return line(curve(a, bend, b), SOCK_EDGE, 5)


def stretched(t: float, skin: Skin) -> str:
    """The mushroom is pushed into the sock until its head fills the heel."""
    inside = phase(t, 0.32, 0.7)
    at = mix((656.0, 214.0), HEEL, inside)
    far = at[0] + 214, at[1] - 48
    stalk = f"M{at[0]:.1f} {at[1]:.1f}L{far[0]:.1f} {far[1]:.1f}"
    shroom = line(stalk, "#6E4A28", 36) + line(stalk, "#C79B6D", 30)
    shroom += piece(_circle(at, 80), WOOD, "#6E4A28")
    shroom += line(f"M{at[0] - 46:.0f} {at[1] - 30:.0f}q30 -36 70 -28", "#D9B48A", 7, opacity=0.8)
    grip = SMALL.apply((far[0] - 60, far[1] + 14))
    hand = between(t, (1100, 160), grip, (0.02, 0.2), (0.8, 1.0))
    away = (hand[0] - grip[0], hand[1] - grip[1]) if t < 0.5 else (0.0, 0.0)
    back, front = hand_layers("grip", hand, skin, -8, False, 0.95)
    full = faded(_bulge(), phase(t, 0.62, 0.72))
    left = Reach("pinch", 20, True, 0.84, (0.1, 0.24), (0.8, 1.0)).over(t, (470, 322), skin)
    outside = clipped("darning-outside", "M560 -50H1000V520H556Z", shroom)
    cuff = piece("M532 152L566 148L598 262L562 268Z", RIB, SOCK_EDGE, 4)
    still = _sock_alone() + full + _small_hole(inside > 0.85)
    shape = f'<g transform="{SMALL.svg()}">'
    return (
        f"{shape}{still}</g>"
        + moved(f"{shape}{outside}</g>", *away)
        + (f"{shape}{cuff}</g>" if inside > 0.3 else "")
        + left
        + back
        + front
    )


HEEL: Point = (236.0, 320.0)
SMALL = Placement((0, 0), (0, 66), 0.0, 0.82)  # sock and mushroom side by side in the picture


def _sock_alone() -> str:
    d = (
        "M566 148L598 262Q470 288 400 330Q340 366 280 424Q220 470 150 452Q66 420 84 340"
        "Q120 266 220 224Q400 164 566 148Z"
    )
    opening = '<ellipse cx="581" cy="205" rx="26" ry="60" transform="rotate(-14 581 205)" '
    return (
        cast(d)
        + piece(d, SOCK, SOCK_EDGE, 4)
        + line("M110 352Q140 290 240 250", "#93A5CA", 8, opacity=0.7)
        + piece("M532 152L566 148L598 262L562 268Z", RIB, SOCK_EDGE, 4)
        + f'{opening}fill="#3D4C70" stroke="{SOCK_EDGE}" stroke-width="4"/>'
    )


def _bulge() -> str:
    x, y = HEEL
    return piece(_circle(HEEL, 92), SOCK, SOCK_EDGE) + line(
        f"M{x - 70} {y - 40}q30 -34 70 -36", "#93A5CA", 8, opacity=0.8
    )


def _small_hole(filled: bool) -> str:
    x, y = HEEL
    colour = WOOD if filled else "#32405E"
    return f'<circle cx="{x}" cy="{y}" r="38" fill="{colour}"/>' + "".join(
        line(_tick(HEEL, a), SOCK_EDGE, 4) for a in range(0, 360, 30)
    )


def _tick(at: Point, angle: float) -> str:
    a, b = toward(at, angle, 44), toward(at, angle + 8, 30)
    return f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
