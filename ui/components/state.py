"""What a page remembers, and where: everything that matters lies on the server.

The session's id stands in the address, so a reload, another tab or another device re-attaches.
`st.session_state` only holds what may be lost: what is folded open, and half-typed text.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from agent.errors import SessionNotFound
from knowledge.walkthrough import Walkthrough

if TYPE_CHECKING:
    from agent.compose import App
    from agent.session import Session

PARAMETER = "session"
_one_app = threading.Lock()


def app() -> App:
    """The App of this process; two tabs that open at once get the same one."""
    with _one_app:
        from agent import api

        return api.app()


@st.cache_resource(show_spinner=False)
def warm_up() -> bool:
    """Load search and start a worker while the learner reads; once per process."""
    threading.Thread(target=_quietly, args=(_warm,), daemon=True).start()
    return True


def _warm() -> None:
    app().warm()
    app().queue.submit_many([], owner="warm-up")  # nothing asked for, but everything is connected
    gc.collect()
    gc.freeze()  # torch and langchain stay: no later collection walks their objects (0.2 s each)


def find_session() -> Session | None:
    """The session named in the address, or the one of this tab; None on a first visit."""
    id = st.query_params.get(PARAMETER) or st.session_state.get(PARAMETER)
    if not id:
        return None
    try:
        session = app().sessions.get(id)
    except SessionNotFound:
        leave_session()
        st.session_state["notice"] = (
            "That lesson is not on this machine (any more). Ask again to start a new one."
        )
        return None
    attach(session.id)
    return session


def need_session() -> Session:
    """The present session, or a new one whose id goes into the address."""
    session = find_session()
    if session is None:
        settings = app().settings
        session = app().sessions.new(backend=settings.backend, skin_tone=settings.skin_tone)
        attach(session.id)
    return session


def attach(session_id: str) -> None:
    st.session_state[PARAMETER] = session_id
    if st.query_params.get(PARAMETER) != session_id:
        st.query_params[PARAMETER] = session_id


def leave_session() -> None:
    """A clean table; the old session stays reachable under its address."""
    st.session_state.pop(PARAMETER, None)
    st.query_params.pop(PARAMETER, None)


def change(session_id: str, **fields: Any) -> Session:
    """Set fields of the stored session."""
    return app().sessions.update(session_id, lambda one: one.model_copy(update=fields))


def change_plan(session_id: str, edit: Callable[[Walkthrough], Walkthrough]) -> Session:
    """Change the stored plan; nothing happens when there is none."""

    def apply(one: Session) -> Session:
        if one.walkthrough is None:
            return one
        return one.model_copy(update={"walkthrough": edit(one.walkthrough)})

    return app().sessions.update(session_id, apply)


def notice(text: str) -> None:
    """One sentence to show at the top of the next run, such as what went wrong."""
    st.session_state["notice"] = text


def show_notice() -> None:
    if text := st.session_state.pop("notice", ""):
        st.warning(text, icon=":material/info:")


def _quietly(work: Callable[[], object]) -> None:
    """Health shows what is wrong; a page must open anyway."""
    try:
        work()
    except Exception:
        import logging

        logging.getLogger("keystep.ui").warning("warming up failed", exc_info=True)
