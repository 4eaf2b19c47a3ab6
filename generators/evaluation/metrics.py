"""Measures of generated frames against exact truth: pure functions, no model, no files.

Frames are torch tensors (..., 3, S, S) in -1..1 unless said otherwise. What a measure gives is
worth little alone: the tables print it beside the same measure of true renders.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

EMPTY = 4 / 255  # of the range: two colours closer than this are the same, but for rounding
KEPT = 24 / 255  # of the range: a colour that drifts less than this is taken for the same surface
RANGE = 2.0  # of a colour, -1..1
WINDOW = 33  # px, odd: the part around a mover that is looked for
SEARCH = 24  # px each way; what is not found counts as this far off
FOUND = 0.35  # correlation below which a mover is taken for missing
FAINT = 0.02  # mean change in a window below which the truth itself shows no mover

Floats = NDArray[np.float64]


# -- pictures ----------------------------------------------------------------------------------


def gradient_energy(frames: Tensor) -> Tensor:
    """(...,) mean over pixels and channels of (dI/dx)^2 + (dI/dy)^2, forward differences."""
    across = (frames[..., :, 1:] - frames[..., :, :-1]).square().mean((-3, -2, -1))
    down = (frames[..., 1:, :] - frames[..., :-1, :]).square().mean((-3, -2, -1))
    return across + down


def sharpness_ratio(generated: Tensor, true: Tensor) -> float:
    """Mean gradient energy of the generated over that of the true frames; 1 = as sharp.

    Blur gives less than 1; noise and ringing give more. ValueError when the truth is flat.
    """
    truth = float(gradient_energy(true).mean())
    if truth == 0:
        raise ValueError("the true frames have no edge: sharpness has nothing to compare with")
    return float(gradient_energy(generated).mean()) / truth


def psnr(generated: Tensor, true: Tensor) -> Tensor:
    """(...,) dB per frame: 10 log10(RANGE^2 / mean squared error); equal frames give inf."""
    error = (generated - true).square().mean((-3, -2, -1))
    return 10 * torch.log10(RANGE**2 / error)


def frechet_distance(a: Floats, b: Floats) -> float:
    """Between Gaussians fitted to two feature sets (N, D) and (M, D).

    |mean_a - mean_b|^2 + tr(A + B - 2 (A^1/2 B A^1/2)^1/2), A and B the covariances (Heusel et al.
    2017, arXiv 1706.08500). Small sets bias it upwards, so compare only equal counts. ValueError
    for sets of fewer than two or of different width.
    """
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1] or min(len(a), len(b)) < 2:
        raise ValueError(f"need two sets (at least 2, D) of one width, got {a.shape} and {b.shape}")
    a, b = a.astype(np.float64), b.astype(np.float64)
    first, second = np.cov(a, rowvar=False, ddof=1), np.cov(b, rowvar=False, ddof=1)
    first, second = np.atleast_2d(first), np.atleast_2d(second)
    root = _root(first)
    cross = np.linalg.eigvalsh(root @ second @ root)
    overlap = np.sqrt(np.clip(cross, 0, None)).sum()
    gap = np.square(a.mean(0) - b.mean(0)).sum()
    return float(max(0.0, gap + np.trace(first) + np.trace(second) - 2 * overlap))


def _root(matrix: Floats) -> Floats:
    """The symmetric square root of a positive semi-definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T


# -- the scene ---------------------------------------------------------------------------------


def same_colour(a: Tensor, b: Tensor, tolerance: float) -> Tensor:
    """(..., S, S) bool: no channel differs by more than `tolerance` (share of the range)."""
    return (a - b).abs().amax(-3) <= tolerance * RANGE


def scene_consistency(
    generated: Tensor, true: Tensor, scene: Tensor, tolerance: float = KEPT
) -> Tensor:
    """(B, F): share of the pixels that the truth leaves empty whose colour the generated keeps.

    Empty = the true frame (B, F, 3, S, S) shows the place (B, 3, S, S) there within EMPTY. Kept =
    the generated frame is within `tolerance` of the place. nan where nothing is left empty.
    """
    place = scene[:, None]
    empty = same_colour(true, place, EMPTY)
    kept = same_colour(generated, place, tolerance) & empty
    return kept.sum((-2, -1)) / empty.sum((-2, -1))


def step_consistency(
    generated: Tensor, true: Tensor, scene: Tensor, valid: Tensor, tolerance: float = KEPT
) -> Tensor:
    """(B, F - 1): like `scene_consistency`, between a frame and the next one of its sequence.

    Share of the pixels that are empty in both true frames at which the two generated frames agree
    within `tolerance`, whatever place they show; nan where a frame is not `valid` (B, F).
    """
    empty = same_colour(true, scene[:, None], EMPTY)
    both = empty[:, 1:] & empty[:, :-1]
    agree = same_colour(generated[:, 1:], generated[:, :-1], tolerance) & both
    share = agree.sum((-2, -1)) / both.sum((-2, -1))
    return share.masked_fill(~(valid[:, 1:] & valid[:, :-1]), math.nan)


# -- the state of things -----------------------------------------------------------------------


@dataclass(frozen=True)
class Reached:
    """A step's truth: the state that results, '' for none, and the things it may belong to."""

    state: str
    things: frozenset[str]


def regressions(truth: Sequence[Reached], read: Sequence[str]) -> list[bool | None]:
    """Per step of a skill: whether an EARLIER state is read than one already reached.

    Step k regresses when `read[k]` is a state that one of its things had reached before step k and
    has left since, and is not the state that step k results in. None where nothing can regress:
    step k results in no state, or its things have left none. ValueError for unequal lengths.
    """
    return [
        None if not (past := left_behind(truth, k)) else word in past
        for k, word in zip(range(len(truth)), read, strict=True)
    ]


def left_behind(truth: Sequence[Reached], k: int) -> frozenset[str]:
    """States that the things of step k had before, other than the one that it results in."""
    now = truth[k]
    if not now.state:
        return frozenset()
    before = {one.state for one in truth[:k] if one.things & now.things}
    return frozenset(before - {"", now.state})


# -- motion ------------------------------------------------------------------------------------


def transient(clips: Tensor) -> Tensor:
    """(B, F, S, S) what is there only in passing: min(|I_t - I_first|, |I_t - I_last|).

    Mean over channels, 0..2. A hand and what it moves differ from both ends of a clip; a thing
    that has changed its state for good equals one of them.
    """
    from_first = (clips - clips[:, :1]).abs().mean(-3)
    from_last = (clips - clips[:, -1:]).abs().mean(-3)
    return torch.minimum(from_first, from_last)


def motion_errors(generated: Tensor, true: Tensor, centres: Tensor) -> Tensor:
    """(B, F) px between the true centre of the mover and where the generated clip shows it.

    The part of `transient(true)` around the true centre (B, F, 2) is looked for in
    `transient(generated)`, up to SEARCH px away, by normalised cross-correlation; the distance to
    the best place is the error. A best correlation under FOUND means that the mover is missing,
    and counts as SEARCH px. nan where the truth shows no mover in passing: its centre is nan, or
    the window around it stands still. True clips give 0 by construction.
    """
    b, f = centres.shape[:2]
    kept, asked = transient(generated).flatten(0, 1), transient(true).flatten(0, 1)
    middles = centres.reshape(-1, 2)
    seen = ~middles.isnan().any(-1)
    at = middles.nan_to_num().round().long().clamp(0, true.shape[-1] - 1)
    windows = _windows(asked, at, WINDOW)  # (N, W, W)
    seen &= windows.mean((-2, -1)) > FAINT
    errors = torch.full((b * f,), math.nan)
    rows = seen.nonzero()[:, 0]
    if len(rows):
        areas = _windows(kept[rows], at[rows], WINDOW + 2 * SEARCH)
        errors[rows] = _distances(_correlation(areas, windows[rows])).cpu()
    return errors.view(b, f)


def _windows(images: Tensor, at: Tensor, size: int) -> Tensor:
    """(N, size, size) parts of (N, S, S) around `at` (N, 2) as x, y; zeros beyond the edge."""
    half = size // 2
    padded = F.pad(images, (half, half, half, half))
    side = torch.arange(size, device=images.device)
    rows, columns = at[:, 1, None] + side, at[:, 0, None] + side
    number = torch.arange(len(images), device=images.device)[:, None, None]
    return padded[number, rows[:, :, None], columns[:, None, :]]


def _correlation(areas: Tensor, windows: Tensor) -> Tensor:
    """(N, D, D) Pearson correlation of each window with each place of its area; 0 where flat."""
    n, w = windows.shape[:2]
    template = windows - windows.mean((-2, -1), keepdim=True)
    ones = torch.ones(1, 1, w, w, device=areas.device)
    product = F.conv2d(areas[None], template[:, None], groups=n)[0]
    total = F.conv2d(areas[:, None], ones)[:, 0]
    square = F.conv2d(areas[:, None].square(), ones)[:, 0]
    spread = (square - total.square() / w**2).clamp(min=0)
    scale = (spread * template.square().sum((-2, -1))[:, None, None]).sqrt()
    return torch.where(spread > 1e-3, product / scale.clamp(min=1e-6), 0.0)


def _distances(correlation: Tensor) -> Tensor:
    """(N,) px from the middle to the best place; SEARCH where even that is too faint."""
    side = correlation.shape[-1]
    best, place = correlation.flatten(1).max(1)
    dx, dy = place % side - side // 2, place // side - side // 2
    away = torch.hypot(dx.float(), dy.float()).clamp(max=SEARCH)
    return torch.where(best >= FOUND, away, float(SEARCH))


# -- numbers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Interval:
    """A mean and its bootstrap interval; `count` values made it."""

    mean: float
    low: float
    high: float
    count: int


def bootstrap_interval(
    values: Sequence[float] | Floats,
    groups: Sequence[int] | None = None,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> Interval:
    """Percentile bootstrap (Efron 1979) of the mean; nan values are left out.

    `groups` names what was drawn together, such as the skill of a step: whole groups are drawn
    anew, since their members are no independent draws. No value gives nan, an infinite one inf.
    """
    numbers = np.asarray(values, np.float64)
    labels = np.arange(len(numbers)) if groups is None else np.asarray(groups)
    numbers, labels = numbers[~np.isnan(numbers)], labels[~np.isnan(numbers)]
    mean = float(numbers.mean()) if len(numbers) else math.nan
    if not math.isfinite(mean):
        return Interval(mean, mean, mean, len(numbers))
    _, member = np.unique(labels, return_inverse=True)
    sums, counts = np.bincount(member, numbers), np.bincount(member)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(sums), (draws, len(sums)))
    means = sums[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(mean, float(low), float(high), len(numbers))


def share(part: float, whole: float) -> float:
    """`part` of `whole`; nan for a whole of 0."""
    return part / whole if whole else math.nan


def rate(outcomes: Sequence[bool | None]) -> float:
    """Share of True among those that are not None; nan without any."""
    counted = [one for one in outcomes if one is not None]
    return share(sum(counted), len(counted))
