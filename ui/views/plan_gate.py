"""The plan, before anything is made: look it over, change it, then start."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Literal

import streamlit as st

from knowledge.walkthrough import Adaptation, Need, PlannedStep, Walkthrough
from tools.lesson import amount_and_name
from tools.times import in_words
from ui.components import markup, state
from ui.console import sentence
from ui.views import finish, scene

if TYPE_CHECKING:
    from agent.session import Session

EDITING = "editing"  # id of the step whose words are being changed


def show(session: Session, plan: Walkthrough) -> None:
    _start(session, plan, "top")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scene.maker(session)
        scene.hands(session)
        _leave()
    scene.expander(session)
    _notes(plan)
    _needs(plan)
    st.header("The steps", anchor=False)
    for step in plan.steps:
        _step(session, plan, step)
    _start(session, plan, "end")
    with st.expander("Print it or take it with you", icon=":material/print:"):
        finish.exports(plan)
    _source(plan)


def facts(plan: Walkthrough) -> None:
    facts = [f"{len(plan.steps)} key steps"]
    if plan.total_time:
        facts.append(f"about {in_words(plan.total_time)}")
    if plan.servings:
        facts.append(f"for {plan.servings:g}")
    if plan.progress.done:
        facts.append(f"{len(plan.progress.done)} done")
    markup.html(markup.chips(facts))


def _notes(plan: Walkthrough) -> None:
    """What was changed for this learner and why, then every caution."""
    if plan.adaptations:
        markup.html(
            '<p class="ks-label">Changed for you</p>',
            markup.bullet_list(map(_adaptation, plan.adaptations)),
        )
    if plan.cautions:
        with st.expander(f"Read first: {len(plan.cautions)} cautions", icon=":material/warning:"):
            markup.html(markup.caution(plan.cautions))


def _adaptation(one: Adaptation) -> str:
    return f'{escape(one.what)} <span class="ks-soft">{escape(one.reason)}</span>'


def _needs(plan: Walkthrough) -> None:
    if not plan.supplies and not plan.tools:
        return
    st.header("What you need", anchor=False)
    left, right = st.columns(2)
    for column, title, needs in ((left, "Supplies", plan.supplies), (right, "Tools", plan.tools)):
        if needs:
            with column:
                markup.html(
                    f'<p class="ks-label">{title}</p>', markup.bullet_list(map(need_line, needs))
                )


def need_line(need: Need) -> str:
    """HTML: amount, name, what it stands in for, and what could stand in for it."""
    line = escape(amount_and_name(need, need.quantity))
    if need.optional:
        line += ' <span class="ks-soft">(optional)</span>'
    if need.instead_of:
        line += f' <span class="ks-changed">instead of {escape(need.instead_of)}</span>'
    elif need.substitutes:
        names = ", ".join(one.name for one in need.substitutes)
        line += f'<br><span class="ks-note">or {escape(names)}</span>'
    return line


def _step(session: Session, plan: Walkthrough, step: PlannedStep) -> None:
    if st.session_state.get(EDITING) == step.id:
        _edit(session, step)
        return
    with st.container(border=True, key=f"step-{step.id}"):
        words, edit = st.columns([9, 1], gap="small")
        with words:
            _read_step(plan, step)
        if edit.button(
            "Edit",
            help=f"Change the words of step {step.position}",
            type="tertiary",
            key=f"edit-{step.id}",
        ):
            st.session_state[EDITING] = step.id
            st.rerun()


def _read_step(plan: Walkthrough, step: PlannedStep) -> None:
    time = f" · {in_words(step.duration)}" if step.duration else ""
    number = f'<div class="ks-number" aria-hidden="true">{step.position}</div>'
    spoken = f'<span class="ks-visually-hidden">Step {step.position}: </span>'
    markup.html(
        f'<div class="ks-step">{number}<div>',
        f'<h3>{spoken}{escape(step.name)}<span class="ks-soft ks-time">{time}</span></h3>',
        markup.paragraph(step.text),
        *(f'<p class="ks-changed">{_adaptation(one)}</p>' for one in step.adaptations),
        *(f'<p class="ks-warn"><strong>Caution:</strong> {escape(c)}</p>' for c in step.cautions),
        f'<p class="ks-note">From {escape(citation(plan, step))}</p>',
        "</div></div>",
    )


def citation(plan: Walkthrough, step: PlannedStep) -> str:
    """'Pour-over coffee, step “bloom” (version 2)': where the words of this step come from."""

    def name(id: str) -> str:
        return plan.title if id == plan.procedure_id else id

    return "; ".join(
        f"{name(one.procedure_id)}, step “{one.step_id}” (version {one.version})"
        for one in step.citations
    )


def _edit(session: Session, step: PlannedStep) -> None:
    with st.form(f"edit-form-{step.id}"):
        name = st.text_input("Name of the step", step.name, max_chars=200)
        text = st.text_area("What to do", step.text, max_chars=4000, height=150)
        save, keep = st.columns(2)
        saved = save.form_submit_button("Save these words", type="primary", width="stretch")
        kept = keep.form_submit_button("Keep the old ones", width="stretch")
    if saved and _saved(session, step, name, text):
        del st.session_state[EDITING]
        st.rerun()
    if kept:
        del st.session_state[EDITING]
        st.rerun()


def _saved(session: Session, step: PlannedStep, name: str, text: str) -> bool:
    """False when the words cannot be used; they stay in the form."""
    try:
        state.app().tutor.edit_step(session.id, step.id, name=name, text=text)
    except Exception as error:
        st.error(sentence(error), icon=":material/error:")
        return False
    return True


def _start(session: Session, plan: Walkthrough, place: str) -> None:
    """The gate: stop after text, after pictures, or go on to clips."""
    if plan.confirmed and st.button(
        "Back to the steps",
        icon=":material/arrow_forward:",
        type="primary",
        key=f"resume-{place}",
    ):
        st.session_state["show_plan"] = False
        st.rerun()
    with st.container(horizontal=True, key=f"gate-{place}"):
        first: Literal["primary", "secondary"] = "secondary" if plan.confirmed else "primary"
        _begin("Make pictures and clips", session, "clips", place, first)
        _begin("Make pictures", session, "images", place)
        if not plan.confirmed:
            _begin("Start without pictures", session, "text", place)


def _begin(
    label: str,
    session: Session,
    until: Literal["text", "images", "clips"],
    place: str,
    kind: Literal["primary", "secondary"] = "secondary",
) -> None:
    st.button(label, type=kind, on_click=_confirm, args=(session, until), key=f"{until}-{place}")


def _confirm(session: Session, until: Literal["text", "images", "clips"]) -> None:
    """Jobs go to a worker before the page is drawn again, with the first step open."""
    troubles = [
        event
        for event in state.app().tutor.confirm(session.id, until=until)
        if event.type == "error"
    ]
    if troubles:
        state.notice(f"{troubles[0].text} {troubles[0].fix}".strip())
        state.change_plan(session.id, lambda one: one.model_copy(update={"confirmed": True}))
    st.session_state["show_plan"] = False


def _leave() -> None:
    if st.button("Learn something else", icon=":material/add:", type="tertiary"):
        state.leave_session()
        for key in ("last_turn", "failed", "show_plan", EDITING):
            st.session_state.pop(key, None)
        st.rerun()


def _source(plan: Walkthrough) -> None:
    source = plan.source
    parts = [source.title, source.author, source.url, source.dataset, plan.license]
    line = " · ".join(part for part in parts if part)
    if line:
        markup.html(markup.paragraph(f"Source: {line}", "ks-note"))
