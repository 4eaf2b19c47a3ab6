"""How a transferred clip relates to its demonstration and its context.

Measured as on the paper's published clips: colours by histogram, motion by frame differences. All
frames are uint8 (F, H, W, 3) of one size.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
CELLS = 8  # of a motion map, along either side


def colours(frames: Pixels) -> NDArray[np.float64]:
    """(8, 8, 8) shares of RGB colours over all frames."""
    flat = (frames.reshape(-1, 3) >> 5).astype(np.int64)
    index = flat[:, 0] * 64 + flat[:, 1] * 8 + flat[:, 2]
    counts = np.bincount(index, minlength=512).astype(float)
    return (counts / counts.sum()).reshape(8, 8, 8)


def alike(a: Pixels, b: Pixels) -> float:
    """Histogram intersection, 0 (no colour in common) to 1."""
    return float(np.minimum(colours(a), colours(b)).sum())


def keeps_context(made: Pixels, context: Pixels) -> float:
    """Of the second half of the clip, with the context image (H, W, 3)."""
    return alike(_second_half(made), context[None])


def leak(made: Pixels, demo: Pixels, context: Pixels) -> float:
    """Colours of the demonstration in the clip beyond those that the context has anyway."""
    return alike(_second_half(made), demo) - alike(context[None], demo)


def timing(made: Pixels, demo: Pixels) -> float:
    """Pearson correlation of the mean absolute frame difference over time; nan without change."""
    return _correlation(_change(made).mean((1, 2)), _change(demo).mean((1, 2)))


def motion_map(made: Pixels, demo: Pixels) -> float:
    """Correlation of where things change: 8 x 8 sums of absolute frame difference."""
    maps = [
        cv2.resize(_change(x).sum(0), (CELLS, CELLS), interpolation=cv2.INTER_AREA)
        for x in (made, demo)
    ]
    return _correlation(*maps)


def cut_spike(errors: Sequence[float], at: int) -> float:
    """Error of the frame after a cut over the median of the others.

    A model that only copies what it is shown through its latents is not disturbed by a scene cut
    in the demonstration (1); one whose latents hold the action alone must be (far above 1).
    """
    others = [e for k, e in enumerate(errors) if k != at]
    return errors[at] / max(float(np.median(others)), 1e-9)


def _second_half(frames: Pixels) -> Pixels:
    return frames[len(frames) // 2 :]


def _change(frames: Pixels) -> NDArray[np.float32]:
    """(F - 1, H, W) mean absolute difference of neighbouring frames over the colours."""
    return np.abs(np.diff(frames.astype(np.float32), axis=0)).mean(-1)


def _correlation(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    x, y = a.ravel().astype(float), b.ravel().astype(float)
    x, y = x - x.mean(), y - y.mean()
    norm = float(np.sqrt((x**2).sum() * (y**2).sum()))
    return float((x * y).sum() / norm) if norm > 1e-9 else float("nan")
