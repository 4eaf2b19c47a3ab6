"""Loops, bands, folded paper, lying bodies and tents keep what their material keeps."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest

from generators.workbench.drawn import Drawn, find
from generators.workbench.drawn.camping import dome, fire, tent
from generators.workbench.drawn.folding import crane, crane_scene
from generators.workbench.drawn.people import cut, nosebleed, recovery
from generators.workbench.drawn.people.body import FOREARM, HAND, SHIN, THIGH, UPPER_ARM
from generators.workbench.drawn.people.lying import HIP, SHOULDER, Lie
from generators.workbench.drawn.ropes import figure_eight
from generators.workbench.drawn.ropes.cord import Track
from generators.workbench.drawn.textiles import necktie
from generators.workbench.palette import SKINS
from tests.generators.test_knots import determinant, gauss

PROGRAMS: dict[str, Drawn] = {
    "rope": figure_eight.PROGRAM,
    "necktie": necktie.PROGRAM,
    "origami-paper": crane_scene.PROGRAM,
    "casualty": recovery.PROGRAM,
    "cut-forearm": cut.PROGRAM,
    "bleeding-nose": nosebleed.PROGRAM,
    "tent": tent.PROGRAM,
    "campfire": fire.PROGRAM,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_stages_are_found_and_draw_differently_and_the_same_each_time(name: str) -> None:
    program = PROGRAMS[name]
    assert all(find("place", name, stage) is program for stage in program.stages)
    drawn = [program.svg(stage, program.key_time(stage), SKINS[0]) for stage in program.stages]
    assert len(set(drawn)) == len(drawn)
    again = [program.svg(stage, program.key_time(stage), SKINS[0]) for stage in program.stages]
    assert drawn == again


@pytest.mark.parametrize("name", PROGRAMS)
def test_something_moves_in_every_stage(name: str) -> None:
    program = PROGRAMS[name]
    for stage in program.stages:
        assert program.svg(stage, 0.1, SKINS[2]) != program.svg(stage, 0.5, SKINS[2]), stage


# --- the figure-eight


def test_the_loop_is_a_figure_eight() -> None:
    """Four crossings, over and under in turn; determinant 5 is the figure-eight's alone."""
    code = gauss(Track(figure_eight.EIGHT))
    assert len(code) == 8
    assert all(a != b for (_, a), (_, b) in pairwise(code))
    assert determinant(code) == 5


def test_with_the_bight_over_the_standing_part_it_is_no_figure_eight() -> None:
    """The mistake that the lesson warns of: not passed behind."""
    wrong = tuple(
        (x, y, 2.5 if 19 <= i <= 21 else h) for i, (x, y, h) in enumerate(figure_eight.EIGHT)
    )
    assert determinant(gauss(Track(wrong))) != 5


def test_both_strands_lie_beside_each_other_when_the_knot_is_dressed() -> None:
    program = figure_eight.PROGRAM
    for stage in ("eight-dressed", "eight-tightened"):
        strands = program.pair(stage, 1.0)
        half = len(Track(program._stage(stage).knots).samples)
        first, second = strands[:half], strands[half:][::-1]
        gaps = [
            math.dist(a[:2], b[:2]) for a, b in zip(first[-200:-80], second[-200:-80], strict=True)
        ]
        assert min(gaps) > figure_eight.BESIDE, stage


# --- the crane


def lengths(points: tuple[tuple[float, float, float], ...]) -> list[float]:
    return [math.dist(a, b) for a, b in combinations(points, 2)]


@pytest.mark.parametrize("theta", [1, 30, 75, 89, 91, 120, 150, 178])
def test_paper_does_not_stretch_in_the_petal_fold(theta: float) -> None:
    flat = crane._petal(0.0)
    lifted = crane._petal(theta)
    before = sorted(tuple(sorted(round(x, 3) for x in lengths(f.points))) for f in flat)
    after = sorted(tuple(sorted(round(x, 3) for x in lengths(f.points))) for f in lifted)
    for a, b in zip(before, after, strict=True):
        assert a == pytest.approx(b, abs=2e-3)


def test_the_petal_fold_ends_on_the_bird_base() -> None:
    xs = [p for facet in crane._petal(179.9) for p in facet.points]
    assert min(y for _, y, _ in xs) == pytest.approx(crane.TOP, abs=2e-3)
    assert max(abs(x) for x, _, _ in xs) == pytest.approx(crane.H, abs=2e-3)
    assert max(abs(z) for _, _, z in xs) < 6e-3


def test_the_square_base_has_four_corners_in_one_point() -> None:
    points = [p for facet in crane.collapse(1.0) for p in facet.points]
    corners = [p for p in points if p[1] > 0.97]
    assert len(corners) >= 4
    assert max(math.dist(p[:2], (0.0, 1.0)) for p in corners) < 0.04


# --- the body on the ground


LIES = {
    name: getattr(recovery, name)
    for name in ("SPRAWLED", "READY", "ARM_OUT", "HAND_UP", "KNEE", "ON_SIDE", "HEAD_BACK")
}


@pytest.mark.parametrize("name", LIES)
def test_bones_keep_their_length(name: str) -> None:
    lie: Lie = LIES[name]
    for side, arm, leg in ((1, lie.near_arm, lie.near_leg), (-1, lie.far_arm, lie.far_leg)):
        shoulder, hip = lie.trunk(49, side * SHOULDER, 0), lie.trunk(0, side * HIP, 0)
        for a, b, bone in (
            (shoulder, arm.elbow, UPPER_ARM),
            (arm.elbow, arm.wrist, FOREARM),
            (arm.wrist, arm.tips, HAND),
            (hip, leg.knee, THIGH),
            (leg.knee, leg.ankle, SHIN),
        ):
            assert math.dist(a, b) == pytest.approx(bone, rel=0.09)


def angle(a: tuple[float, ...], b: tuple[float, ...], c: tuple[float, ...]) -> float:
    """Degrees at b."""
    u, v = ([p - q for p, q in zip(x, b, strict=True)] for x in (a, c))
    cosine = sum(p * q for p, q in zip(u, v, strict=True)) / math.hypot(*u) / math.hypot(*v)
    return math.degrees(math.acos(cosine))


def test_the_recovery_position_has_its_right_angles() -> None:
    lie = recovery.HEAD_BACK
    hip = lie.trunk(0, -HIP, 0)
    assert angle(lie.trunk(40, -HIP, 0), hip, lie.far_leg.knee) == pytest.approx(90, abs=8)
    assert angle(hip, lie.far_leg.knee, lie.far_leg.ankle) == pytest.approx(90, abs=8)
    near = recovery.ARM_OUT.near_arm
    shoulder = recovery.ARM_OUT.trunk(49, SHOULDER, 0)
    assert angle(shoulder, near.elbow, near.wrist) == pytest.approx(90, abs=8)


def test_the_mouth_points_down_and_the_chin_away_from_the_chest() -> None:
    """The mouth lies lower than the crown's side of the face, and the head is tilted back."""
    lie, before = recovery.HEAD_BACK, recovery.LEG_SET
    middle, nose = lie.on_head(0, 0, 0), lie.on_head(0, 0, 10)
    assert nose[2] < middle[2]
    chest = lie.trunk(50, 0, 8)
    chin, chin_before = lie.on_head(-10, 0, 7), before.on_head(-10, 0, 7)
    assert math.dist(chin, chest) > math.dist(chin_before, chest)


def test_every_move_begins_where_the_one_before_ended() -> None:
    moves = list(recovery.MOVES.values())
    assert all(a.after == b.before for a, b in pairwise(moves))


# --- bands and tents


def test_all_stages_of_the_tie_have_the_same_nodes() -> None:
    assert {(len(s.narrow), len(s.wide)) for s in necktie.STAGES.values()} == {(4, 7)}


def test_the_wide_end_goes_over_behind_over_up_and_down() -> None:
    """Heights against the narrow end's 1 and the front wrap's 5."""
    heights = [stage.wide[-2].height for stage in necktie.STAGES.values()]
    crossed, behind, over, _, through = heights[1:6]
    assert crossed > 1 > behind
    assert over > 1
    assert 1 < through < 5


def test_a_raised_tent_meets_in_one_top_over_its_own_floor() -> None:
    arcs = [dome.tent_arc(corner, 1.0) for corner in dome.CORNERS]
    assert len({tuple(round(v, 6) for v in points[-1]) for points in arcs}) == 1
    assert arcs[0][-1][2] == pytest.approx(dome.HIGH, abs=1)
    assert all(
        math.dist(points[0][:2], corner) < 1e-6
        for points, corner in zip(arcs, dome.CORNERS, strict=True)
    )
