"""A learner's and an instructor's way through the running app, by mouse and by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from knowledge.library import seed_procedures
from tests.e2e.page import ask, box, check_accessible, idle, picture, where

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SKILL = "How do I soft-boil an egg?"
EGG = next(one for one in seed_procedures() if one.id == "soft-boiled-egg")  # 7 steps
PROCEDURE = "Fold a paper boat"


def test_a_learner_asks_confirms_walks_and_comes_back(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you want to learn?")
    check_accessible(page, "the empty page")

    ask(page, SKILL)
    cold = 90_000  # ms; the search model is loaded meanwhile: 5 s alone, far more beside others
    expect(page.get_by_role("heading", level=1)).to_have_text(EGG.name, timeout=cold)
    expect(page.get_by_text("Where this comes from")).to_be_visible()
    expect(page.get_by_text(f"From {EGG.name}, step").first).to_be_visible()
    check_accessible(page, "the plan")

    page.get_by_role("button", name="Make pictures and clips").first.click()
    expect(where(page)).to_contain_text("Step 1 of 7")
    expect(picture(page)).to_be_visible()
    assert picture(page).get_attribute("alt"), "a picture says what it shows"
    expect(page.get_by_text("Schematic drawing").first).to_be_visible()
    check_accessible(page, "a step")

    walk_by_keyboard(page, steps=7)
    tick_and_regenerate(page)
    watch_clip(page)
    ring_a_timer_and_reload(page)


def walk_by_keyboard(page: Page, steps: int) -> None:
    """Right to the last step and the finish card, Home back; the live region tells each step."""
    for position in range(2, steps + 1):
        page.keyboard.press("ArrowRight")
        expect(where(page)).to_contain_text(f"Step {position} of {steps}")
        expect(page.get_by_role("status").filter(has_text=f"Step {position} of")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(where(page)).to_contain_text("The end")
    expect(page.get_by_role("button", name="Page to print")).to_be_enabled()
    check_accessible(page, "the finish card")
    page.keyboard.press("ArrowLeft")
    expect(where(page)).to_contain_text(f"Step {steps} of {steps}")
    page.keyboard.press("Home")
    expect(where(page)).to_contain_text(f"Step 1 of {steps}")
    page.keyboard.press("End")
    expect(where(page)).to_contain_text(f"Step {steps} of {steps}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=2, name="The steps")).to_be_visible()
    page.get_by_role("button", name="Back to the steps").first.click()
    expect(where(page)).to_contain_text(f"Step {steps} of {steps}")


def tick_and_regenerate(page: Page) -> None:
    page.keyboard.press("Home")
    expect(where(page)).to_contain_text("Step 1 of")
    page.locator(f".st-key-done-{EGG.key_steps[0].id}").get_by_text("I have done").click()
    expect(page.get_by_role("button", name=re.compile(r"^1\. .*\(done\)"))).to_be_visible()
    expect(picture(page)).to_be_visible()
    page.get_by_role("button", name="Make another picture").click()
    expect(page.get_by_role("radio", name="Take 2")).to_be_visible()
    expect(page.get_by_text("seed 1")).to_be_visible()
    page.get_by_text("Take 1", exact=True).click()
    expect(page.get_by_text("seed 0")).to_be_visible()


def watch_clip(page: Page) -> None:
    page.get_by_text("Clip", exact=True).click()
    clip = page.locator(".st-key-player video")
    expect(clip).to_have_count(1, timeout=60_000)
    assert clip.evaluate("v => v.controls && v.muted && !v.autoplay && v.poster.length > 0")
    assert clip.evaluate("v => v.querySelector('track').kind") == "captions"
    for file in ("poster", "src"):
        assert clip.evaluate(f"v => fetch(v.{file}).then(answer => answer.ok)")
    page.get_by_label("Speed").select_option("0.5")
    assert clip.evaluate("v => v.playbackRate") == 0.5
    page.get_by_label("Loop").check()
    assert clip.evaluate("v => v.loop")
    check_accessible(page, "a clip")
    page.get_by_text("Picture", exact=True).click()
    expect(picture(page)).to_be_visible()


def ring_a_timer_and_reload(page: Page) -> None:
    """What the server keeps comes back: step, tick, take and timer."""
    timed = next(step for step in EGG.key_steps if step.duration and step.duration.seconds > 300)
    page.get_by_role("button", name=f"{timed.position}. {timed.name}").click()
    expect(where(page)).to_contain_text(f"Step {timed.position} of 7")
    page.get_by_role("button", name="Start a timer of 6 min").click()
    expect(page.get_by_role("timer")).to_be_visible()
    assert "session=" in page.url
    page.reload()
    expect(where(page)).to_contain_text(f"Step {timed.position} of 7")
    expect(page.get_by_role("timer")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^1\. .*\(done\)"))).to_be_visible()
    box(page, "Ask about this step").fill("How long do large eggs need?")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-step-answer")).to_contain_text("“")
    page.keyboard.press("Tab")  # out of the box, so that Home is for the page
    page.keyboard.press("Home")
    expect(page.get_by_text("seed 0")).to_be_visible()


def test_an_instructor_adds_a_procedure_and_a_learner_finds_it(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}/teach")
    page.get_by_role("button", name="Write a new procedure").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A new procedure")
    page.get_by_label("What is the skill called?").fill(PROCEDURE)
    page.get_by_role("textbox", name="Other words people ask with").fill("origami boat, paper ship")
    fill_step(
        page, "Fold the sheet in half", "Lay an A4 sheet upright and fold the top to the bottom."
    )
    expect(page.locator(".st-key-preview")).to_contain_text("Fold the sheet in half")
    check_accessible(page, "the form")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PROCEDURE)
    check_accessible(page, "a procedure")

    page.get_by_role("link", name="Learn").first.click()
    ask(page, "fold a paper boat")
    expect(page.get_by_role("heading", level=1)).to_have_text(PROCEDURE)


def fill_step(page: Page, name: str, text: str) -> None:
    page.get_by_label("Name of the step").fill(name)
    page.get_by_label(re.compile("What to do")).fill(text)
    page.keyboard.press("Tab")


def test_a_bad_file_is_one_plain_sentence(page: Page, address: str, tmp_path: Path) -> None:
    bad = tmp_path / "broken.yaml"
    bad.write_text("name: Nothing else\n", encoding="utf-8")
    page.goto(f"{address}/teach")
    page.get_by_role("button", name="Import a file").click()
    page.locator('input[type="file"]').set_input_files(bad)
    expect(page.get_by_role("alert").filter(has_text="broken.yaml")).to_contain_text(
        "Nothing was changed"
    )


def test_a_photo_that_is_none_is_refused_in_words(page: Page, address: str, tmp_path: Path) -> None:
    fake = tmp_path / "kitchen.png"
    fake.write_bytes(b"this is not a picture")
    page.goto(address)
    page.get_by_text("Add a photo of your place").click()
    page.locator('input[type="file"]').last.set_input_files(fake)
    expect(page.get_by_role("alert").filter(has_text="kitchen.png")).to_be_visible()


@pytest.mark.parametrize(("path", "title"), [("clips", "Clips"), ("health", "Health")])
def test_the_other_pages_open_and_are_accessible(
    page: Page, address: str, path: str, title: str
) -> None:
    page.goto(f"{address}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    idle(page)
    check_accessible(page, title)


def test_teach_is_accessible_on_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/teach")
    expect(page.get_by_role("heading", level=1)).to_have_text("Teach")
    idle(page)
    check_accessible(page, "Teach")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "nothing sticks out"
