"""Indexing a rear derailleur, seen from behind: H screw, barrel, one click, L screw, all gears."""

from __future__ import annotations

import math
from collections.abc import Callable

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.cycling import gear_art as art
from generators.workbench.drawn.cycling.gear_art import Gears, gears
from generators.workbench.drawn.hands import hand_layers, visiting
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.things import lens, placed, point, thing
from generators.workbench.geometry import Box, Point, clamp, lerp, phase
from generators.workbench.palette import Skin

OUTSIDE = (900.0, 330.0)
HAND = 0.8
LENS, LENS_R = (646.0, 196.0), 96.0  # px; the round picture of the shifter


def _driven(g: Gears, high: bool, t: float, skin: Skin) -> str:
    """A screwdriver in one of the limit screws."""
    away = 1 - phase(t, 0.0, 0.16) * (1 - phase(t, 0.8, 0.98))
    x, y = art.limit_screw(high)
    twist = 2.5 * math.sin(2 * math.pi * 3 * t)
    place = placed("screwdriver", (x + 10 + 330 * away, y - 30 * away), "tip", 0.8, -9 + twist)
    grip = point("screwdriver", place, "grip")
    back, front = hand_layers("hold", grip, skin, -8, False, HAND)
    return gears(g) + back + thing("screwdriver", place) + front


def _barrel(g: Gears, t: float, skin: Skin, sense: float) -> str:
    """Finger and thumb roll the barrel; `sense` 1 = anticlockwise."""
    x, y = art.barrel_at(g)
    s = clamp((t - 0.24) / 0.46) * 3 % 1
    hand = visiting(t, OUTSIDE, (x, y - 12 * sense + 24 * sense * s), 0.8)
    back, front = hand_layers("pinch", hand, skin, 14, False, HAND)
    return back + gears(g) + front


def _high(t: float, skin: Skin) -> str:
    """The cage hangs too far out; the H screw brings it under the smallest sprocket."""
    cage = lerp(-0.42, 0.0, phase(t, 0.26, 0.62))
    return _driven(Gears(0.0, cage), True, t, skin)


def _reset(t: float, skin: Skin) -> str:
    """The barrel is screwed in, then two turns out."""
    out = 22 - 22 * phase(t, 0.2, 0.42) + 12 * phase(t, 0.5, 0.68)
    return _barrel(Gears(0.0, 0.0, out), t, skin, -1.0 if t < 0.46 else 1.0)


def _shifter(pushed: float) -> str:
    """The shifter in a round picture; it clicks once."""
    place = placed("shifter", (0.0, 0.0), "notice", 0.95)
    return thing("shifter", place, "pushed" if pushed > 0.5 else "resting")


def _clicked(t: float, skin: Skin) -> str:
    """One click: the cage moves, but not far enough; the chain rattles on its old sprocket."""
    moved = phase(t, 0.3, 0.42)
    shake = 0.05 * math.sin(2 * math.pi * 9 * t) * moved
    g = Gears(0.0 + shake, 0.62 * moved, 12.0, rub=moved)
    hand = visiting(t, (900.0, 330.0), (LENS[0] - 8 + 20 * moved, LENS[1] + 78), 0.7)
    back, front = hand_layers("point", hand, skin, 26, False, HAND)
    return gears(g) + lens(LENS, _shifter(moved), LENS_R) + back + front


def _indexed(t: float, skin: Skin) -> str:
    """Anticlockwise: the cage comes across, the chain climbs and stands straight."""
    s = phase(t, 0.24, 0.66)
    climbed = phase(t, 0.44, 0.52)
    g = Gears(climbed, lerp(0.62, 1.0, s), 12 + 10 * s, rub=1 - climbed)
    return _barrel(g, t, skin, 1.0)


def _quietened(t: float, skin: Skin) -> str:
    """Clockwise: a cage that stands too far in goes back under its sprocket."""
    s = phase(t, 0.24, 0.66)
    g = Gears(3.0, lerp(3.34, 3.0, s), 24 - 6 * s, rub=1 - phase(t, 0.4, 0.6))
    return _barrel(g, t, skin, -1.0)


def _low(t: float, skin: Skin) -> str:
    """The L screw stops the cage under the largest sprocket, before the spokes."""
    cage = lerp(7.4, 7.0, phase(t, 0.26, 0.62))
    return _driven(Gears(7.0, cage, 18.0), False, t, skin)


def _all_gears(t: float, skin: Skin) -> str:
    """Up one by one to the largest sprocket and down again."""
    way = 14 * clamp((t - 0.06) / 0.88)
    place = way if way <= 7 else 14 - way
    low = math.floor(place)
    at = low + phase(place - low, 0.62, 0.98)
    return gears(Gears(at, at, 18.0))


def _under(place: float) -> Point:
    x, y = art.upper_wheel(place)
    return x, y - 30


def _sideways(place: float, by: float) -> Callable[[], str]:
    """An arrow beside the lower wheel: the cage moves to the left (by < 0) or right."""
    x = art.sprocket_x(place)
    return lambda: marks.arrow((x - by / 2, art.LOWER + 42), (x + by / 2, art.LOWER + 42))


def _rolled(start: float, end: float) -> str:
    x, y = art.BARREL
    return marks.arc((x + 34, y), 26, 52, start, end)


REAR = Box(120, 92, 690, 484)
GEARS = Scenes(
    {
        "high-set": Scene(
            _high, 0.7, _under(0), lambda: marks.arrow((444.0, 300.0), (392.0, 300.0)), REAR
        ),
        "barrel-reset": Scene(_reset, 0.36, art.BARREL, lambda: _rolled(-70, 70), REAR),
        "clicked": Scene(
            _clicked,
            0.56,
            (art.sprocket_x(0.5), art.AXLE_Y + 56),
            lambda: "",
            REAR,
        ),
        "indexed": Scene(_indexed, 0.7, _under(1), lambda: _rolled(70, -70), REAR),
        "quiet": Scene(_quietened, 0.7, _under(3), lambda: _rolled(-70, 70), REAR),
        "low-set": Scene(_low, 0.7, _under(7), _sideways(7, 56), REAR),
        "run-through": Scene(
            _all_gears,
            0.34,
            (art.sprocket_x(4), art.AXLE_Y + 30),
            lambda: marks.double((art.sprocket_x(7.3), art.LOWER + 42), (440.0, art.LOWER + 42)),
            REAR,
        ),
    }
)
register(
    GEARS,
    ("screw", "turn", "adjust", "check", "press", "push", "pedal", "try-out"),
    ("rear-gears", "rear-derailleur", "derailleur"),
)
