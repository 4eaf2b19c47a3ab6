"""Carrying demonstrations into a scene: encoder, bottleneck and generator together, at 128 px."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generators.delta.bottleneck import Bottleneck, Predictor, latents
from generators.delta.encoder import ActionEncoder
from generators.delta.generator import FRAMES, DeltaGenerator, Guided
from generators.small.enlarge import Pixels, squeezed
from generators.small.sampler import sample

Heard = Callable[[float], None]  # 0..1; may raise Cancelled
STEPS = 4  # of sampling: what the few-step finish of the training is for


@dataclass(frozen=True)
class Transfer:
    """Frozen parts that were trained together. `guidance` 1 is none."""

    encoder: ActionEncoder
    predictor: Predictor | None  # only the bottleneck 'delta' has one
    generator: DeltaGenerator
    bottleneck: Bottleneck = "delta"
    steps: int = STEPS
    guidance: float = 1.0

    def latents(self, frames: Tensor) -> Tensor:
        """(B, 16, 3, S, S) in -1..1 -> (B, T, P, C) action latents."""
        return latents(self.encoder.encode(frames), self.bottleneck, self.predictor)

    @torch.no_grad()
    def made(
        self, contexts: Tensor, done: Tensor, seed: int = 0, heard: Heard | None = None
    ) -> Tensor:
        """contexts (B, 3, S, S), latents (B, T, P, C) -> (B, 16, 3, S, S); frame 0 the context."""
        moments = torch.arange(FRAMES, device=contexts.device).expand(len(contexts), -1)
        condition = self.generator.condition(contexts, done, moments)
        model = Guided(self.generator.model, self.guidance)
        return sample(model, condition, self.steps, seed, heard)

    def carried(
        self,
        windows: Sequence[Pixels],
        context: Pixels,
        seed: int = 0,
        heard: Heard | None = None,
    ) -> NDArray[np.uint8]:
        """One clip of all windows, each going on from the last frame of the one before.

        windows of (16, H, W, 3), context (H, W, 3) -> (15 n + 1, S, S, 3), the first the context's.
        """
        size = self.generator.config.model.size
        device = self.generator.latent.place.device
        now = as_tensor(squeezed(context, size)[None], device)
        out = [now]
        for number, window in enumerate(windows):
            frames = as_tensor(np.stack([squeezed(f, size) for f in window]), device)
            share = _share(heard, number, len(windows))
            made = self.made(now, self.latents(frames[None]), seed + number, share)[0]
            out.append(made[1:])
            now = made[-1:]
        return as_pixels(torch.cat(out))


def as_tensor(frames: Pixels, device: torch.device) -> Tensor:
    """(F, S, S, 3) bytes -> (F, 3, S, S) in -1..1."""
    return torch.from_numpy(frames.copy()).to(device).permute(0, 3, 1, 2).float() / 127.5 - 1


def as_pixels(frames: Tensor) -> NDArray[np.uint8]:
    """The way back."""
    pixels = ((frames + 1) * 127.5).round().clamp(0, 255).byte()
    return np.asarray(pixels.permute(0, 2, 3, 1).cpu().numpy(), np.uint8)


def _share(heard: Heard | None, number: int, count: int) -> Heard | None:
    return (lambda share: heard((number + share) / count)) if heard else None
