"""The origami crane, step by step: which motion of `crane` each stage shows, and the hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.folding.crane import (
    ORIGIN,
    TOP,
    Facet,
    H,
    body,
    collapse,
    kite,
    narrow,
    paper_svg,
    petal_back,
    petal_front,
    px,
    shadow,
    spike,
    square,
)
from generators.workbench.drawn.folding.paper import Vec
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.geometry import Box, Point, lerp, mix, phase
from generators.workbench.palette import Skin

# --- the program


def _reverse(t: float) -> list[Facet]:
    return body(phase(t, 0.12, 0.46), phase(t, 0.46, 0.82))


def _head(t: float) -> list[Facet]:
    return body(1.0, 1.0, phase(t, 0.2, 0.7))


def _wings(t: float) -> list[Facet]:
    return body(1.0, 1.0, 1.0, phase(t, 0.16, 0.72))


@dataclass(frozen=True)
class Step:
    """Facets at t, what the hands hold at t (shares), the still's moment and its marks."""

    facets: Callable[[float], list[Facet]]
    hold: tuple[tuple[float, Vec], ...]
    key: float
    notice: Vec
    mark: tuple[Vec, Vec, float]
    other: Vec | None = None
    left: bool = False  # the left hand folds, the right one holds
    scale: float = 1.0
    at: Point = ORIGIN  # px of the closed point


OPEN, CLOSE = 0.74, 1.42  # scales: the open sheet is twice as wide; the crane is small
NECK_TIP, TAIL_TIP = spike(-1.0, 1.0)[2], spike(1.0, 1.0)[2]
STEPS = {
    "diagonals-creased": Step(
        square,
        (
            (0.1, (0, 1, 0)),
            (0.26, (0, -1, 0)),
            (0.42, (0, 1, 0)),
            (0.54, (0.5, 0.5, 0)),
            (0.69, (-0.4, -0.4, 0)),
            (0.84, (0.5, 0.5, 0)),
        ),
        0.21,
        (-0.4, 0.0, 0.0),
        ((0.34, 0.62, 0.0), (0.34, -0.42, 0.0), -40),
        scale=OPEN,
        at=(408.0, 276.0),
    ),
    "square-base": Step(
        lambda t: collapse(phase(t, 0.14, 0.84)),
        ((0.14, (0.9, 0.0, 0)), (0.5, (0.62, 0.5, 0)), (0.84, (0.3, 0.75, 0))),
        0.62,
        (0.0, 0.0, 0.0),
        ((0.72, 0.1, 0.0), (0.46, 0.42, 0.0), 14),
        (-0.5, 0.5, 0.0),
    ),
    "kite-creased": Step(
        kite,
        (
            (0.1, (-0.5, 0.5, 0)),
            (0.26, (0.0, H + 0.1, 0)),
            (0.28, (0.5, 0.5, 0)),
            (0.44, (0.02, H + 0.1, 0)),
            (0.5, (0.0, 0.0, 0)),
            (0.66, (0.0, 2 * H, 0)),
            (0.88, (0.3, 0.0, 0)),
        ),
        0.38,
        (0.0, 0.62, 0.0),
        ((0.5, 0.42, 0.0), (0.12, 0.36, 0.0), -16),
    ),
    "petal-front": Step(
        petal_front,
        ((0.16, (0, 1, 0)), (0.48, (0.0, H, 0.7)), (0.8, (0.0, TOP, 0))),
        0.56,
        (-H, H, 0.0),
        ((0.62, 0.86, 0.0), (0.6, -0.1, 0.0), 40),
        (-0.42, 0.5, 0.0),
    ),
    "bird-base": Step(
        petal_back,
        ((0.3, (0, 1, 0)), (0.6, (0.0, H, 0.7)), (0.84, (0.0, TOP, 0))),
        0.88,
        (0.0, 0.62, 0.0),
        ((0.5, 0.72, 0.0), (0.5, -0.2, 0.0), 40),
    ),
    "narrowed": Step(
        narrow,
        (
            (0.08, (-H, H, 0)),
            (0.28, (0.0, 0.3, 0)),
            (0.3, (H, H, 0)),
            (0.46, (0.02, 0.3, 0)),
            (0.68, (H, H, 0)),
            (0.88, (0.02, 0.3, 0)),
        ),
        0.36,
        (0.0, 0.7, 0.0),
        ((0.44, 0.3, 0.0), (0.14, 0.24, 0.0), -14),
    ),
    "neck-and-tail": Step(
        _reverse,
        (
            (0.12, (0, 1, 0)),
            (0.3, (-0.7, 0.45, 0)),
            (0.46, (*NECK_TIP, 0)),
            (0.5, (0, 1, 0)),
            (0.66, (0.7, 0.45, 0)),
            (0.82, (*TAIL_TIP, 0)),
        ),
        0.84,
        (0.13, 0.2, 0.0),
        ((0.24, 0.92, 0.0), (0.62, 0.1, 0.0), 50),
        (-0.07, 0.24, 0.0),
    ),
    "head-folded": Step(
        _head,
        ((0.2, (*NECK_TIP, 0)), (0.7, (NECK_TIP[0] - 0.15, NECK_TIP[1] + 0.12, 0))),
        0.9,
        (NECK_TIP[0] + 0.02, NECK_TIP[1] + 0.16, 0.0),
        (
            (NECK_TIP[0] - 0.04, NECK_TIP[1] - 0.04, 0.0),
            (NECK_TIP[0] - 0.24, NECK_TIP[1] + 0.22, 0.0),
            16,
        ),
        (0.04, 0.22, 0.0),
        left=True,
        scale=CLOSE,
        at=(430.0, 262.0),
    ),
    "crane-finished": Step(
        _wings,
        ((0.16, (0, TOP, 0)), (0.72, (0.04, 0.44, 0.2))),
        0.9,
        (0.0, 0.02, 0.0),
        ((0.4, -0.2, 0.0), (0.36, 0.44, 0.0), -40),
        scale=CLOSE,
        at=(430.0, 262.0),
    ),
}


@dataclass
class Crane:
    """A `Drawn` program; the table is seen from above."""

    stages: tuple[str, ...] = tuple(STEPS)

    def ground(self) -> str:
        grain = "".join(
            f"M0 {y}Q{200 + 30 * i} {y - 8 + 4 * i} 768 {y + 3}"
            for i, y in enumerate(range(40, 512, 58))
        )
        return (
            '<rect width="768" height="512" fill="#E3C49C"/>'
            '<ellipse cx="300" cy="160" rx="460" ry="300" fill="#EBD2AF"/>'
            f'<path d="{grain}" fill="none" stroke="#C79B6D" stroke-width="2.4" opacity=".45"/>'
        )

    def svg(self, stage: str, t: float, skin: Skin) -> str:
        step, index = STEPS[stage], self.stages.index(stage)
        before = STEPS[self.stages[max(index - 1, 0)]]
        come = phase(t, 0.0, 0.5 if before.scale < step.scale and index < 3 else 0.16)
        scale, at = lerp(before.scale, step.scale, come), mix(before.at, step.at, come)
        facets = step.facets(t)
        back, front = self._hands(step, t, skin, 0.8 / scale)
        return _scaled(back + shadow(facets) + paper_svg(facets) + front, scale, at)

    def _hands(self, step: Step, t: float, skin: Skin, size: float) -> tuple[str, str]:
        """The folding hand along its points; the other one holds still where it is told to."""
        times = [time for time, _ in step.hold]
        spots = [px(p) for _, p in step.hold]
        here = phase(t, 0.0, max(times[0], 0.1)) * (1 - phase(t, 0.88, 1.0))
        at = spots[0]
        for i in range(1, len(times)):
            if t >= times[i - 1]:
                at = mix(spots[i - 1], spots[i], phase(t, times[i - 1], times[i]))
        back, front = _hand(at, here, skin, step.left, size)
        if step.other is None:
            return back, front
        b, f = _hand(px(step.other), here, skin, not step.left, size)
        return back + b, front + f

    def key_time(self, stage: str) -> float:
        return STEPS[stage].key

    def motion(self, stage: str) -> str:
        step = STEPS[stage]
        a, b, bend = step.mark
        return _scaled(marks.arrow(px(a), px(b), bend), step.scale, step.at)

    def notice_point(self, stage: str) -> Point:
        step = STEPS[stage]
        (x, y), (ax, ay) = px(step.notice), step.at
        return ax + (x - ORIGIN[0]) * step.scale, ay + (y - ORIGIN[1]) * step.scale

    def busy(self, stage: str) -> Box:
        return Box(240, 100, 600, 450)


def _hand(at: Point, here: float, skin: Skin, left: bool, size: float) -> tuple[str, str]:
    out = (-300.0, 560.0) if left else (1060.0, 560.0)
    spot = mix(out, at, here)
    return hand_layers("pinch", spot, skin, -30 if left else 30, left, size)


def _scaled(svg: str, scale: float, at: Point) -> str:
    """The drawing with its closed point on `at`, px."""
    (x, y), (ax, ay) = ORIGIN, at
    return (
        f'<g transform="translate({ax:.1f} {ay:.1f}) scale({scale:.3f}) '
        f'translate({-x:g} {-y:g})">{svg}</g>'
    )


PROGRAM = Crane()
register(PROGRAM, ("fold", "crease", "push", "pull", "lift", "turn", "place"), ("origami-paper",))
