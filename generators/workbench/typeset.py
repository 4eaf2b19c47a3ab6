"""Text that never leaves its box: measured with the bundled font, wrapped, shrunk if it must be."""

from __future__ import annotations

from functools import cache
from html import escape

from PIL import ImageFont

from generators.workbench.raster import FONT_FILES


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILES[int(bold)], size)


@cache
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in px of one line at a font size in px."""
    return _font(100, bold).getlength(text) * size / 100  # measured large: no hinting error


def wrap(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Lines no wider than `width` px; words longer than that are cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        word = shortened(word, size, width, bold)
        if lines and text_width(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def balanced(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Wrapped into as few lines as fit, then evened out: no single word on the last line."""
    lines = wrap(text, size, width, bold)
    if len(lines) < 2:
        return lines
    narrow = width
    while narrow > width / 2:
        tighter = wrap(text, size, narrow - 6, bold)
        if len(tighter) > len(lines) or any(line.endswith("…") for line in tighter):
            break
        narrow -= 6
    return wrap(text, size, narrow, bold)


def shortened(text: str, size: float, width: float, bold: bool = False) -> str:
    """`text`, cut with an ellipsis where it is wider than `width` px."""
    if text_width(text, size, bold) <= width:
        return text
    while text and text_width(text + "…", size, bold) > width:
        text = text[:-1]
    return text.rstrip(" ,·") + "…"


def fitted(
    text: str, sizes: tuple[float, ...], width: float, max_lines: int, bold: bool = False
) -> tuple[float, list[str]]:
    """(size, lines): the largest of `sizes` that fits; the smallest one is cut to fit."""
    for size in sizes:
        lines = balanced(text, size, width, bold)
        if len(lines) <= max_lines and not any(line.endswith("…") for line in lines):
            return size, lines
    size = sizes[-1]
    lines = wrap(text, size, width, bold)
    if len(lines) > max_lines:
        rest = " ".join(lines[max_lines - 1 :])
        lines = [*lines[: max_lines - 1], shortened(rest, size, width, bold)]
    return size, lines


def svg_lines(
    lines: list[str],
    x: float,
    y: float,
    size: float,
    colour: str,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    """Lines from baseline y downwards, 1.25 em apart."""
    weight = ' font-weight="bold"' if bold else ""
    return "".join(
        f'<text x="{x:.1f}" y="{y + i * size * 1.25:.1f}" font-size="{size:g}" fill="{colour}"'
        f'{weight} text-anchor="{anchor}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
