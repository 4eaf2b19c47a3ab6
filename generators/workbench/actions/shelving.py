"""A thing is put into a cupboard of any kind (fridge, oven), drawn small enough to stand in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.workbench.actions.base import register
from generators.workbench.actions.transport import Place
from generators.workbench.geometry import Point
from generators.workbench.scene import Item, Prop
from generators.workbench.stage import Stage

ROOM = 0.46  # of the cupboard's height is free over its shelf
BROAD = 0.5  # of the cupboard's width


@dataclass
class PutInto(Place):
    """As `place`, but a tall thing is shrunk to fit, as it would look further away."""

    key: float = 0.44
    room: float = 20.0
    drop: float = 30.0

    def fitted(self, stage: Stage) -> Stage:
        """The same stage with a mover that fits."""
        mover, hero = stage.mover, stage.hero
        if mover is None or hero is None:
            return stage
        high = ROOM * hero.box.height / mover.box.height
        fits = min(1.0, high, BROAD * hero.box.width / mover.box.width)
        placement = replace(mover.placement, scale=mover.placement.scale * fits)
        return replace(stage, mover=replace(mover, placement=placement))

    def items(self, stage: Stage, t: float) -> list[Item]:
        return super().items(self.fitted(stage), t)

    def mark(self, stage: Stage) -> str:
        return super().mark(self.fitted(stage))

    def hold(self, mover: Prop) -> str:
        return "grip"  # it only looks small

    def notice(self, stage: Stage) -> Point:
        """What is being put in."""
        mover = self.fitted(stage).mover
        return mover.box.centre if mover else super().notice(stage)

    def depth(self, stage: Stage) -> float:
        return stage.hero.z + 6 if stage.hero else 31.0


register(PutInto(), "put-into", put_into=("put into the fridge", "put in the oven", "refrigerate"))
