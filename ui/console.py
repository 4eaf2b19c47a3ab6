"""What every command shares: one JSON document on stdout, progress on stderr, exit codes.

0 done · 1 anything else · 2 wrong usage or input · 3 no such skill · 4 refused as dangerous
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer

OK, OTHER, USAGE, NO_SUCH_SKILL, REFUSED = 0, 1, 2, 3, 4


class Console:
    """`--json` decides the shape; errors become one plain sentence and an exit code."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def result(self, document: Any, text: str | Callable[[], str]) -> None:
        """`document` (JSON-ready) with --json, otherwise `text` for people."""
        if self.as_json:
            print(json.dumps(document, ensure_ascii=False, indent=2, default=str))
        else:
            print(text() if callable(text) else text)

    def note(self, stage: str, fraction: float | None = None) -> None:
        """Progress for people: one line on stderr that is rewritten on a terminal."""
        share = f" {fraction:4.0%}" if fraction is not None else ""
        end = "\r" if sys.stderr.isatty() and fraction not in (None, 1.0) else "\n"
        print(f"{stage}{share}", end=end, file=sys.stderr, flush=True)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turns the errors of the packages below into a sentence and an exit code."""
        try:
            yield
        except typer.Exit:
            raise
        except KeyboardInterrupt:
            self.fail("stopped", OTHER)
        except BrokenPipeError:  # `keystep jobs | head`: the reader has seen enough
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (open until the end)
            raise typer.Exit(OK) from None
        except Exception as error:
            self.fail(sentence(error), exit_code(error))

    def fail(self, text: str, code: int) -> None:
        if self.as_json:
            print(json.dumps({"error": text, "code": code}, ensure_ascii=False))
        print(f"keystep: {text}", file=sys.stderr)
        raise typer.Exit(code)


def exit_code(error: Exception) -> int:
    """By kind of error; the packages are only asked for what is already loaded."""
    names = {cls.__name__ for cls in type(error).__mro__}
    if "Refused" in names:
        return REFUSED
    if names & {"NoSuchSkill", "ProcedureNotFound"}:
        return NO_SUCH_SKILL
    usage = {
        "BadProcedure",
        "BadMedia",
        "UnknownBackend",
        "RecipeError",
        "ExportError",
        "BadInput",
        "BadUpload",
    }
    if names & {*usage, "FileNotFoundError", "IsADirectoryError", "FileExistsError"}:
        return USAGE
    return OTHER


def sentence(error: Exception) -> str:
    """The error's own words, or for what nobody foresaw its kind and words."""
    if isinstance(error, FileNotFoundError) and error.filename:
        return f"there is no file {str(error.filename)!r}; check the path"
    if isinstance(error, OSError) and error.errno == 28:
        return "the disk is full; free some space and try again, nothing was lost"
    text = " ".join(str(error).split())
    known = any(
        cls.__name__ in ("KnowledgeError", "GeneratorError", "ToolError", "AgentError")
        for cls in type(error).__mro__
    )
    return text if known else f"something unforeseen happened ({type(error).__name__}: {text})"
