"""The Streamlit entry: `streamlit run ui/app.py`. Four pages over one shared App."""

from __future__ import annotations

import streamlit as st

from ui.components import state, style
from ui.views import clips, health, learn, teach

st.set_page_config(
    page_title="Keystep",
    page_icon=style.ICON,
    layout="wide",  # each page narrows itself in style.css
    initial_sidebar_state="collapsed",
)
style.apply()
state.warm_up()

PAGES = (
    st.Page(learn.page, title="Learn", icon=":material/school:", url_path="learn", default=True),
    st.Page(teach.page, title="Teach", icon=":material/edit_note:", url_path="teach"),
    st.Page(clips.page, title="Clips", icon=":material/movie:", url_path="clips"),
    st.Page(health.page, title="Health", icon=":material/monitor_heart:", url_path="health"),
)
st.navigation(PAGES, position="top").run()
