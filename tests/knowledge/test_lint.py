"""The linter finds what a beginner could not follow, and lets the built-in procedures pass."""

from __future__ import annotations

import pytest

from knowledge.library import seed_procedures
from knowledge.lint import LONGEST, advice, lint, main
from knowledge.procedure import Item, Procedure, Step, Tip, TipKind, Tool, Visual

GOOD = "Stir the dough with the spoon for 2 minutes. Done when no dry flour is left."


def procedure(
    text: str, caution: str = "", tools: tuple[Item, ...] = (), **step: object
) -> Procedure:
    tips = (Tip(kind=TipKind.CAUTION, text=caution),) if caution else ()
    one = {"visual": Visual(action="stir"), "tool_ids": tuple(tool.id for tool in tools), **step}
    return Procedure(
        id="test",
        name="Test",
        tools=tuple(Tool(**dict(tool)) for tool in tools),
        steps=(Step(id="one", position=1, name="One", text=text, tips=tips, **one),),  # type: ignore[arg-type]
    )


def rules(one: Procedure) -> list[str]:
    return [finding.rule for finding in lint(one)]


def test_a_good_step_passes() -> None:
    assert rules(procedure(GOOD)) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("no-done-cue", "Stir the dough for 2 minutes."),
        ("hazard-without-caution", "Bring the water to the boil. Done when it bubbles."),
        ("hazard-without-caution", "Cut it with a blade. Done when it is in two."),
        ("unlisted-tool", "Stir with a whisk until it is smooth."),
        ("vague-amount", "Add some salt and stir until it is smooth."),
        ("vague-amount", "Stir for a while, until it is smooth."),
        ("long-step", GOOD + " and on" * LONGEST),
    ],
)
def test_every_rule_finds_its_gap(rule: str, text: str) -> None:
    assert rules(procedure(text)) == [rule]


def test_a_caution_and_a_listed_tool_mend_it() -> None:
    whisk = Item(id="whisk", name="balloon whisk")
    assert rules(procedure("Boil it until it is thick.", caution="Steam scalds.")) == []
    assert rules(procedure("Stir with the whisk until smooth.", tools=(whisk,))) == []


def test_an_earlier_caution_serves_only_for_its_own_hazard() -> None:
    def steps(caution: str) -> Procedure:
        first = procedure(GOOD, caution=caution).steps[0]
        then = Step(
            id="two",
            position=2,
            name="Two",
            text="Boil it until it is thick.",
            visual=Visual(action="heat"),
        )
        return Procedure(id="test", name="Test", steps=(first, then))

    assert rules(steps("Hot steam scalds.")) == []
    assert rules(steps("Mind the cat.")) == ["hazard-without-caution"]


def test_what_is_listed_and_never_used_is_found() -> None:
    whisk = Item(id="whisk", name="whisk")
    assert rules(procedure(GOOD, tools=(whisk,), tool_ids=())) == ["unused-item"]


def test_a_key_step_without_a_picture_is_found() -> None:
    assert rules(procedure(GOOD, visual=None)) == ["no-visual"]


def test_advice_names_the_step_and_leaves_drawings_out() -> None:
    [only] = advice(procedure("Stir with a whisk until it is smooth.", visual=None))
    assert only.startswith("Step 1: 'whisk' is used and not listed")


def test_the_built_in_procedures_pass() -> None:
    assert main([]) == ""
    assert len(seed_procedures()) >= 16


def test_findings_name_procedure_step_and_fix(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "bad.yaml"
    file.write_text(
        "id: bad\nname: Bad\nsteps:\n- {id: one, position: 1, name: One, text: Add some salt.}\n",
        encoding="utf-8",
    )
    said = main([str(file)])
    assert "bad/one: 'some' is vague" in said
    assert "[no-done-cue]" in said
