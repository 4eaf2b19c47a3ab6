"""Measured amounts: grains from a spoon onto one place of a vessel, oil out of a bottle."""

from __future__ import annotations

from dataclasses import dataclass

from generators.workbench import effects
from generators.workbench.actions.base import register
from generators.workbench.actions.pouring import Pour, Sprinkle
from generators.workbench.geometry import Point
from generators.workbench.scene import GRAINS, Item
from generators.workbench.stage import Stage

COLOURS = {  # of what has a sprite of its own; word in its name -> colour
    **GRAINS,
    "matcha": "#8FB03F",
    "tea": "#3A2618",
    "citric": "#FFFFFF",
    "soda": "#FFFFFF",
}


@dataclass
class SpoonInto(Sprinkle):
    """What falls lands where the depiction says, not in the liquid below: a basket over water."""

    contact: tuple[str, ...] = ("surface", "rim", "inside", "top")
    lift: tuple[float, float] = (26.0, -66.0)
    room: float = 120.0

    def landing(self, stage: Stage, t: float) -> Point:
        assert stage.hero
        return stage.hero.touch(*self.contact)

    def effects(self, stage: Stage, t: float) -> list[Item]:
        mover = self.mover(stage, t)
        if mover is None or stage.hero is None or not 0.3 < t < 0.76:
            return []
        name = stage.roles.substance.name if stage.roles.substance else ""
        colour = next((c for word, c in COLOURS.items() if word in name), "#8A6A48")
        return [effects.grains(mover.point(*self.work), self.landing(stage, t), colour, t)]


@dataclass
class PourFromBottle(Pour):
    """A narrow neck lets something out only when the bottle lies nearly flat."""

    tip_by: float = -74.0
    lift: tuple[float, float] = (26.0, -58.0)
    stream_width: float = 5.0
    room: float = 120.0


register(PourFromBottle(), "pour-from-bottle", pour_from_bottle=("pour from the bottle",))
register(SpoonInto(), "spoon-into", spoon_into=("spoon in", "spoon", "measure in"))
