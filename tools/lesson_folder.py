"""A lesson as a folder: walkthrough.json, lesson.html and media/."""

from __future__ import annotations

import shutil
from pathlib import Path

from knowledge.walkthrough import Walkthrough
from tools.artefacts import ArtefactStore
from tools.lesson import MEDIA_FOLDER, Lesson, lesson_captions, lesson_files, lesson_of
from tools.lesson_page import lesson_html


def write_lesson(walkthrough: Walkthrough, store: ArtefactStore, folder: Path) -> Lesson:
    """Write walkthrough.json, lesson.html and media/ into `folder`; returns what was written.

    Raises OSError when the folder cannot be written.
    """
    lesson = lesson_of(walkthrough, store)
    (folder / MEDIA_FOLDER).mkdir(parents=True, exist_ok=True)
    for name, source in lesson_files(walkthrough, store):
        shutil.copyfile(source, folder / name)
    for name, text in lesson_captions(lesson):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "lesson.html").write_text(
        lesson_html(lesson, lambda name: (folder / name).read_bytes()), encoding="utf-8"
    )
    document = lesson.model_dump_json(indent=2)
    (folder / "walkthrough.json").write_text(document + "\n", encoding="utf-8")
    return lesson
