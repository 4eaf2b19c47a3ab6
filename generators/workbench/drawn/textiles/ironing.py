"""Ironing a shirt: one part after the other on the board, and the shirt on its hanger.

The board is seen from above with its nose to the left. The iron goes tip first, to the left;
creases are drawn only where it has not been yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.textiles import shirt_parts as parts
from generators.workbench.drawn.textiles.flatlay import (
    Reach,
    Table,
    clipped,
    faded,
    held_iron,
    line,
    rect,
    steam,
)
from generators.workbench.drawn.textiles.needlework import between, placed
from generators.workbench.geometry import Box, Placement, Point, lerp, mix, phase
from generators.workbench.palette import Skin

START, STOP = 0.22, 0.84  # t: the iron is on the cloth


@dataclass(frozen=True)
class Pass:
    """One stroke of the iron, sole's middle from `a` to `b`."""

    a: Point
    b: Point

    @property
    def backwards(self) -> bool:
        """To the right."""
        return self.b[0] > self.a[0]

    def ahead(self, x: float) -> str:
        """What an iron at `x` has still before it, as a path; its sole is 80 px long before `x`."""
        a, b = (x + 40, self.b[0] + 40) if self.backwards else (self.b[0] - 120, x - 40)
        return rect(a, 0, max(b - a, 0.5), 512)


@dataclass(frozen=True)
class Pressing:
    """A part of the shirt on the board and the strokes that smooth it."""

    part: Callable[[], str]
    creases: str
    strokes: tuple[Pass, ...]
    steadied: Point | None = None  # where the left hand holds it

    def iron(self, t: float) -> tuple[Point, int]:
        """(where the sole is, which stroke)."""
        u = min(max((t - START) / (STOP - START), 0.0), 0.9999) * len(self.strokes)
        one = self.strokes[int(u)]
        return mix(one.a, one.b, phase(u - int(u), 0.05, 0.9)), int(u)

    def draw(self, t: float, skin: Skin) -> str:
        spot, number = self.iron(t)
        left = "" if self.steadied is None else _FLAT.over(t, self.steadied, skin)
        wisps = steam((spot[0] + 70, spot[1] - 12), t * 3 % 1, 0.9) if START < t < STOP else ""
        return (
            self.part()
            + self._left_over(t, spot, number)
            + left
            + wisps
            + held_iron(t, spot, skin, size=0.86, flip=self.strokes[number].backwards)
        )

    def _left_over(self, t: float, spot: Point, number: int) -> str:
        """The creases before the iron; all of them until it comes, none when it is through."""
        if t >= STOP:
            return ""
        folds = line(self.creases, "#8FA3B8", 4.5, opacity=0.85)
        if t <= START:
            return folds
        rough = rect(0, 0, 1, 1) + self.strokes[number].ahead(spot[0])
        rough += "".join(one.ahead(one.a[0]) for one in self.strokes[number + 1 :])
        return clipped("ironing-creased", rough, folds)


_FLAT = Reach("flat", 40, True, 0.8, (0.04, 0.2), (0.84, 0.98))

COLLAR = Pressing(
    parts.collar,
    "M236 300q30 -24 66 -8M330 276q28 22 60 0M420 300q30 -20 52 4M500 274q30 24 70 10"
    "M276 322q40 -14 70 4M450 332q40 -16 80 -4M350 316q20 16 44 0",
    (Pass((600, 316), (430, 316)), Pass((180, 316), (350, 316))),
)
CUFF = Pressing(
    parts.cuff,
    "M230 318q40 -26 80 -4M340 350q30 -30 66 -6M250 368q50 -16 80 6"
    "M420 312q40 26 76 2M440 368q40 -22 80 0M530 330q30 -16 50 4",
    (Pass((600, 360), (270, 360)),),
)
SLEEVE = Pressing(
    parts.sleeve,
    "M170 270q40 -24 80 0M210 330q50 -24 90 -4M300 270q40 20 84 -8"
    "M350 330q40 -26 90 -6M430 262q40 26 90 2M480 340q50 -22 100 -2"
    "M560 270q40 -24 90 6M600 330q30 16 70 0",
    (Pass((640, 340), (200, 340)),),
    (190, 372),
)
YOKE = Pressing(
    parts.yoke,
    "M236 250q40 -20 76 2M330 282q30 22 70 0M420 252q40 22 80 -2M262 296q40 14 66 -6"
    "M470 300q40 -22 76 -2M540 262q30 14 50 2",
    (Pass((580, 300), (250, 300)),),
)
FRONT = Pressing(
    parts.front,
    "M200 230q40 -20 80 0M180 300q50 -20 90 4M300 240q40 24 90 0M310 300q50 -20 84 4"
    "M420 226q50 -16 90 6M460 296q50 -24 90 0M560 240q40 20 90 -4M580 300q40 -20 80 4"
    "M240 350q50 -14 90 0M480 348q40 14 90 0",
    (Pass((640, 346), (200, 346)),),
)
BACK = Pressing(
    parts.back,
    "M200 210q40 -20 80 0M180 280q50 -20 90 4M300 230q40 24 90 0M310 330q50 -20 84 4"
    "M420 210q50 -16 90 6M460 350q50 -24 90 0M560 220q40 20 90 -4M580 340q40 -20 80 4"
    "M220 370q50 -14 90 0M380 280q30 14 60 -4",
    (Pass((650, 320), (210, 320)),),
    (170, 388),
)


def _heated(t: float, skin: Skin) -> str:
    """The care label shows three dots; the dial goes to three dots, the lamp comes on."""
    turned = phase(t, 0.3, 0.62)
    spot = (DIAL[0] + 27, DIAL[1] + 8)
    reach = Reach("pinch", 10, size=0.95, come=(0.04, 0.26), leave=(0.68, 0.9))
    iron = placed("iron", STANDING, "hot" if t > 0.72 else "off")
    wisps = steam(STANDING.apply((10, 150)), t * 2 % 1, 1.2) if t > 0.76 else ""
    return parts.care_label() + iron + parts.dial(DIAL, turned) + reach.over(t, spot, skin) + wisps


def _damped(t: float, skin: Skin) -> str:
    """Water is sprayed on the creased shirt."""
    press = phase(t, 0.3, 0.36) - phase(t, 0.42, 0.48) + phase(t, 0.52, 0.58) - phase(t, 0.7, 0.78)
    at = between(t, (1010, 300), (566, 190), (0.0, 0.2), (0.84, 1.0))
    nozzle = (at[0] - 62, at[1] - 76)
    mist = "".join(
        f'<circle cx="{nozzle[0] - 30 - 34 * i - 9 * (j % 2):.0f}" '
        f'cy="{nozzle[1] + 10 + (16 + 9 * j) * i * 0.8:.0f}" r="{3.4 + (i + j) % 3:.1f}"/>'
        for i in range(1, 7)
        for j in range(5)
    )
    wet = faded(
        '<g fill="#7FB4D2" opacity=".45">' + parts.damp_spots() + "</g>", phase(t, 0.3, 0.7)
    )
    back, front = hand_layers("grip", (at[0] + 4, at[1] + 14), skin, 6, False, 0.92)
    return (
        parts.heap()
        + wet
        + faded(f'<g fill="#6DB6D6">{mist}</g>', press)
        + back
        + parts.spray_bottle(at)
        + front
    )


def _hung(t: float, skin: Skin) -> str:
    """On the hanger; the top button is closed."""
    shut = phase(t, 0.5, 0.64)
    right = Reach("pinch", 26, size=0.8, come=(0.1, 0.32), leave=(0.74, 0.94))
    left = Reach("pinch", 26, True, 0.8, (0.1, 0.32), (0.74, 0.94))
    shirt = parts.hanging(shut)
    x = lerp(26, 8, shut)
    return shirt + left.over(t, (384 - x, 196), skin) + right.over(t, (384 + x, 200), skin)


def _arrow(a: Point, b: Point) -> Callable[[], str]:
    return lambda: marks.arrow(a, b)


STANDING = Placement((232, 147), (392, 436), 90.0, 1.4)  # on its heel
DIAL = STANDING.apply((160, 92))
BOARD_BUSY = Box(110, 160, 740, 420)
BOARD = Table(
    {
        "heated": Scene(
            _heated,
            0.58,
            (DIAL[0] - 26, DIAL[1] - 34),
            lambda: marks.arc(DIAL, 80, 80, 130, 236),
            Box(80, 110, 740, 440),
        ),
        "damp": Scene(
            _damped, 0.6, (330, 300), _arrow((470, 130), (380, 190)), Box(130, 100, 740, 430)
        ),
        "collar-ironed": Scene(
            COLLAR.draw,
            0.42,
            (200, 330),
            lambda: marks.arrow((652, 396), (470, 396)) + marks.arrow((130, 396), (310, 396)),
            BOARD_BUSY,
        ),
        "cuffs-ironed": Scene(
            CUFF.draw, 0.52, (560, 330), _arrow((360, 418), (250, 418)), BOARD_BUSY
        ),
        "sleeves-ironed": Scene(
            SLEEVE.draw, 0.5, (150, 366), _arrow((360, 414), (240, 414)), BOARD_BUSY
        ),
        "yoke-ironed": Scene(
            YOKE.draw, 0.5, (200, 300), _arrow((350, 352), (240, 352)), BOARD_BUSY
        ),
        "fronts-ironed": Scene(
            FRONT.draw, 0.56, (272, 386), _arrow((360, 424), (250, 424)), BOARD_BUSY
        ),
        "back-ironed": Scene(
            BACK.draw, 0.52, (290, 240), _arrow((340, 410), (230, 410)), BOARD_BUSY
        ),
    },
    top=parts.board(),
)
RAIL = Scenes(
    {
        "hung": Scene(
            _hung, 0.66, (384, 196), _arrow((470, 150), (412, 184)), Box(150, 90, 640, 470)
        ),
    }
)
ACTIONS = ("iron", "press", "turn", "spray", "hang", "heat", "close", "set")
register(BOARD, ACTIONS, ("shirt", "iron"))
register(RAIL, ACTIONS, ("shirt",))
