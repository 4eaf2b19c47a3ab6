"""Reading videos from strangers: decoded in a process of its own, within limits, or refused.

The price is about 0.25 s of start-up per video; the gain is that a hostile or broken file can
take down neither the page nor a worker.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from generators.errors import BadMedia

MAX_VIDEO_BYTES = 200 * 2**20
MAX_VIDEO_SECONDS = 300.0  # a demonstration of one action; 3 h is a mistake
MAX_VIDEO_PIXELS = 9_000_000  # a frame; 4K has 8.3 million
MEMORY = 3 * 2**30  # bytes of address space; 4K H.264 with two threads takes under 1 GiB
CPU_SECONDS = 120
_DECODER = Path(__file__).with_name("media_decoder.py")
_SUFFIXES = {"matroska": "mkv", "mov": "mp4", "mpeg": "mpg", "mpegts": "ts", "asf": "wmv"}

# What counts as a frozen stretch, in grey levels of 255 between neighbouring frames. Measured:
# repeated pictures differ by under 0.4, handheld films by 3-20, the cuts around damage by 24-60.
_STILL, _MOVING, _CUT = 1.0, 1.5, 15.0
_STILL_SECONDS = 0.4


@dataclass(frozen=True)
class VideoInfo:
    """What a video is, as shown: `width` and `height` in px after rotation, `duration` in s."""

    width: int
    height: int
    fps: float
    duration: float
    codec: str
    suffix: str  # what the content deserves, such as "mp4"


@dataclass(frozen=True)
class Video:
    """`frames`: uint8 (T, H, W, 3) at a constant `fps`; `damaged` were left out."""

    frames: np.ndarray
    fps: float
    duration: float  # s, of the whole file
    damaged: int = 0

    @property
    def note(self) -> str:
        """One sentence about what was left out; empty when nothing was."""
        frames = (
            "1 damaged frame was" if self.damaged == 1 else f"{self.damaged} damaged frames were"
        )
        return f"{frames} skipped." if self.damaged else ""


def read_video(
    path: str | Path,
    max_frames: int = 64,
    max_side: int = 1280,
    fps: float | None = None,
    max_seconds: float = MAX_VIDEO_SECONDS,
    start: float = 0.0,
    keep_still: bool = False,
) -> Video:
    """At most `max_frames` frames, upright, neither side over `max_side` px.

    Without `fps` they are spread over all that follows `start` (s); with it, sampled at that
    constant rate from `start`. Damaged frames are left out and counted: those the decoder
    reports, and (unless `keep_still`) frozen stretches inside a moving film.
    Raises BadMedia for what is no video, is over a limit or has no frame that can be decoded.
    """
    with tempfile.TemporaryDirectory(prefix="keystep-") as folder:
        wanted = {"max_frames": max_frames, "max_side": max_side, "fps": fps, "start": start}
        report = _run_decoder(Path(path), Path(folder), wanted | {"max_seconds": max_seconds})
        shape = (report["frames"], report["height"], report["width"], 3)
        frames = np.fromfile(Path(folder) / "frames.raw", np.uint8).reshape(shape)
    frozen = np.zeros(len(frames), bool) if keep_still else _frozen_damage(frames, report["fps"])
    frames = frames[~frozen]
    if report["quarter_turns"]:
        frames = np.ascontiguousarray(np.rot90(frames, report["quarter_turns"], axes=(1, 2)))
    damaged = report["damaged"] + int(frozen.sum())
    return Video(frames, report["fps"], report["duration"], damaged)


def probe_video(path: str | Path, max_seconds: float = MAX_VIDEO_SECONDS) -> VideoInfo:
    """Size, rate and duration, with one frame decoded as a proof. Raises BadMedia."""
    with tempfile.TemporaryDirectory(prefix="keystep-") as folder:
        wanted = {"max_frames": 1, "max_side": 64, "fps": None, "start": 0.0}
        report = _run_decoder(Path(path), Path(folder), wanted | {"max_seconds": max_seconds})
    size = report["native_width"], report["native_height"]
    width, height = size if report["quarter_turns"] % 2 == 0 else size[::-1]
    container = report["container"].split(",")[0]
    suffix = (
        "webm" if report["codec"] in ("vp8", "vp9", "av1") else _SUFFIXES.get(container, container)
    )
    return VideoInfo(
        width, height, report["native_fps"], report["duration"], report["codec"], suffix
    )


def bounds(part: tuple[float, float] | None, info: VideoInfo, name: str) -> tuple[float, float]:
    """Start and end (s) of a part within the film; the whole when None.

    Raises BadMedia for a part that is empty or lies outside.
    """
    if part is None:
        return 0.0, info.duration
    start, end = max(0.0, part[0]), min(part[1], info.duration)
    if not start < end:
        raise BadMedia(
            f"The part from {part[0]:g} s to {part[1]:g} s of {name!r} is empty: the film is "
            f"{info.duration:.1f} s long."
        )
    return start, end


def _run_decoder(path: Path, folder: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    _check_file(path)
    job = wanted | {
        "path": str(path.absolute()),
        "folder": str(folder),
        "max_pixels": MAX_VIDEO_PIXELS,
        "memory": MEMORY,
        "cpu_seconds": CPU_SECONDS,
    }
    command = [sys.executable, "-I", str(_DECODER), json.dumps(job)]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=2 * CPU_SECONDS, cwd=folder, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BadMedia(f"The video {path.name!r} takes too long to decode: shorten it.") from error
    report_file = folder / "report.json"
    if not report_file.exists():
        raise BadMedia(f"The video {path.name!r} {_how_it_died(done)}")
    report = json.loads(report_file.read_text())
    if "error" in report:
        raise BadMedia(f"The video {path.name!r} {report['error']}")
    return report


def _check_file(path: Path) -> None:
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        raise BadMedia(f"There is no file {path.name!r}: give the path of a video.") from None
    if size == 0:
        raise BadMedia(f"The video {path.name!r} is empty (0 bytes): choose another file.")
    if size > MAX_VIDEO_BYTES:
        limit = MAX_VIDEO_BYTES // 2**20
        raise BadMedia(
            f"The video {path.name!r} has {size // 2**20} MB; at most {limit} MB are read."
        )


def _how_it_died(done: subprocess.CompletedProcess[bytes]) -> str:
    if done.returncode == -signal.SIGXCPU:
        return f"takes more than {CPU_SECONDS} s to decode: shorten it or make it smaller."
    last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
    reason = last[0][:200] if last else f"the decoder ended with code {done.returncode}"
    return f"cannot be decoded ({reason}): save it as MP4 (H.264) and try again."


def _frozen_damage(frames: np.ndarray, fps: float) -> np.ndarray:
    """True where a frame belongs to a frozen stretch inside a moving film. (T, H, W, 3) -> (T,)

    Some cameras and transcoders fill a gap with one broken picture, repeated, and the decoder
    sees nothing wrong. Such a stretch stands still and begins and ends with a cut. In a film
    that mostly stands still (slides, a tripod) nothing is marked.
    """
    thumbs = _thumbnails(frames)  # (T, 24, 24)
    marked = np.zeros(len(frames), bool)
    steps = np.abs(np.diff(thumbs, axis=0)).mean((1, 2))  # (T-1,)
    moves = np.flatnonzero(steps >= _STILL)
    if len(moves) == 0 or np.median(steps) < _MOVING:
        return marked
    for entry, leave in pairwise(moves):  # frames entry+1 .. leave stand still
        long_enough = leave - entry >= max(3, _STILL_SECONDS * fps)
        if long_enough and min(steps[entry], steps[leave]) > _CUT:
            marked[entry + 1 : leave + 1] = True
    return marked


def _thumbnails(frames: np.ndarray, side: int = 24) -> np.ndarray:
    """Grey means over a grid. (T, H, W, 3) -> float32 (T, side, side)"""
    rows = np.linspace(0, frames.shape[1], side * 4, endpoint=False).astype(int)
    columns = np.linspace(0, frames.shape[2], side * 4, endpoint=False).astype(int)
    grey = frames[:, rows][:, :, columns].mean(-1, dtype=np.float32)
    return grey.reshape(len(frames), side, 4, side, 4).mean((2, 4))
