"""Knots: the working end travels along the knot's own path, the rope follows from out of sight.

Bowline after Ashley 1010 (the working end crosses over the standing part, comes up through the
loop, goes behind the standing part and back down through the loop); clove hitch after Ashley 1178
(two turns around a post, both under one diagonal). Heights decide every crossing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers, visiting
from generators.workbench.drawn.ropes.cord import STEP, Cord, Knot, Track, morph
from generators.workbench.geometry import Box, Point, lerp, mix, phase
from generators.workbench.palette import ACCENT, Skin

ROPE = Cord()
RIGHT: Point = (980.0, 330.0)  # where the right hand comes from
LEFT: Point = (-212.0, 330.0)
LONGEST_ARROW = 190.0  # px; a longer one repeats the whole rope and shows nothing
HIGH = 150.0  # px
LEFT_OF = 330.0  # px; an end that finishes left of this is led by the left hand


@dataclass(frozen=True)
class KnotStage:
    """The rope at the end of a stage: the drawn part of `knots` ends at control point `tip`."""

    name: str
    knots: tuple[Knot, ...]
    tip: int
    notice: Point
    pulls: tuple[tuple[Point, Point], ...] = ()  # motion marks where something is drawn tight
    hand: Point | None = None  # where the hand is, when it does not lead the end
    other: Point | None = None  # where the second hand pulls
    behind_from: int | None = None  # from this control point on the end moves behind the post


@dataclass
class KnotProgram:
    """A `Drawn` knot; every stage has the same number of control points, so they can be mixed."""

    start: KnotStage  # the rope before the first stage
    knot_stages: tuple[KnotStage, ...]
    area: Box
    post: str = ""  # fragment between the strands behind (height < 0) and those before
    stages: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.stages = tuple(stage.name for stage in self.knot_stages)

    def svg(self, stage: str, t: float, skin: Skin) -> str:
        samples = self._pose(stage, t)
        layers = ROPE.layers(samples)
        behind = "".join(svg for height, svg in layers if height < 0)
        before = "".join(svg for height, svg in layers if height >= 0)
        back, front = self._hands(stage, t, samples[-1], skin)
        if samples[-1][2] < 0:  # the end is behind the post, and so is who leads it
            return behind + back + front + self.post + before
        return behind + self.post + back + before + front

    def _hands(self, stage: str, t: float, tip: Knot, skin: Skin) -> tuple[str, str]:
        back, front = self._leading(stage, t, tip, skin)
        other = self._stage(stage).other
        if other is None:
            return back, front
        second = self._pulling(other, t, skin)
        return back + second[0], front + second[1]

    def _leading(self, stage: str, t: float, tip: Knot, skin: Skin) -> tuple[str, str]:
        """The right hand leads the end; where it finishes on the left, the left one takes over."""
        at = (tip[0], tip[1])
        now = self._stage(stage)
        if now.hand is not None:
            return self._pulling(now.hand, t, skin)
        if now.knots[now.tip][0] >= LEFT_OF:
            return hand_layers("pinch", visiting(t, RIGHT, at), skin, rotation=18)
        right = mix(mix(RIGHT, at, phase(t, 0.0, 0.16)), RIGHT, phase(t, 0.42, 0.62))
        left = mix(mix(LEFT, at, phase(t, 0.40, 0.58)), LEFT, phase(t, 0.86, 1.0))
        r_back, r_front = hand_layers("pinch", right, skin, rotation=18)
        l_back, l_front = hand_layers("pinch", left, skin, rotation=-18, flip=True)
        return r_back + l_back, r_front + l_front

    def _pulling(self, at: Point, t: float, skin: Skin) -> tuple[str, str]:
        left = at[0] < LEFT_OF
        spot = visiting(t, LEFT if left else RIGHT, at)
        turn = -18 if left or at[1] < HIGH else 18  # a raised hand's arm leaves upwards
        return hand_layers("pinch", spot, skin, rotation=turn, flip=left)

    def key_time(self, stage: str) -> float:
        return 0.84  # arrived, the hand still there

    def motion(self, stage: str) -> str:
        """The way that the working end has just gone, or what is pulled."""
        now, before = self._stage(stage), self._before(stage)
        if now.pulls:
            return _marks("".join(_line(tail, head) for tail, head in now.pulls))
        track = Track(now.knots)
        start = track.length_at(min(before.tip, now.tip - 3))
        return _arrow(track, start, track.length_at(now.tip))

    def notice_point(self, stage: str) -> Point:
        return self._stage(stage).notice

    def busy(self, stage: str) -> Box:
        return self.area

    def _stage(self, name: str) -> KnotStage:
        return self.knot_stages[self.stages.index(name)]

    def _before(self, name: str) -> KnotStage:
        index = self.stages.index(name)
        return self.knot_stages[index - 1] if index else self.start

    def _pose(self, name: str, t: float) -> tuple[Knot, ...]:
        """The rope that is seen at time t."""
        now, before = self._stage(name), self._before(name)
        moved = phase(t, 0.18, 0.82)
        track = Track(morph(before.knots, now.knots, moved))
        samples = track.until(track.length_at(lerp(before.tip, now.tip, moved)))
        if now.behind_from is None:
            return samples
        first = int(track.length_at(now.behind_from) / STEP)
        hidden = [(x, y, -1.0 if x > POST_LEFT else h) for x, y, h in samples[first:]]
        return (*samples[:first], *hidden)


def _arrow(track: Track, start: float, stop: float) -> str:
    """Beside the rope, from `start` to `stop` px along it, with a head at its end."""
    last = stop - 30
    first = max(start + (stop - start) * 0.25, last - LONGEST_ARROW)
    first = min(first, max(last - 60, 0.0))
    count = 30
    points = [_beside(track, first + (last - first) * i / count, 27.0) for i in range(count + 1)]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}" + "".join(
        f"L{x:.1f} {y:.1f}" for x, y in points[1:]
    )
    return _marks(f'<path d="{path}"/>{_head(points[-2], points[-1])}')


def _marks(paths: str) -> str:
    return (
        f'<g fill="none" stroke="{ACCENT}" stroke-width="6" stroke-linecap="round" '
        f'stroke-linejoin="round">{paths}</g>'
    )


def _line(tail: Point, head: Point) -> str:
    return f'<path d="M{tail[0]:.1f} {tail[1]:.1f}L{head[0]:.1f} {head[1]:.1f}"/>' + _head(
        tail, head
    )


def _beside(track: Track, length: float, by: float) -> Point:
    (x, y, _), (nx, ny, _) = track.point(length), track.point(length + 4)
    norm = max(((nx - x) ** 2 + (ny - y) ** 2) ** 0.5, 1e-6)
    return x - (ny - y) / norm * by, y + (nx - x) / norm * by


def _head(a: Point, b: Point) -> str:
    norm = max(((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5, 1e-6)
    ux, uy = (b[0] - a[0]) / norm, (b[1] - a[1]) / norm
    left = (b[0] - 14 * ux - 10 * uy, b[1] - 14 * uy + 10 * ux)
    right = (b[0] - 14 * ux + 10 * uy, b[1] - 14 * uy - 10 * ux)
    return (
        f'<path d="M{left[0]:.1f} {left[1]:.1f}L{b[0]:.1f} {b[1]:.1f}'
        f'L{right[0]:.1f} {right[1]:.1f}"/>'
    )


# Written with the small loop left of the standing part; `_mirrored` puts it on the right, as the
# procedure's text says. The standing part runs away from us, the big loop lies towards us.
_BOWLINE: tuple[Knot, ...] = (
    (505, -40, 1),
    (505, 40, 1),
    (505, 110, 1),
    (505, 180, 1),
    (503, 240, 1),
    (485, 290, 1),
    (440, 310, 1),  # lower strand of the small loop
    (390, 290, 1),
    (368, 240, 1),
    (388, 192, 1),
    (440, 170, 1.5),  # upper strand
    (505, 188, 2),  # over the standing part
    (570, 232, 1),
    (612, 300, 1),
    (596, 376, 1),
    (520, 420, 1),
    (430, 428, 1),
    (345, 412, 1),
    (300, 368, 1),
    (322, 326, 1),
    (372, 300, 0),  # under the lower strand, into the small loop from behind
    (412, 262, 0.5),
    (430, 215, 2),
    (436, 168, 2.5),  # out over the upper strand
    (452, 116, 1.5),
    (482, 84, 0),
    (508, 78, 0),  # behind the standing part
    (540, 88, 0.5),
    (548, 116, 1.5),
    (520, 134, 2.5),
    (488, 146, 2.5),  # over the standing part
    (470, 180, 2.5),  # over the upper strand
    (466, 226, 1.5),
    (462, 272, 0.5),
    (456, 318, 0),  # under the lower strand, out of the small loop
    (446, 352, 0.5),
    (436, 384, 1),
)


def _mirrored(knots: tuple[Knot, ...], about: float) -> tuple[Knot, ...]:
    return tuple((2 * about - x, y, h) for x, y, h in knots)


def _drawn_up(knots: tuple[Knot, ...], centre: Point, by: float, within: Box) -> tuple[Knot, ...]:
    """The knot's heart pulled together around `centre`; what lies outside stays."""
    return tuple(
        (
            (centre[0] + (x - centre[0]) * by, centre[1] + (y - centre[1]) * by, h)
            if within.holds((x, y))
            else (x, y, h)
        )
        for x, y, h in knots
    )


ABOUT = 482.0  # the standing part then runs at x = 459, clear of the step's badge
TREE = 2 * ABOUT - 505
BOWLINE = _mirrored(_BOWLINE, ABOUT)
BOWLINE_TIGHT = _drawn_up(BOWLINE, (484, 200), 0.62, Box(384, 70, 614, 330))
LOOP_TIP = 13  # the control point that the working end has reached when the small loop is made
STRAIGHT: tuple[Knot, ...] = tuple(
    (TREE, -40 + 472 * i / LOOP_TIP, 1.0) for i in range(len(BOWLINE))
)
STRETCHED: tuple[Knot, ...] = tuple(
    (x, y + 16 if y > 350 and i < 19 else y, h) for i, (x, y, h) in enumerate(BOWLINE_TIGHT)
)

# A post 84 px wide stands at x = 390..474; heights below 0 are behind it.
POST_LEFT, POST_RIGHT = 388, 476
CLOVE_LOOSE: tuple[Knot, ...] = (
    (-40, 352, 1),
    (150, 346, 1),
    (300, 338, 1),
    (POST_LEFT, 330, 1),
    (432, 322, 1),  # first turn, across the front
    (POST_RIGHT, 312, 1),
    (500, 318, 0),
    (482, 340, -1),
    (432, 362, -1),  # behind the post
    (384, 384, -1),
    (358, 388, 0),
    (372, 366, 1.5),
    (404, 330, 2),
    (432, 290, 2),  # the diagonal, over the first turn
    (458, 248, 2),
    (484, 206, 1),
    (500, 180, 0),
    (482, 172, -1),
    (432, 182, -1),  # behind the post again
    (384, 194, -1),
    (358, 202, 0),
    (374, 220, 1),
    (404, 240, 0.5),
    (438, 258, 0.5),  # second turn, tucked under the diagonal
    (480, 272, 1),
    (560, 288, 1),
    (640, 298, 1),
)
CLOVE_TIGHT: tuple[Knot, ...] = (
    (-40, 306, 1),
    (150, 302, 1),
    (300, 300, 1),
    (POST_LEFT, 298, 1),
    (432, 296, 1),
    (POST_RIGHT, 292, 1),
    (488, 292, 0),
    (478, 300, -1),
    (432, 306, -1),
    (386, 312, -1),
    (376, 312, 0),
    (384, 304, 1.5),
    (408, 290, 2),
    (432, 274, 2),
    (456, 256, 2),
    (480, 240, 1),
    (490, 234, 0),
    (480, 230, -1),
    (432, 236, -1),
    (386, 242, -1),
    (375, 246, 0),
    (384, 250, 1),
    (408, 252, 0.5),
    (438, 256, 0.5),
    (480, 262, 1),
    (560, 272, 1),
    (640, 278, 1),
)
POST = (
    '<g><defs><linearGradient id="knots-post" x1="0" y1="0" x2="1" y2="0">'
    '<stop offset="0" stop-color="#C79B6D"/><stop offset=".3" stop-color="#DDB787"/>'
    '<stop offset="1" stop-color="#9A6F45"/></linearGradient></defs>'
    '<ellipse cx="432" cy="442" rx="86" ry="12" fill="#5A3D24" opacity=".22"/>'
    '<path d="M390 96V440Q432 452 474 440V96Z" fill="url(#knots-post)" stroke="#7A5330" '
    'stroke-width="3" stroke-linejoin="round"/>'
    '<ellipse cx="432" cy="96" rx="42" ry="11" fill="#E6C79B" stroke="#7A5330" stroke-width="3"/>'
    '<ellipse cx="432" cy="96" rx="20" ry="5" fill="none" stroke="#B98F55" stroke-width="2"/>'
    '<path d="M404 130v70M410 330v80M456 150v60M452 350v70" stroke="#A97C4E" stroke-width="2.5" '
    'stroke-linecap="round" fill="none" opacity=".6"/></g>'
)


def _tail(upto: int, through: tuple[tuple[float, float], ...]) -> tuple[Knot, ...]:
    """The first `upto` control points of the hitch, then the free end through these points."""
    drawn = CLOVE_LOOSE[:upto]
    free = [(x, y, 1.0) for x, y in through]
    rest = len(CLOVE_LOOSE) - len(drawn) - len(free)
    (ax, ay, _), (bx, by, _) = free[-2], free[-1]
    beyond = [(bx + (bx - ax) * (i + 1), by + (by - ay) * (i + 1), 1.0) for i in range(rest)]
    return (*drawn, *free, *beyond)


BOWLINE_PROGRAM = KnotProgram(
    start=KnotStage("", STRAIGHT, 1, (459, 60)),
    knot_stages=(
        KnotStage("laid-out", STRAIGHT, LOOP_TIP, (459, 170)),
        KnotStage("loop-made", BOWLINE, LOOP_TIP, (459, 188)),
        KnotStage("end-through", BOWLINE, 24, (528, 240)),
        KnotStage("around-standing", BOWLINE, 29, (456, 80)),
        KnotStage("back-down", BOWLINE, 36, (516, 232)),
        KnotStage(
            "tightened",
            BOWLINE_TIGHT,
            36,
            (504, 196),
            pulls=(((424, 110), (424, 40)), ((576, 330), (592, 392))),
            other=(459, 92),
        ),
        KnotStage(
            "checked",
            STRETCHED,
            36,
            (664, 372),
            pulls=(((424, 110), (424, 40)), ((459, 400), (459, 462))),
            hand=(534, 446),
        ),
    ),
    area=Box(332, 20, 704, 450),
)
CLOVE_PROGRAM = KnotProgram(
    start=KnotStage("", CLOVE_LOOSE, 1, (150, 346)),
    knot_stages=(
        KnotStage("across-front", _tail(6, ((540, 316), (590, 340), (624, 392))), 8, (432, 322)),
        KnotStage("first-turn", _tail(11, ((330, 410), (296, 438))), 12, (358, 388), behind_from=6),
        KnotStage("crossed-over", _tail(16, ((530, 146), (576, 116))), 17, (432, 292)),
        KnotStage(
            "second-turn", _tail(21, ((320, 216), (276, 246))), 22, (372, 200), behind_from=16
        ),
        KnotStage("tucked", CLOVE_LOOSE, 26, (444, 262)),
        KnotStage(
            "hitch-tightened",
            CLOVE_TIGHT,
            26,
            (432, 274),
            pulls=(((300, 332), (230, 336)), ((540, 306), (610, 312))),
            other=(180, 302),
        ),
        KnotStage(
            "hitch-checked",
            CLOVE_TIGHT,
            26,
            (600, 276),
            pulls=(((300, 334), (230, 338)),),
            hand=(190, 302),
        ),
    ),
    area=Box(150, 80, 700, 450),
    post=POST,
)
KNOT_ACTIONS = ("tie", "place", "pull", "hold", "check", "wrap", "push", "insert")

register(BOWLINE_PROGRAM, KNOT_ACTIONS, ("rope",))
register(CLOVE_PROGRAM, KNOT_ACTIONS, ("rope",))
