"""A procedure: what there is to teach, as immutable records that are valid or do not exist.

Field names follow schema.org HowTo where it has one. Durations are ISO 8601 in files ("PT45S")
and `timedelta` in memory. Every invariant is checked on construction, so code that holds a
`Procedure` never needs to check again.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

MAX_STEPS = 200  # the longest imported guide seen has 74; 500 is a mistake or an attack
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class Record(BaseModel):
    """Base of all records: frozen, and an unknown field is an error, not a silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Status(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class TipKind(StrEnum):
    NOTE = "note"
    TIP = "tip"
    CAUTION = "caution"


class Tip(Record):
    kind: TipKind = TipKind.TIP
    text: Text


class Substitute(Record):
    """What may stand in for a supply or a tool, and what changes then."""

    name: Line
    note: str = ""


class Item(Record):
    """Something a procedure needs; `required_quantity` is for the procedure's own `servings`."""

    id: Slug
    name: Line
    required_quantity: str = ""
    optional: bool = False
    substitutes: tuple[Substitute, ...] = ()


class Supply(Item):
    """Used up by the procedure: beans, thread, glue."""


class Tool(Item):
    """Used and kept: a kettle, a spanner."""


class Visual(Record):
    """What a key step looks like, in the words of the workbench.

    `object`, `instrument`, `target` and `also` name things as `thing` or `thing:state`.
    """

    action: str
    object: str = ""
    instrument: str = ""
    target: str = ""
    result_state: str = ""
    place: str = ""  # where it happens; carried on from the step before when empty
    also: tuple[str, ...] = ()  # what else stands on the scene
    notice: Annotated[str, StringConstraints(max_length=60)] = ""  # the one thing to look at
    label: Annotated[str, StringConstraints(max_length=40)] = ""  # the numbers of this step


class Source(Record):
    url: str = ""
    title: str = ""
    author: str = ""
    dataset: str = ""


class Origin(StrEnum):
    """How a picture or clip came to be; always shown beside it."""

    GENERATED = "generated"
    SCHEMATIC = "schematic"
    RETRIEVED = "retrieved"
    UPLOADED = "uploaded"


class Check(Record):
    name: str
    value: float
    passed: bool


class Media(Record):
    """One picture or clip with its provenance. width/height in px, duration in seconds."""

    id: str
    kind: Literal["image", "video"]
    role: Literal["context", "key_step", "clip", "demonstration"]
    path: str
    sha256: str
    width: int = 0
    height: int = 0
    fps: float = 0.0
    duration: float = 0.0
    alt: str = ""
    captions: str = ""
    origin: Origin
    backend: str = ""
    weights: str = ""
    seed: int = 0
    prompt: str = ""
    params: dict[str, Any] = {}
    parents: tuple[str, ...] = ()
    license: str = ""
    checks: tuple[Check, ...] = ()
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

    @property
    def part(self) -> tuple[float, float] | None:
        """The seconds of a film that count, as `params` start and end say; None for all of it."""
        start, end = self.params.get("start"), self.params.get("end")
        if not isinstance(start, int | float) or not isinstance(end, int | float):
            return None
        return (float(start), float(end)) if 0 <= start < end else None

    @property
    def usable(self) -> bool:
        """No check failed; what was never checked counts as usable."""
        return all(check.passed for check in self.checks)


class Step(Record):
    """One step. `scales` quotes the amounts in `text` that grow with the servings."""

    id: Slug
    position: int = Field(ge=1)
    section: str = ""
    name: Line
    text: Text
    tips: tuple[Tip, ...] = ()
    tool_ids: tuple[Slug, ...] = ()
    supply_ids: tuple[Slug, ...] = ()
    duration: timedelta | None = None
    depends_on: tuple[Slug, ...] = ()
    key: bool = True
    scales: tuple[str, ...] = ()
    visual: Visual | None = None
    media: tuple[Media, ...] = ()
    extras: dict[str, Any] = {}

    @property
    def cautions(self) -> tuple[str, ...]:
        return tuple(tip.text for tip in self.tips if tip.kind is TipKind.CAUTION)

    @property
    def demonstration(self) -> Media | None:
        """The instructor's film of this step; the first, should there be several."""
        films = (one for one in self.media if one.kind == "video")
        return next((one for one in films if one.role == "demonstration"), None)

    @model_validator(mode="after")
    def _scaled_amounts_are_quoted(self) -> Step:
        for amount in self.scales:
            if amount not in self.text:
                raise ValueError(
                    f"step {self.id!r}: scales names {amount!r}, which its text does not contain"
                )
        return self


class Procedure(Record):
    """A skill with its steps. Raises pydantic's ValidationError naming field and value."""

    id: Slug
    name: Line
    description: str = ""
    language: str = "en"
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()  # other words people ask with: symptoms, synonyms
    difficulty: Literal["", "easy", "moderate", "hard"] = ""
    prep_time: timedelta | None = None
    perform_time: timedelta | None = None
    total_time: timedelta | None = None
    yields: str = ""  # schema.org "yield", a Python keyword
    servings: float | None = Field(default=None, gt=0)
    supplies: tuple[Supply, ...] = ()
    tools: tuple[Tool, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MAX_STEPS)]
    source: Source = Source()
    license: str = ""
    status: Status = Status.PUBLISHED
    version: int = Field(default=1, ge=1)
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    extras: dict[str, Any] = {}

    @property
    def key_steps(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.key)

    def step(self, step_id: str) -> Step:
        """The step with that id; KeyError when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    @model_validator(mode="after")
    def _is_consistent(self) -> Procedure:
        _refuse_duplicates("step", [step.id for step in self.steps])
        _refuse_duplicates("supply", [supply.id for supply in self.supplies])
        _refuse_duplicates("tool", [tool.id for tool in self.tools])
        positions = [step.position for step in self.steps]
        if positions != list(range(1, len(positions) + 1)):
            raise ValueError(f"step positions must count 1, 2, 3 ...; got {positions}")
        known_tools = {tool.id for tool in self.tools}
        known_supplies = {supply.id for supply in self.supplies}
        known_steps = {step.id for step in self.steps}
        for step in self.steps:
            _refuse_unknown(step.id, "tool_ids", step.tool_ids, known_tools)
            _refuse_unknown(step.id, "supply_ids", step.supply_ids, known_supplies)
            _refuse_unknown(step.id, "depends_on", step.depends_on, known_steps)
        _refuse_cycles({step.id: step.depends_on for step in self.steps})
        return self


def slugify(text: str) -> str:
    """'Pour-over Coffee!' -> 'pour-over-coffee'; at most 80 characters, never empty."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80].strip("-")
    return slug or "untitled"


def _refuse_duplicates(what: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"two entries share the {what} id {one!r}; give each its own")
        seen.add(one)


def _refuse_unknown(step: str, field: str, ids: tuple[str, ...], known: set[str]) -> None:
    for one in ids:
        if one not in known:
            choices = ", ".join(sorted(known)) or "none are listed"
            raise ValueError(f"step {step!r}: {field} names {one!r}; choose from: {choices}")


def _refuse_cycles(depends_on: dict[str, tuple[str, ...]]) -> None:
    """Kahn's algorithm: what never becomes free lies on a cycle."""
    waiting = {step: set(needs) for step, needs in depends_on.items()}
    while free := [step for step, needs in waiting.items() if not needs]:
        for step in free:
            del waiting[step]
        for needs in waiting.values():
            needs.difference_update(free)
    if waiting:
        raise ValueError(
            f"depends_on runs in a circle through: {', '.join(sorted(waiting))}; remove one of them"
        )
