"""Figure-eight loop on the bight (Ashley 1047): the doubled end is led through the figure-eight.

One curve is the middle of two strands that lie side by side. Both are cut out of it as one cord:
along one side to the bight, round it, and back along the other side to the red end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.ropes.cord import STEP, Cord, Knot, Track
from generators.workbench.drawn.ropes.knots import KNOT_ACTIONS, KnotProgram, KnotStage
from generators.workbench.geometry import Box, Point, lerp, phase
from generators.workbench.palette import Skin

STRAND = Cord(width=15.0)
BESIDE = 9.5  # px from the middle of the pair to the middle of a strand
NARROW = 15.0  # px, radius of the bight before it is opened to a loop
TAPER = 130.0  # px over which the bight opens
DOUBLED = 1770.0  # px of rope that is doubled, from the bight to the red end
FOLDED_FROM, FOLDED_TO = 1180.0, -60.0  # x of the rope's end before and after it is folded back


@dataclass
class BightProgram(KnotProgram):
    """A knot in doubled rope.

    By stage: `opened` = radius of the bight, `twist` = half turns of the pair, `doubled` = px of
    doubled rope, which gets shorter as the knot is drawn up and its rope goes out to the left.
    """

    doubled: dict[str, float] = field(default_factory=dict)
    opened: dict[str, float] = field(default_factory=dict)
    twist: dict[str, float] = field(default_factory=dict)
    twisted: tuple[float, float] = (0.0, 1.0)  # control points between which the strands cross

    def svg(self, stage: str, t: float, skin: Skin) -> str:
        if stage == self.stages[0]:
            return self._folding(t, skin)
        middle = self._pose(stage, t)
        layers = STRAND.layers(self.pair(stage, t))
        back, front = self._hands(stage, t, middle[-1], skin)
        return back + "".join(svg for _, svg in layers) + front

    def pair(self, stage: str, t: float) -> tuple[Knot, ...]:
        """Both strands as one cord: standing part, bight, end."""
        middle = self._pose(stage, t)
        radius = self._mixed(self.opened, NARROW, stage, t)
        turn = math.pi * self._mixed(self.twist, 0.0, stage, t)
        length = self._mixed(self.doubled, DOUBLED, stage, t)
        return doubled(middle, radius, turn, self._twisted_px(stage), length)

    def _twisted_px(self, stage: str) -> tuple[float, float]:
        track = Track(self._stage(stage).knots)
        return track.length_at(self.twisted[0]), track.length_at(self.twisted[1])

    def _mixed(self, table: dict[str, float], default: float, stage: str, t: float) -> float:
        before = table.get(self._before(stage).name, default)
        return lerp(before, table.get(stage, default), phase(t, 0.18, 0.82))

    def _folding(self, t: float, skin: Skin) -> str:
        """The end is carried back to the left until the bight lies where stage two begins."""
        end = lerp(FOLDED_FROM, FOLDED_TO, phase(t, 0.05, 0.82))
        tip = (FOLDED_FROM + end) / 2
        y = self.start.knots[0][1]
        middle = tuple((x, y, 1.0) for x in _until(-40.0, tip))
        samples = doubled(middle, NARROW, 0.0, (0.0, 1.0), tip - end)
        rope = "".join(svg for _, svg in STRAND.layers(samples))
        back, front = self._leading(self.stages[0], t, (max(end, tip - 10), y, 1.0), skin)
        if tip > 700:
            back, front = hand_layers("pinch", (end, y + BESIDE), skin, rotation=18)
        return back + rope + front


def _until(start: float, stop: float) -> list[float]:
    count = max(2, int((stop - start) / STEP))
    return [start + (stop - start) * i / count for i in range(count + 1)]


def doubled(
    middle: Sequence[Knot],
    radius: float,
    turn: float,
    twisted: tuple[float, float],
    length: float,
) -> tuple[Knot, ...]:
    """The two strands beside `middle` (samples STEP px apart), joined by a bight of that radius.

    `turn`: by how many radians the pair is turned about itself from `twisted` (px) on. The second
    strand ends `length` px from the bight.
    """
    total = STEP * (len(middle) - 1)
    first, second = [], []
    for i, (x, y, h) in enumerate(middle):
        a, b = middle[max(i - 1, 0)], middle[min(i + 1, len(middle) - 1)]
        size = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
        nx, ny = -(b[1] - a[1]) / size, (b[0] - a[0]) / size
        angle = turn * phase(STEP * i, *twisted)
        by, lift = _spread(total - STEP * i, radius) * math.cos(angle), 0.2 * math.sin(angle)
        first.append((x + nx * by, y + ny * by, h + lift))
        if total - STEP * i <= length:
            second.append((x - nx * by, y - ny * by, h - lift))
    return (*first, *reversed(second))


def _spread(left: float, radius: float) -> float:
    """Half the distance of the strands `left` px before the bight's end: round, then closing."""
    if left < radius:
        return math.sqrt(max(radius**2 - (radius - left) ** 2, 0.0))
    return lerp(radius, BESIDE, phase(left, radius, radius + TAPER))


# The standing strands run in from the left; the bight turns away from us, back over them, under
# them, and down into the loop from above. Heights alternate, as in every figure-eight.
EIGHT: tuple[Knot, ...] = (
    (-40, 322, 1),
    (36, 322, 1),
    (106, 322, 1.5),
    (148, 322, 2),  # over the bight that passes behind
    (196, 322, 1),
    (256, 322, 0.5),
    (294, 322, 0),  # under the bight that crosses over
    (376, 322, 1),
    (456, 316, 1),
    (512, 284, 1.5),
    (528, 236, 2),  # right end of the loop: over the bight that comes out
    (504, 186, 1.5),
    (450, 158, 1),
    (386, 160, 0.5),
    (338, 196, 0),  # far side of the loop: under the bight that goes in
    (312, 254, 1),
    (294, 322, 2),  # over the standing strands
    (266, 378, 1.5),
    (218, 404, 1),
    (168, 382, 0.5),
    (148, 322, 0),  # under the standing strands
    (152, 262, 0.5),
    (180, 212, 1),
    (232, 186, 1.5),
    (332, 206, 2),  # over the far side, into the loop
    (412, 232, 1),
    (476, 240, 0.5),
    (530, 243, 0),  # under the right end of the loop
    (582, 244, 0.5),
    (624, 244, 1),
    (668, 244, 1),
)
CENTRE: Point = (346.0, 262.0)


def _drawn_up(knots: tuple[Knot, ...], by: float) -> tuple[Knot, ...]:
    """The knot pulled together; standing part and loop are drawn out instead."""
    out = []
    for i, (x, y, h) in enumerate(knots):
        if 3 <= i <= 27:
            x, y = CENTRE[0] + (x - CENTRE[0]) * by, CENTRE[1] + (y - CENTRE[1]) * by
        elif i > 27:
            first = CENTRE[0] + (530 - CENTRE[0]) * by
            x, y = lerp(first, 668, (x - 530) / 138), CENTRE[1] + (y - CENTRE[1]) * by
        else:
            first = CENTRE[0] + (148 - CENTRE[0]) * by
            x = lerp(-40, first, (x + 40) / 188)
            y = CENTRE[1] + (y - CENTRE[1]) * by
        out.append((x, y, h))
    return tuple(out)


DRESSED = _drawn_up(EIGHT, 0.86)
TIGHT = _drawn_up(EIGHT, 0.66)
STRAIGHT: tuple[Knot, ...] = tuple((-40 + 600 * i / 8, 322.0, 1.0) for i in range(len(EIGHT)))
LOOP_TIP, BEHIND_TIP, END_TIP = 17, 23, 30

PROGRAM = BightProgram(
    start=KnotStage("", STRAIGHT, 8, (459, 60)),
    knot_stages=(
        KnotStage("bight-made", STRAIGHT, 8, (552, 322), pulls=(((560, 270), (440, 270)),)),
        KnotStage("eight-loop-made", EIGHT, LOOP_TIP, (294, 322)),
        KnotStage("bight-behind", EIGHT, BEHIND_TIP, (148, 322)),
        KnotStage("bight-through", EIGHT, END_TIP, (440, 232)),
        KnotStage(
            "eight-dressed",
            DRESSED,
            END_TIP,
            (484, 190),
            pulls=(((560, 140), (512, 172)),),
            hand=(576, 250),
            other=(166, 300),
        ),
        KnotStage(
            "eight-tightened",
            TIGHT,
            END_TIP,
            (346, 262),
            pulls=(((150, 376), (80, 376)), ((600, 336), (670, 336))),
            hand=(640, 250),
            other=(60, 304),
        ),
        KnotStage(
            "eight-checked",
            TIGHT,
            END_TIP,
            (138, 296),
            pulls=(((600, 336), (670, 336)),),
            hand=(656, 250),
        ),
    ),
    area=Box(60, 110, 740, 440),
    opened={
        "bight-through": 22.0,
        "eight-dressed": 30.0,
        "eight-tightened": 44.0,
        "eight-checked": 44.0,
    },
    doubled={"eight-dressed": 1570.0, "eight-tightened": 1310.0, "eight-checked": 1310.0},
    twist={"bight-behind": 1.0, "bight-through": 1.0},
    twisted=(10.0, 12.0),
)
register(PROGRAM, KNOT_ACTIONS, ("rope",))
