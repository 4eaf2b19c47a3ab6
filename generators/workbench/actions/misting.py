"""A spray bottle is pointed at a surface and its trigger pulled, three times."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from generators.workbench import effects
from generators.workbench.actions.base import Program, register
from generators.workbench.geometry import Point, clamp, lerp
from generators.workbench.scene import Item
from generators.workbench.stage import Stage

PULLS = 3
DROPS = 34  # in one cloud
FROM, UNTIL = 0.3, 0.74  # t: spraying


@dataclass
class Spray(Program):
    """The nozzle stays off the surface; a cone of fine drops lands around the point of contact."""

    work: tuple[str, ...] = ("spout", "tip")
    contact: tuple[str, ...] = ("work", "surface", "inside", "centre")
    lift: tuple[float, float] = (140.0, -92.0)
    tilt: float = -14.0
    key: float = 0.62
    change: tuple[float, float] = (0.4, 0.56)
    room: float = 110.0
    spread: float = 46.0  # px around the point of contact

    def offset(self, stage: Stage, t: float) -> tuple[float, float, float]:
        """A nod with every pull of the trigger."""
        if not FROM < t < UNTIL:
            return 0.0, 0.0, 0.0
        return 0.0, 0.0, -3 * abs(math.sin(math.pi * self.pulls(t)))

    def pulls(self, t: float) -> float:
        return PULLS * clamp((t - FROM) / (UNTIL - FROM))

    def landing(self, stage: Stage) -> Point:
        return stage.hero.touch(*self.contact) if stage.hero else stage.floor

    def effects(self, stage: Stage, t: float) -> list[Item]:
        mover = self.mover(stage, t)
        if mover is None or not FROM < t < UNTIL:
            return []
        return [_cloud(mover.point(*self.work), self.landing(stage), self.spread * stage.zoom, t)]


def _cloud(nozzle: Point, end: Point, spread: float, t: float) -> Item:
    """Drops on their way from the nozzle, in a cone; always the same for the same t."""
    rng = random.Random(11)
    out = []
    for _ in range(DROPS):
        lag, side, low, r = rng.random(), rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(2, 4)
        s = (t * 5 + lag) % 1
        x = lerp(nozzle[0], end[0] + side * spread, s)
        y = lerp(nozzle[1], end[1] + low * spread * 0.5, s)
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>')
    svg = f'<g fill="#CDE9F5" stroke="#4C97B8" stroke-width="1.4">{"".join(out)}</g>'
    return Item(62.0, svg, box=effects.around(nozzle, end, margin=spread + 8))


register(Spray(), "spray", spray=("mist", "spritz"))
