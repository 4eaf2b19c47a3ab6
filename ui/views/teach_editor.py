"""Write or change a procedure in a form, and see beside it what the learner will see."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from knowledge.procedure import Procedure, Status
from ui.components import drafts, state
from ui.components.drafts import Draft, Drafts
from ui.console import sentence
from ui.views import teach_preview, teach_step


def open_new() -> None:
    _open(drafts.new())


def open_existing(one: Procedure) -> None:
    _open(drafts.of_procedure(one))


def show(draft_id: str) -> None:
    draft = _kept().load(draft_id)
    if draft is None:
        state.notice("That draft is not on this machine (any more).")
        _close()
    assert draft is not None
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.title("Change a procedure" if draft["base"] else "A new procedure", anchor=False)
        _head(draft)
        _items(draft, "supplies", "Supplies", "what is used up")
        _items(draft, "tools", "Tools", "what is kept")
        _steps(draft)
    _kept().save(draft)
    procedure, troubles = drafts.to_procedure(draft)
    with left:
        _save(draft, procedure, troubles)
    with right:
        teach_preview.show(procedure, troubles)


def _head(draft: Draft) -> None:
    _text(draft, "name", "What is the skill called?", placeholder="Pour-over coffee")
    uid = draft["uid"]
    draft["description"] = st.text_area(
        "What comes of it, in a sentence or two", draft["description"], key=f"description-{uid}"
    )
    _text(
        draft,
        "tags",
        "Other words people ask with",
        help="Separated by commas: synonyms, and symptoms such as “my tyre is flat”",
    )
    one, two = st.columns(2)
    with one:
        _text(draft, "servings", "For how many", placeholder="2")
    with two:
        _text(draft, "total_time", "Total time", placeholder="10 min")


def _text(draft: Draft, field: str, label: str, placeholder: str = "", help: str = "") -> None:
    draft[field] = st.text_input(
        label,
        draft[field],
        placeholder=placeholder,
        help=help or None,
        key=f"{field}-{draft['uid']}",
    )


def _items(draft: Draft, kind: str, title: str, meaning: str) -> None:
    st.subheader(title, anchor=False)
    for number, row in enumerate(draft[kind], start=1):
        _item(draft, kind, number, row)
    one = "tool" if kind == "tools" else "supply"
    st.button(
        f"Add a {one}",
        icon=":material/add:",
        help=f"{title} are {meaning}",
        type="tertiary",
        key=f"add-{kind}",
        on_click=_edit,
        args=(draft["uid"], lambda d: d[kind].append(drafts.new_item())),
    )


def _item(draft: Draft, kind: str, number: int, row: Draft) -> None:
    """A row; only the first shows its labels, the others have them for screen readers."""
    columns = st.columns([2, 4, 4, 2], vertical_alignment="bottom", gap="small")
    first = number == 1
    labels = {"quantity": "How much", "name": "Name", "substitutes": "Or instead"}
    examples = {"quantity": "30 g", "name": "", "substitutes": "jug, saucepan"}
    for column, (field, label) in zip(columns, labels.items(), strict=False):
        row[field] = column.text_input(
            label if first else f"{label} ({kind} {number})",
            row[field],
            placeholder=examples[field],
            label_visibility="visible" if first else "collapsed",
            key=f"{field}-{row['uid']}",
        )
    columns[3].button(
        "Remove",
        help=f"Remove number {number} of the {kind}",
        type="tertiary",
        key=f"gone-{row['uid']}",
        on_click=_edit,
        args=(draft["uid"], lambda d, uid=row["uid"]: _without(d, kind, uid)),
    )


def _steps(draft: Draft) -> None:
    st.subheader("Steps", anchor=False)
    for index, step in enumerate(draft["steps"]):
        teach_step.show(draft, index, step, _edit)
    st.button(
        "Add a step",
        icon=":material/add:",
        key="add-step",
        on_click=_edit,
        args=(draft["uid"], lambda d: d["steps"].append(drafts.new_step())),
    )


def _without(draft: Draft, kind: str, uid: str) -> None:
    draft[kind] = [row for row in draft[kind] if row["uid"] != uid]


def _edit(draft_id: str, change: Callable[[Draft], None]) -> None:
    """Change the stored draft before the page is drawn again."""
    draft = _kept().load(draft_id)
    if draft is not None:
        change(draft)
        _kept().save(draft)


def _save(draft: Draft, procedure: Procedure | None, troubles: list[str]) -> None:
    with st.container(horizontal=True, key="save"):
        publish = st.button("Publish", icon=":material/visibility:", type="primary")
        keep = st.button("Save as draft", icon=":material/save:")
        leave = st.button("Throw these changes away", type="tertiary")
    if leave:
        _kept().drop(draft["uid"])
        _close()
    if not (publish or keep):
        return
    if procedure is None:
        st.error(" ".join(troubles), icon=":material/error:")
        return
    _store(draft, procedure, Status.PUBLISHED if publish else Status.DRAFT)


def _store(draft: Draft, procedure: Procedure, status: Status) -> None:
    library = state.app().library
    if draft["base"] is None and _taken(procedure.id):
        st.error(
            f"There is a procedure {procedure.id!r} already; give this one another name, "
            "or change that one.",
            icon=":material/error:",
        )
        return
    try:
        stored = library.add(procedure, status=status)
    except Exception as error:
        st.error(f"{sentence(error)} Your words are kept here.", icon=":material/error:")
        return
    _kept().drop(draft["uid"])
    state.notice(f"{stored.name} is {status.value}, version {stored.version}.")
    st.query_params["procedure"] = stored.id
    _close()


def _taken(id: str) -> bool:
    return any(one.id == id for one in state.app().library.list(status=None))


def _kept() -> Drafts:
    return Drafts(state.app().settings.home / "drafts")


def _open(draft: Draft) -> None:
    _kept().save(draft)
    st.query_params["draft"] = draft["uid"]


def _close() -> None:
    st.query_params.pop("draft", None)
    st.rerun()
