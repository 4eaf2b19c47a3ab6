"""What the offline brain reads out of plain words."""

from __future__ import annotations

from typing import Any

import pytest

from agent.offline_intents import find_wishes, is_yes, understand

PLAN: dict[str, Any] = {
    "title": "Pour-over coffee", "procedure_id": "pour-over-coffee", "servings": 2, "position": 3,
    "steps": ["a", "b", "c", "d", "e"], "needs": [], "confirmed": False, "pictures": 0, "clips": 0,
}  # fmt: skip
WITH_PLAN: dict[str, Any] = {"plan": PLAN, "choices": []}
WITHOUT: dict[str, Any] = {"plan": None, "choices": []}
ASKED: dict[str, Any] = {
    "plan": None,
    "choices": [
        {"procedure_id": "omelette", "name": "Folded omelette"},
        {"procedure_id": "bowline", "name": "Tie a bowline"},
    ],
}


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("next", 4), ("Next step please", 4), ("ok, done. what's next?", 4), ("I'm done", 4),
        ("continue", 4), ("go on", 4), ("skip this step", 4), ("What now?", 4),
        ("back", 2), ("go back one step", 2), ("previous", 2), ("no wait, go back", 2),
        ("repeat", 3), ("say that again please", 3), ("can you repeat that?", 3),
        ("go to step 4", 4), ("step two", 2), ("show me step 5", 5), ("jump to step 1", 1),
        ("what was step 2 again?", 2), ("I'm stuck", 3),
        ("go to the last step", 5), ("start over", 1), ("back to the beginning", 1),
    ],
)  # fmt: skip
def test_moving_about(text: str, position: int) -> None:
    intent = understand(text, WITH_PLAN)
    assert (intent.kind, intent.position) == ("go", position)


@pytest.mark.parametrize(
    "text", ["where am I?", "which step is this", "how long is left?", "how much time is left"]
)
def test_whereabouts(text: str) -> None:
    assert understand(text, WITH_PLAN).kind == "whereabouts"


@pytest.mark.parametrize(
    ("text", "media", "position", "new_take"),
    [
        ("make images", ("image",), None, False),
        ("Make the pictures please", ("image",), None, False),
        ("make clips", ("clip",), None, False),
        ("create images and clips", ("image", "clip"), None, False),
        ("regenerate step 3", ("image",), 3, True),
        ("redo the clip of step 2", ("clip",), 2, True),
        ("another picture of step four", ("image",), 4, True),
        ("animate step 2", ("clip",), 2, False),
        ("regenerate this picture", ("image",), 3, True),
        ("draw step 5", ("image",), 5, False),
    ],
)
def test_media(text: str, media: tuple[str, ...], position: int | None, new_take: bool) -> None:
    intent = understand(text, WITH_PLAN)
    assert (intent.kind, intent.media, intent.position, intent.new_take) == (
        "media", media, position, new_take,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "format"),
    [("export", "html"), ("export as json-ld", "jsonld"), ("save the plan as yaml", "yaml"),
     ("download everything as a zip", "zip"), ("print the lesson", "html"),
     ("give me one mp4 film", "mp4")],
)  # fmt: skip
def test_export(text: str, format: str) -> None:
    intent = understand(text, WITH_PLAN)
    assert (intent.kind, intent.format) == ("export", format)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("for 3 people", {"servings": 3}),
        ("make 2 mugs", {"servings": 2}),
        ("coffee for two", {"servings": 2}),
        ("for my family of four", {"servings": 4}),
        ("just for me", {"servings": 1}),
        ("serves 6 people", {"servings": 6}),
        ("double it", {"times": 2}),
        ("half the recipe", {"times": 0.5}),
        ("with 20 g of coffee", {"quantity": "20 g of coffee"}),
        ("I only have 15g coffee", {"quantity": "15g coffee"}),
        ("using 3 eggs", {"quantity": "3 eggs"}),
        ("I have no gooseneck kettle", {"lacking": ("gooseneck kettle",)}),
        ("I don't have a dripper or a filter", {"lacking": ("dripper", "filter")}),
        ("we're out of milk", {"lacking": ("milk",)}),
        ("my scale is broken", {"lacking": ("scale",)}),
        ("without a timer", {"lacking": ("timer",)}),
        ("no kettle, only a saucepan", {"lacking": ("kettle",), "using": "saucepan"}),
        ("leave out step 2", {"omit": (2,)}),
        ("skip over steps 2 and 3", {"omit": (2, 3)}),
    ],
)
def test_wishes(text: str, wish: dict[str, Any]) -> None:
    found = find_wishes(text)
    for name, value in wish.items():
        assert getattr(found, name) == value
    assert understand(text, WITH_PLAN).kind == "revise"


@pytest.mark.parametrize(
    "text",
    [
        "wait for 3 minutes",
        "I have no idea",
        "chop it without cutting myself",
        "heat it for 2 hours",
    ],
)
def test_what_is_no_wish(text: str) -> None:
    assert not find_wishes(text)


@pytest.mark.parametrize(
    ("text", "situation", "kind"),
    [
        ("how hot should the water be?", WITH_PLAN, "question"),
        ("what can I use instead of a kettle?", WITH_PLAN, "question"),
        ("is it done when the bubbles stop?", WITH_PLAN, "question"),
        ("how do I fix a puncture?", WITH_PLAN, "skill"),
        ("how do I make a video?", WITH_PLAN, "skill"),
        ("it sticks to the pan", WITH_PLAN, "question"),
        ("how do I pour it?", WITH_PLAN, "question"),
        ("the pan is too hot", WITH_PLAN, "skill"),
        ("how do I make pour-over coffee?", WITHOUT, "skill"),
        ("my tyre is flat", WITHOUT, "skill"),
        ("hello there!", WITHOUT, "greeting"),
        ("thanks a lot", WITH_PLAN, "thanks"),
        ("what can you do?", WITHOUT, "about_me"),
        ("bye", WITHOUT, "goodbye"),
        ("?!", WITHOUT, "nothing"),
        ("yes", ASKED, "choose"),
        ("Folded omelette", ASKED, "choose"),
        ("2", ASKED, "choose"),
        ("no thanks", ASKED, "decline"),
        ("yes please", WITH_PLAN, "media"),
        ("use my video as a demonstration", WITH_PLAN, "transfer"),
    ],
)
def test_kinds(text: str, situation: dict[str, Any], kind: str) -> None:
    assert understand(text, situation).kind == kind


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("I burnt my arm with hot oil", True),
        ("someone is unconscious, what do I do", True),
        ("I want to learn to tie a knot that doesn't slip", True),
        ("the pan is too hot", False),
    ],
)
def test_emergencies_and_plain_wishes_to_learn_start_something_new(text: str, new: bool) -> None:
    assert understand(text, WITH_PLAN).new_skill is new


def test_a_number_picks_that_choice() -> None:
    assert understand("2", ASKED).procedure_id == "bowline"


def test_a_new_skill_keeps_its_wishes_apart() -> None:
    intent = understand("how do I make coffee for 4 people? I have no kettle", WITHOUT)
    assert intent.wishes.servings == 4
    assert intent.wishes.lacking == ("kettle",)
    assert intent.wishes.rest.startswith("how do i make coffee")
    assert "people" not in intent.wishes.rest


@pytest.mark.parametrize("text", ["yes", "ok", "Sure, go ahead", "yes please!", "do it"])
def test_yes(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize("text", ["yes but no clips", "next step please", "ok now what", "no"])
def test_not_just_yes(text: str) -> None:
    assert not is_yes(text)
