"""What was said: the stored thread, and one turn as it happens."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from agent.events import ErrorEvent, Event, FileEvent, PlanEvent, RefusalEvent, SourcesEvent
from ui.components import markup, state
from ui.views import attachments

if TYPE_CHECKING:
    from agent.session import Said, Session

MOST_MB = 100  # a minute of phone video
LAST_TURN = "last_turn"  # events of the turn that the stored thread cannot tell
AGAIN = "ask_again"
UNSENT = "unsent"  # words that could not be used as they are: back into the box, to be changed
log = logging.getLogger("keystep.ui")
FIRST_LOOK = 330  # characters of an answer at once, so that the plan below stays in sight


@dataclass(frozen=True)
class Asked:
    text: str
    files: tuple[attachments.File, ...] = ()


def chat_box(placeholder: str) -> Asked | None:
    """The box to type in, with photo and video."""
    if words := st.session_state.pop(UNSENT, ""):
        st.session_state["chat"] = words
    box = st.container(key="chat-box")  # in the page, not at its foot: that would scroll it down
    given = box.chat_input(
        placeholder,
        accept_file="multiple",
        file_type=attachments.IMAGES + attachments.VIDEOS,
        max_upload_size=MOST_MB,
        key="chat",
    )
    if not given:
        return None
    asked = Asked(given.text.strip(), tuple((one.getvalue(), one.name) for one in given.files))
    if asked.text or asked.files:
        return asked
    box.warning("The question is empty: type what you want to learn.", icon=":material/info:")
    return None


def again() -> Asked | None:
    """A turn that failed and is to be tried again."""
    return st.session_state.pop(AGAIN, None)


def answer(asked: Asked) -> None:
    """One turn, shown while it happens. Errors are shown in the thread; the words are kept."""
    try:
        session = state.need_session()
    except Exception as error:  # sqlalchemy's, when the disk is full
        kind = type(error).__name__
        state.notice(f"Nothing can be stored now ({kind}): free some disk space and ask again.")
        st.session_state[UNSENT] = asked.text
        return
    _learner(asked.text or "(a file)")
    told: list[Event] = []
    with st.chat_message("assistant", avatar=":material/school:"):
        with st.spinner("Looking it up"):
            events = iter(_ask(session.id, asked))
            first = next(events, None)
        for event in [*([first] if first else []), *events]:
            told.append(event)
            _show_event(event)
    keep(told, asked)


def keep(told: Iterable[Event], asked: Asked | None = None) -> None:
    """Hold on to what the stored thread cannot tell; a changed plan is looked at again."""
    events = list(told)
    st.session_state[LAST_TURN] = events
    failed = any(isinstance(event, ErrorEvent) and not event.theirs for event in events)
    st.session_state["failed"] = asked if failed else None
    if any(isinstance(event, PlanEvent) for event in events):
        st.session_state["show_plan"] = True


def show(session: Session, only_last: bool = False) -> None:
    """The stored thread; with `only_last`, what came before is folded away."""
    recent = _last_exchange(session.history) if only_last else session.history
    earlier = session.history[: len(session.history) - len(recent)]
    if earlier:
        with st.expander(f"Earlier in this conversation ({len(earlier)})"):
            for one in earlier:
                _said(one)
    for one in recent:
        _said(one)
    _extras(session)


def _ask(session_id: str, asked: Asked) -> Iterable[Event]:
    """The tutor's turn; a file that cannot be used is told, and the words are answered anyway."""
    received = attachments.receive(asked.files)
    for trouble in received.troubles:
        yield ErrorEvent(text=trouble, theirs=True)
    photo, video = received.photo, received.demonstration
    if asked.text or photo or video:
        for event in state.app().tutor.ask(
            session_id, asked.text, photo=photo, demonstration=video
        ):
            if isinstance(event, ErrorEvent) and event.theirs:
                st.session_state[UNSENT] = asked.text
            yield event
    try:
        attachments.note(session_id, asked.files, asked.text, received)
    except Exception:  # the page tells it all the same, until it is reloaded
        log.warning("what became of a file could not be stored", exc_info=True)


def _last_exchange(history: tuple[Said, ...]) -> tuple[Said, ...]:
    """From the learner's last words on."""
    starts = [index for index, one in enumerate(history) if one.by == "learner"]
    return history[starts[-1] :] if starts else history


def _said(one: Said) -> None:
    if one.by == "learner":
        _learner(one.text or "(a file)")
    else:
        with st.chat_message("assistant", avatar=":material/school:"):
            first, rest = markup.split(markup.tame(one.text), FIRST_LOOK)
            st.markdown(first)
            if rest:
                with st.expander("Read on"):
                    st.markdown(rest)


def _learner(text: str) -> None:
    shown = text if len(text) < 600 else f"{text[:600]} …"
    markup.html(
        '<div class="ks-said">',
        markup.span("You said: ", "ks-visually-hidden"),
        markup.span(shown, ""),
        "</div>",
    )


def _show_event(event: Event) -> None:
    match event.type:
        case "text" | "question":
            st.markdown(markup.tame(event.text))
        case "refusal":
            st.markdown(markup.tame(event.text))
        case "error":
            st.error(f"{event.text} {event.fix}".strip(), icon=":material/error:")


def _extras(session: Session) -> None:
    """Below the last words: help lines, files, a way to try again, choices, and the sources."""
    for event in st.session_state.get(LAST_TURN, ()):
        match event:
            case RefusalEvent(help_lines=lines) if lines:
                markup.html(markup.caution(lines, title="Help"))
            case FileEvent():
                _file(event)
            case ErrorEvent(text=text, fix=fix):
                _error(text, fix, stored=any(text in said.text for said in session.history[-9:]))
    _try_again()
    _choices(session)
    _sources()


def _error(text: str, fix: str, stored: bool) -> None:
    """The thread tells it already, unless it could not be stored."""
    if not stored:
        st.error(f"{text} {fix}".strip(), icon=":material/error:")
    elif fix:
        markup.html(markup.paragraph(fix, "ks-note"))


def _try_again() -> None:
    failed = st.session_state.get("failed")
    if failed and st.button("Send it again", icon=":material/refresh:"):
        st.session_state[AGAIN] = failed
        st.rerun()


def _choices(session: Session) -> None:
    """What the tutor offered in its open question, as buttons."""
    if not session.offered:
        return
    with st.container(horizontal=True):
        for choice in session.offered:
            if st.button(choice.name, key=f"choice-{choice.procedure_id}"):
                st.session_state[AGAIN] = Asked(choice.name)
                st.rerun()


def _sources() -> None:
    events = [one for one in st.session_state.get(LAST_TURN, ()) if isinstance(one, SourcesEvent)]
    hits = [hit for event in events for hit in event.hits]
    if not hits:
        return
    with st.expander(f"Where this comes from ({len(hits)} found)", icon=":material/menu_book:"):
        markup.html(
            markup.bullet_list(
                markup.span(hit.name, "ks-label") + markup.paragraph(hit.evidence, "ks-note")
                for hit in hits
            )
        )
        for event in events:
            if event.degraded:
                st.caption(event.degraded)


def _file(event: FileEvent) -> None:
    from pathlib import Path

    path = Path(event.path)
    if path.is_file():
        st.download_button(
            f"Download {event.filename}",
            path.read_bytes(),
            event.filename,
            icon=":material/download:",
            on_click="ignore",
        )
