"""Bad input through the page: one clear sentence, the conversation goes on, nothing is lost.

And good input: a demonstration film and a photo become a transfer, seen beside the original.
"""

from __future__ import annotations

import os
import re
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from knowledge.library import seed_procedures
from tests.e2e import bad_files
from tests.e2e.bad_files import payload
from tests.e2e.conftest import ROOT, servers
from tests.e2e.page import ask, check_accessible, idle, picture, where

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SHARED = ROOT.parent / "shared" / "data" / "video"
NAMES = {one.id: one.name for one in seed_procedures()}
COLD_MS = 90_000  # the search model is loaded meanwhile


def bad_photos() -> dict[str, tuple[bytes, str]]:
    """name -> (content, words that must be on the page)."""
    whole = bad_files.photo()
    return {
        "nothing.png": (b"", "'nothing.png' is empty (0 bytes): choose another one"),
        "half.png": (whole[: len(whole) // 2], "'half.png' is damaged or cut short"),
        "words.png": (b"this is no picture", "'words.png' is not an image that can be read: use"),
        "wall.png": (bad_files.huge(), "'wall.png' is too large (400 megapixels): at most 64"),
    }


def bad_films() -> dict[str, tuple[bytes, str]]:
    return {
        "nothing.mp4": (b"", "'nothing.mp4' is empty (0 bytes): choose another one"),
        "half.mp4": (bad_files.film()[:900], "'half.mp4' is not a video that can be read"),
        "song.mp4": (bad_files.sound(), "'song.mp4' has no video stream, only sound or data"),
        "day.mp4": (
            bad_files.film(range(0, 10_801, 3600)),
            "'day.mp4' lasts 3 h",
        ),
    }


def test_bad_photos_and_films_are_a_sentence_each_and_the_words_are_answered(
    page: Page, address: str
) -> None:
    page.goto(address)
    for name, (content, words) in bad_photos().items():  # alone, without a word
        send(page, payload(name, content))
        expect(thread(page)).to_contain_text(words)
        unhurt(page)
    check_accessible(page, "what is wrong with the files")

    films = bad_films()
    send(
        page,
        *(payload(name, content) for name, (content, _) in films.items()),
        words="How do I soft-boil an egg?",
    )
    expect(heading(page)).to_have_text(NAMES["soft-boiled-egg"], timeout=COLD_MS)
    for _, words in films.values():
        expect(thread(page)).to_contain_text(words)
    unhurt(page)
    page.reload()
    expect(thread(page)).to_contain_text("'day.mp4' lasts 3 h")  # kept with the conversation


def test_odd_files_that_can_be_used_are_used_and_names_stay_names(
    page: Page, address: str, home: Path
) -> None:
    page.goto(address)
    thanked = {PHOTO: 0, FILM: 0}
    uneven = [0, 0.04, 0.08, 0.5, 0.54, 1.2, 1.24, 1.9, 2.4, 2.5]
    for name, content, thanks in (
        ("waving.gif", bad_files.animated("GIF"), PHOTO),
        ("waving.webp", bad_files.animated("WEBP"), PHOTO),
        ("../../etc/passwd.png", bad_files.photo(120), PHOTO),
        ("\N{COOKING} kitchen.png", bad_files.photo(90), PHOTO),
        ("film.jpg", bad_files.film(), FILM),  # what is in it counts, not what it is called
        ("uneven.mp4", bad_files.film(uneven), FILM),
        ("../\N{COOKING}.mp4", bad_files.film(uneven[:-1]), FILM),
    ):
        thanked[thanks] += 1
        send(page, payload(name, content))
        expect(thread(page).get_by_text(thanks)).to_have_count(thanked[thanks])
        unhurt(page)
    strange = [path for path in home.rglob("*") if re.search(r"passwd|\N{COOKING}", path.name)]
    assert not strange, "a given name became a path"
    assert not (home.parent / "etc").exists()


def test_empty_and_endless_questions(page: Page, address: str) -> None:
    page.goto(address)
    chat(page).fill("   ")
    chat(page).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="question is empty")).to_be_visible()
    endless = ("How do I tie a bowline? " * 417)[:10_000].strip()
    chat(page).fill(endless)
    chat(page).press("Enter")
    expect(thread(page)).to_contain_text("characters and at most 2,000 are read; say it shorter")
    expect(chat(page)).to_have_value(endless)  # to be shortened, not typed again
    unhurt(page)
    chat(page).fill("How do I tie a bowline?")
    chat(page).press("Enter")
    expect(heading(page)).to_have_text(NAMES["bowline"], timeout=COLD_MS)


STEPS = """name: Fold a hat
steps:
- {id: one, name: Fold, text: Fold it once.%s}
- {id: two, name: Fold again, text: Fold it twice.%s}
"""
BAD_PROCEDURES = {
    "no-steps.yaml": ("name: Fold a hat\n", "steps is missing; add it"),
    "wrong-type.yaml": (
        STEPS % ("", "") + "servings: many\n",
        "servings is 'many'; it must be a number",
    ),
    "circle.yaml": (
        STEPS % (", depends_on: [two]", ", depends_on: [one]"),
        "depends_on runs in a circle through: one, two",
    ),
    "twice.yaml": (STEPS.replace("two", "one") % ("", ""), "two entries share the step id 'one'"),
    "endless.yaml": (
        "name: Fold on\nsteps:\n"
        + "".join(
            f"- {{id: s{at}, name: Fold {at}, text: Fold once more.}}\n" for at in range(500)
        ),
        "steps has 500 entries and the limit is 200; split the procedure in parts",
    ),
}


def test_bad_procedure_files_are_a_sentence_each_and_a_good_one_still_comes_in(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/teach")
    page.get_by_role("button", name="Import a file").click()
    for name, (text, words) in BAD_PROCEDURES.items():
        page.locator('input[type="file"]').set_input_files(payload(name, text))
        alert = page.get_by_role("alert").filter(has_text=name)
        expect(alert).to_contain_text(words)
        expect(alert).to_contain_text("Nothing was changed.")
        unhurt(page)
        page.get_by_role("button", name=f"Remove {name}").click()
        expect(alert).to_have_count(0)
    page.locator('input[type="file"]').set_input_files(payload("hat.yaml", STEPS % ("", "")))
    expect(page.get_by_role("button", name="Add as draft")).to_be_visible()


@pytest.mark.parametrize("film", ["made.mp4", "damaged_frames.mp4"])
def test_a_demonstration_moves_the_photo_and_stands_beside_it(
    page: Page, address: str, film: str
) -> None:
    damaged = film == "damaged_frames.mp4"
    if damaged and not (SHARED / film).exists():
        pytest.skip("../shared/data/video/damaged_frames.mp4 is not here")
    content = (SHARED / film).read_bytes() if damaged else bad_files.film()
    page.goto(address)
    send(page, payload(film, content), payload("table.png", bad_files.photo()), words="bowline")
    expect(heading(page)).to_have_text(NAMES["bowline"], timeout=COLD_MS)
    expect(thread(page)).to_contain_text("open the step that it shows and choose Clip")
    page.get_by_role("button", name="Start without pictures").first.click()
    expect(where(page)).to_contain_text("Step 1 of")
    page.get_by_text("Clip", exact=True).click()
    page.get_by_role("button", name="Show my demonstration in my photo").click()

    films = page.locator(".st-key-transfer video")
    expect(films).to_have_count(2, timeout=COLD_MS)
    expect(page.get_by_text("Your demonstration", exact=True)).to_be_visible()
    expect(page.get_by_text("no trained model · motion-warp · seed 0")).to_be_visible()
    if damaged:
        expect(page.get_by_text("could not be used and were skipped")).to_be_visible()
    run_as_one(films)
    page.get_by_text("How it was carried over").click()
    expect(page.get_by_text("A baseline: the movement in")).to_be_visible()
    check_accessible(page, "a transfer")
    unhurt(page)


def run_as_one(films: Locator) -> None:
    """Both can be played, last equally long, and playing one plays the other."""
    for at in (0, 1):
        films.nth(at).evaluate("v => v.readyState || new Promise(r => v.onloadedmetadata = r)")
    lengths = [films.nth(at).evaluate("v => v.duration") for at in (0, 1)]
    assert lengths[0] == pytest.approx(lengths[1], abs=0.1)
    films.nth(0).evaluate("v => v.play()")
    films.nth(1).evaluate("v => v.paused && new Promise(r => v.onplay = r)")
    films.nth(1).evaluate("v => v.pause()")
    films.nth(0).evaluate("v => v.paused || new Promise(r => v.onpause = r)")
    times = [films.nth(at).evaluate("v => v.currentTime") for at in (0, 1)]
    assert times[0] == pytest.approx(times[1], abs=0.3)


def test_a_killed_search_server_and_killed_workers_do_not_stop_a_lesson(
    page: Page, address: str, home: Path
) -> None:
    page.goto(address)
    ask(page, "tie a bowline")
    expect(heading(page)).to_have_text(NAMES["bowline"], timeout=COLD_MS)
    assert kill(home, "chroma"), "no search server was running"
    chat(page).fill("How do I sew on a button?")
    chat(page).press("Enter")
    expect(heading(page)).to_have_text(NAMES["sew-on-a-button"])
    unhurt(page)

    kill(home, "worker")
    page.get_by_role("button", name="Start without pictures").first.click()
    page.get_by_role("button", name="Make a picture of this step").click()
    expect(picture(page)).to_be_visible(timeout=COLD_MS)  # a worker was started for it
    page.goto(f"{address}/health")
    expect(page.locator("tr").filter(has_text="search index")).to_contain_text("well")
    expect(page.locator("tr").filter(has_text="worker")).to_contain_text(re.compile(r"\d running"))
    unhurt(page)


def test_a_full_disk_is_told_and_the_same_is_sent_again(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, "tie a bowline")
    expect(heading(page)).to_have_text(NAMES["bowline"], timeout=COLD_MS)
    with no_room(page_process(address)):
        send(page, payload("shed.png", bad_files.photo(150)), words="I have no rope")
        expect(
            page.get_by_role("alert").filter(has_text="no room left on the disk")
        ).to_be_visible()
        expect(page.get_by_role("button", name="Send it again")).to_be_visible()
        unhurt(page)
    page.get_by_role("button", name="Send it again").click()
    expect(thread(page)).to_contain_text(PHOTO)
    expect(page.get_by_role("button", name="Send it again")).to_have_count(0)


def page_process(address: str) -> int:
    port = f"--server.port={address.rpartition(':')[2]}"
    running = psutil.process_iter(["cmdline"])
    return next(one.pid for one in running if port in (one.info["cmdline"] or ()))


@contextmanager
def no_room(process: int) -> Iterator[None]:
    """A real limit: meanwhile that process cannot let a file grow over 4 kB, as on a full disk."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def kill(home: Path, kind: str) -> int:
    """SIGKILL every server of that kind; returns how many there were."""
    found = [number for one, number in servers(home) if one == kind]
    for number in found:
        os.kill(number, signal.SIGKILL)
    return len(found)


PHOTO = "I will draw into your photo."
FILM = "I have your demonstration video."


def send(page: Page, *files: FilePayload, words: str = "") -> None:
    """Attach files in the chat box and send them, with or without words."""
    idle(page)
    page.locator(".st-key-chat-box input[type=file]").set_input_files(list(files))
    expect(page.get_by_test_id("stFileChip")).to_have_count(len(files))
    chat(page).fill(words)
    expect(page.get_by_test_id("stChatInputSubmitButton")).to_be_enabled()
    chat(page).press("Enter")
    expect(page.get_by_test_id("stFileChip")).to_have_count(0)


def chat(page: Page) -> Locator:
    return page.locator(".st-key-chat-box textarea")


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def thread(page: Page) -> Locator:
    return page.get_by_test_id("stMainBlockContainer")


def unhurt(page: Page) -> None:
    """No traceback anywhere."""
    assert page.get_by_test_id("stException").count() == 0
    assert "Traceback" not in thread(page).inner_text()
