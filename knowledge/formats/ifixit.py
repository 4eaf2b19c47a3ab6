"""iFixit / Dozuki guides: the API form (`lines[].text_raw`) and that of MyFixit (`Text_raw`).

Lines with `icon_caution` become cautions, note and reminder icons become notes. Their content is
CC BY-NC-SA: licence and source travel with the procedure.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from knowledge.formats.draft import (
    Draft,
    DraftItem,
    DraftStep,
    duration,
    heading,
    note,
    plain,
    words,
)
from knowledge.procedure import Procedure, Tip, TipKind

_LICENSE = "CC-BY-NC-SA-3.0"
_DIFFICULTY = {
    "very easy": "easy", "easy": "easy", "moderate": "moderate",
    "difficult": "hard", "very difficult": "hard",
}  # fmt: skip
_ICONS = {
    "icon_caution": TipKind.CAUTION,
    "icon_note": TipKind.NOTE,
    "icon_reminder": TipKind.NOTE,
}
_API_READ = (
    "title", "category", "subject", "summary", "difficulty", "time_required", "tools",
    "time_required_min", "time_required_max", "introduction_raw", "steps", "url", "locale",
    "author",
)  # fmt: skip
_MYFIXIT_READ = ("Title", "Category", "Subject", "Url", "Steps")


def matches(document: Any) -> bool:
    return isinstance(document, dict) and (
        "guideid" in document
        or "Guidid" in document
        or ("Toolbox" in document and "Steps" in document)
    )


def read(document: dict[str, Any], label: str) -> Procedure:
    return (_from_myfixit if "Steps" in document else _from_api)(document, label)


def _from_api(guide: dict[str, Any], label: str) -> Procedure:
    steps = sorted(_dicts(guide.get("steps")), key=_order)
    fields = {
        "description": _text(guide.get("summary")) or _text(guide.get("introduction_raw")),
        "language": plain(guide.get("locale"))[:2].lower() or "en",
        "categories": words([guide.get("category"), guide.get("subject")]),
        "difficulty": _DIFFICULTY.get(plain(guide.get("difficulty")).lower(), ""),
        "total_time": _time(guide),
        "source": {
            "url": plain(guide.get("url")),
            "title": plain(guide.get("title")),
            "author": _author(guide.get("author")),
            "dataset": "iFixit",
        },
        "license": _LICENSE,
        "extras": {key: value for key, value in guide.items() if key not in _API_READ},
    }
    tools = [DraftItem(_text(one.get("text"))) for one in _dicts(guide.get("tools"))]
    supplies = [_part(one) for one in _dicts(guide.get("parts"))]
    name = plain(guide.get("title"))
    return Draft(name, [_api_step(step) for step in steps], supplies, tools, fields).build(label)


def _api_step(step: dict[str, Any]) -> DraftStep:
    lines: list[str] = []
    tips: list[Tip] = []
    for line in _dicts(step.get("lines")):
        text = _text(line.get("text_raw") or line.get("text"))
        kind = _ICONS.get(plain(line.get("bullet")))
        if not text:
            continue
        if kind is None:
            lines.append(text)
        else:
            tips += note(text, kind)
    if not lines and tips:  # a step of warnings only: its text is the first of them
        lines = [tips[0].text]
    text = " ".join(lines)
    rest = {key: value for key, value in step.items() if key not in ("title", "lines", "orderby")}
    return DraftStep(
        text, plain(step.get("title")) or (heading(text) if text else ""), tips=tips, extras=rest
    )


def _from_myfixit(guide: dict[str, Any], label: str) -> Procedure:
    steps = sorted(_dicts(guide.get("Steps")), key=lambda step: _integer(step.get("Order")))
    fields = {
        "categories": words([guide.get("Category"), guide.get("Subject")]),
        "source": {
            "url": plain(guide.get("Url")),
            "title": plain(guide.get("Title")),
            "author": "iFixit",
            "dataset": "MyFixit",
        },
        "license": _LICENSE,
        "extras": {key: value for key, value in guide.items() if key not in _MYFIXIT_READ},
    }
    tools = [DraftItem(plain(tool.get("Name"))) for tool in _dicts(guide.get("Toolbox"))]
    name = plain(guide.get("Title"))
    return Draft(name, [_myfixit_step(step) for step in steps], [], tools, fields).build(label)


def _myfixit_step(step: dict[str, Any]) -> DraftStep:
    lines = " ".join(plain(line.get("Text")) for line in _dicts(step.get("Lines")))
    text = _text(step.get("Text_raw")) or lines
    named = [tool for tool in words(step.get("Tools_annotated")) if tool != "NA"]
    tools = named or [tool for tool in words(step.get("Tools_extracted")) if tool != "NA"]
    rest = {key: value for key, value in step.items() if key not in ("Lines", "Text_raw", "Order")}
    return DraftStep(text, heading(text) if text else "", tools=tools, extras=rest)


def _text(value: Any) -> str:
    """Wiki markup as plain words: '''bold''', [link|url|words], [[page|words]]."""
    text = plain(value)
    text = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", text)
    text = re.sub(r"\[(https?://[^\[\]|\s]*)\]", r"\1", text)
    text = re.sub(r"\[https?://[^\[\]|]*\|([^\[\]|]*)[^\[\]]*\]", r"\1", text)
    text = re.sub(r"\[\w+\|[^\[\]|]*\|([^\[\]|]*)(?:\|[^\[\]]*)?\]", r"\1", text)
    text = re.sub(r"\[\w+\|([^\[\]|]*)\]", r"\1", text)
    return plain(re.sub(r"'{2,3}", "", text))


def _part(part: dict[str, Any]) -> DraftItem:
    count = _integer(part.get("quantity"))
    return DraftItem(_text(part.get("text")), str(count) if count else "")


def _time(guide: dict[str, Any]) -> timedelta | None:
    """Seconds in `time_required_max`; the words of `time_required` otherwise."""
    seconds = _integer(guide.get("time_required_max") or guide.get("time_required_min"))
    if 0 < seconds < 10**8:
        return timedelta(seconds=seconds)
    return duration(guide.get("time_required"))


def _author(value: Any) -> str:
    return (
        plain(value.get("username") or value.get("text"))
        if isinstance(value, dict)
        else plain(value)
    )


def _order(step: dict[str, Any]) -> int:
    return _integer(step.get("orderby"))


def _integer(value: Any) -> int:
    text = plain(value)
    return int(text) if re.fullmatch(r"-?[0-9]{1,12}", text) else 0


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
