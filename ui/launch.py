"""`keystep ui`: start what is needed, open the page, and stop all of it on Ctrl-C.

The Chroma server and the worker are shared by every Keystep process of this home: they are started
only when they are not running yet, and another process that still needs them when they are stopped
here starts them again by itself.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Callable
from pathlib import Path

from ui.console import OK, OTHER, sentence

READY_S = 30.0  # the page answers within 3 s on two idle cores; a loaded machine needs longer
HOST = "127.0.0.1"
Note = Callable[[str], None]


def launch(port: int, open_browser: bool, note: Note) -> int:
    """Run the tutor's page on `port` until Ctrl-C; returns an exit code."""
    if not _free(port):
        note(
            f"port {port} is taken by another program; stop it, or choose another port with "
            f"`keystep ui --port {port + 1}`"
        )
        return OTHER
    page = _start_page(port)
    services = threading.Thread(target=_start_services, args=(note,), daemon=True)
    services.start()
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        if not _wait_until_ready(port, page):
            note("the page did not start; what it printed stands above")
            return OTHER
        note(f"Keystep is ready on http://localhost:{port} (Ctrl-C stops it)")
        if open_browser:
            webbrowser.open(f"http://localhost:{port}")
        return page.wait()
    except KeyboardInterrupt:
        note("stopping")
        return OK
    finally:
        _stop(page)
        services.join(timeout=10)
        _stop_services()


def _start_page(port: int) -> subprocess.Popen[bytes]:
    """The rest of its settings, the look too, stand in ui/.streamlit/config.toml."""
    script = Path(__file__).parent / "app.py"
    options = {"server.port": port, "server.address": HOST, "server.headless": "true"}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches only us; we stop the page in order
    )


def _start_services(note: Note) -> None:
    """Meanwhile the page loads, and the search model in it: a process of its own.

    One worker for now, as each takes 2.3 s of a core to start: the page brings up the others when
    it is warm.
    """
    from agent import api

    try:
        api.app().start_services(workers=1)
    except Exception as error:
        note(f"{sentence(error)} (the page works; `keystep doctor` says what is missing)")


def _stop_services() -> None:
    from agent import api

    api.app().stop_services()


def _wait_until_ready(port: int, page: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and page.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/_stcore/health", timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _as_interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
