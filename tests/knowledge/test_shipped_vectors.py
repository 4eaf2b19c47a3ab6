"""The shipped vectors are those of the packaged model, and most built-in texts are among them."""

from __future__ import annotations

import numpy as np

from knowledge.embeddings import Embedder
from knowledge.ship_vectors import built_in_texts
from knowledge.shipped_vectors import key, shipped


def test_they_cover_the_built_in_texts_and_equal_what_would_be_embedded() -> None:
    embedder = Embedder()
    ready = shipped(embedder.digest)
    texts = built_in_texts()
    found = [text for text in texts if key(text) in ready]
    missing = len(texts) - len(found)
    assert missing <= len(texts) // 10, "run `python -m knowledge.ship_vectors` and commit"
    sample = found[:: max(1, len(found) // 16)]
    cosine = (embedder.embed(sample) * np.stack([ready[key(text)] for text in sample])).sum(axis=1)
    assert cosine.min() > 0.999


def test_other_weights_get_none() -> None:
    assert shipped("somebody-else") == {}
