"""Cutting off a shoot, dabbing, the oven, separating an egg: contact, change, and what is left."""

from __future__ import annotations

import pytest

from generators.base import Depiction, StepPrompt
from generators.workbench import compose
from generators.workbench.actions.baking import MITT, PutInOven, TurnOut
from generators.workbench.actions.dabbing import Dab
from generators.workbench.actions.pruning import CUT, LEATHER, CutOff
from generators.workbench.actions.separating import Separate
from generators.workbench.geometry import distance
from generators.workbench.scene import document


def step(text: str = "", **words: object) -> StepPrompt:
    return StepPrompt(id="one", name="One step", text=text, depiction=Depiction(**words))


def shot(*steps: StepPrompt) -> compose.Shot:
    return compose.direct(steps, len(steps) - 1, 1, lambda _: (Depiction(action="hold"), 0.0))


def drawn(made: compose.Shot, t: float) -> str:
    return document(made.action_items(t), 768, 512)


DEAD = {
    "action": "cut-off",
    "object": "rose-cane:dead",
    "instrument": "secateurs",
    "target": "rose-bush:full",
    "result_state": "no-dead",
}
DIP_IN = step(
    action="dip-in", object="cutting:stripped", target="rooting-powder", result_state="powdered"
)
BAKE = step(action="put-in-oven", object="baking-tray:balls", target="oven:open")
SEPARATE = step(
    action="separate", object="egg-half:yolk", target="mixing-bowl:empty", result_state="whites"
)


@pytest.mark.parametrize(
    ("plant", "piece", "after"),
    [
        ("rose-bush:full", "rose-cane:dead", "no-dead"),
        ("rose-bush:no-dead", "rose-cane:crossing", "no-crossing"),
        ("rose-bush:no-crossing", "rose-cane:weak", "thinned"),
        ("rose-bush:thinned", "rose-cane:top", "pruned"),
        ("mother-plant:whole", "shoot-tip", "cut"),
    ],
)
def test_the_piece_is_cut_where_it_grew(plant: str, piece: str, after: str) -> None:
    made = shot(step(**(DEAD | {"object": piece, "target": plant, "result_state": after})))
    assert isinstance(made.program, CutOff)
    assert made.stage
    assert made.stage.hero
    assert made.level == "specific"
    grown = made.program.piece(made.stage)
    assert grown
    state = grown.look.state
    assert distance(grown.point("base", state=state), made.stage.hero.touch("cut")) < 1
    blades = made.program.mover(made.stage, CUT)
    assert blades
    assert distance(blades.point("blade"), made.stage.hero.touch("cut")) < 8


def test_what_is_cut_off_leaves_with_the_other_hand() -> None:
    made = shot(step(**DEAD))
    program, stage = made.program, made.stage
    assert isinstance(program, CutOff)
    assert stage
    assert program.blend(CUT - 0.01) == 0
    assert program.blend(CUT + 0.01) == 1
    assert len(program.carried(stage, CUT - 0.05)) == 2  # the hand alone
    cut, gone = (program.carried(stage, t) for t in (CUT, 1.0))
    assert len(cut) == len(gone) == 3  # and the cane, drawn first
    assert cut[0].placement
    assert gone[0].placement
    assert gone[0].placement.at[0] < cut[0].placement.at[0] - 300


def test_hands_are_gloved_where_the_words_say_so() -> None:
    assert LEATHER.skin in drawn(shot(step("Hold it in your gloved hand.", **DEAD)), 0.5)
    assert LEATHER.skin not in drawn(shot(step("Hold it.", **DEAD)), 0.5)


def test_a_cut_without_a_piece_is_shown_too() -> None:
    made = shot(
        step(
            action="cut-off",
            object="rose-stem:marked",
            instrument="secateurs",
            result_state="cut",
        )
    )
    assert made.stage
    assert made.stage.hero
    assert made.stage.hero.after
    assert made.stage.hero.after.state == "cut"
    assert made.stage.second is None


def test_the_end_goes_into_the_powder_and_comes_out_white() -> None:
    made = shot(DIP_IN)
    assert isinstance(made.program, Dab)
    assert made.stage
    assert made.stage.hero
    inside = made.program.mover(made.stage, 0.47)
    assert inside
    assert abs(inside.point("tip")[1] - made.stage.hero.touch("dip")[1]) < 2
    assert made.program.blend(0.4) == 0
    still = made.program.mover(made.stage, made.key)
    assert still
    assert still.point("tip")[1] < made.stage.hero.touch("dip")[1] - 40
    assert made.program.blend(made.key) == 1
    after = shot(DIP_IN, step(action="insert", object="cutting", target="small-pot:holes"))
    assert after.stage
    assert after.stage.mover
    assert after.stage.mover.look.state == "powdered"


def test_the_tray_comes_from_the_front_and_rests_on_the_rack() -> None:
    made = shot(BAKE)
    assert isinstance(made.program, PutInOven)
    assert made.stage
    assert made.stage.hero
    rack = made.stage.hero.touch("inside")
    before, there = (made.program.mover(made.stage, t) for t in (0.3, 0.52))
    assert before
    assert there
    assert distance(there.point("base"), rack) < 1
    assert before.point("base")[1] > rack[1] + 40
    assert MITT.skin in drawn(made, 0.4)


def test_a_hot_tin_is_turned_out_with_gloves() -> None:
    made = shot(
        step(
            action="turn-out",
            object="loaf-tin:cake",
            target="cooling-rack:empty",
            result_state="loaf",
        )
    )
    assert isinstance(made.program, TurnOut)
    assert made.stage
    assert MITT.skin in drawn(made, 0.5)
    looks = made.program.consequences(made.stage)
    assert looks["cooling-rack"].state == "loaf"


def test_the_yolk_changes_sides_and_ends_in_the_left_half() -> None:
    made = shot(SEPARATE)
    program, stage = made.program, made.stage
    assert isinstance(program, Separate)
    assert stage
    assert stage.hero
    assert stage.hero.after
    assert stage.hero.after.state == "whites"
    for t, holder in ((0.0, True), (made.key, False), (1.0, False)):
        right, left = program.half(stage, t, True), program.half(stage, t, False)
        assert right
        assert left
        full, empty = (right, left) if holder else (left, right)
        assert (full.look.state, empty.look.state) == ("yolk", "empty")


def test_white_runs_into_the_bowl_only_while_the_yolk_is_passed() -> None:
    made = shot(SEPARATE)
    assert isinstance(made.program, Separate)
    assert made.stage
    assert not made.program.effects(made.stage, 0.1)
    assert made.program.effects(made.stage, made.key)
    assert not made.program.effects(made.stage, 0.95)
