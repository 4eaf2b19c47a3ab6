"""The learner's own place and hands: photo, spot on it, skin tone, who makes the pictures."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui.components import markup, state
from ui.console import sentence
from ui.views.attachments import IMAGES

if TYPE_CHECKING:
    from agent.session import Session

MOST_MB = 20  # a photo of 50 megapixels
SKIN_TONES = ("Light", "Medium", "Brown", "Dark")
ROWS = {"Top": 0.22, "Middle": 0.5, "Bottom": 0.78}
COLUMNS = {"left": 0.22, "centre": 0.5, "right": 0.78}
SPOTS = {f"{row} {column}": (x, y) for row, y in ROWS.items() for column, x in COLUMNS.items()}
DEFAULT_SPOT = "Middle centre"


def expander(session: Session | None) -> None:
    """Add or change the photo, take photo or demonstration out; folded away until wanted."""
    has_photo = bool(session and session.photo_sha256)
    label = "The photo of your place" if has_photo else "Add a photo of your place"
    if session and session.demonstration_sha256:
        label += ", and your demonstration" if has_photo else "; your demonstration is here"
    with st.expander(label, icon=":material/add_a_photo:"):
        if has_photo:
            assert session is not None
            _photo(session)
        else:
            st.caption("Pictures and clips are then drawn into it. It stays on this machine.")
        _take_or_choose()
        if session:
            _demonstration(session)


def settings(session: Session) -> None:
    """Hands and maker folded away, for a step on screen."""
    with st.popover("Hands and maker", icon=":material/tune:"):
        _tone(session)
        maker(session)


def hands(session: Session) -> None:
    with st.popover("Hands", icon=":material/tune:"):
        _tone(session)


def _tone(session: Session) -> None:
    """Whose hands are drawn."""
    tone = st.segmented_control(
        "Skin tone of the hands",
        range(len(SKIN_TONES)),
        default=session.skin_tone,
        format_func=lambda one: SKIN_TONES[one],
        required=True,
        key="skin-tone",
    )
    if tone is not None and tone != session.skin_tone:
        _set(session.id, skin_tone=tone)


def maker(session: Session) -> None:
    """Who makes the pictures, where there is a choice; kept for the session."""
    ready = [one for one in _makers() if one["available"]]
    labels = {"auto": "Best that runs here", **{one["name"]: one["label"] for one in ready}}
    if len(ready) < 2 and session.backend in labels:
        return
    labels.setdefault(session.backend, session.backend)
    chosen = st.selectbox(
        "Made by",
        list(labels),
        index=list(labels).index(session.backend),
        format_func=lambda one: labels[one],
        help=_about(ready),
        width=210,
        key="backend",
    )
    if chosen and chosen != session.backend:
        _set(session.id, backend=chosen)


def spot(session: Session) -> None:
    """Where on the photo the action is drawn, by nine fields."""
    plan = session.walkthrough
    if plan is None or not session.photo_sha256:
        return
    names = list(SPOTS)
    present = next((name for name, at in SPOTS.items() if at == plan.spot), DEFAULT_SPOT)
    chosen = st.selectbox(
        "Where in your photo it happens",
        names,
        index=names.index(present),
        help="Drawn pictures follow it; a model chooses for itself.",
        key="spot",
    )
    if chosen and chosen != present:
        _set(session.id, spot=SPOTS[chosen])
        st.rerun()


def _photo(session: Session) -> None:
    ref = state.app().store.upload(session.photo_sha256)
    if ref is None:
        st.caption("The photo is no longer on this machine; add it again.")
        return
    plan = session.walkthrough
    st.image(
        marked(ref.path, plan.spot if plan else None),
        alt="Your place, with a ring where the action will be drawn",
        width=300,
    )
    spot(session)
    if st.button("Take the photo out", icon=":material/delete:", type="tertiary"):
        state.change(session.id, photo_sha256="")
        state.change_plan(session.id, lambda one: one.model_copy(update={"photo_sha256": ""}))
        st.rerun()


def _demonstration(session: Session) -> None:
    film = state.app().store.upload_record(session.demonstration_sha256 or "0" * 64)
    if film is None:
        return
    name = film.params.get("filename", "a film")
    markup.html(
        '<p class="ks-label">Your demonstration</p>',
        markup.paragraph(f"{name}, {film.duration:.0f} s", "ks-note"),
    )
    if st.button("Take the demonstration out", icon=":material/delete:", type="tertiary"):
        state.change(session.id, demonstration_sha256="", demonstration_part=None)
        st.rerun()


@st.cache_data(max_entries=16, show_spinner=False)
def marked(path: str, at: tuple[float, float] | None) -> bytes:
    """The photo, at most 960 px wide, with a ring around the spot (JPEG)."""
    from PIL import ImageDraw

    from generators.media import read_image

    picture = read_image(Path(path)).convert("RGB")
    picture.thumbnail((960, 960))
    if at is not None:
        x, y = at[0] * picture.width, at[1] * picture.height
        radius = picture.width / 9
        box = (x - radius, y - radius, x + radius, y + radius)
        ImageDraw.Draw(picture).ellipse(box, outline="#FFFFFF", width=9)
        ImageDraw.Draw(picture).ellipse(box, outline="#2C6169", width=5)
    buffer = BytesIO()
    picture.save(buffer, format="JPEG", quality=88)
    return buffer.getvalue()


def _take_or_choose() -> None:
    turn = st.session_state.get("photo-turn", 0)
    file = st.file_uploader(
        "Choose a photo", type=IMAGES, max_upload_size=MOST_MB, key=f"photo-{turn}"
    )
    shot = None
    if st.toggle("Use the camera", key="use-camera"):
        shot = st.camera_input("Take a photo of your place", key=f"camera-{turn}")
    given = file or shot
    if given is None:
        return
    st.session_state["photo-turn"] = turn + 1  # an empty uploader next time
    _set(state.need_session().id, photo=(given.getvalue(), given.name))
    st.rerun()


def _set(session_id: str, photo: tuple[bytes, str] | None = None, **fields: Any) -> None:
    """Change the scene; what cannot be used is told at the top of the page."""
    try:
        ref = state.app().store.add_upload(*photo) if photo else None
        state.app().tutor.set_scene(session_id, photo=ref, **fields)
    except Exception as error:
        state.notice(sentence(error))


def _makers() -> list[dict[str, Any]]:
    """What makes pictures or clips of steps, in the order in which "auto" asks them."""
    from generators import registry

    modes = {"key_step", "clip"}
    return [one for one in registry.describe() if modes & set(one["modes"])]


def _about(ready: list[dict[str, Any]]) -> str:
    """What each of them is good for, and what not."""
    from generators import registry

    best, _ = registry.choose("key_step")
    lines = [
        f"**{one['label']}**{' (best here)' if one['name'] == best else ''}: {one['summary']}"
        + (f", but {one['limits']}." if one["limits"] else ".")
        for one in ready
    ]
    return "  \n".join([*lines, "Health says what else could run."])
