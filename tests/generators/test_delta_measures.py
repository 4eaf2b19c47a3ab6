"""What a transferred clip is measured by."""

from __future__ import annotations

import math

import numpy as np
import pytest

from generators.delta.measures import (
    cut_spike,
    keeps_context,
    leak,
    motion_map,
    timing,
)

RED, BLUE = (200, 30, 30), (30, 30, 200)


def still(colour: tuple[int, int, int], frames: int = 16) -> np.ndarray:
    return np.full((frames, 32, 32, 3), colour, np.uint8)


def moving(start: int, speeds: list[int], colour: tuple[int, int, int] = RED) -> np.ndarray:
    """A white square of 8 px on a colour goes right by so many px per frame."""
    frames, x = still(colour, len(speeds) + 1), start
    for t, speed in enumerate([0, *speeds]):
        x += speed
        frames[t, 4:12, x : x + 8] = 255
    return frames


SPURTS = [0, 3, 0, 0, 0, 0, 4, 0, 0]


def test_colours_of_the_context_stay_and_those_of_the_demonstration_do_not_leak() -> None:
    context, demo = still(RED)[0], still(BLUE)
    assert keeps_context(still(RED), context) == 1
    assert leak(still(RED), demo, context) == 0
    half = still(RED)
    half[8:, :, :16] = BLUE
    assert keeps_context(half, context) == pytest.approx(0.5)
    assert leak(half, demo, context) == pytest.approx(0.5)


def test_timing_is_when_not_where() -> None:
    assert timing(moving(0, SPURTS), moving(8, SPURTS, BLUE)) > 0.95
    assert timing(moving(0, SPURTS), moving(0, SPURTS[::-1])) < 0.5
    assert math.isnan(timing(still(RED), moving(0, SPURTS)))


def test_a_motion_map_is_where_not_when() -> None:
    assert motion_map(moving(0, SPURTS), moving(0, SPURTS[::-1])) > 0.9
    assert motion_map(moving(0, SPURTS), np.flip(moving(0, SPURTS), 1)) < 0.2


def test_a_cut_is_seen_in_the_error_of_its_frame() -> None:
    assert cut_spike([1.0, 1.0, 6.0, 1.0, 2.0], 2) == 6
