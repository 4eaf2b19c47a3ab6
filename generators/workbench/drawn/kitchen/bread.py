"""A tin loaf after the first rise: rolled up, risen again in its tin, knocked on and cooled.

The roll is a spiral of one sheet: what has been rolled up is missing from it (`roll_radius`).
"""

from __future__ import annotations

import math

from generators.workbench import effects, marks
from generators.workbench.drawn import register
from generators.workbench.drawn.kitchen.worktop import (
    DEFS,
    EDGE,
    Shape,
    Visit,
    bare,
    clock,
    dust,
    fading,
    glint,
    hand,
    line,
    lump,
    morph,
    moved,
    prop,
    shade,
    stand,
    vessel,
)
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.shapes import capsule
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import Box, Placement, Point, lerp, phase
from generators.workbench.palette import Skin
from generators.workbench.sprite import load

TABLE = 452.0

# -- rolled up -------------------------------------------------------------------------------------

THICK, LONG = 25.0, 470.0  # px, of the sheet of dough
LEFT_END = 110.0
FAR: Point = (62.0, -66.0)  # from the near to the far edge, as the table is seen
ROLLS = (0.16, 0.84)  # t
FIRST = 0.06  # of the sheet that is tucked over before it rolls


def roll_radius(share: float) -> float:
    """Of the roll when this share of the sheet is in it: its end has the area of that sheet."""
    return math.sqrt(max(share, FIRST) * LONG * THICK / math.pi)


def rolled(t: float, skin: Skin) -> str:
    """Both hands roll the flat dough up tightly, from the right."""
    share = FIRST + (1 - FIRST) * phase(t, *ROLLS)
    r = roll_radius(share)
    x = LEFT_END + LONG * (1 - share) + 0.2 * r
    centre = (x, TABLE - r)
    out = DEFS + dust((380, TABLE - 20), 330, 50, 80) + _sheet(x)
    out += shade((x + FAR[0] / 2, TABLE - 6), r + 40, 16)
    far = (centre[0] + FAR[0], centre[1] + FAR[1])
    out += _solid(capsule(centre, r, far, r)) + _spiral(centre, r, share)
    out += glint(
        [(x - r * 0.5 + FAR[0] * k, TABLE - 1.86 * r + FAR[1] * k) for k in (0.25, 0.5, 0.9)], 6
    )
    spot = (x + FAR[0] * 0.7 + r * 0.34, TABLE - 1.8 * r + FAR[1] * 0.6)
    visit = Visit(0.0, 0.16, 0.86, 1.0)
    near = (x + r * 0.62, TABLE - 1.66 * r)
    return out + bare("flat", spot, -30, skin, t, visit) + bare("flat", near, -12, skin, t, visit)


def _sheet(end: float) -> str:
    """What still lies flat, from the left end to under the roll."""
    if end - LEFT_END < 8:
        return ""
    a, b = (LEFT_END, TABLE), (end, TABLE)
    top = "".join(f"L{x:.1f} {y - THICK:.1f}" for x, y in (b, _far(b), _far(a), a))
    return (
        f'<path d="M{a[0] + 8:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}{top}'
        f'Q{a[0] - 10:.1f} {a[1] - 12:.1f} {a[0] + 8:.1f} {a[1]:.1f}Z" fill="url(#dough-body)" '
        f'stroke="{EDGE}" stroke-width="3.2" stroke-linejoin="round"/>'
        f'<path d="M{a[0]:.1f} {a[1] - THICK:.1f}L{b[0]:.1f} {b[1] - THICK:.1f}" fill="none" '
        f'stroke="{EDGE}" stroke-width="2.2" opacity=".55"/>'
    )


def _far(p: Point) -> Point:
    return p[0] + FAR[0], p[1] + FAR[1]


def _solid(d: str) -> str:
    return f'<path d="{d}" fill="url(#dough-body)" stroke="{EDGE}" stroke-width="3.2"/>'


def _spiral(centre: Point, r: float, share: float) -> str:
    """The near end of the roll with its turns, THICK px apart."""
    face = capsule(centre, r, (centre[0] + 0.1, centre[1]), r)
    turns = r / THICK
    count = max(12, int(26 * turns))
    points = []
    for i in range(count + 1):
        k = i / count
        a = math.pi / 2 - math.tau * turns * (1 - k)
        points.append((centre[0] + r * k * math.cos(a), centre[1] + r * k * math.sin(a)))
    return f'<path d="{face}" fill="url(#dough-flat)" stroke="{EDGE}" stroke-width="3.2"/>' + (
        line(points, "#B98F55", 3.0) if share > FIRST else ""
    )


def _roll_mark() -> str:
    return marks.arrow((420, 200), (262, 262), -66)


# -- risen in the tin ------------------------------------------------------------------------------

TIN = prop("loaf-tin", "greased", (330.0, TABLE), "base", 1.32)
LOW: Shape = [
    (40, 82), (30, 72), (46, 63), (80, 59), (135, 57), (190, 59), (224, 63), (240, 72), (230, 82),
    (135, 84),
]  # fmt: skip
HIGH: Shape = [
    (34, 82), (13, 62), (34, 36), (80, 20), (135, 15), (190, 20), (236, 36), (257, 62), (236, 82),
    (135, 84),
]  # fmt: skip
LOAF: Shape = [
    (-112, 0), (-116, -26), (-94, -46), (-54, -54), (0, -56), (54, -54), (94, -46), (116, -26),
    (112, 0), (0, 10),
]  # fmt: skip
CARRY, CLOTH_ON, PROVES, CLOTH_OFF = (0.0, 0.2), (0.24, 0.36), (0.36, 0.7), (0.7, 0.82)


def proved(t: float, skin: Skin) -> str:
    """Seam down into the tin, under a cloth until it stands 2 cm above the rim."""
    share = phase(t, *PROVES)
    out = DEFS
    if t < CARRY[1]:
        return out + vessel(TIN, "") + _carried(t, skin)
    dough = lump(morph(LOW, HIGH, share)) + glint(
        morph([(54, 70), (90, 66), (130, 65)], [(44, 44), (80, 28), (130, 23)], share)
    )
    out += vessel(TIN, dough)
    out += fading(clock((640, 236), share, 46), phase(t, 0.3, 0.36))
    return out + _rim_line(phase(t, 0.76, 0.84)) + _cloth(t, skin)


def _carried(t: float, skin: Skin) -> str:
    """The roll on its way into the tin, in both hands."""
    x, y = TIN.placement.apply((135, 92))
    drop = 150 * (1 - phase(t, 0.08, 0.2)) + 300 * (1 - phase(t, 0.0, 0.08))
    at = (x, y - drop)
    still = Visit(-1, -0.5, 2, 3)
    held = [
        hand("grip", (x + side * 140, y - drop - 34), arm, skin, t, still)
        for side, arm in ((1, -14.0), (-1, 194.0))
    ]
    shape = lump(moved(LOAF, at, 1.28))
    return held[0][0] + held[1][0] + shape + held[0][1] + held[1][1]


def _cloth(t: float, skin: Skin) -> str:
    """A striped tea towel, laid over the tin and taken off again to the right."""
    on, off = phase(t, *CLOTH_ON), phase(t, *CLOTH_OFF)
    if t < CLOTH_ON[0] - 0.04 or off >= 1:
        return ""
    x, y = TIN.placement.apply((135, 10))
    dx, dy = 520 * (1 - on) + 620 * off, -120 * (1 - on) - 90 * off
    lift = 26 * phase(t, *PROVES)
    shape = moved(
        [
            (-206, 96), (-200, 50), (-150, 28 - lift), (0, 14 - lift), (150, 28 - lift), (200, 50),
            (206, 96), (150, 116), (90, 100), (20, 122), (-60, 102), (-130, 120),
        ],
        (x + dx, y + dy),
    )  # fmt: skip
    stripes = "".join(
        line([(x + dx + k, y + dy + 24), (x + dx + k * 1.04, y + dy + 98)], "#4A8A93", 7, 0.8)
        for k in (-150, -120, 120, 150)
    )
    visit = Visit(-1, -0.5, 0.37, 0.46) if t < 0.5 else Visit(0.6, CLOTH_OFF[0], 2, 3)
    grip = (x + dx + 196, y + dy + 60)
    arm = bare("pinch", grip, -14, skin, t, visit)
    return lump(shape, "#F3EDE0", "#A79F90") + stripes + arm


def _rim_line(shown: float) -> str:
    """How far the dough stands above the rim."""
    a = TIN.placement.apply((5, 70))
    top = TIN.placement.apply((135, 15))
    svg = line([(a[0] - 34, a[1]), (a[0] - 6, a[1])], "#2B2B2B", 3, 1, "6 6")
    svg += line([(a[0] - 34, top[1]), (top[0] - 60, top[1])], "#2B2B2B", 3, 1, "6 6")
    return fading(svg, shown)


def _rise_mark() -> str:
    a, top = TIN.placement.apply((5, 70)), TIN.placement.apply((135, 15))
    return marks.double((a[0] - 22, a[1] - 4), (a[0] - 22, top[1] + 4))


# -- knocked on and cooled -------------------------------------------------------------------------

RACK: Point = (330.0, TABLE)
KNOCKS = (0.2, 0.52)  # t, three of them
SETS = (0.56, 0.8)
LIFTED: Point = (318.0, 372.0)  # base of the loaf while it is knocked on


def knocked(t: float, skin: Skin) -> str:
    """Three knocks on the underside; then it is turned over and left on the rack."""
    comes = 1 - phase(t, 0.0, 0.16)
    down = phase(t, *SETS)
    art = load("bread-loaf")
    state = "upside-down" if down < 0.5 else "whole"
    x, y = lerp(LIFTED[0], RACK[0], down) - 560 * comes, lerp(LIFTED[1], RACK[1] - 62, down)
    tip = -8 * (1 - down) + 40 * math.sin(math.pi * down) * (1 if down < 0.5 else -1)
    place = Placement(art.anchor("base").point, (x, y), tip, 1.3)
    loaf = f'<defs>{art.defs}</defs><g transform="{place.svg()}">{sprite_svg(art, state)}</g>'
    out = DEFS + stand("cooling-rack", RACK, "", 1.45)
    held = Visit(-1, -0.5, 0.8, 0.94)
    spot = place.apply((30, 126) if state == "upside-down" else (30, 120))
    back, front = hand("grip", spot, 166, skin, t, held, 1.0)
    out += back + loaf + _mitt(spot, held.away(t)) + front
    out += fading(clock((640, 210), phase(t, 0.84, 1.0), 46), phase(t, 0.82, 0.86))
    return out + _knuckles(t, place.apply((148, 26)), skin)


def _mitt(at: Point, away: float) -> str:
    """The folded cloth between hand and hot crust."""
    if away >= 1:
        return ""
    x, y = at[0] - 620 * away, at[1]
    shape = [(x - 34, y + 30), (x - 44, y - 20), (x - 16, y - 58), (x + 34, y - 54), (x + 44, y)]
    shape += [(x + 30, y + 46), (x - 4, y + 56)]
    stripe = line([(x - 20, y - 46), (x + 8, y), (x + 4, y + 48)], "#4A8A93", 7)
    return lump(shape, "#F3EDE0", "#A79F90") + stripe


def _knuckles(t: float, on: Point, skin: Skin) -> str:
    share = (t - KNOCKS[0]) / (KNOCKS[1] - KNOCKS[0])
    beat = abs(math.sin(3 * math.pi * share)) if 0 < share < 1 else 1.0
    visit = Visit(0.04, 0.18, 0.52, 0.64)
    at = (on[0] + 30, on[1] - 44 - 36 * beat)
    sound = effects.ticks((on[0] - 6, on[1] - 6), -100, 1 - beat, 88, 34).svg if beat < 0.8 else ""
    return bare("fist", at, -46, skin, t, visit, 1.0) + (sound if 0 < share < 1 else "")


def _knock_mark() -> str:
    return marks.double((500, 168), (474, 222))


BREAD = Scenes(
    {
        "rolled": Scene(rolled, 0.5, (168.0, 412.0), _roll_mark, Box(60, 170, 740, 470)),
        "proved": Scene(
            proved, 0.9, TIN.placement.apply((150, 30)), _rise_mark, Box(110, 180, 700, 460)
        ),
        "knocked": Scene(knocked, 0.409, (330.0, 214.0), _knock_mark, Box(60, 96, 700, 460)),
    }
)
register(
    BREAD,
    ("roll", "fold", "wait", "place", "knock", "check", "tap"),
    ("dough", "loaf-tin", "bread-loaf"),
)
