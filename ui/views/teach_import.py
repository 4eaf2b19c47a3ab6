"""Bring procedures in from a file; what cannot be read is said in one sentence."""

from __future__ import annotations

import streamlit as st

from knowledge.procedure import Procedure, Status
from tools.intake import read_procedures
from ui.components import markup, state
from ui.console import sentence
from ui.views import teach_editor

TYPES = [
    "yaml",
    "yml",
    "json",
    "jsonld",
    "jsonl",
    "ndjson",
    "md",
    "markdown",
    "cook",
    "html",
    "txt",
    "zip",
]
MOST_MB = 200  # a ZIP holds films; procedures alone have a limit of their own


def show() -> None:
    turn = st.session_state.get("import-turn", 0)
    file = st.file_uploader(
        "YAML, JSON-LD, Markdown, iFixit, Cooklang, a web page or a ZIP from Keystep",
        type=TYPES,
        max_upload_size=MOST_MB,
        key=f"import-{turn}",
    )
    if file is None:
        return
    try:
        found = read_procedures(file.getvalue(), file.name, state.app().store)
    except Exception as error:
        st.error(f"{sentence(error)} Nothing was changed.", icon=":material/error:")
        return
    _found(found, turn)


def _found(found: list[Procedure], turn: int) -> None:
    names = ", ".join(one.name for one in found[:5]) + (" …" if len(found) > 5 else "")
    markup.html(markup.paragraph(f"Found {len(found)}: {names}"))
    with st.container(horizontal=True):
        if len(found) == 1 and st.button("Look it over first", type="primary"):
            st.session_state["import-turn"] = turn + 1
            teach_editor.open_existing(found[0])
            st.rerun()
        if st.button("Add as draft"):
            _add(found, Status.DRAFT, turn)
        if st.button("Add and publish"):
            _add(found, Status.PUBLISHED, turn)


def _add(found: list[Procedure], status: Status, turn: int) -> None:
    """Those that fail are told; the others are kept."""
    troubles = []
    for one in found:
        try:
            state.app().library.add(one, status=status)
        except Exception as error:
            troubles.append(f"{one.name}: {sentence(error)}")
    added = len(found) - len(troubles)
    state.notice(" ".join([f"{added} added as {status.value}.", *troubles[:3]]))
    st.session_state["import-turn"] = turn + 1
    st.rerun()
