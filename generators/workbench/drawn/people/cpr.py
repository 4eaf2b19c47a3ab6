"""Hands-only CPR from the side: one function of t per stage, over one casualty and one rescuer."""

from __future__ import annotations

import math
from dataclasses import replace

from generators.workbench import marks
from generators.workbench.drawn import register, shapes
from generators.workbench.drawn.people import figure as draw
from generators.workbench.drawn.people.body import (
    FINGER_TIPS,
    KNEE,
    KNEELING,
    STANDING_RELAXED,
    SUPINE,
    WALKING,
    Arm,
    Figure,
    Leg,
    Pose,
    standing_at,
)
from generators.workbench.drawn.people.first_aid import (
    DEPTH,
    FAR_SCALE,
    GROUND,
    HIP_X,
    KNEE_AWAY,
    NEAR,
    SCALE,
    above,
    bag,
    casualty,
    contact,
    defibrillator_on,
    guide,
    kneeling,
    kneeling_shadow,
    lying,
    phone,
    phone_on_ground,
    pressed,
    presser,
    pressing,
    shouting,
    supine_pressed,
    up,
)
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Point, lerp, mix, phase
from generators.workbench.palette import INK, Skin

# --- the scenes


def approached(t: float, skin: Skin) -> str:
    """Comes from the left, stops well away, looks round."""
    ground, come = 446.0, phase(t, 0.0, 0.45)
    body = casualty(562, 418, FAR_SCALE)
    x = lerp(-50, 190, come)
    if come < 1:
        me = Figure(walking(come * 2), standing_at((x, ground), FAR_SCALE))
    else:
        me = _looking(x, ground, t)
    shadow = draw.ground_shadow(x - 34, x + 44, ground - 1, 8)
    return lying(body, draw.casualty(skin)) + shadow + draw.whole(me, draw.rescuer(skin))


def _looking(x: float, ground: float, t: float) -> Figure:
    """One hand over the eyes, behind the face, so that the face is seen."""
    head = 4 + 10 * math.sin(2 * math.pi * phase(t, 0.5, 0.98))
    pose = replace(STANDING_RELAXED, head=head)
    me = Figure(pose, standing_at((x, ground), FAR_SCALE))
    up = phase(t, 0.42, 0.58)
    brow, side = me.on_head(10.5, -7.4), me.palm("far")
    front = (x + 70, side[1] - 110)
    way = mix(mix(side, front, up), mix(front, brow, up), up)
    return me.touch("far", way, lerp(74, -128, up), "flat", 1)


def walking(cycle: float) -> Pose:
    """Legs and arms swing against each other; cycle 1 = two steps."""
    swing = math.sin(2 * math.pi * cycle)
    lift = max(0.0, math.cos(2 * math.pi * cycle))
    sink = max(0.0, -math.cos(2 * math.pi * cycle))
    return replace(
        WALKING,
        near_leg=Leg(90 - 20 * swing, 96 - 16 * swing + 26 * lift, 8 - 14 * swing),
        far_leg=Leg(90 + 20 * swing, 96 + 16 * swing + 26 * sink, 8 + 14 * swing),
        near_arm=replace(WALKING.near_arm, upper=90 + 18 * swing, fore=82 + 16 * swing),
        far_arm=replace(WALKING.far_arm, upper=90 - 18 * swing, fore=76 - 16 * swing),
    )


def response_check(t: float) -> tuple[Figure, Figure]:
    """Casualty and rescuer whose hands lie on both shoulders and shake them."""
    there = phase(t, 0.0, 0.22)
    shake = 4.0 * math.sin(2 * math.pi * 7 * t) * phase(t, 0.22, 0.3) * (1 - phase(t, 0.72, 0.8))
    body = casualty(HIP_X + 30 + shake)
    near, far = shoulder_tops(body)
    home = HIP_X + 30 - 50 * SCALE  # shoulders at rest
    knee = (home + 36 * SCALE, NEAR - KNEE * SCALE)
    shoulder = mix((home + 40 * SCALE, up(76)), (home + 31 * SCALE, up(69)), there)
    pose = replace(KNEELING, curl=18.0, neck=-68, head=24, mouth="open" if t > 0.25 else "calm")
    me = kneeling(knee, shoulder, pose=pose)
    ready = (home + 25 * SCALE, up(42))
    me = me.touch("far", mix(ready, far, there), 176, "cup")
    return body, me.touch("near", mix(ready, near, there), 132, "cup")


def shoulder_tops(body: Figure) -> tuple[Point, Point]:
    """px of what a hand takes hold of at the near and the far shoulder of a supine body."""
    near, far = (body.px(body.arm(side)[0]) for side in ("near", "far"))
    return (near[0] + 2, near[1] - 4), (far[0] - 4, far[1] - 4 * SCALE)


def checked_response(t: float, skin: Skin) -> str:
    body, me = response_check(t)
    layers = draw.person(me, draw.rescuer(skin))
    shout = ""
    if 0.25 < t < 0.8:
        shout = shouting(me.on_head(11, 6.4), -1, abs(math.sin(2 * math.pi * 3 * t)))
    lies = lying(body, draw.casualty(skin))
    return lies + kneeling_shadow(me) + layers.far + layers.middle + layers.near + shout


CALLER = HIP_X + 20 - 24 * SCALE  # px; where the caller's knees are
SPOT = (CALLER - 43 * SCALE, 474.0)  # where the phone lies, beside the rescuer


def calling(t: float, skin: Skin) -> str:
    """Taps the number, speaks, lays the phone down on speaker."""
    down, back = phase(t, 0.42, 0.62), phase(t, 0.68, 0.82)
    me = _caller(t, down, back)
    held = mix(_by_caller(-25, 76), (SPOT[0] + 8, SPOT[1] - 20), down)
    me = me.touch(
        "near",
        mix(held, _by_caller(4, 29), back),
        lerp(196, 128, down),
        "cup" if back < 0.5 else "relaxed",
    )
    layers = draw.person(me, draw.rescuer(skin))
    out = lying(casualty(HIP_X + 20), draw.casualty(skin)) + kneeling_shadow(me)
    out += layers.far + layers.middle
    if back > 0:
        return out + phone_on_ground(SPOT, 0.56, t) + layers.near
    flat, turn = lerp(1.0, 0.62, down), lerp(-14, -62, down)
    at = mix(held, SPOT, phase(t, 0.56, 0.62))
    return out + phone(at, "calling", lerp(0.34, 0.56, down), flat, turn) + layers.near


def _by_caller(away: float, height: float) -> Point:
    """px of a point cm behind (away > 0) or before the caller's knees, cm above the ground."""
    return CALLER + away * SCALE, up(height)


def _caller(t: float, down: float, back: float) -> Figure:
    """Kneels, looks at the phone, leans down with it and up again; the free hand taps."""
    leant = mix(_by_caller(4, 81), _by_caller(-12, 64), down)
    shoulder = mix(leant, _by_caller(2, 79), back)
    pose = replace(KNEELING, curl=10.0, neck=-76 + 14 * down * (1 - back), head=16 + 10 * down)
    me = kneeling(_by_caller(0, KNEE), shoulder, pose=pose)
    tapped = phase(t, 0.3, 0.45)
    finger = mix(_by_caller(-21, 71), _by_caller(3, 20), tapped)
    return me.touch("far", finger, lerp(186, 110, tapped), "two-fingers" if t < 0.38 else "relaxed")


def breathing_check(t: float) -> tuple[Figure, Figure]:
    """Casualty with the head tilted back; rescuer with the cheek over the mouth."""
    hold, tilt, low = phase(t, 0.0, 0.16), phase(t, 0.16, 0.38), phase(t, 0.36, 0.56)
    pose = replace(SUPINE, head=lerp(6, -20, tilt), neck=lerp(-93, -90, tilt))
    body = casualty(530, pose=pose)
    mouth, chin, brow = body.on_head(9.4, 5.6), body.on_head(6.4, 11.2), body.on_head(8.0, -7.4)
    final = (mouth[0] - 25 * SCALE, mouth[1] - 20 * SCALE)
    shoulder = mix((mouth[0] - 36 * SCALE, up(70)), final, low)
    knee = (mouth[0] - 47 * SCALE, GROUND - 4 - KNEE * SCALE)
    pose = replace(KNEELING, curl=22.0, neck=lerp(-62, 6, low), head=lerp(24, 12, low))
    me = kneeling(knee, shoulder, flip=False, pose=pose)
    lifted = mix((chin[0] + 60, chin[1] - 90), chin, hold)
    me = me.touch("far", lifted, 176, "two-fingers", -1, 0.94, FINGER_TIPS)
    resting = mix((brow[0] - 40, brow[1] - 70), brow, hold)
    return body, me.touch("near", resting, 74, "cup", 1, lerp(0.9, 0.66, low))


def checked_breathing(t: float, skin: Skin) -> str:
    body, me = breathing_check(t)
    look = phase(t, 0.56, 0.7)
    layers = draw.person(me, draw.rescuer(skin))
    eye, along = me.on_head(8, -1.6), body.on_trunk(22, 14)
    gaze = (
        f'<path d="M{eye[0] + 8:.1f} {eye[1]:.1f}L{along[0]:.1f} {along[1]:.1f}" stroke="{INK}" '
        f'stroke-width="2.4" stroke-dasharray="3 8" stroke-linecap="round" '
        f'opacity="{0.8 * look:.2f}"/>'
    )
    lies = lying(body, draw.casualty(skin)) + phone_on_ground((340.0, 474.0), 0.5, t)
    return kneeling_shadow(me) + lies + layers.far + layers.middle + gaze + layers.near


def arms_straight(t: float, skin: Skin) -> str:
    """Leans forward until the shoulders are above the hands."""
    body, lean = casualty(), phase(t, 0.12, 0.7)
    at = contact(body)
    me = presser(at, lean=lean)
    line = guide(at[0], above(at, SCALE)[1] - 12, at[1] + 4, phase(t, 0.6, 0.8))
    return lying(body, draw.casualty(skin)) + pressing(me, draw.rescuer(skin), at) + line


LENS = (648.0, 218.0, 92.0)  # centre and radius of the close look at the chest, px
LENS_SCALE = 2.6


def compressing(t: float, skin: Skin) -> str:
    body = supine_pressed(pressed(t))
    at = contact(body)
    me, look, mine = presser(at), draw.casualty(skin), draw.rescuer(skin)
    scene = lying(body, look) + pressing(me, mine, at) + _chest_at_rest()
    chest = draw.trunk(body, look) + draw.arm(body, look, "near")
    hands = draw.pressing_hands(me, mine, at) + draw.arm(me, mine, "near")
    return scene + _lens(chest + hands + _chest_at_rest(), contact(casualty()))


def _chest_at_rest() -> str:
    """The chest's own line, dashed, to see how far it goes down and that it comes up again."""
    rest = casualty()
    path = shapes.open_path([rest.on_trunk(a, f) for a, f in draw.CHEST_LINE[:-2]])
    return (
        f'<path d="{path}" fill="none" stroke="#FFFFFF" stroke-width="3.4" opacity="0.6"/>'
        f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.7" stroke-dasharray="6 4"/>'
    )


def _lens(scene: str, rest: Point) -> str:
    """The chest under the hands, enlarged, with the 5.5 cm that it has to go down."""
    x, y, r = LENS
    focus = (rest[0] + 2, rest[1] + 8)
    ring = f'<circle cx="{x}" cy="{y}" r="{r}"'
    left, top = x + (rest[0] + 15 - focus[0]) * LENS_SCALE, y + (rest[1] - focus[1]) * LENS_SCALE
    low = top + DEPTH * SCALE * LENS_SCALE
    ticks = (
        f"M{left - 9:.1f} {top:.1f}h18M{left - 9:.1f} {low:.1f}h18M{left:.1f} {top:.1f}V{low:.1f}"
    )
    return (
        f'<clipPath id="cpr-lens">{ring}/></clipPath>{ring} fill="#C4DBB2"/>'
        f'<g clip-path="url(#cpr-lens)"><g transform="translate({x} {y}) scale({LENS_SCALE}) '
        f'translate({-focus[0]:.1f} {-focus[1]:.1f})">{scene}</g></g>'
        f'<path d="{ticks}" fill="none" stroke="#FFFFFF" stroke-width="6" stroke-linecap="round"/>'
        f'<path d="{ticks}" fill="none" stroke="{INK}" stroke-width="2.6" stroke-linecap="round"/>'
        f'{ring} fill="none" stroke="#FFFDF8" stroke-width="7"/>'
        f'{ring} fill="none" stroke="#8F8574" stroke-width="1.6"/>'
    )


# Whole cycles before and after; the pause between is half a second of the clip.
STOPS, GOES_ON = 0.4, 0.6


def swapped(t: float, skin: Skin) -> str:
    """The learner stops on a count and sits back; the other one opposite goes on at once."""
    first, second = t < STOPS, t >= GOES_ON
    since = t if first else max(t - GOES_ON, 0.0)
    body = supine_pressed(pressed(since))
    at = contact(body)
    me = presser(at) if first else sitting_back(at, phase(t, STOPS, 0.55))
    ready = 1 - phase(t, 0.45, GOES_ON)
    other = presser(at, flip=False, ground=GROUND - 2) if second else sitting_back(at, ready, False)
    helper, mine = draw.second_rescuer(skin), draw.rescuer(skin)
    out = kneeling_shadow(other) + draw.whole(other, helper) + lying(body, draw.casualty(skin))
    if second:
        out += draw.pressing_hands(other, helper, at, left=False)
        out += draw.person(other, helper).near
    out += pressing(me, mine, at) if first else kneeling_shadow(me) + draw.whole(me, mine)
    return out + phone_on_ground((268.0, 476.0), 0.46, t)


def sitting_back(at: Point, back: float, flip: bool = True) -> Figure:
    """From the hands on the chest (back = 0) to the seat on the heels, hands on the thighs."""
    way, ground = (1, NEAR) if flip else (-1, GROUND - 2)
    knee = (at[0] + way * KNEE_AWAY * SCALE, ground - KNEE * SCALE)
    seat = (knee[0] + way * 30 * SCALE, ground - 72 * SCALE)
    pose = replace(KNEELING, neck=-82, head=4, curl=12.0)
    me = kneeling(knee, mix(above(at, SCALE), seat, back), SCALE, flip, pose)
    lap = (knee[0] + way * 12 * SCALE, ground - 23 * SCALE)
    hands, turn = mix((at[0], at[1] - 24), lap, back), 160 if flip else 20
    return me.touch("far", hands, turn, "relaxed").touch("near", hands, turn, "relaxed")


def helpers_arrived(t: float, skin: Skin) -> str:
    """Compressions go on while two professionals walk up."""
    scale, ground = FAR_SCALE, 420.0
    body = casualty(338, ground, scale, replace(SUPINE, dent=pressed(t)))
    at = contact(body)
    me = presser(at, scale, ground=428)
    out = _walker(t, 0.08, (724.0, 424.0), skin, 0.35)
    out += lying(body, draw.casualty(skin)) + defibrillator_on((104.0, 452.0), body)
    out += pressing(me, draw.rescuer(skin), at)
    return out + _walker(t, 0.0, (604.0, 440.0), skin, 0.0) + phone_on_ground((236, 472), 0.4, t)


def _walker(t: float, later: float, goal: Point, skin: Skin, ahead: float) -> str:
    come = phase(t, later, 0.72 + later)
    x = goal[0] + 300 * (1 - come)
    frame = standing_at((x, goal[1]), FAR_SCALE, True)
    me = Figure(walking(2 * come + ahead) if come < 1 else STANDING_RELAXED, frame)
    if come >= 1 and ahead == 0:
        me = replace(me, pose=replace(me.pose, far_arm=Arm(66.0, 74.0, 84.0)))
        me = me.touch("near", (x - 96, goal[1] - 190), 170, "flat")
    look = draw.paramedic(skin)
    case = bag(me.palm("far")) if ahead == 0 else ""
    layers = draw.person(me, look)
    shadow = draw.ground_shadow(x - 40, x + 34, goal[1] - 1, 8)
    return shadow + case + layers.far + layers.middle + layers.near


# --- what is offered


def _chest_point() -> Point:
    return contact(casualty())


CHEST = _chest_point()

SCENES = {
    "approached": Scene(
        approached,
        0.8,
        (478.0, 388.0),
        lambda: marks.arc((206.0, 138.0), 100, 92, -20, 40),
        Box(150, 95, 310, 440),
    ),
    "checked-response": Scene(
        checked_response,
        0.5,
        casualty(HIP_X + 30).on_head(8, 0),
        lambda: marks.double((HIP_X - 152, 466.0), (HIP_X - 62, 466.0)),
        Box(245, 150, 640, 450),
    ),
    "checked-breathing": Scene(
        checked_breathing, 0.85, (440.0, 372.0), lambda: "", Box(60, 240, 620, 450)
    ),
    "arms-straight": Scene(
        arms_straight,
        0.9,
        above(CHEST, SCALE),
        lambda: marks.arrow((CHEST[0] + 106, 226.0), (CHEST[0] + 42, 178.0), 10),
        Box(250, 110, 620, 450),
    ),
    "compressing": Scene(
        compressing,
        0.5,
        (CHEST[0] - 46, 291.0),
        lambda: marks.double((CHEST[0] - 46, 248.0), (CHEST[0] - 46, 334.0)),
        Box(250, 110, 620, 450),
    ),
    "swapped": Scene(
        swapped,
        0.72,
        (CHEST[0] - 12, 296.0),
        lambda: marks.arrow((CHEST[0] + 68, 158.0), (CHEST[0] + 118, 158.0), 14),
        Box(190, 110, 620, 450),
    ),
    "helpers-arrived": Scene(
        helpers_arrived,
        0.9,
        (612.0, 196.0),
        lambda: marks.arrow((560.0, 470.0), (476.0, 470.0)),
        Box(60, 150, 750, 450),
    ),
}
CALL = {
    "speaker": Scene(
        calling,
        0.9,
        (SPOT[0] - 34, SPOT[1] - 12),
        lambda: marks.arrow((SPOT[0] + 36, 338.0), (SPOT[0] + 6, 430.0), 18),
        Box(240, 130, 620, 500),
    )
}
PROGRAM = Scenes(SCENES)
CALL_PROGRAM = Scenes(CALL)
register(PROGRAM, ("check", "shake", "place", "push", "compress"), ("casualty", "rescuer"))
# A phone is called with in other lessons too: only beside a casualty it is this one.
register(CALL_PROGRAM, ("call",), ("phone",), beside=("casualty",))
