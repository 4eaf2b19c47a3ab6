"""What runs here, what does not, and why: one report for `keystep doctor` and the Health page."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from agent.compose import App

LOW_DISK = 2 * 2**30  # bytes; a lesson with clips takes about 10 MB
PACKAGES = ("keystep", "langchain", "chromadb", "streamlit", "torch", "dbos", "av")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(_Frozen):
    """`words`: what was found. `fix`: what to do when it is not well."""

    name: str
    ok: bool
    words: str
    fix: str = ""


class Report(_Frozen):
    checks: tuple[Check, ...]

    @property
    def healthy(self) -> bool:
        return all(check.ok for check in self.checks)


def examine(app: App) -> Report:
    """Run every check; one that fails says so and does not stop the others."""
    probes: dict[str, Callable[[App], Iterator[Check]]] = {
        "library": _library,
        "search index": _index,
        "worker": _worker,
        "brain": _brain,
        "backends": _backends,
        "device": _device,
        "memory": _memory,
        "disk": _disk,
        "versions": _versions,
    }
    checks: list[Check] = []
    for name, probe in probes.items():
        try:
            checks += probe(app)
        except Exception as error:
            words = " ".join(str(error).split()) or type(error).__name__
            checks.append(Check(name=name, ok=False, words=words, fix=f"see {app.settings.home}"))
    return Report(checks=tuple(checks))


def _library(app: App) -> Iterator[Check]:
    count = len(app.library.list())
    yield Check(
        name="library",
        ok=count > 0,
        words=f"{count} published procedures in {_shown(app.settings.database)}",
        fix="run `keystep add FILE` or `make run`, which loads the built-in ones",
    )


def _index(app: App) -> Iterator[Check]:
    """A canary query first, so that a lost index is rebuilt before it is reported."""
    app.searcher.search("health")
    app.index.sync(app.library)  # starts the server and rebuilds what is lost or stale
    report = app.index.report()
    texts = {"procedures": "procedure texts", "steps": "steps", "elsewhere": "skills elsewhere"}
    counted = report["entries"].items()
    entries = ", ".join(f"{count} {texts.get(kind, kind)}" for kind, count in counted)
    where = report["url"] or "nowhere"
    yield Check(
        name="search index",
        ok=bool(report["ready"]),
        words=f"Chroma at {where}: {entries or 'empty'}; rebuilt {report['rebuilt']} times",
        fix="it is rebuilt by itself at the next search; if not, stop `chroma` and try again",
    )


def _worker(app: App) -> Iterator[Check]:
    workers = app.queue.workers()
    open_jobs = app.queue.open_count()
    words = f"{len(workers)} running, {open_jobs} jobs waiting or under way"
    yield Check(
        name="worker",
        ok=bool(workers) or not open_jobs,
        words=words if workers else f"none is running; one starts with the first job ({words})",
        fix="start one with `keystep worker`",
    )


def _brain(app: App) -> Iterator[Check]:
    settings = app.settings
    server = settings.llm_base_url or "OpenAI"
    words = f"{settings.llm_model} at {server}" if settings.online else "offline (no key needed)"
    yield Check(name="brain", ok=True, words=words)


def _backends(app: App) -> Iterator[Check]:
    """A missing backend is not an illness: another one serves; no backend for a mode is one."""
    from generators import registry

    rows = registry.describe()
    for row in rows:
        modes = ", ".join(row["modes"])
        limits = f", but {row['limits']}" if row["limits"] else ""
        state = f"available: {row['summary']}{limits}"
        if not row["available"]:
            state = f"not available: {row['reason']}"
        served = all(
            any(other["available"] and mode in other["modes"] for other in rows)
            for mode in row["modes"]
        )
        yield Check(name=row["name"], ok=served, words=f"{modes}: {state}", fix=row["needs"])
    yield _choice(app)


def _choice(app: App) -> Check:
    """Who makes the pictures unless a learner or `--backend` says otherwise, and why."""
    from generators import registry
    from generators.errors import GeneratorError

    wanted = app.settings.backend
    fix = "choose another backend: KEYSTEP_BACKEND, --backend or the select beside Make pictures"
    try:
        name, reason = registry.choose("key_step", wanted)
    except GeneratorError as error:
        return Check(name="maker of pictures", ok=False, words=str(error), fix=fix)
    return Check(name="maker of pictures", ok=True, words=f"{name} ({wanted}): {reason}")


def _device(app: App) -> Iterator[Check]:
    from generators.device import describe_device

    yield Check(name="device", ok=True, words=describe_device())


def _memory(app: App) -> Iterator[Check]:
    import psutil

    memory = psutil.virtual_memory()
    yield Check(
        name="memory",
        ok=memory.available > 2**30,
        words=f"{memory.available / 2**30:.1f} of {memory.total / 2**30:.1f} GiB free",
        fix="close other programs: a lesson needs about 3 GiB",
    )


def _disk(app: App) -> Iterator[Check]:
    app.settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(app.settings.home).free
    yield Check(
        name="disk",
        ok=free > LOW_DISK,
        words=f"{free / 2**30:.1f} GiB free for {app.settings.home}",
        fix="free some space or set KEYSTEP_HOME to another disk",
    )


def _versions(app: App) -> Iterator[Check]:
    found = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    words = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {found}"
    yield Check(name="versions", ok=True, words=words)


def _shown(url: str) -> str:
    """A database address without its password."""
    import sqlalchemy as sa

    return sa.make_url(url).render_as_string(hide_password=True)
