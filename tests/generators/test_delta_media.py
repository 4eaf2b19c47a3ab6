"""Transfer: films become windows, and small clips become pictures at the context's own size."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from generators import media
from generators.delta.demonstration import SLOWEST, cuts, windows
from generators.delta.native import carried
from generators.errors import BadMedia
from generators.small.enlarge import enlarged, squeezed
from tests.generators.test_motion_warp import texture

FPS = 16


def shot(seconds: float, seed: int = 1, still: bool = False) -> list[np.ndarray]:
    """A patch goes from left to right over a soft background."""
    background, mover = texture(144, 256, seed), texture(56, 56, seed + 7)[:, :, ::-1] // 2 + 90
    count = round(seconds * FPS)
    pictures = []
    for at in range(count):
        x = 0 if still else round(190 * at / max(1, count - 1))
        picture = background.copy()
        picture[44:100, x : x + 56] = mover
        pictures.append(picture)
    return pictures


def film(path: Path, *shots: list[np.ndarray]) -> Path:
    path.write_bytes(media.encode_mp4([frame for one in shots for frame in one], FPS, {}))
    return path


def test_a_short_film_is_one_window(tmp_path: Path) -> None:
    (one,) = windows(film(tmp_path / "a.mp4", shot(3.0)))
    assert one.frames.shape == (16, 144, 256, 3)
    assert one.start == 0
    assert one.seconds == pytest.approx(3.0, abs=0.1)
    centres = [
        np.abs(f[60:80].astype(int) - one.frames[0][60:80]).max(2).any(0).nonzero()[0]
        for f in one.frames[1:]
    ]
    ends = [int(c.max()) for c in centres]
    assert ends == sorted(ends), "evenly from its beginning to its end"
    assert ends[-1] > 235


def test_a_longer_film_becomes_windows_that_meet(tmp_path: Path) -> None:
    made = windows(film(tmp_path / "a.mp4", shot(10.0)))
    assert len(made) == 3
    assert all(one.seconds <= SLOWEST for one in made)
    for before, after in pairwise(made):
        assert after.start == pytest.approx(before.start + before.seconds)
        assert np.array_equal(before.frames[-1], after.frames[0])


def test_a_part_of_a_film_can_be_chosen(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", shot(3.0, 1), shot(3.0, 5))
    with pytest.raises(BadMedia, match=r"'a.mp4' is cut at 3\.\d s: choose a part without a cut"):
        windows(path)
    (one,) = windows(path, (3.3, 5.8))
    assert (one.start, one.seconds) == (3.3, pytest.approx(2.5))


def test_fast_things_are_no_cut() -> None:
    assert cuts(np.stack(shot(1.0)[::4])) == []
    assert cuts(np.stack([*shot(1.0, 1)[::2], *shot(1.0, 5)[::2]])) == [8]


@pytest.mark.parametrize(
    ("shots", "said"),
    [
        ([shot(0.0625)], "has only 1 frame to be used"),
        ([shot(3.0, still=True)], "Nothing moves in the demonstration"),
        ([shot(30.0)], "is 30 s long: choose a part of at most 24 seconds"),
    ],
)
def test_what_cannot_be_used_is_said(
    tmp_path: Path, shots: list[list[np.ndarray]], said: str
) -> None:
    with pytest.raises(BadMedia, match=said):
        windows(film(tmp_path / "a.mp4", *shots))


def test_an_empty_part_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadMedia, match="from 5 s to 8"):
        windows(film(tmp_path / "a.mp4", shot(3.0)), (5.0, 8.0))


def moved(context: np.ndarray, by: int) -> np.ndarray:
    """A part of the picture, moved; what lies behind is grey."""
    out = context.copy()
    height, width = context.shape[:2]
    y, x = slice(height // 3, height // 3 * 2), width // 4
    part = context[y, x : x + width // 5]
    if by:
        out[y, x : x + width // 5] = 128
        out[y, x + by : x + by + width // 5] = part
    return out


def detailed(height: int, width: int) -> np.ndarray:
    """Soft blotches with fine lines, which 128 px cannot hold."""
    picture = texture(height, width, 3).copy()
    picture[:, ::6] = picture[:, ::6] // 2
    return picture


def decibels(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.square(a.astype(float) - b).mean()))


def test_what_moves_keeps_the_contexts_own_sharpness() -> None:
    context = detailed(384, 576)
    true = [moved(context, by) for by in (0, 12, 24, 36)]
    small = np.stack([squeezed(one) for one in true])
    made = carried(small, context)
    assert np.array_equal(made[0], context)
    for got, wanted, frame in zip(made[1:], true[1:], small[1:], strict=True):
        assert decibels(got, wanted) > decibels(enlarged(frame, 576, 384), wanted) + 4


def test_what_did_not_change_stays_to_the_pixel() -> None:
    context = detailed(384, 576)
    small = np.stack([squeezed(moved(context, by)) for by in (0, 24)])
    made = carried(small, context)[1]
    assert np.array_equal(made[:, 480:], context[:, 480:])
    assert np.array_equal(carried(small[[0, 0]], context)[1], context)


def test_something_new_is_painted() -> None:
    context = detailed(384, 576)
    new = context.copy()
    cv2.circle(new, (430, 200), 40, (220, 30, 30), -1)
    made = carried(np.stack([squeezed(context), squeezed(new)]), context)[1]
    assert np.abs(made[200, 430].astype(int) - (220, 30, 30)).max() < 30


def test_windows_are_chained_from_the_last_frame() -> None:
    import torch

    from generators.delta.bottleneck import Predictor
    from generators.delta.transfer import Transfer, as_tensor
    from tests.generators.test_delta import PREDICTOR, encoder, generator

    heard: list[float] = []
    transfer = Transfer(encoder(), Predictor(PREDICTOR).eval(), generator(), steps=2)
    context = squeezed(texture(96, 144, 4))
    windows = [np.stack(shot(1.0, seed)) for seed in (1, 2)]
    made = transfer.carried(windows, context, seed=3, heard=heard.append)
    assert made.shape == (31, 128, 128, 3)
    assert np.array_equal(made[0], context)
    assert heard == [0.25, 0.5, 0.75, 1.0]
    assert np.array_equal(made[:16], transfer.carried(windows[:1], context, seed=3))
    frames = as_tensor(np.stack([squeezed(f) for f in windows[1]]), torch.device("cpu"))
    start = as_tensor(made[15:16], torch.device("cpu"))
    second = transfer.made(start, transfer.latents(frames[None]), seed=4)[0, 1:]
    shown = as_tensor(made[16:], torch.device("cpu"))
    assert (second - shown).abs().max() < 0.05  # the last frame is chained unrounded
