"""Ask for a demonstration's action in another scene: one durable job."""

from __future__ import annotations

from generators.base import MediaRef, TransferRequest
from knowledge.walkthrough import PlannedStep, Take, Walkthrough
from tools.errors import ToolError
from tools.illustrate import Choose, Queue, Scene, Submitted, next_seed


class MediaNeedsInput(ToolError):
    """A picture or a demonstration video is missing; the message says which."""


class Transferrer:
    """Raises MediaNeedsInput, UnknownBackend, BackendUnavailable."""

    def __init__(self, queue: Queue, choose: Choose) -> None:
        self._queue = queue
        self._choose = choose

    def transfer(
        self,
        demonstration: MediaRef | None,
        scene: Scene,
        walkthrough: Walkthrough | None = None,
        step: PlannedStep | None = None,
        frames: int = 32,
        part: tuple[float, float] | None = None,
        called: str = "",
    ) -> Submitted:
        """Apply the demonstration to the learner's photo; with a step it becomes its next clip.

        `part`: the seconds of the film that show the action; None lets the backend find them.
        `called`: whose film it is, in words.
        """
        if demonstration is None:
            raise MediaNeedsInput("There is no demonstration video yet; attach one and ask again.")
        if scene.photo is None:
            raise MediaNeedsInput("There is no photo of your scene yet; attach one and ask again.")
        backend, reason = self._choose("transfer", scene.backend)
        request = TransferRequest(
            demonstration=demonstration,
            part=part,
            context_image=scene.photo,
            prompt=step.text if step else "",
            frames=frames,
            seed=_seed(walkthrough, step, scene),
        )
        [job_id] = self._queue.submit_many([(backend, request)], scene.owner)
        if walkthrough and step:
            take = Take(job_id=job_id, backend=backend, seed=request.seed)
            walkthrough = walkthrough.with_take(step.id, "clip", take)
        return Submitted(
            walkthrough=walkthrough,
            job_ids=(job_id,),
            medium="transfer",
            positions=(step.position,) if step else (),
            backend=backend,
            reason=reason,
            demonstration=called,
        )


def _seed(walkthrough: Walkthrough | None, step: PlannedStep | None, scene: Scene) -> int:
    if walkthrough is None or step is None:
        return scene.seed
    return next_seed(walkthrough, step.id, "clip", scene.seed, new_take=False)
