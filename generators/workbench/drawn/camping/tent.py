"""Pitching a dome tent: the tent of `dome` as it rises, and a close look at a peg."""

from __future__ import annotations

import math
from dataclasses import replace

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.camping.dome import (
    CORNERS,
    FAR_LEFT,
    FAR_RIGHT,
    FLOOR,
    FLY,
    HIGH,
    INNER,
    LONG,
    NEAR_LEFT,
    NEAR_RIGHT,
    POLE,
    VENT,
    WIDE,
    dome,
    peg,
    pegs,
    poles,
    polygon,
    px,
    tent_arc,
    tent_door,
    tent_floor,
    tent_line,
    tent_shadow,
    vent,
)
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.people import figure as draw
from generators.workbench.drawn.people.body import STANDING_RELAXED, Figure, standing_at
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.shapes import capsule, shade, solid, stroke
from generators.workbench.geometry import Box, Point, lerp, mix, phase
from generators.workbench.palette import Skin

PEOPLE = 1.5  # px per cm of a person behind the tent


def person(x: float, y: float, skin: Skin, left: bool, reach: Point, other: Point) -> str:
    """The learner on the ground at a point (px), both hands on points (px)."""
    me = Figure(STANDING_RELAXED, standing_at((x, y), PEOPLE, left))
    me = replace(me, pose=replace(me.pose, trunk=-76.0, head=12.0))
    me = me.touch("far", other, 160 if left else 20, "cup", 1)
    me = me.touch("near", reach, 160 if left else 20, "cup", 1)
    shadow = draw.ground_shadow(x - 40, x + 36, y - 1, 8)
    return shadow + draw.whole(me, draw.rescuer(skin))


# --- the scenes


def spot_chosen(t: float, skin: Skin) -> str:
    """Stones and sticks leave the marked ground, which is as large as the tent."""
    mark = [(x * 1.1, y * 1.1, 0.0) for x, y in CORNERS]
    gone = phase(t, 0.25, 0.75)
    out = (
        f'<path d="{polygon(mark)}" fill="#DCE9C6" opacity=".75"/>'
        f'<path d="{polygon(mark)}" fill="none" stroke="#FFFFFF" stroke-width="4" '
        'stroke-dasharray="14 10"/>'
    )
    x, y = mix(px((40, -20, 0)), px((150, -140, 60)), gone)
    out += solid([capsule((x - 20, y + 4), 20, (x + 14, y + 6), 15)], "#A29B8C")
    for sx, sy, dx in ((-60.0, 20.0, 0.0), (-20.0, -46.0, 8.0)):
        x0, y0 = px((lerp(sx, sx - 190, gone), sy, 0))
        out += stroke([(x0 - 26, y0 + dx), (x0, y0 - 5), (x0 + 24, y0 + 6)], "#7A5A3A", 6)
    here = phase(t, 0.0, 0.18) * (1 - phase(t, 0.84, 1.0))
    grip = mix((960.0, 540.0), (x + 24, y - 2), here)
    hand = hand_layers("pinch", grip, skin, 26, False, 0.72)
    wind = "".join(
        stroke(
            [(60, 210 + 26 * i), (120, 202 + 26 * i), (186 - 20 * i, 210 + 26 * i)], "#8FB0BD", 5
        )
        for i in range(3)
    )
    return out + wind + "".join(hand)


def laid_out(t: float, skin: Skin) -> str:
    """Groundsheet, then the inner tent, spread out flat from the far edge."""
    sheet, inner = phase(t, 0.05, 0.4), phase(t, 0.45, 0.85)
    out = tent_floor(sheet, "#8FA0A6") if sheet > 0 else ""
    edge = lerp(WIDE, -WIDE, sheet if inner <= 0 else inner)
    if inner > 0:
        points = [(x, lerp(WIDE, y, inner), 1.5) for x, y in CORNERS]
        out += solid([polygon(points)], INNER)
        seams = [(points[0], points[2]), (points[1], points[3])]
        out += "".join(tent_line(pair, shade(INNER, -0.22), 7, inner) for pair in seams)
    here = 1 - phase(t, 0.88, 1.0)
    for x, left in ((-LONG + 16, True), (LONG - 16, False)):
        at = px((x, edge, 4))
        outside = (-220.0, 560.0) if left else (1000.0, 560.0)
        spot = mix(outside, at, here * phase(t, 0.0, 0.08))
        out += "".join(hand_layers("pinch", spot, skin, -46 if left else 46, left, 0.66))
    return out


def poles_threaded(t: float, skin: Skin) -> str:
    """Each pole is pushed, never pulled, through its sleeve from corner to corner."""
    first, second = phase(t, 0.06, 0.44), phase(t, 0.48, 0.86)
    out = tent_floor() + solid([polygon([(x, y, 1.5) for x, y in CORNERS])], INNER)
    for pair in ((NEAR_LEFT, FAR_RIGHT), (NEAR_RIGHT, FAR_LEFT)):
        out += tent_line([(*pair[0], 2.0), (*pair[1], 2.0)], shade(INNER, -0.2), 16)
        out += tent_line([(*pair[0], 2.0), (*pair[1], 2.0)], shade(INNER, 0.2), 10)
    for start, end, share in (
        (NEAR_LEFT, FAR_RIGHT, first),
        (NEAR_RIGHT, FAR_LEFT, second),
    ):
        if share > 0:
            tip = mix(start, end, share * 1.04)
            tail = mix(start, end, share * 1.04 - 1.12)
            out += tent_line([(*tail, 3.0), (*tip, 3.0)], POLE, 7)
            out += tent_line([(*tail, 3.0), (*tip, 3.0)], "#A9B7BD", 2.2)
    left = t < 0.46
    start, end, share = (NEAR_LEFT, FAR_RIGHT, first) if left else (NEAR_RIGHT, FAR_LEFT, second)
    grip = mix(start, end, max(-0.34, min(share * 1.04 - 0.62, -0.06)))
    outside = (-240.0, 560.0) if left else (1010.0, 560.0)
    here = phase(t, 0.0, 0.06) if left else phase(t, 0.44, 0.5) * (1 - phase(t, 0.9, 1.0))
    if left:
        here *= 1 - phase(t, 0.42, 0.46)
    spot = mix(outside, px((*grip, 4.0)), here)
    return out + "".join(hand_layers("grip", spot, skin, -30 if left else 30, left, 0.66))


def raised(t: float, skin: Skin) -> str:
    """The pole ends go into the eyelets of the corners, and the arches stand up."""
    up = 0.04 + 0.96 * phase(t, 0.15, 0.75)
    top = px((-30, 10, HIGH * up * 0.9))
    away = 150 * phase(t, 0.86, 1.0)
    me = person(
        186 - away,
        452.0,
        skin,
        False,
        (top[0] - 66 - away, max(top[1] + 10, 250)),
        (top[0] - 40 - away, max(top[1] - 2, 240)),
    )
    door = tent_door(INNER) if up > 0.9 else ""
    tent = tent_floor() + poles(up, False) + dome(up, INNER) + door + poles(up, True)
    return tent_shadow() + tent + me


def pegged(t: float, skin: Skin) -> str:
    """Close up: the peg goes through the corner loop at 45 degrees, its head away from the tent."""
    down = phase(t, 0.2, 0.72)
    ground = "M-10 372Q200 360 400 370T790 366V530H-10Z"
    out = f'<path d="{ground}" fill="#B58A5E"/>'
    for i in range(26):
        x, y = (i * 97) % 768, 404 + (i * 53) % 96
        out += f'<circle cx="{x}" cy="{y}" r="{3 + i % 4}" fill="#8F6A44" opacity=".6"/>'
    turf = "M-10 352Q200 342 400 350T790 346V384Q400 372 -10 386Z"
    out += f'<path d="{turf}" fill="#8DB070" stroke="#6E8F52" stroke-width="3"/>'
    wall = "M-10 120L250 346L-10 352Z"
    out += solid([wall], INNER) + solid(["M-10 336L256 340L252 354L-10 356Z"], FLOOR)
    entry = (344.0, 350.0)
    out += stroke([(248, 346), (300, 340), (338, 350)], "#5B4634", 11)
    out += stroke([(248, 346), (300, 340), (338, 350)], "#C7A25E", 6)
    length, s = 170.0, math.sqrt(0.5)
    sunk = lerp(22.0, 146.0, down)
    foot = (entry[0] - s * sunk, entry[1] + s * sunk)
    head = (foot[0] + s * length, foot[1] - s * length)
    out += stroke([foot, head], "#4E5A60", 13) + stroke([foot, head], "#A9B7BD", 7)
    hook = (head[0] - 20, head[1] - 12)
    out += stroke([head, hook], "#4E5A60", 13) + stroke([head, hook], "#A9B7BD", 7)
    dashed = f"M{entry[0]:.0f} {entry[1]:.0f}h130"
    out += f'<path d="{dashed}" stroke="#FFFFFF" stroke-width="4" stroke-dasharray="9 8"/>'
    angle = [
        (entry[0] + 100 * math.cos(a), entry[1] - 100 * math.sin(a))
        for a in (math.radians(45 * i / 8) for i in range(9))
    ]
    out += stroke(angle, "#FFFFFF", 5)
    here = phase(t, 0.0, 0.16) * (1 - phase(t, 0.8, 1.0))
    at = mix((1020.0, -40.0), (head[0] + 4, head[1] - 4), here)
    back, front = hand_layers("fist", at, skin, -46, False, 0.9)
    return back + out + front


def fly_on(t: float, skin: Skin) -> str:
    """The flysheet comes down over the poles, its door over the inner door."""
    on = phase(t, 0.15, 0.75)
    drop = (1 - on) * 170
    fly = dome(1.0, FLY, 15.0, 10.0) + tent_door(FLY)
    out = tent_shadow() + tent_floor() + pegs(False) + poles(1.0, False) + dome(1.0, INNER)
    out += tent_door(INNER) + poles(1.0, True) + pegs(True)
    away = 170 * phase(t, 0.86, 1.0)
    left = px((-LONG - 10, -40, 30))
    me = person(
        160 - away,
        462.0,
        skin,
        False,
        (max(left[0], 214) - away, left[1] - drop * 0.6),
        (max(left[0], 214) + 10 - away, left[1] - 16 - drop * 0.6),
    )
    fade = 0.35 + 0.65 * on
    return out + f'<g transform="translate(0 {-drop:.1f})" opacity="{fade:.2f}">{fly}</g>' + me


GUYS = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))


def _tent(door: float = 0.0) -> str:
    behind = tent_shadow() + tent_floor() + pegs(False)
    return behind + dome(1.0, FLY, 15.0, 10.0) + tent_door(FLY, door) + pegs(True)


def _guy(way: Point, tight: float) -> str:
    """From the pole, a third of the way up, to a peg straight in line with the pole."""
    corner = (way[0] * LONG, way[1] * WIDE)
    arc = tent_arc(corner, 1.0, 15.0)
    start = arc[5]
    end = (corner[0] * 1.62, corner[1] * 1.62, 1.0)
    sag = 16 * (1 - tight)
    middle = tuple((a + b) / 2 for a, b in zip(start, end, strict=True))
    rope = [start, (middle[0], middle[1], max(middle[2] - sag, 1.0)), end]
    slider = mix((middle[0], middle[1]), (end[0], end[1]), 0.3 * (1 - tight))
    height = middle[2] - sag
    bead = px((slider[0], slider[1], max(height, 1.5)))
    return (
        peg(end, (way[0] * 0.7, way[1] * 0.5))
        + tent_line(rope, "#F6E9B8", 4.5)
        + tent_line(rope, "#8A6A34", 1.4)
        + f'<circle cx="{bead[0]:.1f}" cy="{bead[1]:.1f}" r="6" fill="#C8443A"/>'
    )


def guyed(t: float, skin: Skin) -> str:
    """Each line is pegged out in line with its pole, then the slider takes up the slack."""
    out, tight = "", phase(t, 0.45, 0.75)
    far = "".join(_guy(way, phase(t, 0.1, 0.3)) for way in GUYS[2:])
    near = "".join(_guy(way, tight) for way in GUYS[:2])
    out += far + _tent() + near
    here = phase(t, 0.2, 0.4) * (1 - phase(t, 0.82, 1.0))
    corner = tent_arc(NEAR_RIGHT, 1.0, 15.0)[5]
    spot = px((lerp(corner[0], LONG * 1.62, 0.5), lerp(corner[1], -WIDE * 1.62, 0.5), 16))
    at = mix((1000.0, 600.0), spot, here)
    return out + "".join(hand_layers("pinch", at, skin, 40, False, 0.66))


def tent_checked(t: float, skin: Skin) -> str:
    """It stands taut with its vent open; the stove stays outside."""
    shown = phase(t, 0.4, 0.6)
    out = "".join(_guy(way, 1.0) for way in GUYS[2:]) + _tent(phase(t, 0.15, 0.5))
    out += "".join(_guy(way, 1.0) for way in GUYS[:2]) + vent(phase(t, 0.3, 0.6))
    me = person(132.0, 470.0, skin, False, (214.0, 332.0), (206.0, 316.0))
    x, y = 652.0, 186.0
    card = f"M{x - 70} {y - 62}h140q8 0 8 8v108q0 8 -8 8h-140q-8 0 -8 -8v-108q0 -8 8 -8Z"
    icon = f'<path d="{card}" fill="#FFFDF8" stroke="#D8CDBA" stroke-width="3"/>'
    icon += solid([f"M{x - 44} {y + 40}L{x} {y - 46}L{x + 44} {y + 40}Z"], FLY)
    flame = f"M{x} {y - 14}q18 22 12 36q-4 12 -12 12q-10 0 -12 -12q-2 -14 12 -36Z"
    icon += f'<path d="{flame}" fill="#F2B632" stroke="#C8443A" stroke-width="3"/>'
    icon += stroke([(x - 54, y + 46), (x + 54, y - 46)], "#C8443A", 8)
    return out + me + f'<g opacity="{shown:.2f}">{icon}</g>'


BUSY = Box(130, 170, 720, 470)
SCENES = {
    "spot-chosen": Scene(
        spot_chosen,
        0.5,
        px((-30, 30, 0)),
        lambda: marks.arrow(px((60, -40, 10)), px((136, -110, 40)), -14),
        BUSY,
    ),
    "tent-laid-out": Scene(
        laid_out, 0.8, px((0, 0, 2)), lambda: marks.arrow((250, 300), (226, 400), 10), BUSY
    ),
    "poles-threaded": Scene(
        poles_threaded,
        0.7,
        px((0, 0, 3)),
        lambda: marks.arrow(px((LONG + 6, -WIDE + 26, 6)), px((30, 0, 6)), -22),
        BUSY,
    ),
    "tent-raised": Scene(
        raised, 0.84, px((0, 0, HIGH)), lambda: marks.arrow((600, 400), (590, 250), 20), BUSY
    ),
    "corner-pegged": Scene(
        pegged,
        0.46,
        (344.0, 350.0),
        lambda: marks.arrow((560.0, 210.0), (490.0, 280.0)),
        Box(120, 110, 700, 470),
    ),
    "flysheet-on": Scene(
        fly_on, 0.6, px((20, -70, 60)), lambda: marks.arrow((640, 150), (640, 260)), BUSY
    ),
    "guyed-out": Scene(
        guyed,
        0.8,
        px((-LONG * 1.35, -WIDE * 1.35, 14)),
        lambda: marks.arrow(px((LONG * 1.6, -WIDE * 1.3, 30)), px((LONG * 1.2, -WIDE, 62)), 10),
        BUSY,
    ),
    "tent-checked": Scene(tent_checked, 0.84, px(VENT), lambda: "", BUSY),
}
PROGRAM = Scenes(SCENES)
register(
    PROGRAM,
    ("place", "check", "push", "lift", "press", "pull", "tie", "insert", "remove"),
    ("tent",),
)
