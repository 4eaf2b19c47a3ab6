"""From a finished run to shipped weights: `python -m generators.training.delta.ship --run RUN`.

Puts encoder, predictor and generator into `generators/weights/` as one set, with what the manifest
says of them. Scores come from the evaluation (`--scores table.json`); without one it has none.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from generators.delta import shipped
from generators.training.ship import trained
from generators.weights import Entry, into, save
from generators.weights.listing import HERE

STAGES = ("encoder", "predictor", "generator")


def ship(
    run: Path, folder: Path = HERE, base: Path | None = None, scores: Path | None = None
) -> Entry:
    """Saves the averaged weights of a run; encoder and predictor of `base` where that is given.

    Raises WeightsError, FileNotFoundError.
    """
    facts = json.loads((run / "generator" / "run.json").read_text("utf-8"))["recipe"]
    names = [one for one in STAGES if one != "predictor" or facts["bottleneck"] == "delta"]
    places = {one: run if one == "generator" else base or run for one in names}
    runs = {
        one: torch.load(place / one / "state.pt", map_location="cpu", weights_only=True)
        for one, place in places.items()
    }
    config = {key: facts[key] for key in ("bottleneck", "encoder", "predictor", "latent", "model")}
    tensors = {key: value for one in names for key, value in _named(one, runs[one]["slow"])}
    into(shipped.module(config), tensors, str(run))
    start = {"start": facts["start"]} if facts["start"] else {}
    return save(
        shipped.NAME,
        tensors,
        folder,
        config=config,
        recipe=facts["name"],
        trained=trained(list(runs.values())) | start,
        scores=json.loads(scores.read_text("utf-8"))["scores"] if scores else {},
        vocabulary={},
        licence="Apache-2.0",
        card="delta.md",
    )


def _named(stage: str, tensors: dict[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """The encoder's run holds what reads its features in training too; that stays behind."""
    for key, value in tensors.items():
        if stage != "encoder":
            yield f"{stage}.{key}", value
        elif key.startswith("encoder."):
            yield key, value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="the run with its encoder and predictor")
    parser.add_argument("--weights", type=Path, default=HERE)
    parser.add_argument("--scores", type=Path)
    given: Any = parser.parse_args()
    ship(given.run, given.weights, given.base, given.scores)


if __name__ == "__main__":
    main()
