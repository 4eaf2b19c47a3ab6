"""The public Python face behind `import keystep`: a question in, a lesson out.

Every function uses one shared, lazily built App; the first call loads the search model (about two
seconds), later ones answer in milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from agent.compose import compose
from agent.errors import AgentError, BadInput
from agent.tutor import Tutor as _Tutor
from generators.base import MediaRef

if TYPE_CHECKING:
    from agent.compose import App
    from agent.events import ErrorEvent
    from knowledge.procedure import Media
    from knowledge.search import Hit
    from tools.jobs import JobStatus
    from tools.lesson import Lesson

Until = Literal["text", "images", "clips"]
Note = Callable[[str, float | None], None]  # (what happens, fraction 0..1 or None)
POLL_S = 0.1


class NoSuchSkill(AgentError):
    """Nothing in the library teaches that; the message names what comes nearest."""


class Refused(AgentError):
    """The request is dangerous; the message says why and where help is."""


class NotMade(AgentError):
    """Some pictures or clips could not be made; the rest of the lesson was written."""


@cache
def app() -> App:
    """The App of this process, from KEYSTEP_* variables and keystep.toml."""
    return compose()


def Tutor() -> _Tutor:  # the class's name: `keystep.Tutor()` reads as construction
    """The conversational tutor of this process; `.ask(session_id, text)` yields events."""
    return app().tutor


def search(text: str, k: int = 5) -> list[Hit]:
    """At most `k` procedures that teach `text`, best first; empty when none does."""
    return list(app().searcher.search(text, k=k).hits)


def plan(ask: str, photo: Path | str | None = None, backend: str = "auto", seed: int = 0) -> str:
    """Ask the tutor once; returns the id of the session that holds the plan.

    Raises Refused, NoSuchSkill, BadInput or AgentError with the tutor's own sentence.
    """
    session = app().sessions.new(backend=backend, seed=seed)
    picture = Path(photo) if photo else None
    said = ""
    for event in app().tutor.ask(session.id, ask, photo=picture):
        match event.type:
            case "plan":
                return session.id
            case "refusal":
                raise Refused(" ".join((event.text, *event.help_lines)))
            case "error":
                raise _trouble(event)
            case "text" | "question":
                said = event.text
    raise NoSuchSkill(said or f"Keystep knows no procedure for {ask!r}")


def lesson(
    ask: str,
    out: Path | str,
    photo: Path | str | None = None,
    until: Until = "clips",
    seed: int = 0,
    backend: str = "auto",
    note: Note | None = None,
) -> Lesson:
    """Plan `ask`, make its media and write walkthrough.json, lesson.html and media/ into `out`.

    Raises Refused, NoSuchSkill, NotMade (after writing what there is) or AgentError.
    """
    from tools.lesson_folder import write_lesson

    session_id = plan(ask, photo, backend, seed)
    failed: list[JobStatus] = []
    if until != "text":
        failed = make_media(session_id, until, note)
    walkthrough = app().sessions.get(session_id).walkthrough
    assert walkthrough is not None  # `plan` returned
    written = write_lesson(walkthrough, app().store, Path(out))
    if failed:
        raise NotMade(f"{len(failed)} of the media could not be made: {failed[0].error}")
    return written


def make_media(
    session_id: str, until: Literal["images", "clips"], note: Note | None = None
) -> list[JobStatus]:
    """Confirm the plan and wait for its jobs; returns those that did not succeed.

    Raises BadInput or AgentError when they cannot even be asked for.
    """
    import time

    queue = app().queue
    jobs: list[str] = []
    for event in app().tutor.confirm(session_id, until=until):
        if event.type == "error":
            raise _trouble(event)
        if event.type == "jobs":
            jobs += event.job_ids
            if note:
                note(f"{event.medium}s by {event.backend}: {event.reason}", None)
    while True:
        states = queue.status_many(jobs)
        done = [state for state in states if state.finished]
        if note:
            note(f"{len(done)} of {len(jobs)} pictures and clips", len(done) / max(len(jobs), 1))
        if len(done) == len(states):
            return [state for state in states if state.state != "succeeded"]
        time.sleep(POLL_S)


def transfer(
    demo: Path | str,
    context: Path | str,
    out: Path | str,
    backend: str = "auto",
    *,
    part: tuple[float, float] | None = None,
    frames: int = 32,
    steps: int | None = None,
    native: bool = False,
    seed: int = 0,
    note: Note | None = None,
) -> Media:
    """The action of video `demo` carried out in picture `context`, written to `out` (MP4).

    `part` are the seconds of the video that show it; None lets the backend find them. `frames`,
    `steps` and `native`: see `generators.base.TransferRequest`.
    Raises GeneratorError when a file cannot be read or the backend cannot run here.
    """
    from generators import registry
    from generators.base import TransferRequest

    name, _reason = registry.choose("transfer", backend)
    request = TransferRequest(
        demonstration=_upload(demo),
        part=part,
        context_image=_upload(context),
        frames=frames,
        steps=steps,
        native=native,
        seed=seed,
    )
    made = registry.get(name).generate(request, note or (lambda stage, fraction: None))
    from generators.base import spec_digest

    media = app().store.put(spec_digest(name, request), made, request, name)
    _copy(app().store.path(media), Path(out))
    return media


def export(id: str, format: str = "html") -> bytes:
    """A lesson (by session or walkthrough id) or a procedure (by its id) in `format`."""
    from tools.export import export_procedure, export_walkthrough

    walkthrough = app().sessions.find_walkthrough(id)
    if walkthrough is not None:
        return export_walkthrough(walkthrough, app().store, format)
    return export_procedure(app().library.get(id), format, app().store)


def _trouble(event: ErrorEvent) -> AgentError:
    kind = BadInput if event.theirs else AgentError
    return kind(f"{event.text} {event.fix}".strip())


def _upload(path: Path | str) -> MediaRef:
    return app().store.add_upload(Path(path).read_bytes(), Path(path).name)


def _copy(source: Path, target: Path) -> None:
    import shutil

    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
