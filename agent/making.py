"""Pictures, clips and transfers of a session's plan, asked for without words: the page's buttons.

Every request goes into the queue and its take into the stored plan; nothing is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from agent.events import Event, JobsEvent, PlanEvent
from agent.outcomes import event_of
from agent.session import Session, SessionStore
from agent.uploads import Uploads
from knowledge.walkthrough import Medium, Walkthrough
from tools.errors import ToolError
from tools.illustrate import Scene, Submitted

if TYPE_CHECKING:
    from tools.toolkit import Toolkit


class Maker:
    """Safe to share between threads. Methods raise errors made for people to read."""

    def __init__(
        self, sessions: SessionStore, uploads: Uploads, toolkit: Callable[[], Toolkit]
    ) -> None:
        self._sessions = sessions
        self._uploads = uploads
        self._toolkit = toolkit

    def confirm(
        self, session_id: str, until: Literal["text", "images", "clips"]
    ) -> Iterator[Event]:
        """The plan is accepted; pictures of all steps, then clips, as far as `until`."""
        if until == "text":
            accepted = self.plan(session_id).model_copy(update={"confirmed": True})
            self.keep(session_id, accepted)
            yield PlanEvent(walkthrough=accepted)
            return
        kit = self._toolkit()
        yield self._submit(session_id, kit.illustrator.illustrate)
        if until == "clips":
            yield self._submit(session_id, kit.animator.animate)

    def regenerate(
        self, session_id: str, step_id: str, medium: Medium, backend: str | None
    ) -> Iterator[Event]:
        """Another take; the old ones stay."""
        kit = self._toolkit()
        known_step(self.plan(session_id), step_id)
        make = kit.illustrator.illustrate if medium == "image" else kit.animator.animate
        yield self._submit(session_id, make, backend, step_ids=(step_id,), new_take=True)

    def transfer(self, session_id: str, step_id: str, whose: str = "") -> Iterator[Event]:
        """A demonstration carried over to the session's photo, as the step's next clip."""
        session, plan = self._sessions.get(session_id), self.plan(session_id)
        known_step(plan, step_id)
        kit, step = self._toolkit(), plan.step(step_id)
        found = kit.demonstrations.best(
            step, session.demonstration_sha256, session.demonstration_part, whose
        )
        submitted = kit.transferrer.transfer(
            found.film if found else None,
            self._scene(session, None),
            plan,
            step,
            part=found.part if found else None,
            called=found.called if found else "",
        )
        yield self._asked(session_id, submitted)

    def plan(self, session_id: str) -> Walkthrough:
        """Raises ToolError when there is none."""
        plan = self._sessions.get(session_id).walkthrough
        if plan is None:
            raise ToolError("There is no plan yet; ask for a skill first.")
        return plan

    def keep(self, session_id: str, plan: Walkthrough) -> None:
        self._sessions.update(
            session_id, lambda session: session.model_copy(update={"walkthrough": plan})
        )

    def _submit(
        self,
        session_id: str,
        make: Callable[..., Submitted],
        backend: str | None = None,
        **wanted: Any,
    ) -> JobsEvent:
        scene = self._scene(self._sessions.get(session_id), backend)
        return self._asked(session_id, make(self.plan(session_id), scene, **wanted))

    def _asked(self, session_id: str, done: Submitted) -> JobsEvent:
        assert done.walkthrough is not None
        self.keep(session_id, done.walkthrough)
        event = event_of(done)
        assert isinstance(event, JobsEvent)
        return event

    def _scene(self, session: Session, backend: str | None) -> Scene:
        return Scene(
            owner=session.id,
            photo=self._uploads.ref(session.photo_sha256),
            backend=backend or session.backend,
            skin_tone=session.skin_tone,
            seed=session.seed,
        )


def known_step(plan: Walkthrough, step_id: str) -> None:
    """Raises ToolError naming the choices."""
    if step_id not in (ids := [step.id for step in plan.steps]):
        raise ToolError(f"There is no step {step_id!r}; choose from: {', '.join(ids)}.")
