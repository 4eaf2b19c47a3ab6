"""At sink and pipe: scoop water out, pump with a plunger, clean a pipe out, turn a tap on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.workbench import effects, marks
from generators.workbench.actions.base import Program, register
from generators.workbench.actions.handling import Twist
from generators.workbench.actions.stillness import Check
from generators.workbench.actions.strokes import Stroke
from generators.workbench.actions.trials import TryOut
from generators.workbench.geometry import Point, clamp, phase
from generators.workbench.scene import Item, Look, Prop, Thing, draw_prop, hand_items
from generators.workbench.stage import Stage

SQUEEZE = 24.0  # px that a plunger's cup gives way
CUPS = ("cup", "cup-half", "cup-pressed")  # its looks from free to squeezed


@dataclass
class Plunge(Program):
    """Both hands push a plunger down and pull it up again, the cup staying on the drain."""

    key: float = 0.5
    change: tuple[float, float] = (0.66, 0.84)
    work: tuple[str, ...] = ("tip", "base")
    contact: tuple[str, ...] = ("drain", "surface", "rim")
    changes: tuple[str, ...] = ("object", "target")
    strokes: float = 4.0
    room: float = 100.0

    def standing(self, stage: Stage, t: float) -> list[Item]:
        return super().standing(self.drained(stage), t)

    def consequences(self, stage: Stage) -> dict[str, Look]:
        return super().consequences(self.drained(stage))

    def drained(self, stage: Stage) -> Stage:
        """A drain that changes its state lets the water go."""
        hero = stage.hero
        if hero is None or hero.after is None:
            return stage
        return replace(stage, hero=replace(hero, after=replace(hero.after, level=0.0)))

    def squeezed(self, t: float) -> float:
        """0 = the cup is free, 1 = pressed flat."""
        s = clamp((t - 0.24) / (self.leave - 0.28))
        return 0.5 - 0.5 * math.cos(math.tau * self.strokes * s)

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """The handle goes down into the cup, the hands with it."""
        down = SQUEEZE * self.squeezed(t) * mover.placement.scale
        look = CUPS[min(2, int(self.squeezed(t) * 3))]
        handle = replace(mover, look=replace(mover.look, state="handle"), z=64.0).moved(0, down)
        cup = replace(mover, look=replace(mover.look, state=look), z=62.0)
        right = hand_items("grip", handle.point("grip"), -14.0, stage.skin, 60.0, stage.zoom)
        return draw_prop(cup) + draw_prop(handle) + right + self.left_hand(stage, down, t)

    def left_hand(self, stage: Stage, down: float, t: float) -> list[Item]:
        """Comes from the left and takes the handle further down."""
        assert stage.mover
        x, y = stage.mover.point("low", "grip")
        away = 1 - phase(t, 0.08, 0.24) * (1 - phase(t, self.leave, self.leave + 0.14))
        if away >= 1:
            return []
        at = (x - away * (x + 90), y + down - 50 * away)
        return hand_items("grip", at, 190.0, stage.skin, 60.0, stage.zoom)

    def effects(self, stage: Stage, t: float) -> list[Item]:
        """Rings on the water while it is pumped."""
        hero = self.drained(stage).hero
        if hero is None or not hero.sprite.fillable or not 0.24 < t < self.leave:
            return []
        level = hero.look.level + ((hero.after or hero.look).level - hero.look.level) * self.blend(
            t
        )
        if level < 0.05:
            return []
        x, y = hero.surface_point(level)
        size = 46 * stage.zoom
        return [effects.splash((x + side * size, y), "water", t, 26, 66.0) for side in (-1.4, 1.4)]

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        x, y = mover.point("top")
        z = stage.zoom
        return marks.double((x + 52 * z, y - 34 * z), (x + 52 * z, y + 34 * z))

    def notice(self, stage: Stage) -> Point:
        """At the edge of the cup."""
        if stage.hero is None:
            return stage.floor
        x, y = stage.hero.touch(*self.contact)
        return x + 44 * stage.zoom, y - 10 * stage.zoom


@dataclass
class Bail(Program):
    """A vessel goes down into the water empty and comes up full."""

    key: float = 0.62
    change: tuple[float, float] = (0.42, 0.56)
    work: tuple[str, ...] = ("base",)
    contact: tuple[str, ...] = ("surface", "inside", "rim")
    changes: tuple[str, ...] = ("object", "target")
    height: float = 84.0  # px over the water
    room: float = 90.0

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        up = 1 - phase(t, 0.18, 0.36) + phase(t, 0.5, 0.68)
        return 0.0, -self.height * stage.zoom * up, -16 * phase(t, 0.24, 0.36) * (1 - up)

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        filled = replace(mover.look, level=0.7 * phase(t, 0.34, 0.5), liquid="water")
        return super().held(stage, mover.with_look(filled), t)

    def effects(self, stage: Stage, t: float) -> list[Item]:
        mover = self.mover(stage, t)
        if mover is None or stage.hero is None or not 0.52 < t < 0.84:
            return []
        start = mover.point("base")
        return [effects.drops(start, (start[0], stage.hero.point("surface")[1]), "water", t, 2)]

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        x, y = mover.box.x0 - 26, mover.box.y1
        return marks.arrow((x, y), (x, y - 84 * stage.zoom), 14)

    def notice(self, stage: Stage) -> Point:
        """At the water that is left, beside the vessel."""
        hero = stage.hero
        if hero is None or not hero.sprite.fillable:
            return super().notice(stage)
        x, y = hero.surface_point((hero.after or hero.look).level)
        return x - 70 * stage.zoom, y + 4


@dataclass
class CleanOut(Stroke):
    """A brush goes in and out of an opening, in the direction that the opening faces."""

    aim: float | None = -66.0
    along: float = -66.0
    reach: float = 24.0
    change: tuple[float, float] = (0.66, 0.76)  # the still shows what is to come out
    work: tuple[str, ...] = ("tip", "surface")
    contact: tuple[str, ...] = ("mouth", "rim", "work")
    room: float = 150.0
    steadies: bool = True

    def mover_depth(self, stage: Stage) -> float:
        """Into the opening: behind what stands there."""
        return stage.hero.z - 6.0 if stage.hero else 64.0

    def hand_point(self, stage: Stage) -> Point | None:
        return stage.hero.touch(*self.contact) if stage.hero else None

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        x, y = mover.point("grip")
        z = stage.zoom
        return marks.double((x - 92 * z, y + 30 * z), (x - 60 * z, y - 42 * z))


@dataclass
class TurnOn(Twist):
    """Two fingers turn a tap or switch on, and what then runs is seen."""

    pose: str = "pinch"
    sense: float = -1.0
    turns: float = 1.0
    angle: float = 16.0
    contact: tuple[str, ...] = ("turn", "lever", "handle", "grip", "top")
    change: tuple[float, float] = (0.34, 0.46)
    key: float = 0.6
    leave: float = 0.7

    def aim_of(self, mover: Thing) -> float | None:
        """A key stays in line with what it turns."""
        return 0.0


@dataclass
class Feel(Check):
    """The flat hand lies on the hero for a short time: warm or cold, rough or smooth?"""

    pose: str = "flat"
    contact: tuple[str, ...] = ("feel", "work", "surface", "centre")

    def mark(self, stage: Stage) -> str:
        return ""

    def notice(self, stage: Stage) -> Point:
        return Program.notice(self, stage)


@dataclass
class TurnDown(TryOut):
    """Turned down or off; then a clock beside it counts how long it has to cool."""

    sense: float = -1.0

    def dial(self, stage: Stage) -> Point:
        return max(stage.core.x0 - 76, 70.0), stage.core.y0 + 60


register(Plunge(), "plunge", plunge=("pump the plunger", "unclog", "unblock"))
register(Bail(), "bail", bail=("bail out", "scoop out", "ladle out"))
register(CleanOut(), "clean-out", clean_out=("clean out", "scrub out"))
register(TurnOn(), "turn-on", turn_on=("turn on",))
register(TurnOn(sense=1.0, change=(0.64, 0.76), key=0.5, leave=0.8), "turn-off")
register(TurnDown(), "turn-down", turn_down=("turn down",))
register(Feel(), "feel")
