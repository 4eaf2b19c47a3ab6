"""The chest from above, head to the left: where the hands go, where the two pads go.

A framed close-up over the place. Landmarks are measured from the notch of the breastbone in cm;
the learner's side is the lower edge of the picture, which is the casualty's right.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.workbench import marks, sprite
from generators.workbench.drawn import register, shapes
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.people import figure as draw
from generators.workbench.drawn.people.figure import Look
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.shapes import capsule, shade, solid, stroke
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import Box, Point, mix, phase
from generators.workbench.palette import TEAL, Skin

FRAME = Box(24.0, 100.0, 744.0, 494.0)
BONE = 17.0  # cm, notch to the end of the breastbone's body; its tip hangs below that
HEEL = BONE * 0.75  # middle of the lower half
NIPPLES = 13.0  # level of the nipples, lower half as well
GRASS, BARE_EDGE = "#A9C98F", "#8DB47C"


@dataclass(frozen=True)
class Map:
    """cm on the body (from the notch towards the feet, to the casualty's left) -> px."""

    notch: Point
    scale: float

    def px(self, down: float, left: float) -> Point:
        return self.notch[0] + down * self.scale, self.notch[1] - left * self.scale

    def both(self, points: tuple[Point, ...]) -> list[Point]:
        """A symmetric outline out of its left half, closed."""
        half = [self.px(*p) for p in points]
        return half + [self.px(d, -w) for d, w in reversed(points)]


HANDS = Map((246.0, 288.0), 8.8)
PADS = Map((282.0, 256.0), 7.3)

TORSO = (
    *((-2.5, 5.6), (-3.2, 9.5), (-1.6, 15), (2.2, 18.4), (8, 17.6), (14, 16), (24, 14.6)),
    *((34, 14.2), (46, 16), (62, 17.5)),
)
STERNUM = (
    *((0, 2.2), (1, 3.1), (3.4, 2.6), (5, 1.7), (9, 2), (13, 2.3), (16, 1.9), (17, 1.1)),
    (19.6, 0.5),
)
LOWER_HALF = ((8.5, 2.0), (13, 2.3), (16, 1.9), (17, 1.1))


def panel(content: str) -> str:
    """The close-up in its frame."""
    x, y, w, h = FRAME.x0, FRAME.y0, FRAME.width, FRAME.height
    rect = f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="24"'
    return (
        f'<clipPath id="chest-frame">{rect}/></clipPath>{rect} fill="#5A3D24" opacity="0.25" '
        f'transform="translate(3 5)"/>{rect} fill="{GRASS}"/>'
        f'<g clip-path="url(#chest-frame)">{_grass()}{content}</g>'
        f'{rect} fill="none" stroke="#FFFDF8" stroke-width="7"/>'
        f'{rect} fill="none" stroke="#B9AD98" stroke-width="1.5"/>'
    )


def _grass() -> str:
    tufts = "".join(
        f"M{x} {y}l-4 -11M{x + 6} {y}l2 -13M{x + 12} {y}l6 -10"
        for x, y in ((70, 150), (180, 122), (520, 118), (690, 130), (60, 470), (330, 486))
    )
    return f'<path d="{tufts}" stroke="{BARE_EDGE}" stroke-width="3" stroke-linecap="round"/>'


def body(where: Map, look: Look, bare: bool) -> str:
    """Head to hips from above; `bare` opens the shirt over the chest."""
    ground = _ground_shadow(where)
    arms = "".join(_arm(where, look, side) for side in (1, -1))
    outline, above = [shapes.blob(where.both(TORSO))], _neck_and_head(where, look)
    if not bare:
        trunk = solid(outline, look.shirt) + _shirt_details(where, look)
        return ground + arms + above + trunk
    trunk = solid(outline, look.skin.skin, look.skin.skin_dark)
    throat = capsule(where.px(-4.6, 0), 4.8 * where.scale, where.px(0, 0), 4.2 * where.scale)
    trunk += f'<path d="{throat}" fill="{look.skin.skin}"/>'
    trunk += _bare_chest(where, look) + _lapels(where, look)
    return ground + _opened_shirt(where, look) + arms + above + trunk


def _arm(where: Map, look: Look, side: int) -> str:
    s = where.scale
    shoulder, elbow, wrist = (where.px(d, w * side) for d, w in ((4, 18), (32, 23), (56, 24)))
    bare = shapes.limb(shoulder, elbow, (5.4, 5, 4.6), s) + shapes.limb(
        elbow, wrist, (4.6, 4.4, 3), s
    )
    sleeve = shapes.limb(shoulder, mix(shoulder, elbow, 0.6), (6, 6.2, 6), s)
    return solid(bare, look.skin.skin, look.skin.skin_dark) + solid(sleeve, look.shirt)


def _neck_and_head(where: Map, look: Look) -> str:
    s, edge = where.scale, look.skin.skin_dark
    where = Map(where.px(1.5, 0), s)
    neck = solid(
        [capsule(where.px(-9, 0), 5.6 * s, where.px(-2.6, 0), 5.2 * s)],
        shade(look.skin.skin, -0.08),
        edge,
    )
    face = ((-7.6, 0), (-8.4, 3.2), (-11.6, 5.8), (-17, 7.4), (-23, 7.6), (-28, 5.6), (-30, 0))
    outline = [where.px(*p) for p in face] + [where.px(d, -w) for d, w in face[-2:0:-1]]
    hair = [
        where.px(d, w)
        for d, w in (
            (-23, 8.4),
            (-24.6, 4),
            (-25.4, 0),
            (-24.6, -4),
            (-23, -8.4),
            (-31, -6),
            (-33, 0),
            (-31, 6),
        )
    ]
    ears = [capsule(where.px(-18.6, w), 1.7 * s, where.px(-16.6, w), 1.3 * s) for w in (8, -8)]
    skull = solid([shapes.blob(outline), *ears], look.skin.skin, edge)
    return neck + skull + _face(where, look) + solid([shapes.blob(hair)], look.hair)


def _face(where: Map, look: Look) -> str:
    s, edge, px = where.scale, look.skin.skin_dark, where.px
    out = stroke([px(-11.2, 2.4), px(-10.9, 0), px(-11.2, -2.4)], edge, 0.5 * s)
    out += stroke([px(-14, 1.4), px(-13.5, 0), px(-14, -1.4)], edge, 0.45 * s)
    for side in (1, -1):
        lid = [px(d, side * w) for d, w in ((-18.4, 1.9), (-17.9, 2.7), (-17.8, 3.6), (-18.4, 4.8))]
        brow = [px(d, side * w) for d, w in ((-21.0, 1.6), (-21.4, 3.2), (-20.8, 5.2))]
        out += stroke(lid, shade(look.hair, -0.4), 0.5 * s) + stroke(brow, look.hair, 0.6 * s)
    return out


def _shirt_details(where: Map, look: Look) -> str:
    dark, px = shade(look.shirt, -0.3), where.px
    collar = [px(-3, 5.8), px(-0.4, 4.6), px(0.8, 0), px(-0.4, -4.6), px(-3, -5.8)]
    throat = shade(look.skin.skin, -0.08)
    out = f'<path d="{shapes.blob([*collar, px(-3.6, -4.6), px(-3.6, 4.6)])}" fill="{throat}"/>'
    out += stroke(collar, dark, 3)
    for side in (1, -1):
        out += stroke([px(6, 15.6 * side), px(10, 14.6 * side), px(15, 14.2 * side)], dark, 2, 0.6)
        out += stroke([px(30, 12 * side), px(36, 11 * side), px(41, 12.4 * side)], dark, 2, 0.4)
    return out


def _bare_chest(where: Map, look: Look) -> str:
    edge, px = look.skin.skin_dark, where.px
    out = ""
    for side in (1, -1):
        out += stroke([px(0.4, 2.4 * side), px(-0.2, 8 * side), px(-1, 14 * side)], edge, 2.4, 0.7)
        out += stroke([px(10, 15 * side), px(15.2, 11 * side), px(16.4, 4 * side)], edge, 2.2, 0.45)
        x, y = px(NIPPLES, 9.6 * side)
        out += (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{where.scale * 0.8:.1f}" fill="{edge}" '
            f'opacity="0.75"/>'
        )
    out += stroke([px(3, 0), px(9, 0), px(16, 0)], edge, 2, 0.35)
    x, y = px(37, 0)
    return out + f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="5" ry="4" fill="{edge}" opacity=".6"/>'


def _opened_shirt(where: Map, look: Look) -> str:
    """The shirt, opened and spread under the body."""
    sheet = ((-1, 8), (0, 17), (10, 21), (24, 20.6), (38, 22.4), (50, 21), (54, 10))
    return solid([shapes.blob(where.both(sheet))], look.shirt)


def _lapels(where: Map, look: Look) -> str:
    """What still lies over the shoulders, and the trousers."""
    out = ""
    for side in (1, -1):
        lapel = ((-3.4, 7.4), (-3.4, 14), (2, 19), (6, 19.4), (5, 16), (0.4, 12))
        out += solid([shapes.blob([where.px(d, w * side) for d, w in lapel])], look.shirt)
    hips = ((47, 6), (46, 16.6), (60, 18.6), (80, 19))
    return out + solid([shapes.blob(where.both(hips))], look.trousers)


def _ground_shadow(where: Map) -> str:
    """The body's own outline, larger and lower: the ground is right behind it."""
    outline = ((-36, 4), (-33, 8), (-22, 9.4), (-6, 9), (-2, 19), (6, 23.6), (40, 28), (70, 28))
    points = [(x, y + 8) for x, y in where.both(outline)]
    rings = "".join(
        f'<path d="{shapes.blob(points)}" stroke="#5A3D24" stroke-opacity="0.08" '
        f'stroke-width="{width}" fill="#5A3D24" fill-opacity="0.07"/>'
        for width in (2, 10, 18)
    )
    return rings


def breastbone(where: Map, shown: float, outline: bool) -> str:
    """Seen through: the whole bone lightly, its lower half as the place for the heel."""
    d, low = shapes.blob(where.both(STERNUM)), shapes.blob(where.both(LOWER_HALF))
    if outline:
        return (
            f'<g opacity="{shown:.2f}" fill="none" stroke-linejoin="round">'
            f'<path d="{low}" stroke="#FFFFFF" stroke-width="5"/>'
            f'<path d="{low}" stroke="{TEAL}" stroke-width="2.6" stroke-dasharray="7 5"/></g>'
        )
    ribs = "".join(
        stroke(
            [
                where.px(3 + 3 * i, 2.6 * side),
                where.px(1.8 + 3.3 * i, 8 * side),
                where.px(4.6 + 3.9 * i, 13.2 * side),
            ],
            "#FFFFFF",
            0.9 * where.scale,
            0.22,
        )
        for i in range(5)
        for side in (1, -1)
    )
    return (
        f'<g opacity="{shown:.2f}">{ribs}<path d="{d}" fill="#FFFDF5" fill-opacity="0.78" '
        f'stroke="#8F8574" stroke-width="2.2"/><path d="{low}" fill="#F2B632" fill-opacity="0.85" '
        f'stroke="#A8781F" stroke-width="2.4"/></g>'
    )


# --- the hands on the breastbone: cm from the heel's middle, fingers away from the learner

PALM = (
    (-3.2, 4.4),
    (-4.2, 0.5),
    (-4.6, -4),
    (-3.8, -7.4),
    (0, -8.4),
    (3.8, -7),
    (4.4, -3),
    (4, 0.6),
    (3, 4.4),
)


def top_hand(at: Point, scale: float, look: Look, arm_from: Point, right: bool, curl: float) -> str:
    """A hand seen from above with its forearm; curl 1 = its fingers lock into the other's."""
    turn = 1 if right else -1

    def px(x: float, y: float) -> Point:
        return at[0] + x * turn * scale, at[1] + y * scale

    skin, edge = look.skin.skin, look.skin.skin_dark
    fingers = ""
    for i, (x, length) in enumerate(((-3.3, 6.2), (-1.1, 7.8), (1.1, 8), (3.2, 6.8))):
        tip = px(x * 1.16, -7.4 - length * (1 - 0.48 * curl))
        parts = [capsule(px(x, -6.6), 1.15 * scale, tip, 0.92 * scale)]
        fingers += solid(parts, shade(skin, -0.04 * (i % 2)), edge, 2.2)
        nail_or_knuckle = mix(px(x, -6.6), tip, 0.55)
        fingers += stroke(
            [
                (nail_or_knuckle[0] - 4, nail_or_knuckle[1]),
                (nail_or_knuckle[0] + 4, nail_or_knuckle[1]),
            ],
            edge,
            1.3,
            0.5,
        )
    thumb = solid([capsule(px(3.4, 1), 1.6 * scale, px(6.4, -3.6), 1.1 * scale)], skin, edge, 2.2)
    wrist = px(0, 4.2)
    fore = solid([capsule(wrist, 2.9 * scale, mix(wrist, arm_from, 0.4), 3.2 * scale)], skin, edge)
    palm = solid([shapes.blob([px(*p) for p in PALM])], skin, edge, 2.2)
    cuff = mix(wrist, arm_from, 0.26)
    sleeve = solid([capsule(cuff, 4 * scale, arm_from, 5.6 * scale)], look.shirt)
    knuckles = "".join(
        stroke([px(x - 0.6, -6.2), px(x, -6.7), px(x + 0.6, -6.2)], edge, 1.5, 0.55)
        for x in (-3.2, -1.1, 1.1, 3.1)
    )
    return fingers + thumb + fore + palm + knuckles + sleeve


def hands_placed(t: float, skin: Skin) -> str:
    """The place lights up; one heel on it, the other hand on top, the fingers lock."""
    look, me = draw.casualty(skin), draw.rescuer(skin)
    heel = HANDS.px(HEEL, 0)
    low, high = phase(t, 0.16, 0.42), phase(t, 0.48, 0.74)
    first = mix((heel[0] - 30, 620.0), heel, low)
    second = mix((heel[0] + 150, 640.0), (heel[0] + 9, heel[1] + 3), high)
    out = body(HANDS, look, bare=False) + breastbone(HANDS, phase(t, 0.0, 0.14), outline=False)
    out += top_hand(first, 8.8, me, (first[0] - 74, first[1] + 240), False, 0.0)
    if high > 0:
        lock = phase(t, 0.72, 0.88)
        out += top_hand(second, 8.8, me, (second[0] + 84, second[1] + 240), True, lock)
    return panel(out + breastbone(HANDS, phase(t, 0.0, 0.14), outline=True))


# --- the pads

RIGHT_PAD = (5.6, -8.4)  # below the right collarbone, beside the breastbone
LEFT_PAD = (19.0, 11.0)  # on the left side, a hand's breadth below the armpit
AED_AT = (120.0, 446.0)
AED_SIZE = 0.56


def pad(at: Point, angle: float, shown: float, scale: float) -> str:
    w, h = 8.4 * scale, 11.6 * scale
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f}) rotate({angle:g})" '
        f'opacity="{shown:.2f}"><rect x="{-w / 2:.1f}" y="{-h / 2:.1f}" width="{w:.1f}" '
        f'height="{h:.1f}" rx="15" fill="#FBF8F0" stroke="#8FA5AF" stroke-width="3"/>'
        f'<rect x="{-w / 2 + 8:.1f}" y="{-h / 2 + 8:.1f}" width="{w - 16:.1f}" '
        f'height="{h - 16:.1f}" rx="9" fill="#DDE6EA"/>'
        f'<path d="M4 -17L-9 4H-1L-4 18L10 -4H2Z" fill="#E3A93B" stroke="#A8781F" '
        f'stroke-width="2" stroke-linejoin="round"/></g>'
    )


def aed_attached(t: float, skin: Skin) -> str:
    """First pad, second pad, hands off, then the finger on the button."""
    look = draw.casualty(skin)
    right, left = PADS.px(*RIGHT_PAD), PADS.px(*LEFT_PAD)
    one, two, clear = phase(t, 0.06, 0.2), phase(t, 0.3, 0.46), phase(t, 0.62, 0.76)
    out = body(PADS, look, bare=True) + _keep_clear(clear)
    out += _wire(right, (right[0] - 70, right[1] + 46), one) + pad(right, 68, one, 7.3)
    out += _wire(left, (right[0] + 30, right[1] - 70), two) + pad(left, 96, two, 7.3) + _aed()
    for start, spot in ((0.0, right), (0.24, left)):
        if start <= t < start + 0.34:
            away = (spot[0] + 120, 640.0)
            there = phase(t, start, start + 0.14) * (1 - phase(t, start + 0.2, start + 0.34))
            out += "".join(hand_layers("flat", mix(away, spot, there), skin, 62, scale=0.7))
    button = (AED_AT[0] - 31, AED_AT[1] - 16)
    finger = mix((-60.0, 760.0), button, phase(t, 0.7, 0.9))
    if t > 0.7:
        out += "".join(hand_layers("point", finger, skin, 108, scale=0.5))
    return panel(out)


def _keep_clear(shown: float) -> str:
    ring = [
        PADS.px(d, w) for d, w in ((-36, 0), (-30, 10), (-6, 20), (4, 25.6), (40, 29.4), (66, 30))
    ]
    ring_low = [
        PADS.px(d, w)
        for d, w in ((-36, 0), (-30, -9.4), (-12, -14), (4, -25.6), (40, -29.4), (66, -30))
    ]
    line = shapes.open_path([*reversed(ring), *ring_low[1:]])
    return (
        f'<path d="{line}" fill="none" stroke="#FFFFFF" stroke-width="6" opacity="{shown:.2f}"/>'
        f'<path d="{line}" fill="none" stroke="#C8443A" stroke-width="3" stroke-dasharray="11 8" '
        f'opacity="{shown:.2f}"/>'
    )


def _wire(end: Point, by: Point, shown: float) -> str:
    port = (AED_AT[0] + 54, AED_AT[1] - 70)
    return stroke([port, by, end], "#56636A", 4, shown)


def _aed() -> str:
    thing = sprite.load("defibrillator")
    x, y = AED_AT
    return (
        draw.ground_shadow(x - 72, x + 72, y, 8) + f"<defs>{thing.defs}</defs>"
        f'<g transform="translate({x:g} {y:g}) scale({AED_SIZE}) translate(-125 -198)">'
        f"{sprite_svg(thing)}</g>"
    )


CLOSE_UPS = Scenes(
    {
        "hands-placed": Scene(
            hands_placed,
            0.94,
            HANDS.px(HEEL + 2.4, -1.4),
            lambda: marks.arrow((560.0, 420.0), (452.0, 352.0), -16),
            Box(120, 120, 560, 490),
        ),
        "aed-attached": Scene(
            aed_attached, 0.95, PADS.px(24, 4), lambda: "", Box(30, 110, 520, 490)
        ),
    }
)
register(CLOSE_UPS, ("place", "press", "push", "check"), ("rescuer", "casualty", "defibrillator"))
