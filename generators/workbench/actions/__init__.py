"""Motion programs, found by the name of the action; every file here registers its own on import."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from generators.workbench.actions.base import Program, table

__all__ = ["Program", "action_words", "names", "program"]


@cache
def _load() -> None:
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        importlib.import_module(f"{__name__}.{module}")


def names() -> tuple[str, ...]:
    """All actions that can be shown."""
    _load()
    return tuple(sorted(table))


def program(action: str) -> Program | None:
    """The motion program for an action; None for an action nobody wrote."""
    _load()
    return table.get(action)


def action_words() -> dict[str, str]:
    """Verb in a text -> action, over all programs."""
    _load()
    words = {name: name for name in table}
    for entry in table.values():
        words.update(entry.synonyms)
    return words
