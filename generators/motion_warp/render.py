"""From a motion and a scene to frames: the cut-out moves, the background stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from generators.motion_warp.demonstration import GRID, Motion
from generators.motion_warp.scene import Scene
from generators.vision import opencv

MIN_SHIFT = 0.14  # small motions are enlarged up to this, so that they can be seen
MAX_GAIN = 3.0
MAX_LOG_SCALE = 0.14  # about 15 % larger or smaller
MAX_ANGLE = 0.35  # radians, 20 degrees
MAX_BEND = 0.05  # of the diagonal
MAP_SIDE = 480  # px
EDGE = 1  # cv2.BORDER_REPLICATE, which needs no import here


@dataclass(frozen=True)
class Fitted:
    """The motion in the picture's own pixels."""

    shift: np.ndarray  # (N, 2) px
    log_scale: np.ndarray  # (N,)
    angle: np.ndarray  # (N,)
    bend: np.ndarray  # (N, GRID, GRID, 2) px
    gain: float  # what the demonstration's motion was multiplied with

    @property
    def peak_px(self) -> float:
        return float(np.linalg.norm(self.shift, axis=1).max())


def fit(motion: Motion, scene: Scene) -> Fitted:
    """Scale the whole path at once: its form and timing stay, only its size changes."""
    diagonal = float(np.hypot(*scene.box[2:]))
    peak = float(np.linalg.norm(motion.shift, axis=1).max())
    most = scene.reach / diagonal
    gain = min(most / max(peak, 1e-6), max(1.0, MIN_SHIFT / max(peak, 1e-6)), MAX_GAIN)
    return Fitted(
        shift=motion.shift * gain * diagonal,
        log_scale=_within(motion.log_scale, MAX_LOG_SCALE),
        angle=_within(motion.angle, MAX_ANGLE),
        bend=_within(motion.bend, MAX_BEND) * diagonal,
        gain=gain,
    )


def _within(values: np.ndarray, limit: float) -> np.ndarray:
    return values * min(1.0, limit / max(float(np.abs(values).max()), 1e-6))


def frame(scene: Scene, path: Fitted, at: int) -> np.ndarray:
    """Frame `at`, uint8 (H, W, 3). Frame 0 is the picture itself."""
    cv2 = opencv()

    if at == 0:
        return scene.picture.astype(np.uint8)
    source = _source(scene, path, at)
    layer = cv2.remap(scene.picture, source, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    if scene.cut:
        alpha = cv2.remap(scene.matte, source, None, cv2.INTER_LINEAR)[..., None]
        layer = layer * alpha + scene.behind * (1 - alpha)
    return np.clip(layer + 0.5, 0, 255).astype(np.uint8)


def _source(scene: Scene, path: Fitted, at: int) -> np.ndarray:
    """Where each pixel comes from, float32 (H, W, 2).

    The motion is given where things start; fixed-point iteration finds the start of what arrives
    at a pixel. It converges because `reach` keeps the field's slope below 0.6.
    """
    cv2 = opencv()

    height, width = scene.matte.shape
    factor = min(1.0, MAP_SIDE / max(height, width))  # the field is smooth: a coarse one will do
    size = max(2, round(width * factor)), max(2, round(height * factor))
    free = cv2.resize(scene.free, size, interpolation=cv2.INTER_AREA)
    xs, ys = np.meshgrid(
        (np.arange(size[0], dtype=np.float32) + 0.5) / factor - 0.5,
        (np.arange(size[1], dtype=np.float32) + 0.5) / factor - 0.5,
    )
    target = np.stack([xs, ys], -1)
    field = _moves(scene, path, at, target) * free[..., None]
    source = target
    for _ in range(8):
        places = ((source + 0.5) * factor - 0.5).astype(np.float32)
        source = target - cv2.remap(field, places, None, cv2.INTER_LINEAR, borderMode=EDGE)
    moves = cv2.resize((target - source).astype(np.float32), (width, height))
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.stack([xs, ys], -1) - moves


def _moves(scene: Scene, path: Fitted, at: int, places: np.ndarray) -> np.ndarray:
    """How far each place would move if it were free, px. (h, w, 2) -> (h, w, 2)"""
    cv2 = opencv()

    x, y, w, h = scene.box
    scale, angle = float(np.exp(path.log_scale[at])), float(path.angle[at])
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    turn = np.array([[cosine - 1, -sine], [sine, cosine - 1]], np.float32)
    rigid = (places - np.array([x + w / 2, y + h / 2], np.float32)) @ turn.T + path.shift[at]
    cells = (places - np.array([x, y], np.float32)) / np.array([w, h], np.float32) * GRID - 0.5
    bend = path.bend[at].astype(np.float32)
    local = cv2.remap(bend, cells.astype(np.float32), None, cv2.INTER_LINEAR, borderMode=EDGE)
    return (rigid + cv2.GaussianBlur(local, (0, 0), 3)).astype(np.float32)


def as_params(scene: Scene, path: Fitted) -> dict[str, Any]:
    height, width = scene.matte.shape
    x, y, w, h = scene.box
    speed = np.linalg.norm(np.diff(path.shift, axis=0), axis=1)
    return {
        "picture_region": [round(v, 3) for v in (x / width, y / height, w / width, h / height)],
        "mean_motion_px": round(float(speed.mean()), 2),
        "peak_shift_px": round(path.peak_px, 1),
        "gain": round(path.gain, 3),
        "how": "cut out and moved" if scene.cut else "bent with its surroundings",
        "clear_outline": round(scene.outline, 2),
    }
