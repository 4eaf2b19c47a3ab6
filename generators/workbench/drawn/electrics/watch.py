"""A new battery for a wristwatch: notch, back off, number, cell out and in, test, gasket, shut."""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.electrics import watch_art as art
from generators.workbench.drawn.electrics.watch_art import Inside
from generators.workbench.drawn.hands import hand_layers, visiting
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.things import lens, placed, point, thing
from generators.workbench.geometry import Box, Point, lerp, mix, phase, toward
from generators.workbench.palette import SHADOW, TEAL, Skin

MIDDLE: Point = (330.0, 284.0)
SEAT: Point = (MIDDLE[0] + art.SEAT[0], MIDDLE[1] + art.SEAT[1])
ASIDE: Point = (606.0, 330.0)  # where the back lies
OUTSIDE = (900.0, 300.0)
HAND = 0.92


@dataclass
class OnCloth(Scenes):
    """Scenes that look straight down: they bring their own ground."""

    def ground(self) -> str:
        return art.ground()


def _notch(radius: float = art.BACK) -> Point:
    return toward(MIDDLE, art.NOTCH, radius)


def _shade(middle: Point, radius: float, lift: float = 6.0) -> str:
    return (
        f'<circle cx="{middle[0] + lift:.1f}" cy="{middle[1] + 1.6 * lift:.1f}" r="{radius:.1f}" '
        f'fill="{SHADOW}" opacity="0.2"/>'
    )


def _watch(body: str) -> str:
    """The case with what fills it."""
    return art.defs() + _shade(MIDDLE, art.CASE + 2) + art.at(art.case() + body, MIDDLE)


def _back_at(middle: Point, lift: float = 4.0, turn: float = 0.0) -> str:
    return _shade(middle, art.BACK * 0.62, lift) + art.at(art.back(), middle, 0.62, turn)


def _open_watch(m: Inside, aside: bool = True) -> str:
    return _watch(art.movement(m)) + (_back_at(ASIDE) if aside else "")


# --- opening


def _found(t: float, skin: Skin) -> str:
    """A finger follows the edge to the notch."""
    angle = lerp(60.0, art.NOTCH, phase(t, 0.16, 0.5))
    x, y = toward(MIDDLE, angle, art.BACK + 8)
    hand = visiting(t, (620.0, 700.0), (x + 6, y + 8), 0.8)
    back, front = hand_layers("point", hand, skin, 62, False, HAND)
    return _watch(art.back()) + back + front


def _opened(t: float, skin: Skin) -> str:
    """A blunt blade in the notch is twisted, the back springs up and is laid aside."""
    pop, off = phase(t, 0.42, 0.5), phase(t, 0.64, 0.86)
    x, y = _notch(art.BACK + 4)
    there = 1 - phase(t, 0.0, 0.18) * (1 - phase(t, 0.56, 0.72))
    twist = 14 * math.sin(math.pi * phase(t, 0.3, 0.54) * 1.5)
    tip = (x - 320 * there, y + 180 * there)
    blade = _opener(tip, 152 + twist)
    handle = toward(tip, 152 + twist, 150)
    behind, front = hand_layers("hold", handle, skin, -26, True, HAND)
    size = lerp(1.0, 0.62, off)
    start = (MIDDLE[0] + 20 * pop, MIDDLE[1] - 16 * pop)  # up on the side of the blade
    middle = mix(start, ASIDE, off)
    cover = art.at(art.back(), middle, size, -4 * pop * (1 - off))
    if off > 0:
        cover = _shade(middle, art.BACK * size, 4 + 14 * math.sin(math.pi * off)) + cover
    elif pop > 0:
        cover = _shade(middle, art.BACK, 8 * pop) + cover
    return _watch(art.movement(Inside())) + cover + behind + blade + front


def _opener(tip: Point, angle: float) -> str:
    """A case knife: short blunt blade, wooden handle, from its tip outwards."""
    return (
        f'<g transform="translate({tip[0]:.1f} {tip[1]:.1f}) rotate({angle:.1f})" '
        'stroke-linejoin="round"><path d="M0 -5L70 -16V16L0 7Z" fill="#C9D6DB" '
        'stroke="#4E6470" stroke-width="3"/><path d="M68 -19H84V19H68Z" fill="#D0A54B" '
        'stroke="#7B570C" stroke-width="3"/><path d="M84 -20C130 -28 190 -26 214 -16C224 -10 '
        '224 10 214 16C190 26 130 28 84 20Z" fill="#C79B6D" stroke="#7C5526" '
        'stroke-width="3"/></g>'
    )


# --- the cell


def _read(t: float, skin: Skin) -> str:
    """A finger points at the cell, which is seen large beside the watch."""
    nudge = 7 * abs(math.sin(2 * math.pi * 2 * t))
    hand = visiting(t, (560.0, 720.0), (SEAT[0] + 22 + nudge, SEAT[1] + 22 + nudge), 0.82)
    back, front = hand_layers("point", hand, skin, 56, False, HAND)
    big = art.at(art.button_cell((0.0, 0.0), old=True), (0.0, 0.0), 1.75)
    seen = lens((600.0, 210.0), big, 100)
    link = (
        f'<path d="M504 236L{SEAT[0] + art.CELL:.0f} {SEAT[1] - 6:.0f}" stroke="{TEAL}" '
        'stroke-width="4"/>'
    )
    return _open_watch(Inside(), aside=False) + link + seen + back + front


def _carried(cell_at: Point, t: float, skin: Skin, old: bool, holding: bool) -> str:
    """Tweezers over the movement, with the cell between their tips or empty."""
    tip = (cell_at[0] + art.CELL - 12, cell_at[1] - 8)
    place = placed("tweezers", tip, "tip", 1.0, -24.0)
    grip = point("tweezers", place, "grip")
    back, front = hand_layers("pinch", (grip[0] + 8, grip[1] + 10), skin, -22, False, HAND)
    cell = art.at(art.button_cell(cell_at, old=old), (0.0, 0.0)) if holding else ""
    return cell + back + thing("tweezers", place, "closed" if holding else "open") + front


def _taken(t: float, skin: Skin) -> str:
    """The clip is pushed aside, the cell is lifted out."""
    clip = phase(t, 0.22, 0.36)
    lifted = phase(t, 0.46, 0.9)
    away = 1 - phase(t, 0.0, 0.18)
    held = t > 0.42
    spot = (SEAT[0] + 520 * (away + lifted**2), SEAT[1] - 150 * away - 190 * lifted)
    body = _open_watch(Inside(cell=not held, clip=clip))
    return body + (_carried(spot, t, skin, True, held) if t < 0.94 else "")


def _put_in(t: float, skin: Skin) -> str:
    """The new cell comes + side up, the clip goes back over it."""
    down = phase(t, 0.06, 0.44)
    gone = phase(t, 0.66, 0.92)
    held = t < 0.5
    spot = (
        SEAT[0] + 520 * (1 - down) + 520 * gone,
        SEAT[1] - 190 * (1 - down) - 150 * gone,
    )
    body = _open_watch(Inside(cell=False, clip=1.0))
    if not held:
        inside = Inside(cell=True, clip=1 - phase(t, 0.52, 0.64), old=False)
        body = _open_watch(inside)
    return body + (_carried(spot, t, skin, False, held) if t < 0.94 else "")


# --- test and closing


def _runs(t: float, _: Skin) -> str:
    """The dial side: the second hand goes on by one step after the other."""
    body = art.case() + art.dial(4 + 14 * t)
    return art.defs() + _shade(MIDDLE, art.CASE + 2) + art.at(body, MIDDLE)


def _sealed(t: float, skin: Skin) -> str:
    """The gasket is laid into its groove, all round."""
    down = phase(t, 0.1, 0.46)
    x, y = lerp(MIDDLE[0] + 640, MIDDLE[0], down), lerp(MIDDLE[1] - 120, MIDDLE[1], down)
    laid = t > 0.5
    ring = (
        ""
        if laid
        else art.at(f'<circle r="{art.BACK - 6:g}" stroke="#2B2B2B" stroke-width="7"/>', (x, y))
    )
    edge = (x + art.BACK - 8, y - 20)
    gone = phase(t, 0.66, 0.9)
    place = placed("tweezers", (edge[0] + 480 * gone, edge[1] - 100 * gone), "tip", 0.9, -20.0)
    grip = point("tweezers", place, "grip")
    back, front = hand_layers("pinch", (grip[0] + 8, grip[1] + 10), skin, -20, False, HAND)
    tool = thing("tweezers", place, "open" if laid else "closed")
    return _open_watch(Inside(ring=laid, old=False)) + ring + back + tool + front


def _shut(t: float, skin: Skin) -> str:
    """The back is laid on, then both thumbs press it home."""
    on = phase(t, 0.04, 0.28)
    size = lerp(0.62, 1.0, on)
    middle = (lerp(ASIDE[0], MIDDLE[0], on), lerp(ASIDE[1], MIDDLE[1], on))
    press = phase(t, 0.36, 0.46) * (1 - phase(t, 0.74, 0.8))
    cover = art.at(art.back(), middle, size)
    shade = _shade(middle, art.BACK * size, 4 + 12 * math.sin(math.pi * on)) if on < 1 else ""
    away = 1 - phase(t, 0.28, 0.4) * (1 - phase(t, 0.8, 0.97))
    right = (MIDDLE[0] + 66 + 470 * away, MIDDLE[1] + 20 + 260 * away + 3 * press)
    left = (MIDDLE[0] - 66 - 470 * away, MIDDLE[1] + 20 + 260 * away + 3 * press)
    rb, rf = hand_layers("flat", right, skin, 38, False, 0.9)
    lb, lf = hand_layers("flat", left, skin, -38, True, 0.9)
    hands = lb + lf + rb + rf if away < 1 else ""
    return _watch(art.movement(Inside(old=False))) + shade + cover + hands


WATCH_BOX = Box(180, 90, 510, 480)
WIDE = Box(180, 90, 700, 480)
WATCH = OnCloth(
    {
        "notch-found": Scene(
            _found,
            0.6,
            _notch(art.BACK - 6),
            lambda: marks.arc(MIDDLE, art.CASE + 24, art.CASE + 24, 92, 136),
            WATCH_BOX,
        ),
        "opened": Scene(
            _opened,
            0.53,
            _notch(),
            lambda: marks.arc(toward(MIDDLE, art.NOTCH, 232), 40, 40, 200, 60),
            Box(60, 90, 510, 480),
        ),
        "number-read": Scene(_read, 0.5, (600.0, 284.0), lambda: "", WIDE),
        "cell-out": Scene(
            _taken,
            0.62,
            (SEAT[0] - 50, SEAT[1] - 28),
            lambda: marks.arrow((SEAT[0] + 20, SEAT[1] - 10), (SEAT[0] + 92, SEAT[1] - 84)),
            WIDE,
        ),
        "cell-in": Scene(
            _put_in,
            0.38,
            SEAT,
            lambda: marks.arrow((SEAT[0] + 40, SEAT[1] - 150), (SEAT[0] - 10, SEAT[1] - 74), -14),
            WIDE,
        ),
        "running": Scene(
            _runs,
            0.6,
            toward(MIDDLE, -90 + 72, 90),
            lambda: marks.arc(MIDDLE, art.CASE + 26, art.CASE + 26, -60, 6),
            WATCH_BOX,
        ),
        "sealed": Scene(
            _sealed,
            0.42,
            toward(MIDDLE, 215, art.BACK - 6),
            lambda: "",
            WIDE,
        ),
        "shut": Scene(
            _shut,
            0.6,
            _notch(art.BACK - 6),
            lambda: marks.push_lines((MIDDLE[0], MIDDLE[1] - 46), 90, 60),
            WIDE,
        ),
    }
)
register(
    WATCH,
    ("check", "open", "remove", "place", "insert", "measure", "press", "close", "lift", "wait"),
    ("watch-back", "watch", "watch-battery"),
)
