"""Is a question about something that the library teaches? If not, search abstains.

A threshold on similarity alone cannot tell "poach an egg" from "soft boil an egg". So the question
is also compared with a list of common skills (`common_skills.txt`, the negative class): what is
nearer to one of these than to anything in the library is about something else. Skills that the
library covers leave the list by themselves. Three numbers decide, through a logistic function whose
weights were fitted on the dev half of `evaluation/questions.yaml` (`evaluation.calibrate.fit` does
it again); they hold for MiniLM, and another embedding model deserves another fit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

COVERED = 0.9  # cosine from which a common skill is taken to be in the library
COVERED_IN_WORDS = 0.85  # the same when all its words stand in the procedure, too
NAMED = 0.9  # cosine from which a question is the other skill's name and nothing else
ALONE = 0.5  # share of telling words that must be found when only words can be compared


@dataclass(frozen=True)
class Signs:
    """What speaks for the best procedure.

    similarity: cosine to the nearest text of the procedure or of its steps;
    coverage: share, by idf, of the question's telling words that the procedure has;
    elsewhere: cosine to the nearest common skill that the library lacks.
    """

    similarity: float
    coverage: float
    elsewhere: float

    @property
    def features(self) -> tuple[float, float, float]:
        return (self.similarity, self.coverage, self.similarity - self.elsewhere)


@dataclass(frozen=True)
class Weights:
    """Logistic regression: log-odds that the library can answer."""

    similarity: float = 1.6
    coverage: float = 4.4
    lead: float = 6.0  # by how much the library is nearer than anything elsewhere
    bias: float = -3.7

    def log_odds(self, signs: Signs) -> float:
        """Above 0 = the library answers; a skill that is asked for by its name is not in doubt."""
        if signs.elsewhere >= NAMED > signs.similarity:
            return -math.inf
        similarity, coverage, lead = signs.features
        return (
            self.similarity * similarity + self.coverage * coverage + self.lead * lead + self.bias
        )


FITTED = Weights()


def answers(signs: Signs, weights: Weights = FITTED) -> bool:
    return weights.log_odds(signs) > 0


def answers_by_words(coverage: float, bm25: float) -> bool:
    """The same decision while the dense index is down."""
    return bm25 > 0 and coverage >= ALONE


def is_covered(similarity: float, stems: Sequence[str], procedure_stems: Iterable[str]) -> bool:
    """Does the library teach this common skill? Then it is no sign of being elsewhere."""
    if similarity >= COVERED:
        return True
    return similarity >= COVERED_IN_WORDS and set(stems) <= set(procedure_stems)


@lru_cache(maxsize=1)
def common_skills() -> tuple[str, ...]:
    text = files("knowledge").joinpath("common_skills.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
