"""Pour, fill, water, rinse, sprinkle: a vessel tilts, something falls into the hero."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.base import Depiction
from generators.workbench import effects, marks
from generators.workbench import sprite as sprites
from generators.workbench.actions.base import Outcome, Program, Things, register, table
from generators.workbench.geometry import Point, clamp, phase
from generators.workbench.palette import is_liquid
from generators.workbench.scene import (
    GRAINS,
    LEVELS,
    Item,
    Look,
    Prop,
    Thing,
    draw_prop,
    usual_liquid,
)
from generators.workbench.stage import Roles, Stage

FIXED = ("sink-tap",)  # what pours but cannot be lifted


@dataclass
class Pour(Program):
    """Tilts at 0.22-0.34, flows until 0.72, rights itself, leaves."""

    key: float = 0.6
    change: tuple[float, float] = (0.36, 0.72)
    enter: float = 0.2
    leave: float = 0.82
    work: tuple[str, ...] = ("lip",)
    contact: tuple[str, ...] = ("rim", "inside", "surface", "top")
    lift: tuple[float, float] = (40.0, -52.0)
    tip_by: float = -24.0  # degrees when pouring
    changes: tuple[str, ...] = ("target", "object", "instrument")
    room: float = 70.0
    stream_width: float = 7.0

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        solid = obj if obj and obj.sprite and obj.name not in GRAINS else None
        hero = target if target and target.sprite else (solid if tool else None)
        mover = tool if tool and tool.sprite else (solid if solid is not hero else None)
        if mover is None and hero is None:
            hero = solid
        if mover is None:
            mover = self._vessel(obj)
        substance = obj if obj and obj is not hero and obj is not mover else None
        return Roles(
            hero=hero,
            mover=_filled(mover, substance),
            substance=substance or _content(mover),
            **self.outcome(depiction, things),
        )

    def variant(self, depiction: Depiction, things: Things) -> Program:
        """Solid things are put in, not poured."""
        obj, tool = things.get("object"), things.get("instrument")
        solid = obj and obj.sprite and obj.name not in GRAINS and not tool
        if solid and things.get("target") and not _pours(obj):
            return table["place"]
        return self

    def _vessel(self, obj: Thing | None) -> Thing | None:
        """Something to pour out of, when the depiction names nothing."""
        wanted = ("bowl", "mug") if obj and obj.name in GRAINS else ("jug", "glass")
        for name in wanted:
            if name in sprites.names():
                sprite = sprites.load(name)
                colour = obj.name if obj and is_liquid(obj.name) else ""
                return Thing(name, Look(sprite.state(""), 0.6 * bool(colour), colour), sprite)
        return None

    def mover(self, stage: Stage, t: float) -> Prop | None:
        if stage.mover and stage.mover.name in FIXED:
            return stage.mover
        return super().mover(stage, t)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        spouted = stage.mover is not None and stage.mover.sprite.has("spout")
        tilt = self.flow(t, 0.12) * self.tip_by * (1.0 if spouted else 2.0)
        dx, dy = self.circling(stage, t)
        return dx, dy - (1 - self.flow(t, 0.12)) * 8, tilt

    def flow(self, t: float, lead: float = 0.0) -> float:
        """0 = upright, 1 = pouring."""
        return phase(t, 0.34 - lead, 0.36) * (1 - phase(t, 0.7, 0.72 + lead))

    def circling(self, stage: Stage, t: float) -> tuple[float, float]:
        if not self.circles(stage):
            return 0.0, 0.0
        a = math.tau * 2 * clamp((t - 0.36) / 0.36)
        reach = phase(t, 0.36, 0.42) * (1 - phase(t, 0.66, 0.72))
        return 22 * stage.zoom * math.sin(a) * reach, 5 * math.cos(a) * reach

    def circles(self, stage: Stage) -> bool:
        return bool(stage.words & {"circle", "circles", "spiral", "spirals", "circling"})

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        if mover.name in FIXED:
            flowing = "running" if 0.2 < t < 0.8 else mover.look.state
            look = replace(mover.look, state=mover.sprite.state(flowing))
            return draw_prop(replace(mover, look=look, z=20.0))
        return super().held(stage, mover, t)

    def effects(self, stage: Stage, t: float) -> list[Item]:
        mover = self.mover(stage, t)
        if mover is None or stage.hero is None:
            return []
        out = self.dripping(stage, t)
        head, tail = clamp((t - 0.34) / 0.06), clamp((t - 0.7) / 0.06)
        if head <= 0 or tail >= 1:
            return out
        return out + self.falling(stage, mover, t, head, tail)

    def falling(self, stage: Stage, mover: Prop, t: float, head: float, tail: float) -> list[Item]:
        start, end, z = mover.point(*self.work), self.landing(stage, t), self.depth(stage)
        name = stage.roles.substance.name if stage.roles.substance else "water"
        if name in GRAINS or (stage.roles.substance and stage.roles.substance.sprite):
            return [effects.grains(start, end, _colour(name), t, z=z)]
        if mover.name == "watering-can":
            return _shower(start, end, name, t, z, head, tail)
        width = self.stream_width * stage.zoom**0.5
        if mover.name in FIXED:
            width = 19 * mover.placement.scale  # goes on where the tap's own water is hidden
        out = [effects.stream(start, end, name, t, width, z, head, tail)]
        if head >= 1:
            out.append(effects.splash(end, name, t, 18 * stage.zoom, z + 0.5))
        return out

    def landing(self, stage: Stage, t: float) -> Point:
        hero = stage.hero
        assert hero
        if hero.sprite.fillable:
            level = hero.look.level
            if hero.after:
                level += (hero.after.level - level) * self.blend(t)
            x, y = hero.surface_point(max(level, 0.04))
        else:
            x, y = hero.touch(*self.contact)
        dx, dy = self.circling(stage, t)
        return x + dx * 0.9, y + dy

    def notice(self, stage: Stage) -> Point:
        """Beside the stream, not under it."""
        x, y = super().notice(stage)
        if stage.hero is None:
            return x, y
        return x - min(34 * stage.zoom, 0.16 * stage.hero.box.width), y

    def depth(self, stage: Stage) -> float:
        """Behind the front wall of a vessel, before anything else."""
        hero = stage.hero
        return hero.z + 2.5 if hero and hero.sprite.fillable else 47.0

    def dripping(self, stage: Stage, t: float) -> list[Item]:
        """Through a dripper into what it stands on."""
        below = [p for p in stage.supports if p.sprite.fillable]
        poured = stage.roles.substance.name if stage.roles.substance else "water"
        if not below or not stage.hero or not 0.45 < t < 0.98 or not is_liquid(poured):
            return []
        pot = below[0]
        level = pot.look.level + ((pot.after or pot.look).level - pot.look.level) * self.blend(t)
        start, end = stage.hero.point("drip", "base"), pot.surface_point(level)
        clear = stage.hero.look.state in ("empty", "filter")  # nothing in it to brew yet
        colour = poured if clear else usual_liquid(pot.name)
        return [effects.drops(start, (start[0], end[1]), colour, t, 3, pot.z + 2.5)]

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None or stage.hero is None or mover.name in FIXED:
            return ""
        if self.circles(stage):
            x, y = stage.hero.touch(*self.contact)
            down = 10 if stage.hero.sprite.fillable else 30  # not over what is seen inside
            return marks.arc((x, y + down * stage.zoom), 64 * stage.zoom, 15, 170, 10)
        box, r = mover.box, 74 * stage.zoom
        return marks.arc((box.centre[0] + 8, box.y1 - r * 0.8), r, r, 115, 45)


@dataclass
class Sprinkle(Pour):
    """A pinch of grains from a hand, or shaken from a spoon or shaker."""

    pose: str = "pinch"
    lift: tuple[float, float] = (0.0, -70.0)
    room: float = 190.0  # the hand is high above

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        hero = target if target and target.sprite else None
        return Roles(
            hero=hero,
            mover=tool if tool and tool.sprite else None,
            substance=obj or Thing("salt", Look(), None),
            **self.outcome(depiction, things),
        )

    def hand_point(self, stage: Stage) -> Point | None:
        x, y = stage.hero.touch(*self.contact) if stage.hero else stage.floor
        return x + 6, y - 84 * stage.zoom

    def hand_angle(self, stage: Stage) -> float:
        return -28.0

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        return 10 * math.sin(t * 40) * self.flow(t), 3 * math.cos(t * 40) * self.flow(t), 0.0

    def effects(self, stage: Stage, t: float) -> list[Item]:
        if not 0.3 < t < 0.76 or not stage.hero:
            return []
        mover = self.mover(stage, t)
        bare = self.hand_point(stage) or (0.0, 0.0)
        start = mover.point(*self.work) if mover else bare
        name = stage.roles.substance.name if stage.roles.substance else "salt"
        return [effects.grains(start, self.landing(stage, t), _colour(name), t)]

    def mark(self, stage: Stage) -> str:
        x, y = self.hand_point(stage) or (0.0, 0.0)
        return marks.double((x - 92, y + 4), (x - 36, y + 4)) if not stage.mover else ""


def _shower(
    start: Point, end: Point, name: str, t: float, z: float, head: float, tail: float
) -> list[Item]:
    """A rose: several thin streams side by side."""
    return [
        effects.stream(
            (start[0] + k * 5, start[1] + k * 4),
            (end[0] + k * 15, end[1]),
            name,
            t + k * 0.03,
            3.0,
            z,
            head,
            tail,
        )
        for k in (-1.5, -0.5, 0.5, 1.5)
    ]


def _pours(thing: Thing | None) -> bool:
    sprite = thing.sprite if thing else None
    return bool(sprite and (sprite.kind == "container" or sprite.has("spout")))


def _filled(mover: Thing | None, substance: Thing | None) -> Thing | None:
    """What is poured out of a vessel is in it."""
    if mover and mover.sprite and "loaded" in mover.sprite.states:
        return replace(mover, look=replace(mover.look, state="loaded"))
    if not mover or not mover.sprite or not mover.sprite.fillable or mover.look.level > 0.1:
        return mover
    if substance and not is_liquid(substance.name):
        return mover
    name = substance.name if substance else ""
    colour = name or mover.look.liquid or usual_liquid(mover.name)
    return replace(mover, look=replace(mover.look, level=0.7, liquid=colour))


def _colour(name: str) -> str:
    """Of grains: 'salt-bowl' strews salt."""
    return next((colour for grain, colour in GRAINS.items() if grain in name), "#8A6A48")


def _content(mover: Thing | None) -> Thing | None:
    if mover is None:
        return None
    if mover.sprite and mover.sprite.kind in ("food", "material"):
        return Thing(mover.name, mover.look, None)
    return Thing(mover.look.liquid or "water", mover.look, None)


@dataclass
class Rinse(Pour):
    """What is rinsed does not stay full."""

    def outcome(self, depiction: Depiction, things: Things) -> Outcome:
        found = super().outcome(depiction, things)
        return {"subject": "", "after": ""} if found["after"] in LEVELS else found


register(Rinse(), "rinse", rinse=("swill",))
register(
    Pour(),
    "pour",
    "fill",
    "water",
    pour=("add", "drizzle", "tip", "decant", "empty", "drain", "serve", "ladle", "top up"),
    fill=("refill",),
    water=("irrigate",),
)
register(Sprinkle(), "sprinkle", sprinkle=("season", "dust", "scatter", "salt", "strew", "sow"))
