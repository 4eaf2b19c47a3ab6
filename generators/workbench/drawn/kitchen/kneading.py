"""Dough under the hands: pushed, folded and turned; a piece of it drawn out to a thin pane.

One round of kneading is a row of outlines of 24 points each, from the right end clockwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from generators.workbench import marks
from generators.workbench.drawn.kitchen.worktop import (
    DEFS,
    EDGE,
    Shape,
    Visit,
    bare,
    dust,
    fading,
    glint,
    hand,
    line,
    lump,
    morph,
    moved,
    round_shape,
    shade,
)
from generators.workbench.drawn.shapes import blob
from generators.workbench.geometry import Point, lerp, phase
from generators.workbench.palette import Skin

TABLE = 446.0

# -- kneaded ---------------------------------------------------------------------------------------

FOOT: Point = (352.0, TABLE + 10)  # middle of the dough's underside
BALL: Shape = [
    (x, y - 70) for x, y in round_shape(134, 74)
]  # 24 points from the right end, clockwise: under, left end, over
_FLAT_TONGUE = {8: (-150, -2), 9: (-190, -1), 10: (-226, -3), 11: (-250, -14), 12: (-256, -32)}


def _with(base: Shape, changes: Mapping[int, Point]) -> list[Point]:
    return [changes.get(i, p) for i, p in enumerate(base)]


PUSHED: Shape = _with(
    BALL,
    _FLAT_TONGUE
    | {
        13: (-246, -52),
        14: (-208, -66),
        15: (-160, -70),
        16: (-112, -66),
        17: (-66, -56),
        18: (-24, -62),
        19: (24, -92),
        20: (70, -118),
        21: (108, -112),
    },
)
RAISED: Shape = _with(
    BALL,
    {
        8: (-96, -14),
        9: (-128, -30),
        10: (-158, -70),
        11: (-170, -120),
        12: (-152, -160),
        13: (-118, -172),
        14: (-102, -150),
        15: (-104, -112),
        16: (-92, -84),
        17: (-58, -80),
        18: (-16, -88),
        19: (28, -104),
        20: (66, -117),
        21: (96, -117),
    },
)
OVER: Shape = _with(
    BALL,
    {
        12: (-116, -76),
        13: (-104, -110),
        14: (-76, -136),
        15: (-34, -148),
        16: (10, -148),
        17: (54, -146),
        18: (84, -136),
        19: (92, -122),
        20: (98, -118),
        21: (108, -113),
    },
)
ROUND = ((0.0, BALL), (0.32, PUSHED), (0.46, PUSHED), (0.66, RAISED), (0.82, OVER), (1.0, BALL))
WORK = (0.1, 0.9)  # t: two rounds of push, fold, turn


def round_at(t: float) -> float:
    """How far one round of push (to .46), fold (to .82) and turn is, 0..1; there are two."""
    share = (t - WORK[0]) / (WORK[1] - WORK[0])
    return 2 * share % 1 if 0 < share < 1 else 0.0


def dough_at(s: float) -> list[Point]:
    """The outline of the dough at s of one round, its foot at (0, 0)."""
    times = [k for k, _ in ROUND]
    index = max(i for i, k in enumerate(times[:-1]) if k <= s)
    return morph(ROUND[index][1], ROUND[index + 1][1], phase(s, times[index], times[index + 1]))


def kneaded(t: float, skin: Skin) -> str:
    """The heels of the hands push the dough away, fold it back over itself and turn it."""
    s = round_at(t)
    shape = moved(dough_at(s), FOOT)
    smooth = phase(t, 0.2, 0.8)
    out = DEFS + dust((360, TABLE + 14), 330, 26, 70) + shade((FOOT[0] - 20, FOOT[1] - 2), 170, 14)
    out += lump(shape) + _sheen(shape, s) + fading(_lumps(FOOT), 1 - smooth)
    if s > 0.82:  # turned: the seam goes round
        out += _turn_mark(phase(s, 0.82, 1.0))
    return out + _kneading_hands(t, s, shape, skin)


def _sheen(shape: Shape, s: float) -> str:
    a, b, c = shape[15], shape[17], shape[19]
    drop = 14.0
    seam = line([shape[19], (shape[19][0] - 16, shape[19][1] + 20)], EDGE, 3) if s > 0.7 else ""
    return glint([(p[0] + 6, p[1] + drop) for p in (a, b, c)], 6) + seam


def _lumps(at: Point) -> str:
    """Rough skin: dough that is not yet smooth."""
    return "".join(
        line([(at[0] + x, at[1] + y), (at[0] + x + 12, at[1] + y - 7), (at[0] + x + 26, at[1] + y)])
        for x, y in ((-70, -40), (-20, -28), (30, -46), (62, -30), (-44, -62))
    )


def _turn_mark(share: float) -> str:
    x, y = FOOT
    return line([(x - 60 + 80 * share, y - 40), (x - 20 + 80 * share, y - 28)], EDGE, 3, 0.7)


def _kneading_hands(t: float, s: float, shape: Shape, skin: Skin) -> str:
    """The heel of the hand pushes; then the fingers take the far edge over."""
    visit = Visit(0.0, 0.1, 0.9, 1.0)
    push = (shape[17][0] + 44, shape[17][1] + 14)
    edge = shape[12 if s < 0.74 else 16]
    grab = phase(s, 0.46, 0.54) - phase(s, 0.8, 0.9)
    at = (lerp(push[0], edge[0], grab), lerp(push[1], edge[1], grab))
    pose = "pinch" if grab > 0.5 else "flat"
    return bare(pose, at, -34, skin, t, visit, 1.0)


def knead_mark() -> str:
    """Away from the body, then back over the top."""
    x, y = FOOT
    return marks.arrow((x - 96, y + 36), (x - 250, y + 36)) + marks.arrow(
        (x - 262, y - 74), (x - 116, y - 120), 76
    )


# -- tested: the pane ------------------------------------------------------------------------------


STRETCH, HELD = Visit(0.0, 0.2, 0.9, 1.0), Visit(-1.0, -0.5, 2.0, 3.0)


def pane_tested(t: float, skin: Skin) -> str:
    """A piece the size of a walnut is drawn out between both hands until light shines through."""
    out = DEFS + dust((360, TABLE + 16), 300, 22, 40)
    out += shade((560.0, TABLE), 100) + lump(moved(BALL, (560.0, TABLE + 4), 0.72))
    out += glint([(500, 372), (540, 362), (584, 362)])
    drawn, laid = phase(t, 0.24, 0.62), phase(t, 0.8, 0.9)
    wide = lerp(34, 128, drawn)
    away = STRETCH.away(t) if t < 0.5 else 0.0
    mid = (318.0, lerp(316, 408, laid) - 560 * away)
    hands = [
        hand(
            "pinch", (mid[0] + side * wide, mid[1]), arm, skin, t, HELD if t < 0.9 else STRETCH, 1.0
        )
        for side, arm in ((-1, 168.0), (1, 12.0))
    ]
    sheet = _pane(mid, wide, drawn, lerp(1.0, 0.48, laid)) if away < 1 else ""
    return out + hands[0][0] + hands[1][0] + sheet + hands[0][1] + hands[1][1]


def _pane(at: Point, wide: float, drawn: float, flat: float) -> str:
    """A thick rim, and within it a skin so thin that the room is seen through it."""
    x, y = at
    tall = lerp(30, 92, drawn) * flat
    angles = [math.tau * i / 32 for i in range(32)]

    def ring(k: float) -> list[Point]:
        waist = [1 - 0.3 * drawn * math.sin(a) ** 4 for a in angles]
        return [
            (
                x + k * (wide + 8) * math.copysign(abs(math.cos(a)) ** 0.7, math.cos(a)),
                y + k * tall * math.sin(a) * w,
            )
            for a, w in zip(angles, waist, strict=True)
        ]

    outer, inner = ring(1.0), ring(lerp(0.1, 0.76, drawn))
    d = blob(outer) + blob(inner)
    rays = "".join(
        line(
            [
                (x + q * wide * 0.5 - 24, y + 34 * drawn * flat),
                (x + q * wide * 0.5 + 24, y - 34 * drawn * flat),
            ],
            "#FFFFFF",
            9,
            0.75,
        )
        for q in (-0.7, 0.0, 0.7)
    )
    return (
        lump(inner, "#FFF6DA", EDGE, 2, lerp(1, 0.42, drawn))
        + fading(rays, drawn)
        + f'<path d="{d}" fill="url(#dough-body)" fill-rule="evenodd" stroke="{EDGE}" '
        'stroke-width="3" stroke-linejoin="round"/>'
    )


def pane_mark() -> str:
    return marks.arrow((276, 196), (196, 196)) + marks.arrow((360, 196), (440, 196))
