"""A rim brake (V-brake) and its lever as SVG fragments that can be set to the millimetre.

The brake is seen from the front of the bicycle, tyre and rim cut through. Gaps are drawn 7 times
as large as they are: 10 px are 1.5 mm. The lever is seen by the rider.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench.drawn.things import ramp
from generators.workbench.geometry import Point, toward

CENTRE = 350.0  # px; the middle of the wheel
PIVOT_Y, PAD_Y, CABLE_Y = 410.0, 272.0, 140.0
PIVOT_X = 106.0  # px from the middle
WALL = 40.0  # px from the middle to the side of the rim
PAD = 34.0  # px, thickness
GAP = 10.0  # px; a gap of 1.5 mm
BOLT_X = 132.0  # px from the middle to the head of the pad's bolt, pads touching


@dataclass(frozen=True)
class Brake:
    """Gaps of both pads in px; the right pad's height (0 = right, < 0 too high) and its wear."""

    left: float = GAP
    right: float = GAP
    high: float = 0.0
    tilt: float = 0.0


def pad_at(side: float, gap: float, high: float = 0.0) -> Point:
    """px of the pad's face; side 1 = right."""
    return CENTRE + side * (WALL + gap), PAD_Y + high


def bolt_at(side: float, gap: float, high: float = 0.0) -> Point:
    return CENTRE + side * (BOLT_X + gap), PAD_Y + high


def screw_at(side: float) -> Point:
    """px of the centring screw."""
    return CENTRE + side * (PIVOT_X + 26), PIVOT_Y - 30


def brake(b: Brake) -> str:
    return (
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f"<defs>{_defs()}</defs>{_fork()}{_wheel()}{_cable(b)}"
        f"{_arm(-1, b.left)}{_arm(1, b.right)}{_pad(-1, b.left, 0, 0)}"
        f"{_pad(1, b.right, b.high, b.tilt)}</g>"
    )


def _defs() -> str:
    return (
        ramp("brake-paint", "#6FA9B1", "#3F7C85", "#2A575E")
        + ramp("brake-alloy", "#EDF1F3", "#A9B7BE", "#5F727C")
        + ramp("brake-rim", "#DDE5E8", "#F4F7F8", "#8C9EA8")
        + ramp("brake-tread", "#4A4F57", "#2F3338", "#202327")
    )


def _fork() -> str:
    out = ""
    for side in (-1, 1):
        x = CENTRE + side * 112
        out += (
            f'<path d="M{x - 21:.0f} 90H{x + 21:.0f}V520H{x - 21:.0f}Z" fill="url(#brake-paint)" '
            'stroke="#28545B" stroke-width="3"/>'
        )
    crown = f"M{CENTRE - 133:.0f} 60H{CENTRE + 133:.0f}V98H{CENTRE - 133:.0f}Z"
    return f'{out}<path d="{crown}" fill="url(#brake-paint)" stroke="#28545B" stroke-width="3"/>'


def _wheel() -> str:
    """Tyre, tube, rim with its two side walls, a spoke."""
    x = CENTRE
    return (
        f'<path d="M{x} 300V520" stroke="#4E6470" stroke-width="8"/>'
        f'<path d="M{x} 300V520" stroke="#C9D6DB" stroke-width="4"/>'
        f'<path d="M{x} 128C{x + 50} 128 {x + 66} 170 {x + 60} 206C{x + 56} 228 {x + 44} 240 '
        f"{x + 34} 246H{x - 34}C{x - 44} 240 {x - 56} 228 {x - 60} 206C{x - 66} 170 {x - 50} 128 "
        f'{x} 128Z" fill="url(#brake-tread)" stroke="#15171A" stroke-width="3"/>'
        f'<path d="M{x} 150C{x + 34} 150 {x + 46} 176 {x + 40} 204C{x + 36} 222 {x + 22} 230 {x} '
        f'230C{x - 22} 230 {x - 36} 222 {x - 40} 204C{x - 46} 176 {x - 34} 150 {x} 150Z" '
        'fill="#D2A26B" stroke="#6B4620" stroke-width="2.5"/>'
        f'<ellipse cx="{x}" cy="194" rx="28" ry="27" fill="#DCEBEF" stroke="#4A5159" '
        'stroke-width="6"/>'
        f'<path d="M{x - 40} 240Q{x - 30} 252 {x - 24} 242V262H{x + 24}V242Q{x + 30} 252 {x + 40} '
        f'240V300C{x + 34} 326 {x + 14} 336 {x} 336C{x - 14} 336 {x - 34} 326 {x - 40} 300Z" '
        'fill="url(#brake-rim)" stroke="#4E6470" stroke-width="3.5"/>'
        f'<path d="M{x - 24} 272H{x + 24}L{x + 18} 304C{x + 10} 316 {x - 10} 316 {x - 18} 304Z" '
        'fill="#F8F4EC" stroke="#4E6470" stroke-width="2.5"/>'
    )


def _swing(gap: float) -> float:
    """Degrees by which an arm leans out for a gap at its pad."""
    return math.degrees(math.atan2(gap, PIVOT_Y - PAD_Y))


def _tip(side: float, gap: float) -> Point:
    """px of the upper end of an arm."""
    return toward(
        (CENTRE + side * PIVOT_X, PIVOT_Y), -90 + side * (_swing(gap) - 2), PIVOT_Y - CABLE_Y
    )


def _arm(side: float, gap: float) -> str:
    x = CENTRE + side * PIVOT_X
    turn = side * _swing(gap)
    mirror = "scale(-1 1)" if side < 0 else ""
    screw = (
        '<path d="M18 -38h16v16h-16Z" fill="#D0A54B" stroke="#7B570C" stroke-width="2.5"/>'
        '<path d="M34 -36v12" stroke="#7B570C" stroke-width="3"/>'
    )
    return (
        f'<g transform="translate({x:.1f} {PIVOT_Y:g}) rotate({turn:.2f}) {mirror}">{screw}'
        '<path d="M-20 4C-18 -60 -10 -100 -14 -150C-18 -200 -22 -240 -24 -276C-22 -288 2 -288 4 '
        '-276C8 -230 20 -190 18 -150C16 -100 22 -60 20 4C18 26 -18 26 -20 4Z" '
        'fill="url(#brake-alloy)" stroke="#3B4A52" stroke-width="3.5"/>'
        '<path d="M-9 -60C-4 -120 -4 -180 -12 -256" stroke="#FFFFFF" stroke-width="4" '
        'opacity="0.6"/>'
        '<circle r="13" fill="#C9D6DB" stroke="#3B4A52" stroke-width="3"/>'
        '<path d="M-5 -3L0 -6L5 -3V3L0 6L-5 3Z" fill="#4E6470"/></g>'
    )


def _pad(side: float, gap: float, high: float, tilt: float) -> str:
    """Rubber on its holder, stud through the arm, bolt head outside."""
    x, y = pad_at(side, gap, high)
    mirror = "scale(-1 1)" if side < 0 else ""
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) {mirror} rotate({tilt:.1f} 46 0)">'
        '<path d="M30 -7H96V7H30Z" fill="#8C9EA8" stroke="#3B4A52" stroke-width="3"/>'
        '<path d="M62 -17H70V17H62Z" fill="#C9D6DB" stroke="#3B4A52" stroke-width="3"/>'
        '<path d="M82 -14H100Q104 -14 104 -10V10Q104 14 100 14H82Z" fill="#C9D6DB" '
        'stroke="#3B4A52" stroke-width="3"/>'
        f'<path d="M0 -20Q0 -24 5 -24H{PAD - 8:g}V24H5Q0 24 0 20Z" fill="#3B3F45" '
        'stroke="#15171A" stroke-width="3"/>'
        f'<path d="M{PAD - 8:g} -26h12v52h-12Z" fill="#8E4A34" stroke="#5A2A1B" '
        'stroke-width="2.5"/>'
        '<path d="M7 -12H16M7 0H16M7 12H16" stroke="#7A828B" stroke-width="3"/></g>'
    )


def _cable(b: Brake) -> str:
    """The bent tube on the left arm, the rubber boot, the clamp on the right arm."""
    (lx, ly), (rx, ry) = _tip(-1, b.left), _tip(1, b.right)
    noodle = f"M{lx - 14:.1f} 20C{lx - 40:.1f} 90 {lx - 30:.1f} {ly:.1f} {lx + 26:.1f} {ly:.1f}"
    return (
        f'<path d="M{lx:.1f} {ly:.1f}L{rx + 26:.1f} {ry:.1f}" stroke="#4E6470" stroke-width="6"/>'
        f'<path d="{noodle}" stroke="#3B4A52" stroke-width="15"/>'
        f'<path d="{noodle}" stroke="#AEBCC4" stroke-width="9"/>'
        f'<path d="M{lx + 30:.1f} {ly - 9:.1f}H{lx + 96:.1f}V{ly + 9:.1f}H{lx + 30:.1f}Z" '
        'fill="#3B3F45" stroke="#15171A" stroke-width="3"/>'
        f'<path d="M{lx + 46:.1f} {ly - 9:.1f}v18M{lx + 62:.1f} {ly - 9:.1f}v18M{lx + 78:.1f} '
        f'{ly - 9:.1f}v18" stroke="#7A828B" stroke-width="2.5"/>'
    )


# --- the lever on the handlebar, as the rider sees it


BAR_Y = 340.0
LEVER_PIVOT = (286.0, 246.0)
BARREL = (208.0, 240.0)  # middle of the barrel adjuster
TRAVEL = 17.0  # degrees from rest to the bar


def lever_tip(pull: float) -> Point:
    return toward(LEVER_PIVOT, -8 + TRAVEL * pull, 330.0)


def lever(pull: float, out: float = 0.0) -> str:
    """`pull` 0..1, 1 = at the bar; `out` px that the barrel adjuster is screwed out."""
    return (
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f"<defs>{_defs()}</defs>{_bar(out)}{_blade(TRAVEL * pull)}{_barrel(out)}"
        '<path d="M252 222C258 208 300 210 310 226L330 296H262Z" fill="#59636C" stroke="#1D2024" '
        'stroke-width="3.5"/>'
        '<path d="M252 288H342V372H252Z" fill="#59636C" stroke="#1D2024" stroke-width="3.5"/>'
        f'<circle cx="{LEVER_PIVOT[0]:g}" cy="{LEVER_PIVOT[1]:g}" r="10" fill="#C9D6DB" '
        'stroke="#1D2024" stroke-width="3"/></g>'
    )


def _bar(out: float) -> str:
    """Cable, handlebar, grip."""
    x, y = BARREL
    return (
        f'<path d="M{x - out - 30:.1f} {y:.1f}C{x - 130:.1f} {y:.1f} 60 190 -20 60" '
        'stroke="#15171A" stroke-width="15"/>'
        f'<path d="M{x - out - 30:.1f} {y:.1f}C{x - 130:.1f} {y:.1f} 60 190 -20 60" '
        'stroke="#4A5058" stroke-width="8"/>'
        f'<path d="M-40 {BAR_Y}H800" stroke="#3B4A52" stroke-width="44"/>'
        f'<path d="M-40 {BAR_Y}H800" stroke="#AEBCC4" stroke-width="38"/>'
        f'<path d="M-40 {BAR_Y - 9}H800" stroke="#FFFFFF" stroke-width="6" opacity="0.6"/>'
        f'<path d="M400 {BAR_Y}H800" stroke="#15171A" stroke-width="64" stroke-linecap="butt"/>'
        f'<path d="M403 {BAR_Y}H800" stroke="#3B3F45" stroke-width="57" stroke-linecap="butt"/>'
        f'<path d="M420 {BAR_Y - 14}H800" stroke="#7A828B" stroke-width="5"/>'
    )


def _blade(turn: float) -> str:
    return (
        f'<g transform="rotate({turn:.2f} {LEVER_PIVOT[0]:g} {LEVER_PIVOT[1]:g})">'
        '<path d="M270 232C330 208 420 214 500 206C560 200 610 190 634 196C652 204 648 226 626 228'
        'C560 232 500 240 430 246C380 250 330 262 296 266C270 268 258 242 270 232Z" '
        'fill="url(#brake-alloy)" stroke="#3B4A52" stroke-width="3.5"/>'
        '<path d="M300 236C400 222 500 222 620 206" stroke="#FFFFFF" stroke-width="5" '
        'opacity="0.6"/></g>'
    )


def _barrel(out: float) -> str:
    """The barrel on its thread, and the lock ring."""
    x, y = BARREL
    ridges = "".join(f"M{x - out - 24 + 9 * i:.1f} {y - 16}v32" for i in range(6))
    return (
        f'<path d="M{x - out:.1f} {y}H{x + 40}" stroke="#3B4A52" stroke-width="20"/>'
        f'<path d="M{x - out:.1f} {y}H{x + 40}" stroke="#D5DEE2" stroke-width="14" '
        'stroke-dasharray="3 5" stroke-linecap="butt"/>'
        f'<path d="M{x - out - 30:.1f} {y - 19}h52v38h-52Z" fill="#D0A54B" stroke="#7B570C" '
        f'stroke-width="3"/><path d="{ridges}" stroke="#7B570C" stroke-width="3"/>'
        f'<path d="M{x + 30} {y - 22}h15v44h-15Z" fill="#C9D6DB" stroke="#3B4A52" '
        'stroke-width="3"/>'
    )
