"""Plain text to depictions: what is understood, and that doubt ends in a text card."""

import json
from pathlib import Path

import pytest

from generators.base import StepPrompt
from generators.workbench import actions, sprite
from generators.workbench.actions.base import table
from generators.workbench.parse import Reading, read

SHARED = Path(__file__).parents[3] / "shared" / "data" / "procedures"


def parsed(text: str, name: str = "A step") -> Reading:
    return read(StepPrompt(id="s", name=name, text=text))


@pytest.mark.parametrize(
    ("text", "action", "object_", "target", "instrument"),
    [
        ("Pour all the water into a bowl.", "pour", "water", "bowl", ""),
        ("Crack the eggs into the bowl.", "crack", "egg", "bowl", ""),
        ("Cut the onion on the chopping board with a knife.", "cut", "onion", "chopping-board", ""),
        ("Gently stir the soup with a wooden spoon.", "stir", "soup", "", "wooden-spoon"),
        ("Melt butter in a large frying pan.", "heat", "butter", "frying-pan", ""),
        ("Take the lid off the saucepan.", "remove", "lid", "", ""),
    ],
)
def test_reads_imperatives(
    text: str, action: str, object_: str, target: str, instrument: str
) -> None:
    reading = parsed(text)
    assert reading.depiction.action == action
    assert reading.depiction.object == object_
    assert not target or reading.depiction.target == target
    assert not instrument or reading.depiction.instrument == instrument
    assert reading.level != "card"


@pytest.mark.parametrize(
    "text",
    [
        "Consult the resistor colour code chart before going on.",
        "Set the input trim so that peaks reach about minus six decibels on the meter.",
        "Do not cut the onion.",
        "The key is patience.",
        "Select the appropriate buttonhole foot.",
        "",
        "!!! ??? 12345",
        "x" * 4000,
    ],
)
def test_doubt_ends_in_a_text_card(text: str) -> None:
    assert parsed(text or " ").level == "card"


def test_only_the_last_word_of_a_noun_phrase_names_the_thing() -> None:
    assert parsed("Place the mug handle.").depiction.object != "mug"


def test_a_modified_noun_is_never_specific() -> None:
    reading = parsed("Apply filler to the wall with a putty knife.")
    assert reading.level != "specific"


def test_numbers_become_the_label_and_until_the_notice() -> None:
    reading = parsed(
        "Pour 250 ml of water into the bowl at 93 °C until the bubbles stop, then rest."
    )
    assert reading.depiction.label == "250 ml · 93 °C"
    assert reading.depiction.notice == "Until the bubbles stop"


def test_neighbours_help_with_unknown_words_and_cost_confidence() -> None:
    prompt = StepPrompt(id="s", name="Fill it", text="Pour the water into the beaker.")
    plain = read(prompt)
    helped = read(prompt, lambda phrase, choices: ("glass", 0.8))
    assert not plain.depiction.target
    assert helped.depiction.target == "glass"
    assert plain.confidence < helped.confidence < 0.89
    assert read(prompt, lambda phrase, choices: ("glass", 0.3)).depiction.target == ""


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not here")
def test_real_steps_are_read_without_error_and_mostly_with_doubt() -> None:
    steps = _captaincook_steps()
    levels = [parsed(text, text[:40]).level for text in steps]
    assert len(levels) > 100
    assert {"specific", "card"} <= set(levels)
    assert levels.count("card") / len(levels) > 0.5  # our drawn world is small, and says so


def _captaincook_steps() -> list[str]:
    out = []
    for path in sorted((SHARED / "captaincook4d").glob("*.json")):
        steps = json.loads(path.read_text())["steps"]
        out += [text for text in steps.values() if text not in ("START", "END")]
    return out


def test_every_verb_means_one_action_and_every_noun_one_thing() -> None:
    assert actions.names(), "loads them all"
    verbs: dict[str, set[str]] = {name.replace("-", " "): {name} for name in table}
    for program in table.values():
        for verb, action in program.synonyms.items():
            verbs.setdefault(verb, set()).add(action)
    assert not {verb: sorted(to) for verb, to in verbs.items() if len(to) > 1}
    nouns: dict[str, set[str]] = {}
    for name in sprite.names():
        for word in sprite.load(name).words:
            nouns.setdefault(word, set()).add(name)
    assert not {noun: sorted(to) for noun, to in nouns.items() if len(to) > 1}
