"""An instructor's half-written procedure: plain values as typed, kept on disk at every change.

A draft may be wrong in any way; `to_procedure` says in sentences what is missing. It is kept under
an id of its own in the home folder, so that a reload or a crash of the browser loses nothing.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import ValidationError

from knowledge.procedure import Procedure, Tip, TipKind, slugify

Draft = dict[str, Any]
_ID = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(
    r"(?:(?P<h>\d+)\s*h\w*)?\s*(?:(?P<m>\d+)\s*m(?:in)?\w*)?\s*(?:(?P<s>\d+)\s*s\w*)?",
    re.IGNORECASE,
)


class Drafts:
    """One JSON file per draft in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, draft: Draft) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(draft["uid"])
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps(draft), encoding="utf-8")
        temporary.replace(path)

    def load(self, uid: str) -> Draft | None:
        """None for one that is not there."""
        if not _ID.fullmatch(uid):
            return None
        try:
            return json.loads(self._path(uid).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def drop(self, uid: str) -> None:
        self._path(uid).unlink(missing_ok=True)

    def _path(self, uid: str) -> Path:
        return self._folder / f"{uid}.json"


def new() -> Draft:
    return {
        "uid": uuid4().hex,
        "base": None,
        "name": "",
        "description": "",
        "tags": "",
        "servings": "",
        "total_time": "",
        "supplies": [new_item()],
        "tools": [new_item()],
        "steps": [new_step()],
    }


def new_item() -> Draft:
    return {"uid": uuid4().hex, "id": "", "name": "", "quantity": "", "substitutes": ""}


def new_step() -> Draft:
    return {
        "uid": uuid4().hex,
        "id": "",
        "name": "",
        "text": "",
        "duration": "",
        "key": True,
        "cautions": "",
        "tips": "",
        "tools": [],
        "supplies": [],
        "depends_on": [],
        "visual": {},
        "demonstration": None,
    }


def of_procedure(one: Procedure) -> Draft:
    """What the form shows of `one`; what it does not show is carried in `base`."""
    base = one.model_dump(mode="json")
    items = {
        kind: [
            {
                "uid": uuid4().hex,
                "id": item["id"],
                "name": item["name"],
                "quantity": item["required_quantity"],
                "substitutes": _joined([sub["name"] for sub in item["substitutes"]]),
            }
            for item in base[kind]
        ]
        for kind in ("supplies", "tools")
    }
    uids = {item["id"]: item["uid"] for kind in items.values() for item in kind}
    steps = [_of_step(step, uids) for step in one.steps]
    by_id = {step["id"]: step["uid"] for step in steps}
    for step, original in zip(steps, one.steps, strict=True):
        step["depends_on"] = [by_id[id] for id in original.depends_on]
    return {
        "uid": uuid4().hex,
        "base": base,
        "name": one.name,
        "description": one.description,
        "tags": _joined(one.tags),
        "servings": f"{one.servings:g}" if one.servings else "",
        "total_time": time_text(one.total_time),
        **items,
        "steps": steps,
    }


def _of_step(step: Any, uids: dict[str, str]) -> Draft:
    visual = step.visual.model_dump(mode="json") if step.visual else {}
    film = step.demonstration
    return {
        **new_step(),
        "id": step.id,
        "name": step.name,
        "text": step.text,
        "duration": time_text(step.duration),
        "key": step.key,
        "cautions": "\n".join(_one_line(text) for text in step.cautions),
        "tips": "\n".join(
            _one_line(tip.text) for tip in step.tips if tip.kind is not TipKind.CAUTION
        ),
        "tools": [uids[id] for id in step.tool_ids],
        "supplies": [uids[id] for id in step.supply_ids],
        "visual": visual,
        "demonstration": film.model_dump(mode="json") if film else None,
    }


def to_procedure(draft: Draft) -> tuple[Procedure | None, list[str]]:
    """The procedure, or None and what is missing, a sentence each."""
    troubles: list[str] = []
    record = _record(draft, troubles)
    if troubles:
        return None, troubles
    try:
        return Procedure.model_validate(record), []
    except ValidationError as error:
        return None, [_sentence(one) for one in error.errors()]


def time_text(time: timedelta | None) -> str:
    """'4 min 30 s'; empty for None."""
    if time is None:
        return ""
    seconds = round(time.total_seconds())
    parts = ((seconds // 3600, "h"), (seconds % 3600 // 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{value} {unit}" for value, unit in parts if value)


def read_time(text: str) -> timedelta | None:
    """'45 s', '4 min', '1 h 30 min'; None for an empty text. Raises ValueError for others."""
    if not text.strip():
        return None
    found = _TIME.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        raise ValueError(f"{text[:40]!r} is not a time; write 45 s, 4 min or 1 h 30 min")
    h, m, s = (int(found[unit] or 0) for unit in "hms")
    return timedelta(hours=h, minutes=m, seconds=s)


def _record(draft: Draft, troubles: list[str]) -> dict[str, Any]:
    base = draft["base"] or {}
    ids: dict[str, str] = {}
    record = {
        **base,
        "id": base.get("id") or slugify(draft["name"]),
        "name": draft["name"].strip(),
        "description": draft["description"].strip(),
        "tags": _listed(draft["tags"]),
        "servings": _number(draft["servings"], troubles),
        "total_time": _time(draft["total_time"], "The total time", troubles),
        "supplies": _items(draft["supplies"], base.get("supplies", []), ids),
        "tools": _items(draft["tools"], base.get("tools", []), ids),
    }
    if not record["name"]:
        troubles.append("Give the procedure a name.")
    written = [one for one in draft["steps"] if one["name"].strip() or one["text"].strip()]
    if not written:
        troubles.append("Write at least one step.")
    step_ids = _unique({one["uid"]: one["id"] or slugify(one["name"]) for one in written})
    old = {one["id"]: one for one in base.get("steps", [])}
    record["steps"] = [
        _step(one, position, {**ids, **step_ids}, old.get(one["id"], {}), troubles)
        for position, one in enumerate(written, start=1)
    ]
    return record


def _items(rows: list[Draft], old: list[Draft], ids: dict[str, str]) -> list[dict[str, Any]]:
    before = {one["id"]: one for one in old}
    named = [row for row in rows if row["name"].strip()]
    ids |= _unique({row["uid"]: row["id"] or slugify(row["name"]) for row in named})
    items = []
    for row in named:
        known = before.get(row["id"], {})
        notes = {sub["name"]: sub for sub in known.get("substitutes", [])}
        items.append(
            {
                **known,
                "id": ids[row["uid"]],
                "name": row["name"].strip(),
                "required_quantity": row["quantity"].strip(),
                "substitutes": [
                    notes.get(name, {"name": name}) for name in _listed(row["substitutes"])
                ],
            }
        )
    return items


def _step(
    one: Draft, position: int, ids: dict[str, str], old: dict[str, Any], troubles: list[str]
) -> dict[str, Any]:
    for what in ("name", "text"):
        if not one[what].strip():
            troubles.append(f"Step {position} needs a {what}.")
    visual = {key: value for key, value in one["visual"].items() if value}
    return {
        **old,
        "id": ids[one["uid"]],
        "position": position,
        "name": one["name"].strip(),
        "text": one["text"].strip(),
        "duration": _time(one["duration"], f"Step {position}", troubles),
        "key": one["key"],
        "tips": _tips(one, old.get("tips", [])),
        "tool_ids": [ids[uid] for uid in one["tools"] if uid in ids],
        "supply_ids": [ids[uid] for uid in one["supplies"] if uid in ids],
        "depends_on": [ids[uid] for uid in one["depends_on"] if uid in ids],
        "scales": [amount for amount in old.get("scales", []) if amount in one["text"]],
        "visual": visual if visual.get("action") else None,
        "media": _media(one, old.get("media", [])),
    }


def _media(one: Draft, old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The form's film in place of the first one there was; everything else stays."""
    if "demonstration" not in one:  # a draft from before films could be attached
        return old
    first = next((place for place, media in enumerate(old) if _is_film(media)), len(old))
    film = [one["demonstration"]] if one["demonstration"] else []
    return [*old[:first], *film, *old[first + 1 :]]


def _is_film(media: dict[str, Any]) -> bool:
    return (media["kind"], media["role"]) == ("video", "demonstration")


def _tips(one: Draft, old: list[dict[str, Any]]) -> list[Tip]:
    """Kinds and order stay as they were; what is new comes last."""
    kept = {_one_line(tip["text"]): (place, tip) for place, tip in enumerate(old)}
    lines = [("caution", line) for line in _split(one["cautions"], "\n")]
    lines += [("tip", line) for line in _split(one["tips"], "\n")]
    placed: list[tuple[int, Tip]] = []
    for kind, line in lines:
        place, tip = kept.get(line, (len(old), {"kind": kind, "text": line}))
        if kind == "caution" or tip["kind"] == "caution":
            tip = {**tip, "kind": kind}
        placed.append((place, Tip.model_validate(tip)))
    return [tip for _, tip in sorted(placed, key=lambda pair: pair[0])]


def _unique(ids: dict[str, str]) -> dict[str, str]:
    """The same name twice: the second becomes name-2."""
    taken: set[str] = set()
    result = {}
    for uid, id in ids.items():
        candidate, count = id, 1
        while candidate in taken:
            count += 1
            candidate = f"{id[:75]}-{count}"
        taken.add(candidate)
        result[uid] = candidate
    return result


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _joined(names: Iterable[str]) -> str:
    """Commas between them, or semicolons where a name has a comma of its own."""
    listed = list(names)
    return (
        "; ".join([*listed, ""]).strip() if any("," in one for one in listed) else ", ".join(listed)
    )


def _listed(text: str) -> list[str]:
    return _split(text, ";" if ";" in text else ",")


def _split(text: str, by: str) -> list[str]:
    return [part.strip() for part in text.split(by) if part.strip()]


def _number(text: str, troubles: list[str]) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        troubles.append(f"{text[:40]!r} is not a number of servings; write 2 or 1.5.")
        return None


def _time(text: str, what: str, troubles: list[str]) -> timedelta | None:
    try:
        return read_time(text)
    except ValueError as error:
        troubles.append(f"{what}: {error}.")
        return None


def _sentence(error: Any) -> str:
    """Pydantic's finding in the form's own words."""
    where, message = error["loc"], error["msg"].removeprefix("Value error, ")
    if where and where[0] == "steps" and len(where) > 1:
        field = ".".join(map(str, where[2:])) or "all"
        return f"Step {int(where[1]) + 1}, {field}: {message}."
    return f"{'.'.join(map(str, where)) or 'The procedure'}: {message}."
