"""What first-aid lessons are drawn with: scenes, a casualty, kneeling rescuers, a phone.

The casualty lies on the back, head to the left; the learner (teal sleeves) kneels on this side.
Depth and tempo are those of the 2021 guidelines (5 to 6 cm, 100 to 120 a minute) at the figure's
scale; a clip plays t = 0..1 in 2.6 s of its 3 s, so `CYCLES` gives 100 a minute over the whole
clip and 115 while it moves.
"""

from __future__ import annotations

import math
from dataclasses import replace

from generators.workbench import sprite
from generators.workbench.drawn import shapes
from generators.workbench.drawn.people import figure as draw
from generators.workbench.drawn.people.body import (
    BACK,
    FOREARM,
    KNEE,
    KNEELING,
    SUPINE,
    UPPER_ARM,
    Figure,
    Pose,
    kneel,
    lying_at,
    standing_at,
)
from generators.workbench.drawn.people.figure import CHEST_FRONT, CONTACT, Look
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import Point, lerp, mix
from generators.workbench.palette import INK, TEAL

SCALE = 2.75  # px per cm: a casualty of 480 px, a kneeling head below the badge
FAR_SCALE = 1.95  # where people stand
GROUND = 434.0  # px; the casualty's back
NEAR = 446.0  # px; the ground on this side, where the learner kneels
HIP_X = 470.0
DEPTH = 5.5  # cm
CYCLES = 5
WRIST = 6.6  # cm of the wrists above the chest with one hand on the other
KNEE_AWAY = 23.0  # cm from the hands to the knees
ELBOW_REACH = 0.9985  # share of the full arm length: elbows at 174 degrees or more, locked


# --- the people


def casualty(
    hip_x: float = HIP_X, ground: float = GROUND, scale: float = SCALE, pose: Pose = SUPINE
) -> Figure:
    """Supine with the back on the ground."""
    return Figure(pose, lying_at((hip_x, ground - BACK * scale), scale), (1.5, -5.0), (0.0, 2.4))


def up(height: float) -> float:
    """px of `height` cm above the ground on this side."""
    return NEAR - height * SCALE


def contact(body: Figure) -> Point:
    """px of the chest under the heel of the hand, pressed in or not."""
    return body.on_trunk(CONTACT, CHEST_FRONT - body.pose.dent)


def kneeling(
    knee: Point, shoulder: Point, scale: float = SCALE, flip: bool = True, pose: Pose = KNEELING
) -> Figure:
    """On the knees, knee joint and shoulder on these points (px); `flip` looks to the left."""
    body = Figure(pose, standing_at((0.0, 0.0), scale, flip), far=(-1.2 if flip else 1.2, -0.6))
    return kneel(body, knee, shoulder)


def above(point: Point, scale: float) -> Point:
    """Where the shoulders are with locked elbows straight above the hands, px."""
    arm = (UPPER_ARM + FOREARM) * ELBOW_REACH
    return point[0], point[1] - (arm + WRIST) * scale


def on_the_chest(body: Figure, at: Point) -> Figure:
    """Both wrists over the hands that press at `at` (px)."""
    wrist = (at[0], at[1] - WRIST * body.scale)
    return body.reach("far", wrist, 90, "none").reach("near", wrist, 90, "none")


def presser(
    at: Point, scale: float = SCALE, flip: bool = True, ground: float = NEAR, lean: float = 1.0
) -> Figure:
    """Kneels with both hands at `at`; lean 1 = shoulders above them, 0 = still sitting back."""
    way = 1 if flip else -1
    knee = (at[0] + way * KNEE_AWAY * scale, ground - KNEE * scale)
    back = (at[0] + way * 22 * scale, at[1] - 49 * scale)
    pose = replace(KNEELING, neck=-52 - 8 * lean, head=26 + 12 * lean, curl=10.0)
    body = kneeling(knee, mix(back, above(at, scale), lean), scale, flip, pose)
    return on_the_chest(body, at)


def pressed(t: float, cycles: float = CYCLES) -> float:
    """cm that the chest is down; 0 again at every end: full recoil."""
    return DEPTH * (1 - math.cos(2 * math.pi * cycles * t)) / 2


def supine_pressed(depth: float, **place: float) -> Figure:
    return casualty(**place, pose=replace(SUPINE, dent=depth))


def lying(body: Figure, look: Look) -> str:
    crown, heel = body.on_head(0, -13)[0], body.px(body.leg("near")[2])[0]
    y = body.frame.at[1] + BACK * body.scale
    return draw.ground_shadow(crown - 10, heel + 20, y - 1, 4 * body.scale) + draw.whole(body, look)


def pressing(body: Figure, look: Look, at: Point) -> str:
    """A rescuer whose hands lie on the chest: the hands before the body, under the near sleeve."""
    layers = draw.person(body, look)
    hands = draw.pressing_hands(body, look, at, left=body.frame.flip)
    return kneeling_shadow(body) + layers.far + layers.middle + hands + layers.near


def kneeling_shadow(body: Figure) -> str:
    knee, ankle = (body.px(p) for p in body.leg("near")[1:])
    left, right = sorted((knee[0], ankle[0]))
    return draw.ground_shadow(left - 24, right + 30, knee[1] + KNEE * body.scale, 9)


# --- things


def phone(at: Point, state: str, size: float = 0.42, flat: float = 1.0, turn: float = 0.0) -> str:
    """The phone around its middle; `flat` 0.62 lies on the ground, seen at a slant."""
    thing = sprite.load("phone")
    shadow = ""
    if flat < 0.63:
        shadow = draw.ground_shadow(at[0] - 52 * size * 2, at[0] + 52 * size * 2, at[1] + 6, 10)
    return (
        f'{shadow}<defs>{thing.defs}</defs><g transform="translate({at[0]:.1f} {at[1]:.1f}) '
        f'scale(1 {flat:g}) rotate({turn:g}) scale({size:g}) translate(-62 -114)">'
        f"{sprite_svg(thing, state)}</g>"
    )


def phone_on_ground(at: Point, size: float = 0.5, t: float = 1.0) -> str:
    """On speaker: waves come out of it."""
    waves = "".join(
        _arc(at, 46 + 17 * i, -62, -24, 0.35 + 0.65 * abs(math.sin(math.pi * (3 * t - i / 4))))
        for i in range(3)
    )
    return phone(at, "speaker", size, 0.62, -62) + waves


def _arc(centre: Point, radius: float, start: float, end: float, opacity: float) -> str:
    points = [
        (centre[0] + radius * math.cos(a), centre[1] + 0.8 * radius * math.sin(a))
        for a in (math.radians(lerp(start, end, i / 6)) for i in range(7))
    ]
    return shapes.stroke(points, TEAL, 4.0, opacity)


def shouting(mouth: Point, way: float, strength: float) -> str:
    """Short strokes from an open mouth."""
    out = ""
    for angle in (-24, 4, 32):
        a = math.radians(angle)
        ends = [
            (mouth[0] + way * r * math.cos(a), mouth[1] + r * math.sin(a))
            for r in (14, 22 + 10 * strength)
        ]
        out += shapes.stroke(ends, INK, 3.0, 0.75)
    return out


def guide(x: float, top: float, bottom: float, opacity: float) -> str:
    return (
        f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="#FFFFFF" stroke-width="4" '
        f'opacity="{0.8 * opacity:.2f}"/><path d="M{x:.1f} {top:.1f}V{bottom:.1f}" '
        f'stroke="{INK}" stroke-width="2" stroke-dasharray="9 6" opacity="{opacity:.2f}"/>'
    )


def bag(grip: Point) -> str:
    """A first-aid bag that hangs from a hand (px)."""
    x, y = grip[0], grip[1] + 8
    body = f"M{x - 34:.1f} {y + 12:.1f}h68q8 0 8 8v34q0 8 -8 8h-68q-8 0 -8 -8v-34q0 -8 8 -8Z"
    cross = f"M{x - 5:.1f} {y + 24:.1f}h10v9h9v10h-9v9h-10v-9h-9v-10h9Z"
    handle = shapes.stroke(
        [(x - 18, y + 12), (x - 10, y - 4), (x + 10, y - 4), (x + 18, y + 12)], "#7E2A22", 5
    )
    return handle + shapes.solid([body], "#C8443A") + f'<path d="{cross}" fill="#FFFFFF"/>'


def defibrillator_on(at: Point, body: Figure) -> str:
    """The defibrillator on the ground at `at` (px), wired to the chest."""
    thing, size = sprite.load("defibrillator"), 0.42
    chest, port = body.on_trunk(43, 1), (at[0] + 44, at[1] - 24)
    wire = [port, (port[0] + 26, port[1] + 8), (chest[0] - 30, port[1] + 4), chest]
    return (
        shapes.stroke(wire, "#4E5A60", 3)
        + draw.ground_shadow(at[0] - 52, at[0] + 52, at[1], 8)
        + f'<defs>{thing.defs}</defs><g transform="translate({at[0]:.1f} {at[1]:.1f}) '
        f'scale({size}) translate(-125 -198)">{sprite_svg(thing)}</g>'
    )
