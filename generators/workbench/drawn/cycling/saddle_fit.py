"""The rider and the saddle: hip height, straight leg on the heel, bent knee on the ball, a ride.

Side view at 2.45 px to a centimetre. The saddle stands so that a heel on the lowest pedal makes
the leg straight; the knee of the ball of the foot then bends by itself to about 30 degrees, which
is the range that fitters measure (25 to 35).
"""

from __future__ import annotations

import math
from dataclasses import replace

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.cycling.bicycle_art import BAR, GROUND, UNITS, Bicycle
from generators.workbench.drawn.people import figure as draw
from generators.workbench.drawn.people.body import (
    ANKLE,
    SHIN,
    STANDING,
    THIGH,
    Figure,
    Leg,
    Pose,
    Side,
    joint,
    standing_at,
)
from generators.workbench.drawn.people.figure import Look, rescuer
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Placement, Point, angle_of, lerp, phase, toward
from generators.workbench.palette import INK, PAPER, Skin

SCALE = 2.45  # px per cm: rider and bicycle from crown to tyre
FLOOR = 439.0  # px; where the tyres stand
SADDLE = 68.6  # cm from the bottom bracket: the heel reaches the lowest pedal with a straight leg
SEAT = (-1.0, -9.0)  # cm from the middle of the saddle to the hip joint of who sits on it
LOWEST = 84.0  # degrees of the crank where the pedal is farthest from the hip
SOLE = ANKLE + 1.4  # cm from the ankle to the pedal's axle
LEAN = -56.0  # degrees of the trunk
HEEL, BALL = -1.0, 13.5  # cm before the ankle
TOES = 2.0  # degrees that the foot points down at the lowest point


MIDDLE = 448.0  # px; of the bicycle, so that the rider's head is beside the step's name


def bicycle(
    saddle: float = SADDLE, crank: float = 34.0, rolled: float = 0.0, x: float = MIDDLE
) -> Bicycle:
    place = Placement((435.0, GROUND), (x, FLOOR), 0.0, SCALE / UNITS)
    return Bicycle(place, saddle, crank, rolled)


def rider(bike: Bicycle, along: float, foot: float, held: bool = False) -> Figure:
    """Seated, both feet on the pedals; `along` cm of the sole, toes `foot` degrees down.

    The hands are on the bar, or the far one is `held` against the wall behind.
    """
    x, y = bike.saddle_top()
    hip = (x + SEAT[0] * SCALE, y + SEAT[1] * SCALE)
    pose = Pose(hip=(0.0, 0.0), trunk=LEAN, curl=16.0, neck=LEAN - 4, head=4.0)
    body = Figure(pose, standing_at(hip, SCALE), far=(1.2, -0.6))
    body = on_pedal(body, "near", bike.pedal(), foot, along)
    body = on_pedal(body, "far", bike.pedal(far=True), foot, along)
    bar = bike.px(BAR)
    if held:
        body = body.touch("far", (bar[0] + 40, bar[1] - 62), -66, "flat", 1)
    else:
        body = body.touch("far", (bar[0] + 4, bar[1] - 2), 40, "fist", 1, by=5.0)
    return body.touch("near", bar, 40, "fist", 1, by=5.0)


def on_pedal(body: Figure, side: Side, pedal: Point, foot: float, along: float) -> Figure:
    """The same figure with that foot's sole on a pedal (px)."""
    a, (x, y) = math.radians(foot), body.cm(pedal)
    ankle = (
        x - along * math.cos(a) + SOLE * math.sin(a),
        y - along * math.sin(a) - SOLE * math.cos(a),
    )
    hip = body.leg(side)[0]
    knee = joint(hip, ankle, THIGH, SHIN, -1)
    leg = Leg(angle_of(hip, knee), angle_of(knee, ankle), foot)
    if side == "near":
        return replace(body, pose=replace(body.pose, near_leg=leg))
    return replace(body, pose=replace(body.pose, far_leg=leg))


def knee_bend(body: Figure, side: Side = "near") -> float:
    """Degrees; 0 = straight."""
    leg = body.pose.near_leg if side == "near" else body.pose.far_leg
    return abs(leg.thigh - leg.shin)


def mounted(bike: Bicycle, body: Figure, look: Look) -> str:
    layers = draw.person(body, look)
    return bike.behind() + layers.far + bike.front() + layers.middle + layers.near


def _bent_mark(body: Figure) -> str:
    """The thigh drawn on beyond the knee, and the wedge between that and the shin."""
    hip, knee, ankle = (body.px(p) for p in body.leg("near"))
    leg = body.pose.near_leg
    end, tip = toward(knee, leg.thigh, 112), toward(knee, leg.shin, 100)
    start = toward(knee, leg.thigh, 100)
    wedge = (
        f"M{knee[0]:.1f} {knee[1]:.1f}L{start[0]:.1f} {start[1]:.1f}"
        f"A100 100 0 0 1 {tip[0]:.1f} {tip[1]:.1f}Z"
    )
    dashes = f"M{knee[0]:.1f} {knee[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"
    return (
        f'<path d="{wedge}" fill="#F2B632" fill-opacity="0.75"/>'
        f'<path d="{dashes}" stroke="#FFFFFF" stroke-width="9" fill="none"/>'
        f'<path d="{dashes}" stroke="{INK}" stroke-width="4" stroke-dasharray="9 8" fill="none"/>'
        + _bones(hip, knee, ankle)
    )


def _straight_mark(body: Figure) -> str:
    """One straight line from the hip to the heel."""
    return _bones(*(body.px(p) for p in body.leg("near")))


def _bones(*joints: Point) -> str:
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="{PAPER}" stroke="{INK}" stroke-width="3"/>'
        for x, y in joints
    )
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in joints)
    lines = "".join(
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        for colour, width in ((INK, 9), (PAPER, 5))
    )
    return lines + dots


# --- scenes


def _heel(t: float, skin: Skin) -> str:
    """The pedal goes backwards down to its lowest point; the leg becomes straight."""
    bike = bicycle(crank=lerp(196, LOWEST, phase(t, 0.1, 0.62)))
    return mounted(bike, rider(bike, HEEL, 0.0, held=True), rescuer(skin))


def _heel_body() -> Figure:
    return rider(bicycle(crank=LOWEST), HEEL, 0.0, held=True)


def _ball_body() -> Figure:
    return rider(bicycle(crank=LOWEST), BALL, TOES, held=True)


def _ball(t: float, skin: Skin) -> str:
    """The foot draws back until its ball is on the pedal, at the lowest point."""
    moved = phase(t, 0.12, 0.5)
    bike = bicycle(crank=LOWEST)
    body = rider(bike, lerp(HEEL, BALL, moved), TOES * moved, held=True)
    shown = _bent_mark(body) if moved >= 1 else ""
    return mounted(bike, body, rescuer(skin)) + shown


def _ride(t: float, skin: Skin) -> str:
    """Two and a half turns of the crank; the gear makes the wheels turn half as fast again."""
    turned = 900 * phase(t, 0.0, 1.0)
    bike = bicycle(crank=20 + turned, rolled=1.5 * turned)
    foot = 8 + 8 * math.sin(math.radians(20 + turned))
    return mounted(bike, rider(bike, BALL, foot), rescuer(skin))


BESIDE_X = 545.0  # px; middle of the bicycle that somebody stands beside
STAND_X = 392.0  # px; where the learner stands behind it


def _beside() -> Figure:
    pose = replace(STANDING, near_leg=Leg(92, 93), far_leg=Leg(87, 92))
    return Figure(pose, standing_at((STAND_X, FLOOR - 26), SCALE))


HIP_Y = _beside().px(_beside().leg("near")[0])[1]


def _saddle_for(height: float) -> float:
    """cm along the seat tube that put the saddle's top at a height of the picture (px)."""
    low, high = (bicycle(cm).saddle_top()[1] for cm in (50, 70))
    return 50 + 20 * (height - low) / (high - low)


def _hip_high(t: float, skin: Skin) -> str:
    """The saddle goes up to the height of the hip; the hand draws it up."""
    top = _saddle_for(HIP_Y)
    bike = bicycle(lerp(top - 11, top, phase(t, 0.24, 0.6)), x=BESIDE_X)
    look, (x, y) = rescuer(skin), bike.saddle_top()
    held = phase(t, 0.06, 0.22) * (1 - phase(t, 0.74, 0.92))
    body = _beside()
    rest = body.palm("near")
    hand = (lerp(rest[0], x + 4, held), lerp(rest[1], y + 42, held))
    body = body.touch("near", hand, lerp(80, 12, held), "fist" if held > 0.5 else "relaxed", 1)
    layers = draw.person(body, look)
    line = _level(t) if t > 0.5 else ""
    return bike.behind() + layers.far + layers.middle + bike.front() + layers.near + line


def _level(t: float) -> str:
    shown, y = phase(t, 0.5, 0.62), HIP_Y - 5
    return (
        f'<path d="M336 {y:.1f}H600" stroke="#FFFFFF" stroke-width="9" opacity="{shown:.2f}"/>'
        f'<path d="M336 {y:.1f}H600" stroke="{INK}" stroke-width="4" stroke-dasharray="12 9" '
        f'opacity="{shown:.2f}"/>'
    )


def _near(body: Figure, joint_index: int) -> Point:
    return body.px(body.leg("near")[joint_index])


RIDER_BOX = Box(240, 30, 656, 436)
FIT = Scenes(
    {
        "hip-high": Scene(
            _hip_high,
            0.66,
            (STAND_X - 14, HIP_Y),
            lambda: marks.arrow((532.0, HIP_Y + 78), (532.0, HIP_Y + 12)),
            Box(340, 30, 745, 446),
        ),
        "heel-on-pedal": Scene(
            _heel,
            0.7,
            _near(_heel_body(), 1),
            lambda: _straight_mark(_heel_body()),
            RIDER_BOX,
        ),
        "knee-bent": Scene(
            _ball,
            0.7,
            _near(_ball_body(), 1),
            lambda: "",
            RIDER_BOX,
        ),
        "ridden": Scene(
            _ride,
            0.5,
            _near(rider(bicycle(crank=20 + 450), BALL, 8), 1),
            lambda: marks.arc((426.0, 374.0), 74, 74, -80, 40),
            RIDER_BOX,
        ),
    }
)
register(FIT, ("sit", "check", "measure", "lift", "pedal", "ride"), ("rider", "bicycle"))
