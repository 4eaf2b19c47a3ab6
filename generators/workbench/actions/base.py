"""What all motion programs share: a hand brings the mover, contact, change, and leaves again.

A program is a pure function of (stage, t): t = 0 before, 1 done. It says who plays which role,
where the mover is at t, which effects are seen, and which orange mark belongs on the still.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, TypedDict

from generators.base import Depiction
from generators.workbench import marks
from generators.workbench.geometry import Box, Point, angle_of, phase
from generators.workbench.scene import Item, Look, Prop, Thing, draw_prop, hand_items, knows
from generators.workbench.stage import Roles, Stage

table: dict[str, Program] = {}
WIDTH = 768.0
SMALL = 110.0  # px; what is smaller is held between finger and thumb

Things = Mapping[str, Thing | None]  # "object", "instrument", "target" -> thing


class Outcome(TypedDict):
    """Whose look changes (a thing's name), and the word for its new look; '' for neither."""

    subject: str
    after: str


def register(program: Program, *actions: str, **synonyms: Iterable[str]) -> None:
    """Offers a program for these actions. `synonyms`: action with _ for - -> verbs in texts."""
    for action in actions:
        table[action] = program
    for action, verbs in synonyms.items():
        for verb in verbs:
            program.synonyms[verb.replace("_", " ")] = action.replace("_", "-")


@dataclass
class Program:
    """The defaults; families override a few of these methods and numbers."""

    pose: str = "grip"
    key: float = 0.56  # the t of the still
    change: tuple[float, float] = (0.34, 0.5)  # when the subject gets its new look
    enter: float = 0.2  # the hand is there at this t ...
    leave: float = 0.8  # ... and goes from this t
    aim: float | None = None  # direction working end -> grip; None = as the sprite is drawn
    work: tuple[str, ...] = ("tip", "blade", "surface", "base")  # the mover's working end
    contact: tuple[str, ...] = ("surface", "rim", "top")  # where it meets the hero
    lift: tuple[float, float] = (0.0, 0.0)  # px between the two at rest
    tilt: float = 0.0  # degrees at rest
    changes: tuple[str, ...] = ("object", "target", "instrument")  # who may get the new state
    room: float = 60.0  # px of air that the action needs above the hero
    seats: bool = False
    steadies: bool = False  # the left hand holds a hero that says where (`steadying`)
    synonyms: dict[str, str] = field(default_factory=dict)
    default_tool: ClassVar[str] = ""

    # -- roles ---------------------------------------------------------------------------------
    def roles(self, depiction: Depiction, things: Things) -> Roles:
        """The object is the hero, unless the target changes: then the object goes into it."""
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        outcome = self.outcome(depiction, things)
        taken_in = bool(target and target.sprite and outcome["subject"] == target.name)
        hero = target if taken_in else _first(obj, target)
        rest = [t for t in (target, obj) if t and t.sprite and t is not hero]
        return Roles(
            hero=hero,
            mover=tool if tool and tool.sprite else None,
            substance=obj if obj and obj.is_substance else None,
            bystanders=() if taken_in else tuple(rest),
            **outcome,
        )

    def outcome(self, depiction: Depiction, things: Things) -> Outcome:
        """Whose look changes, and to what: the first that knows the result's word."""
        for role in self.changes:
            thing = things.get(role)
            if thing and knows(thing.sprite, depiction.result_state):
                return {"subject": thing.name, "after": depiction.result_state}
        return {"subject": "", "after": ""}

    def variant(self, depiction: Depiction, things: Things) -> Program:
        """Another program where this one does not suit what is to be moved."""
        return self

    def aim_of(self, mover: Thing) -> float | None:
        """Direction from the mover's working end to its grip, degrees; None = as drawn."""
        return self.aim

    # -- motion --------------------------------------------------------------------------------
    def presence(self, t: float) -> float:
        """0 = out of the picture, 1 = at work."""
        return phase(t, 0.0, self.enter) * (1 - phase(t, self.leave, 1.0))

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """(dx, dy in px, turn in degrees) of the mover or hand from its place of contact."""
        return 0.0, 0.0, 0.0

    def way(self, stage: Stage) -> Point:
        """How far the point of contact itself goes when the hero changes its state, px."""
        hero = stage.hero
        if hero is None or hero.after is None:
            return 0.0, 0.0
        a, b = hero.touch(*self.contact), hero.touch(*self.contact, state=hero.after.state)
        return b[0] - a[0], b[1] - a[1]

    def mover(self, stage: Stage, t: float) -> Prop | None:
        """The mover at t, brought in from the right and taken away again."""
        if stage.mover is None:
            return None
        dx, dy, turn = self.offset(stage, t)
        away = 1 - self.presence(t)
        out = WIDTH + 40 - min(stage.mover.box.x0, stage.mover.placement.at[0])
        return stage.mover.moved(dx + away * out, dy - away * 50, turn)

    def hand_point(self, stage: Stage) -> Point | None:
        """Where a bare hand touches the hero at rest; None = no hand."""
        return stage.hero.touch("grip", *self.contact) if stage.hero else None

    def hand_angle(self, stage: Stage) -> float:
        return -12.0

    # -- drawing -------------------------------------------------------------------------------
    def items(self, stage: Stage, t: float) -> list[Item]:
        """Everything of the action at t; place, extras and text are not its business."""
        out = self.standing(stage, t)
        mover = self.mover(stage, t)
        if mover:
            out += self.held(stage, mover, t)
        else:
            out += self.bare_hand(stage, t)
        left = self.steadying(stage, t) if self.steadies else []
        return out + left + self.effects(stage, t)

    def standing(self, stage: Stage, t: float) -> list[Item]:
        """Hero and supports, with the change of look."""
        blend = self.blend(t)
        props = [p for p in (*stage.supports, stage.hero) if p]
        return [item for prop in props for item in draw_prop(prop, blend)]

    def blend(self, t: float) -> float:
        return phase(t, *self.change)

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """The mover between palm and fingers."""
        mover = replace(mover, z=self.mover_depth(stage))
        cargo = draw_prop(self.cargo(stage, mover, t)) if stage.cargo else []
        grip = mover.point("grip", "top")
        pose, angle = self.grasp(mover), self.forearm(mover)
        hand = hand_items(pose, grip, angle, stage.skin, 60.0, stage.zoom)
        return draw_prop(mover, self.blend(t)) + cargo + hand

    def mover_depth(self, stage: Stage) -> float:
        """Between palm and fingers."""
        return 64.0

    def grasp(self, mover: Prop) -> str:
        """The pose for a mover: small material is pinched, a long tool is in line with the arm."""
        sprite, box = mover.sprite, mover.box
        small = sprite.kind == "material" and max(box.width, box.height) < SMALL
        if self.pose == "pinch" or small:
            return "pinch"
        return "hold" if sprite.kind == "tool" and sprite.width > 1.8 * sprite.height else "grip"

    def steadying(self, stage: Stage, t: float) -> list[Item]:
        """The left hand at the hero's `steady` anchor, where its look before the change has one."""
        anchor = self.steady_anchor(stage)
        if stage.hero is None or not anchor:
            return []
        x, y = stage.hero.point(anchor)
        away = 1 - self.presence(t)
        at = (x - away * (x + 60), y - 60 * away)
        pose = anchor.partition("-")[2] or ("pinch" if self.pose == "pinch" else "grip")
        return hand_items(pose, at, stage.hero.angle(anchor), stage.skin, 50.0, stage.zoom)

    def steady_anchor(self, stage: Stage) -> str:
        """`steady`, or `steady-POSE` where another pose is wanted; '' for none in this state."""
        hero = stage.hero
        if hero is None:
            return ""
        names = ("steady", "steady-flat", "steady-grip", "steady-pinch")
        return next((n for n in names if f"{n}@{hero.look.state}" in hero.sprite.anchors), "")

    def cargo(self, stage: Stage, mover: Prop, t: float) -> Prop:
        """What lies on the mover goes with it."""
        assert stage.cargo
        at = mover.point("inside", "surface", "tip", "blade")
        return replace(stage.cargo, placement=replace(stage.cargo.placement, at=at), z=66.0)

    def forearm(self, mover: Prop) -> float:
        """Direction of the forearm: as the grip says, kept within what an arm can do."""
        angle = mover.angle("grip") if mover.sprite.has("grip") else -20.0
        return upright(angle)

    def bare_hand(self, stage: Stage, t: float) -> list[Item]:
        at = self.hand_point(stage)
        if at is None or self.presence(t) <= 0:
            return []
        dx, dy, turn = self.offset(stage, t)
        away = 1 - self.presence(t)
        point = (at[0] + dx + away * (WIDTH - at[0] + 60), at[1] + dy - away * 60)
        return hand_items(
            self.pose, point, self.hand_angle(stage) + turn, stage.skin, 60, stage.zoom
        )

    def effects(self, stage: Stage, t: float) -> list[Item]:
        return []

    def mark(self, stage: Stage) -> str:
        """The orange mark on the still: what moves where."""
        return ""

    def busy(self, stage: Stage) -> list[Box]:
        """Boxes besides props and hand that no text may cover."""
        mark = marks.box(self.mark(stage))
        out = [mark] if mark else []
        if stage.hero and self.steadies and (anchor := self.steady_anchor(stage)):
            x, y = stage.hero.point(anchor)
            out.append(Box(0, y - 60 * stage.zoom, x + 40 * stage.zoom, y + 40 * stage.zoom))
        return out

    def notice(self, stage: Stage) -> Point:
        """Where the callout points."""
        if stage.hero is None:
            return stage.floor
        hero = stage.hero
        state = (hero.after if hero.after and self.blend(self.key) > 0.5 else hero.look).state
        return hero.point("notice", "inside", "surface", "rim", "centre", state=state)

    # -- what the step leaves behind -----------------------------------------------------------
    def consequences(self, stage: Stage) -> dict[str, Look]:
        """Looks of things after the step, by name."""
        props = (stage.hero, stage.mover, stage.cargo, *stage.supports)
        return {p.name: p.after for p in props if p and p.after}


def upright(angle: float) -> float:
    """The same forearm, but never coming from below the table: -80..60 right, else mirrored."""
    angle = (angle + 180) % 360 - 180
    if -100 <= angle <= 75 or angle <= -100 or angle >= 105:
        return angle
    return 75.0 if angle <= 90 else 105.0


def _first(*things: Thing | None) -> Thing | None:
    return next((t for t in things if t and t.sprite), None)


def aimed(program: Program, mover: Thing) -> float:
    """The rotation that brings the mover's working end -> grip to the program's aim."""
    sprite = mover.sprite
    assert sprite
    aim = program.aim_of(mover)
    if aim is None or not sprite.has("grip"):
        return program.tilt
    end = sprite.anchor(*program.work).point
    return aim - angle_of(end, sprite.anchor("grip").point)


def arrow(a: Point, b: Point, bend: float = 0.0) -> str:
    return marks.arrow(a, b, bend)
