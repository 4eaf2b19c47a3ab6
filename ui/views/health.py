"""Health: what runs here, what does not, and what to do about it."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from agent.health import Check, examine
from ui.components import markup, state


def page() -> None:
    st.title("Health", anchor=False)
    with st.spinner("Looking at every part"):
        report = examine(state.app())
    bad = sum(not check.ok for check in report.checks)
    words = "Everything is well." if report.healthy else f"{bad} of {len(report.checks)} need care."
    markup.html(
        markup.paragraph(f"{words} Looked at {datetime.now():%H:%M:%S}.", "ks-lead"),
        markup.live(words),
    )
    rows = "".join(map(_row, report.checks))
    markup.html(
        '<table class="ks-table"><caption>Also on the command line: keystep doctor</caption>'
        '<thead><tr><th scope="col">State</th><th scope="col">Part</th>'
        f'<th scope="col">What was found</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    st.button("Look again", icon=":material/refresh:")


def _row(check: Check) -> str:
    """A sign and a word, never the colour alone."""
    css, sign, words = (
        ("ks-ok", "check_circle", "well") if check.ok else ("ks-bad", "error", "needs care")
    )
    icon = f'<span class="ks-icon" aria-hidden="true">{sign}</span>'
    fix = f'<p class="ks-note">What to do: {escape(check.fix)}</p>' if not check.ok else ""
    return (
        f'<tr><td><span class="{css}">{icon} {words}</span></td>'
        f'<th scope="row">{escape(check.name)}</th><td>{escape(check.words)}{fix}</td></tr>'
    )
