"""What moves in a demonstration, and how: from frames to one trajectory.

Dense optical flow between neighbouring frames (DIS; Kroeger et al. 2016, "Fast Optical Flow using
Dense Inverse Search"), camera motion taken out with a robust similarity, the moving region found
where motion gathers over time, and its motion summed up as one similarity per frame plus a coarse
grid of what remains, so that a bending wrist bends.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from generators.errors import BadMedia
from generators.media import Video, bounds, probe_video, read_video
from generators.vision import opencv

ANALYSIS_FPS = 20.0  # DIS follows hands up to about 1 m/s at this rate
ANALYSIS_SIDE = 320  # px; 240 flows of 320x180 take 0.9 s on one core
WINDOW_SECONDS = 12.0  # of a longer film, its liveliest part of this length is analysed
GRID = 5  # cells a side of the dense remainder
MOVING_PX = 0.35  # between neighbouring frames; sensor noise and shake stay below
MAX_REGION = 0.3  # of the frame; beyond, the threshold rises until one mover is left
SHAKY_PX = 0.25  # mean motion of the camera between frames that counts as handheld
LEAK = 0.90  # how much of the dense remainder survives one frame; it tends back to rest


Box = tuple[int, int, int, int]  # x, y, w, h in px


@dataclass(frozen=True)
class Motion:
    """Motion at N instants. Lengths are in units of the diagonal of the moving region."""

    shift: np.ndarray  # (N, 2) x right, y down, relative to the first instant
    log_scale: np.ndarray  # (N,)
    angle: np.ndarray  # (N,) radians, clockwise on screen
    bend: np.ndarray  # (N, GRID, GRID, 2) what the similarity leaves over
    box: tuple[float, float, float, float]  # moving region x, y, w, h, 0..1 of the frame
    aspect: float  # of the frame, width / height
    start: float  # s into the film
    seconds: float  # of film that the motion covers
    damaged: int  # frames that could not be used
    handheld: bool

    @property
    def velocity(self) -> np.ndarray:
        """Change of shift per instant, (N - 1, 2)."""
        return np.diff(self.shift, axis=0)


def analyse(
    path: str | Path, frames: int, fps: float, part: tuple[float, float] | None = None
) -> Motion:
    """The motion of the liveliest `frames / fps` seconds, at `frames` instants.

    A shorter film is used whole and slowed down to fill the time. `part` (s): nothing outside of it
    is looked at.
    Raises BadMedia for what cannot be read, or when nothing moves in it.
    """
    video, start = _read_lively_part(Path(path), part)
    if len(video.frames) < 4:
        raise BadMedia(
            f"The demonstration {Path(path).name!r} has only {len(video.frames)} usable frames: "
            "film the action for at least a second."
        )
    flow, camera = _steady_flow(video.frames)  # (T-1, H, W, 2), px
    shaky = camera > SHAKY_PX
    region = _moving_region(flow, shaky)
    if region is None:
        raise BadMedia(
            f"Nothing moves in the demonstration {Path(path).name!r}: "
            "show the action itself, with the camera held still."
        )
    first, last = _liveliest(flow, region, round(frames / fps * video.fps))
    track = _track(flow[first:last], region, shaky)
    instants = np.linspace(0, last - first, frames)
    height, width = flow.shape[1:3]
    x, y, w, h = region
    return Motion(
        shift=_sample(track["shift"], instants),
        log_scale=_sample(track["log_scale"], instants),
        angle=_sample(track["angle"], instants),
        bend=_sample(track["bend"], instants),
        box=(x / width, y / height, w / width, h / height),
        aspect=width / height,
        start=start + first / video.fps,
        seconds=(last - first) / video.fps,
        damaged=video.damaged,
        handheld=shaky,
    )


def _read_lively_part(path: Path, part: tuple[float, float] | None) -> tuple[Video, float]:
    info = probe_video(path)
    start, end = bounds(part, info, path.name)
    seconds = end - start
    if seconds > WINDOW_SECONDS * 1.25:
        rate = 240 / seconds
        coarse = read_video(path, max_frames=240, max_side=96, fps=rate, start=start)
        change = np.abs(np.diff(coarse.frames.astype(np.int16), axis=0)).mean((1, 2, 3))
        span = max(1, round(WINDOW_SECONDS * coarse.fps))
        sums = np.convolve(np.minimum(change, np.percentile(change, 95)), np.ones(span), "valid")
        start += float(np.argmax(sums)) / coarse.fps if len(sums) else 0.0
    fps = min(ANALYSIS_FPS, max(info.fps, 4.0))
    most = max(2, round(min(seconds, WINDOW_SECONDS) * fps))
    return read_video(path, most, ANALYSIS_SIDE, fps=fps, start=start), start


def _steady_flow(frames: np.ndarray) -> tuple[np.ndarray, float]:
    """Flow without the camera's own motion, and how much that was; px between frames.

    (T, H, W, 3) -> float32 (T-1, H, W, 2)
    """
    cv2 = opencv()

    solver = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    flows, moved = [], []
    for before, after in pairwise(grey):
        field = solver.calc(before, after, None)
        camera = _camera(field)
        moved.append(float(np.linalg.norm(camera, axis=-1).mean()))
        flows.append(field - camera)
    return np.stack(flows), float(np.median(moved))


def _camera(field: np.ndarray) -> np.ndarray:
    """The similarity that most of the picture follows; zero when there is no such majority."""
    height, width = field.shape[:2]
    ys, xs = np.mgrid[4:height:12, 4:width:12]
    points = np.stack([xs.ravel(), ys.ravel()], -1).astype(np.float32)
    matrix, inliers = _similarity(points, field[ys.ravel(), xs.ravel()], tolerance=0.7)
    if matrix is None or inliers.mean() < 0.4:
        return np.zeros_like(field)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    linear = matrix[:, :2] - np.eye(2)
    moved = np.stack([xs, ys], -1) @ linear.T + matrix[:, 2]
    return moved.astype(np.float32)


def _similarity(
    points: np.ndarray, moves: np.ndarray, tolerance: float
) -> tuple[np.ndarray | None, np.ndarray]:
    """Robust similarity (2, 3) that carries points to points + moves, and who agrees (n,)."""
    cv2 = opencv()

    cv2.setRNGSeed(1)  # RANSAC draws; the same film must give the same motion
    target = (points + moves).astype(np.float32)
    matrix, inliers = cv2.estimateAffinePartial2D(
        points, target, method=cv2.RANSAC, ransacReprojThreshold=tolerance
    )
    if matrix is None:
        return None, np.zeros(len(points), bool)
    return matrix, inliers.ravel().astype(bool)


def _moving_region(flow: np.ndarray, shaky: bool) -> Box | None:
    """x, y, w, h in px around where most motion gathers; None when nothing moves.

    Counted is how far motion departs from its own average over time: hands go to and fro, while
    what a moving camera sweeps over drifts steadily. With a shaky camera the rim counts less.
    """
    cv2 = opencv()

    height, width = flow.shape[1:3]
    unsteady = np.linalg.norm(flow - flow.mean(0), axis=-1)  # (T-1, H, W)
    energy = np.minimum(unsteady, 4.0).mean(0)  # capped: one fast flash is not the action
    energy = cv2.GaussianBlur(energy, (0, 0), width / 60)
    if float(np.percentile(energy, 99.5)) < MOVING_PX / 3:
        return None
    if shaky:
        energy = energy * np.outer(np.hanning(height + 2)[1:-1], np.hanning(width + 2)[1:-1]) ** 0.5
    peak = float(np.percentile(energy, 99.5))
    for threshold in (0.4, 0.5, 0.6, 0.7, 0.8):
        box = _strongest_part(energy, threshold * peak)
        if box[2] * box[3] <= MAX_REGION * width * height:
            break
    return box


def _strongest_part(energy: np.ndarray, threshold: float) -> Box:
    cv2 = opencv()

    mask = (energy >= threshold).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    strength = [energy[labels == label].sum() for label in range(1, count)]
    x, y, w, h = (int(value) for value in stats[1 + int(np.argmax(strength))][:4])
    return x, y, max(w, 8), max(h, 8)


def _liveliest(flow: np.ndarray, region: Box, span: int) -> tuple[int, int]:
    """First and last frame of the `span` steps with most motion in the region."""
    x, y, w, h = region
    speed = np.linalg.norm(flow[:, y : y + h, x : x + w], axis=-1).mean((1, 2))
    if span >= len(speed):
        return 0, len(speed)
    calm = np.minimum(speed, np.percentile(speed, 90))  # steady work beats one jerk
    first = int(np.argmax(np.convolve(calm, np.ones(span), "valid")))
    return first, first + span


def _track(flow: np.ndarray, region: Box, shaky: bool) -> dict[str, np.ndarray]:
    """Sums the motion of what moves in the region over time, smoothed; see Motion for units.

    Of a handheld film the steady part is dropped: it is what is left of the camera.
    """
    x, y, w, h = region
    unit = float(np.hypot(w, h))
    steps = np.zeros((len(flow), 4), np.float32)  # dx, dy, log scale, angle
    bends = np.zeros((len(flow), GRID, GRID, 2), np.float32)
    for at, field in enumerate(flow):
        inside = field[y : y + h, x : x + w]
        steps[at], rest = _step(inside)
        steps[at, :2] /= unit
        bends[at] = _cells(rest) / unit
    steps = _smooth(steps - steps.mean(0) if shaky else steps, 1.2)
    total = np.concatenate([np.zeros((1, 4), np.float32), np.cumsum(steps, axis=0)])
    return {
        "shift": total[:, :2],
        "log_scale": total[:, 2],
        "angle": total[:, 3],
        "bend": _smooth(_leaky_sum(bends), 1.2),
    }


def _step(inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(dx, dy, log scale, angle) of what moves, about its centre, and what is left, (h, w, 2)."""
    speed = np.linalg.norm(inside, axis=-1)
    moving = speed > max(MOVING_PX, 0.3 * float(np.percentile(speed, 97)))
    none = np.zeros(4, np.float32), np.zeros_like(inside)
    ys, xs = np.nonzero(moving)
    if len(xs) < 24:
        return none
    keep = np.linspace(0, len(xs) - 1, min(len(xs), 600)).astype(int)
    xs, ys = xs[keep], ys[keep]
    points = np.stack([xs, ys], -1).astype(np.float32)
    matrix, inliers = _similarity(points, inside[ys, xs], tolerance=1.5)
    if matrix is None or inliers.mean() < 0.2:
        return none
    centre = points[inliers].mean(0)
    shift = matrix[:, :2] @ centre + matrix[:, 2] - centre
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    angle = float(np.arctan2(matrix[1, 0], matrix[0, 0]))
    ys_all, xs_all = np.mgrid[0 : inside.shape[0], 0 : inside.shape[1]]
    grid = np.stack([xs_all, ys_all], -1).astype(np.float32)
    fitted = grid @ (matrix[:, :2] - np.eye(2)).T.astype(np.float32) + matrix[:, 2]
    rest = np.where(moving[..., None], inside - fitted, 0.0)
    return np.array([*shift, np.log(scale), angle], np.float32), rest.astype(np.float32)


def _cells(field: np.ndarray) -> np.ndarray:
    cv2 = opencv()

    return cv2.resize(field, (GRID, GRID), interpolation=cv2.INTER_AREA)


def _leaky_sum(steps: np.ndarray) -> np.ndarray:
    """(T, ...) -> (T + 1, ...), starting at rest."""
    total = np.zeros((len(steps) + 1, *steps.shape[1:]), np.float32)
    for at, step in enumerate(steps):
        total[at + 1] = LEAK * total[at] + step
    return total


def _smooth(values: np.ndarray, sigma: float) -> np.ndarray:
    from scipy.ndimage import gaussian_filter1d

    return gaussian_filter1d(values, sigma, axis=0, mode="nearest")


def _sample(values: np.ndarray, instants: np.ndarray) -> np.ndarray:
    """Linear interpolation along the first axis. (T, ...) at (N,) -> (N, ...)"""
    low = np.clip(np.floor(instants).astype(int), 0, len(values) - 1)
    high = np.minimum(low + 1, len(values) - 1)
    part = (instants - low).reshape(-1, *[1] * (values.ndim - 1))
    return values[low] * (1 - part) + values[high] * part


def as_params(motion: Motion) -> dict[str, Any]:
    """What was found, for the record."""
    length = float(np.linalg.norm(motion.velocity, axis=1).sum())
    return {
        "demonstration_region": [round(float(value), 3) for value in motion.box],
        "demonstration_start_s": round(motion.start, 2),
        "demonstration_seconds": round(motion.seconds, 2),
        "path_length": round(length, 3),  # in diagonals of the region
        "damaged_frames": motion.damaged,
        "handheld": motion.handheld,
    }
