"""Water, steam, grains, bubbles, sparks: drawn per frame, the same for the same t."""

from __future__ import annotations

import math
import random

from generators.workbench.geometry import Box, Point, clamp, lerp, mix
from generators.workbench.palette import STEAM, liquid
from generators.workbench.scene import Item


def around(*points: Point, margin: float) -> Box:
    """The box of some points with a margin: what an effect may draw on."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Box(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)


def stream(
    spout: Point,
    end: Point,
    liquid_name: str,
    t: float,
    width: float = 7.0,
    z: float = 47.0,
    head: float = 1.0,
    tail: float = 0.0,
) -> Item:
    """A falling stream: a parabola from the spout to `end`; `tail`..`head` is what is there."""
    colours = liquid(liquid_name)
    points = [_fall(spout, end, lerp(tail, head, i / 12)) for i in range(13)]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dash = -(t * 900) % 46
    return Item(
        z,
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round"><path d="{path}" '
        f'stroke="{colours.body}" stroke-width="{width:.1f}"/><path d="{path}" '
        f'stroke="{colours.glint}" stroke-width="{max(1.6, width * 0.3):.1f}" opacity="0.9" '
        f'stroke-dasharray="30 16" stroke-dashoffset="{dash:.1f}"/></g>',
        box=around(spout, end, margin=width + 2),
    )


def _fall(spout: Point, end: Point, s: float) -> Point:
    """Even sideways, ever faster downwards: y grows with the square of the time."""
    return lerp(spout[0], end[0], s), lerp(spout[1], end[1], 0.25 * s + 0.75 * s * s)


def splash(at: Point, liquid_name: str, t: float, size: float = 16.0, z: float = 48.0) -> Item:
    """Ripples where a stream meets a surface."""
    colours = liquid(liquid_name)
    rings = []
    for i in range(2):
        s = (t * 6 + i / 2) % 1
        rings.append(
            f'<ellipse cx="{at[0]:.1f}" cy="{at[1]:.1f}" rx="{4 + size * s:.1f}" '
            f'ry="{1 + size * s * 0.22:.1f}" fill="none" stroke="{colours.glint}" '
            f'stroke-width="2" opacity="{0.8 * (1 - s):.2f}"/>'
        )
    return Item(z, "".join(rings), box=around(at, margin=size + 8))


def steam(at: Point, t: float, size: float = 1.0, z: float = 48.0, count: int = 3) -> Item:
    """Slow curls that rise and fade."""
    curls = []
    for i in range(count):
        s = (t * 1.5 + i / count) % 1
        x = at[0] + (i - (count - 1) / 2) * 24 * size
        y = at[1] - 46 * size * s
        wave = 9 * size * math.sin(2 * math.pi * (s + i * 0.37))
        curls.append(
            f'<path d="M{x:.1f} {y:.1f}q{wave - 12 * size:.1f} {-13 * size:.1f} 0 {-26 * size:.1f}'
            f't0 {-24 * size:.1f}" opacity="{0.85 * math.sin(math.pi * clamp(s)):.2f}"/>'
        )
    return Item(
        z,
        f'<g fill="none" stroke="{STEAM}" stroke-width="{4.5 * size:.1f}" stroke-linecap="round">'
        f"{''.join(curls)}</g>",
        box=around(at, (at[0], at[1] - 90 * size), margin=(24 * count / 2 + 30) * size),
    )


def drops(
    start: Point, end: Point, liquid_name: str, t: float, count: int = 2, z: float = 47.0
) -> Item:
    """Single drops falling from start to end."""
    colours = liquid(liquid_name)
    out = []
    for i in range(count):
        s = (t * 4 + i / count) % 1
        x, y = lerp(start[0], end[0], s), lerp(start[1], end[1], s * s)
        out.append(
            f'<path d="M{x:.1f} {y - 8:.1f}q6 8 0 12q-6 -4 0 -12Z" fill="{colours.body}" '
            f'stroke="{colours.glint}" stroke-width="0.8"/>'
        )
    return Item(z, "".join(out), box=around(start, end, margin=14))


def grains(
    start: Point,
    end: Point,
    colour: str,
    t: float,
    spread: float = 22.0,
    count: int = 26,
    size: float = 2.6,
    z: float = 47.0,
) -> Item:
    """Strewn grains falling from a hand or spoon, the same ones in every frame."""
    rng = random.Random(7)
    out = []
    for _ in range(count):
        lag, side, r = rng.random(), rng.uniform(-1, 1), rng.uniform(0.7, 1.3)
        s = (t * 3 + lag) % 1
        x, y = mix(start, end, s * s)
        x = lerp(start[0], end[0], s) + side * spread * s
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size * r:.1f}"/>')
    svg = f'<g fill="{colour}" stroke="#2B2B2B" stroke-opacity="0.35">{"".join(out)}</g>'
    return Item(z, svg, box=around(start, end, margin=spread + 8))


def yolk(at: Point, size: float, z: float = 47.0) -> Item:
    """A raw egg as it falls."""
    x, y = at
    return Item(
        z,
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{size * 0.9:.1f}" ry="{size * 1.5:.1f}" '
        f'fill="#FBF6E4" fill-opacity="0.8" stroke="#D9CDA5" stroke-width="1.5"/>'
        f'<circle cx="{x:.1f}" cy="{y + size * 0.4:.1f}" r="{size * 0.72:.1f}" fill="#F2B632" '
        f'stroke="#C98A1E" stroke-width="1.5"/>',
        box=around(at, margin=size * 1.6 + 3),
    )


def bubbles(at: Point, half: float, t: float, z: float = 37.0, count: int = 7) -> Item:
    """Bubbles at a boiling surface."""
    rng = random.Random(3)
    out = []
    for _ in range(count):
        lag, side, r = rng.random(), rng.uniform(-0.8, 0.8), rng.uniform(2.5, 6)
        s = (t * 3 + lag) % 1
        out.append(
            f'<circle cx="{at[0] + side * half:.1f}" cy="{at[1] + 10 - 14 * s:.1f}" '
            f'r="{r * s:.1f}" fill="#FFFFFF" fill-opacity="0.55" stroke="#FFFFFF" '
            f'stroke-opacity="{1 - s:.2f}"/>'
        )
    return Item(z, "".join(out), box=around(at, margin=half + 22))


def sparkle(at: Point, s: float, size: float = 22.0, z: float = 90.0) -> Item:
    """Short rays: done, clean, fits. `s` 0..1 is its life."""
    if not 0 < s < 1:
        return Item(z, "", box=around(at, margin=1))
    inner, outer = size * (0.4 + 0.5 * s), size * (0.6 + 0.9 * s)
    rays = "".join(
        f"M{at[0] + inner * math.cos(a):.1f} {at[1] + inner * math.sin(a):.1f}"
        f"L{at[0] + outer * math.cos(a):.1f} {at[1] + outer * math.sin(a):.1f}"
        for a in (math.tau * i / 8 for i in range(8))
    )
    return Item(
        z,
        f'<path d="{rays}" stroke="#F2B632" stroke-width="4" stroke-linecap="round" '
        f'opacity="{1 - s * s:.2f}"/>',
        box=around(at, margin=size * 1.6 + 6),
    )


def ticks(at: Point, direction: float, s: float, z: float = 88.0, size: float = 20.0) -> Item:
    """Three short sound lines, as for a knock or a click; `s` 0..1 is their life."""
    if not 0 < s < 1:
        return Item(z, "", box=around(at, margin=1))
    out = []
    for side in (-35, 0, 35):
        a = math.radians(direction + side)
        r0, r1 = size * (0.8 + 0.5 * s), size * (1.4 + 0.6 * s)
        out.append(
            f"M{at[0] + r0 * math.cos(a):.1f} {at[1] + r0 * math.sin(a):.1f}"
            f"L{at[0] + r1 * math.cos(a):.1f} {at[1] + r1 * math.sin(a):.1f}"
        )
    return Item(
        z,
        f'<path d="{"".join(out)}" stroke="#2B2B2B" stroke-width="3.5" stroke-linecap="round" '
        f'opacity="{1 - s:.2f}"/>',
        box=around(at, margin=size * 2 + 6),
    )


def strip(a: Point, b: Point, half: float, z: float = 58.0) -> Item:
    """Skin or shell drawn off from `a` with the fingers at `b`, curled up between them."""
    x, y = a[0] - half * 0.6, a[1] + half
    path = (
        f"M{x - half:.1f} {y:.1f}Q{x:.1f} {a[1] - half * 2.2:.1f} {b[0]:.1f} {b[1] - half:.1f}"
        f"Q{b[0] + half:.1f} {b[1]:.1f} {b[0] - half * 0.4:.1f} {b[1] + half * 0.6:.1f}"
        f"Q{x + half:.1f} {a[1] - half * 0.2:.1f} {x + half:.1f} {y + half:.1f}Z"
    )
    return Item(
        z,
        f'<path d="{path}" fill="#D99A58" stroke="#8A5526" stroke-width="2.5" '
        f'stroke-linejoin="round"/>',
        box=around(a, b, margin=half * 4),
    )


def clock(at: Point, s: float, radius: float = 40.0, z: float = 80.0) -> Item:
    """A dial whose orange sector fills as time passes; `s` 0..1."""
    a = math.tau * clamp(s, 0.0, 0.999) - math.pi / 2
    x, y = at[0] + radius * 0.74 * math.cos(a), at[1] + radius * 0.74 * math.sin(a)
    top, r = at[1] - radius * 0.74, radius * 0.74
    sector = (
        f"M{at[0]:.1f} {at[1]:.1f}L{at[0]:.1f} {top:.1f}A{r:.1f} {r:.1f} 0 {int(s > 0.5)} 1 "
        f"{x:.1f} {y:.1f}Z"
    )
    hours = "".join(
        f"M{at[0] + radius * 0.78 * math.cos(h):.1f} {at[1] + radius * 0.78 * math.sin(h):.1f}"
        f"L{at[0] + radius * 0.9 * math.cos(h):.1f} {at[1] + radius * 0.9 * math.sin(h):.1f}"
        for h in (math.tau * i / 12 for i in range(12))
    )
    return Item(
        z,
        f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:.1f}" fill="#FFFDF8" '
        f'stroke="#2B2B2B" stroke-width="4"/><path d="{sector}" fill="#E4572E" opacity="0.85"/>'
        f'<path d="{hours}" stroke="#2B2B2B" stroke-width="3" stroke-linecap="round"/>'
        f'<path d="M{at[0]:.1f} {at[1]:.1f}L{x:.1f} {y:.1f}" stroke="#2B2B2B" stroke-width="4" '
        f'stroke-linecap="round"/><circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="4.5" '
        f'fill="#2B2B2B"/>',
        box=around(at, margin=radius + 4),
    )
