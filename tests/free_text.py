"""`python -m tests.free_text`: the step-text parser on steps that nobody annotated.

Coverage on all public steps (specific, approximate, text card), and on the 200 of free_text.yaml
precision of verb and things. A thing counts as right when one of its words stands in the label.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from generators.base import StepPrompt
from generators.workbench import sprite
from generators.workbench.palette import LIQUID_WORDS
from generators.workbench.parse import Reading, read

LABELS = Path(__file__).with_name("free_text.yaml")
PUBLIC = Path(__file__).parents[2] / "shared" / "data" / "procedures"


@dataclass(frozen=True)
class Labelled:
    """A public step with what a person read in it."""

    prompt: StepPrompt
    verbs: frozenset[str]
    things: frozenset[str]


@dataclass(frozen=True)
class Judged:
    step: Labelled
    reading: Reading
    verb: bool
    wrong: tuple[str, ...]  # things that the step does not speak of
    named: int

    @property
    def right(self) -> bool:
        return self.verb and not self.wrong


def public_steps() -> Iterator[tuple[str, StepPrompt]]:
    """(file, step) of every public procedure file."""
    from knowledge.errors import KnowledgeError
    from knowledge.formats import read as read_file

    for path in sorted(p for p in PUBLIC.rglob("*") if p.is_file()):
        try:
            procedures = read_file(path.read_bytes(), path.name)
        except KnowledgeError:
            continue
        for procedure in procedures:
            for step in procedure.steps:
                yield (
                    str(path.relative_to(PUBLIC)),
                    StepPrompt(id=step.id, name=step.name, text=step.text),
                )


def labelled() -> list[Labelled]:
    """The labelled steps that are on this machine, found by file and digest of the text."""
    known = {(file, digest(prompt.text)): prompt for file, prompt in public_steps()}
    rows = yaml.safe_load(LABELS.read_text(encoding="utf-8"))["steps"]
    return [
        Labelled(prompt, frozenset(row["verbs"]), frozenset(row["things"]))
        for row in rows
        if (prompt := known.get((row["file"], row["digest"])))
    ]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def judge(step: Labelled) -> Judged:
    from generators.workbench.neighbours import nearest

    reading = read(step.prompt, nearest)
    seen = reading.depiction
    things = [one for one in (seen.object, seen.instrument, seen.target) if one]
    wrong = tuple(one for one in things if not words_of(one) & step.things)
    return Judged(step, reading, seen.action in step.verbs, wrong, len(things))


@cache
def words_of(name: str) -> frozenset[str]:
    """Single words by which people name the thing."""
    phrases = {name.replace("-", " "), *(w for w, liquid in LIQUID_WORDS.items() if liquid == name)}
    if name in sprite.names():
        phrases |= set(sprite.load(name).words)
    return frozenset(word for phrase in phrases for word in phrase.lower().split())


def main() -> None:
    steps = [prompt for _, prompt in public_steps()]
    levels = Counter(read(prompt).level for prompt in steps)
    print(f"coverage, {len(steps)} public steps without neighbours:")
    for level in ("specific", "approximate", "card"):
        print(f"  {level:12} {levels[level]:4}  {levels[level] / len(steps):.0%}")
    judged = [judge(one) for one in labelled()]
    print(f"precision, {len(judged)} labelled steps:")
    for level in ("specific", "approximate"):
        mine = [one for one in judged if one.reading.level == level]
        if not mine:
            continue
        named = sum(one.named for one in mine)
        wrong = sum(len(one.wrong) for one in mine)
        print(
            f"  {level:12} {len(mine):4}  verb {share(one.verb for one in mine)}"
            f"  things {1 - wrong / max(named, 1):.2f} of {named}"
            f"  all right {share(one.right for one in mine)}"
        )
    if "--wrong" in sys.argv:
        for one in judged:
            if not one.right and one.reading.level != "card":
                _tell(one)


def share(values: Iterator[bool]) -> str:
    all_of = list(values)
    return f"{sum(all_of) / len(all_of):.2f}"


def _tell(one: Judged) -> None:
    seen = one.reading.depiction
    print(
        f"{one.reading.level}: {seen.action} | {seen.object} | {seen.instrument} | {seen.target}"
        f"   <- {one.step.prompt.text[:110]!r}  wants {sorted(one.step.verbs)} {one.wrong}"
    )


if __name__ == "__main__":
    main()
