"""Laying a campfire: a ring of stones seen at a slant, a wigwam of sticks, flames and cold ash.

Things stand on an ellipse of ground; sticks are straight pieces with a light side, drawn from far
to near. Flames are deterministic functions of t.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from generators.workbench import marks, sprite
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.shapes import blob, capsule, shade, solid, stroke
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import Box, Point, mix, phase
from generators.workbench.palette import Skin

FIRE: Point = (400.0, 396.0)  # px; the middle of the hearth
RING: Point = (170.0, 66.0)  # px; half axes of the ring of stones
WOOD, BARK, EARTH, ASH = "#B98A5B", "#8A6440", "#A98660", "#9A948A"
APEX: Point = (400.0, 214.0)


def _on_ring(degrees: float, share: float = 1.0) -> Point:
    a = math.radians(degrees)
    return FIRE[0] + RING[0] * share * math.cos(a), FIRE[1] + RING[1] * share * math.sin(a)


def _hearth(cleared: float = 1.0, ash: float = 0.0) -> str:
    """Bare earth inside and round the ring."""
    x, y = FIRE
    out = (
        f'<ellipse cx="{x}" cy="{y}" rx="{262 * cleared:.0f}" ry="{94 * cleared:.0f}" '
        f'fill="#B79870" opacity=".85"/>'
        f'<ellipse cx="{x}" cy="{y}" rx="{168 * cleared:.0f}" ry="{64 * cleared:.0f}" '
        f'fill="{EARTH}"/>'
    )
    if ash > 0:
        out += f'<ellipse cx="{x}" cy="{y}" rx="124" ry="44" fill="#57524C" opacity="{ash:.2f}"/>'
    return out


def _stones(count: int, front: bool) -> str:
    """The stones beyond the fire, or those before it, up to number `count` of 14."""
    out = ""
    for i in range(count):
        angle = -90 + 360 * i / 14
        near = math.sin(math.radians(angle)) > 0.02
        if near != front:
            continue
        x, y = _on_ring(angle, 1.04)
        r = 21 + (i * 7) % 6
        tone = shade("#9A958C", (-0.1, 0.06, -0.03, 0.1)[i % 4])
        out += solid([capsule((x - r * 0.5, y), r * 0.72, (x + r * 0.5, y - 3), r * 0.62)], tone)
    return out


def _stick(a: Point, b: Point, thick: float, tone: str = WOOD) -> str:
    out = stroke([a, b], shade(tone, -0.45), thick + 4) + stroke([a, b], tone, thick)
    lift = thick * 0.2
    light = [(a[0] - lift, a[1] - lift), (b[0] - lift, b[1] - lift)]
    return out + stroke(light, shade(tone, 0.3), max(thick * 0.22, 1.2), 0.8)


def _tinder(at: Point, size: float = 1.0, seed: int = 0) -> str:
    """A loose nest of dry grass, birch bark and shavings."""
    x, y = at
    nest = [
        (x - 54 * size, y + 8 * size),
        (x - 30 * size, y - 20 * size),
        (x + 6 * size, y - 28 * size),
        (x + 40 * size, y - 16 * size),
        (x + 54 * size, y + 8 * size),
        (x, y + 20 * size),
    ]
    out = solid([blob(nest)], "#D9B75F", "#8F6F2A", 2.2)
    for i in range(18):
        a = i * 2.39 + seed
        cx, cy = x + 34 * size * math.cos(a), y - 4 * size + 14 * size * math.sin(a * 1.3)
        bend = (cx + 8 * size * math.cos(a * 3), cy - 10 * size)
        tone = ("#F1DFA0", "#A9823A", "#F7EFD2")[i % 3]
        out += stroke([(cx - 16 * size, cy + 5 * size), bend, (cx + 16 * size, cy)], tone, 3)
    return out


# Feet of the kindling on the ground (degrees on the ring, share of it), far ones first; the side
# that faces us stays open for the match.
FEET = (
    *((-90, 0.62), (-58, 0.62), (-122, 0.62), (-30, 0.6), (-150, 0.6)),
    *((0, 0.58), (180, 0.58), (28, 0.6), (152, 0.6), (52, 0.62), (128, 0.62)),
)


def _wigwam(count: float, behind: bool | None = None, char: float = 0.0) -> str:
    """Kindling on end, leaning together at the top; `count` sticks are there."""
    out = ""
    for i, (angle, share) in enumerate(FEET):
        if i >= count:
            break
        if behind is not None and behind != (i < 7):
            continue
        foot = _on_ring(angle, share)
        over = (APEX[0] + (APEX[0] - foot[0]) * 0.14, APEX[1] - 12 + 4 * (i % 3))
        tone = shade((WOOD, BARK)[i % 2], -0.5 * char) if char else (WOOD, BARK)[i % 2]
        out += _stick(foot, over, 9.5 - (i % 3), tone)
    return out


def _flames(size: float, t: float) -> str:
    """Three tongues inside each other; they lick from side to side."""
    if size <= 0.02:
        return ""
    x, y = FIRE[0], FIRE[1] - 6
    out = ""
    for layer, (tone, wide, high) in enumerate(
        (("#E4702A", 92.0, 236.0), ("#F29B33", 66.0, 176.0), ("#FBD765", 38.0, 112.0))
    ):
        sway = 14 * math.sin(2 * math.pi * 3 * t + layer)
        flick = 1 + 0.08 * math.sin(2 * math.pi * 5 * t + 2 * layer)
        w, h = wide * size, high * size * flick
        path = (
            f"M{x - w:.1f} {y:.1f}C{x - w * 1.1:.1f} {y - h * 0.5:.1f} {x - w * 0.1:.1f} "
            f"{y - h * 0.5:.1f} {x + sway:.1f} {y - h:.1f}C{x + w * 0.35:.1f} {y - h * 0.6:.1f} "
            f"{x + w * 1.15:.1f} {y - h * 0.5:.1f} {x + w:.1f} {y:.1f}Q{x:.1f} "
            f"{y + 22 * size:.1f} {x - w:.1f} {y:.1f}Z"
        )
        out += f'<path d="{path}" fill="{tone}" opacity=".93"/>'
    return out


def _smoke(amount: float, t: float, tone: str = "#C9C6BE") -> str:
    out = ""
    for i in range(4):
        u = (t * 1.6 + i / 4) % 1
        x = FIRE[0] + 26 * math.sin(4 * u + i)
        y = FIRE[1] - 40 - 250 * u
        faint = amount * math.sin(math.pi * u) * 0.55
        out += (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{16 + 40 * u:.1f}" fill="{tone}" '
            f'opacity="{faint:.2f}"/>'
        )
    return out


def _bucket(at: Point, size: float = 0.62, tilt: float = 0.0) -> str:
    thing = sprite.load("bucket")
    x, y = at
    base = thing.anchor("base").point
    return (
        f"<defs>{thing.defs}</defs>"
        f'<g transform="translate({x:.1f} {y:.1f}) rotate({tilt:.1f}) scale({size:g}) '
        f'translate({-base[0]:.1f} {-base[1]:.1f})">{sprite_svg(thing, "", 0.8, "water")}</g>'
    )


def _hand(pose: str, at: Point, here: float, skin: Skin, turn: float = 26.0) -> str:
    spot = mix((1000.0, 540.0), at, here)
    return "".join(hand_layers(pose, spot, skin, turn, False, 0.76))


# --- the scenes


def cleared(t: float, skin: Skin) -> str:
    """Leaves are raked off the ground, then stone after stone is set round it."""
    bare = phase(t, 0.06, 0.36)
    count = round(14 * phase(t, 0.4, 0.86))
    out = _hearth(0.25 + 0.75 * bare)
    for i in range(16):
        a = i * 2.399
        start = (FIRE[0] + 190 * math.cos(a), FIRE[1] + 70 * math.sin(a * 1.7))
        far = (FIRE[0] + 330 * math.cos(a), FIRE[1] + 118 * math.sin(a * 1.7))
        x, y = mix(start, (far[0], max(far[1], 318.0)), bare)
        out += (
            f'<path d="M{x - 12:.1f} {y:.1f}q12 -12 24 0q-12 10 -24 0Z" '
            f'fill="{("#C9853C", "#A9682E", "#D9A84E")[i % 3]}"/>'
        )
    out += _stones(count, False) + _stones(count, True)
    here = phase(t, 0.0, 0.08) * (1 - phase(t, 0.88, 1.0))
    sweep = (FIRE[0] + 130 * math.sin(7 * t), FIRE[1] + 20)
    setting = _on_ring(-90 + 360 * max(count - 1, 0) / 14, 1.04)
    at = sweep if t < 0.4 else setting
    return out + _bucket((660.0, 452.0)) + _hand("grip", at, here, skin)


SORTS = ((9.0, 7), (20.0, 5), (40.0, 3))  # thickness (px) and number: pencil, thumb, wrist


def sorted_wood(t: float, skin: Skin) -> str:
    """Four heaps by thickness, from left to right, beside the hearth."""
    out = ""
    spots = ((150.0, 414.0), (280.0, 420.0), (426.0, 424.0), (618.0, 430.0))
    for i, (x, y) in enumerate(spots):
        came = phase(t, 0.06 + 0.18 * i, 0.24 + 0.18 * i)
        if came <= 0:
            continue
        drop = (1 - came) * -60
        heap = _tinder((x, y), 0.95) if i == 0 else _heap((x, y), *SORTS[i - 1])
        out += f'<g opacity="{came:.2f}" transform="translate(0 {drop:.1f})">{heap}</g>'
    index = min(int((t - 0.06) / 0.18), 3) if t > 0.06 else 0
    x, y = spots[index]
    here = phase(t, 0.0, 0.06) * (1 - phase(t, 0.8, 0.96))
    return out + _hand("grip", (x + 26, y - 34), here, skin)


def _heap(at: Point, thick: float, count: int) -> str:
    """Sticks side by side, the upper rows set back."""
    x, y = at
    out = ""
    long = 52 + thick * 0.9
    for i in range(count):
        row = 0 if i < (count + 1) // 2 + 1 else 1
        k = i - (0 if row == 0 else (count + 1) // 2 + 1)
        dy = -(thick + 4) * 0.72 * row * 1.3 - k * (thick + 2) * 0.5
        a = (x - long + k * thick * 0.5, y + dy + 10)
        b = (x + long + k * thick * 0.5, y + dy - 14 + (i % 2) * 4)
        out += _stick(a, b, thick, (WOOD, BARK)[i % 2])
        if thick > 12:
            r = thick / 2 + 1
            out += (
                f'<ellipse cx="{b[0]:.1f}" cy="{b[1]:.1f}" rx="{r * 0.6:.1f}" ry="{r:.1f}" '
                f'fill="#E7CFA4" stroke="#7A5A3A" stroke-width="2.4"/>'
                f'<ellipse cx="{b[0]:.1f}" cy="{b[1]:.1f}" rx="{r * 0.26:.1f}" ry="{r * 0.45:.1f}" '
                f'fill="none" stroke="#B08C5C" stroke-width="1.8"/>'
            )
    return out


def _around(inside: str, stones: int = 14) -> str:
    return _hearth() + _stones(stones, False) + inside + _stones(stones, True)


def _base() -> str:
    """The two thick sticks that the tinder lies on."""
    low = _stick((FIRE[0] - 78, FIRE[1] + 8), (FIRE[0] + 66, FIRE[1] - 18), 17, BARK)
    return low + _stick((FIRE[0] - 66, FIRE[1] - 18), (FIRE[0] + 84, FIRE[1] + 10), 17, WOOD)


def tinder_placed(t: float, skin: Skin) -> str:
    """The nest of tinder is set in the middle, on two thick sticks that let the air in."""
    down = phase(t, 0.08, 0.6)
    at = mix((900.0, 250.0), (FIRE[0], FIRE[1] - 22), down)
    here = phase(t, 0.0, 0.08) * (1 - phase(t, 0.72, 0.96))
    hand = _hand("grip", (at[0] + 40, at[1] - 8), here, skin)
    return _around(_base() + _tinder(at)) + hand


def wigwam_built(t: float, skin: Skin) -> str:
    """Stick after stick leans in over the tinder; the windward side stays open."""
    count = len(FEET) * phase(t, 0.08, 0.84)
    inside = (
        _base() + _wigwam(count, True) + _tinder((FIRE[0], FIRE[1] - 18)) + _wigwam(count, False)
    )
    here = phase(t, 0.0, 0.08) * (1 - phase(t, 0.86, 1.0))
    i = min(int(count), len(FEET) - 1)
    foot = _on_ring(*FEET[i])
    at = mix(foot, APEX, 0.5)
    return _around(inside) + _hand("pinch", at, here, skin, 20)


def _match(at: Point, lit: bool, t: float) -> str:
    x, y = at
    out = _stick((x, y), (x + 76, y + 30), 6, "#EAD2A0")
    if lit:
        f = 1 + 0.1 * math.sin(40 * t)
        out += (
            f'<path d="M{x:.1f} {y - 34 * f:.1f}q16 22 8 34q-8 10 -16 0q-8 -12 8 -34Z" '
            f'fill="#F7B733" stroke="#E4702A" stroke-width="3"/>'
        )
    else:
        out += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#8E2F27"/>'
    return out


def lit(t: float, skin: Skin) -> str:
    """The burning match goes through the opening, low down, under the tinder."""
    there, back = phase(t, 0.06, 0.34), phase(t, 0.56, 0.78)
    goal = (FIRE[0] + 22, FIRE[1] + 2)
    at = mix(mix((760.0, 420.0), goal, there), (960.0, 520.0), back)
    fire = 0.62 * phase(t, 0.4, 0.95)
    inside = _base() + _wigwam(99, True) + _tinder((FIRE[0], FIRE[1] - 18)) + _flames(fire, t)
    inside += _wigwam(99, False)
    match = _match(at, True, t) if back < 1 else ""
    hand = "".join(hand_layers("pinch", (at[0] + 74, at[1] + 30), skin, 22, False, 0.76))
    smoke = _smoke(0.8 * phase(t, 0.3, 0.6), t)
    return _around(inside) + smoke + (match + hand if back < 1 else "")


def fed(t: float, skin: Skin) -> str:
    """Thumb-thick sticks first, then a thick one, laid on from the side."""
    inside = _wigwam(99, True, 0.4) + _flames(0.86, t) + _wigwam(7, False, 0.6)
    logs = (
        ((FIRE[0] - 120, FIRE[1] + 4), (FIRE[0] + 40, FIRE[1] - 62), 20.0, 0.1),
        ((FIRE[0] + 126, FIRE[1] + 2), (FIRE[0] - 30, FIRE[1] - 60), 20.0, 0.34),
        ((FIRE[0] - 104, FIRE[1] + 22), (FIRE[0] + 112, FIRE[1] + 14), 34.0, 0.58),
    )
    hand = ""
    for a, b, thick, when in logs:
        came = phase(t, when, when + 0.18)
        if came <= 0:
            continue
        dx, dy = 420 * (1 - came), -70 * (1 - came)
        p, q = (a[0] + dx, a[1] + dy), (b[0] + dx, b[1] + dy)
        inside += _stick(p, q, thick, (WOOD, BARK)[thick > 30])
        outer = max((p, q), key=lambda s: s[0])
        gone = phase(t, when + 0.18, when + 0.26)
        if gone < 1:
            hand = _hand("grip", (outer[0] + 6, outer[1]), 1 - gone, skin)
    return _around(inside) + _smoke(0.3, t) + hand


def put_out(t: float, skin: Skin) -> str:
    """Water on the embers, stirred, more water, until a hand close above feels no warmth."""
    wet = phase(t, 0.12, 0.5)
    inside = ""
    for i in range(9):
        a = i * 2.2
        p = (FIRE[0] + 70 * math.cos(a), FIRE[1] - 6 + 24 * math.sin(a * 1.4))
        q = (p[0] + 34 * math.cos(a * 2.1), p[1] - 8 + 8 * math.sin(a))
        inside += _stick(p, q, 12 + i % 3 * 3, "#4A443E")
        glow = (1 - wet) * (0.6 + 0.4 * math.sin(9 * t + i))
        inside += stroke([p, q], "#F2752A", 5, max(glow, 0.0))
    out = _hearth(1.0, 1.0) + _stones(14, False) + inside + _stones(14, True)
    pour = phase(t, 0.06, 0.2) * (1 - phase(t, 0.5, 0.62))
    if pour > 0:
        at = mix((860.0, 300.0), (548.0, 232.0), pour)
        stream = [(at[0] - 66, at[1] - 54), (at[0] - 118, at[1] - 20), (FIRE[0] + 20, FIRE[1] - 16)]
        if pour > 0.9:
            out += stroke(stream, "#4E9CC0", 21, 0.8) + stroke(stream, "#A9DAEC", 14, 0.9)
        out += _bucket(at, 0.62, -62 * pour)
        out += "".join(hand_layers("grip", (at[0] + 22, at[1] - 62), skin, -14, False, 0.76))
    out += _smoke(phase(t, 0.16, 0.3) * (1 - phase(t, 0.6, 0.84)), t, "#F2F2EE")
    feel = phase(t, 0.66, 0.8) * (1 - phase(t, 0.92, 1.0))
    if feel > 0:
        out += _hand("flat", (FIRE[0] + 10, FIRE[1] - 62), feel, skin, 12)
    return out


BUSY = Box(130, 180, 720, 480)
Draw = Callable[[float, Skin], str]


def _scene(draw: Draw, key: float, notice: Point, way: Sequence[Point], bend: float) -> Scene:
    return Scene(draw, key, notice, lambda: marks.arrow(way[0], way[1], bend) if way else "", BUSY)


SCENES = {
    "ring-laid": _scene(cleared, 0.7, _on_ring(200, 0.6), ((604.0, 300.0), (590.0, 366.0)), 10),
    "wood-sorted": _scene(sorted_wood, 0.76, (426.0, 396.0), ((190.0, 474.0), (640.0, 474.0)), 0),
    "tinder-placed": _scene(
        tinder_placed, 0.6, (FIRE[0] - 10, FIRE[1] - 26), ((470.0, 236.0), (440.0, 326.0)), 12
    ),
    "wigwam-built": _scene(
        wigwam_built, 0.8, (FIRE[0], FIRE[1] + 6), ((520.0, 236.0), (430.0, 216.0)), 14
    ),
    "fire-lit": _scene(lit, 0.5, (FIRE[0] + 14, FIRE[1]), ((560.0, 444.0), (452.0, 410.0)), 12),
    "fire-fed": _scene(
        fed, 0.7, (FIRE[0] + 40, FIRE[1] + 16), ((640.0, 300.0), (540.0, 360.0)), 12
    ),
    "fire-out": _scene(put_out, 0.42, (FIRE[0] - 30, FIRE[1] - 8), (), 0),
}
PROGRAM = Scenes(SCENES)
register(
    PROGRAM,
    ("place", "sort", "light", "put-out", "remove", "pour", "add", "build", "lean"),
    ("campfire",),
)
