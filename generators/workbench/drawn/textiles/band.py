"""A flat band with a striped front and a plain back, in straight pieces between its bends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from generators.workbench.drawn.shapes import shade, solid, stroke
from generators.workbench.geometry import Point, lerp, mix

FRONT, BACK, EDGE, STRIPE = "#B8443C", "#8F352F", "#6B211C", "#F1D9A8"
STRIPES = 30.0  # px between two stripes
POINT = 40.0  # px of the pointed tip


@dataclass(frozen=True)
class Node:
    """A bend of the band: px, its width there, and the height and side of the run that follows."""

    x: float
    y: float
    width: float
    height: float = 2.0
    back: bool = False

    @property
    def at(self) -> Point:
        return self.x, self.y


def mixed(a: Sequence[Node], b: Sequence[Node], t: float) -> tuple[Node, ...]:
    return tuple(
        Node(
            lerp(p.x, q.x, t),
            lerp(p.y, q.y, t),
            lerp(p.width, q.width, t),
            q.height,
            q.back if t > 0.5 else p.back,
        )
        for p, q in zip(a, b, strict=True)
    )


def runs(nodes: Sequence[Node]) -> list[tuple[float, str]]:
    """(height, fragment) of every run; runs of one height and side in line are one piece."""
    out, start = [], 0
    for i in range(1, len(nodes)):
        last = i == len(nodes) - 1
        if not last and (nodes[i].height, nodes[i].back) == (
            nodes[start].height,
            nodes[start].back,
        ):
            continue
        out.append((nodes[start].height, _piece(nodes[start : i + 1], last)))
        start = i
    return out


def _piece(nodes: Sequence[Node], tip: bool) -> str:
    """A flat piece of band along its nodes; the last one of an end is pointed."""
    left, right = [], []
    for i, node in enumerate(nodes):
        a, b = nodes[max(i - 1, 0)], nodes[min(i + 1, len(nodes) - 1)]
        nx, ny = _normal(a.at, b.at)
        half = node.width / 2
        left.append((node.x + nx * half, node.y + ny * half))
        right.append((node.x - nx * half, node.y - ny * half))
    outline = [*left, *reversed(right)]
    if tip:
        back, front = nodes[-2].at, nodes[-1].at
        reach = POINT * nodes[-1].width / 84 / (math.dist(back, front) or 1.0)
        end = mix(back, front, 1 + reach)
        outline = [*left, end, *reversed(right)]
    colour = BACK if nodes[0].back else FRONT
    body = solid([polygon(outline)], colour, EDGE, 2.2)
    return body + (_seam(nodes) if nodes[0].back else _stripes(left, right))


def _normal(a: Point, b: Point) -> Point:
    size = math.dist(a, b) or 1.0
    return -(b[1] - a[1]) / size, (b[0] - a[0]) / size


def _seam(nodes: Sequence[Node]) -> str:
    return stroke([node.at for node in nodes], shade(BACK, 0.3), 2.4, 0.7)


def _stripes(left: Sequence[Point], right: Sequence[Point]) -> str:
    """Slanting stripes from edge to edge, STRIPES px apart along the middle."""
    out = ""
    for i in range(len(left) - 1):
        middle = mix(left[i], right[i], 0.5), mix(left[i + 1], right[i + 1], 0.5)
        count = max(1, round(math.dist(*middle) / STRIPES))
        for k in range(count):
            u = (k + 0.3) / count
            slant = 0.4 * math.dist(left[i], right[i]) / max(math.dist(*middle), 1.0)
            a, b = mix(left[i], left[i + 1], u), mix(right[i], right[i + 1], min(u + slant, 1.0))
            out += stroke([a, b], STRIPE, 5.0, 0.9)
    return out


def wrap_svg(corners: Sequence[Point]) -> str:
    """The wrap that lies on top of everything: the face of the knot."""
    top_left, top_right, low_right, low_left = corners
    out = solid([polygon(corners)], FRONT, EDGE, 2.2)
    for u in (0.18, 0.5, 0.82):
        a, b = mix(top_left, low_left, u), mix(top_right, low_right, max(u - 0.34, 0.0))
        out += stroke([mix(a, b, 0.03), mix(a, b, 0.97)], STRIPE, 5.0, 0.9)
    return out


def polygon(points: Sequence[Point]) -> str:
    """A closed path with straight edges."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
