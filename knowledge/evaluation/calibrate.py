"""Fit the weights of `knowledge.scope` on the dev half: plain logistic regression, no library.

    weights, report = fit(searcher)

A false answer costs more than a missed one (the learner would follow the wrong procedure), hence
FALSE_COST. A small ridge keeps the weights finite when the halves are separable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knowledge.evaluation.retrieval import Question, questions
from knowledge.scope import Weights

if TYPE_CHECKING:
    from knowledge.search import Searcher

FALSE_COST = 1.5
RIDGE = 1e-3
ROUNDS = 4000
RATE = 2.0


def fit(searcher: Searcher) -> tuple[Weights, dict[str, float]]:
    """Weights from the dev half, and the shares of errors they make on the other half."""
    asked = questions()
    rows, known = examples(searcher, asked)
    dev = np.array([one.dev for one in asked])
    found = logistic(rows[dev], known[dev])
    weights = Weights(*(round(float(one), 1) for one in found))
    odds = rows[~dev] @ found[:-1] + found[-1]
    held_out = known[~dev]
    return weights, {
        "missed": float(np.mean(odds[held_out] <= 0)),
        "false answers": float(np.mean(odds[~held_out] > 0)),
    }


def examples(searcher: Searcher, asked: list[Question]) -> tuple[np.ndarray, np.ndarray]:
    """(N, 3) features and (N,) whether the best procedure really answers."""
    rows, known = [], []
    for one in asked:
        found = searcher.signs(one.text)
        rows.append(found[1].features if found else (0.0, 0.0, 0.0))
        known.append(bool(one.answer))
    return np.array(rows), np.array(known)


def logistic(rows: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(N, F) features, (N,) labels -> (F + 1,) weights with the bias last; gradient descent."""
    inputs = np.column_stack([rows, np.ones(len(rows))])
    cost = np.where(known, 1.0, FALSE_COST)
    weights = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        guess = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ ((guess - known) * cost) / len(rows)
        weights -= RATE * (slope + RIDGE * np.append(weights[:-1], 0.0))
    return weights
