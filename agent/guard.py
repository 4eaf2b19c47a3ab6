"""Check every tool call against the learner's own words before it runs.

Retrieved text may talk a model into calls that nobody asked for. So the arguments of a call must
trace back to the learner: ids to this turn's search or to words of theirs, numbers and things to
what they said, and pictures, clips, files and moves to a request in this very turn. A call that
does not is turned down in one sentence, which the model may act on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from agent.offline_intents import find_wishes, is_yes
from agent.safety import refusal
from tools.measures import WORDS, measure
from tools.turn import Turn
from tools.words import content, overlap

Likeness = Callable[[str, str], float]  # cosine of two texts' meanings
ENOUGH_WORDS = 0.34  # share of a query's words that the learner used
ENOUGH_MEANING = 0.45  # or cosine to the learner's words, for honest paraphrases
SHOWN = 60  # characters of an argument quoted in a refusal

_IMAGE = r"\b(?:image|picture|photo|pic|draw|illustrat|sketch|visual)\w*|\blooks? like\b"
_CLIP = r"\b(?:clip|video|animat|film|movie|gif|motion|moving)\w*"
_REDO = (
    r"\bre-?(?:generate|do|make|draw|render|try)\w*\b|"
    r"\b(?:again|another|different|new|better|other|wrong)\b"
)
_EXPORT = (
    r"\b(?:export|save|download|print|file|pdf|html|markdown|md|json\S*|ya?ml|zip|mp4|send|keep|"
    r"share)\w*"
)
_TRANSFER = (
    r"\b(?:transfer|demonstration|demo|video|clip|motion|movement|copy|carry|my (?:photo|scene))\w*"
)
_ONWARD = r"\b(?:next|continue|go on|done|finished|ready|forward|skip|proceed|then|move on)\b"
_BACKWARD = r"\b(?:back|previous|before|last)\b"
_ENDS = r"\b(?:first|last|final|start|begin\w*|end|over)\b"
_SMUGGLED = re.compile(r"://|\bwww\.|\.\./|(?:^|\s)[~/][\w.-]+/|\\\\|\x00|<[a-z/!]", re.I)


def objection(
    tool: str, arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness
) -> str:
    """Why this call must not run, in one sentence; empty when it may.

    `tainted`: retrieved text has been in the model's view before this call.
    """
    for text in _strings(arguments):
        if _SMUGGLED.search(text) and text.lower() not in turn.request.lower():
            return f"{_short(text)} holds an address or path that the learner did not write."
    check = _CHECKS.get(tool)
    if check is None:
        return f"There is no tool {_short(tool)}."
    return check(arguments, turn, tainted, like)


def _search(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    query = str(arguments.get("query", ""))
    if refusal(query):
        return "That is not taught here; tell the learner so."
    if tainted and not _is_theirs(query, turn, like):
        return f"The learner did not ask about {_short(query)}; search with their own words."
    return ""


def _read(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    wanted = str(arguments.get("procedure_id", ""))
    known = {**turn.choices, **turn.offered}
    if wanted in known or _is_named(wanted, turn):
        return ""
    return f"{_short(wanted)} did not come up in this turn's search; search first."


def _plan(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    return _read(arguments, turn, tainted, like) or _wishes(arguments, turn, like)


def _revise(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    if not any(arguments.values()):
        return "Say what should change in the plan."
    asked = find_wishes(turn.request)
    for position in _list(arguments.get("omit_steps")):
        if position not in _numbers(turn.request):
            return f"The learner did not ask to leave out step {position}."
    if not asked and not _numbers(turn.request) and not _things_named(arguments, turn.request):
        return "The learner asked for no change of the plan in this turn."
    return _wishes(arguments, turn, like)


def _wishes(arguments: dict[str, Any], turn: Turn, like: Likeness) -> str:
    """Servings, quantity and things must be the learner's."""
    said = " ".join((*turn.said, turn.request))
    servings = arguments.get("servings")
    if servings is not None and float(servings) not in _servings_meant(turn, said):
        return f"The learner did not say that it is for {servings}."
    quantity = str(arguments.get("quantity") or "")
    if quantity:
        amount = measure(quantity)
        spoken = amount and re.search(rf"\b{re.escape(quantity.split()[0])}\b", said, re.I)
        if not spoken and not (amount and amount.value in _numbers(said)):
            return f"The learner did not name the amount {_short(quantity)}."
    for thing in (*_list(arguments.get("lacking")), str(arguments.get("using") or "")):
        if thing and overlap(str(thing), said) < 0.5:
            return f"The learner did not mention {_short(str(thing))}."
    return ""


def _images(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    return _media("pictures", _IMAGE, arguments, turn)


def _clips(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    return _media("clips", _CLIP, arguments, turn)


def _media(what: str, asked: str, arguments: dict[str, Any], turn: Turn) -> str:
    said = turn.request.lower()
    redo = re.search(_REDO, said) is not None
    if not (re.search(asked, said) or redo or is_yes(said)):
        return f"The learner did not ask for {what} in this turn; offer them instead."
    if arguments.get("new_take") and not redo:
        return f"The learner did not ask for {what} to be made again."
    return _position(arguments, turn)


def _transfer(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    if not re.search(_TRANSFER, turn.request.lower()):
        return "The learner did not ask for a demonstration to be carried over."
    return _position(arguments, turn)


def _answer(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    question = str(arguments.get("question", ""))
    if not _is_theirs(question, turn, like):
        return f"The learner did not ask {_short(question)}."
    return _position(arguments, turn)


def _go(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    position, plan = arguments.get("position"), turn.walkthrough
    if position is None or plan is None:
        return ""
    said, here = turn.request.lower(), plan.progress.current
    meant = {here} | {int(one) for one in _numbers(said)}
    if re.search(_ONWARD, said) or is_yes(said):
        meant.add(here + 1)
    if re.search(_BACKWARD, said):
        meant.add(here - 1)
    if re.search(_ENDS, said):
        meant |= {1, len(plan.steps)}
    return "" if position in meant else f"The learner did not ask for step {position}."


def _export(arguments: dict[str, Any], turn: Turn, tainted: bool, like: Likeness) -> str:
    if re.search(_EXPORT, turn.request.lower()):
        return ""
    return "The learner did not ask for a file in this turn."


_CHECKS: dict[str, Callable[[dict[str, Any], Turn, bool, Likeness], str]] = {
    "search_procedures": _search,
    "read_procedure": _read,
    "plan_walkthrough": _plan,
    "revise_plan": _revise,
    "illustrate_step": _images,
    "animate_step": _clips,
    "transfer_demonstration": _transfer,
    "answer_about_step": _answer,
    "go_to_step": _go,
    "export_walkthrough": _export,
}


def _position(arguments: dict[str, Any], turn: Turn) -> str:
    position = arguments.get("position")
    here = turn.walkthrough.progress.current if turn.walkthrough else None
    if position is None or position == here or position in _numbers(turn.request):
        return ""
    return f"The learner did not name step {position}."


def _is_theirs(text: str, turn: Turn, like: Likeness) -> bool:
    if not content(text):
        return text.strip().lower() in turn.request.lower()
    if overlap(text, turn.request) >= ENOUGH_WORDS:
        return True
    return like(text, turn.request) >= ENOUGH_MEANING


def _is_named(procedure_id: str, turn: Turn) -> bool:
    """The learner wrote the id, or all the words of it."""
    return bool(procedure_id) and overlap(procedure_id.replace("-", " "), turn.request) > 0.99


def _things_named(arguments: dict[str, Any], said: str) -> bool:
    things = [*_list(arguments.get("lacking")), arguments.get("using") or ""]
    return any(thing and overlap(str(thing), said) >= 0.5 for thing in things)


def _servings_meant(turn: Turn, said: str) -> set[float]:
    meant = _numbers(said) | {1.0 for _ in re.findall(r"\b(?:me|myself)\b", said.lower())}
    base = turn.walkthrough.servings if turn.walkthrough else None
    for pattern, times in (
        (r"\b(?:double|twice)\b", 2),
        (r"\b(?:triple|three times)\b", 3),
        (r"\bhal(?:f|ve)\b", 0.5),
    ):
        if base and re.search(pattern, said.lower()):
            meant.add(base * times)
    return meant


def _numbers(text: str) -> set[float]:
    digits = {float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", text)}
    spoken = {
        float(value)
        for word, value in WORDS.items()
        if word not in ("a", "an") and re.search(rf"\b{word}\b", text.lower())
    }
    return digits | spoken


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
