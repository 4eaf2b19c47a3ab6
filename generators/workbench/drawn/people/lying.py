"""A person on the ground, seen by whoever kneels beside them: a body in space out of capsules.

The profile figure of `body` cannot turn about its own length; this one can. Joints are points in
centimetres: x to the right (the head lies to the left), y towards us, z up. `project` is a
parallel look down at `ELEVATION`, so a capsule of radius r is seen with radius r. Bones have the
lengths of `body`; a `Lie` is data, and two of them mix.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

from generators.workbench.drawn.people.figure import FACE, HAIR, Look
from generators.workbench.drawn.shapes import (
    OUTLINE,
    blob,
    capsule,
    limb,
    shade,
    solid,
    stroke,
)
from generators.workbench.geometry import Point, lerp
from generators.workbench.palette import SHADOW

Vec = tuple[float, float, float]

SCALE = 3.4  # px per cm: 175 cm fill three quarters of the picture
ELEVATION = 56.0  # degrees that we look down
ORIGIN: Point = (404.0, 250.0)  # px of the ground below the hips of a supine body
PROFILE_FROM = 50.0  # degrees of `face` from which the head is seen from the side
SHOULDER, HIP = 16.0, 8.5  # cm from the spine to the joints
CHEST = 10.6  # cm, half of the depth of the trunk
_SIN, _COS = math.sin(math.radians(ELEVATION)), math.cos(math.radians(ELEVATION))


def project(p: Vec) -> Point:
    """px of a point in space."""
    return (
        ORIGIN[0] + SCALE * p[0],
        ORIGIN[1] + SCALE * (p[1] * _SIN - p[2] * _COS),
    )


@dataclass(frozen=True)
class Arm:
    elbow: Vec
    wrist: Vec
    tips: Vec


@dataclass(frozen=True)
class Leg:
    knee: Vec
    ankle: Vec
    toes: Vec


@dataclass(frozen=True)
class Lie:
    """How somebody lies. `roll`: 0 = on the back, 90 = on the side, facing us.

    `face`: degrees by which the head is turned towards us; `chin`: 0 = as standing, 25 = head
    tilted back; `mouth`: cm that the lips are open.
    """

    near_arm: Arm
    far_arm: Arm
    near_leg: Leg
    far_leg: Leg
    roll: float = 0.0
    head: Vec = (-72.0, 0.0, 11.0)
    face: float = 0.0
    chin: float = 0.0
    mouth: float = 0.0
    breath: float = 0.0  # cm that the chest is lifted

    def spine(self) -> tuple[float, float]:
        """(y, z) of the trunk's axis: it rolls over the near shoulder."""
        s = math.sin(math.radians(min(self.roll, 90.0)))
        return 16.0 * s, CHEST + 9.0 * s

    def trunk(self, along: float, side: float, front: float) -> Vec:
        """A point `along` cm above the hips, `side` cm towards the near side, `front` cm out."""
        a, (y, z) = math.radians(self.roll), self.spine()
        return (
            -along,
            y + side * math.cos(a) + front * math.sin(a),
            z - side * math.sin(a) + front * math.cos(a),
        )

    def on_head(self, up: float, side: float, front: float) -> Vec:
        """A point of the head, cm from its middle: towards the crown, the near ear, the nose."""
        t, c = math.radians(self.face), math.radians(self.chin)
        up, front = up * math.cos(c) + front * math.sin(c), front * math.cos(c) - up * math.sin(c)
        x, y, z = self.head
        return (
            x - up,
            y + side * math.cos(t) + front * math.sin(t),
            z - side * math.sin(t) + front * math.cos(t),
        )


def mixed(a: Lie, b: Lie, t: float) -> Lie:
    """The way of lying between two."""

    def between(p: object, q: object) -> object:
        if isinstance(p, float | int) and isinstance(q, float | int):
            return lerp(p, q, t)
        if isinstance(p, tuple) and isinstance(q, tuple):
            return tuple(lerp(i, j, t) for i, j in zip(p, q, strict=True))
        assert isinstance(p, Arm | Leg)
        return type(p)(*(between(getattr(p, f.name), getattr(q, f.name)) for f in fields(p)))  # type: ignore[arg-type]

    return Lie(**{f.name: between(getattr(a, f.name), getattr(b, f.name)) for f in fields(a)})  # type: ignore[arg-type]


# --- drawing: parts with their depth, far ones first


def person(lie: Lie, look: Look) -> str:
    """The whole body."""
    parts = [
        (_depth(lie.trunk(25, 0, 0)), _trunk(lie, look)),
        (_depth(lie.head) + 1.5, head(lie, look)),
    ]
    for side, arm, leg in ((1, lie.near_arm, lie.near_leg), (-1, lie.far_arm, lie.far_leg)):
        under = lie.roll > 60 and side < 0  # the upper hand then lies under the cheek
        reach = _depth(_middle(arm.elbow, arm.wrist))
        parts.append((_depth(lie.head) if under else reach - 0.1, _hand(arm, look)))
        parts.append((reach, _arm(lie, look, arm, side)))
        parts.append((_depth(_middle(leg.knee, leg.ankle)), _leg(lie, look, leg, side)))
    return "".join(svg for _, svg in sorted(parts, key=lambda part: part[0]))


def _depth(p: Vec) -> float:
    """What is nearer to us or higher is drawn later."""
    return p[1] + 0.5 * p[2]


def _middle(a: Vec, b: Vec) -> Vec:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2


def _capsule(a: Vec, ra: float, b: Vec, rb: float) -> str:
    return capsule(project(a), ra * SCALE, project(b), rb * SCALE)


def _limb(a: Vec, b: Vec, radii: tuple[float, ...]) -> list[str]:
    return limb(project(a), project(b), radii, SCALE)


def _trunk(lie: Lie, look: Look) -> str:
    at, rise = lie.trunk, lie.breath
    hips = [
        _capsule(at(3, -6.5, 0), 9.6, at(3, 6.5, 0), 9.6),
        _capsule(at(-4, -8, 0), 9.0, at(-4, 8, 0), 9.0),
    ]
    chest = [
        _capsule(at(46, -11.5, 0), 8.6, at(46, 11.5, 0), 8.6),
        _capsule(at(49, -13.5, -1), 6.6, at(49, 13.5, -1), 6.6),
    ]
    for side in (-1, 1):
        chest.append(_capsule(at(44, side * 8.5, rise), CHEST, at(22, side * 6.5, rise), 10.0))
        chest.append(_capsule(at(22, side * 6.5, rise), 10.0, at(6, side * 7.5, 0), 9.8))
    seam = [project(at(along, 0.0, 10.6 + rise)) for along in (47, 36, 24, 12, 4)]
    faces = math.cos(math.radians(lie.roll - (90 - ELEVATION)))
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{shade(look.shirt, -0.4)}"/>'
        for x, y in seam
    )
    line = stroke(seam, shade(look.shirt, -0.25), 2.0, 0.8) + dots if faces > 0.1 else ""
    hem = [project(at(5, s, 10.0)) for s in (-7.5, 0, 7.5)]
    lower = stroke(hem, shade(look.shirt, -0.3), 2.0, 0.5) if faces > 0.1 else ""
    return solid(hips, look.trousers) + solid(chest, look.shirt) + line + lower


def _arm(lie: Lie, look: Look, arm: Arm, side: int) -> str:
    shoulder = lie.trunk(49, side * SHOULDER, 0)
    skin, edge = look.skin.skin, look.skin.skin_dark
    bare = _limb(shoulder, arm.elbow, (4.8, 4.6, 4.2)) + _limb(
        arm.elbow, arm.wrist, (4.2, 4.3, 3.5, 2.8)
    )
    cuff = _limb(shoulder, _part(shoulder, arm.elbow, 0.6), (6.6, 6.0, 5.8))
    return solid(bare, skin, edge) + solid(cuff, look.shirt)


def _hand(arm: Arm, look: Look) -> str:
    """A mitten with four finger lines and a thumb on the side of the head."""
    skin, edge = look.skin.skin, look.skin.skin_dark
    wrist, tips = project(arm.wrist), project(arm.tips)
    palm = _at(wrist, tips, 0.45, 0)
    shape = [capsule(wrist, 2.9 * SCALE, palm, 4.3 * SCALE)]
    shape.append(capsule(palm, 4.2 * SCALE, _at(wrist, tips, 0.9, 0), 2.6 * SCALE))
    lines = "".join(
        stroke([_at(wrist, tips, 0.62, s), _at(wrist, tips, 0.98, s * 0.7)], edge, 1.5, 0.75)
        for s in (-1.5, 0.1, 1.6)
    )
    thumb = [_at(wrist, tips, 0.25, -3.4), _at(wrist, tips, 0.6, -5.2)]
    out = solid([capsule(thumb[0], 1.7 * SCALE, thumb[1], 1.4 * SCALE)], skin, edge, 2.0)
    return out + solid(shape, skin, edge, 2.2) + lines


def _at(a: Point, b: Point, along: float, across: float) -> Point:
    """Between two points of the picture, `across` cm to the left of the way."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    size = math.hypot(dx, dy) or 1.0
    by = across * SCALE / size
    return a[0] + dx * along + dy * by, a[1] + dy * along - dx * by


def _part(a: Vec, b: Vec, t: float) -> Vec:
    return lerp(a[0], b[0], t), lerp(a[1], b[1], t), lerp(a[2], b[2], t)


def _leg(lie: Lie, look: Look, leg: Leg, side: int) -> str:
    hip = lie.trunk(0, side * HIP, 0)
    colour = look.trousers if side > 0 else shade(look.trousers, -0.08)
    cloth = _limb(hip, leg.knee, (9.6, 8.8, 7.6, 6.4)) + _limb(
        leg.knee, leg.ankle, (6.3, 6.2, 5.2, 4.7)
    )
    heel = _part(leg.ankle, leg.toes, -0.22)
    shoe = [_capsule(heel, 3.9, _part(leg.ankle, leg.toes, 0.5), 4.0)]
    shoe.append(_capsule(_part(leg.ankle, leg.toes, 0.5), 4.0, leg.toes, 3.3))
    return solid(shoe, look.shoes) + solid(cloth, colour)


def head(lie: Lie, look: Look) -> str:
    """Neck, hair, face; what is turned away from us is not drawn."""
    at, s = lie.on_head, SCALE
    skin, edge = look.skin.skin, look.skin.skin_dark
    neck = solid([_capsule(lie.trunk(50, 0, 0), 6.2, at(-6, 0, -2), 5.6)], shade(skin, -0.08), edge)
    if lie.face > PROFILE_FROM:
        return neck + _profile(lie, look)
    hair = solid([_capsule(at(4.5, 0, -2.5), 10.2, at(-1, 0, -3.2), 9.4)], look.hair)
    skull = [_capsule(at(2.6, 0, 1.2), 8.9, at(-4.4, 0, 2.2), 7.3), _jaw(at)]
    ears = "".join(
        solid([_capsule(at(0.6, k * 9.3, -1), 1.9, at(-2.4, k * 9.0, -0.6), 1.5)], skin, edge, 2.0)
        for k in (1, -1)
        if _seen(lie, k, -0.2)
    )
    fringe = [at(8.8, -5, 4), at(7.6, -2, 7), at(8, 2.5, 7), at(8.6, 5.5, 4)]
    fringe += [at(10.2, 3, 1.5), at(10.4, -2, 1.5)]
    locks = solid([blob([project(p) for p in fringe])], look.hair, width=1.5)
    return (
        neck
        + hair
        + ears
        + solid(skull, skin, edge)
        + locks
        + _features(lie, look)
        + _nose(lie, look, s)
    )


def _profile(lie: Lie, look: Look) -> str:
    """The head from the side, as the standing figures have it."""

    def outline(points: Sequence[Point]) -> list[Point]:
        return [project(lie.on_head(-down, -2.0, forward)) for forward, down in points]

    skin, edge, s = look.skin.skin, look.skin.skin_dark, SCALE
    ink = shade(look.hair, -0.4)
    out = solid([blob(outline(FACE))], skin, edge) + solid([blob(outline(HAIR))], look.hair)
    out += stroke(outline(((5.2, -4.2), (6.6, -5), (8, -4.4))), shade(look.hair, -0.1), 0.7 * s)
    out += stroke(outline(((5.2, -1.2), (6.3, -0.5), (7.6, -1))), ink, 0.6 * s)
    gape = lie.mouth / 2
    if gape > 0.1:
        lips = outline(((9.4, 5.4 - gape), (7, 5.8), (6.6, 6.6), (9.0, 6.6 + gape)))
        out += f'<path d="{blob(lips)}" fill="#8E3F3A"/>'
    else:
        out += stroke(outline(((9, 6), (7.8, 6.2), (6.6, 6.2))), edge, 0.6 * s)
    rim = ((-2.2, -2), (-0.4, -2.8), (0.8, -1.2), (0.4, 1.6), (-1, 3), (-2, 1))
    return out + solid([blob(outline(rim))], skin, edge, 2.0)


def _jaw(at: object) -> str:
    assert callable(at)
    return _capsule(at(-7.2, 0, 3.6), 4.9, at(-3, 0, 3.0), 7.0)


def _seen(lie: Lie, side: float, front: float) -> bool:
    """Whether a spot of the head's surface, on that side and front, is turned to us."""
    o, p = lie.head, lie.on_head(0, side, front)
    return (p[1] - o[1]) * _COS + (p[2] - o[2]) * _SIN > 0.12 * math.hypot(side, front)


def _features(lie: Lie, look: Look) -> str:
    at, s = lie.on_head, SCALE
    ink, edge = shade(look.hair, -0.4), look.skin.skin_dark
    out = ""
    for k in (1, -1):
        if not _seen(lie, k * 3.6, 8.0):
            continue
        lid = [
            project(at(u, k * side, f))
            for u, side, f in ((1, 1.9, 9.4), (0.2, 3.6, 9), (1, 5.3, 7.6))
        ]
        brow = [
            project(at(u, k * side, f))
            for u, side, f in ((3.6, 1.8, 9.8), (4.4, 3.6, 9.4), (3.8, 5.6, 7.8))
        ]
        out += stroke(lid, ink, 0.7 * s) + stroke(brow, shade(look.hair, -0.1), 0.7 * s)
    lips = [project(at(-5.6, side, f)) for side, f in ((-2.6, 8.4), (0, 10.0), (2.6, 8.4))]
    if lie.mouth > 0:
        low = [
            project(at(-5.6 - lie.mouth, side, f))
            for side, f in ((2.0, 8.4), (0, 9.6), (-2.0, 8.4))
        ]
        return out + f'<path d="{blob([*lips, *low])}" fill="#8E3F3A"/>'
    return out + stroke(lips, shade(edge, -0.2), 0.8 * s)


def _nose(lie: Lie, look: Look, s: float) -> str:
    at, edge = lie.on_head, look.skin.skin_dark
    bridge, tip = project(at(1.2, 0, 9.6)), project(at(-2.6, 0, 12.4))
    shape = solid(
        [capsule(bridge, 1.1 * s, tip, 1.9 * s)],
        shade(look.skin.skin, 0.04),
        shade(edge, 0.25),
        1.2,
    )
    return (
        shape + f'<circle cx="{tip[0]:.1f}" cy="{tip[1]:.1f}" r="{1.5 * s:.1f}" '
        f'fill="{look.skin.skin_light}" opacity=".6"/>'
    )


def ground_shadow(lie: Lie) -> str:
    """Where the body meets the ground."""
    y, _ = lie.spine()
    paths = [_capsule((-78, y + 3, 0), 11, (4, y + 4, 0), 17)]
    for leg in (lie.near_leg, lie.far_leg):
        for a, b in (((2.0, y, 0.0), leg.knee), (leg.knee, leg.ankle)):
            paths.append(_capsule((a[0], a[1] + 2, 0), 8, (b[0], b[1] + 2, 0), 7))
    for arm in (lie.near_arm, lie.far_arm):
        (ex, ey, _), (tx, ty, _) = arm.elbow, arm.tips
        paths.append(_capsule((ex, ey + 2, 0), 5, (tx, ty + 2, 0), 5))
    return f'<path d="{"".join(paths)}" fill="{SHADOW}" opacity=".22"/>'


__all__ = ["OUTLINE", "Arm", "Leg", "Lie", "ground_shadow", "mixed", "person", "project"]
