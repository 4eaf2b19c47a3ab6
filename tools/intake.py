"""Bring procedures in from a file; a ZIP that Keystep wrote brings its films along.

A ZIP comes from a stranger: only its procedure and the films that the procedure names are read,
each within its limit, and no name in it becomes a path.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import PurePosixPath

from generators.media_video import MAX_VIDEO_BYTES
from knowledge import formats
from knowledge.formats import MAX_TEXT_BYTES
from knowledge.procedure import Media, Procedure
from tools.artefacts import ArtefactStore
from tools.errors import BadUpload

PROCEDURE = "procedure.yaml"
FILMS = "media/demonstration-"  # what the names of films in a ZIP begin with
MOST_FILMS = 200  # as many as a procedure may have steps


def read_procedures(data: bytes, filename: str, store: ArtefactStore) -> list[Procedure]:
    """All procedures in the file. Raises BadProcedure, BadUpload and StoreFull."""
    if not data.startswith(b"PK\x03\x04"):
        return formats.read(data, filename)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = formats.read(_procedure(archive, filename), PROCEDURE)
            _films(archive, films_of(found), store)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadUpload(f"The ZIP {filename!r} is damaged: export it again.") from error
    return found


def films_of(procedures: list[Procedure]) -> dict[str, Media]:
    """Every demonstration once, by the hash of its content."""
    steps = (step for one in procedures for step in one.steps)
    return {film.sha256: film for step in steps if (film := step.demonstration)}


def film_name(film: Media) -> str:
    """Its name in a ZIP."""
    suffix = PurePosixPath(film.path).suffix
    return f"{FILMS}{film.sha256[:16]}{suffix}"


def _procedure(archive: zipfile.ZipFile, filename: str) -> bytes:
    try:
        info = archive.getinfo(PROCEDURE)
    except KeyError:
        raise BadUpload(
            f"The ZIP {filename!r} holds no {PROCEDURE}: choose one that Keystep exported."
        ) from None
    if info.file_size > MAX_TEXT_BYTES:
        raise BadUpload(f"{PROCEDURE} in {filename!r} has over {MAX_TEXT_BYTES} bytes: split it.")
    return archive.read(info)


def _films(archive: zipfile.ZipFile, wanted: dict[str, Media], store: ArtefactStore) -> None:
    films = [one for one in archive.infolist() if one.filename.startswith(FILMS)]
    for info in films[:MOST_FILMS]:
        if info.file_size > MAX_VIDEO_BYTES:
            continue
        data = archive.read(info)
        film = wanted.get(hashlib.sha256(data).hexdigest())
        if film is not None:
            store.add_upload(data, str(film.params.get("filename", "a film")))
