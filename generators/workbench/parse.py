"""Plain step text -> depiction, with how sure the parser is.

A verb lexicon (action names and their synonyms) and a noun lexicon (the words of all sprites) are
looked up in the first clauses of a step. Only what was recognised is drawn: a verb without any
known thing, or things without a verb, stay below `APPROXIMATE` and become a text card. An optional
`Neighbours` callable (embedding neighbours) may add words that no lexicon has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from generators.base import Depiction, StepPrompt
from generators.workbench import actions
from generators.workbench import sprite as sprites
from generators.workbench.palette import LIQUID_WORDS, LIQUIDS
from generators.workbench.scene import GRAINS

SPECIFIC = 0.75  # at or above: drawn as written
APPROXIMATE = 0.52  # at or above: drawn and marked as approximate; below: a text card
NEIGHBOUR = 0.75  # cosine of the same thing in other words; at 0.62 a jacket became a blanket
LATER = 0.08  # what a clause loses that does not come first
CLAUSES = 4  # how far into the text the parser looks
Neighbours = Callable[[str, Sequence[str]], tuple[str, float]]  # phrase, choices -> best, cosine

_SPLIT = re.compile(
    r"[.;:,!?()\n—–]+|\b(?:and then|then|and|until|while|when|so that|before|after|because|which)\b"
)
_NOT = re.compile(r"\b(?:not|never|avoid|without|n't|no need|careful)\b|n't\b")
_LINKS = {
    "into": "target",
    "in": "target",
    "onto": "target",
    "on": "target",
    "over": "target",
    "to": "target",
    "from": "target",
    "off": "target",
    "inside": "target",
    "through": "target",
    "around": "target",
    "with": "instrument",
    "using": "instrument",
    "by": "instrument",
}
_SKIP = frozenset(
    "a an the your some any this that these those all each every both remaining other more very "
    "first next now carefully gently slowly quickly well it them up down off out away back rest "
    "upside together inside another same".split()
)
_ASPECTS = frozenset("keep continue start begin finish try".split())
_UNITS = frozenset(
    "cup tablespoon tbsp teaspoon tsp gram g kg ml cm mm pinch handful piece slice oz lb pound "
    "minute second of couple few bit lot".split()
)
_PLAIN = frozenset(  # adjectives that do not change what a thing looks like
    "hot cold warm boiling fresh clean dry wet large small big medium new old whole full empty "
    "bare good little long short beaten melted boiled".split()
)
_QUANTITY = re.compile(
    r"\d+(?:[.,/–-]\d+)?\s?(?:°\s?[CF]|kg|g|mg|ml|l|cm|mm|m|min(?:utes?)?|s(?:ec(?:onds?)?)?|"
    r"h(?:ours?)?|tbsp|tsp|tablespoons?|teaspoons?|cups?|oz|lb|%)(?![A-Za-z])"
)
_UNTIL = re.compile(r"\buntil\s+((?:(?!\b(?:then|and)\b)[^.;,()\n]){3,60})", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What was understood. `confidence` 0..1; `guessed` names words that neighbours supplied."""

    depiction: Depiction
    confidence: float
    guessed: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """'specific', 'approximate' or 'card'."""
        if self.confidence >= SPECIFIC:
            return "specific"
        return "approximate" if self.confidence >= APPROXIMATE else "card"


@dataclass(frozen=True)
class _Noun:
    """A thing that a phrase names. `modified`: only its last word is known ('putty knife')."""

    name: str
    known: bool = True
    modified: bool = False
    guessed: bool = False

    def worth(self, full: float) -> float:
        if not self.known:
            return 0.0
        return full * 0.4 if self.modified or self.guessed else full


@dataclass(frozen=True)
class _Found:
    action: str
    things: dict[str, _Noun]  # role -> noun
    purpose: bool  # 'to tighten it' rather than 'tighten it'
    in_name: bool
    leads: bool  # the first thing that the name or the text tells one to do

    @property
    def score(self) -> float:
        """Hand-set weights: a leading verb with its object is approximate, with more specific.

        A direct object that nobody has drawn needs a known target, else nothing is known. What
        comes later in a text is never all of it: the first thing may be one that nobody has drawn.
        """
        worth = {"object": 0.37, "target": 0.16, "instrument": 0.1}
        things = sum(self.things[role].worth(w) for role, w in worth.items() if role in self.things)
        if not any(noun.known for noun in self.things.values()):
            return 0.2
        score = 0.26 + 0.1 * (not self.purpose) + 0.04 * self.in_name + things
        return min(1.0, score) if self.leads else min(SPECIFIC - 0.01, score - LATER)


def read(step: StepPrompt, neighbours: Neighbours | None = None) -> Reading:
    """The best reading of a step's name and text."""
    found = [
        one
        for in_name, leads, clause in _clauses(step)
        if (one := _clause(clause, in_name, leads, neighbours)) is not None
    ]
    best = max(found, key=lambda one: one.score, default=None)
    if best is None:
        return Reading(Depiction(action="hold", label=_label(step.text)), 0.0)
    things = {role: noun.name for role, noun in best.things.items()}
    depiction = Depiction(
        action=best.action,
        object=things.get("object", ""),
        instrument=things.get("instrument", ""),
        target=things.get("target", ""),
        place=_place(things),
        notice=_notice(step.text),
        label=_label(step.text),
    )
    guessed = tuple(n.name for n in best.things.values() if n.guessed or n.modified)
    return Reading(depiction, round(best.score, 3), guessed)


def _clauses(step: StepPrompt) -> Iterator[tuple[bool, bool, list[str]]]:
    """(in the name, the first of its text, words) of every clause that forbids nothing."""
    for in_name, text in ((True, step.name), (False, step.text)):
        clauses = [c for c in _SPLIT.split(text.lower()) if c and c.strip()]
        for number, clause in enumerate(clauses[: 2 if in_name else CLAUSES]):
            if not _NOT.search(clause):
                plain = clause.replace("’", "'").replace("let's", "")
                yield in_name, number == 0, re.findall(r"[a-z]+(?:-[a-z]+)*", plain)


def _clause(
    words: list[str], in_name: bool, leads: bool, neighbours: Neighbours | None
) -> _Found | None:
    while words and (words[0] in _SKIP or words[0].endswith("ly")):
        words = words[1:]
    words = _begun(words)
    purpose = bool(words) and words[0] == "to"
    words = words[1:] if purpose else words
    verb = _verb(words)
    if verb is None:
        return None
    action, end = verb
    nouns = {role: _noun(phrase, neighbours) for role, phrase in _roles(words[end:]).items()}
    things = {role: noun for role, noun in nouns.items() if noun.known or role == "object"}
    if action == "place" and (noun := things.get("object")) and noun.name in LIQUIDS:
        action = "pour"  # 'transfer the water to the kettle'
    return _Found(action, things, purpose, in_name, leads)


def _begun(words: list[str]) -> list[str]:
    """'keep stirring', 'continue to stir' -> 'stir'."""
    if len(words) < 2 or words[0] not in _ASPECTS:
        return words
    if words[1] == "to":
        return words[2:]
    if not words[1].endswith("ing"):
        return words
    stem = words[1].removesuffix("ing")
    lexicon = actions.action_words()
    verb = next((v for v in (stem, f"{stem}e", stem[:-1]) if v in lexicon), stem)
    return [verb, *words[2:]]


def _verb(words: list[str]) -> tuple[str, int] | None:
    """(action, words used) of the verb that a clause starts with; longer verbs win ('take off').

    Steps are imperatives: a known verb elsewhere in the clause is most often a noun ('the cut').
    """
    lexicon = actions.action_words()
    if split := _split_verb(words, 0, lexicon):
        return split, 1
    for length in (3, 2, 1):
        verb = " ".join(words[:length])
        if len(words) >= length and verb in lexicon:
            return lexicon[verb], length
    return None


def _split_verb(words: list[str], i: int, lexicon: dict[str, str]) -> str | None:
    """'take the wheel off' reads as 'take off'."""
    rest = words[i + 1 : i + 6]
    for particle in ("off", "out", "over", "down"):
        if particle in rest and f"{words[i]} {particle}" in lexicon:
            return lexicon[f"{words[i]} {particle}"]
    return None


def _roles(words: list[str]) -> dict[str, list[str]]:
    """Direct object before the first link word, then what each link word introduces."""
    parts: dict[str, list[str]] = {}
    role = "object"
    phrase: list[str] = []
    for word in words:
        if word in _LINKS:
            if phrase:
                parts.setdefault(role, phrase)
            role, phrase = _LINKS[word], []
        elif word == "of" and set(phrase) - _UNITS:
            parts.setdefault(role, phrase)  # 'the end of the rope': the end counts
            role, phrase = "rest", []
        elif word not in _SKIP and _singular(word) not in _UNITS:
            phrase.append(word)
    if phrase:
        parts.setdefault(role, phrase)
    parts.pop("rest", None)
    return parts


def _noun(phrase: list[str], neighbours: Neighbours | None) -> _Noun:
    """The thing that a noun phrase ends with; what comes before its last known word modifies it."""
    lexicon = noun_words()
    words = [_singular(w) for w in phrase]
    for start in range(max(0, len(words) - 3), len(words)):
        if name := lexicon.get(" ".join(words[start:])):
            return _Noun(name, modified=bool(set(words[:start]) - _PLAIN))
    if neighbours and phrase:
        word, cosine = neighbours(" ".join(phrase), sorted(lexicon))
        if cosine >= NEIGHBOUR:
            return _Noun(lexicon[word], guessed=True)
    return _Noun("-".join(phrase[-2:]), known=False)


@cache
def noun_words() -> dict[str, str]:
    """Word or phrase, singular -> name of a sprite or substance."""
    words = {w.replace("-", " "): w for w in (*LIQUIDS, *LIQUID_WORDS, *GRAINS)}
    for name in sprites.names():
        for word in (*sprites.load(name).words, name.replace("-", " ")):
            words.setdefault(" ".join(_singular(w) for w in word.split()), name)
    return words


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("oes", "shes", "ches", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _place(things: dict[str, str]) -> str:
    """Food and vessels belong in a kitchen, parts and tools in a workshop."""
    kinds = {sprites.load(n).kind for n in things.values() if n in sprites.names()}
    return "workshop" if kinds & {"part"} and not kinds & {"food"} else ""


def _label(text: str) -> str:
    """The first numbers with units, at most two."""
    found = list(dict.fromkeys(m.group(0).strip() for m in _QUANTITY.finditer(text)))
    label = " · ".join(found[:2])
    return label if len(label) <= 40 else label[:40]


def _notice(text: str) -> str:
    """'... until golden' -> 'Until golden'."""
    match = _UNTIL.search(text)
    if not match:
        return ""
    words = f"Until {match.group(1).strip()}"
    return words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + "…"
