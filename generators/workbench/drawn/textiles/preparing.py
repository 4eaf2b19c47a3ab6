"""Before the button is sewn on: the pencil dot, the anchor stitches, button and match laid down."""

from __future__ import annotations

from generators.workbench.drawn.textiles import needle_threading
from generators.workbench.drawn.textiles.needlework import (
    BARE,
    MARK,
    RIGHT,
    SCALE,
    at,
    between,
    disc,
    placed,
    right_hand,
    shirt,
    window,
)
from generators.workbench.drawn.textiles.stitching import Seam, Stitch
from generators.workbench.geometry import Placement, Point, lerp, mix, phase, toward
from generators.workbench.palette import Skin

DOT = f'<circle cx="{MARK[0]:g}" cy="{MARK[1]:g}" r="5" fill="#3B3F45"/>'
CROSS = (
    Stitch(at(174, 199), at(156, 181), 9),
    Stitch(at(174, 181), at(156, 199), 9),
)
MARKED = 0.36  # t: the dot is made, the shirt open again
RING = (
    f'<circle cx="{MARK[0]:g}" cy="{MARK[1]:g}" r="54" fill="none" stroke="#6789A8" '
    'stroke-width="4.5" stroke-dasharray="12.6 12.6" opacity=".8"/>'
)
ANCHOR = Seam(CROSS, BARE, "anchored", MARKED + 0.05, 0.93, over_ground=RING + DOT)
PENCIL_ANGLE = -52.0  # from its point to its end
DOWN: tuple[float, float] = (0.35, 0.45)  # t: the button is laid down, then the match
LAID = (0.78, 0.88)
RIM: Point = at(206, 176)  # where the button is held on its way
MATCH_HELD: Point = at(168, 252)


def anchored(t: float, skin: Skin) -> str:
    """Through the middle of the closed buttonhole a dot is made; two stitches cross on it."""
    return _marked(t, skin) if t < MARKED else ANCHOR.svg(t, skin)


def _marked(t: float, skin: Skin) -> str:
    closed = phase(t, 0.08, 0.15) - phase(t, 0.27, MARKED)
    old = "no-button" if t < 0.16 else BARE  # the remains of the old thread go unseen
    ground = shirt(old, closed) + (RING if t > 0.25 else "") + (DOT if t > 0.19 else "")
    away = phase(t, 0.04, 0.11)
    rest = _taken_away(560 * away, phase(t, 0.0, 0.04), skin) if away < 1 else ""
    if t <= 0:
        return window(ground) + needle_threading.lying(0)
    point = between(t, (RIGHT[0] - 120, RIGHT[1] - 150), MARK, (0.06, 0.18), (0.21, 0.29))
    back, front = right_hand(toward(point, PENCIL_ANGLE, 78), skin)
    return window(ground) + rest + back + _pencil(point) + front


def _taken_away(shift: float, here: float, skin: Skin) -> str:
    """The threaded needle, taken by the hand to behind the cloth."""
    x, y = needle_threading.REST_EYE
    spot = mix(RIGHT, (x + 8 + shift, y - 8), here)
    back, front = right_hand(spot, skin)
    return back + needle_threading.lying(shift) + front


def _pencil(point: Point) -> str:
    """A pencil whose lead touches `point`."""
    return (
        f'<g transform="translate({point[0]:.1f} {point[1]:.1f})rotate({PENCIL_ANGLE:g})">'
        '<path d="M0 0L26 -9H200V9H26Z" fill="#E8C796" stroke="#9A6F45" stroke-width="2.5" '
        'stroke-linejoin="round"/><path d="M26 -9H200V9H26Q31 5 26 3Q31 0 26 -3Q31 -6 26 -9Z" '
        'fill="#3F7C85" stroke="#2C5A61" stroke-width="2.5" stroke-linejoin="round"/>'
        '<path d="M32 -3.5H196" stroke="#7DB0B7" stroke-width="3"/>'
        '<path d="M0 0L11 -3.8V3.8Z" fill="#3B3F45"/></g>'
    )


def button_placed(t: float, skin: Skin) -> str:
    """The button is laid on the crossed stitches, the match across it."""
    if t >= 1:
        return window(shirt("button-placed"))
    back, front = _hand(t, skin)
    if t < DOWN[1]:
        carried = mix((RIGHT[0] - RIM[0], RIGHT[1] - RIM[1]), (0, 0), phase(t, 0.02, DOWN[0]))
        held = f'<g transform="translate({carried[0]:.1f} {carried[1]:.1f})">{disc(190, 45)}</g>'
        return window(_anchor()) + back + held + front
    return window(_anchor() + _shade() + disc(190, 45)) + back + _match(t) + front


def _hand(t: float, skin: Skin) -> tuple[str, str]:
    if t < 0.52:
        return right_hand(between(t, RIGHT, RIM, (0.02, DOWN[0]), (DOWN[1], 0.52)), skin)
    spot = between(t, _match_from(), MATCH_HELD, (0.52, LAID[0]), (0.9, 1.0))
    return right_hand(spot, skin, 22)


def _match_from() -> Point:
    return MATCH_HELD[0] + 620, MATCH_HELD[1] + 20


def _match(t: float) -> str:
    """The match on its way; it lies as in the shirt's file when it is down."""
    if t < 0.52:
        return ""
    way = phase(t, 0.52, LAID[0])
    x, y = at(165, 252)
    start = _match_from()
    at_end = mix((start[0] - MATCH_HELD[0] + x, start[1] - MATCH_HELD[1] + y), (x, y), way)
    scale = SCALE * 153 / 178
    return placed("matchstick", Placement((169, 12), at_end, lerp(60, 90, way), scale))


def _anchor() -> str:
    return shirt("anchored") + "".join(stitch.lying() for stitch in CROSS)


def _shade() -> str:
    x, y = at(171, 200)
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="85" ry="83" fill="#47657F" opacity=".25"/>'
