"""Clips of one's own to learn from: a folder of videos, or a LeRobot dataset v3.0.

Without labels and without pairs: a demonstration is its own target. Everything is read once, at
8 frames/s and the model's size, split at cuts, and kept beside the run, so that a run goes on
without the videos.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from generators.delta.demonstration import RATE, cuts
from generators.delta.generator import FRAMES
from generators.errors import BadMedia
from generators.media import read_video
from generators.small.enlarge import squeezed
from generators.training.delta.pairs import Shown

SUFFIXES = {".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi"}
LEAST = 8  # frames: one second
MOST = 3600.0  # s of one file
LEROBOT = "v3.0"

Shots = list[NDArray[np.uint8]]  # each (T, 128, 128, 3), T >= LEAST
Told = Callable[[str], None]  # a sentence for whoever waits


@dataclass(frozen=True)
class Part:
    """Seconds of a file."""

    path: Path
    start: float = 0.0
    end: float = MOST


class FilmPairs:
    """See pairs.Source. A shot comes as often as it is long."""

    def __init__(self, shots: Shots, device: str = "cpu") -> None:
        self.shots, self.device = shots, torch.device(device)
        weights = np.array([max(1, len(shot) - FRAMES + 1) for shot in shots], float)
        self._share = weights / weights.sum()

    def draw(self, rng: np.random.Generator, count: int, crossed: float) -> Shown:
        """`crossed` has no meaning here: nobody knows which films show the same action."""
        rows = [self._window(rng) for _ in range(count)]
        frames = torch.from_numpy(np.stack(rows)).permute(0, 1, 4, 2, 3).contiguous()
        return Shown(frames, frames)

    def _window(self, rng: np.random.Generator) -> NDArray[np.uint8]:
        """Sixteen frames in a row; a shorter shot is slowed down."""
        shot = self.shots[int(rng.choice(len(self.shots), p=self._share))]
        if len(shot) < FRAMES:
            return shot[np.rint(np.linspace(0, len(shot) - 1, FRAMES)).astype(int)]
        start = int(rng.integers(len(shot) - FRAMES + 1))
        return shot[start : start + FRAMES]


def gathered(path: Path, kept: Path, tell: Told) -> Shots:
    """All shots of the videos at `path`; read from `kept` (an .npz) where that is there already.

    A file that cannot be read is left out and told. Raises BadMedia when nothing is left.
    """
    if kept.is_file():
        tell(f"films as they were read before: {kept}; remove it to read them again")
        with np.load(kept) as stored:
            return [stored[name] for name in sorted(stored)]
    shots: Shots = []
    for part in parts(path):
        try:
            shots += _shots(part)
        except BadMedia as error:
            tell(f"left out: {error}")
    if not shots:
        raise BadMedia(
            f"There is no video of at least a second in {str(path)!r}: give a folder of videos "
            "or a LeRobot dataset v3.0."
        )
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".new.npz")
    np.savez(unfinished, **{f"{i:06d}": shot for i, shot in enumerate(shots)})  # type: ignore[arg-type]
    unfinished.replace(kept)
    seconds = sum(len(shot) for shot in shots) / RATE
    tell(f"{len(shots)} shots, {seconds:.0f} seconds")
    return shots


def parts(path: Path) -> Iterator[Part]:
    """Of a LeRobot dataset its episodes, of a folder its videos, of a video itself.

    Raises BadMedia for a dataset that cannot be understood, naming the file.
    """
    if (path / "meta" / "info.json").is_file():
        yield from _episodes(path)
    elif path.is_file():
        yield Part(path)
    else:
        yield from (Part(p) for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES)


def _shots(part: Part) -> Shots:
    """Read `part`, squeeze it, split it."""
    count = round((part.end - part.start) * RATE)
    video = read_video(part.path, count, 320, fps=RATE, max_seconds=MOST, start=part.start)
    bounds = [0, *cuts(video.frames), len(video.frames)]
    frames = np.stack([squeezed(frame) for frame in video.frames])
    pieces = [frames[a:b] for a, b in pairwise(bounds)]
    if video.fps < RATE:  # a slower film: each frame as often as it was shown
        pieces = [
            p[(np.arange(int(len(p) * RATE / video.fps)) * video.fps / RATE).astype(int)]
            for p in pieces
        ]
    return [piece for piece in pieces if len(piece) >= LEAST]


def _episodes(root: Path) -> Iterator[Part]:
    """Every episode from every camera (LeRobot dataset v3.0)."""
    info = _info(root)
    cameras = [k for k, f in info["features"].items() if f.get("dtype") == "video"]
    if not cameras:
        raise BadMedia(f"The dataset {str(root)!r} has no video: its features are all numbers.")
    for row in _rows(root):
        for key in cameras:
            column = f"videos/{key}"
            path = root / info["video_path"].format(
                video_key=key,
                chunk_index=row[f"{column}/chunk_index"],
                file_index=row[f"{column}/file_index"],
            )
            start, end = row[f"{column}/from_timestamp"], row[f"{column}/to_timestamp"]
            yield Part(path, float(start), float(end))


def _info(root: Path) -> dict[str, Any]:
    path = root / "meta" / "info.json"
    try:
        info = json.loads(path.read_text("utf-8"))
        version = info["codebase_version"]
        info["features"].items(), info["video_path"]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadMedia(f"{str(path)!r} is no LeRobot description ({error}).") from error
    if version != LEROBOT:
        raise BadMedia(
            f"The dataset {str(root)!r} is LeRobot {version}: convert it to {LEROBOT} with "
            "lerobot's own script first."
        )
    return dict(info)


def _rows(root: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = sorted((root / "meta" / "episodes").rglob("*.parquet"))
    if not files:
        raise BadMedia(f"The dataset {str(root)!r} has no episodes: meta/episodes is empty.")
    for path in files:
        try:
            table = pq.read_table(path)
        except (OSError, pa.ArrowException) as error:
            raise BadMedia(f"{str(path)!r} is no parquet file ({error}).") from error
        yield from table.to_pylist()
