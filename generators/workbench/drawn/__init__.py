"""Drawn programs: actions whose things change shape all the time (rope, paper, thread, a body).

A program draws its own stages as paths instead of moving sprites. One folder per field, one file
per subject; a file registers its programs on import with `register`, and is found without being
listed anywhere. The engine draws place, badge, callout and label; the program draws the rest, hands
included, in the 768x512 coordinates of the picture (table at y = 437, horizon at y = 352 in most
places). Keep the action inside x 150..740 and y 100..440: the badge is at the top left, the label
at the bottom right.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from typing import Protocol, runtime_checkable

from generators.workbench.geometry import Box, Point
from generators.workbench.palette import Skin

__all__ = ["Drawn", "Grounded", "Skin", "find", "programs", "register"]


@runtime_checkable
class Drawn(Protocol):
    """One subject with its stages; stage k is reached from stage k-1 (or from nothing)."""

    stages: tuple[str, ...]  # the words of `result_state`

    def svg(self, stage: str, t: float, skin: Skin) -> str:
        """An SVG fragment: the change into `stage` at t in 0..1; 0 = stage before, 1 = done.

        Deterministic; ids start with the program's own name; gradients inside `<defs>` in the
        fragment. Move hands in from outside the picture and out again before t = 1.
        """
        ...

    def key_time(self, stage: str) -> float:
        """The t that makes the best still."""
        ...

    def motion(self, stage: str) -> str:
        """Fragment: one orange (#E4572E, 6 px, round caps) mark of what moves where; or ''."""
        ...

    def notice_point(self, stage: str) -> Point:
        """Where the callout's leader line ends."""
        ...

    def busy(self, stage: str) -> Box:
        """The part of the picture that no text may cover."""
        ...


@runtime_checkable
class Grounded(Protocol):
    """A program that looks down more steeply than the place does: it brings its own ground."""

    def ground(self) -> str:
        """Fragment over the place and under everything else; left out on a learner's photo."""
        ...


_registry: list[tuple[frozenset[str], frozenset[str], frozenset[str], Drawn]] = []


def register(
    program: Drawn, actions: Iterable[str], objects: Iterable[str], beside: Iterable[str] = ()
) -> None:
    """Offers a program for depictions with one of these actions and one of these objects.

    `beside` names what must be in the scene too: a call beside a casualty is not any call.
    """
    _registry.append((frozenset(actions), frozenset(objects), frozenset(beside), program))


@cache
def _load() -> None:
    for module in sorted(m.name for m in pkgutil.walk_packages(__path__, f"{__name__}.")):
        importlib.import_module(module)


def programs() -> tuple[Drawn, ...]:
    """All programs that are there."""
    _load()
    return tuple(row[-1] for row in _registry)


def find(action: str, obj: str, stage: str, also: Iterable[str] = ()) -> Drawn | None:
    """The program for this depiction: `stage` is its `result_state`; None when there is none.

    `also` are the other things of the scene, "name" or "name:state".

    Two programs may serve the same action and object (two knots in one rope): stages differ.
    """
    _load()
    there = {words.split(":")[0] for words in also}
    for actions, objects, beside, program in _registry:
        if action in actions and obj in objects and beside <= there and stage in program.stages:
            return program
    return None
