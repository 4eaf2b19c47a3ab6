"""Draws a `Figure` as a person: tapered limbs, clothes, a minimal face.

A body part is a union of rounded shapes, first all with a wide dark line, then all filled: so it
has one outline and no seams. `person` gives layers from far to near, so that a scene can put
another body between a person and the hands; `whole` joins them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench.drawn.people.body import (
    HEIGHT,
    STERNUM_END,
    STERNUM_TOP,
    TRUNK,
    Figure,
    Side,
)
from generators.workbench.drawn.shapes import (
    OUTLINE,
    blob,
    capsule,
    limb,
    shade,
    solid,
    stroke,
)
from generators.workbench.geometry import Point, angle_of, mix, toward
from generators.workbench.palette import SHADOW, SKINS, TEAL, Skin

CONTACT = (STERNUM_TOP + STERNUM_END) / 2 - 4.5  # cm on the trunk's axis: middle of the lower half
CHEST_FRONT = 11.2  # cm from the axis to the skin over the breastbone
DENT_WIDTH = 7.0  # cm: how far the chest wall gives way around the hands


@dataclass(frozen=True)
class Look:
    """Who it is: colours, hair."""

    skin: Skin
    shirt: str = TEAL
    trousers: str = "#55657F"
    shoes: str = "#5E4A3E"
    hair: str = "#4A3428"
    hair_style: str = "short"  # short, bun
    short_sleeves: bool = False
    vest: str = ""  # colour of a high-visibility vest over the shirt


RESCUER_TROUSERS = "#55657F"


def rescuer(skin: Skin) -> Look:
    """The learner: own skin tone, the teal sleeves of all hands in the pictures."""
    return Look(skin, hair="#4B352A", hair_style="bun")


def casualty(skin: Skin) -> Look:
    """Another skin tone than the rescuer's."""
    other = SKINS[(_tone(skin) + 2) % len(SKINS)]
    return Look(other, "#BFB3A4", "#7C7466", "#4E4843", "#5B4A40", short_sleeves=True)


def second_rescuer(skin: Skin) -> Look:
    other = SKINS[(_tone(skin) + 1) % len(SKINS)]
    return Look(other, "#A5668B", "#5F6670", "#4E4843", "#33261F")


def paramedic(skin: Skin) -> Look:
    other = SKINS[(_tone(skin) + 3) % len(SKINS)]
    return Look(other, "#47707A", "#2F4F55", "#2F3236", "#3A2A22", vest="#DCCB3E")


def _tone(skin: Skin) -> int:
    return next((i for i, s in enumerate(SKINS) if s.skin == skin.skin), 1)


# --- the trunk, in cm along and before the spine


BACK_LINE = ((56, -4.8), (51, -7.6), (45, -10), (38, -11), (28, -10), (18, -8.8), (8, -10.2))
BELLY_LINE = ((-5, 8.2), (4, 9.8), (14, 10.4), (22, 10.2), (26, 10.6))
CHEST_LINE = (
    *((a, 11.2) for a in (29, 32, 34.5, 36.5, 38.5, 41)),
    (44, 10.4),
    (48, 8.4),
    (52, 5.8),
    (56, 3.6),
)


def chest_front(along: float, front: float, figure: Figure) -> float:
    """Where the front of the trunk is when it is pressed in or breathes."""
    near = math.exp(-(((along - CONTACT) / DENT_WIDTH) ** 2))
    rise = math.exp(-(((along - 32) / 14) ** 2))
    return front - figure.pose.dent * near + figure.pose.breath * rise


def trunk(figure: Figure, look: Look) -> str:
    front = [figure.on_trunk(a, chest_front(a, f, figure)) for a, f in (*BELLY_LINE, *CHEST_LINE)]
    back = [figure.on_trunk(a, f) for a, f in (*BACK_LINE, (-3.0, -10.6), (-6.0, -4.0))]
    out = solid([blob([*back, *front])], look.shirt)
    hem = [figure.on_trunk(a, f) for a, f in ((1.5, 8.4), (-0.5, 2), (0.5, -8.8))]
    out += stroke(hem, shade(look.shirt, -0.3), 1.6, 0.6)
    return out + (_vest(figure, look) if look.vest else "")


def _vest(figure: Figure, look: Look) -> str:
    edge = ((2, -9.6), (18, -8), (28, -9.2), (38, -10.2), (45, -9), (50, -6))
    front = ((50, 6.2), (44, 9.4), (36, 10.2), (22, 9.2), (14, 9.4), (2, 9))
    out = solid([blob([figure.on_trunk(a, f) for a, f in (*edge, *front)])], look.vest)
    for along, back, fore in ((13, -8.2, 9.2), (24, -8.4, 9.2)):
        line = [figure.on_trunk(along, f) for f in (back, 0, fore)]
        out += stroke(line, "#E9EEF0", 3.2 * figure.scale)
    return out


# --- limbs


def leg(figure: Figure, look: Look, side: Side) -> str:
    s = figure.scale
    hip, knee, ankle = (figure.px(p) for p in figure.leg(side))
    colour = look.trousers if side == "near" else shade(look.trousers, -0.16)
    parts = limb(hip, knee, (10.2, 8.9, 7.6, 6.3), s) + limb(knee, ankle, (6.2, 6.3, 5.2, 4.6), s)
    crease = [toward(knee, angle_of(ankle, knee) + turn, 5.0 * s) for turn in (40, -10)]
    fold = stroke(crease, shade(colour, -0.3), 1.6, 0.5)
    return shoe(figure, look, side) + solid(parts, colour) + fold


SHOE = (
    *((-4.5, -2.5), (-6.2, 2), (-6, 6), (-3, 7), (6, 7), (14, 7)),
    *((18.5, 6.6), (20, 4.4), (17, 1.8), (11, -0.2), (6, -3), (3.5, -5)),
)


def shoe(figure: Figure, look: Look, side: Side) -> str:
    pose = figure.pose.near_leg if side == "near" else figure.pose.far_leg
    ankle = figure.leg(side)[2]
    points = [figure.px(_turned(ankle, p, pose.foot)) for p in SHOE]
    sole = [figure.px(_turned(ankle, p, pose.foot)) for p in ((-5.4, 5.4), (4, 5.7), (18.5, 5.4))]
    colour = look.shoes if side == "near" else shade(look.shoes, -0.12)
    return solid([blob(points)], colour) + stroke(sole, shade(colour, -0.35), 1.8)


def _turned(origin: Point, point: Point, angle: float) -> Point:
    a, (x, y) = math.radians(angle), point
    return (
        origin[0] + x * math.cos(a) - y * math.sin(a),
        origin[1] + x * math.sin(a) + y * math.cos(a),
    )


def arm(figure: Figure, look: Look, side: Side) -> str:
    """Upper arm, forearm, hand; the hand lies under its cuff."""
    s = figure.scale
    shoulder, elbow, wrist = (figure.px(p) for p in figure.arm(side))
    dark = 0.0 if side == "near" else -0.12
    sleeve, skin = shade(look.shirt, dark), shade(look.skin.skin, dark / 2)
    upper = limb(shoulder, elbow, (6.2, 5.6, 4.9), s)
    fore = limb(elbow, wrist, (4.8, 4.7, 3.8, 3.0), s)
    palm = hand(figure, look, side)
    if look.short_sleeves:
        bare = solid([*limb(shoulder, elbow, (4.8, 4.6, 4.2), s), *_thinner(elbow, wrist, s)], skin)
        cuff = limb(shoulder, mix(shoulder, elbow, 0.62), (6.2, 5.9, 5.8), s)
        return palm + bare + solid(cuff, sleeve)
    crook = [toward(elbow, angle_of(elbow, wrist) + turn, 4 * s) for turn in (120, 70)]
    fold = stroke(crook, shade(sleeve, -0.3), 1.6, 0.5)
    return palm + solid([*upper, *fore], sleeve) + fold


def _thinner(elbow: Point, wrist: Point, s: float) -> list[str]:
    return limb(elbow, wrist, (4.2, 4.3, 3.5, 2.8), s)


# Hands in cm: x from the wrist to the finger tips, y away from the thumb; thumb; finger lines.
HANDS: dict[str, tuple[tuple[Point, ...], tuple[Point, ...], tuple[tuple[Point, ...], ...]]] = {
    "relaxed": (
        ((-2, -2.6), (3, -3.6), (8, -3.9), (13, -3), (17, -0.8), (16.4, 1.6), (12, 2.4)),
        ((2, 2.6), (6, 4.4), (10, 4.2)),
        (((9, -1.6), (14, -0.6)), ((9.4, 0.6), (13.6, 1))),
    ),
    "flat": (
        ((-2, -2.4), (3, -2.8), (9, -2.6), (15, -1.8), (18.4, -0.6), (18, 0.9), (10, 1.4)),
        ((2, 1.8), (6, 3.2), (10, 2.6)),
        (((9, -0.8), (16.6, -0.1)),),
    ),
    "cup": (
        ((-2, -2.8), (3, -4), (8, -4.4), (12, -3), (14.6, 1.2), (13, 3.4), (9, 1.6)),
        ((2, 2.6), (5, 5), (8, 5.8)),
        (((7.4, -2), (11.6, 1.6)), ((9.6, -2.8), (13.4, 1))),
    ),
    "two-fingers": (
        ((-2, -2.7), (3, -3.6), (7, -3.8), (10, -2.4), (9.4, 0.8), (6, 2.4)),
        ((2, 2.4), (5, 4), (7.6, 2.6)),
        (((5, -1.6), (8.4, -0.8)), ((5, 0.2), (7.8, 0.8))),
    ),
    "fist": (
        ((-2, -2.7), (3, -3.8), (7, -4), (9.6, -2), (9.6, 2), (6, 3.4)),
        ((2, 2.4), (5, 4), (8, 2)),
        (((5.4, -2), (9, -1.6)), ((5.4, 0), (9.2, 0.2)), ((5.2, 2), (8.8, 2))),
    ),
}


def hand(figure: Figure, look: Look, side: Side) -> str:
    pose = figure.pose.near_arm if side == "near" else figure.pose.far_arm
    if pose.grip == "none":
        return ""
    wrist, s = figure.arm(side)[2], figure.scale
    outline, thumb, lines = HANDS[pose.grip]
    turn = -1 if pose.turned else 1

    def at(point: Point) -> Point:
        return figure.px(_turned(wrist, (point[0], point[1] * turn), pose.hand))

    bottom = (-2.0, 2.6)
    parts = [blob([at(p) for p in (*outline, bottom)])]
    skin, edge = look.skin.skin, look.skin.skin_dark
    if pose.grip == "two-fingers":
        parts += limb(at((7.5, -2.6)), at((17, -2.6)), (1.3, 1.05), s)
        parts += limb(at((7.5, -0.2)), at((17.6, 0.2)), (1.3, 1.05), s)
    out = solid(parts, skin, edge, OUTLINE * 0.85)
    for line in lines:
        out += stroke([at(p) for p in line], edge, 1.4, 0.7)
    spots = [at(p) for p in thumb]
    parts = [capsule(spots[i], 1.5 * s, spots[i + 1], 1.3 * s) for i in (0, 1)]
    return out + solid(parts, skin, edge, OUTLINE * 0.7)


def pressing_hands(figure: Figure, look: Look, contact: Point, left: bool = True) -> str:
    """Two hands on top of each other heel on `contact` (px), fingers lifted.

    They point away from us, so they are seen shortened.
    """
    s, turn = figure.scale, -1 if left else 1

    def at(x: float, y: float) -> Point:
        return contact[0] + x * turn * s * (0.72 if x > 0 else 1.0), contact[1] + y * s * 0.8

    low = [at(*p) for p in ((-3.4, -2), (-2.6, -0.2), (1.6, 0), (5, -1), (10, -2.2), (15.5, -3.4))]
    low += [at(*p) for p in ((16.6, -4.6), (14, -5.4), (8, -5), (2, -5.4), (-2.6, -5))]
    top = [at(*p) for p in ((-3, -8.5), (-3.4, -5), (-1, -3.4), (4, -4), (9, -4.2), (13, -2.4))]
    top += [at(*p) for p in ((14.4, -3.6), (12.6, -6.2), (7, -8), (3.4, -9.4), (2.8, -11))]
    edge = look.skin.skin_dark
    out = solid([blob(low)], shade(look.skin.skin, -0.06), edge, OUTLINE * 0.85)
    out += solid([blob(top)], look.skin.skin, edge, OUTLINE * 0.85)
    for x in (8.2, 10.2, 12):
        out += stroke([at(x, -6.6), at(x + 0.8, -4.6), at(x + 0.6, -3.2)], edge, 1.4, 0.75)
    thumb = [at(2, -5.8), at(6, -5.4), at(9, -5.6)]
    return out + stroke(thumb, edge, 1.4, 0.6)


# --- the head, in cm from its pivot, looking to the right


FACE = (
    *((-2, 10), (-6.6, 6), (-9.2, 0), (-9, -6), (-5.6, -11.4), (0, -13.4), (5, -12.2), (7.8, -8.6)),
    *((8.8, -4.2), (8.5, -2), (9.6, 0.6), (11, 2.5), (10.2, 3.6), (9.2, 4), (9.5, 5.2)),
    *((9, 6), (9.2, 7.2), (8.8, 9), (7.2, 10.6), (3.6, 10.4), (-0.6, 8.2)),
)
HAIR = (
    *((7.4, -8.2), (5.6, -12.4), (0.4, -14.4), (-6, -12.6), (-10, -6.4), (-10, 0), (-8, 4.6)),
    *((-5, 5.4), (-3.6, 2), (-2.6, -2), (-0.2, -3.2), (0.8, -0.6), (2, -1), (2.4, -5), (4.6, -7.4)),
)


def head(figure: Figure, look: Look) -> str:
    """Neck, head, hair, ear, and a face of four strokes."""
    s, edge = figure.scale, look.skin.skin_dark
    base = figure.px(figure.axis(TRUNK + 1)[0])
    top = figure.on_head(-3.2, 5)
    neck = solid([capsule(base, 6.4 * s, top, 5.4 * s)], shade(look.skin.skin, -0.08), edge)
    skull = solid([blob([figure.on_head(*p) for p in FACE])], look.skin.skin, edge)
    hair = solid([blob([figure.on_head(*p) for p in HAIR])], look.hair)
    if look.hair_style == "bun":
        centre = figure.on_head(-10.6, -8)
        bun = solid([capsule(centre, 4.4 * s, figure.on_head(-9.6, -7), 4.0 * s)], look.hair)
        hair = bun + hair
    return neck + skull + _features(figure, look) + hair + _ear(figure, look)


def _features(figure: Figure, look: Look) -> str:
    s, edge, at = figure.scale, look.skin.skin_dark, figure.on_head
    ink = shade(look.hair, -0.4)
    brow = stroke([at(5.2, -4.2), at(6.6, -5), at(8, -4.4)], shade(look.hair, -0.1), 0.7 * s)
    if figure.pose.eyes == "closed":
        eye = stroke([at(5.2, -1.2), at(6.3, -0.5), at(7.6, -1)], ink, 0.55 * s)
    else:
        eye = f'<path d="{capsule(at(6.6, -2), 0.75 * s, at(6.6, -1), 0.75 * s)}" fill="{ink}"/>'
    if figure.pose.mouth == "open":
        lips = blob([at(8.8, 5.2), at(7, 5.6), at(6.6, 6.8), at(8.6, 7)])
        mouth = f'<path d="{lips}" fill="#8E3F3A"/>'
    else:
        mouth = stroke([at(9, 6), at(7.8, 6.2), at(6.6, 6.2)], edge, 0.55 * s)
    return brow + eye + mouth


def _ear(figure: Figure, look: Look) -> str:
    s, at = figure.scale, figure.on_head
    rim = ((-2.2, -2), (-0.4, -2.8), (0.8, -1.2), (0.4, 1.6), (-1, 3), (-2, 1))
    outline = [at(*p) for p in rim]
    inner = stroke([at(-1, -1.4), at(-0.1, -0.4), at(-0.8, 1)], look.skin.skin_dark, 0.4 * s, 0.7)
    return solid([blob(outline)], look.skin.skin, look.skin.skin_dark, OUTLINE * 0.8) + inner


# --- a whole person


@dataclass(frozen=True)
class Layers:
    """Fragments from far to near."""

    far: str  # far leg and far arm
    middle: str  # near leg, trunk, head
    near: str  # near arm


def person(figure: Figure, look: Look) -> Layers:
    """The layers of a person; gradients are added by `scenes.finished`."""
    far = leg(figure, look, "far") + arm(figure, look, "far")
    middle = leg(figure, look, "near") + head(figure, look) + trunk(figure, look)
    return Layers(far, middle, arm(figure, look, "near"))


def whole(figure: Figure, look: Look) -> str:
    layers = person(figure, look)
    return layers.far + layers.middle + layers.near


def ground_shadow(left: float, right: float, y: float, depth: float = 9.0) -> str:
    """A soft flat shadow from x = left to right, px."""
    centre, half = (left + right) / 2, (right - left) / 2
    rings = "".join(
        f'<ellipse cx="{centre:.1f}" cy="{y:.1f}" rx="{half * k:.1f}" ry="{depth * k:.1f}"/>'
        for k in (1.1, 1.0, 0.9, 0.78)
    )
    return f'<g fill="{SHADOW}" fill-opacity="0.1">{rings}</g>'


__all__ = ["HEIGHT", "Layers", "Look", "person", "whole"]
