from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.quantity import scale, split, total


@pytest.mark.parametrize(
    ("text", "factor", "grown"),
    [
        ("15 g", 2, "30 g"),
        ("15g", 2, "30g"),
        ("1/2 tsp", 2, "1 tsp"),
        ("1/2 tsp", 3, "1 1/2 tsp"),
        ("1 1/2 cups", 2, "3 cups"),
        ("½ cup", 4, "2 cups"),
        ("1½ cups", 2, "3 cups"),
        ("1–2", 2, "2–4"),
        ("2-3 teaspoons", 2, "4-6 teaspoons"),
        ("3 eggs", 2, "6 eggs"),
        ("1 egg", 2, "2 eggs"),
        ("2 cups", 0.5, "1 cup"),
        ("3 eggs", 0.5, "1 1/2 eggs"),
        ("500 g", 1 / 3, "167 g"),
        ("1,000 g", 1.5, "1500 g"),
        ("1,5 l", 2, "3 l"),
        ("2 x 400 g cans", 2, "4 x 400 g cans"),
        ("1 (15-ounce) can", 2, "2 (15-ounce) can"),
        ("250 ml (about 1 cup)", 2, "500 ml (about 2 cups)"),
        ("two eggs", 2, "4 eggs"),
        ("(30 g)", 2, "(60 g)"),
        ("a pinch", 3, "a pinch"),
        ("to taste", 2, "to taste"),
        ("96 °C", 2, "96 °C"),
        ("10%", 2, "10%"),
        ("1/0 cup", 2, "1/0 cup"),
        ("", 2, ""),
    ],
)
def test_scaling(text: str, factor: float, grown: str) -> None:
    assert scale(text, factor) == grown


@pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf")])
def test_a_factor_that_makes_no_sense_is_refused(factor: float) -> None:
    with pytest.raises(ValueError, match="positive number"):
        scale("15 g", factor)


@given(st.integers(1, 900), st.integers(1, 9), st.sampled_from(["g", "ml", "tsp"]))
def test_scaling_up_and_down_again_changes_nothing(amount: int, factor: int, unit: str) -> None:
    text = f"{amount} {unit}"
    assert scale(scale(text, factor), 1 / factor) == text


@given(st.text(max_size=60), st.floats(0.01, 100))
def test_any_text_can_be_scaled(text: str, factor: float) -> None:
    assert isinstance(scale(text, factor), str)
    assert scale(text, 1) == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_split_and_summed(one: str, two: str) -> None:
    amount, name = split(one)
    assert name in one or not amount
    assert isinstance(total(one, two), str)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("225g self-raising flour", ("225 g", "self-raising flour")),
        ("½ cup bread crumbs", ("½ cup", "bread crumbs")),
        ("1 level teaspoon mixed spice", ("1 level teaspoon", "mixed spice")),
        ("Pinch of red pepper", ("pinch", "red pepper")),
        ("Salt to taste", ("to taste", "Salt")),
        ("one 15 ounce can tomatoes", ("one", "15 ounce can tomatoes")),
        ("grated zest of 1 orange", ("", "grated zest of 1 orange")),
        ("3", ("", "3")),
    ],
)
def test_a_line_of_a_shopping_list_is_split(line: str, parts: tuple[str, str]) -> None:
    assert split(line) == parts


def test_amounts_of_one_thing_are_summed() -> None:
    assert total("80 g", "760 g") == "840 g"
    assert total("1/2", "1/2") == "1"
    assert total("80 g", "1 cup") == "80 g + 1 cup"
    assert total("", "2 tbsp") == "2 tbsp"
