"""The training world: recorded workbench scenes drawn in batches by torch, on CPU or CUDA.

Needs only torch and numpy. A frame is a background and a stack of premultiplied rasters from one
atlas, each laid by an affine map; what varies (place, camera, colours, light, clutter, hand tone
and side) is drawn once per sequence, so that a skill keeps its scene over all steps. The same
scenes and steps give the same frames; ground truth comes from the recording.

Coordinates: "picture" is the workbench's 768x512; a frame is SIZE x SIZE, squeezed from it.
"""

from __future__ import annotations

import io
import json
import lzma
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from generators.training.scenes import PLAIN, SIZE, SceneMaker, Scenes, Variation

__all__ = ["PLAIN", "Frames", "Scenes", "SkillFacts", "StepFacts", "Variation", "World"]

SQUEEZE = (SIZE / 768, SIZE / 512)
CLIP = 16  # frames
TIMES = tuple(i / (CLIP - 1) for i in range(CLIP))  # of the motion program
KEY = CLIP  # the moment of the key-step image
MOMENTS = CLIP + 1
WINDOWS = (16, 24, 32, 48, 64, 96, SIZE)  # px: a layer is drawn in the smallest that holds it
FILES = ("world.npz.xz", "world.json")  # of a recording, the last one written last
PAGE = 2048  # px, width of the atlas texture


@dataclass(frozen=True)
class StepFacts:
    """One recorded step. `sentences[0]` is the canonical wording; `split` "train" or "held-out"."""

    id: str
    action: str
    object: str
    instrument: str
    target: str
    result_state: str
    sentences: tuple[str, ...]
    key: float  # t of the key-step image
    split: str
    table: float  # px, height at which things stand


@dataclass(frozen=True)
class SkillFacts:
    """Steps in order (indices), state carried from one to the next."""

    id: str
    procedure: str
    steps: tuple[int, ...]
    split: str  # "train", "held-out" (has a held-out combination) or "held-out-procedure"


@dataclass
class LayerTable:
    """Layers of all recorded moments, one after the other."""

    entry: list[int] = field(default_factory=list)
    affine: list[tuple[float, ...]] = field(default_factory=list)
    opacity: list[float] = field(default_factory=list)
    thing: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, entry: int, affine: tuple[float, ...], opacity: float, thing: int) -> None:
        self.entry.append(entry)
        self.affine.append(affine)
        self.opacity.append(opacity)
        self.thing.append(thing)

    def end_moment(self) -> None:
        self.ends.append(len(self.entry))

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "entry": np.array(self.entry, np.int32),
            "affine": np.array(self.affine, np.float32).reshape(-1, 2, 3),
            "opacity": np.array(self.opacity, np.float32),
            "thing": np.array(self.thing, np.int16),
            "ends": np.array(self.ends, np.int64),
        }


@dataclass(frozen=True)
class Frames:
    """`frames` (B, F, 3, S, S) and `scene` (B, 3, S, S) in -1..1; `centres` (B, F, 2, 2) px."""

    scene: Tensor
    frames: Tensor
    valid: Tensor  # (B, F) bool
    centres: Tensor  # of mover and hand; nan when out of the picture


@dataclass(frozen=True)
class Layers:
    """What is laid on N frames, in L slots from the back to the front."""

    entry: Tensor  # (N, L) of the atlas, or -1 for none
    matrix: Tensor  # (N, L, 2, 3) raster -> px of the frame
    opacity: Tensor  # (N, L)
    hues: Tensor  # (N, L, 3, 3)

    def at(self, rows: Tensor, slot: int) -> Layers:
        """One slot of some frames: the same without L."""
        parts = (self.entry, self.matrix, self.opacity, self.hues)
        return Layers(*(part[rows, slot] for part in parts))


class World:
    """The recorded steps and skills, and their pictures."""

    def __init__(self, facts: dict[str, Any], arrays: dict[str, NDArray[Any]], device: str) -> None:
        self.device = torch.device(device)
        self.domain: str = facts["domain"]
        self.steps = [_step(one) for one in facts["steps"]]
        self.skills = [
            SkillFacts(**{**one, "steps": tuple(one["steps"])}) for one in facts["skills"]
        ]
        self.things: list[str] = facts["things"]
        self._texture, self._corner = _packed(arrays["pixels"], arrays["shapes"], self.device)
        self._size = self._tensor(arrays["shapes"]).long()  # (E, 2) height, width
        self._tones = self._tensor(arrays["tones"]).long()
        self._entry = self._tensor(arrays["entry"]).long()
        self._affine = self._tensor(arrays["affine"])
        self._opacity = self._tensor(arrays["opacity"])
        self._thing = self._tensor(arrays["thing"]).long()
        self._ends = self._tensor(arrays["ends"])
        self._centres = self._tensor(arrays["centres"])  # (N, MOMENTS, 2, 2)
        places = self._tensor(arrays["places"])
        self._maker = SceneMaker(facts, places, len(self.things), self.device)
        self.places: list[str] = self._maker.places

    @classmethod
    def load(cls, folder: Path, device: str = "cpu") -> World:
        """Raises FileNotFoundError for a folder that `record.py` has not finished."""
        packed, described = (folder / name for name in FILES)
        facts = json.loads(described.read_text("utf-8"))
        with lzma.open(packed) as file:
            arrays = np.load(io.BytesIO(file.read()))
        return cls(facts, dict(arrays), device)

    def _tensor(self, array: NDArray[Any]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(self.device)

    def scenes(
        self,
        count: int,
        rng: np.random.Generator,
        variation: Variation | None = None,
        place: str | Sequence[str] = "",
    ) -> Scenes:
        """`count` scenes; `place` names one drawn place instead of any, or one for each scene."""
        return self._maker.make(count, rng, variation or Variation(), place)

    # -- pictures --------------------------------------------------------------------------------
    def key_steps(self, skills: Sequence[Sequence[int]], scenes: Scenes, length: int = 0) -> Frames:
        """Key-step images of sequences of steps (indices), padded to the longest or `length`."""
        length = length or max(len(steps) for steps in skills)
        step = torch.full((len(skills), length), -1, dtype=torch.long)
        for b, steps in enumerate(skills):
            step[b, : len(steps)] = torch.tensor(steps)
        step = step.to(self.device)
        return self._frames(step, torch.full_like(step, KEY), scenes)

    def clips(self, steps: Sequence[int], scenes: Scenes, moments: Tensor | None = None) -> Frames:
        """`moments` (B, F) in 0..15, or KEY; all sixteen when None."""
        if moments is None:
            moments = torch.arange(CLIP).expand(len(steps), -1)
        moments = moments.to(self.device)
        step = torch.tensor(list(steps), device=self.device)[:, None].expand_as(moments)
        return self._frames(step, moments, scenes)

    def _frames(self, step: Tensor, moment: Tensor, scenes: Scenes) -> Frames:
        """`step`, `moment` (B, F); step -1 is padding and repeats the scene."""
        b, f = step.shape
        ground = self._laid(scenes.background, self._clutter_layers(scenes))
        still, moving = _parted(self._layers(step.reshape(-1), moment.reshape(-1), scenes, f), f)
        canvas = self._laid(ground, still)
        canvas = canvas[:, None].expand(b, f, -1, -1, -1).reshape(b * f, 3, SIZE, SIZE)
        drawn = self._laid(canvas, moving).view(b, f, 3, SIZE, SIZE)
        pictures = torch.cat([ground[:, None], drawn], 1) * scenes.light[:, None]
        pictures = pictures.clamp_(0, 1).mul_(2).sub_(1)
        side = scenes.mirrored
        pictures[side] = pictures[side].flip(-1)
        valid = step >= 0
        where = self._where(step, moment, scenes)
        return Frames(pictures[:, 0], pictures[:, 1:], valid, where)

    def _layers(self, step: Tensor, moment: Tensor, scenes: Scenes, per_scene: int) -> Layers:
        """Of N frames, `per_scene` one after the other in each scene."""
        row = step.clamp(min=0) * MOMENTS + moment
        end = self._ends[row]
        start = torch.where(row > 0, self._ends[(row - 1).clamp(min=0)], torch.zeros_like(end))
        count = torch.where(step >= 0, end - start, torch.zeros_like(end))
        slots = torch.arange(int(count.max()), device=self.device)
        at = (start[:, None] + slots).clamp(max=len(self._entry) - 1)
        there = slots < count[:, None]
        owner = torch.arange(len(step), device=self.device) // per_scene
        entry = self._tones[self._entry[at]].gather(
            2, scenes.tone[owner][:, None, None].expand(-1, at.shape[1], 1)
        )[..., 0]
        tables = torch.tensor([s.table for s in self.steps], device=self.device)[step.clamp(min=0)]
        placed = self._acted(self._affine[at], scenes, owner, tables)
        hues = scenes.hues[owner[:, None].expand_as(at), self._thing[at]]
        return Layers(
            torch.where(there, entry, -1),
            _to_frame(placed, scenes.camera[owner]),
            self._opacity[at],
            hues,
        )

    def _clutter_layers(self, scenes: Scenes) -> Layers:
        placed = _to_frame(scenes.clutter_affine, scenes.camera)
        whole = torch.ones_like(scenes.clutter, dtype=torch.float32)
        plain = torch.eye(3, device=self.device).expand(*scenes.clutter.shape, 3, 3)
        return Layers(scenes.clutter, placed, whole, plain)

    def _acted(self, affine: Tensor, scenes: Scenes, owner: Tensor, tables: Tensor) -> Tensor:
        """Moves and scales the action around (384, its table), onto the scene's own table."""
        scale, dx, dy = (scenes.action[owner, k][:, None] for k in range(3))
        out = affine * scale[..., None, None]
        x = 384 + dx + scale * (affine[..., 0, 2] - 384)
        y = scenes.table[owner][:, None] + dy + scale * (affine[..., 1, 2] - tables[:, None])
        out = out.clone()
        out[..., 0, 2], out[..., 1, 2] = x, y
        return out

    def _where(self, step: Tensor, moment: Tensor, scenes: Scenes) -> Tensor:
        """(B, F, 2, 2) px of the frame."""
        points = self._centres[step.clamp(min=0), moment]
        tables = torch.tensor([s.table for s in self.steps], device=self.device)[step.clamp(min=0)]
        scale, dx, dy = (scenes.action[:, k][:, None, None] for k in range(3))
        x = 384 + dx + scale * (points[..., 0] - 384)
        y = scenes.table[:, None, None] + dy + scale * (points[..., 1] - tables[..., None])
        zoom, at = scenes.camera[:, 0, 0][:, None, None], scenes.camera[:, :, 2]
        x = (x * zoom + at[:, 0][:, None, None]) * SQUEEZE[0]
        y = (y * zoom + at[:, 1][:, None, None]) * SQUEEZE[1]
        x = torch.where(scenes.mirrored[:, None, None], SIZE - x, x)
        return torch.stack([x, y], -1)

    def _laid(self, canvas: Tensor, layers: Layers) -> Tensor:
        """The layers over (N, 3, S, S), one slot after the other, each in its own window."""
        canvas = canvas.clone()
        low, high = _extent(layers.matrix, self._size[layers.entry.clamp(min=0)])
        seen = (layers.entry >= 0) & (high > 0).all(-1) & (low < SIZE - 1).all(-1)
        low = low.clamp(min=0).floor().long()
        reach = (high.clamp(max=SIZE).ceil().long() - low).amax(-1)
        for slot in range(seen.shape[1]):
            smaller = 0
            for window in WINDOWS:
                fits = seen[:, slot] & (reach[:, slot] > smaller) & (reach[:, slot] <= window)
                smaller = window
                rows = fits.nonzero()[:, 0]
                if len(rows):
                    self._lay(canvas, rows, window, layers.at(rows, slot), low[rows, slot])
        return canvas

    def _lay(self, canvas: Tensor, rows: Tensor, window: int, layers: Layers, low: Tensor) -> None:
        """One layer each on the canvases `rows`, in place: out = source + canvas * (1 - alpha)."""
        corner = low.clamp(max=SIZE - window)
        side = torch.arange(window, device=self.device)
        x, y = corner[:, 0, None] + side, corner[:, 1, None] + side  # (n, w)
        grid = self._sampled(layers.matrix, x, y, layers.entry)
        source = F.grid_sample(
            self._texture, grid.reshape(1, -1, window, 2), "bilinear", "zeros", align_corners=False
        )
        source = source.view(4, len(rows), window * window).transpose(0, 1)
        source = source * layers.opacity[:, None, None]
        rgb, alpha = source[:, :3], source[:, 3:]
        rgb = torch.minimum(torch.bmm(layers.hues, rgb).clamp(min=0), alpha)
        shape = (len(rows), -1, window, window)
        every = canvas.unfold(2, window, 1).unfold(3, window, 1)  # a view of all windows
        at = (rows, slice(None), corner[:, 1], corner[:, 0])
        every[at] = rgb.view(shape) + every[at] * (1 - alpha).view(shape)

    def _sampled(self, matrix: Tensor, x: Tensor, y: Tensor, entry: Tensor) -> Tensor:
        """(n, w, w, 2) places in the atlas texture, -1..1, of the frame's px (x, y)."""
        a, b, c = (matrix[:, 0, k, None, None] for k in range(3))
        d, e, f = (matrix[:, 1, k, None, None] for k in range(3))
        det = a * e - b * d
        px, py = x[:, None, :] - c, y[:, :, None] - f
        u, v = (e * px - b * py) / det, (a * py - d * px) / det
        size, corner = self._size[entry], self._corner[entry]
        u = u.clamp(min=0).minimum((size[:, 1, None, None] - 1).float())  # the border is clear
        v = v.clamp(min=0).minimum((size[:, 0, None, None] - 1).float())
        height, width = self._texture.shape[-2:]
        u = (u + corner[:, 1, None, None] + 0.5) * (2 / width) - 1
        v = (v + corner[:, 0, None, None] + 0.5) * (2 / height) - 1
        return torch.stack([u, v], -1)


def _step(facts: dict[str, Any]) -> StepFacts:
    return StepFacts(**{**facts, "sentences": tuple(facts["sentences"])})


def _packed(
    pixels: NDArray[np.uint8], shapes: NDArray[np.int32], device: torch.device
) -> tuple[Tensor, Tensor]:
    """(texture (1, 4, H, PAGE) in 0..1, corner (E, 2) row and column) by shelves."""
    order = np.argsort(-shapes[:, 0], kind="stable")
    corner = np.zeros((len(shapes), 2), np.int64)
    row = column = shelf = 0
    for i in order:
        h, w = shapes[i]
        if column + w > PAGE:
            row, column, shelf = row + shelf, 0, 0
        corner[i] = row, column
        column, shelf = column + int(w), max(shelf, int(h))
    texture = np.zeros((row + shelf, PAGE, 4), np.uint8)
    starts = np.concatenate([[0], np.cumsum(shapes[:, 0].astype(np.int64) * shapes[:, 1])])
    for i, (h, w) in enumerate(shapes):
        y, x = corner[i]
        texture[y : y + h, x : x + w] = pixels[starts[i] : starts[i + 1]].reshape(h, w, 4)
    whole = torch.from_numpy(texture).to(device).permute(2, 0, 1)[None].float() / 255
    return whole.contiguous(), torch.from_numpy(corner).to(device)


def _parted(layers: Layers, per_scene: int) -> tuple[Layers, Layers]:
    """(what lies at the back in all frames of a scene alike (B, L), the rest (B * F, L)).

    Two fifths of a clip's layers stand still behind all that moves: they are laid once per clip.
    """
    shape = (-1, per_scene, layers.entry.shape[1])
    entry, matrix = layers.entry.view(shape), layers.matrix.view(*shape, 2, 3)
    opacity = layers.opacity.view(shape)
    same = (entry == entry[:, :1]) & (opacity == opacity[:, :1])
    same &= (matrix == matrix[:, :1]).all(-1).all(-1)
    still = same.all(1).cumprod(1).bool()  # (B, L)
    once = Layers(
        torch.where(still, entry[:, 0], -1),
        matrix[:, 0],
        opacity[:, 0],
        layers.hues.view(*shape, 3, 3)[:, 0],
    )
    moving = torch.where(still[:, None], -1, entry).view_as(layers.entry)
    return once, replace(layers, entry=moving)


def _to_frame(placed: Tensor, camera: Tensor) -> Tensor:
    """(N, L, 2, 3) raster -> picture, seen by the camera (N, 2, 3), squeezed to frame px."""
    zoom = camera[:, 0, 0][:, None, None, None]
    out = placed * zoom
    out[..., 2] += camera[:, None, :, 2]
    squeeze = torch.tensor(SQUEEZE, device=placed.device)
    out = out * squeeze[:, None]
    out[..., 2] -= 0.5  # px centres at whole numbers
    return out


def _extent(matrix: Tensor, size: Tensor) -> tuple[Tensor, Tensor]:
    """((N, L, 2) least, most) frame px that a raster of (height, width) can touch."""
    h, w = size[..., 0].float(), size[..., 1].float()
    zero = torch.zeros_like(h)
    corners = torch.stack(
        [torch.stack(p, -1) for p in ((zero, zero), (w, zero), (zero, h), (w, h))], -2
    )  # (N, L, 4, 2)
    points = torch.einsum("nlij,nlkj->nlki", matrix[..., :2], corners) + matrix[..., None, :, 2]
    return points.amin(-2), points.amax(-2) + 1
