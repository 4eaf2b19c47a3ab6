"""What first-aid lessons share: gauze, dressing, clock, calendar; centred on a point (px)."""

from __future__ import annotations

import math

from generators.workbench.drawn.shapes import blob, shade, solid, stroke
from generators.workbench.geometry import Point
from generators.workbench.palette import INK

BLOOD = "#C22F2B"
GAUZE, TAPE = "#FBF8F1", "#E9C8A2"


def gauze_pad(at: Point, size: float = 1.0, soaked: float = 0.0) -> str:
    """A folded gauze pad."""
    (x, y), a, b = at, 62 * size, 48 * size
    square = f"M{x - a:.1f} {y - b:.1f}h{2 * a:.1f}v{2 * b:.1f}h{-2 * a:.1f}Z"
    weave = "".join(
        f"M{x - a:.1f} {y - b + 2 * b * k / 6:.1f}h{2 * a:.1f}"
        f"M{x - a + 2 * a * k / 7:.1f} {y - b:.1f}v{2 * b:.1f}"
        for k in range(1, 6)
    )
    out = solid([square], GAUZE, "#B9B2A0") + (
        f'<path d="{weave}" stroke="#D9D3C4" stroke-width="1.6" fill="none"/>'
    )
    if soaked > 0:
        out += (
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{30 * soaked:.1f}" ry="{24 * soaked:.1f}" '
            f'fill="{BLOOD}" opacity=".6"/>'
        )
    return out


def clock(at: Point, share: float, r: float = 44.0) -> str:
    """The clock with the share of its time that has passed."""
    x, y = at
    a = 2 * math.pi * min(share, 0.999) - math.pi / 2
    edge = (x + r * 0.78 * math.cos(a), y + r * 0.78 * math.sin(a))
    wedge = (
        f"M{x:.1f} {y:.1f}V{y - r * 0.78:.1f}A{r * 0.78:.1f} {r * 0.78:.1f} 0 "
        f"{int(share > 0.5)} 1 {edge[0]:.1f} {edge[1]:.1f}Z"
    )
    ticks = "".join(
        stroke(
            [
                (x + r * k * math.cos(math.tau * i / 12), y + r * k * math.sin(math.tau * i / 12))
                for k in (0.72, 0.84)
            ],
            "#6E6759",
            2.4,
        )
        for i in range(12)
    )
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"'
    return (
        f'{ring} fill="#FBF6EC" stroke="#A83A30" stroke-width="8"/>'
        f'<path d="{wedge}" fill="#E39A86"/>{ticks}'
        + stroke([at, edge], INK, 4)
        + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#A83A30"/>'
    )


def dressing(at: Point, stuck: float = 1.0) -> str:
    """An adhesive wound dressing; `stuck` 0 = still curled at both ends."""
    x, y = at
    lift = 22 * (1 - stuck)
    ends = [
        (x - 104, y - 40 - lift),
        (x - 40, y - 46),
        (x + 40, y - 46),
        (x + 104, y - 40 - lift),
        (x + 110, y - lift),
        (x + 104, y + 40 - lift),
        (x + 40, y + 46),
        (x - 40, y + 46),
        (x - 104, y + 40 - lift),
        (x - 110, y - lift),
    ]
    out = solid([blob(ends)], TAPE, "#AD8254")
    pad = f"M{x - 46} {y - 30}h92q6 0 6 6v48q0 6 -6 6h-92q-6 0 -6 -6v-48q0 -6 6 -6Z"
    out += f'<path d="{pad}" fill="{shade(TAPE, 0.4)}" stroke="#C49A6A" stroke-width="2.4"/>'
    for side in (-1, 1):
        for k in range(3):
            for j in range(3):
                cx = x + side * (64 + 14 * k)
                cy = y - 20 + 20 * j - lift * (k + 1) / 3
                out += f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="2.4" fill="#AD8254"/>'
    return out


def calendar(at: Point) -> str:
    x, y = at
    card = f"M{x - 70} {y - 60}h140v130h-140Z"
    out = solid([card], "#FBF8F1", "#8A7A55")
    out += f'<path d="M{x - 70} {y - 60}h140v32h-140Z" fill="#3F7C85"/>'
    for row in range(3):
        for col in range(4):
            cx, cy = x - 48 + 32 * col, y - 8 + 28 * row
            out += f'<circle cx="{cx}" cy="{cy}" r="8" fill="#C9C2B0"/>'
            if row * 4 + col < 7:
                out += stroke([(cx - 8, cy), (cx - 2, cy + 7), (cx + 9, cy - 8)], "#4F8A3F", 4)
    return out
