"""A step's demonstration in the form: the instructor's own film, and the part of it that counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from knowledge.procedure import Media
from tools.demonstrations import checked, trimmed, upload_record
from ui.components import films, markup, state, trim
from ui.components.drafts import Draft
from ui.console import sentence
from ui.views.attachments import VIDEOS

Edit = Callable[[str, Callable[[Draft], None]], None]
MOST_MB = 200  # what a video may have at all
GONE = "The film is not on this machine: import the ZIP that it came in, or choose it again."


def show(draft: Draft, step: Draft, edit: Edit) -> None:
    with st.container(key=f"demonstration-{step['uid']}"):
        kept = step.get("demonstration")
        if kept is None:
            _choose(draft, step, edit)
        else:
            _film(draft, step, Media.model_validate(kept), edit)


def _choose(draft: Draft, step: Draft, edit: Edit) -> None:
    uid = step["uid"]
    turn = st.session_state.get(f"film-turn-{uid}", 0)
    name = f"film-{uid}-{turn}"
    st.file_uploader(
        "A film of you doing this step",
        type=VIDEOS,
        max_upload_size=MOST_MB,
        help="Learners watch it, and can see its movement in a photo of their own place. "
        "Show one action, with the camera held still. A phone offers its camera here.",
        key=name,
        on_change=_receive,
        args=(draft["uid"], uid, name, edit),
    )
    if why := st.session_state.get(f"film-trouble-{uid}"):
        st.error(why, icon=":material/error:")


def _receive(draft_id: str, uid: str, name: str, edit: Edit) -> None:
    """Keep the film in the store and its record in the draft; or say why not."""
    given = st.session_state.get(name)
    st.session_state[f"film-trouble-{uid}"] = ""
    if given is None:
        return
    try:
        ref = state.app().store.add_upload(given.getvalue(), given.name)
        record = state.app().store.upload_record(ref.sha256)
    except Exception as error:
        st.session_state[f"film-trouble-{uid}"] = sentence(error)
        return
    if record is None or record.kind != "video":
        st.session_state[f"film-trouble-{uid}"] = f"{given.name!r} is a picture; choose a video."
        return
    _set(draft_id, uid, record, edit)
    st.session_state[f"film-turn-{uid}"] = st.session_state.get(f"film-turn-{uid}", 0) + 1
    st.session_state[f"see-{uid}"] = True


def _film(draft: Draft, step: Draft, film: Media, edit: Edit) -> None:
    uid = step["uid"]
    name = film.params.get("filename", "a film")
    markup.html(
        '<p class="ks-label">Your demonstration of this step</p>',
        markup.paragraph(f"{name}, {film.duration:.1f} s", "ks-note"),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        seen = st.toggle("See it and choose the part", key=f"see-{uid}")
        st.button(
            "Remove the film",
            icon=":material/delete:",
            type="tertiary",
            key=f"no-film-{uid}",
            on_click=_set,
            args=(draft["uid"], uid, None, edit),
        )
    record = upload_record(state.app().store, film.sha256)
    if record is None:
        st.warning(GONE, icon=":material/warning:")
        return
    path = str(state.app().store.path(record))
    if seen:

        def keep(part: trim.Part | None) -> None:
            _set(draft["uid"], uid, trimmed(film, part), edit)

        trim.show(film, path, film.part, f"{uid}-{film.sha256[:8]}", keep)
    _judge(step, film, path, name, seen)


def _judge(step: Draft, film: Media, path: str, name: str, seen: bool) -> None:
    """What was found about the part stays with the film, so that it is looked at only once."""
    if film.checks and film.usable and not seen:
        return
    with st.spinner("Looking whether this part can be used"):
        found = films.trouble(path, name, film.part)
    if not film.checks or film.usable == bool(found):
        step["demonstration"] = checked(film, found).model_dump(mode="json")
    trim.verdict(found, film.part, film)


def _set(draft_id: str, uid: str, film: Media | None, edit: Edit) -> None:
    def change(draft: dict[str, Any]) -> None:
        for step in draft["steps"]:
            if step["uid"] == uid:
                step["demonstration"] = film.model_dump(mode="json") if film else None

    edit(draft_id, change)
