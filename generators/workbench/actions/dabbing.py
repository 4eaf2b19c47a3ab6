"""A thing goes into a dish or a cake, turns, and comes out again with what sticks to it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.base import Depiction
from generators.workbench import marks
from generators.workbench.actions.base import Program, Things, register
from generators.workbench.geometry import Point, clamp, phase
from generators.workbench.stage import Roles, Stage


@dataclass
class Dab(Program):
    """The object's working end goes into the target; the object is what changes.

    `above` is the one clock: 1 = held over the dish, 0 = in it.
    """

    pose: str = "pinch"
    key: float = 0.7  # out again, so that what sticks can be seen
    change: tuple[float, float] = (0.44, 0.52)
    leave: float = 0.84
    work: tuple[str, ...] = ("tip", "base")
    contact: tuple[str, ...] = ("dip", "inside", "surface", "rim")
    changes: tuple[str, ...] = ("object",)
    room: float = 190.0
    height: float = 62.0  # px over the dish
    under: tuple[float, float] = (0.36, 0.58)  # t

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        """The dish stands, the object is in the hand."""
        obj, target = things.get("object"), things.get("target")
        return Roles(
            hero=target if target and target.sprite else None,
            mover=obj if obj and obj.sprite else None,
            **self.outcome(depiction, things),
        )

    def above(self, t: float) -> float:
        return 1 - phase(t, self.enter, self.under[0]) + phase(t, self.under[1], 0.68)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """Down, a little round, up."""
        turn = math.tau * 2 * clamp((t - self.under[0]) / (self.under[1] - self.under[0]))
        rolled = 9 * math.sin(turn) * (1 - self.above(t)) * stage.zoom
        return rolled, -self.height * stage.zoom * self.above(t), 0.0

    def mover_depth(self, stage: Stage) -> float:
        """Behind the front wall of a dish (`dip`), else within what it is pushed into."""
        if stage.hero is None:
            return 64.0
        return stage.hero.z + (2.5 if stage.hero.sprite.has("dip") else -0.5)

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        (x, y), reach = mover.point(*self.work), 52 * stage.zoom
        return marks.double((x - reach, y - 30 * stage.zoom), (x - reach, y + 42 * stage.zoom))

    def notice(self, stage: Stage) -> Point:
        """What sticks to the object."""
        mover = self.mover(stage, self.key)
        return mover.point("notice", *self.work) if mover else super().notice(stage)


register(Dab(), "dip-in", dip_in=("dredge", "dunk"))
