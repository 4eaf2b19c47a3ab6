"""The durable queue: one job per request, named by the hash of its spec, done exactly once.

A page or a command line holds a `JobQueue` and never runs anything itself; worker processes
(`run_worker`) do. DBOS keeps the queue in SQLite or PostgreSQL and starts a job again when its
worker dies; the artefact store makes that harmless, since the same spec gives the same bytes
under the same name. The price is one database write per change of state, about 2 ms each.

This is the only module that imports dbos.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from generators.base import spec_digest
from tools import job_run, job_workers
from tools.artefacts import ArtefactStore, default_root
from tools.errors import JobNotFound, NotYourJob, QueueUnavailable
from tools.job_run import AnyRequest, workflow_id
from tools.job_table import OPEN, JobStatus, JobTable, jobs, status_of, why
from tools.job_workers import Worker

__all__ = ["JobQueue", "JobStatus", "Worker", "ensure_worker", "run_worker", "stop_workers"]

QUEUE = "keystep-media"
WORKFLOW = "make_artefact"
VERSION = "keystep-1"  # fixed: a job queued before an upgrade is still taken up after it
POLL_SECONDS = 0.05  # a free worker looks for a job this often; 7 % of a core while idle
NO_WORKER = "no worker is running: start one with `keystep worker`"
STARTING = "a worker is starting"
NICE = 5  # workers have a third of the page's weight where both want the same core
AFTER_PICTURES = 1000  # of priority, where lower goes first; no plan has that many steps


def default_url(home: str | Path) -> str:
    return f"sqlite:///{Path(home).absolute() / 'jobs.sqlite'}"


class JobQueue:
    """The client's side: asks, watches, cancels. Thread-safe; every call is a few milliseconds.

    With `workers` above 0 it starts that many worker processes whenever something waits and
    none is alive. All methods raise QueueUnavailable when the database is away.
    """

    def __init__(
        self,
        home: str | Path,
        url: str | None = None,
        store: ArtefactStore | None = None,
        workers: int = 0,
    ) -> None:
        self.home = Path(home)
        self.url = url or default_url(home)
        self.store = store or ArtefactStore(default_root(home))
        self._wanted_workers = workers
        self._lock = threading.Lock()
        self._started_at = 0.0

    @cached_property
    def _table(self) -> JobTable:
        with self._lock:
            return _open_table(self.home, self.url)

    @cached_property
    def _client(self) -> Any:
        from dbos import DBOSClient

        assert self._table  # made before anything else touches the database
        return DBOSClient(system_database_url=_dbos_url(self.url), retry_connection_errors=False)

    def submit(self, backend: str, request: AnyRequest, owner: str) -> str:
        """Ask for it; the job id is `spec_digest(backend, request)`.

        What is made already succeeds at once; what somebody else asked for is shared; what
        failed or was cancelled is tried again.
        """
        return self.submit_many([(backend, request)], owner)[0]

    def submit_many(self, wanted: Iterable[tuple[str, AnyRequest]], owner: str) -> list[str]:
        """All or none, served in this order; batches take turns, the first of each goes first.

        Pictures go before clips, also before those of other batches: they take a tenth of the time.
        """
        specs = [(spec_digest(backend, request), backend, request) for backend, request in wanted]
        now = time.time()
        client = self._client
        with self._table.transaction() as connection:
            for place, (job_id, backend, request) in enumerate(specs, start=1):
                late = place if request.mode == "key_step" else place + AFTER_PICTURES
                spec = {"backend": backend, "request": request.model_dump_json(), "priority": late}
                self._ask(client, connection, job_id, owner, spec, now)
        self._keep_workers()
        return [job_id for job_id, _, _ in specs]

    def status(self, job_id: str) -> JobStatus:
        """Raises JobNotFound."""
        return self.status_many([job_id])[0]

    def status_many(self, job_ids: Sequence[str]) -> list[JobStatus]:
        """In the order asked for. Raises JobNotFound."""
        found = {row.job_id: row for row in self._table.find(job_ids)}
        for job_id in job_ids:
            if job_id not in found:
                raise JobNotFound(f"There is no job {job_id!r}: it was never asked for.")
        return self._describe([found[job_id] for job_id in job_ids])

    def statuses(self, owner: str) -> list[JobStatus]:
        """All jobs this owner asked for; those cancelled by this owner show as cancelled."""
        rows = self._table.of_owner(owner)
        described = self._describe([row for row, _ in rows])
        return [
            status
            if wanted or status.finished
            else JobStatus(status.job_id, "cancelled", elapsed_s=status.elapsed_s)
            for status, (_, wanted) in zip(described, rows, strict=True)
        ]

    def cancel(self, job_id: str, owner: str) -> None:
        """Stop wanting it; it is stopped when nobody else wants it.

        Raises JobNotFound, or NotYourJob for an owner who did not ask for it.
        """
        with self._table.transaction() as connection:
            row = self._own_row(connection, job_id, owner)
            unwanted = self._table.unsubscribe(connection, job_id, owner)
            if not unwanted or row.state not in OPEN:
                return
            values: dict[str, Any] = {"cancel_requested": True}
            if row.state == "queued":
                values |= {"state": "cancelled", "finished_at": time.time(), "stage": ""}
            connection.execute(jobs.update().where(jobs.c.job_id == job_id).values(**values))
        if row.state == "queued":
            with suppress(Exception):  # should it start all the same, it finds its row cancelled
                self._client.cancel_workflow(workflow_id(job_id, row.round))

    def retry(self, job_id: str, owner: str) -> None:
        """Try a failed or cancelled job again. Raises JobNotFound or NotYourJob."""
        with self._table.transaction() as connection:
            row = self._own_row(connection, job_id, owner)
            spec = {"backend": row.backend, "request": row.request, "priority": 1}
            self._ask(self._client, connection, job_id, owner, spec, time.time())
        self._keep_workers()

    def wait(self, job_ids: Sequence[str], timeout_s: float) -> list[JobStatus]:
        """Until all have ended or the time is up; the statuses as they are then."""
        deadline = time.monotonic() + timeout_s
        while True:
            statuses = self.status_many(job_ids)
            if all(status.finished for status in statuses) or time.monotonic() > deadline:
                return statuses
            time.sleep(0.04)

    def open_count(self) -> int:
        """How many jobs wait or are under way, whoever asked."""
        return len(self._table.open_jobs())

    def recent(self, limit: int = 200) -> list[JobStatus]:
        """The jobs asked for last, newest first, for those who run this machine."""
        return self._describe(self._table.recent(limit))

    def owners(self, job_id: str) -> list[str]:
        """Everybody who asked for it, first come first; empty for an unknown job."""
        return self._table.owners(job_id)

    def workers(self) -> list[Worker]:
        """Those alive now."""
        return job_workers.alive(self._table)

    def _own_row(self, connection: sa.Connection, job_id: str, owner: str) -> Any:
        row = self._table.row(connection, job_id)
        if row is None:
            raise JobNotFound(f"There is no job {job_id!r}: it was never asked for.")
        if not self._table.is_subscribed(connection, job_id, owner):
            raise NotYourJob(
                f"The job {job_id[:12]!r} belongs to somebody else: ask for it yourself first."
            )
        return row

    def _ask(
        self,
        client: Any,
        connection: sa.Connection,
        job_id: str,
        owner: str,
        spec: dict[str, Any],
        at: float,
    ) -> None:
        """Row, subscription and queue entry of one job in the caller's transaction."""
        made = self.store.get(job_id) is not None
        first = {"state": "succeeded", "fraction": 1.0, "finished_at": at} if made else {}
        values = {"job_id": job_id, "submitted_at": at, "state": "queued", **spec, **first}
        is_new = self._table.insert_new(connection, jobs, **values)
        row = self._table.row(connection, job_id)
        self._table.subscribe(connection, job_id, owner)
        if row.state in OPEN and not is_new:
            values = {"cancel_requested": False}
            connection.execute(jobs.update().where(jobs.c.job_id == job_id).values(**values))
        elif is_new and not made:
            _enqueue(client, connection, job_id, row.round, spec["priority"])
        elif not is_new and not (made and row.state == "succeeded"):
            self._ask_again(client, connection, row, spec["priority"], at, made)

    def _ask_again(
        self,
        client: Any,
        connection: sa.Connection,
        row: Any,
        priority: int,
        at: float,
        made: bool,
    ) -> None:
        values = {
            "priority": priority,
            "state": "succeeded" if made else "queued",
            "fraction": 1.0 if made else 0.0,
            "finished_at": at if made else None,
            "round": row.round + 1,
            "submitted_at": at,
            "started_at": None,
            "attempts": 0,
            "cancel_requested": False,
            "stage": "",
            "error": "",
        }
        connection.execute(jobs.update().where(jobs.c.job_id == row.job_id).values(**values))
        if not made:
            _enqueue(client, connection, row.job_id, row.round + 1, priority)

    def _describe(self, rows: Sequence[Any]) -> list[JobStatus]:
        waiting = any(row.state == "queued" for row in rows)
        order = {job_id: at + 1 for at, job_id in enumerate(self._table.queue_order())}
        order = order if waiting else {}
        executors: set[str] = set()
        if any(row.state in OPEN for row in rows):
            executors = {worker.executor for worker in self.workers()}
            if not executors:
                self._keep_workers()
        idle = STARTING if self._wanted_workers else NO_WORKER
        waiting_for = "waiting for its turn" if executors else idle
        return [status_of(row, order.get(row.job_id, 0), executors, waiting_for) for row in rows]

    def _keep_workers(self) -> None:
        """At most once a second: starting takes about that long."""
        with self._lock:
            if not self._wanted_workers or time.monotonic() - self._started_at < 1.0:
                return
            self._started_at = time.monotonic()
        ensure_worker(self.home, self._wanted_workers, self.url, self.store.root)


def ensure_worker(
    home: str | Path,
    workers: int = 1,
    url: str | None = None,
    store_root: str | Path | None = None,
    idle_exit_s: float = 900.0,
) -> int:
    """Start worker processes until `workers` are alive in this home; returns how many it started.

    They are detached from the terminal, end by themselves after `idle_exit_s` without work, or
    by `stop_workers(home)`. Raises JobError if none can be started.
    """
    options = {
        "url": url or default_url(home),
        "store_root": str(store_root or default_root(home)),
        "idle_exit_s": idle_exit_s,
    }
    return job_workers.start(Path(home), workers, options)


def stop_workers(home: str | Path, timeout_s: float = 10.0) -> int:
    """End this home's workers; what they were making goes back into the queue."""
    return job_workers.stop(Path(home), timeout_s)


def run_worker(
    home: str | Path,
    concurrency: int = 1,
    url: str | None = None,
    store_root: str | Path | None = None,
    slots: int = job_workers.MAX_SLOTS,
    idle_exit_s: float | None = None,
) -> bool:
    """Be a worker until SIGTERM or SIGINT; False at once if all `slots` of this home are taken.

    Only in the main thread of a process, once per process.
    """
    slot = job_workers.take_slot(Path(home), slots)
    if slot is None:
        return False
    url = url or default_url(home)
    table, store = _open_table(Path(home), url), ArtefactStore(store_root or default_root(home))
    worker = job_run.WorkerProcess(Path(home), slot, concurrency, table, store)
    worker.run(_launch, idle_exit_s)
    slot.release()
    return True


def _launch(worker: job_run.WorkerProcess) -> Any:
    """Registers the workflow and starts DBOS, which takes up what this slot left undone."""
    from dbos import DBOS

    _silence_dbos()
    dbos = DBOS(
        config={
            "name": "keystep",
            "system_database_url": _dbos_url(worker.table.url),
            "executor_id": worker.executor,
            "application_version": VERSION,
            "console_log_level": "WARNING",
            "use_listen_notify": False,
        }
    )

    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=10 * job_run.MAX_ATTEMPTS)
    def make_artefact(job_id: str, job_round: int) -> str:
        return worker.make(job_id, job_round)

    DBOS.launch()
    DBOS.register_queue(
        QUEUE,
        worker_concurrency=worker.concurrency,
        polling_interval_sec=POLL_SECONDS,
        on_conflict="always_update",
    )
    return dbos


def _enqueue(
    client: Any, connection: sa.Connection, job_id: str, job_round: int, priority: int
) -> None:
    options = {
        "queue_name": QUEUE,
        "workflow_name": WORKFLOW,
        "workflow_id": workflow_id(job_id, job_round),
        "app_version": VERSION,
        "priority": priority,
    }
    client.enqueue_in_transaction(connection, options, job_id, job_round)


def _open_table(home: Path, url: str) -> JobTable:
    """Tables made and DBOS's own migrated, whoever comes first."""
    import filelock

    home.mkdir(parents=True, exist_ok=True)
    table = JobTable(url)
    table.create()
    with filelock.FileLock(home / "jobs.lock"):
        _migrate(url)
    return table


def _migrate(url: str) -> None:
    from dbos import DBOS, DBOSClient

    _silence_dbos()
    try:
        DBOS.migrate(_dbos_url(url))
        client = DBOSClient(system_database_url=_dbos_url(url), retry_connection_errors=False)
        client.register_queue(
            QUEUE,
            worker_concurrency=1,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="never_update",
        )
        client.destroy()
    except Exception as error:
        raise QueueUnavailable(why(url, error)) from error


def _dbos_url(url: str) -> str:
    """DBOS takes plain driver names only."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql")
    return parsed.render_as_string(hide_password=False)


def _silence_dbos() -> None:
    logging.getLogger("dbos").setLevel(logging.WARNING)


def _main(options: str) -> None:
    """Entry point of the processes that `ensure_worker` starts, a little politer than the page."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(process)d %(message)s")
    run_worker(**json.loads(options))
