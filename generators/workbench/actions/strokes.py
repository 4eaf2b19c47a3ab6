"""Linear and circular strokes: cut, sand, wipe, brush, spread, mark, trim, solder; stir, beat."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.base import Depiction
from generators.workbench import effects, marks
from generators.workbench.actions.base import Program, Things, register
from generators.workbench.geometry import Point, clamp, phase, toward
from generators.workbench.scene import Item, draw_prop, hand_items
from generators.workbench.stage import Roles, Stage


@dataclass
class Stroke(Program):
    """A tool or flat hand goes to and fro along a line on the hero."""

    pose: str = "grip"
    aim: float | None = -28.0
    work: tuple[str, ...] = ("surface", "tip", "blade", "base")
    contact: tuple[str, ...] = ("work", "surface", "inside", "centre")
    along: float = 0.0  # degrees
    reach: float = 34.0  # px to each side
    strokes: float = 3.0
    key: float = 0.58
    lift: tuple[float, float] = (0.0, 0.0)

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        """A tool that is itself the object is moved over the target ('wipe the iron')."""
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        if obj and obj.sprite and obj.sprite.kind == "tool" and not tool and target:
            swapped = {"object": target, "instrument": obj, "target": None}
            outcome = self.outcome(depiction, things)
            found = super().roles(depiction, swapped)
            return replace(found, subject=outcome["subject"], after=outcome["after"])
        return super().roles(depiction, things)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        s = clamp((t - self.enter) / (self.leave - self.enter))
        swing = math.sin(math.tau * self.strokes * s) * self.reach * stage.zoom
        x, y = toward((0.0, 0.0), self.along, swing)
        return x, y, 0.0

    def hand_point(self, stage: Stage) -> Point | None:
        return stage.hero.touch(*self.contact) if stage.hero else None

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        x, y = stage.hero.touch(*self.contact)
        reach = (self.reach + 26) * stage.zoom
        side = 58 * stage.zoom
        a, b = toward((x, y - side), self.along, -reach), toward((x, y - side), self.along, reach)
        if stage.mover:
            a, b = (
                toward((x, y + side), self.along, -reach),
                toward((x, y + side), self.along, reach),
            )
        return marks.double(a, b)


@dataclass
class Cut(Stroke):
    """Down through the hero with a small forward slide; the cut shows at the bottom."""

    aim: float | None = None
    work: tuple[str, ...] = ("blade", "tip")
    contact: tuple[str, ...] = ("cut", "blade", "centre")
    key: float = 0.48
    change: tuple[float, float] = (0.3, 0.42)
    tilt: float = -6.0
    room: float = 110.0
    lift: tuple[float, float] = (16.0, 22.0)
    steadies: bool = True

    def level(self, stage: Stage) -> bool:
        """Whether the hero, as it is, is cut flat from the side: its state has that anchor."""
        hero = stage.hero
        return bool(hero and f"level@{hero.look.state}" in hero.sprite.anchors)

    def mover_depth(self, stage: Stage) -> float:
        """A level blade goes into the hero, another is seen before it."""
        return stage.hero.z - 0.5 if stage.hero and self.level(stage) else 64.0

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        s = clamp((t - self.enter) / (self.leave - self.enter))
        depth = 0.5 - 0.5 * math.cos(math.tau * self.strokes * s)  # 0 up, 1 through
        if self.level(stage):
            return (1 - depth) * 60 * stage.zoom, 0.0, -self.tilt
        half = stage.hero.box.height * 0.5 if stage.hero else 30
        x = (depth - 0.5) * -24 * stage.zoom
        return x, (depth - 1) * (half + 24 * stage.zoom), (1 - depth) * -6

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        box = stage.hero.box
        if self.level(stage):
            x, y = box.x1 + 70 * stage.zoom, box.y1 - 8 * stage.zoom
            return marks.arrow((x, y), (x - 76 * stage.zoom, y), 0)
        x = box.x0 - 22 * stage.zoom
        if self.steady_anchor(stage):  # the left hand is there
            x = box.centre[0] - 6 * stage.zoom
            return marks.arrow((x, box.y0 - 92 * stage.zoom), (x, box.y0 - 30 * stage.zoom), 0)
        return marks.arrow((x, box.y0 - 42 * stage.zoom), (x, box.y0 + 26 * stage.zoom), 0)

    def notice(self, stage: Stage) -> Point:
        """Beside the blade, not under it."""
        hero = stage.hero
        if hero is None or hero.sprite.has("notice"):
            return super().notice(stage)
        return hero.box.x0 + hero.box.width * 0.26, hero.box.y0 + hero.box.height * 0.66


@dataclass
class Peel(Stroke):
    """Fingers draw the skin downwards and away."""

    pose: str = "pinch"
    contact: tuple[str, ...] = ("peel", "surface", "top", "rim")
    strokes: float = 2.0
    key: float = 0.44
    change: tuple[float, float] = (0.62, 0.74)
    steadies: bool = True

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        s = clamp((t - self.enter) / (self.leave - self.enter)) * self.strokes % 1
        return 44 * stage.zoom * s, 34 * stage.zoom * s, 8 * s

    def effects(self, stage: Stage, t: float) -> list[Item]:
        """The strip of skin between where it was and the fingers."""
        at = self.hand_point(stage)
        if at is None or stage.mover or not self.enter < t < self.leave:
            return []
        dx, dy, _ = self.offset(stage, t)
        return [effects.strip(at, (at[0] + dx, at[1] + dy), 17 * stage.zoom)]

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        box = stage.hero.box
        a = (box.x1 - 8, box.y0 - 4)
        return marks.arrow(a, (box.x1 + 44 * stage.zoom, box.centre[1]), 26 * stage.zoom)


@dataclass
class Touch(Stroke):
    """A fine tool rests on one spot: soldering iron, marker, tester."""

    reach: float = 4.0
    strokes: float = 1.0
    aim: float | None = -42.0
    pose: str = "pinch"
    work: tuple[str, ...] = ("tip", "blade", "surface")
    hot: bool = False

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        """With two things and a target (iron, wire, joint) the left hand brings the object."""
        found = super().roles(depiction, things)
        obj = things.get("object")
        both = found.mover and obj and obj.sprite and obj is not found.hero
        rest = tuple(t for t in found.bystanders if t is not obj)
        return replace(found, second=obj, bystanders=rest) if both else found

    def items(self, stage: Stage, t: float) -> list[Item]:
        out = super().items(stage, t)
        second = stage.second
        if second is None:
            return out
        away = 1 - self.presence(t)
        second = second.moved(-away * (second.box.x1 + 40), -40 * away)
        hand = hand_items("pinch", second.point("grip"), 196, stage.skin, 54.0, stage.zoom)
        return out + draw_prop(second) + hand

    contact: tuple[str, ...] = ("joint", "mark", "work", "surface", "centre")

    def effects(self, stage: Stage, t: float) -> list[Item]:
        if not self.hot or not stage.hero or not 0.3 < t < 0.95:
            return []
        return [effects.steam(stage.hero.touch(*self.contact), t, 0.8, 58.0, 2)]

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        x, y = stage.hero.touch(*self.contact)
        z = stage.zoom
        if stage.second:  # above the wire that the other hand feeds in
            return marks.arrow((x - 112 * z, y - 62 * z), (x - 44 * z, y - 36 * z))
        return marks.arrow((x - 62 * z, y - 54 * z), (x - 18 * z, y - 16 * z))


@dataclass
class Snip(Touch):
    """Cutters or scissors close on one spot."""

    key: float = 0.5
    aim: float | None = -25.0
    pose: str = "grip"
    work: tuple[str, ...] = ("blade", "tip")
    contact: tuple[str, ...] = ("cut", "trim", "joint", "work", "surface", "centre")

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        squeeze = phase(t, 0.4, 0.46) * (1 - phase(t, 0.5, 0.58))
        return 0.0, 0.0, -5 * squeeze

    def items(self, stage: Stage, t: float) -> list[Item]:
        """The other hand keeps what is cut off from flying away."""
        return super().items(stage, t) + replace(self, pose="pinch").steadying(stage, t)

    def effects(self, stage: Stage, t: float) -> list[Item]:
        if stage.hero is None:
            return []
        return [effects.ticks(stage.hero.touch(*self.contact), 200, (t - 0.45) / 0.2)]


@dataclass
class Stir(Program):
    """Round and round inside a vessel."""

    aim: float | None = -62.0
    work: tuple[str, ...] = ("tip", "blade", "base")
    contact: tuple[str, ...] = ("inside", "surface", "rim")
    turns: float = 3.0
    key: float = 0.56
    room: float = 120.0
    steadies: bool = True

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        vessel = target if target and target.sprite else obj
        hero = vessel if vessel and vessel.sprite else None
        rest = [t for t in (obj,) if t and t.sprite and t is not hero]
        return Roles(
            hero=hero,
            mover=tool if tool and tool.sprite else None,
            bystanders=tuple(rest),
            **self.outcome(depiction, things),
        )

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        reach = phase(t, self.enter, 0.26) * (1 - phase(t, 0.74, self.leave))
        a = math.tau * self.turns * clamp((t - self.enter) / (self.leave - self.enter))
        half = self.half(stage)
        return half * math.cos(a) * reach, half * 0.22 * math.sin(a) * reach, 4 * math.sin(a)

    def half(self, stage: Stage) -> float:
        if stage.hero is None:
            return 24.0
        if stage.hero.sprite.full:
            return stage.hero.sprite.full.half * stage.hero.placement.scale * 0.5
        return stage.hero.box.width * 0.16

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        x, y = stage.hero.touch("rim", *self.contact)
        r = self.half(stage) * 1.9
        return marks.arc((x, y), r, max(12.0, r * 0.24), 200, -15)


register(
    Stroke(),
    "sand",
    "brush",
    "spread",
    "wipe",
    "wash",
    sand=("roughen", "abrade", "scuff", "file"),
    brush=("sweep", "paint", "baste"),
    spread=("butter", "smear", "apply", "glue", "coat"),
    wipe=("clean", "dry", "pat", "polish", "rub"),
    wash=("scrub", "soap"),
)
register(Cut(), "cut", cut=("slice", "chop", "dice", "halve", "trim off", "mince", "quarter"))
register(Peel(), "peel", peel=("skin", "shell", "strip"))
register(Touch(), "mark", mark=("draw", "circle", "note", "label"))
register(Touch(hot=True), "solder", solder=("tin",))
register(Snip(), "trim", trim=("snip", "clip", "prune"))
register(Stir(), "stir", stir=("mix", "whisk", "beat", "blend", "combine", "fold in", "toss"))
