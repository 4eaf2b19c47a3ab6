"""Vectors of the built-in texts for the packaged model, so that a first start need not embed them.

Embedding the built-in procedures and the list of common skills takes 4 to 7 s of a fresh machine's
first lesson. `python -m knowledge.shipped_vectors` writes the file again after a text has changed;
a text that is not in it is embedded as usual, so a stale file costs time and nothing else. Half
precision: cosines differ by less than 0.001.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

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


def write(texts: Iterable[str], path: Path) -> int:
    """Embed `texts` with the packaged model and store them at `path`; returns how many."""
    from knowledge.embeddings import Embedder

    embedder, known = Embedder(), sorted(set(texts))
    rows = embedder.embed(known).astype(np.float16)
    keys = np.array([key(text) for text in known])
    with path.open("wb") as stream:
        np.savez_compressed(stream, digest=np.array(embedder.digest), keys=keys, rows=rows)
    return len(known)


def built_in_texts() -> list[str]:
    """Every text that the index of a fresh library holds."""
    from knowledge.index import elsewhere_entries, procedure_entries, step_entries
    from knowledge.library import seed_procedures

    seeds = seed_procedures()
    entries = [*procedure_entries(seeds), *step_entries(seeds), *elsewhere_entries()]
    return [entry.text for entry in entries]


if __name__ == "__main__":
    write(built_in_texts(), Path(__file__).with_name(FILE))
