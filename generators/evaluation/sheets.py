"""Contact sheets: the truth above what was generated, so that people can look for themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor

from generators.evaluation.judge import PICKED

CAPTION = 14  # px under a pair
COLUMNS, ROWS = 10, 5  # pairs of images on a page
STRIPS = 8  # pairs of film strips on a page


def image_sheets(true: Tensor, made: Tensor, titles: Sequence[str]) -> Iterator[Image.Image]:
    """(N, 3, S, S) each in -1..1: pages of 50 pairs."""
    pairs = [_pair(a[None], b[None], title) for a, b, title in zip(true, made, titles, strict=True)]
    for page in _pages(pairs, COLUMNS * ROWS):
        yield _grid(page, COLUMNS)


def clip_sheets(true: Tensor, made: Tensor, titles: Sequence[str]) -> Iterator[Image.Image]:
    """(N, 16, 3, S, S) each in -1..1: pages of 8 pairs of eight-frame strips."""
    pairs = [
        _pair(a[list(PICKED)], b[list(PICKED)], title)
        for a, b, title in zip(true, made, titles, strict=True)
    ]
    for page in _pages(pairs, STRIPS):
        yield _grid(page, 1)


def transfer_sheets(
    demo: Tensor, true: Tensor, made: Tensor, titles: Sequence[str]
) -> Iterator[Image.Image]:
    """(N, 16, 3, S, S) each: pages of strips, the demonstration above what is due and was made."""
    picked = list(PICKED)
    rows = zip(demo, true, made, titles, strict=True)
    triples = [_rows((a[picked], b[picked], c[picked]), title) for a, b, c, title in rows]
    for page in _pages(triples, STRIPS):
        yield _grid(page, 1)


def _pair(true: Tensor, made: Tensor, title: str) -> Image.Image:
    return _rows((true, made), title)


def _rows(strips: Sequence[Tensor], title: str) -> Image.Image:
    """Rows of frames (F, 3, S, S) and what they should show."""
    rows = [torch.cat(list(row), -1) for row in strips]
    pixels = _pixels(torch.cat(rows, -2))
    height, width = pixels.shape[:2]
    out = Image.new("RGB", (width, height + CAPTION), "white")
    out.paste(Image.fromarray(pixels))
    ImageDraw.Draw(out).text((2, height + 1), title[: width // 6], fill="black")
    return out


def _pixels(frame: Tensor) -> NDArray[np.uint8]:
    """(3, H, W) in -1..1 -> (H, W, 3) uint8."""
    levels = ((frame.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return np.asarray(levels.permute(1, 2, 0).contiguous().numpy())


def _pages(pairs: Sequence[Image.Image], size: int) -> Iterator[Sequence[Image.Image]]:
    for start in range(0, len(pairs), size):
        yield pairs[start : start + size]


def _grid(pairs: Sequence[Image.Image], columns: int) -> Image.Image:
    width, height = pairs[0].width + 4, pairs[0].height + 4
    columns = min(columns, len(pairs))
    page = Image.new("RGB", (columns * width, -(-len(pairs) // columns) * height), "white")
    for number, pair in enumerate(pairs):
        page.paste(pair, (number % columns * width, number // columns * height))
    return page
