"""A recipe for transfer: three stages, each with its own optimisation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from generators.delta.bottleneck import BOTTLENECKS, Bottleneck, PredictorConfig
from generators.delta.encoder import EncoderConfig
from generators.delta.generator import DeltaConfig, LatentConfig
from generators.small.model import SmallConfig
from generators.training.recipe import FOLDER, Finish, Loss, Optimisation, RecipeError, read
from generators.training.scenes import Variation


@dataclass(frozen=True)
class Pairs:
    """What a batch holds: demonstrations and targets."""

    batch: int = 8  # of each
    frames: int = 8  # of a target's sixteen that are made at once; the first is the context
    reuse: int = 2  # how often what was rendered is learned from
    pool: int = 12  # rendered batches from which pairs are drawn
    crossed: float = 0.5  # share whose target is the same action elsewhere; else the same clip
    disguised: float = 0.5  # strength of the demonstration's own colours, light and framing
    dropped: float = 0.1  # share without latents, for guidance
    contrast: float = 0.0  # weight of the contrast term
    sharpness: float = 0.1  # its temperature


@dataclass(frozen=True)
class DeltaRecipe:
    name: str
    seed: int = 0
    domain: str = "kitchen"  # of the world, where it learns from the world
    variants: int = 60
    bottleneck: Bottleneck = "delta"
    start: str = ""  # shipped weights of the same size with which the generator begins
    variation: Variation = field(default_factory=Variation)
    encoder: EncoderConfig = field(default_factory=EncoderConfig)
    predictor: PredictorConfig = field(default_factory=PredictorConfig)
    latent: LatentConfig = field(default_factory=LatentConfig)
    model: SmallConfig = field(default_factory=lambda: SmallConfig(text_width=128))
    pairs: Pairs = field(default_factory=Pairs)
    loss: Loss = field(default_factory=Loss)
    encoding: Optimisation = field(default_factory=Optimisation)  # stage 1
    predicting: Optimisation = field(default_factory=Optimisation)  # stage 2
    generating: Optimisation = field(default_factory=Optimisation)  # stage 3
    finish: Finish = field(default_factory=Finish)  # of stage 3

    @property
    def generator(self) -> DeltaConfig:
        return DeltaConfig(self.latent, self.model)


def load(name: str) -> DeltaRecipe:
    """A built-in recipe by name, or a file by path. RecipeError names what is wrong."""
    recipe = read(DeltaRecipe, name, FOLDER / "delta")
    if recipe.bottleneck not in BOTTLENECKS:
        choices = ", ".join(BOTTLENECKS)
        raise RecipeError(f"There is no bottleneck {recipe.bottleneck!r}: choose from {choices}.")
    c = recipe.encoder
    agreed = {"features": c.width, "side": c.side}
    return replace(
        recipe,
        predictor=replace(recipe.predictor, **agreed),
        latent=replace(recipe.latent, **agreed),
    )
