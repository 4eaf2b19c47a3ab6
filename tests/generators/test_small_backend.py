"""The backend "small" end to end, with a tiny model of random weights: real files, looked into."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from generators.base import (
    Artefact,
    ClipRequest,
    Depiction,
    Generator,
    KeyStepRequest,
    MediaRef,
    StepPrompt,
    TransferRequest,
    WarmsUp,
)
from generators.errors import BackendUnavailable, BadMedia, Cancelled, WeightsError
from generators.media import read_provenance
from generators.small import enlarge, frames, scene
from generators.small.backend import Small
from generators.small.model import SmallConfig, SmallModel
from generators.small.prompt import first_sentence, prompt, thing
from generators.weights import store
from generators.workbench.photo import cover

TINY = SmallConfig(width=32, depth=1, heads=2, bottleneck=8, channels=4)
KNOWN = {"actions": ["pour", "stir", "place"], "things": ["water", "kettle", "mug", "spoon"]}


def pour(number: int, **changes: str) -> StepPrompt:
    depiction = Depiction(action="pour", object="water", instrument="kettle", target="mug:empty")
    return StepPrompt(
        id=f"pour-{number}",
        name=f"Pour it, round {number}",
        text="Pour the water into the mug. Then wait.",
        depiction=depiction.model_copy(update=changes),
    )


STEPS = tuple(pour(number) for number in range(1, 4))


def quickly(texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """A stand-in for the text encoder: three tokens drawn from the text's hash."""
    rows = []
    for text in texts:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        rows.append(torch.randn(3, 384, generator=torch.Generator().manual_seed(seed)))
    return torch.stack(rows), torch.ones(len(texts), 3, dtype=torch.bool)


def save(folder: Path, scene_weight: float = 0.0) -> str:
    """A model that paints noise, or with a high `scene_weight` leaves every scene alone."""
    torch.manual_seed(1)
    model = SmallModel(TINY)
    with torch.no_grad():
        torch.nn.init.normal_(model.head.out.weight, std=0.3)
        torch.nn.init.normal_(model.modulate.weight, std=0.3)
        model.head.out.bias[12:16] = scene_weight
    entry = store.save(
        "small",
        model.state_dict(),
        folder,
        config=TINY.as_table(),
        recipe="tiny",
        trained={"steps": 0, "minutes": 0, "machine": "a test", "commit": "0", "date": "today"},
        scores={},
        vocabulary=KNOWN,
        licence="Apache-2.0",
        card="small.md",
    )
    return entry.digest


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    save(folder)
    return folder


@pytest.fixture(scope="module")
def backend(weights: Path) -> Small:
    return Small(weights, steps=2, encoder=lambda: quickly)


@pytest.fixture
def faithful(tmp_path: Path) -> Small:
    """Leaves every scene as it is."""
    save(tmp_path / "weights", scene_weight=60.0)
    return Small(tmp_path / "weights", steps=1, encoder=lambda: quickly)


@pytest.fixture
def photo(tmp_path: Path) -> MediaRef:
    """Upright, with a fine grid that no 128 px frame can hold."""
    path = tmp_path / "photo.png"
    pixels = np.full((1200, 900, 3), 120, np.uint8)
    pixels[::3] = 200
    pixels[:, ::4] = (40, 90, 160)
    Image.fromarray(pixels).save(path)
    return MediaRef(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), path=str(path))


def silent(stage: str, fraction: float) -> None:
    return None


def key_step(**changes: Any) -> KeyStepRequest:
    little = {"title": "Tea", "steps": STEPS, "index": 0, "width": 192, "height": 128}
    return KeyStepRequest(**{**little, **changes})


def clip(**changes: Any) -> ClipRequest:
    little = {"title": "Tea", "steps": STEPS, "index": 0, "width": 192, "height": 128}
    return ClipRequest(**{**little, "fps": 8, "seconds": 2.0, **changes})


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


def coarse(picture: np.ndarray) -> np.ndarray:
    """Means of squares of 16 px."""
    height, width, _ = picture.shape
    return picture.reshape(height // 16, 16, width // 16, 16, 3).mean(axis=(1, 3))


def film(artefact: Artefact) -> np.ndarray:
    """(T, H, W, 3)"""
    import av

    with av.open(io.BytesIO(artefact.data)) as container:
        return np.stack([f.to_ndarray(format="rgb24") for f in container.decode(video=0)])


# -- whether it can run ----------------------------------------------------------------------------


def test_keeps_the_protocol(backend: Small) -> None:
    generator: Generator = backend
    assert generator.name == "small"
    assert generator.modes == {"key_step", "clip"}
    assert isinstance(backend, WarmsUp)
    assert backend.readiness().available


def test_without_weights_it_says_so_and_refuses(tmp_path: Path) -> None:
    backend = Small(tmp_path, encoder=lambda: quickly)
    ready = backend.readiness()
    assert not ready.available
    assert "no weights 'small'" in ready.reason
    backend.warm_up()  # must not fail where there is nothing to warm
    with pytest.raises(WeightsError, match="no weights 'small'"):
        backend.generate(key_step(), silent)


@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_damaged_shard_is_named_and_refused(tmp_path: Path, damage: str) -> None:
    save(tmp_path)
    (shard,) = tmp_path.glob("*.safetensors")
    data = bytearray(shard.read_bytes())
    data[-1] ^= 1
    if damage == "gone":
        shard.unlink()
    else:
        shard.write_bytes(data if damage == "changed" else data[:-9])
    backend = Small(tmp_path, encoder=lambda: quickly)
    ready = backend.readiness()
    assert not ready.available
    assert shard.name in ready.reason
    with pytest.raises(WeightsError, match=shard.name):
        backend.generate(key_step(), silent)


def test_a_config_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    save(tmp_path)
    manifest = tmp_path / "manifest.toml"
    manifest.write_text(manifest.read_text().replace("bottleneck =", "bottlenek ="))
    with pytest.raises(WeightsError, match="bottlenek"):
        Small(tmp_path, encoder=lambda: quickly).generate(key_step(), silent)


def test_asking_whether_it_can_run_loads_no_torch() -> None:
    code = (
        "import sys; from generators.small.backend import Small; Small().readiness(); "
        "print([n for n in ('torch', 'transformers', 'cv2', 'numpy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- pictures --------------------------------------------------------------------------------------


def test_a_picture_and_its_record(backend: Small, weights: Path, tmp_path: Path) -> None:
    made = backend.generate(key_step(seed=3, width=768, height=512), silent)
    assert pixels(made.data).shape == (512, 768, 3)
    assert (made.origin, made.backend) == ("generated", "small")
    assert made.weights == store.check("small", weights).digest
    assert made.params["native_px"] == 128
    assert (made.params["steps"], made.params["seed"]) == (2, 3)
    assert made.prompt.startswith("pour: water from kettle into mug")
    assert made.checks == {"words_known": (1.0, True)}
    assert made.alt == (
        "Generated picture of step 1, Pour it, round 1: Pour the water into the mug. "
        "Meant to be seen: mug, kettle, water. Details may be wrong."
    )
    path = tmp_path / "p.png"
    path.write_bytes(made.data)
    record = read_provenance(path)
    assert record
    assert record["digital_source_type"].endswith("trainedAlgorithmicMedia")
    assert (record["weights"], record["seed"], record["parents"]) == (made.weights, 3, [])
    assert (record["native_px"], record["unknown"]) == (128, [])


def test_same_request_same_bytes_in_another_process_too(backend: Small, weights: Path) -> None:
    first = backend.generate(key_step(), silent).data
    assert backend.generate(key_step(), silent).data == first
    assert Small(weights, 2, lambda: quickly).generate(key_step(), silent).data == first
    assert backend.generate(key_step(seed=1), silent).data != first


def test_one_sampling_serves_all_steps(backend: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    sampled: list[tuple[int, ...]] = []
    real = frames.sample

    def counted(model: Any, condition: Any, *rest: Any) -> Any:
        sampled.append(tuple(condition.positions.shape))
        return real(model, condition, *rest)

    monkeypatch.setattr(frames, "sample", counted)
    made = [backend.generate(key_step(index=i, seed=77), silent) for i in range(3)]
    assert sampled == [(1, 3)]
    assert len({one.data for one in made}) == 3
    large = backend.generate(key_step(seed=77, width=768, height=512), silent)
    assert pixels(large.data).shape == (512, 768, 3)
    assert len(sampled) == 1, "the size of the picture is no matter of the model"


def test_long_skills_go_in_windows_that_share_a_frame(
    backend: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert frames.windows(3) == [range(3)]
    assert frames.windows(8) == [range(8)]
    assert frames.windows(10) == [range(8), range(7, 10)]
    assert frames.windows(16) == [range(8), range(7, 15), range(14, 16)]
    seen: list[Any] = []
    real = frames.sample

    def watched(model: Any, condition: Any, *rest: Any) -> Any:
        out = real(model, condition, *rest)
        seen.append((condition, out))
        return out

    monkeypatch.setattr(frames, "sample", watched)
    steps = tuple(pour(number) for number in range(10))
    assert backend.generate(key_step(steps=steps, index=7, seed=5), silent)
    assert len(seen) == 1, "step 8 is in the first window"
    backend.generate(key_step(steps=steps, index=9, seed=5), silent)
    (_, before), (condition, after) = seen
    assert condition.given_mask.tolist() == [[True, False, False]]
    assert torch.allclose(condition.given[0, 0], before[0, 7], atol=1 / 127)
    assert torch.equal(after[0, 0], condition.given[0, 0])


def test_steps_elsewhere_are_imagined_there(
    backend: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scene.places([None, Depiction(action="cut", place="garden"), None]) == ["garden"] * 3
    named = ["kitchen", "", "garden", "", "kitchen"]
    places = scene.places([Depiction(action="cut", place=one) for one in named])
    assert places == ["kitchen", "kitchen", "garden", "garden", "kitchen"]
    assert [scene.stay(places, i) for i in (1, 2, 4)] == [range(2), range(2, 4), range(4, 5)]
    counts: list[int] = []
    real = frames.sample

    def counted(model: Any, condition: Any, *rest: Any) -> Any:
        counts.append(condition.positions.shape[1])
        return real(model, condition, *rest)

    monkeypatch.setattr(frames, "sample", counted)
    steps = (pour(1, place="kitchen"), pour(2), pour(3, place="garden"))
    backend.generate(key_step(steps=steps, index=1, seed=6), silent)
    backend.generate(key_step(steps=steps, index=2, seed=6), silent)
    assert counts == [2, 1]


def test_the_tone_of_the_hands_is_a_condition(backend: Small) -> None:
    light, dark = (backend.generate(key_step(skin_tone=tone), silent).data for tone in (0, 3))
    assert light != dark


def test_cancelling_stops_the_sampling(backend: Small) -> None:
    heard: list[float] = []

    def cancel(stage: str, fraction: float) -> None:
        heard.append(fraction)
        if stage.startswith("imagining") and fraction > 0.2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        backend.generate(key_step(seed=8), cancel)
    assert heard[-1] < 0.9
    assert backend.generate(key_step(seed=8), silent).data, "and it can be made afterwards"


def test_progress_only_rises(backend: Small) -> None:
    for request in (key_step(seed=9), clip(seed=10)):
        heard: list[float] = []
        backend.generate(request, lambda stage, fraction, heard=heard: heard.append(fraction))
        assert heard == sorted(heard)
        assert heard[-1] == 1.0


def test_transfer_is_refused_with_the_way_out(backend: Small, photo: MediaRef) -> None:
    with pytest.raises(BackendUnavailable, match="motion-warp"):
        backend.generate(TransferRequest(demonstration=photo, context_image=photo), silent)


# -- the learner's photo ---------------------------------------------------------------------------


def test_a_photo_stays_sharp_where_the_model_leaves_it(faithful: Small, photo: MediaRef) -> None:
    large = key_step(context_image=photo, width=768, height=512)
    made = faithful.generate(large, silent)
    own = cover(np.asarray(Image.open(photo.path)), 768, 512)
    assert np.array_equal(pixels(made.data), own)


def test_the_drawn_place_stays_sharp_too(faithful: Small) -> None:
    made = faithful.generate(key_step(width=768, height=512), silent)
    drawn = scene.from_place("kitchen", 768, 512).picture
    assert np.array_equal(pixels(made.data), drawn)


@pytest.mark.parametrize(("width", "height"), [(384, 256), (512, 512), (640, 360), (300, 200)])
def test_other_sizes_show_the_middle(
    faithful: Small, photo: MediaRef, width: int, height: int
) -> None:
    made = faithful.generate(key_step(context_image=photo, width=width, height=height), silent)
    whole = scene.from_photo(photo, width, height).picture
    assert whole.shape[1] / whole.shape[0] == pytest.approx(1.5, abs=0.01)
    assert np.array_equal(pixels(made.data), scene.cut(whole, width, height))
    assert pixels(made.data).shape == (height, width, 3)


def test_the_photo_is_a_parent_and_changes_the_picture(
    backend: Small, photo: MediaRef, tmp_path: Path
) -> None:
    made = backend.generate(key_step(context_image=photo), silent)
    path = tmp_path / "p.png"
    path.write_bytes(made.data)
    assert (read_provenance(path) or {})["parents"] == [photo.sha256]
    assert made.data != backend.generate(key_step(), silent).data


def test_an_unreadable_photo_is_refused(backend: Small, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"not a picture")
    with pytest.raises(BadMedia):
        backend.generate(key_step(context_image=MediaRef(sha256="0" * 64, path=str(path))), silent)


# -- clips -----------------------------------------------------------------------------------------


def test_a_clip_and_its_record(backend: Small, tmp_path: Path) -> None:
    made = backend.generate(clip(), silent)
    assert (made.media_type, made.fps, made.duration) == ("video/mp4", 8, 2.0)
    shown = film(made)
    assert shown.shape == (16, 128, 192, 3)
    assert 0.05 <= made.params["key_time"] <= 0.95
    assert made.alt.startswith("Generated clip of step 1, Pour it, round 1: Pour the water")
    path = tmp_path / "c.mp4"
    path.write_bytes(made.data)
    record = read_provenance(path)
    assert record
    assert (record["origin"], record["weights"]) == ("generated", made.weights)
    assert backend.generate(clip(), silent).data == made.data
    assert pixels(made.companions["strip.png"]).shape[1] == 1248, "three panels side by side"


def test_the_frames_are_shown_evenly(backend: Small) -> None:
    shown = film(backend.generate(clip(fps=24, seconds=2.0), silent)).astype(int)
    steps = np.abs(np.diff(shown, axis=0)).mean(axis=(1, 2, 3))
    assert len(shown) == 48
    jumps = np.flatnonzero(steps > 8)  # what the encoder changes stays below 3
    assert jumps.tolist() == list(range(2, 47, 3))


def test_poster_and_clip_agree(backend: Small) -> None:
    """The key-step image is the clip's frame at its key time, made here or given."""
    poster = backend.generate(key_step(), silent)
    made = backend.generate(clip(), silent)
    key = round(made.params["key_time"] * 15)
    shown = [coarse(one) for one in film(made)]  # the encoder blurs the noise of this model
    distance = [np.abs(coarse(pixels(poster.data)) - one).mean() for one in shown]
    assert int(np.argmin(distance)) == key
    assert distance[key] < 0.5 * sorted(distance)[1]


def test_a_given_first_frame_is_kept(backend: Small, tmp_path: Path) -> None:
    path = tmp_path / "key.png"
    picture = scene.from_place("kitchen", 768, 512).picture.copy()
    picture[200:360, 300:480] = (210, 30, 40)
    Image.fromarray(picture).save(path)
    given = MediaRef(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), path=str(path))
    made = backend.generate(clip(first_frame=given, width=384, height=256), silent)
    key = film(made)[round(made.params["key_time"] * 15)]
    wanted = cover(picture, 384, 256)
    assert np.abs(key[105:175, 155:235].astype(int) - (210, 30, 40)).mean() < 8
    assert np.abs(key.astype(int) - wanted).mean() < 4
    path = tmp_path / "c.mp4"
    path.write_bytes(made.data)
    assert (read_provenance(path) or {})["parents"] == [given.sha256]


def test_a_clip_can_be_cancelled(backend: Small) -> None:
    def cancel(stage: str, fraction: float) -> None:
        if stage == "imagining the clip":
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        backend.generate(clip(seed=12), cancel)


# -- words -----------------------------------------------------------------------------------------


def test_what_the_model_was_never_shown_is_named(backend: Small) -> None:
    made = backend.generate(key_step(steps=(pour(1, target="tajine", object="gravy"),)), silent)
    assert made.checks["words_known"] == (0.5, False)
    assert made.params["unknown"] == ["gravy", "tajine"]


def test_the_prompt_is_the_canonical_sentence() -> None:
    from generators.training.wording import canonical

    step = pour(1)
    assert step.depiction
    assert prompt(step, KNOWN).text == canonical(step.depiction)


def test_a_step_that_nobody_annotated_is_read_or_taken_as_it_stands() -> None:
    text = "Pour the water into the mug. Wait."
    read = prompt(StepPrompt(id="a", name="Fill it", text=text), KNOWN)
    assert read.depiction
    assert read.depiction.action == "pour"
    assert read.known == 1.0
    odd = StepPrompt(id="b", name="Ponder", text="Consider the matter. Then act.")
    unread = prompt(odd, KNOWN)
    assert unread.text == "Ponder. Consider the matter."
    assert (unread.depiction, unread.known, unread.unknown) == (None, 0.0, ())


def test_pieces_of_words() -> None:
    assert thing("dripper:filter@left") == "dripper"
    assert thing("") == ""
    assert first_sentence("Wait 3.5 min. Pour.") == "Wait 3.5 min."
    assert first_sentence("Wait") == "Wait"


def test_texts_are_read_by_the_encoder_of_the_training(weights: Path) -> None:
    real = Small(weights, steps=1)
    real.warm_up()
    first = real.generate(key_step(index=1), silent)
    other = tuple(pour(number, object="honey") for number in range(1, 4))
    assert first.data != real.generate(key_step(steps=other, index=1), silent).data


# -- enlarging -------------------------------------------------------------------------------------


def test_enlarging_to_the_same_size_changes_nothing() -> None:
    rng = np.random.default_rng(0)
    frame = rng.integers(0, 256, (128, 128, 3), np.uint8)
    assert np.array_equal(enlarge.enlarged(frame, 128, 128), frame)


@pytest.mark.parametrize("size", [(768, 512), (640, 427), (100, 64)])
def test_a_flat_frame_stays_flat(size: tuple[int, int]) -> None:
    flat = np.full((128, 128, 3), (12, 200, 97), np.uint8)
    assert np.array_equal(enlarge.enlarged(flat, *size), np.full((*size[::-1], 3), flat[0, 0]))


def test_edges_are_steep_and_never_overshoot() -> None:
    """A tilted edge between two greys: no ringing, steeper and straighter than cubic."""
    import cv2

    rows, columns = np.mgrid[0:512, 0:768]
    sharp = np.where(columns - 300 > 0.4 * rows, 200, 60).astype(np.uint8)
    sharp = np.repeat(sharp[..., None], 3, axis=2)
    frame = enlarge.squeezed(sharp)
    large = enlarge.enlarged(frame, 768, 512)
    assert (large.min(), large.max()) == (60, 200)
    cubic = cv2.resize(frame, (768, 512), interpolation=cv2.INTER_CUBIC)
    error, usual = (np.abs(one.astype(int) - sharp).mean() for one in (large, cubic))
    assert error < 0.5 * usual


def test_squeezed_again_it_gives_the_frame_back() -> None:
    picture = scene.from_place("kitchen", 768, 512).picture
    frame = enlarge.squeezed(picture)
    again = enlarge.squeezed(enlarge.enlarged(frame, 768, 512))
    assert np.abs(again.astype(int) - frame).mean() < 1.0


def test_the_scene_is_kept_but_where_something_new_is() -> None:
    rng = np.random.default_rng(0)
    place = scene.from_place("kitchen", 768, 512).picture
    frame = enlarge.squeezed(place)
    noisy = (frame + rng.normal(0, 2, frame.shape)).clip(0, 255).astype(np.uint8)
    assert np.array_equal(enlarge.composed(noisy, place), place), "noise is nothing new"
    noisy[40:60, 50:70] = (220, 20, 20)
    made = enlarge.composed(noisy, place)
    assert np.array_equal(made[168:232, 312:408], np.full((64, 96, 3), (220, 20, 20), np.uint8))
    elsewhere = np.ones((512, 768), bool)
    elsewhere[35 * 4 : 65 * 4, 45 * 6 : 75 * 6] = False  # five px of the frame around it
    assert np.array_equal(made[elsewhere], place[elsewhere])


def test_a_soft_shadow_belongs_to_what_casts_it() -> None:
    ground = np.full((128, 128, 3), 180, np.uint8)
    frame = ground.copy()
    frame[60:70, 60:70] = 40
    frame[70:74, 56:74] = 165  # weaker than what counts alone
    frame[10:14, 10:30] = 165  # the same, of nothing
    mask = enlarge.changed(frame, ground)
    assert mask[72, 58] == 1.0
    assert mask[:20].max() == 0.0
    assert not enlarge.changed(ground, ground).any()
