"""Something is turned off again and then watched: does it stay as it should?"""

from __future__ import annotations

from dataclasses import dataclass

from generators.workbench import effects
from generators.workbench.actions.base import register
from generators.workbench.actions.handling import Twist
from generators.workbench.geometry import Box, Point, phase
from generators.workbench.scene import Item
from generators.workbench.stage import Stage


@dataclass
class TryOut(Twist):
    """Two fingers turn it off; a dial then counts the time in which nothing may change."""

    pose: str = "pinch"
    turns: float = 1.0
    key: float = 0.66
    change: tuple[float, float] = (0.3, 0.46)
    leave: float = 0.72
    dial_from: float = 0.46  # the t at which the watching begins

    def dial(self, stage: Stage) -> Point:
        """Left of the hero, above what it is watched for."""
        return max(stage.core.x0 + 46, 90.0), max(stage.core.y0 + 90, 190.0)

    def effects(self, stage: Stage, t: float) -> list[Item]:
        counted = phase(t, self.dial_from, 0.98)
        return [effects.clock(self.dial(stage), counted, 38.0)] if t > self.dial_from else []

    def busy(self, stage: Stage) -> list[Box]:
        x, y = self.dial(stage)
        return [*super().busy(stage), Box(x - 44, y - 44, x + 44, y + 44)]


register(TryOut(), "try-out", try_out=("try out",))
