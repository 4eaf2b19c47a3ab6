"""A pancake turned over: the spatula goes under it, lifts, and lays it down golden side up.

The disc is stiff. It stands in the pan of the omelette, on the same slanting axis, so that the
browned underside comes into view as it rises; its lower edge stays on the pan's floor.
"""

from __future__ import annotations

import math
import random

from generators.workbench import marks, sprite
from generators.workbench.drawn import register
from generators.workbench.drawn.electronics.soldering import held, prop, standing
from generators.workbench.drawn.kitchen.omelette import HOB_AT, MIDDLE, PAN, SCALE, on_floor
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import Box, Placement, Point, clamp, phase
from generators.workbench.palette import Skin
from generators.workbench.scene import Look, Prop

RADIUS = 68.0 * SCALE
THICK = 15.0  # px
TURN = (0.3, 0.68)  # t
PALE, HOLE, EDGE = "#F2DDA6", "#C9A75E", "#8F5A20"
GOLDEN = "url(#pancake-turned)"
_DEFS = (
    '<defs><linearGradient id="pancake-turned" x1="0" y1="0" x2="1" y2=".6">'
    '<stop offset="0" stop-color="#F2C272"/><stop offset=".5" stop-color="#DB9A45"/>'
    '<stop offset="1" stop-color="#BC7428"/></linearGradient></defs>'
)


def disc_point(u: float, v: float, thick: float, turned: float) -> Point:
    """Where a point of the disc is: (u, v) px from its middle, `thick` px from its underside."""
    a = math.radians(turned)
    rise = RADIUS * math.sin(a) + THICK * clamp((turned - 90) / 90)
    return on_floor(
        u * math.cos(a) - thick * math.sin(a), v, rise + u * math.sin(a) + thick * math.cos(a)
    )


def turned_at(t: float) -> float:
    """Degrees by which the pancake has turned at t."""
    return 180.0 * phase(t, *TURN)


def disc(turned: float) -> str:
    """The pancake with the face that is seen: bubbles before, golden after."""
    below, above = _rim(0.0, turned), _rim(THICK, turned)
    golden = _signed(above) < 0
    far, near = (above, below) if golden else (below, above)
    layers = [_rim(THICK * k / 5, turned) for k in range(1, 5)]
    side = "".join(f'<path d="{_path(p)}" fill="{PALE}"/>' for p in layers)
    face = _face(near, GOLDEN if golden else PALE)
    marks_on = _browned(turned) if golden else _holes(turned)
    return _face(far, PALE, 3.5) + side + face + marks_on


def _rim(thick: float, turned: float) -> list[Point]:
    angles = [math.tau * i / 60 for i in range(60)]
    return [disc_point(RADIUS * math.cos(a), RADIUS * math.sin(a), thick, turned) for a in angles]


def _face(points: list[Point], fill: str, width: float = 3.0) -> str:
    return (
        f'<path d="{_path(points)}" fill="{fill}" stroke="{EDGE}" stroke-width="{width}" '
        f'stroke-linejoin="round"/>'
    )


def _path(points: list[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _signed(points: list[Point]) -> float:
    """Twice the area; its sign says which face is seen."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)


def _holes(turned: float) -> str:
    """The open bubbles of the upper face."""
    rng = random.Random(3)
    out = []
    for _ in range(24):
        a, r = rng.random() * math.tau, RADIUS * 0.86 * math.sqrt(rng.random())
        x, y = disc_point(r * math.cos(a), r * math.sin(a), THICK, turned)
        size = rng.choice((4.0, 5.0, 6.0))
        out.append(f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{size}" ry="{size * 0.55:.1f}"/>')
    return f'<g fill="{HOLE}" stroke="#9E7A35" stroke-width="1.8">{"".join(out)}</g>'


def _browned(turned: float) -> str:
    """Darker streaks of the underside."""
    streaks = (((-48, -30), (-10, -40), (30, -30)), ((-30, 20), (10, 34), (48, 18)))
    out = ""
    for streak in streaks:
        a, b, c = (disc_point(u, v, 0.0, turned) for u, v in streak)
        out += f"M{a[0]:.1f} {a[1]:.1f}Q{b[0]:.1f} {b[1]:.1f} {c[0]:.1f} {c[1]:.1f}"
    return (
        f'<path d="{out}" fill="none" stroke="#A8641F" stroke-opacity=".55" stroke-width="6" '
        f'stroke-linecap="round"/>'
    )


def flipped(t: float, skin: Skin) -> str:
    """The spatula in under it, up and over, laid down, away."""
    turned = turned_at(t)
    hob = prop("hob", "low", HOB_AT, "base", SCALE * 0.9)
    pan = (
        f'<defs>{PAN.sprite.defs}</defs><g transform="{PAN.placement.svg()}">'
        f"{sprite_svg(PAN.sprite, 'empty')}</g>"
    )
    tool = _spatula(t, turned, skin)
    cake = disc(turned)
    over = turned > 8  # it lies on the blade before that; then its underside shows the blade
    return _DEFS + standing(hob) + pan + (cake + tool if over else tool + cake)


def _spatula(t: float, turned: float, skin: Skin) -> str:
    """Its blade under the half of the disc that is on the cook's side."""
    away = 1 - phase(t, 0.04, 0.26) + phase(t, 0.7, 0.96)
    if away >= 1:
        return ""
    held_at = min(turned, 112.0)  # beyond that the pancake falls by itself
    x, y = disc_point(RADIUS * 0.62, 0.0, -3.0, held_at)
    lean = clamp(turned / 110) * 22
    thing = sprite.load("spatula")
    at = (x + 560 * away, y - 40 * away)
    place = Placement(thing.anchor("blade").point, at, -12 - lean, 1.1)
    return held(Prop("spatula", thing, Look(""), place), "hold", -8.0 - lean, skin)


def _mark() -> str:
    """Up and over to the left."""
    x, y = MIDDLE
    return marks.arc((x - 34, y - 66), 92, 84, -62, -172)


TURNING = Scenes(
    {
        "flipped": Scene(
            flipped, 0.475, disc_point(-10, 24, 0, 62), _mark, Box(150, 104, 740, 440)
        ),
    }
)
register(TURNING, ("flip", "turn"), ("pancake",))
