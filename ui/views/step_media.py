"""Picture and clip of one step: how far they are, how they were made, other takes."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from knowledge.procedure import Media
from knowledge.walkthrough import Medium, PlannedStep, StepTakes, Walkthrough
from tools.job_table import JobStatus
from tools.lesson import doubts, origin_label, webvtt
from ui.components import clip_player, jobs, markup, state
from ui.console import sentence
from ui.views import step_demonstration, step_transfer

if TYPE_CHECKING:
    from agent.session import Session

SHOWN = "shown_medium"  # picture or clip, kept from step to step
AWAITED_S = 0.3  # a look costs 10 ms, and a first picture is made in 0.5 s
LABELS = {"image": "Picture", "clip": "Clip", "scene": "Your place before"}


def show(session: Session, plan: Walkthrough, step: PlannedStep) -> None:
    """Looks again while one of its two media is under way."""
    mine = [job for job in jobs.of_plan(session, plan) if job.step.id == step.id]
    waits = any(not job.status.finished for job in mine)
    every = AWAITED_S if _is_awaited(mine) else jobs.POLL_S
    st.fragment(_panel, run_every=every if waits else None)(session.id, step.id)


def _is_awaited(mine: list[jobs.StepJob]) -> bool:
    """Nothing to look at yet: what the learner wants to see is still under way."""
    shown = st.session_state.get(SHOWN, "image")
    return any(job.medium == shown and not job.status.finished for job in mine)


def _panel(session_id: str, step_id: str) -> None:
    session = state.app().sessions.get(session_id)
    plan = session.walkthrough
    if plan is None or step_id not in {step.id for step in plan.steps}:
        return
    step = plan.step(step_id)
    medium = _chosen_medium(session)
    if medium == "scene":
        _scene(session)
    else:
        _medium(session, plan, step, "image" if medium == "image" else "clip")


def _chosen_medium(session: Session) -> str:
    options = ["image", "clip", *(["scene"] if session.photo_sha256 else [])]
    kept = st.session_state.get(SHOWN, "image")
    chosen = st.segmented_control(
        "What to look at",
        options,
        default=kept if kept in options else "image",
        format_func=lambda one: LABELS[one],
        required=True,
        label_visibility="collapsed",
        key="medium",
    )
    st.session_state[SHOWN] = chosen or "image"
    return st.session_state[SHOWN]


def _medium(session: Session, plan: Walkthrough, step: PlannedStep, medium: Medium) -> None:
    entry = plan.takes(step.id, medium)
    status = next(
        (
            job.status
            for job in jobs.of_plan(session, plan)
            if (job.step.id, job.medium) == (step.id, medium)
        ),
        None,
    )
    media = state.app().store.get(entry.take.job_id) if entry else None
    if entry is None or status is None:
        seen = medium == "clip" and step_demonstration.show(session, step, None)
        _nothing_yet(session, step, medium, instead=seen)
        return
    if media is not None:
        _made(session, plan, step, medium, media)
        _takes(session, step, entry)
    else:
        _waiting(session, step, medium, status)
    if medium == "clip":
        step_demonstration.show(session, step, media)


def _made(
    session: Session, plan: Walkthrough, step: PlannedStep, medium: Medium, media: Media
) -> None:
    path = state.app().store.path(media)
    if medium == "image":
        st.image(str(path), alt=f"{step.name}. {media.alt}", width="stretch")
        _badge(media)
    else:
        _clip(session, plan, step, media, path)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            f"Download the {jobs.NAMES[medium]}",
            path.read_bytes(),
            f"{plan.procedure_id}-{step.position:02d}-{step.id}{path.suffix}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key=f"download-{medium}-{step.id}",
        )
        _again(session, step, medium, f"Make another {jobs.NAMES[medium]}")


def _clip(session: Session, plan: Walkthrough, step: PlannedStep, media: Media, path: Path) -> None:
    """A transfer stands beside the demonstration that it came from."""
    demonstration = step_transfer.demonstration(media)
    if demonstration:
        names = step_demonstration.names_of(session, step, demonstration)
        step_transfer.show(media, demonstration, step, *names)
    else:
        captions = webvtt(step.text, media.duration)
        stills = state.app().store.companion(media, "strip.png")
        clip_player.show(
            path, _poster(plan, step), captions, media.alt, f"clip-{step.id}", stills=stills
        )
    _badge(media)
    with st.expander("Transcript"):
        markup.html(markup.paragraph(step.text), markup.paragraph(media.alt, "ks-note"))
    if demonstration:
        with st.expander("How it was carried over"):
            step_transfer.how(media, demonstration)


def _badge(media: Media) -> None:
    """How it was made, and what its maker was never shown."""
    doubt = doubts(media)
    markup.html(
        f'<p class="ks-badge">{escape(made_by(media))}</p>',
        markup.paragraph(doubt, "ks-note") if doubt else "",
    )


def made_by(media: Media) -> str:
    """'Schematic drawing · schematic · seed 0'; never shown without."""
    return f"{origin_label(media)} · {media.backend or 'by hand'} · seed {media.seed}"


def _poster(plan: Walkthrough, step: PlannedStep) -> Path | None:
    entry = plan.takes(step.id, "image")
    picture = state.app().store.get(entry.take.job_id) if entry else None
    return state.app().store.path(picture) if picture else None


def _takes(session: Session, step: PlannedStep, entry: StepTakes) -> None:
    """Every attempt is kept; choose which one counts."""
    if len(entry.takes) < 2:
        return
    key = f"take-{entry.medium}-{step.id}-{len(entry.takes)}-{entry.chosen}"
    st.segmented_control(
        f"Takes of this {jobs.NAMES[entry.medium]}",
        range(len(entry.takes)),
        default=entry.chosen,
        format_func=lambda one: _take_name(entry, one),
        required=True,
        key=key,
        on_change=_choose,
        args=(session.id, step.id, entry.medium, key),
    )


def _take_name(entry: StepTakes, index: int) -> str:
    """'Take 2 · closer': what sets it apart, as soon as it is made."""
    media = state.app().store.get(entry.takes[index].job_id)
    carried = media is not None and step_transfer.demonstration(media) is not None
    apart = media.params.get("take", "in your photo" if carried else "") if media else ""
    return f"Take {index + 1} · {apart}" if apart else f"Take {index + 1}"


def _choose(session_id: str, step_id: str, medium: Medium, key: str) -> None:
    try:
        state.app().tutor.choose_take(session_id, step_id, medium, st.session_state[key])
    except Exception as error:
        state.notice(sentence(error))


def _nothing_yet(session: Session, step: PlannedStep, medium: Medium, instead: bool) -> None:
    """`instead`: something else to look at stands above."""
    name = jobs.NAMES[medium]
    if not instead:
        markup.html(f'<div class="ks-waiting"><p>No {name} of this step yet.</p></div>')
    _again(session, step, medium, f"Make a {name} of this step")


def _waiting(session: Session, step: PlannedStep, medium: Medium, status: JobStatus) -> None:
    name = jobs.NAMES[medium].capitalize()
    markup.html(
        '<div class="ks-waiting"><div>',
        markup.paragraph(f"{name}: {jobs.words(status)}", "ks-big"),
        markup.paragraph("" if status.finished else "Read on; it appears here by itself."),
        "</div></div>",
    )
    if status.state == "running":
        st.progress(min(status.fraction, 1.0), text=f"{name} {status.fraction:.0%}")
    if status.state in ("failed", "cancelled") and st.button(
        "Retry", icon=":material/refresh:", key=f"retry-{medium}-{step.id}"
    ):
        jobs.retry(status.job_id, session.id)
        st.rerun()


def _again(session: Session, step: PlannedStep, medium: Medium, label: str) -> None:
    if not st.button(
        label, icon=":material/autorenew:", type="tertiary", key=f"again-{medium}-{step.id}"
    ):
        return
    for event in state.app().tutor.regenerate(session.id, step.id, medium):
        if event.type == "error":
            state.notice(f"{event.text} {event.fix}".strip())
    st.rerun()


def _scene(session: Session) -> None:
    ref = state.app().store.upload(session.photo_sha256)
    if ref is None:
        st.caption("The photo is no longer on this machine; add it again.")
        return
    st.image(ref.path, alt="Your place before this step", width="stretch")
    markup.html('<p class="ks-badge">Your own photo</p>')
