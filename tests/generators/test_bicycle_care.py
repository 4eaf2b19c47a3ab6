"""What a bicycle mechanic would measure in the drawings of saddle, chain, brake and gears."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from generators.workbench import drawn
from generators.workbench.drawn.cycling import (
    bicycle_art,
    brake_art,
    brakes,
    chain_art,
    chain_care,
    gear_art,
    gear_tuning,
    saddle_fit,
    seat_post,
)
from generators.workbench.drawn.cycling.chain_art import Care
from generators.workbench.geometry import Box, distance
from generators.workbench.palette import SKINS, Skin
from tests.generators.test_soldering import pixels

PROGRAMS = {
    "fit": saddle_fit.FIT,
    "post": seat_post.SEAT_POST,
    "chain": chain_care.CHAIN,
    "brake": brakes.BRAKE,
    "gears": gear_tuning.GEARS,
}
STAGES = [(name, stage) for name, program in PROGRAMS.items() for stage in program.stages]
BY_HAND = [
    ("post", "raised"),
    ("chain", "oiled"),
    ("brake", "centred"),
    ("gears", "indexed"),
]

MAGENTA = Skin("#FF00FF", "#C000C0", "#FF60FF", "#FF00FF", "#C000C0")


def hand_seen(program: drawn.Drawn, stage: str, t: float) -> int:
    """Pixels of a hand or sleeve that is dyed as nothing else is."""
    rgb = pixels(program.svg(stage, t, MAGENTA))[..., :3].astype(int)
    return int(((rgb[..., 0] > 150) & (rgb[..., 1] < 110) & (rgb[..., 2] > 150)).sum())


@pytest.mark.parametrize(("name", "stage"), STAGES)
def test_every_stage_moves_and_points_into_the_picture(name: str, stage: str) -> None:
    program = PROGRAMS[name]
    assert Box(0, 0, 768, 512).holds(program.notice_point(stage))
    frames = [program.svg(stage, t, SKINS[1]) for t in (0.0, 0.3, 0.4, 1.0)]
    assert len(set(frames)) > 2
    assert frames[1] == program.svg(stage, 0.3, SKINS[1])


@pytest.mark.parametrize(("name", "stage"), BY_HAND)
def test_the_hand_comes_and_is_gone_at_the_end(name: str, stage: str) -> None:
    program = PROGRAMS[name]
    assert hand_seen(program, stage, 0.5) > 1000
    assert hand_seen(program, stage, 1.0) == 0


@pytest.mark.parametrize(
    ("action", "obj", "stage"),
    [
        ("sit", "rider", "heel-on-pedal"),
        ("open", "seat-post", "loosened"),
        ("oil", "bicycle-chain", "oiled"),
        ("adjust", "rim-brake", "centred"),
        ("turn", "brake-lever", "tensioned"),
        ("screw", "rear-gears", "high-set"),
    ],
)
def test_the_steps_find_their_programs(action: str, obj: str, stage: str) -> None:
    assert drawn.find(action, obj, stage) in PROGRAMS.values()


# --- saddle


def test_the_heel_makes_the_leg_straight_and_the_ball_bends_the_knee_as_fitters_want() -> None:
    low = saddle_fit.bicycle(crank=saddle_fit.LOWEST)
    heel = saddle_fit.rider(low, saddle_fit.HEEL, 0.0, held=True)
    ball = saddle_fit.rider(low, saddle_fit.BALL, saddle_fit.TOES, held=True)
    assert saddle_fit.knee_bend(heel) < 3
    assert 25 <= saddle_fit.knee_bend(ball) <= 35


@pytest.mark.parametrize("crank", range(0, 360, 30))
def test_both_feet_stay_on_the_pedals_all_the_way_round(crank: int) -> None:
    bike = saddle_fit.bicycle(crank=float(crank))
    body = saddle_fit.rider(bike, saddle_fit.BALL, 6.0)
    for side, far in (("near", False), ("far", True)):
        ankle = body.px(body.leg(side)[2])  # type: ignore[arg-type]
        away = distance(ankle, bike.pedal(far)) / body.scale
        assert math.isclose(away, math.hypot(saddle_fit.BALL, saddle_fit.SOLE), abs_tol=0.1)


def test_the_saddle_rises_to_the_height_of_the_hip() -> None:
    top = saddle_fit.bicycle(saddle_fit._saddle_for(saddle_fit.HIP_Y)).saddle_top()[1]
    assert math.isclose(top, saddle_fit.HIP_Y, abs_tol=1.0)


def test_the_wheel_of_the_drawn_bicycle_stands_on_its_ground() -> None:
    tyre = 163.0 + 10.0  # radius and half its width
    assert math.isclose(bicycle_art.REAR[1] + tyre, bicycle_art.GROUND, abs_tol=2)


def test_the_minimum_line_stays_inside_the_frame_when_the_post_is_raised() -> None:
    below_the_clamp = seat_post.HIGH - seat_post.FINE + seat_post.MINIMUM
    assert below_the_clamp > 20  # px; the clamp's own lower edge


def test_the_lever_swings_out_of_the_way_of_the_frame() -> None:
    closed, opened = seat_post.lever_tip(0.0), seat_post.lever_tip(95.0)
    assert opened[1] < closed[1] - 80
    assert opened[0] > closed[0] + 30


# --- chain


def test_links_keep_their_number_while_the_chain_moves() -> None:
    still, moved = dict(chain_art.pins(0.0)), dict(chain_art.pins(100.0))
    shared = still.keys() & moved.keys()
    assert len(shared) > 8
    assert all(math.isclose(moved[i] - still[i], 100.0) for i in shared)


def test_a_roller_gets_its_drop_on_its_upper_side() -> None:
    oiled = chain_art.chain(300, 0.0, lambda i, x: Care(oil=float(i == 4)))
    dry = chain_art.chain(300, 0.0, lambda i, x: Care())
    assert oiled.count("#E3AE2C") == 1
    assert dry.count("#E3AE2C") == 0
    assert chain_art.roller_top(100, 300)[1] < 300 - chain_art.PIN


def test_more_and_more_links_are_oiled() -> None:
    counts = [
        chain_care.CHAIN.svg("oiled", t, SKINS[1]).count("#FFF3C9") for t in (0.1, 0.4, 0.55, 0.7)
    ]
    assert counts[0] == 0
    assert all(a < b for a, b in pairwise(counts))


def test_wiping_leaves_less_grime() -> None:
    before, after = (chain_care.CHAIN.svg("wiped", t, SKINS[1]) for t in (0.0, 1.0))
    assert before.count('fill="#3A2E24" opacity="0.86"') > 20
    assert after.count('fill="#3A2E24" opacity="0.86"') == 0


# --- brake


def test_the_pad_comes_down_from_the_tyre_onto_the_rim() -> None:
    rim = (262, 300)  # px; the height of the drawn side wall
    assert brake_art.pad_at(1, 0, brakes.HIGH)[1] < rim[0]
    assert rim[0] < brake_art.pad_at(1, 0)[1] < rim[1]


def test_pads_touch_the_rim_at_gap_zero_and_mirror_each_other() -> None:
    left, right = brake_art.pad_at(-1, 0)[0], brake_art.pad_at(1, 0)[0]
    assert right - left == 2 * brake_art.WALL
    assert left + right == 2 * brake_art.CENTRE


def test_a_squeezed_lever_stops_before_the_grip() -> None:
    grip_top = brake_art.BAR_Y - 32
    rest, squeezed = brake_art.lever_tip(0.0)[1], brake_art.lever_tip(0.42)[1]
    assert rest < squeezed < grip_top - 15


# --- gears


def test_larger_sprockets_stand_nearer_to_the_spokes() -> None:
    places = range(gear_art.COUNT)
    assert all(gear_art.sprocket_x(a) > gear_art.sprocket_x(b) for a, b in pairwise(places))
    assert all(gear_art.radius(a) < gear_art.radius(b) for a, b in pairwise(places))
    assert gear_art.AXLE_Y + gear_art.LARGE_R < gear_art.UPPER - 26


def test_noise_is_seen_only_while_the_chain_rubs() -> None:
    red = "#C8443A"
    start, end = (gear_tuning.GEARS.svg("quiet", t, SKINS[1]).count(red) for t in (0.1, 1.0))
    assert start > end == 0


def test_anticlockwise_screws_the_barrel_out() -> None:
    x = [gear_art.barrel_at(gear_art.Gears(out=out))[0] for out in (0.0, 12.0, 22.0)]
    assert x[0] < x[1] < x[2]
