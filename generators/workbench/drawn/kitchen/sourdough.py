"""Feeding a sourdough starter: the jar's level follows the weights, and doubles with the hours.

One gram of starter is PX_PER_GRAM of the jar's height, so that 50 g + 50 g + 50 g stand three
times as high as 50 g, and the risen starter twice as high as the rubber band.
"""

from __future__ import annotations

import math
import random

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.kitchen.worktop import (
    DEFS,
    EDGE,
    Visit,
    bare,
    clock,
    fading,
    falling,
    hand,
    line,
    lump,
    moved,
    pour,
    prop,
    round_shape,
    stand,
    tool,
    vessel,
)
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Point, lerp, phase
from generators.workbench.palette import Skin
from generators.workbench.scene import Look, Prop

TABLE = 456.0
FLOOR, LEFT, RIGHT = 232.0, 16.0, 154.0  # inside the jar, its own px
PX_PER_GRAM = 0.56
STARTER, WATER, FLOUR = 50.0, 50.0, 50.0  # g
SCALE_AT: Point = (346.0, TABLE + 10)
SCALE = prop("kitchen-scale", "on", SCALE_AT, "base", 1.2)
JAR = prop(
    "sourdough-jar",
    "empty",
    (SCALE.point("surface")[0], SCALE.point("surface")[1] + 6),
    "base",
    0.94,
)
BIG = prop("sourdough-jar", "empty", (346.0, TABLE), "base", 1.36)
IN_JAR = -64.0  # degrees, of a spoon that reaches to the jar's floor


def level(grams: float, risen: float = 1.0) -> float:
    """Height (sprite px) of the surface of so much starter; `risen` 2 = doubled by gas."""
    return FLOOR - grams * PX_PER_GRAM * risen


def filled(
    y: float, dome: float = 4.0, bubbles: float = 0.0, colour: str = "url(#dough-body)"
) -> str:
    """What stands in the jar up to y, its bubbles seen through the glass."""
    body = (
        f"M{LEFT} {y:.1f}Q85 {y - 2 * dome:.1f} {RIGHT} {y:.1f}V218Q{RIGHT} {FLOOR} 140 {FLOOR}H30"
        f"Q{LEFT} {FLOOR} {LEFT} 218Z"
    )
    out = f'<path d="{body}" fill="{colour}" stroke="{EDGE}" stroke-width="2.6"/>'
    if bubbles <= 0:
        return out
    rng = random.Random(11)
    for _ in range(15):
        x, h, r = rng.uniform(36, 134), rng.uniform(0.06, 0.88), rng.uniform(3.5, 8.5)
        out += (
            f'<circle cx="{x:.1f}" cy="{lerp(FLOOR - 6, y + 4, h):.1f}" r="{r * bubbles:.1f}" '
            f'fill="#FFF9E8" stroke="{EDGE}" stroke-width="1.8"/>'
        )
    return out


def _on_scale(contents: str, dipped: str = "") -> str:
    scale = stand("kitchen-scale", SCALE_AT, "on", 1.2)
    return DEFS + scale + vessel(JAR, contents, False, dipped)


# -- weigh what is kept ----------------------------------------------------------------------------

OLD = prop("sourdough-jar", "empty", (134.0, TABLE), "base", 0.94)
DIP, CARRY, LET_GO = (0.14, 0.26), (0.3, 0.52), (0.54, 0.64)


def kept(t: float, skin: Skin) -> str:
    """A spoonful goes from the old jar into the clean one on the scale."""
    deep = phase(t, *DIP) - phase(t, DIP[1], CARRY[0] + 0.04)
    over = phase(t, *CARRY)
    a, b = OLD.placement.apply((85, 10)), JAR.placement.apply((85, 30))
    x = lerp(a[0], b[0], over)
    y = lerp(a[1], b[1], over) + 150 * deep - 40 * math.sin(math.pi * over)
    y += 120 * (phase(t, CARRY[1], LET_GO[0] + 0.04) - phase(t, 0.66, 0.78))
    loaded = DIP[1] < t < LET_GO[1]
    held = _spoon((x, y), t, skin, Visit(0.0, DIP[0], 0.76, 1.0), loaded)
    old = vessel(
        OLD, filled(level(150 - 50 * phase(t, *DIP)), -3, 0.5), True, held if over < 0.2 else ""
    )
    got = filled(level(STARTER * phase(t, *LET_GO)), 5, 0.4) if t > LET_GO[0] else ""
    new = _on_scale(got, held if over >= 0.2 else "")
    return new + old if over < 0.2 else old + new


def _spoon(at: Point, t: float, skin: Skin, visit: Visit, loaded: bool = False) -> str:
    carried = tool("wooden-spoon", "inside", at, -46, skin, t, visit, None, "hold", -42, 1.0)
    if not loaded:
        return carried
    blob = lump(moved(round_shape(30, 22, 14, 0.14), (at[0] - 6, at[1] - 2)))
    string = line([(at[0] - 8, at[1] + 14), (at[0] - 10, at[1] + 44)], "#E9D3A2", 9)
    return carried + string + blob


# -- water, flour ----------------------------------------------------------------------------------


def watered(t: float, skin: Skin) -> str:
    """50 g of water onto the starter, then stirred to a thin milk."""
    share = phase(t, 0.16, 0.42)
    milk = phase(t, 0.56, 0.84)
    top = level(STARTER + WATER * share)
    water = f'<path d="M{LEFT} {top:.1f}H{RIGHT}V{level(STARTER) + 4:.1f}H{LEFT}Z" fill="#A9D5E8" '
    water += f'opacity="{0.9 * (1 - milk):.2f}"/>'
    inner = filled(level(STARTER), 5, 0.4) + (water if share > 0 else "")
    if milk > 0:
        inner += fading(filled(top, 1, 0, "#F4E8CC"), milk)
    end = JAR.placement.apply((85, top))
    spout = JAR.placement.apply((120, -26))
    stream = pour(spout, end, t, width=8) if 0.15 < t < 0.43 else ""
    jug = Visit(0.0, 0.14, 0.42, 0.52)
    look = Look("", lerp(0.5, 0.1, share), "water")
    out = _on_scale(inner, stream + _stirring(t, skin, Visit(0.5, 0.6, 0.86, 1.0), top))
    return out + tool("jug", "spout", spout, -50, skin, t, jug, look, "grip", -16, 0.9)


def _stirring(t: float, skin: Skin, visit: Visit, top: float) -> str:
    a = 16 * t
    at = JAR.placement.apply((82 + 30 * math.cos(a), top + 24 + 6 * math.sin(a)))
    return tool("wooden-spoon", "tip", at, IN_JAR, skin, t, visit, None, "hold", -58, 1.0)


def floured(t: float, skin: Skin) -> str:
    """50 g of flour fall onto the milk while the scale counts."""
    share = phase(t, 0.18, 0.76)
    top = level(STARTER + WATER)
    heap = [(22, top + 2), (50, top - 14 * share), (85, top - 30 * share), (122, top - 13 * share)]
    heap += [(148, top + 2), (85, top + 8)]
    inner = filled(top, 1, 0, "#F4E8CC")
    if share > 0.05:
        inner += lump(heap, "url(#dough-flour)", "#A08F68")
    lip = JAR.placement.apply((90, -40))
    end = JAR.placement.apply((85, top - 30 * share))
    fall = ""
    if 0.17 < t < 0.77:
        fall = line([lip, (end[0], end[1])], "#F7F0E0", 18, 0.9)
        fall += falling(lip, end, t, "#FFFDF4", 13)
    bag = Visit(0.0, 0.16, 0.78, 1.0)
    out = _on_scale(inner, fall)
    return out + tool("flour-bag", "lip", lip, -98, skin, t, bag, None, "grip", -24, 0.95)


# -- stirred, scraped down, marked -----------------------------------------------------------------


def _big(contents: str, dipped: str = "") -> str:
    return DEFS + vessel(BIG, contents, True, dipped)


FED = level(STARTER + WATER + FLOUR)


def pasted(t: float, skin: Skin) -> str:
    """Stirred down to the bottom until no white is left; the other hand holds the jar."""
    done = phase(t, 0.2, 0.8)
    white = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="{r}" ry="{r * 0.6:.1f}" fill="#FFFDF6" stroke="#C9BDA4" '
        'stroke-width="1.5"/>'
        for x, y, r in ((48, 178, 12), (96, 168, 15), (126, 196, 11), (70, 206, 12))
    )
    inner = filled(FED, 8 * (1 - done) + 3) + fading(white, 1 - 1.4 * done)
    a = 15 * t
    at = BIG.placement.apply((80 + 32 * math.cos(a), FED + 34 + 16 * math.sin(a)))
    visit = Visit(0.0, 0.16, 0.84, 1.0)
    spoon = tool("wooden-spoon", "tip", at, IN_JAR, skin, t, visit, None, "hold", -58, 1.5)
    back, front = hand("grip", BIG.placement.apply((16, 120)), 176, skin, t, visit, 1.0)
    return back + _big(inner, spoon) + front


LID_DOWN = (0.6, 0.78)


def lidded(t: float, skin: Skin) -> str:
    """The spatula cleans the wall; then the lid is only laid on."""
    clean = phase(t, 0.18, 0.44)
    smears = "".join(
        line([(x, 92 + k), (x + 8, 112 + k), (x + 2, 136 + k)], "#EBD6AA", 9)
        for x, k in ((26, 0), (132, -14), (140, 22), (34, 26))
    )
    inner = filled(FED, 3) + fading(smears, 1 - clean)
    at = BIG.placement.apply((132, lerp(90, 136, clean)))
    visit = Visit(0.0, 0.16, 0.46, 0.58)
    scraper = tool("rubber-spatula", "blade", at, -66, skin, t, visit, None, "hold", -60, 1.3)
    drop = 200 * (1 - phase(t, *LID_DOWN))
    x, y = BIG.placement.apply((85, 14))
    out = _big(inner, scraper)
    if t < 0.52:
        return out
    lid_hand = Visit(-1, -0.5, 0.86, 1.0)
    return (
        out
        + _lid((x + 1.8 * drop, y - drop))
        + bare("pinch", (x + 1.8 * drop + 92, y - drop + 2), -24, skin, t, lid_hand)
    )


def _lid(at: Point) -> str:
    """A flat lid that lies loosely on the rim, a gap open on one side."""
    x, y = at
    return (
        f'<g transform="rotate(-4 {x:.1f} {y:.1f})"><path d="M{x - 100:.1f} {y - 16:.1f}Q{x:.1f} '
        f"{y - 40:.1f} {x + 100:.1f} {y - 16:.1f}V{y + 6:.1f}Q{x:.1f} {y + 24:.1f} {x - 100:.1f} "
        f'{y + 6:.1f}Z" fill="#D0A54B" stroke="#7E5C1C" stroke-width="3.4" '
        'stroke-linejoin="round"/>'
        f'<ellipse cx="{x:.1f}" cy="{y - 16:.1f}" rx="100" ry="15" fill="#E6C578" '
        'stroke="#7E5C1C" stroke-width="3"/>'
        f'<path d="M{x - 70:.1f} {y - 20:.1f}Q{x - 20:.1f} {y - 28:.1f} {x + 30:.1f} {y - 26:.1f}" '
        'fill="none" stroke="#FFF3D0" stroke-width="5" stroke-linecap="round"/></g>'
    )


def _band(y: float, wide: float = 1.0) -> str:
    """A red rubber band round the jar at sprite height y."""
    (xa, ya), (xb, _) = BIG.placement.apply((7, y)), BIG.placement.apply((163, y))
    mid, half = (xa + xb) / 2, (xb - xa) / 2 * wide
    arc = f"M{mid - half:.1f} {ya:.1f}Q{mid:.1f} {ya + 22:.1f} {mid + half:.1f} {ya:.1f}"
    return (
        f'<path d="{arc}" fill="none" stroke="#8E2A22" stroke-width="13" stroke-linecap="round"/>'
        f'<path d="{arc}" fill="none" stroke="#D4564A" stroke-width="8" stroke-linecap="round"/>'
    )


BANDED = (0.3, 0.6)


def banded(t: float, skin: Skin) -> str:
    """The band is stretched over the jar and let go where the starter ends."""
    down = phase(t, *BANDED)
    y = lerp(40, FED - 4, down)
    wide = 1 + 0.1 * (1 - phase(t, 0.64, 0.7))
    comes = 1 - phase(t, 0.0, 0.2)
    out = _big(filled(FED, 3)) + _lid(BIG.placement.apply((85, 14)))
    if comes >= 1:
        return out
    visit = Visit(-1, -0.5, 0.74, 0.92)
    (xa, ya), (xb, _) = BIG.placement.apply((7, y)), BIG.placement.apply((163, y))
    rise = 330 * comes
    band = f'<g transform="translate(0 {-rise:.1f})">{_band(y, wide)}</g>'
    right = bare("pinch", (xb + 12, ya - rise), -10, skin, t, visit)
    left = bare("pinch", (xa - 12, ya - rise), 190, skin, t, visit)
    return out + band + right + left


# -- doubled ---------------------------------------------------------------------------------------

GROWS = (0.12, 0.86)


def doubled(t: float, skin: Skin) -> str:
    """Hours go by: bubbles, and a dome at twice the height of the band."""
    share = phase(t, *GROWS)
    y = level(STARTER + WATER + FLOUR, lerp(1.0, 2.0, share))
    out = _big(filled(y, lerp(3, 9, share), 0.2 + 0.8 * share))
    out += _lid(BIG.placement.apply((85, 14))) + _band(FED - 4)
    return out + clock((636, 230), share, 50)


def _height_mark() -> str:
    top = level(STARTER + WATER + FLOUR, 2.0)
    a, b = BIG.placement.apply((-26, FED)), BIG.placement.apply((-26, top - 6))
    return marks.arrow(a, b)


# -- the float test --------------------------------------------------------------------------------

GLASS: Point = (452.0, TABLE)
FLOATS = (0.56, 0.78)


def floats(t: float, skin: Skin) -> str:
    """A teaspoon of it is let go over a glass of water: it stays on top."""
    jar = prop("sourdough-jar", "empty", (196.0, TABLE), "base", 1.16)
    glass = prop("glass", "", GLASS, "base", 1.7)
    out = DEFS + vessel(jar, filled(level(150, 2.0) + 6 * phase(t, 0.2, 0.3), 6, 1.0))
    mouth = jar.placement.apply((85, 0))
    rim = glass.point("rim")
    over = phase(t, 0.3, 0.52)
    deep = phase(t, 0.12, 0.2) - phase(t, 0.2, 0.3)
    x, y = lerp(mouth[0], rim[0], over), lerp(mouth[1], rim[1] - 34, over) + 90 * deep
    surface = rim[1] + 46
    drop = phase(t, 0.54, 0.62)
    bob = 5 * math.sin(30 * (t - 0.62)) * (1 - phase(t, 0.62, 0.84)) if t > 0.62 else 0.0
    blob = moved(
        round_shape(34, 20, 14, 0.12), (rim[0], lerp(rim[1] - 30, surface - 4, drop) + bob)
    )
    water = Prop(glass.name, glass.sprite, Look("", 0.72, "water"), glass.placement)
    floating = lump(blob) if t > 0.54 else ""
    out += vessel(water, "", True, floating)
    loaded = 0.2 < t < 0.55
    visit = Visit(0.0, 0.12, 0.66, 0.86)
    spoon = tool("spoon", "inside", (x, y), -30, skin, t, visit, None, "hold", -34, 1.0)
    lying = lump(moved(round_shape(28, 17, 14, 0.12), (x - 2, y - 8))) if loaded else ""
    return out + spoon + lying


def _scale_note() -> Point:
    return SCALE.point("notice")


SOURDOUGH = Scenes(
    {
        "weighed": Scene(
            kept, 0.44, _scale_note(), lambda: marks.arrow((150, 150), (290, 150), 40),
            Box(50, 100, 700, 470),
        ),
        "watered": Scene(
            watered, 0.34, _scale_note(), lambda: marks.arrow((470, 220), (470, 280)),
            Box(200, 100, 720, 470),
        ),
        "floured": Scene(
            floured, 0.52, _scale_note(), lambda: marks.arrow((470, 220), (470, 280)),
            Box(200, 100, 720, 470),
        ),
        "smooth": Scene(
            pasted, 0.6, BIG.placement.apply((60, 190)),
            lambda: marks.arc(BIG.placement.apply((85, 128)), 84, 22, 160, -60),
            Box(40, 100, 720, 470),
        ),
        "covered": Scene(
            lidded, 0.735, BIG.placement.apply((20, 24)),
            lambda: marks.arrow((496, 148), (496, 208)), Box(220, 90, 740, 470),
        ),
        "marked": Scene(
            banded, 0.6, BIG.placement.apply((85, FED + 4)),
            lambda: marks.arrow((600, 130), (600, 200)), Box(60, 110, 720, 470),
        ),
        "doubled": Scene(
            doubled, 0.86, BIG.placement.apply((85, level(150, 2.0) + 10)), _height_mark,
            Box(180, 100, 700, 470),
        ),
        "afloat": Scene(
            floats, 0.7, (452.0, 300.0), lambda: marks.arrow((560, 240), (560, 300)),
            Box(90, 110, 720, 470),
        ),
    }
)  # fmt: skip
register(
    SOURDOUGH,
    ("measure", "pour", "stir", "cover", "close", "mark", "wait", "check", "place"),
    ("sourdough-starter", "sourdough-jar"),
)
