"""What the model imagines: all key images of a skill at once, and the sixteen frames of a clip.

Frames are uint8 (128, 128, 3) outside of this module. Key images of one skill cost one sampling:
the last few are kept, so that the jobs for the other steps find theirs.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generators.device import best_device, one_thread
from generators.errors import WeightsError
from generators.small.enlarge import Pixels
from generators.small.model import Condition, SmallConfig, SmallModel
from generators.small.sampler import sample
from generators.weights import store

if TYPE_CHECKING:
    from generators.weights import Entry

WINDOW = 8  # key images that are imagined together; what training has seen
CLIP = 16  # frames
KEPT = 12  # samplings that are remembered: 0.4 MB each
Heard = Callable[[float], None]  # 0..1; may raise Cancelled
Encoder = Callable[[Sequence[str]], tuple[Tensor, Tensor]]  # (N, L, 384), (N, L)


@dataclass(frozen=True)
class Setting:
    """What all frames of a skill share; `tone` of the hands, 0 light .. 3 dark."""

    scene: Pixels
    tone: int
    seed: int


@dataclass(frozen=True)
class _Wanted:
    """One sampling. `given` is (index of the frame, the frame)."""

    texts: tuple[str, ...]
    setting: Setting
    given: tuple[int, Pixels] | None
    mode: Literal["key_step", "clip"]

    @property
    def key(self) -> str:
        told = (self.texts, self.mode, self.setting.tone, self.setting.seed)
        digest = hashlib.sha256(repr(told).encode() + self.setting.scene.tobytes())
        if self.given:
            digest.update(bytes([self.given[0]]) + self.given[1].tobytes())
        return digest.hexdigest()


class Painter:
    """The loaded model. Safe to share between threads, which wait for each other."""

    def __init__(self, model: SmallModel, encoder: Encoder, steps: int) -> None:
        self._model, self._encoder, self.steps = model, encoder, steps
        self._device = next(model.parameters()).device
        self._known: OrderedDict[str, NDArray[np.uint8]] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    @classmethod
    def load(cls, folder: Path, encoder: Encoder, steps: int) -> tuple[Painter, Entry]:
        """Raises WeightsError naming the file that is missing or does not fit."""
        tensors, entry = store.load("small", folder)
        try:
            model = SmallModel(SmallConfig.of(entry.config))
        except TypeError as error:
            raise WeightsError(f"The manifest's [small.config] does not fit: {error}.") from error
        store.into(model, tensors, "small")
        return cls(model.eval().to(best_device()), encoder, steps), entry

    def key_image(self, texts: Sequence[str], index: int, setting: Setting, heard: Heard) -> Pixels:
        """Of step `index`; the others of the skill come with it.

        Longer skills go in windows that share one frame: the last of one is known to the next.
        """
        wanted = [one for one in windows(len(texts)) if one.start < max(index, 1)]
        given: tuple[int, Pixels] | None = None
        for number, window in enumerate(wanted):
            share = _share(heard, number, len(wanted))
            part = tuple(texts[i] for i in window)
            frames = self._frames(_Wanted(part, setting, given, "key_step"), share)
            given = 0, frames[-1]
            if index in window:
                return np.asarray(frames[index - window.start], np.uint8)
        raise IndexError(f"There is no step {index} among {len(texts)}.")

    def clip(
        self, text: str, key: tuple[int, Pixels], setting: Setting, heard: Heard
    ) -> NDArray[np.uint8]:
        """(16, 128, 128, 3); `key` is (its place in the clip, the key-step image)."""
        return self._frames(_Wanted((text,) * CLIP, setting, key, "clip"), heard)

    def _frames(self, wanted: _Wanted, heard: Heard) -> NDArray[np.uint8]:
        with self._one_at_a_time:
            if wanted.key not in self._known:
                self._known[wanted.key] = self._sampled(wanted, heard)
            self._known.move_to_end(wanted.key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return self._known[wanted.key]

    def _sampled(self, wanted: _Wanted, heard: Heard) -> NDArray[np.uint8]:
        heard(0.0)
        with one_thread():
            condition, seed = self._condition(wanted), wanted.setting.seed
            frames = sample(self._model, condition, self.steps, seed, heard)
        levels = ((frames[0].permute(0, 2, 3, 1) + 1) * 127.5).round().clamp(0, 255)
        return levels.to("cpu", torch.uint8).numpy()

    def _condition(self, wanted: _Wanted) -> Condition:
        count = len(wanted.texts)
        for one in dict.fromkeys(wanted.texts):
            self._encoder([one])  # alone: in company its last bits would depend on the others
        text, mask = self._encoder(wanted.texts)  # (F, L, 384), (F, L)
        given = given_mask = None
        if wanted.given:
            at, frame = wanted.given
            given = torch.zeros(1, count, *self._tensor(frame).shape, device=self._device)
            given[0, at] = self._tensor(frame)
            given_mask = torch.zeros(1, count, dtype=torch.bool, device=self._device)
            given_mask[0, at] = True
        return Condition(
            text=text[None].float().to(self._device),
            text_mask=mask[None].to(self._device),
            positions=torch.arange(count, dtype=torch.float32, device=self._device)[None],
            mode=wanted.mode,
            scene=self._tensor(wanted.setting.scene)[None],
            given=given,
            given_mask=given_mask,
            tone=torch.tensor([wanted.setting.tone], device=self._device),
        )

    def _tensor(self, frame: Pixels) -> Tensor:
        """(3, 128, 128) in -1..1."""
        levels = torch.from_numpy(np.ascontiguousarray(frame)).to(self._device)
        return levels.permute(2, 0, 1).float() / 127.5 - 1


def windows(count: int) -> list[range]:
    """Of at most WINDOW steps; each begins with the last step of the one before.

    >>> windows(10)
    [range(0, 8), range(7, 10)]
    """
    out = [range(min(count, WINDOW))]
    while out[-1].stop < count:
        start = out[-1].stop - 1
        out.append(range(start, min(count, start + WINDOW)))
    return out


def _share(heard: Heard, number: int, count: int) -> Heard:
    """The progress of one part, as progress of the whole."""
    return lambda share: heard((number + share) / count)
