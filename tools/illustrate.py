"""Ask for key-step pictures: one durable job per step, in a worker, never here.

A take is named by the job that makes it, so asking twice for the same spec costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, Protocol, TypeVar

from generators.base import ClipRequest, Depiction, KeyStepRequest, MediaRef, Mode, StepPrompt
from knowledge.procedure import Record
from knowledge.walkthrough import Medium, PlannedStep, Take, Walkthrough
from tools.errors import ToolError

Choose = Callable[[Mode, str], tuple[str, str]]  # (mode, wanted) -> (backend, reason)

Asked = TypeVar("Asked", KeyStepRequest, ClipRequest)
KINDS: dict[type, tuple[Mode, Medium]] = {
    KeyStepRequest: ("key_step", "image"),
    ClipRequest: ("clip", "clip"),
}


class Queue(Protocol):
    """What is needed of `tools.jobs.JobQueue`: all or none, served in this order."""

    def submit_many(self, wanted: Iterable[tuple[str, Any]], owner: str) -> list[str]: ...


class Scene(Record):
    """Where and how the learner wants things drawn. `skin_tone` 0..3; `seed` of the first take."""

    owner: str  # session id: jobs are cancelled by those who asked for them
    photo: MediaRef | None = None
    backend: str = "auto"
    skin_tone: int = 1
    seed: int = 0


class Submitted(Record):
    """Jobs under way. `positions` are the steps they belong to; `reason` why this backend.

    `demonstration`: whose film is carried over, in words.
    """

    walkthrough: Walkthrough | None
    job_ids: tuple[str, ...]
    medium: Literal["image", "clip", "transfer"]
    positions: tuple[int, ...] = ()
    backend: str
    reason: str = ""
    demonstration: str = ""


class Illustrator:
    """Key-step pictures. Raises UnknownBackend or BackendUnavailable for a named backend."""

    def __init__(self, queue: Queue, choose: Choose) -> None:
        self._queue = queue
        self._choose = choose

    def illustrate(
        self,
        walkthrough: Walkthrough,
        scene: Scene,
        step_ids: Iterable[str] | None = None,
        new_take: bool = False,
    ) -> Submitted:
        """Pictures of these steps (None: all). `new_take`: another attempt, the old one is kept."""
        return ask_for(
            KeyStepRequest, self._queue, self._choose, walkthrough, scene, step_ids, new_take
        )


def ask_for(
    kind: type[Asked],
    queue: Queue,
    choose: Choose,
    walkthrough: Walkthrough,
    scene: Scene,
    step_ids: Iterable[str] | None,
    new_take: bool,
) -> Submitted:
    """One job of this kind per step, in the order of the plan."""
    mode, medium = KINDS[kind]
    backend, reason = choose(mode, scene.backend)
    steps = chosen_steps(walkthrough, step_ids)
    requests = [step_request(kind, walkthrough, step, scene, new_take) for step in steps]
    job_ids = queue.submit_many([(backend, one) for one in requests], scene.owner)
    seeds = [request.seed for request in requests]
    return submitted(walkthrough, medium, steps, job_ids, seeds, backend, reason)


def submitted(
    walkthrough: Walkthrough,
    medium: Medium,
    steps: Sequence[PlannedStep],
    job_ids: Sequence[str],
    seeds: Sequence[int],
    backend: str,
    reason: str,
) -> Submitted:
    """The confirmed walkthrough with a take per job."""
    for step, job_id, seed in zip(steps, job_ids, seeds, strict=True):
        take = Take(job_id=job_id, backend=backend, seed=seed)
        walkthrough = walkthrough.with_take(step.id, medium, take)
    return Submitted(
        walkthrough=walkthrough.model_copy(update={"confirmed": True}),
        job_ids=tuple(job_ids),
        medium=medium,
        positions=tuple(step.position for step in steps),
        backend=backend,
        reason=reason,
    )


def step_request(
    kind: type[Asked], walkthrough: Walkthrough, step: PlannedStep, scene: Scene, new_take: bool
) -> Asked:
    """A clip's `first_frame` stays empty: whether the picture is ready must not change its spec."""
    return kind(
        title=walkthrough.title,
        steps=prompts(walkthrough),
        index=step.position - 1,
        context_image=scene.photo,
        spot=walkthrough.spot,
        skin_tone=scene.skin_tone,
        seed=next_seed(walkthrough, step.id, KINDS[kind][1], scene.seed, new_take),
    )


def prompts(walkthrough: Walkthrough) -> tuple[StepPrompt, ...]:
    """All steps as a generator reads them, since what was cut stays cut in later pictures."""
    return tuple(
        StepPrompt(
            id=step.id,
            name=step.name,
            text=step.text,
            depiction=Depiction(**dict(step.visual)) if step.visual else None,
        )
        for step in walkthrough.steps
    )


def next_seed(
    walkthrough: Walkthrough, step_id: str, medium: Medium, first: int, new_take: bool
) -> int:
    """The first take's seed, or one that no take of this step has yet."""
    entry = walkthrough.takes(step_id, medium)
    if entry is None or not new_take:
        return first
    return max(take.seed for take in entry.takes) + 1


def chosen_steps(
    walkthrough: Walkthrough, step_ids: Iterable[str] | None
) -> tuple[PlannedStep, ...]:
    if step_ids is None:
        return walkthrough.steps
    wanted = set(step_ids)
    return tuple(step for step in walkthrough.steps if step.id in wanted)


def step_at(walkthrough: Walkthrough, position: int) -> PlannedStep:
    """Raises ToolError naming the choices."""
    if not 1 <= position <= len(walkthrough.steps):
        raise ToolError(
            f"There is no step {position}; this plan has steps 1 to {len(walkthrough.steps)}."
        )
    return walkthrough.steps[position - 1]
