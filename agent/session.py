"""A learner's session, kept on the server: plan, progress, scene and what was said.

One row per session in SQLite (or any SQLAlchemy URL), written in one transaction per change, so
that a reload, a second tab or a crash loses nothing. Plans that were replaced stay findable.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from agent.errors import SessionNotFound
from knowledge.walkthrough import Walkthrough

BUSY_S = 10.0  # how long a writer waits for another one

_tables = sa.MetaData()
_sessions = sa.Table(
    "sessions",
    _tables,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
_walkthroughs = sa.Table(
    "walkthroughs",
    _tables,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("session_id", sa.String(64), nullable=False, index=True),
    sa.Column("content", sa.Text, nullable=False),
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Frozen):
    """One thing said. `by` is who; an error or a refusal of ours counts as said by the tutor."""

    by: Literal["learner", "tutor"]
    text: str
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))


class Choice(_Frozen):
    """A skill that the tutor offered."""

    procedure_id: str
    name: str


class Session(_Frozen):
    id: str
    walkthrough: Walkthrough | None = None
    photo_sha256: str = ""
    demonstration_sha256: str = ""
    demonstration_part: tuple[float, float] | None = None  # s of the film; None for all of it
    backend: str = "auto"
    skin_tone: int = Field(default=1, ge=0, le=3)
    seed: int = 0
    offered: tuple[Choice, ...] = ()  # by the question that is still open
    history: tuple[Said, ...] = ()
    timers: dict[str, datetime] = {}  # step id -> when it rings
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))


class SessionStore:
    """`url` as SQLAlchemy reads it, such as sqlite:///PATH. Opened at first use."""

    def __init__(self, url: str) -> None:
        self._url = url

    def new(self, **fields: Any) -> Session:
        """A fresh session, stored. `fields` as in Session."""
        return self.save(Session(id=fields.pop("id", None) or uuid4().hex, **fields))

    def get(self, session_id: str) -> Session:
        """Raises SessionNotFound."""
        with self._engine.connect() as connection:
            return self._read(connection, session_id)

    def save(self, session: Session) -> Session:
        with self._engine.begin() as connection:
            self._write(connection, session)
        return session

    def update(self, session_id: str, change: Callable[[Session], Session]) -> Session:
        """Read, change and write in one transaction: two tabs cannot undo each other."""
        with self._engine.begin() as connection:
            session = change(self._read(connection, session_id))
            self._write(connection, session)
        return session

    def recent(self, limit: int = 20) -> list[Session]:
        """The sessions used last, newest first."""
        query = sa.select(_sessions.c.content).order_by(_sessions.c.updated_at.desc()).limit(limit)
        with self._engine.connect() as connection:
            rows = connection.execute(query).scalars()
            return [Session.model_validate_json(content) for content in rows]

    def find_walkthrough(self, id: str) -> Walkthrough | None:
        """By its own id, or the present one of the session with that id; None when neither is."""
        with self._engine.connect() as connection:
            content = connection.scalar(
                sa.select(_walkthroughs.c.content).where(_walkthroughs.c.id == id)
            )
        if content:
            return Walkthrough.model_validate_json(content)
        try:
            return self.get(id).walkthrough
        except SessionNotFound:
            return None

    @cached_property
    def _engine(self) -> sa.Engine:
        url = sa.make_url(self._url)
        if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(url)
        if url.get_backend_name() == "sqlite":
            _write_ahead(engine)
        _tables.create_all(engine)
        return engine

    @staticmethod
    def _read(connection: sa.Connection, session_id: str) -> Session:
        query = sa.select(_sessions.c.content).where(_sessions.c.id == session_id)
        content = connection.scalar(query)
        if content is None:
            raise SessionNotFound(f"There is no session {session_id!r}; start a new one.")
        return Session.model_validate_json(content)

    @staticmethod
    def _write(connection: sa.Connection, session: Session) -> None:
        row = {"content": session.model_dump_json(), "updated_at": datetime.now(UTC)}
        _upsert(connection, _sessions, session.id, row)
        if (plan := session.walkthrough) is not None:
            row = {"content": plan.model_dump_json(), "session_id": session.id}
            _upsert(connection, _walkthroughs, plan.id, row)


def _upsert(connection: sa.Connection, table: sa.Table, id: str, row: dict[str, Any]) -> None:
    changed = connection.execute(sa.update(table).where(table.c.id == id).values(**row))
    if not changed.rowcount:
        connection.execute(sa.insert(table).values(id=id, **row))


def _write_ahead(engine: sa.Engine) -> None:
    """A transaction takes the lock at its start, so that read-change-write cannot interleave."""

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={round(BUSY_S * 1000)}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
