"""An egg in the hand is cracked on a rim; one in its cup is tapped with a spoon."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.base import Depiction
from generators.workbench import effects, marks
from generators.workbench.actions.base import Program, Things, register
from generators.workbench.geometry import clamp, phase
from generators.workbench.scene import Item, Prop, hand_items
from generators.workbench.stage import Roles, Stage


@dataclass
class Crack(Program):
    """An egg is tapped on a rim and opens over it."""

    pose: str = "pinch"
    key: float = 0.52
    change: tuple[float, float] = (0.5, 0.6)
    work: tuple[str, ...] = ("base",)
    contact: tuple[str, ...] = ("rim", "surface", "top")
    lift: tuple[float, float] = (0.0, -12.0)
    changes: tuple[str, ...] = ("object", "target", "instrument")
    room: float = 110.0

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        hero = target if target and target.sprite else None
        if tool and tool.sprite:  # a spoon taps an egg that stands in its cup
            return Roles(
                hero=obj if obj and obj.sprite else hero,
                mover=tool,
                bystanders=(target,) if target and obj and obj.sprite else (),
                **self.outcome(depiction, things),
            )
        mover = obj if obj and obj.sprite else None
        return Roles(hero=hero, mover=mover, **self.outcome(depiction, things))

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        tap = math.sin(math.pi * clamp((t - 0.24) / 0.12)) + math.sin(
            math.pi * clamp((t - 0.38) / 0.1)
        )
        rise = phase(t, 0.46, 0.56)
        side = 36 if not rise else 36 * (1 - rise)
        return side * stage.zoom, (-26 * tap - 40 * rise) * stage.zoom, 0.0

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        if t > 0.4 and "cracked" in mover.sprite.states:
            mover = mover.with_look(replace(mover.look, state="cracked"))
        return super().held(stage, mover, t) + self._other_thumb(stage, mover, t)

    def _other_thumb(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """The second hand comes to part the shell."""
        near = phase(t, 0.38, 0.48) * (1 - phase(t, 0.66, 0.85))
        if mover.sprite.name != "egg" or near <= 0:
            return []
        box, (_, y) = mover.box, mover.point("grip")
        at = (box.x0 + 8 - (1 - near) * (box.x0 + 160), y)
        return hand_items(self.pose, at, 190.0, stage.skin, 60.0, stage.zoom)

    def effects(self, stage: Stage, t: float) -> list[Item]:
        mover = self.mover(stage, t)
        if mover is None:
            return []
        start = mover.point(*self.work)
        out = [effects.ticks(start, 200, (t - 0.32) / 0.16, size=24)]
        falls = clamp((t - 0.45) / 0.13)
        if mover.sprite.name == "egg" and stage.hero and 0 < falls < 1:
            x, y = stage.hero.point("inside", "surface", "rim")
            at = (start[0] + (x - start[0]) * falls, start[1] + (y - start[1]) * falls * falls)
            out.append(effects.yolk(at, 15 * stage.zoom, stage.hero.z + 2.5))
        return out

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        if mover.sprite.name != "egg":  # a spoon taps
            x, y = mover.box.x0 - 18, mover.box.y0
            return marks.arrow((x, y - 30), (x, y + 44), 12)
        box, z = mover.box, stage.zoom
        y = box.y1 + 8 * z  # the halves part
        left = marks.arrow((box.x0 - 4 * z, y), (box.x0 - 38 * z, y))
        return left + marks.arrow((box.x1 + 4 * z, y), (box.x1 + 38 * z, y))


register(Crack(), "crack", crack=("break", "tap"))
