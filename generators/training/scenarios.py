"""Which skills the training world knows: procedures as written, and the same with other things.

A variant puts one thing in another's place through all steps of a skill ("the kettle" becomes "the
jug"), where every step can still be drawn exactly and somebody has used the new thing for the same
job. About a quarter of the new combinations of action and things is held out, and some procedures
whole.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from generators.base import Depiction, StepPrompt
from generators.workbench.palette import is_liquid

Split = Literal["train", "held-out", "held-out-procedure"]
Combination = tuple[str, str, str, str]  # action, object, instrument, target
ROLES = ("object", "instrument", "target")
HELD_OUT = 0.25  # of the combinations that no procedure has; a hash leaves a little more or less
DOMAINS = {  # name -> categories of procedures
    "coffee": ("coffee and tea",),
    "kitchen": ("cooking", "drinks", "baking", "coffee and tea", "breakfast", "kitchen care"),
}


@dataclass(frozen=True)
class Skill:
    """A procedure's key steps; `variant` 0 is the procedure as written."""

    procedure: str
    title: str
    steps: tuple[StepPrompt, ...]
    variant: int = 0

    @property
    def id(self) -> str:
        return f"{self.procedure}-{self.variant}"


def read(folder: Path, domain: str = "all") -> list[Skill]:
    """The procedures of a folder of YAML files, those of a domain or "all"."""
    found = [_skill(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(folder.glob("*"))]
    wanted = [
        (skill, tags) for skill, tags in found if domain == "all" or tags & set(DOMAINS[domain])
    ]
    return [skill for skill, _ in wanted if skill.steps]


def _skill(record: Mapping[str, Any]) -> tuple[Skill, set[str]]:
    steps = tuple(
        StepPrompt(
            id=f"{record['id']}/{step['id']}",
            name=step["name"],
            text=step["text"],
            depiction=Depiction(**step["visual"]),
        )
        for step in record["steps"]
        if step.get("visual") and step.get("key", True)
    )
    return Skill(record["id"], record["name"], steps), set(record.get("categories", ()))


def noun(words: str) -> str:
    """'dripper:filter@left' -> 'dripper'."""
    return words.partition("@")[0].partition(":")[0].strip()


def combination(depiction: Depiction) -> Combination:
    """What an action is done with, without states."""
    return (depiction.action, *(noun(getattr(depiction, role)) for role in ROLES))  # type: ignore[return-value]


def held_out(combination: Combination) -> bool:
    """Whether a new combination is kept from training: the same on every machine."""
    digest = hashlib.sha256("|".join(combination).encode()).digest()
    return digest[0] < HELD_OUT * 256


class Roles:
    """Which things have been used in which role of which action."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._users: dict[tuple[str, str], set[str]] = defaultdict(set)
        for use in _uses(step for skill in skills for step in skill.steps):
            self._users[use[0], use[1]].add(use[2])

    def substitutes(self, thing: str, steps: Sequence[StepPrompt]) -> list[str]:
        """What has been used for every job that `thing` does in these steps."""
        jobs = [(action, role) for action, role, name in _uses(steps) if name == thing]
        if not jobs:
            return []
        common = set.intersection(*(self._users[job] for job in jobs))
        return sorted(common - {thing} - {n for _, _, n in _uses(steps)})


def _uses(steps: Iterable[StepPrompt]) -> Iterator[tuple[str, str, str]]:
    """(action, role, thing). Pouring a liquid is another job than pouring beans: what has poured
    the one need not hold the other."""
    for step in steps:
        assert step.depiction
        action = step.depiction.action
        if is_liquid(noun(step.depiction.object)):
            action += " a liquid"
        for role in ROLES:
            if name := noun(getattr(step.depiction, role)):
                yield action, role, name


def variants(skill: Skill, roles: Roles, count: int) -> Iterator[Skill]:
    """Up to `count` others with one to three things replaced; the same ones every time."""
    rng = random.Random(f"variants of {skill.procedure}")
    things = sorted({name for _, _, name in _uses(skill.steps)})
    seen: set[tuple[tuple[str, str], ...]] = set()
    for number in range(1, 6 * count):
        chosen = rng.sample(things, min(len(things), rng.randint(1, 3)))
        swaps = {t: rng.choice(c) for t in chosen if (c := roles.substitutes(t, skill.steps))}
        key = tuple(sorted(swaps.items()))
        if not swaps or key in seen or len(set(swaps.values())) < len(swaps):
            continue
        seen.add(key)
        yield replace(skill, variant=number, steps=tuple(_swapped(s, swaps) for s in skill.steps))
        if len(seen) == count:
            return


def _swapped(step: StepPrompt, swaps: Mapping[str, str]) -> StepPrompt:
    assert step.depiction
    old = step.depiction
    also = tuple(_renamed(words, swaps) for words in old.also)
    changed = {"also": also, **{r: _renamed(getattr(old, r), swaps) for r in ROLES}}
    new = old.model_copy(update=changed)
    if new == old:
        return step
    return step.model_copy(update={"depiction": new, "name": "", "text": ""})


def _renamed(words: str, swaps: Mapping[str, str]) -> str:
    name = noun(words)
    return swaps[name] + words[len(name) :] if name in swaps else words
