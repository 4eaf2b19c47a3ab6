"""A drawn program out of scenes: one drawing function per stage, and what the engine asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from generators.workbench.drawn.shapes import gradients
from generators.workbench.geometry import Box, Point
from generators.workbench.palette import Skin


@dataclass(frozen=True)
class Scene:
    """One stage. `draw(t, skin)` gives the fragment."""

    draw: Callable[[float, Skin], str]
    key: float
    notice: Point
    mark: Callable[[], str]
    busy: Box


@dataclass
class Scenes:
    """A `Drawn` program out of scenes."""

    scenes: dict[str, Scene]
    stages: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.stages = tuple(self.scenes)

    def svg(self, stage: str, t: float, skin: Skin) -> str:
        return finished(self.scenes[stage].draw(t, skin))

    def key_time(self, stage: str) -> float:
        return self.scenes[stage].key

    def motion(self, stage: str) -> str:
        return self.scenes[stage].mark()

    def notice_point(self, stage: str) -> Point:
        return self.scenes[stage].notice

    def busy(self, stage: str) -> Box:
        return self.scenes[stage].busy


def finished(svg: str) -> str:
    """With the gradients that it uses."""
    return f"<g><defs>{gradients(svg)}</defs>{svg}</g>"
