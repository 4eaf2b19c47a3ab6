"""Which film shows a step, whether it can be carried over, and how it travels in a ZIP."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from knowledge.demonstrations import SimilarSteps
from knowledge.library import Library
from knowledge.procedure import Media, Procedure, Step, Visual
from knowledge.walkthrough import PlannedStep
from tests import films
from tools.artefacts import ArtefactStore
from tools.demonstrations import Demonstrations, checked, trimmed, trouble
from tools.errors import BadUpload
from tools.export import export_procedure
from tools.intake import read_procedures
from tools.plan import plan_walkthrough

WAVING, OTHER = films.waving(), films.waving(seed=5)


@pytest.fixture
def store(tmp_path: Path) -> ArtefactStore:
    return ArtefactStore(tmp_path / "artefacts")


def upload(store: ArtefactStore, data: bytes, name: str = "film.mp4") -> Media:
    record = store.upload_record(store.add_upload(data, name).sha256)
    assert record is not None
    return record


def procedure(id: str, *steps: tuple[str, str, Media | None]) -> Procedure:
    """`steps`: name, action and film of each."""
    return Procedure(
        id=id,
        name=id.title(),
        steps=tuple(
            Step(
                id=f"s{at}",
                position=at,
                name=name,
                text=f"{name} slowly.",
                visual=Visual(action=action) if action else None,
                media=(film,) if film else (),
            )
            for at, (name, action, film) in enumerate(steps, start=1)
        ),
    )


class WordCount:
    """Texts are alike as far as they share words."""

    def embed_one(self, text: str) -> np.ndarray:
        row = np.zeros(1000, np.float32)
        for word in text.lower().replace(".", "").split():
            row[sum(map(ord, word)) % 1000] = 1.0
        return row / np.linalg.norm(row)


def sources(library: Library, store: ArtefactStore) -> Demonstrations:
    lookup = SimilarSteps(library, WordCount())  # type: ignore[arg-type]
    return Demonstrations(library, lambda: store, lambda: lookup)


def planned(library: Library, id: str) -> PlannedStep:
    return plan_walkthrough(library.get(id), id).steps[0]


def test_the_learners_own_comes_first_then_the_steps_own(
    tmp_path: Path, store: ArtefactStore
) -> None:
    library = Library(f"sqlite:///{tmp_path / 'library.sqlite'}")
    film = trimmed(upload(store, WAVING), (0.5, 1.5))
    library.add(procedure("coffee", ("Pour the water", "pour", film)))
    own = upload(store, OTHER)
    step = planned(library, "coffee")
    found = sources(library, store).of(step, own.sha256, (0.0, 1.0))
    assert [(one.whose, one.part) for one in found] == [
        ("learner", (0.0, 1.0)),
        ("instructor", (0.5, 1.5)),
    ]
    assert found[1].called == "your instructor's demonstration"
    best = sources(library, store).best(step)
    assert best is not None
    assert best.film.sha256 == film.sha256
    named = sources(library, store).best(step, own.sha256, whose="instructor")
    assert named is not None
    assert named.whose == "instructor"


def test_a_similar_step_lends_its_film_and_is_named(tmp_path: Path, store: ArtefactStore) -> None:
    library = Library(f"sqlite:///{tmp_path / 'library.sqlite'}")
    film = upload(store, WAVING)
    library.add(procedure("tea", ("Pour the water", "pour", None)))
    library.add(procedure("press", ("Wait", "wait", None), ("Pour all the water", "pour", film)))
    library.add(procedure("bread", ("Pour the water", "knead", film)))  # another action
    [found] = sources(library, store).of(planned(library, "tea"))
    assert (found.whose, found.source) == ("similar", "from “Press”, step 2")
    assert found.called == "the demonstration from “Press”, step 2"
    assert found.origin == "An instructor's own, from “Press”, step 2"


@pytest.mark.parametrize("name", ["Grind the beans", "Wait for the timer"])
def test_what_is_not_clearly_similar_lends_nothing(
    tmp_path: Path, store: ArtefactStore, name: str
) -> None:
    library = Library(f"sqlite:///{tmp_path / 'library.sqlite'}")
    library.add(procedure("tea", (name, "pour", None)))
    library.add(procedure("press", ("Pour all the water", "pour", upload(store, WAVING))))
    assert sources(library, store).of(planned(library, "tea")) == ()


def test_a_film_that_is_not_here_or_cannot_be_used_is_not_carried_over(
    tmp_path: Path, store: ArtefactStore
) -> None:
    library = Library(f"sqlite:///{tmp_path / 'library.sqlite'}")
    film = upload(store, WAVING)
    gone = film.model_copy(update={"sha256": "0" * 64})
    strange = film.model_copy(update={"sha256": "../../etc/passwd"})
    watched = checked(film, "It is cut at 1.0 s.")
    for id, one in (("gone", gone), ("strange", strange), ("watched", watched)):
        library.add(procedure(id, (id.title(), id, one)))
    found = sources(library, store)
    assert found.of(planned(library, "gone")) == ()
    assert found.of(planned(library, "strange")) == ()
    [only] = found.of(planned(library, "watched"))
    assert not only.usable
    assert found.best(planned(library, "watched")) is None


def test_a_draft_changes_nothing_for_a_plan_and_a_new_version_nothing_for_an_old_one(
    tmp_path: Path, store: ArtefactStore
) -> None:
    library = Library(f"sqlite:///{tmp_path / 'library.sqlite'}")
    library.add(procedure("coffee", ("Pour the water", "pour", None)))
    before = planned(library, "coffee")
    library.add(procedure("coffee", ("Pour the water", "pour", upload(store, WAVING))))
    assert sources(library, store).of(before) == ()
    assert len(sources(library, store).of(planned(library, "coffee"))) == 1


@pytest.mark.parametrize(
    ("data", "part", "words"),
    [
        (films.waving(), None, ""),
        (films.cut(), None, "'mine.mp4' is cut at 2.0 s: choose a part without a cut"),
        (films.cut(), (0.0, 1.9), ""),
        (films.still(), None, "Nothing moves in the demonstration 'mine.mp4'"),
        (films.one_frame(), None, "has only 1 frame to be used"),
        (films.waving(26.0), None, "is 26 s long: choose a part of at most 24 seconds"),
        (films.waving(26.0), (3.0, 8.0), ""),
    ],
)
def test_what_keeps_a_part_from_being_used_is_one_sentence(
    store: ArtefactStore, data: bytes, part: tuple[float, float] | None, words: str
) -> None:
    film = upload(store, data, "mine.mp4")
    found = trouble(str(store.path(film)), "mine.mp4", part)
    assert words in found
    assert bool(found) == bool(words)
    assert checked(film, found).usable == (not words)


def test_a_zip_brings_its_films_back_and_words_alone_do_not(
    tmp_path: Path, store: ArtefactStore
) -> None:
    film = checked(trimmed(upload(store, WAVING, "pour.mp4"), (0.2, 1.4)), "")
    one = procedure("coffee", ("Pour the water", "pour", film), ("Pour on", "pour", film))
    elsewhere = ArtefactStore(tmp_path / "elsewhere")
    assert read_procedures(export_procedure(one, "yaml", store), "c.yaml", elsewhere) == [one]
    assert elsewhere.upload(film.sha256) is None
    packed = export_procedure(one, "zip", store)
    assert read_procedures(packed, "c.zip", elsewhere) == [one]
    back = elsewhere.upload_record(film.sha256)
    assert back is not None
    assert back.params["filename"] == "pour.mp4"
    assert packed == export_procedure(one, "zip", store)


def test_strange_zips_are_a_sentence_and_bring_nothing_unasked(
    tmp_path: Path, store: ArtefactStore
) -> None:
    def packed(**members: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    with pytest.raises(BadUpload, match=r"'holiday.zip' holds no procedure.yaml"):
        read_procedures(packed(beach=b"sun"), "holiday.zip", store)
    words = export_procedure(procedure("tea", ("Pour", "pour", None)), "yaml", store)
    whole = packed(**{"procedure.yaml": words, "media/demonstration-1.mp4": WAVING})
    assert [one.id for one in read_procedures(whole, "tea.zip", store)] == ["tea"]
    assert not (store.root / "uploads").exists(), "a film that no step names was kept"
    with pytest.raises(BadUpload, match=r"'half.zip' is damaged"):
        read_procedures(whole[: len(whole) // 2], "half.zip", store)


def test_a_zip_with_a_damaged_film_is_refused_and_keeps_nothing(
    tmp_path: Path, store: ArtefactStore
) -> None:
    film = upload(store, WAVING, "pour.mp4")
    packed = export_procedure(procedure("tea", ("Pour", "pour", film)), "zip", store)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        info = next(one for one in archive.infolist() if one.filename.startswith("media/"))
        words = archive.read("procedure.yaml")
    begins = info.header_offset + 30 + len(info.filename)
    torn = bytearray(packed)
    torn[begins + 8 : begins + 40] = b"\xff" * 32
    locked = bytearray(packed)
    at = locked.rindex(b"PK\x01\x02")  # the last entry of the directory
    while locked[at + 46 : at + 46 + len(info.filename)] != info.filename.encode():
        at = locked.rindex(b"PK\x01\x02", 0, at)
    locked[at + 8] |= 1
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("procedure.yaml", words)
        archive.writestr(info.filename, b"another film")
    elsewhere = ArtefactStore(tmp_path / "elsewhere")
    for data, said in (
        (bytes(torn), "is damaged"),
        (buffer.getvalue(), "is damaged"),
        (bytes(locked), "is encrypted"),
    ):
        with pytest.raises(BadUpload, match=said):
            read_procedures(data, "tea.zip", elsewhere)
    assert elsewhere.upload(film.sha256) is None
