"""Text on the picture: step badge, one callout with its leader, one label with the numbers.

Every box is measured with the bundled font; sizes stay legible when the picture is 360 px wide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.workbench.geometry import Box, Point, clamp
from generators.workbench.palette import ACCENT, CARD_EDGE, INK
from generators.workbench.typeset import fitted, svg_lines, text_width

Floats = NDArray[np.float64]
WIDTH, HEIGHT = 768.0, 512.0
MARGIN = 18.0
LINE = 1.25


@dataclass(frozen=True)
class Text:
    """A drawn text with the box it stays in."""

    svg: str
    box: Box


def badge(number: int, name: str) -> Text:
    """Number and name of the step, top left."""
    size, lines = fitted(name, (25, 23, 21), 330, 2, bold=True)
    width = max(text_width(line, size, True) for line in lines) + 62 + 20
    height = 60.0 if len(lines) == 1 else 28 + len(lines) * size * LINE
    top = 20 + height / 2 - (len(lines) - 1) * size * LINE / 2 + size * 0.36
    svg = (
        f'<rect x="20" y="20" width="{width:.1f}" height="{height:.1f}" rx="15" fill="{INK}"/>'
        f'<circle cx="52" cy="{20 + height / 2:.1f}" r="19" fill="{ACCENT}"/>'
        + svg_lines([str(number)], 52, 20 + height / 2 + 8, 22, "#FFFFFF", True, "middle")
        + svg_lines(lines, 82, top, size, "#FFFFFF", True)
    )
    return Text(svg, Box(20, 20, 20 + width, 20 + height))


def remark(text: str, under: Box, size: float = 17) -> Text:
    """A small plain note below the badge."""
    width, height = text_width(text, size) + 24, size + 13
    y = under.y1 + 8
    svg = (
        f'<rect x="20" y="{y:.1f}" width="{width:.1f}" height="{height:g}" rx="9" fill="#FFFFFF" '
        f'stroke="{CARD_EDGE}" stroke-width="2"/>' + svg_lines([text], 32, y + size + 4, size, INK)
    )
    return Text(svg, Box(20, y, 20 + width, y + height))


def label(text: str, busy: Iterable[Box], taken: Iterable[Box] = ()) -> Text | None:
    """The numbers of the step in a white box: bottom right, or another corner if that is taken."""
    if not text:
        return None
    size, lines = _numbers(text)
    width = max(text_width(line, size, True) for line in lines) + 40
    height = len(lines) * size * LINE + 24
    right, low = WIDTH - MARGIN - width, HEIGHT - MARGIN - height
    spots = [(x, low) for x in np.arange(right, MARGIN, -40.0)] + [(right, MARGIN + 2)]
    boxes = [Box(x, y, x + width, y + height) for x, y in spots]
    cells, texts = list(busy), list(taken)

    def cost(box: Box) -> float:
        """px^2 covered; further left, and above all up, only when it saves a lot."""
        away = (right - box.x0) * 12 + 1200 * (box.y0 < low)
        away += 50 * sum(box.grown(10).overlap(other) for other in texts)
        return away + sum(box.grown(4).overlap(cell) for cell in cells)

    box = min(boxes, key=cost)
    x, y = box.centre[0], box.y0 + 12 + size * 0.98
    svg = (
        f'<rect x="{box.x0:.1f}" y="{box.y0:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="13" fill="#FFFFFF" stroke="{CARD_EDGE}" stroke-width="2"/>'
        + svg_lines(lines, x, y, size, INK, True, "middle")
    )
    return Text(svg, box)


def _numbers(text: str) -> tuple[float, list[str]]:
    """One line, or two that part at the dot between two numbers, or wrapped."""
    if text_width(text, 24, True) <= 300:
        return 24.0, [text]
    first, dot, second = text.rpartition(" · ")
    if dot and max(text_width(part, 24, True) for part in (first, second)) <= 300:
        return 24.0, [first, second]
    return fitted(text, (24, 22, 20), 300, 2, bold=True)


def callout(text: str, point: Point, busy: Iterable[Box], taken: Iterable[Box]) -> Text | None:
    """What to notice, in a box beside the action with a line to `point`.

    `busy` boxes are avoided as far as can be, `taken` ones (other texts) always.
    """
    if not text:
        return None
    size, lines = fitted(text, (22, 20), 190, 3)
    width = max(text_width(line, size) for line in lines) + 26
    height = len(lines) * size * LINE + 16
    box = _free_box(width, height, point, list(busy), list(taken))
    return Text(_leader(box, point) + _bubble(box, lines, size), box)


def _free_box(width: float, height: float, point: Point, busy: list[Box], taken: list[Box]) -> Box:
    """The cheapest place on a 12 px grid: near the point, over nothing that matters."""
    xs = np.arange(MARGIN, WIDTH - MARGIN - width, 12.0)
    ys = np.arange(MARGIN, HEIGHT - MARGIN - height, 12.0)
    x, y = (axis.ravel() for axis in np.meshgrid(xs, ys))
    near_x = np.clip(point[0], x, x + width)
    near_y = np.clip(point[1], y, y + height)
    reach = np.hypot(near_x - point[0], near_y - point[1])
    cost = np.abs(reach - 62) * 1.6 + 400 * (reach < 10) + 0.02 * np.abs(y - point[1])
    cost += 0.6 * _covered(x, y, width, height, busy)
    for other in taken:
        cost += 3 * _overlaps(x, y, width, height, other.grown(9))
    for other in taken:
        cost += 500 * _crossed(near_x, near_y, point, other)
    best = int(np.argmin(cost))
    return Box(x[best], y[best], x[best] + width, y[best] + height)


def _covered(x: Floats, y: Floats, width: float, height: float, boxes: list[Box]) -> Floats:
    """px^2 of each candidate that `boxes` fill, by an integral image at a quarter of the size."""
    filled = np.zeros((int(HEIGHT) // 4 + 1, int(WIDTH) // 4 + 1))
    for box in boxes:
        x0, y0, x1, y1 = (max(0, round(v / 4)) for v in (box.x0, box.y0, box.x1, box.y1))
        filled[y0 + 1 : y1 + 1, x0 + 1 : x1 + 1] = 1
    total = filled.cumsum(0).cumsum(1)
    left, top = ((v - 4) // 4 for v in (x, y))
    right, bottom = ((v + 4) // 4 for v in (x + width, y + height))
    i, j, k, n = (v.astype(int) for v in (left, top, right, bottom))
    return (total[n, k] - total[j, k] - total[n, i] + total[j, i]) * 16.0


def _overlaps(x: Floats, y: Floats, width: float, height: float, other: Box) -> Floats:
    w = np.minimum(x + width, other.x1) - np.maximum(x, other.x0)
    h = np.minimum(y + height, other.y1) - np.maximum(y, other.y0)
    return np.maximum(w, 0) * np.maximum(h, 0)


def _crossed(x: Floats, y: Floats, point: Point, box: Box) -> Floats:
    """1 where the line from (x, y) to the point runs through the box."""
    hit = np.zeros(len(x), bool)
    for i in range(9):
        px, py = x + (point[0] - x) * i / 8, y + (point[1] - y) * i / 8
        hit |= (px >= box.x0) & (px <= box.x1) & (py >= box.y0) & (py <= box.y1)
    return hit.astype(float)


def _nearest(box: Box, point: Point) -> Point:
    return clamp(point[0], box.x0, box.x1), clamp(point[1], box.y0, box.y1)


def _leader(box: Box, point: Point) -> str:
    """A line from the box's edge (not its corner) to a dot at the point."""
    inner = box.grown(-14)
    start = _nearest(box, _nearest(inner, point))
    start = _nearest(box, (_nearest(inner, point)[0], point[1]))
    line = f'M{start[0]:.1f} {start[1]:.1f}L{point[0]:.1f} {point[1]:.1f}"'
    return (
        f'<path d="{line} stroke="#FFFFFF" stroke-width="6" stroke-linecap="round" opacity="0.8"/>'
        f'<path d="{line} stroke="{INK}" stroke-width="2.4" stroke-linecap="round"/>'
        f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="5.5" fill="{INK}" stroke="#FFFFFF" '
        f'stroke-width="2"/>'
    )


def _bubble(box: Box, lines: list[str], size: float) -> str:
    return (
        f'<rect x="{box.x0:.1f}" y="{box.y0:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="11" fill="#FFFDF8" fill-opacity="0.94" '
        f'stroke="{INK}" stroke-width="2"/>'
        + svg_lines(lines, box.x0 + 13, box.y0 + 8 + size * 0.98, size, INK)
    )
