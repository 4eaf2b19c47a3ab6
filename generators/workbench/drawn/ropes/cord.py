"""A cord as a path with height: where two strands cross, the higher one is drawn over the lower.

A `Track` is a smooth curve through (x, y, height) points; the engine of every rope drawing here.
Crossings are found on the curve itself, so tests can read off the knot that was really drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from generators.workbench.geometry import Point, lerp

Knot = tuple[float, float, float]  # x, y in px; height, 0 = on the table, higher = nearer to us
STEP = 4.0  # px between samples: fine enough that a 20 px cord shows no corners
PER_SPAN = 14  # curve points between two control points
LEVELS = 4  # runs of one cord are drawn in steps of 1/4 height


@dataclass(frozen=True)
class Crossing:
    """Two places on the same cord over one point of the picture; lengths in px from the start."""

    over: float
    under: float
    at: Point


@dataclass(frozen=True)
class Track:
    """A centripetal Catmull-Rom curve through `knots`."""

    knots: tuple[Knot, ...]

    @cached_property
    def samples(self) -> tuple[Knot, ...]:
        """Points every STEP px along the curve."""
        return _resampled(_curve(self.knots))

    @property
    def length(self) -> float:
        return STEP * (len(self.samples) - 1)

    def point(self, length: float) -> Knot:
        """The place `length` px from the start."""
        index = min(max(length / STEP, 0.0), len(self.samples) - 1.001)
        low = int(index)
        a, b = self.samples[low], self.samples[low + 1]
        return tuple(lerp(p, q, index - low) for p, q in zip(a, b, strict=True))  # type: ignore[return-value]

    def until(self, length: float) -> tuple[Knot, ...]:
        """The samples up to `length`, the end itself included."""
        return (*self.samples[: int(length / STEP) + 1], self.point(length))

    def length_at(self, knot: float) -> float:
        """How far along the curve control point number `knot` lies (fractions between), px."""
        spans = self._spans
        whole = min(int(knot), len(spans) - 1)
        return lerp(spans[whole], spans[min(whole + 1, len(spans) - 1)], knot - whole)

    @cached_property
    def _spans(self) -> tuple[float, ...]:
        points, total, lengths = _curve(self.knots), 0.0, [0.0]
        for i, (a, b) in enumerate(pairwise(points), 1):
            total += math.hypot(b[0] - a[0], b[1] - a[1])
            if i % PER_SPAN == 0:
                lengths.append(total)
        return tuple(lengths)

    def crossings(self) -> list[Crossing]:
        """Every self-crossing in the order of the first visit."""
        found = []
        points = self.samples
        for i in range(len(points) - 1):
            for j in range(i + 3, len(points) - 1):
                cut = _intersection(points[i], points[i + 1], points[j], points[j + 1])
                if cut is None:
                    continue
                (x, y), a, b = cut
                here, there = (i + a) * STEP, (j + b) * STEP
                high, low = self.point(here)[2], self.point(there)[2]
                over, under = (here, there) if high > low else (there, here)
                found.append(Crossing(over, under, (x, y)))
        return found


def morph(a: Sequence[Knot], b: Sequence[Knot], t: float) -> tuple[Knot, ...]:
    """Control points between two knots of equal length; heights are those of `b`."""
    return tuple(
        (lerp(p[0], q[0], t), lerp(p[1], q[1], t), q[2]) for p, q in zip(a, b, strict=True)
    )


@dataclass(frozen=True)
class Cord:
    """How a cord looks: widths in px, colours."""

    width: float = 20.0
    body: str = "#DDB982"
    edge: str = "#8C6533"
    light: str = "#F2DDB4"
    twist: str = "#B98F55"

    def layers(self, samples: Sequence[Knot], whipped: bool = True) -> list[tuple[float, str]]:
        """(height, fragment) of every run, lowest first; `whipped` marks the working end red."""
        runs = [(level, self._run(samples, start, stop)) for level, start, stop in _runs(samples)]
        if whipped and len(samples) > 8:
            runs.append((samples[-1][2] + 0.01, self._whipping(samples[-7:])))
        return sorted(runs, key=lambda run: run[0])

    def _run(self, samples: Sequence[Knot], start: int, stop: int) -> str:
        path = _path(samples[max(start - 1, 0) : stop + 2])
        edge, body = self.width + 5, self.width
        return (
            f'<g fill="none" stroke-linejoin="round">'
            f'<path d="{path}" stroke="{self.edge}" stroke-width="{edge:g}"/>'
            f'<path d="{path}" stroke="{self.body}" stroke-width="{body:g}"/>'
            f'<path d="{_path(_offset(samples[max(start - 1, 0) : stop + 2], -body * 0.22))}" '
            f'stroke="{self.light}" stroke-width="{body * 0.2:g}" opacity=".8"/>'
            f'<path d="{self._twists(samples, start, stop)}" stroke="{self.twist}" '
            f'stroke-width="2.4" stroke-linecap="round"/></g>'
        )

    def _twists(self, samples: Sequence[Knot], start: int, stop: int) -> str:
        marks = []
        every = max(2, round(self.width * 0.6 / STEP))
        for i in range(start, min(stop + 1, len(samples) - 1)):
            if i % every:
                continue
            (x, y, _), (nx, ny, _) = samples[i], samples[i + 1]
            a = math.atan2(ny - y, nx - x)
            across, along = self.width * 0.34, self.width * 0.26
            dx = -math.sin(a) * across + math.cos(a) * along
            dy = math.cos(a) * across + math.sin(a) * along
            marks.append(f"M{x - dx:.1f} {y - dy:.1f}L{x + dx:.1f} {y + dy:.1f}")
        return "".join(marks)

    def _whipping(self, tail: Sequence[Knot]) -> str:
        path = _path(tail)
        return (
            f'<g fill="none" stroke-linecap="round"><path d="{path}" stroke="#7E2A22" '
            f'stroke-width="{self.width + 5:g}"/><path d="{path}" stroke="#C8443A" '
            f'stroke-width="{self.width:g}"/></g>'
        )


def _runs(samples: Sequence[Knot]) -> list[tuple[float, int, int]]:
    """(height, first, last) of stretches with the same quantised height."""
    levels = [round(h * LEVELS) / LEVELS for _, _, h in samples]
    runs, start = [], 0
    for i in range(1, len(levels) + 1):
        if i == len(levels) or levels[i] != levels[start]:
            runs.append((levels[start], start, i - 1))
            start = i
    return runs


def _path(points: Sequence[Knot]) -> str:
    head, *rest = points
    return f"M{head[0]:.1f} {head[1]:.1f}" + "".join(f"L{x:.1f} {y:.1f}" for x, y, _ in rest)


def _offset(points: Sequence[Knot], by: float) -> list[Knot]:
    """The points moved sideways toward the light (upper left), whatever way the cord runs."""
    return [(x + by * 0.7, y + by * 0.7, h) for x, y, h in points]


def _curve(knots: Sequence[Knot]) -> list[Knot]:
    padded = [_beyond(knots[1], knots[0]), *knots, _beyond(knots[-2], knots[-1])]
    points = [
        _spline(padded[i : i + 4], k / PER_SPAN)
        for i in range(len(knots) - 1)
        for k in range(PER_SPAN)
    ]
    return [*points, knots[-1]]


def _beyond(a: Knot, b: Knot) -> Knot:
    return 2 * b[0] - a[0], 2 * b[1] - a[1], b[2]


def _spline(p: Sequence[Knot], u: float) -> Knot:
    """Barry and Goldman's pyramid for centripetal Catmull-Rom; height is linear in between."""
    t = [0.0]
    for a, b in pairwise(p):
        t.append(t[-1] + max(math.hypot(b[0] - a[0], b[1] - a[1]), 1e-6) ** 0.5)
    s = lerp(t[1], t[2], u)

    def blend(a: Point, b: Point, ta: float, tb: float) -> Point:
        w = (s - ta) / (tb - ta)
        return lerp(a[0], b[0], w), lerp(a[1], b[1], w)

    flat = [(x, y) for x, y, _ in p]
    lower = [blend(flat[i], flat[i + 1], t[i], t[i + 1]) for i in range(3)]
    upper = [blend(lower[i], lower[i + 1], t[i], t[i + 2]) for i in range(2)]
    x, y = blend(upper[0], upper[1], t[1], t[2])
    return x, y, lerp(p[1][2], p[2][2], u)


def _resampled(points: Sequence[Knot]) -> tuple[Knot, ...]:
    out, carried = [points[0]], 0.0
    for a, b in pairwise(points):
        span = math.hypot(b[0] - a[0], b[1] - a[1])
        while carried + span >= STEP:
            w = (STEP - carried) / span
            a = tuple(lerp(p, q, w) for p, q in zip(a, b, strict=True))  # type: ignore[assignment]
            out.append(a)
            span, carried = math.hypot(b[0] - a[0], b[1] - a[1]), 0.0
        carried += span
    return tuple(out)


def _intersection(a: Knot, b: Knot, c: Knot, d: Knot) -> tuple[Point, float, float] | None:
    """Where segments ab and cd cut, with the shares of each; None when they do not."""
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if abs(cross) < 1e-9:
        return None
    u = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
    v = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
    if not (0 <= u < 1 and 0 <= v < 1):
        return None
    return (a[0] + u * rx, a[1] + u * ry), u, v
