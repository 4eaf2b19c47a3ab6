"""From a context image and action latents to a clip that goes on from the image.

The project's transformer (`generators.small.model`) with latents in the place of text: their mean
modulates each frame, and its patches read their grid. The context is the first frame, clean, and
the scene that its head may copy or move.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from generators.small.model import Condition, SmallConfig, SmallModel

FRAMES = 16  # of a demonstration and of what is made, at 8 frames/s


@dataclass(frozen=True)
class LatentConfig:
    """How much of the encoder's grid comes through."""

    features: int = 128  # of the encoder
    side: int = 8  # of its grid
    kept: int = 8  # places along one edge that are left, the mean of those between
    numbers: int = 128  # per place
    noise: float = 0.0  # added in training to each number, whose own spread is 1


@dataclass(frozen=True)
class DeltaConfig:
    latent: LatentConfig = field(default_factory=LatentConfig)
    model: SmallConfig = field(default_factory=lambda: SmallConfig(text_width=128))


class Latent(nn.Module):
    """The low-capacity latent: a smaller grid, fewer numbers and, in training, noise on them."""

    def __init__(self, config: LatentConfig, width: int) -> None:
        super().__init__()
        self.config = config
        self.squeeze = nn.Linear(config.features, config.numbers)
        self.widen = nn.Linear(config.numbers, width)
        self.place = nn.Parameter(torch.randn(config.kept**2, width) * 0.02)

    def numbers(self, latents: Tensor) -> Tensor:
        """(B, T, P, C) -> (B, T, kept * kept, numbers), each place of unit size."""
        c = self.config
        b, t = latents.shape[:2]
        grid = latents.flatten(0, 1).transpose(1, 2).unflatten(2, (c.side, c.side))
        grid = F.adaptive_avg_pool2d(grid, c.kept).flatten(2).transpose(1, 2)
        x = self.squeeze(grid.unflatten(0, (b, t)))
        # No RMS norm of each place: stillness is small, and must stay so.
        return x / x.square().mean((1, 2, 3), keepdim=True).add(1e-6).sqrt()

    def forward(self, latents: Tensor) -> Tensor:
        """(B, T, P, C) -> (B, T, kept * kept, width) tokens."""
        x = self.numbers(latents)
        if self.training and self.config.noise:
            x = x + self.config.noise * torch.randn_like(x)
        return self.widen(x) + self.place


class DeltaGenerator(nn.Module):
    """`condition` says what is asked for; `model` is sampled by `generators.small.sampler`."""

    def __init__(self, config: DeltaConfig) -> None:
        super().__init__()
        self.config = config
        self.latent = Latent(config.latent, config.model.text_width)
        self.model = SmallModel(config.model)

    def condition(
        self, context: Tensor, latents: Tensor, moments: Tensor, dropped: Tensor | None = None
    ) -> Condition:
        """context (B, 3, S, S), which is frame 0; latents (B, T, P, C); moments (B, F) of 0..15
        that are to be made, the first one 0; dropped (B,): without latents."""
        tokens = self.latent(latents)
        at = moments * tokens.shape[1] // FRAMES
        tokens = tokens.gather(1, at[..., None, None].expand(-1, -1, *tokens.shape[2:]))
        b, f, n = tokens.shape[:3]
        there = torch.ones(b, f, n, dtype=torch.bool, device=tokens.device)
        if dropped is not None:
            there &= ~dropped[:, None, None]
        known = torch.zeros(b, f, dtype=torch.bool, device=tokens.device)
        known[:, 0] = True
        return Condition(
            text=tokens,
            text_mask=there,
            positions=moments.float(),
            mode="clip",
            scene=context,
            given=context[:, None].expand(-1, f, -1, -1, -1),
            given_mask=known,
        )


class Guided:
    """A model whose answer is pushed away from what it says without latents."""

    def __init__(self, model: SmallModel, strength: float) -> None:
        self.model, self.strength, self.config = model, strength, model.config

    def __call__(self, noised: Tensor, level: Tensor, condition: Condition) -> Tensor:
        with_latents = self.model(noised, level, condition)
        if self.strength == 1.0:
            return with_latents
        bare = replace(condition, text_mask=torch.zeros_like(condition.text_mask))
        without = self.model(noised, level, bare)
        return without + self.strength * (with_latents - without)
