"""What sushi is rolled from, seen from above: mat, nori, rice, filling, the roll in its mat.

Sizes are those of a full sheet of nori, 19 cm wide and 21 cm deep, at PX_PER_CM.
"""

from __future__ import annotations

import math
import random
from functools import cache

from generators.workbench.drawn.kitchen.worktop import shade
from generators.workbench.geometry import Box, Point, lerp

PX_PER_CM = 14.0
NORI = Box(226.0, 148.0, 226.0 + 19 * PX_PER_CM, 148.0 + 21 * PX_PER_CM)
MAT = Box(176.0, 112.0, 176.0 + 27 * PX_PER_CM, 112.0 + 25 * PX_PER_CM)
BARE = 2.0  # cm at the far edge without rice
FILLED_AT = NORI.y1 - 6.5 * PX_PER_CM  # y of the row of filling: a third from the near edge
ROLL_R = 2.4 * PX_PER_CM
GREEN, SALMON, DARK = "#8DB45F", "#F0855C", "#24392F"


@cache
def grains(box: Box, count: int, seed: int = 4) -> str:
    """Cooked rice: short white grains all over the box."""
    rng = random.Random(seed)
    d = []
    for _ in range(count):
        x, y = rng.uniform(box.x0, box.x1), rng.uniform(box.y0, box.y1)
        a, r = rng.uniform(0, math.pi), rng.uniform(3, 5)
        d.append(f"M{x:.0f} {y:.0f}l{r * math.cos(a):.1f} {r * math.sin(a):.1f}")
    return _grain_paths("".join(d))


@cache
def round_grains(at: Point, r: float, count: int, seed: int = 3) -> str:
    """The same within a circle."""
    rng = random.Random(seed)
    d = []
    for _ in range(count):
        a, k = rng.uniform(0, math.tau), r * math.sqrt(rng.random())
        x, y, turn = at[0] + k * math.cos(a), at[1] + k * math.sin(a), rng.uniform(0, math.pi)
        d.append(f"M{x:.0f} {y:.0f}l{4 * math.cos(turn):.1f} {4 * math.sin(turn):.1f}")
    return _grain_paths("".join(d))


def _grain_paths(path: str) -> str:
    return (
        f'<g fill="none" stroke-linecap="round"><path d="{path}" stroke="#CFC4AC" '
        f'stroke-width="7.5"/><path d="{path}" stroke="#FFFEFA" stroke-width="5"/></g>'
    )


def rice_layer(box: Box, seed: int = 4) -> str:
    """An even layer: a soft white bed with grains on it."""
    inner = Box(box.x0 + 4, box.y0 + 4, box.x1 - 7, box.y1 - 4)
    return (
        f'<rect x="{box.x0}" y="{box.y0:.1f}" width="{box.width}" height="{box.height:.1f}" rx="7" '
        f'fill="#F6F0E2" stroke="#CFC4AC" stroke-width="2.4"/>'
        + grains(inner, int(inner.width * max(inner.height, 0) / 95), seed)
    )


def mat(near: float = 0.0) -> str:
    """The bamboo mat; its nearest `near` px are lifted off the table and not drawn here."""
    b = MAT
    end = b.y1 - near
    slats = "".join(
        f'<rect x="{b.x0}" y="{y:.1f}" width="{b.width}" height="10" rx="4"/>'
        for y in _slats(b.y0, end)
    )
    cords = "".join(f"M{b.x0 + k * b.width:.1f} {b.y0}V{end:.1f}" for k in (0.12, 0.5, 0.88))
    return (
        f'<rect x="{b.x0 + 5}" y="{b.y0 + 8}" width="{b.width}" height="{end - b.y0:.1f}" rx="6" '
        f'fill="#5A3D24" opacity=".2"/><g fill="#DDBE7C" stroke="#A8803C" stroke-width="1.8">'
        f'{slats}</g><path d="{cords}" fill="none" stroke="#F6EFD9" stroke-width="3.4" '
        'stroke-dasharray="7 4"/>'
    )


def _slats(start: float, end: float) -> list[float]:
    return [start + 11 * i for i in range(int((end - start) / 11))]


def nori(near: float = 0.0) -> str:
    """The sheet, its nearest `near` px already rolled in."""
    b = NORI
    height = max(b.height - near, 2.0)
    return (
        f'<rect x="{b.x0}" y="{b.y0}" width="{b.width}" height="{height:.1f}" rx="4" '
        f'fill="{DARK}" stroke="#101C16" stroke-width="2.6"/><path d="M{b.x0 + 14} {b.y0 + 9}H'
        f'{b.x1 - 40}" stroke="#5C7A69" stroke-width="3" stroke-linecap="round"/>'
    )


def sheet(rice: float = 1.0, near: float = 0.0) -> str:
    """Nori with rice on it; `rice` 0..1 = how much of its bed is covered, from the far side."""
    b = NORI
    top = b.y0 + BARE * PX_PER_CM
    bottom = lerp(top, b.y1 - 4, rice) if rice < 1 else b.y1 - 4
    bottom = min(bottom, b.y1 - near)
    bed = rice_layer(Box(b.x0 + 5, top, b.x1 - 5, bottom)) if bottom > top + 14 else ""
    return nori(near) + bed


def filling(shown: float = 1.0) -> str:
    """Cucumber and salmon in one row from edge to edge."""
    x0, x1, y = NORI.x0 + 2, NORI.x1 - 2, FILLED_AT
    end = lerp(x0 + 8, x1, shown)
    return "".join(
        f'<rect x="{x0}" y="{y + dy - 8:.1f}" width="{end - x0:.1f}" height="16" rx="6" '
        f'fill="{colour}" stroke="{edge}" stroke-width="2.4"/><path d="M{x0 + 10} {y + dy - 3:.1f}'
        f'H{end - 8:.1f}" stroke="{light}" stroke-width="3" stroke-linecap="round"/>'
        for dy, colour, edge, light in (
            (-9, GREEN, "#4B7338", "#C5DFA0"),
            (9, SALMON, "#B04F2C", "#FBC3A6"),
        )
    )


def in_mat(y: float) -> str:
    """The roll under the mat, which lies over it; its ends show what is inside."""
    x0, x1 = MAT.x0, MAT.x1
    r = ROLL_R + 5
    ends = roll_end((NORI.x0 - 4, y), -1) + roll_end((NORI.x1 + 4, y), 1)
    n = 6
    slats = []
    for i in range(n):
        a0, a1 = math.pi * i / n, math.pi * (i + 1) / n
        top, bottom = y - r * math.cos(a0), y - r * math.cos(a1)
        light = 0.5 + 0.5 * math.sin((a0 + a1) / 2 + 0.5)
        colour = "#EBD29A" if light > 0.86 else "#DDBE7C" if light > 0.6 else "#BF9A56"
        slats.append(
            f'<rect x="{NORI.x0 - 2}" y="{top:.1f}" width="{NORI.width + 4}" '
            f'height="{bottom - top:.1f}" rx="3" fill="{colour}" stroke="#A8803C" '
            'stroke-width="1.8"/>'
        )
    cords = "".join(f"M{x0 + k * (x1 - x0):.1f} {y - r:.1f}V{y + r:.1f}" for k in (0.22, 0.5, 0.78))
    return (
        shade(((x0 + x1) / 2, y + r * 0.9), NORI.width / 2 + 18, 12, 0.3)
        + ends
        + "".join(slats)
        + f'<path d="{cords}" fill="none" stroke="#F6EFD9" stroke-width="3.4" '
        'stroke-dasharray="7 4"/>'
    )


def roll_end(at: Point, side: int, r: float = ROLL_R) -> str:
    """The end of a roll: nori, rice, filling, seen at a slant."""
    x, y = at[0] + side * 5, at[1]
    return (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{r * 0.62:.1f}" ry="{r:.1f}" fill="{DARK}" '
        f'stroke="#101C16" stroke-width="2.4"/><ellipse cx="{x + side * 4:.1f}" cy="{y:.1f}" '
        f'rx="{r * 0.5:.1f}" ry="{r * 0.86:.1f}" fill="#FFFDF6"/>'
        f'<ellipse cx="{x + side * 6:.1f}" cy="{y - 7:.1f}" rx="{r * 0.2:.1f}" ry="{r * 0.24:.1f}" '
        f'fill="{GREEN}"/><ellipse cx="{x + side * 6:.1f}" cy="{y + 8:.1f}" rx="{r * 0.2:.1f}" '
        f'ry="{r * 0.24:.1f}" fill="{SALMON}"/>'
    )


def piece(at: Point, r: float = 31.0) -> str:
    x, y = at
    return (
        shade((x + 3, y + 6), r, r)
        + f'<circle cx="{x}" cy="{y}" r="{r}" fill="{DARK}" stroke="#101C16" stroke-width="2.6"/>'
        f'<circle cx="{x}" cy="{y}" r="{r * 0.84:.1f}" fill="#FFFDF6" stroke="#CFC4AC" '
        f'stroke-width="1.6"/><rect x="{x - 11}" y="{y - 11}" width="11" height="22" rx="3" '
        f'fill="{GREEN}" stroke="#4B7338" stroke-width="1.8"/><rect x="{x}" y="{y - 11}" '
        f'width="11" height="22" rx="3" fill="{SALMON}" stroke="#B04F2C" stroke-width="1.8"/>'
    )
