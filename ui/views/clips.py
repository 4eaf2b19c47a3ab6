"""Clips: everything that was made on this machine; choose, look, take away."""

from __future__ import annotations

from html import escape

import streamlit as st

from knowledge.procedure import Media
from tools.export import zip_media
from tools.lesson import doubts
from ui.components import markup, state
from ui.views.step_media import made_by

PAGE = 12  # pictures and clips at once
KINDS = {"all": "All", "video": "Clips", "image": "Pictures"}


def page() -> None:
    with st.container(key="wide"):
        st.title("Clips", anchor=False)
        state.show_notice()
        everything = state.app().store.list()
        if not everything:
            st.info(
                "Nothing has been made yet. Start a lesson on the Learn page and make its "
                "pictures and clips; they appear here.",
                icon=":material/movie:",
            )
            return
        found = _filtered(everything)
        chosen = _take_away(everything)
        _gallery(found, chosen)


def skill(media: Media) -> str:
    """The skill that it shows a step of."""
    return str(media.params.get("skill") or "Other")


def _filtered(everything: list[Media]) -> list[Media]:
    kind_box, skill_box, backend_box = st.columns([2, 2, 2], vertical_alignment="bottom")
    kind = kind_box.segmented_control(
        "Kind",
        list(KINDS),
        default="video",
        format_func=lambda one: KINDS[one],
        required=True,
        key="clips-kind",
    )
    skills = sorted({skill(one) for one in everything})
    wanted = skill_box.selectbox("Skill", ["All skills", *skills], key="clips-skill")
    backends = sorted({one.backend for one in everything})
    made = backend_box.selectbox("Made by", ["All", *backends], key="clips-backend")
    return [
        one
        for one in everything
        if kind in ("all", one.kind)
        and wanted in ("All skills", skill(one))
        and made in ("All", one.backend)
    ]


def _take_away(everything: list[Media]) -> set[str]:
    """The chosen ones and their download; returns their ids."""
    known = {one.id: one for one in everything}
    chosen = {id for id in st.session_state.get("chosen", set()) if id in known}
    with st.container(horizontal=True, vertical_alignment="center"):
        markup.html(markup.paragraph(f"{len(chosen)} chosen"), markup.live(f"{len(chosen)} chosen"))
        st.download_button(
            "Download the chosen ones",
            lambda: zip_media([known[id] for id in sorted(chosen)], state.app().store),
            "keystep-clips.zip",
            "application/zip",
            icon=":material/folder_zip:",
            type="primary",
            disabled=not chosen,
            on_click="ignore",
        )
    return chosen


def _gallery(found: list[Media], chosen: set[str]) -> None:
    pages = max(-(-len(found) // PAGE), 1)
    page = 1
    if pages > 1:
        page = int(
            st.number_input(f"Page (of {pages})", 1, pages, 1, key=f"clips-page-{pages}", width=160)
        )
    if not found:
        st.info("Nothing fits this choice; widen it.")
    columns = st.columns(3, gap="medium")
    for index, media in enumerate(found[(page - 1) * PAGE : page * PAGE]):
        with columns[index % 3], st.container(border=True, key=f"made-{media.id[:16]}"):
            _card(media, media.id in chosen)


def _card(media: Media, is_chosen: bool) -> None:
    path = state.app().store.path(media)
    if media.kind == "image":
        st.image(str(path), alt=media.alt, width="stretch")
    else:
        st.video(str(path), muted=True, alt=media.alt)
    step = str(media.params.get("step") or "")
    name = f"{skill(media)}: {step}" if step else skill(media)
    markup.html(
        f'<p class="ks-label">{escape(name)}</p>',
        f'<p class="ks-badge">{escape(made_by(media))}</p>',
        markup.paragraph(doubts(media), "ks-note") if doubts(media) else "",
    )
    st.checkbox(
        f"Choose “{step or name}”",
        is_chosen,
        key=f"choose-{media.id}",
        on_change=_toggle,
        args=(media.id,),
    )


def _toggle(media_id: str) -> None:
    chosen = set(st.session_state.get("chosen", set()))
    st.session_state["chosen"] = chosen ^ {media_id}
