"""Rounded shapes with one outline: the vocabulary of drawn bodies.

Paths are closed and wound the same way, so that several in one `d` unite instead of cancelling.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from generators.workbench.geometry import Point, angle_of, lerp, mix, toward

OUTLINE = 2.6  # px


def shade(colour: str, by: float) -> str:
    """Towards black for by < 0, towards white for by > 0."""
    goal = 255 if by > 0 else 20
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(lerp(p, goal, abs(by))):02X}" for p in parts)


def gradients(svg: str) -> str:
    """The definitions of all gradients that `svg` uses: light from the upper left."""
    used = sorted(set(re.findall(r"url\(#figure-([0-9A-F]{6})\)", svg)))
    return "".join(
        f'<linearGradient id="figure-{c}" x1="0.1" y1="0" x2="0.5" y2="1">'
        f'<stop offset="0" stop-color="{shade("#" + c, 0.2)}"/>'
        f'<stop offset="0.45" stop-color="#{c}"/>'
        f'<stop offset="1" stop-color="{shade("#" + c, -0.14)}"/></linearGradient>'
        for c in used
    )


def solid(paths: Sequence[str], colour: str, edge: str = "", width: float = OUTLINE) -> str:
    """One body out of several shapes."""
    edge = edge or shade(colour, -0.42)
    d = "".join(paths)
    return (
        f'<path d="{d}" fill="{edge}" stroke="{edge}" stroke-width="{2 * width:g}" '
        f'stroke-linejoin="round"/><path d="{d}" fill="url(#figure-{colour[1:].upper()})"/>'
    )


def stroke(points: Sequence[Point], colour: str, width: float, opacity: float = 1.0) -> str:
    return (
        f'<path d="{open_path(points)}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" '
        f'stroke-linecap="round" stroke-linejoin="round" opacity="{opacity:g}"/>'
    )


def blob(points: Sequence[Point]) -> str:
    """A smooth closed path through the points, always wound the same way."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, rotated(points), strict=True))
    loop = list(points) if area > 0 else list(reversed(points))
    return _cubic([loop[-1], *loop, loop[0], loop[1]]) + "Z"


def rotated(points: Sequence[Point]) -> list[Point]:
    return [*points[1:], points[0]]


def open_path(points: Sequence[Point]) -> str:
    return _cubic([points[0], *points, points[-1]])


def _cubic(p: Sequence[Point]) -> str:
    """Catmull-Rom through p[1]..p[-2] as cubic curves."""
    out = [f"M{p[1][0]:.1f} {p[1][1]:.1f}"]
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        out.append(
            f"C{b[0] + (c[0] - a[0]) / 6:.1f} {b[1] + (c[1] - a[1]) / 6:.1f} "
            f"{c[0] - (d[0] - b[0]) / 6:.1f} {c[1] - (d[1] - b[1]) / 6:.1f} {c[0]:.1f} {c[1]:.1f}"
        )
    return "".join(out)


def capsule(a: Point, ra: float, b: Point, rb: float) -> str:
    """Two circles and what lies between them."""
    d = max(math.dist(a, b), 1e-6)
    if d <= abs(ra - rb):
        centre, r = (a, ra) if ra > rb else (b, rb)
        return capsule(centre, r, (centre[0] + 0.1, centre[1]), r)
    along, open_ = angle_of(a, b), math.degrees(math.acos((ra - rb) / d))
    a0, a1 = toward(a, along + open_, ra), toward(a, along - open_, ra)
    b0, b1 = toward(b, along + open_, rb), toward(b, along - open_, rb)
    return (
        f"M{a1[0]:.1f} {a1[1]:.1f}L{b1[0]:.1f} {b1[1]:.1f}"
        f"A{rb:.1f} {rb:.1f} 0 {int(open_ > 90)} 1 {b0[0]:.1f} {b0[1]:.1f}"
        f"L{a0[0]:.1f} {a0[1]:.1f}A{ra:.1f} {ra:.1f} 0 {int(open_ < 90)} 1 {a1[0]:.1f} {a1[1]:.1f}Z"
    )


def limb(a: Point, b: Point, radii: Sequence[float], scale: float) -> list[str]:
    """Capsules from a to b; radii in cm at equal distances."""
    count = len(radii) - 1
    spots = [mix(a, b, i / count) for i in range(count + 1)]
    return [
        capsule(spots[i], radii[i] * scale, spots[i + 1], radii[i + 1] * scale)
        for i in range(count)
    ]
