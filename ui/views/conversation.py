"""What was said: the stored thread, and one turn as it happens."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from agent.events import ErrorEvent, Event, FileEvent, PlanEvent, RefusalEvent, SourcesEvent
from ui.components import markup, state

if TYPE_CHECKING:
    from agent.session import Said, Session

IMAGES = ["jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif"]
VIDEOS = ["mp4", "mov", "webm", "mkv", "avi", "m4v"]
MOST_MB = 100  # a minute of phone video
LAST_TURN = "last_turn"  # events of the turn that the stored thread cannot tell
AGAIN = "ask_again"
FIRST_LOOK = 330  # characters of an answer at once, so that the plan below stays in sight


@dataclass(frozen=True)
class Asked:
    """`photo` and `video`: (content, name as the learner's machine calls it)."""

    text: str
    photo: tuple[bytes, str] | None = None
    video: tuple[bytes, str] | None = None


def chat_box(placeholder: str) -> Asked | None:
    """The box to type in, with photo and video."""
    box = st.container(key="chat-box")  # in the page, not at its foot: that would scroll it down
    given = box.chat_input(
        placeholder,
        accept_file="multiple",
        file_type=IMAGES + VIDEOS,
        max_upload_size=MOST_MB,
        key="chat",
    )
    return _asked(given) if given else None


def again() -> Asked | None:
    """A turn that failed and is to be tried again."""
    return st.session_state.pop(AGAIN, None)


def answer(asked: Asked) -> None:
    """One turn, shown while it happens. Errors are shown in the thread; the words are kept."""
    session = state.need_session()
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
    failed = any(isinstance(event, ErrorEvent) for event in events)
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
    """The tutor's turn; a file is stored under its own name first, so that errors can name it."""
    try:
        photo = _keep(asked.photo)
        video = _keep(asked.video)
    except Exception as error:
        yield ErrorEvent(text=str(error), fix="Attach another file, or go on without it.")
        photo = video = None
    if asked.text or photo or video:
        yield from state.app().tutor.ask(session_id, asked.text, photo=photo, demonstration=video)


def _keep(file: tuple[bytes, str] | None) -> Any:
    return state.app().store.add_upload(*file) if file else None


def _asked(given: Any) -> Asked:
    files = [(one.getvalue(), one.name) for one in given.files]
    photos = [one for one in files if not _is_video(one[1])]
    videos = [one for one in files if _is_video(one[1])]
    return Asked(
        given.text.strip(),
        photos[-1] if photos else None,
        videos[-1] if videos else None,
    )


def _is_video(name: str) -> bool:
    return (mimetypes.guess_type(name)[0] or "").startswith("video/")


def _last_exchange(history: tuple[Said, ...]) -> tuple[Said, ...]:
    """From the learner's last words on."""
    starts = [index for index, one in enumerate(history) if one.by == "learner"]
    return history[starts[-1] :] if starts else history


def _said(one: Said) -> None:
    if one.by == "learner":
        _learner(one.text)
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
            case ErrorEvent(fix=fix) if fix:
                markup.html(markup.paragraph(fix, "ks-note"))
    _try_again()
    _choices(session)
    _sources()


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
