"""A lesson and a procedure leave Keystep whole, and what can come back comes back equal."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import av
import pytest

from generators import registry
from generators.base import ClipRequest, KeyStepRequest, spec_digest
from knowledge import formats
from knowledge.library import seed_procedures
from knowledge.procedure import Check, Media, Origin, Procedure
from knowledge.walkthrough import Take, Walkthrough
from tools.artefacts import ArtefactStore
from tools.export import (
    ExportError,
    as_procedure,
    export_procedure,
    export_walkthrough,
    zip_media,
)
from tools.illustrate import prompts
from tools.lesson import doubts, lesson_of, origin_label, webvtt
from tools.lesson_folder import write_lesson
from tools.plan import plan_walkthrough


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return next(one for one in seed_procedures() if one.id == "clove-hitch")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ArtefactStore:
    return ArtefactStore(tmp_path_factory.mktemp("artefacts"))


@pytest.fixture(scope="module")
def walkthrough(procedure: Procedure, store: ArtefactStore) -> Walkthrough:
    """A real plan with a real picture of step 1 and a real clip of step 2."""
    walk = plan_walkthrough(procedure, "tie a clove hitch")
    steps = prompts(walk)
    picture = KeyStepRequest(title=walk.title, steps=steps, index=0)
    clip = ClipRequest(title=walk.title, steps=steps, index=1, seconds=1.0, fps=12)
    for request, medium in ((picture, "image"), (clip, "clip")):
        key = spec_digest("schematic", request)
        made = registry.get("schematic").generate(request, lambda stage, fraction: None)
        store.put(key, made, request, "schematic")
        take = Take(job_id=key, backend="schematic", seed=0)
        walk = walk.with_take(walk.steps[request.index].id, medium, take)  # type: ignore[arg-type]
    return walk


def test_a_lesson_is_written_with_everything_it_names(
    walkthrough: Walkthrough, store: ArtefactStore, tmp_path: Path
) -> None:
    lesson = write_lesson(walkthrough, store, tmp_path / "out")
    document = json.loads((tmp_path / "out" / "walkthrough.json").read_text())
    assert [step["name"] for step in document["steps"]] == [step.name for step in lesson.steps]
    media = [medium for step in document["steps"] for medium in step["media"]]
    assert {medium["kind"] for medium in media} == {"image", "clip"}
    for medium in media:
        assert (tmp_path / "out" / medium["path"]).stat().st_size > 1000
        assert medium["origin"] == "schematic"
        assert medium["alt"]
        assert len(medium["sha256"]) == 64
    for step in document["steps"]:
        assert step["citations"][0]["procedure_id"] == "clove-hitch"


def test_the_page_holds_its_media_and_needs_no_network(
    walkthrough: Walkthrough, store: ArtefactStore
) -> None:
    page = export_walkthrough(walkthrough, store, "html").decode()
    assert "data:image/png;base64," in page
    assert "data:video/mp4;base64," in page
    assert "http://" not in page
    assert "https://" not in page
    for step in walkthrough.steps:
        assert step.name in page


def test_text_from_a_procedure_cannot_become_markup(
    procedure: Procedure, store: ArtefactStore
) -> None:
    step = procedure.steps[0].model_copy(update={"text": "<script>alert(1)</script>"})
    bad = procedure.model_copy(update={"steps": (step, *procedure.steps[1:])})
    assert b"<script>" not in export_procedure(bad, "html", store)


@pytest.mark.parametrize("fmt", ["yaml", "jsonld"])
def test_a_procedure_comes_back_equal(procedure: Procedure, store: ArtefactStore, fmt: str) -> None:
    data = export_procedure(procedure, fmt, store)
    assert formats.read(data, f"clove-hitch.{fmt}") == [procedure]


@pytest.mark.parametrize("fmt", ["yaml", "jsonld"])
def test_a_lesson_comes_back_equal_as_a_procedure(
    walkthrough: Walkthrough, store: ArtefactStore, fmt: str
) -> None:
    data = export_walkthrough(walkthrough, store, fmt)
    assert formats.read(data, f"lesson.{fmt}") == [as_procedure(walkthrough, store)]


def test_the_zip_lists_what_it_holds(walkthrough: Walkthrough, store: ArtefactStore) -> None:
    data = export_walkthrough(walkthrough, store, "zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["formatVersion"] == 1
        assert sorted(manifest["files"]) == sorted(set(archive.namelist()) - {"manifest.json"})
        assert any(name.endswith(".vtt") for name in manifest["files"])
    assert data == export_walkthrough(walkthrough, store, "zip")


def test_the_film_joins_the_clips_with_their_words(
    walkthrough: Walkthrough, store: ArtefactStore
) -> None:
    film = export_walkthrough(walkthrough, store, "mp4")
    with av.open(io.BytesIO(film)) as container:
        stream = container.streams.video[0]
        clip = lesson_of(walkthrough, store).steps[1].medium("clip")
        assert clip is not None
        assert stream.width == clip.width
        assert stream.height > clip.height
        seconds = sum(1 for _ in container.decode(stream)) / 24
        assert seconds == pytest.approx(clip.duration, abs=0.2)


def test_what_cannot_be_written_says_so(
    procedure: Procedure, walkthrough: Walkthrough, store: ArtefactStore
) -> None:
    with pytest.raises(ExportError, match="choose from"):
        export_walkthrough(walkthrough, store, "docx")
    with pytest.raises(ExportError, match="clips"):
        export_procedure(procedure, "mp4", store)
    bare = walkthrough.model_copy(update={"media": ()})
    with pytest.raises(ExportError, match="no clips yet"):
        export_walkthrough(bare, store, "mp4")


def test_chosen_clips_leave_with_a_manifest(walkthrough: Walkthrough, store: ArtefactStore) -> None:
    media = store.list()
    with zipfile.ZipFile(io.BytesIO(zip_media([*media, media[0]], store))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert len(manifest["files"]) == len(media)
        assert {record["backend"] for record in manifest["media"]} == {"schematic"}


def test_captions_share_the_time_among_the_sentences() -> None:
    captions = webvtt("Short one. A much longer second sentence follows it.", 3.0)
    assert captions.startswith("WEBVTT\n\n00:00:00.000 --> ")
    assert captions.rstrip().endswith("A much longer second sentence follows it.")
    assert "--> 00:00:03.000" in captions


def generated(known: float, *unknown: str) -> Media:
    return Media(
        id="ab" * 32,
        kind="image",
        role="key_step",
        path="media.png",
        sha256="ab" * 32,
        origin=Origin.GENERATED,
        backend="small",
        weights="cd" * 32,
        params={"native_px": 128, "unknown": unknown},
        checks=(Check(name="words_known", value=known, passed=known == 1.0),),
    )


def test_a_generated_picture_says_its_size_and_what_its_maker_was_never_shown() -> None:
    assert origin_label(generated(1.0)) == "Generated by a model, 128 px"
    assert doubts(generated(1.0)) == ""
    assert doubts(generated(0.5, "wok", "gas-hob")) == "The model was never shown: wok, gas hob."
    assert doubts(generated(0.0)) == "The model may not know what this step says."


def test_the_label_of_a_lesson_carries_the_doubt(
    walkthrough: Walkthrough, store: ArtefactStore
) -> None:
    request = KeyStepRequest(title=walkthrough.title, steps=prompts(walkthrough), index=0)
    drawn = registry.get("schematic").generate(request, lambda stage, fraction: None)
    doubtful = generated(0.5, "rope")
    made = drawn.model_copy(
        update={
            "origin": "generated",
            "backend": "small",
            "weights": doubtful.weights,
            "params": doubtful.params,
            "checks": {"words_known": (0.5, False)},
        }
    )
    store.put("ef" * 32, made, request, "small")
    take = Take(job_id="ef" * 32, backend="small", seed=0)
    lesson = lesson_of(walkthrough.with_take(walkthrough.steps[0].id, "image", take), store)
    shown = lesson.steps[0].medium("image")
    assert shown
    assert shown.label == "Generated by a model, 128 px. The model was never shown: rope"
