"""A recipe: everything that decides what a training run makes, as a TOML file beside this one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from generators.errors import GeneratorError
from generators.small.model import SmallConfig
from generators.training.world import Variation

FOLDER = Path(__file__).parent / "recipes"


class RecipeError(GeneratorError):
    """A recipe that cannot be read; the message names file, key and choices."""


@dataclass(frozen=True)
class Data:
    """What a batch holds."""

    batch: int = 16  # sequences
    frames: int = 4  # per sequence: key steps of a skill, or moments of a clip
    late: float = 0.75  # share of the steps after which sequences have twice the frames, and a
    # batch half the sequences: what a step looks like is learned before how a skill goes on
    clips: float = 0.5  # share of batches in clip mode
    reuse: int = 2  # how often what was rendered is learned from, with fresh noise each time
    pool: int = 24  # rendered batches from which sequences are drawn
    as_written: float = 0.4  # share of skills without replaced things
    no_scene: float = 0.1
    no_text: float = 0.03
    canonical: float = 0.5  # share of canonical wordings


@dataclass(frozen=True)
class Optimisation:
    steps: int = 4000
    matrix_lr: float = 0.01
    other_lr: float = 1.5e-3
    weight_decay: float = 0.0
    warm_up: int = 100  # steps
    cool_down: float = 0.3  # share of the steps at the end, linearly to zero
    average: float = 0.995  # kept of the moving average per step
    clip: float = 1.0  # norm of the gradient, at most


@dataclass(frozen=True)
class Loss:
    mean: float = -0.5  # of the logit-normal noise level
    spread: float = 1.1
    start: float = 0.2  # share at pure noise, where sampling starts
    power: float = 1.0  # weight (1 - t)^-power
    edge: float = 0.1


@dataclass(frozen=True)
class Finish:
    """Progressive distillation to the sampler's own steps, after the flow is trained."""

    steps: int = 4  # of the sampler
    updates: int = 0  # 0 = no finish
    lr: float = 0.2  # of the rates above


@dataclass(frozen=True)
class Recipe:
    name: str
    seed: int = 0
    domain: str = "kitchen"  # of the world
    variants: int = 60  # per skill, of the world
    model: SmallConfig = field(default_factory=SmallConfig)
    data: Data = field(default_factory=Data)
    optimisation: Optimisation = field(default_factory=Optimisation)
    loss: Loss = field(default_factory=Loss)
    variation: Variation = field(default_factory=Variation)
    finish: Finish = field(default_factory=Finish)


R = TypeVar("R")


def names(folder: Path = FOLDER) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.toml"))


def load(name: str) -> Recipe:
    """A built-in recipe by name, or a file by path. RecipeError names the choices or the key."""
    return read(Recipe, name, FOLDER)


def read(kind: type[R], name: str, folder: Path) -> R:
    """A recipe of that dataclass, whose tables are its fields that are dataclasses themselves.

    Raises RecipeError: no such recipe, or a key that it does not have.
    """
    path = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    if not path.is_file():
        raise RecipeError(f"There is no recipe {name!r}: choose from {', '.join(names(folder))}.")
    table = tomllib.loads(path.read_text("utf-8"))
    known: dict[str, Any] = {one.name: one.default_factory for one in fields(kind)}  # type: ignore[arg-type]
    if wrong := sorted(set(table) - set(known)):
        raise RecipeError(f"{path.name}: unknown key {wrong[0]!r}; known are {sorted(known)}.")
    content = {
        key: _part(path, key, known[key](), value) if isinstance(value, dict) else value
        for key, value in table.items()
    }
    return kind(**{"name": path.stem, **content})


def shortened(recipe: Recipe, steps: int | None) -> Recipe:
    """With another number of steps. The rate is constant until the cool-down, so a run may be
    resumed with fewer: it then cools down over the last part of those."""
    if steps is None:
        return recipe
    return replace(recipe, optimisation=replace(recipe.optimisation, steps=steps))


def _part(path: Path, key: str, default: Any, table: dict[str, Any]) -> Any:
    """The default with what the table says instead."""
    known = sorted(one.name for one in fields(default))
    if wrong := sorted(set(table) - set(known)):
        raise RecipeError(f"{path.name}: unknown key {key}.{wrong[0]!r}; known are {known}.")
    return replace(default, **{k: tuple(v) if isinstance(v, list) else v for k, v in table.items()})
