"""The small clip at the context's own resolution: motion from the model, pixels from the context.

What a generated frame shows is looked for in the first one, by optical flow backwards. Where it is
found, the context's own sharp pixels are moved there; where it is not (something new has come, or
something hidden is uncovered) the generated pixels are enlarged; where nothing changed, the context
stays exactly as it is.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from generators.small.enlarge import Floats, Pixels, changed, enlarged
from generators.vision import opencv

FOUND = 14.0  # grey levels, after a slight blur: moved pixels that differ more are not the same
MARGIN = 3  # frame px over which one source gives way to another


def carried(frames: NDArray[np.uint8], context: Pixels) -> list[Pixels]:
    """frames (F, S, S, 3), the first one the context's own; context (H, W, 3) -> F of (H, W, 3)."""
    height, width = context.shape[:2]
    small = frames[0]
    return [
        context.copy() if k == 0 else _one(f, small, context, (width, height))
        for k, f in enumerate(frames)
    ]


def _one(frame: Pixels, first: Pixels, context: Pixels, size: tuple[int, int]) -> Pixels:
    width, height = size
    mask = changed(frame, first)
    if not mask.any():
        return context.copy()
    flow = _flow(frame, first)
    share = _found(frame, first, flow)
    moved = _moved(context, flow, size)
    painted = enlarged(frame, width, height).astype(np.float32)
    large = lambda x: cv2.resize(x, size, interpolation=cv2.INTER_LINEAR)[..., None]  # noqa: E731
    new = painted + large(share) * (moved - painted)
    out = context + large(mask) * (new - context)
    return np.clip(np.rint(out), 0, 255).astype(np.uint8)


def _flow(frame: Pixels, first: Pixels) -> Floats:
    """(S, S, 2): where in the first frame each px of this one comes from, relative to it.

    DIS at twice the size: hands at 128 px are narrower than its finest patch.
    """
    grey = [
        cv2.resize(cv2.cvtColor(x, cv2.COLOR_RGB2GRAY), None, fx=2, fy=2) for x in (frame, first)
    ]
    solver = opencv().DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    doubled = solver.calc(grey[0], grey[1], None)
    side = frame.shape[0]
    return np.asarray(cv2.resize(doubled, (side, side)) / 2, np.float32)


def _found(frame: Pixels, first: Pixels, flow: Floats) -> Floats:
    """(S, S) 1 where the moved first frame looks as this one does."""
    there = _moved(first, flow, (first.shape[1], first.shape[0]))
    apart = np.abs(there - frame).max(axis=2).astype(np.float32)
    same = (cv2.GaussianBlur(apart, (3, 3), 0.8) < FOUND).astype(np.uint8)
    sure = cv2.erode(same, np.ones((MARGIN, MARGIN), np.uint8)).astype(np.float32)
    return np.asarray(cv2.blur(sure, (MARGIN, MARGIN)), np.float32)


def _moved(picture: Pixels, flow: Floats, size: tuple[int, int]) -> Floats:
    """The picture, each px fetched from where the flow (of the small frame) says."""
    width, height = size
    across, down = width / flow.shape[1], height / flow.shape[0]
    large = cv2.resize(flow, size, interpolation=cv2.INTER_LINEAR)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = columns + large[..., 0] * across, rows + large[..., 1] * down
    there = cv2.remap(
        picture.astype(np.float32), x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(there, np.float32)
