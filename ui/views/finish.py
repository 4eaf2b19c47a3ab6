"""The finish card: what was done, how it went, and everything to take away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from knowledge.procedure import slugify
from knowledge.walkthrough import Walkthrough
from tools.export import MEDIA_TYPES, Format, export_walkthrough
from ui.components import markup, state
from ui.console import sentence

if TYPE_CHECKING:
    from agent.session import Session

OFFERS: dict[Format, tuple[str, str]] = {
    "html": ("Page to print", ":material/print:"),
    "zip": ("Everything as a zip", ":material/folder_zip:"),
    "mp4": ("Film of all clips", ":material/movie:"),
    "md": ("Markdown", ":material/notes:"),
    "jsonld": ("JSON-LD (schema.org)", ":material/data_object:"),
    "yaml": ("YAML (imports back)", ":material/code:"),
}


def show(session: Session, plan: Walkthrough) -> None:
    done, all_steps = len(plan.progress.done), len(plan.steps)
    text = f"{done} of {all_steps} steps are ticked."
    markup.html(
        '<h2 class="ks-where"><span class="ks-eyebrow">The end</span>You went through it all</h2>',
        markup.live(f"The end. {text}"),
        markup.paragraph(text, "ks-lead"),
    )
    _rating(session, plan)
    st.header("Take it with you", anchor=False)
    exports(plan)


def exports(plan: Walkthrough) -> None:
    """A file is written when its button is pressed the first time; then it can be saved."""
    columns = st.columns(3)
    for index, (fmt, (label, icon)) in enumerate(OFFERS.items()):
        with columns[index % 3]:
            st.download_button(
                label,
                partial(_written, plan, fmt),
                f"{slugify(plan.title)}.{fmt}",
                MEDIA_TYPES[fmt],
                icon=icon,
                width="stretch",
                on_click="ignore",
                disabled=fmt == "mp4" and not _has_clip(plan),
                key=f"export-{fmt}",
            )


def _written(plan: Walkthrough, fmt: Format) -> bytes:
    try:
        return export_walkthrough(plan, state.app().store, fmt)
    except Exception as error:
        state.notice(sentence(error))
        raise


def _has_clip(plan: Walkthrough) -> bool:
    store = state.app().store
    return any(
        entry.medium == "clip" and store.get(entry.take.job_id) is not None for entry in plan.media
    )


def _rating(session: Session, plan: Walkthrough) -> None:
    rated = plan.progress.rating
    markup.html('<p class="ks-label" id="rate">How well did it go? 1 to 5 stars</p>')
    stars = st.feedback("stars", key=f"rating-{plan.id}", default=rated - 1 if rated else None)
    if stars is not None and stars + 1 != rated:
        try:
            state.app().tutor.rate(session.id, stars + 1)
            st.toast("Thank you, your rating is kept.")
        except Exception as error:
            st.error(sentence(error))
