"""Alt text: what a picture shows, in plain sentences, for those who cannot see it.

The step's own first sentence says what is done better than words put together from a depiction;
what is seen, what to notice and the numbers follow.
"""

from __future__ import annotations

import re

from generators.base import Depiction
from generators.workbench.compose import Shot

LONGEST = 160  # characters of what is done
_HANDLESS = frozenset({"wait", "heat"})


def alt_text(shot: Shot, medium: str) -> str:
    """For example: 'Drawing of step 5, Let it bloom: Pour 50 g of water. Seen: a hand, ...'."""
    if shot.level == "card":
        return f"Text card of step {shot.number}, {shot.name}: {shot.text}"
    first = f"{medium} of step {shot.number}, {shot.name}: {_done(shot.text)}"
    return " ".join([first, *_seen(shot.depiction), *_details(shot.depiction)])


def _done(text: str) -> str:
    """The first sentence; a long one is cut at a word."""
    sentence = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    if len(sentence) <= LONGEST:
        return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
    return f"{sentence[:LONGEST].rsplit(' ', 1)[0]} …"


def _seen(d: Depiction) -> list[str]:
    hand = () if d.action in _HANDLESS else ("a hand",)
    named = (_name(words) for words in (d.instrument, d.object, d.target))
    things = list(dict.fromkeys([*hand, *(name for name in named if name)]))
    return [f"Seen: {', '.join(things)}."] if things else []


def _details(d: Depiction) -> list[str]:
    notice = [f"Notice: {d.notice.rstrip('.')}."] if d.notice else []
    label = [f"Label: {d.label}."] if d.label else []
    after = d.result_state.replace("-", " ")
    return [*notice, *label, *([f"In the end: {after}."] if after else [])]


def _name(words: str) -> str:
    return words.split(":")[0].split("@")[0].replace("-", " ")
