"""`keystep ui`: one command starts page, worker and search server; Ctrl-C ends all of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, free_port, servers

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


def test_ctrl_c_stops_everything_and_a_second_start_is_quick(tmp_path: Path) -> None:
    first = start(tmp_path)
    assert stop(*first, tmp_path) == 0
    began = time.monotonic()
    process, port = start(tmp_path)
    took = time.monotonic() - began
    assert stop(process, port, tmp_path) == 0
    assert took < 30, f"{took:.1f} s"  # 3 s on two idle cores, where 6 s are promised


def start(home: Path) -> tuple[subprocess.Popen[bytes], int]:
    """`keystep ui` in `home`; returns when the page answers and worker and Chroma run."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "ui", "--port", str(port), "--no-open"],
        cwd=ROOT,
        env={**os.environ, "KEYSTEP_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait(lambda: answers(port), "the page")
    wait(lambda: len({kind for kind, _ in servers(home)}) >= 2, "worker and Chroma")
    return process, port


def stop(process: subprocess.Popen[bytes], port: int, home: Path) -> int:
    process.send_signal(signal.SIGINT)
    code = process.wait(timeout=60)
    assert not answers(port), "the page still answers"
    assert not list(servers(home)), f"still there: {list(servers(home))}"
    return code


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
            return True
    except OSError:
        return False


def wait(done: Callable[[], bool], what: str, timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < deadline, f"{what} did not start within {timeout_s:g} s"
        time.sleep(0.1)
