"""A lesson as one self-contained HTML page that prints well, and as Markdown."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.walkthrough import Need
from tools.lesson import Lesson, amount_and_name
from tools.times import in_words

if TYPE_CHECKING:
    from jinja2 import Environment

ReadFile = Callable[[str], bytes]  # relative path -> content


def lesson_html(lesson: Lesson, read: ReadFile) -> str:
    """One HTML document with every picture and clip inside it (data URIs)."""
    template = _environment().get_template("lesson.html.jinja")
    return template.render(lesson=lesson, data_uri=lambda path: _data_uri(path, read))


def lesson_markdown(lesson: Lesson) -> str:
    """Markdown with relative links to the media."""
    return _environment().get_template("lesson.md.jinja").render(lesson=lesson)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=lambda name: name is not None and ".html" in name,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["in_words"] = in_words
    environment.filters["need"] = _need_line
    return environment


def _need_line(need: Need) -> str:
    line = amount_and_name(need, need.quantity)
    if need.instead_of:
        line += f" (instead of {need.instead_of})"
    return f"{line} (optional)" if need.optional else line


def _data_uri(path: str, read: ReadFile) -> str:
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"data:{media_type};base64,{base64.b64encode(read(path)).decode()}"
