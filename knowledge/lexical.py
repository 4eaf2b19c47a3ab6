"""Words: a small tokeniser, BM25 in process (bm25s), typing errors mended by trigrams.

A stem is chosen with the library's own vocabulary in view ("dicing" -> "dice", but "tape" stays
apart from "tap"). A word is mended only when it is unknown to the library and to the language
(`is_word`), so that "knit" does not become "knot".
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

STOPWORDS = frozenset(
    (
        "a about after again all also always am an and any are as at be because been before being "
        "but by can cannot cant could did didnt do does doesnt doing don dont down during each "
        "even every few for from get gets getting go goes going got had has have having he her "
        "here him his how i if im in into is isnt it its ive just keep keeps let like lot made "
        "make makes making may me might more most much must my need needs no not now of off ok on "
        "once one only onto or other our out over own please properly put quickly really s same "
        "she should show so some someone something still such t than that the their them then "
        "there these they thing things this those through to too under until up use using very "
        "want was way we well were what when where which while who why will with without won wont "
        "would you your teach tell learn best good easy help step steps guide tutorial explain ve "
        "re d m ll beginner beginners know new"
    ).split()
)
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_FOLD = str.maketrans("àáâäãåçèéêëìíîïñòóôöõùúûüýÿ’", "aaaaaaceeeeiiiinooooouuuuyy'")
_MIN_TYPO = 4  # letters; shorter words have too many neighbours
_LONG = 7  # letters from which two errors in one word are believed
_ENDINGS = ("en", "er", "ers", "ing", "ed", "ly", "ness", "ment", "s", "es")


def tokens(text: str) -> list[str]:
    """'How do I brew Coffee?' -> ['how', 'do', 'i', 'brew', 'coffee']; accents are folded."""
    found = _WORD.findall(text.lower().translate(_FOLD))
    return [re.sub(r"'s?$|'", "", word) for word in found]


class Lexicon:
    """The vocabulary of a library: stems, how telling each is, and what a typing error meant."""

    def __init__(
        self,
        texts: Sequence[str],
        is_word: Callable[[str], bool] = lambda word: False,
        titles: Sequence[str] = (),
    ) -> None:
        self._words = frozenset(word for text in texts for word in tokens(text))
        self._is_word = is_word
        self._title_words = frozenset(word for text in titles for word in tokens(text))
        self._stems: dict[str, str] = {}
        self.documents = [self.terms(text) for text in texts]
        counts = Counter(stem for document in self.documents for stem in set(document))
        total = max(1, len(texts))
        self._idf = {stem: math.log(1 + total / count) for stem, count in counts.items()}
        self._rarest = math.log(1 + total)
        self._by_trigram: dict[str, set[str]] = {}
        for word in self._words:
            for trigram in _trigrams(word):
                self._by_trigram.setdefault(trigram, set()).add(word)

    def terms(self, text: str) -> list[str]:
        """Stems of the words that tell something, in order."""
        return [self.stem(word) for word in tokens(text) if word not in STOPWORDS]

    def stem(self, word: str) -> str:
        if word not in self._stems:
            self._stems[word] = self._new_stem(word)
        return self._stems[word]

    def weight(self, stem: str) -> float:
        """Inverse document frequency; a stem that the library lacks weighs like the rarest."""
        return self._idf.get(stem, self._rarest)

    def has(self, stem: str) -> bool:
        return stem in self._idf

    def mended(self, text: str) -> str:
        """`text` with typing errors replaced by words of the library; unchanged when none."""
        words = tokens(text)
        better = [self._mended_word(word) for word in words]
        return text if better == words else " ".join(better)

    def _new_stem(self, word: str) -> str:
        if len(word) <= 3 or word.isdigit():
            return word
        bases = _bases(word)
        return next((base for base in bases if base in self._words), bases[-1])

    def _mended_word(self, word: str) -> str:
        known = word in self._words or word in STOPWORDS or self.has(self.stem(word))
        if known or len(word) < _MIN_TYPO or word.isdigit() or self._is_word(word):
            return word
        return max(self._candidates(word), default=(0, False, False, 0.0, word))[-1]

    def _candidates(self, word: str) -> Iterable[tuple[int, bool, bool, float, str]]:
        """Words that it may have meant: fewest edits, then swapped letters, then title words."""
        grams = _trigrams(word)
        near = {one for gram in grams for one in self._by_trigram.get(gram, ())}
        allowed = 1 if len(word) < _LONG else 2
        for candidate in near:
            if candidate[0] != word[0] or len(candidate) < 3 or _is_form(word, candidate):
                continue
            cost = edits(word, candidate, allowed)
            if len(word) == len(candidate) == _MIN_TYPO and sorted(word) != sorted(candidate):
                continue  # "leek" is no slip for "leak"
            if cost <= allowed:
                shared = len(grams & _trigrams(candidate))
                dice = 2 * shared / (len(grams) + len(_trigrams(candidate)))
                swapped = sorted(word) == sorted(candidate)
                yield -cost, swapped, candidate in self._title_words, dice, candidate


class Bm25:
    """BM25 over prepared documents (lists of stems), scores for all of them at once."""

    def __init__(self, documents: Sequence[list[str]]) -> None:
        self._count = len(documents)
        self._model: Any = None
        if any(documents):
            import bm25s

            self._model = bm25s.BM25(k1=1.2, b=0.6)
            self._model.index([list(one) or [""] for one in documents], show_progress=False)

    def scores(self, terms: list[str]) -> np.ndarray:
        """(N,) float32; zeros when no term is known."""
        if self._model is None:
            return np.zeros(self._count, dtype=np.float32)
        known = [term for term in terms if term in self._model.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)


def edits(one: str, two: str, limit: int) -> int:
    """Damerau-Levenshtein distance (neighbours swapped count once); limit + 1 when beyond."""
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _is_form(word: str, candidate: str) -> bool:
    """ "sharpen" and "desolder" are words of their own, not slips for "sharp" and "solder"."""
    longer, shorter = sorted((word, candidate), key=len, reverse=True)
    ended = longer.startswith(shorter) and longer.removeprefix(shorter) in _ENDINGS
    return ended or (word == longer and word.endswith(candidate))


def _bases(word: str) -> list[str]:
    """What `word` may be a form of, the likeliest first; the last one is the blind guess."""
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3:
            undoubled = base[:-1] if base[-1] == base[-2] else base
            return [undoubled, base, base + "e", undoubled]
    if word.endswith("ies") and len(word) > 4:
        return [word[:-3] + "y"]
    if word.endswith("es") and len(word) > 4:
        return [word[:-1], word[:-2], word[:-1]]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return [word[:-1]]
    return [word]


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}
