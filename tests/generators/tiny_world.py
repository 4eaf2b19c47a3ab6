"""A world of coloured squares, made in memory: as exact as the recorded one, and much smaller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from generators.training.world import MOMENTS, TIMES, World

COLOURS = {"apple": (220, 40, 40), "plum": (60, 60, 210), "lime": (70, 200, 60)}
DONE = (250, 220, 60)  # what is "ripe"
SIDE = 22  # px of a raster


def tiny_world() -> World:
    """Six steps: each fruit is slid across (held-out for the lime) or left to ripen."""
    steps, centres, layers = [], [], _Layers()
    for index, fruit in enumerate(COLOURS):
        for action in ("slide", "ripen"):
            held_out = fruit == "lime" and action == "slide"
            steps.append(_step(action, fruit, "held-out" if held_out else "train"))
            centres.append(layers.record(action, index))
    skills = [
        _skill("apples", (0, 1), "train"),
        _skill("plums", (2, 3), "train"),
        _skill("limes", (4, 5), "held-out"),
        _skill("whole", (1, 3, 5), "held-out-procedure"),
    ]
    facts = {
        "domain": "tiny",
        "things": ["", "hand", *COLOURS],
        "steps": steps,
        "skills": skills,
        "clutter": [{"name": "plum", "entry": 1, "affine": [3.0, 0, 0, 0, 3.0, 0]}],
        "places": [{"name": "grey", "table": 437.0}],
    }
    places = np.full((1, 144, 144, 3), 150, np.uint8)
    return World(facts, {**layers.arrays(), "centres": np.stack(centres), "places": places}, "cpu")


def _step(action: str, fruit: str, split: str) -> dict[str, Any]:
    return {
        "id": f"{action}-{fruit}",
        "action": action,
        "object": fruit,
        "instrument": "",
        "target": "",
        "result_state": "ripe" if action == "ripen" else "moved",
        "sentences": [f"{action} the {fruit}"],
        "key": 0.5,
        "split": split,
        "table": 437.0,
    }


def _skill(name: str, steps: Sequence[int], split: str) -> dict[str, Any]:
    return {"id": name, "procedure": name, "steps": list(steps), "split": split}


class _Layers:
    """One square per moment; entries 0..2 are the fruits, 3 is a ripe one."""

    def __init__(self) -> None:
        self.entry: list[int] = []
        self.affine: list[list[float]] = []
        self.thing: list[int] = []

    def record(self, action: str, fruit: int) -> np.ndarray:
        centres = np.full((MOMENTS, 2, 2), np.nan, np.float32)
        for moment, t in enumerate([*TIMES, 0.5]):
            x, y = (100 + 480 * t, 250.0) if action == "slide" else (350.0, 250.0)
            self.entry.append(3 if action == "ripen" and t >= 0.5 else fruit)
            self.affine.append([6.0, 0.0, x, 0.0, 4.0, y])
            self.thing.append(2 + fruit)
            if action == "slide":
                centres[moment, 0] = x + 3 * SIDE, y + 2 * SIDE
        return centres

    def arrays(self) -> dict[str, np.ndarray]:
        colours = [*COLOURS.values(), DONE]
        rasters = [np.full((SIDE * SIDE, 4), (*colour, 255), np.uint8) for colour in colours]
        for raster in rasters:  # a clear border, as recorded rasters have
            raster.reshape(SIDE, SIDE, 4)[[0, -1]] = 0
            raster.reshape(SIDE, SIDE, 4)[:, [0, -1]] = 0
        entries = len(rasters)
        return {
            "pixels": np.concatenate(rasters),
            "shapes": np.full((entries, 2), SIDE, np.int32),
            "tones": np.tile(np.arange(entries, dtype=np.int32)[:, None], (1, 4)),
            "entry": np.array(self.entry, np.int32),
            "affine": np.array(self.affine, np.float32).reshape(-1, 2, 3),
            "opacity": np.ones(len(self.entry), np.float32),
            "thing": np.array(self.thing, np.int16),
            "ends": np.arange(1, len(self.entry) + 1),
        }


def letters(texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Stands in for the text encoder: one token per word, its letters counted, (N, L, 384)."""
    words = [text.split() for text in texts]
    longest = max(1, *map(len, words))
    states = torch.zeros(len(texts), longest, 384)
    mask = torch.zeros(len(texts), longest, dtype=torch.bool)
    for n, line in enumerate(words):
        for k, word in enumerate(line):
            mask[n, k] = True
            for letter in word:
                states[n, k, ord(letter) % 384] += 1
    return states, mask
