"""schema.org HowTo and Recipe as other people publish them, in all their shapes.

Instructions may be one string, a list of strings, HowToSteps, HowToSections, ItemLists or
directions, nested; the record may sit in a list, a @graph, a mainEntity or in the script of an
HTML page. What we have no field for goes to `extras`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from knowledge import quantity
from knowledge.formats.draft import (
    Draft,
    DraftItem,
    DraftStep,
    duration,
    heading,
    note,
    paragraphs,
    plain,
    words,
)
from knowledge.procedure import Procedure, TipKind

_TYPES = {"HowTo", "Recipe"}
_READ = {
    "@context", "@type", "name", "headline", "description", "inLanguage", "keywords", "prepTime",
    "performTime", "cookTime", "totalTime", "yield", "recipeYield", "supply", "tool", "step",
    "steps", "recipeInstructions", "recipeIngredient", "ingredients", "license", "author", "url",
    "recipeCategory", "recipeCuisine", "isBasedOn",
}  # fmt: skip
_OPTIONAL = re.compile(r"\(*\s*\boptional\b\s*\)*|\(if needed\)|\(if desired\)", re.IGNORECASE)
_MAX_DEPTH = 12


def nodes(document: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every HowTo or Recipe in a document, outermost first."""
    if isinstance(document, list):
        for one in document:
            yield from nodes(one, depth + 1)
    elif isinstance(document, dict) and depth < _MAX_DEPTH:
        if _TYPES & set(types(document)):
            yield document
        else:
            for field in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
                yield from nodes(document.get(field), depth + 1)


def types(node: Any) -> list[str]:
    """'Recipe', ['Recipe', 'Product'], 'http://schema.org/HowTo' -> short names."""
    value = node.get("@type") if isinstance(node, dict) else None
    listed = value if isinstance(value, list) else [value]
    return [re.split(r"[/:#]", one)[-1] for one in listed if isinstance(one, str)]


def read(node: dict[str, Any], label: str) -> Procedure:
    steps: list[DraftStep] = []
    for field in ("step", "steps", "recipeInstructions"):
        if not steps:
            steps = list(_steps(node.get(field), "", 0))
    supplies = [*_items(node.get("supply")), *_ingredients(node)]
    fields = {
        "description": plain(node.get("description"))[:4000],
        "language": _language(node.get("inLanguage")),
        "categories": words([node.get("recipeCategory"), node.get("recipeCuisine")]),
        "tags": words(node.get("keywords"))[:100],
        "prep_time": duration(_scalar(node.get("prepTime"))),
        "perform_time": duration(_scalar(node.get("performTime") or node.get("cookTime"))),
        "total_time": duration(_scalar(node.get("totalTime"))),
        "yields": _yield(node),
        "servings": _servings(node),
        "source": _source(node),
        "license": _url(node.get("license")),
        "extras": {key: value for key, value in node.items() if key not in _READ},
    }
    name = plain(_scalar(node.get("name") or node.get("headline")))
    return Draft(name, steps, supplies, list(_items(node.get("tool"))), fields).build(label)


def _steps(value: Any, section: str, depth: int) -> Iterator[DraftStep]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, str):
        yield from _steps_of_text(value, section)
    elif isinstance(value, list):
        yield from _steps_of_list(value, section, depth)
    elif isinstance(value, dict):
        yield from _steps_of_node(value, section, depth)


def _steps_of_text(value: str, section: str) -> Iterator[DraftStep]:
    """A block of text: one step for each paragraph or numbered line."""
    for line in paragraphs(value).split("\n"):
        text = re.sub(r"^\s*(?:step\s*)?\d{1,2}\s*[.):]\s+", "", line, flags=re.IGNORECASE).strip()
        if text:
            yield DraftStep(text, heading(text), section)


def _steps_of_list(value: list[Any], section: str, depth: int) -> Iterator[DraftStep]:
    """A short line that ends in a colon ("For the sauce:") names the section of what follows."""
    for one in sorted(value, key=_position) if all(map(_has_position, value)) else value:
        title = plain(one) if isinstance(one, str) else ""
        if title.endswith(":") and len(title) <= 60:
            section = title[:-1]
        else:
            yield from _steps(one, section, depth + 1)


def _steps_of_node(node: dict[str, Any], section: str, depth: int) -> Iterator[DraftStep]:
    kind = types(node)
    inside = node.get("itemListElement") or node.get("steps") or node.get("item")
    if "HowToSection" in kind or "ItemList" in kind or ("ListItem" in kind and inside):
        yield from _steps(inside, plain(_scalar(node.get("name"))) or section, depth + 1)
    else:
        yield from _one_step(node, section, inside)


def _one_step(node: dict[str, Any], section: str, inside: Any) -> Iterator[DraftStep]:
    parts = [one for one in _listed(inside) if isinstance(one, (dict, str))]
    directions = [one for one in parts if "HowToTip" not in types(one)]
    tips = [
        note(plain(one.get("text")), TipKind.TIP)
        for one in parts
        if isinstance(one, dict) and "HowToTip" in types(one)
    ]
    told = [plain(one if isinstance(one, str) else one.get("text")) for one in directions]
    name = plain(_scalar(node.get("name")))
    text = paragraphs(_scalar(node.get("text"))) or " ".join(filter(None, told))
    text = text or plain(_scalar(node.get("description"))) or name
    used = {"@type", "name", "text", "itemListElement", "position", "tool", "supply", "description"}
    if text:
        yield DraftStep(
            text,
            name if name and name != text and len(name) <= 100 else heading(text),
            section,
            tips=[tip for several in tips for tip in several],
            tools=[item.name for one in (node, *directions) for item in _used(one, "tool")],
            supplies=[item.name for one in (node, *directions) for item in _used(one, "supply")],
            extras={key: value for key, value in node.items() if key not in used},
        )


def _used(node: Any, field: str) -> list[DraftItem]:
    return list(_items(node.get(field))) if isinstance(node, dict) else []


def _items(value: Any) -> Iterator[DraftItem]:
    for one in _listed(value):
        if isinstance(one, dict):
            amount = one.get("requiredQuantity")
            yield DraftItem(plain(_scalar(one.get("name"))), _quantity(amount))
        elif isinstance(one, str):
            yield from _ingredient(one)


def _ingredients(node: dict[str, Any]) -> Iterator[DraftItem]:
    for line in _listed(node.get("recipeIngredient") or node.get("ingredients")):
        if isinstance(line, str):
            yield from _ingredient(line)
        else:
            yield from _items([line])


def _ingredient(line: str) -> Iterator[DraftItem]:
    """One line of a shopping list; headings ("Dipping Sauce:") are not things to buy."""
    text = plain(line)
    optional = bool(_OPTIONAL.search(text))
    text = re.sub(r"\(\s*\)", "", _OPTIONAL.sub("", text))
    text = _balanced(text.replace("((", "(").replace("))", ")")).strip(" ,")
    if text and not text.endswith(":"):
        amount, name = quantity.split(text)
        yield DraftItem(name, amount, optional)


def _balanced(text: str) -> str:
    """'cloves, (peeled)' -> 'cloves (peeled)', and no bracket stays open."""
    text = re.sub(r",?\s*\(\s*", " (", re.sub(r"\s+\)", ")", text))
    return text + ")" * max(0, text.count("(") - text.count(")"))


def _quantity(value: Any) -> str:
    """A QuantitativeValue or a scalar as words."""
    if isinstance(value, dict):
        unit = value.get("unitText") or value.get("unitCode") or ""
        return plain(f"{plain(value.get('value'))} {plain(unit)}")
    return plain(value)


def _yield(node: dict[str, Any]) -> str:
    """The most telling of several yields: '20 (5 cups)' rather than '20'."""
    listed = _listed(node.get("recipeYield") or node.get("yield"))
    return max((_quantity(one) for one in listed), key=len, default="")[:200]


def _servings(node: dict[str, Any]) -> float | None:
    found = re.search(r"\d{1,4}(?:\.\d{1,3})?", _yield(node))
    return float(found[0]) or None if found else None


def _source(node: dict[str, Any]) -> dict[str, str]:
    authors = [plain(_scalar(one)) for one in _listed(node.get("author"))]
    based = node.get("isBasedOn")
    return {
        "url": _url(node.get("url")) or _url(based),
        "title": plain(_scalar(node.get("name"))),
        "author": ", ".join(filter(None, authors)),
    }


def _language(value: Any) -> str:
    found = re.match(r"[A-Za-z]{2,3}", plain(_scalar(value)))
    return found[0].lower() if found else "en"


def _scalar(value: Any) -> Any:
    """The text of {'@value': x}, {'name': x}, [x, ...] or x itself."""
    for _ in range(_MAX_DEPTH):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = (
                value.get("@value") or value.get("name") or value.get("text") or value.get("@id")
            )
        else:
            return value
    return None


def _url(value: Any) -> str:
    one = value[0] if isinstance(value, list) and value else value
    return plain(one.get("url") or one.get("@id")) if isinstance(one, dict) else plain(one)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _has_position(node: Any) -> bool:
    return isinstance(node, dict) and bool(re.fullmatch(r"\d{1,6}", plain(node.get("position"))))


def _position(node: dict[str, Any]) -> int:
    return int(plain(node.get("position")))
