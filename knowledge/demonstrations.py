"""The most similar step of another procedure that has a film of it: a demonstration to borrow.

Films are few, so their steps are compared one by one with the embedder that search uses; nothing is
kept beside the library. Better none than a wrong one: a film of another action would teach it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from knowledge.procedure import Media, Procedure, Status, Step

if TYPE_CHECKING:
    from knowledge.embeddings import Embedder
    from knowledge.library import Library
    from knowledge.walkthrough import PlannedStep

# Cosines, read off the 550 built-in steps: among pairs that share an annotated action, those over
# ALIKE with names over NAMED show the same thing ("Pour all the water", "Pour in circles"), below
# follow others ("Tighten the knot", "Tie the bow"). Where an action is not annotated, words alone
# mislead up to .79 ("Check the knot", "Tighten the knot").
ALIKE, NAMED, UNANNOTATED = 0.68, 0.55, 0.8


@dataclass(frozen=True)
class Borrowed:
    """A film of `step` in `procedure`; `likeness` is the cosine of the two steps' words."""

    procedure: Procedure
    step: Step
    film: Media
    likeness: float


class SimilarSteps:
    """Over what learners see of the library; follows every change of it."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library, self._embedder = library, embedder
        self._found = lru_cache(maxsize=256)(self._find)  # a page asks again and again

    def nearest(self, step: PlannedStep) -> tuple[Borrowed, ...]:
        """Those that show the same as `step`, in other procedures than its own, nearest first.

        Raises KnowledgeError when the embedder cannot be loaded.
        """
        own = frozenset(citation.procedure_id for citation in step.citations)
        action = step.visual.action if step.visual else ""
        return self._found(self._library.change(), own, step.name, step.text, action)

    def _find(
        self, _change: int, own: frozenset[str], name: str, text: str, action: str
    ) -> tuple[Borrowed, ...]:
        alike = [
            one
            for procedure in self._library.list(Status.PUBLISHED)
            if procedure.id not in own
            for other in procedure.steps
            if (one := self._compared(name, text, action, procedure, other)) is not None
        ]
        return tuple(sorted(alike, key=lambda one: -one.likeness))

    def _compared(
        self, name: str, text: str, action: str, procedure: Procedure, other: Step
    ) -> Borrowed | None:
        film = other.demonstration
        if film is None or _differs(action, other):
            return None
        likeness = self._cosine(f"{name}. {text}", f"{other.name}. {other.text}")
        enough = ALIKE if action and other.visual else UNANNOTATED
        if likeness < enough or self._cosine(name, other.name) < NAMED:
            return None
        return Borrowed(procedure, other, film, round(likeness, 4))

    def _cosine(self, left: str, right: str) -> float:
        return float(np.dot(self._embedder.embed_one(left), self._embedder.embed_one(right)))


def _differs(action: str, other: Step) -> bool:
    """Both are annotated, with different actions."""
    return bool(action and other.visual and other.visual.action != action)
