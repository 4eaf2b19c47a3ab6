"""What an action encoder sees in a clip: features over space and time, and of each frame alone.

The method needs both on one grid, so the encoder is factorised (as VideoPrism's, arXiv 2402.13217):
layers within each frame first, then layers over time at each place. `OwnEncoder` is small, trained
by us without labels and shipped; pretrained ones come through `generators.delta.pretrained`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from generators.small.model import Attention, RMSNorm, SwiGLU, angles, angles_of_square, patches


@dataclass(frozen=True)
class Features:
    """Of B clips: T moments, P = side * side places in rows, C numbers each."""

    moving: Tensor  # (B, T, P, C), z of the paper: what a place is in this moment of this clip
    still: Tensor  # (B, T, P, C), the frame alone


class ActionEncoder(Protocol):
    """Frozen: `encode` neither trains nor keeps anything."""

    name: str
    width: int  # C
    side: int  # places along one edge
    stride: int  # frames that make one moment

    def encode(self, frames: Tensor) -> Features:
        """(B, F, 3, S, S) frames in -1..1, any S, F a multiple of `stride` -> Features."""
        ...


@dataclass(frozen=True)
class EncoderConfig:
    width: int = 128
    heads: int = 4
    spatial: int = 3  # layers within a frame
    temporal: int = 3  # layers over time
    size: int = 128  # px of a frame
    patch: int = 16  # px

    @property
    def side(self) -> int:
        return self.size // self.patch


class Layer(nn.Module):
    """Attention and a gated MLP, each added to what came in."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(RMSNorm(width) for _ in range(2))
        self.attention = Attention(width, heads)
        self.mlp = SwiGLU(width)
        nn.init.normal_(self.attention.out.weight, std=0.02)
        nn.init.normal_(self.mlp.down.weight, std=0.02)

    def forward(self, x: Tensor, turn: Tensor) -> Tensor:
        """x (N, L, D), turn (1, L, D / heads / 2) angles."""
        x = x + self.attention(self.norms[0](x), turn)
        return x + self.mlp(self.norms[1](x))


class OwnEncoder(nn.Module):
    """About 1.4 M parameters at the default size."""

    name = "own"
    stride = 1

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config, self.width, self.side = config, config.width, config.side
        self.embed = nn.Linear(3 * config.patch**2, config.width)
        self.place = nn.Parameter(torch.randn(1, 1, config.side**2, config.width) * 0.02)
        self.hidden = nn.Parameter(torch.randn(config.width) * 0.02)  # instead of a masked patch
        layers = lambda count: nn.ModuleList(  # noqa: E731
            Layer(config.width, config.heads) for _ in range(count)
        )
        self.spatial, self.temporal = layers(config.spatial), layers(config.temporal)
        self.norms = nn.ModuleList(RMSNorm(config.width) for _ in range(2))

    def forward(self, frames: Tensor, masked: Tensor | None = None) -> Features:
        """frames (B, F, 3, S, S) at the model's own size; masked (B, F, P) True where hidden."""
        b, f = frames.shape[:2]
        c, p = self.config, self.config.side**2
        half = c.width // c.heads // 2
        x = self.embed(patches(frames, c.patch))
        if masked is not None:
            x = torch.where(masked[..., None], self.hidden.to(x.dtype), x)
        x = (x + self.place).flatten(0, 1)
        turn = angles_of_square(c.side, half, frames.device)
        for layer in self.spatial:
            x = layer(x, turn)
        still = self.norms[0](x).view(b, f, p, -1)
        x = still.transpose(1, 2).reshape(b * p, f, -1)
        turn = angles(torch.arange(f, device=frames.device).float(), half, 30)[None]
        for layer in self.temporal:
            x = layer(x, turn)
        moving = self.norms[1](x).view(b, p, f, -1).transpose(1, 2)
        return Features(moving, still)

    @torch.no_grad()
    def encode(self, frames: Tensor) -> Features:
        """See ActionEncoder."""
        return self(fitted(frames, self.config.size))


def fitted(frames: Tensor, size: int) -> Tensor:
    """Frames at another size (B, F, 3, size, size), smoothed where they get smaller."""
    if frames.shape[-1] == size:
        return frames
    flat = nn.functional.interpolate(
        frames.flatten(0, 1), size=(size, size), mode="bilinear", antialias=True
    )
    return flat.unflatten(0, frames.shape[:2])
