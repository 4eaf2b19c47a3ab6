"""Markdown as a cook would write it: title, what one needs, numbered steps; readable first.

Written and read: front matter with id, times and tags, `## Supplies`, `## Tools`, `## Steps`,
one `### 1. Name` for each step, cautions and tips as quotes. Also read: plain numbered lists and
headings such as "Ingredients" or "Method". It keeps what a reader sees; `yaml` keeps all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from knowledge import quantity
from knowledge.formats import own
from knowledge.formats.draft import Draft, DraftItem, DraftStep, heading, plain
from knowledge.procedure import Item, Procedure, Step, Tip, TipKind

_FRONT = re.compile(r"\A\s*---[^\S\n]*\n(.*?)\n---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_FRONT_FIELDS = (
    "id", "language", "categories", "tags", "difficulty", "prep_time", "perform_time",
    "total_time", "yields", "servings", "source", "license", "status",
)  # fmt: skip
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_NUMBERED = re.compile(r"^\s{0,3}(\d{1,3})[.)]\s+(.*)$")
_BULLET = re.compile(r"^\s{0,3}[-*+]\s+(?:\[[ xX]\]\s+)?(.*)$")
_QUOTE = re.compile(
    r"^\s{0,3}>\s?(?:\*\*(Caution|Warning|Note|Tip)[:.]?\*\*[:.]?\s*)?(.*)$", re.IGNORECASE
)
_SUPPLIES = re.compile(r"\b(suppl|ingredient|material|you(?:'ll)? need|parts?\b)", re.IGNORECASE)
_TOOLS = re.compile(r"\b(tools?|equipment|utensils?)\b", re.IGNORECASE)
_STEPS = re.compile(
    r"\b(steps?|method|instructions?|directions?|procedure|preparation)\b", re.IGNORECASE
)
_KINDS = {"caution": TipKind.CAUTION, "warning": TipKind.CAUTION, "note": TipKind.NOTE}
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def write(procedure: Procedure) -> str:
    record = procedure.model_dump(mode="json", exclude_defaults=True)
    front = {key: record[key] for key in _FRONT_FIELDS if key in record}
    blocks = [f"---\n{own.dump(front)}---", f"# {procedure.name}"]
    if procedure.description:
        blocks.append(procedure.description)
    for title, items in (("Supplies", procedure.supplies), ("Tools", procedure.tools)):
        if items:
            blocks += [f"## {title}", "\n".join(_written_item(item) for item in items)]
    blocks.append("## Steps")
    section = ""
    for step in procedure.steps:
        if step.section != section:
            section = step.section
            blocks.append(f"## Steps: {section}" if section else "## Steps")
        blocks += _written_step(step, procedure)
    if procedure.source.url or procedure.source.author:
        told = ", ".join(filter(None, (procedure.source.author, procedure.source.url)))
        blocks += ["## Source", " ".join(filter(None, (told, procedure.license)))]
    return "\n\n".join(blocks) + "\n"


def _written_item(item: Item) -> str:
    amount = f"**{item.required_quantity}** " if item.required_quantity else ""
    extra = " (optional)" if item.optional else ""
    instead = "; ".join(
        f"{one.name} ({one.note})" if one.note else one.name for one in item.substitutes
    )
    return f"- {amount}{item.name}{extra}" + (f" — or: {instead}" if instead else "")


def _written_step(step: Step, procedure: Procedure) -> list[str]:
    names = {item.id: item.name for item in (*procedure.supplies, *procedure.tools)}
    needs = ", ".join(names[one] for one in (*step.supply_ids, *step.tool_ids))
    cautions = [tip for tip in step.tips if tip.kind is TipKind.CAUTION]
    others = [tip for tip in step.tips if tip.kind is not TipKind.CAUTION]
    return [
        f"### {step.position}. {step.name}",
        *(f"> **{tip.kind.capitalize()}:** {_one_line(tip.text)}" for tip in cautions),
        step.text,
        *(f"> **{tip.kind.capitalize()}:** {_one_line(tip.text)}" for tip in others),
        *([f"*Needs: {needs}*"] if needs else []),
    ]


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@dataclass
class _Page:
    """What has been read so far; `part` says what the lines under the last heading are."""

    name: str = ""
    description: list[str] = field(default_factory=list)
    supplies: list[DraftItem] = field(default_factory=list)
    tools: list[DraftItem] = field(default_factory=list)
    steps: list[DraftStep] = field(default_factory=list)
    section: str = ""
    part: str = "description"


def read(text: str, label: str) -> Procedure:
    front: dict[str, Any] = {}
    if found := _FRONT.match(text):
        loaded = own.load(found[1], label)
        front = loaded if isinstance(loaded, dict) else {}
        text = text[found.end() :]
    page = _Page()
    for line in text.split("\n"):
        _take(line, page)
    for step in page.steps:
        step.text = step.text.strip() or step.name
        step.name = step.name or heading(step.text)
    fields = {
        "description": "\n".join(page.description).strip(),
        **{key: front[key] for key in _FRONT_FIELDS if key in front},
        "extras": {key: value for key, value in front.items() if _is_extra(key)},
    }
    name = page.name or plain(front.get("title") or front.get("name")) or _stem(label)
    return Draft(name, page.steps, page.supplies, page.tools, fields).build(label)


def _take(line: str, page: _Page) -> None:
    if found := _HEADING.match(line):
        _take_heading(len(found[1]), _unmarked(found[2]), page)
    elif page.part in ("supplies", "tools"):
        _take_item(line, page)
    elif page.part == "steps":
        _take_step_line(line, page)
    elif page.part == "description":
        if _NUMBERED.match(line) and page.name:  # steps with no heading above them
            page.part = "steps"
            _take_step_line(line, page)
        else:
            page.description.append(line.strip())


def _take_heading(level: int, title: str, page: _Page) -> None:
    numbered = re.match(r"^(?:step\s*)?\d{1,3}\s*[.):]\s*(.*)$", title, re.IGNORECASE)
    if level == 1 and not page.name:
        page.name = title
    elif numbered and (page.part == "steps" or level > 1):
        page.part = "steps"
        page.steps.append(DraftStep("", plain(numbered[1]), page.section))
    elif page.part == "steps" and level > 2:
        page.section = title
    elif _STEPS.search(title):
        page.part = "steps"
        page.section = title.split(":", 1)[1].strip() if ":" in title else ""
    elif _SUPPLIES.search(title):
        page.part = "supplies"
    elif _TOOLS.search(title):
        page.part = "tools"
    else:
        page.part = "other"


def _take_item(line: str, page: _Page) -> None:
    found = _BULLET.match(line) or _NUMBERED.match(line)
    if not found:
        return
    text = found[found.lastindex or 1].split(" — or: ")[0]
    optional = bool(re.search(r"\(optional\)", text, re.IGNORECASE))
    text = re.sub(r"\s*\(optional\)", "", text, flags=re.IGNORECASE)
    bold = re.match(r"^\*\*(.+?)\*\*\s+(.+)$", text)
    amount, name = (bold[1], bold[2]) if bold else quantity.split(_unmarked(text))
    items = page.supplies if page.part == "supplies" else page.tools
    items.append(DraftItem(name, amount, optional))


def _take_step_line(line: str, page: _Page) -> None:
    numbered, quote = _NUMBERED.match(line), _QUOTE.match(line)
    needs = re.match(r"^\*Needs: .*\*$", line.strip())
    step = page.steps[-1] if page.steps else None
    if numbered and (step is None or step.text or not step.name):
        _take_numbered(_unmarked(numbered[2]), page)
    elif quote and step is not None:
        kind = _KINDS.get((quote[1] or "tip").lower(), TipKind.TIP)
        if text := plain(_unmarked(quote[2])):
            step.tips.append(Tip(kind=kind, text=text[:4000]))
    elif step is not None and not needs:
        step.text = f"{step.text}\n{_unmarked(line.strip())}".strip("\n")
    elif step is None and line.strip():
        page.steps.append(DraftStep(_unmarked(line.strip()), "", page.section))


def _take_numbered(text: str, page: _Page) -> None:
    page.steps.append(DraftStep(text, "", page.section))


def _unmarked(text: str) -> str:
    """Without bold marks and links; a single * or _ may be meant, so it stays."""
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text)).strip()


def _is_extra(key: Any) -> bool:
    return isinstance(key, str) and key not in _FRONT_FIELDS and key not in ("title", "name")


def _stem(label: str) -> str:
    stem = re.sub(r"[-_]+", " ", PurePath(label).stem)
    return stem[:1].upper() + stem[1:]
