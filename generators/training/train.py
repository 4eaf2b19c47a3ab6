"""Training the small model on the world.

`python -m generators.training.train --recipe coffee-cpu --world world --out run [--resume]
[--minutes 60]` needs torch, numpy, transformers and safetensors only. What a run is:
`generators.training.loop`. Shipping it: `generators.training.ship`.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn

from generators.small.model import SmallModel
from generators.small.sampler import sample
from generators.training import loop
from generators.training import recipe as recipes
from generators.training.asks import ask_clips, ask_key_steps
from generators.training.batches import Batches
from generators.training.features import TextEncoder
from generators.training.loop import State, device_of, progress_bar
from generators.training.losses import finish_step, flow_step
from generators.training.recipe import Recipe
from generators.training.sheets import contact_sheet
from generators.training.world import World


class SmallTask:
    """See loop.Task."""

    def __init__(self, recipe: Recipe, world: World, encoder: TextEncoder) -> None:
        self.recipe, self.world, self.encoder = recipe, world, encoder
        self.name, self.seed, self.device = recipe.name, recipe.seed, world.device
        self.optimisation, self.finish = recipe.optimisation, recipe.finish
        self.images = recipe.data.batch * recipe.data.frames
        self.batches = Batches(world, encoder, recipe)

    def new(self) -> SmallModel:
        return SmallModel(self.recipe.model).to(self.device)

    def loss(self, state: State, rng: np.random.Generator, noise: torch.Generator) -> Tensor:
        batch, how = self.batches.draw(state.step), self.recipe.loss
        if state.step < self.optimisation.steps:
            return flow_step(cast("SmallModel", state.model), batch, rng, noise, how)
        teacher, model = state.for_finish(), state.model
        return finish_step(
            cast("SmallModel", model),
            cast("SmallModel", teacher),
            batch,
            rng,
            noise,
            self.finish.steps,
            how.edge,
        )

    def show(self, model: nn.Module, out: Path) -> None:
        samples(cast("SmallModel", model), self.recipe, self.world, self.encoder, out)

    def facts(self) -> dict[str, Any]:
        return asdict(self.recipe)


def train(
    recipe: Recipe, world: World, encoder: TextEncoder, out: Path, *more: Any, **options: Any
) -> State:
    """`loop.train` of the small model; every sentence of the world is encoded beforehand."""
    encoder.learn([t for s in world.steps for t in s.sentences])
    return loop.train(SmallTask(recipe, world, encoder), out, *more, **options)


def samples(
    model: SmallModel,
    recipe: Recipe,
    world: World,
    encoder: TextEncoder,
    out: Path,
    count: int = 5,
) -> None:
    """Contact sheets on things held out: true above, generated below."""
    rng = np.random.default_rng(7)
    scenes = world.scenes(count, rng, recipe.variation)
    skills = [s.steps for s in world.skills if s.split != "train" and len(s.steps) > 2]
    steps = [i for i, s in enumerate(world.steps) if s.split == "held-out"]
    if skills:
        chosen = [skills[int(i)][:8] for i in rng.integers(0, len(skills), count)]
        frames, condition = ask_key_steps(world, encoder, chosen, scenes)
        _sheet(frames.scene, frames.frames, sample(model, condition), out / "sheet-keys.png")
    if steps:
        picks = [steps[int(i)] for i in rng.integers(0, len(steps), count)]
        frames, condition = ask_clips(world, encoder, picks, scenes)
        made = sample(model, condition)[:, ::2]
        _sheet(frames.scene, frames.frames[:, ::2], made, out / "sheet-clips.png")


def _sheet(scene: Tensor, true: Tensor, made: Tensor, path: Path) -> None:
    rows = []
    for b in range(len(scene)):
        rows += [torch.cat([scene[b : b + 1], true[b]]), torch.cat([scene[b : b + 1], made[b]])]
    contact_sheet(rows, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", default="coffee-cpu")
    parser.add_argument("--world", type=Path, required=True, help="folder made by record.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", type=Path, help="a run or shipped weights to begin with")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--steps", type=int, help="instead of the recipe's: ends a run earlier")
    parser.add_argument("--encoder", type=Path, default=None, help="folder of an all-MiniLM-L6-v2")
    parser.add_argument("--device", default="auto", help="cpu, cuda or auto")
    given = parser.parse_args()
    device = device_of(given.device)
    world = World.load(given.world, device)
    encoder = TextEncoder(given.encoder, device)
    recipe = recipes.shortened(recipes.load(given.recipe), given.steps)
    bar = progress_bar()
    train(recipe, world, encoder, given.out, given.resume, given.minutes, bar, given.start)


if __name__ == "__main__":
    main()
