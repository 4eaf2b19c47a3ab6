"""The step player: one step a screen, always with the way on in the same place."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from knowledge.procedure import TipKind
from knowledge.walkthrough import PlannedStep, Walkthrough
from tools.lesson import amount_and_name
from ui.components import jobs, markup, state
from ui.console import sentence
from ui.views import finish, plan_gate, scene, step_media, step_question, step_timer

if TYPE_CHECKING:
    from agent.session import Session

FIRST_LOOK = 420  # characters of a step's text at once: about eight lines beside the picture
AT_END = "at_end"


def show(session: Session, plan: Walkthrough) -> None:
    with st.container(key="player"):
        _top(session, plan)
        for part in (state.show_notice, lambda: jobs.watch(session, plan)):
            with st.container():  # always there, so that what follows keeps its place
                part()
        with st.container():
            step_timer.running(session, plan)
        rail, main = st.columns([1, 4], gap="medium")
        with rail:
            _rail(session, plan)
        with main:
            if st.session_state.get(AT_END):
                finish.show(session, plan)
            else:
                _step(session, plan, plan.steps[plan.progress.current - 1])
        _moves(session, plan)


def go(session_id: str, position: int, last: int) -> None:
    """To that step; beyond the last one lies the finish card."""
    st.session_state[AT_END] = position > last
    if 1 <= position <= last:
        _safely(lambda: state.app().tutor.go_to(session_id, position))


def move(session_id: str, by: int) -> None:
    """On or back from where the server says the learner is: two quick presses are two steps."""
    plan = state.app().sessions.get(session_id).walkthrough
    if plan is not None:
        last = len(plan.steps)
        here = last + 1 if st.session_state.get(AT_END) else plan.progress.current
        go(session_id, min(here + by, last + 1), last)


def _top(session: Session, plan: Walkthrough) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="player-top"):
        st.title(plan.title, anchor=False)
        scene.settings(session)
        st.button(
            "Back to the plan",
            icon=":material/list:",
            type="tertiary",
            shortcut="Esc",
            on_click=lambda: st.session_state.update(show_plan=True),
            key="to-plan",
        )


def _rail(session: Session, plan: Walkthrough) -> None:
    """Every step, with a tick on what is done; Home and End jump to its ends."""
    last = len(plan.steps)
    keys = {1: "Home", last: "End"}
    with st.container(key="rail", gap=None):
        for step in plan.steps:
            done = step.id in plan.progress.done
            here = step.position == plan.progress.current and not st.session_state.get(AT_END)
            st.button(
                f"{step.position}. {step.name}{' (done)' if done else ''}",
                icon=":material/check_circle:" if done else None,
                type="primary" if here else "tertiary",
                shortcut=keys.get(step.position) if last > 1 else None,
                on_click=go,
                args=(session.id, step.position, last),
                width="stretch",
                key=f"rail-{step.id}",
            )


def _step(session: Session, plan: Walkthrough, step: PlannedStep) -> None:
    where = f"Step {step.position} of {len(plan.steps)}"
    markup.html(
        f'<h2 class="ks-where"><span class="ks-eyebrow">{where}</span>'
        f'<span class="ks-visually-hidden">: </span>{escape(step.name)}</h2>',
        markup.live(f"{where}: {step.name}"),
        markup.caution(step.cautions),
    )
    picture, words = st.columns([1.25, 1], gap="large")
    with picture:
        step_media.show(session, plan, step)
    with words:
        _words(session, plan, step)


def _words(session: Session, plan: Walkthrough, step: PlannedStep) -> None:
    first, rest = markup.split(step.text, FIRST_LOOK)
    markup.html(
        markup.paragraph(first, "ks-text"),
        *(markup.paragraph(markup.split(one.what, 0)[0], "ks-changed") for one in step.adaptations),
    )
    if rest:
        with st.expander("Read on"):
            markup.html(markup.paragraph(rest))
    _done(session, step, step.id in plan.progress.done)
    step_timer.start_stop(session, step)
    _needs(plan, step)
    _tips(plan, step)
    step_question.show(session, step)


def _needs(plan: Walkthrough, step: PlannedStep) -> None:
    used = {*step.tool_ids, *step.supply_ids}
    needs = [need for need in (*plan.supplies, *plan.tools) if need.id in used]
    if needs:
        names = (escape(amount_and_name(need, need.quantity)) for need in needs)
        markup.html(
            '<p class="ks-label">For this step</p>',
            f'<ul class="ks-chips">{"".join(f"<li>{name}</li>" for name in names)}</ul>',
        )


def _tips(plan: Walkthrough, step: PlannedStep) -> None:
    tips = [tip for tip in step.tips if tip.kind is not TipKind.CAUTION]
    used = {*step.tool_ids, *step.supply_ids}
    needs = [one for one in (*plan.supplies, *plan.tools) if one.id in used and one.substitutes]
    if not tips and not needs and not step.adaptations:
        return
    with st.expander("Tips, substitutes and source", icon=":material/lightbulb:"):
        notes = [
            f"Instead of {need.name}: {one.name}. {one.note}".strip()
            for need in needs
            if not need.instead_of
            for one in need.substitutes
        ]
        changes = [f"{one.what} {one.reason}" for one in step.adaptations]
        markup.html(
            markup.bullet_list(escape(text) for text in (*(tip.text for tip in tips), *changes)),
            markup.bullet_list(escape(note) for note in notes),
            markup.paragraph(f"From {plan_gate.citation(plan, step)}", "ks-note"),
        )


def _done(session: Session, step: PlannedStep, done: bool) -> None:
    key = f"done-{step.id}"

    def tick() -> None:
        value = bool(st.session_state[key])
        _safely(lambda: state.app().tutor.mark_done(session.id, step.id, value))

    st.checkbox("I have done this step", value=done, key=key, on_change=tick)


def _moves(session: Session, plan: Walkthrough) -> None:
    """Previous and Next, always at the foot of the screen, on the arrow keys too."""
    last = len(plan.steps)
    here = last + 1 if st.session_state.get(AT_END) else plan.progress.current
    with st.container(key="moves"):
        back, on = st.columns(2)
        back.button(
            "Previous",
            icon=":material/arrow_back:",
            shortcut="Left",
            disabled=here == 1,
            width="stretch",
            on_click=move,
            args=(session.id, -1),
            key="previous",
        )
        on.button(
            "Finish" if here == last else "Next",
            icon=":material/arrow_forward:",
            icon_position="right",
            type="primary",
            shortcut="Right",
            disabled=here > last,
            width="stretch",
            on_click=move,
            args=(session.id, 1),
            key="next",
        )


def _safely(act: Callable[[], object]) -> None:
    """A learner's press never ends in a traceback: what went wrong is told on the page."""
    try:
        act()
    except Exception as error:
        state.notice(sentence(error))
