"""One procedure as it stands: read it, change its state, look at its history, export it."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from knowledge.procedure import Procedure, Status, Step
from tools.export import MEDIA_TYPES, Format, export_procedure
from tools.times import in_words
from ui.components import markup, state
from ui.views import teach_editor
from ui.views.teach_list import SIGNS

FORMATS: tuple[Format, ...] = ("html", "md", "jsonld", "yaml", "zip")


def show(procedure_id: str) -> None:
    history = state.app().library.history(procedure_id)
    latest = history[-1]
    if st.button("All procedures", icon=":material/arrow_back:", type="tertiary"):
        _close()
    st.title(latest.name, anchor=False)
    markup.html(
        markup.chips([SIGNS[latest.status], f"version {latest.version}", latest.id]),
        markup.paragraph(latest.description, "ks-lead"),
    )
    _actions(latest)
    _steps(latest)
    _export(latest)
    _history(history)


def _actions(latest: Procedure) -> None:
    with st.container(horizontal=True):
        if st.button("Change it", icon=":material/edit:", type="primary"):
            teach_editor.open_existing(latest)
            st.rerun()
        if latest.status is not Status.PUBLISHED and st.button(
            "Publish", icon=":material/visibility:"
        ):
            _set(latest, Status.PUBLISHED)
        if latest.status is not Status.RETIRED and st.button(
            "Retire", icon=":material/visibility_off:", help="Learners no longer find it"
        ):
            _set(latest, Status.RETIRED)


def _set(latest: Procedure, status: Status) -> None:
    state.app().library.set_status(latest.id, status)
    state.notice(f"{latest.name} is now {status.value}.")
    st.rerun()


def _steps(one: Procedure) -> None:
    st.header("The steps", anchor=False)
    for step in one.steps:
        time = f" · {in_words(step.duration)}" if step.duration else ""
        minor = "" if step.key else " · not a key step"
        markup.html(
            f'<div class="ks-step"><div class="ks-number" aria-hidden="true">{step.position}</div>'
            f'<div><h3>{escape(step.name)}<span class="ks-soft ks-time">{time}{minor}</span></h3>',
            markup.paragraph(step.text),
            *(f'<p class="ks-note">{tip.kind.value}: {escape(tip.text)}</p>' for tip in step.tips),
            _film_line(step),
            "</div></div>",
        )


def _film_line(step: Step) -> str:
    """'Your film: cups.mp4, from 2.0 s to 6.0 s'; empty without one."""
    film = step.demonstration
    if film is None:
        return ""
    start, end = film.part or (0.0, film.duration)
    name = film.params.get("filename", "a film")
    doubt = "" if film.usable else "; it can be watched, but this part cannot be carried over"
    return markup.paragraph(
        f"Your film: {name}, from {start:.1f} s to {end:.1f} s{doubt}", "ks-note"
    )


def _export(one: Procedure) -> None:
    st.header("Export", anchor=False)
    if any(step.demonstration for step in one.steps):
        st.caption(
            "The ZIP holds your films and brings them back when it is imported. The other files "
            "hold the words only."
        )
    with st.container(horizontal=True):
        for fmt in FORMATS:
            st.download_button(
                fmt.upper() if fmt != "jsonld" else "JSON-LD",
                partial(export_procedure, one, fmt, state.app().store),
                f"{one.id}.{fmt}",
                MEDIA_TYPES[fmt],
                icon=":material/download:",
                on_click="ignore",
                key=f"export-{fmt}",
            )


def _history(history: list[Procedure]) -> None:
    with st.expander(f"History ({len(history)} versions)", icon=":material/history:"):
        for one in reversed(history):
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.markdown(
                f"Version {one.version} · {SIGNS[one.status]} · {one.updated_at:%Y-%m-%d %H:%M} "
                f"UTC · {len(one.steps)} steps"
            )
            if right.button("Use", help=f"Start from version {one.version}", key=f"v{one.version}"):
                teach_editor.open_existing(one)
                st.rerun()


def _close() -> None:
    st.query_params.pop("procedure", None)
    st.rerun()
