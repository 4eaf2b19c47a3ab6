"""Transfer learns from anybody's films: folders of videos and LeRobot datasets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from typer.testing import CliRunner

from generators.errors import BadMedia
from generators.training.delta.films import FilmPairs, gathered
from tests.generators.test_delta_media import film, shot

RECIPE = """
[encoder]
width = 32
heads = 2
spatial = 1
temporal = 1
[predictor]
width = 32
heads = 2
depth = 1
[latent]
kept = 4
numbers = 8
[model]
width = 48
depth = 1
heads = 3
bottleneck = 16
channels = 8
text_width = 32
[pairs]
batch = 2
frames = 4
pool = 2
[encoding]
steps = 1
[predicting]
steps = 1
[generating]
steps = 1
"""


def lerobot(root: Path, version: str = "v3.0", rows: list[dict[str, Any]] | None = None) -> Path:
    """Two episodes one after the other in one file."""
    key = "observation.images.front"
    video = root / "videos" / key / "chunk-000" / "file-000.mp4"
    video.parent.mkdir(parents=True)
    film(video, shot(2.0, 1), shot(3.0, 5))
    at = {f"videos/{key}/chunk_index": 0, f"videos/{key}/file_index": 0}
    times = [(0.0, 2.0), (2.0, 5.0)]
    if rows is None:
        rows = [
            {**at, f"videos/{key}/from_timestamp": a, f"videos/{key}/to_timestamp": b}
            for a, b in times
        ]
    episodes = root / "meta" / "episodes" / "chunk-000"
    episodes.mkdir(parents=True)
    if rows:
        pq.write_table(pa.Table.from_pylist(rows), episodes / "file-000.parquet")
    info = {
        "codebase_version": version,
        "features": {key: {"dtype": "video"}, "action": {"dtype": "float32"}},
        "video_path": "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4",
    }
    (root / "meta" / "info.json").write_text(json.dumps(info))
    return root


def test_a_folder_of_films_is_read_once(tmp_path: Path) -> None:
    told: list[str] = []
    films = tmp_path / "films"
    (films / "deep").mkdir(parents=True)
    film(films / "one.mp4", shot(3.0))
    film(films / "deep" / "cut.mp4", shot(2.0, 1), shot(2.0, 5))
    (films / "broken.mp4").write_bytes(b"no film")
    (films / "notes.txt").write_text("not a film either")
    shots = gathered(films, tmp_path / "run" / "films.npz", told.append)
    assert [len(one) for one in shots] == [16, 16, 24]
    assert all(one.shape[1:] == (128, 128, 3) for one in shots)
    assert told[0].startswith("left out: ")
    assert "broken.mp4" in told[0]
    assert told[1] == "3 shots, 7 seconds"
    (films / "one.mp4").unlink()
    again = gathered(films, tmp_path / "run" / "films.npz", told.append)
    assert all(np.array_equal(a, b) for a, b in zip(shots, again, strict=True))
    assert told[2].startswith("films as they were read before: ")
    assert len(told) == 3


def test_episodes_of_a_lerobot_dataset_are_read(tmp_path: Path) -> None:
    shots = gathered(lerobot(tmp_path / "set"), tmp_path / "films.npz", print)
    assert [len(one) for one in shots] == [16, 24]


@pytest.mark.parametrize(
    ("version", "rows", "said"),
    [
        ("v2.1", None, r"is LeRobot v2\.1: convert it to v3\.0"),
        ("v3.0", [], "has no episodes: meta/episodes is empty"),
    ],
)
def test_a_dataset_that_cannot_be_used_is_named(
    tmp_path: Path, version: str, rows: list[dict[str, Any]] | None, said: str
) -> None:
    with pytest.raises(BadMedia, match=said):
        gathered(lerobot(tmp_path / "set", version, rows), tmp_path / "films.npz", print)


def test_a_missing_film_of_a_dataset_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    root = lerobot(tmp_path / "set")
    next(root.rglob("*.mp4")).unlink()
    with pytest.raises(BadMedia, match="no video of at least a second"):
        gathered(root, tmp_path / "films.npz", told.append)
    assert "file-000.mp4" in told[0]
    assert not (tmp_path / "films.npz").exists()


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadMedia, match="give a folder of videos or a LeRobot dataset"):
        gathered(tmp_path, tmp_path / "films.npz", print)


def test_windows_are_sixteen_frames_in_a_row() -> None:
    long = np.arange(40, dtype=np.uint8)[:, None, None, None] * np.ones((1, 8, 8, 3), np.uint8)
    short = 100 + long[:9]
    source = FilmPairs([long, short])
    shown = source.draw(np.random.default_rng(0), 60, 0.5)
    assert torch.equal(shown.demo, shown.target)
    values = shown.demo[:, :, 0, 0, 0].int()
    rows = values[values[:, 0] < 100]
    assert torch.all(rows.diff(dim=1) == 1)
    slowed = values[values[:, 0] >= 100]
    assert len(slowed) > 0
    assert torch.all(slowed[:, [0, -1]] == torch.tensor([100, 108]))


def test_the_command_trains_on_films_and_goes_on(tmp_path: Path) -> None:
    from ui.cli import app

    (tmp_path / "films").mkdir()
    film(tmp_path / "films" / "one.mp4", shot(3.0))
    (tmp_path / "tiny.toml").write_text(RECIPE)
    asked = ["train", "delta", "--recipe", str(tmp_path / "tiny.toml"), "--json"]
    asked += ["--data", str(tmp_path / "films"), "--out", str(tmp_path / "run")]
    stopped = CliRunner().invoke(app, [*asked, "--minutes", "0"])
    assert stopped.exit_code == 0, stopped.output
    assert json.loads(stopped.stdout)["finished"] is False
    finished = CliRunner().invoke(app, asked)
    assert finished.exit_code == 0, finished.output
    assert json.loads(finished.stdout)["finished"] is True
    assert (tmp_path / "run" / "generator" / "sheet-transfer.png").is_file()
