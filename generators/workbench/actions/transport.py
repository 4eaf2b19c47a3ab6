"""Hands that bring and take: place, insert; lift, pick up, remove."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.base import Depiction
from generators.workbench import marks
from generators.workbench.actions.base import Program, Things, register
from generators.workbench.geometry import Point, phase, toward
from generators.workbench.scene import Item, Prop, draw_prop, hand_items
from generators.workbench.stage import Roles, Stage

UP = -90.0  # degrees; the way that things are lifted off and come down


def heading(stage: Stage) -> float:
    """The side from which a thing comes and to which it is taken: the directed anchor's angle."""
    hero = stage.hero
    return hero.angle(hero.at) or UP if hero and hero.at else UP


@dataclass
class Place(Program):
    """The object comes with the hand, is let go at its place, and stays."""

    pose: str = "pinch"
    key: float = 0.36
    change: tuple[float, float] = (0.5, 0.58)
    enter: float = 0.42
    leave: float = 0.6
    work: tuple[str, ...] = ("base",)
    contact: tuple[str, ...] = ("inside", "surface", "rim", "top")
    changes: tuple[str, ...] = ("target", "object", "instrument")
    room: float = 90.0
    drop: float = 74.0  # px above its place when it comes in
    seats: bool = True  # without a target, a bystander that the object sits on is the target

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        hero = target if target and target.sprite else None
        carried = obj if obj and obj.sprite else None
        tool = tool if tool and tool.sprite else None
        return Roles(
            hero=hero,
            mover=tool or carried,
            cargo=carried if tool and carried else None,
            **self.outcome(depiction, things),
        )

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """Down the last stretch, up again when leaving; or the way that the anchor points."""
        far = 1 - phase(t, 0.3, 0.48) + phase(t, 0.56, 0.7)
        x, y = toward((0.0, 0.0), heading(stage), self.drop * stage.zoom * far)
        return x, y, 0.0

    def presence(self, t: float) -> float:
        return phase(t, 0.0, 0.3) * (1 - phase(t, 0.6, 0.95))

    def variant(self, depiction: Depiction, things: Things) -> Program:
        """What is put down by itself is shown as it stands there, the hand still on it."""
        obj = things.get("object")
        alone = obj and obj.sprite and not obj.sprite.sits_on and not things.get("target")
        return replace(self, key=0.48) if alone else self

    def absorbed(self, stage: Stage) -> bool:
        """The hero's new look already shows what was put in."""
        hero = stage.hero
        return bool(hero and hero.after and hero.after.state != hero.look.state)

    def items(self, stage: Stage, t: float) -> list[Item]:
        out = self.standing(stage, t)
        mover = self.mover(stage, t)
        if mover is None:
            return out + self.bare_hand(stage, t) + self.effects(stage, t)
        if stage.cargo:
            return out + self._with_tool(stage, mover, t) + self.effects(stage, t)
        return out + self._by_hand(stage, mover, t) + self.effects(stage, t)

    def _by_hand(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """Held until 0.5, then it rests and only the hand goes."""
        assert stage.mover
        resting = t > 0.5
        thing = stage.mover if resting else mover
        z = self.depth(stage) if t > 0.34 else 64.0
        out = []
        if not (resting and self.absorbed(stage)) or self.blend(t) < 1:
            out += draw_prop(replace(thing, z=z), self.blend(t))
        grip = mover.point("grip", "top")
        angle = self.forearm(mover)
        if self.presence(t) > 0:
            out += hand_items(self.hold(mover), grip, angle, stage.skin, 60.0, stage.zoom)
        return out

    def _with_tool(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        assert stage.cargo
        assert stage.mover
        pose = replace(self, pose="grip").grasp(mover)
        out = draw_prop(mover) + hand_items(
            pose, mover.point("grip", "top"), self.forearm(mover), stage.skin, 60.0, stage.zoom
        )
        loaded = mover if t < 0.5 else stage.mover
        cargo = replace(self.cargo(stage, loaded, t), z=66.0 if t < 0.5 else self.depth(stage))
        if not (t > 0.5 and self.absorbed(stage)) or self.blend(t) < 1:
            out += draw_prop(cargo, self.blend(t))
        return out

    def hold(self, mover: Prop) -> str:
        """Large things and handles are gripped, small ones pinched."""
        low, high = sorted((mover.box.height, mover.box.width))
        large = (high > 130 and low > 96) or mover.sprite.kind in ("tool", "furniture")
        return "grip" if large and mover.sprite.has("grip") else "pinch"

    def depth(self, stage: Stage) -> float:
        hero = stage.hero
        if hero is None:
            return 31.0
        return hero.z + 2.5 if hero.sprite.has("inside") else hero.z + 6

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None or stage.mover is None:
            return ""
        box, end = mover.box, stage.mover.box
        if heading(stage) != UP:
            gap = min(box.width, box.height) * 0.5 + 14
            x, y = toward(box.centre, heading(stage) + 90, gap)
            back = toward((0.0, 0.0), heading(stage), self.drop * 0.6)
            return marks.arrow((x, y), (x - back[0], y - back[1]))
        x, y = max(box.x0 - 30, 150.0), max(box.y0 + 6, 104.0)  # below the step's name
        return marks.arrow((x, y), (x, max(y + 40, min(end.y1 - 8, y + 90))), -14)

    def notice(self, stage: Stage) -> Point:
        if stage.hero and stage.roles.subject in ("", stage.hero.name):
            return super().notice(stage)
        mover = self.mover(stage, self.key)
        return mover.point("notice", "centre") if mover else stage.floor


@dataclass
class Take(Place):
    """The reverse: the hand comes empty, takes the object, and goes away with it."""

    key: float = 0.66
    seats: bool = False
    pose: str = "grip"
    changes: tuple[str, ...] = ("target", "object", "instrument")
    change: tuple[float, float] = (0.42, 0.5)
    carried_off: bool = True  # out of the picture, or only up
    steadies: bool = True

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        if not (target and target.sprite) or tool:
            return replace(self._prying(depiction, things))
        return Roles(
            hero=target,
            mover=obj if obj and obj.sprite else None,
            **self.outcome(depiction, things),
        )

    def variant(self, depiction: Depiction, things: Things) -> Program:
        """A tool reaches in with its tip."""
        tool = things.get("instrument")
        if tool and tool.sprite and tool.sprite.kind == "tool":
            return replace(self, work=("tip", "blade", "surface", "base"))
        return self

    def hand_point(self, stage: Stage) -> Point | None:
        taken = ("lift", "wheel", "work", "grip", "inside", "surface", "rim", "top")
        return stage.hero.touch(*taken) if stage.hero else None

    def _prying(self, depiction: Depiction, things: Things) -> Roles:
        """A thing taken by itself, or taken off with a tool."""
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        hero = target if target and target.sprite else obj
        hero = hero if hero and hero.sprite else None
        outcome = self.outcome(depiction, things)
        if tool and tool.sprite and tool.sprite.kind == "tool":
            return Roles(hero=hero, mover=tool, **outcome)
        changed = bool(hero and outcome["after"] != hero.look.state)
        stays = bool(changed and hero and outcome["subject"] == hero.name)
        return Roles(hero=hero if stays else None, mover=None if stays else hero, **outcome)

    def presence(self, t: float) -> float:
        return phase(t, 0.0, 0.3)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        way = self.drop * (1.2 if heading(stage) == UP else 2.0) * stage.zoom
        x, y = toward((0.0, 0.0), heading(stage), way * phase(t, 0.46, 0.75))
        return x, y, 0.0

    def mover(self, stage: Stage, t: float) -> Prop | None:
        """The thing itself: at rest until taken."""
        if stage.mover is None:
            return None
        dx, dy, turn = self.offset(stage, t)
        stays = heading(stage) != UP or not self.carried_off
        out = 0.0 if stays else (768 + 40 - stage.mover.box.x0) * phase(t, 0.76, 1.0)
        return stage.mover.moved(dx + out, dy, turn)

    def items(self, stage: Stage, t: float) -> list[Item]:
        out = self.standing(stage, t)
        mover = self.mover(stage, t)
        if mover is None:
            both = self.bare_hand(stage, t) + self.steadying(stage, t)
            return out + both + self.effects(stage, t)
        if stage.mover and stage.mover.sprite.kind == "tool" and stage.hero:
            return out + self.held(stage, self._tool(stage, t), t) + self.effects(stage, t)
        z = self.depth(stage) if t < 0.44 else 64.0
        if t > 0.42 or not self.absorbed(stage):
            out += draw_prop(replace(mover, z=z))
        left = self.steadying(stage, t)
        return out + self._hand(stage, mover, t) + left + self.effects(stage, t)

    def _hand(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        x, y = mover.point("grip", "top")
        away = 1 - self.presence(t)
        at = (x + away * (768 - x + 60), y - 60 * away)
        return hand_items(self.hold(mover), at, self.forearm(mover), stage.skin, 60, stage.zoom)

    def _tool(self, stage: Stage, t: float) -> Prop:
        """A lever: in, turned up, out."""
        assert stage.mover
        away = 1 - phase(t, 0.0, 0.25) * (1 - phase(t, 0.82, 1.0))
        turn = -24 * phase(t, 0.32, 0.5) * (1 - phase(t, 0.72, 0.82))
        return stage.mover.moved(away * (808 - stage.mover.box.x0), -50 * away, turn)

    def bare_hand(self, stage: Stage, t: float) -> list[Item]:
        at = self.hand_point(stage)
        if at is None:
            return []
        away = 1 - self.presence(t)
        pull = phase(t, 0.4, 0.6)
        gone = phase(t, 0.78, 1.0)
        x = at[0] + (away + gone) * (768 - at[0] + 60) + 26 * pull * stage.zoom
        point = (x, at[1] - 60 * away - 22 * pull * stage.zoom)
        return hand_items(self.pose, point, self.hand_angle(stage), stage.skin, 60, stage.zoom)

    def mark(self, stage: Stage) -> str:
        mover = stage.mover
        if mover and mover.sprite.kind == "tool" and stage.hero:
            x, y = mover.point("grip", "centre")
            return marks.arc((x - 20, y), 70, 70, 20, -50)
        if mover is None:
            if stage.hero is None:
                return ""
            x, y = self.hand_point(stage) or stage.hero.box.centre
            if not self.carried_off:
                return marks.arrow((x - 66, y + 24), (x - 66, y - 66))
            return marks.arrow((x - 40, y - 62), (x + 56, y - 92), 16)
        box = self.mover(stage, self.key)
        assert box
        if heading(stage) != UP:
            x, y = box.box.centre[0], box.box.y0 - 24
            end = toward((x, y), heading(stage), 110)
            return marks.arrow((x, y), end)
        x = box.box.x0 - 26
        return marks.arrow((x, box.box.y1), (x, box.box.y1 - 84), 14)


register(
    Place(),
    "place",
    "insert",
    place=("put", "set", "lay", "position", "arrange", "transfer", "drop"),
    insert=("push in", "slide in", "fit", "thread in", "plug", "mount", "install"),
)
register(Take(carried_off=False), "lift", lift=("raise", "take up", "scoop", "elevate"))
register(
    Take(),
    "pick-up",
    "remove",
    pick_up=("grab", "take", "pick"),
    remove=("take off", "take out", "lever", "pry", "pull out", "detach", "unplug", "discard"),
)
