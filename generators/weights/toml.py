"""Write TOML 1.0: the standard library only reads it.

Strings, booleans, whole and real numbers, lists and tables, nested as one likes; what `tomllib`
reads back is equal. TOML has no null and no other kinds of numbers, so these are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generators.errors import WeightsError

LINE = 100  # columns; a longer list goes over several lines

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dumps(table: Mapping[str, Any]) -> str:
    """The text of a table. Raises WeightsError naming the key whose value TOML cannot say."""
    return "\n".join(_table(table, ())).strip("\n") + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Own values first: after a sub-table's header they would belong to the sub-table."""
    for key, value in table.items():
        if not _is_table(value) and not _is_tables(value):
            here = (*path, key)
            yield f"{_key(key, here)} = {_value(value, here)}"
    for key, value in table.items():
        here = (*path, key)
        if _is_table(value):
            yield from ("", f"[{_header(here)}]")
            yield from _table(value, here)
        elif _is_tables(value):
            for one in value:
                yield from ("", f"[[{_header(here)}]]")
                yield from _table(one, here)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def _is_tables(value: Any) -> bool:
    return _is_list(value) and bool(value) and all(_is_table(one) for one in value)


def _header(path: tuple[str, ...]) -> str:
    return ".".join(_key(key, path) for key in path)


def _key(key: Any, path: tuple[Any, ...]) -> str:
    if not isinstance(key, str):
        raise WeightsError(f"The key {_dotted(path)!r} is no text: TOML only has texts as keys.")
    return key if _BARE.fullmatch(key) else _string(key, path)


def _value(value: Any, path: tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value, path)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return repr(float(value))  # shortest text that reads back equal; inf and nan are TOML too
    if _is_table(value):
        pairs = (f"{_key(k, (*path, k))} = {_value(v, (*path, k))}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if _is_list(value):
        return _list([_value(one, path) for one in value])
    kind = type(value).__name__
    raise WeightsError(
        f"The value {value!r} of {_dotted(path)!r} is a {kind}, which TOML cannot say: "
        "leave it out, or give a text, a number, a list or a table."
    )


def _list(parts: list[str]) -> str:
    line = f"[{', '.join(parts)}]"
    if len(line) <= LINE - 20 or "\n" in line:  # 20 columns for the key
        return line
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part) > LINE - 2:
            lines.append("")
        lines[-1] += f" {part}," if lines[-1] else f"  {part},"
    return "\n".join(["[", *lines, "]"])


def _string(text: str, path: tuple[Any, ...]) -> str:
    """JSON's escapes are TOML's; DEL must be escaped in TOML and is not in JSON."""
    if any("\ud800" <= one <= "\udfff" for one in text):
        raise WeightsError(f"The text {text!r} at {_dotted(path)!r} has half a character in it.")
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _dotted(path: tuple[Any, ...]) -> str:
    return ".".join(str(one) for one in path)
