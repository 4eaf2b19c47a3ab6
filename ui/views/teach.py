"""Teach: the library as an instructor sees it. The address says what is open."""

from __future__ import annotations

import streamlit as st

from knowledge.errors import KnowledgeError
from ui.components import markup, state
from ui.console import sentence
from ui.views import teach_editor, teach_import, teach_list, teach_procedure


def page() -> None:
    with st.container(key="wide"):
        state.show_notice()
        try:
            _show()
        except KnowledgeError as error:
            st.error(sentence(error), icon=":material/error:")


def _show() -> None:
    draft_id = st.query_params.get("draft", "")
    procedure_id = st.query_params.get("procedure", "")
    if draft_id:
        teach_editor.show(draft_id)
    elif procedure_id:
        teach_procedure.show(procedure_id)
    else:
        _library()


def _library() -> None:
    st.title("Teach", anchor=False)
    markup.html(
        markup.paragraph(
            "What learners can ask for. Nothing is ever overwritten: a change is a new version.",
            "ks-lead",
        )
    )
    with st.container(horizontal=True):
        if st.button("Write a new procedure", icon=":material/add:", type="primary"):
            teach_editor.open_new()
            st.rerun()
        with st.popover("Import a file", icon=":material/upload_file:", key="import"):
            teach_import.show()
    teach_list.show()
