"""Find the procedure that answers a question, say why, or say that there is none.

    mend typing errors -> dense + BM25 -> reciprocal rank fusion -> in scope? -> hits with evidence

Without the dense index, words alone answer and `degraded` says so, while the index recovers in the
background. What is found is data: it is compared, counted and quoted, never interpreted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from knowledge import scope
from knowledge.errors import IndexUnavailable
from knowledge.index import Index, Match
from knowledge.lexical import STOPWORDS, Bm25, Lexicon, tokens
from knowledge.procedure import Procedure, Status, Step
from knowledge.shipped_vectors import key as text_key
from knowledge.shipped_vectors import shipped

if TYPE_CHECKING:
    from knowledge.embeddings import Embedder
    from knowledge.library import Library

RRF_K = 60  # Cormack, Clarke, Büttcher 2009
DEPTH = 10  # places of each ranking that count
STEP_WEIGHT = 0.3  # a step says less about the whole procedure than its name and search words
TRAILING = 0.2  # cosine below the best hit at which others no longer deserve to be shown
QUOTED = 80  # characters of retrieved text in an evidence sentence
MAX_QUESTION = 2000  # characters; what follows is not read
NEAREST = 3
_LOST = "The search index is being rebuilt; these results come from matching words alone."


@dataclass(frozen=True)
class Hit:
    """A procedure that answers; `score` is fused, `dense` a cosine, `bm25` as BM25 gives it."""

    procedure_id: str
    name: str
    score: float
    step_id: str | None
    step_name: str
    evidence: str
    dense: float
    bm25: float


@dataclass(frozen=True)
class SearchResult:
    """`corrected` is the question as it was understood, when typing errors were mended."""

    query: str
    hits: tuple[Hit, ...] = ()
    nearest: tuple[Hit, ...] = ()
    abstained: bool = False
    degraded: str = ""
    corrected: str = ""


@dataclass(frozen=True)
class Dense:
    """What the index says about one question."""

    procedures: tuple[Match, ...] = ()
    steps: tuple[Match, ...] = ()
    elsewhere: tuple[tuple[str, float], ...] = ()  # common skills with their cosines


@dataclass(frozen=True)
class Ranked:
    """One procedure with all that speaks for it."""

    place: int  # in the snapshot
    score: float
    dense: float
    facet: str  # the nearest text of the procedure
    step: int  # place of its best step in the snapshot's steps, -1 without one
    step_dense: float
    bm25: float
    coverage: float


class Snapshot:
    """The published procedures of one revision, prepared for comparison with questions."""

    def __init__(self, procedures: Sequence[Procedure], embedder: Embedder | None) -> None:
        self.procedures = tuple(procedures)
        self.steps: tuple[tuple[int, Step], ...] = tuple(
            (place, step) for place, one in enumerate(procedures) for step in one.steps
        )
        self.places = {one.id: place for place, one in enumerate(procedures)}
        self.step_places = {
            (self.procedures[place].id, step.id): number
            for number, (place, step) in enumerate(self.steps)
        }
        texts = [_document(one) for one in procedures]
        step_texts = [f"{step.name} {step.text}" for _, step in self.steps]
        titles = [" ".join((one.name, *one.tags)) for one in procedures]
        common = {word for text in scope.common_skills() for word in text.lower().split()}
        self.lexicon = Lexicon(
            [*texts, *step_texts], lambda word: word in common or _knows(embedder, word), titles
        )
        split = len(texts)
        stems = [set(one) for one in self.lexicon.documents[:split]]
        for (place, _), found in zip(self.steps, self.lexicon.documents[split:], strict=True):
            stems[place].update(found)
        self.stems = [frozenset(one) for one in stems]
        self.bm25 = Bm25(self.lexicon.documents[:split])
        self.step_bm25 = Bm25(self.lexicon.documents[split:])

    @cached_property
    def covered(self) -> dict[str, bool]:
        """Common skills that were found to be taught here, or not."""
        return {}

    @cached_property
    def wordings(self) -> dict[frozenset[str], tuple[int, str]]:
        """Telling words of every name and tag -> its procedure, where only one has that wording."""
        found: dict[frozenset[str], tuple[int, str]] = {}
        shared = set()
        for place, one in enumerate(self.procedures):
            for wording in (one.name, *one.tags):
                key = frozenset(self.lexicon.terms(wording))
                if key in found and found[key][0] != place:
                    shared.add(key)
                found.setdefault(key, (place, wording))
        return {key: one for key, one in found.items() if key and key not in shared}

    def coverage(self, terms: Sequence[str], place: int) -> float:
        """Share of the question's telling words, by idf, that stand in the procedure: 0..1."""
        total = sum(self.lexicon.weight(term) for term in terms)
        found = sum(self.lexicon.weight(term) for term in terms if term in self.stems[place])
        return found / total if total else 0.0


class Searcher:
    """Search over the library's published procedures; follows every change of the library."""

    def __init__(self, library: Library, index: Index | None, embedder: Embedder | None) -> None:
        self._library, self._index, self._embedder = library, index, embedder
        self._lock = threading.Lock()
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="steps")  # two queries at once
        self._change = -1
        self._revision = ""
        self._snapshot = Snapshot((), None)

    def search(self, text: str, k: int = 5) -> SearchResult:
        """At most `k` hits, best first; none and `nearest` when the library lacks the skill."""
        snapshot = self._current()
        question = " ".join(text.split())[:MAX_QUESTION]
        mended = snapshot.lexicon.mended(question)
        terms = snapshot.lexicon.terms(mended)
        if named := snapshot.wordings.get(frozenset(terms)):
            return _named(snapshot, *named, text, mended if mended != question else "")
        dense = self._dense(mended) if question else None
        ranked = rank(snapshot, terms, dense)
        found = bool(ranked) and self._odds(snapshot, ranked[0], dense) > 0
        hits = [self._hit(snapshot, one, mended) for one in _worth_showing(ranked)[:k]]
        nearest = [self._hit(snapshot, one, mended) for one in ranked[:NEAREST]]
        return SearchResult(
            query=text,
            hits=tuple(hits) if found else (),
            nearest=() if found else tuple(nearest),
            abstained=not found,
            degraded=_LOST if dense is None and question else "",
            corrected=mended if mended != question else "",
        )

    def signs(self, text: str) -> tuple[str, scope.Signs] | None:
        """The best procedure and what the decision rests on; for calibration. None when down."""
        snapshot = self._current()
        mended = snapshot.lexicon.mended(text)
        dense = self._dense(mended)
        ranked = rank(snapshot, snapshot.lexicon.terms(mended), dense)
        if dense is None or not ranked:
            return None
        best = ranked[0]
        return snapshot.procedures[best.place].id, self._signs(snapshot, best, dense)

    def ranking(
        self, text: str, dense: bool = True, words: bool = True
    ) -> tuple[tuple[str, ...], float]:
        """Procedure ids by one or both rankings, and how sure the best is; for evaluation."""
        snapshot = self._current()
        mended = snapshot.lexicon.mended(text)
        found = self._dense(mended) if dense else None
        ranked = rank(snapshot, snapshot.lexicon.terms(mended) if words else [], found)
        ids = tuple(snapshot.procedures[one.place].id for one in ranked)
        sure = (ranked[0].dense if dense else ranked[0].bm25) if ranked else 0.0
        return ids, sure

    def _current(self) -> Snapshot:
        """The snapshot of the library as it is now; asking the library costs under 1 ms."""
        change = self._library.change()
        if change != self._change:
            with self._lock:
                if change != self._change:
                    procedures = self._library.list(Status.PUBLISHED)
                    self._snapshot = Snapshot(procedures, self._embedder)
                    self._revision = self._library.revision()
                    self._change = change
        return self._snapshot

    def _dense(self, text: str) -> Dense | None:
        index, embedder = self._index, self._embedder
        if index is None or embedder is None or index.recovering:
            return None
        try:
            if index.revision != self._revision:
                index.sync(self._library)
            vector = embedder.embed_one(text)
            steps = self._aside.submit(index.near, "steps", vector, DEPTH)
            procedures = index.near("procedures", vector, DEPTH)
            return Dense(tuple(procedures), tuple(steps.result()), tuple(index.elsewhere(vector)))
        except IndexUnavailable:
            index.recover(self._library)
            return None

    def _odds(self, snapshot: Snapshot, one: Ranked, dense: Dense | None) -> float:
        if dense is None:
            return 1.0 if scope.answers_by_words(one.coverage, one.bm25) else -1.0
        return scope.FITTED.log_odds(self._signs(snapshot, one, dense))

    def _signs(self, snapshot: Snapshot, one: Ranked, dense: Dense) -> scope.Signs:
        similarity = max(one.dense, one.step_dense, 0.0)
        return scope.Signs(similarity, one.coverage, self._elsewhere(snapshot, dense))

    def _elsewhere(self, snapshot: Snapshot, dense: Dense) -> float:
        """Cosine to the nearest common skill that the library does not teach."""
        for skill, similarity in dense.elsewhere:
            if not self._teaches(snapshot, skill):
                return similarity
        return 0.0

    def _teaches(self, snapshot: Snapshot, skill: str) -> bool:
        if skill not in snapshot.covered and self._index and self._embedder:
            ready = shipped(self._embedder.digest).get(text_key(skill))
            vector = self._embedder.embed_one(skill) if ready is None else ready
            nearest = self._index.near("procedures", vector, 1)
            stems = snapshot.stems[snapshot.places[nearest[0].procedure_id]] if nearest else ()
            similarity = nearest[0].similarity if nearest else 0.0
            terms = snapshot.lexicon.terms(skill)
            snapshot.covered[skill] = scope.is_covered(similarity, terms, stems)
        return snapshot.covered.get(skill, False)

    def _hit(self, snapshot: Snapshot, one: Ranked, question: str) -> Hit:
        procedure = snapshot.procedures[one.place]
        step = snapshot.steps[one.step][1] if one.step >= 0 else None
        shown = step if one.step_dense >= one.dense else None  # the step says it better
        return Hit(
            procedure_id=procedure.id,
            name=procedure.name,
            score=round(one.score, 6),
            step_id=shown.id if shown else None,
            step_name=shown.name if shown else "",
            evidence=_evidence(snapshot, one, shown, question),
            dense=round(max(one.dense, one.step_dense), 4),
            bm25=round(one.bm25, 4),
        )


def _named(
    snapshot: Snapshot, place: int, wording: str, asked: str, corrected: str
) -> SearchResult:
    """Asked for by its own name or tag: no other comparison could be surer, or needs to load."""
    one = snapshot.procedures[place]
    hit = Hit(
        procedure_id=one.id,
        name=one.name,
        score=round(2 / (RRF_K + 1), 6),  # first in both rankings
        step_id=None,
        step_name="",
        evidence=f"It is asked for in these words: “{_quoted(wording)}”.",
        dense=1.0,
        bm25=round(float(snapshot.bm25.scores(snapshot.lexicon.terms(wording))[place]), 4),
    )
    return SearchResult(
        query=asked, hits=(hit,), nearest=(), abstained=False, degraded="", corrected=corrected
    )


def rank(snapshot: Snapshot, terms: list[str], dense: Dense | None) -> list[Ranked]:
    """Reciprocal rank fusion of dense and BM25; a procedure counts with its best step, too."""
    count = len(snapshot.procedures)
    near, facets = np.full(count, -1.0), [""] * count
    step_near, step_at = np.full(count, -1.0), [-1] * count
    for match in dense.procedures if dense else ():
        if (place := snapshot.places.get(match.procedure_id)) is not None:
            near[place], facets[place] = match.similarity, match.text
    for match in dense.steps if dense else ():
        number = snapshot.step_places.get((match.procedure_id, match.step_id), -1)
        if number >= 0 and match.similarity > step_near[snapshot.steps[number][0]]:
            place = snapshot.steps[number][0]
            step_near[place], step_at[place] = match.similarity, number
    words = snapshot.bm25.scores(terms) + STEP_WEIGHT * _best_step_scores(snapshot, terms)
    fused = _reciprocal(np.maximum(near, step_near), -1.0) + _reciprocal(words, 0.0)
    order = sorted(
        (place for place in range(count) if fused[place] > 0),
        key=lambda place: (-fused[place], -near[place], -words[place], place),
    )
    return [
        Ranked(
            place, float(fused[place]), float(near[place]), facets[place], step_at[place],
            float(step_near[place]), float(words[place]), snapshot.coverage(terms, place),
        )
        for place in order
    ]  # fmt: skip


def _reciprocal(scores: np.ndarray, nothing: float) -> np.ndarray:
    """(N,) scores -> (N,) 1 / (60 + rank) for the best DEPTH that are above `nothing`."""
    fused = np.zeros(len(scores))
    best = np.argsort(-scores, kind="stable")[:DEPTH]
    for number, place in enumerate(best[scores[best] > nothing], 1):
        fused[place] = 1.0 / (RRF_K + number)
    return fused


def _best_step_scores(snapshot: Snapshot, terms: list[str]) -> np.ndarray:
    best = np.zeros(len(snapshot.procedures))
    for (place, _), score in zip(snapshot.steps, snapshot.step_bm25.scores(terms), strict=True):
        best[place] = max(best[place], score)
    return best


def _worth_showing(ranked: list[Ranked]) -> list[Ranked]:
    """Others only when they are nearly as close as the best; words alone rank too roughly."""
    if not ranked:
        return []
    best = ranked[0]
    return [
        one
        for one in ranked
        if one is best or (one.dense >= best.dense - TRAILING and one.score >= best.score / 2)
    ]


def _evidence(snapshot: Snapshot, one: Ranked, step: Step | None, question: str) -> str:
    """One plain sentence: the words in common and the text that says the same."""
    words = [f"“{word}”" for word in _shared(snapshot, one.place, question)]
    facet = f"“{_quoted(one.facet)}”" if one.facet else ""
    if step is not None:
        text = f"Step {step.position}, “{_quoted(step.name)}”, is about this"
        return f"{text}, with {_listed(words)}." if words else f"{text}."
    if facet and one.facet.lower() == question.lower():
        return f"It is asked for in exactly these words: {facet}."
    if words and facet:
        return f"It mentions {_listed(words)}, and the nearest wording is {facet}."
    if facet:
        return f"It shares no word with the question, but {facet} comes near in meaning."
    return f"It mentions {_listed(words)}." if words else "It is the nearest there is."


def _shared(snapshot: Snapshot, place: int, question: str) -> list[str]:
    """Telling words of the question that the procedure has, as they were typed, at most four."""
    typed = [word for word in tokens(question) if word not in STOPWORDS]
    stems = snapshot.stems[place]
    found = [word for word in typed if snapshot.lexicon.stem(word) in stems]
    return list(dict.fromkeys(found))[:4]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTED else flat[: QUOTED - 1].rstrip() + "…"


def _document(one: Procedure) -> str:
    """What BM25 reads: name three times, search words twice, the rest once."""
    parts: Iterable[str] = (
        *[one.name] * 3, *one.tags * 2, one.description, *one.categories,
        *(step.name for step in one.steps),
    )  # fmt: skip
    return " ".join(parts)


def _knows(embedder: Embedder | None, word: str) -> bool:
    return embedder is not None and embedder.knows(word)
