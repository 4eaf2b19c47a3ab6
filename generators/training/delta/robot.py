"""A robot pack to learn from: clips of one arm at fifty tasks, recorded by `metaworld.py`.

    metaworld.json   settings of the recording, written first
    TASK.mp4         the clips of a task one after the other, 16 frames each, shown at 8 frames/s
    TASK.json        what each clip shows, in the film's order; written last, so it marks the end

A scene is a seed and a camera. The seed places the object and its goal; seed and camera together
give the view, the light and the colours of table, walls, floor and objects. A pair is one task in
two scenes that share neither seed nor camera, and its target is exact: what the same scripted
policy did in the context's scene. Where the action ends is seen in the context (a coloured
marker, a hole, a drawer), so the demonstration has to tell what is done and not where.

Clips of one seed from several cameras are one motion: they count as one when it is measured.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from generators.delta.demonstration import RATE
from generators.delta.generator import FRAMES
from generators.errors import BadMedia
from generators.media import read_video
from generators.training.delta.pairs import Shown

INDEX = "metaworld.json"
FORMAT = "keystep-metaworld 1"
SIDE = 128  # px
RECORDER = "python -m generators.training.delta.metaworld"

TASKS = (
    "assembly basketball bin-picking box-close button-press button-press-topdown "
    "button-press-topdown-wall button-press-wall coffee-button coffee-pull coffee-push dial-turn "
    "disassemble door-close door-lock door-open door-unlock drawer-close drawer-open faucet-close "
    "faucet-open hammer hand-insert handle-press handle-press-side handle-pull handle-pull-side "
    "lever-pull peg-insert-side peg-unplug-side pick-out-of-hole pick-place pick-place-wall "
    "plate-slide plate-slide-back plate-slide-back-side plate-slide-side push push-back push-wall "
    "reach reach-wall shelf-place soccer stick-pull stick-push sweep sweep-into window-close "
    "window-open"
).split()

# Five kinds of motion, each with a relative that is trained: pull towards oneself (door-open,
# handle-pull), slide to the side (window-open), turn (faucet-open), press (button-press), lift and
# put down (pick-place). Not ML45's five: its door-lock and door-unlock are one motion and its
# mirror image, and neither has a trained relative.
HELD_OUT = ("drawer-open", "window-close", "faucet-close", "coffee-button", "shelf-place")

Told = Callable[[str], None]  # a sentence for whoever waits


@dataclass(frozen=True)
class Clip:
    """Sixteen moments of one episode, in metres of the simulator's world (z is up)."""

    task: str
    seed: int
    camera: str
    success: int  # control step at which the task was done first
    steps: tuple[int, ...]  # control steps of the sixteen
    hand: NDArray[np.float32]  # (16, 3), the end effector
    object: NDArray[np.float32]  # (16, 3), of the task's objects the one that moved furthest
    goal: NDArray[np.float32]  # (3,), the simulator's target


def is_pack(path: Path) -> bool:
    return (path / INDEX).is_file()


def split(task: str) -> str:
    return "held out" if task in HELD_OUT else "train"


def finished(pack: Path) -> list[str]:
    """Tasks whose recording has ended with at least one clip. Raises BadMedia for no pack."""
    _index(pack)
    return [task for task in TASKS if (pack / f"{task}.json").is_file() and clips(pack, task)]


def clips(pack: Path, task: str) -> list[Clip]:
    """What the film of a finished task shows. Raises BadMedia."""
    path = pack / f"{task}.json"
    try:
        rows = json.loads(path.read_text("utf-8"))["clips"]
        return [_clip(task, row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadMedia(
            f"{str(path)!r} is no description of clips ({_why(error)}): remove it and record the "
            f"task again with {RECORDER} --out {pack}"
        ) from error


def frames(pack: Path, task: str, count: int) -> NDArray[np.uint8]:
    """The film of a task as (count, 16, 128, 128, 3). Raises BadMedia when it is another one."""
    path = pack / f"{task}.mp4"
    length = count * FRAMES
    shown = read_video(
        path, length, SIDE, fps=RATE, max_seconds=length / RATE + 1, keep_still=True
    ).frames
    if shown.shape != (length, SIDE, SIDE, 3):
        raise BadMedia(
            f"The film {str(path)!r} has {len(shown)} frames of {shown.shape[2]}x{shown.shape[1]} "
            f"instead of {length} of {SIDE}x{SIDE}: remove {task}.json beside it and record the "
            f"task again with {RECORDER} --out {pack}"
        )
    return shown.reshape(count, FRAMES, SIDE, SIDE, 3)


def gathered(pack: Path, kept: Path, tell: Told, device: str = "cpu") -> RobotPairs:
    """The training tasks of a pack, read once into `kept` (.npy) and from there the next time.

    The frames stay on the disk, 0.8 MB a clip, and are mapped. Raises BadMedia.
    """
    described = kept.with_suffix(".json")
    if described.is_file():
        tell(f"clips as they were read before: {kept}; remove {described.name} to read them again")
        read = [_clip(row["task"], row) for row in json.loads(described.read_text("utf-8"))]
        return RobotPairs(read, np.load(kept, mmap_mode="r"), device)
    known = {task: clips(pack, task) for task in finished(pack) if split(task) == "train"}
    used = {task: found for task, found in known.items() if _crosses(found)}
    for task in known.keys() - used.keys():
        tell(f"left out: {task} has no two clips that share neither seed nor camera")
    if not used:
        raise BadMedia(
            f"The robot pack {str(pack)!r} has no training task with two seeds and two cameras "
            f"yet: go on recording it with {RECORDER} --out {pack}"
        )
    rows = [clip for found in used.values() for clip in found]
    kept.parent.mkdir(parents=True, exist_ok=True)
    shape = (len(rows), FRAMES, SIDE, SIDE, 3)
    stored = np.lib.format.open_memmap(kept, "w+", np.uint8, shape)
    start = 0
    for task, found in used.items():
        stored[start : start + len(found)] = frames(pack, task, len(found))
        start += len(found)
    stored.flush()
    described.write_text(json.dumps([as_row(clip) for clip in rows]), "utf-8")
    tell(f"{len(rows)} clips of {len(used)} tasks")
    return RobotPairs(rows, stored, device)


class RobotPairs:
    """See pairs.Source. Tasks are drawn equally often, however many clips show one."""

    def __init__(
        self, clips: Sequence[Clip], frames: NDArray[np.uint8], device: str = "cpu"
    ) -> None:
        """`frames`: (N, 16, S, S, 3). Refuses held-out tasks: they are the evaluation's."""
        for clip in clips:
            if split(clip.task) != "train":
                raise BadMedia(
                    f"The task {clip.task!r} is held out for evaluation: train without its clips."
                )
        self.clips, self.frames, self.device = list(clips), frames, torch.device(device)
        alike: dict[str, list[int]] = defaultdict(list)
        for i, clip in enumerate(clips):
            alike[clip.task].append(i)
        self.tasks = sorted(alike)
        self._alike = alike

    def draw(self, rng: np.random.Generator, count: int, crossed: float) -> Shown:
        """See the module's text for what a crossed pair is."""
        chosen = [self.tasks[int(i)] for i in rng.integers(len(self.tasks), size=count)]
        targets = [int(rng.choice(self._alike[task])) for task in chosen]
        apart = rng.random(count) < crossed
        demos = [
            self._elsewhere(rng, i) if cross else i for i, cross in zip(targets, apart, strict=True)
        ]
        target = self._shown(targets)
        return Shown(self._shown(demos) if apart.any() else target, target)

    def _elsewhere(self, rng: np.random.Generator, i: int) -> int:
        own = self.clips[i]
        others = [j for j in self._alike[own.task] if _apart(self.clips[j], own)]
        if not others:
            raise BadMedia(
                f"The task {own.task!r} has no clip with neither seed {own.seed} nor camera "
                f"{own.camera!r}: record more episodes, or train with crossed = 0."
            )
        return int(rng.choice(others))

    def _shown(self, rows: Sequence[int]) -> torch.Tensor:
        picked = np.stack([self.frames[i] for i in rows])  # (B, 16, S, S, 3)
        return torch.from_numpy(picked).permute(0, 1, 4, 2, 3).contiguous()


def as_row(clip: Clip) -> dict[str, Any]:
    """As JSON; a tenth of a millimetre is enough."""
    numbers = {
        name: np.round(getattr(clip, name).astype(float), 4).tolist()
        for name in ("hand", "object", "goal")
    }
    return {**clip.__dict__, "steps": list(clip.steps), **numbers}


def _clip(task: str, row: dict[str, Any]) -> Clip:
    hand, thing, goal = (np.array(row[k], np.float32) for k in ("hand", "object", "goal"))
    if hand.shape != (FRAMES, 3) or thing.shape != (FRAMES, 3) or goal.shape != (3,):
        raise ValueError(f"a path of {hand.shape} or {thing.shape} instead of ({FRAMES}, 3)")
    steps = tuple(int(step) for step in row["steps"])
    return Clip(
        task, int(row["seed"]), str(row["camera"]), int(row["success"]), steps, hand, thing, goal
    )


def _index(pack: Path) -> None:
    path = pack / INDEX
    try:
        said = json.loads(path.read_text("utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadMedia(
            f"{str(path)!r} describes no robot pack ({_why(error)}): record one with {RECORDER}"
        ) from error
    if said != FORMAT:
        raise BadMedia(
            f"The robot pack {str(pack)!r} has the format {said!r}; {FORMAT!r} can be read: "
            f"record it again with {RECORDER}"
        )


def _crosses(found: Sequence[Clip]) -> bool:
    """Every clip has another one that shares neither seed nor camera."""
    return all(any(_apart(a, b) for b in found) for a in found)


def _apart(a: Clip, b: Clip) -> bool:
    return a.seed != b.seed and a.camera != b.camera


def _why(error: Exception) -> str:
    return f"no {error} in it" if isinstance(error, KeyError) else str(error)
