"""The transfer backend on tiny weights: from a film and a photo to a clip, and what it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generators import media, weights
from generators.base import ClipRequest, MediaRef, StepPrompt, TransferRequest
from generators.delta import shipped
from generators.delta.backend import Delta, _checks
from generators.delta.demonstration import windows
from generators.errors import BackendUnavailable, BadMedia, Cancelled, WeightsError
from generators.media import read_provenance, read_video
from generators.small.enlarge import squeezed
from generators.training.delta.pairs import WorldPairs
from generators.training.delta.ship import ship
from generators.training.delta.train import train
from generators.training.scenes import PLAIN
from tests.generators.test_delta import tiny
from tests.generators.tiny_world import tiny_world


def quiet(_stage: str, _share: float) -> None: ...


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    assert train(tiny(), WorldPairs(tiny_world(), PLAIN), folder) is not None
    return folder


@pytest.fixture(scope="module")
def folder(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("weights")
    ship(run, place)
    return place


def film(path: Path, seconds: float = 3.0, size: tuple[int, int] = (96, 144)) -> MediaRef:
    """A bright square walks to and fro over a mottled ground."""
    ground = np.random.default_rng(0).integers(60, 110, (*size, 3), dtype=np.uint8)
    pictures = []
    for at in range(round(seconds * 16)):
        picture = ground.copy()
        x = 4 + abs((2 * at) % (2 * (size[1] - 40)) - (size[1] - 40))
        picture[30:60, x : x + 30] = 230
        pictures.append(picture)
    path.write_bytes(media.encode_mp4(pictures, 16, {}))
    return MediaRef(sha256="a" * 64, path=str(path))


def photo(path: Path, mode: str = "RGB", size: tuple[int, int] = (241, 161)) -> MediaRef:
    picture = Image.new("RGB", size, (200, 190, 170))
    picture.paste((180, 40, 40), (60, 60, 120, 120))
    if mode == "RGBA":
        picture.putalpha(128)
    elif mode == "I;16":
        picture = Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    picture.save(path)
    return MediaRef(sha256="b" * 64, path=str(path))


def asked(tmp_path: Path, **changes: object) -> TransferRequest:
    values = {"demonstration": film(tmp_path / "a.mp4"), "context_image": photo(tmp_path / "b.png")}
    return TransferRequest(**{**values, **changes})  # type: ignore[arg-type]


def test_a_clip_of_the_photos_own_size_that_begins_with_the_photo(
    folder: Path, tmp_path: Path
) -> None:
    made = Delta(folder).generate(asked(tmp_path), quiet)
    assert (made.width, made.height) == (240, 160)
    assert made.duration == pytest.approx(16 / 8)
    (tmp_path / "made.mp4").write_bytes(made.data)
    first = read_video(tmp_path / "made.mp4").frames[0]
    wanted = np.asarray(Image.open(tmp_path / "b.png"))[:160, :240]
    assert np.abs(first.astype(int) - wanted).mean() < 4
    assert set(made.checks) == {"motion_timing", "keeps_context", "appearance_leak"}
    assert made.params["windows"] == 1
    assert made.params["bottleneck"] == "delta"


def test_the_file_says_how_it_was_made(folder: Path, tmp_path: Path) -> None:
    made = Delta(folder).generate(asked(tmp_path, seed=5), quiet)
    (tmp_path / "made.mp4").write_bytes(made.data)
    told = read_provenance(tmp_path / "made.mp4")
    assert told is not None
    assert told["backend"] == "delta"
    assert told["origin"] == "generated"
    assert told["weights"] == made.weights == weights.manifest(folder)["delta"].digest
    assert told["seed"] == 5
    assert told["parents"] == ["b" * 64, "a" * 64]
    assert "imagined" in made.alt


def test_the_same_request_gives_the_same_bytes_and_another_seed_others(
    folder: Path, tmp_path: Path
) -> None:
    backend = Delta(folder)
    one, two, other = (
        backend.generate(asked(tmp_path, seed=seed), quiet).data for seed in (1, 1, 2)
    )
    assert one == two != other


def test_a_longer_film_makes_a_longer_clip(folder: Path, tmp_path: Path) -> None:
    made = Delta(folder).generate(
        asked(tmp_path, demonstration=film(tmp_path / "long.mp4", 7.0)), quiet
    )
    assert made.params["windows"] == 2
    assert made.duration == pytest.approx(31 / 8)


def test_native_is_what_the_model_made_and_steps_are_obeyed(folder: Path, tmp_path: Path) -> None:
    made = Delta(folder).generate(asked(tmp_path, native=True, steps=2), quiet)
    assert (made.width, made.height) == (128, 128)
    assert made.params["steps"] == 2


def test_timing_compares_each_frame_with_its_own_moment(tmp_path: Path) -> None:
    seen = windows(film(tmp_path / "long.mp4", 7.0).path)
    frames = np.concatenate([one.frames[min(k, 1) :] for k, one in enumerate(seen)])
    small = np.stack([squeezed(frame) for frame in frames])
    assert len(small) == 31
    checks = _checks(small, seen)
    assert checks["motion_timing"] == (1.0, True)


def test_only_the_part_is_carried_over(folder: Path, tmp_path: Path) -> None:
    made = Delta(folder).generate(asked(tmp_path, part=(1.0, 2.5)), quiet)
    assert made.params["demonstration_start_s"] == 1.0
    assert made.params["demonstration_seconds"] == 1.5


@pytest.mark.parametrize(
    ("mode", "size"), [("RGBA", (241, 161)), ("I;16", (241, 161)), ("RGB", (120, 240))]
)
def test_unusual_pictures_and_a_film_of_another_shape(
    folder: Path, tmp_path: Path, mode: str, size: tuple[int, int]
) -> None:
    made = Delta(folder).generate(
        asked(
            tmp_path,
            context_image=photo(tmp_path / "odd.png", mode, size),
            demonstration=film(tmp_path / "tall.mp4", size=(160, 90)),
        ),
        quiet,
    )
    assert (made.width, made.height) == (size[0] - size[0] % 2, size[1] - size[1] % 2)


def test_a_film_that_cannot_be_used_is_refused(folder: Path, tmp_path: Path) -> None:
    still = np.full((96, 144, 3), 90, np.uint8)
    (tmp_path / "still.mp4").write_bytes(media.encode_mp4([still] * 40, 16, {}))
    shown = MediaRef(sha256="a" * 64, path=str(tmp_path / "still.mp4"))
    with pytest.raises(BadMedia, match="Nothing moves in the demonstration"):
        Delta(folder).generate(asked(tmp_path, demonstration=shown), quiet)


def test_it_can_be_stopped(folder: Path, tmp_path: Path) -> None:
    def stop(_stage: str, share: float) -> None:
        if share > 0.3:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        Delta(folder).generate(asked(tmp_path), stop)


def test_other_modes_are_refused(folder: Path) -> None:
    step = StepPrompt(id="a", name="a", text="a")
    with pytest.raises(BackendUnavailable, match="does not make 'clip'"):
        Delta(folder).generate(ClipRequest(title="t", steps=(step,), index=0), quiet)


def test_without_weights_it_says_so(tmp_path: Path) -> None:
    backend = Delta(tmp_path)
    backend.warm_up()
    assert "no weights 'delta'" in backend.readiness().reason
    assert not backend.readiness().available


def test_one_entry_holds_all_three_parts(run: Path, folder: Path, tmp_path: Path) -> None:
    tensors, entry = weights.load("delta", folder)
    assert {key.partition(".")[0] for key in tensors} == {"encoder", "predictor", "generator"}
    assert not any("read" in key.split(".")[1] for key in tensors if key.startswith("encoder."))
    assert entry.trained["steps"] == 2 + 2 + 3
    transfer, _ = shipped.load(folder)
    assert transfer.predictor is not None
    with pytest.raises(WeightsError, match=r"\[delta.config\] does not fit"):
        shipped.built({**entry.config, "latent": {"width": 3}})
    bare = tmp_path / "bare"
    assert train(tiny(bottleneck="none"), WorldPairs(tiny_world(), PLAIN), bare, base=run)
    assert not (bare / "encoder").exists(), "it stands on the other run's"
    made = ship(bare, tmp_path / "weights", base=run)
    assert made.config["bottleneck"] == "none"
    assert shipped.load(tmp_path / "weights")[0].predictor is None
