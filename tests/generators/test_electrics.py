"""Bulb and watch: what is off, hot, in or out is drawn so, and hands leave."""

from __future__ import annotations

import pytest

from generators.workbench import drawn
from generators.workbench.drawn.electrics import bulb, bulb_art, watch, watch_art
from generators.workbench.drawn.things import placed, point
from generators.workbench.geometry import Box, Placement, distance
from generators.workbench.palette import SKINS
from tests.generators.test_bicycle_care import hand_seen

STAGES = [
    *((bulb.LIGHT, stage) for stage in bulb.LIGHT.stages),
    *((watch.WATCH, stage) for stage in watch.WATCH.stages),
]
WITHOUT_HAND = ("cool", "running", "reached")


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_every_stage_moves_and_points_into_the_picture(program: drawn.Drawn, stage: str) -> None:
    assert Box(0, 0, 768, 512).holds(program.notice_point(stage))
    frames = [program.svg(stage, t, SKINS[1]) for t in (0.0, 0.3, 0.4, 1.0)]
    assert len(set(frames)) > 2
    assert frames[1] == program.svg(stage, 0.3, SKINS[1])


@pytest.mark.parametrize(
    ("program", "stage"), [row for row in STAGES if row[1] not in WITHOUT_HAND]
)
def test_the_hand_is_gone_at_the_end(program: drawn.Drawn, stage: str) -> None:
    assert hand_seen(program, stage, 1.0) == 0


@pytest.mark.parametrize(
    ("action", "obj", "stage"),
    [
        ("switch-off", "light-switch", "switched-off"),
        ("unscrew", "light-bulb", "out"),
        ("climb", "step-ladder", "reached"),
        ("open", "watch-back", "opened"),
        ("insert", "watch-battery", "cell-in"),
    ],
)
def test_the_steps_find_their_programs(action: str, obj: str, stage: str) -> None:
    assert drawn.find(action, obj, stage) in (bulb.LIGHT, watch.WATCH)


def test_the_lamp_shines_only_after_the_switch_is_pressed() -> None:
    before, after = (bulb.LIGHT.svg("lit", t, SKINS[1]) for t in (0.1, 0.6))
    assert 'fill="url(#bulb-lit)"' not in before
    assert 'fill="url(#bulb-lit)"' in after
    assert "url(#bulb-lit)" not in bulb.LIGHT.svg("switched-off", 1.0, SKINS[1]).replace(
        'id="bulb-lit"', ""
    )


def test_the_breaker_falls_after_the_switch() -> None:
    up, down = (bulb.LIGHT.svg("switched-off", t, SKINS[1]).count("#C8443A") for t in (0.3, 0.6))
    assert up == 0
    assert down == 1


def test_heat_is_gone_when_the_time_is_over() -> None:
    assert bulb_art.heat((0, 0), 1.0, 0.2)
    assert bulb_art.heat((0, 0), 0.0, 0.2) == ""
    hot, cool = (bulb.LIGHT.svg("cool", t, SKINS[1]) for t in (0.05, 1.0))
    assert "-28t0 -28" in hot
    assert "-28t0 -28" not in cool


def test_nobody_stands_on_the_two_top_steps() -> None:
    _, steps = bulb_art.ladder(400.0, 434.0, 1.6)
    heights = [434.0 - y for _, y in steps]
    assert heights == sorted(heights)
    assert bulb.climbed_to(0.0) == 0
    assert bulb.climbed_to(1.0) == len(steps) - 3


def test_the_cell_leaves_its_seat_with_the_tweezers_and_comes_back() -> None:
    seat = f'cx="{watch_art.SEAT[0]:.1f}" cy="{watch_art.SEAT[1]:.1f}" r="{watch_art.CELL:g}"'
    assert seat in watch.WATCH.svg("cell-out", 0.2, SKINS[1])
    assert seat not in watch.WATCH.svg("cell-out", 1.0, SKINS[1])
    assert seat not in watch.WATCH.svg("cell-in", 0.2, SKINS[1])
    assert seat in watch.WATCH.svg("cell-in", 1.0, SKINS[1])


def test_the_second_hand_steps_one_second_at_a_time() -> None:
    assert watch_art.dial(4.0) == watch_art.dial(4.9)
    assert watch_art.dial(4.9) != watch_art.dial(5.0)


def test_the_watch_brings_its_own_ground() -> None:
    assert isinstance(watch.WATCH, drawn.Grounded)
    assert not isinstance(bulb.LIGHT, drawn.Grounded)


def test_a_thing_is_placed_by_its_anchor() -> None:
    place = placed("tweezers", (100.0, 200.0), "tip", 0.5, -20.0)
    assert isinstance(place, Placement)
    assert distance(point("tweezers", place, "tip"), (100.0, 200.0)) < 1e-6
    assert point("tweezers", place, "grip")[1] < 200.0
