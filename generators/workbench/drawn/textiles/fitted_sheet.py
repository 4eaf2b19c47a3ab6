"""Folding a fitted sheet: four pockets on one hand, then a rectangle, then thirds.

The pockets are numbered in the order in which they come onto the hand. `flap` turns a strip of
cloth over a line; a strip seen from its other side has the other colour.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.textiles.flatlay import (
    Reach,
    Table,
    cast,
    faded,
    line,
    number,
    piece,
    polygon,
)
from generators.workbench.drawn.textiles.needlework import between, curve
from generators.workbench.geometry import Box, Placement, Point, lerp, mix, phase
from generators.workbench.palette import Skin

INSIDE, OUTSIDE, EDGE = "#DCE6F4", "#8FAAD6", "#4E6A9A"
HELD: Point = (222.0, 176.0)  # the left hand with the pockets
START: Point = (586.0, 176.0)  # where the right hand begins
TOP, LOW = 176.0, 486.0


def pocket(at: Point, left: bool, colour: str, turn: float = 0.0, size: float = 1.0) -> str:
    """A corner's pocket pulled over a hand: a cap with its seam and the gathers of the elastic."""
    cap = "M-52 70Q-66 -10 -34 -40Q0 -62 38 -36Q58 -10 56 34Q40 74 10 84Q-26 92 -52 70Z"
    seam = "M-30 -40Q0 0 8 80"
    gathers = "M-40 74L-34 56M-22 82L-18 62M-2 84L-2 66M18 80L14 62M36 66L28 52"
    mirror = "scale(-1 1)" if left else ""
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f})rotate({turn:.1f})scale({size:g})'
        f'{mirror}">'
        + piece(cap, colour, EDGE)
        + line(seam, EDGE, 2.6, "8 6")
        + line(gathers, EDGE, 3.4, opacity=0.8)
        + "</g>"
    )


def arm(at: Point, left: bool, skin: Skin, turn: float = 34.0) -> str:
    """The hand that goes into a pocket; the pocket is drawn over it."""
    spot = (at[0] + (6 if left else -6), at[1] + 8)
    back, front = hand_layers("fist", spot, skin, -turn if left else turn, left, 0.9)
    return back + front


def hanging(a: Point, b: Point, low: float, colour: str = INSIDE) -> str:
    """A layer of the sheet between two upper corners, with soft vertical folds."""
    sag = 20 + 0.12 * abs(b[0] - a[0])
    flare = 26.0
    d = (
        f"M{a[0]:.1f} {a[1]:.1f}Q{(a[0] + b[0]) / 2:.1f} {(a[1] + b[1]) / 2 + sag:.1f} "
        f"{b[0]:.1f} {b[1]:.1f}L{b[0] + flare:.1f} {low:.1f}"
        f"Q{(a[0] + b[0]) / 2:.1f} {low + 18:.1f} {a[0] - flare:.1f} {low:.1f}Z"
    )
    folds = ""
    for k in (0.2, 0.42, 0.6, 0.82):
        x = lerp(a[0], b[0], k)
        y = lerp(a[1], b[1], k) + 4 * sag * k * (1 - k) + 20
        folds += f"M{x:.1f} {y:.1f}Q{x + 10:.1f} {(y + low) / 2:.1f} {x - 6:.1f} {low - 12:.1f}"
    return cast(d, 5, 6, 0.12) + piece(d, colour, EDGE) + line(folds, "#A9BBD9", 4)


def elastic(a: Point, b: Point) -> str:
    """The gathered edge from one corner to another."""
    count = max(3, int(math.dist(a, b) / 22))
    d = f"M{a[0]:.1f} {a[1]:.1f}"
    for i in range(1, count + 1):
        x, y = mix(a, b, i / count)
        px, py = mix(a, b, (i - 0.5) / count)
        d += f"Q{px + 9:.1f} {py + 5:.1f} {x:.1f} {y:.1f}"
    return line(d, EDGE, 4)


def low_corner(at: Point, value: int) -> str:
    """A pocket that nobody holds yet."""
    return pocket(at, False, INSIDE, 180, 0.7) + number(value, (at[0], at[1] - 4))


# --- in the hands


def _cornered(t: float, skin: Skin) -> str:
    """Inside out, a hand in each of two corners of a short side."""
    into = phase(t, 0.06, 0.3)
    left = between(t, (-240, 640), HELD, (0.02, 0.3), (2, 3))
    right = between(t, (1010, 640), START, (0.02, 0.3), (2, 3))
    spread = 10 * math.sin(math.tau * phase(t, 0.4, 0.8))
    a, b = (HELD[0] - spread, HELD[1]), (START[0] + spread, START[1])
    if into >= 1:
        left, right = a, b
    return (
        hanging(a, b, LOW)
        + elastic((a[0] - 24, LOW - 40), (a[0] - 6, 262))
        + elastic((b[0] + 6, 262), (b[0] + 24, LOW - 40))
        + low_corner((a[0] + 10, LOW - 46), 4)
        + low_corner((b[0] - 10, LOW - 46), 3)
        + arm(left, True, skin)
        + arm(right, False, skin)
        + pocket(a, True, INSIDE)
        + pocket(b, False, INSIDE)
        + number(1, a)
        + number(2, b)
    )


def _second(t: float, skin: Skin) -> str:
    """The right hand lays its corner over the left one: pocket over pocket."""
    u = phase(t, 0.12, 0.74)
    b = mix(START, (HELD[0] + 8, HELD[1] - 6), u)
    b = (b[0], b[1] - 60 * math.sin(math.pi * u))
    away = between(t, b, b, (0, 1), (2, 3)) if t < 0.82 else mix(b, (1010, 640), phase(t, 0.82, 1))
    fold = lerp(START[0], (HELD[0] + START[0]) / 2 + 20, u)  # where the doubled cloth hangs
    sheet = hanging(HELD, (max(b[0], fold), TOP + 20 * u), LOW)
    front = ""
    if u > 0.2:
        shape = polygon([b, (fold, TOP + 30), (fold + 20, LOW), (lerp(fold, b[0], 0.9), LOW - 8)])
        front = piece(shape, OUTSIDE, EDGE, opacity=0.92)
    return (
        sheet
        + low_corner((HELD[0] + 4, LOW - 46), 4)
        + front
        + low_corner((lerp(START[0] - 10, HELD[0] + 40, u), LOW - 46), 3)
        + arm(HELD, True, skin)
        + pocket(HELD, True, INSIDE)
        + number(1, (HELD[0] - 26, HELD[1] + 30))
        + arm(away, False, skin, 40)
        + pocket(b, False, OUTSIDE if u > 0.3 else INSIDE, -40 * u)
        + number(2, b)
    )


def _stack(value: int) -> str:
    """The pockets on the left hand, one in the other."""
    out = pocket(HELD, True, INSIDE)
    for i in range(1, value):
        out += pocket((HELD[0] + 6 * i, HELD[1] - 5 * i), True, OUTSIDE if i % 2 else INSIDE)
    return out + number(value, (HELD[0] + 6 * (value - 1), HELD[1] - 5 * (value - 1) + 10))


def _raising(value: int) -> Callable[[float, Skin], str]:
    """The right hand goes down the edge to corner `value` and brings it up."""

    def draw(t: float, skin: Skin) -> str:
        up = phase(t, 0.3, 0.74)
        low: Point = (HELD[0] + 40, LOW - 40)
        corner = mix(low, (HELD[0] + 14, HELD[1] - 8), up)
        corner = (corner[0] + 110 * math.sin(math.pi * up), corner[1])
        right: Point = (HELD[0] + 236, TOP + 34)
        fold_y = (corner[1] + LOW) / 2
        upper = LOW if value == 3 else (TOP + LOW) / 2 + 20
        back = hanging(HELD, right, LOW if value == 3 else fold_y + 26)
        front = "" if value == 3 else hanging(HELD, (right[0] - 8, right[1] + 8), upper, OUTSIDE)
        lifted = ""
        if up > 0.02:
            shape = polygon(
                [
                    corner,
                    (HELD[0] - 8, fold_y),
                    (right[0] + 16, fold_y + 14),
                    (right[0], corner[1] + 40),
                ]
            )
            lifted = cast(shape, 0, -6, 0.12) + piece(
                shape, OUTSIDE if value == 3 else INSIDE, EDGE
            )
        hand = between(t, (1010, 700), corner, (0.02, 0.24), (0.82, 1.0))
        waiting = low_corner((HELD[0] + 8, LOW - 46), 4) if value == 3 else ""
        return (
            back
            + waiting
            + front
            + lifted
            + elastic((HELD[0] - 8, 250), (HELD[0] - 22, fold_y))
            + arm(HELD, True, skin)
            + _stack(value - 1)
            + arm(hand, False, skin, 40)
            + pocket(
                corner, False, OUTSIDE if value == 3 else INSIDE, 150 * (1 - up) - 30 * up, 0.9
            )
            + number(value, corner)
        )

    return draw


# --- on the bed

X0, X1, Y0, Y1 = 196.0, 584.0, 118.0, 462.0
IN_X, IN_Y = 274.0, 196.0  # the fold lines of the elastic edges


def _lying(x0: float, y0: float, x1: float, y1: float, colour: str = INSIDE) -> str:
    d = polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    return cast(d, 6, 8) + piece(d, colour, EDGE)


def _gathered() -> str:
    """Elastic along the top and the left, the four nested pockets at their corner."""
    d = f"M{X0 + 60} {Y0}H{X1}V{Y1}H{X0}V{Y0 + 60}Q{X0 - 6} {Y0 + 6} {X0 + 60} {Y0}Z"
    arcs = ""
    for i in range(4):
        a, bend = (X0 + 6, Y0 + 66 + 16 * i), (X0 + 10 + 10 * i, Y0 + 10 + 12 * i)
        arcs += curve(a, bend, (X0 + 66 + 16 * i, Y0 + 6))
    return (
        cast(d, 6, 8)
        + piece(d, INSIDE, EDGE)
        + line(arcs, EDGE, 3.4)
        + elastic((X0 + 130, Y0), (X1, Y0))
        + elastic((X0, Y0 + 130), (X0, Y1))
    )


def flap(line_x: float, edge_x: float, y0: float, y1: float, u: float, colour: str) -> str:
    """The strip between a vertical line and its outer edge, turned over by u = 0..1."""
    x = line_x + (edge_x - line_x) * math.cos(math.pi * u)
    lift = 34 * math.sin(math.pi * u)
    d = polygon([(line_x, y0), (x, y0 - lift), (x, y1 - lift), (line_x, y1)])
    return cast(d, 0, 10 + lift, 0.14) + piece(d, colour if u > 0.5 else INSIDE, EDGE)


def flap_down(line_y: float, edge_y: float, x0: float, x1: float, u: float, colour: str) -> str:
    """The same over a horizontal line."""
    y = line_y + (edge_y - line_y) * math.cos(math.pi * u)
    lift = 26 * math.sin(math.pi * u)
    d = polygon([(x0, line_y), (x0 - lift, y), (x1 + lift, y), (x1, line_y)])
    return cast(d, 0, 8, 0.14) + piece(d, colour if u > 0.5 else INSIDE, EDGE)


def _laid(t: float, skin: Skin) -> str:
    """Pockets at the top left; both hands smooth it towards the straight edges."""
    u = phase(t, 0.2, 0.76)
    wrinkles = "M300 220q50 -20 90 6M420 300q50 -20 90 6M300 380q50 -20 90 6M470 200q40 16 70 0"
    left = Reach("flat", 44, True, 0.92, (0.0, 0.18), (0.84, 1.0))
    right = Reach("flat", 30, False, 0.92, (0.0, 0.18), (0.84, 1.0))
    return (
        _gathered()
        + faded(line(wrinkles, "#A9BBD9", 5), 1 - phase(t, 0.4, 0.76))
        + number(4, (X0 + 62, Y0 + 62))
        + left.over(t, (X0 + 110, lerp(300, 400, u)), skin)
        + right.over(t, (lerp(400, 548, u), lerp(250, 330, u)), skin)
    )


def _edges_in(t: float, skin: Skin) -> str:
    """First the left elastic edge, then the upper one is folded in: a rectangle."""
    a, b = phase(t, 0.16, 0.44), phase(t, 0.52, 0.8)
    if a <= 0:
        base = _gathered()
    else:
        base = _lying(IN_X, Y0 if b <= 0 else IN_Y, X1, Y1)
        if b <= 0:
            base += elastic((IN_X + 60, Y0), (X1, Y0))
        base += flap(IN_X, X0, Y0 if b <= 0 else IN_Y, Y1, a, OUTSIDE)
        if a >= 1:
            base += elastic((2 * IN_X - X0, IN_Y), (2 * IN_X - X0, Y1))
    over = flap_down(IN_Y, Y0, IN_X, X1, b, OUTSIDE) if b > 0 else ""
    over += elastic((IN_X + 8, 2 * IN_Y - Y0), (X1 - 8, 2 * IN_Y - Y0)) if b >= 1 else ""
    x = IN_X + (X0 - IN_X) * math.cos(math.pi * a)
    y = IN_Y + (Y0 - IN_Y) * math.cos(math.pi * b)
    left = Reach("pinch", 30, True, 0.86, (0.0, 0.14), (0.44, 0.56))
    right = Reach("pinch", 24, False, 0.86, (0.4, 0.54), (0.86, 1.0))
    lift_a, lift_b = 34 * math.sin(math.pi * a), 26 * math.sin(math.pi * b)
    return (
        base
        + over
        + left.over(t, (x, 380 - lift_a), skin)
        + right.over(t, (X1 - 70 + lift_b * 0.4, y), skin)
    )


def _strips(x0: float, x1: float) -> str:
    """The elastic edges that were folded in, as far as they show between x0 and x1."""
    low, right = 2 * IN_Y - Y0, 2 * IN_X - X0
    left = polygon([(x0, IN_Y), (right, IN_Y), (right, Y1), (x0, Y1)])
    top = polygon([(x0, IN_Y), (x1, IN_Y), (x1, low), (x0, low)])
    out = piece(left, OUTSIDE, EDGE) if right > x0 else ""
    return out + piece(top, OUTSIDE, EDGE) + elastic((x0 + 8, low), (x1 - 8, low))


def _thirds(t: float, skin: Skin) -> str:
    """The right third over the middle, then the left third over both: a long strip."""
    a, b = phase(t, 0.16, 0.44), phase(t, 0.52, 0.8)
    third = (X1 - IN_X) / 3
    x1, x2 = IN_X + third, IN_X + 2 * third
    x0, x3 = x1 if b > 0 else IN_X, x2 if a > 0 else X1
    middle = _lying(x0, IN_Y, x3, Y1) + _strips(x0, x3)
    right_flap = flap(x2, X1, IN_Y, Y1, a, OUTSIDE) if a > 0 else ""
    left_flap = flap(x1, IN_X, IN_Y, Y1, b, OUTSIDE) if b > 0 else ""
    ax = x2 + third * math.cos(math.pi * a)
    bx = x1 - third * math.cos(math.pi * b)
    right = Reach("pinch", 26, False, 0.86, (0.0, 0.14), (0.44, 0.56))
    left = Reach("pinch", 26, True, 0.86, (0.4, 0.52), (0.86, 1.0))
    return (
        middle
        + right_flap
        + left_flap
        + right.over(t, (ax, 350 - 34 * math.sin(math.pi * a)), skin)
        + left.over(t, (bx, 380 - 34 * math.sin(math.pi * b)), skin)
    )


PACKET = Placement((429, 329), (384, 300), 0.0, 1.45)


def _packet(t: float, skin: Skin) -> str:
    """The strip in thirds: near end up, then the far end over it."""
    a, b = phase(t, 0.16, 0.44), phase(t, 0.52, 0.8)
    third, x0, x1 = (Y1 - IN_Y) / 3, 364.0, 494.0
    y1, y2 = IN_Y + third, IN_Y + 2 * third
    body = _lying(x0, y1 if b > 0 else IN_Y, x1, y2 if a > 0 else Y1, OUTSIDE)
    near = flap_down(y2, Y1, x0, x1, a, OUTSIDE) if a > 0 else ""
    far = flap_down(y1, IN_Y, x0, x1, b, OUTSIDE) if b > 0 else ""
    layers = ""
    if b >= 1:
        edges = "".join(f"M{x0 + 3} {y2 - 6 - 7 * i}H{x1 - 3}" for i in range(3))
        layers = line(edges, EDGE, 2.4, opacity=0.6)
    ay = y2 + third * math.cos(math.pi * a)
    by = y1 - third * math.cos(math.pi * b)
    right = Reach("pinch", 34, False, 0.86, (0.0, 0.14), (0.44, 0.54))
    left = Reach("pinch", 26, True, 0.86, (0.0, 0.14), (0.44, 0.54))
    far_right = Reach("pinch", 34, False, 0.86, (0.44, 0.54), (0.86, 1.0))
    hands = left.over(t, PACKET.apply((x0 + 10, ay)), skin) if t < 0.54 else ""
    spot = PACKET.apply((x1 - 10, ay if t < 0.5 else by))
    hands += (right if t < 0.5 else far_right).over(t, spot, skin)
    return f'<g transform="{PACKET.svg()}">{body}{near}{far}{layers}</g>' + hands


def _arrow(a: Point, b: Point, bend: float = 0.0) -> Callable[[], str]:
    return lambda: marks.arrow(a, b, bend)


def _bed() -> str:
    quilt = "".join(f"M{x} 0L{x + 200} 512M{x + 200} 0L{x} 512" for x in range(-200, 768, 100))
    return '<rect width="768" height="512" fill="#E7D3B6"/>' + line(quilt, "#D6BE9B", 3)


IN_HANDS = Box(110, 90, 700, 490)
AIR = Scenes(
    {
        "corners-held": Scene(
            _cornered,
            0.5,
            (HELD[0] - 20, HELD[1] + 50),
            lambda: marks.double((310, 140), (500, 140)),
            IN_HANDS,
        ),
        "second-tucked": Scene(
            _second, 0.5, (HELD[0] + 34, HELD[1] + 30), _arrow((590, 110), (400, 96), 24), IN_HANDS
        ),
        "third-tucked": Scene(
            _raising(3), 0.5, (HELD[0] - 20, 350), _arrow((480, 420), (470, 260), 20), IN_HANDS
        ),
        "fourth-tucked": Scene(
            _raising(4), 0.5, (228, 146), _arrow((480, 420), (470, 260), 20), IN_HANDS
        ),
    }
)
ON_BED = Box(170, 100, 640, 480)
BED = Table(
    {
        "laid-flat": Scene(_laid, 0.56, (X0 + 40, Y0 + 40), _arrow((600, 200), (660, 170)), ON_BED),
        "edges-in": Scene(
            _edges_in, 0.35, (IN_X + 40, 300), _arrow((210, 300), (330, 300), 30), ON_BED
        ),
        "in-thirds": Scene(_thirds, 0.36, (420, 280), _arrow((570, 250), (450, 250), 30), ON_BED),
        "folded": Scene(_packet, 0.7, (384, 300), _arrow((300, 190), (300, 300), -30), ON_BED),
    },
    top=_bed(),
)
ACTIONS = ("fold", "tuck", "hold", "lay", "place", "spread")
register(AIR, ACTIONS, ("fitted-sheet",))
register(BED, ACTIONS, ("fitted-sheet",))
