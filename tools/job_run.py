"""What a worker process does: its life, and what happens to one job. Imports no DBOS.

A job may be run again from the start at any instant: every change names the round it belongs to,
and the store keeps what is complete. `jobs.py` gives the engine that starts it.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from generators.base import (
    ClipRequest,
    Generator,
    KeyStepRequest,
    MediaRef,
    Request,
    TransferRequest,
)
from generators.errors import Cancelled, GeneratorError
from tools import job_workers
from tools.artefacts import ArtefactStore
from tools.errors import ToolError
from tools.job_table import OPEN, JobTable, jobs

AnyRequest = KeyStepRequest | ClipRequest | TransferRequest
BEAT_SECONDS = 1.0
PROGRESS_SECONDS = 0.2  # progress is written at most this often
MAX_ATTEMPTS = 10  # a job that ends its worker that often is given up
_REQUEST: TypeAdapter[AnyRequest] = TypeAdapter(Request)
log = logging.getLogger("keystep.jobs")


def make(table: JobTable, store: ArtefactStore, executor: str, job_id: str, job_round: int) -> str:
    """Returns the state the job ended in."""
    while True:
        started = table.update(
            job_id,
            job_round,
            jobs.c.state.in_(OPEN),
            state="running",
            executor=executor,
            started_at=time.time(),
            attempts=jobs.c.attempts + 1,
            stage="starting",
            fraction=0.0,
        )
        if not started:
            return "superseded"
        state, error = _attempt(table, store, job_id, job_round)
        if _end(table, job_id, job_round, state, error):
            return state


def _end(table: JobTable, job_id: str, job_round: int, state: str, error: str) -> bool:
    """False when it was stopped for a learner who wants it again meanwhile."""
    still = jobs.c.cancel_requested if state == "cancelled" else None
    fraction: Any = 1.0 if state == "succeeded" else jobs.c.fraction
    ended = {"finished_at": time.time(), "stage": "", "fraction": fraction}
    return (
        table.update(job_id, job_round, still, state=state, error=error, **ended) or still is None
    )


def _attempt(table: JobTable, store: ArtefactStore, job_id: str, job_round: int) -> tuple[str, str]:
    """(state, error). Whatever a backend throws becomes one sentence; the log has the rest."""
    from generators import registry

    row = table.find([job_id])[0]
    if store.get(job_id) is not None:
        return "succeeded", ""
    if row.attempts > MAX_ATTEMPTS:
        return "failed", (
            f"The worker ended {MAX_ATTEMPTS} times while making this with {row.backend!r}: "
            "it may need more memory than there is; try another backend."
        )
    try:
        request = _with_present_files(_REQUEST.validate_json(row.request), store)
        backend: Generator = registry.get(row.backend)
        artefact = backend.generate(request, Progress(table, job_id, job_round))
        store.put(job_id, artefact, request, row.backend)
    except Cancelled:
        return "cancelled", ""
    except (GeneratorError, ToolError) as error:
        return "failed", str(error)
    except OSError as error:
        log.exception("job %s", job_id)
        return "failed", _about_files(error)
    except MemoryError:
        return "failed", f"There is not enough memory to make this with {row.backend!r}."
    except Exception as error:
        log.exception("job %s", job_id)
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return "failed", f"The backend {row.backend!r} failed unexpectedly ({what}): try again."
    return "succeeded", ""


def _about_files(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "There is no room left on the disk: free some space and try again."
    return f"A file could not be read or written ({error}): try again."


class Progress:
    """Written at most five times a second; the same look tells whether to stop."""

    def __init__(self, table: JobTable, job_id: str, job_round: int) -> None:
        self.table, self.job_id, self.round = table, job_id, job_round
        self.written_at = 0.0

    def __call__(self, stage: str, fraction: float) -> None:
        if time.monotonic() - self.written_at < PROGRESS_SECONDS:
            return
        self.written_at = time.monotonic()
        values = {"stage": stage[:200], "fraction": min(1.0, max(0.0, fraction))}
        wanted = sa.and_(jobs.c.state == "running", jobs.c.cancel_requested.is_(False))
        if not self.table.update(self.job_id, self.round, wanted, **values):
            raise Cancelled("Stopped, because nobody wants it any more.")


def _with_present_files(request: AnyRequest, store: ArtefactStore) -> AnyRequest:
    """A file that moved along with the store is found by its content's hash."""
    changed = {}
    for name in ("context_image", "first_frame", "demonstration"):
        ref: MediaRef | None = getattr(request, name, None)
        if ref is not None and not Path(ref.path).is_file() and (kept := store.upload(ref.sha256)):
            changed[name] = kept
    return request.model_copy(update=changed)


class WorkerProcess:
    """One slot of one home, from its start to its end. `dbos` is the engine that was launched."""

    def __init__(
        self,
        home: Path,
        slot: job_workers.Slot,
        concurrency: int,
        table: JobTable,
        store: ArtefactStore,
    ) -> None:
        self.home, self.slot, self.concurrency = home, slot, concurrency
        self.table, self.store = table, store
        self.executor = job_workers.executor_name(home, slot.number)
        self.stop = threading.Event()
        self.started_at = time.time()
        self.busy_at = time.monotonic()
        self.running = 0
        self._lock = threading.Lock()

    def run(self, launch: Callable[[WorkerProcess], Any], idle_exit_s: float | None) -> None:
        """Until SIGTERM, SIGINT or idleness; then the process ends."""
        signal.signal(signal.SIGTERM, lambda *_: self.stop.set())
        signal.signal(signal.SIGINT, lambda *_: self.stop.set())
        self._beat()
        self._reset_own()
        _quietly(self.store.sweep)
        dbos = launch(self)
        threading.Thread(target=_warm_up, daemon=True).start()
        while not self.stop.wait(BEAT_SECONDS):
            _quietly(self._beat)
            _quietly(lambda: self._care(dbos))
            idle = 0.0 if self.running else time.monotonic() - self.busy_at
            if idle_exit_s is not None and idle > idle_exit_s:
                break
        self._leave(dbos)

    def _beat(self) -> None:
        self.table.beat(
            executor=self.executor,
            host=socket.gethostname(),
            home=str(self.home.resolve()),
            slot=self.slot.number,
            pid=os.getpid(),
            concurrency=self.concurrency,
            started_at=self.started_at,
        )

    def _reset_own(self) -> None:
        """What this slot was making when it died is waiting again."""
        mine = sa.and_(jobs.c.executor == self.executor, jobs.c.state == "running")
        with self.table.transaction() as connection:
            connection.execute(jobs.update().where(mine).values(state="queued", stage=""))

    def _care(self, dbos: Any) -> None:
        """Take over from dead workers, and settle rows whose workflow ended without a word."""
        dead = [row for row in self.table.worker_rows() if not job_workers.is_alive(row)]
        for row in dead:
            if row.executor != self.executor:
                dbos._recover_pending_workflows([row.executor])
                self.table.forget_worker(row.executor)
        if self.running == 0 and (rows := self.table.open_jobs()):
            _settle(dbos, self.table, self.store, rows)

    def _leave(self, dbos: Any) -> None:
        """Nothing is waited for: an unfinished job starts again in the next worker."""
        _quietly(self._reset_own)
        _quietly(self._hand_back)
        _quietly(lambda: self.table.forget_worker(self.executor))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)  # threads that are still drawing cannot be interrupted

    def _hand_back(self) -> None:
        """DBOS's own rows, at once; by itself it would do so when this slot starts again."""
        with self.table.transaction() as connection:
            connection.execute(_REENQUEUE[connection.dialect.name], {"executor": self.executor})

    def make(self, job_id: str, job_round: int) -> str:
        """The workflow: idempotent, so that it may be run again from the start at any time."""
        with self._lock:
            self.running += 1
        try:
            return make(self.table, self.store, self.executor, job_id, job_round)
        finally:
            with self._lock:
                self.running -= 1
                self.busy_at = time.monotonic()


def _settle(dbos: Any, table: JobTable, store: ArtefactStore, rows: Sequence[Any]) -> None:
    """A safety net: DBOS ended a workflow (too many starts, lost database) and the row is open."""
    by_workflow = {workflow_id(row.job_id, row.round): row for row in rows}
    ended = ["ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "SUCCESS"]
    for found in dbos.list_workflows(workflow_ids=list(by_workflow), status=ended):
        row = by_workflow[found.workflow_id]
        state = "succeeded" if store.get(row.job_id) is not None else "failed"
        error = "" if state == "succeeded" else "The job ended without a result: try it again."
        table.update(
            row.job_id,
            row.round,
            jobs.c.state.in_(OPEN),
            state=state,
            error=error,
            finished_at=time.time(),
        )


_HAND_BACK = (
    "UPDATE {table} SET status = 'ENQUEUED', owner_xid = NULL, started_at_epoch_ms = NULL "
    "WHERE status = 'PENDING' AND executor_id = :executor"
)
_REENQUEUE = {
    "sqlite": sa.text(_HAND_BACK.format(table="workflow_status")),
    "postgresql": sa.text(_HAND_BACK.format(table="dbos.workflow_status")),
}


def _quietly(action: Callable[[], object]) -> None:
    """For what is tried again a second later anyway."""
    try:
        action()
    except Exception:
        log.warning("will be tried again", exc_info=True)


def _warm_up() -> None:
    """So that the first picture does not wait for imports."""
    _quietly(_warm_backend)
    _quietly(lambda: __import__("av"))


def _warm_backend() -> None:
    from generators import registry
    from generators.base import WarmsUp

    backend = registry.get(registry.choose("key_step")[0])
    if isinstance(backend, WarmsUp):
        backend.warm_up()


def workflow_id(job_id: str, job_round: int) -> str:
    """Of DBOS. One per round: a retry is a new workflow for the same job."""
    return f"{job_id}-{job_round}"
