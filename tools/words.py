"""Words compared the way people mean them: small words dropped, endings folded.

Cheap and predictable; meaning beyond spelling is the embedder's work, not this module's.
"""

from __future__ import annotations

import re

SMALL = frozenset(
    (
        "a an and any are as at be been but by can could do does did doing for from get got had "
        "has have how i i'm im i've ill i'd if in into is it its it's just let like make me my "
        "need no not of off on one or our out please should so some step take than that the "
        "their them then there these they this those to too us use using want was we what "
        "what's when where which while who why will with without would you your yours now here "
        "still also very much many about help teach show tell explain learn know start go going "
        "am "
    ).split()
)


def words(text: str) -> list[str]:
    """Lower-case words and numbers in order: "Tyre's flat!" -> ["tyre's", "flat"]."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.lower())


def stem(word: str) -> str:
    """'filters' -> 'filter', 'pouring' -> 'pour', 'berries' -> 'berry'. Folds, never guesses."""
    word = re.sub(r"['’]s?$", "", word)
    for ending, instead, at_least in (
        ("ies", "y", 5), ("sses", "ss", 5), ("xes", "x", 4), ("ches", "ch", 5), ("shes", "sh", 5),
        ("ing", "", 6), ("ed", "", 5), ("s", "", 4),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) >= at_least and not word.endswith(("ss", "us")):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]  # chopped -> chopp -> chop
    return word.removesuffix("e") if len(word) > 3 else word


def content(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order."""
    return [stem(word) for word in words(text) if word not in SMALL]


def overlap(left: str, right: str) -> float:
    """Share of the content words of `left` that `right` has; 0.0 when `left` has none."""
    mine, theirs = set(content(left)), set(content(right))
    return len(mine & theirs) / len(mine) if mine else 0.0


def head(name: str) -> str:
    """The stem that names the kind of thing: 'paper filter that fits' -> 'filter'."""
    plain = re.split(r"\s+(?:that|which|with|for|of|to|from)\s+|[(,;:]", name.lower(), maxsplit=1)[
        0
    ]
    found = content(plain)
    return found[-1] if found else ""
