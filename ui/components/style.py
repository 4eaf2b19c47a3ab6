"""The look: one style sheet, put into the page once per run."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_FOLDER = Path(__file__).parent
ICON = str(_FOLDER / "keystep.svg")


def apply() -> None:
    st.html(_FOLDER / "style.css")
    st.logo(ICON, size="large")
