"""All procedures: search, filter by state, open."""

from __future__ import annotations

import streamlit as st

from knowledge.procedure import Procedure, Status
from tools.times import in_words
from ui.components import markup, state

FILTERS = {"all": "All", "published": "Published", "draft": "Drafts", "retired": "Retired"}
SIGNS = {Status.PUBLISHED: "● published", Status.DRAFT: "○ draft", Status.RETIRED: "× retired"}


def show() -> None:
    words, wanted = _search()
    found = [one for one in state.app().library.list(status=None) if _matches(one, words, wanted)]
    count = f"{len(found)} procedure{'s' if len(found) != 1 else ''}"
    markup.html(markup.live(count), markup.paragraph(count, "ks-note"))
    if not found:
        st.info("No procedure matches; try fewer letters or another state.")
    for one in found:
        _row(one)


def _search() -> tuple[str, str]:
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    words = left.text_input(
        "Find by name, word or id", icon=":material/search:", key="find", live="300ms"
    )
    wanted = right.segmented_control(
        "State",
        list(FILTERS),
        default="all",
        format_func=lambda one: FILTERS[one],
        required=True,
        key="state",
    )
    return (words or "").lower().strip(), wanted or "all"


def _matches(one: Procedure, words: str, wanted: str) -> bool:
    if wanted != "all" and one.status.value != wanted:
        return False
    text = " ".join((one.id, one.name, one.description, *one.tags, *one.categories)).lower()
    return all(word in text for word in words.split())


def _row(one: Procedure) -> None:
    with st.container(border=True, key=f"procedure-{one.id}"):
        left, right = st.columns([6, 1], vertical_alignment="center")
        with left:
            facts = [SIGNS[one.status], f"version {one.version}", f"{len(one.steps)} steps"]
            if one.total_time:
                facts.append(in_words(one.total_time))
            markup.html(
                markup.paragraph(one.name, "ks-name"),
                markup.paragraph(" · ".join(facts), "ks-note"),
            )
        if right.button("Open", help=f"Open {one.name}", key=f"open-{one.id}", width="stretch"):
            st.query_params["procedure"] = one.id
            st.rerun()
