"""A flat band in space: wraps, free ends and loops of a bow, as strips of shaded quads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from generators.workbench.drawn.folding.paper import Look, Panel, Vec, add, cross, dot, unit
from generators.workbench.geometry import lerp

RED = Look(front=("#9E352C", "#D9574C"), back=("#8E2F27", "#E06A5E"), edge="#8E2F27")
UP: Vec = (0.0, 0.0, 1.0)


def length(points: Sequence[Vec]) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(points))


def cut_to(points: Sequence[Vec], size: float) -> list[Vec]:
    """The first `size` cm of a line."""
    out, left = [points[0]], size
    for a, b in pairwise(points):
        span = math.dist(a, b)
        if span >= left:
            out.append(add(a, add(b, a, -1), left / max(span, 1e-9)))
            return out
        out.append(b)
        left -= span
    return out


def even(points: Sequence[Vec], count: int) -> list[Vec]:
    """`count` points at even distances along a line."""
    total, out, walked = length(points), [points[0]], 0.0
    spans = list(pairwise(points))
    i = 0
    for k in range(1, count - 1):
        goal = total * k / (count - 1)
        while walked + math.dist(*spans[i]) < goal:
            walked += math.dist(*spans[i])
            i += 1
        a, b = spans[i]
        out.append(add(a, add(b, a, -1), (goal - walked) / max(math.dist(a, b), 1e-9)))
    return [*out, points[-1]]


def smooth(knots: Sequence[Vec], per_span: int = 8) -> list[Vec]:
    """A Catmull-Rom curve through the points."""
    padded = [add(knots[0], add(knots[0], knots[1], -1)), *knots]
    padded.append(add(knots[-1], add(knots[-1], knots[-2], -1)))
    out = [
        _spline(padded[i : i + 4], k / per_span)
        for i in range(len(knots) - 1)
        for k in range(per_span)
    ]
    return [*out, knots[-1]]


def _spline(p: Sequence[Vec], u: float) -> Vec:
    a, b = -0.5 * u + u * u - 0.5 * u**3, 1 - 2.5 * u * u + 1.5 * u**3
    c, d = 0.5 * u + 2 * u * u - 1.5 * u**3, -0.5 * u * u + 0.5 * u**3
    x, y, z = (a * p[0][i] + b * p[1][i] + c * p[2][i] + d * p[3][i] for i in range(3))
    return x, y, z


def blend(a: Sequence[Vec], b: Sequence[Vec], t: float) -> list[Vec]:
    """Point by point between two lines of equal count."""
    return [
        (lerp(p[0], q[0], t), lerp(p[1], q[1], t), lerp(p[2], q[2], t))
        for p, q in zip(a, b, strict=True)
    ]


def strip(
    points: Sequence[Vec], width: float, side: Vec | None = None, slant: float = 0.0
) -> list[Panel]:
    """Quads along a line; `side` = direction of the width, None = level with the table.

    `slant`: cm by which the last edge is cut askew.
    """
    sides = _sides(points, side)
    rims = [
        (add(p, s, width / 2), add(p, s, -width / 2)) for p, s in zip(points, sides, strict=True)
    ]
    if slant:
        along = unit(add(points[-1], points[-2], -1))
        rims[-1] = add(rims[-1][0], along, slant / 2), add(rims[-1][1], along, -slant / 2)
    last = len(rims) - 2
    return [
        Panel((p[0], q[0], q[1], p[1]), RED, (1.8, 1.8 if i == last else 0.0, 1.8, 0.0))
        for i, (p, q) in enumerate(pairwise(rims))
    ]


def _sides(points: Sequence[Vec], side: Vec | None) -> list[Vec]:
    out: list[Vec] = []
    for i in range(len(points)):
        ahead, back = points[min(i + 1, len(points) - 1)], points[max(i - 1, 0)]
        along = unit(add(ahead, back, -1))
        if side is not None:
            out.append(unit(add(side, along, -dot(side, along))))
            continue
        level = cross(UP, along)
        steep = dot(level, level) < 0.02
        out.append(out[-1] if steep and out else unit(level) if not steep else (0.0, 1.0, 0.0))
    return out
