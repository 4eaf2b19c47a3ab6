"""What the parser claims to have understood in other people's texts is what stands there."""

from __future__ import annotations

import pytest

from generators.base import StepPrompt
from generators.workbench.parse import read
from tests import free_text


@pytest.mark.skipif(not free_text.PUBLIC.exists(), reason="the public procedure files are not here")
def test_a_specific_reading_is_right_nine_times_in_ten() -> None:
    judged = [free_text.judge(one) for one in free_text.labelled()]
    specific = [one for one in judged if one.reading.level == "specific"]
    assert len(specific) >= 20
    verbs = sum(one.verb for one in specific) / len(specific)
    wrong = sum(len(one.wrong) for one in specific) / sum(one.named for one in specific)
    assert verbs >= 0.9
    assert wrong <= 0.1


@pytest.mark.parametrize(
    ("text", "action", "level"),
    [
        ("Pour the water into the kettle.", "pour", "specific"),
        ("Transfer the water to the kettle.", "pour", "specific"),
        ("Keep stirring the eggs with a spatula.", "stir", "specific"),
        ("Frobnicate the leek, then put the lid on the saucepan.", "place", "approximate"),
    ],
)
def test_only_what_comes_first_is_specific(text: str, action: str, level: str) -> None:
    reading = read(StepPrompt(id="one", name="Step 1", text=text))
    assert (reading.depiction.action, reading.level) == (action, level)
