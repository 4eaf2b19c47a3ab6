"""`python -m knowledge.ship_vectors`: embed the built-in texts and write `shipped_vectors.npz`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from knowledge.embeddings import Embedder
from knowledge.index import elsewhere_entries, procedure_entries, step_entries
from knowledge.library import seed_procedures
from knowledge.shipped_vectors import FILE, key


def write(texts: Iterable[str], path: Path) -> int:
    """Embed `texts` with the packaged model and store them at `path`; returns how many."""
    embedder, known = Embedder(), sorted(set(texts))
    rows = embedder.embed(known).astype(np.float16)
    keys = np.array([key(text) for text in known])
    with path.open("wb") as stream:
        np.savez_compressed(stream, digest=np.array(embedder.digest), keys=keys, rows=rows)
    return len(known)


def built_in_texts() -> list[str]:
    """Every text that the index of a fresh library holds."""
    seeds = seed_procedures()
    entries = [*procedure_entries(seeds), *step_entries(seeds), *elsewhere_entries()]
    return [entry.text for entry in entries]


if __name__ == "__main__":
    write(built_in_texts(), Path(__file__).with_name(FILE))
