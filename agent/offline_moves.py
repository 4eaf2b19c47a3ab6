"""The next move of the offline brain: call tools, or say something drawn from their results.

A pure function of what a chat model sees: the learner's words, the situation, and the results of
this turn's tool calls. It holds no state, so the same view always gives the same move.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agent import offline_words as say
from agent.offline_intents import Intent, Wishes, understand
from tools.words import overlap

SURE = 0.9  # an answer from the plan at least this good beats a skill of another name
SAME_NAME = 0.5  # share of the question's words in a skill's name that make it the one asked for


@dataclass(frozen=True)
class Result:
    """What a tool told. `error` is its sentence when it failed."""

    tool: str
    data: dict[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class Sight:
    text: str
    situation: dict[str, Any]
    results: tuple[Result, ...] = ()

    @property
    def plan(self) -> dict[str, Any] | None:
        return self.situation.get("plan")

    def result(self, tool: str) -> Result | None:
        """The last result of that tool in this turn."""
        return next((one for one in reversed(self.results) if one.tool == tool), None)


@dataclass(frozen=True)
class Move:
    """`calls` (tool name, arguments) come first; without any, `text` is the answer."""

    text: str = ""
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()


def decide(sight: Sight) -> Move:
    intent = understand(sight.text, sight.situation)
    if intent.kind in say.SMALL_TALK:
        return Move(say.small_talk(intent.kind, sight.plan))
    return _HANDLERS[intent.kind](intent, sight)


def _call(tool: str, **arguments: Any) -> Move:
    return Move(calls=((tool, {name: value for name, value in arguments.items() if value}),))


def _choose(intent: Intent, sight: Sight) -> Move:
    return _plan(sight, intent.procedure_id, intent.wishes)


def _skill(intent: Intent, sight: Sight) -> Move:
    """Look it up; with a plan under way, also see whether it is about the present step."""
    found = sight.result("search_procedures")
    if found is None:
        return _look_up(intent, sight)
    if found.error:
        return Move(say.trouble(found.error))
    answer = sight.result("answer_about_step")
    hits = found.data["hits"]
    if answer and _is_about_the_plan(intent, sight, answer, hits):
        return Move(say.answer(answer.data, sight.plan))
    if not hits:
        return Move(say.unknown(intent.wishes.rest or sight.text, found.data, sight.plan))
    if sight.plan and not intent.new_skill and not _named(sight.text, hits[0]):
        return Move(say.other_skill(hits[0], sight.plan))
    return _plan(sight, hits[0]["procedure_id"], intent.wishes)


def _look_up(intent: Intent, sight: Sight) -> Move:
    query = intent.wishes.rest if len(intent.wishes.rest) > 2 else sight.text
    search = ("search_procedures", {"query": query})
    if not sight.plan:
        return Move(calls=(search,))
    return Move(calls=(search, ("answer_about_step", {"question": sight.text})))


def _is_about_the_plan(
    intent: Intent, sight: Sight, answer: Result, hits: list[dict[str, Any]]
) -> bool:
    if answer.error or not answer.data["quotes"]:
        return False
    if not hits:
        return True
    assert sight.plan is not None
    same = hits[0]["procedure_id"] == sight.plan["procedure_id"]
    if same:
        return not _named(sight.text, hits[0])
    return not intent.new_skill and answer.data["best"] >= SURE and not _named(sight.text, hits[0])


def _named(text: str, hit: dict[str, Any]) -> bool:
    return overlap(text, hit["name"]) >= SAME_NAME or overlap(hit["name"], text) > 0.99


def _plan(sight: Sight, procedure_id: str, wishes: Wishes) -> Move:
    planned = sight.result("plan_walkthrough")
    if planned is None:
        return _call(
            "plan_walkthrough",
            procedure_id=procedure_id,
            servings=wishes.servings,
            quantity=wishes.quantity,
            lacking=list(wishes.lacking),
            using=wishes.using,
        )
    return Move(say.trouble(planned.error) if planned.error else say.plan(planned.data))


def _revise(intent: Intent, sight: Sight) -> Move:
    if not sight.plan:
        return Move(say.no_plan())
    revised = sight.result("revise_plan")
    if revised is None:
        wishes = intent.wishes
        servings = wishes.servings
        if wishes.times and sight.plan["servings"]:
            servings = sight.plan["servings"] * wishes.times
        return _call(
            "revise_plan",
            servings=servings,
            quantity=wishes.quantity,
            lacking=list(wishes.lacking),
            using=wishes.using,
            omit_steps=list(wishes.omit),
        )
    return Move(say.trouble(revised.error) if revised.error else say.revision(revised.data))


def _question(intent: Intent, sight: Sight) -> Move:
    """From the plan if it says; else perhaps another skill teaches it; else nothing."""
    answer = sight.result("answer_about_step")
    if answer is None:
        return _call("answer_about_step", question=sight.text)
    if answer.error:
        return Move(say.trouble(answer.error))
    if answer.data["quotes"]:
        return Move(say.answer(answer.data, sight.plan))
    assert sight.plan is not None
    if intent.here:
        return Move(say.no_answer(sight.plan))
    found = sight.result("search_procedures")
    if found is None:
        return _call("search_procedures", query=sight.text)
    hits = [] if found.error else found.data["hits"]
    if hits and hits[0]["procedure_id"] != sight.plan["procedure_id"]:
        return Move(say.other_skill(hits[0], sight.plan))
    return Move(say.no_answer(sight.plan))


def _go(intent: Intent, sight: Sight) -> Move:
    if not sight.plan:
        return Move(say.no_plan())
    there = sight.result("go_to_step")
    if there is not None:
        return Move(say.trouble(there.error) if there.error else say.step(there.data))
    position, last = intent.position or 0, len(sight.plan["steps"])
    if position == last + 1 and sight.plan["position"] == last:
        return Move(say.finished(sight.plan))
    if position < 1 and sight.plan["position"] == 1:
        return Move(say.at_the_start(sight.plan))
    return _call("go_to_step", position=position)


def _whereabouts(intent: Intent, sight: Sight) -> Move:
    if not sight.plan:
        return Move(say.no_plan())
    there = sight.result("go_to_step")
    if there is None:
        return Move(calls=(("go_to_step", {}),))
    return Move(say.trouble(there.error) if there.error else say.whereabouts(there.data))


def _media(intent: Intent, sight: Sight) -> Move:
    if not sight.plan:
        return Move(say.no_plan())
    tools = {"image": "illustrate_step", "clip": "animate_step"}
    results = [sight.result(tools[medium]) for medium in intent.media]
    told = [one for one in results if one is not None]
    if not told:
        arguments: dict[str, Any] = {}
        if intent.position is not None:
            arguments["position"] = intent.position
        if intent.new_take:
            arguments["new_take"] = True
        return Move(calls=tuple((tools[medium], dict(arguments)) for medium in intent.media))
    return Move(
        " ".join(say.trouble(one.error) if one.error else say.submitted(one.data) for one in told)
    )


def _transfer(intent: Intent, sight: Sight) -> Move:
    if not sight.plan:
        return Move(say.no_plan())
    done = sight.result("transfer_demonstration")
    if done is None:
        return _call("transfer_demonstration", position=intent.position)
    return Move(say.trouble(done.error) if done.error else say.submitted(done.data))


def _export(intent: Intent, sight: Sight) -> Move:
    if not sight.plan:
        return Move(say.no_plan())
    done = sight.result("export_walkthrough")
    if done is None:
        return _call("export_walkthrough", format=intent.format)
    return Move(say.trouble(done.error) if done.error else say.exported(done.data))


_HANDLERS: dict[str, Callable[[Intent, Sight], Move]] = {
    "choose": _choose,
    "skill": _skill,
    "revise": _revise,
    "question": _question,
    "go": _go,
    "whereabouts": _whereabouts,
    "media": _media,
    "transfer": _transfer,
    "export": _export,
}
