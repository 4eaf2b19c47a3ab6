"""The second domain of transfer: episodes of an arm, recorded, packed and drawn in pairs."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from typer.testing import CliRunner

from generators.errors import BackendUnavailable, BadMedia
from generators.media import encode_mp4, read_video
from generators.training.delta import robot
from generators.training.delta.metaworld import RecordError, Settings, moments, record
from generators.training.delta.recipe import load
from generators.training.delta.robot import HELD_OUT, TASKS, RobotPairs, clips, finished, gathered
from generators.training.delta.sawyer import Played, Sawyer
from tests.generators.test_delta_films import RECIPE

TWO = Settings(episodes=2, cameras=("left", "right"))


class Fake:
    """A square that goes right; the task tells its brightness, the camera its height."""

    opened: ClassVar[list[str]] = []

    def __init__(self, task: str, failing: int = 0) -> None:
        self.task, self.failing, self.last = task, failing, 40
        Fake.opened.append(task)

    def play(self, seed: int) -> Played | None:
        self.failing -= 1
        if self.failing >= 0:
            return None
        path = np.linspace(0, 1, self.last + 1)[:, None] * np.array([1.0, 0, 0])
        objects = np.stack([np.zeros_like(path), path + seed % 7], 1)
        return Played(self.last - 10, path, objects, np.array([1.0, 0, 0]), range(self.last + 1))

    def film(
        self, played: Played, steps: Sequence[int], camera: str, rng: np.random.Generator
    ) -> NDArray[np.uint8]:
        shown = np.full((len(steps), 128, 128, 3), int(rng.integers(60, 90)), np.uint8)
        top = 16 if camera == "left" else 80
        for picture, step in zip(shown, steps, strict=True):
            picture[top : top + 24, 2 * step : 2 * step + 24] = 130 + 2 * TASKS.index(self.task)
        return shown

    def close(self) -> None:
        pass


def recorded(out: Path, *tasks: str, settings: Settings = TWO) -> Path:
    record(out, tasks, settings, Fake, lambda said: None)
    return out


def test_five_tasks_are_held_out_of_fifty() -> None:
    assert len(TASKS) == len(set(TASKS)) == 50
    assert set(HELD_OUT) < set(TASKS)
    assert [robot.split(task) for task in TASKS].count("train") == 45


def test_sixteen_moments_cover_an_episode() -> None:
    assert moments(15) == list(range(16))
    long = moments(310)
    assert (long[0], long[-1], len(set(long))) == (0, 310, 16)


def test_a_pack_says_what_its_clips_show(tmp_path: Path) -> None:
    pack = recorded(tmp_path / "pack", "push", "reach")
    assert finished(pack) == ["push", "reach"]
    found = clips(pack, "push")
    assert [clip.camera for clip in found] == ["left", "right"] * 2
    assert found[0].seed == found[1].seed != found[2].seed
    assert found[0].steps == tuple(moments(40))
    assert found[0].success == 30
    assert np.allclose(found[0].hand[:, 0], np.array(moments(40)) / 40, atol=1e-4)
    assert found[0].object[-1, 0] - found[0].object[0, 0] == pytest.approx(1), "the moved one"
    frames = robot.frames(pack, "push", 4)
    assert frames.shape == (4, 16, 128, 128, 3)
    bright = frames.mean(-1) > 120  # where the square is
    assert bright[0, :, 16:40].any((1, 2)).all()
    assert not bright[0, :, 80:].any()
    assert bright[1, :, 80:104].any((1, 2)).all()
    ends = bright[3].any(1).argmax(-1)  # its left edge
    assert np.abs(ends - 2 * np.array(moments(40))).max() <= 2, "frame for frame"


def test_a_clip_in_which_little_moves_is_not_taken_for_damage(tmp_path: Path) -> None:
    moving = [np.roll(_stripes(), 9 * i, 1) for i in range(16)]
    film = encode_mp4([*moving, *[255 - _stripes() // 4] * 16, *moving], 8, {})
    (tmp_path / "push.mp4").write_bytes(film)
    assert robot.frames(tmp_path, "push", 3).shape == (3, 16, 128, 128, 3)
    assert read_video(tmp_path / "push.mp4").damaged == 16, "as it is with films of strangers"


def _stripes() -> NDArray[np.uint8]:
    wave = 90 + 60 * np.sin(np.arange(128) / 8)
    return np.broadcast_to(wave[None, :, None], (128, 128, 3)).astype(np.uint8)


def test_episodes_that_fail_are_counted_and_left_out(tmp_path: Path) -> None:
    told: list[str] = []
    record(tmp_path, ["push"], TWO, lambda task: Fake(task, failing=3), told.append)
    assert told[0].startswith("push: 4 clips, 3 of 5 episodes failed, ")
    record(tmp_path, ["reach"], TWO, lambda task: Fake(task, failing=99), told.append)
    assert told[1].startswith("reach: 0 clips, 6 of 6 episodes failed, ")
    assert finished(tmp_path) == ["push"]


def test_a_stopped_recording_goes_on(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    class Breaks(Fake):
        def film(self, *given: object) -> NDArray[np.uint8]:
            raise Stopped

    pack = recorded(tmp_path / "pack", "push")
    before = (pack / "push.mp4").read_bytes()
    with pytest.raises(Stopped):
        record(pack, ["push", "reach", "sweep"], TWO, Breaks, print)
    assert finished(pack) == ["push"]
    told: list[str] = []
    Fake.opened.clear()
    record(pack, ["push", "reach", "sweep"], TWO, Fake, told.append)
    assert Fake.opened == ["reach", "sweep"]
    assert told[0] == "1 of 3 tasks are there already"
    assert (pack / "push.mp4").read_bytes() == before
    assert finished(pack) == ["push", "reach", "sweep"]
    whole = recorded(tmp_path / "whole", "reach")
    assert (whole / "reach.mp4").read_bytes() == (pack / "reach.mp4").read_bytes()


def test_tasks_are_shared_among_processes(tmp_path: Path) -> None:
    record(tmp_path, ["push", "reach"], Settings(episodes=1), Fake, lambda said: None, workers=2)
    assert finished(tmp_path) == ["push", "reach"]


def test_a_recording_that_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"0 episodes are none: record at least 1\."):
        Settings(episodes=0)
    with pytest.raises(RecordError, match="no camera 'above': choose from left, right, front"):
        Settings(cameras=("above",))
    with pytest.raises(RecordError, match="repeat or are none: name each once"):
        Settings(cameras=("left", "left"))
    with pytest.raises(RecordError, match="no task 'juggle': choose from assembly, "):
        recorded(tmp_path, "juggle")
    with pytest.raises(RecordError, match="0 workers do nothing: give at least 1"):
        record(tmp_path, ["push"], TWO, Fake, print, workers=0)
    pack = recorded(tmp_path / "pack", "push")
    with pytest.raises(RecordError, match="has episodes 2, not 3: go on with its own, or choose"):
        recorded(pack, "push", settings=Settings(episodes=3, cameras=TWO.cameras))
    with pytest.raises(RecordError, match="holds something else: choose a new one"):
        recorded(tmp_path, "push")
    (pack / robot.INDEX).write_text("{")
    with pytest.raises(RecordError, match=r"is damaged .*: choose a new folder"):
        recorded(pack, "push")


def test_pairs_are_one_task_in_two_scenes(tmp_path: Path) -> None:
    pack = recorded(tmp_path / "pack", "push", "reach", HELD_OUT[0])
    source = gathered(pack, tmp_path / "run" / "robot.npy", lambda said: None)
    assert source.tasks == ["push", "reach"]
    rng = np.random.default_rng(0)
    same = source.draw(rng, 6, 0.0)
    assert same.demo.shape == (6, 16, 3, 128, 128)
    assert same.demo.dtype == torch.uint8
    assert torch.equal(same.demo, same.target)
    shown = source.draw(rng, 40, 1.0)
    where = [_where(film) for film in torch.stack([shown.demo, shown.target], 1).flatten(0, 1)]
    for demo, target in zip(where[::2], where[1::2], strict=True):
        assert demo[0] == target[0], "the same task"
        assert demo[1] != target[1], "another camera"
    assert {task for task, _ in where} == {0, 1}


def _where(film: torch.Tensor) -> tuple[int, int]:
    """Task and camera, by the square's brightness and height."""
    grey = film[0].float().mean(0)  # (S, S)
    task = int(grey.amax() > 130 + TASKS.index("push") + TASKS.index("reach"))
    return task, int(grey[80:104].amax() > 120)


def test_crossed_scenes_share_neither_seed_nor_camera(tmp_path: Path) -> None:
    found = clips(recorded(tmp_path / "pack", "push", settings=Settings(episodes=3)), "push")
    source = RobotPairs(found, np.zeros((9, 16, 8, 8, 3), np.uint8))
    rng = np.random.default_rng(0)
    for i in [*range(9)] * 4:
        other = source.clips[source._elsewhere(rng, i)]
        assert other.seed != found[i].seed
        assert other.camera != found[i].camera


def test_a_pack_is_read_once(tmp_path: Path) -> None:
    told: list[str] = []
    pack, kept = recorded(tmp_path / "pack", "push"), tmp_path / "run" / "robot.npy"
    first = gathered(pack, kept, told.append)
    for path in pack.iterdir():
        path.unlink()
    again = gathered(pack, kept, told.append)
    assert told[0] == "4 clips of 1 tasks"
    assert told[1].startswith("clips as they were read before: ")
    drawn = [one.draw(np.random.default_rng(3), 4, 0.5) for one in (first, again)]
    assert torch.equal(drawn[0].demo, drawn[1].demo)
    assert np.array_equal(first.clips[3].hand, again.clips[3].hand)


def test_a_pack_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    kept, told = tmp_path / "robot.npy", list[str]()
    pack = recorded(tmp_path / "one", "push", settings=Settings(episodes=1))
    with pytest.raises(
        BadMedia, match="no training task with two seeds and two cameras yet: go on"
    ):
        gathered(pack, kept, told.append)
    assert told == ["left out: push has no two clips that share neither seed nor camera"]
    source = RobotPairs(clips(pack, "push")[:1], np.zeros((1, 16, 8, 8, 3), np.uint8))
    with pytest.raises(BadMedia, match="record more episodes, or train with crossed = 0"):
        source.draw(np.random.default_rng(0), 1, 1.0)
    held = clips(recorded(tmp_path / "held", HELD_OUT[0]), HELD_OUT[0])
    with pytest.raises(BadMedia, match=f"task '{HELD_OUT[0]}' is held out for evaluation"):
        RobotPairs(held, np.zeros((4, 16, 8, 8, 3), np.uint8))
    pack = recorded(tmp_path / "two", "push", "reach")
    (pack / "push.mp4").write_bytes((tmp_path / "one" / "push.mp4").read_bytes())
    with pytest.raises(BadMedia, match=r"has 48 frames of 128x128 instead of 64 .*: remove push"):
        gathered(pack, kept, told.append)
    assert not kept.with_suffix(".json").exists(), "nothing half read is taken for read"
    (pack / "push.json").write_text('{"clips": [{"seed": 1}]}')
    with pytest.raises(BadMedia, match=r"push\.json' is no description of clips .*: remove it and"):
        gathered(pack, kept, told.append)
    (pack / robot.INDEX).write_text('{"format": "keystep-metaworld 9"}')
    with pytest.raises(
        BadMedia, match="has the format 'keystep-metaworld 9'; 'keystep-metaworld 1'"
    ):
        gathered(pack, kept, told.append)
    (pack / robot.INDEX).write_text("[]")
    with pytest.raises(BadMedia, match=r"describes no robot pack .*: record one with python -m"):
        gathered(pack, kept, told.append)


def test_the_command_knows_a_pack(tmp_path: Path) -> None:
    from ui.cli import app

    pack = recorded(tmp_path / "pack", "push")
    (tmp_path / "tiny.toml").write_text(RECIPE)
    asked = ["train", "delta", "--recipe", str(tmp_path / "tiny.toml"), "--json"]
    asked += ["--data", str(pack), "--out", str(tmp_path / "run")]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["finished"] is True
    assert (tmp_path / "run" / "robot.npy").is_file()
    assert not (tmp_path / "run" / "films.npz").exists()


def test_its_recipe_crosses_scenes() -> None:
    assert load("metaworld-cpu").pairs.crossed == 0.5


@pytest.mark.skipif(find_spec("metaworld") is not None, reason="Meta-World is installed")
def test_without_the_simulator_the_extra_is_named() -> None:
    with pytest.raises(BackendUnavailable, match=r"pip install 'keystep\[robot\]'"):
        Sawyer("reach")


@pytest.mark.skipif(find_spec("metaworld") is None, reason="needs pip install 'keystep[robot]'")
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_real_arm_opens_a_drawer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUJOCO_GL", os.environ.get("MUJOCO_GL", "osmesa"))
    settings = Settings(episodes=1, cameras=("left", "right"))
    record(tmp_path, ["drawer-open"], settings, Sawyer, print)
    left, right = clips(tmp_path, "drawer-open")
    assert np.linalg.norm(left.object[-1] - left.object[0]) > 0.1, "metres"
    assert np.linalg.norm(left.object[-1] - left.goal) < 0.05
    assert np.array_equal(left.hand, right.hand)
    frames = robot.frames(tmp_path, "drawer-open", 2).astype(int)
    assert np.abs(frames[:, 0] - frames[:, -1]).mean() > 3, "something is seen to happen"
    assert np.abs(np.diff(frames, axis=2)).mean() < 20, "pictures, no noise"


@pytest.mark.skipif(find_spec("metaworld") is None, reason="needs pip install 'keystep[robot]'")
def test_all_of_its_tasks_are_known() -> None:
    from metaworld.policies import ENV_POLICY_MAP

    assert sorted(ENV_POLICY_MAP) == sorted(f"{task}-v3" for task in TASKS)
