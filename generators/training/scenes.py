"""Where and how a sequence is seen: place, camera, light, colours, hands, clutter; once for all.

Needs only torch and numpy. Drawn from a numpy generator alone, so the same seed gives the same
scenes on every device.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

SIZE = 128  # px of a frame


@dataclass(frozen=True)
class Variation:
    """How much scenes differ; the defaults are those of training."""

    zoom: float = 1.12  # camera, at most
    shift: float = 0.7  # of what the zoom leaves free
    move: tuple[float, float] = (30.0, 10.0)  # px of the action on the picture
    size: float = 0.08  # of the action, either way
    hue: float = 0.35  # radians, of a thing's colours; hands keep theirs
    light: float = 0.12  # gain per channel, either way
    slope: float = 0.1  # from edge to edge
    clutter: int = 2  # things, at most
    invented: float = 0.4  # share of backgrounds that are no drawn place
    mirrored: float = 0.5


PLAIN = Variation(1.0, 0.0, (0.0, 0.0), 0.0, 0.0, 0.0, 0.0, 0, 0.0, 0.0)


@dataclass(frozen=True)
class Scenes:
    """One per sequence; all tensors have B first."""

    background: Tensor  # (B, 3, S, S) in 0..1, before light
    camera: Tensor  # (B, 2, 3) picture -> picture
    action: Tensor  # (B, 3): scale, dx, dy around the table's middle
    table: Tensor  # (B,) px: where things stand here
    tone: Tensor  # (B,) 0..3
    mirrored: Tensor  # (B,) bool
    hues: Tensor  # (B, things, 3, 3)
    light: Tensor  # (B, 3, S, S) gain
    clutter: Tensor  # (B, C) entry or -1
    clutter_affine: Tensor  # (B, C, 2, 3) raster -> picture

    def __len__(self) -> int:
        return len(self.tone)


class SceneMaker:
    """The drawn places and the clutter of a recording, and endless scenes out of them."""

    def __init__(
        self, facts: dict[str, Any], places: Tensor, things: int, device: torch.device
    ) -> None:
        """`places` (P, 144, 144, 3) uint8."""
        self.device, self._things = device, things
        self._places = places.permute(0, 3, 1, 2).float() / 255
        self._tables = [float(one["table"]) for one in facts["places"]]
        self.places = [str(one["name"]) for one in facts["places"]]
        self._clutter = _by_name(facts["clutter"])

    def make(
        self,
        count: int,
        rng: np.random.Generator,
        v: Variation,
        place: str | Sequence[str] = "",
    ) -> Scenes:
        """`count` scenes; `place` names one drawn place instead of any, or one for each scene."""
        camera, backgrounds, tables = self._seen(count, rng, v, place)
        scale = 1 + rng.uniform(-v.size, v.size, count)
        dx, dy = (rng.uniform(-m, m, count) for m in v.move)
        entries, placed = self._cluttered(count, rng, v, tables)
        as_tensor = lambda x, d=torch.float32: torch.as_tensor(x, dtype=d, device=self.device)  # noqa: E731
        return Scenes(
            background=backgrounds,
            camera=camera,
            action=as_tensor(np.stack([scale, dx, dy], 1)),
            table=as_tensor(tables),
            tone=as_tensor(rng.integers(0, 4, count), torch.long),
            mirrored=as_tensor(rng.random(count) < v.mirrored, torch.bool),
            hues=self._hues(count, rng, v.hue),
            light=self._light(count, rng, v),
            clutter=as_tensor(entries, torch.long),
            clutter_affine=as_tensor(placed),
        )

    def _seen(
        self, count: int, rng: np.random.Generator, v: Variation, place: str | Sequence[str]
    ) -> tuple[Tensor, Tensor, NDArray[np.float64]]:
        """(camera (B, 2, 3), backgrounds as the camera sees them, height of the tables)."""
        zoom = rng.uniform(1, v.zoom, count)
        room = (zoom - 1)[:, None] * np.array([[768.0, 512.0]])
        shift = -room * (0.5 + 0.5 * v.shift * rng.uniform(-1, 1, (count, 2)))
        camera = np.zeros((count, 2, 3), np.float32)
        camera[:, 0, 0] = camera[:, 1, 1] = zoom
        camera[:, :, 2] = shift
        which = rng.integers(0, len(self._places), count)
        if place:
            names = [place] if isinstance(place, str) else place
            which[:] = [self.places.index(name) for name in names]
        invented = rng.random(count) < v.invented
        tables = np.array([self._tables[i] for i in which])
        tables[invented] = rng.uniform(410, 450, int(invented.sum()))
        pictures = self._places[torch.from_numpy(which).to(self.device)].clone()
        for i in np.flatnonzero(invented):
            pictures[i] = _invented(rng, pictures.shape[-1]).to(self.device)
        matrix = torch.from_numpy(camera).to(self.device)
        return matrix, _through(pictures, matrix), tables

    def _cluttered(
        self, count: int, rng: np.random.Generator, v: Variation, tables: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        slots = 2 * v.clutter  # a thing has a back and a front
        entries = np.full((count, slots), -1, np.int64)
        placed = np.zeros((count, slots, 2, 3), np.float32)
        placed[:, :, 0, 0] = placed[:, :, 1, 1] = 1
        names = list(self._clutter)
        for b in range(count):
            for k in range(int(rng.integers(0, v.clutter + 1))):
                layers = self._clutter[names[int(rng.integers(len(names)))]]
                x = rng.uniform(30, 130) if k % 2 == 0 else rng.uniform(640, 740)
                size = rng.uniform(0.7, 1.0)
                for j, (entry, affine) in enumerate(layers[:2]):
                    entries[b, 2 * k + j] = entry
                    placed[b, 2 * k + j] = size * np.array(affine).reshape(2, 3)
                    placed[b, 2 * k + j, :, 2] += (x, tables[b] - rng.uniform(24, 50))
                if len(layers) > 1:  # both stand on the same spot
                    foot = placed[b, 2 * k, :, 2] - size * np.array(layers[0][1])[[2, 5]]
                    placed[b, 2 * k + 1, :, 2] = foot + size * np.array(layers[1][1])[[2, 5]]
        return entries, placed

    def _hues(self, count: int, rng: np.random.Generator, most: float) -> Tensor:
        """(B, things, 3, 3): a turn of the colours around grey; none for effects and hands."""
        angles = rng.uniform(-most, most, (count, self._things))
        angles[:, :2] = 0
        a = torch.as_tensor(angles, dtype=torch.float32, device=self.device)[..., None, None]
        third = torch.full((3, 3), 1 / 3, device=self.device)
        cross = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]], device=self.device) / 3**0.5
        return (
            torch.cos(a) * torch.eye(3, device=self.device)
            + (1 - torch.cos(a)) * third
            + torch.sin(a) * cross
        )

    def _light(self, count: int, rng: np.random.Generator, v: Variation) -> Tensor:
        gain = (
            1
            + rng.uniform(-v.light, v.light, (count, 1))
            + rng.uniform(-v.light / 3, v.light / 3, (count, 3))
        )
        slope = rng.uniform(-v.slope, v.slope, (count, 2))
        ramp = torch.linspace(-0.5, 0.5, SIZE, device=self.device)
        across, down = (
            torch.as_tensor(slope[:, k], dtype=torch.float32, device=self.device) for k in (0, 1)
        )
        field_ = across[:, None, None] * ramp + down[:, None, None] * ramp[:, None]
        whole = torch.as_tensor(gain, dtype=torch.float32, device=self.device)
        return whole[..., None, None] * (1 + field_[:, None])


def _through(pictures: Tensor, camera: Tensor) -> Tensor:
    """(B, 3, S, S) what a camera (B, 2, 3) sees of whole pictures."""
    side = (torch.arange(SIZE, device=pictures.device) + 0.5) / SIZE  # 0..1 of the picture
    size = torch.tensor([768.0, 512.0], device=pictures.device)
    zoom, shift = camera[:, 0, 0], camera[:, :, 2] / size
    x = (side[None] - shift[:, 0, None]) / zoom[:, None]
    y = (side[None] - shift[:, 1, None]) / zoom[:, None]
    grid = torch.stack(torch.broadcast_tensors(x[:, None, :], y[:, :, None]), -1) * 2 - 1
    return F.grid_sample(pictures, grid, "bilinear", "border", align_corners=False)


def _invented(rng: np.random.Generator, size: int) -> Tensor:
    """(3, size, size): a wall of things and a table in any colours, textured like a photograph.

    Overlapping shapes of all sizes ("dead leaves", Lee, Mumford and Huang 2001) have the edges and
    the spectrum of natural pictures; the table before them is calmer. Half the walls are out of
    focus.
    """
    edge = int(size * rng.uniform(0.5, 0.78))
    wall, table = rng.uniform(0.1, 0.95, (2, 1)) + rng.normal(0, 0.1, (2, 3))
    out = np.empty((size, size, 3), np.float32)
    out[:edge], out[edge:] = wall, table
    calm = rng.uniform(0, 1)  # of the wall: from a bare one to a full shelf
    _leaves(rng, out[:edge], wall, int(60 * calm**2), contrast=rng.uniform(0.1, 0.5))
    _leaves(rng, out[edge:], table, int(8 * rng.random() ** 2), contrast=0.1)
    out[edge:] += _grain(rng, size - edge, size)
    out += rng.normal(0, rng.uniform(0, 0.025), out.shape)
    picture = torch.from_numpy(out).permute(2, 0, 1)[None]
    if rng.random() < 0.5:
        blurred = F.avg_pool2d(F.pad(picture, (2, 2, 2, 2), mode="replicate"), 5, 1)
        picture = torch.cat([blurred[..., :edge, :], picture[..., edge:, :]], 2)
    return picture[0].clamp(0.02, 0.98)


def _leaves(
    rng: np.random.Generator,
    into: NDArray[np.float32],
    colour: NDArray[np.float64],
    count: int,
    contrast: float,
) -> None:
    """Boxes and ellipses on (H, W, 3), sizes by a power law, shaded from one side to the other."""
    height, width = into.shape[:2]
    for _ in range(count):
        h, w = np.minimum(3 / rng.random(2) ** 0.9, 0.7 * width) * rng.uniform(0.6, 1.6, 2)
        cx, cy = rng.uniform(0, width), rng.uniform(0, height)
        x0, x1 = max(0, int(cx - w)), min(width, int(cx + w) + 1)
        y0, y1 = max(0, int(cy - h)), min(height, int(cy + h) + 1)
        if x1 <= x0 or y1 <= y0:
            continue
        x, y = (np.arange(x0, x1) - cx) / w, ((np.arange(y0, y1) - cy) / h)[:, None]
        inside = (x**2 + y**2 < 1) if rng.random() < 0.4 else (abs(x) + 0 * y <= 1)
        own = colour + rng.normal(0, contrast) + rng.normal(0, contrast / 3, 3)
        shade = 1 + rng.uniform(-0.3, 0.3) * x + rng.uniform(-0.2, 0.2) * y
        part = into[y0:y1, x0:x1]
        part[inside] = (own * shade[..., None])[inside]


def _grain(rng: np.random.Generator, height: int, width: int) -> NDArray[np.float32]:
    """(H, W, 3): stripes of wood or clouds of stone, in shades of one colour."""
    strength, along = rng.uniform(0, 0.09), rng.uniform(1, 12)
    out = torch.zeros(1, 1, height, width)
    for cells in (4, 10, 26):
        rows = min(height, max(2, round(cells * height / width * along)))
        noise = torch.from_numpy(rng.normal(0, 1, (1, 1, rows, cells)).astype(np.float32))
        out += F.interpolate(noise, (height, width), mode="bilinear")
    tint = rng.uniform(0.6, 1.0, 3).astype(np.float32)
    return (strength * out[0, 0].numpy()[..., None] * tint).astype(np.float32)


def _by_name(clutter: list[dict[str, Any]]) -> dict[str, list[tuple[int, list[float]]]]:
    out: dict[str, list[tuple[int, list[float]]]] = {}
    for one in clutter:
        out.setdefault(one["name"], []).append((one["entry"], one["affine"]))
    return out
