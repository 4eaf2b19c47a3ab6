"""Left alone on the heat, then the heat goes off: a clock runs and a hand turns the hob's knob."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.workbench import marks
from generators.workbench.actions.base import register
from generators.workbench.actions.stillness import Rest
from generators.workbench.geometry import Point, phase
from generators.workbench.scene import Item, Look, Prop, draw_prop, hand_items
from generators.workbench.stage import Stage

OFF = "off"
REACHED, TURNED, LEFT = 0.56, 0.74, 0.8  # t: hand at the knob, heat off, hand goes


@dataclass
class SwitchOff(Rest):
    """The hero rests on what heats it; near the end the heat is turned off.

    What is turned off is the support under the hero, or the hero itself, if it knows `off`.
    """

    key: float = 0.64
    change: tuple[float, float] = (0.3, 0.5)
    clocked: bool = True
    room: float = 60.0

    def heater(self, stage: Stage) -> Prop | None:
        props = [p for p in (*stage.supports, stage.hero) if p]
        return next((p for p in props if OFF in p.sprite.states and p.look.state != OFF), None)

    def standing(self, stage: Stage, t: float) -> list[Item]:
        """As for all, but with the heater's own change."""
        heater, blend = self.heater(stage), self.blend(t)
        out: list[Item] = []
        for prop in (p for p in (*stage.supports, stage.hero) if p):
            if prop is heater:
                off = replace(prop, after=replace(prop.look, state=OFF))
                out += draw_prop(off, phase(t, TURNED - 0.06, TURNED + 0.02))
            else:
                out += draw_prop(prop, blend)
        return out

    def knob(self, stage: Stage) -> Point | None:
        heater = self.heater(stage)
        return heater.point("turn", "grip") if heater else None

    def hand_point(self, stage: Stage) -> Point | None:
        return self.knob(stage)

    def hand_angle(self, stage: Stage) -> float:
        return 16.0

    def presence(self, t: float) -> float:
        return phase(t, REACHED - 0.2, REACHED) * (1 - phase(t, LEFT, 1.0))

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """The wrist turns with the knob."""
        return 0.0, 0.0, -22.0 * phase(t, REACHED + 0.04, TURNED)

    def bare_hand(self, stage: Stage, t: float) -> list[Item]:
        at, here = self.knob(stage), self.presence(t)
        if at is None or here <= 0:
            return []
        away = 1 - here
        point = (at[0] + 8 + away * (828 - at[0]), at[1] + away * 60)
        angle = self.hand_angle(stage) + self.offset(stage, t)[2]
        return hand_items("pinch", point, angle, stage.skin, 60, stage.zoom)

    def mark(self, stage: Stage) -> str:
        at = self.knob(stage)
        if at is None:
            return ""
        r = 40 * stage.zoom
        return marks.arc((at[0] - 4, at[1]), r, r, -60, -175)

    def consequences(self, stage: Stage) -> dict[str, Look]:
        out = super().consequences(stage)
        if heater := self.heater(stage):
            out[heater.name] = replace(heater.look, state=OFF)
        return out


register(SwitchOff(), "switch-off")
