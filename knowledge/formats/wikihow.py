"""wikiHow dump (JSON lines): one article holds several alternative methods of one goal.

Each method becomes a procedure of its own; all of an article share `extras["goal"]`.
"""

from __future__ import annotations

from typing import Any

from knowledge.formats.draft import Draft, DraftStep, heading, plain, words
from knowledge.procedure import Procedure

_READ = ("goal", "goal_description", "category_hierarchy", "methods")


def matches(document: Any) -> bool:
    return isinstance(document, dict) and "goal" in document and "methods" in document


def read(document: dict[str, Any], label: str) -> list[Procedure]:
    methods = document.get("methods")
    found = [one for one in methods if isinstance(one, dict)] if isinstance(methods, list) else []
    return [_method(document, method, len(found) > 1, label) for method in found] or [
        Draft(plain(document.get("goal")), []).build(label)  # raises: there are no steps
    ]


def _method(
    article: dict[str, Any], method: dict[str, Any], several: bool, label: str
) -> Procedure:
    goal, part = plain(article.get("goal")), plain(method.get("name"))
    name = f"{goal}: {part}" if several and part else goal or part
    rest = {key: value for key, value in article.items() if key not in _READ}
    left = {key: value for key, value in method.items() if key not in ("name", "steps")}
    fields = {
        "description": plain(article.get("goal_description")),
        "categories": words(article.get("category_hierarchy")),
        "source": {"title": goal, "author": "wikiHow", "dataset": "wikiHow"},
        "license": "CC-BY-NC-SA-3.0",
        "extras": {"goal": goal, **rest, **({"method": left} if left else {})},
    }
    steps = method.get("steps")
    found = [one for one in steps if isinstance(one, dict)] if isinstance(steps, list) else []
    return Draft(name, [_step(step) for step in found], fields=fields).build(label)


def _step(step: dict[str, Any]) -> DraftStep:
    headline, text = plain(step.get("headline")), plain(step.get("description"))
    full = " ".join(part for part in (headline, text) if part)
    rest = {key: value for key, value in step.items() if key not in ("headline", "description")}
    return DraftStep(full, heading(headline or full) if full else "", extras=rest)
