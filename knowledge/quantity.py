"""Amounts in words: scale "1/2 tsp" for more servings, split "225g flour" into amount and name.

Only the first amount of a text grows ("2 x 400 g cans" becomes "4 x 400 g cans": the cans stay
the size that they are), and so does an equivalent in brackets ("(about 550 g)"). Temperatures and
percentages never grow. Fractions stay fractions, decimals stay decimals.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5",
    "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_WORDS = {
    "half": Fraction(1, 2), "one": Fraction(1), "two": Fraction(2), "three": Fraction(3),
    "four": Fraction(4), "five": Fraction(5), "six": Fraction(6), "seven": Fraction(7),
    "eight": Fraction(8), "nine": Fraction(9), "ten": Fraction(10), "twelve": Fraction(12),
}  # fmt: skip
_UNITS = (
    "g|kg|mg|ml|cl|dl|l|mm|cm|m|oz|lb|lbs|grams?|kilograms?|millilit(?:er|re)s?|lit(?:er|re)s?"
    "|cups?|tablespoons?|teaspoons?|tbsps?|tsps?|ounces?|pounds?|pints?|quarts?|gallons?|pinch(?:es)?"
    "|cloves?|slices?|sticks?|cans?|jars?|packages?|packets?|bunch(?:es)?|handfuls?|sprigs?|drops?"
    "|pieces?|sheets?|inch(?:es)?|feet|foot|yards?"
)
_PLURAL = re.compile(
    r"^(\s*)(cup|tablespoon|teaspoon|ounce|pound|gram|liter|litre|clove|slice|stick|can|jar|package"
    r"|packet|handful|sprig|drop|piece|sheet|egg)(s?)\b"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_VULGARS = "".join(_VULGAR)
_ONE = rf"(?:\d+\s+\d+\s*[/⁄]\s*\d+|\d+\s*[/⁄]\s*\d+|\d*\s?[{_VULGARS}]|{_DIGITS})"
_WORD = rf"(?:{'|'.join(_WORDS)})(?=\s)"
_NUMBER = re.compile(
    rf"(?P<low>{_ONE}|(?i:\b{_WORD}))(?:(?P<dash>\s*(?:-|–|—|to)\s*)(?P<high>{_ONE}))?"
)
_FIXED = re.compile(r"\s*(?:°|º|degrees?\b|%|[CF]\b)")
_SAME = re.compile(rf"(\((?:about|approx\.?|approximately|around|or|~|≈|=)\s*)({_ONE})([^)]*)")
_AMOUNT = re.compile(
    rf"^\s*(?P<amount>(?:{_NUMBER.pattern})(?:\s*[x×]\s*{_ONE})?"
    rf"(?:\s*(?:(?:rounded|level|heaped|large|small)\s+)?(?:{_UNITS})\b\.?)?)(?:\s+of\b)?\s*",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"^\s*(?P<amount>(?:a )?(?:pinch|dash|handful|knob|splash|drizzle)) of (?P<name>.+)$",
    re.IGNORECASE,
)
_TO_TASTE = re.compile(r"^\s*(?P<name>[^,(\d]+?),? (?P<amount>to taste)\s*$", re.IGNORECASE)
_FRACTIONS = (1, 2, 3, 4, 8)  # denominators that measuring spoons and cups have


def scale(text: str, factor: float) -> str:
    """`text` with its amount times `factor`; unchanged when it holds no number.

    Raises ValueError when `factor` is not a positive finite number.
    """
    if not (math.isfinite(factor) and factor > 0):
        raise ValueError(f"the factor is {factor}; it must be a positive number such as 2 or 0.5")
    times = Fraction(factor).limit_denominator(1000)
    found = _NUMBER.search(text)
    if times == 1 or found is None or _FIXED.match(text, found.end()):
        return text
    try:
        return text[: found.start()] + _grown_range(found, times) + _grown_rest(text, found, times)
    except ZeroDivisionError:  # "1/0 cup" is no amount
        return text


def split(text: str) -> tuple[str, str]:
    """('225 g', 'self-raising flour') from '225g self-raising flour'; ('', text) without amount."""
    if vague := _VAGUE.match(text) or _TO_TASTE.match(text):
        return vague["amount"].lower(), vague["name"].strip()
    found = _AMOUNT.match(text)
    name = text[found.end() :].strip(" ,") if found else ""
    if found is None or not name or (found["amount"].strip().isalpha() and len(name) < 3):
        return "", text.strip()
    amount = re.sub(rf"(?<=[\d{_VULGARS}])(?=[a-zA-Z])", " ", found["amount"].strip())
    return re.sub(r"\s+", " ", amount), name


def total(first: str, second: str) -> str:
    """The sum of two amounts of one thing: ('80 g', '760 g') -> '840 g', else '1 + a handful'."""
    one, two = _NUMBER.match(first), _NUMBER.match(second)
    if "/0" in first + second:
        return f"{first} + {second}"
    if (
        one
        and two
        and not (one["high"] or two["high"])
        and first[one.end() :] == second[two.end() :]
    ):
        summed = _value(one["low"]) + _value(two["low"])
        return _written(summed, "/" in first + second) + first[one.end() :]
    return " + ".join(part for part in (first, second) if part)


def _grown_range(found: re.Match[str], times: Fraction) -> str:
    high = found["high"]
    return _grown(found["low"], times) + (found["dash"] + _grown(high, times) if high else "")


def _grown_rest(text: str, found: re.Match[str], times: Fraction) -> str:
    rest = _agreeing(text[found.end() :], _value(found["high"] or found["low"]) * times)
    return _SAME.sub(
        lambda same: same[1] + _grown(same[2], times) + _agreeing(same[3], _value(same[2]) * times),
        rest,
    )


def _grown(number: str, times: Fraction) -> str:
    spelled = any(mark in number for mark in ("/", "⁄", *_VULGAR))
    value = _value(number) * times
    counted = number.strip().isdigit() or number.lower() in _WORDS
    return _written(value, spelled or (counted and value < 10))


def _value(number: str) -> Fraction:
    """'1 1/2', '1½', '1,000', '1,5' and 'two' as exact numbers."""
    text = number.strip().lower()
    if text in _WORDS:
        return _WORDS[text]
    for mark, spelled in _VULGAR.items():
        text = text.replace(mark, f" {spelled}")
    text = re.sub(r"\s*[/⁄]\s*", "/", text)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    return sum((Fraction(part) for part in text.replace(",", ".").split()), Fraction(0))


def _written(value: Fraction, as_fraction: bool) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    if as_fraction and value.denominator in _FRACTIONS:
        whole, rest = divmod(value, 1)
        return f"{int(whole)} {rest}" if whole else str(rest)
    number = float(value)
    digits = 0 if number >= 100 else 1 if number >= 10 else 2  # scales do not show more
    return f"{number:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{number:.0f}"


def _agreeing(rest: str, value: Fraction) -> str:
    """'1 cup' times 2 reads '2 cups'; words that are not in the list stay as they are."""
    return _PLURAL.sub(lambda unit: unit[1] + unit[2] + ("s" if value > 1 else ""), rest, count=1)
