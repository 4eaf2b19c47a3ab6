"""Whether a trained backend can run here: its packages and whole weights."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from generators.base import Readiness
from generators.errors import GeneratorError
from generators.weights import store


def readiness(name: str, folder: Path, packages: Sequence[str]) -> Readiness:
    """Looks at the files only; a file is hashed once per version of it."""
    for package in packages:
        if find_spec(package) is None:
            return Readiness(available=False, reason=f"needs `pip install {package}`")
    try:
        store.check(name, folder)
    except GeneratorError as error:
        return Readiness(available=False, reason=str(error).rstrip("."))
    return Readiness(available=True)
