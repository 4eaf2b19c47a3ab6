"""Sushi rolls on a bamboo mat, seen from straight above; the cook stands at the lower edge.

What is rolled in is missing from the sheet: the roll moves on by the share that it has taken up.
"""

from __future__ import annotations

import math
from itertools import pairwise

from generators.workbench import effects, marks
from generators.workbench.drawn import register
from generators.workbench.drawn.kitchen.sushi_sheet import (
    BARE,
    DARK,
    FILLED_AT,
    MAT,
    NORI,
    PX_PER_CM,
    ROLL_R,
    filling,
    grains,
    in_mat,
    mat,
    nori,
    piece,
    rice_layer,
    roll_end,
    round_grains,
    sheet,
)
from generators.workbench.drawn.kitchen.worktop import (
    DEFS,
    FromAbove,
    Visit,
    bare,
    clock,
    dish,
    fading,
    line,
    lump,
    moved,
    pour,
    prop,
    round_shape,
    shade,
    stand,
    tool,
    vessel,
)
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Point, lerp, phase
from generators.workbench.palette import Skin
from generators.workbench.scene import Look

REST_Y = NORI.y0 + ROLL_R + 42  # of the roll when only the bare strip is left


# -- things ----------------------------------------------------------------------------------------


WATER_AT: Point = (104.0, 360.0)
RICE_AT: Point = (664.0, 156.0)


def _beside() -> str:
    """A dish of water for the fingers, and the bowl of rice."""
    x, y = WATER_AT
    glint = line([(x - 22, y - 10), (x - 10, y - 22), (x + 8, y - 26)], "#FFFFFF", 5)
    return dish(WATER_AT, 52, "#8CC6E0", glint) + _rice_bowl(RICE_AT, 78)


def _rice_bowl(at: Point, r: float, seed: int = 6) -> str:
    heap = lump(moved(round_shape(r * 0.76, r * 0.74, 20, 0.05), at), "#F6F0E2", "#CFC4AC", 2.4)
    return dish(at, r, "#E9DFCB", heap + round_grains(at, r * 0.68, int(r * 1.6), seed))


# -- rice: rinsed, seasoned ------------------------------------------------------------------------

BOWL_AT: Point = (350.0, 300.0)


def rinsed(t: float, skin: Skin) -> str:
    """Stirred by hand in cold water; the milky water is changed until it stays clear."""
    clear = phase(t, 0.2, 0.86)
    x, y = BOWL_AT
    inner = round_grains(BOWL_AT, 124.0, 520)
    milk = (
        f'<circle cx="{x}" cy="{y}" r="142" fill="#F4F1E8" opacity="{lerp(0.94, 0.0, clear):.2f}"/>'
    )
    water = f'<circle cx="{x}" cy="{y}" r="142" fill="#A9D8EA" opacity="{0.26 * clear:.2f}"/>'
    a = 17 * t
    rings = "".join(
        line([(x + r * math.cos(a + b), y + r * math.sin(a + b)) for b in (0, 0.5, 1.0, 1.5)],
             "#FFFFFF", 4, 0.9)
        for r in (112, 84, 124)
    )  # fmt: skip
    at = (x + 46 * math.cos(a), y + 36 * math.sin(a))
    visit = Visit(0.0, 0.16, 0.84, 1.0)
    out = DEFS + dish(BOWL_AT, 178, "#DDEBEE", inner + milk + water + rings)
    return out + bare("open", at, 30, skin, t, visit, 0.95)


def seasoned(t: float, skin: Skin) -> str:
    """Vinegar over the hot rice, then the spoon cuts through it and turns it over."""
    x, y = BOWL_AT
    bed = lump(moved(round_shape(148, 142, 24, 0.05), BOWL_AT), "#F6F0E2", "#CFC4AC", 3)
    bed += round_grains(BOWL_AT, 138.0, 620)
    share = phase(t, 0.14, 0.4)
    gloss = fading(
        lump(moved(round_shape(120, 108, 18, 0.12), BOWL_AT), "#E9D48A", "#E9D48A", 0), 0.34 * share
    )
    out = DEFS + dish(BOWL_AT, 186, "#E9DFCB", bed + gloss)
    jug = Visit(0.0, 0.14, 0.4, 0.5)
    if t < 0.5:
        spot = (x - 40 + 90 * share, y - 20 + 40 * math.sin(9 * t))
        fall = pour((spot[0] + 8, spot[1] - 84), spot, t, "#E2C25E", 8) if 0.13 < t < 0.41 else ""
        lip = (spot[0] + 8, spot[1] - 84)
        look = Look("", lerp(0.5, 0.08, share), "oil")
        out += fall + tool("jug", "spout", lip, -46, skin, t, jug, look, "grip", -18, 0.8)
    cuts = t * 9
    at = (x - 60 + 110 * (cuts % 1), y - 50 + 70 * math.sin(2.2 * t * math.pi) ** 2)
    visit = Visit(0.46, 0.58, 0.86, 1.0)
    slits = "".join(
        line([(x - 70 + 44 * i, y - 84), (x - 58 + 44 * i, y + 74)], "#CDBF9F", 6, 0.9)
        for i in range(4)
    )
    out += fading(slits, phase(t, 0.58, 0.66))
    return out + tool("wooden-spoon", "inside", at, 30, skin, t, visit, None, "hold", 36, 1.25)


# -- spread, filled --------------------------------------------------------------------------------


def spread(t: float, skin: Skin) -> str:
    """Wet fingers press the rice out over the sheet, all but the far 2 cm."""
    share = phase(t, 0.2, 0.8)
    out = DEFS + _beside() + mat() + nori()
    top, b = NORI.y0 + BARE * PX_PER_CM, NORI
    if share <= 0:
        heap = moved(round_shape(74, 52, 20, 0.06), (b.centre[0], top + 76))
        box = Box(b.centre[0] - 52, top + 40, b.centre[0] + 46, top + 112)
        out += lump(heap, "#F6F0E2", "#CFC4AC", 2.4) + grains(box, 90, 4)
    else:
        half = lerp(74, b.width / 2 - 5, min(1.0, share * 1.5))
        bottom = lerp(top + 124, b.y1 - 4, share)
        out += rice_layer(Box(b.centre[0] - half, top, b.centre[0] + half, bottom))
    beat = 12 * math.sin(28 * t)
    y = lerp(top + 96, b.y1 - 40, share)
    visit = Visit(0.0, 0.16, 0.84, 1.0)
    right = bare("flat", (b.centre[0] + 62 + beat, y), 48, skin, t, visit)
    left = bare("flat", (b.centre[0] - 62 - beat, y), 132, skin, t, visit)
    return out + _two_cm(share) + right + left


def _two_cm(shown: float) -> str:
    """The size of the bare strip."""
    x, y0, y1 = NORI.x1 + 18, NORI.y0, NORI.y0 + BARE * PX_PER_CM
    bar = f"M{x} {y0}V{y1}M{x - 8} {y0}H{x + 8}M{x - 8} {y1}H{x + 8}"
    return fading(f'<path d="{bar}" stroke="#2B2B2B" stroke-width="3.4" fill="none"/>', shown)


def row_laid(t: float, skin: Skin) -> str:
    """The fillings lie side by side across the near third, from edge to edge."""
    share = phase(t, 0.24, 0.7)
    visit = Visit(0.0, 0.2, 0.74, 0.94)
    out = DEFS + _beside() + mat() + sheet()
    if t < 0.2:
        return out + bare("pinch", (NORI.x0 + 20, FILLED_AT), 36, skin, t, visit)
    end = lerp(NORI.x0 + 20, NORI.x1 - 6, share)
    return out + filling(share) + bare("pinch", (end, FILLED_AT), 36, skin, t, visit)


# -- rolled, pressed -------------------------------------------------------------------------------

ROLLS = (0.2, 0.8)


def roll_y(share: float) -> float:
    """Of the roll's axis: it starts over the filling and ends on the bare strip."""
    return lerp(FILLED_AT + 8, REST_Y, share)


def rolled(t: float, skin: Skin) -> str:
    """The near edge of the mat goes up and over the filling, and on to the bare strip."""
    share = phase(t, *ROLLS)
    if t < 0.14:
        out = DEFS + _beside() + mat() + sheet() + filling()
        y = MAT.y1 - 6
    else:
        y = roll_y(share)
        gone = NORI.y1 - y
        out = DEFS + _beside() + mat(MAT.y1 - y - 6) + sheet(1.0, gone) + in_mat(y)
    visit = Visit(0.0, 0.14, 0.86, 1.0)
    reach = y + (ROLL_R * 0.5 if t >= 0.14 else 0)
    right = bare("grip", (NORI.x1 - 34, reach), 52, skin, t, visit)
    left = bare("grip", (NORI.x0 + 34, reach), 128, skin, t, visit)
    return out + left + right


SEALED = 0.36  # t: the strip is wet, now the roll goes over it


def sealed(t: float, skin: Skin) -> str:
    """A wet finger along the bare strip; the roll goes over it, and both hands press the mat."""
    wet = phase(t, 0.14, 0.3)
    over = phase(t, SEALED + 0.06, 0.5)
    y = lerp(REST_Y, NORI.y0 + ROLL_R - 12, over)
    out = DEFS + _beside() + mat(MAT.y1 - y - 6)
    if over < 0.9:
        out += nori(NORI.y1 - y)
        strip = [
            (NORI.x0 + 10, NORI.y0 + 14),
            (lerp(NORI.x0 + 12, NORI.x1 - 10, wet), NORI.y0 + 14),
        ]
        out += line(strip, "#8CC6E0", 12, 0.85) if wet > 0 else ""
    out += in_mat(y)
    finger = Visit(0.0, 0.12, 0.3, 0.4)
    tip = (lerp(NORI.x0 + 12, NORI.x1 - 10, wet), NORI.y0 + 14)
    out += bare("point", tip, -34, skin, t, finger)
    press = Visit(0.36, 0.48, 0.86, 1.0)
    tight = 5 * math.sin(26 * t) if 0.52 < t < 0.84 else 0.0
    right = bare("grip", (NORI.x1 - 62, y + 6 + tight), 52, skin, t, press)
    return out + right + bare("grip", (NORI.x0 + 62, y + 6 + tight), 128, skin, t, press)


# -- cut -------------------------------------------------------------------------------------------

BOARD = Box(70.0, 110.0, 640.0, 474.0)
ROLL = Box(150.0, 236.0, 150.0 + 24 * PX_PER_CM, 236.0 + 2 * ROLL_R)
PIECES = 8
CUTS = (4, 2, 6)  # the first cut is in the middle, then the halves are halved; in pieces


def cut(t: float, skin: Skin) -> str:
    """Long strokes with a wet knife: in the middle first, then every half again."""
    b = BOARD
    out = DEFS + (
        f'<rect x="{b.x0 + 6}" y="{b.y0 + 10}" width="{b.width}" height="{b.height}" rx="20" '
        f'fill="#5A3D24" opacity=".22"/><rect x="{b.x0}" y="{b.y0}" width="{b.width}" '
        f'height="{b.height}" rx="20" fill="#E8CFA2" stroke="#9A7440" stroke-width="3.4"/>'
        f'<path d="M{b.x0 + 30} {b.y0 + 70}H{b.x1 - 60}M{b.x0 + 60} {b.y1 - 60}H{b.x1 - 30}" '
        'stroke="#C9A66A" stroke-width="3" stroke-linecap="round" opacity=".7"/>'
    )
    number = min(int((t - 0.18) / 0.2), 2) if t > 0.18 else 0
    stroke = (t - 0.18 - 0.2 * number) / 0.2
    done = [
        c for i, c in enumerate(CUTS) if i < number or (i == number and stroke > 0.8) or t > 0.78
    ]
    out += _cut_roll(done) + _faces()
    x = _cut_x(CUTS[number], done)
    swing = 26 * math.sin(math.tau * stroke) if 0.18 < t < 0.78 else 0.0
    visit = Visit(0.0, 0.16, 0.8, 0.94)
    hold = bare("grip", (ROLL.x0 + 40, ROLL.centre[1] - 4), 176, skin, t, visit)
    blade = (x, ROLL.centre[1] + 6 + swing)
    knife = tool("chef-knife", "blade", blade, 68, skin, t, visit, None, "hold", 68, 1.05)
    return out + hold + knife


def _cut_x(piece: int, done: list[int]) -> float:
    return ROLL.x0 + ROLL.width * piece / PIECES + 10 * sum(c < piece for c in done) + 5


def _cut_roll(done: list[int]) -> str:
    """The roll in as many lengths as there are cuts."""
    bounds = [0, *sorted(done), PIECES]
    out = shade((ROLL.centre[0], ROLL.y1), ROLL.width / 2, 12, 0.3)
    for i, (a, b) in enumerate(pairwise(bounds)):
        x0 = ROLL.x0 + ROLL.width * a / PIECES + 10 * i
        width = ROLL.width * (b - a) / PIECES
        out += (
            f'<rect x="{x0:.1f}" y="{ROLL.y0}" width="{width:.1f}" height="{ROLL.height}" rx="9" '
            f'fill="{DARK}" stroke="#101C16" stroke-width="2.6"/><path d="M{x0 + 10:.1f} '
            f'{ROLL.y0 + 12}h{max(width - 30, 6):.1f}" stroke="#5C7A69" stroke-width="5" '
            'stroke-linecap="round"/>'
        ) + roll_end((x0 + width - 8, ROLL.centre[1]), 1, ROLL_R - 2)
    return out


def _faces() -> str:
    """Pieces of the roll before, cut side up."""
    return "".join(piece((150.0 + 74 * i, 408.0)) for i in range(4))


# -- cooked ----------------------------------------------------------------------------------------

HOB = prop("hob", "low", (330.0, 452.0), "base", 1.15)
PAN = prop("saucepan", "off", (HOB.point("surface")[0] + 20, HOB.point("surface")[1]), "base", 1.3)


def cooked(t: float, skin: Skin) -> str:
    """The lid goes on and stays on: 10 minutes on low heat, 10 minutes off it."""
    on = phase(t, 0.04, 0.2)
    out = DEFS + stand("hob", HOB.placement.at, "low" if t < 0.62 else "off", 1.15)
    x, y = PAN.point("rim")
    rice = _pan_rice()
    out += vessel(PAN, rice, False)
    lid = prop("lid", "", (x, y - 160 * (1 - on)), "base", 1.16)
    visit = Visit(-1, -0.5, 0.22, 0.36)
    out += vessel(lid, "", False)
    out += bare("pinch", lid.point("grip"), -30, skin, t, visit)
    if 0.3 < t < 0.98:
        out += effects.steam((x + 78, y - 34), t, 1.0, count=2).svg
    return out + fading(clock((640, 240), phase(t, 0.34, 0.9), 48), phase(t, 0.3, 0.36))


def _pan_rice() -> str:
    """Rice under water, in the saucepan's own coordinates."""
    sprite = PAN.sprite.anchor("rim").point
    return (
        f'<ellipse cx="{sprite[0]}" cy="{sprite[1] + 4}" rx="62" ry="12" fill="#F6F0E2" '
        'stroke="#CFC4AC" stroke-width="2"/>'
    )


ROLLING = FromAbove(
    {
        "rinsed": Scene(
            rinsed, 0.62, (270.0, 250.0), lambda: marks.arc(BOWL_AT, 120, 108, 150, 290),
            Box(160, 100, 760, 490),
        ),
        "seasoned": Scene(
            seasoned, 0.7, (300.0, 260.0), lambda: marks.arrow((300, 170), (330, 250), -20),
            Box(150, 100, 760, 490),
        ),
        "spread": Scene(
            spread, 0.66, (NORI.x0 + 40, NORI.y0 + 14),
            lambda: marks.double((270, 250), (446, 250)),
            Box(40, 100, 750, 500),
        ),
        "filled": Scene(
            row_laid, 0.62, (NORI.x0 + 60, FILLED_AT), lambda: marks.arrow((260, 320), (400, 320)),
            Box(40, 80, 750, 500),
        ),
        "rolled": Scene(
            rolled, 0.44, (NORI.centre[0] - 40, NORI.y0 + 60),
            lambda: marks.arrow((359, 400), (359, 308)), Box(40, 80, 750, 500),
        ),
        "sealed": Scene(
            sealed, 0.7, (NORI.centre[0], NORI.y0 + 22),
            lambda: marks.push_lines((359, 246), -90, 46), Box(40, 80, 750, 500),
        ),
        "cut": Scene(
            cut, 0.62, (372.0, 408.0), lambda: marks.double((372, 124), (400, 196)),
            Box(60, 100, 740, 500),
        ),
    }
)  # fmt: skip
COOKING = Scenes(
    {
        "cooked": Scene(
            cooked, 0.58, PAN.point("rim"), lambda: marks.arrow((236, 130), (236, 190)),
            Box(160, 120, 720, 470),
        )
    }
)  # fmt: skip
WORDS = ("sushi-rice", "sushi-roll", "nori", "sushi-mat")
register(
    ROLLING, ("wash", "rinse", "stir", "spread", "place", "roll", "press", "cut", "mix"), WORDS
)
register(COOKING, ("heat", "wait"), WORDS)
