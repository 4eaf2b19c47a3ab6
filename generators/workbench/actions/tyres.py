"""Tubes and tyres: dip a tube into water to find its leak, roll a tyre's edge over the rim."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.base import Depiction
from generators.workbench import effects, marks
from generators.workbench.actions.base import Program, Things, register
from generators.workbench.geometry import Point, clamp, lerp, phase, toward
from generators.workbench.scene import Item, Prop, draw_prop, hand_items
from generators.workbench.stage import Roles, Stage

BUBBLES = 9  # in the string that rises from a leak at any one time


@dataclass
class Dip(Program):
    """One hand holds the object under water until bubbles rise; the other marks the place."""

    work: tuple[str, ...] = ("hole", "base")
    contact: tuple[str, ...] = ("dip", "inside", "rim")
    changes: tuple[str, ...] = ("object",)
    change: tuple[float, float] = (0.42, 0.5)  # when there are bubbles to be noticed
    marked: tuple[float, float] = (0.86, 0.92)
    key: float = 0.54
    room: float = 190.0
    tilt: float = 95.0  # the leak is low, a little to the right
    height: float = 120.0  # px over the water at which the spot is marked
    under: tuple[float, float] = (0.36, 0.66)

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        obj, tool, target = (things.get(k) for k in ("object", "instrument", "target"))
        return Roles(
            hero=target if target and target.sprite else None,
            mover=obj if obj and obj.sprite else None,
            second=tool if tool and tool.sprite else None,
            **self.outcome(depiction, things),
        )

    def presence(self, t: float) -> float:
        return phase(t, 0.0, self.enter)

    def blend(self, t: float) -> float:
        return phase(t, *self.marked)

    def above(self, t: float) -> float:
        """How far out of the water, 0..1."""
        return 1 - phase(t, self.enter, self.under[0]) + phase(t, self.under[1], 0.76)

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        sway = 5 * math.sin(math.tau * 3 * t) * (1 - self.above(t))
        return sway, -self.height * stage.zoom * self.above(t), 0.0

    def held(self, stage: Stage, mover: Prop, t: float) -> list[Item]:
        """Behind the water, held from above."""
        at = mover.point("hold", "grip", "top")
        hand = hand_items("grip", at, -38.0, stage.skin, 60.0, stage.zoom)
        return draw_prop(replace(mover, z=30.6), self.blend(t)) + hand + self.marking(stage, t)

    def marking(self, stage: Stage, t: float) -> list[Item]:
        """The left hand waits with its pen and comes when the spot is out of the water."""
        if stage.second is None or stage.mover is None:
            return []
        ready, near = phase(t, 0.3, 0.46), phase(t, 0.74, 0.84)
        wait, spot = self.waiting(stage), self.spot(stage)
        x = lerp(lerp(-360.0, wait[0], ready), spot[0], near)
        y = lerp(wait[1], spot[1], near)
        tip = stage.second.point("tip")
        pen = stage.second.moved(x - tip[0], y - tip[1])
        hand = hand_items("pinch", pen.point("grip"), 196, stage.skin, 74.0, stage.zoom)
        return draw_prop(replace(pen, z=78.0)) + hand

    def spot(self, stage: Stage) -> Point:
        """Where the leak is when it is marked."""
        assert stage.mover
        x, y = stage.mover.point(*self.work)
        return x, y - self.height * stage.zoom

    def waiting(self, stage: Stage) -> Point:
        return stage.core.x0 + 20, stage.core.y0 - 70 * stage.zoom

    def effects(self, stage: Stage, t: float) -> list[Item]:
        if stage.hero is None or stage.mover is None or not 0.38 < t < 0.7:
            return []
        mover = self.mover(stage, min(t, self.under[1]))
        assert mover
        return [string(mover.point(*self.work), stage.hero.point("surface")[1], t, stage.zoom)]

    def mark(self, stage: Stage) -> str:
        if stage.mover is None:
            return ""
        box = stage.mover.box
        x, y = box.x1 + 34, box.centre[1]
        return marks.arrow((x, y - 50 * stage.zoom), (x, y + 34 * stage.zoom))

    def notice(self, stage: Stage) -> Point:
        if stage.hero is None or stage.mover is None:
            return super().notice(stage)
        x, y = stage.mover.point(*self.work)
        return x + 15 * stage.zoom, lerp(y, stage.hero.point("surface")[1], 0.6)


def string(leak: Point, surface: float, t: float, zoom: float) -> Item:
    """A string of bubbles from a leak up to the surface at height `surface`, and rings there."""
    out = []
    for i in range(BUBBLES):
        s = (t * 5 + i / BUBBLES) % 1  # one way up takes a fifth of the clip
        x = leak[0] + 6 * zoom * math.sin(9 * s + i)
        y, r = lerp(leak[1], surface, s), (5 + 7.5 * s) * zoom
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>')
    rings = "".join(
        f'<ellipse cx="{leak[0]:.1f}" cy="{surface:.1f}" rx="{r * zoom:.1f}" '
        f'ry="{r * zoom * 0.2:.1f}" fill="none" stroke="#FFFFFF" stroke-width="2.5"/>'
        for r in (16, 30)
    )
    svg = f'<g fill="#FFFFFF" stroke="#3E89AD" stroke-width="1.6">{"".join(out)}</g>{rings}'
    return Item(37.0, svg, box=effects.around(leak, (leak[0], surface), margin=40 * zoom))


@dataclass
class RollOn(Program):
    """Both hands go up the two sides of a wheel at once and meet at the top."""

    contact: tuple[str, ...] = ("axle", "centre")
    changes: tuple[str, ...] = ("object",)
    change: tuple[float, float] = (0.66, 0.74)
    key: float = 0.46
    sides: tuple[float, float] = (112.0, 20.0)  # degrees from the top, before and after
    radius: float = 152.0  # px of the sprite from the axle to the tyre

    def angle(self, t: float) -> float:
        """How far from the top the hands are."""
        s = clamp((t - self.enter) / (self.change[0] - self.enter))
        return lerp(self.sides[0], self.sides[1], s)

    def at(self, stage: Stage, degrees: float) -> Point:
        """A place on the tyre, degrees clockwise from the top."""
        assert stage.hero
        reach = self.radius * stage.hero.placement.scale
        return toward(stage.hero.point(*self.contact), degrees - 90, reach)

    def bare_hand(self, stage: Stage, t: float) -> list[Item]:
        if stage.hero is None or self.presence(t) <= 0:
            return []
        away, a = (1 - self.presence(t)) * 520, self.angle(t)
        right, left = self.at(stage, a), self.at(stage, -a)
        lean = lerp(8, 42, 1 - a / self.sides[0])  # elbows go up with the hands
        return [
            *hand_items("grip", (right[0] + away, right[1]), -lean, stage.skin, 60, stage.zoom),
            *hand_items("grip", (left[0] - away, left[1]), 180 + lean, stage.skin, 60, stage.zoom),
        ]

    def hand_point(self, stage: Stage) -> Point | None:
        return self.at(stage, self.angle(self.key)) if stage.hero else None

    def hand_angle(self, stage: Stage) -> float:
        return -30.0

    def mark(self, stage: Stage) -> str:
        if stage.hero is None:
            return ""
        centre = stage.hero.point(*self.contact)
        r = (self.radius - 46) * stage.hero.placement.scale
        a = self.angle(self.key)
        return marks.arc(centre, r, r, a - 80, -62) + marks.arc(centre, r, r, -100 - a, -118)


register(Dip(), "dip", dip=("immerse", "submerge", "push under"))
register(RollOn(), "roll-on", roll_on=("roll on", "push over the rim"))
