"""Retrieval metrics on ranked ids with one right answer each; all between 0 and 1."""

from __future__ import annotations

import math
from collections.abc import Sequence


def recall_at(ranking: Sequence[str], right: str, k: int) -> float:
    return 1.0 if right in ranking[:k] else 0.0


def reciprocal_rank(ranking: Sequence[str], right: str) -> float:
    return 1.0 / (ranking.index(right) + 1) if right in ranking else 0.0


def ndcg_at(ranking: Sequence[str], right: str, k: int = 10) -> float:
    """Järvelin and Kekäläinen 2002 with one relevant document, so the ideal gain is 1."""
    if right not in ranking[:k]:
        return 0.0
    return 1.0 / math.log2(ranking.index(right) + 2)


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest-rank percentile; 0 for no values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
