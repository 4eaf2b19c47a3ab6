"""Training transfer: encoder, then the bottleneck's predictor, then the generator.

`python -m generators.training.delta.train --recipe NAME --world world --out run [--minutes 60]`.
Each stage is a run of its own (`generators.training.loop`) in `out/encoder`, `out/predictor` and
`out/generator`; one that has reached its end is not run again. With `--base` the first two are
those of another run.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import cast

import torch

from generators.delta.bottleneck import Predictor
from generators.delta.encoder import OwnEncoder
from generators.training import loop
from generators.training.delta.pairs import Source, Stream, WorldPairs
from generators.training.delta.recipe import DeltaRecipe, load
from generators.training.delta.tasks import (
    EncoderTask,
    GeneratorTask,
    MaskedModel,
    PredictorTask,
)
from generators.training.loop import Report, State, Task
from generators.training.world import World


def train(
    recipe: DeltaRecipe,
    source: Source,
    out: Path,
    minutes: float = float("inf"),
    report: Report | None = None,
    base: Path | None = None,
) -> State | None:
    """Goes on where it was left. Gives the generator's state, or None when time ended before.

    `base`: a run whose encoder and predictor are used, so that several generators stand on one.
    """
    until, below = time.monotonic() + 60 * minutes, base or out
    stream = Stream(source, recipe.pairs, recipe.seed)
    first = _run(EncoderTask(recipe, stream), below / "encoder", until, report)
    if first is None:
        return None
    encoder = cast("MaskedModel", first.slow).encoder.eval().requires_grad_(False)
    predictor = None
    if recipe.bottleneck == "delta":
        second = _run(PredictorTask(recipe, stream, encoder), below / "predictor", until, report)
        if second is None:
            return None
        predictor = cast("Predictor", second.slow).eval().requires_grad_(False)
    task = GeneratorTask(recipe, stream, encoder, predictor)
    return _run(task, out / "generator", until, report)


def _run(task: Task, out: Path, until: float, report: Report | None) -> State | None:
    """The stage's state at its end, or None."""
    there = (out / "state.pt").is_file()
    end = task.optimisation.steps + task.finish.updates
    if there and json.loads((out / "run.json").read_text("utf-8"))["step"] >= end:
        return loop.restore(task, out)
    left = max(0.0, until - time.monotonic()) / 60
    state = loop.train(task, out, there, left, report)
    return state if state.step >= end else None


def encoder_of(recipe: DeltaRecipe, out: Path) -> OwnEncoder:
    """The trained encoder of a run, frozen."""
    content = torch.load(out / "encoder" / "state.pt", map_location="cpu", weights_only=True)
    model = MaskedModel(OwnEncoder(recipe.encoder))
    model.load_state_dict(content["slow"])
    return model.encoder.eval().requires_grad_(False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", required=True)
    parser.add_argument("--world", type=Path, required=True, help="folder made by record.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="a run whose encoder and predictor to use")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--device", default="auto", help="cpu, cuda or auto")
    given = parser.parse_args()
    recipe = load(given.recipe)
    world = World.load(given.world, loop.device_of(given.device))
    source = WorldPairs(world, recipe.variation)
    train(recipe, source, given.out, given.minutes, loop.progress_bar(), given.base)


if __name__ == "__main__":
    main()
