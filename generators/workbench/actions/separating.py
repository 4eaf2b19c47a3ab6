"""An egg is separated: its yolk goes from one half of the shell into the other over a bowl."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.base import Depiction
from generators.workbench import effects, marks
from generators.workbench.actions.base import Program, Things, register
from generators.workbench.geometry import Point, clamp, lerp
from generators.workbench.scene import Item, Prop, draw_prop, hand_items
from generators.workbench.stage import Roles, Stage

TIMES = 3.0  # how often the yolk changes sides; odd, so that it ends in the left half
GAP = 46.0  # px from the middle to either half


@dataclass
class Separate(Program):
    """The object is half a shell with the states `yolk` and `empty`; the target catches the white.

    One clock drives all: `side` is where the yolk is, 1 = in the right half, -1 = in the left one.
    """

    pose: str = "pinch"
    key: float = 0.42
    change: tuple[float, float] = (0.36, 0.5)
    leave: float = 0.82
    work: tuple[str, ...] = ("base",)
    contact: tuple[str, ...] = ("rim", "surface", "inside", "top")
    changes: tuple[str, ...] = ("target",)
    room: float = 170.0
    height: float = 62.0  # px of the halves over the rim

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, target = things.get("object"), things.get("target")
        return Roles(
            hero=target if target and target.sprite else None,
            mover=obj if obj and obj.sprite else None,
            **self.outcome(depiction, things),
        )

    def side(self, t: float) -> float:
        s = clamp((t - self.enter) / (self.leave - 0.1 - self.enter))
        return math.cos(math.pi * TIMES * s)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """Of the right half: higher and tipped to the left while the yolk leaves it."""
        tip = clamp(1 - abs(self.side(t))) if self.enter < t < self.leave - 0.1 else 0.0
        return GAP * stage.zoom, -(self.height + 14 * tip) * stage.zoom, -34 * tip

    def items(self, stage: Stage, t: float) -> list[Item]:
        out = self.standing(stage, t)
        for right in (True, False):
            if half := self.half(stage, t, right):
                grip, angle = half.point("grip"), -14.0 if right else 194.0
                out += draw_prop(half)
                out += hand_items(self.pose, grip, angle, stage.skin, 60.0, stage.zoom)
        return out + self.effects(stage, t)

    def half(self, stage: Stage, t: float, right: bool) -> Prop | None:
        """One half of the shell, with the yolk while it is on that side."""
        if stage.mover is None:
            return None
        sign = 1.0 if right else -1.0
        dx, dy, turn = self.offset(stage, t)
        away = (1 - self.presence(t)) * 520.0
        has = "yolk" if self.side(t) * sign >= 0 else "empty"
        placed = replace(stage.mover.placement, flip=not right)
        held = replace(stage.mover, placement=placed, look=replace(stage.mover.look, state=has))
        return replace(held.moved(sign * (dx + away), dy, sign * turn), z=64.0)

    def effects(self, stage: Stage, t: float) -> list[Item]:
        if stage.hero is None or stage.mover is None or not self.enter < t < self.leave - 0.1:
            return []
        x, y = stage.mover.placement.at
        return [_white((x, y - self.height * stage.zoom), self.landing(stage), t)]

    def landing(self, stage: Stage) -> Point:
        assert stage.hero
        state = stage.hero.after.state if stage.hero.after else ""
        return stage.hero.point("inside", "surface", "rim", state=state)

    def mark(self, stage: Stage) -> str:
        if stage.mover is None:
            return ""
        x, y = stage.mover.placement.at
        reach, up = 44 * stage.zoom, (self.height + 104) * stage.zoom
        return marks.double((x - reach, y - up), (x + reach, y - up))


def _white(start: Point, end: Point, t: float) -> Item:
    """A slow, thick thread of egg white that thins towards the bowl."""
    sway = 5 * math.sin(math.tau * 3 * t)
    width = lerp(9, 13, 0.5 + 0.5 * math.sin(math.tau * 4 * t))
    (x0, y0), (x1, y1) = start, end
    middle = (y0 + y1) / 2
    path = (
        f"M{x0 - width:.1f} {y0:.1f}Q{x0 - 4 + sway:.1f} {middle:.1f} {x1 - 5:.1f} {y1:.1f}"
        f"H{x1 + 5:.1f}Q{x0 + 4 + sway:.1f} {middle:.1f} {x0 + width:.1f} {y0:.1f}Z"
    )
    return Item(
        47.0,
        f'<path d="{path}" fill="#FBF8E2" fill-opacity="0.9" stroke="#CFC28C" stroke-width="2.5" '
        f'stroke-linejoin="round"/>',
        box=effects.around(start, end, margin=22),
    )


register(Separate(), "separate", separate=("split the egg",))
