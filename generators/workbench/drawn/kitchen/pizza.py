"""Pizza bases from risen dough: divided, rolled to balls, rested, pressed out, stretched, topped.

`Base` is the dough at one moment of its way from ball to base; as it grows wider it grows thinner,
so that its volume stays what it was.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.kitchen.worktop import (
    DEFS,
    EDGE,
    Visit,
    bare,
    clock,
    dust,
    fading,
    glint,
    hand,
    line,
    lump,
    morph,
    moved,
    round_shape,
    shade,
    stand,
    tool,
)
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Point, lerp, phase
from generators.workbench.palette import Skin

TABLE = 450.0
FLAT = 0.34  # depth / width of a disc on the table
BALL_R, BASE_R = 92.0, 214.0  # px, half the width
HEIGHT = 118.0  # px, of the ball


@dataclass(frozen=True)
class Base:
    """Dough of half width `radius` that lies about `at`; `rim` 0 = dome, 1 = flat with a rim."""

    at: Point
    radius: float
    rim: float

    @property
    def height(self) -> float:
        """By the same volume: height x radius^2 stays the same."""
        return HEIGHT * (BALL_R / self.radius) ** 2

    def svg(self) -> str:
        x, y = self.at
        deep, high = FLAT * self.radius, self.height
        top = lerp(high - deep * 0.3, deep + high, self.rim)
        low = lerp(deep * 0.9, deep, self.rim)
        shape = [
            (x + self.radius * math.cos(a), y + (low if math.sin(a) > 0 else top) * math.sin(a))
            for a in (math.tau * (i + 0.5) / 32 for i in range(32))
        ]
        out = shade((x, y + deep * 0.8), self.radius * 1.02, deep * 0.5) + lump(shape)
        if self.rim > 0.02:
            out += self._hollow()
        r = self.radius
        arc = [(x + r * c * 0.9, y - top * s) for c, s in ((-0.8, 0.5), (-0.5, 0.78), (-0.1, 0.9))]
        return out + glint(arc, 6)

    def _hollow(self) -> str:
        """The pressed middle and its dents."""
        x, y = self.at[0], self.at[1] - self.height * 0.75
        r = self.radius * 0.8 * self.rim
        dents = "".join(
            f'<ellipse cx="{x + r * u:.1f}" cy="{y + r * FLAT * v:.1f}" rx="9" ry="4" '
            f'fill="#CDAE78" opacity=".8"/>'
            for u, v in ((-0.6, 0), (-0.3, -0.5), (0, 0.1), (0.3, -0.4), (0.6, 0.1), (-0.3, 0.55),
                         (0.3, 0.6))
        )  # fmt: skip
        return (
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{r:.1f}" ry="{r * FLAT:.1f}" fill="#F0DEB6" '
            f'stroke="#C9A871" stroke-width="2.6"/>{fading(dents, self.rim)}'
        )


def ball(at: Point, radius: float = BALL_R) -> str:
    """A tight ball on the table, `at` the middle of its foot."""
    shape = moved(round_shape(radius, radius * 0.68, 32), (at[0], at[1] - radius * 0.56))
    x, y = at
    return (
        shade((x, y), radius, 12)
        + lump(shape)
        + glint([(x - radius * k, y - radius * h) for k, h in ((0.6, 0.86), (0.3, 1.04), (0, 1.1))])
    )


# -- divided ---------------------------------------------------------------------------------------

HALVES: tuple[Point, Point] = ((258.0, TABLE), (442.0, TABLE))
CUTS = Visit(0.0, 0.2, 0.56, 0.72)


def divided(t: float, skin: Skin) -> str:
    """Straight down with the scraper through the middle; the halves come apart."""
    down, apart = phase(t, 0.22, 0.46), phase(t, 0.42, 0.56)
    whole = moved(round_shape(176, 74, 32), (350.0, TABLE - 60))
    out = DEFS + dust((350, TABLE + 6), 300, 24, 60)
    if apart <= 0:
        out += shade((350, TABLE + 4), 180, 16) + lump(whole)
        out += glint([(230, 356), (290, 336), (350, 331)])
    else:
        gap = 20 + 36 * apart
        out += _half(-1, gap, apart) + _half(1, gap, apart)
    blade = (350.0, lerp(TABLE - 130, TABLE + 6, down))
    return out + tool("dough-scraper", "blade", blade, 0, skin, t, CUTS, None, "grip", -40, 1.25)


def _half(side: int, gap: float, apart: float) -> str:
    cut = [(0, 12), (70, 14), (130, 2), (160, -40), (138, -86), (84, -124), (30, -134), (0, -130)]
    flat = [(side * x * (1 - 0.1 * apart) + 350 + side * gap / 2, TABLE + y) for x, y in cut]
    shape = [*flat, (350 + side * gap / 2, TABLE - 60)]
    x = 350 + side * (gap / 2 + 70)
    return (
        shade((x, TABLE + 6), 92, 14)
        + lump(shape)
        + glint([(x - 30, 356), (x, 344), (x + 30, 352)])
    )


# -- shaped to balls -------------------------------------------------------------------------------

ROUNDS = (0.2, 0.8)
LEFT_BALL: Point = (172.0, TABLE + 6)
RIGHT_BALL: Point = (452.0, TABLE + 6)


def balled(t: float, skin: Skin) -> str:
    """Cupped hands draw the dough round on the table until its skin is tight."""
    share = phase(t, *ROUNDS)
    turn = math.tau * 4 * (t - ROUNDS[0]) if ROUNDS[0] < t < ROUNDS[1] else 0.0
    dx, dy = 24 * math.sin(turn), 7 * math.cos(turn) - 7
    loose = round_shape(122, 58, 32, 0.06)
    tight = round_shape(100, 70, 32)
    x, y = RIGHT_BALL[0] + dx, RIGHT_BALL[1] + dy
    out = DEFS + dust((340, TABLE + 10), 280, 22, 30) + ball(LEFT_BALL, 100)
    out += shade((x, y), 104, 14)
    shape = lump(moved(morph(loose, tight, share), (x, y - 56)))
    folds = "".join(
        line([(x + a, y - 78), (x + a * 0.4, y - 62), (x + a * 0.9, y - 38)], EDGE, 2.6)
        for a in (-46.0, -8.0, 36.0)
    )
    shape += fading(folds, 1 - share)
    visit = Visit(0.0, 0.18, 0.84, 1.0)
    right = hand("flat", (x + 104, y - 26), -40, skin, t, visit)
    left = hand("flat", (x - 104, y - 26), 220, skin, t, visit)
    shape += glint([(x - 50, y - 104), (x - 18, y - 118), (x + 20, y - 119)])
    return out + shape + right[0] + left[0] + right[1] + left[1]


# -- rested ----------------------------------------------------------------------------------------


def rested(t: float, skin: Skin) -> str:
    """Two balls on a floured tray, under a cloth; they spread and fill with gas."""
    share = phase(t, 0.34, 0.84)
    tray = stand("baking-tray", (330.0, TABLE + 18), "empty", 1.3)
    r = lerp(78, 104, share)
    balls = "".join(_proving((330 + side * 112, TABLE - 38), r, share) for side in (-1, 1))
    out = DEFS + tray + dust((330, TABLE - 40), 200, 24, 30, 6) + balls
    return out + _cover(t, skin) + fading(clock((664, 208), share, 46), phase(t, 0.3, 0.36))


def _proving(at: Point, r: float, share: float) -> str:
    x, y = at
    shape = moved(round_shape(r, r * 0.56, 32), (x, y - r * 0.4))
    dashed = moved(round_shape(78, 44, 32), (x, y - 31))[16:33]
    spots = "".join(
        f'<circle cx="{x + a:.1f}" cy="{y - b:.1f}" r="{c}" fill="#FFF9E8" stroke="{EDGE}" '
        'stroke-width="1.8"/>'
        for a, b, c in ((-50, 40, 5), (10, 26, 4), (46, 52, 6), (-16, 66, 4))
    )
    out = shade((x, y + 6), r, 12) + lump(shape) + fading(spots, share)
    return out + fading(line(dashed, "#8A5A2C", 3.2, 1, "7 7"), share)


def _cover(t: float, skin: Skin) -> str:
    """The tea towel is laid over both and taken off when they are ready."""
    on, off = phase(t, 0.06, 0.26), phase(t, 0.74, 0.84)
    if t < 0.02 or off >= 1:
        return ""
    x, y = 330 + 620 * (1 - on) + 640 * off, 300 - 110 * (1 - on) - 80 * off
    half = [(0, 132), (120, 146), (226, 128), (228, 70), (180, 22), (112, 4), (40, 20)]
    shape = [(x + a, y + b) for a, b in half] + [(x - a, y + b) for a, b in half[:0:-1]]
    stripes = "".join(
        line([(x + k * 0.94, y + 28), (x + k, y + 130)], "#4A8A93", 7, 0.8)
        for k in (-190, -160, 160, 190)
    )
    visit = Visit(-1, -0.5, 0.27, 0.38) if t < 0.5 else Visit(0.62, 0.74, 2, 3)
    arm = bare("pinch", (x + 222, y + 80), -14, skin, t, visit)
    return lump(shape, "#F3EDE0", "#A79F90") + stripes + arm


# -- pressed out -----------------------------------------------------------------------------------

PRESSED_AT: Point = (350.0, 410.0)
PRESSED_R = 176.0
PRESSES = (0.18, 0.82)


def pressed(t: float, skin: Skin) -> str:
    """Fingertips press from the middle outwards; the outermost 2 cm are left thick."""
    share = phase(t, *PRESSES)
    base = Base(PRESSED_AT, lerp(BALL_R, PRESSED_R, share), share)
    beat = abs(math.sin(5 * math.pi * (t - PRESSES[0]) / (PRESSES[1] - PRESSES[0])))
    busy = PRESSES[0] < t < PRESSES[1]
    lift = 20 * beat if busy else 20.0
    reach = lerp(34, 0.5 * base.radius, share)
    x, y = PRESSED_AT[0], PRESSED_AT[1] - base.height * 0.6 - lift
    visit = Visit(0.0, 0.16, 0.84, 1.0)
    hands = bare("flat", (x + reach + 46, y - 12), -38, skin, t, visit, 0.95)
    hands += bare("flat", (x - reach - 46, y - 12), 218, skin, t, visit, 0.95)
    return DEFS + dust((350, 440), 320, 40, 90) + base.svg() + hands


def _press_mark() -> str:
    x, y = PRESSED_AT
    return marks.arrow((x + 60, y + 80), (x + 190, y + 58), -8) + marks.arrow(
        (x - 60, y + 80), (x - 190, y + 58), 8
    )


# -- stretched over the knuckles -------------------------------------------------------------------

HELD: Point = (350.0, 282.0)


def stretched(t: float, skin: Skin) -> str:
    """Lifted onto both fists, which move apart while the base goes round."""
    up = phase(t, 0.12, 0.26) - phase(t, 0.8, 0.92)
    wide = phase(t, 0.3, 0.78)
    r = lerp(PRESSED_R, BASE_R, wide)
    out = DEFS + dust((350, 440), 320, 40, 90)
    if up <= 0:
        visit = Visit(0.0, 0.12, 0.92, 1.0)
        lying = Base(PRESSED_AT, PRESSED_R if t < 0.5 else BASE_R, 1.0).svg()
        return out + lying + _fists(PRESSED_AT, 92, skin, t, visit)
    at = (HELD[0], lerp(PRESSED_AT[1], HELD[1], up))
    there = Visit(-1, -0.5, 2, 3)
    apart = lerp(74, 116, wide)
    return out + _fists((at[0], at[1] + 24), apart, skin, t, there) + _draped(at, r, up, t)


def _fists(at: Point, apart: float, skin: Skin, t: float, visit: Visit) -> str:
    """Both fists with the knuckles up, the arms going down to the sides."""
    x, y = at
    return bare("fist", (x + apart, y + 14), 42, skin, t, visit, 1.05) + bare(
        "fist", (x - apart, y + 14), 138, skin, t, visit, 1.05
    )


def _draped(at: Point, r: float, up: float, t: float) -> str:
    """The base over two fists: raised where they are, hanging at its edge."""
    x, y = at
    sag = 46 * up
    shape = []
    for i in range(40):
        a = math.tau * i / 40
        c, s = math.cos(a), math.sin(a)
        hang = sag * (0.25 + 0.75 * abs(c) ** 3) + 14 * up * max(s, 0) * math.cos(3 * a) ** 2
        shape.append((x + r * c * (1 - 0.06 * up), y + 0.3 * r * s + hang - 20 * up))
    inner = [(x + (p[0] - x) * 0.8, y - 8 * up + (p[1] - y) * 0.72) for p in shape]
    bumps = "".join(
        line(
            [
                (x + side * 0.62 * r, y - 2),
                (x + side * 0.46 * r, y - 22),
                (x + side * 0.28 * r, y - 6),
            ],
            "#C9A871",
            3,
        )
        for side in (-1, 1)
    )
    spot = 5 * math.tau / 8 * t * 2  # flour marks go round with the base
    dots = "".join(
        f'<ellipse cx="{x + 0.5 * r * math.cos(spot + k):.1f}" '
        f'cy="{y + 4 + 0.12 * r * math.sin(spot + k):.1f}" rx="9" ry="4" fill="#FFFDF6"/>'
        for k in (0, 1.4, 2.6, 4.2, 5.2)
    )
    return lump(shape) + lump(inner, "#F6E8C8", "#C9A871", 2.4, 0.9) + dots + bumps


def _stretch_mark() -> str:
    return marks.arc((350, 194), 120, 30, 200, 340)


# -- topped ----------------------------------------------------------------------------------------

TOPPED_AT: Point = (350.0, 428.0)
SAUCE, CHEESE = (0.16, 0.56), (0.62, 0.9)


def topped(t: float, skin: Skin) -> str:
    """Sauce in a spiral from the middle; then torn mozzarella, and the rim stays bare."""
    share = phase(t, *SAUCE)
    base = Base(TOPPED_AT, BASE_R, 1.0)
    x, y = TOPPED_AT[0], TOPPED_AT[1] - base.height * 0.75
    r = 0.76 * BASE_R
    out = DEFS + dust((350, 440), 330, 40, 70) + base.svg()
    if share > 0:
        out += lump(
            moved(round_shape(r * share, r * FLAT * share, 24, 0.04), (x, y)),
            "#CC4A35",
            "#8E2A1E",
            3,
        )
    turns = 2.5 * math.tau * share
    at = (x + r * share * 0.8 * math.cos(turns), y + r * FLAT * share * 0.8 * math.sin(turns))
    out += "".join(_swirl((x, y), r * share * k) for k in (0.34, 0.66))
    spoon = Visit(0.0, 0.14, 0.56, 0.66)
    out += _mozzarella(t, (x, y), r)
    out += tool("spoon", "inside", at, -24, skin, t, spoon, None, "hold", -26, 1.1)
    drop = Visit(0.58, 0.68, 0.88, 1.0)
    spot = (x + 70 * math.cos(8 * t), y - 46 + 12 * math.sin(8 * t))
    return out + bare("pinch", spot, -26, skin, t, drop)


def _swirl(at: Point, r: float) -> str:
    arc = [(at[0] + r * math.cos(a), at[1] + r * FLAT * math.sin(a)) for a in (2.6, 3.4, 4.2, 5.0)]
    return line(arc, "#E58369", 4, 0.9) if r > 12 else ""


def _mozzarella(t: float, at: Point, r: float) -> str:
    spots = ((-0.5, -0.2), (0.05, -0.55), (0.5, 0.0), (-0.15, 0.4), (0.35, 0.6), (-0.6, 0.42))
    out = ""
    for i, (u, v) in enumerate(spots):
        shown = phase(t, lerp(*CHEESE, i / 6) - 0.04, lerp(*CHEESE, i / 6) + 0.04)
        blobs = moved(round_shape(30, 12, 12, 0.12), (at[0] + r * u, at[1] + r * FLAT * v))
        out += fading(lump(blobs, "#FFFBEF", "#CDBE9C", 2.4), shown)
    return out


def _sauce_mark() -> str:
    return marks.arc((350, 420), 112, 34, 150, -120)


PIZZA = Scenes(
    {
        "divided": Scene(
            divided,
            0.4,
            (410.0, 400.0),
            lambda: marks.arrow((230, 200), (230, 290)),
            Box(150, 130, 700, 470),
        ),
        "balled": Scene(
            balled,
            0.6,
            (452.0, 390.0),
            lambda: marks.arc((452, 292), 80, 22, 160, 380),
            Box(70, 220, 720, 480),
        ),
        "rested": Scene(
            rested, 0.9, (226.0, 376.0), lambda: marks.arrow((604, 400), (604, 320)),
            Box(90, 150, 730, 480),
        ),
        "pressed": Scene(pressed, 0.74, (500.0, 402.0), _press_mark, Box(60, 150, 720, 500)),
        "stretched": Scene(
            stretched, 0.66, (350.0, 326.0), _stretch_mark, Box(70, 120, 700, 500)
        ),
        "topped": Scene(topped, 0.46, (520.0, 424.0), _sauce_mark, Box(110, 150, 720, 500)),
    }
)  # fmt: skip
register(
    PIZZA,
    ("cut", "shape", "roll", "wait", "press", "pull", "stretch", "spread"),
    ("dough", "pizza", "dough-scraper"),
)
