"""Plans: key steps in order, cited, adapted with the procedure's own data, and marked as such."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from knowledge.library import seed_procedures
from knowledge.procedure import Procedure
from knowledge.walkthrough import AdaptationKind, Take
from tools.adapt import PlanError, Wish, find_item
from tools.plan import Planner, edit_step, key_steps, plan, plan_walkthrough, remove_step

MIX = "Put 150 g of flour, then 15 g more."
COFFEE = next(one for one in seed_procedures() if one.id == "pour-over-coffee")


def procedure(**changes: Any) -> Procedure:
    base: dict[str, Any] = {
        "id": "mix-dough",
        "name": "Mix dough",
        "servings": 2,
        "supplies": [
            {"id": "flour", "name": "wheat flour", "required_quantity": "150 g"},
            {"id": "seeds", "name": "poppy seeds", "required_quantity": "5 g", "optional": True},
            {"id": "eggs", "name": "eggs", "required_quantity": "3 eggs"},
        ],
        "tools": [
            {"id": "bowl", "name": "mixing bowl", "substitutes": [
                {"name": "saucepan", "note": "A deep one."}, {"name": "clean bucket"}]},
            {"id": "whisk", "name": "whisk"},
        ],
        "steps": [
            {"id": "bake", "position": 1, "name": "Bake", "text": "Bake it for 20 minutes.",
             "depends_on": ["mix"], "duration": "PT20M"},
            {"id": "mix", "position": 2, "name": "Mix", "text": MIX,
             "tool_ids": ["bowl"], "supply_ids": ["flour", "seeds"], "scales": ["150 g", "15 g"],
             "visual": {"action": "pour", "label": "150 g"}, "duration": "PT5M"},
            {"id": "chat", "position": 3, "name": "Chat", "text": "Chat a little.", "key": False},
        ],
    }  # fmt: skip
    return Procedure.model_validate({**base, **changes})


class OneProcedure:
    """What a Planner needs of a library."""

    def __init__(self, only: Procedure) -> None:
        self.only = only

    def get(self, id: str, version: int | None = None) -> Procedure:
        return self.only


def test_key_steps_respect_dependencies_and_leave_the_rest_out() -> None:
    assert [step.id for step in key_steps(procedure())] == ["mix", "bake"]


def test_a_minor_step_is_a_cited_note_at_the_key_step_it_goes_with() -> None:
    last = plan_walkthrough(procedure(), "dough").steps[-1]
    assert [tip.text for tip in last.tips] == ["Afterwards: Chat a little."]
    assert [one.step_id for one in last.citations] == ["bake", "chat"]
    steps = [dict(step) for step in procedure().steps]
    early = procedure(
        steps=[
            dict(steps[2], position=1),
            *(dict(s, position=s["position"] + 1) for s in steps[:2]),
        ]
    )
    first = plan_walkthrough(early, "dough").steps[0]
    assert first.tips[0].text == "First: Chat a little."


@pytest.mark.parametrize("seed", seed_procedures(), ids=lambda one: one.id)
def test_every_built_in_plan_is_cited_and_in_order(seed: Procedure) -> None:
    made = plan_walkthrough(seed, seed.name)
    assert [step.position for step in made.steps] == list(range(1, len(made.steps) + 1))
    done: set[str] = set()
    for step in made.steps:
        source = seed.step(step.citations[0].step_id)
        assert step.text == source.text
        assert step.citations[0].procedure_id == seed.id
        done |= {one.step_id for one in step.citations}
        assert set(source.depends_on) <= done
    assert done == {step.id for step in seed.steps}  # nothing the author wrote is lost
    assert made.total_time == seed.total_time
    assert made.cautions == tuple(dict.fromkeys(t for s in made.steps for t in s.cautions))


def test_servings_scale_texts_labels_and_needs_at_once() -> None:
    made = plan_walkthrough(procedure(), "dough", Wish(servings=4))
    mix = made.step("mix")
    assert mix.text == "Put 300 g of flour, then 30 g more."
    assert mix.visual is not None
    assert mix.visual.label == "300 g"
    assert [need.quantity for need in made.supplies] == ["300 g", "10 g", "6 eggs"]
    assert made.servings == 4
    assert mix.adaptations[0].kind is AdaptationKind.SCALING
    assert "4 instead of 2" in mix.adaptations[0].reason
    assert made.step("bake").adaptations == ()


@pytest.mark.parametrize(
    ("quantity", "flour"),
    [
        ("300 g of flour", "300 g"),
        ("0.3 kg flour", "300 g"),
        ("1 egg", "50 g"),
        ("6 eggs", "300 g"),
    ],
)
def test_a_stated_amount_scales_everything_by_its_ratio(quantity: str, flour: str) -> None:
    assert plan_walkthrough(procedure(), "x", Wish(quantity=quantity)).supplies[0].quantity == flour


def test_an_amount_of_something_else_changes_nothing_and_says_so() -> None:
    made = plan(procedure(), "x", Wish(quantity="20 g of gold"))
    assert made.walkthrough.supplies[0].quantity == "150 g"
    assert made.notes == ("Mix dough states no amount of gold, so nothing was scaled.",)


@pytest.mark.parametrize("servings", [500, 0.01])
def test_absurd_amounts_are_refused_with_the_limits(servings: float) -> None:
    with pytest.raises(PlanError, match=r"between 0\.1 and 12"):
        plan(procedure(), "x", Wish(servings=servings))


def test_a_missing_tool_is_replaced_from_the_procedures_own_data() -> None:
    made = plan_walkthrough(procedure(), "x", Wish(lacking=("bowl",)))
    bowl = made.tools[0]
    assert (bowl.name, bowl.instead_of) == ("saucepan", "mixing bowl")
    marked = made.step("mix").adaptations[0]
    assert marked.kind is AdaptationKind.SUBSTITUTION
    assert marked.what == "Use saucepan instead of mixing bowl. A deep one."
    assert "You have no mixing bowl" in marked.reason
    assert made.step("bake").adaptations == ()


def test_the_learners_own_replacement_is_preferred() -> None:
    made = plan_walkthrough(procedure(), "x", Wish(lacking=("bowl",), using=("a bucket",)))
    assert made.tools[0].name == "clean bucket"


def test_what_nothing_replaces_is_said_and_kept() -> None:
    made = plan(procedure(), "x", Wish(lacking=("whisk", "flour")))
    assert [need.instead_of for need in made.walkthrough.tools] == ["", ""]
    assert "no substitute for the whisk" in made.notes[0]
    assert "no substitute for the wheat flour" in made.notes[1]
    assert "step 2" in made.notes[1]


def test_a_missing_optional_thing_is_left_out_and_marked() -> None:
    made = plan_walkthrough(procedure(), "x", Wish(lacking=("poppy seeds",)))
    assert [need.id for need in made.supplies] == ["flour", "eggs"]
    assert made.step("mix").adaptations[0].kind is AdaptationKind.OMISSION


def test_a_thing_that_is_not_needed_changes_nothing() -> None:
    made = plan(procedure(), "x", Wish(lacking=("microwave",)))
    assert made.notes == ("This plan needs no microwave, so nothing changes.",)


@pytest.mark.parametrize(
    ("phrase", "item"),
    [
        ("gooseneck kettle", "gooseneck-kettle"),
        ("gooseneck", "gooseneck-kettle"),
        ("kettle", "gooseneck-kettle"),
        ("scale", "kitchen-scale"),
        ("coffee filter", "paper-filter"),
        ("filters", "paper-filter"),
        ("grinder", "coffee-grinder"),
        ("rocket", None),
        ("", None),
    ],
)
def test_things_are_recognised_by_their_kind(phrase: str, item: str | None) -> None:
    found = find_item(COFFEE, phrase)
    assert (found.id if found else None) == item


def test_revisions_add_up_and_keep_what_the_learner_did() -> None:
    planner = Planner(OneProcedure(procedure()))  # type: ignore[arg-type]
    first = planner.plan("mix-dough", "dough").walkthrough
    first = edit_step(first, "bake", text="Bake it at my own oven's pace.")
    first = first.with_take("bake", "image", Take(job_id="a", backend="b", seed=0))
    first = first.with_take("mix", "image", Take(job_id="c", backend="b", seed=0))
    second = planner.revise(first, Wish(lacking=("bowl",), using=("bucket",))).walkthrough
    third = planner.revise(second, Wish(servings=4))
    made = third.walkthrough
    assert made.id == first.id
    assert made.tools[0].name == "clean bucket"
    assert made.supplies[0].quantity == "300 g"
    assert made.step("bake").text == "Bake it at my own oven's pace."
    assert made.takes("bake", "image") is not None  # still shows the step
    assert made.takes("mix", "image") is None  # its text changed
    assert [one.kind for one in third.changes] == [AdaptationKind.SCALING]


def test_odd_amounts_survive_further_revisions() -> None:
    planner = Planner(OneProcedure(procedure(servings=None)))  # type: ignore[arg-type]
    first = planner.plan("x", "x", Wish(quantity="100 g of flour")).walkthrough
    second = planner.revise(first, Wish(lacking=("bowl",))).walkthrough
    assert second.supplies[0].quantity == "100 g"


def test_leaving_out_steps_renumbers_and_never_leaves_nothing() -> None:
    planner = Planner(OneProcedure(procedure()))  # type: ignore[arg-type]
    first = planner.plan("x", "x").walkthrough
    less = planner.revise(first, Wish(omit=("mix",))).walkthrough
    assert [(step.id, step.position) for step in less.steps] == [("bake", 1)]
    assert remove_step(first, "mix").steps == less.steps
    with pytest.raises(PlanError, match="last one"):
        remove_step(less, "bake")


def test_edits_are_marked_and_must_say_something() -> None:
    first = plan_walkthrough(procedure(), "x")
    edited = edit_step(first, "mix", text="  Mix as you like.  ")
    assert edited.step("mix").text == "Mix as you like."
    assert edited.step("mix").adaptations[-1].kind is AdaptationKind.EDIT
    assert edited.step("mix").citations == first.step("mix").citations
    with pytest.raises(PlanError, match="needs a name and a text"):
        edit_step(first, "mix", text=" ")


def test_without_a_total_the_known_durations_are_summed() -> None:
    assert plan_walkthrough(procedure(), "x").total_time == timedelta(minutes=25)
