"""From the world's truth to what the model is asked: the same words and scene, nothing known."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from generators.small.model import Condition
from generators.training.features import TextEncoder
from generators.training.world import CLIP, KEY, Frames, Scenes, World


def ask_key_steps(
    world: World, encoder: TextEncoder, skills: Sequence[Sequence[int]], scenes: Scenes
) -> tuple[Frames, Condition]:
    """(true key-step images, the condition under which a model should make them)."""
    true = world.key_steps(skills, scenes)
    b, f = true.valid.shape
    texts = [[world.steps[i].sentences[0] for i in s] + [""] * (f - len(s)) for s in skills]
    text, mask = told(encoder, texts)
    positions = torch.arange(f, device=world.device).float().expand(b, -1)
    return true, Condition(
        text, mask, positions, "key_step", true.scene, valid=true.valid, tone=scenes.tone
    )


def ask_clips(
    world: World,
    encoder: TextEncoder,
    steps: Sequence[int],
    scenes: Scenes,
    key_image: Tensor | None = None,
) -> tuple[Frames, Condition]:
    """(true clips, the condition). The key-step image, true or given (B, 3, S, S), is known."""
    true = world.clips(steps, scenes)
    b = len(steps)
    if key_image is None:
        key_image = world.clips(steps, scenes, torch.full((b, 1), KEY)).frames[:, 0]
    keys = [world.steps[i].key * (CLIP - 1) for i in steps]
    text, mask = told(encoder, [[world.steps[i].sentences[0]] * CLIP for i in steps])
    positions, given, known = with_key(key_image, keys)
    return true, Condition(
        text, mask, positions, "clip", true.scene, given, known, tone=scenes.tone
    )


def with_key(key_image: Tensor, keys: Sequence[float]) -> tuple[Tensor, Tensor, Tensor]:
    """(positions (B, 16), frames (B, 16, 3, S, S), which are known): the key image at its time."""
    b = len(key_image)
    positions = torch.arange(CLIP, device=key_image.device).float().repeat(b, 1)
    known = torch.zeros(b, CLIP, dtype=torch.bool, device=key_image.device)
    for row, key in enumerate(keys):
        at = round(key)
        positions[row, at], known[row, at] = key, True
    given = key_image[:, None].expand(-1, CLIP, -1, -1, -1)
    return positions, given, known


def told(encoder: TextEncoder, texts: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
    """((B, F, L, 384), (B, F, L)) of equally many texts per sequence."""
    f = len(texts[0])
    text, mask = encoder([t for row in texts for t in row])
    return text.unflatten(0, (-1, f)), mask.unflatten(0, (-1, f))
