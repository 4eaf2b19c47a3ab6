"""Worker processes: who is alive, starting one, stopping them.

Each worker of a home holds one numbered slot, a locked file under HOME/workers. The operating
system drops the lock at the instant a process dies, so nobody has to guess from a process id or
a time stamp; time stamps serve only for workers on other machines (PostgreSQL).
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tools.errors import JobError
from tools.job_table import JobTable

MAX_SLOTS = 16
REMOTE_STALE_SECONDS = 30.0  # silence after which a worker on another machine counts as dead
LOG_BYTES = 5 * 2**20
_children: list[subprocess.Popen[bytes]] = []  # kept, so that ended ones can be waited for


@dataclass(frozen=True)
class Worker:
    """A live worker process."""

    executor: str
    host: str
    pid: int
    concurrency: int
    started_at: float


class Slot:
    """A worker's place, locked as long as this process lives."""

    def __init__(self, number: int, file: IO[str]) -> None:
        self.number = number
        self._file = file

    def release(self) -> None:
        self._file.close()


def executor_name(home: Path, slot: int) -> str:
    """Stable over restarts, so that a worker finds the jobs of the one before it."""
    return f"{socket.gethostname()}:{home.resolve()}:{slot}"


def take_slot(home: Path, slots: int = MAX_SLOTS) -> Slot | None:
    """The first free slot below `slots`, or None.

    Tried for half a second: who asks whether a slot is held locks it for an instant.
    """
    for _ in range(10):
        if (slot := _try_slots(home, slots)) is not None:
            return slot
        time.sleep(0.05)
    return None


def _try_slots(home: Path, slots: int) -> Slot | None:
    for number in range(slots):
        file = _slot_file(home, number).open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            continue
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return Slot(number, file)
    return None


def slot_is_held(home: Path, number: int) -> bool:
    path = _slot_file(home, number)
    if not path.exists():
        return False
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def is_alive(row: Any) -> bool:
    """Of a row of `keystep_workers`."""
    if row.host != socket.gethostname():
        return time.time() - row.seen_at < REMOTE_STALE_SECONDS
    return slot_is_held(Path(row.home), row.slot)


def alive(table: JobTable) -> list[Worker]:
    found = []
    for row in table.worker_rows():
        if is_alive(row) and (pid := _pid(row)):
            found.append(Worker(row.executor, row.host, pid, row.concurrency, row.started_at))
    return found


def _pid(row: Any) -> int:
    """Of the process that holds the slot now; the row may still be its predecessor's."""
    local = row.host == socket.gethostname()
    return _holder(Path(row.home), row.slot) if local else row.pid


def start(home: Path, workers: int, options: dict[str, Any]) -> int:
    """Start as many processes as slots below `workers` are free; returns how many.

    They live on when this process ends (see `stop`). Raises JobError if one cannot start.
    """
    _children[:] = [child for child in _children if child.poll() is None]
    free = [number for number in range(workers) if not slot_is_held(home, number)]
    starting = sum(1 for child in _children if getattr(child, "home", None) == home)
    held = workers - len(free)
    wanted = max(0, len(free) - max(0, starting - held))
    for _ in range(wanted):
        _children.append(_spawn(home, {**options, "home": str(home), "slots": workers}))
    return wanted


def stop(home: Path, timeout_s: float = 10.0) -> int:
    """End this home's workers; what they were making goes back into the queue."""
    pids = {number: pid for number in range(MAX_SLOTS) if (pid := _holder(home, number))}
    for pid in {*pids.values(), *_processes(home)}:
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout_s
    while left := {*_processes(home), *(pids[one] for one in pids if slot_is_held(home, one))}:
        if time.monotonic() > deadline:
            for pid in left:
                _signal(pid, signal.SIGKILL)
            break
        time.sleep(0.05)
    _children[:] = [child for child in _children if child.poll() is None]
    return len(pids)


def _spawn(home: Path, options: dict[str, Any]) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parents[1])
    code = (
        f"import sys; sys.path.insert(0, {root!r}); "
        "from tools.jobs import _main; _main(sys.argv[1])"
    )
    # -P: a folder named `tools` where the learner happens to stand must not shadow ours
    command = [sys.executable, "-P", "-c", code, json.dumps(options)]
    try:
        with _log(home) as log:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
    except OSError as error:
        raise JobError(f"A worker cannot be started ({error}): try `keystep worker`.") from error
    child.home = home  # type: ignore[attr-defined]
    return child


def _processes(home: Path) -> Iterator[int]:
    """Process ids of this home's workers, those that have not taken their slot yet included."""
    import psutil

    mark = f'"home": {json.dumps(str(home))}'
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or [""]
        if mark in command[-1] and any("from tools.jobs import _main" in one for one in command):
            yield process.pid


def _log(home: Path) -> IO[bytes]:
    path = home / "workers" / "worker.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    keep = path.exists() and path.stat().st_size < LOG_BYTES
    return path.open("ab" if keep else "wb")


def _slot_file(home: Path, number: int) -> Path:
    folder = home / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"slot-{number}.lock"


def _holder(home: Path, number: int) -> int:
    """The process id in a held slot; 0 when it is free."""
    if not slot_is_held(home, number):
        return 0
    text = _slot_file(home, number).read_text().strip()
    return int(text) if text.isdigit() else 0


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
