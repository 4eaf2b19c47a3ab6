"""Darning a sock: the heel over a mushroom, warp across the hole, weft over one and under one.

The darn is a real weave: `over` says which thread lies on top at every crossing, and the drawing,
the needle included, follows it. Yarn of another colour is used so that a learner can see it.
"""

from __future__ import annotations

from collections.abc import Callable

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene
from generators.workbench.drawn.textiles.flatlay import (
    Reach,
    Table,
    faded,
    line,
    mat_ground,
    moved,
)
from generators.workbench.drawn.textiles.needlework import Needle, between, placed, smooth
from generators.workbench.drawn.textiles.sock import HOLE, MIDDLE, heel, rim, stretched
from generators.workbench.geometry import Box, Placement, Point, clamp, lerp, mix, phase, toward
from generators.workbench.palette import Skin

YARN, YARN_EDGE = "#E6B04A", "#8F6412"
APART = 23.0  # px between neighbouring threads
COUNT = 11  # warp and weft: 8 mm of sound cloth on all sides of the hole
HALF = (COUNT - 1) / 2
WIDTH = 10.0


def warp_x(i: int) -> float:
    return MIDDLE[0] + (i - HALF) * APART


def weft_y(j: int) -> float:
    return MIDDLE[1] + (j - HALF) * APART


def over(i: int, j: int) -> bool:
    """Whether weft `j` lies over warp `i`."""
    return (i + j) % 2 == 0


TOP, BOTTOM = weft_y(0) - APART * 0.6, weft_y(COUNT - 1) + APART * 0.6
LEFT, RIGHT = warp_x(0) - APART * 0.6, warp_x(COUNT - 1) + APART * 0.6


def yarn(d: str, width: float = WIDTH, dash: str = "") -> str:
    light = line(d, "#F6DC9E", width * 0.22, dash, 0.9)
    return line(d, YARN_EDGE, width + 3, dash) + line(d, YARN, width, dash) + light


def warp(i: int, share: float = 1.0) -> str:
    """Thread `i` from top to bottom, odd ones from bottom to top, with the turn."""
    x, start, stop = warp_x(i), TOP, BOTTOM
    if i % 2:
        start, stop = BOTTOM, TOP
    end = lerp(start, stop, share)
    way = yarn(f"M{x:.1f} {start:.1f}V{end:.1f}")
    turn = ""
    if share >= 1 and i < COUNT - 1:
        turn = yarn(
            f"M{x:.1f} {stop:.1f}q{APART / 2:.1f} {12 if stop > start else -12} {APART:.1f} 0"
        )
    return turn + way


def weft(j: int, share: float = 1.0) -> str:
    """Row `j`, even ones from right to left, with the warp threads that lie over it on top."""
    y, start, stop = weft_y(j), RIGHT, LEFT
    if j % 2:
        start, stop = LEFT, RIGHT
    end = lerp(start, stop, share)
    out = yarn(f"M{start:.1f} {y:.1f}H{end:.1f}")
    if share >= 1 and j < COUNT - 1:
        out += yarn(
            f"M{stop:.1f} {y:.1f}q{12 if stop > start else -12} {APART / 2:.1f} 0 {APART:.1f}"
        )
    return out + warps_over(j, min(start, end), max(start, end))


def warps_over(j: int, x0: float, x1: float) -> str:
    """The warp threads between x0 and x1 that lie over row `j`."""
    y = weft_y(j)
    return "".join(
        yarn(f"M{warp_x(i):.1f} {y - 8:.1f}V{y + 8:.1f}")
        for i in range(COUNT)
        if not over(i, j) and x0 - 4 < warp_x(i) < x1 + 4
    )


def all_warps(count: int = COUNT) -> str:
    return "".join(warp(i) for i in range(count))


def ring() -> str:
    """Running stitches round the hole, 5 mm from its edge."""
    points = [toward(MIDDLE, a, rim(a) + 20) for a in range(0, 361, 12)]
    return yarn(smooth(points), 6, "14 13")


_LEFT_HAND = Reach("flat", 52, True, 0.86, (0.0, 0.14), (0.88, 1.0))
HOLD: Point = (214.0, 384.0)


def _holding(t: float, skin: Skin) -> str:
    return _LEFT_HAND.over(t, HOLD, skin)


def _trimmed(t: float, skin: Skin) -> str:
    """Loose ends are cut off at the rim of the hole."""
    snipped = t > 0.62
    spot = toward(MIDDLE, 20, HOLE - 16)
    at = between(t, (1010, 380), spot, (0.04, 0.3), (0.7, 0.96))
    shut = int(t * 22) % 2 == 1 and t > 0.3
    place = Placement((40, 82), at, 16, 1.0)
    back, front = hand_layers("grip", place.apply((206, 82)), skin, 18, False, 0.86)
    return (
        heel(1, not snipped)
        + _holding(t, skin)
        + back
        + placed("scissors", place, "closed" if shut else "open")
        + front
    )


def _ringed(t: float, skin: Skin) -> str:
    """Running stitches go round the hole."""
    u = clamp((t - 0.1) / 0.8)
    turn = lerp(-40, 320, u)
    points = [
        toward(MIDDLE, -40 + (turn + 40) * k / 40, rim(-40 + (turn + 40) * k / 40) + 20)
        for k in range(41)
    ]
    tip = toward(points[-1], turn + 96, 70)
    needle = Needle(tip, turn + 96, 180)
    grip = needle.along(0.6)
    back, front = hand_layers(
        "pinch", between(t, (1010, 600), grip, (0, 0.1), (0.9, 1)), skin, 26, False, 0.82
    )
    sewn = yarn(smooth(points), 6, "14 13") if u > 0.02 else ""
    lead = yarn(smooth([points[-1], mix(points[-1], needle.eye, 0.6), needle.eye]), 5)
    moving = back + lead + needle.svg("darning") + front if 0 < t < 0.97 else ""
    return heel() + sewn + _holding(t, skin) + moving


def _warped(t: float, skin: Skin) -> str:
    """Parallel threads up and down across the hole."""
    u = clamp((t - 0.08) / 0.82) * COUNT
    number = min(int(u), COUNT - 1)
    share = clamp((u - number) / 0.9)
    done = u >= COUNT
    laid = all_warps(COUNT if done else number) + ("" if done else warp(number, share))
    x = warp_x(number)
    down = number % 2 == 0
    y = lerp(TOP, BOTTOM, share) if down else lerp(BOTTOM, TOP, share)
    angle = 90.0 if down else -90.0
    needle = Needle((x, y + (200 if down else -200)), angle, 190)
    grip = needle.along(0.45)
    spot = between(t, (1010, 480), grip, (0, 0.08), (0.92, 1))
    back, front = hand_layers("pinch", spot, skin, 24, False, 0.82)
    moving = back + needle.svg("darning") + front if 0.02 < t < 0.98 else ""
    return heel() + ring() + laid + _holding(t, skin) + moving


def _woven(first: int, last: int) -> Callable[[float, Skin], str]:
    """Rows `first` to `last` are woven in."""

    def draw(t: float, skin: Skin) -> str:
        rows = last - first + 1
        u = clamp((t - 0.08) / 0.82) * rows
        number = first + min(int(u), rows - 1)
        share = clamp((u - int(u)) / 0.92) if u < rows else 1.0
        lying = all_warps() + "".join(weft(j) for j in range(number if u < rows else last + 1))
        if u >= rows:
            return heel() + ring() + lying + _holding(t, skin)
        return (
            heel()
            + ring()
            + lying
            + weft(number, share)
            + _holding(t, skin)
            + _weaving(t, number, share, skin)
        )

    return draw


def _weaving(t: float, j: int, share: float, skin: Skin) -> str:
    """Needle and hand in row `j`: the needle goes over and under as its thread will."""
    leftward = j % 2 == 0
    start, stop = (RIGHT, LEFT) if leftward else (LEFT, RIGHT)
    eye = lerp(start, stop, share)
    length = 200.0
    tip = (eye - length * 0.9 if leftward else eye + length * 0.9, weft_y(j))
    needle = Needle(tip, 180 if leftward else 0, length)
    x0, x1 = sorted((tip[0], eye))
    hidden = "".join(
        yarn(f"M{warp_x(i):.1f} {weft_y(j) - 12:.1f}V{weft_y(j) + 12:.1f}")
        for i in range(COUNT)
        if not over(i, j) and x0 < warp_x(i) < x1
    )
    grip = needle.along(0.97) if leftward else needle.along(0.06)
    spot = between(t, (1010, 560), grip, (0, 0.08), (0.9, 1))
    back, front = hand_layers("pinch", spot, skin, 22, False, 0.82)
    if not 0.01 < t < 0.97:
        return ""
    return back + needle.svg("darning") + hidden + front


def _finished(t: float, skin: Skin) -> str:
    """The tail is cut close; the darn is dense and flat."""
    cut = t > 0.58
    whole = heel() + ring() + all_warps() + "".join(weft(j) for j in range(COUNT))
    end_x = LEFT if COUNT % 2 else RIGHT
    root = (end_x, weft_y(COUNT - 1))
    inner = yarn(f"M{end_x:.1f} {root[1]:.1f}l-26 -10l-22 12", WIDTH * 0.8, "14 10")
    out = (root[0] - 48, root[1] + 2)
    tail_end = (out[0] - 18, out[1] + 14) if cut else (out[0] - 130, out[1] + 60)
    tail = yarn(smooth([out, mix(out, tail_end, 0.5), tail_end]), 6)
    drop = phase(t, 0.6, 0.74)
    rest = yarn(
        smooth(
            [(out[0] - 18, out[1] + 14), (out[0] - 80, out[1] + 50), (out[0] - 130, out[1] + 60)]
        ),
        6,
    )
    at = between(t, (1010, 560), (out[0] - 20, out[1] + 14), (0.1, 0.34), (0.72, 0.96))
    place = Placement((40, 82), at, 10, 0.95)
    back, front = hand_layers("grip", place.apply((206, 82)), skin, 14, False, 0.84)
    snip = back + placed("scissors", place, "closed" if cut else "open") + front
    return (
        whole
        + inner
        + tail
        + (faded(moved(rest, -30 * drop, 60 * drop), 1 - drop) if cut else "")
        + (snip if 0.08 < t < 0.97 else "")
    )


ON_DOME = Box(180, 90, 740, 470)
DARNING = Table(
    {
        "stretched": Scene(
            stretched,
            0.36,
            (196, 350),
            lambda: marks.arrow((610, 350), (500, 378)),
            Box(80, 100, 740, 460),
        ),
        "trimmed": Scene(
            _trimmed,
            0.5,
            toward(MIDDLE, 200, HOLE - 10),
            lambda: marks.arrow((560, 250), (490, 268)),
            ON_DOME,
        ),
        "reinforced": Scene(
            _ringed,
            0.5,
            toward(MIDDLE, -30, HOLE + 20),
            lambda: marks.arc(MIDDLE, 130, 130, -70, 10),
            ON_DOME,
        ),
        "warped": Scene(
            _warped,
            0.08 + 0.82 * (6.36 / COUNT),
            (warp_x(2), MIDDLE[1]),
            lambda: marks.arrow((warp_x(9), 190), (warp_x(9), 290)),
            ON_DOME,
        ),
        "weaving": Scene(
            _woven(0, 2),
            0.08 + 0.82 * (2.46 / 3),
            (warp_x(1), weft_y(0)),
            lambda: marks.arrow((480, 150), (390, 150)),
            ON_DOME,
        ),
        "woven": Scene(
            _woven(3, COUNT - 1),
            0.08 + 0.82 * (5.5 / 8),
            (warp_x(4), weft_y(5)),
            lambda: marks.arrow((600, 240), (600, 330)),
            ON_DOME,
        ),
        "darned": Scene(
            _finished,
            0.52,
            (warp_x(6), weft_y(4)),
            lambda: marks.arrow((330, 470), (270, 446)),
            ON_DOME,
        ),
    },
    top=mat_ground("darning", "#E3CFAE", ""),
)
register(
    DARNING, ("darn", "weave", "sew", "insert", "cut", "trim", "stretch", "place"), ("sock", "darn")
)
