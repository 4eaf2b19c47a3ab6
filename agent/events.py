"""What the tutor says and does in a turn, in the order in which it happens.

A page or a terminal shows these; nothing else leaves `Tutor.ask`. Every error is an event.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.walkthrough import Walkthrough


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Event):
    """A procedure that search brought up. `evidence`: why it matched, one sentence."""

    procedure_id: str
    name: str
    score: float
    evidence: str = ""
    step_id: str | None = None
    step_name: str = ""


class TextEvent(_Event):
    type: Literal["text"] = "text"
    text: str


class SourcesEvent(_Event):
    """`degraded`: what part of the search was down, in one sentence; usually empty."""

    type: Literal["sources"] = "sources"
    hits: tuple[Source, ...]
    degraded: str = ""


class PlanEvent(_Event):
    """A new or changed plan. `notes`: wishes that could not be met."""

    type: Literal["plan"] = "plan"
    walkthrough: Walkthrough
    notes: tuple[str, ...] = ()


class JobsEvent(_Event):
    """Pictures or clips under way. `reason`: why this backend."""

    type: Literal["jobs"] = "jobs"
    job_ids: tuple[str, ...]
    medium: Literal["image", "clip", "transfer"]
    positions: tuple[int, ...] = ()
    backend: str = ""
    reason: str = ""


class QuestionEvent(_Event):
    """At most one a turn, and only when the answer changes the plan."""

    type: Literal["question"] = "question"
    text: str
    choices: tuple[str, ...]


class RefusalEvent(_Event):
    type: Literal["refusal"] = "refusal"
    text: str
    help_lines: tuple[str, ...] = ()


class StepEvent(_Event):
    """The step that is now on screen."""

    type: Literal["step"] = "step"
    position: int


class FileEvent(_Event):
    """A file for the learner. `path` is where it lies on this machine."""

    type: Literal["file"] = "file"
    path: str
    filename: str
    format: str
    size: int  # bytes


class ErrorEvent(_Event):
    """`text`: what happened, plainly. `fix`: what to do next. `theirs`: the input is at fault."""

    type: Literal["error"] = "error"
    text: str
    fix: str = ""
    theirs: bool = False


Event = Annotated[
    TextEvent
    | SourcesEvent
    | PlanEvent
    | JobsEvent
    | QuestionEvent
    | RefusalEvent
    | StepEvent
    | FileEvent
    | ErrorEvent,
    Field(discriminator="type"),
]
