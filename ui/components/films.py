"""Films for looking at: parts, stills and light copies in a format that every browser plays.

Each is made once and remembered by path, which names an upload by its content.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    import numpy as np

    from generators.media import Video

SIDE, FPS = 640, 24.0  # of a part: half a screen wide
LIGHT_SIDE, LIGHT_FPS = 480, 15.0  # of a whole film, to find the part in
MOST = 300  # frames of one copy: 12 s at full rate, longer ones with fewer a second; 200 MB at most
STILL_SIDE = 320


@dataclass(frozen=True)
class Copy:
    """A whole film as a light MP4; `stills` are its frames as small JPEGs, `rate` a second."""

    data: bytes
    damaged: int  # frames that were left out
    rate: float
    stills: tuple[bytes, ...]

    def still(self, at: float) -> bytes:
        """The picture at `at` seconds."""
        return self.stills[min(max(0, int(at * self.rate)), len(self.stills) - 1)]


@st.cache_data(max_entries=16, show_spinner=False)
def part(path: str, start: float, seconds: float, lasting: float) -> bytes:
    """`seconds` of the film from `start` on as MP4 that lasts `lasting` seconds.

    Raises GeneratorError.
    """
    return _copy(path, start, seconds, lasting, SIDE, FPS)[0]


@st.cache_data(max_entries=8, show_spinner=False)
def whole(path: str, seconds: float) -> Copy:
    """All of it, light. Raises GeneratorError."""
    data, film = _copy(path, 0.0, seconds, seconds, LIGHT_SIDE, LIGHT_FPS)
    return Copy(data, film.damaged, len(film.frames) / seconds, tuple(map(_jpeg, film.frames)))


@st.cache_data(max_entries=64, show_spinner=False)
def trouble(path: str, name: str, part: tuple[float, float] | None) -> str:
    """As `tools.demonstrations.trouble`, once per part."""
    from tools.demonstrations import trouble as found

    return found(path, name, part)


def _copy(
    path: str, start: float, seconds: float, lasting: float, side: int, fps: float
) -> tuple[bytes, Video]:
    from generators.media import encode_mp4, read_video

    rate = min(fps, MOST / max(seconds, 0.1))
    most = max(2, round(seconds * rate))
    film = read_video(Path(path), max_frames=most, max_side=side, fps=rate, start=start)
    rate = len(film.frames) / max(lasting, 0.1)
    return encode_mp4(film.frames, rate, {"origin": "uploaded"}), film


def _jpeg(frame: np.ndarray) -> bytes:
    from PIL import Image

    picture = Image.fromarray(frame)
    picture.thumbnail((STILL_SIDE, STILL_SIDE))
    buffer = BytesIO()
    picture.save(buffer, format="JPEG", quality=80)
    return buffer.getvalue()
