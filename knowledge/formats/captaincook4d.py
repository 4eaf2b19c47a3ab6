"""CaptainCook4D task graphs: {"steps": {id: "Verb-Text"}, "edges": [[before, after], ...]}.

The order is partial: edges become `depends_on`, without those that follow from others (transitive
reduction). Steps are listed along the longest remaining path, as a cook would: what the rest waits
for comes first.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from knowledge.errors import BadProcedure
from knowledge.explain import shown
from knowledge.formats.draft import Draft, DraftStep, heading, plain
from knowledge.procedure import Procedure

_ENDS = ("START", "END")
_VERB = re.compile(r"^([A-Za-z]+(?: [A-Za-z]+){0,3})-")
_DISHES = (  # all 24 of the data set
    "blender banana pancakes", "breakfast burritos", "broccoli stir fry", "butter corn cup",
    "caprese bruschetta", "cheese pimiento", "coffee", "cucumber raita", "dressed up meatballs",
    "herb omelet with fried tomatoes", "microwave egg sandwich", "microwave french toast",
    "microwave mug pizza", "mug cake", "pan fried tofu", "pinwheels", "ramen", "sauted mushrooms",
    "scrambled eggs", "spiced hot chocolate", "spicy tuna avocado wraps", "tomato chutney",
    "tomato mozzarella salad", "zoodles",
)  # fmt: skip


def matches(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and isinstance(document.get("steps"), dict)
        and isinstance(document.get("edges"), list)
    )


def read(document: dict[str, Any], label: str) -> Procedure:
    texts = {str(key): plain(value) for key, value in document["steps"].items()}
    real = {key: text for key, text in texts.items() if text.upper() not in _ENDS and text}
    needs = reduced(_needs(document["edges"], texts, real, label))
    order = critical_path_order(needs, label)
    place = {key: number for number, key in enumerate(order)}
    steps = [
        DraftStep(
            text=_text(real[key]),
            name=heading(_text(real[key])),
            depends_on=sorted(place[before] for before in needs[key]),
            extras={"captaincook4d": {"id": key, "verb": _verb(real[key])}},
        )
        for key in order
    ]
    extras = {key: value for key, value in document.items() if key not in ("steps", "edges")}
    name = plain(document.get("name")) or title(PurePath(label).stem)
    fields = {"source": {"dataset": "CaptainCook4D"}, "license": "MIT", "extras": extras}
    return Draft(name, steps, fields=fields).build(label)


def reduced(needs: dict[str, set[str]]) -> dict[str, set[str]]:
    """Transitive reduction of a DAG given as step -> steps before it."""
    above: dict[str, set[str]] = {}

    def ancestors(key: str) -> set[str]:
        if key not in above:
            above[key] = set()  # also ends the walk when there is a cycle
            above[key] = set().union(needs[key], *(ancestors(one) for one in needs[key]))
        return above[key]

    return {
        key: {
            one
            for one in before
            if not any(one in ancestors(other) for other in before if other != one)
        }
        for key, before in needs.items()
    }


def critical_path_order(needs: dict[str, set[str]], label: str) -> list[str]:
    """Topological order, longest path to the end first; raises BadProcedure on a cycle."""
    after = {key: [one for one in needs if key in needs[one]] for key in needs}
    waiting = {key: set(before) for key, before in needs.items()}
    depth: dict[str, int] = {}
    for key in reversed(_any_order(waiting, label)):
        depth[key] = 1 + max((depth[one] for one in after[key]), default=0)
    order: list[str] = []
    while waiting:
        free = [key for key, before in waiting.items() if not before]
        key = min(free, key=lambda one: (-depth[one], _number(one)))
        order.append(key)
        del waiting[key]
        for before in waiting.values():
            before.discard(key)
    return order


def title(stem: str) -> str:
    """'cucumberraita' -> 'Cucumber raita': the data set names its recipes without spaces."""
    known = {dish.replace(" ", ""): dish for dish in _DISHES}
    words = known.get(stem.lower()) or re.sub(r"[^A-Za-z0-9]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def _needs(
    edges: list[Any], texts: dict[str, str], real: dict[str, str], label: str
) -> dict[str, set[str]]:
    needs: dict[str, set[str]] = {key: set() for key in real}
    for edge in edges:
        if not (isinstance(edge, list) and len(edge) == 2):
            raise BadProcedure(f"{label}: edges holds {shown(edge)}; an edge is [before, after].")
        before, after = str(edge[0]), str(edge[1])
        for end in (before, after):
            if end not in texts:
                raise BadProcedure(f"{label}: edges names step {end!r}, which steps does not have.")
        if before in real and after in real:
            needs[after].add(before)
    return needs


def _any_order(needs: dict[str, set[str]], label: str) -> list[str]:
    waiting = {key: set(before) for key, before in needs.items()}
    order: list[str] = []
    while free := [key for key, before in waiting.items() if not before]:
        order += free
        for key in free:
            del waiting[key]
        for before in waiting.values():
            before.difference_update(free)
    if waiting:
        circle = ", ".join(sorted(waiting, key=_number))
        raise BadProcedure(f"{label}: edges run in a circle through steps {circle}; remove one.")
    return order


def _number(key: str) -> tuple[int, str]:
    return (int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0, key)


def _verb(text: str) -> str:
    found = _VERB.match(text)
    return found[1].lower() if found else ""


def _text(text: str) -> str:
    """'Add-1/4 tsp salt' -> 'Add 1/4 tsp salt'; the verb is not said twice."""
    verb = _verb(text)
    body = text[len(verb) + 1 :].strip() if verb else text
    if verb and verb.split()[0] not in body.lower():
        body = f"{verb} {body}" if body[:1].isdigit() else f"{verb}: {body}"
    return body[:1].upper() + body[1:] if body else text
