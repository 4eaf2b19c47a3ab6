"""Work on a wall: hammer a nail in, pass a detector over it, roll paint on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench import effects, marks
from generators.workbench.actions.base import Program, register
from generators.workbench.actions.strokes import Stroke
from generators.workbench.geometry import clamp, phase
from generators.workbench.scene import Item
from generators.workbench.stage import Stage


@dataclass
class Hammer(Program):
    """The hammer swings about the wrist and meets the nail; the other hand holds what it fixes."""

    key: float = 0.47  # raised, on its way down
    change: tuple[float, float] = (0.66, 0.7)  # with the last blow
    contact: tuple[str, ...] = ("nail", "surface", "top")
    work: tuple[str, ...] = ("face", "tip", "base")
    steadies: bool = True
    room: float = 110.0
    blows: float = 3.0
    raised: float = 34.0  # degrees

    def swing(self, t: float) -> float:
        """0 = on the nail, 1 = raised; up slowly, down fast."""
        s = clamp((t - self.enter) / (0.68 - self.enter)) * self.blows
        part = s % 1 if s < self.blows else 1.0
        blow = phase(part, 0.0, 0.62) * (1 - clamp((part - 0.72) / 0.28) ** 2)
        return max(blow, phase(t, 0.72, 0.82))

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """A turn about the grip, written as shift and turn of the face that meets the nail."""
        if stage.mover is None:
            return 0.0, 0.0, 0.0
        turn = self.raised * self.swing(t)
        (fx, fy), (gx, gy) = stage.mover.point(*self.work), stage.mover.point("grip")
        a, x, y = math.radians(turn), fx - gx, fy - gy
        dx = x * math.cos(a) - y * math.sin(a) - x
        dy = x * math.sin(a) + y * math.cos(a) - y
        way_x, way_y = self.way(stage)
        gone = self.blend(t)
        return dx + way_x * gone, dy + way_y * gone, turn

    def effects(self, stage: Stage, t: float) -> list[Item]:
        """A knock at every blow."""
        if stage.hero is None:
            return []
        at, step = stage.hero.touch(*self.contact), (0.68 - self.enter) / self.blows
        hits = (self.enter + step * (k + 1) for k in range(int(self.blows)))
        return [effects.ticks(at, -150, (t - hit) / 0.08) for hit in hits]

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None or stage.hero is None:
            return ""
        x, y = mover.point(*self.work)
        z = stage.zoom
        return marks.arrow((x - 52 * z, y - 62 * z), (x - 44 * z, y + 16 * z), -12 * z)


@dataclass
class Scan(Stroke):
    """A detector is passed over the wall, to and fro; it signals where something lies behind."""

    aim: float | None = None
    work: tuple[str, ...] = ("surface", "tip")
    contact: tuple[str, ...] = ("scan", "work", "surface")
    change: tuple[float, float] = (0.3, 0.42)
    strokes: float = 1.5
    reach: float = 44.0

    def effects(self, stage: Stage, t: float) -> list[Item]:
        mover = self.mover(stage, t)
        if mover is None or "found" not in mover.look.state or not self.change[0] < t < self.leave:
            return []
        at = mover.point("tip")
        return [effects.ticks(at, -90, (t * 5 + k) % 1, size=20) for k in (0.0, 0.5)]

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        box, z = mover.box, stage.zoom
        x, y = box.centre[0], box.y1 + 24 * z
        return marks.double((x - 62 * z, y), (x + 62 * z, y))


@dataclass
class Saw(Stroke):
    """A saw goes to and fro in the line of its blade, half hidden in what it cuts."""

    aim: float | None = -18.0
    along: float = -18.0
    reach: float = 26.0
    strokes: float = 5.0
    work: tuple[str, ...] = ("blade", "tip")
    contact: tuple[str, ...] = ("cut", "work", "surface")
    change: tuple[float, float] = (0.66, 0.76)
    key: float = 0.5

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        x, y = mover.point("grip")
        z = stage.zoom
        return marks.double((x - 150 * z, y + 84 * z), (x - 66 * z, y + 58 * z))


@dataclass
class Roll(Stroke):
    """A roller goes up and down on a wall; the hand is under it."""

    aim: float | None = None
    contact: tuple[str, ...] = ("roll", "work", "surface", "centre")
    along: float = -90.0
    reach: float = 52.0
    strokes: float = 2.5
    change: tuple[float, float] = (0.36, 0.5)
    key: float = 0.6

    def mark(self, stage: Stage) -> str:
        mover = self.mover(stage, self.key)
        if mover is None:
            return ""
        x, (y, z) = mover.box.x0 - 26, (mover.point("surface")[1], stage.zoom)
        return marks.double((x, y - 62 * z), (x, y + 62 * z))


@dataclass
class LoadRoller(Stroke):
    """A roller goes from the paint up the tray's slope and back, held from above."""

    aim: float | None = -34.0
    reach: float = 62.0
    contact: tuple[str, ...] = ("roll", "work", "surface")
    room: float = 130.0


register(LoadRoller(), "load-roller", load_roller=("load the roller",))
register(Saw(), "saw", saw=("saw out", "saw off"))
register(Roll(), "roll-paint")
register(
    Hammer(), "hammer", hammer=("nail", "knock in", "drive in", "tap in", "pound", "hammer in")
)
register(Scan(), "scan", scan=("scan for",))
