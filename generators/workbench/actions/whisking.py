"""Strokes in a bowl: a whisk to and fro, a cloth wiping it out, a spoon rubbing through a sieve."""

from __future__ import annotations

from dataclasses import dataclass

from generators.workbench.actions.base import register
from generators.workbench.actions.immersing import behind_wall
from generators.workbench.actions.strokes import Stir, Stroke
from generators.workbench.geometry import Point
from generators.workbench.scene import Prop
from generators.workbench.stage import Stage


@dataclass
class WhiskToAndFro(Stroke):
    """Straight strokes through the middle, not circles: what makes matcha froth."""

    aim: float | None = None  # as it is drawn: upright
    work: tuple[str, ...] = ("tip", "base")
    contact: tuple[str, ...] = ("work", "inside", "surface")
    reach: float = 30.0
    strokes: float = 8.0
    key: float = 0.6
    change: tuple[float, float] = (0.4, 0.56)
    room: float = 150.0
    steadies: bool = True

    def mover_depth(self, stage: Stage) -> float:
        """In the bowl, behind its front wall."""
        return behind_wall(stage.hero)

    def notice(self, stage: Stage) -> Point:
        if stage.hero is None:
            return stage.floor
        return stage.hero.point("notice", "inside")


@dataclass
class RubThrough(Stir):
    """Powder is rubbed through a sieve; what has passed is seen below it at the still."""

    change: tuple[float, float] = (0.36, 0.46)
    aim: float | None = -40.0
    room: float = 90.0


@dataclass
class WipeInside(Stroke):
    """A cloth or sponge goes to and fro inside a vessel, behind its front wall."""

    aim: float | None = None
    contact: tuple[str, ...] = ("inside", "surface", "rim")
    lift: tuple[float, float] = (0.0, -26.0)
    reach: float = 26.0
    room: float = 110.0
    change: tuple[float, float] = (0.4, 0.54)
    steadies: bool = True

    def forearm(self, mover: Prop) -> float:
        return -46.0  # from above, over the rim

    def mover_depth(self, stage: Stage) -> float:
        return behind_wall(stage.hero)

    def notice(self, stage: Stage) -> Point:
        if stage.hero is None:
            return stage.floor
        state = (stage.hero.after or stage.hero.look).state
        return stage.hero.point("notice", "inside", state=state)


@dataclass
class ScrubInside(WipeInside):
    """A brush with a long handle goes up and down in a deep vessel."""

    aim: float | None = -80.0
    along: float = -80.0
    work: tuple[str, ...] = ("tip", "surface")
    contact: tuple[str, ...] = ("scrub", "inside")
    lift: tuple[float, float] = (0.0, 0.0)

    def forearm(self, mover: Prop) -> float:
        return -52.0


register(ScrubInside(), "scrub-inside", scrub_inside=("scrub inside", "brush out"))
register(WipeInside(), "wipe-inside", wipe_inside=("wipe out", "wipe inside", "dry inside"))
register(WhiskToAndFro(), "whisk-to-and-fro", whisk_to_and_fro=("whisk to and fro",))
register(RubThrough(), "rub-through", rub_through=("sift", "sieve", "rub through"))
