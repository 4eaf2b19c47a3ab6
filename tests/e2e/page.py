"""What the browser tests do and look at on every page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect


def ask(page: Page, text: str) -> None:
    box(page, "Ask for a skill").fill(text)
    page.keyboard.press("Enter")


def box(page: Page, placeholder: str) -> Locator:
    return page.get_by_placeholder(placeholder)


def where(page: Page) -> Locator:
    return page.locator("h2.ks-where")


def picture(page: Page) -> Locator:
    return page.locator(".st-key-player [data-testid='stImage'] img")


def idle(page: Page) -> None:
    """Until no script runs, or for 3 s where the page keeps looking after its jobs."""
    expect(page.get_by_test_id("stSpinner")).to_have_count(0)  # a page that says it is at work
    try:
        expect(page.locator("[data-test-script-state='running']")).to_have_count(0, timeout=3_000)
    except AssertionError:
        assert page.locator(".st-key-jobs").count(), "a script runs on without any job under way"


def check_accessible(page: Page, view: str) -> None:
    """One h1, and no serious or critical finding of axe (WCAG 2 A and AA)."""
    idle(page)
    assert page.locator("h1").count() == 1, f"{view}: {page.locator('h1').count()} h1"
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(page, options=options).response["violations"]
    bad = [
        f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:200]})"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not bad, f"{view}:\n" + "\n".join(bad)
