"""A pendant lamp with its bulb, a wall switch, a breaker, a stepladder, as SVG fragments.

A bulb is drawn cap upwards, as it hangs; its origin is where the cap ends and the glass begins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench.drawn.things import DOWN, ramp
from generators.workbench.geometry import Point

HOLDER = 60.0  # px from the lamp's origin (lower edge of the holder) to its upper end
CAP = 46.0  # px, height of a screw cap


def gradient_defs() -> str:
    return (
        "<defs>"
        + ramp("bulb-brass", "#F3DFA6", "#D0A54B", "#8A6A22")
        + ramp("bulb-white", "#FFFFFF", "#F1EDE3", "#B9B1A2")
        + ramp("bulb-shade", "#7DB4BC", "#3F7C85", "#2A575E")
        + ramp("bulb-steel", "#EDF1F3", "#A9B7BE", "#5F727C")
        + ramp("bulb-wood", "#E3C196", "#C79B6D", way=DOWN)
        + '<radialGradient id="bulb-glow"><stop offset="0" stop-color="#FFE9A3" '
        'stop-opacity="0.95"/><stop offset="0.35" stop-color="#FFE9A3" stop-opacity="0.5"/>'
        '<stop offset="1" stop-color="#FFE9A3" stop-opacity="0"/></radialGradient>'
        '<radialGradient id="bulb-opal" cx="0.38" cy="0.35" r="0.75"><stop offset="0" '
        'stop-color="#FFFFFF"/><stop offset="0.7" stop-color="#F3EEE2"/><stop offset="1" '
        'stop-color="#CFC6B4"/></radialGradient>'
        '<radialGradient id="bulb-lit" cx="0.45" cy="0.45" r="0.7"><stop offset="0" '
        'stop-color="#FFFFFF"/><stop offset="0.6" stop-color="#FFF0B8"/><stop offset="1" '
        'stop-color="#F2C94C"/></radialGradient></defs>'
    )


@dataclass(frozen=True)
class Bulb:
    """`new` is an opal LED bulb, else a clear one with a broken filament; `cap` screw or pin."""

    new: bool = True
    lit: bool = False
    cap: str = "screw"


GLASS = "M-21 0C-24 26 -66 50 -66 100C-66 140 -36 166 0 166C36 166 66 140 66 100C66 50 24 26 21 0Z"


def bulb(b: Bulb, at: Point, size: float = 1.0, turn: float = 0.0) -> str:
    """A bulb whose cap ends at `at` (px), turned by `turn` degrees."""
    glow = '<circle cy="92" r="230" fill="url(#bulb-glow)"/>' if b.lit else ""
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f}) rotate({turn:.1f}) scale({size:g})" '
        'fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f"{glow}{_cap(b.cap)}{_glass(b)}</g>"
    )


def _cap(kind: str) -> str:
    if kind == "pin":
        return (
            f'<path d="M-22 0V-{CAP:g}H22V0Z" fill="url(#bulb-brass)" stroke="#6B5012" '
            'stroke-width="3"/><path d="M-34 -30H-22M22 -30H34" stroke="#6B5012" '
            'stroke-width="10"/><path d="M-32 -30H-22M22 -30H32" stroke="#D0A54B" '
            f'stroke-width="5"/><path d="M-12 -{CAP + 5:g}h8M4 -{CAP + 5:g}h8" stroke="#6B5012" '
            'stroke-width="9"/>'
        )
    threads = "".join(
        f"M-25 {-8 - 11 * i}C-10 {-2 - 11 * i} 10 {-6 - 11 * i} 25 {-12 - 11 * i}" for i in range(4)
    )
    return (
        f'<path d="M-24 0V-{CAP - 4:g}L-14 -{CAP + 4:g}H14L24 -{CAP - 4:g}V0Z" '
        f'fill="url(#bulb-brass)" stroke="#6B5012" stroke-width="3"/>'
        f'<path d="{threads}" stroke="#6B5012" stroke-width="3.5"/>'
        f'<path d="M-9 -{CAP + 4:g}h18l-4 8h-10Z" fill="#3B3F45" stroke="#15171A" '
        'stroke-width="2.5"/>'
    )


def _glass(b: Bulb) -> str:
    if b.new:
        fill = "url(#bulb-lit)" if b.lit else "url(#bulb-opal)"
        return (
            f'<path d="{GLASS}" fill="{fill}" stroke="#8C8374" stroke-width="3"/>'
            '<path d="M-22 -2H22L27 30C14 38 -14 38 -27 30Z" fill="url(#bulb-white)" '
            'stroke="#8C8374" stroke-width="3"/>'
            '<path d="M-44 92C-44 72 -34 60 -24 54" stroke="#FFFFFF" stroke-width="7" '
            'opacity="0.9"/>'
        )
    return (
        f'<path d="{GLASS}" fill="#DCEBEF" fill-opacity="0.55" stroke="#7FA3AF" '
        'stroke-width="3"/>'
        '<path d="M-34 142C-10 160 20 160 44 130C20 146 -10 150 -34 142Z" fill="#2B2B2B" '
        'opacity="0.4"/>'
        '<path d="M-8 4L-20 84M8 4L20 84" stroke="#5F727C" stroke-width="4"/>'
        '<path d="M-20 84L-12 76L-6 90M20 84L13 92L9 80" stroke="#2B2B2B" stroke-width="3.5"/>'
        '<path d="M-46 96C-46 74 -36 60 -26 52" stroke="#FFFFFF" stroke-width="7" '
        'opacity="0.8"/>'
    )


def pendant(at: Point, size: float = 1.0) -> str:
    """Cord, small metal shade and holder; `at` (px) is the middle of the holder's lower edge."""
    x, y = at
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) scale({size:g})" fill="none" '
        'stroke-linecap="round" stroke-linejoin="round">'
        '<path d="M0 -60V-900" stroke="#3B3F45" stroke-width="9"/>'
        '<path d="M-2 -60V-900" stroke="#6C737B" stroke-width="3"/>'
        '<path d="M-34 -92H34L40 -66C86 -54 112 -26 118 2H-118C-112 -26 -86 -54 -40 -66Z" '
        'fill="url(#bulb-shade)" stroke="#28545B" stroke-width="3.5"/>'
        '<path d="M-84 -18C-74 -38 -54 -50 -34 -56" stroke="#FFFFFF" stroke-width="5" '
        'opacity="0.55"/>'
        '<ellipse cy="2" rx="118" ry="15" fill="#24484E" stroke="#28545B" stroke-width="3"/>'
        f'<path d="M-32 -6H32V{HOLDER - 40:g}H-32Z" fill="url(#bulb-white)" stroke="#8C8374" '
        'stroke-width="3"/></g>'
    )


def wall_switch(at: Point, on: bool, size: float = 1.0) -> str:
    """A rocker switch; its upper half is in when it is off."""
    rocker = (
        ("M-30 -44H30V2H-30Z", "#FFFFFF", "M-30 2H30V44H-30Z", "#CFC6B4")
        if on
        else ("M-30 -44H30V-2H-30Z", "#CFC6B4", "M-30 -2H30V44H-30Z", "#FFFFFF")
    )
    a, ca, b, cb = rocker
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f}) scale({size:g})" '
        'stroke-linejoin="round"><path d="M-64 -78H64Q72 -78 72 -70V70Q72 78 64 78H-64Q-72 78 '
        '-72 70V-70Q-72 -78 -64 -78Z" fill="url(#bulb-white)" stroke="#8C8374" '
        'stroke-width="3.5"/>'
        f'<path d="{a}" fill="{ca}" stroke="#8C8374" stroke-width="3"/>'
        f'<path d="{b}" fill="{cb}" stroke="#8C8374" stroke-width="3"/></g>'
    )


def breakers(off: float) -> str:
    """Three breakers around (0, 0); `off` 0..1 lays the lever of the middle one down."""
    out = ""
    for i in (-1, 0, 1):
        x = 44 * i
        y = -14 + (30 * off if i == 0 else 0)
        colour = "#C8443A" if i == 0 and off > 0.5 else "#3B3F45"
        out += (
            f'<path d="M{x - 20} -62H{x + 20}V62H{x - 20}Z" fill="#F1EDE3" stroke="#8C8374" '
            f'stroke-width="3"/><path d="M{x - 11} -30H{x + 11}V32H{x - 11}Z" fill="#B9B1A2" '
            f'stroke="#8C8374" stroke-width="2.5"/><path d="M{x - 9} {y - 10:.1f}h18v20h-18Z" '
            f'fill="{colour}" stroke="#15171A" stroke-width="2.5"/>'
        )
    return f'<g stroke-linejoin="round">{out}</g>'


def ladder(x: float, floor: float, scale: float) -> tuple[str, list[Point]]:
    """A stepladder from the side: (fragment, the middles of its steps, lowest first, px)."""
    top = (x + 26 * scale, floor - 130 * scale)
    foot, rear = (x, floor), (x + 78 * scale, floor)
    steps = []
    treads = ""
    for i in range(5):
        h = 22 + 24 * i
        px, py = x + 26 * scale * h / 130, floor - h * scale
        steps.append((px - 2 * scale, py))
        treads += f"M{px - 13 * scale:.1f} {py:.1f}h{20 * scale:.1f}"
    legs = (
        f"M{foot[0]:.1f} {foot[1]:.1f}L{top[0]:.1f} {top[1]:.1f}"
        f"M{rear[0]:.1f} {rear[1]:.1f}L{top[0]:.1f} {top[1]:.1f}"
    )
    brace = (
        f"M{x + 11 * scale:.1f} {floor - 50 * scale:.1f}"
        f"L{x + 56 * scale:.1f} {floor - 50 * scale:.1f}"
    )
    return (
        '<g fill="none" stroke-linecap="round">'
        f'<path d="{brace}" stroke="#C8443A" stroke-width="5"/>'
        f'<path d="{legs}" stroke="#4E6470" stroke-width="13"/>'
        f'<path d="{legs}" stroke="#B4C2C9" stroke-width="8"/>'
        f'<path d="{treads}" stroke="#4E6470" stroke-width="12"/>'
        f'<path d="{treads}" stroke="#DDE5E8" stroke-width="7"/></g>'
    ), steps


def heat(at: Point, strength: float, t: float) -> str:
    """Three wavy lines that rise from something hot."""
    if strength < 0.05:
        return ""
    out = ""
    for k in (-1, 0, 1):
        x = at[0] + 24 * k
        sway = 6 * math.sin(2 * math.pi * (2 * t + k / 3))
        out += f"M{x:.1f} {at[1]:.1f}q{10 + sway:.1f} -14 0 -28t0 -28"
    return (
        f'<path d="{out}" fill="none" stroke="#C8443A" stroke-width="5.5" '
        f'stroke-linecap="round" opacity="{0.85 * strength:.2f}"/>'
    )
