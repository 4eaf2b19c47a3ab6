"""Demonstrations and targets: the same clip, or the same action in another scene.

Deterministic from (seed, step), as `generators.training.batches`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from generators.training.batches import as_bytes, as_floats
from generators.training.delta.recipe import Pairs
from generators.training.scenes import Variation
from generators.training.world import World


@dataclass(frozen=True)
class Shown:
    """B pairs of 16 frames; a target's first one is the context."""

    demo: Tensor  # (B, 16, 3, S, S)
    target: Tensor  # (B, 16, 3, S, S)


class Source(Protocol):
    """Where clips come from. Frames are bytes on the CPU."""

    device: torch.device

    def draw(self, rng: np.random.Generator, count: int, crossed: float) -> Shown:
        """`crossed`: share of pairs from two scenes, where the source knows such."""
        ...


class WorldPairs:
    """Clips of the workbench. Only what is trained on; what is held out is the evaluation's:
    new combinations of action and things, and every action in one of the drawn places."""

    def __init__(self, world: World, variation: Variation) -> None:
        self.world, self.variation, self.device = world, variation, world.device
        self._held_out = held_out_places(world)
        self.steps = [i for i, s in enumerate(world.steps) if s.split == "train"]
        self.alike: dict[str, list[int]] = defaultdict(list)
        for i in self.steps:
            self.alike[world.steps[i].action].append(i)
        self.actions = sorted(self.alike)

    def draw(self, rng: np.random.Generator, count: int, crossed: float) -> Shown:
        """Actions are drawn equally often, whatever the number of steps that show one."""
        chosen = [self.actions[int(i)] for i in rng.integers(len(self.actions), size=count)]
        targets = [self._one(rng, action) for action in chosen]
        target = self._clips(rng, targets)
        apart = np.flatnonzero(rng.random(count) < crossed)
        if not len(apart):
            return Shown(target, target)
        demo = target.clone()
        demo[apart] = self._clips(rng, [self._one(rng, chosen[i]) for i in apart])
        return Shown(demo, target)

    def _one(self, rng: np.random.Generator, action: str) -> int:
        alike = self.alike[action]
        return alike[int(rng.integers(len(alike)))]

    def _clips(self, rng: np.random.Generator, steps: Sequence[int]) -> Tensor:
        places = [self._place(rng, self.world.steps[i].action) for i in steps]
        scenes = self.world.scenes(len(steps), rng, self.variation, places)
        return as_bytes(self.world.clips(steps, scenes).frames)

    def _place(self, rng: np.random.Generator, action: str) -> str:
        known = [p for p in self.world.places if p != self._held_out.get(action)]
        return known[int(rng.integers(len(known)))]


def held_out_places(world: World) -> dict[str, str]:
    """Action -> the drawn place in which training never shows it; none in a world of one place."""
    if len(world.places) < 2:
        return {}
    actions = sorted({step.action for step in world.steps})
    return {action: world.places[i % len(world.places)] for i, action in enumerate(actions)}


class Stream:
    """The batches of a training run: a pool of what was rendered last."""

    def __init__(self, source: Source, pairs: Pairs, seed: int) -> None:
        self.source, self.pairs, self.seed = source, pairs, seed
        self._blocks: dict[int, Shown] = {}

    def draw(self, step: int) -> Shown:
        """Of a training step; floats on the source's device."""
        rng = np.random.default_rng([self.seed, 1, step])
        newest = step // self.pairs.reuse
        last = range(newest + 1 - self.pairs.pool, newest + 1)
        for n in [n for n in self._blocks if n not in last]:
            del self._blocks[n]
        count = self.pairs.batch
        picks = [(int(rng.choice(last)), int(rng.integers(count))) for _ in range(count)]
        rows = [(self._block(n), row) for n, row in picks]
        device = self.source.device
        return Shown(
            as_floats(torch.stack([block.demo[row] for block, row in rows]).to(device)),
            as_floats(torch.stack([block.target[row] for block, row in rows]).to(device)),
        )

    def _block(self, n: int) -> Shown:
        if n not in self._blocks:
            rng = np.random.default_rng([self.seed, 2, n + 2**31])
            self._blocks[n] = self.source.draw(rng, self.pairs.batch, self.pairs.crossed)
        return self._blocks[n]
