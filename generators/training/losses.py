"""What the small model learns from: noised frames of the world, some of them known."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from generators.small.model import Condition, SmallModel
from generators.training.recipe import Loss

NEAREST = 0.05  # 1 - t is never less in a weight


@dataclass(frozen=True)
class Batch:
    """Clean frames and what is told about them."""

    frames: Tensor  # (B, F, 3, S, S)
    condition: Condition


def levels(count: int, rng: np.random.Generator, loss: Loss) -> Tensor:
    """(count,) noise levels: logit-normal, and a share at pure noise, where sampling starts."""
    t = 1 / (1 + np.exp(-rng.normal(loss.mean, loss.spread, count)))
    t[rng.random(count) < loss.start] = 0.0
    return torch.from_numpy(t).float()


def noised(batch: Batch, t: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """(frames at level t (B,), level per frame (B, F)); known frames stay clean."""
    x = batch.frames
    noise = torch.randn(x.shape, generator=generator).to(x.device)
    at = t.to(x.device)[:, None, None, None, None]
    z = at * x + (1 - at) * noise
    level = t.to(x.device)[:, None].expand(x.shape[:2])
    known = batch.condition.given_mask
    if known is None:
        return z, level
    return torch.where(known[..., None, None, None], x, z), torch.where(known, 1.0, level)


def flow_loss(
    clean: Tensor, target: Tensor, level: Tensor, weighed: Tensor, power: float, edge: float
) -> Tensor:
    """Mean over frames of |x' - x|^2 / (1 - t)^power, and of the difference of their edges.

    `power` 2 is the velocity loss of JiT (arXiv 2511.13720); 1 gives the early steps, on which
    few-step sampling stands, more of the say. `weighed` (B, F): 1 for frames that count.
    """
    near = (1 - level).clamp(min=NEAREST) ** -power
    square = (clean - target).square().mean(dim=(2, 3, 4))
    sharp = sum((clean.diff(dim=d) - target.diff(dim=d)).abs().mean(dim=(2, 3, 4)) for d in (3, 4))
    each = near * square + edge * sharp
    return (each * weighed).sum() / weighed.sum().clamp(min=1)


def counted(condition: Condition, frames: Tensor) -> Tensor:
    """(B, F) 1 where a frame is to be predicted: neither known nor padding."""
    out = torch.ones(frames.shape[:2], device=frames.device)
    if condition.valid is not None:
        out = out * condition.valid
    if condition.given_mask is not None:
        out = out * ~condition.given_mask
    return out


def flow_step(
    model: SmallModel,
    batch: Batch,
    rng: np.random.Generator,
    generator: torch.Generator,
    loss: Loss,
) -> Tensor:
    """The flow-matching loss of one batch."""
    z, level = noised(batch, levels(len(batch.frames), rng, loss), generator)
    clean = model(z, level, batch.condition)
    counts = counted(batch.condition, batch.frames)
    return flow_loss(clean, batch.frames, level, counts, loss.power, loss.edge)


def finish_step(
    model: SmallModel,
    teacher: SmallModel,
    batch: Batch,
    rng: np.random.Generator,
    generator: torch.Generator,
    steps: int,
    edge: float,
) -> Tensor:
    """Progressive distillation (arXiv 2202.00512) on the sampler's own grid.

    From z at a grid point the teacher takes two half steps; the student's one step from the same z
    must land on the same point: x* = z + (z2 - z) (1 - t) / dt.
    """
    k = torch.from_numpy(rng.integers(0, steps, len(batch.frames)))
    t = k.float() / steps
    z, level = noised(batch, t, generator)
    with torch.no_grad():
        target = _two_halves(teacher, z, level, batch.condition, 1 / steps)
    clean = model(z, level, batch.condition)
    return flow_loss(clean, target, level, counted(batch.condition, batch.frames), 1.0, edge)


def _two_halves(
    teacher: SmallModel, z: Tensor, level: Tensor, condition: Condition, step: float
) -> Tensor:
    left = (1 - level).clamp(min=step)[..., None, None, None]
    first = teacher(z, level, condition)
    middle = z + (step / 2) / left * (first - z)
    half = torch.where(level < 1, level + step / 2, level)
    second = teacher(middle, half, condition)
    end = middle + (step / 2) / (left - step / 2) * (second - middle)
    return z + (end - z) * left / step


def without(condition: Condition, scene: bool = False, text: bool = False) -> Condition:
    """The same with the scene or the text left out, as in condition dropout and ablations."""
    if text:
        empty = torch.zeros_like(condition.text_mask)
        condition = replace(condition, text_mask=empty, text=torch.zeros_like(condition.text))
    return replace(condition, scene=None) if scene else condition
