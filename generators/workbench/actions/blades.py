"""Knives drawn over a thing rather than through it: scored with the tip, sharpened on a stone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from generators.workbench import marks
from generators.workbench.actions.base import register
from generators.workbench.actions.strokes import Stroke
from generators.workbench.geometry import Point, clamp, mix, toward
from generators.workbench.scene import Item, Prop, hand_items
from generators.workbench.stage import Stage


@dataclass
class Score(Stroke):
    """The tip draws shallow lines, each a little beside the last; the other hand steadies."""

    pose: str = "hold"
    aim: float | None = -24.0
    work: tuple[str, ...] = ("tip",)
    contact: tuple[str, ...] = ("mark", "cut", "surface", "centre")
    along: float = 105.0  # towards the cook, as the lines are cut
    reach: float = 22.0
    change: tuple[float, float] = (0.44, 0.52)
    steadies: bool = True

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        x, y, turn = super().offset(stage, t)
        s = clamp((t - self.enter) / (self.leave - self.enter))
        return x + 46 * (s - 0.5) * stage.zoom, y, turn

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        x, y = stage.hero.touch(*self.contact)
        a = toward((x - 64 * stage.zoom, y), self.along, -34 * stage.zoom)
        b = toward((x - 64 * stage.zoom, y), self.along, 34 * stage.zoom)
        return marks.arrow(a, b)


register(Score(), "score", score=("crosshatch", "nick"))


@dataclass
class Sharpen(Stroke):
    """A blade lies slanting on the stone and goes up and down its length under the other hand.

    `whetstone@back` turns the knife over, as for the second side: its edge points the other way.
    """

    aim: float | None = -30.0
    work: tuple[str, ...] = ("blade",)
    contact: tuple[str, ...] = ("work", "surface", "centre")
    reach: float = 46.0
    room: float = 120.0
    change: tuple[float, float] = (0.4, 0.5)
    fingers: ClassVar[float] = 70.0  # px from a flat hand's contact to its fingertips
    arm: ClassVar[float] = -152.0  # degrees, where the left forearm leaves

    def mover(self, stage: Stage, t: float) -> Prop | None:
        """The knife, mirrored about its length for the second side."""
        knife = super().mover(stage, t)
        if knife is None or stage.hero is None or stage.hero.at != "back":
            return knife
        turn = knife.placement.rotation - 180
        return replace(knife, placement=replace(knife.placement, flip=True, rotation=turn))

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """The fingertips of the left hand press the blade flat and go with it."""
        x, y = toward(self.pressed(mover), self.arm, self.fingers * min(stage.zoom, 1.0))
        away = 1 - self.presence(t)
        at = (x - away * (x + 260), y - 120 * away)
        left = hand_items("flat", at, self.arm, stage.skin, 74.0, stage.zoom)
        return super().held(stage, mover, t) + left

    def pressed(self, mover: Prop) -> Point:
        """Where the fingertips lie on the blade, clear of its edge."""
        return mix(mover.point("tip"), mover.point("work", "blade"), 0.75)

    def notice(self, stage: Stage) -> Point:
        """At the fingertips."""
        mover = self.mover(stage, self.key)
        return self.pressed(mover) if mover else super().notice(stage)

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        box = stage.hero.box
        y = box.y1 - 12 * stage.zoom
        return marks.double((box.x0 + 0.1 * box.width, y), (box.x0 + 0.52 * box.width, y))


register(Sharpen(), "sharpen", sharpen=("hone", "whet"))
