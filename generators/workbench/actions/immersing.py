"""A thing is stood in what a vessel holds, and lifted straight out of it again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.workbench import effects, marks
from generators.workbench.actions.base import register
from generators.workbench.actions.transport import Place, Take
from generators.workbench.geometry import Point, phase
from generators.workbench.scene import Item, Prop
from generators.workbench.stage import Stage

HISSES = (0.46, 0.7)  # t: from contact until it has cooled


def behind_wall(hero: Prop | None) -> float:
    """The z of a thing that is before a vessel's contents and behind its front wall."""
    return hero.z - 0.5 if hero else 64.0  # its front layer is 5 above, just under the wall's


@dataclass
class StandIn(Place):
    """As `place`, but the still shows it standing there, with the hand still on it."""

    key: float = 0.52
    hisses: bool = True
    leave: float = 0.8
    room: float = 40.0
    lift: tuple[float, float] = (0.0, 24.0)  # its foot is under the surface

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """Down, and then held there: only the hand goes."""
        return super().offset(stage, min(t, 0.5))

    def depth(self, stage: Stage) -> float:
        return behind_wall(stage.hero)

    def effects(self, stage: Stage, t: float) -> list[Item]:
        mover = stage.mover
        if not self.hisses or mover is None or not HISSES[0] < t < HISSES[1]:
            return []
        x, y = mover.point("waterline", "base")
        half = mover.box.width * 0.36
        z = stage.zoom
        return [effects.steam((x + side * half, y - 30 * z), t, 0.9 * z) for side in (-1, 1)]

    def notice(self, stage: Stage) -> Point:
        """Where the thing stands in the water."""
        if stage.mover is None:
            return super().notice(stage)
        x, y = stage.mover.point("waterline", "base")
        return x - stage.mover.box.width * 0.2, y


@dataclass
class LiftOut(Take):
    """A tool is taken straight up out of a vessel, behind whose front wall it stood."""

    key: float = 0.58
    height: float = 46.0  # px over where it stood
    room: float = 150.0

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        depth = behind_wall(stage.hero)
        out = super().held(stage, mover, t)
        tool = [item for item in out if item.placement == mover.placement]
        lowered = [replace(item, z=depth + 5) for item in tool]
        return lowered + [item for item in out if item not in tool]

    def _tool(self, stage: Stage, t: float) -> Prop:
        assert stage.mover
        away = 1 - phase(t, 0.0, 0.28) * (1 - phase(t, 0.82, 1.0))
        up = self.height * stage.zoom * phase(t, 0.4, 0.64) * (1 - phase(t, 0.82, 1.0))
        return stage.mover.moved(away * (808 - stage.mover.box.x0), -up - 50 * away)

    def mark(self, stage: Stage) -> str:
        if stage.mover is None:
            return ""
        box = self._tool(stage, self.key).box
        x = box.x0 - 24 * stage.zoom
        return marks.arrow((x, box.y1), (x, box.centre[1]))


register(LiftOut(), "lift-out", lift_out=("lift out",))
register(StandIn(), "stand-in", stand_in=("stand in", "plunge into", "quench"))
register(StandIn(hisses=False), "soak", soak=("soak", "stand to soak"))
