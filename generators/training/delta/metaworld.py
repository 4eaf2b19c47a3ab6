"""Recording the arm's tasks: `python -m generators.training.delta.metaworld --out FOLDER`.

Needs the extra `robot` (Meta-World on MuJoCo, rendered in software); what it writes needs neither
(see `robot.py` for the files). Every task is played by Meta-World's own scripted policy with a new
seed an episode; only what succeeds is kept, and how often it did not is told. Sixteen frames are
spread evenly from the first moment to ten control steps after the simulator first calls the task
done: always the whole action, shown in two seconds. The control runs at 80 steps/s, so a clip of
100 steps is slowed down 1.6 times; which steps were taken is kept with it.

A finished task is never recorded again, so a stopped recording goes on by the same command.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from generators.delta.demonstration import RATE
from generators.delta.generator import FRAMES
from generators.errors import GeneratorError
from generators.media import encode_mp4
from generators.training.delta.robot import FORMAT, INDEX, TASKS, Clip, Told, as_row, split
from generators.training.delta.sawyer import VIEWS, Played, Sawyer

CAMERAS = tuple(VIEWS)
TRIES = 3  # as many as episodes are wanted, times this, before a task is given up
log = logging.getLogger(__name__)


class RecordError(GeneratorError):
    """A recording that cannot be begun or gone on with."""


class Simulator(Protocol):
    """One task. `film` shows the episode that was played last."""

    def play(self, seed: int) -> Played | None: ...

    def film(
        self, played: Played, steps: Sequence[int], camera: str, rng: np.random.Generator
    ) -> NDArray[np.uint8]: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Settings:
    """What a folder was recorded with; a recording only goes on with the same."""

    seed: int = 0
    episodes: int = 12  # successful ones of each task; each gives a clip per camera
    cameras: tuple[str, ...] = CAMERAS

    def __post_init__(self) -> None:
        if self.episodes < 1:
            raise RecordError(f"{self.episodes} episodes are none: record at least 1.")
        for camera in self.cameras:
            if camera not in CAMERAS:
                choices = ", ".join(CAMERAS)
                raise RecordError(f"There is no camera {camera!r}: choose from {choices}.")
        if not self.cameras or len(set(self.cameras)) < len(self.cameras):
            raise RecordError(
                f"The cameras {list(self.cameras)} repeat or are none: name each once."
            )


Open = Callable[[str], Simulator]


def record(
    out: Path,
    tasks: Sequence[str],
    settings: Settings,
    open_task: Open,
    tell: Told,
    workers: int = 1,
) -> None:
    """All `tasks` that are not there yet. Raises RecordError."""
    for task in tasks:
        if task not in TASKS:
            raise RecordError(f"There is no task {task!r}: choose from {', '.join(TASKS)}.")
    if workers < 1:
        raise RecordError(f"{workers} workers do nothing: give at least 1.")
    _begin(out, settings)
    left = [task for task in tasks if not (out / f"{task}.json").is_file()]
    if len(left) < len(tasks):
        tell(f"{len(tasks) - len(left)} of {len(tasks)} tasks are there already")
    if workers == 1:
        for task in left:
            tell(_record_task(out, task, settings, open_task))
        return
    spawned = multiprocessing.get_context("spawn")  # OpenGL contexts do not survive a fork
    with ProcessPoolExecutor(min(workers, max(1, len(left))), spawned) as pool:
        waiting = [pool.submit(_record_task, out, task, settings, open_task) for task in left]
        for done in as_completed(waiting):
            tell(done.result())


def moments(last: int) -> list[int]:
    """The control steps that are filmed: sixteen, evenly spread from 0 to `last`."""
    return [int(step) for step in np.rint(np.linspace(0, last, FRAMES))]


def _begin(out: Path, settings: Settings) -> None:
    path, wanted = out / INDEX, json.loads(json.dumps(asdict(settings)))
    if path.is_file():
        try:
            there = json.loads(path.read_text("utf-8"))["settings"]
        except (ValueError, KeyError, TypeError) as error:
            raise RecordError(
                f"{str(path)!r} is damaged ({error}): choose a new folder."
            ) from error
        for name, value in wanted.items():
            if there.get(name) != value:
                raise RecordError(
                    f"The recording in {str(out)!r} has {name} {there.get(name)}, not {value}: go "
                    "on with its own, or choose a new folder."
                )
        return
    if out.is_dir() and any(out.iterdir()):
        raise RecordError(f"The folder {str(out)!r} holds something else: choose a new one.")
    out.mkdir(parents=True, exist_ok=True)
    shape = {"frames": FRAMES, "rate": RATE, "steps_per_second": 80}
    _write(path, {"format": FORMAT, "settings": wanted, **shape})


def _record_task(out: Path, task: str, settings: Settings, open_task: Open) -> str:
    """Film and description; a sentence about them."""
    clips: list[Clip] = []
    films: list[NDArray[np.uint8]] = []
    simulator, failed = open_task(task), 0
    try:
        for attempt in range(TRIES * settings.episodes):
            if len(clips) == settings.episodes * len(settings.cameras):
                break
            seeds = np.random.SeedSequence([settings.seed, TASKS.index(task), attempt])
            seed = int(seeds.generate_state(1)[0] % 2**31)
            played = simulator.play(seed)
            if played is None:
                failed += 1
                continue
            for camera in settings.cameras:
                rng = np.random.default_rng([seed, CAMERAS.index(camera)])
                steps = moments(len(played.states) - 1)
                films.append(simulator.film(played, steps, camera, rng))
                clips.append(_clip(task, seed, camera, played, steps))
    finally:
        simulator.close()
    size = 0
    if films:
        provenance = {"origin": "simulated", "task": f"{task}-v3", "seed": settings.seed}
        film = encode_mp4((frame for one in films for frame in one), RATE, provenance)
        (out / f"{task}.mp4").write_bytes(film)
        size = len(film)
    tried = len(clips) // len(settings.cameras) + failed
    rows = [as_row(clip) for clip in clips]
    about = {"task": task, "split": split(task), "tried": tried, "failed": failed}
    _write(out / f"{task}.json", {**about, "clips": rows})
    return f"{task}: {len(clips)} clips, {failed} of {tried} episodes failed, {size / 1000:.0f} kB"


def _clip(task: str, seed: int, camera: str, played: Played, steps: list[int]) -> Clip:
    hand, objects = played.hand[steps], played.objects[steps]  # (16, 3), (16, K, 3)
    moved = np.linalg.norm(objects - objects[:1], axis=-1).max(0)  # (K,)
    thing = objects[:, int(moved.argmax())]
    exact = (path.astype(np.float32) for path in (hand, thing, played.goal))
    return Clip(task, seed, camera, played.success, tuple(steps), *exact)


def _write(path: Path, content: dict[str, Any]) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(content), "utf-8")
    unfinished.replace(path)


def _sawyer(task: str) -> Simulator:
    warnings.filterwarnings("ignore", "Constant", UserWarning)  # the policies' own gains
    return Sawyer(task)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    own = Settings()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--episodes", type=int, default=own.episodes, help="successful, a task")
    parser.add_argument("--tasks", nargs="+", default=TASKS, metavar="TASK", help="all if none")
    parser.add_argument("--cameras", nargs="+", default=own.cameras, help=", ".join(CAMERAS))
    parser.add_argument("--seed", type=int, default=own.seed)
    parser.add_argument("--workers", type=int, default=1, help="processes, a task each")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    try:
        settings = Settings(given.seed, given.episodes, tuple(given.cameras))
        record(given.out, given.tasks, settings, _sawyer, log.info, given.workers)
    except GeneratorError as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    main()
