"""A wristwatch from its back, its movement, a button cell and the dial side, as SVG fragments.

Seen straight from above, lying on a cloth. All is drawn about the middle of the watch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench.drawn.things import SLANTED, ramp
from generators.workbench.geometry import Point, toward

CASE, BACK = 142.0, 118.0  # px, radii of the case and of its back
CELL = 47.0  # px, radius of the button cell
SEAT: Point = (-34.0, 26.0)  # where the cell sits in the movement
NOTCH = 150.0  # degrees of the notch in the edge of the back, seen from its middle
CROWN = 0.0  # degrees; the crown is on the right


def defs() -> str:
    return (
        "<defs>"
        + ramp("watch-steel", "#F4F7F8", "#BCC8CE", "#7F929C", way=SLANTED)
        + ramp("watch-back", "#EDF1F3", "#C9D6DB", "#93A5AE", way=SLANTED)
        + ramp("watch-brass", "#F3DFA6", "#D8B563", "#A37E2E", way=SLANTED)
        + ramp("watch-leather", "#A8714A", "#7A4B2D", "#54301B", way=SLANTED)
        + ramp("watch-cell", "#FFFFFF", "#D5DEE2", "#8FA5AF", way=SLANTED)
        + ramp("watch-dial", "#FFFFFF", "#F4EEDF", "#E0D5BD", way=SLANTED)
        + "</defs>"
    )


def ground() -> str:
    """A table top and a soft cloth, from above."""
    lines = "".join(f"M0 {y}H768" for y in range(70, 512, 88))
    return (
        '<path d="M0 0H768V512H0Z" fill="#E6CBA0"/>'
        f'<path d="{lines}" stroke="#CDAA78" stroke-width="2.5" fill="none"/>'
        '<path d="M66 96Q66 84 78 84H690Q702 84 702 96V470Q702 482 690 482H78Q66 482 66 470Z" '
        'fill="#B9CFD2" stroke="#7FA0A5" stroke-width="3.5"/>'
        '<path d="M80 98H688V468H80Z" fill="none" stroke="#DCE9EA" stroke-width="3" '
        'stroke-dasharray="12 9"/>'
    )


def at(body: str, middle: Point, size: float = 1.0, turn: float = 0.0) -> str:
    return (
        f'<g transform="translate({middle[0]:.1f} {middle[1]:.1f}) rotate({turn:.1f}) '
        f'scale({size:.3f} {size:.3f})" fill="none" stroke-linecap="round" '
        f'stroke-linejoin="round">{body}</g>'
    )


def case() -> str:
    """Strap, lugs, crown, case ring."""
    straps = ""
    for way in (-1, 1):
        straps += (
            f'<path d="M-70 {way * 112}L-62 {way * 330}H62L70 {way * 112}Z" '
            f'fill="url(#watch-leather)" stroke="#2A1B12" stroke-width="3.5"/>'
            f'<path d="M-54 {way * 150}L-50 {way * 320}M54 {way * 150}L50 {way * 320}" '
            f'stroke="#E2B48C" stroke-width="3" stroke-dasharray="10 8"/>'
            f'<path d="M-92 {way * 96}L-88 {way * 158}H-66V{way * 110}M92 {way * 96}L88 '
            f'{way * 158}H66V{way * 110}" fill="url(#watch-steel)" stroke="#4E6470" '
            'stroke-width="3.5"/>'
        )
    return (
        f'{straps}<path d="M136 -17H166Q172 -17 172 -11V11Q172 17 166 17H136Z" '
        'fill="url(#watch-steel)" stroke="#4E6470" stroke-width="3.5"/>'
        '<path d="M150 -8H170M150 0H170M150 8H170" stroke="#4E6470" stroke-width="2.5"/>'
        f'<circle r="{CASE:g}" fill="url(#watch-steel)" stroke="#4E6470" stroke-width="4"/>'
    )


def back(shine: float = 1.0) -> str:
    """The snap-on back: a disc with a notch at its edge."""
    notch = toward((0.0, 0.0), NOTCH, BACK - 2)
    return (
        f'<circle r="{BACK:g}" fill="url(#watch-back)" stroke="#4E6470" stroke-width="4"/>'
        f'<circle r="{BACK - 22:g}" stroke="#8FA5AF" stroke-width="3"/>'
        f'<path d="M-58 -52A78 78 0 0 1 20 -76" stroke="#FFFFFF" stroke-width="8" '
        f'opacity="{0.8 * shine:.2f}"/>'
        '<path d="M-30 -8H30M-42 14H42M-24 36H24" stroke="#8FA5AF" stroke-width="6"/>'
        f'<g transform="translate({notch[0]:.1f} {notch[1]:.1f}) rotate({NOTCH - 90:.1f})">'
        '<path d="M-20 4Q0 -20 20 4Q0 10 -20 4Z" fill="#3B4A52"/></g>'
    )


@dataclass(frozen=True)
class Inside:
    """`cell`: whether the cell is in its seat; `clip` 0..1 = swung aside; `ring`: gasket."""

    cell: bool = True
    clip: float = 0.0
    ring: bool = True
    old: bool = True  # the cell is the empty one


def movement(m: Inside) -> str:
    """Bridge plates, gear wheels, coil, the seat of the cell with its clip, the gasket."""
    x, y = SEAT
    wheels = ""
    for cx, cy, r in ((44.0, -48.0, 25.0), (70.0, 4.0, 18.0), (38.0, 8.0, 14.0)):
        spokes = "".join(
            f"M{cx:.1f} {cy:.1f}L{p[0]:.1f} {p[1]:.1f}"
            for p in (toward((cx, cy), 72 * i, r - 3) for i in range(5))
        )
        wheels += (
            f'<circle cx="{cx}" cy="{cy}" r="{r}" fill="#F3DFA6" stroke="#8A6A22" '
            f'stroke-width="3" stroke-dasharray="4 3"/><path d="{spokes}" stroke="#8A6A22" '
            'stroke-width="3"/>'
        )
    coil = "".join(f"M{-20 + 9 * i} 80v24" for i in range(9))
    ring = (
        f'<circle r="{BACK - 6:g}" stroke="#2B2B2B" stroke-width="7"/>'
        if m.ring
        else f'<circle r="{BACK - 6:g}" stroke="#8C9EA8" stroke-width="7"/>'
    )
    seat = (
        f'<circle cx="{x}" cy="{y}" r="{CELL + 5:g}" fill="#5B646C" stroke="#3B4A52" '
        f'stroke-width="3"/><circle cx="{x}" cy="{y}" r="11" fill="#D0A54B" stroke="#7B570C" '
        'stroke-width="2.5"/>'
    )
    held = button_cell((x, y), old=m.old) if m.cell else ""
    hinge = (x - CELL - 14, y - 30)
    clip = (
        f'<g transform="translate({hinge[0]:.1f} {hinge[1]:.1f}) rotate({-62 * m.clip:.1f})">'
        '<path d="M0 0C20 -6 34 2 44 18L36 24C28 12 16 8 0 10Z" fill="url(#watch-brass)" '
        'stroke="#6B5012" stroke-width="3"/><circle r="7" cy="4" fill="#C9D6DB" '
        'stroke="#4E6470" stroke-width="2.5"/></g>'
    )
    return (
        f'<circle r="{BACK:g}" fill="#9FB1BA" stroke="#4E6470" stroke-width="4"/>{ring}'
        f'<circle r="{BACK - 14:g}" fill="url(#watch-brass)" stroke="#8A6A22" stroke-width="3"/>'
        '<path d="M-20 -100C30 -96 80 -60 100 -10C84 6 20 -30 -20 -100Z" '
        'fill="url(#watch-steel)" stroke="#4E6470" stroke-width="3"/>'
        '<path d="M-28 78H68V106H-28Z" fill="#B5652B" stroke="#6B3A14" stroke-width="3"/>'
        f'<path d="{coil}" stroke="#E39A5C" stroke-width="4"/>{wheels}{seat}{held}{clip}'
        '<circle cx="-10" cy="-62" r="7" fill="#C8443A" stroke="#6F1C16" stroke-width="2.5"/>'
    )


def button_cell(middle: Point, old: bool = False, plus: bool = True) -> str:
    """A button cell, + side up: rim, plus sign, the number 377 as engraved strokes."""
    x, y = middle
    sign = (
        f"M{x - 9:.1f} {y - 24:.1f}h18M{x:.1f} {y - 33:.1f}v18"
        if plus
        else f"M{x - 9:.1f} {y - 24:.1f}h18"
    )
    digits = ""
    if plus:
        three = f"M{x - 25:.1f} {y + 2:.1f}h11v11h-8h8v11h-11"
        sevens = "".join(f"M{x + dx:.1f} {y + 2:.1f}h11l-5 22" for dx in (-6, 13))
        digits = f'<path d="{three}{sevens}" stroke="#5A7280" stroke-width="3.5"/>'
    tint = '<circle cx="{0:.1f}" cy="{1:.1f}" r="{2:g}" fill="#8A7A55" opacity="0.22"/>'
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{CELL:g}" fill="url(#watch-cell)" '
        f'stroke="#4E6470" stroke-width="3.5"/><circle cx="{x:.1f}" cy="{y:.1f}" '
        f'r="{CELL - 7:g}" stroke="#A9B7BE" stroke-width="2.5"/>'
        + (tint.format(x, y, CELL) if old else "")
        + f'<path d="{sign}" stroke="#3B4A52" stroke-width="5"/>{digits}'
    )


def dial(seconds: float) -> str:
    """The front with its hands at ten past ten; `seconds` turns the thin hand."""
    marks = "".join(
        f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
        for i in range(12)
        for a, b in [(toward((0, 0), 30 * i, 92), toward((0, 0), 30 * i, 106))]
    )

    def hand(angle: float, length: float, width: float, colour: str) -> str:
        end = toward((0.0, 0.0), angle - 90, length)
        tail = toward((0.0, 0.0), angle + 90, 16)
        return (
            f'<path d="M{tail[0]:.1f} {tail[1]:.1f}L{end[0]:.1f} {end[1]:.1f}" '
            f'stroke="{colour}" stroke-width="{width}"/>'
        )

    return (
        f'<circle r="{BACK:g}" fill="url(#watch-dial)" stroke="#4E6470" stroke-width="4"/>'
        f'<path d="{marks}" stroke="#2B2B2B" stroke-width="6"/>'
        + hand(305, 58, 10, "#2B2B2B")
        + hand(60, 86, 8, "#2B2B2B")
        + hand(6 * math.floor(seconds), 96, 4, "#C8443A")
        + '<circle r="8" fill="#C8443A" stroke="#6F1C16" stroke-width="2.5"/>'
        '<path d="M-70 -64A96 96 0 0 1 10 -100" stroke="#FFFFFF" stroke-width="8" '
        'opacity="0.8"/>'
    )
