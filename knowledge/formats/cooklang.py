"""Cooklang (.cook): prose with `@ingredient{qty%unit}`, `#tool{}`, `~timer{10%minutes}`.

A paragraph is a step, `= Name =` a section, `>` a note to the step before. Amounts stay in the
text as "butter (30 g)" and are quoted in `scales`, so that they grow with the servings; fixed ones
(`{=1%tsp}`) do not.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from knowledge.formats import own
from knowledge.formats.draft import Draft, DraftItem, DraftStep, duration, note, plain, words
from knowledge.formats.draft import heading as heading_of
from knowledge.procedure import Procedure

_MARK = re.compile(
    r"(?P<kind>[@#~])(?P<flags>[&?+-]*)"
    r"(?:(?P<long>[^@#~{}\n]*?)\{(?P<amount>[^{}]*)\}(?:\((?P<prep>[^()]*)\))?"
    r"|(?P<short>[\w\-./]*\w))"
)
_FRONT = re.compile(r"\A\s*---[^\S\n]*\n(.*?)\n---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_SECTION = re.compile(r"^=+\s*(.*?)\s*=*$")
_DIFFICULTY = {
    "easy": "easy", "simple": "easy", "beginner": "easy",
    "medium": "moderate", "moderate": "moderate", "intermediate": "moderate",
    "hard": "hard", "advanced": "hard", "difficult": "hard",
}  # fmt: skip
_READ = (
    "title", "description", "introduction", "tags", "author", "source", "difficulty", "servings",
    "serves", "yield", "prep time", "cook time", "time", "locale",
)  # fmt: skip


def read(text: str, label: str) -> Procedure:
    meta, body = _metadata(text, label)
    supplies: list[DraftItem] = []
    tools: list[DraftItem] = []
    steps: list[DraftStep] = []
    section = ""
    for block in _blocks(body):
        found = _SECTION.match(block)
        if found:
            section = plain(found[1])
        elif block.startswith(">"):
            _add_note(steps, re.sub(r"^>\s?", "", block, flags=re.MULTILINE))
        else:
            steps.append(_step(block, section, supplies, tools))
    name = plain(meta.get("title")) or _title(label)
    return Draft(name, steps, supplies, tools, _fields(meta)).build(label)


def _metadata(text: str, label: str) -> tuple[dict[str, Any], str]:
    meta: dict[str, Any] = {}
    if front := _FRONT.match(text):
        loaded = own.load(front[1], label)
        meta = (
            {str(key).lower(): value for key, value in loaded.items()}
            if isinstance(loaded, dict)
            else {}
        )
        text = text[front.end() :]
    for key, value in re.findall(r"^>>\s*([^:\n]+):[^\S\n]*(.*)$", text, re.MULTILINE):
        meta.setdefault(key.strip().lower(), value.strip())
    return meta, re.sub(r"^>>.*$", "", text, flags=re.MULTILINE)


def _blocks(body: str) -> list[str]:
    """Paragraphs, notes and section lines, without comments and line continuations."""
    body = re.sub(r"\[-.*?-\]", "", body, flags=re.DOTALL)
    body = re.sub(r"(?:^|(?<=\s))--.*$", "", body, flags=re.MULTILINE)
    body = re.sub(r"\\\n", " ", body)
    body = re.sub(r"^(=+.*)$", r"\n\1\n", body, flags=re.MULTILINE)
    return [block.strip() for block in re.split(r"\n\s*\n", body) if block.strip()]


def _step(block: str, section: str, supplies: list[DraftItem], tools: list[DraftItem]) -> DraftStep:
    step = DraftStep(text="", section=section)
    spans: list[str] = []

    def write(mark: re.Match[str]) -> str:
        name, amount, fixed = _name(mark), _amount(mark["amount"]), _is_fixed(mark["amount"])
        if mark["kind"] == "~":
            if time := duration(amount):
                step.duration = (step.duration or timedelta(0)) + time
            return amount or name
        kind, used = (supplies, step.supplies) if mark["kind"] == "@" else (tools, step.tools)
        if name:
            kind.append(DraftItem(name, amount, "?" in mark["flags"]))
            used.append(name)
        told = ", ".join(part for part in (amount, mark["prep"] or "") if part)
        if amount[:1].isdigit() and not fixed:
            spans.append(f"({told})")  # with its brackets, so that "3" is not found elsewhere
        return f"{name} ({told})" if told else name

    step.text = plain(_MARK.sub(write, block))
    step.name = heading_of(re.sub(r"\s*\([^()]*\)", "", step.text))
    step.scales = [amount for amount in spans if amount in step.text]
    return step


def _name(mark: re.Match[str]) -> str:
    name = plain(mark["long"] if mark["long"] is not None else mark["short"])
    name = name.split("|")[0]  # name|alias
    return name.rsplit("/", 1)[-1] if name.startswith(("./", "../")) else name


def _amount(written: str | None) -> str:
    number, _, unit = (written or "").strip().lstrip("=").partition("%")
    return plain(f"{number.strip()} {unit.strip()}")


def _is_fixed(written: str | None) -> bool:
    return (written or "").strip().startswith("=")


def _add_note(steps: list[DraftStep], text: str) -> None:
    if steps:
        steps[-1].tips += note(text)


def _title(label: str) -> str:
    stem = PurePath(label).stem.replace("-", " ").replace("_", " ")
    return stem[:1].upper() + stem[1:].lower() if stem.isupper() else stem


def _fields(meta: dict[str, Any]) -> dict[str, Any]:
    source = plain(meta.get("source"))
    return {
        "description": plain(meta.get("description") or meta.get("introduction")),
        "language": plain(meta.get("locale"))[:2].lower() or "en",
        "tags": words(meta.get("tags")),
        "categories": words([meta.get("cuisine"), meta.get("course"), meta.get("diet")]),
        "difficulty": _DIFFICULTY.get(plain(meta.get("difficulty")).lower(), ""),
        "prep_time": duration(meta.get("prep time")),
        "perform_time": duration(meta.get("cook time")),
        "total_time": duration(meta.get("time")),
        "yields": plain(meta.get("yield")).replace("%", " "),
        "servings": _servings(meta.get("servings") or meta.get("serves")),
        "source": {
            "url": source if "://" in source else "",
            "title": "" if "://" in source else source,
            "author": plain(meta.get("author")),
        },
        "extras": {key: value for key, value in meta.items() if key not in _READ},
    }


def _servings(value: Any) -> float | None:
    found = re.search(r"\d{1,4}(?:\.\d{1,3})?", plain(value))
    return float(found[0]) or None if found else None
