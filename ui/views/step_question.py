"""Ask inside a step: answered with the procedure's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from agent.events import Event
from knowledge.walkthrough import PlannedStep
from ui.components import markup, state

if TYPE_CHECKING:
    from agent.session import Session

KEY = "step_answers"  # step id -> (question, events)
UNSENT = "unsent_to_step"  # words that could not be used as they are: back into the box
SHOWN = 600  # characters of a question above its answer


def show(session: Session, step: PlannedStep) -> None:
    if words := st.session_state.pop(UNSENT, ""):
        st.session_state[f"ask-{step.id}"] = words
    with st.container(key="ask-step"):
        question = st.chat_input("Ask about this step", key=f"ask-{step.id}")
        if question:
            with st.spinner("Looking it up"):
                _ask(session.id, step, question)
        _answer(step)


def _ask(session_id: str, step: PlannedStep, question: str) -> None:
    """The tutor also understands wishes here, such as 'next' or 'make the picture again'."""
    events = list(state.app().tutor.ask(session_id, question))
    answers = st.session_state.setdefault(KEY, {})
    answers[step.id] = (question, events)
    unsent = any(event.type == "error" and event.theirs for event in events)
    if unsent:
        st.session_state[UNSENT] = question
    if unsent or any(event.type in ("plan", "jobs", "step") for event in events):
        st.rerun()


def _answer(step: PlannedStep) -> None:
    question, events = st.session_state.get(KEY, {}).get(step.id, ("", ()))
    if not question:
        return
    shown = question if len(question) <= SHOWN else f"{question[:SHOWN]} …"
    markup.html(markup.paragraph(f"You asked: {shown}", "ks-note"))
    with st.container(key="step-answer"):
        for event in events:
            _event(event)


def _event(event: Event) -> None:
    match event.type:
        case "text" | "question":
            st.markdown(markup.tame(event.text))
        case "refusal":
            st.markdown(markup.tame(event.text))
            markup.html(markup.caution(event.help_lines, title="Help"))
        case "error":
            st.error(f"{event.text} {event.fix}".strip(), icon=":material/error:")
