"""The jobs behind a plan's pictures and clips, and their state in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from knowledge.walkthrough import Medium, PlannedStep, Walkthrough
from tools.job_table import JobStatus
from ui.components import markup, state
from ui.console import sentence

if TYPE_CHECKING:
    from agent.session import Session

POLL_S = 1.0  # the panel's numbers; a picture that is awaited on screen looks more often
NAMES: dict[Medium, str] = {"image": "picture", "clip": "clip"}


@dataclass(frozen=True)
class StepJob:
    step: PlannedStep
    medium: Medium
    status: JobStatus

    @property
    def name(self) -> str:
        return f"{NAMES[self.medium]} of step {self.step.position}"


def of_plan(session: Session, plan: Walkthrough) -> list[StepJob]:
    """The job of every chosen take, in the order of the steps."""
    mine = _statuses(session.id)
    return [
        StepJob(step, medium, mine.get(entry.take.job_id) or _unknown(entry.take.job_id))
        for step in plan.steps
        for medium in NAMES
        if (entry := plan.takes(step.id, medium)) is not None
    ]


def words(status: JobStatus) -> str:
    """The state as a sentence a learner understands."""
    if status.state == "queued":
        place = f"{_ordinal(status.place)} in line" if status.place else "in line"
        more = "" if status.stage.startswith("waiting") else status.stage  # such as "no worker"
        return f"waiting, {place}" + (f" ({more})" if more else "")
    if status.state == "running":
        share = f"{status.fraction:.0%}"
        return f"being made: {status.stage or 'starting'}, {share}, {status.elapsed_s:.0f} s so far"
    if status.state == "failed":
        return f"failed: {status.error}"
    return {"succeeded": "ready", "cancelled": "stopped"}[status.state]


def panel(session_id: str) -> None:
    """How far everything is; the caller decides how often it looks again."""
    session = state.app().sessions.get(session_id)
    plan = session.walkthrough
    found = of_plan(session, plan) if plan else []
    under_way = [job for job in found if not job.status.finished]
    failed = [job for job in found if job.status.state == "failed"]
    if under_way or failed:
        with st.container(horizontal=True, vertical_alignment="center", key="jobs", gap="medium"):
            _progress(found, under_way, failed)
            _each(found, session_id)
            if under_way and st.button(
                "Stop all mine", icon=":material/stop_circle:", type="tertiary", key="stop-all"
            ):
                _stop(under_way, session_id)
                st.rerun()
    if st.session_state.get("was_under_way") and not under_way:
        st.session_state["was_under_way"] = False
        st.rerun()  # the page stops looking
    st.session_state["was_under_way"] = bool(under_way)


def watch(session: Session, plan: Walkthrough) -> None:
    """Show the panel, and look again every POLL_S seconds while something is under way."""
    open_jobs = any(not job.status.finished for job in of_plan(session, plan))
    st.fragment(panel, run_every=POLL_S if open_jobs else None)(session.id)


def retry(job_id: str, session_id: str) -> None:
    try:
        state.app().queue.retry(job_id, session_id)
    except Exception as error:
        state.notice(sentence(error))


def _progress(found: list[StepJob], under_way: list[StepJob], failed: list[StepJob]) -> None:
    if under_way:
        ready = sum(job.status.state == "succeeded" for job in found)
        done = sum(1.0 if job.status.finished else job.status.fraction for job in found)
        st.progress(
            min(done / len(found), 1.0),
            text=f"{ready} of {len(found)} pictures and clips are ready",
        )
    else:
        st.warning(
            f"{len(failed)} of {len(found)} could not be made; the rest of the lesson is complete.",
            icon=":material/warning:",
        )


def _each(jobs: Iterable[StepJob], session_id: str) -> None:
    """One list, drawn anew at every look; a row of its own only for what can be retried."""
    waiting, broken = [], []
    for job in jobs:
        if job.status.state in ("failed", "cancelled"):
            broken.append(job)
        elif job.status.state != "succeeded":
            waiting.append(job)
    with st.popover("Details", type="tertiary", key="each-job"):
        for job in broken:
            _broken(job, session_id)
        markup.html(markup.bullet_list(escape(_line(job)) for job in waiting))


def _broken(job: StepJob, session_id: str) -> None:
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.markdown(_line(job))
    right.button(
        "Retry",
        key=f"retry-{job.status.job_id}",
        on_click=retry,
        args=(job.status.job_id, session_id),
        help=f"Make the {job.name} again",
    )


def _line(job: StepJob) -> str:
    return f"{job.name.capitalize()}: {words(job.status)}"


def _stop(jobs: Iterable[StepJob], session_id: str) -> None:
    for job in jobs:
        try:
            state.app().queue.cancel(job.status.job_id, session_id)
        except Exception as error:
            state.notice(sentence(error))


def _statuses(owner: str) -> dict[str, JobStatus]:
    return {status.job_id: status for status in state.app().queue.statuses(owner)}


def _unknown(job_id: str) -> JobStatus:
    """Asked for by another session, or the queue's memory is gone: the file decides."""
    made = state.app().store.get(job_id) is not None
    return JobStatus(job_id, "succeeded" if made else "cancelled")


def _ordinal(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ends.get(number % 10, 'th')}"
