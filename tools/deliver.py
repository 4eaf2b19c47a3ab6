"""Write a walkthrough as a file that the learner can take away."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.procedure import Record, slugify
from knowledge.walkthrough import Walkthrough
from tools.errors import ToolError

if TYPE_CHECKING:
    from tools.artefacts import ArtefactStore


class Delivered(Record):
    """`filename` is what to call it at the learner's; `path` is where it lies here."""

    path: str
    filename: str
    format: str
    size: int  # bytes


class Deliverer:
    """`store` is called when first needed, so that planning opens no artefact store."""

    def __init__(self, store: Callable[[], ArtefactStore], folder: Path) -> None:
        self._store = store
        self._folder = folder

    def deliver(self, walkthrough: Walkthrough, fmt: str) -> Delivered:
        """Raises ExportError for an unknown format, ToolError when the disk refuses."""
        from tools.export import check_format, export_walkthrough

        known = check_format(fmt)
        data = export_walkthrough(walkthrough, self._store(), known)
        path = self._folder / f"{slugify(walkthrough.id)}.{known}"
        try:
            _write(path, data)
        except OSError as error:
            raise ToolError(
                f"{path.name} could not be written ({error.strerror}); free some disk space."
            ) from error
        name = f"{slugify(walkthrough.title)}.{known}"
        return Delivered(path=str(path), filename=name, format=known, size=len(data))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
