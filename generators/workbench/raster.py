"""SVG text to pixels, with the bundled font only, so that every machine draws the same.

Two engines: resvg, complete and exact, for whole documents and whatever has text; ThorVG, about
eight times faster (10 against 80 ms for a hand and a knot), for the thousands of textless pieces
of which clips are made. A test holds them together on every sprite and drawn program.
"""

from __future__ import annotations

import io
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FONTS = Path(__file__).parent / "fonts"
FONT_FILES = [str(FONTS / "DejaVuSans.ttf"), str(FONTS / "DejaVuSans-Bold.ttf")]
FAMILY = "DejaVu Sans"
_SIZE = re.compile(r'<svg[^>]*?\bwidth="(\d+)(?:\.0)?"[^>]*?\bheight="(\d+)(?:\.0)?"')
_BOX = re.compile(r'<svg[^>]*?\bviewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_HARD = ("<text", "<mask", "<pattern", "<image", "slice", "<symbol", "mix-blend")
_drawing = threading.Lock()  # ThorVG keeps global state


def to_png(svg: str, width: int | None = None) -> bytes:
    """PNG bytes of an SVG document by resvg; `width` in px scales it."""
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


def to_rgba(svg: str, width: int | None = None, exact: bool = False) -> NDArray[np.uint8]:
    """(H, W, 4) uint8, straight alpha; `exact` for what is drawn once and seen whole."""
    hard = exact or any(mark in svg for mark in _HARD)
    size = None if hard else _pixel_size(svg, width)
    if size is None:
        with Image.open(io.BytesIO(to_png(svg, width))) as image:
            return np.asarray(image.convert("RGBA"))
    return _thorvg(svg, *size)


def _pixel_size(svg: str, width: int | None) -> tuple[int, int] | None:
    """Whole px of the picture; None when only the other engine can tell or would distort it."""
    size, box = _SIZE.search(svg), _BOX.search(svg)
    if size is None or box is None:
        return None
    w, h = int(size[1]), int(size[2])
    if width is not None:
        w, h = width, max(1, round(width * h / w))
    ratio = (w / h) / (float(box[1]) / float(box[2]))
    return (w, h) if w and h and 0.95 < ratio < 1.05 else None


def _thorvg(svg: str, width: int, height: int) -> NDArray[np.uint8]:
    import thorvg_python as tvg

    with _drawing:
        canvas = tvg.SwCanvas(_engine())
        canvas.set_target(width, height, width, tvg.Colorspace.ABGR8888S)
        picture = tvg.Picture(_engine())
        picture.load_data(svg.encode(), "svg", None, True)
        picture.set_size(width, height)
        canvas.add(picture)
        canvas.draw(True)
        canvas.sync()
        pixels = np.array(canvas.get_pillow())
        canvas.destroy()
    return pixels


@cache
def _engine() -> Any:
    """One for the process; it must outlive every canvas."""
    import thorvg_python as tvg

    return tvg.Engine(threads=0)
