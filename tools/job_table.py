"""The rows behind the job queue: what was asked for, by whom, and how far it is.

Plain SQL on the same database as DBOS, so that a job and its place in the queue are written in
one transaction. DBOS decides what runs and survives; these rows say what to show.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from tools.errors import QueueUnavailable

State = Literal["queued", "running", "succeeded", "failed", "cancelled"]
OPEN: tuple[State, ...] = ("queued", "running")

metadata = sa.MetaData()
jobs = sa.Table(
    "keystep_jobs",
    metadata,
    sa.Column("job_id", sa.String(64), primary_key=True),
    sa.Column("backend", sa.String(100), nullable=False),
    sa.Column("request", sa.Text, nullable=False),  # JSON of generators.base.Request
    sa.Column("state", sa.String(12), nullable=False, index=True),
    sa.Column("stage", sa.Text, nullable=False, default=""),
    sa.Column("fraction", sa.Float, nullable=False, default=0.0),
    sa.Column("error", sa.Text, nullable=False, default=""),
    # place in its batch: the first of every batch goes first, so that nobody's sixteen clips
    # stand before somebody else's first picture
    sa.Column("priority", sa.Integer, nullable=False, server_default="1"),
    sa.Column("round", sa.Integer, nullable=False, default=1),  # grows with every retry
    sa.Column("attempts", sa.Integer, nullable=False, default=0),  # starts in this round
    sa.Column("cancel_requested", sa.Boolean, nullable=False, default=False),
    sa.Column("executor", sa.String(200), nullable=False, default=""),
    sa.Column("submitted_at", sa.Float, nullable=False),  # s since the epoch, also in the two below
    sa.Column("started_at", sa.Float),
    sa.Column("finished_at", sa.Float),
)
SERVED = (jobs.c.priority, jobs.c.submitted_at, jobs.c.job_id)  # the order that DBOS keeps too
subscriptions = sa.Table(
    "keystep_subscriptions",
    metadata,
    sa.Column("job_id", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(200), primary_key=True),
    sa.Column("wanted", sa.Boolean, nullable=False),  # False after this owner cancelled
    sa.Column("created_at", sa.Float, nullable=False),
)
workers = sa.Table(
    "keystep_workers",
    metadata,
    sa.Column("executor", sa.String(200), primary_key=True),
    sa.Column("host", sa.String(200), nullable=False),
    sa.Column("home", sa.Text, nullable=False),
    sa.Column("slot", sa.Integer, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("concurrency", sa.Integer, nullable=False),
    sa.Column("started_at", sa.Float, nullable=False),
    sa.Column("seen_at", sa.Float, nullable=False),
)


@dataclass(frozen=True)
class JobStatus:
    """`place`: 1 is next, 0 when it is not waiting. `error` is one plain sentence."""

    job_id: str
    state: State
    place: int = 0
    stage: str = ""
    fraction: float = 0.0
    elapsed_s: float = 0.0
    error: str = ""

    @property
    def finished(self) -> bool:
        return self.state not in OPEN


def status_of(row: Any, place: int, executors: set[str], waiting_for: str) -> JobStatus:
    """A job whose worker died is waiting again, whatever its row says."""
    state, now = row.state, time.time()
    if state == "running" and row.executor not in executors:
        state = "queued"
    since = row.started_at if row.started_at and state != "queued" else row.submitted_at
    until = row.finished_at if state not in OPEN and row.finished_at else now
    return JobStatus(
        job_id=row.job_id,
        state=state,
        place=max(1, place) if state == "queued" else 0,
        stage=waiting_for if state == "queued" else row.stage,
        fraction=row.fraction if state != "queued" else 0.0,
        elapsed_s=max(0.0, until - since),
        error=row.error,
    )


class JobTable:
    """Queries and state changes; thread-safe. Raises QueueUnavailable when the database is away."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)

    def create(self) -> None:
        """Make the tables; harmless when they exist, also when two processes do it at once."""
        for last_try in (False, True):
            try:
                with self.transaction() as connection:
                    metadata.create_all(connection)
                    _add_missing_columns(connection)
                return
            except QueueUnavailable:
                if last_try:
                    raise
                time.sleep(0.2)

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise QueueUnavailable(why(self.url, error)) from error

    def insert_new(self, connection: sa.Connection, table: sa.Table, **values: Any) -> bool:
        """True if the row is new; False if there was one with its key, which stays as it is."""
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
        # row counts of inserts are not reliable in every driver
        return connection.execute(statement.returning(*table.primary_key)).first() is not None

    def row(self, connection: sa.Connection, job_id: str) -> Any:
        """The job's row, locked until the transaction ends; None when there is none."""
        query = sa.select(jobs).where(jobs.c.job_id == job_id).with_for_update()
        return connection.execute(query).one_or_none()

    def subscribe(self, connection: sa.Connection, job_id: str, owner: str) -> None:
        values = {"job_id": job_id, "owner": owner, "created_at": time.time()}
        if not self.insert_new(connection, subscriptions, wanted=True, **values):
            self._set_wanted(connection, job_id, owner, True)

    def unsubscribe(self, connection: sa.Connection, job_id: str, owner: str) -> bool:
        """True when nobody wants the job any more."""
        self._set_wanted(connection, job_id, owner, False)
        query = sa.select(sa.func.count()).where(
            subscriptions.c.job_id == job_id, subscriptions.c.wanted
        )
        return connection.execute(query).scalar_one() == 0

    def is_subscribed(self, connection: sa.Connection, job_id: str, owner: str) -> bool:
        query = sa.select(subscriptions.c.job_id).where(
            subscriptions.c.job_id == job_id, subscriptions.c.owner == owner
        )
        return connection.execute(query).first() is not None

    def _set_wanted(self, connection: sa.Connection, job_id: str, owner: str, wanted: bool) -> None:
        connection.execute(
            subscriptions.update()
            .where(subscriptions.c.job_id == job_id, subscriptions.c.owner == owner)
            .values(wanted=wanted)
        )

    def update(self, job_id: str, job_round: int, where: Any = None, **values: Any) -> bool:
        """Change one job of one round, if `where` holds; True when it did."""
        with self.transaction() as connection:
            condition = sa.and_(jobs.c.job_id == job_id, jobs.c.round == job_round)
            if where is not None:
                condition = sa.and_(condition, where)
            return connection.execute(jobs.update().where(condition).values(**values)).rowcount > 0

    def find(self, job_ids: Sequence[str]) -> list[Any]:
        with self.transaction() as connection:
            return list(connection.execute(sa.select(jobs).where(jobs.c.job_id.in_(job_ids))))

    def of_owner(self, owner: str) -> list[tuple[Any, bool]]:
        """(job row, still wanted by this owner) in the order they were asked for."""
        query = (
            sa.select(jobs, subscriptions.c.wanted)
            .join(subscriptions, subscriptions.c.job_id == jobs.c.job_id)
            .where(subscriptions.c.owner == owner)
            .order_by(subscriptions.c.created_at)
        )
        with self.transaction() as connection:
            return [(row, row.wanted) for row in connection.execute(query)]

    def recent(self, limit: int) -> list[Any]:
        """The jobs asked for last, newest first, whoever asked."""
        query = sa.select(jobs).order_by(jobs.c.submitted_at.desc()).limit(limit)
        with self.transaction() as connection:
            return list(connection.execute(query))

    def owners(self, job_id: str) -> list[str]:
        """Everybody who asked for it, first come first."""
        query = (
            sa.select(subscriptions.c.owner)
            .where(subscriptions.c.job_id == job_id)
            .order_by(subscriptions.c.created_at)
        )
        with self.transaction() as connection:
            return list(connection.execute(query).scalars())

    def open_jobs(self) -> list[Any]:
        """Rows of all queued and running jobs, in the order they will be served."""
        query = sa.select(jobs).where(jobs.c.state.in_(OPEN)).order_by(*SERVED)
        with self.transaction() as connection:
            return list(connection.execute(query))

    def queue_order(self) -> list[str]:
        query = sa.select(jobs.c.job_id).where(jobs.c.state == "queued").order_by(*SERVED)
        with self.transaction() as connection:
            return list(connection.execute(query).scalars())

    def beat(self, **values: Any) -> None:
        """A worker says that it is alive."""
        values["seen_at"] = time.time()
        with self.transaction() as connection:
            if not self.insert_new(connection, workers, **values):
                same = workers.c.executor == values["executor"]
                connection.execute(workers.update().where(same).values(**values))

    def forget_worker(self, executor: str) -> None:
        with self.transaction() as connection:
            connection.execute(workers.delete().where(workers.c.executor == executor))

    def worker_rows(self) -> list[Any]:
        with self.transaction() as connection:
            return list(connection.execute(sa.select(workers).order_by(workers.c.executor)))


def _add_missing_columns(connection: sa.Connection) -> None:
    """So that a queue of an earlier version goes on; new columns need a server default."""
    for table in metadata.sorted_tables:
        known = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                words = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {words}"))


def open_engine(url: str) -> sa.Engine:
    """SQLite takes its write lock at once and waits for it, as DBOS does on the same file."""
    try:
        parsed = sa.make_url(url)
    except SQLAlchemyError as error:
        raise QueueUnavailable(
            f"{url!r} is no database URL: use sqlite:///PATH or postgresql://USER@HOST/NAME."
        ) from error
    if parsed.get_backend_name() == "sqlite":
        engine = sa.create_engine(parsed, connect_args={"timeout": 30})
        sa.event.listen(engine, "connect", _configure_sqlite)
        return engine
    parsed = parsed.set(drivername="postgresql+psycopg")
    return sa.create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 5})


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA journal_mode=WAL")  # readers never wait for the writer
    connection.execute("PRAGMA synchronous=NORMAL")  # safe against kills; no fsync per commit


def why(url: str, error: Exception) -> str:
    """One sentence about a database that does not answer."""
    cause = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()
    reason = (cause or [type(error).__name__])[0][:200]
    if "disk is full" in reason:
        return "The job database cannot be written, the disk is full: free some space."
    shown = sa.make_url(url).render_as_string(hide_password=True)
    if isinstance(error, IntegrityError):
        return f"The job database {shown} refused a row ({reason})."
    return f"The job database {shown} cannot be reached ({reason}): check that it is running."
