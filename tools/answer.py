"""Answer a question about a step with sentences of the plan itself, quoted, or not at all.

A sentence scores by meaning (cosine of its embedding), by rare words shared with the question, by
whether it carries the kind of fact asked for (a time, an amount, a temperature), and by how near
its step is. The nearness only breaks ties: it never lifts a sentence over the threshold.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Literal, NamedTuple, Protocol

import numpy as np

from knowledge.procedure import Record, Substitute
from knowledge.walkthrough import Need, PlannedStep, Walkthrough
from tools.times import in_words
from tools.words import content

Where = Literal[
    "step", "tip", "caution", "note", "time", "need", "list", "total", "substitute", "adaptation"
]

# Chosen on the questions of tests/tools/answer_questions.yaml: 43 of 48 answered, 1 of 22 foreign
# ones not turned away.
LEAST = 0.5  # below this nothing fits
WORDS_WEIGHT = 0.3  # of the share of the question's rare words that the sentence has
AROUND = 0.8  # what a word in the surroundings counts
FACT_BONUS = 0.25
LIST_PENALTY = 0.2
HERE, NEXT_DOOR = 0.10, 0.04
CLOSE = 0.15  # further quotes lie this near to the best one
MOST_QUOTES = 3


class Kind(NamedTuple):
    """A kind of question and the fact that answers it: a pattern, or where it stands."""

    asked: str
    fact: str
    where: tuple[Where, ...] = ()


_NUMBER = r"(?:\d|½|¼|¾|\b(?:one|two|three|four|five|six|ten|half)\b)"
_TIME = (
    rf"{_NUMBER}.{{0,3}}\b(?:s|sec|seconds?|min|minutes?|h|hours?|days?|weeks?)\b"
    r"|\b\d+:\d\d\b"
)
KINDS = (
    Kind(
        r"\bwhat (?:all |else |things )?(?:do|will|should) (?:i|we) (?:all )?need\b|"
        r"\bshopping list\b|\b(?:what|which) (?:tools|supplies|ingredients|equipment|materials)\b",
        "",
        ("list",),
    ),
    Kind(
        r"\bhow long (?:does|will|is) (?:it|this|that|all|the whole\w*)\b.{0,20}$|\bin total\b",
        "",
        ("total",),
    ),
    Kind(r"\bhow (?:long|quickly|soon)\b|\bminutes\b|\bseconds\b", _TIME),
    Kind(
        r"\bhow (?:much|many|often)\b|\bamount\b|\bquantity\b",
        rf"{_NUMBER}.{{0,6}}\b(?:g|kg|ml|l|tsp|tbsp|teaspoons?|cups?|times|turns?|eggs?|drops?)\b",
    ),
    Kind(r"\bhow (?:much|many)\b.*\bneed\b|\bwhat do i need\b|\bbuy\b", "", ("need",)),
    Kind(
        r"\bhow (?:high|deep|far|wide|thick|big|long|close)\b",
        rf"{_NUMBER}.{{0,3}}\b(?:mm|cm|m)\b",
    ),
    Kind(r"\bhow (?:hot|cold|warm)\b|\btemperature\b|\bdegrees\b", r"°"),
    Kind(
        r"\bwhy\b|\bwhat (?:is|are) .*\bfor\b|\breally (?:need|have)\b",
        "",
        ("tip", "note", "caution"),
    ),
    Kind(
        r"\bhow (?:do|will|can) i know\b|\blook like\b|\bready\b|\bdone\b|\bhow fine\b",
        r"\bdone\b|\bready\b|\buntil\b|\bright when\b",
    ),
    Kind(r"\bdanger|\bsafe|\bcareful\b|\bhurt\b|\brisk\b", "", ("caution",)),
    Kind(
        r"\binstead\b|\bsubstitute\b|\breplace\b|\bwithout\b|\balternative\b",
        "",
        ("substitute", "adaptation"),
    ),
    Kind(
        r"\bwhat if\b|\bwrong\b|\bproblem\b|\bcan'?t\b|\bmistake\b|^(?:the|my|there|it)\b",
        "",
        ("tip", "note", "caution"),
    ),
)


class Embeds(Protocol):
    def embed(self, texts: list[str], /) -> np.ndarray: ...  # (N, D) float32 unit rows


class Quote(Record):
    """A sentence of the plan, word for word. `position` is None for the whole plan.

    `around`: the words it stands among, which say what its "it" means.
    """

    text: str
    where: Where
    around: str = ""
    step_id: str = ""
    position: int | None = None
    score: float = 0.0


class Answer(Record):
    question: str
    quotes: tuple[Quote, ...] = ()  # best first
    best: float = 0.0

    @property
    def abstained(self) -> bool:
        return not self.quotes


class Answerer:
    """Keeps the embeddings of the last few plans: a follow-up question costs one embedding."""

    def __init__(self, embedder: Embeds) -> None:
        self._embedder = embedder
        self._kept: dict[tuple[str, ...], np.ndarray] = {}
        self._lock = Lock()

    def answer(
        self, walkthrough: Walkthrough, question: str, position: int | None = None
    ) -> Answer:
        """Quotes that answer `question`, asked at step `position` (None: the current one)."""
        quotes = tuple(quotable(walkthrough))
        here = position or walkthrough.progress.current
        meaning = self._likeness(question, tuple(_in_context(quote) for quote in quotes))
        scores = _scores(question, quotes, meaning)
        ranked = sorted(
            (
                (score + _nearness(quote, here), score, quote)
                for score, quote in zip(scores, quotes, strict=True)
            ),
            key=lambda triple: -triple[0],
        )
        fitting = [(total, quote) for total, score, quote in ranked if score >= LEAST]
        best = ranked[0][1] if ranked else 0.0
        return Answer(question=question, quotes=_the_closest(fitting), best=round(best, 3))

    def _likeness(self, question: str, texts: tuple[str, ...]) -> np.ndarray:
        with self._lock:
            if texts not in self._kept:
                while len(self._kept) >= 8:  # plans; a few MB at most
                    self._kept.pop(next(iter(self._kept)))
                self._kept[texts] = self._embedder.embed(list(texts))
            plan = self._kept[texts]  # (N, D)
        asked = self._embedder.embed([question])[0]  # (D,)
        return plan @ asked  # (N,)


def quotable(walkthrough: Walkthrough) -> Iterator[Quote]:
    """Every sentence that may answer something, step by step, then what is needed."""
    for step in walkthrough.steps:
        yield from _of_step(step)
    needs = (*walkthrough.tools, *walkthrough.supplies)
    for need in needs:
        yield from _of_need(need)
    if needs:
        named = (f"{need.name} ({need.quantity})" if need.quantity else need.name for need in needs)
        yield Quote(text=f"In all you need: {', '.join(named)}.", where="list")
    if walkthrough.total_time:
        took = in_words(walkthrough.total_time)
        yield Quote(text=f"{walkthrough.title} takes about {took} in all.", where="total")


def sentences(text: str) -> list[str]:
    """'Boil it. Wait 0.5 h! Done' -> three; a full stop inside a number ends nothing."""
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z0-9\"'“])", text.strip())
    return [part.strip() for part in parts if part.strip()]


def _of_step(step: PlannedStep) -> Iterator[Quote]:
    def quote(text: str, where: Where, before: str = "") -> Quote:
        around = f"{step.name}. {before}".strip()
        return Quote(text=text, where=where, around=around, step_id=step.id, position=step.position)

    before = ""
    for text in sentences(step.text):
        yield quote(text, "step", before)
        before = text
    for tip in step.tips:
        yield quote(tip.text, tip.kind.value)
    for adaptation in step.adaptations:
        yield quote(adaptation.what, "adaptation")
    if step.duration and not re.search(_TIME, step.text, re.I):
        yield quote(f"{step.name} takes {in_words(step.duration)}.", "time")


def _in_context(quote: Quote) -> str:
    name = quote.around.partition(".")[0]
    return f"{name}: {quote.text}" if name else quote.text


def _of_need(need: Need) -> Iterator[Quote]:
    amount = f": {need.quantity}" if need.quantity else ""
    yield Quote(text=f"You need {need.name}{amount}.", where="need")
    for one in need.substitutes:
        if one.name != need.name:
            yield Quote(text=_instead(need, one), where="substitute")


def _instead(need: Need, one: Substitute) -> str:
    note = f": {one.note.strip()}" if one.note else "."
    return f"Instead of {need.instead_of or need.name} you can use {one.name}{note}"


def _scores(question: str, quotes: Sequence[Quote], meaning: np.ndarray) -> list[float]:
    rarity = _rarity([quote.text for quote in quotes])
    kinds = [kind for kind in KINDS if re.search(kind.asked, question, re.I)]
    return [
        float(cosine)
        + WORDS_WEIGHT * _shared(question, quote, rarity)
        + max((FACT_BONUS for kind in kinds if _is_of(kind, quote)), default=0.0)
        - LIST_PENALTY * _is_only_listed(quote, kinds)
        for quote, cosine in zip(quotes, meaning, strict=True)
    ]


def _shared(question: str, quote: Quote, rarity: dict[str, float]) -> float:
    """Share of the question's words, by rarity, in the sentence; in its surroundings half."""
    asked, own, near = set(content(question)), set(content(quote.text)), set(content(quote.around))
    unknown = max(rarity.values(), default=1.0)
    total = sum(rarity.get(word, unknown) for word in asked)
    found = sum(rarity.get(word, unknown) for word in asked & own)
    found += AROUND * sum(rarity.get(word, unknown) for word in asked & (near - own))
    return found / total if total else 0.0


def _rarity(texts: Sequence[str]) -> dict[str, float]:
    """Inverse document frequency (Spärck Jones 1972) of each stem over the plan's sentences."""
    counts = Counter(word for text in texts for word in set(content(text)))
    return {word: math.log(1 + len(texts) / count) for word, count in counts.items()}


def _is_of(kind: Kind, quote: Quote) -> bool:
    if kind.where or quote.where in ("list", "total"):
        return quote.where in kind.where
    return re.search(kind.fact, quote.text, re.I) is not None


def _is_only_listed(quote: Quote, kinds: Sequence[Kind]) -> bool:
    """'You need a matchstick' answers 'what do I need', hardly anything else."""
    listed = quote.where in ("need", "list", "total", "substitute")
    return listed and not any(_is_of(kind, quote) for kind in kinds)


def _nearness(quote: Quote, here: int) -> float:
    if quote.position is None:
        return 0.0
    return {0: HERE, 1: NEXT_DOOR}.get(abs(quote.position - here), 0.0)


def _the_closest(fitting: Sequence[tuple[float, Quote]]) -> tuple[Quote, ...]:
    if not fitting:
        return ()
    best = fitting[0][0]
    near = [(total, quote) for total, quote in fitting[:MOST_QUOTES] if total >= best - CLOSE]
    return tuple(quote.model_copy(update={"score": round(total, 3)}) for total, quote in near)
