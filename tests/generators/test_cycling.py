"""Pedalling, leaning, dipping, rolling a tyre on, trying out: what moves, and what it leaves."""

from __future__ import annotations

import math

import pytest

from generators.base import Depiction, StepPrompt
from generators.workbench import actions, compose, sprite
from generators.workbench.actions.cycling import Lean, Pedal
from generators.workbench.actions.trials import TryOut
from generators.workbench.actions.tyres import BUBBLES, Dip, RollOn
from generators.workbench.geometry import distance
from tests.generators.test_schematic import SEEDS, key_steps


def step(**words: object) -> StepPrompt:
    return StepPrompt(id="one", name="One step", text="", depiction=Depiction(**words))


def shot(*steps: StepPrompt) -> compose.Shot:
    return compose.direct(steps, len(steps) - 1, 1, lambda _: (Depiction(action="hold"), 0.0))


PEDAL = step(
    action="pedal",
    object="bicycle-rear:large-sprocket",
    instrument="crank-arm",
    result_state="small-sprocket",
)
DIP = step(
    action="dip",
    object="inner-tube:inflated",
    instrument="marker",
    target="water-tub",
    result_state="hole-marked",
)


def test_the_crank_turns_about_its_axle_and_comes_to_rest_where_it_was() -> None:
    made = shot(PEDAL)
    program, stage = made.program, made.stage
    assert isinstance(program, Pedal)
    assert stage
    assert stage.hero
    turned = [program.mover(stage, t) for t in (0.0, 0.3, 0.5, 1.0)]
    assert all(m and distance(m.point("hinge"), stage.hero.point("crank")) < 0.5 for m in turned)
    pedals = [m.point("grip") for m in turned if m]
    assert distance(pedals[0], pedals[-1]) < 0.5
    assert distance(pedals[0], pedals[1]) > 20


def test_the_wheel_is_off_the_ground_only_while_a_hand_lifts_it() -> None:
    made = shot(PEDAL)
    assert isinstance(made.program, Pedal)
    assert made.stage
    heights = [made.program.lifted(made.stage, t).hero.point("base")[1] for t in (0, 0.5, 1)]  # type: ignore[union-attr]
    assert heights[0] == heights[2] > heights[1] + 10


def test_the_chain_lies_on_the_smallest_sprocket_at_the_still_and_afterwards() -> None:
    made = shot(PEDAL)
    assert made.program
    assert made.program.blend(0.1) == 0
    assert made.program.blend(made.key) == 1
    after = shot(PEDAL, step(action="check", object="bicycle-rear"))
    assert after.stage
    assert after.stage.hero
    assert after.stage.hero.look.state == "small-sprocket"


def test_a_bicycle_is_brought_back_to_the_foot_of_the_wall() -> None:
    made = shot(step(action="lean", object="bicycle:standing", result_state="leaning"))
    assert isinstance(made.program, Lean)
    assert made.stage
    assert made.place
    before, after = (made.program.brought(made.stage, t).hero for t in (0.0, 1.0))
    assert before
    assert after
    wall = made.place.anchor("horizon").y
    assert before.point("base")[1] - wall > 60
    assert 0 < after.point("base")[1] - wall < 40


def test_bubbles_rise_from_the_hole_only_while_it_is_under_water() -> None:
    made = shot(DIP)
    program, stage = made.program, made.stage
    assert isinstance(program, Dip)
    assert stage
    assert stage.hero
    surface = stage.hero.point("surface")[1]
    for t in (0.1, 0.45, made.key, 0.6, 0.8, 1.0):
        tube = program.mover(stage, t)
        assert tube
        bubbling = "".join(item.svg for item in program.effects(stage, t)).count("<circle")
        assert (tube.point("hole")[1] > surface + 20) == (bubbling == BUBBLES), t


def test_the_cross_is_drawn_after_the_tube_is_out_of_the_water() -> None:
    made = shot(DIP)
    program, stage = made.program, made.stage
    assert isinstance(program, Dip)
    assert stage
    assert stage.hero
    assert program.blend(made.key) == 0
    tube = program.mover(stage, program.marked[0])
    assert tube
    assert tube.point("hole")[1] < stage.hero.point("surface")[1]
    assert program.consequences(stage)["inner-tube"].state == "hole-marked"


@pytest.mark.parametrize("t", [0.25, 0.46, 0.7])
def test_both_hands_follow_the_tyre_and_meet_at_its_top(t: float) -> None:
    made = shot(
        step(action="roll-on", object="bicycle-wheel:tyre-half-off", result_state="complete")
    )
    program, stage = made.program, made.stage
    assert isinstance(program, RollOn)
    assert stage
    assert stage.hero
    axle, a = stage.hero.point("axle"), program.angle(t)
    right, left = program.at(stage, a), program.at(stage, -a)
    assert math.isclose(distance(axle, right), distance(axle, left))
    assert math.isclose(right[1], left[1])
    assert right[0] > axle[0] > left[0]
    assert program.angle(program.change[0]) < program.angle(t) + 1e-6
    assert right[1] < axle[1] or t < 0.4


def test_a_dial_counts_only_from_when_it_is_turned_off() -> None:
    made = shot(step(action="try-out", object="tap-body:running", result_state="dry"))
    program, stage = made.program, made.stage
    assert isinstance(program, TryOut)
    assert stage
    assert program.effects(stage, 0.3) == []
    assert program.effects(stage, 0.9)
    assert program.blend(program.dial_from) == 1


@pytest.mark.parametrize("action", ["pedal", "lean", "dip", "roll-on", "try-out"])
def test_they_draw_whatever_thing_they_are_given(action: str) -> None:
    for words in ({"object": "mug"}, {"object": "tyre", "instrument": "rag"}, {"target": "bowl"}):
        made = shot(step(action=action, **words))
        assert made.program is actions.program(action)
        for t in (0.0, made.key, 1.0):
            assert made.action_items(t) is not None
        assert made.mark() is not None
        assert made.notice_point()


def test_the_one_bicycle_serves_all_its_skills() -> None:
    bicycle = sprite.load("bicycle")
    assert {"standing", "leaning", "saddle-low", "upside-down", "lying"} == set(bicycle.states)
    low, high = (bicycle.anchor("saddle", state=s).y for s in ("saddle-low", "standing"))
    assert low > high + 30
    crank, axle = (bicycle.anchor(a, state="upside-down").y for a in ("crank", "axle"))
    ground = bicycle.anchor("base").y
    assert ground - axle > 250
    assert ground - crank > 250


def test_one_tap_stands_at_one_place_through_the_whole_skill() -> None:
    steps = key_steps(next(path for path in SEEDS if path.stem == "replace-tap-washer"))
    heroes = [
        made.stage.hero
        for index in range(len(steps))
        if (
            made := compose.direct(steps, index, 1, lambda _: (Depiction(action="hold"), 0.0))
        ).stage
        and made.stage.hero
    ]
    assert {hero.name for hero in heroes} == {"stopcock", "tap-body"}
    taps = [hero for hero in heroes if hero.name == "tap-body"]
    assert len(taps) == len(steps) - 1
    (foot_x, foot_y), scale = taps[0].point("base"), taps[0].placement.scale
    for tap in taps:
        x, y = tap.point("base")
        assert (abs(x - foot_x) < 1, abs(y - foot_y) < 1) == (True, True), tap.look
        assert math.isclose(tap.placement.scale, scale, rel_tol=0.02), tap.look
