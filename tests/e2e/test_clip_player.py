"""The clip's own component in a browser: moving, or three pictures where motion is unwelcome."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

FOLDER = Path(__file__).parents[2] / "ui" / "components"


def shown(browser: Browser, reduced: bool, stills: bool = True) -> Page:
    """The component in a page of its own, filled as Streamlit fills it."""
    page = browser.new_page(reduced_motion="reduce" if reduced else "no-preference")
    html, css, js = (
        (FOLDER / f"clip_player.{suffix}").read_text("utf-8") for suffix in ("html", "css", "js")
    )
    page.set_content(f"<style>{css}</style><main>{html}</main>")
    code = base64.b64encode(js.encode()).decode()
    page.evaluate(
        """async ([code, stills]) => {
            const made = await import(`data:text/javascript;base64,${code}`);
            const data = { clip: "data:,", poster: "", captions: "data:,", alt: "A hand pours.",
                           together: "", stills };
            const parentElement = document.querySelector("main");
            made.default({ data, parentElement })();  // Streamlit ends the one run
            made.default({ data, parentElement });    // and starts the next on the same elements
        }""",
        [code, picture() if stills else ""],
    )
    return page


def picture() -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 12), "teal").save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def test_less_motion_means_three_pictures_until_the_clip_is_asked_for(
    browser: Browser,
) -> None:
    page = shown(browser, reduced=True)
    still = page.get_by_role("img", name="Three pictures: before, during and after. A hand pours.")
    expect(still).to_be_visible()
    assert still.evaluate("image => image.decode().then(() => image.naturalWidth)") == 30
    expect(page.locator("video")).to_be_hidden()
    expect(page.get_by_label("Loop")).to_be_hidden()
    page.get_by_role("button", name="Show the moving clip").click()
    expect(page.locator("video")).to_be_visible()
    expect(page.get_by_label("Loop")).to_be_visible()
    expect(still).to_be_hidden()
    page.get_by_role("button", name="Show it as three pictures").click()
    expect(still).to_be_visible()
    page.close()


@pytest.mark.parametrize(("reduced", "stills"), [(False, True), (True, False)])
def test_otherwise_the_clip_itself_is_there(browser: Browser, reduced: bool, stills: bool) -> None:
    page = shown(browser, reduced, stills)
    expect(page.locator("video")).to_be_visible()
    assert page.locator("video").evaluate("video => !video.autoplay && video.muted")
    expect(page.locator("img")).to_be_hidden()
    expect(page.locator("button")).to_be_hidden()
    page.close()


def test_a_change_of_the_setting_is_followed_at_once(browser: Browser) -> None:
    page = shown(browser, reduced=False)
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator("video")).to_be_hidden()
    expect(page.locator("img")).to_be_visible()
    page.close()
