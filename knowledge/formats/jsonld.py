"""schema.org HowTo as JSON-LD: what we write reads back equal.

Terms of schema.org are used wherever it has them; what it lacks (optional, depends_on, visual,
media records ...) stands beside them under `keystep:`. Files of others are read in
`formats.schema_org`; the mark `keystep:format` tells ours from theirs.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from knowledge.errors import BadProcedure
from knowledge.explain import checked, shown
from knowledge.procedure import Item, Media, Procedure, Step

FORMAT = 1
_CONTEXT = ["https://schema.org", {"keystep": "urn:keystep:"}]
_PLAIN = {  # schema.org term -> our field, same value on both sides
    "identifier": "id",
    "name": "name",
    "description": "description",
    "inLanguage": "language",
    "prepTime": "prep_time",
    "performTime": "perform_time",
    "totalTime": "total_time",
    "yield": "yields",
    "license": "license",
    "creativeWorkStatus": "status",
    "dateCreated": "created_at",
    "dateModified": "updated_at",
    "keystep:categories": "categories",
    "keystep:difficulty": "difficulty",
    "keystep:servings": "servings",
    "keystep:extras": "extras",
}
_STEP_PLAIN = {
    "identifier": "id",
    "position": "position",
    "name": "name",
    "text": "text",
    "keystep:duration": "duration",
    "keystep:dependsOn": "depends_on",
    "keystep:key": "key",
    "keystep:scales": "scales",
    "keystep:visual": "visual",
    "keystep:media": "media",
    "keystep:extras": "extras",
}
_ROLES = {"context": "beforeMedia", "clip": "duringMedia", "key_step": "afterMedia"}


def write(procedure: Procedure) -> str:
    """Indented JSON-LD; `read` turns it back into an equal Procedure."""
    return json.dumps(document(procedure), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def document(procedure: Procedure) -> dict[str, Any]:
    record = procedure.model_dump(mode="json")
    names = {item.id: item.name for item in (*procedure.supplies, *procedure.tools)}
    return {
        "@context": _CONTEXT,
        "@type": "HowTo",
        "keystep:format": FORMAT,
        **_terms(record, _PLAIN),
        "inLanguage": record["language"],  # also when it is empty, which is not our default
        "keywords": record["tags"],
        "version": record["version"],
        "isBasedOn": _source(record["source"]),
        "supply": [_item("HowToSupply", supply) for supply in procedure.supplies],
        "tool": [_item("HowToTool", tool) for tool in procedure.tools],
        "step": _sections(procedure.steps, names),
    }


def is_ours(node: Any) -> bool:
    return isinstance(node, dict) and "keystep:format" in node


def read(node: dict[str, Any], label: str) -> Procedure:
    """Our own JSON-LD back; raises BadProcedure naming field, value and fix."""
    if node["keystep:format"] != FORMAT:
        found = shown(node["keystep:format"])
        raise BadProcedure(f"{label}: keystep:format is {found}; this version reads {FORMAT}.")
    source = dict(node.get("isBasedOn") or {})
    source.pop("@type", None)
    record = {
        **_fields(node, _PLAIN),
        "tags": node.get("keywords", []),
        "version": node.get("version", 1),
        "source": {
            "title": source.get("name", ""),
            "url": source.get("url", ""),
            "author": source.get("author", ""),
            "dataset": source.get("keystep:dataset", ""),
        },
        "supplies": [_item_record(item) for item in _list(node, "supply", label)],
        "tools": [_item_record(item) for item in _list(node, "tool", label)],
        "steps": _step_records(_list(node, "step", label), label),
    }
    return checked(Procedure, record, label)


def _terms(record: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {
        term: record[ours] for term, ours in names.items() if record[ours] not in (None, "", [])
    }


def _fields(node: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {ours: node[term] for term, ours in names.items() if term in node}


def _source(source: dict[str, str]) -> dict[str, str]:
    return {
        "@type": "CreativeWork",
        "name": source["title"],
        "url": source["url"],
        "author": source["author"],
        "keystep:dataset": source["dataset"],
    }


def _item(kind: str, item: Item) -> dict[str, Any]:
    return {
        "@type": kind,
        "identifier": item.id,
        "name": item.name,
        "requiredQuantity": item.required_quantity,
        "keystep:optional": item.optional,
        "keystep:substitutes": [one.model_dump() for one in item.substitutes],
    }


def _item_record(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return {
        "id": item.get("identifier"),
        "name": item.get("name"),
        "required_quantity": item.get("requiredQuantity", ""),
        "optional": item.get("keystep:optional", False),
        "substitutes": item.get("keystep:substitutes", []),
    }


def _sections(steps: tuple[Step, ...], names: dict[str, str]) -> list[dict[str, Any]]:
    """Runs of steps with one section name become a HowToSection; others stand free."""
    nodes: list[dict[str, Any]] = []
    for section, run in groupby(steps, key=lambda step: step.section):
        written = [_step(step, names) for step in run]
        if section:
            nodes.append({"@type": "HowToSection", "name": section, "itemListElement": written})
        else:
            nodes += written
    return nodes


def _step(step: Step, names: dict[str, str]) -> dict[str, Any]:
    record = step.model_dump(mode="json")
    direction: dict[str, Any] = {
        "@type": "HowToDirection",
        "text": step.text,
        "supply": [_reference("HowToSupply", one, names) for one in step.supply_ids],
        "tool": [_reference("HowToTool", one, names) for one in step.tool_ids],
    }
    for media in step.media:
        if media.role in _ROLES:
            direction[_ROLES[media.role]] = _media(media)
    tips = [{"@type": "HowToTip", "text": tip.text, "keystep:kind": tip.kind} for tip in step.tips]
    return {
        "@type": "HowToStep",
        **_terms(record, _STEP_PLAIN),
        "itemListElement": [direction, *tips],
    }


def _reference(kind: str, one: str, names: dict[str, str]) -> dict[str, str]:
    return {"@type": kind, "identifier": one, "name": names[one]}


def _media(media: Media) -> dict[str, Any]:
    return {
        "@type": "ImageObject" if media.kind == "image" else "VideoObject",
        "contentUrl": media.path,
        "width": media.width,
        "height": media.height,
        "caption": media.alt,
        "license": media.license,
    }


def _step_records(nodes: list[Any], label: str) -> list[Any]:
    records: list[Any] = []
    for node in nodes:
        if isinstance(node, dict) and node.get("@type") == "HowToSection":
            inside = _list(node, "itemListElement", label)
            records += [_step_record(one, node.get("name", ""), label) for one in inside]
        else:
            records.append(_step_record(node, "", label))
    return records


def _step_record(node: Any, section: str, label: str) -> Any:
    if not isinstance(node, dict):
        return node
    parts = [part for part in _list(node, "itemListElement", label) if isinstance(part, dict)]
    used = [part for part in parts if part.get("@type") == "HowToDirection"]
    return {
        **_fields(node, _STEP_PLAIN),
        "section": section,
        "tips": [
            {"kind": part.get("keystep:kind", "tip"), "text": part.get("text")}
            for part in parts
            if part.get("@type") == "HowToTip"
        ],
        "supply_ids": _references(used, "supply", label),
        "tool_ids": _references(used, "tool", label),
    }


def _references(directions: list[dict[str, Any]], kind: str, label: str) -> list[Any]:
    return [
        one.get("identifier") if isinstance(one, dict) else one
        for direction in directions
        for one in _list(direction, kind, label)
    ]


def _list(node: dict[str, Any], field: str, label: str) -> list[Any]:
    value = node.get(field, [])
    if not isinstance(value, list):
        raise BadProcedure(f"{label}: {field} is {shown(value)}; it must be a list.")
    return value
