"""Painting a wall: washing, tape, edges, roller, second coat, tape off.

What is painted grows behind the tool, which no sprite with states can show. The wall stands in the
place `covered-wall`: skirting from y = 396 down, then the dust sheet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from generators.workbench import effects, marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.things import placed, point, thing
from generators.workbench.geometry import Box, Point, clamp, lerp, mix, phase
from generators.workbench.palette import Skin

SKIRTING = 396.0  # px; its upper edge
LEFT, RIGHT, TOP = 70.0, 620.0, 128.0  # px; what is painted
PAINT, WET, THIN = "#B4D0B8", "#C6DEC9", "#CFE0CC"
TAPE, TAPE_EDGE = "#7DB6DB", "#2C5A7C"
BAND = 46.0  # px; what the brush paints beside the edge, 5 cm
SLEEVE = 84.0  # px; width of the roller's track
AWAY = (940.0, 470.0)
PINCHED = ("masking-tape",)  # held between finger and thumb
WORK, DONE = 0.2, 0.84  # t between which the tool works
BUSY = Box(60, 100, 748, 470)
LETTER: tuple[Point, ...] = ((130, 165), (225, 330), (320, 190), (415, 330), (510, 165))  # a W


# -- paths -----------------------------------------------------------------------------------------


def along(points: Sequence[Point], share: float) -> tuple[list[Point], Point]:
    """(what of a polyline is done at `share` 0..1, where its end then is)."""
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    left = clamp(share) * sum(lengths)
    done = [points[0]]
    for a, b, length in zip(points, points[1:], lengths, strict=False):
        if left <= length:
            end = mix(a, b, left / length)
            return [*done, end], end
        left -= length
        done.append(b)
    return done, points[-1]


def line(points: Sequence[Point], colour: str, width: float, opacity: float = 1.0) -> str:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linejoin="round" opacity="{opacity:g}"/>'
    )


def columns() -> list[Point]:
    """Up and down, one roller's width further each time."""
    out: list[Point] = []
    for k, x in enumerate(_middles()):
        ends = (
            ((x, TOP + 20), (x, SKIRTING - BAND))
            if k % 2
            else ((x, SKIRTING - BAND), (x, TOP + 20))
        )
        out += ends
    return out


def _middles() -> list[float]:
    count = math.ceil((RIGHT - LEFT) / SLEEVE)
    return [LEFT + (RIGHT - LEFT) * (k + 0.5) / count for k in range(count)]


# -- the wall --------------------------------------------------------------------------------------


def coat(colour: str, right: float = RIGHT, opacity: float = 1.0) -> str:
    """Painted from LEFT to `right`, its upper edge as a roller leaves it."""
    if right <= LEFT:
        return ""
    steps = max(2, round((right - LEFT) / 40))
    xs = [lerp(LEFT, right, i / steps) for i in range(steps + 1)]
    top = "L".join(f"{x:.1f} {TOP + 7 * math.sin(i * 2.1):.1f}" for i, x in enumerate(xs))
    return (
        f'<path d="M{LEFT:g} {SKIRTING:g}L{top}L{right:.1f} {SKIRTING:g}Z" fill="{colour}" '
        f'opacity="{opacity:g}"/>'
    )


def patchy() -> str:
    """A first coat: the old colour shows through in stripes."""
    stripes = "".join(
        f'<rect x="{x + dx:.1f}" y="{TOP + 30 + dy:.1f}" width="{w}" height="{h}" rx="{w / 2}"/>'
        for k, x in enumerate(_middles())
        for dx, dy, w, h in ((-30, 13 * (k % 3), 12, 130), (4, 60 - 14 * (k % 2), 16, 84))
    )
    return band(RIGHT) + coat(THIN) + f'<g fill="#E6E6D8" opacity="0.85">{stripes}</g>'


def band(right: float) -> str:
    """The strip along the skirting that the brush has painted."""
    if right <= LEFT:
        return ""
    y, half = SKIRTING - BAND, BAND / 2
    return (
        f'<path d="M{LEFT:g} {y:g}H{right:.1f}q10 12 0 {half:g}q-8 10 2 {half:g}H{LEFT:g}Z" '
        f'fill="{PAINT}"/><path d="M{LEFT + 8:g} {y + 10:g}H{right - 6:.1f}M{LEFT + 8:g} {y + 24:g}'
        f'H{right - 12:.1f}" stroke="{WET}" stroke-width="4" fill="none" opacity="0.9"/>'
    )


def tape(left: float, right: float) -> str:
    """Masking tape on the skirting's upper edge."""
    if right <= left:
        return ""
    return (
        f'<rect x="{left:.1f}" y="{SKIRTING - 1:g}" width="{right - left:.1f}" height="20" '
        f'fill="{TAPE}" stroke="{TAPE_EDGE}" stroke-width="2.5"/>'
        f'<path d="M{left:.1f} {SKIRTING + 4:g}H{right:.1f}" stroke="#D6EBF8" '
        f'stroke-width="3" opacity="0.8"/>'
    )


# -- hands and tools -------------------------------------------------------------------------------


def presence(t: float, leaves: float = DONE) -> float:
    """0 = out of the picture, 1 = at work."""
    return phase(t, 0.0, WORK - 0.02) * (1 - phase(t, leaves, 0.98))


def work(t: float) -> float:
    return clamp((t - WORK) / (DONE - WORK))


def held(
    name: str, at: Point, t: float, skin: Skin, end: str, state: str = "", **how: float
) -> str:
    """A sprite whose anchor `end` is at work on `at`, in a hand that comes from the right.

    how: turn (degrees) and size of the sprite, `arm` = direction of the forearm.
    """
    x, y = mix(AWAY, at, presence(t))
    place = placed(name, (x, y), end, how.get("size", 0.9), how.get("turn", 0.0))
    pinched = name in PINCHED
    grip = point(name, place, "hold" if pinched else "grip")
    back, front = hand_layers("pinch" if pinched else "grip", grip, skin, how.get("arm", 24.0))
    return back + thing(name, place, state) + front


def roller(at: Point, t: float, skin: Skin) -> str:
    return held("paint-roller", at, t, skin, "surface", "loaded", size=0.86, arm=26.0)


# -- scenes ----------------------------------------------------------------------------------------


def washed(t: float, skin: Skin) -> str:
    """A damp sponge goes over the wall from top to bottom."""
    path = [(LEFT + 40 + 70 * k, 180 if k % 2 else 340) for k in range(8)]
    done, end = along(path, work(t))
    wet = line(done, "#BFDDE8", 58, 0.5 * (1 - 0.6 * phase(t, 0.86, 1.0)))
    cloth = held("sponge", end, t, skin, "surface", size=0.9, arm=-14.0)
    return thing("bucket", placed("bucket", (690, 488), "base", 0.72)) + wet + cloth


def masked(t: float, skin: Skin) -> str:
    """Tape is unrolled along the skirting and pressed down."""
    head = lerp(40, 640, work(t))
    roll = held("masking-tape", (head, SKIRTING + 8), t, skin, "tip", size=0.8, arm=-10.0)
    return tape(0, head if t > WORK else 0) + roll + tape(640, 768) * (t > DONE)


def cut_in(t: float, skin: Skin) -> str:
    """The brush paints the band above the tape."""
    x = lerp(LEFT, RIGHT, work(t))
    y = SKIRTING - BAND / 2 - 4 + 6 * math.sin(t * 40) * (0.2 < t < DONE)
    brush = held("paint-brush", (x, y), t, skin, "tip", "loaded", size=0.8, turn=-18.0, arm=-10.0)
    return tape(0, 768) + band(x) + brush


def rolled(t: float, skin: Skin) -> str:
    """The roller leaves a zigzag in one square metre."""
    done, end = along(LETTER, work(t))
    paint = line(done, PAINT, SLEEVE) + line(done, WET, SLEEVE * 0.4, 0.8)
    shown = paint if t > WORK else ""
    return tape(0, 768) + band(RIGHT) + shown + roller(_above(end), t, skin)


def laid_off(t: float, skin: Skin) -> str:
    """Straight strokes up and down close the gaps, side by side."""
    path = columns()
    done, end = along(path, work(t))
    before = line(LETTER, PAINT, SLEEVE) + line(LETTER, WET, SLEEVE * 0.4, 0.8)
    wall = tape(0, 768) + band(RIGHT) + before
    whole = phase(t, 0.8, DONE)
    filled = line(done, PAINT, SLEEVE + 10) if t > WORK else ""
    return wall + filled + coat(PAINT, RIGHT, whole) + roller(_above(end), t, skin)


def second_coat(t: float, skin: Skin) -> str:
    """The first coat dries while a clock runs; the second covers what still shows through."""
    dry = phase(t, 0.02, 0.4)
    path = columns()
    share = clamp((t - 0.46) / 0.4)
    done, end = along(path, share)
    right = max(p[0] for p in done) + SLEEVE / 2
    evened = coat(PAINT, min(right, RIGHT)) if share > 0 else ""
    clock = effects.clock((692, 176), dry, 40.0).svg
    late = clamp((t - 0.26) / 0.74)  # the roller comes when it is dry
    wall = tape(0, 768) + patchy() + evened
    return wall + clock + (roller(_above(end), 0.2 + 0.8 * late, skin) if t > 0.3 else "")


def unmasked(t: float, skin: Skin) -> str:
    """The tape is drawn off slowly, back over itself; the edge under it is sharp."""
    head = lerp(706, 60, phase(t, WORK, 0.8))
    hold = (head + 96, SKIRTING - 74)
    at = mix(AWAY, hold, presence(t, 0.8))
    back, front = hand_layers("pinch", at, skin, -24.0)
    free = (
        f'<path d="M{head:.1f} {SKIRTING + 8:g}Q{head + 8:.1f} {SKIRTING - 40:g} {at[0]:.1f} '
        f'{at[1]:.1f}" fill="none" stroke="{TAPE_EDGE}" stroke-width="22"/>'
        f'<path d="M{head:.1f} {SKIRTING + 8:g}Q{head + 8:.1f} {SKIRTING - 40:g} {at[0]:.1f} '
        f'{at[1]:.1f}" fill="none" stroke="#B5D8EE" stroke-width="17"/>'
    )
    loose = free if WORK - 0.02 < t < 0.82 else ""
    there = tape(0, head) if t < 0.82 else ""
    return band(RIGHT) + coat(PAINT) + there + back + loose + front


def _above(end: Point) -> Point:
    """The roller's upper edge when its middle lies on `end`."""
    return end[0], end[1] - 20


# -- the program -----------------------------------------------------------------------------------


def _scene(
    draw: Callable[[float, Skin], str], key: float, notice: Point, mark: Callable[[], str]
) -> Scene:
    return Scene(draw, key, notice, mark, BUSY)


PAINTING = Scenes(
    {
        "washed": _scene(washed, 0.6, (180, 290), lambda: marks.double((96, 180), (96, 320))),
        "masked": _scene(masked, 0.56, (190, 405), lambda: marks.arrow((300, 372), (190, 372))),
        "cut-in": _scene(cut_in, 0.56, (230, 366), lambda: marks.arrow((330, 318), (450, 318))),
        "rolled": _scene(rolled, 0.66, (200, 286), lambda: marks.arrow((452, 306), (508, 206))),
        "laid-off": _scene(
            laid_off, 0.52, (150, 250), lambda: marks.double((330, 150), (330, 300))
        ),
        "second-coat": _scene(
            second_coat, 0.7, (546, 230), lambda: marks.double((96, 180), (96, 320))
        ),
        "unmasked": _scene(unmasked, 0.5, (560, 396), lambda: marks.arrow((470, 250), (550, 214))),
    }
)

register(
    PAINTING,
    ("wash", "mask", "brush", "roll-paint", "lay-off", "repaint", "unmask"),
    ("painted-wall",),
)
