"""An instructor's film, from the form to the learner's own photo, in the real app."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import films
from tests.e2e import bad_files
from tests.e2e.bad_files import payload
from tests.e2e.page import check_accessible, where
from tests.e2e.test_uploads import COLD_MS, heading, run_as_one, send, thread, unhurt

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

SKILL = "Shake out a doormat"


def test_a_film_is_attached_trimmed_published_and_seen_in_the_learners_photo(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/teach")
    write(page)
    step = attach(page, films.cut(3.0, 2.0))
    expect(step).to_contain_text("is cut at 3.0 s: choose a part without a cut", timeout=COLD_MS)
    drawn(page)
    check_accessible(page, "a film with a cut")
    trim(page, step)
    expect(step).to_contain_text(re.compile(r"2\.\d s of the film are used, from 0\.5 s on"))
    only_the_part_plays(step.locator("video"))
    unhurt(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Your film: doormat.mp4, from 0.5 s")).to_be_visible()

    page.goto(address)
    send(page, payload("porch.png", bad_files.photo()), words=SKILL)
    expect(heading(page)).to_have_text(SKILL, timeout=COLD_MS)
    expect(thread(page)).to_contain_text("I will draw into your photo.")
    page.get_by_role("button", name="Start without pictures").first.click()
    expect(where(page)).to_contain_text("Step 1 of 1")
    page.get_by_text("Clip", exact=True).click()
    shown = page.locator(".st-key-demonstration")
    expect(shown).to_contain_text("Your instructor's demonstration")
    expect(shown.locator("video")).to_have_count(1)  # to be watched at once
    page.get_by_role("button", name="Show the instructor's demonstration in my photo").click()

    both = page.locator(".st-key-transfer video")
    expect(both).to_have_count(2, timeout=COLD_MS)
    expect(page.locator(".st-key-transfer")).to_contain_text("Your instructor's demonstration")
    run_as_one(both)
    check_accessible(page, "the instructor's film in the learner's photo")
    unhurt(page)


def write(page: Page) -> None:
    page.get_by_role("button", name="Write a new procedure").click()
    page.get_by_label("What is the skill called?").fill(SKILL)
    page.get_by_label("Name of the step").fill("Shake it")
    page.get_by_label("What to do, with amounts").fill("Shake the doormat from side to side.")
    page.keyboard.press("Control+Enter")
    drawn(page)


def drawn(page: Page) -> None:
    """The last thing on the page is there: what the learner will see."""
    expect(page.locator(".st-key-preview img")).to_be_visible(timeout=COLD_MS)


def attach(page: Page, film: bytes) -> Locator:
    """The film's part of the form."""
    step = page.locator("[class*=st-key-demonstration-]")
    step.locator("input[type=file]").set_input_files(payload("doormat.mp4", film))
    expect(step).to_contain_text("doormat.mp4, 5.0 s")
    return step


def trim(page: Page, step: Locator) -> None:
    """With the keyboard alone: from 0.5 s on, and the end before the cut."""
    first, last = step.get_by_role("slider").nth(0), step.get_by_role("slider").nth(1)
    first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(first).to_have_value("0.5")
    expect(step).to_contain_text("Begins at 0.5 s")
    last.focus()
    for _ in range(22):
        page.keyboard.press("ArrowLeft")
    expect(last).to_have_value("2.8")
    expect(step).to_contain_text("Ends at 2.8 s")


def only_the_part_plays(film: Locator) -> None:
    film.evaluate("v => v.readyState || new Promise(r => v.onloadedmetadata = r)")
    film.evaluate("v => { v.currentTime = 2.6; return v.play(); }")
    film.evaluate("v => v.paused || new Promise(r => v.onpause = r)")
    assert film.evaluate("v => v.currentTime") < 3.2, "it ran on beyond its part"
    film.evaluate("v => v.play()")
    assert film.evaluate("v => v.currentTime") < 2.6, "it did not begin again at its part"
    film.evaluate("v => v.pause()")
