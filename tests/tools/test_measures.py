from __future__ import annotations

import pytest

from tools.measures import Measure, measure, ratio
from tools.words import content, head, overlap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 g of coffee", Measure(20, "g", "coffee")),
        ("1.5 kg flour", Measure(1500, "g", "flour")),
        ("1 1/2 cups", Measure(1.5, "", "cups")),
        ("½ l water", Measure(500, "ml", "water")),
        ("1/2 tsp salt", Measure(2.5, "ml", "salt")),
        ("0,3 l", Measure(300, "ml", "")),
        ("three eggs", Measure(3, "", "eggs")),
        ("2 mugs (about 450 ml)", Measure(2, "", "mugs (about 450 ml)")),
        ("a pinch", Measure(1, "", "pinch")),
        ("some salt", None),
        ("", None),
    ],
)
def test_amounts_are_read(text: str, expected: Measure | None) -> None:
    assert measure(text) == expected


def test_only_like_can_be_compared_with_like() -> None:
    assert ratio(Measure(20, "g"), Measure(15, "g")) == pytest.approx(4 / 3)
    assert ratio(Measure(500, "ml"), Measure(250, "g")) == 2  # water weighs its volume
    assert ratio(Measure(2, ""), Measure(15, "g")) is None
    assert ratio(Measure(2, "g"), Measure(0, "g")) is None


def test_words_are_compared_by_what_they_mean() -> None:
    assert content("Pouring the filters") == content("pour a filter")
    assert content("chopped onions") == content("chop onion")
    assert overlap("I have no kettle", "gooseneck kettle") == 1.0
    assert overlap("how do I", "anything") == 0.0
    assert head("paper filter that fits the dripper") == "filter"
    assert head("coffee dripper (filter cone)") == head("dripper")
