"""What is learned from at each step: sequences of the world with texts, some frames known.

Deterministic from (seed, step): block n of rendered sequences depends on n alone, and a step draws
from the last few blocks, so a resumed run goes on exactly as one that never stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from generators.small.model import Condition, Mode
from generators.training.features import TextEncoder
from generators.training.losses import Batch
from generators.training.recipe import Recipe
from generators.training.world import CLIP, KEY, Frames, Scenes, World

SKILL = 8  # key images that are made together, so the positions that training must cover


@dataclass(frozen=True)
class Block:
    """B rendered sequences. Pictures are kept as bytes: a pool of 24 blocks takes 80 MB."""

    mode: Mode
    scene: Tensor  # (B, 3, S, S) uint8
    frames: Tensor  # (B, F, 3, S, S) uint8
    valid: Tensor  # (B, F)
    tone: Tensor  # (B,)
    steps: Tensor  # (B, F) index of the step shown
    positions: Tensor  # (B, F)
    known: Tensor  # (B, F)


class Batches:
    """The stream of training batches."""

    def __init__(self, world: World, encoder: TextEncoder, recipe: Recipe) -> None:
        self.world, self.encoder = world, encoder
        self.data, self.seed, self.variation = recipe.data, recipe.seed, recipe.variation
        self._late = int(recipe.data.late * recipe.optimisation.steps) // recipe.data.reuse
        skills = [s for s in world.skills if s.split == "train" and len(s.steps) > 1]
        self._skills = [s.steps for s in skills]
        written = [s.steps for s in skills if s.id.endswith(("-0", "-0-known"))]
        self._written = written or self._skills
        self._steps = [i for i, s in enumerate(world.steps) if s.split == "train"]
        self._known = sorted({i for steps in self._written for i in steps})
        self._blocks: dict[int, Block] = {}

    def draw(self, step: int) -> Batch:
        """The batch of a training step."""
        rng = np.random.default_rng([self.seed, 1, step])
        newest = step // self.data.reuse
        mode: Mode = "clip" if rng.random() < self.data.clips else "key_step"
        last = range(newest + 1 - self.data.pool, newest + 1)
        size = self._size(newest)
        numbers = [n for n in last if self._mode(n) == mode and self._size(n) == size] or [newest]
        for n in [n for n in self._blocks if n not in last]:
            del self._blocks[n]
        count = size[0]
        picks = [(int(rng.choice(numbers)), int(rng.integers(count))) for _ in range(count)]
        return self._batch([(self._block(n), row) for n, row in picks], rng)

    def _size(self, n: int) -> tuple[int, int]:
        """(sequences, frames) of block n."""
        data = self.data
        return (
            (data.batch, data.frames)
            if n < self._late
            else (max(1, data.batch // 2), 2 * data.frames)
        )

    def _mode(self, n: int) -> Mode:
        """Blocks take turns; numbers below zero are those before the first step."""
        return "clip" if n % 2 else "key_step"

    def _block(self, n: int) -> Block:
        if n not in self._blocks:
            rng = np.random.default_rng([self.seed, 2, n + 2**31])
            make = self._clips if self._mode(n) == "clip" else self._keys
            self._blocks[n] = make(rng, *self._size(n))
        return self._blocks[n]

    def _keys(self, rng: np.random.Generator, count: int, most: int) -> Block:
        """Windows of skills, a third of them with the first images known."""
        windows = [self._window(rng, most) for _ in range(count)]
        chosen = [steps for _, steps in windows]
        scenes = self.world.scenes(count, rng, self.variation)
        made = self.world.key_steps(chosen, scenes, most)
        steps = torch.zeros(count, most, dtype=torch.long)
        known = torch.zeros(count, most, dtype=torch.bool)
        for b, one in enumerate(chosen):
            steps[b, : len(one)] = torch.tensor(one)
            if rng.random() < 0.3 and len(one) > 1:
                known[b, : int(rng.integers(1, len(one)))] = True
        first = torch.tensor([start for start, _ in windows]).float()
        positions = first[:, None] + torch.arange(most)
        return _block("key_step", made, scenes, steps, positions, known)

    def _window(self, rng: np.random.Generator, most: int) -> tuple[int, Sequence[int]]:
        """(which key step of the skill comes first, the steps)."""
        pool = self._written if rng.random() < self.data.as_written else self._skills
        steps = pool[int(rng.integers(len(pool)))]
        start = int(rng.integers(0, max(1, len(steps) - most + 1)))
        return start % SKILL, steps[start : start + most]

    def _clips(self, rng: np.random.Generator, count: int, most: int) -> Block:
        """Moments of single steps. Known: the key image (most), first, first and last, or none."""
        steps = [int(rng.choice(self._clip_pool(rng))) for _ in range(count)]
        moments = torch.stack(
            [torch.from_numpy(np.sort(rng.choice(CLIP, most, replace=False))) for _ in range(count)]
        )
        positions = moments.float()
        known = torch.zeros(count, most, dtype=torch.bool)
        for b, step in enumerate(steps):
            kind, key = rng.random(), self.world.steps[step].key * (CLIP - 1)
            if kind < 0.6:
                at = int((positions[b] - key).abs().argmin())
                moments[b, at], positions[b, at], known[b, at] = KEY, key, True
            elif kind < 0.95:
                known[b, 0] = True
                known[b, -1] = kind > 0.85
        scenes = self.world.scenes(count, rng, self.variation)
        made = self.world.clips(steps, scenes, moments)
        index = torch.tensor(steps)[:, None].expand(-1, most)
        return _block("clip", made, scenes, index, positions, known)

    def _clip_pool(self, rng: np.random.Generator) -> Sequence[int]:
        return self._known if rng.random() < self.data.as_written else self._steps

    # -- from blocks to a batch ------------------------------------------------------------------
    def _batch(self, rows: Sequence[tuple[Block, int]], rng: np.random.Generator) -> Batch:
        device = self.world.device
        take = lambda name: torch.stack([getattr(b, name)[r] for b, r in rows]).to(device)  # noqa: E731
        frames, scene = as_floats(take("frames")), as_floats(take("scene"))
        scene = (
            scene
            * torch.from_numpy(rng.random(len(rows)) >= self.data.no_scene).to(device)[
                :, None, None, None
            ]
        )
        mode = rows[0][0].mode
        text, mask = self._texts(take("steps").cpu(), mode, rng)
        condition = Condition(
            text=text.to(device),
            text_mask=mask.to(device),
            positions=take("positions"),
            mode=mode,
            scene=scene,
            given=frames,
            given_mask=take("known"),
            valid=take("valid"),
            tone=take("tone"),
        )
        return Batch(frames, condition)

    def _texts(self, steps: Tensor, mode: Mode, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Token states of one wording per key step, or per clip."""
        b, f = steps.shape
        sentences = []
        for row in steps.tolist():
            wordings = [self._wording(i, rng) for i in (row[:1] if mode == "clip" else row)]
            sentences += wordings * (f if mode == "clip" else 1)
        text, mask = self.encoder(sentences)
        text, mask = text.view(b, f, -1, text.shape[-1]), mask.view(b, f, -1)
        mask[torch.from_numpy(rng.random(b) < self.data.no_text)] = False
        return text, mask

    def _wording(self, step: int, rng: np.random.Generator) -> str:
        sentences = self.world.steps[step].sentences
        if rng.random() < self.data.canonical:
            return sentences[0]
        return sentences[int(rng.integers(len(sentences)))]


def _block(
    mode: Mode, made: Frames, scenes: Scenes, steps: Tensor, positions: Tensor, known: Tensor
) -> Block:
    frames, scene = as_bytes(made.frames), as_bytes(made.scene)
    tone, valid = scenes.tone.cpu(), made.valid.cpu()
    return Block(mode, scene, frames, valid, tone, steps, positions, known)


def as_bytes(x: Tensor) -> Tensor:
    return ((x + 1) * 127.5).round().clamp(0, 255).byte().cpu()


def as_floats(x: Tensor) -> Tensor:
    return x.float() / 127.5 - 1
