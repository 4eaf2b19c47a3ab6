"""Our own YAML: one procedure, field for field as in `knowledge.procedure`.

Strict, because an unknown field is a typing error. Only JSON's types exist here: `no` is text,
`12:30` is text, dates are text. Anchors are refused: a small file must not unfold to a huge one.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

import yaml

from knowledge.errors import BadProcedure
from knowledge.explain import checked, shown
from knowledge.procedure import Procedure, slugify


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2's JSON schema and without aliases."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - one for all, on purpose

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases (& and *) are not supported, write the value out",
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the field {key.value!r} stands here twice, keep one",
                    problem_mark=key.start_mark,
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class _Dumper(yaml.SafeDumper):
    """SafeDumper that writes long texts as blocks and never an anchor."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Rare line breaks (NEL, LS, PS) are folded away unless they are escaped in quotes."""
    style = '"' if re.search("[\x85\u2028\u2029\ufeff]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _resolve(tag: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_resolve("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF")
_resolve("null", r"^(?:null|Null|NULL|~|)$", "nN~")
_resolve("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789")
_resolve("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?$", "-+.0123456789")
_Loader.yaml_implicit_resolvers.setdefault("", []).extend(
    entry for entry in _Loader.yaml_implicit_resolvers.get("~", []) if entry[0].endswith("null")
)


def load(text: str, label: str) -> Any:
    """The document in `text` as lists, dicts and scalars; raises BadProcedure with the line."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        where = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadProcedure(
            f"{label}{where}: {error.problem or 'this is not valid YAML'}."
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise BadProcedure(f"{label}: this is not valid YAML ({reason}).") from None
    except RecursionError:
        raise BadProcedure(f"{label}: it is nested too deeply; use plain lists of steps.") from None


def read(text: str, label: str) -> list[Procedure]:
    document = load(text, label)
    records = document if isinstance(document, list) else [document]
    return [from_record(record, label) for record in records]


def from_record(record: Any, label: str) -> Procedure:
    """Our own record; a missing id comes from the file name, missing positions from the order."""
    if not isinstance(record, dict):
        raise BadProcedure(f"{label}: the file holds {shown(record)}; it must hold name and steps.")
    if any(not isinstance(key, str) for key in record):
        bad = next(key for key in record if not isinstance(key, str))
        raise BadProcedure(f"{label}: the field name {shown(bad)} is not text; put it in quotes.")
    record = {"id": slugify(PurePath(label).stem), **record}
    steps = record.get("steps")
    if isinstance(steps, list) and not any(_has_position(step) for step in steps):
        record["steps"] = [
            {"position": place, **step} if isinstance(step, dict) else step
            for place, step in enumerate(steps, 1)
        ]
    return checked(Procedure, record, label)


def write(procedure: Procedure) -> str:
    """YAML that `read` turns back into an equal Procedure; defaults are left out."""
    return dump(procedure.model_dump(mode="json", exclude_defaults=True))


def dump(record: dict[str, Any]) -> str:
    return yaml.dump(
        record, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, indent=2
    )


def _has_position(step: Any) -> bool:
    return isinstance(step, dict) and "position" in step
