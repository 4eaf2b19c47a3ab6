"""Orange motion marks of the still picture: an arrow or arc that says what moves where."""

from __future__ import annotations

import math
import re

from generators.workbench.geometry import Box, Point, angle_of, toward
from generators.workbench.palette import ACCENT

_STYLE = (
    f'fill="none" stroke="{ACCENT}" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"'
)


def _mark(path: str) -> str:
    """A white rim keeps the mark legible on any ground."""
    halo = _STYLE.replace(ACCENT, "#FFFFFF").replace('"6"', '"11"')
    return f'<path d="{path}" {halo} opacity="0.75"/><path d="{path}" {_STYLE}/>'


def box(mark: str) -> Box | None:
    """The box around a mark; None when there is none."""
    pairs = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", mark)]
    if not pairs:
        return None
    xs, ys = [p[0] for p in pairs], [p[1] for p in pairs]
    return Box(min(xs) - 8, min(ys) - 8, max(xs) + 8, max(ys) + 8)


def _head(tip: Point, direction: float, size: float = 15.0) -> str:
    left, right = toward(tip, direction + 145, size), toward(tip, direction - 145, size)
    return f"M{left[0]:.1f} {left[1]:.1f}L{tip[0]:.1f} {tip[1]:.1f}L{right[0]:.1f} {right[1]:.1f}"


def arrow(a: Point, b: Point, bend: float = 0.0) -> str:
    """From a to b; `bend` px to the left of the way."""
    along = angle_of(a, b)
    mx, my = toward(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), along - 90, bend)
    end = angle_of((mx, my), b)
    return _mark(f"M{a[0]:.1f} {a[1]:.1f}Q{mx:.1f} {my:.1f} {b[0]:.1f} {b[1]:.1f}{_head(b, end)}")


def double(a: Point, b: Point) -> str:
    """There and back."""
    along = angle_of(a, b)
    line = f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
    return _mark(line + _head(b, along) + _head(a, along + 180))


def arc(centre: Point, rx: float, ry: float, start: float, end: float, head: bool = True) -> str:
    """Part of an ellipse, angles in degrees, clockwise when end > start."""
    steps = max(6, int(abs(end - start) / 8))
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    points = [(centre[0] + rx * math.cos(a), centre[1] + ry * math.sin(a)) for a in angles]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    tail = _head(points[-1], angle_of(points[-2], points[-1])) if head else ""
    return _mark(path + tail)


def push_lines(at: Point, direction: float, spread: float = 26.0) -> str:
    """Two short arrows side by side: pressure."""
    out = []
    for side in (-spread, spread):
        x, y = toward(at, direction + 90, side)
        a = toward((x, y), direction + 180, 42)
        out.append(arrow(a, (x, y)))
    return "".join(out)
