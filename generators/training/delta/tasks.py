"""The three stages as tasks of the loop: encoder, predictor of the bottleneck, generator."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from generators import weights
from generators.delta.bottleneck import Predictor, latents, prediction_loss
from generators.delta.encoder import ActionEncoder, Features, OwnEncoder
from generators.delta.generator import DeltaGenerator
from generators.small.model import patches
from generators.small.sampler import sample
from generators.training.delta.appearance import disguised
from generators.training.delta.pairs import Shown, Stream
from generators.training.delta.recipe import DeltaRecipe
from generators.training.loop import State
from generators.training.losses import Batch, finish_step, flow_step
from generators.training.recipe import Finish, Optimisation
from generators.training.sheets import contact_sheet

HIDDEN = 0.5  # share of patches that the encoder does not see in training
WHOLE = 0.25  # share of frames of which it sees nothing


class _Stage:
    """What the three have in common."""

    def __init__(self, recipe: DeltaRecipe, stream: Stream, optimisation: Optimisation) -> None:
        self.recipe, self.stream, self.optimisation = recipe, stream, optimisation
        self.name, self.seed, self.finish = recipe.name, recipe.seed, Finish()
        self.device = stream.source.device
        self.images = recipe.pairs.batch * 16

    def facts(self) -> dict[str, Any]:
        return asdict(self.recipe)


class MaskedModel(nn.Module):
    """The encoder and what reads its features in training only."""

    def __init__(self, encoder: OwnEncoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.read = nn.Linear(encoder.width, 2 * 3 * encoder.config.patch**2)


class EncoderTask(_Stage):
    """No labels: from half of a clip's patches, tell the others, and what every place shows next.

    What is hidden is found in its neighbours and in other moments, what comes next only in how
    things move; so the features over time must hold motion.
    """

    def __init__(self, recipe: DeltaRecipe, stream: Stream) -> None:
        super().__init__(recipe, stream, recipe.encoding)

    def new(self) -> MaskedModel:
        return MaskedModel(OwnEncoder(self.recipe.encoder)).to(self.device)

    def loss(self, state: State, rng: np.random.Generator, noise: torch.Generator) -> Tensor:
        model = cast("MaskedModel", state.model)
        frames = self.stream.draw(state.step).target
        frames = disguised(frames, rng, self.recipe.pairs.disguised)
        now = patches(frames, self.recipe.encoder.patch)
        masked = torch.rand(now.shape[:3], generator=noise) < HIDDEN
        masked |= torch.rand(now.shape[:2], generator=noise)[..., None] < WHOLE
        masked = masked.to(self.device)
        told = model.read(model.encoder(frames, masked).moving).float()
        told_now, told_next = told.chunk(2, -1)
        hidden = (told_now - now).square().mean(-1)[masked].mean()
        return hidden + (told_next[:, :-1] - now[:, 1:]).square().mean()

    def show(self, model: nn.Module, out: Path) -> None:
        """Frames, what was seen of them, what was told."""
        one = cast("MaskedModel", model)
        frames = self.stream.draw(0).target[:3]
        size, side = self.recipe.encoder.patch, self.recipe.encoder.side
        masked = torch.rand(*frames.shape[:2], side**2, generator=torch.Generator().manual_seed(1))
        masked = (masked < HIDDEN).to(self.device)
        with torch.no_grad():
            told = one.read(one.encoder(frames, masked).moving).float().chunk(2, -1)[0]
        seen = torch.where(masked[..., None], 0.0, patches(frames, size))
        rows = []
        for b in range(len(frames)):
            rows += [frames[b, ::2], *(unpatched(x[b, ::2], size) for x in (seen, told))]
        contact_sheet(rows, out / "sheet-masked.png")


class PredictorTask(_Stage):
    """P of the bottleneck, on a frozen encoder."""

    def __init__(self, recipe: DeltaRecipe, stream: Stream, encoder: ActionEncoder) -> None:
        super().__init__(recipe, stream, recipe.predicting)
        self.encoder = encoder

    def new(self) -> Predictor:
        return Predictor(self.recipe.predictor).to(self.device)

    def loss(self, state: State, rng: np.random.Generator, noise: torch.Generator) -> Tensor:
        frames = self.stream.draw(state.step).target
        seen = self.encoder.encode(disguised(frames, rng, self.recipe.pairs.disguised))
        return prediction_loss(cast("Predictor", state.model), seen)

    def show(self, model: nn.Module, out: Path) -> None:
        """How strong delta is, place by place: it should be where something happens."""
        frames = self.stream.draw(0).target[:4]
        seen = self.encoder.encode(frames)
        with torch.no_grad():
            left = latents(seen, "delta", cast("Predictor", model)).norm(dim=-1)
        side = self.recipe.encoder.side
        strength = left.unflatten(2, (side, side)) / left.amax() * 2 - 1
        shown = F.interpolate(strength.flatten(0, 1)[:, None], scale_factor=frames.shape[-1] / side)
        maps = shown.expand(-1, 3, -1, -1).unflatten(0, frames.shape[:2])
        rows = [row for b in range(len(frames)) for row in (frames[b, ::2], maps[b, ::2])]
        contact_sheet(rows, out / "sheet-delta.png")


class GeneratorTask(_Stage):
    """The diffusion model on frozen encoder and predictor."""

    def __init__(
        self,
        recipe: DeltaRecipe,
        stream: Stream,
        encoder: ActionEncoder,
        predictor: Predictor | None,
    ) -> None:
        super().__init__(recipe, stream, recipe.generating)
        self.finish = recipe.finish
        self.encoder, self.predictor = encoder, predictor
        self.images = recipe.pairs.batch * recipe.pairs.frames

    def new(self) -> DeltaGenerator:
        """With `start` it knows what things look like, and has only to learn to read latents."""
        model = DeltaGenerator(self.recipe.generator)
        if self.recipe.start:
            tensors, _ = weights.load(self.recipe.start)
            weights.into(model.model, tensors, f"the weights {self.recipe.start!r}")
        return model.to(self.device)

    def latents(self, frames: Tensor) -> Tensor:
        """(B, 16, 3, S, S) -> (B, T, P, C)."""
        seen: Features = self.encoder.encode(frames)
        return latents(seen, self.recipe.bottleneck, self.predictor)

    def loss(self, state: State, rng: np.random.Generator, noise: torch.Generator) -> Tensor:
        pairs, how = self.recipe.pairs, self.recipe.loss
        model = cast("DeltaGenerator", state.model)
        shown = self.stream.draw(state.step)
        demo = disguised(shown.demo, rng, pairs.disguised)
        done = self.latents(demo)
        dropped = torch.from_numpy(rng.random(len(done)) < pairs.dropped).to(self.device)
        moments = self._moments(rng, len(done))
        target = shown.target.gather(
            1, moments[..., None, None, None].expand(-1, -1, *shown.target.shape[2:])
        )
        context = target[:, 0]
        if state.step >= self.optimisation.steps:
            teacher = cast("DeltaGenerator", state.for_finish())
            with torch.no_grad():
                condition = teacher.condition(context, done, moments, dropped)
            batch = Batch(target, condition)
            steps = self.finish.steps
            return finish_step(model.model, teacher.model, batch, rng, noise, steps, how.edge)
        batch = Batch(target, model.condition(context, done, moments, dropped))
        loss = flow_step(model.model, batch, rng, noise, how)
        if pairs.contrast:
            loss = loss + pairs.contrast * self._contrast(model, done, demo, shown)
        return loss

    def _moments(self, rng: np.random.Generator, count: int) -> Tensor:
        """(B, F) of the sixteen, in order; the first one always, it is the context."""
        later = self.recipe.pairs.frames - 1
        rows = [[0, *np.sort(rng.choice(15, later, replace=False) + 1)] for _ in range(count)]
        return torch.tensor(np.array(rows)).to(self.device)

    def _contrast(self, model: DeltaGenerator, done: Tensor, demo: Tensor, shown: Shown) -> Tensor:
        """The action's latent is nearer to the same action elsewhere than to another action's, or
        to its own backwards (InfoNCE, arXiv 1807.03748)."""
        flat = lambda x: F.normalize(model.latent.numbers(x).flatten(1), dim=1)  # noqa: E731
        own, other = flat(done), flat(self.latents(shown.target))
        backwards = flat(self.latents(demo.flip(1)))
        score = own @ torch.cat([other, backwards]).T / self.recipe.pairs.sharpness
        return F.cross_entropy(score.float(), torch.arange(len(own), device=score.device))

    def show(self, model: nn.Module, out: Path) -> None:
        """Demonstration, what should come of it, what does."""
        one = cast("DeltaGenerator", model)
        shown = self.stream.draw(0)
        demo, target = shown.demo[:5], shown.target[:5]
        moments = torch.arange(16, device=self.device).expand(len(demo), -1)
        with torch.no_grad():
            condition = one.condition(target[:, 0], self.latents(demo), moments)
        made = sample(one.model, condition)
        rows = []
        for b in range(len(demo)):
            rows += [demo[b, ::2], target[b, ::2], made[b, ::2]]
        contact_sheet(rows, out / "sheet-transfer.png")


def unpatched(x: Tensor, size: int) -> Tensor:
    """(F, P, 3 * size * size) -> (F, 3, S, S)."""
    side = int(x.shape[1] ** 0.5)
    grid = x.view(len(x), side, side, 3, size, size).permute(0, 3, 1, 4, 2, 5)
    return grid.reshape(len(x), 3, side * size, side * size)
