"""The same clip, looking otherwise: what an action is must not be read from colours or framing."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

TURN, GAIN, SHIFT, ZOOM, GRAIN = 1.2, 0.25, 0.08, 0.12, 0.04  # at strength 1


def disguised(frames: Tensor, rng: np.random.Generator, strength: float) -> Tensor:
    """(B, F, 3, S, S) in -1..1, each clip with a hue, light, grain and framing of its own."""
    if strength <= 0:
        return frames
    b, f, _, s, _ = frames.shape
    draw = lambda *shape: torch.from_numpy(  # noqa: E731
        rng.uniform(-1, 1, (b, *shape)).astype(np.float32)
    ).to(frames.device)
    turned = hue_turns(strength * TURN * draw())
    gain = 1 + strength * GAIN * draw(3)
    colours = turned * gain[:, :, None]
    out = torch.einsum("bij,bfjhw->bfihw", colours, frames)
    out = out + strength * GAIN * draw(1)[..., None, None, None]
    zoom = 1 - strength * ZOOM * (draw() * 0.5 + 0.5)  # what is left of the frame
    theta = torch.zeros(b, 2, 3, device=frames.device)
    theta[:, 0, 0], theta[:, 1, 1] = zoom, zoom
    theta[:, :, 2] = strength * SHIFT * draw(2)
    grid = F.affine_grid(theta, [b, 1, s, s], align_corners=False)
    out = F.grid_sample(
        out.flatten(1, 2), grid, "bilinear", "border", align_corners=False
    ).unflatten(1, (f, 3))
    grain = torch.from_numpy(rng.standard_normal((b, 1, 1, s, s)).astype(np.float32))
    return (out + strength * GRAIN * grain.to(out)).clamp(-1, 1)


def hue_turns(angle: Tensor) -> Tensor:
    """(B,) radians -> (B, 3, 3) rotations of RGB around grey (Rodrigues)."""
    cos, sin = angle.cos()[:, None, None], angle.sin()[:, None, None]
    third = torch.full((3, 3), 1 / 3, device=angle.device)
    across = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]], device=angle.device)
    eye = torch.eye(3, device=angle.device)
    return cos * eye + (1 - cos) * third + sin * across / math.sqrt(3)
