"""What backends with trained weights have in common: found, checked and loaded once."""

from __future__ import annotations

import threading
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from generators.base import Readiness
from generators.errors import GeneratorError
from generators.weights import store
from generators.weights.listing import HERE

Loaded = TypeVar("Loaded")


class Trained(Generic[Loaded]):
    """`weights` is the folder with the manifest; a subclass says how its entry `name` is read."""

    name: str
    packages: ClassVar[tuple[str, ...]]  # that must be there, as they are imported

    def __init__(self, weights: Path = HERE) -> None:
        self.weights = Path(weights)
        self._loaded: Loaded | None = None
        self._loading = threading.Lock()

    def readiness(self) -> Readiness:
        """Looks at the files only; a file is hashed once per version of it."""
        for package in self.packages:
            if find_spec(package) is None:
                return Readiness(available=False, reason=f"needs the Python package {package!r}")
        try:
            store.check(self.name, self.weights)
        except GeneratorError as error:
            return Readiness(available=False, reason=str(error).rstrip("."))
        return Readiness(available=True)

    def warm_up(self) -> None:
        """Load the model, a few seconds; nothing where there are no weights."""
        if self.readiness().available:
            self.load()

    def load(self) -> Loaded:
        """Once per process. Raises WeightsError for weights that are missing or damaged."""
        with self._loading:
            if self._loaded is None:
                self._loaded = self._read()
            return self._loaded

    def _read(self) -> Loaded:
        raise NotImplementedError
