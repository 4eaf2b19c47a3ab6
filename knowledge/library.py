"""The library: the source of truth for procedures, their versions and their states.

Append-only: a version and a change of state are new rows, nothing is ever overwritten, so any
plan can be traced to the exact words it was cut from. sqlite by default, PostgreSQL by URL; writers
in several processes are safe (a lost race for a version number is tried again).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from knowledge.errors import KnowledgeError, ProcedureNotFound
from knowledge.formats import own
from knowledge.procedure import Procedure, Status

Result = TypeVar("Result")
Procedures = list[Procedure]  # inside Library, `list` is its method
BUSY_S = 15  # how long a writer waits for another process before it gives up
SEEDS = "seeds"  # key of the stamp of those that a library has seen
READER = "1"  # to be raised when the same file comes to be read as something else
_TRIES = 20  # writers that may collide on one procedure at the same instant
_NOT_CONTENT = {"version", "status", "created_at", "updated_at"}

_tables = sa.MetaData()
_versions = sa.Table(
    "procedure_versions",
    _tables,
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("from_seed", sa.Boolean, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),  # JSON; escaped, so it may hold any character
)
_states = sa.Table(
    "procedure_states",
    _tables,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(80), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
)
_about = sa.Table(
    "library",
    _tables,
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(80), nullable=False),
)


class Library:
    """Procedures with versions and states draft / published / retired.

    Learners see, of each id, the newest published version, unless a newer one is retired; a draft
    on top of it changes nothing for them until it is published.
    """

    def __init__(self, url: str | Path = "sqlite:///keystep.db") -> None:
        self._url = _engine_url(str(url))
        self._engine = _engine(self._url)
        self._cached: tuple[int, tuple[Procedure, ...]] = (-1, ())
        self._make_tables()

    def add(self, procedure: Procedure, status: Status | None = None) -> Procedure:
        """Store as the next version; equal content is no new version, only perhaps a new state."""
        return self._add(procedure, status or procedure.status, from_seed=False)

    def get(self, id: str, version: int | None = None) -> Procedure:
        """What learners see (else the latest), or exactly `version`; raises ProcedureNotFound."""
        history = self.history(id)
        if version is None:
            return _seen_by_learners(history) or history[-1]
        for procedure in history:
            if procedure.version == version:
                return procedure
        raise ProcedureNotFound(
            f"{id!r} has no version {version}; it has 1 to {history[-1].version}."
        )

    def latest(self, id: str) -> Procedure:
        """The newest version in any state, as an instructor edits it; raises ProcedureNotFound."""
        return self.history(id)[-1]

    def history(self, id: str) -> Procedures:
        """All versions, oldest first; raises ProcedureNotFound naming the nearest ids."""
        with self._reading() as connection:
            found = _load(connection, id)
            if not found:
                raise ProcedureNotFound(_not_found(id, _ids(connection)))
        return found

    def list(self, status: Status | None = Status.PUBLISHED) -> Procedures:
        """One procedure per id, by id: what learners see; with None the latest in any state."""
        if status is Status.PUBLISHED:
            return [*self._published()]
        latest = [history[-1] for history in self._all_histories()]
        return [one for one in latest if status is None or one.status is status]

    def set_status(self, id: str, status: Status) -> Procedure:
        """Give the latest version a new state; raises ProcedureNotFound."""
        latest = self.latest(id)
        with self._writing() as connection:
            _append_state(connection, id, latest.version, status)
        return self.history(id)[-1]

    def revision(self) -> str:
        """16 hex digits that change whenever what learners see changes."""
        seen = [(one.id, one.version, content_digest(one)) for one in self._published()]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]

    def change(self) -> int:
        """A number that grows with every change of any kind; reading it costs under 1 ms."""
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.func.max(_states.c.sequence))) or 0

    def key(self) -> str:
        """The identity of this library, drawn when it was made."""
        return self._noted("id")

    def load_seeds(self) -> int:
        """Store new and newer seeds, never over an instructor's edit; how many were stored.

        A library that has seen exactly these files parses none of them (1.4 s of CPU for 66).
        """
        stamp = _seed_stamp()
        if self._noted(SEEDS) == stamp:
            return 0
        stored = sum(self._load_seed(seed) for seed in seed_procedures())
        self._retrying(lambda: self._note(SEEDS, stamp))
        return stored

    def close(self) -> None:
        self._engine.dispose()

    def _load_seed(self, seed: Procedure) -> bool:
        with self._reading() as connection:
            rows = _rows(connection, seed.id)
            if rows and (not rows[-1].from_seed or rows[-1].digest == content_digest(seed)):
                return False
            known = _load(connection, seed.id)
        status = known[-1].status if known else seed.status  # what was retired stays retired
        self._add(seed, status, from_seed=True)
        return True

    def _add(self, procedure: Procedure, status: Status, from_seed: bool) -> Procedure:
        return self._retrying(lambda: self._try_to_add(procedure, status, from_seed))

    def _try_to_add(self, procedure: Procedure, status: Status, from_seed: bool) -> Procedure:
        digest = content_digest(procedure)
        with self._writing() as connection:
            known = _load(connection, procedure.id)
            rows = _rows(connection, procedure.id)
            if rows and rows[-1].digest == digest:
                if known[-1].status is not status:
                    _append_state(connection, procedure.id, known[-1].version, status)
                return _load(connection, procedure.id)[-1]
            new = _next_version(procedure, known, status)
            connection.execute(
                sa.insert(_versions).values(
                    id=new.id,
                    version=new.version,
                    digest=digest,
                    from_seed=from_seed,
                    payload=json.dumps(new.model_dump(mode="json")),
                )
            )
            _append_state(connection, new.id, new.version, status)
        return new

    def _noted(self, key: str) -> str:
        with self._reading() as connection:
            return connection.scalar(sa.select(_about.c.value).where(_about.c.key == key)) or ""

    def _note(self, key: str, value: str) -> None:
        with self._writing() as connection:
            connection.execute(sa.delete(_about).where(_about.c.key == key))
            connection.execute(sa.insert(_about).values(key=key, value=value))

    def _published(self) -> tuple[Procedure, ...]:
        change = self.change()
        if self._cached[0] != change:
            seen = (_seen_by_learners(history) for history in self._all_histories())
            self._cached = (change, tuple(one for one in seen if one is not None))
        return self._cached[1]

    def _all_histories(self) -> Iterable[Procedures]:
        with self._reading() as connection:
            histories: dict[str, list[Procedure]] = {}
            for procedure in _load(connection):
                histories.setdefault(procedure.id, []).append(procedure)
        return histories.values()

    def _make_tables(self) -> None:
        def make() -> None:
            with self._writing() as connection:
                _tables.create_all(connection)
                if connection.scalar(sa.select(sa.func.count()).select_from(_about)) == 0:
                    connection.execute(sa.insert(_about).values(key="id", value=uuid.uuid4().hex))

        self._retrying(make)

    def _retrying(self, write: Callable[[], Result]) -> Result:
        """Another process took the same version number (or made the tables): look again."""
        for left in reversed(range(_TRIES)):
            try:
                return write()
            except (IntegrityError, _TablesRaced) as error:
                if not left:
                    raise KnowledgeError(
                        f"the library was changed {_TRIES} times while writing to it; try again."
                    ) from error
        raise AssertionError("unreachable")

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with (
            _plainly(self._url),
            self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with _plainly(self._url), self._engine.begin() as connection:
            yield connection


class _TablesRaced(Exception):
    """Two processes made the tables at the same instant."""


def seed_procedures() -> list[Procedure]:
    """The built-in procedures, by id; raises BadProcedure naming file, field, value and fix."""
    return list(_seeds())


@lru_cache(maxsize=1)
def _seeds() -> tuple[Procedure, ...]:
    return tuple(
        procedure
        for name, content in _seed_files()
        for procedure in own.read(content.decode("utf-8"), name)
    )


def _seed_files() -> list[tuple[str, bytes]]:
    """(name, content), by name."""
    folder = files("knowledge").joinpath("seeds")
    found = (one for one in folder.iterdir() if one.name.endswith(".yaml"))
    return sorted((one.name, one.read_bytes()) for one in found)


def _seed_stamp() -> str:
    """sha256 over how they are read and over all files."""
    stamp = hashlib.sha256(READER.encode())
    for name, content in _seed_files():
        stamp.update(name.encode() + hashlib.sha256(content).digest())
    return stamp.hexdigest()


def content_digest(procedure: Procedure) -> str:
    """sha256 of what a procedure says: without version, state and times of storage."""
    content = procedure.model_dump(mode="json", exclude=_NOT_CONTENT)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _seen_by_learners(history: list[Procedure]) -> Procedure | None:
    for procedure in reversed(history):
        if procedure.status is not Status.DRAFT:
            return procedure if procedure.status is Status.PUBLISHED else None
    return None


def _next_version(procedure: Procedure, known: list[Procedure], status: Status) -> Procedure:
    now = datetime.now(UTC)
    return procedure.model_copy(
        update={
            "version": known[-1].version + 1 if known else 1,
            "status": status,
            "created_at": known[0].created_at if known else now,
            "updated_at": now,
        }
    )


def _rows(connection: sa.Connection, id: str) -> list[sa.Row[Any]]:
    query = sa.select(_versions).where(_versions.c.id == id).order_by(_versions.c.version)
    return list(connection.execute(query))


def _load(connection: sa.Connection, id: str | None = None) -> list[Procedure]:
    """Versions with the state that was last given to each, by id and version."""
    rows = sa.select(_versions.c.payload).order_by(_versions.c.id, _versions.c.version)
    states = sa.select(_states).order_by(_states.c.sequence)
    if id is not None:
        rows, states = rows.where(_versions.c.id == id), states.where(_states.c.id == id)
    last = {(row.id, row.version): row.status for row in connection.execute(states)}
    found = [Procedure.model_validate_json(row.payload) for row in connection.execute(rows)]
    return [
        one.model_copy(update={"status": Status(last.get((one.id, one.version), one.status))})
        for one in found
    ]


def _ids(connection: sa.Connection) -> list[str]:
    return list(connection.scalars(sa.select(_versions.c.id).distinct().order_by(_versions.c.id)))


def _append_state(connection: sa.Connection, id: str, version: int, status: Status) -> None:
    connection.execute(sa.insert(_states).values(id=id, version=version, status=str(status)))


def _not_found(id: str, known: list[str]) -> str:
    near = get_close_matches(id, known, n=3, cutoff=0.4)
    if near:
        return f"there is no procedure {id[:80]!r}; the nearest are {', '.join(near)}."
    return f"there is no procedure {id[:80]!r}; the library holds {len(known)} others."


def _engine_url(url: str) -> sa.URL:
    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        parsed = sa.make_url(url)
    except (SQLAlchemyError, ValueError):
        raise KnowledgeError(
            f"the database URL {url[:80]!r} cannot be read; write sqlite:///FILE or postgresql://..."
        ) from None
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(url, pool_pre_ping=True)
    if url.get_backend_name() != "sqlite":
        raise KnowledgeError(
            f"the database {url.get_backend_name()!r} is not supported; use sqlite or postgresql."
        )
    if url.database and url.database != ":memory:":
        with _plainly(url):
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_S})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """WAL lets readers and a writer work at once; FULL sync would double the cost of a write."""
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    """A writer takes its lock at once: upgrading a read lock later would fail without waiting."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _plainly(url: sa.URL) -> Iterator[None]:
    """The database's troubles as one plain sentence; a lost race stays what it is."""
    shown = url.database or url.render_as_string(hide_password=True)
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no reason"
        if "already exists" in str(error.orig) or "UniqueViolation" in type(error.orig).__name__:
            raise _TablesRaced from error
        raise KnowledgeError(
            f"the library {shown} cannot be used ({reason}); check that it exists, is writable, "
            "and that the disk has room."
        ) from error
    except OSError as error:
        raise KnowledgeError(
            f"the library {shown} cannot be used ({error.strerror}); choose another place."
        ) from error
