"""How well search finds and abstains, on questions.yaml; `keystep eval retrieval` prints the table.

The weights of `knowledge.scope` were fitted on the dev half, so the held-out half is what counts.
"BM25 alone" and "dense alone" abstain below the threshold that serves them best on the dev half;
both get the same mending of typing errors.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from knowledge.evaluation.metrics import mean, ndcg_at, percentile, recall_at, reciprocal_rank

if TYPE_CHECKING:
    from knowledge.search import Searcher

GOALS = {"recall@1": 0.93, "false answers": 0.05, "p95 ms": 40.0}


@dataclass(frozen=True)
class Question:
    """`answer` is empty for a skill that the library lacks; `dev` questions may tune the search."""

    text: str
    answer: str
    kind: str
    dev: bool


@dataclass(frozen=True)
class Row:
    """One line of the table. Shares are 0..1, times in milliseconds; `questions` counts both."""

    system: str
    questions: int
    recall_1: float
    recall_5: float
    ndcg_10: float
    mrr: float
    false_answers: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Outcome:
    question: Question
    ranking: tuple[str, ...]  # empty when the system abstained
    seconds: float


System = Callable[[str], tuple[tuple[str, ...], float]]  # question -> (ranking, confidence)


def questions() -> list[Question]:
    """All questions; within each list every second one belongs to the dev half."""
    text = files("knowledge.evaluation").joinpath("questions.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    found: list[Question] = []
    for answer, kinds in data["known"].items():
        listed = [(one, kind) for kind, several in kinds.items() for one in several]
        found += [Question(one, answer, kind, n % 2 == 0) for n, (one, kind) in enumerate(listed)]
    for kind, several in data["unknown"].items():
        found += [Question(one, "", kind, n % 2 == 0) for n, one in enumerate(several)]
    return found


def evaluate(searcher: Searcher, asked: Sequence[Question] | None = None) -> dict[str, Any]:
    """Rows of the table, per-kind results and every mistake, as plain data."""
    asked = questions() if asked is None else asked
    searcher.search("warm up")
    ours = [_ask(searcher, one) for one in asked]
    words = _baseline(partial(_words, searcher), asked)
    dense = _baseline(partial(_dense, searcher), asked)
    rows = [
        _row("keystep, held-out half", [one for one in ours if not one.question.dev]),
        _row("BM25 alone, held-out half", [one for one in words if not one.question.dev]),
        _row("dense alone, held-out half", [one for one in dense if not one.question.dev]),
        _row("keystep, all questions", ours),
        _row("BM25 alone, all questions", words),
        _row("dense alone, all questions", dense),
    ]
    return {
        "rows": [asdict(row) for row in rows],
        "kinds": [asdict(row) for row in _by_kind(ours)],
        "mistakes": list(_mistakes(ours)),
        "goals": GOALS,
        "reached": _reached(rows[0]),
    }


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    head = "system                       asked  R@1   R@5   nDCG  MRR   false  p50 ms  p95 ms"
    lines = [head, *(_line(row) for row in result["rows"]), "", "keystep by kind of question"]
    lines += [_line(row) for row in result["kinds"]]
    lines += ["", f"mistakes ({len(result['mistakes'])})", *result["mistakes"]]
    goals = ", ".join(f"{name} {value}" for name, value in result["goals"].items())
    verdict = "reached" if result["reached"] else "NOT reached"
    return "\n".join([*lines, "", f"goals on the held-out half ({goals}): {verdict}"])


def _ask(searcher: Searcher, question: Question) -> Outcome:
    start = time.perf_counter()
    result = searcher.search(question.text, k=10)
    seconds = time.perf_counter() - start
    return Outcome(question, tuple(hit.procedure_id for hit in result.hits), seconds)


def _words(searcher: Searcher, text: str) -> tuple[tuple[str, ...], float]:
    return searcher.ranking(text, dense=False)


def _dense(searcher: Searcher, text: str) -> tuple[tuple[str, ...], float]:
    return searcher.ranking(text, words=False)


def _baseline(system: System, asked: Sequence[Question]) -> list[Outcome]:
    answered = []
    for question in asked:
        start = time.perf_counter()
        ranking, confidence = system(question.text)
        answered.append((question, ranking, confidence, time.perf_counter() - start))
    bar = _best_threshold([(one[0], one[1], one[2]) for one in answered if one[0].dev])
    return [
        Outcome(question, ranking if confidence > bar else (), seconds)
        for question, ranking, confidence, seconds in answered
    ]


def _best_threshold(dev: list[tuple[Question, tuple[str, ...], float]]) -> float:
    """The confidence that makes the fewest errors of both kinds, each kind counted as a share."""

    def errors(bar: float) -> float:
        known = [(one.answer, ranking[:1], sure) for one, ranking, sure in dev if one.answer]
        missed = [best != (answer,) or sure <= bar for answer, best, sure in known]
        false = [sure > bar for one, _, sure in dev if not one.answer]
        return mean([float(one) for one in missed]) + mean([float(one) for one in false])

    return min([0.0, *(sure for *_, sure in dev)], key=errors)


def _row(system: str, outcomes: Iterable[Outcome]) -> Row:
    every = list(outcomes)
    known = [(one.ranking, one.question.answer) for one in every if one.question.answer]
    unknown = [float(bool(one.ranking)) for one in every if not one.question.answer]
    times = [one.seconds * 1000 for one in every]
    return Row(
        system,
        len(every),
        mean([recall_at(ranking, right, 1) for ranking, right in known]),
        mean([recall_at(ranking, right, 5) for ranking, right in known]),
        mean([ndcg_at(ranking, right) for ranking, right in known]),
        mean([reciprocal_rank(ranking, right) for ranking, right in known]),
        mean(unknown),
        percentile(times, 0.5),
        percentile(times, 0.95),
    )


def _by_kind(outcomes: list[Outcome]) -> list[Row]:
    kinds = dict.fromkeys(one.question.kind for one in outcomes)
    return [_row(kind, [one for one in outcomes if one.question.kind == kind]) for kind in kinds]


def _mistakes(outcomes: list[Outcome]) -> Iterable[str]:
    for one in outcomes:
        found = one.ranking[0] if one.ranking else "(abstained)"
        if found != (one.question.answer or "(abstained)"):
            half = "dev " if one.question.dev else "test"
            wanted = one.question.answer or "(abstain)"
            yield f"  {half} {one.question.text!r}: {found}, wanted {wanted}"


def _reached(row: Row) -> bool:
    return (
        row.recall_1 >= GOALS["recall@1"]
        and row.false_answers <= GOALS["false answers"]
        and row.p95_ms <= GOALS["p95 ms"]
    )


def _line(row: dict[str, Any]) -> str:
    shares = [row[name] for name in ("recall_1", "recall_5", "ndcg_10", "mrr", "false_answers")]
    numbers = "  ".join(f"{one:.3f}"[:5].ljust(4) for one in shares)
    times = f"{row['p50_ms']:>6.1f}  {row['p95_ms']:>6.1f}"
    return f"{row['system']:<28} {row['questions']:>5}  {numbers} {times}"
