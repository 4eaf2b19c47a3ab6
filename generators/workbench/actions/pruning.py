"""Secateurs take a shoot off a plant; the other hand holds it before the cut and carries it away.

Where the step's words say so the hands wear gloves. The object is the piece, the target the
plant: a sprite of its own that stands with its `base` where the plant's `cut` is. The plant's look
after the cut must be the one without it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.base import Depiction
from generators.workbench import effects, marks
from generators.workbench.actions.base import Things, register
from generators.workbench.actions.strokes import Snip
from generators.workbench.geometry import Box, Placement, Point, phase, toward
from generators.workbench.palette import Skin
from generators.workbench.scene import Item, Prop, draw_prop, hand_items
from generators.workbench.stage import Roles, Stage

CUT = 0.46  # t at which the blades meet
BACK = 64.0  # px; the blades reach 26 px beyond their point of contact
LEATHER = Skin("#CFA468", "#7A5326", "#E6C795")  # of gloves against thorns
GLOVES = frozenset({"glove", "gloves", "gloved"})


@dataclass
class CutOff(Snip):
    """Hold, snip, carry off. Without a target nothing is carried."""

    key: float = 0.57
    change: tuple[float, float] = (CUT, CUT + 0.01)  # no fading: the piece is then in the hand
    leave: float = 0.72
    contact: tuple[str, ...] = ("cut", "trim", "work", "centre")
    changes: tuple[str, ...] = ("target", "object")

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        plant = target if target and target.sprite else obj
        piece = obj if obj and obj.sprite and obj is not plant else None
        return Roles(
            hero=plant if plant and plant.sprite else None,
            mover=tool if tool and tool.sprite else None,
            second=piece,
            **self.outcome(depiction, things),
        )

    def items(self, stage: Stage, t: float) -> list[Item]:
        if stage.words & GLOVES:
            stage = replace(stage, skin=LEATHER)
        out = self.standing(stage, t)
        if mover := self.mover(stage, t):
            out += self.held(stage, mover, t)
        return out + self.carried(stage, t) + self.effects(stage, t)

    def piece(self, stage: Stage) -> Prop | None:
        """The piece where it grew."""
        if stage.second is None or stage.hero is None:
            return None
        sprite = stage.second.sprite
        hero = stage.hero.placement
        at = stage.hero.touch(*self.contact)
        placement = Placement(
            sprite.anchor("base", state=stage.second.look.state).point,
            at,
            0.0,
            hero.scale,
            hero.flip,
        )
        return replace(stage.second, placement=placement, z=42.0)

    def carried(self, stage: Stage, t: float) -> list[Item]:
        """The left hand; from the cut on the piece goes with it, up and out to the left."""
        piece = self.piece(stage)
        if piece is None:
            return []
        lifted, gone = phase(t, CUT + 0.02, CUT + 0.1), phase(t, 0.7, 1.0)
        dx = -12 * lifted - gone * (piece.box.x1 + 60)
        piece = piece.moved(dx * stage.zoom, (-20 * lifted - 40 * gone) * stage.zoom, -4 * lifted)
        x, y = piece.point("grip", "centre")
        away = 1 - phase(t, 0.0, self.enter)
        at = (x - away * (x + 60), y - 60 * away)
        angle = piece.angle("grip") or 196.0
        hand = hand_items("pinch", at, angle, stage.skin, 52.0, stage.zoom)
        return (draw_prop(piece) if t >= CUT else []) + hand

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """Squeezed at the cut, then drawn back so that the cut is seen."""
        x, y = toward(
            (0.0, 0.0), self.aim or 0.0, BACK * stage.zoom * phase(t, CUT + 0.02, CUT + 0.1)
        )
        return x, y, super().offset(stage, t)[2]

    def effects(self, stage: Stage, t: float) -> list[Item]:
        if stage.hero is None:
            return []
        return [effects.ticks(stage.hero.touch(*self.contact), 100, (t - CUT) / 0.16)]

    def mark(self, stage: Stage) -> str:
        piece = self.piece(stage)
        if piece is None:
            return super().mark(stage)
        x, y = piece.point("grip", "centre")
        z = stage.zoom
        return marks.arrow((x - 34 * z, y + 62 * z), (x - 84 * z, y + 30 * z), -12)

    def busy(self, stage: Stage) -> list[Box]:
        piece = self.piece(stage)
        return [*super().busy(stage), *([piece.box] if piece else [])]

    def notice(self, stage: Stage) -> Point:
        """The cut itself, where the hero names no other point."""
        hero = stage.hero
        if hero is None:
            return stage.floor
        state = hero.after.state if hero.after else hero.look.state
        return hero.point("notice", "cut", state=state)


register(CutOff(), "cut-off", cut_off=("cut back", "deadhead", "snip off"))
