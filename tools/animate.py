"""Ask for clips of key steps: 3 s each, one durable job per step."""

from __future__ import annotations

from collections.abc import Iterable

from generators.base import ClipRequest
from knowledge.walkthrough import PlannedStep, Walkthrough
from tools.illustrate import (
    Choose,
    Queue,
    Scene,
    Submitted,
    chosen_steps,
    next_seed,
    prompts,
    submitted,
)


class Animator:
    """Clips. Raises UnknownBackend or BackendUnavailable for a named backend."""

    def __init__(self, queue: Queue, choose: Choose) -> None:
        self._queue = queue
        self._choose = choose

    def animate(
        self,
        walkthrough: Walkthrough,
        scene: Scene,
        step_ids: Iterable[str] | None = None,
        new_take: bool = False,
    ) -> Submitted:
        """Clips of these steps (None: all). `new_take`: another attempt, the old one is kept."""
        backend, reason = self._choose("clip", scene.backend)
        steps = chosen_steps(walkthrough, step_ids)
        requests = [clip_request(walkthrough, step, scene, new_take) for step in steps]
        job_ids = self._queue.submit_many([(backend, one) for one in requests], scene.owner)
        seeds = [request.seed for request in requests]
        return submitted(walkthrough, "clip", steps, job_ids, seeds, backend, reason)


def clip_request(
    walkthrough: Walkthrough, step: PlannedStep, scene: Scene, new_take: bool
) -> ClipRequest:
    """`first_frame` stays empty: whether the picture is ready must not change the clip's spec."""
    return ClipRequest(
        title=walkthrough.title,
        steps=prompts(walkthrough),
        index=step.position - 1,
        context_image=scene.photo,
        spot=walkthrough.spot,
        skin_tone=scene.skin_tone,
        seed=next_seed(walkthrough, step.id, "clip", scene.seed, new_take),
    )
