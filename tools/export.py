"""Hand over a lesson or a procedure as a file.

A lesson (a learner's walkthrough with its media) and a procedure (an instructor's text) go out in
the same formats; JSON-LD and YAML come back in through `knowledge.formats.read` unchanged.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, get_args

from knowledge import formats
from knowledge.procedure import Media, Procedure, Step, Supply, Tool
from knowledge.walkthrough import Medium, Need, PlannedStep, Walkthrough
from tools.artefacts import ArtefactStore
from tools.demonstrations import upload_record
from tools.errors import ToolError
from tools.intake import PROCEDURE, film_name, films_of
from tools.lesson import (
    FORMAT_VERSION,
    MEDIA_FOLDER,
    lesson_captions,
    lesson_files,
    lesson_of,
)
from tools.lesson_film import NoClips, lesson_film
from tools.lesson_page import lesson_html, lesson_markdown
from tools.plan import plan_walkthrough

Format = Literal["html", "md", "jsonld", "yaml", "zip", "mp4"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "html": "text/html",
    "md": "text/markdown",
    "jsonld": "application/ld+json",
    "yaml": "application/yaml",
    "zip": "application/zip",
    "mp4": "video/mp4",
}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip format's first day: the same lesson gives the same bytes
MEDIA: tuple[Medium, ...] = get_args(Medium)


class ExportError(ToolError):
    """The thing cannot be written in that format."""


def check_format(fmt: str) -> Format:
    """`fmt` when it is known; raises ExportError naming the choices."""
    if fmt not in FORMATS:
        raise ExportError(f"unknown format {fmt!r}; choose from: {', '.join(FORMATS)}")
    return fmt


def export_walkthrough(walkthrough: Walkthrough, store: ArtefactStore, fmt: str) -> bytes:
    """The lesson as it stands now. Raises ExportError."""
    writers: dict[Format, Callable[[Walkthrough, ArtefactStore], bytes]] = {
        "html": _html,
        "md": lambda walk, store: lesson_markdown(lesson_of(walk, store)).encode(),
        "jsonld": lambda walk, store: formats.write(as_procedure(walk, store), "jsonld").encode(),
        "yaml": lambda walk, store: formats.write(as_procedure(walk, store), "yaml").encode(),
        "zip": _zip,
        "mp4": _film,
    }
    return writers[check_format(fmt)](walkthrough, store)


def export_procedure(procedure: Procedure, fmt: str, store: ArtefactStore) -> bytes:
    """An instructor's procedure, whole; only the ZIP holds the demonstrations themselves.

    Raises ExportError: there is no film without clips.
    """
    known = check_format(fmt)
    if known == "mp4":
        raise ExportError(
            f"{procedure.id!r} is a procedure without clips; start a lesson from it and export that"
        )
    if known in ("jsonld", "yaml", "md"):
        return formats.write(procedure, known).encode()
    if known == "html":
        return _html(plan_walkthrough(procedure, procedure.name), store)
    films = films_of([procedure]).values()
    kept = [(film, record) for film in films if (record := upload_record(store, film.sha256))]
    return _zip_of(
        {"formatVersion": FORMAT_VERSION, "kind": "procedure", "id": procedure.id},
        [
            (PROCEDURE, formats.write(procedure, "yaml").encode()),
            *((film_name(film), store.path(record)) for film, record in kept),
        ],
    )


def as_procedure(walkthrough: Walkthrough, store: ArtefactStore) -> Procedure:
    """The learner's plan as a procedure of its own, with its media and where it came from."""
    return Procedure(
        id=walkthrough.procedure_id,
        name=walkthrough.title,
        servings=walkthrough.servings,
        total_time=walkthrough.total_time,
        supplies=tuple(Supply(**_item(need)) for need in walkthrough.supplies),
        tools=tuple(Tool(**_item(need)) for need in walkthrough.tools),
        steps=tuple(_as_step(walkthrough, step, store) for step in walkthrough.steps),
        source=walkthrough.source,
        license=walkthrough.license,
        created_at=walkthrough.created_at,
        updated_at=walkthrough.created_at,
        extras={"request": walkthrough.request, "walkthrough": walkthrough.id},
    )


def _as_step(walkthrough: Walkthrough, step: PlannedStep, store: ArtefactStore) -> Step:
    return Step(
        id=step.id,
        position=step.position,
        name=step.name,
        text=step.text,
        tips=step.tips,
        tool_ids=step.tool_ids,
        supply_ids=step.supply_ids,
        duration=step.duration,
        visual=step.visual,
        media=tuple(_step_media(walkthrough, step, store)),
        extras={"citations": [cite.model_dump(mode="json") for cite in step.citations]},
    )


def _step_media(
    walkthrough: Walkthrough, step: PlannedStep, store: ArtefactStore
) -> Iterator[Media]:
    for medium in MEDIA:
        entry = walkthrough.takes(step.id, medium)
        media = store.get(entry.take.job_id) if entry else None
        if media is not None:
            yield media


def _item(need: Need) -> dict[str, object]:
    return {
        "id": need.id,
        "name": need.name,
        "required_quantity": need.quantity,
        "optional": need.optional,
        "substitutes": need.substitutes,
    }


def _html(walkthrough: Walkthrough, store: ArtefactStore) -> bytes:
    lesson = lesson_of(walkthrough, store)
    files = dict(lesson_files(walkthrough, store))
    captions = dict(lesson_captions(lesson))

    def read(name: str) -> bytes:
        return captions[name].encode() if name in captions else files[name].read_bytes()

    return lesson_html(lesson, read).encode()


def _film(walkthrough: Walkthrough, store: ArtefactStore) -> bytes:
    files = dict(lesson_files(walkthrough, store))
    try:
        return lesson_film(lesson_of(walkthrough, store), lambda name: files[name])
    except NoClips as error:
        raise ExportError(str(error)) from error


def _zip(walkthrough: Walkthrough, store: ArtefactStore) -> bytes:
    lesson = lesson_of(walkthrough, store)
    members: list[tuple[str, bytes | Path]] = [
        ("walkthrough.json", lesson.model_dump_json(indent=2).encode()),
        (PROCEDURE, formats.write(as_procedure(walkthrough, store), "yaml").encode()),
        ("lesson.html", _html(walkthrough, store)),
        ("lesson.md", lesson_markdown(lesson).encode()),
        *lesson_files(walkthrough, store),
        *((name, text.encode()) for name, text in lesson_captions(lesson)),
    ]
    facts = {"formatVersion": FORMAT_VERSION, "kind": "lesson", "id": walkthrough.id}
    return _zip_of(facts, members)


def zip_media(media: list[Media], store: ArtefactStore) -> bytes:
    """Chosen clips and pictures with a manifest that says how each was made."""
    chosen = {one.id: one for one in media}.values()
    members: list[tuple[str, bytes | Path]] = [
        (f"{MEDIA_FOLDER}/{one.id[:16]}{Path(one.path).suffix}", store.path(one)) for one in chosen
    ]
    records = [one.model_dump(mode="json") for one in chosen]
    facts = {"formatVersion": FORMAT_VERSION, "kind": "clips", "media": records}
    return _zip_of(facts, members)


def _zip_of(facts: dict[str, object], members: list[tuple[str, bytes | Path]]) -> bytes:
    """`facts` becomes manifest.json, with the list of files in it; media are stored as they are."""
    buffer = io.BytesIO()
    manifest = {**facts, "files": [name for name, _ in members]}
    entries = [("manifest.json", json.dumps(manifest, indent=2).encode()), *members]
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries:
            data = content.read_bytes() if isinstance(content, Path) else content
            method = zipfile.ZIP_STORED if name.startswith(MEDIA_FOLDER) else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, method)
    return buffer.getvalue()
