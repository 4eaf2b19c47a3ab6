"""A film as the encoder wants it: windows of sixteen frames, without cuts, in which things move."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from generators.delta.generator import FRAMES
from generators.errors import BadMedia
from generators.media import bounds, probe_video, read_video

Pixels = NDArray[np.uint8]

RATE = 8.0  # frames/s of a window at its own speed (arXiv 2412.09551)
SLOWEST = 4.0  # s that one window may hold: what is longer becomes several, of equal length
LONGEST = 24.0  # s, six windows: a learner chooses a part of what is longer
SIDE = 256  # px to which frames are read; the encoder takes fewer

# A cut: two neighbouring frames correlate less than ALIKE in grey, and the picture changes more
# than JUMP times as much as between the frames around. Measured at 8 frames/s: cuts between five
# films correlate .18 at most, frames of one film .64 at least, .38 around damage; the largest jump
# within a film was 2.7.
ALIKE, JUMP = 0.3, 3.0
STILL = 0.8  # grey levels of mean change over a whole window below which nothing moves


@dataclass(frozen=True)
class Window:
    """`frames` (16, H, W, 3) evenly over `seconds` of film from `start` on."""

    frames: Pixels
    start: float
    seconds: float
    damaged: int = 0  # frames that were left out, of all that were read for this demonstration


def windows(path: str | Path, part: tuple[float, float] | None = None) -> list[Window]:
    """The part (start, end) in s, or the whole film, in windows.

    Raises BadMedia, with what to do: a film that cannot be read, a single frame, a part that is too
    long or holds a cut, or in which nothing moves.
    """
    name, info = Path(path).name, probe_video(path)
    start, end = bounds(part, info, name)
    seconds = end - start
    if seconds > LONGEST:
        raise BadMedia(
            f"The demonstration {name!r} is {_clock(seconds)} long: choose a part of at most "
            f"{LONGEST:g} seconds that shows one action."
        )
    count = max(1, int(np.ceil(seconds / SLOWEST - 1e-6)))
    fps = max(RATE, FRAMES * count / seconds)
    video = read_video(path, round(fps * seconds) + 1, SIDE, fps=min(fps, info.fps), start=start)
    frames = video.frames
    if len(frames) < 4:
        raise BadMedia(
            f"The demonstration {name!r} has only {_frames(len(frames))} to be used: film the "
            "action for at least a second."
        )
    if found := cuts(frames):
        times = ", ".join(f"{start + at / video.fps:.1f} s" for at in found[:5])
        raise BadMedia(
            f"The demonstration {name!r} is cut at {times}: choose a part without a cut."
        )
    spans = ((start + k * seconds / count, seconds / count) for k in range(count))
    parts = [
        Window(_part(frames, k, count), first, length, video.damaged)
        for k, (first, length) in enumerate(spans)
    ]
    if not any(map(_moves, parts)):
        raise BadMedia(
            f"Nothing moves in the demonstration {name!r}: show the action itself, with the camera "
            "held still."
        )
    return parts


def cuts(frames: Pixels) -> list[int]:
    """Indices of the frames that begin another shot."""
    small = np.stack([cv2.resize(f, (48, 48), interpolation=cv2.INTER_AREA) for f in frames])
    change = np.abs(np.diff(small.astype(np.int16), axis=0)).mean((1, 2, 3))
    grey = small.mean(3).reshape(len(small), -1)
    grey -= grey.mean(1, keepdims=True)
    length = np.linalg.norm(grey, axis=1) + 1e-6
    alike = (grey[1:] * grey[:-1]).sum(1) / (length[1:] * length[:-1])
    out = []
    for at in range(1, len(frames)):
        around = np.delete(change[max(0, at - 4) : at + 3], min(3, at - 1))
        usual = float(np.median(around)) if len(around) else 0.0
        if alike[at - 1] < ALIKE and change[at - 1] > JUMP * max(usual, 1.0):
            out.append(at)
    return out


def _part(frames: Pixels, number: int, count: int) -> Pixels:
    """Sixteen of `count` equal parts; each begins with the frame at which the one before ended."""
    first, last = (len(frames) - 1) * number / count, (len(frames) - 1) * (number + 1) / count
    return frames[np.rint(np.linspace(first, last, FRAMES)).astype(int)]


def _moves(window: Window) -> bool:
    change = np.abs(np.diff(window.frames.astype(np.int16), axis=0)).mean((1, 2, 3))
    return float(change.sum()) > STILL


def _frames(count: int) -> str:
    return "1 frame" if count == 1 else f"{count} frames"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
