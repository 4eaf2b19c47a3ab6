"""Transfers with their exact truth: a demonstration in one scene, the same action due in another.

Truth exists because the workbench can draw any step in any scene: what should come out is the
target step in the context's scene, whose first frame is the context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from generators.training.delta.pairs import held_out_places
from generators.training.scenes import Variation
from generators.training.world import Frames, StepFacts, World

SPLITS = {
    "pairings": "trained actions and things, each action in a place where training never showed it",
    "combinations": "combinations of action and things never trained",
}


@dataclass(frozen=True)
class Transfers:
    """N of them on the CPU, frames in -1..1."""

    split: str
    shown: tuple[int, ...]  # steps of the demonstrations
    due: tuple[int, ...]  # steps of the targets: the same actions
    demo: Tensor  # (N, 16, 3, S, S)
    true: Tensor  # (N, 16, 3, S, S)
    place: Tensor  # (N, 3, S, S) the target's scene with nothing in it
    centres: Tensor  # (N, 16, 2) px of the target's mover

    def __len__(self) -> int:
        return len(self.due)

    @property
    def context(self) -> Tensor:
        """(N, 3, S, S)."""
        return self.true[:, 0]

    def facts(self, world: World) -> list[StepFacts]:
        return [world.steps[i] for i in self.due]

    def first(self, count: int) -> Transfers:
        parts = ("shown", "due", "demo", "true", "place", "centres")
        return replace(self, **{name: getattr(self, name)[:count] for name in parts})


def transfers(
    world: World, split: str, count: int, seed: int, variation: Variation | None = None
) -> Transfers:
    """`count` of a split. Actions take turns, so that each is tested about as often.

    A demonstration is a trained step, its scene never the target's. ValueError for another split.
    """
    if split not in SPLITS:
        raise ValueError(f"there is no split {split!r}: choose from {', '.join(SPLITS)}")
    rng = np.random.default_rng((seed, 11))
    trained, held_out = _by_action(world, "train"), _by_action(world, "held-out")
    pool = trained if split == "pairings" else {a: s for a, s in held_out.items() if a in trained}
    actions = [sorted(pool)[k % len(pool)] for k in range(count)]
    shown = tuple(int(rng.choice(trained[action])) for action in actions)
    due = tuple(int(rng.choice(pool[action])) for action in actions)
    demo, _ = _drawn(world, rng, shown, variation or Variation(), _others(world, rng, actions))
    v, unseen = variation or Variation(), held_out_places(world)
    if split == "pairings":
        v, places = replace(v, invented=0.0), [unseen.get(a, world.places[0]) for a in actions]
    else:
        places = _others(world, rng, actions)
    target, centres = _drawn(world, rng, due, v, places)
    return Transfers(
        split, shown, due, demo.frames.cpu(), target.frames.cpu(), target.scene.cpu(), centres
    )


def _by_action(world: World, split: str) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for i, step in enumerate(world.steps):
        if step.split == split:
            out.setdefault(step.action, []).append(i)
    return out


def _others(world: World, rng: np.random.Generator, actions: Sequence[str]) -> list[str]:
    """A drawn place for each that training has shown with its action."""
    held_out = held_out_places(world)
    known = [[p for p in world.places if p != held_out.get(action)] for action in actions]
    return [one[int(rng.integers(len(one)))] for one in known]


def _drawn(
    world: World,
    rng: np.random.Generator,
    steps: Sequence[int],
    variation: Variation,
    places: Sequence[str],
) -> tuple[Frames, Tensor]:
    scenes = world.scenes(len(steps), rng, variation, places)
    made = world.clips(steps, scenes)
    return made, made.centres[:, :, 0].cpu()


def labelled(
    world: World, steps: Sequence[int], rng: np.random.Generator, variation: Variation
) -> tuple[Tensor, list[str]]:
    """Clips of these steps in drawn places, and the places: what a probe learns from."""
    names = [world.places[int(i)] for i in rng.integers(len(world.places), size=len(steps))]
    made, _ = _drawn(world, rng, steps, replace(variation, invented=0.0), names)
    return made.frames.cpu(), names


def swapped(cases: Transfers, world: World) -> Tensor:
    """(N, 16, 3, S, S): for each case the demonstration of another action."""
    actions = [world.steps[i].action for i in cases.shown]
    rows = []
    for k, action in enumerate(actions):
        order = [(k + d) % len(actions) for d in range(1, len(actions))]
        rows.append(next((j for j in order if actions[j] != action), k))
    return cases.demo[torch.tensor(rows)]
