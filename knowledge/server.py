"""One local Chroma server for all processes of this user, started on demand.

Why a server: two embedded Chroma clients on one directory lose vectors without an error. The
server listens on loopback only. A file lock makes sure that it is started once; `server.json` says
where it is; a server that died, or does not answer, is started again.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import IndexUnavailable

HOST = "127.0.0.1"
START_S = 20.0  # a start takes 0.4 s alone, several seconds on a busy machine
ANSWER_S = 2.0
# `chroma run` without importing its Python half: half the memory, no start-up import
_RUN = "import sys, chromadb_rust_bindings as c; c.cli(['chroma', *sys.argv[1:]])"


@dataclass(frozen=True)
class Endpoint:
    host: str
    port: int
    data_dir: Path | None = None  # set when the server is ours to restart and to wipe

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


class ChromaServer:
    """The server that keeps its files under `data_dir`; all methods are safe across processes."""

    @staticmethod
    def ensure(data_dir: Path) -> Endpoint:
        """Where it listens, after starting it when needed; raises IndexUnavailable."""
        data_dir = Path(data_dir)
        running = _running(data_dir)
        if running is not None and answers(running):
            return running
        with _locked(data_dir):
            running = _running(data_dir)
            if running is not None and answers(running):
                return running
            _kill(data_dir)
            return _start(data_dir)

    @staticmethod
    def stop(data_dir: Path) -> bool:
        """Stop it; False when none was running."""
        with _locked(Path(data_dir)):
            return _kill(Path(data_dir))

    @staticmethod
    def wipe(data_dir: Path) -> Endpoint:
        """Stop it, throw its files away (they are a cache) and start an empty one."""
        data_dir = Path(data_dir)
        with _locked(data_dir):
            _kill(data_dir)
            shutil.rmtree(data_dir / "chroma", ignore_errors=True)
            return _start(data_dir)


def answers(endpoint: Endpoint) -> bool:
    """Does a Chroma server answer there within two seconds?"""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{endpoint.url}/api/v2/heartbeat", timeout=ANSWER_S) as answer:
            return b"heartbeat" in answer.read(200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _running(data_dir: Path) -> Endpoint | None:
    """What `server.json` says, when that process still is a server for this folder."""
    try:
        said = json.loads((data_dir / "server.json").read_text())
        endpoint = Endpoint(HOST, int(said["port"]), data_dir)
        return endpoint if _is_ours(int(said["pid"]), data_dir) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_ours(pid: int, data_dir: Path) -> bool:
    import psutil

    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and _serves(process.cmdline(), data_dir)
    except psutil.Error:
        return False


def _serves(command: list[str], data_dir: Path) -> bool:
    return _RUN in command and str(_files(data_dir)) in command


def _files(data_dir: Path) -> Path:
    return data_dir.resolve() / "chroma"


def _start(data_dir: Path) -> Endpoint:
    files = _files(data_dir)
    with _told(data_dir):
        files.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        command = [sys.executable, "-c", _RUN, "run", "--path", str(files)]
        with (data_dir / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--host", HOST, "--port", str(port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=data_dir,
                start_new_session=True,  # Ctrl-C in one terminal is not meant for all
            )
        endpoint = Endpoint(HOST, port, data_dir)
        _wait(process, endpoint)
        _write_atomically(data_dir / "server.json", json.dumps({"pid": process.pid, "port": port}))
    return endpoint


def _wait(process: subprocess.Popen[bytes], endpoint: Endpoint) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise IndexUnavailable(
                f"the Chroma server stopped at once with code {process.returncode}; "
                f"see {_log(endpoint)}."
            )
        if answers(endpoint):
            return
        time.sleep(0.05)
    process.kill()
    raise IndexUnavailable(
        f"the Chroma server did not answer within {START_S:.0f} s; see {_log(endpoint)}."
    )


def _log(endpoint: Endpoint) -> Path:
    return (endpoint.data_dir or Path()) / "server.log"


def _kill(data_dir: Path) -> bool:
    """End every server for this folder, also one whose `server.json` was deleted."""
    import psutil

    found = []
    for process in psutil.process_iter(["cmdline"]):
        if process.pid != os.getpid() and _serves(process.info["cmdline"] or [], data_dir):
            with contextlib.suppress(psutil.Error):
                process.terminate()
                found.append(process)
    _, alive = psutil.wait_procs(found, timeout=3)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=3)
    (data_dir / "server.json").unlink(missing_ok=True)
    return bool(found)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _write_atomically(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """One process at a time; the lock ends with its holder, however that ends."""
    import fcntl

    with _told(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / "server.lock").open("w")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _told(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnavailable(
            f"the search index cannot be kept in {data_dir} ({error.strerror}); "
            "choose a folder that is writable and has room."
        ) from error
