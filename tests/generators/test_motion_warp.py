"""Transfer by optical flow: the demonstration's motion, in the learner's picture, kept clean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generators import media
from generators.base import ClipRequest, MediaRef, StepPrompt, TransferRequest
from generators.errors import BackendUnavailable, BadMedia, Cancelled
from generators.motion_warp import MotionWarp, demonstration, scene

SHARED = Path(__file__).parents[3] / "shared" / "data"
FPS = 16


def texture(height: int, width: int, seed: int) -> np.ndarray:
    """Soft blotches: something for optical flow to hold on to."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(60, 200, (height // 8, width // 8, 3), np.uint8))
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))


def swing(at: int) -> tuple[int, int]:
    """Where the mover is: to and fro across, a little up and down, px."""
    return round(30 * np.sin(2 * np.pi * at / 24)), round(8 * np.sin(2 * np.pi * at / 12))


def film(path: Path, frames: int = 64, still: bool = False) -> MediaRef:
    background, mover = texture(144, 256, 1), texture(56, 56, 2)[:, :, ::-1] // 2 + 90
    pictures = []
    for at in range(frames):
        x, y = (0, 0) if still else swing(at)
        picture = background.copy()
        picture[44 + y : 100 + y, 100 + x : 156 + x] = mover
        pictures.append(picture)
    path.write_bytes(media.encode_mp4(pictures, FPS, {}))
    return MediaRef(sha256="a" * 64, path=str(path))


def photo(path: Path) -> MediaRef:
    """A striped red cup on a plain table."""
    pixels = np.full((240, 360, 3), (214, 206, 190), np.uint8)
    ys, xs = np.mgrid[0:240, 0:360]
    cup = ((xs - 180) / 38) ** 4 + ((ys - 140) / 46) ** 4 < 1
    pixels[cup] = (180, 40, 40)
    pixels[cup & (ys // 10 % 2 == 0)] = (120, 20, 30)
    Image.fromarray(pixels).save(path)
    return MediaRef(sha256="b" * 64, path=str(path))


def request(tmp_path: Path, **changes: object) -> TransferRequest:
    values = {
        "demonstration": film(tmp_path / "film.mp4"),
        "context_image": photo(tmp_path / "photo.png"),
        "frames": 24,
        "fps": 8,
        "prompt": "swing the cup",
    }
    return TransferRequest.model_validate({**values, **changes})


def quiet(stage: str, fraction: float) -> None:
    """No progress wanted."""


def test_the_region_and_its_path_are_found(tmp_path: Path) -> None:
    motion = demonstration.analyse(film(tmp_path / "film.mp4").path, frames=24, fps=8)
    x, _, w, h = motion.box
    assert x < 0.36 < 0.61 < x + w  # the mover spans 0.27..0.73 of the width
    assert w * h < 0.45
    assert not motion.handheld
    start = round(motion.start * FPS)
    instants = np.linspace(start, start + motion.seconds * FPS, 24)
    wanted = np.array([[30 * np.sin(2 * np.pi * at / 24), 0] for at in instants])
    wanted -= wanted[0]
    across = motion.shift[:, 0] - motion.shift[:, 0].mean()
    truth = wanted[:, 0] - wanted[:, 0].mean()
    agreement = (across * truth).sum() / np.sqrt((across**2).sum() * (truth**2).sum())
    assert agreement > 0.95


def test_the_picture_moves_as_the_demonstration_did(tmp_path: Path) -> None:
    made = MotionWarp().generate(request(tmp_path), quiet)
    (tmp_path / "made.mp4").write_bytes(made.data)
    frames = media.read_video(tmp_path / "made.mp4").frames
    assert (made.width, made.height, len(frames)) == (360, 240, 24)
    assert (made.origin, made.backend, made.duration) == ("generated", "motion-warp", 3.0)
    timing, passed = made.checks["motion_timing"]
    assert passed
    assert timing > 0.8
    red = frames[..., 0].astype(int) - frames[..., 2] > 60
    places = np.array([np.argwhere(one).mean(0)[1] for one in red])
    assert np.ptp(places) > 15  # px, across
    assert made.checks["background_still"][1]
    assert "swing the cup" in made.alt
    record = media.read_provenance(tmp_path / "made.mp4")
    assert record is not None
    assert record["parents"] == ["b" * 64, "a" * 64]
    assert record["digital_source_type"].endswith("compositeSynthetic")


def test_a_clear_object_is_cut_out_and_what_lies_behind_is_filled(tmp_path: Path) -> None:
    picture = np.asarray(media.read_image(photo(tmp_path / "photo.png").path))
    found = scene.understand(picture, 0.1, 1.0)
    assert found.cut
    assert found.matte[140, 180] > 0.95
    assert found.matte[40, 60] < 0.05
    table = np.array([214, 206, 190])
    assert np.abs(found.behind[140, 180] - table).max() < 12


def test_a_cluttered_picture_is_bent_and_keeps_its_edges(tmp_path: Path) -> None:
    Image.fromarray(texture(240, 360, 5)).save(tmp_path / "clutter.png")
    clutter = MediaRef(sha256="c" * 64, path=str(tmp_path / "clutter.png"))
    made = MotionWarp().generate(request(tmp_path, context_image=clutter), quiet)
    assert made.params["how"] == "bent with its surroundings"
    (tmp_path / "made.mp4").write_bytes(made.data)
    frames = media.read_video(tmp_path / "made.mp4").frames.astype(int)
    edge = np.concatenate([frames[:, :3].reshape(24, -1), frames[:, -3:].reshape(24, -1)], 1)
    assert np.abs(edge - edge[0]).mean() < 6


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    same = request(tmp_path)
    assert MotionWarp().generate(same, quiet).data == MotionWarp().generate(same, quiet).data


def test_a_still_film_is_refused(tmp_path: Path) -> None:
    still = film(tmp_path / "still.mp4", still=True)
    with pytest.raises(BadMedia, match=r"Nothing moves in the demonstration 'still\.mp4'"):
        MotionWarp().generate(request(tmp_path, demonstration=still), quiet)


def test_a_film_of_two_frames_is_refused(tmp_path: Path) -> None:
    short = film(tmp_path / "short.mp4", frames=2)
    with pytest.raises(BadMedia, match="only 2 usable frames"):
        MotionWarp().generate(request(tmp_path, demonstration=short), quiet)


def test_it_stops_when_asked_to(tmp_path: Path) -> None:
    def stop(stage: str, fraction: float) -> None:
        if fraction > 0.4:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        MotionWarp().generate(request(tmp_path), stop)


def test_only_the_chosen_part_of_the_film_is_looked_at(tmp_path: Path) -> None:
    shown = film(tmp_path / "long.mp4", frames=96)
    motion = demonstration.analyse(shown.path, 24, 8, (2.0, 4.5))
    assert motion.start >= 2.0
    assert motion.start + motion.seconds <= 4.6


def test_a_part_outside_of_the_film_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMedia, match=r"part from 9 s to 12 s of 'a.mp4' is empty.*4\.0 s long"):
        demonstration.analyse(film(tmp_path / "a.mp4").path, 24, 8, (9.0, 12.0))


def test_other_modes_are_refused() -> None:
    step = StepPrompt(id="a", name="a", text="a")
    clip = ClipRequest(title="t", steps=(step,), index=0)
    with pytest.raises(BackendUnavailable, match="does not make 'clip'"):
        MotionWarp().generate(clip, quiet)


@pytest.mark.parametrize("wish", [{"steps": 4}, {"native": True}])
def test_what_it_cannot_do_is_refused_not_ignored(tmp_path: Path, wish: dict[str, object]) -> None:
    with pytest.raises(BackendUnavailable, match="neither sampling steps nor a size of its own"):
        MotionWarp().generate(request(tmp_path, **wish), quiet)


def test_readiness_is_true_where_opencv_is() -> None:
    assert MotionWarp().readiness().available


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not here")
@pytest.mark.parametrize("name", ["sam2_04_coffee", "videoprism_water_bottle_drumming"])
def test_real_films_move_real_pictures(name: str) -> None:
    wanted = TransferRequest(
        demonstration=MediaRef(sha256="a" * 64, path=str(SHARED / "video" / f"{name}.mp4")),
        context_image=MediaRef(sha256="b" * 64, path=str(SHARED / "images" / "hamer_test1.jpg")),
    )
    made = MotionWarp().generate(wanted, quiet)
    assert (made.width, made.height) == (848, 564)
    assert all(passed for _, passed in made.checks.values())
    assert made.params["peak_shift_px"] > 15
