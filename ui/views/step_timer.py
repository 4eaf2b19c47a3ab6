"""Timers. The time at which one rings is kept on the server, so a reload does not stop it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from knowledge.walkthrough import PlannedStep, Walkthrough
from tools.times import in_words
from ui.components import markup, state

if TYPE_CHECKING:
    from agent.session import Session

SHORTEST = timedelta(seconds=5)


def start_stop(session: Session, step: PlannedStep) -> None:
    """The button of this step's timer; nothing for a step without a duration."""
    if step.duration is None or step.duration < SHORTEST:
        return
    if step.id in session.timers:
        st.button(
            "Stop the timer",
            icon=":material/timer_off:",
            on_click=_stop,
            args=(session.id, step.id),
            key=f"timer-stop-{step.id}",
        )
    else:
        st.button(
            f"Start a timer of {in_words(step.duration)}",
            icon=":material/timer:",
            on_click=_start,
            args=(session.id, step),
            key=f"timer-start-{step.id}",
        )


def running(session: Session, plan: Walkthrough) -> None:
    """All timers of this lesson, whichever step is on screen; looks at the clock each second."""
    known = {step.id for step in plan.steps}
    if any(id in known for id in session.timers):
        st.fragment(_clock, run_every=1.0)(session.id)


def _clock(session_id: str) -> None:
    session = state.app().sessions.get(session_id)
    steps = {step.id: step for step in session.walkthrough.steps} if session.walkthrough else {}
    for step_id, end in session.timers.items():
        if step_id in steps:
            _one(steps[step_id], end)


def _one(step: PlannedStep, end: datetime) -> None:
    left = round((end - datetime.now(UTC)).total_seconds())
    sign = '<span class="ks-icon" aria-hidden="true">timer</span>'
    name = markup.span(f"Step {step.position}, {step.name}", "ks-note")
    if left > 0:
        body = f'<p class="ks-timer" role="timer">{sign} {clock(left)} {name}</p>'
    else:
        over = f"Time is up, {clock(-left)} ago"
        body = f'<p class="ks-timer ks-over" role="alert">{sign} {over} {name}</p>'
    markup.html(body)


def clock(seconds: int) -> str:
    """83 -> '1:23'."""
    minutes, rest = divmod(max(seconds, 0), 60)
    return f"{minutes}:{rest:02d}"


def _start(session_id: str, step: PlannedStep) -> None:
    assert step.duration is not None
    end = datetime.now(UTC) + step.duration
    state.app().sessions.update(
        session_id,
        lambda one: one.model_copy(update={"timers": {**one.timers, step.id: end}}),
    )


def _stop(session_id: str, step_id: str) -> None:
    state.app().sessions.update(
        session_id,
        lambda one: one.model_copy(
            update={"timers": {id: end for id, end in one.timers.items() if id != step_id}}
        ),
    )
