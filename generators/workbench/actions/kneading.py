"""Dough under hand and pin: pushed away with the heel of the hand again and again; rolled out."""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.base import Depiction
from generators.workbench import marks
from generators.workbench.actions.base import Outcome, Things, register
from generators.workbench.actions.handling import Press
from generators.workbench.actions.strokes import Stroke
from generators.workbench.geometry import clamp
from generators.workbench.scene import Item, Prop, hand_items, knows
from generators.workbench.stage import Stage


@dataclass
class Knead(Press):
    """The heel of the hand goes down and away from the arm, and comes back for the next push."""

    direction: float = 158.0  # degrees: away from the arm and down
    travel: float = 46.0
    times: float = 3.0
    change: tuple[float, float] = (0.5, 0.7)
    key: float = 0.4
    forearm_angle: float = -34.0
    contact: tuple[str, ...] = ("press", "inside", "surface", "top")

    def outcome(self, depiction: Depiction, things: Things) -> Outcome:
        """What comes of it, if nobody says, is smooth."""
        hero = things.get("object")
        if not depiction.result_state and hero and knows(hero.sprite, "smooth"):
            return {"subject": hero.name, "after": "smooth"}
        return super().outcome(depiction, things)

    def mark(self, stage: Stage) -> str:
        """Away along the table, and back over the top."""
        if stage.hero is None:
            return ""
        box, k = stage.hero.box, stage.zoom
        away = marks.arrow((box.x0 + 40 * k, box.y1 + 22), (box.x0 - 64 * k, box.y1 + 22))
        back = marks.arrow(
            (box.x0 - 46 * k, box.y0 + 20 * k), (box.x0 + 62 * k, box.y0 - 22 * k), 44 * k
        )
        return away + back


@dataclass
class RollOut(Stroke):
    """A rolling pin goes to and fro over what gets flat, a hand at either end."""

    along: float = 90.0
    reach: float = 12.0
    strokes: float = 4.0
    aim: float | None = None
    change: tuple[float, float] = (0.4, 0.6)
    key: float = 0.66
    work: tuple[str, ...] = ("surface", "tip", "base")

    def outcome(self, depiction: Depiction, things: Things) -> Outcome:
        """What comes of it, if nobody says, is flat."""
        hero = things.get("object")
        if not depiction.result_state and hero and knows(hero.sprite, "flat"):
            return {"subject": hero.name, "after": "flat"}
        return super().outcome(depiction, things)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """It sinks as the dough gets flat."""
        s = clamp((t - self.enter) / (self.leave - self.enter))
        swing = math.sin(math.tau * self.strokes * s) * self.reach * stage.zoom
        dx, dy = self.way(stage)
        return dx * self.blend(t), dy * self.blend(t) + swing, 0.0

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        out = super().held(stage, mover, t)
        if mover.sprite.has("steady"):
            x, y = mover.point("steady")
            out += hand_items("grip", (x, y), mover.angle("steady"), stage.skin, 60.0, stage.zoom)
        return out


register(Knead(), "knead", knead=("knead", "work the dough"))
register(RollOut(), "roll-out", roll_out=("roll out", "roll thin"))
