"""Learn: ask, look the plan over, then follow it one step at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.components import markup, state
from ui.views import conversation, plan_gate, player, scene

if TYPE_CHECKING:
    from agent.session import Session

STARTERS = (
    (":material/coffee:", "How do I make pour-over coffee?"),
    (":material/pedal_bike:", "My bike tyre is flat"),
    (":material/checkroom:", "Sew a button on my shirt"),
)
ASK = "Ask for a skill, such as “fix a puncture”"
CHANGE = "Change it: “for 4 people”, “I have no scale”"


def page() -> None:
    session = state.find_session()
    plan = session.walkthrough if session else None
    if session is None or plan is None:
        with _view("ask"):
            _ask_first(session)
    elif plan.confirmed and not st.session_state.get("show_plan"):
        with _view("steps"):
            player.show(session, plan)
    else:
        with _view("plan"):
            _look_over(session)


def _view(name: str) -> st.delta_generator.DeltaGenerator:
    """The page's body, wiped at once when another view takes its place."""
    changed = st.session_state.get("view") != name
    st.session_state["view"] = name
    return st.empty().container() if changed else st.container()


def _ask_first(session: Session | None) -> None:
    """The empty page, or a conversation that has not led to a plan yet."""
    talked = bool(session and session.history)
    _welcome(small=talked)
    state.show_notice()
    thread = st.container(gap="small")
    if session and talked:
        with thread:
            conversation.show(session)
    typed = conversation.chat_box(ASK)
    starter = "" if talked else _starters()
    scene.expander(session)
    _answer(thread, typed or (conversation.Asked(starter) if starter else None))


def _look_over(session: Session) -> None:
    """The conversation so far and the plan it led to, before anything is made."""
    plan = session.walkthrough
    assert plan is not None
    st.title(plan.title, anchor=False)
    plan_gate.facts(plan)
    state.show_notice()
    thread = st.container(gap="small")
    with thread:
        conversation.show(session, only_last=True)
    typed = conversation.chat_box(CHANGE)
    plan_gate.show(session, plan)
    _answer(thread, typed)


def _welcome(small: bool) -> None:
    st.title("What do you want to learn?", anchor=False)
    if not small:
        markup.html(
            '<p class="ks-lead">Get a plan you can trust, then a picture and a short clip for '
            "every key step, drawn into your own place if you add a photo of it.</p>"
        )


def _starters() -> str:
    """Three ways in; returns the one that was pressed."""
    chosen = ""
    with st.container(key="starters"):
        for column, (icon, words) in zip(st.columns(3), STARTERS, strict=True):
            if column.button(words, icon=icon, width="stretch", wrap=True, key=f"starter-{words}"):
                chosen = words
    return chosen


def _answer(thread: st.delta_generator.DeltaGenerator, asked: conversation.Asked | None) -> None:
    """What was typed, pressed or sent again is answered in the thread, then shown as stored."""
    asked = asked or conversation.again()
    if asked is None:
        return
    with thread:
        conversation.answer(asked)
    st.rerun()
