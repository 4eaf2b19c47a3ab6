"""A blade or scraper pushes softened dirt off a surface in short strokes."""

from __future__ import annotations

from dataclasses import dataclass

from generators.workbench.actions.base import register
from generators.workbench.actions.strokes import Stroke
from generators.workbench.geometry import Point
from generators.workbench.stage import Stage


@dataclass
class Scrape(Stroke):
    """Held flat; the hero's anchor `scrape` is where the dirt ends that is still there."""

    aim: float | None = -26.0
    work: tuple[str, ...] = ("blade", "tip")
    contact: tuple[str, ...] = ("scrape", "work", "surface", "centre")
    reach: float = 30.0
    along: float = -8.0
    change: tuple[float, float] = (0.4, 0.54)
    room: float = 100.0

    def notice(self, stage: Stage) -> Point:
        return stage.hero.touch(*self.contact) if stage.hero else stage.floor


register(Scrape(), "scrape", scrape=("scrape off", "scratch off"))
