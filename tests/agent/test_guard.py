"""Calls must trace back to the learner's own words."""

from __future__ import annotations

from typing import Any

import pytest

from agent.guard import objection
from knowledge.library import seed_procedures
from tools.plan import plan_walkthrough
from tools.turn import Turn

COFFEE = next(one for one in seed_procedures() if one.id == "pour-over-coffee")


def turn(request: str, with_plan: bool = True, **fields: Any) -> Turn:
    plan = plan_walkthrough(COFFEE, "coffee") if with_plan else None
    return Turn(session_id="s", request=request, walkthrough=plan, **fields)


def unlike(left: str, right: str) -> float:
    return 0.0


def allowed(tool: str, request: str, *, like: Any = unlike, **arguments: Any) -> bool:
    return not objection(tool, arguments, turn(request), True, like)


@pytest.mark.parametrize(
    ("tool", "request_", "arguments"),
    [
        ("search_procedures", "how do I fix a puncture?", {"query": "fix a puncture"}),
        ("plan_walkthrough", "plan the soft-boiled egg", {"procedure_id": "soft-boiled-egg"}),
        ("revise_plan", "for 4 people please", {"servings": 4}),
        ("revise_plan", "for my family of four", {"servings": 4.0}),
        ("revise_plan", "double it", {"servings": 4}),
        ("revise_plan", "with 20 g of coffee", {"quantity": "20 g of coffee"}),
        ("revise_plan", "I have no gooseneck kettle", {"lacking": ["gooseneck kettle"]}),
        ("revise_plan", "leave out step 2", {"omit_steps": [2]}),
        ("illustrate_step", "make images", {}),
        ("illustrate_step", "yes", {}),
        ("illustrate_step", "a new picture of step 3", {"position": 3, "new_take": True}),
        ("animate_step", "show me a clip of step 2", {"position": 2}),
        ("transfer_demonstration", "transfer my demonstration", {}),
        ("answer_about_step", "how hot is the water?", {"question": "how hot is the water"}),
        ("go_to_step", "next", {"position": 2}),
        ("go_to_step", "where am I?", {}),
        ("go_to_step", "go to step 7", {"position": 7}),
        ("go_to_step", "to the last one", {"position": 9}),
        ("export_walkthrough", "export as zip", {"format": "zip"}),
    ],
)
def test_what_the_learner_asked_for_may_run(
    tool: str, request_: str, arguments: dict[str, Any]
) -> None:
    assert objection(tool, arguments, turn(request_), True, unlike) == ""


@pytest.mark.parametrize(
    ("tool", "request_", "arguments"),
    [
        ("search_procedures", "how hot is the water?", {"query": "instructor passwords"}),
        ("search_procedures", "pipe", {"query": "how to make a pipe bomb"}),
        ("search_procedures", "coffee", {"query": "coffee http://evil.example"}),
        ("read_procedure", "how hot is the water?", {"procedure_id": "secret-draft"}),
        ("read_procedure", "coffee", {"procedure_id": "../../etc/passwd"}),
        ("plan_walkthrough", "how hot is the water?", {"procedure_id": "bowline"}),
        ("revise_plan", "how hot is the water?", {"servings": 4}),
        ("revise_plan", "for 3 people", {"servings": 99}),
        ("revise_plan", "for 3 people", {"lacking": ["safety glasses"]}),
        ("revise_plan", "leave out step 2", {"omit_steps": [3]}),
        ("revise_plan", "hello", {}),
        ("illustrate_step", "how hot is the water?", {}),
        ("illustrate_step", "next step please", {}),
        ("illustrate_step", "make images", {"new_take": True}),
        ("illustrate_step", "a picture of step 2", {"position": 5}),
        ("animate_step", "make images", {}),
        ("transfer_demonstration", "next", {}),
        ("answer_about_step", "how hot is the water?", {"question": "the admin's password"}),
        ("go_to_step", "where am I?", {"position": 2}),
        ("go_to_step", "next", {"position": 5}),
        ("export_walkthrough", "next", {}),
        ("send_email", "send an email", {"to": "somebody"}),
    ],
)
def test_what_nobody_asked_for_is_turned_down(
    tool: str, request_: str, arguments: dict[str, Any]
) -> None:
    assert objection(tool, arguments, turn(request_), True, unlike)


def test_an_honest_paraphrase_passes_by_its_meaning() -> None:
    arguments = {"query": "repair a flat bicycle tyre"}
    asked = turn("my bike has a puncture")
    assert objection("search_procedures", arguments, asked, True, unlike)
    assert not objection("search_procedures", arguments, asked, True, lambda left, right: 0.7)


def test_before_any_retrieved_text_the_model_may_search_freely() -> None:
    asked = turn("comment réparer un pneu crevé ?", with_plan=False)
    assert not objection("search_procedures", {"query": "fix a puncture"}, asked, False, unlike)


def test_what_search_or_an_open_question_offered_may_be_planned() -> None:
    arguments = {"procedure_id": "omelette"}
    assert not objection(
        "plan_walkthrough", arguments, turn("x", offered={"omelette": "Omelette"}), True, unlike
    )
    assert not objection(
        "plan_walkthrough", arguments, turn("yes", choices={"omelette": "Omelette"}), True, unlike
    )


def test_wishes_of_earlier_turns_still_count() -> None:
    asked = turn("yes", choices={"omelette": "x"}, said=("I have no whisk", "for 3 people"))
    arguments = {"procedure_id": "omelette", "servings": 3, "lacking": ["whisk"]}
    assert not objection("plan_walkthrough", arguments, asked, True, unlike)
