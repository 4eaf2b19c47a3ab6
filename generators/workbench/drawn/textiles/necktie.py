"""A four-in-hand in the mirror: a band with two sides and two widths, laid in straight runs.

The band is a line of nodes; each run between two nodes is a flat piece with a height, which decides
what lies over what, and a side (the striped front or the plain back). Every stage has the same
nodes, so two stages can be mixed; the band's front wrap is a piece of its own, because it becomes
the knot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers, visiting
from generators.workbench.drawn.scenes import finished
from generators.workbench.drawn.shapes import blob, shade, solid, stroke
from generators.workbench.drawn.textiles.band import Node, mixed, polygon, runs, wrap_svg
from generators.workbench.geometry import Box, Point, lerp, mix, phase
from generators.workbench.palette import Skin

SHIRT = "#5C9AA2"


Wrap = tuple[Point, Point, Point, Point]  # corners of the front wrap: top left, clockwise


@dataclass(frozen=True)
class Stage:
    """The tie at the end of a step. `zoom` < 1 shows the body down to the belt."""

    narrow: tuple[Node, ...]
    wide: tuple[Node, ...]
    hand: Point
    other: Point | None
    notice: Point
    mark: str
    wrap: Wrap | None = None
    zoom: float = 1.0
    collar_down: bool = False
    key: float = 0.84


NECK_LEFT, NECK_RIGHT = (300.0, 96.0), (468.0, 96.0)


def _narrow(bend: Point, tip: Point) -> tuple[Node, ...]:
    middle = mix(bend, tip, 0.5)
    return (
        Node(*NECK_LEFT, 34, 1),
        Node(*bend, 32, 1),
        Node(*middle, 34, 1),
        Node(*tip, 40, 1),
    )


def _wide(*nodes: tuple[float, float, float, float, bool]) -> tuple[Node, ...]:
    """Always seven nodes: the last one is the tip."""
    return (Node(*NECK_RIGHT, 36, 2), *(Node(*node) for node in nodes))


DRAPED = Stage(
    _narrow((322, 200), (330, 372)),
    _wide(
        (450, 180, 40, 2, False),
        (446, 250, 46, 2, False),
        (446, 340, 54, 2, False),
        (446, 430, 64, 2, False),
        (446, 520, 74, 2, False),
        (446, 640, 84, 2, False),
    ),
    (440.0, 560.0),
    (330.0, 330.0),
    (446, 610),
    marks.double((530.0, 410.0), (530.0, 672.0)),
    zoom=0.62,
)
CROSSED = Stage(
    _narrow((374, 250), (404, 424)),
    _wide(
        (400, 232, 44, 2, False),
        (352, 270, 52, 2, False),
        (316, 296, 58, 2, False),
        (276, 324, 64, 2, False),
        (232, 354, 72, 2, False),
        (160, 402, 82, 2, False),
    ),
    (190.0, 384.0),
    (404.0, 400.0),
    (382, 250),
    marks.arrow((500.0, 330.0), (330.0, 396.0), -24),
)
BEHIND = Stage(
    _narrow((376, 250), (392, 424)),
    _wide(
        (400, 232, 44, 2, False),
        (340, 272, 50, 0, True),
        (424, 292, 54, 0, True),
        (468, 306, 60, 0, True),
        (522, 324, 68, 0, True),
        (604, 352, 80, 0, True),
    ),
    (572.0, 344.0),
    (392.0, 400.0),
    (384, 306),
    marks.arrow((300.0, 350.0), (470.0, 384.0), 30),
)
WRAPPED_AT: Wrap = ((336.0, 242.0), (440.0, 246.0), (432.0, 304.0), (340.0, 304.0))
OVER = Stage(
    _narrow((376, 250), (392, 424)),
    _wide(
        (400, 232, 44, 2, False),
        (346, 268, 48, 0, True),
        (428, 276, 56, 3, False),
        (342, 274, 58, 3, False),
        (280, 306, 68, 3, False),
        (190, 352, 80, 3, False),
    ),
    (226.0, 336.0),
    (392.0, 400.0),
    (386, 274),
    marks.arrow((512.0, 356.0), (300.0, 386.0), -22),
    wrap=WRAPPED_AT,
)
UP = Stage(
    _narrow((376, 250), (392, 424)),
    _wide(
        (400, 232, 44, 2, False),
        (346, 268, 48, 0, True),
        (428, 276, 54, 3, False),
        (354, 278, 50, -1, True),
        (386, 152, 54, 4.5, True),
        (420, 20, 78, 4.5, True),
    ),
    (418.0, 60.0),
    (392.0, 396.0),
    (386, 160),
    marks.arrow((300.0, 330.0), (318.0, 206.0), -26),
    wrap=WRAPPED_AT,
)
THROUGH = Stage(
    _narrow((376, 250), (392, 424)),
    _wide(
        (400, 232, 44, 2, False),
        (346, 268, 48, 0, True),
        (428, 276, 54, 3, False),
        (366, 278, 46, -1, True),
        (386, 184, 48, 4.5, False),
        (388, 440, 82, 4.5, False),
    ),
    (388.0, 420.0),
    (436.0, 262.0),
    (388, 270),
    marks.arrow((506.0, 190.0), (478.0, 356.0), -34),
    wrap=WRAPPED_AT,
)
KNOT_AT: Wrap = ((348.0, 132.0), (422.0, 132.0), (405.0, 194.0), (366.0, 194.0))
TIGHT_WIDE = (
    (404, 138, 40, 2, False),
    (372, 152, 40, 0, True),
    (404, 160, 40, 3, False),
    (372, 160, 38, -1, True),
    (386, 150, 38, 4.5, False),
    (386, 668, 92, 4.5, False),
)
TIGHT = Stage(
    _narrow((378, 160), (388, 500)),
    _wide(*TIGHT_WIDE),
    (386.0, 210.0),
    (388.0, 452.0),
    (386, 160),
    marks.arrow((476.0, 290.0), (476.0, 190.0)),
    wrap=KNOT_AT,
)
DONE = Stage(
    TIGHT.narrow,
    _wide(*TIGHT_WIDE),
    (454.0, 152.0),
    (314.0, 152.0),
    (386, 690),
    "",
    wrap=KNOT_AT,
    zoom=0.62,
    collar_down=True,
)
STAGES = {
    "tie-draped": DRAPED,
    "wide-over": CROSSED,
    "wide-behind": BEHIND,
    "wide-over-again": OVER,
    "up-through-neck": UP,
    "down-through-front": THROUGH,
    "knot-tightened": TIGHT,
    "collar-down": DONE,
}
ORDER = tuple(STAGES)


@dataclass
class Necktie:
    """A `Drawn` program."""

    stages: tuple[str, ...] = ORDER

    def svg(self, stage: str, t: float, skin: Skin) -> str:
        now, before = STAGES[stage], self._before(stage)
        moved = phase(t, 0.18, 0.8)
        zoom = lerp(before.zoom, now.zoom, phase(t, 0.0, 0.16))
        down = phase(t, 0.3, 0.7) if now.collar_down else 0.0
        body = _person(skin)
        tie = _tie(before, now, moved)
        collar = _collar(down)
        back, front = self._hands(now, before, moved, t, skin)
        over = tie + collar if now.collar_down and down > 0.5 else collar + tie
        return finished(_zoomed(body + back + over + front, zoom))

    def _hands(
        self, now: Stage, before: Stage, moved: float, t: float, skin: Skin
    ) -> tuple[str, str]:
        tip, was = now.wide[-1].at, before.wide[-1].at
        lag = (now.hand[0] - tip[0], now.hand[1] - tip[1])
        at = mix((was[0] + lag[0], was[1] + lag[1]), now.hand, moved)
        if now in (TIGHT, DONE):
            at = mix((now.hand[0], now.hand[1] + 90), now.hand, moved)
        left = now.hand[0] < 300
        out = (-200.0, 560.0) if left else (960.0, 560.0)
        back, front = hand_layers(
            "pinch", visiting(t, out, at), skin, -28 if left else 28, left, 0.86
        )
        if now.other is None:
            return back, front
        there = visiting(t, (960.0, 640.0) if left else (-200.0, 640.0), now.other)
        b, f = hand_layers("pinch", there, skin, 40 if left else -40, not left, 0.86)
        return b + back, f + front

    def _before(self, stage: str) -> Stage:
        index = ORDER.index(stage)
        return STAGES[ORDER[index - 1]] if index else DRAPED

    def key_time(self, stage: str) -> float:
        return STAGES[stage].key

    def motion(self, stage: str) -> str:
        now = STAGES[stage]
        return _zoomed(now.mark, now.zoom) if now.mark else ""

    def notice_point(self, stage: str) -> Point:
        now = STAGES[stage]
        return _seen(now.notice, now.zoom)

    def busy(self, stage: str) -> Box:
        return Box(230, 110, 680, 460)


PIVOT: Point = (384.0, 30.0)  # what stays where it is when more of the body is shown
ASIDE: Point = (60.0, 24.0)  # px: to the right of and below the step's badge


def _seen(point: Point, zoom: float) -> Point:
    (x, y), (dx, dy) = PIVOT, ASIDE
    return x + dx + (point[0] - x) * zoom, y + dy + (point[1] - y) * zoom


def _zoomed(svg: str, zoom: float) -> str:
    (x, y), (dx, dy) = PIVOT, ASIDE
    return (
        f'<g transform="translate({x + dx:g} {y + dy:g}) scale({zoom:.3f}) '
        f'translate({-x:g} {-y:g})">{svg}</g>'
    )


# --- the wearer


def _mirrored(points: Sequence[Point]) -> list[Point]:
    return [(768 - x, y) for x, y in points]


def _person(skin: Skin) -> str:
    """Chin, neck, shirt down to the belt; the band of the tie behind the neck."""
    chin = [(306, -90), (306, -20), (330, 26), (384, 48), (438, 26), (462, -20), (462, -90)]
    throat = [(326, 0), (328, 100), (384, 158), (440, 100), (442, 0)]
    out = solid([polygon(throat)], shade(skin.skin, -0.08), skin.skin_dark)
    out += solid([blob(chin)], skin.skin, skin.skin_dark)
    out += stroke([(366, 8), (384, 12), (402, 8)], shade(skin.skin_dark, 0.1), 4)
    half = [(384, 158), (318, 108), (250, 134), (184, 160), (142, 214), (30, 480), (-70, 770)]
    half += [(50, 800), (130, 520), (202, 330), (206, 500), (214, 730), (384, 734)]
    left, right = half, _mirrored(half)
    trousers = [(212, 722), (556, 722), (572, 900), (196, 900)]
    out += solid([polygon(trousers)], "#4A5568")
    out += solid([polygon(left), polygon([*reversed(right)])], SHIRT)
    belt = [(213, 706), (555, 706), (557, 736), (211, 736)]
    out += solid([polygon(belt)], "#5E4A3E")
    buckle = '<rect x="362" y="702" width="46" height="38" rx="5" fill="none"'
    out += f'{buckle} stroke="#D0A54B" stroke-width="7"/>'
    out += stroke([(366, 170), (366, 704)], shade(SHIRT, -0.2), 2.4, 0.7)
    out += stroke([(402, 170), (402, 704)], shade(SHIRT, -0.2), 2.4, 0.7)
    for y in (206, 300, 394, 488, 582, 670):
        out += f'<circle cx="384" cy="{y}" r="7" fill="#F3E3C3" stroke="#8A7A55" stroke-width="2"/>'
    for points in (((214, 350), (226, 440), (216, 560)), ((200, 320), (196, 260), (212, 206))):
        out += stroke(points, shade(SHIRT, -0.28), 3, 0.6)
        out += stroke(_mirrored(points), shade(SHIRT, -0.28), 3, 0.6)
    return out


COLLAR_UP = ((382.0, 160.0), (316.0, 118.0), (292.0, 46.0), (326.0, 30.0), (336.0, 92.0))
COLLAR_DOWN = ((386.0, 132.0), (330.0, 196.0), (280.0, 126.0), (318.0, 74.0), (338.0, 92.0))


def _collar(down: float) -> str:
    """Turned up beside the jaw, or folded down over the band."""
    half = [mix(a, b, down) for a, b in zip(COLLAR_UP, COLLAR_DOWN, strict=True)]
    light = shade(SHIRT, 0.22)
    out = solid([polygon(half)], light, shade(SHIRT, -0.35))
    return out + solid([polygon([*reversed(_mirrored(half))])], light, shade(SHIRT, -0.35))


def _tie(before: Stage, now: Stage, t: float) -> str:
    """Both ends and the wrap, the lowest runs first."""
    narrow = runs(mixed(before.narrow, now.narrow, t))
    wide = runs(mixed(before.wide, now.wide, t))
    pieces = narrow + wide
    if now.wrap and (before.wrap or t > 0.9):
        start = before.wrap or now.wrap
        corners = [mix(a, b, t) for a, b in zip(start, now.wrap, strict=True)]
        pieces.append((5.0, wrap_svg(corners)))
    return "".join(svg for _, svg in sorted(pieces, key=lambda piece: piece[0]))


PROGRAM = Necktie()
register(PROGRAM, ("place", "tie", "wrap", "push", "pull", "fold", "check"), ("necktie",))
