"""Fixtures of the knowledge base: real servers, started on temporary folders and stopped after."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.embeddings import Embedder
from knowledge.library import Library
from knowledge.procedure import Procedure, Step
from knowledge.server import ChromaServer

POSTGRES = Path("/usr/lib/postgresql/15/bin")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "procedures"


def make_procedure(
    id: str = "tea", name: str = "", text: str = "Pour it.", **fields: object
) -> Procedure:
    step = Step(id="pour", position=1, name="Pour the water", text=text)
    return Procedure(id=id, name=name or id.capitalize(), steps=(step,), **fields)  # type: ignore[arg-type]


class RememberingEmbedder(Embedder):
    """Computes each text once in a test session; the vectors are the real ones."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, np.ndarray] = {}

    def embed(self, texts: list[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, super().embed(new), strict=True))
        rows = [self._known[text] for text in texts]
        return np.stack(rows) if rows else super().embed([])


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return RememberingEmbedder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(f"sqlite:///{tmp_path / 'library.db'}")
    yield opened
    opened.close()


@pytest.fixture
def chroma_dir(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "index"
    yield folder
    ChromaServer.stop(folder)


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is absent: real files of other projects are not in the repository")
    return SHARED


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own, run by the user `postgres` when the tests run as root."""
    if not (POSTGRES / "initdb").exists():
        pytest.skip(f"PostgreSQL 15 is not installed in {POSTGRES}")
    folder = Path(tempfile.mkdtemp(prefix="keystep-pg-"))
    as_user = _not_root(folder)
    port = _free_port()
    run = [
        *as_user,
        str(POSTGRES / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "keystep",
        "-A",
        "trust",
    ]
    subprocess.run(run, check=True, capture_output=True, cwd=folder)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    control = [*as_user, str(POSTGRES / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    log = str(folder / "log")
    subprocess.run(
        [*control, "-l", log, "-o", options, "start"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    yield f"postgresql://keystep@127.0.0.1:{port}/postgres"
    subprocess.run(
        [*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder
    )
    shutil.rmtree(folder, ignore_errors=True)


def _not_root(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("the tests run as root and there is no user postgres to run PostgreSQL")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: object, seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False
