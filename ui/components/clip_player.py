"""A clip with its poster, captions, loop and slow motion. Never plays by itself.

`st.video` knows no poster and no speed, so this is a small component of our own: plain HTML and
a few lines of JavaScript without any dependency. The files are served by the page's own server.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime import exists, get_instance

_FOLDER = Path(__file__).parent


def show(
    clip: Path | bytes,
    poster: Path | None,
    captions: str,
    alt: str,
    key: str,
    together: str = "",
    stills: Path | None = None,
    part: tuple[float, float] | None = None,
) -> None:
    """`captions`: WebVTT. `alt`: what the clip shows. Those of one `together` run as one.

    `stills` is one picture of its moments, shown first to those who prefer reduced motion.
    `part` (s): only that much of the clip is played.
    """
    if not exists():  # a bare script without a server, as in some tests
        st.video(clip, muted=True, alt=alt)
        return
    data = {
        "clip": _served(clip, "video/mp4", f"{key}-clip"),
        "poster": _served(poster, "image/png", f"{key}-poster") if poster else "",
        "captions": f"data:text/vtt;base64,{base64.b64encode(captions.encode()).decode()}",
        "alt": alt,
        "together": together,
        "part": list(part) if part else None,
        "stills": _served(stills, "image/png", f"{key}-stills") if stills else "",
    }
    _component()(data=data, key=key)


@cache
def _component() -> Any:
    return st.components.v2.component(
        "keystep_clip",
        html=(_FOLDER / "clip_player.html").read_text(encoding="utf-8"),
        css=(_FOLDER / "clip_player.css").read_text(encoding="utf-8"),
        js=(_FOLDER / "clip_player.js").read_text(encoding="utf-8"),
    )


def _served(file: Path | bytes, media_type: str, coordinates: str) -> str:
    """The address under which the page's server hands the file out."""
    content = file if isinstance(file, bytes) else file.read_bytes()
    return get_instance().media_file_mgr.add(content, media_type, coordinates)
