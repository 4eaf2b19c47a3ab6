"""The appearance bottleneck: what a clip's features say beyond what each frame alone tells.

delta = z - P(s) (arXiv 2412.09551): P predicts the spatio-temporal features of a frame from that
frame alone, so a colour, an object or a room, which one frame shows, is taken out, and what only
the clip shows stays: what is going on. The other variants are those of the paper's ablation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import torch
from torch import Tensor, nn

from generators.delta.encoder import Features, Layer
from generators.errors import GeneratorError
from generators.small.model import RMSNorm, angles_of_square

Bottleneck = Literal["none", "normalised", "delta"]
BOTTLENECKS: tuple[Bottleneck, ...] = get_args(Bottleneck)


@dataclass(frozen=True)
class PredictorConfig:
    features: int = 128  # of the encoder
    side: int = 8
    width: int = 128
    heads: int = 4
    depth: int = 2


class Predictor(nn.Module):
    """P: (.., P, C) features of frames alone -> what they lead one to expect of the clip's."""

    def __init__(self, config: PredictorConfig) -> None:
        super().__init__()
        self.config = config
        self.into = nn.Linear(config.features, config.width)
        self.layers = nn.ModuleList(Layer(config.width, config.heads) for _ in range(config.depth))
        self.norm = RMSNorm(config.width)
        self.out = nn.Linear(config.width, config.features)

    def forward(self, still: Tensor) -> Tensor:
        c = self.config
        turn = angles_of_square(c.side, c.width // c.heads // 2, still.device)
        x = self.into(still.flatten(0, -3))
        for layer in self.layers:
            x = layer(x, turn)
        return self.out(self.norm(x)).view_as(still)


def prediction_loss(predictor: Predictor, seen: Features) -> Tensor:
    """Mean squared error; what is left of it at the end is the size of delta."""
    return (predictor(seen.still) - seen.moving).square().mean()


def latents(seen: Features, kind: Bottleneck, predictor: Predictor | None = None) -> Tensor:
    """(B, T, P, C) action latents. Raises GeneratorError for 'delta' without a predictor."""
    if kind == "none":
        return seen.moving
    if kind == "normalised":  # over time, at each place
        centred = seen.moving - seen.moving.mean(1, keepdim=True)
        return centred / (seen.moving.std(1, keepdim=True, correction=0) + 1e-3)
    if predictor is None:
        raise GeneratorError("The bottleneck 'delta' needs its predictor, and none was given.")
    with torch.no_grad():
        return seen.moving - predictor(seen.still)
