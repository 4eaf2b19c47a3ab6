"""Hold, check, wait, measure, heat, call; and the fallback for handwork without drawn program."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.base import Depiction
from generators.workbench import effects, marks
from generators.workbench.actions.base import Program, Things, register, table
from generators.workbench.geometry import Box, Point, clamp
from generators.workbench.scene import Item, Prop, Thing, hand_items
from generators.workbench.stage import Roles, Stage

CLOCKS = ("timer", "clock", "watch", "phone")
BUBBLING = ("boiling", "simmering")


@dataclass
class Rest(Program):
    """Nothing is touched; something happens by itself."""

    pose: str = ""
    key: float = 0.6
    change: tuple[float, float] = (0.3, 0.55)  # over at the still: no half-faded state on it
    room: float = 40.0
    clocked: bool = False
    warm: bool = False

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        seen = [t for t in (obj, target, tool) if t and t.sprite]
        heroes = [t for t in seen if t.name not in CLOCKS] if self.clocked else seen
        outcome = self.outcome(depiction, things)
        hero = next((t for t in heroes if t.name == outcome["subject"]), None)
        hero = hero or next(iter(heroes or seen), None)
        clockless = hero is not None and self.clocked  # the dial is drawn, so no second one
        rest = tuple(t for t in seen if t is not hero and not (clockless and t.name == "timer"))
        if self.warm and hero and hero.name == outcome["subject"]:
            rest = tuple(t for t in rest if t.sprite and t.sprite.kind != "food")  # it is inside
        return Roles(hero=hero, bystanders=rest, **outcome)

    def hand_point(self, stage: Stage) -> Point | None:
        return None

    def busy(self, stage: Stage) -> list[Box]:
        x, y = self.dial(stage)
        dial = [Box(x - 46, y - 46, x + 46, y + 46)] if self.clocked else []
        return [*super().busy(stage), *dial]

    def effects(self, stage: Stage, t: float) -> list[Item]:
        out = []
        if self.clocked:
            out.append(effects.clock(self.dial(stage), t))
        if stage.hero and (self.warm or self._hot(stage)):
            out += self._warmth(stage, t)
        pots = [p for p in stage.supports if p.sprite.fillable]
        if stage.hero and pots and stage.hero.sprite.has("drip"):  # a filter goes on dripping
            x, y = stage.hero.point("drip")
            end = x, pots[0].surface_point(pots[0].look.level)[1]
            out.append(effects.drops((x, y), end, "coffee", t, 2, pots[0].z + 2.5))
        return out

    def variant(self, depiction: Depiction, things: Things) -> Program:
        """Days stand on a calendar; heat that a hand brings with a tool is brought by touching."""
        tool = things.get("instrument")
        if self.clocked and tool and tool.name == "calendar":
            return replace(self, clocked=False)  # weeks, not minutes: no dial
        if self.warm and tool and tool.sprite and tool.sprite.has("tip"):
            return table["solder"]
        return self

    def dial(self, stage: Stage) -> Point:
        """The clock stands right of the hero, above the table."""
        beside = stage.core.x1 + 110
        return (beside, 210.0) if beside <= 640 else (640.0, min(210.0, stage.core.y0 - 56))

    def _hot(self, stage: Stage) -> bool:
        hot = (*BUBBLING, "wet-grounds", "blooming", "crust", "hot")
        props = [p for p in (stage.hero, *stage.supports) if p]
        return any(look.state.startswith(hot) for p in props for look in (p.look, p.after) if look)

    def _warmth(self, stage: Stage, t: float) -> list[Item]:
        hero = stage.hero
        assert hero
        if hero.sprite.has("spout") and not hero.sprite.has("inside"):
            x, y = hero.point("spout")  # of a closed kettle; from open pans it rises all over
        else:
            x, y = hero.point("rim", "surface", "top")
        out = [effects.steam((x, y - 14 * stage.zoom), t, stage.zoom)]
        state = (hero.after or hero.look).state if self.blend(t) > 0.5 else hero.look.state
        if state.startswith(BUBBLING) and hero.sprite.fillable:
            level = hero.look.level
            s = hero.sprite.surface(level)
            half = s.half * hero.placement.scale
            out.append(effects.bubbles(hero.surface_point(level), half, t, hero.z + 2.5))
        return out

    def notice(self, stage: Stage) -> Point:
        """At the steam, when there is some."""
        hero = stage.hero
        if hero and self.warm and "steam" in stage.words and hero.sprite.has("spout"):
            x, y = hero.point("spout")
            return x, y - 34 * stage.zoom
        return super().notice(stage)


@dataclass
class Hold(Rest):
    """A hand holds or steadies the hero."""

    pose: str = "grip"
    contact: tuple[str, ...] = ("grip", "handle", "top")

    def hand_point(self, stage: Stage) -> Point | None:
        return stage.hero.touch(*self.contact) if stage.hero else None

    def hand_angle(self, stage: Stage) -> float:
        hero = stage.hero
        return hero.angle("grip") if hero and hero.sprite.has("grip") else -18.0


@dataclass
class Check(Rest):
    """A finger points at the place to look at; rays when it is right."""

    pose: str = "point"
    contact: tuple[str, ...] = ("notice", "inside", "surface", "rim", "centre")

    def hand_point(self, stage: Stage) -> Point | None:
        if stage.hero is None:
            return None
        x, y = stage.hero.touch(*self.contact)
        return x + 30 * stage.zoom, y - 12 * stage.zoom

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        nudge = math.sin(math.tau * 2 * clamp((t - 0.25) / 0.5))
        return 8 * abs(nudge), -4 * abs(nudge), 0.0

    def effects(self, stage: Stage, t: float) -> list[Item]:
        at = stage.hero.touch(*self.contact) if stage.hero else stage.floor
        return [*super().effects(stage, t), effects.sparkle(at, (t - 0.5) / 0.3, 26)]

    def notice(self, stage: Stage) -> Point:
        """What the finger points at."""
        return stage.hero.touch(*self.contact) if stage.hero else stage.floor

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        r = 30 * stage.zoom
        return marks.arc(stage.hero.touch(*self.contact), r, r, -150, 180, head=False)


@dataclass
class Handwork(Program):
    """Two hands at the hero, for work that has no program of its own (yet)."""

    pose: str = "pinch"
    key: float = 0.5
    contact: tuple[str, ...] = ("work", "centre")

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """A tool is gripped; only thread and paper are pinched."""
        return Program.held(replace(self, pose="grip"), stage, mover, t)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        s = math.sin(math.pi * clamp((t - self.enter) / (self.leave - self.enter)))
        return 0.0, -34 * s * stage.zoom, -14 * s  # under it and up

    def bare_hand(self, stage: Stage, t: float) -> list[Item]:
        if stage.hero is None:
            return []
        x, y = stage.hero.touch(*self.contact)
        half = min(stage.hero.box.width * 0.3, 110)
        away = 1 - self.presence(t)
        sway = 12 * math.sin(math.tau * 2 * t) * self.presence(t)
        right = (x + half + away * 500 + sway, y - 40 * away)
        left = (x - half - away * 500 - sway, y - 40 * away)
        z = stage.zoom
        return hand_items(self.pose, right, -14, stage.skin, 60, z) + hand_items(
            self.pose, left, 194, stage.skin, 60, z
        )

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        box: Box = stage.hero.box
        x, y = box.centre[0], box.y0 - 22
        return marks.arc((x, y + 40), 70 * stage.zoom, 46, -150, -30)


@dataclass
class Tell(Rest):
    """A phone call: the phone held up, waves beside it."""

    pose: str = "grip"

    def hand_point(self, stage: Stage) -> Point | None:
        return stage.hero.point("grip", "centre") if stage.hero else None

    def hand_angle(self, stage: Stage) -> float:
        hero = stage.hero
        return hero.angle("grip") if hero and hero.sprite.has("grip") else 20.0

    def effects(self, stage: Stage, t: float) -> list[Item]:
        if stage.hero is None:
            return []
        box = stage.hero.box
        at = (box.x0 - 4, box.y0 + box.height * 0.2)
        return [effects.ticks(at, 190, (t * 3 + k) % 1, size=26 + 14 * k) for k in (0.0, 0.5)]


def clock_of(things: Things) -> Thing | None:
    """The timer among the things, if there is one."""
    return next((t for t in things.values() if t and t.name in CLOCKS), None)


register(
    Rest(clocked=True), "wait", wait=("rest", "stand", "steep", "chill", "leave", "let", "cool")
)
register(
    Rest(warm=True),
    "heat",
    heat=("boil", "warm", "cook", "fry", "simmer", "bake", "melt", "toast", "microwave", "preheat"),
)
register(
    Check(),
    "check",
    "measure",
    check=("look", "test", "inspect", "see", "make sure", "read"),
    measure=("weigh", "count"),
)
register(Hold(), "hold", hold=("keep", "steady", "support", "grip"))
register(Tell(), "call", call=("phone", "dial", "ring"))
register(
    Handwork(),
    "sew",
    "tie",
    "fold",
    "wrap",
    "thread",
    sew=("stitch",),
    tie=("knot", "bind"),
    fold=("crease",),
    wrap=("cover with", "roll up"),
)
