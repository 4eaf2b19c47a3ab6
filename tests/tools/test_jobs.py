"""The queue with real worker processes, real kills and a real database."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from generators.base import spec_digest
from tests.tools import fake_backend
from tests.tools.fake_backend import request
from tools import job_table, job_workers
from tools.errors import JobNotFound, NotYourJob, QueueUnavailable
from tools.jobs import JobQueue, ensure_worker, stop_workers

POSTGRES = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home whose workers know the fake backend, and end with the test."""
    monkeypatch.setenv("PYTHONPATH", fake_backend.install(tmp_path / "plugin"))
    yield tmp_path / "home"
    stop_workers(tmp_path / "home")


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.03)


def test_a_job_is_queued_run_and_stored_under_the_hash_of_its_spec(home: Path) -> None:
    queue = JobQueue(home, workers=1)
    spec = request(seed=7, ticks=3)
    job_id = queue.submit("fake", spec, "ada")
    assert job_id == spec_digest("fake", spec)
    assert queue.status(job_id).state == "queued"
    (status,) = queue.wait([job_id], 30)
    assert (status.state, status.fraction, status.error) == ("succeeded", 1.0, "")
    media = queue.store.get(job_id)
    assert media is not None
    assert media.seed == 7
    companion = queue.store.companion(media, "txt")
    assert companion is not None
    assert companion.read_bytes() == b"companion"


def test_without_a_worker_the_state_says_how_to_start_one(home: Path) -> None:
    queue = JobQueue(home)
    ids = queue.submit_many([("fake", request(seed)) for seed in range(3)], "ada")
    statuses = queue.status_many(ids)
    assert [status.place for status in statuses] == [1, 2, 3]
    assert "keystep worker" in statuses[0].stage
    assert queue.workers() == []


def test_what_is_made_already_succeeds_at_once_without_a_worker(home: Path) -> None:
    spec = request(seed=1)
    queue = JobQueue(home)
    job_id = spec_digest("fake", spec)
    made = fake_backend.Fake().generate(spec, lambda stage, fraction: None)
    queue.store.put(job_id, made, spec, "fake")
    assert queue.submit("fake", spec, "ada") == job_id
    assert queue.status(job_id).state == "succeeded"


def test_a_result_that_was_deleted_is_made_again(home: Path) -> None:
    queue = JobQueue(home, workers=1)
    job_id = queue.submit("fake", request(1), "ada")
    queue.wait([job_id], 30)
    shutil.rmtree(queue.store.root / "made")
    queue.submit("fake", request(1), "ada")
    assert queue.wait([job_id], 30)[0].state == "succeeded"
    assert queue.store.get(job_id) is not None


def test_failures_become_one_sentence_and_can_be_tried_again(home: Path) -> None:
    queue = JobQueue(home, workers=1)
    refused = queue.submit("fake", request(ticks="fail"), "ada")
    crashed = queue.submit("fake", request(ticks="crash"), "ada")
    unknown = queue.submit("no-such", request(), "ada")
    full = queue.submit("fake", request(ticks="full"), "ada")
    statuses = queue.wait([refused, crashed, unknown, full], 30)
    assert {status.state for status in statuses} == {"failed"}
    assert statuses[0].error == "The photo 'x.jpg' is empty: choose another one."
    assert "ZeroDivisionError: a mistake in the backend" in statuses[1].error
    assert "choose from" in statuses[2].error
    assert "no room left on the disk" in statuses[3].error
    assert all("\n" not in status.error for status in statuses)
    queue.retry(refused, "ada")
    assert queue.status(refused).error == ""
    assert queue.wait([refused], 30)[0].state == "failed"


def test_only_those_who_asked_can_cancel_and_others_keep_the_job(home: Path) -> None:
    queue = JobQueue(home)
    job_id = queue.submit("fake", request(), "ada")
    with pytest.raises(NotYourJob, match="somebody else"):
        queue.cancel(job_id, "bob")
    with pytest.raises(NotYourJob):
        queue.retry(job_id, "bob")
    assert queue.submit("fake", request(), "bob") == job_id
    queue.cancel(job_id, "ada")
    assert queue.status(job_id).state == "queued"  # bob still wants it
    assert [status.state for status in queue.statuses("ada")] == ["cancelled"]
    assert [status.state for status in queue.statuses("bob")] == ["queued"]
    queue.cancel(job_id, "bob")
    assert queue.status(job_id).state == "cancelled"


def test_a_running_job_stops_when_cancelled_and_runs_again_on_retry(home: Path) -> None:
    queue = JobQueue(home, workers=1)
    job_id = queue.submit("fake", request(ticks=400), "ada")
    until(lambda: queue.status(job_id).fraction > 0)
    assert queue.status(job_id).stage == "drawing"
    queue.cancel(job_id, "ada")
    (status,) = queue.wait([job_id], 5)
    assert status.state == "cancelled"
    assert queue.store.get(job_id) is None
    queue.retry(job_id, "ada")
    assert queue.wait([job_id], 30)[0].state == "succeeded"


def test_a_job_wanted_again_before_it_stops_is_made(home: Path) -> None:
    queue = JobQueue(home, workers=1)
    job_id = queue.submit("fake", request(ticks=60), "ada")
    until(lambda: queue.status(job_id).state == "running")
    queue.cancel(job_id, "ada")
    queue.submit("fake", request(ticks=60), "bob")
    assert queue.wait([job_id], 30)[0].state == "succeeded"


def test_the_operator_sees_the_jobs_of_all(home: Path) -> None:
    queue = JobQueue(home)
    first = queue.submit("fake", request(1), "ada")
    second = queue.submit("fake", request(2), "bob")
    queue.submit("fake", request(2), "ada")
    assert [status.job_id for status in queue.recent()] == [second, first]
    assert len(queue.recent(limit=1)) == 1
    assert queue.open_count() == 2
    assert queue.owners(second) == ["bob", "ada"]


def test_batches_take_turns(home: Path) -> None:
    """Nobody's long batch stands before somebody else's first picture."""
    queue = JobQueue(home)
    long = queue.submit_many([("fake", request(seed)) for seed in range(5)], "ada")
    (urgent,) = queue.submit_many([("fake", request(99))], "bob")
    assert queue.status(urgent).place == 2
    assert [status.place for status in queue.status_many(long)] == [1, 3, 4, 5, 6]
    ensure_worker(home, 1)
    queue.wait([*long, urgent], 30)
    ended = {row.job_id: row.finished_at for row in queue._table.find([*long, urgent])}
    assert sorted(ended, key=lambda job_id: ended[job_id]) == [long[0], urgent, *long[1:]]


def test_a_queue_of_an_earlier_version_goes_on(home: Path) -> None:
    job_id = JobQueue(home).submit("fake", request(), "ada")
    with sqlite3.connect(home / "jobs.sqlite") as database:
        database.execute("ALTER TABLE keystep_jobs DROP COLUMN priority")
    queue = JobQueue(home)
    assert queue.status(job_id).place == 1
    assert queue.status(queue.submit("fake", request(2), "ada")).place == 2


def test_unknown_jobs_are_named(home: Path) -> None:
    queue = JobQueue(home)
    with pytest.raises(JobNotFound, match="nosuchjob"):
        queue.status("nosuchjob")
    with pytest.raises(JobNotFound):
        queue.cancel("nosuchjob", "ada")


@pytest.mark.parametrize("workers", [1, 2])
def test_sixty_jobs_survive_eight_kills(home: Path, workers: int) -> None:
    """0 lost, 0 duplicated artefacts, 0 stuck."""
    chance = random.Random(workers)
    queue = JobQueue(home, workers=workers)
    specs = [("fake", request(seed, chance.randint(1, 12))) for seed in range(60)]
    ids = queue.submit_many(specs, "ada")
    kills = 0
    while kills < 8:
        time.sleep(chance.uniform(0.05, 0.8))
        queue.status_many(ids)  # a page that polls; this also restarts workers
        for worker in queue.workers()[:1]:
            os.kill(worker.pid, signal.SIGKILL)
            kills += 1
    statuses = queue.wait(ids, 120)
    assert [status.state for status in statuses] == ["succeeded"] * 60
    assert sorted(media.id for media in queue.store.list()) == sorted(ids)
    assert len(list((queue.store.root / "made").glob("*/*/record.json"))) == 60


def test_another_worker_takes_over_from_a_dead_one(home: Path) -> None:
    ensure_worker(home, 2)
    queue = JobQueue(home)
    until(lambda: len(queue.workers()) == 2)
    job_id = queue.submit("fake", request(ticks=150), "ada")
    until(lambda: queue.status(job_id).state == "running")
    with queue._table.transaction() as connection:
        executor = queue._table.row(connection, job_id).executor
    (busy,) = [worker for worker in queue.workers() if worker.executor == executor]
    os.kill(busy.pid, signal.SIGKILL)
    until(lambda: len(queue.workers()) == 1)
    assert queue.wait([job_id], 30)[0].state == "succeeded"


def test_only_the_wanted_number_of_workers_runs(home: Path) -> None:
    for _ in range(3):
        ensure_worker(home, 2)
    queue = JobQueue(home)
    until(lambda: len(queue.workers()) == 2)
    assert ensure_worker(home, 2) == 0
    pids = {worker.pid for worker in queue.workers()}
    assert len(pids) == 2
    assert stop_workers(home) == 2
    assert queue.workers() == []


def test_a_stopped_worker_hands_its_job_back(home: Path) -> None:
    ensure_worker(home, 1)
    queue = JobQueue(home)
    job_id = queue.submit("fake", request(ticks=100), "ada")
    until(lambda: queue.status(job_id).state == "running")
    stop_workers(home)
    assert queue.status(job_id).state == "queued"
    ensure_worker(home, 1)
    assert queue.wait([job_id], 30)[0].state == "succeeded"


def test_an_idle_worker_ends_by_itself(home: Path) -> None:
    ensure_worker(home, 1, idle_exit_s=0.5)
    queue = JobQueue(home)
    until(lambda: len(queue.workers()) == 1)
    until(lambda: not queue.workers())


def test_many_threads_share_one_queue(home: Path) -> None:
    queue = JobQueue(home)
    found: list[str] = []

    def ask(owner: int) -> None:
        for seed in range(10):
            job_id = queue.submit("fake", request(seed), f"owner {owner}")
            found.append(queue.status(job_id).job_id)

    threads = [threading.Thread(target=ask, args=(owner,)) for owner in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 60
    assert len(set(found)) == 10
    assert len(queue._table.queue_order()) == 10
    assert len(queue.statuses("owner 3")) == 10


def test_calls_are_quick(home: Path) -> None:
    """Bounds five times above what an idle machine takes, so that they hold on a busy one."""
    queue = JobQueue(home)
    ids = [queue.submit("fake", request(seed), "ada") for seed in range(16)]
    started = time.perf_counter()
    for seed in range(16, 36):
        queue.submit("fake", request(seed), "ada")
    assert (time.perf_counter() - started) / 20 < 0.05
    started = time.perf_counter()
    for _ in range(20):
        queue.status_many(ids)
    assert (time.perf_counter() - started) / 20 < 0.1


def test_a_database_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    queue = JobQueue(tmp_path, url=f"postgresql://ada:secret@127.0.0.1:{port}/none")
    with pytest.raises(QueueUnavailable, match="cannot be reached") as caught:
        queue.submit("fake", request(), "ada")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_one_sentence() -> None:
    full = sqlite3.OperationalError("database or disk is full")
    wrapped = sa.exc.OperationalError("INSERT", None, full)
    words = job_table.why("sqlite:////home/ada/jobs.sqlite", wrapped)
    assert words == "The job database cannot be written, the disk is full: free some space."


def test_a_wrong_database_url_names_the_choices(tmp_path: Path) -> None:
    with pytest.raises(QueueUnavailable, match="sqlite:///PATH"):
        JobQueue(tmp_path, url="nonsense").status("0" * 64)


def test_a_photo_that_moved_with_the_store_is_found(home: Path) -> None:
    from tools.job_run import _with_present_files

    queue = JobQueue(home)
    photo = fake_backend.Fake().generate(request(), lambda stage, fraction: None).data
    kept = queue.store.add_upload(photo, "scene.png")
    gone = kept.model_copy(update={"path": "/nowhere/scene.png"})
    found = _with_present_files(request(photo=gone), queue.store)
    assert found.context_image == kept


def test_slots_are_locked_by_live_processes_only(tmp_path: Path) -> None:
    slot = job_workers.take_slot(tmp_path, 1)
    assert slot is not None
    assert job_workers.slot_is_held(tmp_path, 0)
    assert job_workers.take_slot(tmp_path, 1) is None
    slot.release()
    assert not job_workers.slot_is_held(tmp_path, 0)


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[str]:
    """A PostgreSQL server of its own, on a socket in a temporary folder."""
    if not (POSTGRES / "initdb").exists():
        pytest.skip(f"no PostgreSQL 15 in {POSTGRES}")
    if os.geteuid() != 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL refuses to run as root, and there is no runuser")
    folder = Path(f"/tmp/keystep-pg-{os.getpid()}")
    folder.mkdir()
    shutil.chown(folder, "postgres", "postgres")
    as_postgres = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        subprocess.run([*as_postgres, *command], check=True, capture_output=True, cwd="/tmp")

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        run(str(POSTGRES / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-N")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
        log = str(folder / "log")
        run(
            str(POSTGRES / "pg_ctl"),
            "-D",
            str(folder / "data"),
            "-o",
            options,
            "-l",
            log,
            "-w",
            "start",
        )
        run("psql", "-h", str(folder), "-p", str(port), "-c", "CREATE DATABASE keystep")
        yield f"postgresql://postgres@127.0.0.1:{port}/keystep"
    finally:
        run(str(POSTGRES / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_the_same_queue_runs_on_postgresql(home: Path, postgres: str) -> None:
    queue = JobQueue(home, url=postgres, workers=2)
    ids = queue.submit_many([("fake", request(seed, 5)) for seed in range(12)], "ada")
    for _ in range(2):
        until(lambda: bool(queue.workers()))
        time.sleep(0.5)
        os.kill(queue.workers()[0].pid, signal.SIGKILL)
        queue.status_many(ids)
    assert {status.state for status in queue.wait(ids, 60)} == {"succeeded"}
    assert len(queue.store.list()) == 12
    stop_workers(home)
