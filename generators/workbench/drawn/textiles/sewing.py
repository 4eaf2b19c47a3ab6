"""Sewing on a button: every stage from the needle's eye to the closed shirt, close up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.textiles import needle_threading, preparing, shank, wrong_side
from generators.workbench.drawn.textiles.needlework import STRAND, STRAND_GAP, at
from generators.workbench.drawn.textiles.stitching import DIVE, Seam, Stitch, beside
from generators.workbench.geometry import Box, Point, toward
from generators.workbench.palette import Skin

HOLES: dict[str, Point] = {
    "up-1": at(175.8, 179.2),
    "down-1": at(154.2, 179.2),
    "up-2": at(175.8, 200.8),
    "down-2": at(154.2, 200.8),
}
PAIR_1 = beside(HOLES["up-1"], HOLES["down-1"], 4, STRAND_GAP, STRAND)
PAIR_2 = beside(HOLES["up-2"], HOLES["down-2"], 4, STRAND_GAP, STRAND)
RIM: Point = at(131, 221)  # where the left hand holds the button
PAIR_SEAM = Seam(PAIR_1, "button-placed", "half-sewn", holds=RIM)
SECOND_SEAM = Seam(PAIR_2, "half-sewn", "both-pairs", holds=RIM, lying_before=PAIR_1)


@dataclass(frozen=True)
class Scene:
    """One stage: its drawing over time and what the engine asks about it."""

    draw: Callable[[float, Skin], str]
    key: float
    mark: str
    notice: Point
    busy: Box


def _beside_needle(stitch: Stitch, above: float = 26) -> str:
    """An arrow left of the needle: down into the hole."""
    start, stop = (toward(stitch.down, DIVE, by) for by in (above + 78, above))
    (ax, ay), (bx, by) = (toward(p, DIVE - 90, 25) for p in (start, stop))
    return marks.arrow((ax, ay), (bx, by))


SCENES: Mapping[str, Scene] = {
    "threaded": Scene(
        needle_threading.draw,
        needle_threading.KEY,
        marks.arrow((606, 322), (664, 334)),
        (541, 386),
        Box(186, 150, 742, 399),
    ),
    "anchored": Scene(
        preparing.anchored,
        preparing.ANCHOR.key(1),
        _beside_needle(preparing.CROSS[1], 40),
        at(171, 201),
        Box(250, 120, 742, 360),
    ),
    "button-placed": Scene(
        preparing.button_placed,
        0.8,
        marks.arrow(at(208, 196), at(174, 216), -14),
        at(165, 190),
        Box(226, 150, 742, 450),
    ),
    "half-sewn": Scene(
        PAIR_SEAM.svg,
        PAIR_SEAM.key(3),
        _beside_needle(PAIR_1[3]),
        (316, 287),
        Box(60, 110, 395, 438),
    ),
    "both-pairs": Scene(
        SECOND_SEAM.svg,
        SECOND_SEAM.key(3),
        _beside_needle(PAIR_2[3], 64),
        (316, 299),
        Box(60, 110, 395, 438),
    ),
    "shank-wound": Scene(
        shank.draw,
        shank.KEY,
        marks.arc((310, 358), 96, 26, 24, 160),
        at(158, 214),
        Box(40, 190, 742, 399),
    ),
    "fastened": Scene(
        wrong_side.fastened,
        wrong_side.KEY_FASTENED,
        marks.arrow((520, 318), (590, 300)),
        wrong_side.SPOT,
        Box(270, 200, 742, 390),
    ),
    "sewn": Scene(
        wrong_side.sewn,
        wrong_side.KEY_SEWN,
        marks.arrow((412, 358), (490, 350)),
        (261, 225),
        Box(44, 240, 742, 430),
    ),
}


class Sewing:
    """The `Drawn` program; stages in the order of the work."""

    stages: tuple[str, ...] = tuple(SCENES)

    def svg(self, stage: str, t: float, skin: Skin) -> str:
        return SCENES[stage].draw(t, skin)

    def key_time(self, stage: str) -> float:
        return SCENES[stage].key

    def motion(self, stage: str) -> str:
        return SCENES[stage].mark

    def notice_point(self, stage: str) -> Point:
        return SCENES[stage].notice

    def busy(self, stage: str) -> Box:
        return SCENES[stage].busy


SEWING = Sewing()
register(
    SEWING,
    ("thread", "sew", "place", "wrap", "cut", "tie", "trim"),
    ("needle", "button", "thread", "thread-spool", "shirt-front"),
)
