"""From the model's small square frame to a picture, as sharp as so few pixels allow.

Drawn art is flat colours and clean edges. So: cubic interpolation, smoothing along edges (which
takes the staircases away), sharpening across them, and then what keeps it honest: the picture,
squeezed again, gives the frame back, and no value leaves the range of its neighbourhood (no halos).

Where the model left the scene as it was, the scene itself is taken, at its own full sharpness.
Pictures are uint8 (H, W, 3) throughout.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
NATIVE = 128  # px, both sides of a frame of the model

# Differences between a frame and the scene, in grey levels of 255, after a slight blur. The model's
# own noise on an unchanged background stays below WEAK; what it added exceeds STRONG somewhere, and
# reaches as far as WEAK does (soft shadows).
WEAK, STRONG = 9.0, 26.0
ROOM = 4  # frame px around what changed that are enlarged with it

_AMOUNT = 3.0  # of sharpening; the clamp takes back what is too much
_REACH = 2.0  # frame px that edges are smoothed along, either way
_SAMPLES = 3  # on that way
_ROUNDS = 4  # of giving the frame back
_AROUND = np.ones((3, 3), np.uint8)  # the neighbourhood, frame px
_FLAT = 30.0  # squared gradient (levels per px) below which there is no edge to follow


class _Edges(NamedTuple):
    """Per px of the large picture: a step along the edge there, shorter where there is none."""

    dx: Floats
    dy: Floats


def squeezed(picture: Pixels, side: int = NATIVE) -> Pixels:
    """The picture as the model sees it: a square, each px the mean of what it covers."""
    return _shrunk(picture, side, side)


def enlarged(frame: Pixels, width: int, height: int) -> Pixels:
    """(height, width, 3), no value outside of what the frame has around its place.

    Against cubic interpolation, on squeezed pictures of the workbench: 27.8 instead of 26.6 dB,
    SSIM .885 instead of .857, in 0.1 s instead of 0.01 s on one core.
    """
    h, w = frame.shape[:2]
    if width < w or height < h or (w, h) == (width, height):
        return _shrunk(frame, width, height)
    source = frame.astype(np.float32)
    low, high = (_spread(pick(frame, _AROUND), width, height) for pick in (cv2.erode, cv2.dilate))
    edges = _edges(source, width, height)
    picture = _along(_resized(source, width, height, cv2.INTER_CUBIC), edges)
    picture = np.clip(_sharper(picture, width / w, height / h), low, high)
    for _ in range(_ROUNDS):
        missing = source - _resized(picture, w, h, cv2.INTER_AREA)
        picture = np.clip(picture + _resized(missing, width, height, cv2.INTER_CUBIC), low, high)
    picture = np.clip(_along(picture, edges, 0.7), low, high)
    return np.rint(picture).astype(np.uint8)


def changed(frame: Pixels, scene: Pixels) -> Floats:
    """(h, w), 0 where the frame shows the scene as it was, 1 where it shows something else.

    Both have the frame's size. It fades over three px, outside of what changed.
    """
    difference = np.abs(frame.astype(np.int16) - scene.astype(np.int16)).max(axis=2)
    calm = cv2.GaussianBlur(difference.astype(np.float32), (3, 3), 0.8)
    _, regions = cv2.connectedComponents((calm > WEAK).astype(np.uint8), connectivity=8)
    real = np.unique(regions[calm > STRONG])
    kept = np.isin(regions, real[real > 0]).astype(np.uint8)
    grown = cv2.dilate(kept, np.ones((5, 5), np.uint8)).astype(np.float32)
    return np.asarray(cv2.blur(grown, (3, 3)), np.float32)


def composed(frame: Pixels, scene: Pixels) -> Pixels:
    """The frame at the size of `scene`, whose own pixels stay exactly where nothing changed."""
    height, width = scene.shape[:2]
    mask = changed(frame, _shrunk(scene, frame.shape[1], frame.shape[0]))
    if not mask.any():
        return scene.copy()
    small, large = _part(mask, width, height)
    under = scene[large]
    share = _resized(mask, width, height, cv2.INTER_LINEAR)[large][..., None]
    new = enlarged(frame[small], under.shape[1], under.shape[0])
    out = scene.copy()
    out[large] = np.where(share > 0, np.rint(under * (1 - share) + new * share), under)
    return out


_Slices = tuple[slice, slice]


def _part(mask: Floats, width: int, height: int) -> tuple[_Slices, _Slices]:
    """Rows and columns of what changed, with room around it, in the frame and in the picture.

    All of both where one px of the frame is no whole number of px of the picture.
    """
    h, w = mask.shape
    if width % w or height % h:
        return (slice(None), slice(None)), (slice(None), slice(None))
    spans = []
    for axis, most in ((1, h), (0, w)):
        seen = np.flatnonzero(mask.any(axis=axis))
        spans.append((max(0, int(seen[0]) - ROOM), min(most, int(seen[-1]) + 1 + ROOM)))
    (y0, y1), (x0, x1) = spans
    ky, kx = height // h, width // w
    large = slice(y0 * ky, y1 * ky), slice(x0 * kx, x1 * kx)
    return (slice(y0, y1), slice(x0, x1)), large


def _resized(picture: Floats, width: int, height: int, how: int) -> Floats:
    return np.asarray(cv2.resize(picture, (width, height), interpolation=how), np.float32)


def _shrunk(picture: Pixels, width: int, height: int) -> Pixels:
    """The same size gives the same pixels."""
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _spread(bounds: np.ndarray, width: int, height: int) -> Floats:
    return _resized(bounds.astype(np.float32), width, height, cv2.INTER_LINEAR)


def _sharper(picture: Floats, across: float, down: float) -> Floats:
    """Unsharp mask of one px of the frame."""
    blurred = cv2.GaussianBlur(picture, (0, 0), sigmaX=across, sigmaY=down)
    return np.asarray(picture + _AMOUNT * (picture - blurred), np.float32)


def _edges(frame: Floats, width: int, height: int) -> _Edges:
    """From the frame's structure tensor, all three colours together."""
    h, w = frame.shape[:2]
    across, down = width / w, height / h
    gx = cv2.Sobel(frame, cv2.CV_32F, 1, 0) / across
    gy = cv2.Sobel(frame, cv2.CV_32F, 0, 1) / down
    xx, xy, yy = (
        _resized(cv2.GaussianBlur(part.sum(axis=2), (0, 0), 1.2), width, height, cv2.INTER_LINEAR)
        for part in (gx * gx, gx * gy, gy * gy)
    )
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2
    clear = np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (xx + yy + _FLAT)  # 1 = one direction only
    step = clear * _REACH * (across + down) / 2 / _SAMPLES
    return _Edges(
        (np.cos(angle) * step).astype(np.float32), (np.sin(angle) * step).astype(np.float32)
    )


def _along(picture: Floats, edges: _Edges, share: float = 1.0) -> Floats:
    """Each px a weighted mean of itself and `_SAMPLES` px on either side along its edge."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    total, weights = picture.copy(), 1.0
    for number in range(1, _SAMPLES + 1):
        weight = float(np.exp(-0.5 * (number / _SAMPLES / 0.6) ** 2))
        for side in (-share * number, share * number):
            x, y = columns + side * edges.dx, rows + side * edges.dy
            there = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            total += weight * there
            weights += weight
    return total / weights
