"""What is generated for the tables, and its exact truth.

A case is a run of up to eight steps of one skill in one scene; only its `tested` steps count for
step accuracy, since the others may have been trained. A clip case is one step of such a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from generators.training.world import Scenes, SkillFacts, StepFacts, Variation, World

Kind = Literal["image", "clip"]
LONGEST = 8  # key-step images that are generated together
SPLITS = {
    "held-out": "combinations of action and things never trained",
    "held-out-procedure": "procedures never trained",
    "train": "trained combinations, in new scenes",
}


@dataclass(frozen=True)
class Case:
    """`steps` are indices into `world.steps`, `tested` positions in `steps`."""

    steps: tuple[int, ...]
    tested: tuple[int, ...]


@dataclass(frozen=True)
class Sample:
    """N cases of one kind and their truth, on the CPU, frames in -1..1.

    Images: F = the longest case. Clips: F = 16, of the only tested step; `keys` is its key-step
    image.
    """

    kind: Kind
    split: str
    variation: Variation
    cases: tuple[Case, ...]
    tone: Tensor  # (N,) of the hands
    scene: Tensor  # (N, 3, S, S)
    true: Tensor  # (N, F, 3, S, S)
    valid: Tensor  # (N, F) bool
    centres: Tensor  # (N, F, 2) px of the mover
    keys: Tensor  # (N, 3, S, S); empty for images

    def __len__(self) -> int:
        return len(self.cases)

    def first(self, count: int) -> Sample:
        """Only the first cases."""
        parts = ("cases", "tone", "scene", "true", "valid", "centres", "keys")
        return replace(self, **{name: getattr(self, name)[:count] for name in parts})

    def tested(self) -> list[tuple[int, int]]:
        """(case, position) of every tested step."""
        return [(n, k) for n, case in enumerate(self.cases) for k in case.tested]

    def facts(self, world: World) -> list[StepFacts]:
        """Of every tested step."""
        return [world.steps[self.cases[n].steps[k]] for n, k in self.tested()]

    def shown(self, frames: Tensor) -> Tensor:
        """What of `frames` (N, F, 3, S, S) is tested: (T, 3, S, S) images or (T, F, ...) clips."""
        if self.kind == "clip":
            return frames
        pairs = self.tested()
        return frames[[n for n, _ in pairs], [k for _, k in pairs]]


def sampled(
    world: World, kind: Kind, split: str, count: int, seed: int, variation: Variation | None = None
) -> Sample:
    """About `count` tested images, or `count` clips. ValueError where the world has no such."""
    rng = np.random.default_rng((seed, list(SPLITS).index(split), kind == "clip"))
    variation = variation or Variation()
    cases = chosen(world, kind, split, count, rng)
    scenes = world.scenes(len(cases), rng, variation)
    empty = torch.zeros(0)
    blank = Sample(kind, split, variation, cases, scenes.tone.cpu(), *[empty] * 5)
    return _drawn(world, blank, scenes)


def chosen(
    world: World, kind: Kind, split: str, count: int, rng: np.random.Generator
) -> tuple[Case, ...]:
    """Skills in random order, over and over, until `count` steps are tested."""
    skills = [skill for skill in world.skills if skill.split == split]
    if not any(_testable(world, skill) for skill in skills):
        raise ValueError(f"this world has no skill of the split {split!r}: record more variants")
    out: list[Case] = []
    left = count
    for case in _endless(world, skills, rng):
        tested = _some(case.tested, 1 if kind == "clip" else left, rng)
        out.append(Case(case.steps, tested))
        left -= len(tested)
        if left <= 0:
            return tuple(out)
    raise AssertionError("endless")


def _endless(
    world: World, skills: Sequence[SkillFacts], rng: np.random.Generator
) -> Iterator[Case]:
    while True:
        for i in rng.permutation(len(skills)):
            if positions := _testable(world, skills[i]):
                yield _window(skills[i].steps, positions, rng)


def _testable(world: World, skill: SkillFacts) -> list[int]:
    """Positions whose step counts: in a skill with new combinations, only those."""
    new = [world.steps[i].split == "held-out" for i in skill.steps]
    every = skill.split != "held-out"
    return [k for k in range(len(skill.steps)) if every or new[k]]


def _window(steps: tuple[int, ...], positions: Sequence[int], rng: np.random.Generator) -> Case:
    """At most LONGEST steps in a row around one of the positions."""
    middle = int(rng.choice(positions))
    start = max(0, min(middle - LONGEST // 2, len(steps) - LONGEST))
    inside = range(start, min(len(steps), start + LONGEST))
    return Case(tuple(steps[k] for k in inside), tuple(k - start for k in positions if k in inside))


def _some(positions: tuple[int, ...], most: int, rng: np.random.Generator) -> tuple[int, ...]:
    if len(positions) <= most:
        return positions
    return tuple(sorted(rng.choice(positions, most, replace=False).tolist()))


def _drawn(world: World, sample: Sample, scenes: Scenes) -> Sample:
    """The same cases with their truth in these scenes."""
    if sample.kind == "image":
        drawn = world.key_steps([case.steps for case in sample.cases], scenes)
        keys = drawn.scene[:0]
    else:
        steps = [case.steps[case.tested[0]] for case in sample.cases]
        keys = world.key_steps([[step] for step in steps], scenes).frames[:, 0]
        drawn = world.clips(steps, scenes)
    return replace(
        sample,
        scene=drawn.scene.cpu(),
        true=drawn.frames.cpu(),
        valid=drawn.valid.cpu(),
        centres=drawn.centres[:, :, 0].cpu(),
        keys=keys.cpu(),
    )


def fresh(world: World, sample: Sample, seed: int) -> Tensor:
    """The same steps in other scenes, like `sample.true`: what two sets of renders differ by."""
    rng = np.random.default_rng((seed, 77))
    return _drawn(world, sample, world.scenes(len(sample), rng, sample.variation)).true
