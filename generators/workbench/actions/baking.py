"""Gloved hands: something goes into a hot oven from the front; a hot tin is turned out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.workbench import marks
from generators.workbench.actions.base import register
from generators.workbench.actions.handling import Shake
from generators.workbench.actions.transport import Place
from generators.workbench.geometry import phase, toward
from generators.workbench.palette import Skin
from generators.workbench.scene import Item
from generators.workbench.stage import Stage

MITT = Skin("#C8574A", "#742420", "#E08A7D")  # of oven gloves
FRONT = 62.0  # degrees; from the room into the oven, as the picture shows depth


@dataclass
class PutInOven(Place):
    """As placing, but the way in is past the open door, not from above."""

    pose: str = "grip"
    key: float = 0.38
    drop: float = 96.0
    contact: tuple[str, ...] = ("inside", "surface")
    room: float = 70.0

    def items(self, stage: Stage, t: float) -> list[Item]:
        return super().items(replace(stage, skin=MITT), t)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """In over the door; the hand alone comes out the same way."""
        far = 1 - phase(t, 0.3, 0.5) + phase(t, 0.56, 0.7)
        x, y = toward((0.0, 0.0), FRONT, self.drop * stage.zoom * far)
        return x, y, 0.0

    def depth(self, stage: Stage) -> float:
        """Before the door, which lies lower than the rack."""
        return stage.hero.z + 6 if stage.hero else 31.0

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        x, y = mover.box.x0 - 26, mover.box.centre[1]
        end = toward((x, y), FRONT + 180, 70 * stage.zoom)
        return marks.arrow((x, y), end)


@dataclass
class TurnOut(Shake):
    """A hot tin or pan is tipped over and lets go of what is in it."""

    turn_over: bool = True

    def items(self, stage: Stage, t: float) -> list[Item]:
        return super().items(replace(stage, skin=MITT), t)


register(PutInOven(), "put-in-oven", put_in_oven=("slide into the oven",))
register(TurnOut(), "turn-out", turn_out=("unmould", "turn out"))
