"""Every way of making the frames of a sample: our model in its variants, and the baselines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from generators.evaluation.cases import Sample
from generators.small.model import Condition, Mode, SmallModel
from generators.small.sampler import predicted, sample
from generators.training.asks import told, with_key
from generators.training.features import TextEncoder
from generators.training.world import CLIP, World

Way = Literal["truth", "still", "nearest", "one-shot", "joint", "in turn", "alone"]
TOGETHER = 4  # sequences of one sampling: 32 images or 64 frames keep memory under 1 GiB


@dataclass(frozen=True)
class Setting:
    """One row of a table.

    `way`: "joint" is ours; "in turn" makes each image after the one before it, "alone" each one for
    itself; "one-shot" is one look of the network at a grey frame, as a regression would; "still"
    copies the scene, for a clip its key-step image; "nearest" takes the trained step with the
    nearest text. `key`: where a clip's key-step image comes from. `portion` of the cases is made.
    """

    name: str
    way: Way = "joint"
    steps: int = 4
    one_text: bool = False  # the texts of the whole sequence for each of its frames
    scene: bool = True  # the initial image is given
    key: Literal["generated", "true", "none"] = "generated"
    portion: float = 1.0


class Maker:
    """Makes the frames of samples; the same seed gives the same noise to every setting."""

    def __init__(self, world: World, model: SmallModel, encoder: TextEncoder, seed: int) -> None:
        self._world, self._model, self._encoder, self._seed = world, model.eval(), encoder, seed
        self._device = next(model.parameters()).device
        self._trained: tuple[list[int], Tensor] | None = None

    def make(self, cases: Sample, setting: Setting, keys: Tensor | None = None) -> Tensor:
        """(N, F, 3, S, S) on the CPU. `keys` (N, 3, S, S): generated key-step images for clips."""
        if setting.way == "truth":
            return cases.true
        if setting.way == "nearest":
            return self._nearest(cases)
        if setting.way == "still":
            start = cases.scene if cases.kind == "image" else self._starts(cases, setting, keys)
            return start[:, None].expand_as(cases.true).clone()
        if cases.kind == "image":
            runs = [list(case.steps) for case in cases.cases]
            return self._images(runs, cases, setting)
        return self._clips(cases, setting, keys)

    def key_images(self, cases: Sample, setting: Setting | None = None) -> Tensor:
        """(N, 3, S, S): the key-step image of each clip's step, made with the rest of its skill."""
        runs = [list(case.steps) for case in cases.cases]
        images = self._images(runs, cases, setting or Setting("key-step images"))
        return images[range(len(cases)), [case.tested[0] for case in cases.cases]]

    # -- key-step images -------------------------------------------------------------------------
    def _images(self, runs: Sequence[list[int]], cases: Sample, setting: Setting) -> Tensor:
        """(N, longest, 3, S, S); padding repeats the scene."""
        out = cases.scene[:, None].repeat(1, max(map(len, runs)), 1, 1, 1)
        for number, part in enumerate(_parts(len(runs))):
            condition = self._condition(runs[part], cases, part, setting, "key_step")
            made = self._sequence(condition, setting, self._seed + number).cpu()
            kept = _valid(runs[part])[..., None, None, None]
            count = made.shape[1]
            out[part, :count] = torch.where(kept, made, out[part, :count])
        return out

    def _sequence(self, condition: Condition, setting: Setting, seed: int) -> Tensor:
        if setting.way == "in turn":
            return self._in_turn(condition, setting.steps, seed)
        if setting.way == "alone":
            return self._alone(condition, setting.steps, seed)
        if setting.way == "one-shot":
            return one_shot(self._model, condition)
        return sample(self._model, condition, setting.steps, seed)

    def _alone(self, condition: Condition, steps: int, seed: int) -> Tensor:
        parts = [
            sample(self._model, frames(condition, [k]), steps, seed + 1000 * k)
            for k in range(condition.positions.shape[1])
        ]
        return torch.cat(parts, 1)

    def _in_turn(self, condition: Condition, steps: int, seed: int) -> Tensor:
        """Each image is made with only the one before it in sight, which is given."""
        made = [sample(self._model, frames(condition, [0]), steps, seed)]
        for k in range(1, condition.positions.shape[1]):
            pair = frames(condition, [k - 1, k])
            pair = _knowing(replace(pair, valid=None), made[-1][:, 0], [0] * len(made[0]))
            made.append(sample(self._model, pair, steps, seed + 1000 * k)[:, 1:])
        return torch.cat(made, 1)

    # -- clips -----------------------------------------------------------------------------------
    def _clips(self, cases: Sample, setting: Setting, keys: Tensor | None) -> Tensor:
        out = []
        starts = self._starts(cases, setting, keys)
        for number, part in enumerate(_parts(len(cases))):
            runs = [[case.steps[case.tested[0]]] * CLIP for case in cases.cases[part]]
            condition = self._condition(runs, cases, part, setting, "clip")
            if setting.key != "none":
                condition = self._from_key(condition, starts[part], [run[0] for run in runs])
            out.append(self._sequence(condition, setting, self._seed + number).cpu())
        return torch.cat(out)

    def _from_key(self, condition: Condition, images: Tensor, steps: Sequence[int]) -> Condition:
        keys = [self._world.steps[i].key * (CLIP - 1) for i in steps]
        positions, given, known = with_key(images.to(self._device), keys)
        return replace(condition, positions=positions, given=given, given_mask=known)

    def _starts(self, cases: Sample, setting: Setting, keys: Tensor | None) -> Tensor:
        if setting.key == "generated":
            return self.key_images(cases) if keys is None else keys[: len(cases)]
        return cases.keys

    # -- conditions ------------------------------------------------------------------------------
    def _condition(
        self, runs: Sequence[list[int]], cases: Sample, part: slice, setting: Setting, mode: Mode
    ) -> Condition:
        longest = max(map(len, runs))
        sentences = [[self._world.steps[i].sentences[0] for i in run] for run in runs]
        text, mask = told(self._encoder, [s + [""] * (longest - len(s)) for s in sentences])
        if setting.one_text and mode == "key_step":
            text, mask = joined(text, mask)
        valid = _valid(runs)
        return Condition(
            text=text.float().to(self._device),
            text_mask=(mask.cpu() & valid[..., None]).to(self._device),
            positions=torch.arange(longest).float().expand(len(runs), -1).to(self._device),
            mode=mode,
            scene=cases.scene[part].to(self._device) if setting.scene else None,
            valid=None if bool(valid.all()) else valid.to(self._device),
            tone=cases.tone[part].to(self._device),
        )

    # -- retrieval -------------------------------------------------------------------------------
    def _nearest(self, cases: Sample) -> Tensor:
        """Renders of the trained steps with the nearest sentences, each sequence in a scene of
        its own: what a library of media would give."""
        rng = np.random.default_rng((self._seed, 5))
        scenes = self._world.scenes(len(cases), rng, cases.variation)
        if cases.kind == "clip":
            wanted = [case.steps[case.tested[0]] for case in cases.cases]
            return self._world.clips(self.nearest(wanted), scenes).frames.cpu()
        runs = [self.nearest(case.steps) for case in cases.cases]
        return self._world.key_steps(runs, scenes).frames.cpu()

    def nearest(self, steps: Sequence[int]) -> list[int]:
        """The trained step whose canonical sentence has the greatest cosine with each one's."""
        if self._trained is None:
            known = [i for i, step in enumerate(self._world.steps) if step.split == "train"]
            self._trained = known, self._vectors(known)
        known, vectors = self._trained
        best = (self._vectors(steps) @ vectors.T).argmax(1)
        return [known[i] for i in best.tolist()]

    def _vectors(self, steps: Sequence[int]) -> Tensor:
        """(N, 384) unit means of the token states, as MiniLM's sentence vectors are made."""
        texts = [self._world.steps[i].sentences[0] for i in steps]
        parts = []
        for start in range(0, len(texts), 256):
            states, mask = self._encoder(texts[start : start + 256])
            weights = mask[..., None].float()
            pooled = (states.float() * weights).sum(1) / weights.sum(1).clamp(min=1)
            parts.append(F.normalize(pooled.cpu(), dim=1))
        return torch.cat(parts)


@torch.no_grad()
def one_shot(model: SmallModel, condition: Condition) -> Tensor:
    """(B, F, 3, S, S): the network's expectation from no noise at all, as a regression gives."""
    b, f = condition.positions.shape
    size = model.config.size
    z = torch.zeros(b, f, 3, size, size, device=condition.positions.device)
    level = torch.zeros(b, f, device=condition.positions.device)
    if condition.given is not None and condition.given_mask is not None:
        known = condition.given_mask
        z = torch.where(known[..., None, None, None], condition.given, z)
        level = known.float()
    out = predicted(model, z, level, condition).clamp(-1, 1)
    if condition.given is None or condition.given_mask is None:
        return out
    return torch.where(condition.given_mask[..., None, None, None], condition.given, out)


def joined(text: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """(B, F, F * L, 384) and its mask: every frame is told the texts of all frames.

    Token states are joined, not letters: the encoder would cut a text of eight sentences short.
    """
    b, f, length, width = text.shape
    text = text.reshape(b, 1, f * length, width).expand(-1, f, -1, -1)
    return text, mask.reshape(b, 1, f * length).expand(-1, f, -1)


def frames(condition: Condition, which: Sequence[int]) -> Condition:
    """Only some frames of a condition, which keep their places."""
    at = list(which)
    valid = None if condition.valid is None else condition.valid[:, at]
    if valid is not None and len(at) == 1:
        valid = None  # a padded frame alone would attend to nothing; it is thrown away later
    return replace(
        condition,
        text=condition.text[:, at],
        text_mask=condition.text_mask[:, at],
        positions=condition.positions[:, at],
        valid=valid,
    )


def _parts(count: int) -> Iterator[slice]:
    """TOGETHER at a time."""
    for start in range(0, count, TOGETHER):
        yield slice(start, start + TOGETHER)


def _valid(runs: Sequence[Sequence[int]]) -> Tensor:
    """(B, longest) bool, False for padding."""
    lengths = torch.tensor([len(run) for run in runs])
    return torch.arange(int(lengths.max())) < lengths[:, None]


def _knowing(condition: Condition, known: Tensor, places: Sequence[int]) -> Condition:
    """With one known frame (B, 3, S, S) per sequence, at its place among the frames."""
    b, f = condition.positions.shape
    device, rows = condition.positions.device, torch.arange(b)
    given = torch.zeros(b, f, *known.shape[1:], device=device)
    mask = torch.zeros(b, f, dtype=torch.bool, device=device)
    given[rows, list(places)] = known.to(device)
    mask[rows, list(places)] = True
    return replace(condition, given=given, given_mask=mask)
