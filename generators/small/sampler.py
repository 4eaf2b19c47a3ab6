"""Sampling: the flow from noise to frames in a few visible Euler steps."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Protocol

import torch
from torch import Tensor

from generators.small.model import Condition, SmallConfig


class Flow(Protocol):
    """What can be sampled: it expects clean frames, as `SmallModel` does."""

    config: SmallConfig

    def __call__(self, noised: Tensor, level: Tensor, condition: Condition) -> Tensor: ...


@torch.no_grad()
def sample(
    model: Flow,
    condition: Condition,
    steps: int = 4,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Tensor:
    """(B, F, 3, S, S) frames in -1..1.

    Rectified flow z_t = t x + (1 - t) e with the model's x: dz/dt = (x - z) / (1 - t); Euler on a
    uniform grid, so the last step gives x itself. Noise is drawn on the CPU: the same seed gives
    the same noise on every device. `progress` gets 0..1 and may raise to cancel.
    """
    b, f = condition.positions.shape
    device = condition.positions.device
    s = model.config.size
    noise = torch.randn(b, f, 3, s, s, generator=torch.Generator().manual_seed(seed))
    z = noise.to(device)
    grid = torch.linspace(0, 1, steps + 1).tolist()
    for k, (t, after) in enumerate(pairwise(grid)):
        level = torch.full((b, f), t, device=device)
        z, level = with_known(z, level, condition)
        clean = predicted(model, z, level, condition)
        z = z + (after - t) / (1 - t) * (clean - z)
        if progress:
            progress((k + 1) / steps)
    z, _ = with_known(z, torch.ones(b, f, device=device), condition)
    return z.clamp(-1, 1)


def with_known(z: Tensor, level: Tensor, condition: Condition) -> tuple[Tensor, Tensor]:
    """Known frames stay as they are, without noise."""
    if condition.given is None or condition.given_mask is None:
        return z, level
    known = condition.given_mask
    z = torch.where(known[..., None, None, None], condition.given, z)
    return z, torch.where(known, torch.ones_like(level), level)


def predicted(model: Flow, z: Tensor, level: Tensor, condition: Condition) -> Tensor:
    """The model's clean frames; bf16 matrices where the device has them, the rest float32."""
    with torch.autocast(z.device.type, torch.bfloat16, enabled=fast_bf16(z.device)):
        return model(z, level, condition)


def fast_bf16(device: torch.device) -> bool:
    """CUDA, or a CPU with bf16 instructions; elsewhere bf16 is emulated and slower."""
    if device.type == "cuda":
        return True
    return device.type == "cpu" and bool(torch.cpu._is_avx512_bf16_supported())
