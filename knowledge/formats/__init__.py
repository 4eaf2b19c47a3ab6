"""Read and write procedures in the formats of others and our own.

`read` is total: for any bytes it returns procedures or raises BadProcedure with one plain sentence.
Formats are told apart by content first and file name second; a name is never used as a path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

from knowledge.errors import BadProcedure
from knowledge.explain import shown
from knowledge.formats import (
    captaincook4d,
    cooklang,
    ifixit,
    jsonld,
    markdown,
    own,
    schema_org,
    wikihow,
)
from knowledge.procedure import Procedure

MAX_BYTES = 200_000_000  # a whole data set as JSON lines
MAX_TEXT_BYTES = 4_000_000  # one YAML, Markdown or Cooklang file; the parsers are slow beyond it
WRITERS: dict[str, Callable[[Procedure], str]] = {
    "yaml": own.write,
    "jsonld": jsonld.write,
    "md": markdown.write,
}
READS = "yaml, json, jsonld, jsonl, md, cook, html"
_SCRIPT = re.compile(
    r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)
_TEXT_READERS: dict[str, Callable[[str, str], list[Procedure]]] = {
    "yaml": own.read,
    "yml": own.read,
    "md": lambda text, label: [markdown.read(text, label)],
    "markdown": lambda text, label: [markdown.read(text, label)],
    "cook": lambda text, label: [cooklang.read(text, label)],
}
_SURPRISES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)


def read(data: bytes, filename: str) -> list[Procedure]:
    """The procedures in a file (at least one); raises BadProcedure with field, value and fix."""
    label = re.split(r"[/\\]", filename.replace("\0", ""))[-1][:100] or "the file"
    text = _decoded(data, label)
    suffix = label.rsplit(".", 1)[-1].lower() if "." in label else ""
    try:
        procedures = _reader(text, suffix)(text, label)
    except _SURPRISES as error:  # no file of strangers may end in a traceback
        reason = shown(str(error))
        raise BadProcedure(
            f"{label}: it could not be read ({reason}); check its format."
        ) from error
    if not procedures:
        raise BadProcedure(f"{label}: no procedure was found; it needs a name and steps.")
    return procedures


def write(procedure: Procedure, fmt: str) -> str:
    """`procedure` as text in `fmt`: yaml and jsonld read back equal, md keeps what readers see."""
    if fmt not in WRITERS:
        raise BadProcedure(f"the format {fmt!r} cannot be written; choose {', '.join(WRITERS)}.")
    return WRITERS[fmt](procedure)


def _decoded(data: bytes, label: str) -> str:
    if len(data) > MAX_BYTES:
        raise BadProcedure(f"{label}: {len(data)} bytes; the limit is {MAX_BYTES}, split the file.")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"{label}: byte {error.start} is not text in {encoding.removesuffix('-sig')}"
        raise BadProcedure(f"{where}; save the file as UTF-8.") from None
    if not text.strip():
        raise BadProcedure(f"{label}: the file is empty; it needs a name and steps.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _reader(text: str, suffix: str) -> Callable[[str, str], list[Procedure]]:
    if suffix in _TEXT_READERS:
        if len(text) > MAX_TEXT_BYTES:
            return _too_big
        return _TEXT_READERS[suffix]
    start = text.lstrip()[:1]
    if suffix in ("jsonl", "ndjson"):
        return _read_lines
    if suffix in ("json", "jsonld") or start in "{[":
        return _read_json
    if suffix in ("html", "htm") or start == "<":
        return _read_html
    if start == "#":
        return _TEXT_READERS["md"]
    return own.read if suffix in ("", "txt") and ":" in text else _unknown


def _too_big(text: str, label: str) -> NoReturn:
    raise BadProcedure(
        f"{label}: {len(text)} characters; the limit is {MAX_TEXT_BYTES}, split the file."
    )


def _unknown(text: str, label: str) -> NoReturn:
    raise BadProcedure(f"{label}: its format is not known; use one of {READS}.")


def _read_json(text: str, label: str) -> list[Procedure]:
    try:
        document = _parsed(text, label)
    except BadProcedure:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines[:2]):
            return _read_lines(text, label)
        raise
    return _from_document(document, label)


def _read_lines(text: str, label: str) -> list[Procedure]:
    procedures: list[Procedure] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            where = f"{label}, line {number}"
            procedures += _from_document(_parsed(line, where), where)
    return procedures


def _read_html(text: str, label: str) -> list[Procedure]:
    procedures: list[Procedure] = []
    for script in _SCRIPT.findall(text):
        document = _parsed(script, label)
        if jsonld.is_ours(document) or next(schema_org.nodes(document), None):
            procedures += _from_document(document, label)
    return procedures


def _parsed(text: str, label: str) -> Any:
    try:
        return _clean(json.loads(text, parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadProcedure(f"{label}: this is not valid JSON at {where} ({error.msg}).") from None
    except RecursionError:
        raise BadProcedure(f"{label}: it is nested too deeply; use plain lists of steps.") from None
    except ValueError as error:  # NaN, or an integer of thousands of digits
        raise BadProcedure(f"{label}: this is not valid JSON ({error}).") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _clean(value: Any) -> Any:
    """Lone surrogates cannot be stored or shown anywhere: they become a question mark."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(one) for key, one in value.items()}
    return value


def _from_document(document: Any, label: str) -> list[Procedure]:
    if jsonld.is_ours(document):
        return [jsonld.read(document, label)]
    if captaincook4d.matches(document):
        return [captaincook4d.read(document, label)]
    if ifixit.matches(document):
        return [ifixit.read(document, label)]
    if wikihow.matches(document):
        return wikihow.read(document, label)
    if isinstance(document, list) and not any(schema_org.nodes(document)):
        return [procedure for one in document for procedure in _from_document(one, label)]
    return _from_schema_org(document, label)


def _from_schema_org(document: Any, label: str) -> list[Procedure]:
    """Records of schema.org; without any, the document must be in our own fields."""
    found = list(schema_org.nodes(document))
    if found:
        return [
            jsonld.read(node, label) if jsonld.is_ours(node) else schema_org.read(node, label)
            for node in found
        ]
    if isinstance(document, dict) and isinstance(document.get("recipeInstructions"), (list, str)):
        return [schema_org.read(document, label)]
    if not isinstance(document, dict):
        raise BadProcedure(f"{label}: it holds {shown(document)}; it must hold a name and steps.")
    return [own.from_record(document, label)]
