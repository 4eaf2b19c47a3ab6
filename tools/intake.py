"""Bring procedures in from a file; a ZIP that Keystep wrote brings its films along.

A ZIP comes from a stranger: only its procedure and the films that the procedure names are read,
each within its limit, and no name in it becomes a path.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from pathlib import PurePosixPath

from generators.media_video import MAX_VIDEO_BYTES
from knowledge import formats
from knowledge.formats import MAX_TEXT_BYTES
from knowledge.procedure import Media, Procedure
from tools.artefacts import ArtefactStore
from tools.errors import BadUpload

PROCEDURE = "procedure.yaml"
FILMS = "media/demonstration-"  # what the names of films in a ZIP begin with
ENCRYPTED = 0x1  # bit of a member's flags (PKWARE APPNOTE 4.4.4)


def read_procedures(data: bytes, filename: str, store: ArtefactStore) -> list[Procedure]:
    """All procedures in the file. Raises BadProcedure, BadUpload and StoreFull."""
    if not data.startswith(b"PK\x03\x04"):
        return formats.read(data, filename)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, EOFError) as error:
        raise _damaged(filename) from error
    with archive:
        found = formats.read(_procedure(archive, filename), PROCEDURE)
        films = [
            (film, _film(archive, film, filename))
            for film in films_of(found).values()
            if film_name(film) in archive.namelist()
        ]
    for film, content in films:
        store.add_upload(content, str(film.params.get("filename", "a film")))
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
    if PROCEDURE not in archive.namelist():
        raise BadUpload(
            f"The ZIP {filename!r} holds no {PROCEDURE}: choose one that Keystep exported."
        )
    return _read(archive, PROCEDURE, MAX_TEXT_BYTES, filename)


def _film(archive: zipfile.ZipFile, film: Media, filename: str) -> bytes:
    content = _read(archive, film_name(film), MAX_VIDEO_BYTES, filename)
    if hashlib.sha256(content).hexdigest() != film.sha256:
        raise _damaged(filename)
    return content


def _read(archive: zipfile.ZipFile, name: str, most: int, filename: str) -> bytes:
    """No more than `most` bytes: the size that a ZIP states is all that is unpacked of it."""
    info = archive.getinfo(name)
    if info.file_size > most:
        raise BadUpload(f"{name} in {filename!r} has over {most} bytes: make it smaller.")
    if info.flag_bits & ENCRYPTED:
        raise BadUpload(f"{name} in {filename!r} is encrypted: export it without a password.")
    try:
        return archive.read(info)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise _damaged(filename) from error


def _damaged(filename: str) -> BadUpload:
    return BadUpload(f"The ZIP {filename!r} is damaged: export it again.")
