"""Alt text: what a picture shows, in one or two plain sentences, for those who cannot see it."""

from __future__ import annotations

from generators.base import Depiction
from generators.workbench.compose import Shot

_TO = {  # action -> how the target is joined on
    "pour": "into",
    "fill": "at",
    "insert": "into",
    "crack": "over",
    "sprinkle": "over",
    "spread": "onto",
    "place": "on",
    "cut": "on",
    "remove": "from",
    "lift": "from",
    "pick-up": "from",
    "heat": "on",
    "water": "in",
    "wrap": "around",
    "tie": "around",
    "solder": "on",
    "switch-off": "under",
}
_NO_HAND = ("wait", "heat")
_VERBS = {"wait": "wait for"}  # where the action's name alone does not take an object


def alt_text(shot: Shot, medium: str) -> str:
    """For example: 'Drawing of step 5, Let the coffee bloom: a hand pours water ...'."""
    if shot.level == "card":
        return f"Text card of step {shot.number}, {shot.name}: {shot.text}"
    d = shot.depiction
    first = f"{medium} of step {shot.number}, {shot.name}: {_action(d)}."
    return " ".join([first, *_changes(d), *_details(d)])


def _action(d: Depiction) -> str:
    verb = d.action.replace("-", " ")
    verb = _VERBS.get(verb, verb) if d.object else verb
    what, tool, target = (_thing(w) for w in (d.object, d.instrument, d.target))
    parts = [f"action {verb!r}" if not what and not target else verb]
    parts += [what] if what else []
    parts += [f"with {tool}"] if tool else []
    parts += [f"{_TO.get(d.action, 'at')} {target}"] if target and target != what else []
    who = "" if d.action in _NO_HAND else "a hand shows how to "
    return who + " ".join(parts)


def _changes(d: Depiction) -> list[str]:
    if not d.result_state:
        return []
    subject = _thing(d.target or d.object).removeprefix("the ") or "result"
    return [f"Afterwards: {subject} {d.result_state.replace('-', ' ')}."]


def _details(d: Depiction) -> list[str]:
    notice = [f"Notice: {d.notice.rstrip('.')}."] if d.notice else []
    return notice + ([f"Label: {d.label}."] if d.label else [])


def _thing(words: str) -> str:
    name = words.split(":")[0].replace("-", " ")
    return f"the {name}" if name else ""
