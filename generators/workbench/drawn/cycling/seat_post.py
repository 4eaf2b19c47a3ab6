"""The clamp that holds the seat post, close up: marked, opened, raised, closed, tried.

Side view in the clamp's own frame (origin at the clamp, y along the tube), leaned back like the
tube itself. Post, saddle and lever are drawn from three numbers, so that they move in clips as
they do on the bicycle. The line on the post is its minimum insertion mark: it has to stay inside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers, visiting
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.things import ramp
from generators.workbench.geometry import Box, Placement, Point, lerp, phase
from generators.workbench.palette import Skin

PLACE = Placement((0.0, 0.0), (392.0, 352.0), -14.0, 1.0)
LOW, HIGH, FINE = 78.0, 112.0, 124.0  # px of post above the clamp
OUTSIDE = (840.0, 250.0)
HAND = 0.86  # a hand beside a saddle of 300 px
LEVER = (40.0, 0.0)  # its pivot
MINIMUM = 66.0  # px of the line below the clamp when the post is at HIGH
TAPE = LOW - 11  # px above the clamp's own height at which the tape sits on the post


@dataclass(frozen=True)
class Look:
    """`height` px of post, `lever` degrees (0 = closed, 95 = open), `taped` 0..1, `turn` px."""

    height: float = LOW
    lever: float = 0.0
    taped: float = 1.0
    turn: float = 0.0
    inside: float = 0.0  # how far the part inside the tube is shown, 0..1


def px(x: float, y: float) -> Point:
    return PLACE.apply((x, y))


def lever_tip(angle: float) -> Point:
    """px of the end of the lever."""
    a = math.radians(82 - angle)
    return px(LEVER[0] + 96 * math.cos(a), LEVER[1] + 96 * math.sin(a))


def drawing(look: Look) -> str:
    return (
        f'<g transform="{PLACE.svg()}" fill="none" stroke-linecap="round" '
        f'stroke-linejoin="round">{_defs()}{_post(look)}{_frame()}{_inside(look)}'
        f"{_clamp()}{_lever(look.lever)}{_saddle(look)}</g>"
    )


def _defs() -> str:
    return (
        "<defs>"
        + ramp("seat-post-steel", "#9FB1BA", "#F4F7F8", "#B4C2C9", "#6F858F")
        + ramp("seat-post-paint", "#5E9CA5", "#7DB4BC", "#3F7C85", "#2A575E")
        + ramp("seat-post-alloy", "#8C9EA8", "#E6ECEF", "#97A6AE", "#566871")
        + ramp("seat-post-red", "#E88478", "#C8443A", "#8A2A23")
        + ramp("seat-post-leather", "#B57B52", "#8A5A3A", "#54301B")
        + "</defs>"
    )


def _post(look: Look) -> str:
    top = -look.height - 60
    tape = ""
    if look.taped > 0:
        y = -look.height + TAPE - 22
        tape = (
            f'<path d="M-25 {y:.1f}h{50 * look.taped:.1f}v22h{-50 * look.taped:.1f}Z" '
            f'fill="#F2B632" stroke="#8A5E0E" stroke-width="2.5"/>'
        )
    ticks = "".join(f"M-6 {-look.height + 18 + 13 * i:.1f}h12" for i in range(9))
    return (
        f'<path d="M-22 {top:.1f}H22V20H-22Z" fill="url(#seat-post-steel)" stroke="#4E6470" '
        f'stroke-width="3"/><path d="{ticks}" stroke="#5A7280" stroke-width="2.5"/>{tape}'
    )


def _frame() -> str:
    """Top tube, seat stay, seat tube."""
    return (
        '<path d="M20 66L420 152" stroke="#28545B" stroke-width="56"/>'
        '<path d="M20 66L420 152" stroke="#3F7C85" stroke-width="50"/>'
        '<path d="M30 50L420 134" stroke="#8FC0C6" stroke-width="6" opacity="0.7"/>'
        '<path d="M-20 78L-190 262" stroke="#28545B" stroke-width="34"/>'
        '<path d="M-20 78L-190 262" stroke="#3F7C85" stroke-width="28"/>'
        '<path d="M-33 16H33V260H-33Z" fill="url(#seat-post-paint)" stroke="#28545B" '
        'stroke-width="3"/>'
    )


def _inside(look: Look) -> str:
    """The end of the post inside the tube, dashed, with its minimum line."""
    if look.inside <= 0:
        return ""
    end = HIGH - look.height
    return (
        f'<g opacity="{look.inside:.2f}"><path d="M-21 26V{end + 92:.1f}H21V26" fill="#FFFFFF" '
        f'fill-opacity="0.3" stroke="#FFFFFF" stroke-width="3.5" stroke-dasharray="9 7"/>'
        f'<path d="M-21 {end + MINIMUM:.1f}H21" stroke="#F2B632" stroke-width="7"/></g>'
    )


def _clamp() -> str:
    return (
        '<path d="M-40 -20H40Q46 -20 46 -14V14Q46 20 40 20H-40Q-46 20 -46 14V-14Q-46 -20 -40 -20Z" '
        'fill="url(#seat-post-alloy)" stroke="#3B4A52" stroke-width="3"/>'
        '<path d="M-40 -10H36" stroke="#FFFFFF" stroke-width="4" opacity="0.7"/>'
    )


def _lever(angle: float) -> str:
    """Closed it lies along the tube, open it stands out."""
    return (
        f'<g transform="translate({LEVER[0]:g} {LEVER[1]:g}) rotate({-angle - 8:.1f})">'
        '<path d="M-11 -4C-14 -18 14 -20 15 -4C18 22 12 44 13 64C13 84 18 98 10 106C2 110 -6 102 '
        '-8 90C-10 62 -8 30 -11 -4Z" fill="url(#seat-post-red)" stroke="#6F1C16" '
        'stroke-width="3"/><path d="M-2 20C-2 44 0 66 2 92" stroke="#FFFFFF" stroke-width="4" '
        'opacity="0.55"/></g>'
        f'<circle cx="{LEVER[0]:g}" cy="{LEVER[1]:g}" r="9" fill="#C9D6DB" stroke="#4E6470" '
        'stroke-width="3"/>'
    )


def _saddle(look: Look) -> str:
    y = -look.height - 62
    return (
        f'<g transform="translate({look.turn:.1f} {y:.1f}) rotate(14)">'
        '<path d="M-90 -6C-60 24 60 26 110 -4" stroke="#3B4A52" stroke-width="9"/>'
        '<path d="M-26 0H26V24H-26Z" fill="url(#seat-post-alloy)" stroke="#3B4A52" '
        'stroke-width="3"/>'
        '<path d="M-138 -30C-150 -60 -104 -66 -66 -56C-12 -44 60 -50 142 -44C166 -42 166 -20 142 '
        '-18C70 -14 20 -8 -30 10C-76 26 -128 10 -138 -30Z" fill="url(#seat-post-leather)" '
        'stroke="#2A1B12" stroke-width="3.5"/>'
        '<path d="M-116 -46C-60 -52 30 -34 136 -34" stroke="#E2B48C" stroke-width="5" '
        'opacity="0.6"/></g>'
    )


def _with_hand(body: str, pose: str, at: Point, skin: Skin, angle: float) -> str:
    back, front = hand_layers(pose, at, skin, angle, False, HAND)
    return body + back + front


# --- scenes


def _taped(t: float, skin: Skin) -> str:
    """A strip of tape goes round the post, its lower edge on the clamp."""
    on = phase(t, 0.24, 0.56)
    body = drawing(Look(taped=on))
    y = -LOW + TAPE - 11
    end = px(lerp(-26, 24, on), y)
    hand = visiting(t, OUTSIDE, end, 0.74)
    x, y = hand[0] + 44, hand[1] + 10
    strip = f"M{hand[0] - 6:.1f} {hand[1] - 10:.1f}L{x:.1f} {y - 33:.1f}L{x:.1f} {y - 8:.1f}"
    roll = (
        f'<path d="{strip}L{hand[0] - 6:.1f} {hand[1] + 11:.1f}Z" fill="#F2B632" '
        f'stroke="#8A5E0E" stroke-width="2.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="34" fill="#F2B632" stroke="#8A5E0E" '
        f'stroke-width="3"/><circle cx="{x:.1f}" cy="{y:.1f}" r="18" fill="#C79B6D" '
        f'stroke="#8A5E0E" stroke-width="3"/>'
    )
    back, front = hand_layers("pinch", (x + 30, y + 6), skin, -8, False, HAND)
    return body + back + roll + front


def _opened(t: float, skin: Skin) -> str:
    """The lever is swung out."""
    angle = 95 * phase(t, 0.26, 0.6)
    tip = lever_tip(angle)
    return _with_hand(
        drawing(Look(lever=angle)), "pinch", visiting(t, OUTSIDE, tip, 0.72), skin, 8 - angle / 4
    )


def _closed(t: float, skin: Skin) -> str:
    """The palm pushes the lever home."""
    angle = 95 * (1 - phase(t, 0.3, 0.62))
    x, y = lever_tip(angle)
    hand = visiting(t, OUTSIDE, (x + 16, y - 4), 0.76)
    return _with_hand(drawing(Look(HIGH, angle)), "fist", hand, skin, 4 - angle / 5)


def _raised(t: float, skin: Skin) -> str:
    """Lever open, up by one tick; the line inside the tube comes up too, and stays below."""
    look = Look(lerp(HIGH, FINE, phase(t, 0.28, 0.56)), 95.0, inside=1.0)
    x, y = px(118, -look.height - 62)
    return _with_hand(drawing(look), "grip", visiting(t, OUTSIDE, (x, y), 0.74), skin, -16)


def _tried(t: float, skin: Skin) -> str:
    """Two hands try to twist the closed saddle; it stays."""
    force = phase(t, 0.22, 0.3) * (1 - phase(t, 0.7, 0.78))
    shake = 5 * math.sin(2 * math.pi * 4 * t) * force
    look = Look(FINE, 0.0, turn=shake / 3)
    body, (x, y) = drawing(look), px(120, -look.height - 62)
    right = visiting(t, OUTSIDE, (x + shake, y), 0.78)
    rear = px(-112, -look.height - 92)
    left = visiting(t, (-90.0, 120.0), (rear[0] - shake, rear[1]), 0.78)
    back, front = hand_layers("grip", left, skin, 24, True, HAND)
    return _with_hand(body + back + front, "grip", right, skin, -16)


def _lever_arrow(opening: bool) -> str:
    a, b = lever_tip(6), lever_tip(88)
    a, b = (a[0] + 30, a[1] + 24), (b[0] + 18, b[1] + 34)
    return marks.arrow(a, b, 26) if opening else marks.arrow(b, a, -26)


CLOSE_UP = Box(200, 100, 620, 430)


SEAT_POST = Scenes(
    {
        "marked": Scene(
            _taped,
            0.5,
            px(-14, -LOW + TAPE - 11),
            lambda: marks.arrow(px(-60, -52), px(-2, -62), 24),
            CLOSE_UP,
        ),
        "loosened": Scene(_opened, 0.56, px(30, -6), lambda: _lever_arrow(True), CLOSE_UP),
        "closed": Scene(_closed, 0.6, px(40, 40), lambda: _lever_arrow(False), CLOSE_UP),
        "raised": Scene(
            _raised,
            0.58,
            px(0, HIGH - FINE + MINIMUM),
            lambda: marks.arrow(px(-66, -20), px(-66, -100)),
            CLOSE_UP,
        ),
        "firm": Scene(
            _tried,
            0.5,
            px(20, -30),
            lambda: marks.arc(px(0, -FINE + 34), 66, 20, 170, 10),
            CLOSE_UP,
        ),
    }
)
register(
    SEAT_POST,
    ("mark", "open", "close", "lift", "try-out", "turn", "adjust"),
    ("seat-post", "seat-clamp", "saddle"),
)
