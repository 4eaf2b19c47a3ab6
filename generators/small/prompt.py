"""A step in the words that the model was trained on, and whether it knows what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generators.base import Depiction, StepPrompt
from generators.workbench.parse import APPROXIMATE, Neighbours, read

Vocabulary = Mapping[str, Sequence[str]]  # "actions", "things": what training has drawn
ROLES = ("object", "instrument", "target")


@dataclass(frozen=True)
class Prompt:
    """`unknown`: what the step names and training never drew; `known`: the share of the rest."""

    text: str
    depiction: Depiction | None  # None where the step's text could not be read with confidence
    known: float
    unknown: tuple[str, ...] = ()


def prompt(
    step: StepPrompt, vocabulary: Vocabulary, neighbours: Neighbours | None = None
) -> Prompt:
    """The canonical sentence of what a step looks like: half of the texts in training were such.

    A step that nobody annotated is read by the workbench's parser; where that is not sure, the
    first sentence of the text stands as it is, and nothing in it counts as known.
    """
    depiction = step.depiction or _read(step, neighbours)
    if depiction is None:
        return Prompt(_joined(step.name, first_sentence(step.text)), None, 0.0)
    from generators.training.wording import canonical

    named = list(dict.fromkeys(_named(depiction)))
    unknown = [word for kind, word in named if word not in vocabulary.get(kind, ())]
    known = 1 - len(unknown) / len(named)
    return Prompt(canonical(depiction), depiction, known, tuple(unknown))


def first_sentence(text: str) -> str:
    """'Pour the water. Wait.' -> 'Pour the water.'"""
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


def thing(words: str) -> str:
    """The name in 'dripper:filter@left'."""
    return words.partition("@")[0].partition(":")[0].strip()


def _read(step: StepPrompt, neighbours: Neighbours | None) -> Depiction | None:
    reading = read(step, neighbours)
    return reading.depiction if reading.confidence >= APPROXIMATE else None


def _named(depiction: Depiction) -> Iterator[tuple[str, str]]:
    """(key of the vocabulary, word): the action, then the things it is done with."""
    yield "actions", depiction.action
    for role in ROLES:
        if name := thing(getattr(depiction, role)):
            yield "things", name


def _joined(name: str, sentence: str) -> str:
    """'Let it bloom. pour: water ...', as in training."""
    title = name.strip()
    if not title:
        return sentence
    return f"{title} {sentence}" if title.endswith((".", "!", "?")) else f"{title}. {sentence}"
