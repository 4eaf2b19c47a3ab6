"""Winding the shank: needle up beside the button, match out, button lifted, six turns below it."""

from __future__ import annotations

import math

from generators.workbench.drawn.textiles.needlework import (
    BARE,
    LEFT,
    RIGHT,
    SCALE,
    Needle,
    at,
    bars,
    between,
    curve,
    disc,
    left_hand,
    placed,
    right_hand,
    share,
    shirt,
    thread,
    window,
)
from generators.workbench.geometry import Placement, Point, clamp, lerp, mix, phase, toward
from generators.workbench.palette import Skin

TURNS = 6
OUT: Point = at(196, 225)  # where the needle comes up: under the button's rim
STEM: Point = at(165, 212)
FOOT: Point = at(177, 223)  # where the thread leaves the stem
MATCH_END: Point = at(165, 256)
LIFT: Point = at(124, 176)  # where the left hand holds the lifted button
HELD = -24.0  # direction in which the needle is held while winding
RISEN, MATCH_OUT, LIFTED = 0.14, 0.27, 0.36  # t
WOUND = 0.92
KEY_TURN = 4.1  # the still: four turns lie, the thread is in front
KEY = LIFTED + (WOUND - LIFTED) * KEY_TURN / TURNS
REST = Needle(toward(at(227, 208), -18, 181.5), -18)  # lying on the shirt when done
TOP, STEP = 204.0, 4.4  # of the turns, in the shirt's coordinates


def draw(t: float, skin: Skin) -> str:
    """The close-up at t."""
    if t < LIFTED - 0.09:
        return _match_out(t, skin)
    return _winding(t, skin)


def wound() -> str:
    """The finished shank with the six turns, window not included."""
    turns = "".join(turn(i) for i in range(TURNS))
    return shirt("shank-wound") + turns + bars(168, 30)


def turn(number: int, part: float = 1.0) -> str:
    """One turn round the stem as it is seen from the front; `part` of it from the right."""
    y = TOP + STEP * number
    inset = (y - 190) * 0.13
    a, b = at(180.5 - inset, y), at(149.5 + inset, y)
    end = mix(a, b, part)
    bend = (a[0] + end[0]) / 2, a[1] + 11 * part
    return thread(curve(a, bend, end), 6.2)


def _match_out(t: float, skin: Skin) -> str:
    """The needle comes up from under the rim; the left hand draws the match out."""
    pulled = 330 * phase(t, RISEN, MATCH_OUT)
    match = placed("matchstick", _match(pulled))
    ground = shirt("sewn") + match + bars() if pulled else shirt("both-pairs") + bars()
    out = 200 * phase(t, 0.02, RISEN)
    needle = Needle(toward(OUT, -12, out), -12, shown=out)
    grip = toward(OUT, -12, max(out - 56, 70))
    back, front = right_hand(between(t, RIGHT, grip, (0.0, 0.1), (2, 3)), skin)
    hand = (MATCH_END[0] - 6, MATCH_END[1] + pulled)
    l_back, l_front = left_hand(between(t, LEFT, hand, (0.02, RISEN), (2, 3)), skin, -8)
    return window(ground) + l_back + l_front + back + needle.svg() + front


def _match(pulled: float) -> Placement:
    """Where the shirt's own match lies, drawn out towards us."""
    x, y = at(165, 111)
    return Placement((5, 12), (x, y + pulled), 90, SCALE * 153 / 178)


def _winding(t: float, skin: Skin) -> str:
    lifted = phase(t, LIFTED - 0.09, LIFTED)
    turns = TURNS * share(t, LIFTED, WOUND)
    eye, angle, behind = _eye(t, turns)
    needle = Needle(toward(eye, angle, 181.5), angle)
    back, front = _right(t, needle, skin)
    holding = between(t, LEFT, mix(at(119, 196), LIFT, lifted), (0.2, 0.3), (WOUND, 1.0))
    l_back, l_front = left_hand(holding, skin, -10)
    running = _running(eye, turns)
    held = back + needle.svg() + front
    stem = _stem(lifted, turns) if t < 1 else ""
    ground = window((shirt(BARE) if t < 1 else wound()) + _shade(lifted if t < 1 else 0))
    button = disc(lerp(190, 168, lifted), lerp(45, 30, lifted)) + bars(
        lerp(190, 168, lifted), lerp(45, 30, lifted)
    )
    if t >= 1:
        return ground + needle.svg()
    if behind:
        return ground + running + held + stem + l_back + button + l_front
    return ground + stem + l_back + button + l_front + running + held


def _right(t: float, needle: Needle, skin: Skin) -> tuple[str, str]:
    spot = mix(needle.along(0.5), RIGHT, phase(t, WOUND + 0.01, 1.0))
    return right_hand(spot, skin)


def _eye(t: float, turns: float) -> tuple[Point, float, bool]:
    """(the needle's eye, where the point looks, whether it is behind the stem)."""
    start = toward(OUT, -12, 18)
    theta = _theta(turns)
    orbit = STEM[0] + 50 + 92 * math.cos(theta), STEM[1] - 6 + 42 * math.sin(theta)
    spot = mix(start, orbit, phase(t, LIFTED - 0.09, LIFTED + 0.01))
    resting = phase(t, WOUND, 0.98)
    behind = 0 < turns < TURNS and math.sin(theta) < -0.1
    angle = lerp(lerp(-12, HELD, phase(t, LIFTED - 0.09, LIFTED)), REST.angle, resting)
    return mix(spot, REST.eye, resting), angle, behind


def _running(eye: Point, turns: float) -> str:
    """The thread from the stem to the eye."""
    start = mix(OUT, FOOT, min(turns * 4, 1.0))
    if 0 < turns < TURNS:
        x, y = at(165, TOP + STEP * turns)
        leaves = _theta(turns) - math.pi / 2  # a taut thread leaves the stem square to its radius
        start = x + 26 * math.cos(leaves), y + 5 * math.sin(leaves)
    return thread(curve(start, (mix(start, eye, 0.5)[0], mix(start, eye, 0.5)[1] + 12), eye))


def _stem(lifted: float, turns: float) -> str:
    """The standing threads with the turns that lie round them."""
    strands = ""
    for i in range(8):
        top = at(lerp(154, 149.5 + 31 * i / 7, lifted), lerp(194, 182, lifted))
        strands += thread(curve(top, mix(top, at(165, 228), 0.4), at(156 + 18 * i / 7, 229)), 3)
    whole, part = laid(turns)
    rounds = "".join(turn(i) for i in range(whole))
    return strands + rounds + (turn(whole, part) if part > 0.05 else "")


def _theta(turns: float) -> float:
    """Direction from the stem to the needle's eye, radians clockwise, 0 = right, pi/2 = front."""
    return 2 * math.pi * turns + 0.3


def laid(turns: float) -> tuple[int, float]:
    """(turns whose front lies, share of the next one): a front is laid as the eye goes behind."""
    phi = _theta(turns) - math.pi / 2 if turns > 0 else -math.pi / 2
    whole = int((phi + math.pi) // (2 * math.pi))
    return whole, clamp((phi - 2 * math.pi * whole) / math.pi)


def _shade(lifted: float) -> str:
    """The lifted button's shadow on the cloth."""
    x, y = at(lerp(171, 175, lifted), lerp(200, 224, lifted))
    ry = lerp(46, 20, lifted) * SCALE
    return (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{45 * SCALE:.1f}" ry="{ry:.1f}" '
        f'fill="#47657F" opacity=".27"/>'
        if lifted
        else ""
    )
