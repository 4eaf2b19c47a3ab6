"""Films on the pages without a browser: attached to a step, trimmed, seen by the learner."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from agent.compose import App
from knowledge.procedure import Step
from tests import films
from tests.ui.test_pages import address, area, button, field, html, open_page

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
    assert "With the clip: your demonstration, 2.0 s, also in the learner’s own photo" in html(page)

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
