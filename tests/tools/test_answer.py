"""Answers about a step: quotes of the plan, or none."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from agent.settings import prepare_environment
from knowledge.embeddings import Embedder
from knowledge.library import seed_procedures
from knowledge.walkthrough import Walkthrough
from tools.adapt import Wish
from tools.answer import Answerer, quotable, sentences
from tools.plan import plan_walkthrough

QUESTIONS = yaml.safe_load(Path(__file__).with_name("answer_questions.yaml").read_text("utf-8"))
SEEDS = {one.id: one for one in seed_procedures()}


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    prepare_environment()
    return Answerer(Embedder())


def planned(id: str, wish: Wish | None = None) -> Walkthrough:
    return plan_walkthrough(SEEDS[id], "x", wish)


def test_most_questions_are_answered_and_foreign_ones_turned_away(answerer: Answerer) -> None:
    plans = {id: planned(id) for id in {row[0] for row in QUESTIONS}}
    missed, false = [], []
    for id, position, question, expected in QUESTIONS:
        quotes = answerer.answer(plans[id], question, position).quotes
        if expected and not any(expected.lower() in one.text.lower() for one in quotes):
            missed.append(question)
        if not expected and quotes:
            false.append(question)
    assert len(missed) <= 0.15 * sum(bool(row[3]) for row in QUESTIONS), missed
    assert len(false) <= 0.10 * sum(not row[3] for row in QUESTIONS), false


def test_every_quote_stands_in_the_plan(answerer: Answerer) -> None:
    plan = planned("fix-a-puncture")
    whole = " ".join(
        [step.text for step in plan.steps] + [t.text for s in plan.steps for t in s.tips]
    )
    for quote in answerer.answer(plan, "how long must the glue dry?", 7).quotes:
        assert quote.text in whole


def test_scaled_amounts_are_quoted_scaled(answerer: Answerer) -> None:
    plan = planned("pour-over-coffee", Wish(servings=4))
    quotes = answerer.answer(plan, "how much coffee do I need?", 2).quotes
    assert any("60 g" in one.text for one in quotes)
    assert not any("30 g" in one.text for one in quotes)


def test_a_full_stop_in_a_number_ends_nothing() -> None:
    assert sentences("Heat 0.5 l of water. Wait 3 min! Done?") == [
        "Heat 0.5 l of water.", "Wait 3 min!", "Done?",
    ]  # fmt: skip


def test_substitutes_are_quotable() -> None:
    texts = [quote.text for quote in quotable(planned("pour-over-coffee"))]
    assert any(text.startswith("Instead of gooseneck kettle you can use") for text in texts)
