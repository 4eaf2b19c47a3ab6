"""The three trained parts as one set of weights, and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from torch import nn

from generators import weights
from generators.delta.bottleneck import Predictor, PredictorConfig
from generators.delta.encoder import EncoderConfig, OwnEncoder
from generators.delta.generator import DeltaConfig, DeltaGenerator, LatentConfig
from generators.delta.transfer import Transfer
from generators.device import best_device
from generators.errors import WeightsError
from generators.small.model import SmallConfig
from generators.weights import Entry
from generators.weights.listing import HERE

NAME = "delta"


def built(config: Mapping[str, Any]) -> Transfer:
    """Untrained parts. Raises WeightsError for a config that does not fit."""
    try:
        generator = DeltaConfig(LatentConfig(**config["latent"]), SmallConfig.of(config["model"]))
        needed = config["bottleneck"] == "delta"
        return Transfer(
            OwnEncoder(EncoderConfig(**config["encoder"])),
            Predictor(PredictorConfig(**config["predictor"])) if needed else None,
            DeltaGenerator(generator),
            config["bottleneck"],
        )
    except (KeyError, TypeError) as error:
        raise WeightsError(
            f"The manifest's [{NAME}.config] does not fit ({error}): download or train it again."
        ) from error


def module(config: Mapping[str, Any]) -> nn.ModuleDict:
    """The untrained parts as one, whose tensors are named `encoder...` and so on."""
    return _together(built(config))


def load(folder: Path = HERE) -> tuple[Transfer, Entry]:
    """Ready to use, on the GPU where there is one.

    Raises WeightsError naming the file that is missing or does not fit.
    """
    tensors, entry = weights.load(NAME, folder)
    made = built(entry.config)
    parts = _together(made)
    weights.into(parts, tensors, NAME)
    parts.eval().requires_grad_(False).to(best_device())
    return made, entry


def _together(made: Transfer) -> nn.ModuleDict:
    parts = {"encoder": made.encoder, "predictor": made.predictor, "generator": made.generator}
    return nn.ModuleDict({k: cast("nn.Module", v) for k, v in parts.items() if v is not None})
