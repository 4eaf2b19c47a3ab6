"""What a learner wants, read from plain words by rules: the understanding of the offline brain.

Rules are chosen so that a wrong reading is harmless: navigation, media and export need their own
words; everything else is either a question about the plan or a skill to look up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from agent import phrases
from tools.measures import number
from tools.words import content

Kind = Literal[
    "choose", "decline", "greeting", "thanks", "goodbye", "about_me", "go", "whereabouts",
    "media", "transfer", "export", "revise", "skill", "question", "nothing",
]  # fmt: skip


@dataclass(frozen=True)
class Wishes:
    """What should be different, and the words that are left when that is taken away."""

    servings: float | None = None
    times: float | None = None  # "double it"
    quantity: str = ""
    lacking: tuple[str, ...] = ()
    using: str = ""
    omit: tuple[int, ...] = ()
    rest: str = ""

    def __bool__(self) -> bool:
        return bool(self.servings or self.times or self.quantity or self.lacking or self.omit)


@dataclass(frozen=True)
class Intent:
    kind: Kind
    text: str = ""
    position: int | None = None
    media: tuple[Literal["image", "clip"], ...] = ()
    new_take: bool = False
    format: str = ""
    procedure_id: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    new_skill: bool = False  # worded as a new skill rather than as a question on the way
    here: bool = False  # points at the step at hand: "it sticks"


_SMALL_TALK: tuple[tuple[Kind, str], ...] = (
    ("greeting", phrases.GREETING),
    ("thanks", phrases.THANKS),
    ("goodbye", phrases.GOODBYE),
    ("about_me", phrases.ABOUT_ME),
)


def understand(text: str, situation: dict[str, Any]) -> Intent:
    """The one intent of `text`. Order matters: the narrow readings come first."""
    plain = _plain(text)
    plan = situation.get("plan")
    if not content(plain) and not re.search(r"\w", plain):
        return Intent("nothing", text)
    for reading in (_choice, _small_talk, _navigation, _production):
        if intent := reading(plain, text, plan, situation):
            return intent
    return _skill_or_question(plain, text, plan)


def is_yes(text: str) -> bool:
    """Whether this is a plain yes and nothing more."""
    return _whole(phrases.YES, _plain(text)) is not None


def numeral(text: str) -> int:
    return int(number(text))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower().replace("’", "'")).strip()


def _bare(plain: str) -> str:
    """Without punctuation at the ends and without fillers: 'ok, next please!' -> 'next'."""
    bare = plain.strip(" .,!?;:")
    while found := re.match(rf"{phrases.FILLER}[ ,.!]+(?=\w)", bare):
        bare = bare[found.end() :]
    while found := re.search(rf"(?<=\w)[ ,.!]+{phrases.TRAILER}$", bare):
        bare = bare[: found.start()]
    return bare


def _whole(pattern: str, plain: str) -> re.Match[str] | None:
    """With or without its fillers: 'yes please' is a yes although both are fillers."""
    as_said = plain.strip(" .,!?;:")
    return re.fullmatch(pattern, as_said) or re.fullmatch(pattern, _bare(plain))


def _choice(plain: str, text: str, plan: Any, situation: dict[str, Any]) -> Intent | None:
    """An answer to the open question: a name, a number, yes or no."""
    choices = situation.get("choices") or []
    bare = _bare(plain)
    for index, choice in enumerate(choices, start=1):
        name = choice["name"].lower()
        if bare in (name, choice["procedure_id"], str(index)) or re.fullmatch(
            rf"(?:{phrases.YES}[ ,]+)?(?:the )?{re.escape(name)}(?: please| instead)*", bare
        ):
            return Intent("choose", text, procedure_id=choice["procedure_id"])
    if choices and _whole(phrases.YES, plain):
        return Intent("choose", text, procedure_id=choices[0]["procedure_id"])
    if _whole(phrases.NO, plain):
        return Intent("decline", text)
    if plan and _whole(phrases.YES, plain):
        if plan["pictures"]:
            return Intent("go", text, position=_within(plan, plan["position"] + 1))
        return Intent("media", text, media=("image",))
    return Intent("greeting", text) if _whole(phrases.YES, plain) else None


def _small_talk(plain: str, text: str, plan: Any, situation: dict[str, Any]) -> Intent | None:
    for kind, pattern in _SMALL_TALK:
        if _whole(pattern, plain):
            return Intent(kind, text)
    return None


def _navigation(plain: str, text: str, plan: Any, situation: dict[str, Any]) -> Intent | None:
    if re.search(phrases.WHERE, plain) or re.search(phrases.LEFT, plain):
        return Intent("whereabouts", text)
    here = plan["position"] if plan else 1
    if found := _whole(phrases.GO_TO, plain):
        return Intent("go", text, position=numeral(found[1]))
    if found := _whole(phrases.ENDS, plain):
        last = found[1] in ("last", "final", "end")
        return Intent("go", text, position=len(plan["steps"]) if plan and last else 1)
    if _whole(phrases.NEXT, plain):
        return Intent("go", text, position=here + 1)
    if _whole(phrases.BACK, plain):
        return Intent("go", text, position=here - 1)
    return Intent("go", text, position=here) if _whole(phrases.REPEAT, plain) else None


def _within(plan: Any, position: int) -> int:
    return max(1, min(position, len(plan["steps"])))


def _production(plain: str, text: str, plan: Any, situation: dict[str, Any]) -> Intent | None:
    """Pictures, clips, a transfer, a file."""
    if re.search(phrases.TRANSFER, plain):
        return Intent("transfer", text, position=_step_named(plain))
    if re.search(phrases.EXPORT, plain) and not re.search(phrases.ASKING_HOW, plain):
        named = [fmt for fmt, pattern in phrases.FORMATS if re.search(pattern, plain)]
        return Intent("export", text, format=named[0] if named else "html")
    shown = re.search(r"\bwhat (?:it|this|that) looks\b", plain)
    if re.search(phrases.ASKING_HOW, plain) and not shown:
        return None
    media = _media(plain)
    if not media:
        return None
    position = _step_named(plain)
    if position is None and plan and _about_one_step(plain):
        position = plan["position"]
    redo = re.search(phrases.REDO, plain) is not None
    return Intent("media", text, position=position, media=media, new_take=redo)


def _media(plain: str) -> tuple[Literal["image", "clip"], ...]:
    asked = re.search(phrases.MAKING, plain) or len(plain.split()) <= 3
    drawn = re.search(r"\b(?:illustrate|draw)\b", plain)
    image = (re.search(phrases.IMAGE, plain) and asked) or drawn
    clip = (re.search(phrases.CLIP, plain) and asked) or re.search(r"\banimate\b", plain)
    if image and clip:
        return ("image", "clip")
    if clip:
        return ("clip",)
    redo_step = re.search(phrases.REDOING, plain)
    return ("image",) if image or redo_step else ()


def _step_named(plain: str) -> int | None:
    found = re.search(rf"\bstep (?:number )?#?{phrases.NUMERAL}\b", plain)
    return numeral(found[1]) if found else None


def _about_one_step(plain: str) -> bool:
    """'regenerate the picture' is about the step on screen; 'make images' about all."""
    if re.search(phrases.ALL, plain):
        return False
    return bool(re.search(phrases.ONE, plain))


def _skill_or_question(plain: str, text: str, plan: Any) -> Intent:
    wishes = find_wishes(text)
    here = bool(plan) and re.search(phrases.HERE, _bare(plain)) is not None
    urgent = re.search(phrases.URGENT, plain) is not None
    new_skill = urgent or (re.search(phrases.NEW_SKILL, plain) is not None and not here)
    only_asks = re.search(phrases.WHAT_INSTEAD, plain)
    if plan and wishes and not only_asks and not (new_skill and content(wishes.rest)):
        return Intent("revise", text, wishes=wishes)
    if plan and not new_skill and (here or re.search(phrases.QUESTION, plain)):
        return Intent("question", text, here=here)
    return Intent("skill", text, wishes=wishes, new_skill=new_skill)


def find_wishes(text: str) -> Wishes:
    """Servings, amounts, missing things and steps to leave out, in the learner's own words."""
    rest = _plain(text)
    omit, rest = _take_omissions(rest)
    lacking, using, rest = _take_lacking(rest)
    quantity, rest = _take_first(phrases.QUANTITY, rest)
    servings, rest = _take_servings(rest) if not quantity else (None, rest)
    times, rest = _take_times(rest) if servings is None and not quantity else (None, rest)
    return Wishes(servings, times, quantity, lacking, using, omit, rest.strip(" ,.;"))


def _take_first(patterns: tuple[str, ...], text: str) -> tuple[str, str]:
    for pattern in patterns:
        if found := re.search(pattern, text):
            return found[1].strip(), text[: found.start()] + " " + text[found.end() :]
    return "", text


def _take_servings(text: str) -> tuple[float | None, str]:
    if re.search(phrases.FOR_ME, text):
        return 1.0, re.sub(phrases.FOR_ME, " ", text)
    said, rest = _take_first(phrases.SERVINGS, text)
    return (number(said), rest) if said else (None, text)


def _take_times(text: str) -> tuple[float | None, str]:
    for pattern, times in phrases.TIMES:
        if re.search(pattern, text):
            return times, re.sub(pattern, " ", text)
    return None, text


def _take_lacking(text: str) -> tuple[tuple[str, ...], str, str]:
    for pattern in phrases.LACKING:
        found = re.search(pattern, text)
        if not found or not _is_a_thing(found[1].split()):
            continue
        things = tuple(
            re.sub(r"^(?:an?|any|the|my|no)\s+", "", one.strip())
            for one in re.split(r"\bor\b|\band\b|\bnor\b", found[1])
            if one.strip()
        )
        after = text[found.end() :]
        using = next((m[1].strip() for p in phrases.USING if (m := re.search(p, text))), "")
        if using and not re.search(r"instead", text):
            after = after.replace(using, " ")
        return things, using if using not in things else "", text[: found.start()] + " " + after
    return (), "", text


def _is_a_thing(said: list[str]) -> bool:
    """Neither 'no idea' nor 'without cutting myself'."""
    return not set(said) & phrases.NOT_THINGS and not said[0].endswith("ing")


def _take_omissions(text: str) -> tuple[tuple[int, ...], str]:
    found = re.search(phrases.OMIT, text)
    if not found:
        return (), text
    return tuple(numeral(one) for one in found.groups() if one), text.replace(found[0], " ")
