"""One step of the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.components.drafts import Draft
from ui.views import teach_film

Edit = Callable[[str, Callable[[Draft], None]], None]
PLACES = (
    "kitchen", "bathroom", "workshop", "garage", "sewing-table", "garden", "electronics-bench",
    "living-room", "outdoors",
)  # fmt: skip
SEEN = (
    ("object", "What it is done to", "gooseneck-kettle"),
    ("instrument", "With what", "whisk"),
    ("target", "Into or onto what", "dripper:dry-grounds"),
    ("result_state", "What it is like afterwards", "blooming"),
    ("label", "Numbers to show", "60 g · 45 s"),
    ("notice", "The one thing to look at", "bubbles rise"),
)


def show(draft: Draft, index: int, step: Draft, edit: Edit) -> None:
    title = f"{index + 1}. {step['name'] or 'New step'}"
    with st.expander(title, expanded=not step["text"], key=f"open-{step['uid']}"):
        _words(step)
        _uses(draft, index, step)
        _look(step)
        teach_film.show(draft, step, edit)
        _order(draft, index, step, edit)


def _words(step: Draft) -> None:
    uid = step["uid"]
    step["name"] = st.text_input("Name of the step", step["name"], key=f"name-{uid}")
    step["text"] = st.text_area(
        "What to do, with amounts and what “done” looks like",
        step["text"],
        height=140,
        key=f"text-{uid}",
    )
    one, two = st.columns([1, 2], vertical_alignment="bottom")
    step["duration"] = one.text_input(
        "How long", step["duration"], placeholder="45 s", key=f"duration-{uid}"
    )
    step["key"] = two.checkbox(
        "A key step: learners get it with a picture", step["key"], key=f"key-{uid}"
    )
    step["cautions"] = st.text_area(
        "Cautions, one a line", step["cautions"], height=80, key=f"cautions-{uid}"
    )
    step["tips"] = st.text_area("Tips, one a line", step["tips"], height=80, key=f"tips-{uid}")


def _uses(draft: Draft, index: int, step: Draft) -> None:
    _several(step, "supplies", "Supplies of this step", draft["supplies"])
    _several(step, "tools", "Tools of this step", draft["tools"])
    _several(step, "depends_on", "Only after", draft["steps"][:index])


def _several(step: Draft, field: str, label: str, rows: list[Draft]) -> None:
    names = {row["uid"]: row["name"] for row in rows if row["name"].strip()}
    if not names:
        return
    step[field] = st.multiselect(
        label,
        list(names),
        default=[uid for uid in step[field] if uid in names],
        format_func=lambda uid: names.get(uid, ""),
        key=f"{field}-{step['uid']}",
    )


def _look(step: Draft) -> None:
    """What is drawn. Left empty, the step's own words are read instead."""
    visual, uid = step["visual"], step["uid"]
    st.caption("How it looks (left empty, the picture is drawn from the words above)")
    one, two = st.columns(2)
    _choice(one, visual, "action", "Action", _actions(), uid)
    _choice(two, visual, "place", "Place", PLACES, uid)
    for number, (field, label, example) in enumerate(SEEN):
        visual[field] = (one, two)[number % 2].text_input(
            label, visual.get(field, ""), placeholder=example, key=f"{field}-{uid}"
        )


def _choice(
    column: Any, visual: Draft, field: str, label: str, options: tuple[str, ...], uid: str
) -> None:
    present = visual.get(field) or None
    known = list(options) if present in (None, *options) else [*options, present]
    visual[field] = (
        column.selectbox(
            label,
            known,
            index=known.index(present) if present else None,
            placeholder="from the words",
            key=f"{field}-{uid}",
        )
        or ""
    )


@st.cache_resource(show_spinner=False)
def _actions() -> tuple[str, ...]:
    from generators.workbench import actions

    return tuple(sorted(actions.names()))


def _order(draft: Draft, index: int, step: Draft, edit: Edit) -> None:
    uid = step["uid"]
    with st.container(horizontal=True):
        for label, icon, to in (
            ("Move up", ":material/arrow_upward:", index - 1),
            ("Move down", ":material/arrow_downward:", index + 1),
        ):
            st.button(
                label,
                icon=icon,
                type="tertiary",
                disabled=not 0 <= to < len(draft["steps"]),
                key=f"{label}-{uid}",
                on_click=edit,
                args=(draft["uid"], lambda d, to=to: _move(d, uid, to)),
            )
        st.button(
            "Remove the step",
            icon=":material/delete:",
            type="tertiary",
            key=f"remove-{uid}",
            on_click=edit,
            args=(draft["uid"], lambda d: _remove(d, uid)),
        )


def _move(draft: Draft, uid: str, to: int) -> None:
    steps = draft["steps"]
    at = next(index for index, step in enumerate(steps) if step["uid"] == uid)
    steps.insert(to, steps.pop(at))


def _remove(draft: Draft, uid: str) -> None:
    draft["steps"] = [step for step in draft["steps"] if step["uid"] != uid]
