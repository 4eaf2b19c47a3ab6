"""A red wine stain on a white tablecloth: blotted, thinned, salted, rinsed, bleached, washed out.

`STRENGTH` is what is left of the stain after each stage, 1 = fresh wine; a picture begins with
what the stage before has left, so the fading can be followed over the lesson.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from generators.workbench import fragments, marks, sprite
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene
from generators.workbench.drawn.shapes import blob
from generators.workbench.drawn.textiles.flatlay import (
    Reach,
    Table,
    cast,
    clock,
    faded,
    line,
    piece,
    polygon,
)
from generators.workbench.drawn.textiles.needlework import between, smooth
from generators.workbench.geometry import Box, Placement, Point, lerp, phase, toward
from generators.workbench.palette import Skin

CLOTH, CLOTH_EDGE = "#FBF8F1", "#B9AD95"
WINE = "#7B1F35"
SPOT: Point = (360.0, 300.0)
RADIUS = 118.0
STRENGTH = {
    "fresh": 1.0,
    "blotted": 0.62,
    "soda": 0.42,
    "salted": 0.3,
    "rinsed": 0.16,
    "treated": 0.04,
}


def table_ground() -> str:
    """The table's edge and the cloth on it, woven, with its hem."""
    weave = "".join(f"M0 {y}H768" for y in range(10, 460, 22))
    weave += "".join(f"M{x} 0V460" for x in range(12, 768, 22))
    return (
        '<rect width="768" height="512" fill="#C79B6D"/>'
        + line("M0 488H768", "#A87B4D", 4)
        + f'<rect y="-10" width="768" height="472" fill="{CLOTH}" stroke="{CLOTH_EDGE}" '
        'stroke-width="4"/>'
        + line(weave, "#EFE8DA", 2.5)
        + line("M0 440H768", "#D8CDB8", 3, "12 8")
    )


def outline(size: float = 1.0, at: Point = SPOT) -> str:
    """The stain's rim: a splash with three tongues."""
    return blob(
        [
            toward(
                at,
                a,
                RADIUS
                * size
                * (
                    1
                    + 0.13 * math.sin(math.radians(3 * a + 40))
                    + 0.06 * math.sin(math.radians(7 * a))
                ),
            )
            for a in range(0, 360, 12)
        ]
    )


def stain(strength: float, size: float = 1.0, at: Point = SPOT) -> str:
    """Darker at its middle, with a paler rim; drops beside it while it is fresh."""
    if strength <= 0.01:
        return ""
    drops = "".join(
        f'<circle cx="{at[0] + x}" cy="{at[1] + y}" r="{r}"/>'
        for x, y, r in ((176, -62, 12), (204, -30, 7), (-168, 66, 9), (150, 92, 8))
    )
    return (
        f'<g fill="{WINE}"><path d="{outline(size * 1.12, at)}" opacity="{0.45 * strength:.3f}"/>'
        f'<path d="{outline(size, at)}" opacity="{0.75 * strength:.3f}"/>'
        f'<path d="{outline(size * 0.7, at)}" opacity="{0.5 * strength:.3f}"/>'
        f'<g opacity="{0.75 * strength:.3f}">{drops}</g></g>'
    )


def _between(before: str, after: str, share: float) -> float:
    return lerp(STRENGTH[before], STRENGTH[after], share)


# --- tools


def pad(at: Point, dirty: float) -> str:
    """A folded white cloth; `dirty` 0..1 = how much wine it has taken up."""
    x, y = at
    d = f"M{x - 120} {y - 50}L{x + 62} {y - 62}L{x + 84} {y + 54}L{x - 104} {y + 74}Z"
    rim = f"M{x - 116} {y - 28}L{x + 66} {y - 40}M{x - 108} {y + 46}L{x + 80} {y + 28}"
    wet = (
        f'<ellipse cx="{x - 64}" cy="{y + 22}" rx="40" ry="32" fill="{WINE}" '
        f'opacity="{0.55 * dirty:.3f}"/>'
    )
    return cast(d) + piece(d, "#DDEBF2", "#7E9FB3") + line(rim, "#A9C3D2", 3) + wet


def bottle(mouth: Point, turn: float, colour: str = "#A9D3C4", label: str = "#F4F7F8") -> str:
    """A bottle with its mouth on `mouth`; turn 0 = lying, mouth to the left."""
    d = "M0 -12H46Q60 -44 84 -44H238Q252 -44 252 -30V30Q252 44 238 44H84Q60 44 46 12H0Z"
    return (
        f'<g transform="translate({mouth[0]:.1f} {mouth[1]:.1f})rotate({turn:.1f})">'
        + piece(d, colour)
        + piece("M112 -42H206V42H112Z", label, "#9AA8A2", 2.4)
        + line("M70 -30H104M216 -30H236", "#FFFFFF", 6, opacity=0.7)
        + "</g>"
    )


def bubbles(t: float, size: float = 1.0) -> str:
    out = ""
    for i in range(18):
        x, y = toward(SPOT, i * 67 % 360, RADIUS * size * (0.2 + 0.75 * (i * 37 % 100) / 100))
        r = 4 + (i * 13 % 7)
        lift = 6 * math.sin(t * 22 + i)
        out += (
            f'<circle cx="{x:.1f}" cy="{y + lift:.1f}" r="{r}" fill="#FFFFFF" fill-opacity=".65" '
            'stroke="#A9C3CF" stroke-width="2"/>'
        )
    return out


def grains(share: float, strength: float) -> str:
    """A layer of salt over the stain, which takes up the colour."""
    pink = lerp(0.0, 1.0, strength)
    heap = outline(1.06)
    dots = ""
    for i in range(150):
        a, r = i * 137.5, RADIUS * 1.02 * math.sqrt((i + 1) / 150)
        x, y = toward(SPOT, a, r)
        shade = "#F6D9DE" if (i * 29 % 100) / 100 < pink else "#FFFFFF"
        dots += (
            f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="9" rx="2" fill="{shade}" '
            'stroke="#C9B9BB" stroke-width="1.6"/>'
        )
    layer = f'<path d="{heap}" fill="#F7EEEC" stroke="#D3BFC1" stroke-width="3"/>{dots}'
    return faded(layer, share)


# --- the stages


def _blotted(t: float, skin: Skin) -> str:
    """Pressed down and lifted, from the rim to the middle."""
    u = min(max((t - 0.16) / 0.68, 0.0), 0.999) * 4
    number, v = int(u), u - int(u)
    angle = (20, 150, 270, 20)[number]
    away = (150, 130, 110, 0)[number]
    lift = 26 * (1 - math.sin(math.pi * v) ** 0.5)
    x, y = toward(SPOT, angle, away * 0.7)
    spot = (x + 20, y - lift)
    at = between(t, (1010, 620), spot, (0.0, 0.16), (0.86, 1.0))
    dirty = min(1.0, u / 3)
    hand = Reach("flat", 24, size=0.95)
    left = stain(_between("fresh", "blotted", phase(t, 0.2, 0.84)))
    back, front = hand_layers(hand.pose, (at[0] - 2, at[1] + 8), skin, 24, False, hand.size)
    return left + pad(at, dirty) + back + front


def _soda(t: float, skin: Skin) -> str:
    """Sparkling water is poured on; the stain lifts and pales."""
    tilt = lerp(-4, -38, phase(t, 0.2, 0.32)) + 34 * phase(t, 0.72, 0.84)
    mouth = between(t, (1010, 60), (440, 190), (0.0, 0.2), (0.84, 1.0))
    wet = phase(t, 0.3, 0.7)
    flow = phase(t, 0.28, 0.34) - phase(t, 0.7, 0.78)
    end = (SPOT[0] + 20, SPOT[1] - 6)
    d = smooth([mouth, (mouth[0] - 30, mouth[1] + 22), (mouth[0] - 50, mouth[1] + 70), end])
    stream = faded(line(d, "#7FB9D4", 18) + line(d, "#CBE7F2", 8), flow)
    puddle = f'<path d="{outline(1.4)}" fill="#BFE0EC" opacity="{0.6 * wet:.3f}"/>'
    grip = toward(mouth, tilt, 150)
    back, front = hand_layers("grip", (grip[0], grip[1] + 6), skin, -18, False, 0.95)
    return (
        puddle
        + stain(_between("blotted", "soda", wet), 1 + 0.1 * wet)
        + faded(bubbles(t, 1.1), wet * (1 - phase(t, 0.84, 0.98)))
        + stream
        + back
        + bottle(mouth, tilt)
        + front
    )


def _salted(t: float, skin: Skin) -> str:
    """Salt until no red shows; it turns pink while the clock goes."""
    laid = phase(t, 0.2, 0.56)
    hand = Reach("pinch", 18, size=0.95, come=(0.0, 0.18), leave=(0.58, 0.72))
    spot = (SPOT[0] + 40 + 36 * math.sin(t * 26), SPOT[1] - 104)
    falling = ""
    if 0.2 < t < 0.58:
        for i in range(26):
            fall = (t * 5 + i * 0.13) % 1
            x = hand.at(t, spot)[0] - 10 + (i * 31 % 60 - 30) * fall
            y = hand.at(t, spot)[1] + 8 + 110 * fall
            falling += f'<rect x="{x:.1f}" y="{y:.1f}" width="7" height="7" rx="2"/>'
        falling = f'<g fill="#FFFFFF" stroke="#B9A5A7" stroke-width="1.6">{falling}</g>'
    timer = faded(clock((620, 190), phase(t, 0.66, 0.98), 44), phase(t, 0.56, 0.66))
    return (
        f'<path d="{outline(1.4)}" fill="#BFE0EC" opacity=".5"/>'
        + stain(STRENGTH["soda"], 1.1)
        + grains(laid, phase(t, 0.5, 1.0))
        + falling
        + hand.over(t, spot, skin)
        + timer
    )


def _rinsed(t: float, skin: Skin) -> str:
    """The cloth is stretched over a bowl; cold water runs through the stain from a height."""
    x, y = SPOT
    tilt = -30 * (phase(t, 0.18, 0.3) - phase(t, 0.76, 0.86))
    spout = between(t, (1010, 40), (x + 60, y - 180), (0.0, 0.18), (0.86, 1.0))
    place = Placement((11, 17), spout, tilt, 1.15)
    jug = sprite.load("jug")
    level = lerp(0.8, 0.3, phase(t, 0.3, 0.76))
    body = fragments.sprite_svg(jug, jug.state(""), level, "water", skin)
    flow = phase(t, 0.26, 0.32) - phase(t, 0.74, 0.8)
    d = smooth([spout, (x + 26, y - 130), (x + 10, y - 70), (x, y)])
    stream = faded(line(d, "#7FB9D4", 16) + line(d, "#CBE7F2", 7), flow)
    rim = f'<ellipse cx="{x}" cy="{y + 10}" rx="190" ry="122" '
    band = (
        f'<ellipse cx="{x}" cy="{y + 14}" rx="194" ry="128" fill="none" stroke="#C8443A" '
        'stroke-width="7"/>'
    )
    bowl = (
        rim
        + 'fill="#FDFBF6" stroke="#8FA5AF" stroke-width="13"/>'
        + band
        + "".join(line(_fold(a), "#CFC4AE", 4) for a in range(0, 360, 24))
    )
    ripples = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="{r * 1.2:.0f}" ry="{r * 0.7:.0f}" fill="none" '
        f'stroke="#A9D3E4" stroke-width="3" opacity="{0.8 * flow:.2f}"/>'
        for r in (22 + 40 * (t * 4 % 1), 62 + 30 * (t * 4 % 1))
    )
    back, front = hand_layers("grip", place.apply((160, 86)), skin, -14, False, 0.95)
    small = f'<g transform="translate({x} {y + 6})scale(.86 .6)translate({-x} {-y})">'
    return (
        bowl
        + small
        + stain(_between("salted", "rinsed", phase(t, 0.3, 0.76)))
        + "</g>"
        + ripples
        + stream
        + back
        + f'<defs>{jug.defs}</defs><g transform="{place.svg()}">{body}</g>'
        + front
    )


def _fold(angle: float) -> str:
    """Where the cloth hangs down outside the bowl's rim."""
    a = math.radians(angle)
    x, y = SPOT[0], SPOT[1] + 14
    c, s = math.cos(a), math.sin(a)
    return f"M{x + 204 * c:.1f} {y + 136 * s:.1f}L{x + 246 * c:.1f} {y + 172 * s:.1f}"


HAIR = ((-24, -4), (16, -30), (34, -4), (-8, 24))  # px round the brush's tip


def _treated(t: float, skin: Skin) -> str:
    """The mixture is dabbed on with a soft brush; it foams and the stain goes."""
    on = phase(t, 0.24, 0.66)
    u = t * 9
    spot = (SPOT[0] + 70 * math.cos(u), SPOT[1] + 44 * math.sin(u))
    reach = Reach("pinch", 18, size=0.95, come=(0.0, 0.18), leave=(0.68, 0.82))
    at = reach.at(t, (spot[0] + 96, spot[1] - 54))
    tip = (at[0] - 96, at[1] + 54)
    handle = f"M{tip[0]:.1f} {tip[1]:.1f}L{tip[0] + 130:.1f} {tip[1] - 74:.1f}"
    hair = polygon([(tip[0] + x, tip[1] + y) for x, y in HAIR])
    brush = (
        line(handle, "#8C6533", 17)
        + line(handle, "#D9B48A", 12)
        + piece(hair, "#F3E3C3", "#A88D55")
    )
    back, front = hand_layers(reach.pose, at, skin, 18, False, reach.size)
    timer = faded(clock((640, 200), phase(t, 0.7, 0.98), 44), phase(t, 0.64, 0.72))
    return (
        stain(_between("rinsed", "treated", phase(t, 0.5, 0.98)))
        + faded(f'<path d="{outline(1.15)}" fill="#EEF6FA" opacity=".7"/>' + bubbles(t, 1.1), on)
        + _mixture()
        + back
        + brush
        + front
        + timer
    )


def _mixture() -> str:
    """The bowl in which peroxide and washing-up liquid were mixed."""
    oval = '<ellipse cx="640" cy="{}" rx="{}" ry="{}" fill="{}" stroke="{}" stroke-width="4"/>'
    foam = "".join(
        f'<circle cx="{610 + 15 * i}" cy="{384 + (i * 7) % 16}" r="7" fill="#FFFFFF" '
        'stroke="#A9C3CF" stroke-width="2"/>'
        for i in range(5)
    )
    outer = oval.format(392, 78, 50, "#E9EFF1", "#8FA5AF")
    return outer + oval.format(390, 58, 35, "#D7ECF4", "#A9C3CF") + foam


def _arrow(a: Point, b: Point, bend: float = 0.0) -> Callable[[], str]:
    return lambda: marks.arrow(a, b, bend)


BUSY = Box(180, 110, 740, 450)
CLOTH_SCENES = Table(
    {
        "blotted": Scene(_blotted, 0.66, (300, 330), _arrow((520, 390), (440, 340)), BUSY),
        "soda-poured": Scene(_soda, 0.52, (300, 340), _arrow((470, 110), (420, 150), 18), BUSY),
        "salted": Scene(_salted, 0.46, (300, 330), _arrow((470, 200), (440, 250)), BUSY),
        "rinsed": Scene(_rinsed, 0.5, (330, 310), _arrow((470, 190), (430, 260)), BUSY),
        "treated": Scene(
            _treated, 0.52, (300, 330), lambda: marks.arc(SPOT, 150, 110, 150, 230), BUSY
        ),
    },
    top=table_ground(),
)
ACTIONS = ("blot", "press", "pour", "sprinkle", "rinse", "brush", "treat", "check", "wash", "dab")
register(CLOTH_SCENES, ACTIONS, ("tablecloth", "wine-stain"))
