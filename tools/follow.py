"""Where the learner is in the walkthrough, what is done, and which takes are shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from knowledge.procedure import Record
from knowledge.walkthrough import Medium, PlannedStep, Walkthrough
from tools.errors import ToolError
from tools.illustrate import step_at


class Whereabouts(Record):
    """`left` is the time of this and all later steps that state one; None when none does."""

    walkthrough: Walkthrough
    step: PlannedStep
    of: int
    left: timedelta | None
    untimed: int  # steps left that state no time


class Follower:
    def go_to(self, walkthrough: Walkthrough, position: int | None = None) -> Whereabouts:
        """Go to that step; None stays and only reports. Raises ToolError naming the choices."""
        where = walkthrough.progress.current if position is None else position
        step = step_at(walkthrough, where)
        progress = walkthrough.progress.model_copy(update={"current": where})
        ahead = walkthrough.steps[where - 1 :]
        known = [one.duration for one in ahead if one.duration]
        return Whereabouts(
            walkthrough=walkthrough.model_copy(update={"progress": progress}),
            step=step,
            of=len(walkthrough.steps),
            left=sum(known, timedelta()) if known else None,
            untimed=len(ahead) - len(known),
        )


def mark_done(plan: Walkthrough, step_id: str, done: bool = True) -> Walkthrough:
    """Tick a step, or take the tick back; the last tick finishes the walkthrough."""
    ticked = {*plan.progress.done, step_id} if done else {*plan.progress.done} - {step_id}
    ids = tuple(step.id for step in plan.steps if step.id in ticked)
    all_done = len(ids) == len(plan.steps)
    finished = (plan.progress.finished_at or datetime.now(UTC)) if all_done else None
    progress = plan.progress.model_copy(update={"done": ids, "finished_at": finished})
    return plan.model_copy(update={"progress": progress})


def rate(plan: Walkthrough, rating: int) -> Walkthrough:
    """1 to 5; who rates has finished. Raises ToolError otherwise."""
    if rating not in range(1, 6):
        raise ToolError(f"The rating is {rating}; give 1 to 5.")
    finished = plan.progress.finished_at or datetime.now(UTC)
    progress = plan.progress.model_copy(update={"rating": rating, "finished_at": finished})
    return plan.model_copy(update={"progress": progress})


def choose_take(plan: Walkthrough, step_id: str, medium: Medium, index: int) -> Walkthrough:
    """Show the take with that index, 0 = the oldest. Raises ToolError when there is none."""
    entry = plan.takes(step_id, medium)
    if entry is None or not 0 <= index < len(entry.takes):
        count = len(entry.takes) if entry else 0
        raise ToolError(f"There is no {medium} take {index + 1}; the step has {count}.")
    return plan.with_take(step_id, medium, entry.takes[index])
