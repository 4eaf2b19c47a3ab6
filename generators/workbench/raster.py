"""SVG text to pixels, with the bundled font only, so that every machine draws the same."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FONTS = Path(__file__).parent / "fonts"
FONT_FILES = [str(FONTS / "DejaVuSans.ttf"), str(FONTS / "DejaVuSans-Bold.ttf")]
FAMILY = "DejaVu Sans"


def to_png(svg: str, width: int | None = None) -> bytes:
    """PNG bytes of an SVG document; `width` in px scales it."""
    import resvg_py

    text = "<text" in svg  # reading the fonts costs about 10 ms: only where there is text
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        skip_system_fonts=True,
        font_files=FONT_FILES if text else [],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )


def to_rgba(svg: str, width: int | None = None) -> NDArray[np.uint8]:
    """(H, W, 4) uint8, straight alpha."""
    with Image.open(io.BytesIO(to_png(svg, width))) as image:
        return np.asarray(image.convert("RGBA"))
