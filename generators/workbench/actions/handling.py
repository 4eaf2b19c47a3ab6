"""Hands and tools that press, pull, turn and shake what stands there."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.base import Depiction
from generators.workbench import effects, marks
from generators.workbench.actions.base import Program, Things, register, table
from generators.workbench.geometry import Point, clamp, ease, phase, toward
from generators.workbench.scene import Item, Prop, Thing, draw_prop, hand_items
from generators.workbench.stage import Roles, Stage


@dataclass
class Press(Program):
    """A push with flat hand, finger or tool; `direction` says where to, 90 = down."""

    pose: str = "flat"
    direction: float = 90.0
    travel: float = 18.0
    times: float = 1.0
    contact: tuple[str, ...] = ("press", "handle", "top", "surface")
    work: tuple[str, ...] = ("tip", "surface", "base")
    room: float = 80.0
    forearm_angle: float = -24.0

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        s = clamp((t - self.enter) / (self.leave - self.enter))
        down = 0.5 - 0.5 * math.cos(math.tau * self.times * s)
        x, y = toward((0.0, 0.0), self.heading(stage), self.travel * stage.zoom * (down - 1))
        dx, dy = self.way(stage)
        gone = self.blend(t)
        return x + dx * gone, y + dy * gone, 0.0

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """What sticks (a patch) is left where it is, and a finger presses it on."""
        hero = stage.hero
        changed = hero and hero.after and hero.after.state != hero.look.state
        if not (changed and mover.sprite.kind == "material") or self.blend(t) < 0.5:
            return super().held(stage, mover, t)
        return replace(self, pose="point", forearm_angle=-42.0).bare_hand(stage, t)

    def hand_point(self, stage: Stage) -> Point | None:
        return stage.hero.touch(*self.contact) if stage.hero else None

    def hand_angle(self, stage: Stage) -> float:
        return self.forearm_angle

    def mark(self, stage: Stage) -> str:
        at = self.hand_point(stage)
        if at is None:
            return ""
        x, y = at[0] - 62 * stage.zoom, at[1]
        start = toward((x, y), self.heading(stage), -52 * stage.zoom)
        return marks.arrow(start, toward((x, y), self.heading(stage), 20 * stage.zoom))

    def heading(self, stage: Stage) -> float:
        """Where to, degrees: as the directed anchor says."""
        hero = stage.hero
        return (hero.angle(hero.at) or self.direction) if hero and hero.at else self.direction


@dataclass
class Pull(Press):
    """Towards the arm."""

    pose: str = "grip"
    direction: float = -10.0
    travel: float = 46.0
    contact: tuple[str, ...] = ("pull", "bead", "grip", "handle", "top")
    work: tuple[str, ...] = ("tip", "blade", "surface", "base")

    def variant(self, depiction: Depiction, things: Things) -> Program:
        """One thing drawn out of another is lifted out of it."""
        obj, target = things.get("object"), things.get("target")
        both = obj and target and obj.sprite and target.sprite and obj.name != target.name
        return table["lift"] if both and not things.get("instrument") else self

    def backwards(self, stage: Stage) -> bool:
        return math.cos(math.radians(self.heading(stage))) < -0.5

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        s = phase(t, 0.3, 0.62)
        x, y = toward((0.0, 0.0), self.heading(stage), self.travel * stage.zoom * s)
        return x, y, 0.0

    def hand_angle(self, stage: Stage) -> float:
        return 180 - self.forearm_angle if self.backwards(stage) else self.forearm_angle

    def mover(self, stage: Stage, t: float) -> Prop | None:
        """A pull to the left is done by an arm from the left."""
        if stage.mover is None or not self.backwards(stage):
            return super().mover(stage, t)
        turned = replace(stage.mover, placement=replace(stage.mover.placement, flip=True))
        dx, dy, turn = self.offset(stage, t)
        away = 1 - self.presence(t)
        return turned.moved(dx - away * (turned.box.x1 + 40), dy - away * 50, turn)

    def mark(self, stage: Stage) -> str:
        at = self.hand_point(stage)
        if at is None or not (stage.hero and stage.hero.at):
            return super().mark(stage)
        x, y = at[0], at[1] - 58 * stage.zoom
        end = toward((x, y), self.heading(stage), 92 * stage.zoom)
        return marks.arrow((x, y), end)


@dataclass
class Bend(Press):
    """Finger and thumb take a wire or lead by its end and lead it over."""

    pose: str = "pinch"
    travel: float = 0.0
    contact: tuple[str, ...] = ("press", "lead", "tip")
    change: tuple[float, float] = (0.4, 0.6)
    key: float = 0.52

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        (x, y), (dx, _) = stage.hero.touch(*self.contact), self.way(stage)
        side = 1 if dx >= 0 else -1
        return marks.arrow((x - 30 * side, y - 40), (x + 46 * side, y - 26), 14 * side)


@dataclass
class Pump(Press):
    """Up and down, again and again; the hero swells. The pump stands beside it, joined by hose."""

    pose: str = "grip"
    times: float = 3.0
    travel: float = 12.0
    change: tuple[float, float] = (0.3, 0.7)
    contact: tuple[str, ...] = ("valve", "inside", "centre")
    key: float = 0.6

    def mover(self, stage: Stage, t: float) -> Prop | None:
        """On the floor, clear of the hero."""
        if stage.mover is None:
            return None
        pump, core = stage.mover, stage.core
        x, y = pump.point("base")
        left = max(core.x1 + 24 + (x - pump.box.x0), 470.0) if stage.hero else x
        return pump.moved(left - x, stage.table - 4 - y)

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        dx, dy, _ = self.offset(stage, t)
        out = self._pump(mover, dy)
        if stage.hero and mover.sprite.has("nozzle"):
            out.append(_hose(mover.point("nozzle"), stage.hero.touch(*self.contact)))
        x, y = mover.point("press", "grip", "top")
        away = 1 - self.presence(t)
        at = (x + dx + away * (828 - x), y + dy - 60 * away)
        return out + hand_items(self.pose, at, -24.0, stage.skin, 60, stage.zoom)

    def _pump(self, mover: Prop, down: float) -> list[Item]:
        """The handle with its rod goes down into the barrel."""
        if "plunger" not in mover.sprite.states:
            return draw_prop(replace(mover, z=50.0))
        rod = replace(mover, look=replace(mover.look, state="plunger"), z=44.0)
        barrel = replace(mover, look=replace(mover.look, state="barrel"), z=50.0)
        return draw_prop(rod.moved(0.0, down)) + draw_prop(barrel)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """Strokes as long as the rod, when the pump shows it."""
        s = clamp((t - self.enter) / (self.leave - self.enter))
        rod = stage.mover and "plunger" in stage.mover.sprite.states
        depth = (46.0 if rod else self.travel) * stage.zoom
        return 0.0, depth * (0.5 - 0.5 * math.cos(math.tau * self.times * s)), 0.0

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return super().mark(stage)
        x, y = mover.point("press", "grip", "top")
        return marks.double(
            (x - 84 * stage.zoom, y - 6), (x - 84 * stage.zoom, y + 74 * stage.zoom)
        )

    def effects(self, stage: Stage, t: float) -> list[Item]:
        if stage.hero is None:
            return []
        return [effects.ticks(stage.hero.point("top"), -90, (t - 0.66) / 0.2)]


def _hose(a: Point, b: Point) -> Item:
    """From the pump's nozzle to the valve, sagging a little."""
    x, y = (a[0] + b[0]) / 2, max(a[1], b[1]) + 34
    path = f"M{a[0]:.1f} {a[1]:.1f}Q{x:.1f} {y:.1f} {b[0]:.1f} {b[1]:.1f}"
    return Item(
        52.0,
        f'<path d="{path}" fill="none" stroke="#22262B" stroke-width="9" stroke-linecap="round"/>'
        f'<path d="{path}" fill="none" stroke="#5B626B" stroke-width="3" stroke-linecap="round"/>',
        box=effects.around(a, b, margin=44),
    )


@dataclass
class Twist(Program):
    """A hand or spanner turns the hero's screw, knob or lever."""

    pose: str = "grip"
    sense: float = 1.0  # 1 = clockwise
    angle: float = 36.0
    turns: float = 2.0
    key: float = 0.5
    aim: float | None = -18.0
    work: tuple[str, ...] = ("jaw", "tip", "blade")
    contact: tuple[str, ...] = ("turn", "lever", "handle", "grip", "hinge", "top")
    room: float = 80.0
    change: tuple[float, float] = (0.62, 0.76)

    def aim_of(self, mover: Thing) -> float | None:
        """A spanner lies flat, a screwdriver comes from above."""
        return -14.0 if mover.sprite and mover.sprite.has("jaw") else -52.0

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        s = clamp((t - self.enter) / (self.leave - self.enter)) * self.turns % 1
        swing = ease(s / 0.65) if s < 0.65 else 1 - ease((s - 0.65) / 0.35)  # turn, then regrip
        dx, dy = self.way(stage)
        gone = self.blend(t)  # a screw takes the tool along, in or out
        return dx * gone, dy * gone, self.sense * self.angle * (swing - 0.5)

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """The other hand holds against the turn of a spanner."""
        counter = self.steadying(stage, t) if mover.sprite.has("jaw") else []
        return super().held(stage, mover, t) + counter

    def hand_point(self, stage: Stage) -> Point | None:
        return stage.hero.touch(*self.contact) if stage.hero else None

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        x, y = stage.hero.touch(*self.contact)
        dx, dy = self.way(stage)
        if stage.mover is None and math.hypot(dx, dy) > 60 * stage.zoom:  # a lever swings over
            a, b = toward((x, y), -62, 56), toward((x + dx, y + dy), -62, 56)
            return marks.arrow(a, b, 30)
        there = self.blend(self.key)
        at = x + dx * there, y + dy * there
        r = 62 * stage.zoom
        start, end = (-160, -40) if self.sense > 0 else (-30, -150)
        return marks.arc(at, r, r, start, end)


LEVERS = ("lever", "turn", "handle", "grip", "hinge", "top")  # what opens mostly has a lever


@dataclass
class Crank(Twist):
    """Something with a crank or wheel is turned round and round by its grip."""

    contact: tuple[str, ...] = ("turn", "grip", "hinge", "top")

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        if stage.mover or not (stage.hero and stage.hero.sprite.has("hinge")):
            return super().offset(stage, t)
        a = math.tau * 2 * clamp((t - self.enter) / (self.leave - self.enter))
        r = 14 * stage.zoom
        return r * math.sin(a), r * 0.4 * (1 - math.cos(a)), 0.0

    def mark(self, stage: Stage) -> str:
        hero = stage.hero
        if hero is None or not hero.sprite.has("hinge") or stage.mover:
            return super().mark(stage)
        x, y = hero.point("hinge")
        return marks.arc((x, y - 34 * stage.zoom), 52 * stage.zoom, 15 * stage.zoom, 160, 20)


@dataclass
class Shake(Program):
    """The object itself is shaken, flipped or tossed in the hand."""

    pose: str = "grip"
    key: float = 0.5
    turn_over: bool = False
    work: tuple[str, ...] = ("base",)
    contact: tuple[str, ...] = ("inside", "surface", "rim", "top")
    lift: tuple[float, float] = (0.0, -46.0)
    room: float = 110.0

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        mover = next((t for t in (tool, obj) if t and t.sprite), None)
        rest = [t for t in (target, obj) if t and t.sprite and t is not mover]
        return Roles(hero=rest[0] if rest else None, mover=mover, **self.outcome(depiction, things))

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        s = clamp((t - self.enter) / (self.leave - self.enter))
        if self.turn_over:
            up = math.sin(math.pi * s)
            return 0.0, -50 * stage.zoom * up, -150 * ease(s) * (1 - phase(t, 0.85, 1))
        wave = math.sin(math.tau * 4 * s) * math.sin(math.pi * s)
        return 26 * wave * stage.zoom, 5 * wave, 7 * wave

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """What has fallen out of it is no longer in it."""
        emptied = self.turn_over and stage.hero and stage.hero.after and self.blend(t) > 0.4
        if emptied and "empty" in mover.sprite.states:
            mover = mover.with_look(replace(mover.look, state="empty"))
        return super().held(stage, mover, t)

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        box = mover.box
        x, y = box.centre[0], box.y0 - 18
        if self.turn_over and stage.hero:
            x, y = box.x0 - 26, box.centre[1]
            return marks.arrow((x - 8, y - 60), (x - 30, y + 36), 22)
        if self.turn_over:
            return marks.arc((x, y + 40), 70, 60, -30, -150)
        return marks.double((x - 52, y), (x + 52, y))


register(Press(steadies=True), "press", press=("push down", "flatten", "pat down", "tamp", "firm"))
register(
    Press(direction=175.0, contact=("press", "grip", "centre"), change=(0.52, 0.64), key=0.46),
    "push",
)
register(Press(pose="flat", times=3.0, contact=("chest", "press", "top")), "compress")
register(Press(pose="grip", times=2.0, travel=8.0, contact=("press", "grip", "centre")), "squeeze")
register(Pull(steadies=True), "pull", pull=("tug", "draw out", "stretch"))
register(Bend(), "bend", bend=("splay", "bend outwards"))
register(Pump(), "inflate", inflate=("pump", "blow up"))
register(Twist(change=(0.2, 0.34)), "screw", screw=("fasten", "tighten"))
register(Twist(contact=LEVERS, pose="pinch"), "close", close=("shut", "lock", "cover"))
register(Twist(sense=-1.0), "unscrew", unscrew=("loosen", "undo", "unfasten"))
register(
    Twist(sense=-1.0, contact=LEVERS, pose="pinch"),
    "open",
    open=("unlock", "release", "uncap"),
)
register(Crank(), "turn", turn=("rotate", "twist", "spin", "crank", "grind"))
register(Shake(), "shake", shake=("swirl", "jiggle", "rock"))
register(Shake(turn_over=True), "flip", flip=("turn over", "invert", "upend"))
