"""Pleated dumplings: filled, moistened, folded to a half-moon, pleated, stood up, boiled.

Seen from straight above but for the cooking; the shapes are those of dumpling.py.
"""

from __future__ import annotations

import math
import random

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.kitchen.dumpling import (
    MIDDLE,
    PLEAT_ANGLES,
    SIDE_PLEATS,
    R,
    disc,
    dumpling,
    half_moon,
    meat,
    pleats,
    rim,
    seam,
)
from generators.workbench.drawn.kitchen.worktop import (
    DEFS,
    EDGE,
    FromAbove,
    Visit,
    bare,
    dish,
    dust,
    hand,
    line,
    lump,
    prop,
    stand,
    tool,
    vessel,
)
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Point, lerp, phase
from generators.workbench.palette import Skin
from generators.workbench.scene import Look, Prop

WATER_AT: Point = (652.0, 322.0)
FILLING_AT: Point = (622.0, 142.0)
CLOTH_AT: Point = (98.0, 204.0)


# -- what lies around ------------------------------------------------------------------------------


def _around() -> str:
    return DEFS + dust((338, 296), 250, 190, 60) + _stack() + _water() + _filling_bowl()


def _stack() -> str:
    """The other wrappers under a damp cloth."""
    x, y = CLOTH_AT
    disc = "".join(
        f'<circle cx="{x + 40}" cy="{y + 34 - k}" r="62" fill="#F6EAD0" stroke="{EDGE}" '
        'stroke-width="2.6"/>'
        for k in (0, 5, 10)
    )
    edge = ((-74, -76), (30, -84), (84, -70), (78, 4), (60, 40), (-10, 66), (-78, 60), (-84, -10))
    cloth = [(x + dx, y + dy) for dx, dy in edge]
    stripes = "".join(
        line([(x - 62 + k, y - 70), (x - 66 + k, y), (x - 62 + k, y + 56)], "#4A8A93", 6, 0.8)
        for k in (0, 16, 92)
    )
    return disc + lump(cloth, "#E7EEEC", "#8FA5A6") + stripes


def _water() -> str:
    x, y = WATER_AT
    inner = (
        f'<circle cx="{x}" cy="{y}" r="42" fill="#8CC6E0"/><path d="M{x - 26} {y - 10}q12 -18 34 '
        '-18" fill="none" stroke="#FFFFFF" stroke-width="5" stroke-linecap="round"/>'
    )
    return dish(WATER_AT, 54, inner=inner)


def _filling_bowl() -> str:
    return dish(FILLING_AT, 84, inner=meat(FILLING_AT, 62, 7))


# -- the filling -----------------------------------------------------------------------------------

MIXING: Point = (350.0, 296.0)


def filling_mixed(t: float, skin: Skin) -> str:
    """Mince, cabbage and spring onion, stirred one way until they cling together."""
    mixed = phase(t, 0.2, 0.8)
    x, y = MIXING
    inner = meat((x + 22 * (1 - mixed), y - 18 * (1 - mixed)), lerp(104, 136, mixed), 5, mixed)
    rng = random.Random(2)
    for _ in range(40):
        px, py = _stirred((x - 78, y + 44), 26, mixed, rng)
        bend = rng.uniform(-10, 10)
        leaf = [(px - 13, py), (px, py + bend), (px + 13, py)]
        inner += line(leaf, "#8FAE66", 8) + line(leaf, "#D4E5B2", 4.5)
    for _ in range(18):
        px, py = _stirred((x + 74, y + 66), 20, mixed, rng)
        inner += f'<circle cx="{px:.1f}" cy="{py:.1f}" r="6" fill="#E3F0CC" stroke="#5F9147" '
        inner += 'stroke-width="4"/>'
    a = 15 * t
    at = (x + 62 * math.cos(a), y + 50 * math.sin(a))
    visit = Visit(0.0, 0.16, 0.84, 1.0)
    spoon = tool("wooden-spoon", "inside", at, 28, skin, t, visit, None, "hold", 34, 1.2)
    return DEFS + dish(MIXING, 178, inner=inner) + spoon


def _stirred(heap: Point, spread: float, mixed: float, rng: random.Random) -> Point:
    """From its own heap to anywhere in the bowl."""
    start = heap[0] + rng.gauss(0, spread), heap[1] + rng.gauss(0, spread * 0.8)
    a, k = rng.uniform(0, math.tau), 118 * math.sqrt(rng.random())
    end = MIXING[0] + k * math.cos(a), MIXING[1] + k * math.sin(a)
    return lerp(start[0], end[0], mixed), lerp(start[1], end[1], mixed)


# -- wrapper, filling, water -----------------------------------------------------------------------


def wrapper_laid(t: float, skin: Skin) -> str:
    """One wrapper from under the cloth; the others stay covered."""
    way = phase(t, 0.24, 0.6)
    at = (lerp(CLOTH_AT[0] + 46, MIDDLE[0], way), lerp(CLOTH_AT[1] + 36, MIDDLE[1], way))
    visit = Visit(0.0, 0.2, 0.66, 0.9)
    out = DEFS + dust((338, 296), 250, 190, 60) + _water() + _filling_bowl()
    grip = (at[0] + 92, at[1] + 92)
    if t <= 0.2:
        return out + _stack() + bare("pinch", grip, 38, skin, t, visit)
    small = 0.47 + 0.53 * way
    body = f'<g transform="translate({at[0]:.1f} {at[1]:.1f})scale({small:.3f})">{disc((0, 0))}</g>'
    grip = (at[0] + 94 * small, at[1] + 94 * small)
    back, front = hand("pinch", grip, 38, skin, t, visit)
    return out + _stack() + back + body + front


def filled(t: float, skin: Skin) -> str:
    """A heaped teaspoon in the middle; a rim of 2 cm stays clean."""
    way, drop = phase(t, 0.22, 0.5), phase(t, 0.5, 0.62)
    x = lerp(FILLING_AT[0], MIDDLE[0], way)
    y = lerp(FILLING_AT[1], MIDDLE[1], way) - 30 * math.sin(math.pi * way)
    out = _around() + disc(MIDDLE)
    visit = Visit(0.0, 0.18, 0.66, 0.9)
    spoon = tool("spoon", "inside", (x + 10 * drop, y), 24, skin, t, visit, None, "hold", 30, 1.05)
    load = meat((x, y), 46 if t > 0.5 else 34, 4) if t > 0.18 else ""
    return out + (load + spoon if t > 0.56 else spoon + load)


def moistened(t: float, skin: Skin) -> str:
    """A wet finger runs along the far half of the edge."""
    share = phase(t, 0.34, 0.8)
    wet = rim(-4, lerp(-4, -176, share))
    out = _around() + disc(MIDDLE) + meat(MIDDLE, 46, 4)
    if share > 0.02:
        out += line(wet, "#7FBFDC", 16, 0.85) + line(wet, "#E6F6FC", 4, 0.9)
    dip = phase(t, 0.22, 0.34)
    at = (lerp(WATER_AT[0], wet[-1][0], dip), lerp(WATER_AT[1], wet[-1][1], dip))
    visit = Visit(0.0, 0.16, 0.82, 1.0)
    return out + bare("point", at, -42, skin, t, visit, 0.95)


# -- folded and pleated ----------------------------------------------------------------------------


def folded(t: float, skin: Skin) -> str:
    """The near half goes up over the filling; the two edges meet and are pinched in the middle."""
    fold = phase(t, 0.2, 0.6)
    x, y = MIDDLE
    lip = (x, y + (R - 9) * math.cos(math.pi * fold))
    visit = Visit(0.0, 0.18, 0.8, 1.0)
    right = hand("pinch", (lip[0] + 54 * (1 - fold), lip[1] + 4), 34, skin, t, visit)
    left = hand("pinch", (lip[0] - 84, lip[1] + 24 * fold), 152, skin, t, visit)
    return _around() + left[0] + half_moon(fold) + left[1] + "".join(right)


def _pleating(t: float, skin: Skin, side: int) -> str:
    """Three pleats on one side; the hand of that side makes them, the other holds the middle."""
    count = SIDE_PLEATS * phase(t, 0.2, 0.8)
    steps = math.floor(count) + phase(count % 1, 0.1, 0.9)
    right, left = (steps, 0.0) if side > 0 else (SIDE_PLEATS, steps)
    out = _around() + half_moon(1.0, (right + left) / 6) + pleats(right, left) + seam(right, left)
    index = min(int(count), SIDE_PLEATS - 1)
    angle = math.radians(PLEAT_ANGLES[index] + lerp(-10, 6, phase(count % 1, 0.1, 0.9)))
    at = (MIDDLE[0] + side * R * 0.97 * math.cos(angle), MIDDLE[1] - R * 0.97 * math.sin(angle))
    hold = (MIDDLE[0] - side * 18, MIDDLE[1] - R + 4)
    visit = Visit(0.0, 0.16, 0.84, 1.0)
    works, holds = (16.0, 176.0) if side > 0 else (164.0, 4.0)
    return (
        out
        + bare("pinch", hold, holds, skin, t, visit, 0.8)
        + bare("pinch", at, works, skin, t, visit, 0.8)
    )


def pleated_right(t: float, skin: Skin) -> str:
    return _pleating(t, skin, 1)


def pleated_left(t: float, skin: Skin) -> str:
    return _pleating(t, skin, -1)


# -- stood up on the tray --------------------------------------------------------------------------

TRAY = Box(70.0, 118.0, 560.0, 470.0)
SPOTS: tuple[Point, ...] = (
    (164.0, 216.0), (316.0, 216.0), (468.0, 216.0), (164.0, 316.0), (316.0, 316.0),
)  # fmt: skip
LAST: Point = (468.0, 316.0)


def stood_up(t: float, skin: Skin) -> str:
    """Pressed down so that it sits on a flat bottom, 2 cm from its neighbours."""
    b = TRAY
    out = DEFS + (
        f'<rect x="{b.x0 + 6}" y="{b.y0 + 10}" width="{b.width}" height="{b.height}" rx="22" '
        'fill="#5A3D24" opacity=".22"/>'
        f'<rect x="{b.x0}" y="{b.y0}" width="{b.width}" height="{b.height}" rx="22" fill="#93A8B1" '
        f'stroke="#4E6470" stroke-width="3.4"/><rect x="{b.x0 + 16}" y="{b.y0 + 16}" '
        f'width="{b.width - 32}" height="{b.height - 32}" rx="14" fill="#B4C4CB" '
        'stroke="#5F7681" stroke-width="2.4"/>'
    )
    out += dust(b.centre, 210, 130, 120) + "".join(dumpling(spot) for spot in SPOTS)
    down = phase(t, 0.2, 0.5)
    at = (LAST[0], LAST[1] - 70 * (1 - down))
    visit = Visit(0.0, 0.2, 0.7, 0.9)
    at = visit.where(t, at, 20) if t < 0.5 else LAST
    still = Visit(-1, -0.5, 2, 3)
    grip = (at[0] + 14, at[1] - 66)
    moving = still if t < 0.5 else visit
    back, front = hand("pinch", grip, 20, skin, t, moving, 0.8)
    return out + back + dumpling(at) + (front if visit.away(t) < 1 else "")


# -- boiled ----------------------------------------------------------------------------------------

HOB = prop("hob", "high", (330.0, 452.0), "base", 1.15)
PAN = prop(
    "saucepan", "boiling", (HOB.point("surface")[0] + 20, HOB.point("surface")[1]), "base", 1.3
)
IN_PAN = ((-66.0, 0.0), (-26.0, 6.0), (66.0, 2.0), (6.0, -3.0), (36.0, 7.0))  # two come last


def boiled(t: float, skin: Skin) -> str:
    """Slid in from the slotted spoon; they sink, then float when they are nearly done."""
    x, y = PAN.point("rim")
    rise = phase(t, 0.5, 0.78)
    bob = 2.5 * math.sin(40 * t)
    pan = Prop(PAN.name, PAN.sprite, Look("boiling", 0.86, "water"), PAN.placement)
    swim = "".join(
        dumpling((x + dx, y + dy + 8 - 4 * rise + (bob if i % 2 else -bob)), 0.2)
        for i, (dx, dy) in enumerate(IN_PAN)
        if i < 3 or t > 0.36
    )
    visit = Visit(0.0, 0.16, 0.42, 0.56)
    slide = phase(t, 0.2, 0.36)
    at = (x + 30, y - 40 + 26 * slide)
    spoon = tool("slotted-spoon", "inside", at, -26 - 14 * slide, skin, t, visit, None, "hold", -24)
    load = "".join(dumpling((at[0] + k, at[1] - 4), 0.2) for k in (-20.0, 22.0))
    load = load if 0.02 < t < 0.36 and visit.away(t) < 0.02 else ""
    out = DEFS + stand("hob", HOB.placement.at, "high", 1.15)
    return out + vessel(pan, "", False) + swim + spoon + load


def _fold_mark() -> str:
    x, y = MIDDLE
    return marks.arrow((x + 186, y + 96), (x + 172, y - 84), 44)


def _pleat_mark(side: int) -> str:
    x, y = MIDDLE
    return marks.arrow((x + side * 152, y + 44), (x + side * 66, y + 34), side * 26)


FOLDING = FromAbove(
    {
        "mixed": Scene(
            filling_mixed, 0.52, (300.0, 300.0), lambda: marks.arc(MIXING, 112, 96, 200, -60),
            Box(160, 100, 760, 490),
        ),
        "laid-flat": Scene(
            wrapper_laid, 0.54, (110.0, 190.0), lambda: marks.arrow((190, 330), (270, 352), 20),
            Box(10, 100, 740, 500),
        ),
        "filled": Scene(
            filled, 0.58, (MIDDLE[0] - 92, MIDDLE[1] + 44),
            lambda: marks.arrow((540, 190), (420, 236), 30),
            Box(10, 60, 740, 500),
        ),
        "moistened": Scene(
            moistened, 0.62, rim(-20, -20)[0],
            lambda: marks.arc(MIDDLE, R + 26, R + 26, -14, -66), Box(10, 60, 740, 500),
        ),
        "folded": Scene(
            folded, 0.5, (MIDDLE[0], MIDDLE[1] - R + 8), _fold_mark, Box(10, 60, 740, 500)
        ),
        "pleated-right": Scene(
            pleated_right, 0.7, (MIDDLE[0] + 70, MIDDLE[1] - 84), lambda: _pleat_mark(1),
            Box(10, 60, 740, 500),
        ),
        "pleated-left": Scene(
            pleated_left, 0.7, (MIDDLE[0] - 70, MIDDLE[1] - 84), lambda: _pleat_mark(-1),
            Box(10, 60, 740, 500),
        ),
        "stood-up": Scene(
            stood_up, 0.62, (316.0, 330.0), lambda: marks.arrow((600, 200), (600, 268)),
            Box(60, 100, 740, 490),
        ),
    }
)  # fmt: skip
COOKING = Scenes(
    {
        "boiled": Scene(
            boiled, 0.3, PAN.point("rim"), lambda: marks.arrow((236, 150), (236, 212)),
            Box(160, 100, 720, 470),
        )
    }
)  # fmt: skip
WORDS = ("dumpling", "dumpling-wrapper", "dumpling-filling")
register(
    FOLDING, ("stir", "place", "spread", "brush", "fold", "pinch", "press", "spoon-into"), WORDS
)
register(COOKING, ("heat", "place", "wait"), WORDS)
