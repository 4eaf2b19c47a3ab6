"""The schematic backend end to end: real pictures and clips from real requests."""

import hashlib
import io
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
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
from generators.errors import BackendUnavailable, BadMedia, Cancelled
from generators.media import read_provenance
from generators.schematic import Schematic

SEEDS = sorted((Path(__file__).parents[2] / "knowledge" / "seeds").glob("*.yaml"))


def silent(stage: str, fraction: float) -> None:
    return None


def key_steps(path: Path) -> tuple[StepPrompt, ...]:
    data = yaml.safe_load(path.read_text("utf-8"))
    return tuple(
        StepPrompt(
            id=step["id"],
            name=step["name"],
            text=step["text"],
            depiction=Depiction(**step["visual"]) if step.get("visual") else None,
        )
        for step in data["steps"]
        if step.get("key", True)
    )


STEPS = (
    StepPrompt(
        id="pour",
        name="Pour in circles",
        text="Pour slowly.",
        depiction=Depiction(
            action="pour",
            object="water",
            instrument="gooseneck-kettle",
            target="dripper:blooming",
            result_state="wet-grounds",
            also=("server:low",),
            notice="A thin stream",
            label="300 g",
        ),
    ),
    StepPrompt(id="odd", name="Ponder", text="Consider the dialectics of the matter."),
)


def picture(**changes: Any) -> Artefact:
    request = KeyStepRequest(**{"title": "Coffee", "steps": STEPS, "index": 0, **changes})
    return Schematic().generate(request, silent)


def pixels(artefact: Artefact) -> np.ndarray:
    with Image.open(io.BytesIO(artefact.data)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def test_keeps_the_protocol() -> None:
    backend: Generator = Schematic()
    assert backend.name == "schematic"
    assert backend.modes == {"key_step", "clip"}
    assert backend.readiness().available


def test_picture_record_says_what_it_is(tmp_path: Path) -> None:
    made = picture(seed=4)
    assert (made.media_type, made.width, made.height) == ("image/png", 768, 512)
    assert made.origin == "schematic"
    assert "Pour in circles" in made.alt
    assert "wet grounds" in made.alt
    assert made.checks["parser_confidence"] == (1.0, True)
    assert made.companions["svg"].startswith(b"<svg")
    path = tmp_path / "p.png"
    path.write_bytes(made.data)
    record = read_provenance(path)
    assert record
    assert (
        record.items()
        >= {
            "tool": "keystep",
            "origin": "schematic",
            "backend": "schematic",
            "weights": "",
            "seed": 4,
            "prompt": made.prompt,
        }.items()
    )
    assert record["parents"] == []


def test_same_request_same_bytes() -> None:
    assert picture().data == picture().data
    clip = ClipRequest(title="Coffee", steps=STEPS, index=0, seconds=1.0, fps=8)
    first, second = (Schematic().generate(clip, silent).data for _ in range(2))
    assert first == second


def test_unreadable_text_becomes_a_marked_card() -> None:
    made = picture(index=1)
    assert made.params["level"] == "card"
    assert made.checks["parser_confidence"][1] is False
    assert made.alt.startswith("Text card of step 2")
    assert b"Text only" in made.companions["svg"]
    assert b"dialectics" in made.companions["svg"]


def test_stand_ins_fail_their_check() -> None:
    depiction = Depiction(action="cut", object="pumpkin", target="chopping-board")
    made = picture(steps=(StepPrompt(id="p", name="Cut", text="Cut.", depiction=depiction),))
    assert made.checks["stand_ins"] == (1.0, False)
    assert made.params["stand_ins"] == ["pumpkin"]
    assert b"Approximate drawing" in made.companions["svg"]


@pytest.fixture
def photo(tmp_path: Path) -> MediaRef:
    path = tmp_path / "photo.png"
    ramp = np.linspace(20, 230, 900, dtype=np.uint8)
    Image.fromarray(np.broadcast_to(ramp[None, :, None], (1200, 900, 3)).copy()).save(path)
    return MediaRef(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), path=str(path))


def test_the_photo_is_the_ground(photo: MediaRef, tmp_path: Path) -> None:
    made = picture(context_image=photo, spot=(0.4, 0.6))
    shown = pixels(made)
    assert abs(shown[505, 5] - 20).max() < 12  # the photo's own corners
    assert abs(shown[140, 764] - 230).max() < 12
    assert b"data:image/jpeg;base64," in made.companions["svg"]
    path = tmp_path / "p.png"
    path.write_bytes(made.data)
    record = read_provenance(path)
    assert record
    assert record["parents"] == [photo.sha256]


def test_the_spot_moves_the_action(photo: MediaRef) -> None:
    left, right = (pixels(picture(context_image=photo, spot=(x, 0.6))) for x in (0.25, 0.7))
    assert np.abs(left - right).mean() > 3


def test_an_unreadable_photo_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"not a picture")
    with pytest.raises(BadMedia):
        picture(context_image=MediaRef(sha256="0" * 64, path=str(path)))


@pytest.mark.parametrize(("width", "height"), [(384, 256), (512, 512), (640, 360)])
def test_other_sizes(width: int, height: int) -> None:
    assert pixels(picture(width=width, height=height)).shape == (height, width, 3)


def test_clip_is_h264_of_the_asked_length(tmp_path: Path) -> None:
    import av

    request = ClipRequest(title="Coffee", steps=STEPS, index=0, seconds=2.0)
    fractions: list[float] = []
    made = Schematic().generate(request, lambda stage, fraction: fractions.append(fraction))
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    with av.open(io.BytesIO(made.data)) as container:
        stream = container.streams.video[0]
        frames = sum(1 for _ in container.decode(stream))
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert frames == 48
    assert made.duration == 2.0


def test_cancelling_stops_between_frames() -> None:
    def cancel(stage: str, fraction: float) -> None:
        if fraction > 0.3:
            raise Cancelled("stopped")

    request = ClipRequest(title="Coffee", steps=STEPS, index=0)
    with pytest.raises(Cancelled):
        Schematic().generate(request, cancel)


def test_transfer_is_refused_with_the_way_out(photo: MediaRef) -> None:
    with pytest.raises(BackendUnavailable, match="motion-warp"):
        Schematic().generate(TransferRequest(demonstration=photo, context_image=photo), silent)


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_every_built_in_key_step_is_drawn_specifically(path: Path) -> None:
    from generators.workbench.compose import direct

    steps = key_steps(path)
    doubts = {}
    for index, step in enumerate(steps):
        shot = direct(steps, index, 1, lambda s: (Depiction(action="hold"), 0.0))
        if shot.level != "specific":
            doubts[step.id] = shot.unknown
    assert not doubts


def test_a_picture_and_a_clip_are_made_within_budget() -> None:
    picture()  # fonts and sprites are read once
    start = time.process_time()
    picture(seed=1)
    assert time.process_time() - start < 1.0  # budget 0.4 s; room for slow machines
    start = time.process_time()
    Schematic().generate(ClipRequest(title="Coffee", steps=STEPS, index=0), silent)
    assert time.process_time() - start < 6.0  # budget 3 s


def test_it_warms_up_without_a_request() -> None:
    backend = Schematic()
    assert isinstance(backend, WarmsUp)
    backend.warm_up()
