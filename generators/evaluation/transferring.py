"""Every way of making a transfer: our model and its variants, controls and baselines."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from generators.base import MediaRef, TransferRequest
from generators.delta.transfer import Transfer, as_pixels, as_tensor
from generators.errors import BadMedia
from generators.evaluation.transfers import Transfers, swapped
from generators.small.model import Condition, SmallModel
from generators.small.sampler import sample
from generators.training.asks import told
from generators.training.features import TextEncoder
from generators.training.world import CLIP, World

Pixels = NDArray[np.uint8]
Make = Callable[[Transfers], Tensor]  # (N, 16, 3, S, S) on the CPU
TOGETHER = 4  # clips of one sampling
FILM = (256, 384)  # px, height and width: a frame of the world as people see it


def true_renders(cases: Transfers) -> Tensor:
    return cases.true


def standing_still(cases: Transfers) -> Tensor:
    return cases.context[:, None].expand_as(cases.true).clone()


def by(transfer: Transfer, seed: int = 0) -> Make:
    """Our model, as it is served."""
    return lambda cases: _made(transfer, cases.context, cases.demo, seed)


def by_another_action(transfer: Transfer, world: World, seed: int = 0) -> Make:
    """A control: each context with the demonstration of another action than is due."""
    return lambda cases: _made(transfer, cases.context, swapped(cases, world), seed)


def by_no_demonstration(transfer: Transfer, seed: int = 0) -> Make:
    """A control: the generator without latents."""

    def make(cases: Transfers) -> Tensor:
        generator = transfer.generator
        rows = []
        for part in _parts(len(cases)):
            context = cases.context[part]
            seen = transfer.latents(cases.demo[part])
            moments = torch.arange(CLIP).expand(len(context), -1)
            dropped = torch.ones(len(context), dtype=torch.bool)
            with torch.no_grad():
                condition = generator.condition(context, seen, moments, dropped)
            rows.append(sample(generator.model, condition, transfer.steps, seed))
        return torch.cat(rows)

    return make


def by_text(model: SmallModel, world: World, encoder: TextEncoder, seed: int = 0) -> Make:
    """The small model: told the true sentence of the step, with the context as first frame."""

    def make(cases: Transfers) -> Tensor:
        rows = []
        for part in _parts(len(cases)):
            context = cases.context[part]
            words = [[world.steps[i].sentences[0]] * CLIP for i in cases.due[part]]
            text, mask = told(encoder, words)
            known = torch.zeros(len(context), CLIP, dtype=torch.bool)
            known[:, 0] = True
            condition = Condition(
                text=text.float(),
                text_mask=mask,
                positions=torch.arange(CLIP).float().expand(len(context), -1),
                mode="clip",
                scene=cases.place[part],
                given=context[:, None].expand(-1, CLIP, -1, -1, -1),
                given_mask=known,
            )
            rows.append(sample(model, condition, 4, seed))
        return torch.cat(rows)

    return make


def nearest(transfer: Transfer, world: World, seed: int = 0) -> Make:
    """The trained clip whose latents are nearest to the demonstration's, as it is: retrieval."""
    steps = [i for i, s in enumerate(world.steps) if s.split == "train"]
    rng = np.random.default_rng((seed, 13))
    steps = [steps[int(i)] for i in rng.permutation(len(steps))[:96]]
    known = world.clips(steps, world.scenes(len(steps), rng)).frames.cpu()
    vectors = _pooled(transfer, known)

    def make(cases: Transfers) -> Tensor:
        best = (_pooled(transfer, cases.demo) @ vectors.T).argmax(1)
        return known[best]

    return make


def by_motion_warp(cases: Transfers) -> Tensor:
    """The classical baseline, through files, as it is served; still where it finds no motion."""
    from generators.motion_warp import MotionWarp

    rows = []
    with tempfile.TemporaryDirectory(prefix="keystep-") as folder:
        for context, demo in zip(cases.context, cases.demo, strict=True):
            rows.append(_warped(MotionWarp(), Path(folder), context, demo))
    return torch.stack(rows)


def _warped(backend: object, folder: Path, context: Tensor, demo: Tensor) -> Tensor:
    from generators.media import encode_mp4, encode_png, read_video

    film, photo, made = (folder / name for name in ("demo.mp4", "context.png", "made.mp4"))
    film.write_bytes(encode_mp4([_wide(f) for f in as_pixels(demo)], 8, {}))
    photo.write_bytes(encode_png(_wide(as_pixels(context[None])[0]), {}))
    request = TransferRequest(
        demonstration=MediaRef(sha256="0" * 64, path=str(film)),
        context_image=MediaRef(sha256="1" * 64, path=str(photo)),
        frames=CLIP,
    )
    try:
        done = backend.generate(request, lambda stage, share: None)  # type: ignore[attr-defined]
    except BadMedia:
        return context[None].expand(CLIP, -1, -1, -1)
    made.write_bytes(done.data)
    frames = read_video(made, CLIP).frames
    side = context.shape[-1]
    small = [cv2.resize(f, (side, side), interpolation=cv2.INTER_AREA) for f in frames]
    return as_tensor(np.asarray(small, np.uint8), torch.device("cpu"))


def _wide(frame: Pixels) -> Pixels:
    return np.asarray(cv2.resize(frame, FILM[::-1], interpolation=cv2.INTER_CUBIC), np.uint8)


def _made(transfer: Transfer, context: Tensor, demo: Tensor, seed: int) -> Tensor:
    rows = [
        transfer.made(context[part], transfer.latents(demo[part]), seed)
        for part in _parts(len(context))
    ]
    return torch.cat(rows).cpu()


def _pooled(transfer: Transfer, clips: Tensor) -> Tensor:
    """(N, T * P * numbers) unit vectors of what the generator is told."""
    parts = []
    for part in _parts(len(clips)):
        with torch.no_grad():
            told = transfer.generator.latent.numbers(transfer.latents(clips[part]))
        parts.append(F.normalize(told.flatten(1).float(), dim=1))
    return torch.cat(parts)


def _parts(count: int) -> Iterator[slice]:
    for start in range(0, count, TOGETHER):
        yield slice(start, start + TOGETHER)


def few_steps(transfer: Transfer, steps: int) -> Transfer:
    """The same model with another number of sampling steps."""
    return replace(transfer, steps=steps)
