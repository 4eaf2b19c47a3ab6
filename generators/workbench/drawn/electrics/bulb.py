"""Changing a light bulb: off, cool, up the ladder, out, compared, in, lit."""

from __future__ import annotations

import math
from dataclasses import replace

from generators.workbench import effects, marks
from generators.workbench.drawn import register
from generators.workbench.drawn.electrics import bulb_art as art
from generators.workbench.drawn.electrics.bulb_art import Bulb, bulb, pendant, wall_switch
from generators.workbench.drawn.hands import hand_layers, visiting
from generators.workbench.drawn.people import figure as draw
from generators.workbench.drawn.people.body import (
    SHIN,
    STANDING,
    THIGH,
    Figure,
    Leg,
    joint,
    standing_at,
)
from generators.workbench.drawn.people.figure import rescuer
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.things import lens
from generators.workbench.geometry import Box, Point, angle_of, clamp, lerp, phase
from generators.workbench.palette import Skin

OLD, NEW = Bulb(new=False), Bulb()
LAMP: Point = (372.0, 176.0)  # close-up
SWITCH: Point = (206.0, 240.0)
SEAT = 20.0  # px that a bulb's collar stands below the holder's edge
OUTSIDE = (900.0, 330.0)
HAND = 0.95


def _hung(b: Bulb, drop: float = 0.0, turn: float = 0.0) -> str:
    """The lamp with a bulb in it, or `drop` px below it."""
    there = bulb(b, (LAMP[0] + turn, LAMP[1] + SEAT + drop))
    return art.gradient_defs() + there + pendant(LAMP)


def _room(lit: bool) -> str:
    """Lamp and wall switch together."""
    b = replace(NEW, lit=True) if lit else OLD
    return bulb(b, (520.0, 150.0), 0.8) + pendant((520.0, 134.0), 0.8)


def _pressing(t: float, skin: Skin, low: float) -> tuple[str, str]:
    """A finger on the rocker, `low` px below its middle."""
    push = phase(t, 0.22, 0.3) * (1 - phase(t, 0.56, 0.66))
    hand = visiting(t, (560.0, 640.0), (SWITCH[0] + 14 - 6 * push, SWITCH[1] + low), 0.7)
    return hand_layers("point", hand, skin, 40, False, HAND)


def _off(t: float, skin: Skin) -> str:
    """Wall switch off, then the breaker of this circuit down."""
    back, front = _pressing(t, skin, -22)
    body = art.gradient_defs() + _room(False) + wall_switch(SWITCH, t < 0.28)
    fuse = lens((652.0, 336.0), art.breakers(phase(t, 0.34, 0.5)), 90)
    return body + fuse + back + front


def _lit(t: float, skin: Skin) -> str:
    """The switch is pressed, the new bulb shines."""
    on = t > 0.28
    back, front = _pressing(t, skin, 22)
    lamp = bulb(replace(NEW, lit=on), (520.0, 150.0), 0.8) + pendant((520.0, 134.0), 0.8)
    return art.gradient_defs() + lamp + wall_switch(SWITCH, on) + back + front


def _cooled(t: float, _: Skin) -> str:
    """Heat rises less and less while the dial counts."""
    hot = 1 - phase(t, 0.05, 0.92)
    dial = effects.clock((610.0, 250.0), t, 50.0).text
    sides = "".join(art.heat((LAMP[0] + dx, LAMP[1] + 150), hot, t) for dx in (-112, 112))
    return _hung(OLD) + sides + dial


# --- on the ladder


SCALE, FLOOR = 1.6, 434.0
LADDER_X = 420.0


def _standing(step: float, steps: list[Point], reach: float, skin: Skin) -> str:
    """The learner with both feet on step `step` (may lie between two), hands at the bulb."""
    low, high = steps[math.floor(step)], steps[min(math.ceil(step), len(steps) - 1)]
    part = step - math.floor(step)
    foot = (lerp(low[0], high[0], part), lerp(low[1], high[1], part))
    at = (foot[0] - 3 * SCALE, foot[1] - 3)
    body = Figure(replace(STANDING, neck=-90, head=-14), standing_at(at, SCALE))
    if 0.05 < part < 0.95:  # one foot is already on the next step
        ankle = body.cm((high[0] - 2, high[1] - 8.4 * SCALE))
        hip = body.leg("near")[0]
        knee = joint(hip, ankle, THIGH, SHIN, -1)
        leg = Leg(angle_of(hip, knee), angle_of(knee, ankle), 0.0)
        body = replace(body, pose=replace(body.pose, near_leg=leg))
    rail = (LADDER_X + 26 * SCALE + 4, FLOOR - 134 * SCALE)
    body = body.touch("far", rail, 20, "fist", 1, by=5.0)
    if reach > 0:
        x, y = HIGH_LAMP
        rest = body.palm("near")
        to = (lerp(rest[0], x - 6, reach), lerp(rest[1], y + 66, reach))
        body = body.touch("near", to, lerp(70, -70, reach), "cup", 1)
    else:
        body = body.touch("near", rail, 20, "fist", 1, by=5.0)
    return draw.whole(body, rescuer(skin))


HIGH_LAMP: Point = (530.0, 62.0)


def climbed_to(t: float) -> float:
    """The step that the feet are on, 0 = lowest; the third from the top is the highest allowed."""
    return phase(t, 0.06, 0.24) + phase(t, 0.26, 0.44)


def _climbed(t: float, skin: Skin) -> str:
    """Up two steps, one hand stays on the ladder, the other reaches the bulb."""
    rungs, steps = art.ladder(LADDER_X, FLOOR, SCALE)
    step = climbed_to(t)
    reach = phase(t, 0.48, 0.62)
    lamp = bulb(OLD, (HIGH_LAMP[0], HIGH_LAMP[1] + 8), 0.42) + pendant(HIGH_LAMP, 0.42)
    shadow = draw.ground_shadow(LADDER_X - 20, LADDER_X + 90 * SCALE, FLOOR + 2, 9)
    return art.gradient_defs() + shadow + lamp + rungs + _standing(step, steps, reach, skin)


# --- close-ups at the lamp


def _turned(t: float, b: Bulb, coming: bool, skin: Skin) -> str:
    """A hand round the glass turns it out of the holder, or into it."""
    s = clamp((t - 0.2) / 0.44)
    depth = (1 - s) * 52 if coming else s * 52
    swing = 9 * math.sin(2 * math.pi * 3 * s)
    left = phase(t, 0.72, 0.96)
    gone = 330 * (1 - phase(t, 0.0, 0.18) if coming else left)
    at = (LAMP[0] + 1.4 * gone, LAMP[1] + SEAT + depth + 0.9 * gone)
    there = bulb(b, at)
    hand = (at[0] + 40, at[1] + 112 + swing)
    if coming and t > 0.74:
        away = phase(t, 0.74, 0.94)
        hand = (hand[0] + 520 * away, hand[1] + 200 * away)
    if not coming and t < 0.16:
        away = 1 - phase(t, 0.0, 0.16)
        hand = (hand[0] + 520 * away, hand[1] + 200 * away)
    back, front = hand_layers("grip", hand, skin, 24 + swing, False, 1.05)
    return art.gradient_defs() + back + there + pendant(LAMP) + front


def _out(t: float, skin: Skin) -> str:
    """Screwed out; the round picture shows the other kind of cap: push up, then turn."""
    pins = bulb(replace(OLD, cap="pin"), (0.0, -6.0), 0.8)
    arrow = marks.arrow((-54.0, 30.0), (-54.0, -44.0)) + marks.arc((0.0, -20.0), 62, 16, 10, 170)
    return _turned(t, OLD, False, skin) + lens((124.0, 292.0), pins + arrow, 92)


def _in(t: float, skin: Skin) -> str:
    return _turned(t, NEW, True, skin)


def _compared(t: float, skin: Skin) -> str:
    """Old and new bulb side by side on the table, caps up; the finger goes from cap to cap."""
    x = lerp(250.0, 430.0, phase(t, 0.36, 0.6))
    hand = visiting(t, OUTSIDE, (x + 40, 222.0), 0.82)
    back, front = hand_layers("point", hand, skin, 22, False, HAND)
    shade = draw.ground_shadow(180, 320, 416, 9) + draw.ground_shadow(360, 500, 416, 9)
    return (
        art.gradient_defs()
        + shade
        + bulb(OLD, (250.0, 252.0))
        + bulb(NEW, (430.0, 252.0))
        + back
        + front
    )


def _twist(anticlockwise: bool) -> str:
    """Round the glass, as seen from below."""
    a, b = (150, 30) if not anticlockwise else (30, 150)
    return marks.arc((LAMP[0], LAMP[1] + 176), 104, 30, a, b)


CLOSE = Box(240, 80, 600, 440)
LIGHT = Scenes(
    {
        "switched-off": Scene(
            _off,
            0.56,
            (652.0, 340.0),
            lambda: marks.arrow((714.0, 306.0), (714.0, 370.0)),
            Box(130, 100, 740, 424),
        ),
        "cool": Scene(_cooled, 0.62, (LAMP[0] + 40, LAMP[1] + 120), lambda: "", CLOSE),
        "reached": Scene(
            _climbed,
            0.72,
            (LADDER_X + 34 * SCALE, FLOOR - 50 * SCALE),
            lambda: "",
            Box(380, 20, 600, 436),
        ),
        "out": Scene(
            _out, 0.46, (LAMP[0] - 14, LAMP[1] + 34), lambda: _twist(True), Box(30, 90, 600, 440)
        ),
        "compared": Scene(
            _compared,
            0.66,
            (430.0, 230.0),
            lambda: marks.double((286.0, 226.0), (392.0, 226.0)),
            Box(170, 180, 620, 430),
        ),
        "in": Scene(_in, 0.5, (LAMP[0] - 14, LAMP[1] + 30), lambda: _twist(False), CLOSE),
        "lit": Scene(_lit, 0.54, (520.0, 230.0), lambda: "", Box(130, 60, 640, 424)),
    }
)
register(
    LIGHT,
    ("switch-off", "switch-on", "wait", "lift", "climb", "unscrew", "check", "screw", "insert"),
    ("light-bulb", "lamp", "pendant-lamp", "light-switch", "step-ladder"),
)
