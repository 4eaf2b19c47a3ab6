"""Two halves of one thing are joined by a turn: the hand brings the upper one down, then turns."""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench import marks
from generators.workbench.actions.base import register
from generators.workbench.actions.handling import Twist
from generators.workbench.geometry import Point, clamp, phase
from generators.workbench.stage import Stage

JOINED = (0.34, 0.42)  # t: the halves meet
TURNS = 2.0  # grips and turns until it is tight


@dataclass
class ScrewTogether(Twist):
    """The hero's state changes from apart to joined; its `turn` anchor is where the hand goes.

    The still shows the moment before they meet, so that both halves are seen.
    """

    steadies: bool = True
    key: float = 0.3
    change: tuple[float, float] = JOINED
    room: float = 60.0

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        dx, dy = self.way(stage)
        down = self.blend(t)
        s = clamp((t - JOINED[1]) / (self.leave - JOINED[1]))
        swing = 0.5 - 0.5 * math.cos(math.tau * TURNS * s)
        return dx * down - 12 * swing * stage.zoom, dy * down, self.angle * 0.5 * swing

    def presence(self, t: float) -> float:
        return phase(t, 0.0, self.enter) * (1 - phase(t, self.leave, 1.0))

    def notice(self, stage: Stage) -> Point:
        """Where the two halves meet."""
        return stage.hero.point("notice") if stage.hero else stage.floor

    def mark(self, stage: Stage) -> str:
        """A turn around the upright axis, as seen from slightly above."""
        if stage.hero is None:
            return ""
        x, y = stage.hero.point("joint", "turn")
        return marks.arc((x, y), 84 * stage.zoom, 20 * stage.zoom, 172, 20)


register(ScrewTogether(), "screw-together", screw_together=("screw together", "join"))
