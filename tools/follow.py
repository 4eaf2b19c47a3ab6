"""Where the learner is in the walkthrough, and going elsewhere in it."""

from __future__ import annotations

from datetime import timedelta

from knowledge.procedure import Record
from knowledge.walkthrough import PlannedStep, Walkthrough
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
