"""The instructor's form: what is typed becomes a procedure, or a sentence about what is missing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from knowledge.library import seed_procedures
from knowledge.procedure import Media, Origin, Procedure, Step
from ui.components import drafts
from ui.components.drafts import Drafts


@pytest.mark.parametrize("procedure", seed_procedures(), ids=lambda one: one.id)
def test_a_form_that_nobody_touched_gives_the_same_procedure(procedure: Procedure) -> None:
    again, troubles = drafts.to_procedure(drafts.of_procedure(procedure))
    assert troubles == []
    assert again == procedure


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("45 s", timedelta(seconds=45)),
        ("4 min 30 s", timedelta(minutes=4, seconds=30)),
        ("1 h", timedelta(hours=1)),
        ("1h 30min", timedelta(hours=1, minutes=30)),
        ("2 minutes", timedelta(minutes=2)),
        ("  ", None),
    ],
)
def test_times_as_people_write_them(text: str, time: timedelta | None) -> None:
    assert drafts.read_time(text) == time


@pytest.mark.parametrize("text", ["soon", "5", "min", "1 d"])
def test_a_time_that_cannot_be_read_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write 45 s"):
        drafts.read_time(text)


def test_an_empty_form_says_what_is_missing() -> None:
    procedure, troubles = drafts.to_procedure(drafts.new())
    assert procedure is None
    assert troubles == ["Give the procedure a name.", "Write at least one step."]


def test_names_that_are_equal_get_ids_of_their_own() -> None:
    draft = drafts.new()
    draft["name"] = "Fold twice"
    draft["steps"] = [{**drafts.new_step(), "name": "Fold", "text": "Fold it."} for _ in range(2)]
    procedure, _ = drafts.to_procedure(draft)
    assert procedure is not None
    assert [step.id for step in procedure.steps] == ["fold", "fold-2"]


def test_a_circle_of_steps_is_told_in_words() -> None:
    draft = drafts.new()
    draft["name"] = "Round and round"
    first, second = (
        {**drafts.new_step(), "name": name, "text": "Do it."} for name in ("One", "Two")
    )
    first["depends_on"], second["depends_on"] = [second["uid"]], [first["uid"]]
    draft["steps"] = [first, second]
    procedure, troubles = drafts.to_procedure(draft)
    assert procedure is None
    assert "circle" in troubles[0]


def test_drafts_are_kept_and_a_strange_id_finds_nothing(tmp_path: Path) -> None:
    kept, draft = Drafts(tmp_path / "drafts"), drafts.new()
    kept.save(draft)
    assert kept.load(draft["uid"]) == draft
    assert kept.load("../../etc/passwd") is None
    kept.drop(draft["uid"])
    assert kept.load(draft["uid"]) is None


def film(**params: object) -> Media:
    return Media(
        id="f" * 64, kind="video", role="demonstration", path="uploads/ff/film.mp4",
        sha256="f" * 64, duration=8.0, origin=Origin.UPLOADED, params=params,
    )  # fmt: skip


def test_a_film_stays_with_its_step_and_everything_else_stays_beside_it() -> None:
    picture = film().model_copy(update={"id": "p", "kind": "image", "role": "key_step"})
    step = Step(id="a", position=1, name="A", text="Do it.", media=(picture, film(start=1, end=3)))
    procedure = Procedure(id="one", name="One", steps=(step,))
    draft = drafts.of_procedure(procedure)
    assert drafts.to_procedure(draft)[0] == procedure
    draft["steps"][0]["demonstration"] = film(start=2, end=4).model_dump(mode="json")
    changed, _ = drafts.to_procedure(draft)
    assert changed is not None
    assert changed.steps[0].media[0] == picture
    assert changed.steps[0].demonstration is not None
    assert changed.steps[0].demonstration.part == (2.0, 4.0)
    draft["steps"][0]["demonstration"] = None
    bare, _ = drafts.to_procedure(draft)
    assert bare is not None
    assert bare.steps[0].media == (picture,)


def test_a_draft_from_before_films_keeps_them() -> None:
    step = Step(id="a", position=1, name="A", text="Do it.", media=(film(),))
    procedure = Procedure(id="one", name="One", steps=(step,))
    draft = drafts.of_procedure(procedure)
    del draft["steps"][0]["demonstration"]
    assert drafts.to_procedure(draft)[0] == procedure
