"""Sentences for a depiction: one telegraphic and fixed, others as people say it.

`canonical` is what the model is given in use, so it depends on nothing but the depiction and
[links], [wheres] and surfaces of `wording.toml`: changing those changes what trained weights read.
`sentences` adds the step's own words and templates filled with synonyms, for training only. Both
are the same on every machine and in every run.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from generators.base import Depiction

ROUNDS = 6  # how often the templates are gone through with other frames and synonyms
SAID = 2  # how often the same words come, in different frames
SYNONYMS = 4  # of a sprite's words, the first few; later ones drift from the thing
FRAMES = (  # {0} a filled template, {1} its result and the full stop
    "{0}.",
    "{0}{1}",
    "You should now {0}.",
    "{0}.",
    "Now {0}.",
    "{0}{1}",
    "It is time to {0}.",
)
_SLOT = re.compile(r"\{(?:(in|into) )?(?:(an|this|bare) )?([oit])\}")
_OPTION = re.compile(r"\[([^\[\]]*)\]")
_NUMBER = re.compile(r"<([^<>/]*)/([^<>/]*)>")
_PLURAL_VERBS = {"is": "are", "has": "have", "holds": "hold", "reads": "read"}
_ROLES = {"o": "object", "i": "instrument", "t": "target"}


def canonical(depiction: Depiction) -> str:
    """For example 'pour: water from kettle into dripper (filter). After: dry grounds.'

    Things that only stand by come last, so that a text cut short loses nothing of the action.
    """
    o, i, t = (_Thing.read(getattr(depiction, role)) for role in _ROLES.values())
    before, link = _links(depiction.action, o, t)
    parts = [f"{_plain(depiction.action)}:", o.telegraphic]
    parts += [before, i.telegraphic] if i.name and i.name != o.name else []
    parts += [link, t.telegraphic] if t.name else []
    after = f" After: {_plain(depiction.result_state)}." if depiction.result_state else ""
    beside = ", ".join(_Thing.read(words).telegraphic for words in depiction.also)
    said = " ".join(part for part in parts if part)
    return f"{said}.{after}{f' Beside: {beside}.' if beside else ''}"


def sentences(
    depiction: Depiction, name: str = "", text: str = "", limit: int = 12
) -> tuple[str, ...]:
    """Up to `limit` wordings, `canonical` first, then those with the step's own `name` and `text`.

    No sentence comes twice, whatever its capitals.
    """
    found: dict[str, str] = {}
    for sentence in chain(_own(depiction, name, text), _said(depiction)):
        if len(found) >= limit:
            break
        found.setdefault(sentence.lower(), sentence)
    return tuple(found.values())


# -- things ------------------------------------------------------------------------------------


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(_table()["lists"][name].split())


def _plain(word: str) -> str:
    return word.replace("-", " ")


@dataclass(frozen=True)
class _Thing:
    """`name:state:more@anchor`, read; `name` is '' for nothing."""

    name: str
    states: tuple[str, ...] = ()
    anchor: str = ""

    @classmethod
    def read(cls, words: str) -> _Thing:
        words, _, anchor = words.partition("@")
        name, *states = (word.strip() for word in words.split(":"))
        return cls(name, tuple(states), anchor.strip())

    @property
    def telegraphic(self) -> str:
        """'jar (grounds, full, coffee)', 'sink (at overflow)', but not 'at left' or 'at under'."""
        told = [_plain(state) for state in self.states]
        if self.anchor not in ("", "left", "right") and f"@{self.anchor}" not in _table()["wheres"]:
            told.append(f"at {_plain(self.anchor)}")
        return _plain(self.name) + (f" ({', '.join(told)})" if told else "")


def _links(action: str, o: _Thing, t: _Thing) -> tuple[str, str]:
    """The words before instrument and target in the telegraphic sentence."""
    before, link = _table()["links"].get(action, "with in").split()
    return before, _where(link, o, t) if link in ("in", "into") else _plain(link)


def _where(link: str, o: _Thing, t: _Thing) -> str:
    """'in' or 'into', or the preposition that suits the target instead."""
    wheres = _table()["wheres"]
    for key in (f"@{t.anchor}", f"{o.name} {t.name}", t.name):
        if key in wheres:
            into, at = wheres[key].split()
            return str(into if link == "into" else at)
    if t.name in _list("surfaces"):
        return "onto" if link == "into" else "on"
    return link


def _names(thing: _Thing, pours: bool) -> tuple[str, ...]:
    """What people call it, the usual word first."""
    if pours and thing.name in _table()["vessels"]:
        return (_table()["vessels"][thing.name],)
    if thing.name in _table()["nouns"]:
        return tuple(_table()["nouns"][thing.name])
    from generators.workbench import sprite

    known = thing.name in sprite.names()
    words = sprite.load(thing.name).words[:SYNONYMS] if known else ()
    return tuple(dict.fromkeys((_plain(thing.name), *words)))


def _is_plural(noun: str) -> bool:
    return noun.split()[-1] in _list("plural") and " of " not in noun


def _with_article(noun: str, form: str, adjective: str = "") -> str:
    """'the onion', 'an onion', 'water', 'eggs', 'onion': as `form` ('the', 'an', 'bare') says."""
    words = f"{adjective} {noun}".strip()
    if form == "bare":
        return words
    if form != "an":
        return f"the {words}"
    head = noun.split(" of ")[0].split()[-1]
    if head in _list("mass") or _is_plural(noun):
        return words
    vowel = words[0].lower() in "aeiou" and not words.lower().startswith(("u-", "uni", "one"))
    return f"{'an' if vowel else 'a'} {words}"


# -- how a thing is ----------------------------------------------------------------------------


def _predicate(name: str, state: str) -> str:
    """'is peeled', 'holds dry coffee grounds'; '' when there is nothing to say."""
    predicates = _table()["predicates"]
    for key in (f"{name} {state}", state):
        if key in predicates:
            return str(predicates[key])
    said = state.endswith("ed") or state in _list("adjectives")
    return f"is {state}" if said and "-" not in state else ""


def _described(thing: _Thing, noun: str) -> str:
    """'the peeled onion', 'the jar half full of coffee', 'the dripper with a paper filter'."""
    level = next((s for s in thing.states if s in ("half", "full")), "")
    if level and thing.states[-1] != level:
        return f"the {noun} {'half ' * (level == 'half')}full of {_plain(thing.states[-1])}"
    for state in thing.states:
        if state in _list("attributes"):
            return _with_article(noun, "the", state)
        verb, _, rest = _predicate(thing.name, state).partition(" ")
        if verb in ("has", "holds", "over"):
            return f"the {noun} {'over' if verb == 'over' else 'with'} {rest}"
    return f"the {noun}"


def _outcome(depiction: Depiction) -> tuple[str, str]:
    """(role of the thing that changes, what is said of it then); ('', '') when that is not known.

    The same rule as in the pictures: the first thing that knows the word for the new look.
    """
    from generators.workbench import sprite as sprites
    from generators.workbench.actions import program
    from generators.workbench.scene import knows

    known = program(depiction.action)
    order = known.changes if known else ("object", "target")
    roles = [r for r in order if r != "instrument" and getattr(depiction, r)]
    things = {role: _Thing.read(getattr(depiction, role)) for role in roles}
    for role, thing in things.items():
        if depiction.result_state in thing.states:
            return "", ""  # it looks the same as before
        if thing.name in sprites.names() and knows(
            sprites.load(thing.name), depiction.result_state
        ):
            return role, _predicate(thing.name, depiction.result_state)
    if roles == ["object"] and things["object"].name not in sprites.names():  # drawn by a program
        return "object", _predicate(things["object"].name, depiction.result_state)
    return "", ""


# -- sentences ---------------------------------------------------------------------------------


def _own(depiction: Depiction, name: str, text: str) -> Iterator[str]:
    """The canonical sentence and those made of the step's own words."""
    fixed = canonical(depiction)
    yield fixed
    first = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    if name:
        title = name.strip() if name.strip().endswith((".", "!", "?")) else f"{name.strip()}."
        yield title
        if first:
            yield f"{title} {first}"
        yield f"{title} {fixed}"
        if _is_order(name):
            yield f"You should now {name[0].lower()}{name[1:].rstrip('.')}."
    elif first:
        yield first


def _is_order(name: str) -> bool:
    """Whether a step's name is a plain imperative, 'Fold in the flour'."""
    words = name.split()
    return len(words) > 2 and words[0].lower() in _verbs() and not re.search(r"[,:;?]", name)


@cache
def _verbs() -> frozenset[str]:
    """The words that orders begin with."""
    from generators.workbench.actions import action_words

    templates = [t for key in ("deeds", "verbs") for group in _table()[key].values() for t in group]
    return frozenset(words.split()[0] for words in (*templates, *action_words())) - {":"}


def _said(depiction: Depiction) -> Iterator[str]:
    """The templates, again and again in other frames and with other synonyms."""
    templates, outcome = _templates(depiction), _outcome(depiction)
    number, told = 0, Counter[str]()
    for turn in range(ROUNDS):
        for place, template in enumerate(templates):
            teller = _Teller(depiction, number)
            frame = FRAMES[(turn + place) % len(FRAMES)]
            number += 1
            said = teller.fill(template)
            if said is not None and told[said] < SAID:
                told[said] += 1
                yield teller.frame(said, template.startswith(":"), frame, outcome)


def _templates(depiction: Depiction) -> list[str]:
    """Those for this very case, else the action's, closest first; a mere verb as the last way."""
    keys, teller = _keys(depiction), _Teller(depiction, 0)
    suiting = {
        part: [
            [t for t in _table()[part].get(key, ()) if teller.fill(t) is not None] for key in keys
        ]
        for part in ("deeds", "verbs")
    }
    special = next((group for group in suiting["deeds"] if group), [])
    found = special or [template for group in suiting["verbs"] for template in group]
    return found or [f"{verb}[ {{o}}][ with {{i}}][ {{in t}}]" for verb in _words(depiction.action)]


def _keys(depiction: Depiction) -> list[str]:
    action, result = depiction.action, depiction.result_state
    o, i, t = (_Thing.read(getattr(depiction, role)).name for role in _ROLES.values())
    solid = [f"{action} solid"] if o in _list("solids") else []
    close = [f"{action} {o} ={result}", f"{action} ={result}", f"{action} {o}"]
    return [*close[:2], f"{action} @{t}", close[2], f"{action} /{i}", *solid, action]


def _words(action: str) -> list[str]:
    """The action's own name and its synonyms."""
    from generators.workbench.actions import action_words

    synonyms = [verb for verb, meant in action_words().items() if meant == action]
    return list(dict.fromkeys(_plain(word) for word in (action, *synonyms)))


def _same(action: str, rest: str) -> bool:
    """Whether a result only says the action again: 'cut', 'folded'."""
    return " " not in rest and rest[:3] == action[:3]


class _Teller:
    """Fills templates for one depiction; `number` chooses among synonyms."""

    def __init__(self, depiction: Depiction, number: int) -> None:
        self.action = depiction.action
        things = {key: _Thing.read(getattr(depiction, role)) for key, role in _ROLES.items()}
        if things["i"].name == things["o"].name:
            things["i"] = _Thing("")
        self.things = {key: thing for key, thing in things.items() if thing.name}
        self.nouns: dict[str, str] = {}
        for key, thing in self.things.items():
            names = _names(thing, key == "i" and self.action in ("pour", "sprinkle", "water"))
            self.nouns[key] = names[number // (1 + len(self.nouns)) % len(names)]

    def frame(self, said: str, statement: bool, frame: str, outcome: tuple[str, str]) -> str:
        """A whole sentence of a filled template, with its result where the frame wants it."""
        if statement or said.startswith(("using ", "with ", "from ")):
            frame = "{0}{1}" if "{1}" in frame else "{0}."
        ends = "." if " until " in said else self._afterwards(*outcome, statement)
        sentence = frame.format(said, ends)
        return sentence[0].upper() + sentence[1:]

    def fill(self, template: str) -> str | None:
        """The words of a template; None when a slot is empty or it is for another case."""
        said = template.removeprefix(": ")
        while said.startswith("-"):
            if said[1] in self.things:
                return None
            said = said[3:]
        said = _OPTION.sub(lambda option: self._slots(option[1]) or "", said)
        filled = self._slots(said)
        if filled is None:
            return None
        plural = _is_plural(self.nouns.get("o") or self.nouns.get("t", ""))
        return _NUMBER.sub(lambda forms: forms[2] if plural else forms[1], filled).strip()

    def _slots(self, text: str) -> str | None:
        """`text` with its slots filled; None when there is nothing for one of them."""
        wanted = list(_SLOT.finditer(text))
        if any(slot[3] not in self.things for slot in wanted):
            return None
        return _SLOT.sub(lambda slot: self._slot(slot[1] or "", slot[2] or "the", slot[3]), text)

    def _slot(self, link: str, form: str, key: str) -> str:
        thing, noun = self.things[key], self.nouns[key]
        o = self.things.get("o", _Thing(""))
        said = _described(thing, noun) if form == "this" and thing.states else ""
        again = key == "t" and o.name and said.endswith(f" with {self.nouns['o'].split()[-1]}")
        if not said or again:  # "stir the eggs in the bowl", not "in the bowl with eggs"
            said = _with_article(noun, form)
        return f"{_where(link, o, thing)} {said}" if link else said

    def _afterwards(self, role: str, predicate: str, statement: bool) -> str:
        """' until it is smooth.' or '. In the end, the onion is halved.', or just the full stop."""
        key = next((k for k, name in _ROLES.items() if name == role), "")
        verb, _, rest = predicate.partition(" ")
        if key not in self.things or not predicate or _same(self.action, rest):
            return "."
        plural = _is_plural(self.nouns[key])
        if plural:
            verb = _PLURAL_VERBS.get(verb, verb)
        if self.action in _list("until") and verb != "holds" and not statement:
            named = key != "o" and self.action != "wait"
            it = f"the {self.nouns[key]}" if named else "they" if plural else "it"
            return f" until {it} {verb} {rest}".rstrip() + "."
        return f". In the end, the {self.nouns[key]} {verb} {rest}".rstrip() + "."
