"""Vectors of the built-in texts for the packaged model, so that a first start need not embed them.

Embedding the built-in procedures and the list of common skills takes 4 to 7 s of a fresh
machine's first lesson. `python -m knowledge.ship_vectors` writes the file again after a text has
changed; a text that is not in it is embedded as usual, so a stale file costs time and nothing
else. Half precision: cosines differ by less than 0.001.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np

FILE = "shipped_vectors.npz"


@cache
def shipped(digest: str) -> Mapping[str, np.ndarray]:
    """Key of a text -> (D,) float32 unit row; empty for other weights than the packaged ones."""
    path = files("knowledge").joinpath(FILE)
    if not path.is_file():
        return {}
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        if str(data["digest"]) != digest:
            return {}
        rows = data["rows"].astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return dict(zip(data["keys"].tolist(), rows, strict=True))


def key(text: str) -> str:
    """16 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
