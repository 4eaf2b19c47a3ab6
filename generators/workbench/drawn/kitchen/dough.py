"""Wheat dough from flour to a smooth, risen ball: weighed, mixed, kneaded, tested, left to rise.

The stages serve every yeast dough. `risen_top` gives the height of the dough in the bowl, so that
"doubled" is doubled in volume (the bowl is a half ellipsoid; see `volume`).
"""

from __future__ import annotations

import math
import random

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.kitchen.kneading import (
    FOOT,
    TABLE,
    knead_mark,
    kneaded,
    pane_mark,
    pane_tested,
)
from generators.workbench.drawn.kitchen.worktop import (
    DEFS,
    EDGE,
    Visit,
    bare,
    clock,
    fading,
    falling,
    line,
    lump,
    morph,
    pour,
    prop,
    shade,
    stand,
    tool,
    vessel,
)
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Point, lerp, phase
from generators.workbench.palette import Skin
from generators.workbench.scene import Look, Prop

RIM_Y, FLOOR_Y, RIM_HALF, DEPTH = 36.0, 142.0, 102.0, 114.0  # of the glass bowl, its own px
SALT_AT: Point = (74.0, TABLE + 10)


# -- in the bowl -----------------------------------------------------------------------------------


def half(y: float) -> float:
    """Half the inner width of the glass bowl at height y, px of the sprite."""
    return RIM_HALF * math.sqrt(max(0.0, 1 - ((y - RIM_Y) / DEPTH) ** 2))


def heap(y: float, bump: float, rough: float = 0.0, seed: int = 2) -> list[Point]:
    """What lies in the bowl up to height y at the wall, `bump` px higher in the middle."""
    rng = random.Random(seed)
    down = [lerp(y, FLOOR_Y, i / 7) for i in range(8)]
    right = [(120 + half(d), d) for d in down]
    left = [(120 - half(d), d) for d in reversed(down)]
    top = []
    for i in range(1, 12):
        s = i / 12
        lift = bump * math.sin(math.pi * s) ** 0.7 + rng.uniform(-rough, rough)
        top.append((120 - half(y) * (1 - 2 * s), y - lift))
    return [*right, *left, *top]


def volume(y: float, bump: float, slices: int = 200) -> float:
    """Of a heap, in sprite px cubed: discs below y, half an ellipsoid above."""
    step = (FLOOR_Y - y) / slices
    below = sum(math.pi * half(y + (i + 0.5) * step) ** 2 * step for i in range(slices))
    return below + 2 / 3 * math.pi * half(y) ** 2 * bump


LOW_Y, LOW_BUMP = 94.0, 8.0  # the ball after kneading
HIGH_Y, HIGH_BUMP = 72.0, 20.0  # doubled


def bowl(at: Point, scale: float = 1.4) -> Prop:
    return prop("glass-bowl", "empty", at, "base", scale)


# -- weighed ---------------------------------------------------------------------------------------

SCALE = prop("kitchen-scale", "on", (352.0, 462.0), "base", 1.3)
ON_SCALE = bowl((SCALE.point("surface")[0], SCALE.point("surface")[1] + 7), 1.2)
BAG = Visit(0.0, 0.14, 0.5, 0.64)
SPOON = Visit(0.6, 0.74, 0.86, 1.0)


def weighed(t: float, skin: Skin) -> str:
    """The flour falls into the bowl on the scale; then a spoon brings the yeast."""
    full = phase(t, 0.16, 0.48)
    flour = lump(heap(lerp(138, 84, full), 4 + 14 * full), "url(#dough-flour)", "#A08F68")
    yeast = fading(_grains((84, 84), "#B98D55"), phase(t, 0.76, 0.86))
    out = DEFS + stand("kitchen-scale", SCALE.placement.at, "on", 1.3)
    out += vessel(ON_SCALE, flour + yeast if full > 0 else "", shadow=False)
    out += _dishes()
    top = ON_SCALE.placement.apply((120, 70))
    if 0.15 < t < 0.49:
        out += line([(top[0] + 4, 206), (top[0] + 2, top[1] + 34)], "#F7F0E0", 22, 0.9)
        out += falling((top[0] + 4, 204), (top[0], top[1] + 36), t, "#FFFDF4", 17)
    out += tool("flour-bag", "lip", (top[0] + 4, 204), -98, skin, t, BAG, None, "grip", -28, 1.05)
    return out + _spoonful(t, skin, SPOON, (84, 78), "#B98D55")


def _spoonful(t: float, skin: Skin, visit: Visit, on: Point, colour: str) -> str:
    at = ON_SCALE.placement.apply(on)
    end = at[0] + 4, at[1] - 52
    carried = tool("spoon", "tip", end, -24 * phase(t, 0.74, 0.84), skin, t, visit, None, "hold", 4)
    grains = falling((end[0] + 8, end[1]), at, t, colour, 7) if 0.77 < t < 0.87 else ""
    return grains + carried


def _grains(at: Point, colour: str) -> str:
    rng = random.Random(4)
    spots = [(at[0] + rng.gauss(0, 9), at[1] - 5 + rng.gauss(0, 2.2)) for _ in range(36)]
    return (
        f'<g fill="{colour}" stroke="#7A5A30" stroke-width=".6">'
        + "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2"/>' for x, y in spots)
        + "</g>"
    )


def _dishes() -> str:
    """Yeast and salt, ready in two small dishes."""
    return stand("salt-bowl", SALT_AT) + _ramekin((164.0, TABLE + 22), "#C79A5E")


def _ramekin(at: Point, colour: str) -> str:
    x, y = at
    return (
        shade((x, y - 2), 40)
        + f'<ellipse cx="{x}" cy="{y - 40}" rx="38" ry="10" fill="#FFFDF8" stroke="#7FA3AF" '
        f'stroke-width="3"/><ellipse cx="{x}" cy="{y - 39}" rx="32" ry="7" fill="{colour}" '
        f'stroke="#8A6532" stroke-width="2"/><path d="M{x - 38} {y - 40}L{x - 32} {y - 4}'
        f"Q{x} {y + 6} {x + 32} {y - 4}L{x + 38} {y - 40}A38 10 0 0 1 {x - 38} {y - 40}Z"
        f'" fill="#F4F8F8" stroke="#7FA3AF" stroke-width="3"/>'
    )


# -- mixed to a shaggy mass ------------------------------------------------------------------------

MIX = bowl((340.0, TABLE + 8), 1.5)
JUG = Visit(0.0, 0.12, 0.34, 0.44)
STIR = Visit(0.42, 0.54, 0.88, 1.0)


def shaggy(t: float, skin: Skin) -> str:
    """Water into the well in the flour; then the spoon stirs until no flour is dry."""
    mixed = phase(t, 0.52, 0.86)
    flour = heap(86, -8)
    mass = heap(92, 22, 7, 9)
    wet = phase(t, 0.14, 0.34)
    inner = lump(morph(flour, mass, mixed), f"url(#dough-{'body' if mixed > 0.3 else 'flour'})")
    if mixed < 0.4:
        inner += (
            f'<ellipse cx="120" cy="88" rx="{56 * wet:.1f}" ry="{10 * wet:.1f}" fill="#9CCFE6" '
            f'opacity="{1 - 2 * mixed:.2f}"/>'
        )
    inner += fading(_shreds(), mixed)
    spot = 120 + 34 * math.cos(12 * t), 74 + 6 * math.sin(12 * t)
    spoon = tool(
        "wooden-spoon",
        "tip",
        MIX.placement.apply(spot),
        -58,
        skin,
        t,
        STIR,
        None,
        "hold",
        -52,
        1.15,
    )
    end = MIX.placement.apply((124, 84))
    spout = end[0] + 26, end[1] - 150
    stream = pour(spout, end, t) if 0.13 < t < 0.35 else ""
    look = Look("", lerp(0.7, 0.0, wet), "water")
    jug = tool("jug", "spout", spout, -48, skin, t, JUG, look, "grip", -16, 1.05)
    behind, before = (spoon, "") if t > 0.4 else ("", stream + jug)
    return DEFS + vessel(MIX, inner) + behind + before


def _shreds() -> str:
    """The torn look of dough that is only just wet."""
    rng = random.Random(8)
    out = []
    for _ in range(20):
        x, y = 120 + rng.uniform(-74, 74), 102 + rng.uniform(-20, 26)
        w = rng.uniform(7, 16)
        out.append(f"M{x:.1f} {y:.1f}q{w / 2:.1f} {-rng.uniform(4, 9):.1f} {w:.1f} 0")
    return (
        f'<path d="{"".join(out)}" fill="none" stroke="{EDGE}" stroke-width="2.4" '
        'stroke-linecap="round" opacity=".7"/>'
    )


# -- left to rise ----------------------------------------------------------------------------------

RISE = bowl((330.0, TABLE + 8), 1.55)
FILM = Visit(0.0, 0.14, 0.26, 0.38)
GROWS = (0.36, 0.84)  # t


def risen_top(share: float) -> tuple[float, float]:
    """(height at the wall, bump) of the dough, sprite px; 1 = doubled."""
    return lerp(LOW_Y, HIGH_Y, share), lerp(LOW_BUMP, HIGH_BUMP, share)


def risen(t: float, skin: Skin) -> str:
    """Under film it doubles while the clock goes; a dashed line keeps where it began."""
    share = phase(t, *GROWS)
    dough = lump(heap(*risen_top(share))) + fading(_bubbles(), share)
    start = heap(LOW_Y, LOW_BUMP)[15:]
    dashed = line(start, "#8A5A2C", 3.4, 1, "7 7") if t > GROWS[0] - 0.02 else ""
    out = DEFS + vessel(RISE, dough + dashed)
    return out + _film(t, skin) + fading(clock((630, 250), share, 46), phase(t, 0.3, 0.36))


def _bubbles() -> str:
    spots = ((60, 96, 5), (92, 112, 4), (150, 100, 6), (184, 92, 4), (128, 122, 5), (76, 80, 3))
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="#FFF9E8" stroke="{EDGE}" stroke-width="1.8"/>'
        for x, y, r in spots
    )


def _film(t: float, skin: Skin) -> str:
    """A cloth over the bowl's rim, laid by both hands."""
    away = 1 - phase(t, 0.02, 0.16)
    x, y = RISE.placement.apply((120, 30))
    y -= 460 * away
    r = 114 * RISE.placement.scale
    cloth = (
        f'<path d="M{x - r:.1f} {y + 6:.1f}Q{x - r * 0.9:.1f} {y - 26:.1f} {x:.1f} {y - 30:.1f}'
        f"Q{x + r * 0.9:.1f} {y - 26:.1f} {x + r:.1f} {y + 6:.1f}Q{x + r * 0.98:.1f} {y + 40:.1f} "
        f"{x + r * 0.86:.1f} {y + 46:.1f}Q{x + r * 0.6:.1f} {y + 20:.1f} {x + r * 0.3:.1f} "
        f"{y + 48:.1f}Q{x:.1f} {y + 26:.1f} {x - r * 0.34:.1f} {y + 50:.1f}Q{x - r * 0.6:.1f} "
        f"{y + 22:.1f} {x - r * 0.88:.1f} {y + 46:.1f}Q{x - r * 1.02:.1f} {y + 30:.1f} "
        f'{x - r:.1f} {y + 6:.1f}Z" fill="#EAF1F1" fill-opacity=".88" stroke="#7FA3AF" '
        f'stroke-width="3.2" stroke-linejoin="round"/><path d="M{x - r * 0.72:.1f} {y - 4:.1f}'
        f'Q{x:.1f} {y - 20:.1f} {x + r * 0.72:.1f} {y - 4:.1f}" fill="none" stroke="#4A8A93" '
        'stroke-width="5" stroke-linecap="round"/>'
    )
    hands = bare("pinch", (x + r - 6, y + 12), -18, skin, t, FILM) + bare(
        "pinch", (x - r + 6, y + 12), 198, skin, t, FILM
    )
    return cloth + hands


def _rise_mark() -> str:
    x, y = RISE.placement.apply((266, 100))
    return marks.arrow((x, y + 20), (x, y - 70))


DOUGH = Scenes(
    {
        "weighed": Scene(
            weighed,
            0.36,
            SCALE.point("notice"),
            lambda: marks.arrow((432, 226), (432, 286)),
            Box(30, 110, 620, 480),
        ),
        "shaggy": Scene(
            shaggy,
            0.8,
            MIX.placement.apply((90, 96)),
            lambda: marks.arc(MIX.placement.apply((120, 62)), 96, 24, 200, -20),
            Box(160, 120, 620, 460),
        ),
        "kneaded": Scene(
            kneaded, 0.27, (FOOT[0] - 112, FOOT[1] - 44), knead_mark, Box(80, 190, 700, 500)
        ),
        "pane-tested": Scene(pane_tested, 0.72, (318.0, 380.0), pane_mark, Box(60, 130, 720, 460)),
        "risen": Scene(
            risen, 0.86, RISE.placement.apply((120, 86)), _rise_mark, Box(140, 190, 700, 460)
        ),
    }
)
register(
    DOUGH,
    ("measure", "mix", "stir", "knead", "pull", "check", "wait"),
    ("flour", "dough", "glass-bowl"),
)
