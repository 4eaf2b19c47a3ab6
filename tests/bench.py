"""`make bench`: measured tables. Nothing here asserts; RESULTS and README quote what it prints.

Runs in a fresh home under a temporary folder with a real Chroma server and a real worker. On a
machine that does something else at the same time the figures are worth nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

QUESTIONS = (
    "how do I make pour-over coffee?",
    "my tyre is flat",
    "teach me to sew on a button",
    "tie a bowline",
    "my tap drips",
    "how do I cook a soft-boiled egg",
    "solder a resistor",
    "repot my monstera",
)
EIGHT_STEPS = "dice an onion"  # a procedure of eight key steps
SEEN = {
    "first question of a process": "How do I soft-boil an egg?",
    "second": "my tyre is flat",
    "third": "tie a bowline",
}
HUMAN_S = 5.0  # to read a page and type a question
PLANNED = "document.querySelector('.ks-step') && !document.querySelector('.ks-lead')"
PICTURED = """(() => {
  const image = document.querySelector(".st-key-player [data-testid='stImage'] img");
  return image && image.complete && image.naturalWidth > 0;
})()"""
PORT = 8599
MIB = 2**20


def main() -> None:
    print(_machine())
    with tempfile.TemporaryDirectory(prefix="keystep-bench-") as folder:
        os.environ["KEYSTEP_HOME"] = folder
        try:
            wanted = sys.argv[1:] or list(TABLES)
            for title, measure in ((name, TABLES[name]) for name in wanted):
                print(f"\n## {title}\n")
                for name, value, goal in measure():
                    print(f"{name:58} {value:>12}   {goal}")
        finally:
            _stop()


Row = tuple[str, str, str]


def plan_text() -> Iterator[Row]:
    """From the learner's words to the plan event, warm."""
    from agent import api

    api.app().warm()
    times = [_timed(lambda q=q: api.plan(q)) for q in QUESTIONS * 3]
    yield "plan as text, p50", _s(statistics.median(times)), "<= 0.5 s"
    yield "plan as text, p95", _s(_p95(times)), ""
    searches = [_timed(lambda q=q: api.search(q)) for q in QUESTIONS * 5]
    yield "search, p50", _s(statistics.median(searches)), ""
    yield "search, p95", _s(_p95(searches)), "<= 0.040 s"


def lesson() -> Iterator[Row]:
    """Eight key steps through agent, queue, worker and store, against generation alone."""
    from agent import api

    app = api.app()
    api.make_media(api.plan("tie a clove hitch", seed=1), "images")  # worker up and warm
    session = api.plan(EIGHT_STEPS, seed=2)
    started = time.perf_counter()
    jobs = _confirmed(session, "clips")
    first = _first_done(jobs, started)
    app.queue.wait(jobs, timeout_s=300)
    whole = time.perf_counter() - started
    yield "first key-step picture after confirming", _s(first), "<= 1.5 s"
    yield f"lesson of {len(jobs) // 2} steps, pictures and clips", _s(whole), "<= 25 s"
    workers = sum(one.concurrency for one in app.queue.workers())
    alone = _generation_alone(session, workers)
    yield f"generation alone, {workers} bare processes", _s(alone), ""
    yield "agent + queue + storage", f"{(whole - alone) / alone:.0%}", "<= 10 %"


def drawing() -> Iterator[Row]:
    """The schematic backend on one core."""
    from generators.base import ClipRequest, KeyStepRequest
    from generators.schematic import Schematic
    from knowledge.library import seed_procedures
    from tools.illustrate import prompts
    from tools.plan import plan_walkthrough

    draw = Schematic()
    stills, clips = [], []
    for procedure in seed_procedures():
        steps = prompts(plan_walkthrough(procedure, procedure.name))
        picture = KeyStepRequest(title=procedure.name, steps=steps, index=1)
        clip = ClipRequest(title=procedure.name, steps=steps, index=1)
        stills.append(_timed(lambda r=picture: draw.generate(r, lambda stage, share: None)))
        clips.append(_timed(lambda r=clip: draw.generate(r, lambda stage, share: None)))
    yield "key-step picture 768x512, median", _s(statistics.median(stills)), "<= 0.4 s"
    yield "key-step picture 768x512, slowest", _s(max(stills)), ""
    yield "clip of 3 s at 24 fps, median", _s(statistics.median(clips)), "<= 3 s"
    yield "clip of 3 s at 24 fps, slowest", _s(max(clips)), ""


def cold_lesson() -> Iterator[Row]:
    """`keystep lesson` as its own process in a home that never was, everything stopped after."""
    for label, fresh in (("first of all, in a new home", True), ("again, nothing running", False)):
        _stop()
        home = tempfile.mkdtemp() if fresh else os.environ["KEYSTEP_HOME"]
        out = Path(tempfile.mkdtemp()) / "lesson"
        environment = {**os.environ, "KEYSTEP_HOME": home}
        command = [_keystep(), "lesson", "make pour-over coffee", "--out", str(out)]
        seconds = _timed(
            lambda c=command, e=environment: subprocess.run(c, env=e, capture_output=True)
        )
        yield f"keystep lesson, cold: {label}", _s(seconds), "<= 15 s"
        _stop(home)


def memory() -> Iterator[Row]:
    """Proportional set size of page, worker and Chroma, with a learner's browser on the page."""
    with _page(), _learner() as page:
        box = page.get_by_test_id("stChatInputTextArea").first
        box.fill("something nice for my mother's birthday table")  # loads the search model
        box.press("Enter")
        page.wait_for_timeout(15_000)
        box = page.get_by_test_id("stChatInputTextArea").first
        box.fill("how do I make an omelette?")
        box.press("Enter")
        make = page.get_by_role("button", name="Make pictures and clips").first
        make.wait_for(timeout=60_000)
        page.wait_for_timeout(5_000)
        yield "page + worker + Chroma, idle after a plan", _mib(_resident()), "<= 1536 MiB"
        make.click()
        peak, until = 0, time.monotonic() + 25
        while time.monotonic() < until:
            peak = max(peak, _resident())
            page.wait_for_timeout(200)
        yield "the same during a lesson, peak", _mib(peak), "<= 3072 MiB"


def browser() -> Iterator[Row]:
    """What a learner sees: from Enter to the plan's steps, from confirming to a picture on screen.

    The first question is asked HUMAN_S after a new process shows its page, while it warms up.
    """
    with _page(), _learner() as page:
        for label in ("first question of a process", "second", "third"):
            page.wait_for_timeout(HUMAN_S * 1000)
            box = page.get_by_test_id("stChatInputTextArea").first
            box.fill(SEEN[label])
            started = time.perf_counter()
            page.keyboard.press("Enter")
            page.wait_for_function(PLANNED)
            yield f"plan on screen, {label}", _s(time.perf_counter() - started), "<= 1 s"
            page.wait_for_timeout(HUMAN_S * 1000)
            started = time.perf_counter()
            page.get_by_role("button", name="Make pictures and clips").first.click()
            page.locator("h2.ks-where").wait_for()
            yield f"first step's text on screen, {label}", _s(time.perf_counter() - started), ""
            page.wait_for_function(PICTURED)
            seen = time.perf_counter() - started
            yield f"first picture on screen, {label}", _s(seen), "<= 1.5 s"
            page.wait_for_timeout(15_000)  # until its clips are made
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Learn something else").click()
            page.locator(".ks-lead").wait_for()


@contextmanager
def _learner() -> Iterator[Any]:
    """A browser on the page, as large as a laptop's."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(60_000)
        page.goto(f"http://127.0.0.1:{PORT}")
        page.get_by_test_id("stChatInputTextArea").first.wait_for()
        yield page
        browser.close()


def start_up() -> Iterator[Row]:
    """`keystep --help` and the second start of the page."""
    helps = [
        _timed(lambda: subprocess.run([_keystep(), "--help"], capture_output=True))
        for _ in range(5)
    ]
    yield "keystep --help, median", _s(statistics.median(helps)), "<= 0.5 s"
    for label in ("first", "second"):
        started = time.perf_counter()
        with _page():
            yield f"keystep ui ready, {label} start", _s(time.perf_counter() - started), "<= 6 s"


def training_world() -> Iterator[Row]:
    """How fast the training world is recorded and drawn."""
    import numpy as np
    import torch

    import knowledge
    from generators.training.record import record_world
    from generators.training.world import World

    device = "cuda" if torch.cuda.is_available() else "cpu"
    seeds = Path(knowledge.__file__).parent / "seeds"
    with tempfile.TemporaryDirectory() as folder:
        seconds = _timed(lambda: record_world(seeds, Path(folder), "kitchen", 60))
        yield "recording the kitchen", _s(seconds), ""
        world = World.load(Path(folder), device)
    rng = np.random.default_rng(0)
    count = 256 if device == "cuda" else 16

    def draw() -> None:
        steps = rng.integers(0, len(world.steps), count).tolist()
        frames = world.clips(steps, world.scenes(count, rng)).frames
        frames.sum().item()  # waits for the device

    draw()
    frames = 5 * count * 16 / _timed(lambda: [draw() for _ in range(5)] and None)
    yield f"clip frames drawn per second, {device}", f"{frames:,.0f}", ">= 400 (GPU 20,000)"


def small_model() -> Iterator[Row]:
    """Seconds and peak memory of the shipped small model, in processes of their own."""
    from generators.evaluation.speed import measured

    for precision, row in measured(None).items():
        yield f"8 key-step images, {precision}", _s(row["images_s"]), "<= 3 s"
        yield f"clip of 16 frames, {precision}", _s(row["clip_s"]), "<= 3 s"
        yield f"peak memory, {precision}", f"{row['peak_mib']:.0f} MiB", "<= 2048 MiB"


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "Start": start_up,
    "Plan": plan_text,
    "Drawing": drawing,
    "Lesson": lesson,
    "Cold": cold_lesson,
    "Memory": memory,
    "Browser": browser,
    "Training world": training_world,
    "Small model": small_model,
}


def _confirmed(session: str, until: str) -> list[str]:
    from agent import api

    events = api.app().tutor.confirm(session, until=until)  # type: ignore[arg-type]
    return [job for event in events if event.type == "jobs" for job in event.job_ids]


def _first_done(jobs: list[str], started: float) -> float:
    from agent import api

    while not any(one.state == "succeeded" for one in api.app().queue.status_many(jobs)):
        time.sleep(0.01)
    return time.perf_counter() - started


def _generation_alone(session: str, processes: int) -> float:
    """The same requests in warm processes of their own: no agent, no queue, no store."""
    from agent import api
    from generators.base import ClipRequest, KeyStepRequest
    from tools.illustrate import prompts

    walkthrough = api.app().sessions.get(session).walkthrough
    assert walkthrough is not None
    steps, title = prompts(walkthrough), walkthrough.title
    pictures = [KeyStepRequest(title=title, steps=steps, index=i) for i in range(len(steps))]
    clips = [ClipRequest(title=title, steps=steps, index=i) for i in range(len(steps))]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        list(pool.map(_draw, [pictures[0], clips[0]] * processes))  # imports and caches
        return _timed(lambda: list(pool.map(_draw, [*pictures, *clips])))


def _draw(request: Any) -> int:
    from generators import registry

    return len(registry.get("schematic").generate(request, lambda stage, share: None).data)


@contextmanager
def _page() -> Iterator[None]:
    """The page as a user starts it, ready."""
    command = [_keystep(), "ui", "--port", str(PORT), "--no-open"]
    page = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        page.send_signal(signal.SIGINT)
        page.wait(timeout=30)


def _resident(without: int = 0) -> int:
    """Bytes of every Keystep process of this home; shared pages count once (PSS)."""
    total = 0
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        ours = any(mark in words for mark in ("streamlit", "tools.jobs", "chroma", "keystep"))
        if ours and process.pid not in (without, os.getpid()):
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
    return total


def _stop(home: str = "") -> None:
    from knowledge.server import ChromaServer
    from tools.jobs import stop_workers

    folder = Path(home or os.environ["KEYSTEP_HOME"])
    stop_workers(folder)
    ChromaServer.stop(folder / "chroma")


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _keystep() -> str:
    return str(Path(sys.executable).with_name("keystep"))


def _s(seconds: float) -> str:
    return f"{seconds:.3f} s"


def _mib(size: int) -> str:
    return f"{size / MIB:.0f} MiB"


def _machine() -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"commit {commit or '?'} · {platform.machine()} · {os.cpu_count()} cores · "
        f"{memory:.0f} GiB · Python {platform.python_version()}"
    )


if __name__ == "__main__":
    main()
