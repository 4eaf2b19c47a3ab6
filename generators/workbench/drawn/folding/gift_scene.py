"""What lies on the table at one moment of the wrapping: numbers in, placed things out.

`Scene` reads the values of gift.py's moves (0..1 or degrees) and gives the panels of paper, box,
tape and ribbon in world coordinates (cm, the middle of the sheet at the origin, table at z = 0).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise, product

from generators.workbench.drawn.folding import ribbon
from generators.workbench.drawn.folding.gift_sheet import (
    BODY,
    END,
    ENDS,
    HEIGHT,
    LENGTH,
    SHEET_U,
    SHEET_V,
    WIDTH,
    WRAP,
    wrap_pose,
)
from generators.workbench.drawn.folding.paper import Look, Panel, Rigid, Vec, View
from generators.workbench.geometry import Point, ease, lerp

PAPER = Look(
    front=("#37767F", "#8CC4CA"), back=("#CFC6B2", "#FBF7EC"), edge="#285760", dots="#F7EAD0"
)
KRAFT = Look(front=("#A87D4B", "#E9CFA4"), back=("#A87D4B", "#E9CFA4"), edge="#86632F")
TAPE = Look(front=("#DCE6E4", "#FFFFFF"), back=("#DCE6E4", "#FFFFFF"), edge="#7FA3AF", opacity=0.72)
UNCUT_U, UNCUT_V = 38.0, 55.0  # cm off the roll
SIDE_SPOT: Point = (36.5, 8.0)  # where the box waits, cm
LID = 2.4  # cm, depth of the lid
SLACK = 0.1  # cm by which the box is smaller than the paper's folds: its outline stays inside
OUT = 0.12  # cm, of tape and ribbon above the paper
RIBBON_WIDTH = 1.7
RIBBON_END = 34.0  # cm from the crossing on top to each tip: 1.7 m less the two ways round
ROLLED = (15.0, 23.0, 38.0)  # v of the edges over which the box is rolled to measure
PRINTS = (0.0, 15.0, 23.0, 38.0, 46.0, 50.0)
CENTRE: Vec = (0.0, 0.0, HEIGHT / 2)
ORIGIN: Vec = (0.0, 0.0, 0.0)
X: Vec = (1.0, 0.0, 0.0)
Y: Vec = (0.0, 1.0, 0.0)
Z: Vec = (0.0, 0.0, 1.0)


def turn(axis: Vec, degrees: float) -> Rigid:
    return Rigid.about(ORIGIN, axis, degrees)


def resting(rotation: Rigid, x: float, y: float, lift: float = 0.0) -> Rigid:
    """The box turned about its middle and set down with its lowest corner `lift` cm up."""
    halves = product((-LENGTH / 2, LENGTH / 2), (-WIDTH / 2, WIDTH / 2), (-HEIGHT / 2, HEIGHT / 2))
    low = min(rotation(corner)[2] for corner in halves)
    centred = Rigid(shift=(-CENTRE[0], -CENTRE[1], -CENTRE[2]))
    return Rigid(shift=(x, y, lift - low)).after(rotation).after(centred)


class Scene:
    """Everything at one moment. `value(name)` is 0 for what has not begun."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self.values = values

    def value(self, name: str) -> float:
        return self.values.get(name, 0.0)

    @cached_property
    def view(self) -> View:
        return View(self.value("scale"), (self.value("cam-x"), self.value("cam-y")))

    @cached_property
    def body(self) -> Rigid:
        """The parcel: box frame (upside down, its middle over the sheet's) to world."""
        flipped = turn(X, self.value("flip"))
        rotation = turn(X, self.value("stand")).after(turn(Z, self.value("yaw"))).after(flipped)
        return resting(rotation, 0.0, 0.0)

    @cached_property
    def gift(self) -> Rigid:
        """Frame of the finished gift, right way up, to world."""
        over = Rigid.about(CENTRE, (1.0, 0.0, CENTRE[2]), 180)
        return self.body.after(over)

    @cached_property
    def box(self) -> Rigid:
        """Box frame to world: beside the paper, rolled over it, or in it."""
        placed, back, spot = self.value("placed"), self.value("back"), self.value("spot")
        x, y = SIDE_SPOT
        if placed >= 1:
            return self.body
        if placed > 0:
            over = turn(Z, 90 * (1 - placed)).after(turn(X, 180 * (1 - placed)))
            return resting(over, lerp(x, 0, placed), lerp(y, 0, placed), _hop(placed, 9))
        if back > 0:
            over = turn(Z, 90 * back).after(turn(X, 180 - 90 * (3 + back)))
            return resting(over, lerp(0, x, back), lerp(17, y, back), _hop(back, 5))
        if spot < 1:
            over = turn(Z, 90 * (1 - spot)).after(turn(X, 180))
            return resting(over, lerp(x, 0, spot), lerp(y, -17.5, spot), _hop(spot, 6))
        return self._rolled(resting(turn(X, 180), 0.0, -17.5))

    def _rolled(self, start: Rigid) -> Rigid:
        """Over its own edges, away from us, `roll` quarter turns."""
        for k, v in enumerate(ROLLED):
            part = min(max(self.value("roll") - k, 0.0), 1.0)
            edge = v - SHEET_V / 2
            start = Rigid.about((0, edge, 0), (1, edge, 0), -90 * part).after(start)
        return start

    @cached_property
    def placed(self) -> dict[str, Rigid]:
        """Where every face of the sheet is."""
        root = self.body.after(Rigid(shift=(-SHEET_U / 2, -SHEET_V / 2, 0)))
        angles = {name: self.value(name) for name in BODY}
        for end, what in product(ENDS, ("tuck", "top", "tip", "low")):
            angles[f"{what}-{end}"] = self.value(f"{what}-{end}")
        return wrap_pose(angles, root)

    def on(self, face: str, u: float, v: float) -> Vec:
        """Where a point of the sheet is now."""
        return self.placed[face].at((u, v))

    def px(self, p: Vec) -> Point:
        return self.view(p)

    # Things ---------------------------------------------------------------------------------

    def paper(self) -> list[Panel]:
        if self.value("cut-2") >= 1:
            panels = zip(WRAP.faces, WRAP.panels(self.placed, PAPER), strict=True)
            return [panel for face, panel in panels if not self._buried(face.name)]
        near = UNCUT_V * (1 - self.value("unroll")) * 0.86
        return [self.flat((0, near), (UNCUT_U, UNCUT_V))]

    def _buried(self, name: str) -> bool:
        """Whether a closed end lies over this face: what nobody sees is not drawn."""
        end, _, part = name.partition(":")
        inner = part.startswith(("gusset", "hem")) or part.endswith("tip")
        return inner and self.value(f"low-{end}") >= 90

    def offcut(self) -> list[Panel]:
        """What is left on the roll, drawn away to the right."""
        if self.value("cut-2") < 1 or self.value("away") >= 1:
            return []
        right, back = 55 * self.value("away"), 12 * self.value("away")
        strips = [((SHEET_U, 0), (UNCUT_U, SHEET_V)), ((0, SHEET_V), (UNCUT_U, UNCUT_V))]
        lines = [(2.6, 2.6, 0.0, 2.6), (2.6, 2.6, 2.6, 2.6)]
        return [
            self.flat(a, b, (right, back), line) for (a, b), line in zip(strips, lines, strict=True)
        ]

    def flat(
        self,
        low: Point,
        high: Point,
        by: Point = (0.0, 0.0),
        lines: tuple[float, ...] = (2.6, 2.6, 2.6, 2.6),
    ) -> Panel:
        """A rectangle of paper on the table, between two corners in sheet coordinates."""
        flat = (low, (high[0], low[1]), high, (low[0], high[1]))
        points = tuple((u - SHEET_U / 2 + by[0], v - SHEET_V / 2 + by[1], 0.0) for u, v in flat)
        return Panel(points, PAPER, lines, flat)

    def box_panels(self) -> list[Panel]:
        """Kraft box with a lid; closed ends hide it, so it is left out then."""
        if self.value("low-b") >= 90:
            return []
        x, y, high = LENGTH / 2 - SLACK, WIDTH / 2 - SLACK, HEIGHT - SLACK
        rim = [(-x, -y), (x, -y), (x, y), (-x, y)]
        walls = [
            ((*a, bottom), (*b, bottom), (*b, top), (*a, top))
            for a, b in zip(rim, [*rim[1:], rim[0]], strict=True)
            for bottom, top in ((SLACK, LID), (LID, high))
        ]
        caps = [tuple((*p, z) for p in rim) for z in (SLACK, high)]
        return [
            Panel(tuple(self.box(p) for p in points), KRAFT, (2.4,) * 4)
            for points in (*walls, *caps)
        ]

    def tapes(self) -> list[Panel]:
        """Strips 5 cm long, across the edges that they hold."""
        top = HEIGHT + OUT
        strips = []
        if self.value("tape-1") and self.value("far-top") < 80:
            strips.append((self.value("tape-1"), (0.0, 2.0, top), Y, X))
        for x in (-6.5, 0.0, 6.5):
            strips.append((self.value("tape-3"), (x, -1.0, top), Y, X))
        for end, side in (("a", 1), ("b", -1)):
            middle = (side * (LENGTH / 2 + OUT), 0.0, HEIGHT - (END - 1))
            strips.append((self.value(f"tape-{end}"), middle, Z, Y))
        return [self._tape(*strip) for strip in strips if strip[0] > 0]

    def _tape(self, shown: float, at: Vec, along: Vec, across: Vec) -> Panel:
        half, wide = 2.5 * shown, 0.85
        corners = ((-half, -wide), (half, -wide), (half, wide), (-half, wide))
        points = tuple(
            self.body(
                (
                    at[0] + a * along[0] + b * across[0],
                    at[1] + a * along[1] + b * across[1],
                    at[2] + a * along[2] + b * across[2],
                )
            )
            for a, b in corners
        )
        return Panel(points, TAPE, (1.4,) * 4)

    # Ribbon ---------------------------------------------------------------------------------

    def ribbon_lines(self) -> dict[str, list[Vec]]:
        """The ribbon's two halves as lines in the gift's frame: 'wrap' parts and free ends."""
        if self.value("lay") <= 0:
            return {}
        lines: dict[str, list[Vec]] = {}
        for name, sign in (("a", 1.0), ("b", -1.0)):
            lines |= self._half(name, sign)
        return lines

    def _half(self, name: str, sign: float) -> dict[str, list[Vec]]:
        """One half: over the top and round the long way, then under and up the other side."""
        top, low, x, y = HEIGHT + OUT, -OUT, LENGTH / 2 + OUT, WIDTH / 2 + OUT
        long_way = [(0.0, 0.0, top), (sign * x, 0.0, top), (sign * x, 0.0, low), (0.0, 0.0, low)]
        short = [
            (0.0, 0.0, low),
            (0.0, -sign * y, low),
            (0.0, -sign * y, top),
            (0.0, 0.0, top + 0.1),
        ]
        around, across = self.value("round"), self.value("across")
        size = self.value("lay") * 6 + around * (ribbon.length(long_way) - 6)
        out = {f"long-{name}": ribbon.cut_to(long_way, size)}
        if around < 1:
            out[f"free-{name}"] = self._trailing(out[f"long-{name}"], sign)
            return out
        size = max(across * ribbon.length(short), 0.05)
        out[f"short-{name}"] = ribbon.cut_to(short, size)
        if across >= 1:
            out[f"end-{name}"] = self._free_end(sign)
        else:
            trailing = ribbon.cut_to(self._trailing(out[f"short-{name}"], sign), RIBBON_END)
            laid = ribbon.even(self._free_end(sign), COUNT)
            settled = ease((across - 0.6) / 0.4)
            line = ribbon.blend(ribbon.even(trailing, COUNT), laid, settled)
            out[f"free-{name}"] = [_outside(p) for p in line]
        return out

    def _trailing(self, wrapped: list[Vec], sign: float) -> list[Vec]:
        """The free part goes straight on to the hand, sideways past the box, and down."""
        p, q = wrapped[-1], wrapped[-2]
        size = math.dist(p, q) or 1.0
        x, y, z = (a + 5.5 * (a - b) / size for a, b in zip(p, q, strict=True))
        z = max(z + (0.7 if z > HEIGHT else 0.0), 0.1)
        edge = max(sign * x, LENGTH / 2 + 0.8)
        falls = ((0.3, 1.0), (1.6, 0.55), (4.0, 0.0), (9.0, 0.0), (18.0, 0.0))  # cm, share of z
        return ribbon.smooth(
            [p, (x, y, z), *((sign * (edge + out), y, z * share + 0.1) for out, share in falls)]
        )

    def _free_end(self, sign: float) -> list[Vec]:
        """From the middle of the top: lying, then knotted, looped, drawn tight and trimmed."""
        lying = [(sign * x, sign * y, z) for x, y, z in LYING]  # half a turn about the middle
        line = ribbon.even(ribbon.cut_to(ribbon.smooth(lying), RIBBON_END), COUNT)
        stages = (("knot", KNOTTED), (f"loop-{'a' if sign > 0 else 'b'}", LOOPED), ("tight", BOW))
        for name, knots in stages:
            goal = ribbon.even(
                ribbon.cut_to(ribbon.smooth(_mirror(knots, sign)), RIBBON_END), COUNT
            )
            line = ribbon.blend(line, goal, self.value(name))
        line = [_outside(p) for p in line]
        trimmed = lerp(ribbon.length(line), TRIMMED, self.value("trim"))
        return ribbon.cut_to(line, min(trimmed, ribbon.length(line)))

    def ribbon_panels(self) -> list[Panel]:
        out: list[Panel] = []
        for name, line in self.ribbon_lines().items():
            kind = name.partition("-")[0]
            side = {"long": Y, "short": X}.get(kind)
            world = [self.gift(p) for p in line]
            turned = self.gift.turned(side) if side else None
            slant = 1.2 * self.value("trim") if kind == "end" else 0.0
            pieces = _unbent(world) if side else [world]
            for piece in pieces:
                out += ribbon.strip(piece, RIBBON_WIDTH, turned, slant)
        return out


def _unbent(line: list[Vec]) -> list[list[Vec]]:
    """One piece per straight run: at the box's edges the band turns at once."""
    return [[a, b] for a, b in pairwise(line) if math.dist(a, b) > 1e-6]


def _outside(p: Vec) -> Vec:
    """What would be in the box while a ribbon moves over its rim comes out in front or on top."""
    x, y, z = p
    front, up = WIDTH / 2 + 0.2 - abs(y), T - z
    if abs(x) > LENGTH / 2 or min(front, up) <= 0 or z < 0.3:
        return p
    return (x, y + math.copysign(front, y), z) if front < up else (x, y, T)


def _hop(t: float, height: float) -> float:
    return height * math.sin(math.pi * t)


def _mirror(knots: tuple[Vec, ...], sign: float) -> list[Vec]:
    """The left end of the bow mirrors the right one."""
    return [(sign * x, y, z) for x, y, z in knots]


COUNT = 40  # points of a free end
TRIMMED = 24.0  # cm: 15 in loop and knot, 9 of tail
T = HEIGHT + 0.25
LYING: tuple[Vec, ...] = (
    (0, 0, T),
    (2.5, 1.2, T + 0.3),
    (6, 2.6, T),
    (10.4, 3.6, T - 0.1),
    (11.6, 3.6, 5),
    (12.6, 3.2, 1.4),
    (15, 2.2, 0.15),
    (20, 0.5, 0.12),
    (26, -1.5, 0.12),
    (38, -4, 0.12),
)
KNOTTED: tuple[Vec, ...] = (
    (0, 0, T + 0.7),
    (1.6, -1.2, T + 1.2),
    (4.5, -3.6, T),
    (7, -7.7, T - 0.1),
    (8, -8.4, 5),
    (9, -9.4, 1.4),
    (11, -11.5, 0.15),
    (15, -14, 0.12),
    (21, -16, 0.12),
    (34, -18, 0.12),
)
BOW: tuple[Vec, ...] = (
    (0, 0, T + 0.8),
    (3.2, 0.5, T + 1.2),
    (6.4, 0.6, T + 2.2),
    (7.2, 0.4, T + 3.6),
    (5.6, 0.1, T + 4.4),
    (2.8, -0.3, T + 3.2),
    (0.2, -1.0, T + 1.3),
    (2.2, -4.2, T + 0.2),
    (3.6, -7.7, T - 0.1),
    (4.2, -8.3, 5.4),
    (4.8, -8.8, 2),
    (6.5, -11, 0.15),
    (10, -15, 0.12),
    (16, -20, 0.12),
)
_LOOP = 6  # the first points of the bow are the loop: smaller until it is drawn tight
LOOPED: tuple[Vec, ...] = tuple(
    (0.8 * x, y, T + 0.85 * (z - T)) if i < _LOOP else (x, y, z) for i, (x, y, z) in enumerate(BOW)
)
