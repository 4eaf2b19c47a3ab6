"""A bicycle chain close up, seen from the side and slightly from above, as an SVG fragment.

Each link has a far plate, a roller, a near plate, so that the rollers are seen between the plates:
that is where oil belongs. Every link has its own grime, moisture and oil, 0..1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from generators.workbench.geometry import Point

PITCH = 68.0  # px from pin to pin
PIN = 21.0  # px, radius of a plate's ends
WAIST = 12.0
FAR = (9.0, -27.0)  # px to the far plate
LEFT, RIGHT = -80.0, 850.0


@dataclass(frozen=True)
class Care:
    """What is on a link, 0..1 each."""

    grime: float = 0.0
    wet: float = 0.0
    oil: float = 0.0  # a drop on its roller
    film: float = 0.0  # oil that has crept in; a shine


def pins(offset: float) -> list[tuple[int, float]]:
    """(number, x in px) of all pins in the picture; numbers stay with their links."""
    first = math.floor((LEFT - offset) / PITCH)
    last = math.ceil((RIGHT - offset) / PITCH)
    return [(i, i * PITCH + offset) for i in range(first, last + 1)]


def roller_top(x: float, y: float) -> Point:
    """px of the upper side of the roller at a pin."""
    return x + FAR[0] / 2, y + FAR[1] / 2 - 15


def chain(y: float, offset: float, care: Callable[[int, float], Care]) -> str:
    """The chain along y (px), moved on by `offset`; `care(number, x)` says what is on a link."""
    links = [(i, x, care(i, x)) for i, x in pins(offset)]
    far = "".join(_plate(i, x + FAR[0], y + FAR[1], c, True) for i, x, c in _inner_first(links))
    rollers = "".join(_roller(x, y, c) for _, x, c in links)
    near = "".join(_plate(i, x, y, c, False) for i, x, c in _inner_first(links))
    return f'<g stroke-linecap="round" stroke-linejoin="round">{far}{rollers}{near}</g>'


def _inner_first(links: Iterable[tuple[int, float, Care]]) -> list[tuple[int, float, Care]]:
    """Outer plates lie over inner ones."""
    return sorted(links, key=lambda link: link[0] % 2 == 0)


def _plate(number: int, x: float, y: float, care: Care, far: bool) -> str:
    """From this pin to the next: an 8 with a waist."""
    outer = number % 2 == 0
    r, w = (PIN, WAIST) if outer else (PIN - 2.5, WAIST + 1)
    end = x + PITCH
    bow = 0.55 * PITCH
    d = (
        f"M{x:.1f} {y - r:.1f}C{x + bow / 2:.1f} {y - r:.1f} {x + bow / 2:.1f} {y - w:.1f} "
        f"{x + PITCH / 2:.1f} {y - w:.1f}S{end - bow / 2:.1f} {y - r:.1f} {end:.1f} {y - r:.1f}"
        f"A{r:g} {r:g} 0 0 1 {end:.1f} {y + r:.1f}"
        f"C{end - bow / 2:.1f} {y + r:.1f} {end - bow / 2:.1f} {y + w:.1f} "
        f"{x + PITCH / 2:.1f} {y + w:.1f}S{x + bow / 2:.1f} {y + r:.1f} {x:.1f} {y + r:.1f}"
        f"A{r:g} {r:g} 0 0 1 {x:.1f} {y - r:.1f}Z"
    )
    steel = ("#7E919B" if far else "#AEBCC4") if outer else ("#6C808A" if far else "#95A6AF")
    out = f'<path d="{d}" fill="{steel}" stroke="#3B4A52" stroke-width="3"/>'
    if care.grime > 0.02:
        out += f'<path d="{d}" fill="#3A2E24" opacity="{0.86 * care.grime:.2f}"/>'
    if far:
        return out
    out += _pin(x, y, care) + _pin(end, y, care) if outer else ""
    shine = 0.25 + 0.6 * max(care.film, care.wet) - 0.3 * care.grime
    if shine > 0.05:
        out += (
            f'<path d="M{x + 2:.1f} {y - r + 6:.1f}Q{x + PITCH / 2:.1f} {y - w + 9:.1f} '
            f'{end - 4:.1f} {y - r + 6:.1f}" fill="none" stroke="#FFFFFF" stroke-width="3.5" '
            f'opacity="{shine:.2f}"/>'
        )
    return out + _dirt(number, x, y, care) + _moisture(number, x, y, care)


def _pin(x: float, y: float, care: Care) -> str:
    fill = "#DDE5E8" if care.grime < 0.5 else "#6B5C4E"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{fill}" stroke="#3B4A52" '
        'stroke-width="2.5"/>'
    )


def _roller(x: float, y: float, care: Care) -> str:
    """A short barrel between the plates, and the drop on it."""
    dx, dy = FAR
    d = f"M{x:.1f} {y - 15:.1f}l{dx:.1f} {dy:.1f}"
    body = "#DDE5E8" if care.grime < 0.3 else "#7A6A5A"
    out = (
        f'<path d="{d}" stroke="#3B4A52" stroke-width="29"/>'
        f'<path d="{d}" stroke="{body}" stroke-width="23"/>'
        f'<path d="M{x - 5:.1f} {y - 19:.1f}l{dx:.1f} {dy:.1f}" stroke="#FFFFFF" stroke-width="4" '
        f'opacity="{0.8 - 0.7 * care.grime:.2f}"/>'
    )
    if care.oil > 0.05:
        cx, cy = roller_top(x, y)
        out += (
            f'<ellipse cx="{cx:.1f}" cy="{cy + 4:.1f}" rx="{13 * care.oil:.1f}" '
            f'ry="{9 * care.oil:.1f}" fill="#E3AE2C" stroke="#8A5E0E" stroke-width="2.5"/>'
            f'<circle cx="{cx - 4:.1f}" cy="{cy + 1:.1f}" r="{3 * care.oil:.1f}" fill="#FFF3C9"/>'
        )
    return out


def _dirt(number: int, x: float, y: float, care: Care) -> str:
    """Crumbs of grit, the same for the same link."""
    if care.grime < 0.25:
        return ""
    out = ""
    for k in range(5):
        a = math.radians(137.5 * (number * 5 + k))
        cx, cy = x + PITCH / 2 + 27 * math.cos(a), y + 13 * math.sin(a)
        out += f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{3 + k % 3 * 1.5:.1f}"/>'
    return f'<g fill="#1F1813" opacity="{care.grime:.2f}">{out}</g>'


def _moisture(number: int, x: float, y: float, care: Care) -> str:
    """Suds while it is being scrubbed."""
    if care.wet < 0.1:
        return ""
    out = ""
    for k in range(4):
        a = math.radians(137.5 * (number * 4 + k) + 40)
        cx, cy = x + PITCH / 2 + 30 * math.cos(a), y - 6 + 20 * math.sin(a)
        out += f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{(5 + 2 * (k % 3)) * care.wet:.1f}"/>'
    return f'<g fill="#FFFFFF" fill-opacity="0.8" stroke="#8FB4C4" stroke-width="1.5">{out}</g>'
