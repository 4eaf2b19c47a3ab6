"""Keystep in Python: `import keystep`, then a few names that are loaded when they are used.

`lesson("make pour-over coffee", out="coffee")` writes a lesson, `search("my tyre is flat")` gives
hits, `Tutor()` converses, `transfer(...)` carries a demonstration over, `export(id)` writes a file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.api import Tutor, export, lesson, search, transfer

__all__ = ["Tutor", "export", "lesson", "search", "transfer"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'keystep' has no name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module("agent.api"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
