"""Turn pydantic's ValidationError into one plain sentence: field, offending value, fix.

People who write procedures are cooks and mechanics; they never see a traceback or a type name of
Python. Only the first problem is told, with the number of others, so that the sentence stays one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import BadProcedure
from knowledge.procedure import Media, Procedure, Source, Step, Supply, Visual, slugify

Model = TypeVar("Model", bound=BaseModel)
_MODELS: tuple[type[BaseModel], ...] = (Procedure, Step, Supply, Visual, Source, Media)
_KNOWN_FIELDS = sorted({name for model in _MODELS for name in model.model_fields})
_SHOWN = 60  # characters of an offending value: enough to find it, too few to flood the sentence


def checked(model: type[Model], data: Any, label: str) -> Model:
    """`data` as a `model`; raises BadProcedure naming `label`, field, value and fix."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise BadProcedure(sentence(error, label)) from None
    except RecursionError:
        raise BadProcedure(f"{label}: it is nested too deeply; use plain lists of steps.") from None


def sentence(error: ValidationError, label: str) -> str:
    """'tea.yaml: steps[3].duration is 'soon', which is not a duration; write ISO 8601 ...'"""
    details = error.errors(include_url=False)
    first = details[0]
    more = f" ({len(details) - 1} more problems after that)" if len(details) > 1 else ""
    return " ".join(f"{label}: {_told(first)}{more}.".split())


def shown(value: Any) -> str:
    """A value as it may stand in a sentence: quoted and short."""
    try:
        text = repr(value)
    except RecursionError:
        return "(a deeply nested value)"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def field_path(location: Sequence[int | str]) -> str:
    """('steps', 2, 'text') -> 'steps[3].text'; entries are counted from 1 as people do."""
    path = ""
    for part in location:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if path else part
    return path or "the file"


def _told(detail: ErrorDetails) -> str:
    field = field_path(detail["loc"])
    told = _TELLERS.get(detail["type"])
    if told is not None:
        return told(field, detail)
    wanted = _WANTED.get(detail["type"])
    if wanted is not None:
        return f"{field} is {shown(detail['input'])}; it must be {wanted}"
    message = detail["msg"][:1].lower() + detail["msg"][1:].rstrip(".")
    return f"{field} is {shown(detail['input'])}; {message}"


def _unknown_field(field: str, detail: ErrorDetails) -> str:
    near = get_close_matches(str(detail["loc"][-1]), _KNOWN_FIELDS, n=1)
    fix = f"did you mean {near[0]!r}?" if near else "remove it or put it under 'extras'"
    return f"{field} (value {shown(detail['input'])}) is not a field of a procedure; {fix}"


def _missing(field: str, detail: ErrorDetails) -> str:
    return f"{field} is missing; add it"


def _own_words(field: str, detail: ErrorDetails) -> str:
    return str(detail.get("ctx", {}).get("error", detail["msg"])).rstrip(".")


def _too_long(field: str, detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    count = context.get("actual_length") or len(detail["input"])
    limit = context.get("max_length")
    return f"{field} has {count} entries and the limit is {limit}; split the procedure in parts"


def _too_short(field: str, detail: ErrorDetails) -> str:
    return f"{field} is empty; add at least {detail.get('ctx', {}).get('min_length', 1)}"


def _long_text(field: str, detail: ErrorDetails) -> str:
    limit = detail.get("ctx", {}).get("max_length")
    value = detail["input"]
    return f"{field} is {shown(value)} with {len(value)} characters; shorten it to {limit}"


def _bad_slug(field: str, detail: ErrorDetails) -> str:
    value = str(detail["input"])
    return (
        f"{field} is {shown(value)}; use lower-case letters, digits and single hyphens, "
        f"such as {slugify(value)!r}"
    )


def _not_a_choice(field: str, detail: ErrorDetails) -> str:
    expected = str(detail.get("ctx", {}).get("expected", "")).replace("''", "nothing")
    return f"{field} is {shown(detail['input'])}; choose {expected}"


_TELLERS: dict[str, Callable[[str, ErrorDetails], str]] = {
    "extra_forbidden": _unknown_field,
    "missing": _missing,
    "value_error": _own_words,
    "too_long": _too_long,
    "too_short": _too_short,
    "string_too_long": _long_text,
    "string_too_short": _too_short,
    "string_pattern_mismatch": _bad_slug,
    "enum": _not_a_choice,
    "literal_error": _not_a_choice,
}
_TEXT = "text; put it in quotes"
_WHOLE = "a whole number such as 3"
_NUMBER = "a number such as 1.5"
_LIST = "a list"
_RECORD = "a set of fields such as 'name: Salt'"
_DURATION = "a duration in ISO 8601 such as PT45S, PT4M or PT1H30M"
_MOMENT = "a date and time such as 2026-01-31T12:00:00Z"
_WANTED = {
    "string_type": _TEXT,
    "string_unicode": "text in UTF-8",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _RECORD,
    "model_type": _RECORD,
    "model_attributes_type": _RECORD,
    "time_delta_type": _DURATION,
    "time_delta_parsing": _DURATION,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
}
