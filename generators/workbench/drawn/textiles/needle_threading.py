"""Threading the needle, large: the end goes through the eye, is pulled until double, is knotted."""

from __future__ import annotations

from dataclasses import replace

from generators.workbench.drawn.ropes.cord import Knot, Track
from generators.workbench.drawn.textiles.needlework import (
    LEFT,
    RIGHT,
    Needle,
    between,
    left_hand,
    placed,
    right_hand,
    share,
    shirt,
    smooth,
    thread,
    window,
)
from generators.workbench.geometry import Placement, Point, lerp, mix, phase, toward
from generators.workbench.palette import Skin

LENGTH, ANGLE = 367.0, 125.0
EYE: Point = (400.0, 196.0)
NEEDLE = Needle(toward(EYE, ANGLE, LENGTH * 196 / 216), ANGLE, LENGTH)
HELD: Point = NEEDLE.along(0.36)
BOTH: Point = (548.0, 324.0)  # where the two ends meet; the knot comes here
TAIL: Point = (672.0, 366.0)
BEHIND: tuple[Point, ...] = (EYE, (366, 172), (334, 204), (356, 276), (450, 310), BOTH, TAIL)
BEFORE: tuple[Point, ...] = (EYE, (446, 206), (504, 268), BOTH, TAIL)
SUPPLY: tuple[Point, ...] = (EYE, (500, 176), (610, 214), (720, 300), (860, 330))
START: Point = (556.0, 186.0)  # where the end is before it reaches the eye
REST_SCALE, REST_EYE = 0.545, (560.0, 212.0)  # lying on the shirt, 200 px long, when done
KEY = 0.76
REACHED, GRIPPED, PULLED = 0.26, 0.36, 0.58  # t: end at the eye, hand beyond it, thread double
OPEN, TIGHT = 0.66, 0.88  # t: three loose turns made, drawn tight
TURNS = 3


def draw(t: float, skin: Skin) -> str:
    """The close-up at t; at t = 1 the threaded needle lies on the shirt."""
    back, front = right_hand(between(t, RIGHT, _end_hand(t), (0.0, 0.14), (0.88, 0.96)), skin, 8)
    held = between(t, LEFT, HELD, (0.0, 0.12), (0.88, 0.94))
    l_back, l_front = left_hand(held, skin, -20)
    brought = held[0] - HELD[0] if t < 0.5 else 0.0
    veil = 0.5 * (1 - phase(t, 0.9, 1.0))
    ground = shirt("no-button") + _veil(veil) + _tools(veil * 2)
    return (
        window(ground)
        + l_back
        + back
        + _group(phase(t, 0.9, 1.0), _threaded(t, brought), l_front if t < 0.94 else "")
        + front
    )


def lying(shift: float) -> str:
    """The threaded needle as it lies after the stage, moved `shift` px to the right."""
    return f'<g transform="translate({shift:.1f} 0)">{_group(1.0, _threaded(1.0), "")}</g>'


def _group(v: float, inner: str, hand: str) -> str:
    scale = lerp(1.0, REST_SCALE, v)
    x, y = mix(EYE, REST_EYE, v)
    place = f"translate({x:.2f} {y:.2f})scale({scale:.4f})translate({-EYE[0]:g} {-EYE[1]:g})"
    return f'<g transform="{place}">{inner}</g>{hand}'


def _veil(opacity: float) -> str:
    return (
        f'<rect x="32" y="92" width="710" height="400" fill="#F8F4EC" opacity="{opacity:.3f}"/>'
        if opacity > 0.005
        else ""
    )


def _tools(opacity: float) -> str:
    spool = placed("thread-spool", Placement((46, 108), (676, 228)))
    scissors = placed("scissors", Placement((128, 82), (560, 136), 8, 0.62))
    return f'<g opacity="{opacity:.3f}">{spool}{scissors}</g>' if opacity > 0.005 else ""


def _threaded(t: float, brought: float = 0.0) -> str:
    """Needle and thread: what comes out behind the needle first, what went in before it last."""
    if t < REACHED:
        end = _tip(t)
        coming = 470 * (1 - phase(t, 0.0, 0.14))
        way = [(x + coming, y) for x, y in (end, *SUPPLY[2:])]
        needle = replace(NEEDLE, tip=(NEEDLE.tip[0] + brought, NEEDLE.tip[1]))
        return needle.svg("large") + thread(smooth(way), 6)
    gone = phase(t, REACHED, PULLED)
    near = [mix(a, b, phase(t, GRIPPED, PULLED)) for a, b in zip(SUPPLY, BEFORE, strict=True)]
    if gone >= 1:
        behind, near = list(BEHIND[:-1]), near[:-1]
        return thread(smooth(behind), 6) + NEEDLE.svg("large") + thread(smooth(near), 6) + knot(t)
    behind = [(x, y) for x, y, _ in _track().until(max(_track().length * gone, 4.0))]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in behind)
    return thread(line, 6) + NEEDLE.svg("large") + thread(smooth(near), 6)


def _track() -> Track:
    knots: tuple[Knot, ...] = tuple((x, y, 0.0) for x, y in BEHIND)
    return Track(knots)


def _tip(t: float) -> Point:
    """Where the thread's end is."""
    if t < REACHED:
        return mix(START, EYE, phase(t, 0.12, REACHED))
    gone = phase(t, REACHED, PULLED)
    x, y, _ = _track().point(_track().length * gone)
    return x, y


def _end_hand(t: float) -> Point:
    """The fingers push from the right of the eye, then take the end on its other side."""
    x, y = _tip(t)
    if t < PULLED:
        return x + 26 * (1 - phase(t, REACHED, GRIPPED)), y + 3
    return TAIL[0] + 26 * phase(t, OPEN, TIGHT), TAIL[1] + 10 * phase(t, OPEN, TIGHT)


def knot(t: float) -> str:
    """The ends wound three times through their own loop, loose until `OPEN`, then drawn tight."""
    made = share(t, PULLED, OPEN)
    loose = phase(t, PULLED, PULLED + 0.05) * (1 - phase(t, OPEN + 0.14, TIGHT))
    r = lerp(3.0, 44.0, loose)
    cx, cy = BOTH[0] + lerp(8, 30, loose), BOTH[1] + r * 0.9
    ring = f"M{BOTH[0]:.1f} {BOTH[1]:.1f}A{r:.1f} {r:.1f} 0 1 1 {BOTH[0] - 1:.1f} {BOTH[1] + 2:.1f}"
    if r > 6:
        ring = _ring(cx, cy, r)
    last = (cx + max(r * 0.6, 10), cy + r * 0.8)
    tail = (TAIL[0] + 26 * phase(t, OPEN, TIGHT), TAIL[1] + 10 * phase(t, OPEN, TIGHT))
    mid = mix(last, tail, 0.5)
    path = smooth([last, (mid[0], mid[1] - 6), tail])
    other = smooth([last, (mid[0], mid[1] + 7), (tail[0] - 4, tail[1] + 2)])
    wraps = "".join(_wrap(cx, cy, r, i) for i in range(TURNS) if made * TURNS > i)
    return thread(ring, 9) + thread(other, 5) + thread(path, 5) + wraps


def _ring(cx: float, cy: float, r: float) -> str:
    return (
        f"M{BOTH[0]:.1f} {BOTH[1]:.1f}"
        f"Q{cx + r:.1f} {cy - r * 1.1:.1f} {cx + r:.1f} {cy:.1f}"
        f"A{r:.1f} {r:.1f} 0 1 1 {cx - r:.1f} {cy:.1f}"
        f"Q{cx - r:.1f} {cy - r * 0.8:.1f} {cx + r * 0.3:.1f} {cy - r * 0.86:.1f}"
    )


def _wrap(cx: float, cy: float, r: float, number: int) -> str:
    """One turn across the lower part of the ring."""
    side = number - (TURNS - 1) / 2
    x = cx + side * max(r * 0.42, 8.5)
    y = cy + (r**2 - min(abs(side) * r * 0.42, r) ** 2) ** 0.5
    return thread(f"M{x - 5:.1f} {y - 13:.1f}Q{x + 5:.1f} {y:.1f} {x + 3:.1f} {y + 13:.1f}", 8)
