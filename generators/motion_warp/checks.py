"""Does the result move as the demonstration did? Measured on the finished frames, not assumed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from generators.motion_warp.render import Fitted
from generators.motion_warp.scene import Scene
from generators.vision import opencv

SIDE = 320  # px
TIMING_MIN = 0.5  # correlation
STILL_MAX = 0.6  # grey levels a frame, outside of what may move


def measure(path: Fitted, frames: list[np.ndarray], scene: Scene) -> dict[str, tuple[float, bool]]:
    """name -> (value, passed).

    `motion_timing`: correlation of velocity over time, both axes, between the path that the
    demonstration gave and optical flow measured in the result. `background_still`: mean change
    in grey levels of 255 where nothing should move.
    """
    speed, outside = _measured(frames, scene)
    timing = _correlation(np.diff(path.shift, axis=0), speed)
    return {
        "motion_timing": (round(timing, 3), timing >= TIMING_MIN),
        "background_still": (round(outside, 3), outside <= STILL_MAX),
    }


def _measured(frames: list[np.ndarray], scene: Scene) -> tuple[np.ndarray, float]:
    """Velocity of the region (N-1, 2) and mean change of grey level far from it."""
    cv2 = opencv()

    scale = SIDE / max(frames[0].shape[:2])
    size = round(frames[0].shape[1] * scale), round(frames[0].shape[0] * scale)
    grey = [
        cv2.resize(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
        for one in frames
    ]
    may_move = np.minimum(cv2.resize(scene.free, size), 1 if not scene.cut else 0)
    may_move = np.maximum(may_move, cv2.resize(scene.matte, size))
    reach = round(2.2 * scale * scene.reach) | 1
    far = cv2.dilate(may_move, np.ones((reach if scene.cut else 9,) * 2)) < 0.03
    solver = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    speeds, outside = [], []
    for before, after in pairwise(grey):
        flow = solver.calc(before, after, None)
        length = np.linalg.norm(flow, axis=-1)
        moving = (length > 0.2) & ~far
        speeds.append(flow[moving].mean(0) if moving.sum() > 20 else np.zeros(2))
        change = cv2.absdiff(before, after)
        outside.append(change[far].mean() if far.any() else 0.0)
    return np.array(speeds), float(np.mean(outside))


def _correlation(wanted: np.ndarray, measured: np.ndarray) -> float:
    """Of two series of vectors, about zero: 1 same motion at the same time, 0 unrelated."""
    norm = float(np.sqrt((wanted**2).sum() * (measured**2).sum()))
    return float((wanted * measured).sum()) / norm if norm > 1e-9 else 0.0
