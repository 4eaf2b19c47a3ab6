"""What every importer fills in: loose records that become a valid Procedure or a BadProcedure.

Importers read other people's files, so this is the place where names are shortened, ids are made
unique, texts beyond the limit are split (never cut off), and supplies are tied to the steps that
mention them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from knowledge import quantity
from knowledge.errors import BadProcedure
from knowledge.explain import checked
from knowledge.procedure import Procedure, Tip, TipKind, slugify

LINE = 200  # characters of a `Line`
TEXT = 4000  # characters of a `Text`
HEADING = 60  # characters of a step name that fits one line on a phone
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div|/h\d)\s*/?>", re.IGNORECASE)
_ISO = re.compile(
    r"^P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?$"
)
_SPOKEN = re.compile(r"(?:\d+\s*(?:-|–|to)\s*)?(\d+(?:[.,]\d+)?)\s*(s|m|h|d)[a-z]*", re.IGNORECASE)
_SUBORDINATE = re.compile(r"(?:once|when|if|after|before|while|as|using|with|in|to)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])(?<!tbsp\.)(?<!tsp\.)(?<!oz\.)(?<!lb\.)\s+|\n", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[;:]\s|\s[-–—]\s|,\s(?=\w+ing\b|about\b|which\b|so\b|this\b|then\b|however\b|it\b)"
    r"|\s(?:then|until|so that|but|because|which)\s"
)
_UNIT = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass
class DraftItem:
    name: str
    quantity: str = ""
    optional: bool = False
    id: str = ""


@dataclass
class DraftStep:
    """`tools` and `supplies` are names; `depends_on` are places (0-based) in the list of steps."""

    text: str
    name: str = ""
    section: str = ""
    tips: list[Tip] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    supplies: list[str] = field(default_factory=list)
    duration: timedelta | None = None
    depends_on: list[int] = field(default_factory=list)
    scales: list[str] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass
class Draft:
    """A procedure on its way in; `fields` holds what `Procedure` takes as it is."""

    name: str
    steps: list[DraftStep]
    supplies: list[DraftItem] = field(default_factory=list)
    tools: list[DraftItem] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)

    def build(self, label: str) -> Procedure:
        """A valid Procedure; raises BadProcedure naming `label`, field, value and fix."""
        steps = split_long_steps([step for step in self.steps if step.text or step.name])
        if not steps:
            raise BadProcedure(f"{label}: no steps were found; add at least one step with text.")
        name = plain(self.name) or "Untitled"
        supplies = with_ids(_merged(self.supplies), "supply")
        tools = with_ids(_merged([*self.tools, *self._tools_of_steps(steps)]), "tool")
        record = {
            "id": slugify(name),
            "name": name[:LINE],
            "supplies": [_item(item) for item in supplies],
            "tools": [_item(item) for item in tools],
            "steps": _steps(steps, supplies, tools),
            **{key: value for key, value in self.fields.items() if value not in (None, "", [], {})},
        }
        return checked(Procedure, record, label)

    def _tools_of_steps(self, steps: list[DraftStep]) -> list[DraftItem]:
        return [DraftItem(name) for step in steps for name in step.tools]


def plain(value: Any) -> str:
    """Any scalar as clean one-line text: no tags, entities, control characters or wide gaps."""
    return re.sub(r"\s+", " ", paragraphs(value)).strip()


def paragraphs(value: Any) -> str:
    """Like `plain`, but line breaks (also those of HTML) stay."""
    if value is None or isinstance(value, (dict, list, tuple, bool)):
        return ""
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", str(value))))
    text = _UNSAFE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n")).strip()


def heading(text: str) -> str:
    """A step name out of its text: the first sentence, cut at a clause or a word when long."""
    first = _SENTENCE.split(text.strip(), maxsplit=1)[0]
    first = re.sub(r"\s*\([^()]*\)", "", first).strip(" .:;,!")
    if len(first) <= HEADING:
        return first[:1].upper() + first[1:] or text[:HEADING]
    clause = _CLAUSE.split(first)[0]
    if 20 <= len(clause) <= HEADING and not _SUBORDINATE.match(clause):
        return clause[:1].upper() + clause[1:]
    cut = first[: HEADING - 1].rsplit(" ", 1)[0].rstrip(" ,;:")
    return cut[:1].upper() + cut[1:] + "…"


def duration(value: Any) -> timedelta | None:
    """'PT1H5M', 'PT45S', '1 hour 5 min', '10-20 minutes' (the longer) -> timedelta, else None."""
    text = plain(value)[:LINE]
    iso = _ISO.match(text.upper())
    try:
        if iso and any(iso.groups()):
            parts = {unit: float(number) for unit, number in iso.groupdict().items() if number}
            return _positive(timedelta(**parts))
        found = _SPOKEN.findall(text)
        parts = {_UNIT[unit.lower()]: float(number.replace(",", ".")) for number, unit in found}
        return _positive(timedelta(**parts))
    except OverflowError:
        return None


def _positive(time: timedelta) -> timedelta | None:
    return time if timedelta(0) < time < timedelta(days=3650) else None


def words(value: Any) -> tuple[str, ...]:
    """'a, b' or ['a', ['b']] -> ('a', 'b'), each once."""
    if isinstance(value, str):
        found = value.split(",")
    elif isinstance(value, (list, tuple)):
        found = [word for one in value for word in words(one)]
    else:
        found = [plain(value)]
    return tuple(dict.fromkeys(word for one in found if (word := plain(one))))


def note(text: str, kind: TipKind = TipKind.NOTE) -> list[Tip]:
    return [Tip(kind=kind, text=part) for part in pieces(plain(text))]


def pieces(text: str, limit: int = TEXT) -> list[str]:
    """`text` in parts of at most `limit` characters, split after sentences where possible."""
    parts: list[str] = []
    while len(text) > limit:
        ends = [match.end() for match in re.finditer(r"[.!?]\s|\n|\s", text[:limit])]
        sentences = [match.end() for match in re.finditer(r"[.!?]\s|\n", text[:limit])]
        cut = (sentences or ends or [limit])[-1]
        parts.append(text[:cut].strip())
        text = text[cut:]
    return [part for part in (*parts, text.strip()) if part]


def unique(slugs: Iterable[str]) -> list[str]:
    """Repeated ids get -2, -3 ...; all stay within 80 characters."""
    taken: set[str] = set()
    result = []
    for slug in slugs:
        candidate, number = slug, 2
        while candidate in taken:
            ending = f"-{number}"
            candidate, number = slug[: 80 - len(ending)].rstrip("-") + ending, number + 1
        taken.add(candidate)
        result.append(candidate)
    return result


def with_ids(items: list[DraftItem], fallback: str) -> list[DraftItem]:
    slugs = unique(_slug_or(re.split(r"[,(]", item.name)[0], fallback) for item in items)
    return [
        DraftItem(item.name, item.quantity, item.optional, slug)
        for item, slug in zip(items, slugs, strict=True)
    ]


def split_long_steps(steps: Sequence[DraftStep]) -> list[DraftStep]:
    """Steps beyond the text limit become several in a row; `depends_on` keeps its meaning."""
    result: list[DraftStep] = []
    last_part: dict[int, int] = {}
    for place, step in enumerate(steps):
        parts = pieces(step.text) or [step.name]
        for number, text in enumerate(parts):
            first = number == 0
            result.append(
                DraftStep(
                    text,
                    (step.name or heading(text)) if first else f"{heading(text)} (continued)",
                    step.section,
                    step.tips if first else [],
                    step.tools,
                    step.supplies,
                    step.duration if first else None,
                    step.depends_on if first else [],
                    [amount for amount in step.scales if amount in text],
                    step.extras if first else {},
                )
            )
        last_part[place] = len(result) - 1
    for step in result:
        step.depends_on = [last_part[place] for place in step.depends_on if place in last_part]
    return result


def mentioned(text: str, items: Sequence[DraftItem]) -> list[str]:
    """Names of the items that `text` mentions: in full, or by a head word that only they have."""
    lower = f" {re.sub(r'[^a-z0-9]+', ' ', text.lower())} "
    heads = [_head(item.name) for item in items]
    return [
        item.name
        for item, head in zip(items, heads, strict=True)
        if f" {item.name.lower()} " in lower
        or (len(head) > 2 and heads.count(head) == 1 and re.search(rf" {head}(?:s|es)? ", lower))
    ]


def _head(name: str) -> str:
    """The noun that people use alone: 'fresh mozzarella, sliced' -> 'mozzarella'."""
    main = re.split(r"[,(]| for | in ", name.lower())[0]
    found = re.findall(r"[a-z0-9]+", main)
    head = found[-1] if found else ""
    return re.sub(r"(?<=[^s])s$", "", re.sub(r"(?<=[osx])es$", "", head))


def _merged(items: Iterable[DraftItem]) -> list[DraftItem]:
    """One entry for each name; amounts of the same thing are added up."""
    merged: dict[str, DraftItem] = {}
    for item in items:
        name = plain(item.name)[:LINE].strip()
        if not name:
            continue
        known = merged.get(name.lower())
        if known is None:
            merged[name.lower()] = DraftItem(name, plain(item.quantity), item.optional)
        else:
            known.quantity = quantity.total(known.quantity, plain(item.quantity))
    return list(merged.values())


def _slug_or(name: str, fallback: str) -> str:
    slug = slugify(name)
    return slug if slug != "untitled" else fallback


def _item(item: DraftItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "required_quantity": item.quantity,
        "optional": item.optional,
    }


def _steps(
    steps: list[DraftStep], supplies: list[DraftItem], tools: list[DraftItem]
) -> list[dict[str, Any]]:
    ids = unique(_slug_or(step.name[:HEADING], "step") for step in steps)
    return [
        {
            "id": ids[place],
            "position": place + 1,
            "section": step.section,
            "name": step.name[:LINE],
            "text": step.text,
            "tips": step.tips,
            "tool_ids": _ids_of(step.tools or mentioned(step.text, tools), tools),
            "supply_ids": _ids_of(step.supplies or mentioned(step.text, supplies), supplies),
            "duration": step.duration,
            "depends_on": [ids[needed] for needed in step.depends_on],
            "scales": list(dict.fromkeys(step.scales)),
            "extras": step.extras,
        }
        for place, step in enumerate(steps)
    ]


def _ids_of(names: Iterable[str], items: list[DraftItem]) -> list[str]:
    by_name = {item.name.lower(): item.id for item in items}
    found = (by_name.get(plain(name)[:LINE].strip().lower()) for name in names)
    return list(dict.fromkeys(one for one in found if one))
