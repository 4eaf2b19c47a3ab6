"""What is done to a bicycle as a whole: pedal it by hand with the wheel lifted, lean it on a wall.

The crank is a sprite of its own, because it turns while the rest stands still; the states of a
bicycle in which it is turned leave it out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.workbench import marks
from generators.workbench.actions.base import Program, register
from generators.workbench.geometry import Box, Point, clamp, phase, toward
from generators.workbench.scene import Item, Prop, draw_prop, hand_items
from generators.workbench.stage import Stage

REST = 34.0  # degrees; as the crank stands in the sprites that draw it themselves


@dataclass
class Pedal(Program):
    """One hand lifts the hero, the other turns its crank (the instrument) forwards by the pedal."""

    work: tuple[str, ...] = ("hinge",)
    contact: tuple[str, ...] = ("crank",)
    changes: tuple[str, ...] = ("object",)
    change: tuple[float, float] = (0.3, 0.42)
    key: float = 0.463  # the pedal is in front, so that neither hand nor crank hides the chain
    turns: float = 2.0
    height: float = 18.0  # px that the wheel is lifted off the ground
    steadies: bool = True

    def lifted(self, stage: Stage, t: float) -> Stage:
        """The hero off the ground while the hand is there."""
        if stage.hero is None:
            return stage
        up = phase(t, 0.16, 0.24) * (1 - phase(t, self.leave, 0.9)) * self.height * stage.zoom
        mover = stage.mover.moved(0.0, -up) if stage.mover else None
        return replace(stage, hero=stage.hero.moved(0.0, -up), mover=mover)

    def items(self, stage: Stage, t: float) -> list[Item]:
        return super().items(self.lifted(stage, t), t)

    def mover(self, stage: Stage, t: float) -> Prop | None:
        """The crank stays at its axle and turns there, clockwise as seen from the chain side."""
        if stage.mover is None:
            return None
        s = clamp((t - self.enter) / (self.leave - self.enter))
        return stage.mover.moved(0.0, 0.0, REST + 360 * self.turns * s)

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """The crank is always there, the hand comes and goes."""
        x, y = mover.point("grip")
        away = 1 - self.presence(t)
        at = (x + away * (828 - x), y - 60 * away)
        hand = hand_items("grip", at, self.forearm(mover), stage.skin, 60.0, stage.zoom)
        return draw_prop(replace(mover, z=50.0)) + (hand if away < 1 else [])

    def forearm(self, mover: Prop) -> float:
        return -30.0

    def mark(self, stage: Stage) -> str:
        """Round the crank, and from sprocket to sprocket."""
        if stage.hero is None:
            return ""
        hero = self.lifted(stage, self.key).hero
        assert hero
        r = 84 * stage.zoom
        round_ = marks.arc(hero.point("crank"), r, r, 35, 130)
        if not hero.sprite.has("shift"):
            return round_
        end, way = hero.point("shift"), hero.angle("shift")
        return round_ + marks.arrow(toward(end, way + 180, 56 * stage.zoom), end)


@dataclass
class Lean(Program):
    """Both hands bring the hero to the wall behind it, until it stands by itself."""

    changes: tuple[str, ...] = ("object",)
    contact: tuple[str, ...] = ("handlebar", "grip")
    change: tuple[float, float] = (0.4, 0.5)
    key: float = 0.62
    room: float = 40.0
    steadies: bool = True
    back: float = 104.0  # px of the sprite from where it stood to the foot of the wall

    def brought(self, stage: Stage, t: float) -> Stage:
        if stage.hero is None:
            return stage
        up = phase(t, 0.24, 0.46) * self.back * stage.zoom
        return replace(stage, hero=stage.hero.moved(0.0, -up))

    def items(self, stage: Stage, t: float) -> list[Item]:
        return super().items(self.brought(stage, t), t)

    def hand_point(self, stage: Stage) -> Point | None:
        return stage.hero.touch(*self.contact) if stage.hero else None

    def hand_angle(self, stage: Stage) -> float:
        return -25.0

    def notice(self, stage: Stage) -> Point:
        return super().notice(self.brought(stage, self.key))

    def busy(self, stage: Stage) -> list[Box]:
        return super().busy(self.brought(stage, self.key))


register(Pedal(), "pedal", pedal=("turn the pedals",))
register(Lean(), "lean", lean=("prop", "prop up"))
