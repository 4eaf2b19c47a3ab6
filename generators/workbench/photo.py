"""The action over the learner's own photo: crop, a spot for it, contact shadow, legible text.

The photo takes the place of the drawn place. Nothing in it is recognised or moved: the action is
drawn at `spot`, by default where the lower middle of the photo is calmest.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
COLUMNS, ROWS = 9, 5  # of candidate spots


def cover(photo: Pixels, width: int, height: int) -> Pixels:
    """(height, width, 3): the photo scaled to fill the frame, cut evenly at two sides."""
    h, w = photo.shape[:2]
    scale = max(width / w, height / h)
    size = (max(width, round(w * scale)), max(height, round(h * scale)))
    resized = cv2.resize(
        photo, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    x, y = (size[0] - width) // 2, (size[1] - height) // 2
    return np.ascontiguousarray(resized[y : y + height, x : x + width])


def load(path: str | Path, width: int, height: int) -> tuple[Pixels, tuple[int, int]]:
    """(the learner's photo, upright and cropped; its own width and height in px).

    Raises BadMedia when it cannot be read.
    """
    from generators.media import read_image

    image = read_image(path)
    return cover(np.asarray(image), width, height), image.size


def spot_in_frame(
    spot: tuple[float, float], photo_size: tuple[int, int], width: int, height: int
) -> tuple[float, float]:
    """A spot given on the whole photo (0..1), as a fraction of the cropped frame."""
    w, h = photo_size
    scale = max(width / w, height / h)
    x = (spot[0] * w * scale - (w * scale - width) / 2) / width
    y = (spot[1] * h * scale - (h * scale - height) / 2) / height
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def calm_spot(photo: Pixels) -> tuple[float, float]:
    """Where the action's foot goes (0..1): little detail, near the lower middle.

    Detail is the mean gradient in a window of a third of the frame; the pull to (0.45, 0.82) keeps
    the action where there is most often a table.
    """
    small = cv2.resize(photo, (192, 128), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    detail = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    blurred = np.asarray(cv2.boxFilter(detail, -1, (64, 40)), np.float32)
    blurred = blurred / max(float(blurred.max()), 1.0)
    best, best_cost = (0.45, 0.82), float("inf")
    for x in np.linspace(0.28, 0.62, COLUMNS):
        for y in np.linspace(0.7, 0.9, ROWS):
            value = float(blurred[int(y * 110), int(x * 192)])
            cost = value + 0.9 * (x - 0.45) ** 2 + 2.0 * (y - 0.82) ** 2
            if cost < best_cost:
                best, best_cost = (float(x), float(y)), cost
    return best
