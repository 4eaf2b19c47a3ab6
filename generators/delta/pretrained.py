"""V-JEPA 2 (arXiv 2506.09985) and VideoPrism (arXiv 2402.13217) as action encoders.

Loaded through transformers from a folder or a hub id; safetensors only, no remote code. VideoPrism
is factorised and gives both tensors in one pass. V-JEPA 2 is not: its features of a frame alone are
those of a clip in which that frame stands still.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from generators.delta.encoder import ActionEncoder, Features, fitted
from generators.errors import GeneratorError

# What both were trained with: frames in 0..1, VJEPA2VideoProcessor also centres as ImageNet.
_MEAN = torch.tensor((0.485, 0.456, 0.406)).view(3, 1, 1)
_SPREAD = torch.tensor((0.229, 0.224, 0.225)).view(3, 1, 1)


def load(kind: str, source: str, device: str = "cpu") -> ActionEncoder:
    """`kind` 'vjepa2' or 'videoprism', `source` a folder or hub id.

    Raises GeneratorError for another kind, or when there is no such model at `source`.
    """
    kinds: dict[str, Callable[[str, str], ActionEncoder]] = {
        "vjepa2": VJepa2,
        "videoprism": VideoPrism,
    }
    if kind not in kinds:
        raise GeneratorError(f"There is no encoder {kind!r}: choose from {', '.join(kinds)}.")
    try:
        return kinds[kind](source, device)
    except (OSError, ValueError) as error:
        raise GeneratorError(
            f"No {kind} model could be read from {source!r}: give a folder that save_pretrained "
            f"has written, or a hub id. ({str(error).splitlines()[0]})"
        ) from error


class VJepa2:
    """A moment is a tubelet of (usually) two frames."""

    name = "vjepa2"

    def __init__(self, source: str, device: str = "cpu") -> None:
        from transformers import VJEPA2Model

        self._model: Any = _ready(VJEPA2Model, source, device)
        c = self._model.config
        self._size = _edge(c.crop_size)
        self.width, self.stride = c.hidden_size, c.tubelet_size
        self.side = self._size // _edge(c.patch_size)

    @torch.no_grad()
    def encode(self, frames: Tensor) -> Features:
        """See ActionEncoder."""
        x = fitted(frames, self._size) / 2 + 0.5
        x = (x - _MEAN.to(x)) / _SPREAD.to(x)
        b, f = x.shape[:2]
        moments = f // self.stride
        moving = self._seen(x).view(b, moments, self.side**2, self.width)
        alone = x[:, :: self.stride].flatten(0, 1)[:, None].expand(-1, self.stride, -1, -1, -1)
        still = self._seen(alone).view(b, moments, self.side**2, self.width)
        return Features(moving, still)

    def _seen(self, x: Tensor) -> Tensor:
        out = self._model(pixel_values_videos=x.contiguous(), skip_predictor=True)
        return out.last_hidden_state.float()


class VideoPrism:
    """A moment is a frame."""

    name = "videoprism"
    stride = 1

    def __init__(self, source: str, device: str = "cpu") -> None:
        from transformers import VideoPrismVisionModel

        self._model: Any = _ready(VideoPrismVisionModel, source, device)
        c = self._model.config
        self._size = _edge(c.image_size)
        self.width, self.side = c.hidden_size, self._size // c.tubelet_size[-1]

    @torch.no_grad()
    def encode(self, frames: Tensor) -> Features:
        """See ActionEncoder."""
        b, f = frames.shape[:2]
        x = fitted(frames, self._size) / 2 + 0.5
        other = f != self._model.config.num_frames  # its places in time are then interpolated
        out = self._model(pixel_values_videos=x, interpolate_pos_encoding=other)
        moving = out.last_hidden_state.view(b, f, -1, self.width)
        still = self._model.layernorm1(out.last_spatial_hidden_state)
        return Features(moving.float(), still.view(b, f, -1, self.width).float())


def _ready(kind: Any, source: str, device: str) -> Any:
    model = kind.from_pretrained(source, use_safetensors=True)
    return model.to(device).eval().requires_grad_(False)


def _edge(value: int | list[int] | tuple[int, ...]) -> int:
    if isinstance(value, int):
        return value
    if len(set(value)) > 1:
        raise ValueError(f"The encoder's frames are {value} px: only square ones are read.")
    return math.prod(value[:1])
