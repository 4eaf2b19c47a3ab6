"""Films on the pages without a browser: attached to a step, trimmed, seen by the learner."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from agent.compose import App
from knowledge.procedure import Media, Procedure, Step
from tests import films
from tests.ui.test_pages import address, area, button, field, html, open_page
from tools.demonstrations import checked, trimmed, trouble

pytestmark = pytest.mark.timeout(120)


def written(name: str) -> AppTest:
    """A new procedure of one step in the form."""
    page = button(open_page("teach"), "Write a new procedure")()
    field(page, "What is the skill called?").set_value(name)
    field(page, "Name of the step").set_value("Wave the square")
    area(page, "What to do").set_value("Wave the square from side to side.")
    return page.run()


def attach(page: AppTest, data: bytes, name: str) -> AppTest:
    page.file_uploader[0].upload(name, data, "video/mp4")
    return page.run()


def published(app: App, page: AppTest, id: str) -> Step:
    page = button(page, "Publish")()
    assert not page.exception
    return app.library.get(id).steps[0]


def test_a_film_is_attached_trimmed_published_changed_and_removed(app: App) -> None:
    page = attach(written("Wave a square"), films.waving(4.0), "waving.mp4")
    assert not page.exception
    assert "waving.mp4, 4.0 s" in html(page)
    assert "4.0 s of the film are used, from 0.0 s on." in html(page)
    page.slider[0].set_range(1.0, 3.0).run()
    assert not page.exception
    assert "2.0 s of the film are used, from 1.0 s on." in html(page)
    assert "With the clip: your demonstration, 2.0 s, also in the learner's own photo" in html(page)

    again = open_page("teach", draft=address(page, "draft"))  # the draft keeps it
    assert "waving.mp4, 4.0 s" in html(again)

    step = published(app, page, "wave-a-square")
    assert step.demonstration is not None
    assert (step.demonstration.part, step.demonstration.usable) == ((1.0, 3.0), True)
    assert app.store.upload(step.demonstration.sha256) is not None
    page = open_page("teach", procedure="wave-a-square")
    assert "Your film: waving.mp4, from 1.0 s to 3.0 s" in html(page)
    assert any("The ZIP holds your films" in one.value for one in page.caption)

    page = button(page, "Change it")()
    field(page, "Name of the step").set_value("Wave it").run()
    renamed = published(app, page, "wave-a-square")
    assert renamed.name == "Wave it"
    assert renamed.demonstration == step.demonstration, "an edit of the words keeps the film"

    page = button(open_page("teach", procedure="wave-a-square"), "Change it")()
    page = button(page, "Remove the film")()
    assert published(app, page, "wave-a-square").demonstration is None


def test_a_part_that_cannot_be_used_is_told_and_the_film_is_kept(app: App) -> None:
    page = attach(written("Cut a film"), films.cut(), "cut.mp4")
    assert (
        "is cut at 2.0 s: choose a part without a cut. The film is kept." in page.warning[0].value
    )
    assert "to be watched only" in html(page)
    page.slider[0].set_range(0.0, 1.8).run()
    assert not page.warning
    assert "1.8 s of the film are used" in html(page)
    step = published(app, page, "cut-a-film")
    assert step.demonstration is not None
    assert step.demonstration.usable


def test_it_can_be_published_with_a_film_that_can_only_be_watched(app: App) -> None:
    page = attach(written("Stand still"), films.still(), "still.mp4")
    assert "Nothing moves in the demonstration 'still.mp4'" in page.warning[0].value
    step = published(app, page, "stand-still")
    assert step.demonstration is not None
    assert not step.demonstration.usable


def test_a_file_that_is_no_film_is_told_and_the_words_stay(app: App) -> None:
    page = attach(written("Read a file"), b"this is no film", "notes.mp4")
    assert not page.exception
    assert "'notes.mp4' is not a video that can be read" in page.error[0].value
    assert field(page, "Name of the step").value == "Wave the square"
    page = attach(page, films.waving(), "waving.mp4")
    assert not page.error
    assert "waving.mp4, 2.0 s" in html(page)


def with_film(app: App, id: str, data: bytes, part: tuple[float, float] | None = None) -> Media:
    """A published procedure of one step with that film; its record."""
    record = app.store.upload_record(app.store.add_upload(data, f"{id}.mp4").sha256)
    assert record is not None
    found = trouble(str(app.store.path(record)), f"{id}.mp4", part)
    film = checked(trimmed(record, part), found)
    step = Step(id="a", position=1, name="Wave a flag", text="Wave it to and fro.", media=(film,))
    app.library.add(Procedure(id=id, name=id.replace("-", " ").title(), steps=(step,)))
    return film


def lesson(app: App, id: str) -> str:
    """A session in the player on the first step of that procedure."""
    session = app.sessions.new()
    planned = app.toolkit.planner.plan(id, id).walkthrough
    state = {"walkthrough": planned.model_copy(update={"confirmed": True})}
    app.sessions.update(session.id, lambda one: one.model_copy(update=state))
    return session.id


def clip_tab(session_id: str) -> AppTest:
    page = open_page("learn", session=session_id)
    medium = next(one for one in page.get("button_group") if one.key == "medium")
    page = medium.set_value("clip").run()
    assert not page.exception
    return page


def photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (320, 240), "#8899aa").save(buffer, format="PNG")
    return buffer.getvalue()


def labels(page: AppTest) -> list[str]:
    return [one.label for one in page.button]


def test_the_learner_watches_the_instructors_film_and_asks_for_it_in_the_photo(app: App) -> None:
    with_film(app, "flag-waving", films.waving(3.0), (0.5, 2.5))
    session_id = lesson(app, "flag-waving")
    page = clip_tab(session_id)
    assert "Your instructor's demonstration" in html(page)
    assert "The instructor's own" in html(page)
    assert "2.0 s of film" in html(page)
    assert page.toggle(key="watch-instructor-a").value, "there is no clip yet to look at"
    assert any("go back to the plan and add a photo" in one.value for one in page.caption)
    assert "Show the instructor's demonstration in my photo" not in labels(page)

    app.tutor.set_scene(session_id, photo=photo())
    page = clip_tab(session_id)
    page = button(page, "Show the instructor's demonstration in my photo")()
    assert not page.exception
    plan = app.sessions.get(session_id).walkthrough
    assert plan is not None
    assert plan.takes("a", "clip") is not None


def test_words_ask_for_the_best_there_is_and_are_told_whose_it_is(app: App) -> None:
    with_film(app, "flag-dipping", films.waving(2.0, seed=3))
    session_id = lesson(app, "flag-dipping")
    app.tutor.set_scene(session_id, photo=photo())
    for film, whose in ((None, "your instructor's"), (films.waving(2.0, seed=4), "your")):
        if film:
            app.tutor.set_scene(session_id, demonstration=film)
        events = list(app.tutor.ask(session_id, "show the demonstration of step 1 in my photo"))
        said = " ".join(one.text for one in events if one.type == "text")
        assert f"carrying {whose} demonstration over into your photo, for step 1" in said


def test_a_film_to_be_watched_only_is_not_offered_for_the_photo(app: App) -> None:
    with_film(app, "flag-folding", films.cut())
    session_id = lesson(app, "flag-folding")
    app.tutor.set_scene(session_id, photo=photo())
    page = clip_tab(session_id)
    assert "This film can be watched, but its movement cannot" in page.caption[-1].value
    assert not any("in my photo" in one for one in labels(page))


def test_the_learners_own_film_with_a_cut_is_trimmed_in_the_player(app: App) -> None:
    with_film(app, "flag-raising", films.waving(2.0, seed=6))
    session_id = lesson(app, "flag-raising")
    app.tutor.set_scene(session_id, photo=photo(), demonstration=films.cut())
    page = clip_tab(session_id)
    assert "is cut at 2.0 s: choose a part without a cut." in page.warning[0].value
    assert "Show my demonstration in my photo" not in labels(page)
    page.slider[0].set_range(0.0, 1.5).run()
    assert not page.warning
    assert app.sessions.get(session_id).demonstration_part == (0.0, 1.5)
    assert "Show my demonstration in my photo" in labels(page)
    whose = next(one for one in page.get("button_group") if one.key == "whose-a")
    page = whose.set_value("instructor").run()
    assert "Show the instructor's demonstration in my photo" in labels(page)
    app.tutor.set_scene(session_id, demonstration=films.waving())
    assert app.sessions.get(session_id).demonstration_part is None, "a new film, a new part"


def test_a_step_without_a_film_borrows_one_and_says_from_where(app: App) -> None:
    text = "Pour the hot water in slow circles over the coffee grounds."
    film = with_film(app, "flag-lowering", films.waving(2.0, seed=8))
    for id, media in (("drip-coffee", (film,)), ("cone-coffee", ())):
        step = Step(id="a", position=1, name="Pour in slow circles", text=text, media=media)
        app.library.add(Procedure(id=id, name=id.replace("-", " ").title(), steps=(step,)))
    page = clip_tab(lesson(app, "cone-coffee"))
    assert "The demonstration from “Drip Coffee”, step 1" in html(page)
    assert "An instructor's own, from “Drip Coffee”, step 1" in html(page)
