"""The manifest: one table per model that says what its files are and how they came to be.

Checked field by field on reading and before writing, so whoever gets an `Entry` can rely on it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generators.errors import WeightsError
from generators.weights import toml

HERE = Path(__file__).parent
MANIFEST = "manifest.toml"

_HEADER = "# Written by generators.weights.save; README.md says what each field means.\n\n"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HEX64 = re.compile(r"[0-9a-f]{64}")

_Types = Mapping[str, type | tuple[type, ...]]
_ENTRY: _Types = {
    "kind": str,
    "recipe": str,
    "licence": str,
    "card": str,
    "digest": str,
    "trained": dict,
    "scores": dict,
    "config": dict,
    "vocabulary": dict,
    "files": list,
}
_SHARD: _Types = {"name": str, "bytes": int, "sha256": str}
_TRAINED: _Types = {
    "steps": int,
    "minutes": (int, float),
    "machine": str,
    "commit": str,
    "date": str,
}


@dataclass(frozen=True)
class Shard:
    """One file: `bytes` is its size, `sha256` 64 hex digits."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Entry:
    """One model of the manifest. Shared between callers: read only."""

    name: str
    kind: str  # which model class reads it
    recipe: str  # NAME of generators/training/recipes/NAME.toml
    licence: str
    card: str  # file name of the model card, beside the manifest
    digest: str  # 64 hex digits over all files: "weights" in the provenance of a picture
    trained: Mapping[str, Any]  # steps, minutes, machine, commit, date, and what else was noted
    scores: Mapping[str, Any]
    config: Mapping[str, Any]  # for the model class
    vocabulary: Mapping[str, tuple[str, ...]]  # what it was trained to draw: actions, things
    files: tuple[Shard, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(shard.bytes for shard in self.files)


class _Wrong(Exception):
    """What is wrong in a manifest; its readers and writers say where."""


def manifest(folder: Path = HERE) -> Mapping[str, Entry]:
    """Model name -> entry; empty where there is no manifest yet. Parsed once per file version.

    Raises WeightsError naming the file and what is wrong in it.
    """
    path = Path(folder) / MANIFEST
    try:
        return _read(path, version(path))
    except FileNotFoundError:
        return MappingProxyType({})
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error


def find(name: str, folder: Path) -> Entry:
    """Raises WeightsError naming the choices when the manifest does not list it."""
    known = manifest(folder)
    if name not in known:
        listed = f"lists only {', '.join(known)}" if known else "lists none"
        raise WeightsError(
            f"There are no weights {name!r}: {shown(Path(folder) / MANIFEST)} {listed}; "
            "train them with `keystep train`."
        )
    return known[name]


def entry(name: str, table: Mapping[str, Any]) -> Entry:
    """The entry as it will be read back. Raises WeightsError naming a field that cannot be."""
    try:
        return _parse(toml.dumps({name: table}))[name]
    except _Wrong as error:
        raise WeightsError(f"The manifest cannot list the weights {name!r}: {error}.") from error


def text(entries: Iterable[Entry]) -> str:
    """The manifest's text, in the order of the models' names."""
    tables = {one.name: asdict(one) for one in sorted(entries, key=lambda one: one.name)}
    for table in tables.values():
        del table["name"]
    return f"{_HEADER}{toml.dumps(tables)}".strip() + "\n"


def digest(hashes: Iterable[str]) -> str:
    """sha256 over the files' sha256, as 64 hex digits each, in order."""
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


@lru_cache(maxsize=16)
def _read(path: Path, version: tuple[int, ...]) -> Mapping[str, Entry]:
    try:
        return MappingProxyType(_parse(path.read_text("utf-8")))
    except _Wrong as error:
        raise WeightsError(
            f"{shown(path)} is malformed: {error}; correct it, or download or train again."
        ) from error


def _parse(content: str) -> dict[str, Entry]:
    try:
        tables = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise _Wrong(f"it is no TOML ({error})") from error
    return {name: _parse_entry(name, tables[name]) for name in tables}


def _parse_entry(name: str, table: Any) -> Entry:
    if not _NAME.fullmatch(name):
        raise _Wrong(f"the name {name!r} must be like 'small' or 'small-fast'")
    _typed(f"[{name}]", table, _ENTRY)
    _file_name(f"[{name}] card", table["card"], ".md")
    _file_name(f"[{name}] recipe", table["recipe"])
    if table["recipe"].endswith(".toml"):
        raise _Wrong(f"[{name}] recipe {table['recipe']!r} must leave out '.toml'")
    _typed(f"[{name}.trained]", table["trained"], _TRAINED, more=True)
    files = tuple(_parse_shard(name, one) for one in table["files"])
    if table["digest"] != digest(shard.sha256 for shard in files):
        raise _Wrong(f"[{name}] digest {table['digest']!r} is not that of its files")
    vocabulary = {
        key: _parse_words(f"[{name}.vocabulary] {key}", words)
        for key, words in table["vocabulary"].items()
    }
    return Entry(**{**table, "name": name, "files": files, "vocabulary": vocabulary})


def _parse_shard(name: str, table: Any) -> Shard:
    _typed(f"[[{name}.files]]", table, _SHARD)
    _file_name(f"[[{name}.files]] name", table["name"], ".safetensors")
    if not _HEX64.fullmatch(table["sha256"]):
        raise _Wrong(f"{table['name']} has the sha256 {table['sha256']!r}, not 64 hex digits")
    return Shard(**table)


def _parse_words(where: str, words: Any) -> tuple[str, ...]:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise _Wrong(f"{where} must be a list of texts, not {words!r}")
    return tuple(words)


def _file_name(where: str, name: str, end: str = "") -> None:
    """A plain name: a path could lead out of the folder."""
    if not _FILE.fullmatch(name) or not name.endswith(end):
        ending = f" ending in {end!r}" if end else ""
        raise _Wrong(f"{where} {name!r} must be a plain file name{ending}")


def _typed(where: str, table: Any, types: _Types, more: bool = False) -> None:
    if not isinstance(table, dict):
        raise _Wrong(f"{where} must be a table, not {table!r}")
    if missing := [key for key in types if key not in table]:
        raise _Wrong(f"{where} lacks {missing[0]!r}")
    if unknown := [] if more else [key for key in table if key not in types]:
        raise _Wrong(f"{where} has {unknown[0]!r}; the fields are {', '.join(types)}")
    for key, kind in types.items():
        if not isinstance(table[key], kind) or isinstance(table[key], bool):
            raise _Wrong(f"{where} {key} has the wrong type: {table[key]!r}")


# Shared with the store


def version(path: Path) -> tuple[int, ...]:
    """Changes when a file does: time of change in ns, size in bytes, inode (new after a rename)."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def unreadable(path: Path, error: Exception) -> WeightsError:
    if isinstance(error, FileNotFoundError):
        return WeightsError(f"{shown(path)} is missing: download or train it again.")
    return WeightsError(f"{shown(path)} cannot be read ({error}): download or train it again.")


def shown(path: Path) -> str:
    """Folder and file, such as weights/manifest.toml."""
    return f"{path.absolute().parent.name}/{path.name}"
