"""Find what there is to teach, and read it. Abstaining is an answer that names what is near."""

from __future__ import annotations

from knowledge.library import Library
from knowledge.procedure import Procedure, Status
from knowledge.search import Hit, Searcher, SearchResult
from tools.errors import ToolError

MOST_HITS = 10
PLAUSIBLE = 0.5  # cosine from which a near skill is worth offering ("make espresso": coffee .50)


class Finder:
    def __init__(self, searcher: Searcher, library: Library) -> None:
        self._searcher = searcher
        self._library = library

    def search(self, query: str, k: int = 5) -> SearchResult:
        """Procedures for a skill in the learner's words, best first; no hits when it abstains.

        Raises ToolError for an empty query.
        """
        if not query.strip():
            raise ToolError("The search is empty; say what you want to learn.")
        return self._searcher.search(query.strip(), k=max(1, min(k, MOST_HITS)))

    def read(self, procedure_id: str) -> Procedure:
        """The whole published procedure. Raises ProcedureNotFound naming the nearest ids."""
        procedure = self._library.get(procedure_id)
        if procedure.status is not Status.PUBLISHED:
            raise ToolError(f"{procedure.name!r} is not published ({procedure.status}).")
        return procedure


def plausible(result: SearchResult) -> tuple[Hit, ...]:
    """Of the nearest skills, when search abstained, those worth offering."""
    return tuple(hit for hit in result.nearest if hit.dense >= PLAUSIBLE)
