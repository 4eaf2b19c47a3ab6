"""A walkthrough: one learner's plan, cut from procedures, with what was adapted and why.

It names the takes (job ids) of every picture and clip; the media themselves lie in the artefact
store under the same ids, so a worker never writes to a walkthrough.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from knowledge.procedure import Record, Slug, Source, Substitute, Tip, TipKind, Visual

Medium = Literal["image", "clip"]


class Citation(Record):
    procedure_id: Slug
    step_id: Slug
    version: int = 1


class AdaptationKind(StrEnum):
    SUBSTITUTION = "substitution"
    SCALING = "scaling"
    OMISSION = "omission"
    EDIT = "edit"  # the learner's own words


class Adaptation(Record):
    kind: AdaptationKind
    what: str
    reason: str


class Need(Record):
    """A supply or tool as this learner needs it: scaled, or replaced."""

    id: Slug
    name: str
    quantity: str = ""
    optional: bool = False
    substitutes: tuple[Substitute, ...] = ()
    instead_of: str = ""  # the original's name when this is a substitute


class PlannedStep(Record):
    id: Slug
    position: int = Field(ge=1)
    name: str
    text: str
    tips: tuple[Tip, ...] = ()
    tool_ids: tuple[Slug, ...] = ()
    supply_ids: tuple[Slug, ...] = ()
    duration: timedelta | None = None
    visual: Visual | None = None
    citations: tuple[Citation, ...] = Field(min_length=1)  # a step without a source is not a step
    adaptations: tuple[Adaptation, ...] = ()

    @property
    def cautions(self) -> tuple[str, ...]:
        return tuple(tip.text for tip in self.tips if tip.kind is TipKind.CAUTION)


class Take(Record):
    """One attempt at one medium of one step. `job_id` is the hash of its spec."""

    job_id: str
    backend: str
    seed: int


class StepTakes(Record):
    step_id: Slug
    medium: Medium
    takes: tuple[Take, ...] = Field(min_length=1)
    chosen: int = 0  # index into takes

    @property
    def take(self) -> Take:
        return self.takes[self.chosen]


class Progress(Record):
    current: int = 1  # position of the step on screen
    done: tuple[Slug, ...] = ()
    finished_at: datetime | None = None
    rating: int | None = Field(default=None, ge=1, le=5)


class Walkthrough(Record):
    """Immutable; every change makes a new value with `model_copy(update=...)`."""

    id: str
    procedure_id: Slug
    procedure_version: int = 1
    title: str
    request: str  # the learner's own words
    servings: float | None = None
    steps: tuple[PlannedStep, ...] = Field(min_length=1)
    supplies: tuple[Need, ...] = ()
    tools: tuple[Need, ...] = ()
    total_time: timedelta | None = None
    adaptations: tuple[Adaptation, ...] = ()  # those that concern the whole plan
    source: Source = Source()
    license: str = ""
    photo_sha256: str = ""  # the learner's scene, in the artefact store
    spot: tuple[float, float] | None = None  # where on the photo, 0..1 from the top left
    confirmed: bool = False
    media: tuple[StepTakes, ...] = ()
    progress: Progress = Progress()
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

    @property
    def cautions(self) -> tuple[str, ...]:
        """Every caution once, in the order of the steps."""
        return tuple(dict.fromkeys(text for step in self.steps for text in step.cautions))

    def step(self, step_id: str) -> PlannedStep:
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def takes(self, step_id: str, medium: Medium) -> StepTakes | None:
        for entry in self.media:
            if (entry.step_id, entry.medium) == (step_id, medium):
                return entry
        return None

    def with_take(self, step_id: str, medium: Medium, take: Take) -> Walkthrough:
        """Add a take and choose it; a take that is there already is only chosen."""
        entry = self.takes(step_id, medium)
        if entry is None:
            new = StepTakes(step_id=step_id, medium=medium, takes=(take,))
            return self.model_copy(update={"media": (*self.media, new)})
        takes = entry.takes if take in entry.takes else (*entry.takes, take)
        new = entry.model_copy(update={"takes": takes, "chosen": takes.index(take)})
        media = tuple(new if one is entry else one for one in self.media)
        return self.model_copy(update={"media": media})
