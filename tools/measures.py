"""How much more or less than the procedure: reading "20 g of coffee" against "15 g".

Only ratios are computed here; writing scaled amounts is `knowledge.quantity.scale`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8"}
WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "half": 0.5,
}  # fmt: skip
# unit -> (base unit, how many of it)
UNITS: dict[str, tuple[str, float]] = {
    "g": ("g", 1), "gram": ("g", 1), "kg": ("g", 1000), "kilo": ("g", 1000), "mg": ("g", 0.001),
    "oz": ("g", 28.35), "ounce": ("g", 28.35), "lb": ("g", 453.6), "pound": ("g", 453.6),
    "ml": ("ml", 1), "cl": ("ml", 10), "dl": ("ml", 100), "l": ("ml", 1000),
    "litre": ("ml", 1000), "liter": ("ml", 1000), "pint": ("ml", 568),
    "tsp": ("ml", 5), "teaspoon": ("ml", 5), "tbsp": ("ml", 15), "tablespoon": ("ml", 15),
    "mm": ("mm", 1), "cm": ("mm", 10), "m": ("mm", 1000), "metre": ("mm", 1000),
}  # fmt: skip
WATERY = {"g", "ml"}  # 1 g of water is 1 ml, and kitchens weigh either
NUMBER = r"(?:\d+\s+\d+/\d+|\d+/\d+|\d*[.,]\d+|\d+)"
AMOUNT = re.compile(rf"(?P<number>{NUMBER}|\b(?:{'|'.join(WORDS)})\b)\s*(?P<rest>.*)", re.I | re.S)


@dataclass(frozen=True)
class Measure:
    """`value` in `unit`; `unit` is empty for a count. `of` is what is measured."""

    value: float
    unit: str
    of: str = ""


def measure(text: str) -> Measure | None:
    """'20 g of coffee' -> Measure(20, 'g', 'coffee'); None when no number is in it."""
    for sign, plain in VULGAR.items():
        text = text.replace(sign, f" {plain}")
    found = AMOUNT.search(text)
    if found is None:
        return None
    head, _, tail = found["rest"].partition(" ")
    unit = UNITS.get(head.lower().rstrip(".,")) or UNITS.get(head.lower().rstrip("s.,"))
    rest = tail if unit else found["rest"]
    base, factor = unit or ("", 1.0)
    of = re.sub(r"^\s*of\s+", "", rest.strip()).strip(" .,!?")
    return Measure(number(found["number"]) * factor, base, of)


def number(text: str) -> float:
    """'1 1/2' -> 1.5, '0,3' -> 0.3, 'two' -> 2.0."""
    if text.lower() in WORDS:
        return float(WORDS[text.lower()])
    return float(sum(Fraction(part.replace(",", ".")) for part in text.split()))


def ratio(wanted: Measure, stated: Measure) -> float | None:
    """wanted / stated; None when the units cannot be compared or nothing is stated."""
    same = wanted.unit == stated.unit or {wanted.unit, stated.unit} <= WATERY
    if not same or stated.value <= 0:
        return None
    return wanted.value / stated.value
