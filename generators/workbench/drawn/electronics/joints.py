"""Solder joints under a lens: what a good one, a cold one and a bridge look like, and the tip.

A lens is a round, enlarged view with a tick or a cross, drawn around (0, 0) with a radius of 70 px
and then scaled. Shapes, not photos: the cone's hollow sides and the ball's overhang are the
two things that a beginner has to tell apart.
"""

from __future__ import annotations

from generators.workbench.geometry import Point
from generators.workbench.palette import ACCENT

RADIUS = 70.0  # px, of a lens at scale 1
GOOD, BAD = "#3F7C85", "#C8443A"
STEEL, DARK = "#D5DEE2", "#4E6470"
_DEFS = (
    '<linearGradient id="joints-shiny" x1="0" y1="0" x2="1" y2="0">'
    '<stop offset="0" stop-color="#FFFFFF"/><stop offset=".35" stop-color="#C3CFD5"/>'
    '<stop offset=".7" stop-color="#7C8F99"/><stop offset="1" stop-color="#DDE5E9"/>'
    '</linearGradient><linearGradient id="joints-dull" x1="0" y1="0" x2="0" y2="1">'
    '<stop offset="0" stop-color="#B9BAB6"/><stop offset="1" stop-color="#7B7C79"/>'
    '</linearGradient><clipPath id="joints-lens"><circle r="68"/></clipPath>'
)


def lens(at: Point, inside: str, good: bool | None = None, scale: float = 1.0) -> str:
    """An enlarged view around `at`; tick (good), cross (bad) or neither."""
    sign = "" if good is None else _tick() if good else _cross()
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f})scale({scale:.3f})" '
        f'stroke-linejoin="round" stroke-linecap="round"><defs>{_DEFS}</defs>'
        f'<circle r="{RADIUS}" fill="#FFFDF8"/><g clip-path="url(#joints-lens)">{inside}</g>'
        f'<circle r="{RADIUS}" fill="none" stroke="#2B2B2B" stroke-width="4.5"/>{sign}</g>'
    )


def line(a: Point, b: Point) -> str:
    """From a lens to what it enlarges."""
    return (
        f'<path d="M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" stroke="#2B2B2B" '
        f'stroke-width="3" stroke-linecap="round"/><circle cx="{b[0]:.1f}" cy="{b[1]:.1f}" '
        f'r="5" fill="none" stroke="#2B2B2B" stroke-width="3"/>'
    )


def step(number: int, at: Point) -> str:
    """A small orange disc with a number: the order of two moves in one picture."""
    return (
        f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="17" fill="{ACCENT}" stroke="#FFFFFF" '
        f'stroke-width="3"/><text x="{at[0]:.1f}" y="{at[1] + 7:.1f}" font-size="20" '
        f'font-weight="bold" text-anchor="middle" fill="#FFFFFF">{number}</text>'
    )


def _tick() -> str:
    return (
        f'<circle cx="50" cy="50" r="22" fill="{GOOD}" stroke="#FFFFFF" stroke-width="4"/>'
        '<path d="M40 51L47 59L61 42" fill="none" stroke="#FFFFFF" stroke-width="6"/>'
    )


def _cross() -> str:
    return (
        f'<circle cx="50" cy="50" r="22" fill="{BAD}" stroke="#FFFFFF" stroke-width="4"/>'
        '<path d="M42 42L58 58M58 42L42 58" fill="none" stroke="#FFFFFF" stroke-width="6"/>'
    )


def _board() -> str:
    return '<rect x="-72" y="14" width="144" height="60" fill="#3E8E5A"/>' + (
        '<path d="M-72 14H72" stroke="#1C4A2E" stroke-width="3"/>'
    )


def _pad(x: float, half: float) -> str:
    return (
        f'<ellipse cx="{x:g}" cy="24" rx="{half:g}" ry="9" fill="#D98B50" stroke="#86461C" '
        f'stroke-width="3"/>'
    )


def _lead(x: float, top: float, bottom: float = 24.0) -> str:
    path = f'd="M{x:g} {bottom:g}V{top:g}" fill="none"'
    return (
        f'<path {path} stroke="{DARK}" stroke-width="14"/>'
        f'<path {path} stroke="{STEEL}" stroke-width="8"/>'
    )


def good_joint(lead_top: float = -52.0) -> str:
    """A smooth cone with hollow sides that covers the pad, the lead standing out of its tip."""
    cone = "M-42 25C-18 20 -10 2 -8 -26H8C10 2 18 20 42 25Q0 38 -42 25Z"
    return (
        _board()
        + _pad(0, 44)
        + _lead(0, lead_top)
        + f'<path d="{cone}" fill="url(#joints-shiny)" stroke="{DARK}" stroke-width="3"/>'
        '<path d="M-20 21Q-6 10 -3 -16" fill="none" stroke="#FFFFFF" stroke-width="5"/>'
    )


def cold_joint(lead_top: float = -52.0) -> str:
    """A dull, lumpy ball that hangs on the lead; the pad is left bare."""
    ball = (
        "M-18 20C-34 14 -36 -4 -28 -14C-24 -26 -10 -24 -4 -30C8 -32 14 -24 22 -22C34 -16 34 2 "
        "30 8C26 20 14 20 8 22Q-6 24 -18 20Z"
    )
    return (
        _board()
        + _pad(0, 44)
        + _lead(0, lead_top)
        + f'<path d="{ball}" fill="url(#joints-dull)" stroke="#4F504D" stroke-width="3"/>'
        '<path d="M-20 -8q6 -8 12 -2M4 -14q8 -4 12 4M-12 8q8 4 12 -2M12 6q6 2 10 -4" fill="none" '
        'stroke="#5F605C" stroke-width="3"/>'
    )


def bridge(lead_top: float = -52.0) -> str:
    """Solder that runs from one pad across to its neighbour."""
    blob = (
        "M-60 25C-46 22 -42 4 -40 -14H-28C-26 0 -14 6 0 6S26 0 28 -14H40C42 4 46 22 60 25"
        "Q0 40 -60 25Z"
    )
    return (
        _board()
        + _pad(-34, 28)
        + _pad(34, 28)
        + _lead(-34, lead_top)
        + _lead(34, lead_top)
        + f'<path d="{blob}" fill="url(#joints-shiny)" stroke="{DARK}" stroke-width="3"/>'
        '<path d="M-42 20Q0 12 40 20" fill="none" stroke="#FFFFFF" stroke-width="5" opacity=".9"/>'
    )


_CHISEL = "M-56 44L-18 -4L44 -74L84 -40L14 18L-38 60Q-50 64 -56 54Z"


def dull_tip() -> str:
    """A chisel tip, black with burnt flux: passes on no heat."""
    return (
        f'<path d="{_CHISEL}" fill="#A9BAC2" stroke="{DARK}" stroke-width="4"/>'
        '<path d="M-56 44L-18 -4L14 18L-38 60Q-50 64 -56 54Z" fill="#3A332C" stroke="#1D1814" '
        'stroke-width="4"/><path d="M-40 44q6 -10 12 -4M-22 22q8 -8 12 0M-14 38q6 -6 12 -8" '
        'fill="none" stroke="#6B5B49" stroke-width="4"/>'
    )


def shiny_tip() -> str:
    """The same tip under a thin, bright film of solder."""
    film = "M-58 43L-18 -8L18 19L-38 63Q-54 68 -58 54Z"
    return (
        f'<path d="{_CHISEL}" fill="#A9BAC2" stroke="{DARK}" stroke-width="4"/>'
        f'<path d="{film}" fill="url(#joints-shiny)" stroke="{DARK}" stroke-width="3.5"/>'
        '<path d="M-44 46L-16 12" fill="none" stroke="#FFFFFF" stroke-width="7"/>'
        '<path d="M-48 8l-8 -12M-60 22l-13 -6M-30 -12l-3 -14" stroke="#F2B632" stroke-width="5"/>'
    )
