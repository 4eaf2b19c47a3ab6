"""Pictures of a training run: contact sheets and the loss curve, with Pillow alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor


def contact_sheet(rows: Sequence[Tensor], path: Path, scale: int = 1) -> None:
    """Each row (F, 3, S, S) in -1..1 from top to bottom; shorter rows end in white."""
    longest = max(len(row) for row in rows)
    padded = [
        torch.cat([row.cpu(), torch.ones(longest - len(row), *row.shape[1:])]) for row in rows
    ]
    grid = torch.cat([row.permute(2, 0, 3, 1).flatten(1, 2) for row in padded])
    pixels = ((grid + 1) * 127.5).round().clamp(0, 255).byte().numpy()
    image = Image.fromarray(pixels)
    image.resize((image.width * scale, image.height * scale)).save(path)


def curve(values: Sequence[float], path: Path, size: tuple[int, int] = (900, 360)) -> None:
    """The loss over the steps (log scale), smoothed over 1 % of them, with its ends in numbers."""
    if len(values) < 2:
        return
    y = np.log(np.maximum(np.asarray(values, float), 1e-9))
    width = max(1, len(y) // 100)
    smooth = np.convolve(y, np.ones(width) / width, "valid")
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    low, high = float(np.quantile(smooth, 0.001)), float(np.quantile(smooth, 0.999))
    span = max(high - low, 1e-6)
    xs = np.linspace(50, size[0] - 20, len(smooth))
    ys = 20 + (high - smooth) / span * (size[1] - 60)
    draw.line([(float(a), float(b)) for a, b in zip(xs, ys, strict=True)], fill="#3F7C85", width=2)
    draw.text((4, 14), f"{np.exp(high):.3g}", fill="black")
    draw.text((4, size[1] - 46), f"{np.exp(low):.3g}", fill="black")
    draw.text(
        (50, size[1] - 24), f"{len(values)} steps, last {np.exp(smooth[-1]):.4g}", fill="black"
    )
    image.save(path)
