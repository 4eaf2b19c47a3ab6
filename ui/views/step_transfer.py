"""The learner's demonstration on a step: ask for its action in the own photo, see both together.

Both films run at once and last equally long, so that the eye can compare them. The demonstration
is shown as the backend used it: the part it took, at the pace it gave it, in a format that every
browser plays, whatever was uploaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from generators.errors import GeneratorError
from knowledge.procedure import Media
from knowledge.walkthrough import PlannedStep
from tools.lesson import webvtt
from ui.components import clip_player, markup, state
from ui.console import sentence

if TYPE_CHECKING:
    from agent.session import Session

SIDE, FPS = 640, 24.0  # of the demonstration beside the transfer: half a screen wide


def offer(session: Session, step: PlannedStep, shown: Media | None) -> None:
    """A button for what the learner could also ask in words, unless that is `shown` already."""
    film = session.demonstration_sha256
    if not film or (shown and {film, session.photo_sha256} <= set(shown.parents)):
        return
    if not session.photo_sha256:
        st.caption(
            "To see your demonstration in your own place, go back to the plan and add a photo."
        )
        return
    if not st.button(
        "Show my demonstration in my photo",
        icon=":material/movie_edit:",
        type="tertiary",
        key=f"transfer-{step.id}",
    ):
        return
    for event in state.app().tutor.transfer(session.id, step.id):
        if event.type == "error":
            state.notice(f"{event.text} {event.fix}".strip())
    st.rerun()


def demonstration(media: Media) -> Media | None:
    """The upload that a clip was made from, when it is a transfer and the film is still here."""
    records = map(state.app().store.upload_record, media.parents)
    return next((one for one in records if one and one.kind == "video"), None)


def show(media: Media, shown: Media, step: PlannedStep) -> None:
    """`media`: the transfer. `shown`: the demonstration it came from."""
    captions = webvtt(step.text, media.duration)
    path = state.app().store.path(media)
    with st.container(key="transfer"):
        left, right = st.columns(2)
        with left:
            markup.html('<p class="ks-label">Your demonstration</p>')
            _original(media, shown)
        with right:
            markup.html('<p class="ks-label">Its movement in your photo</p>')
            clip_player.show(path, None, captions, media.alt, f"clip-{step.id}", together=media.id)
    if damaged := media.params.get("damaged_frames"):
        markup.html(markup.paragraph(_skipped(damaged), "ks-note"))


def how(media: Media, shown: Media) -> None:
    """What the backend did, in words and with what it measured."""
    found = media.params
    lines = [
        f"A baseline: the movement in {shown.params.get('filename', 'the film')!r} was measured "
        "and one part of your photo was moved in the same way. Nothing new is drawn.",
    ]
    if "demonstration_start_s" in found:
        lines.append(
            f"Taken from the film: {found.get('demonstration_seconds', 0):.1f} s "
            f"from {found['demonstration_start_s']:.1f} s on."
        )
    if "how" in found:
        lines.append(
            f"In your photo: a part was {found['how']}, by up to "
            f"{found.get('peak_shift_px', 0):.0f} pixels."
        )
    lines += [_checked(one.name, one.value, one.passed) for one in media.checks]
    markup.html(markup.bullet_list(markup.span(line, "") for line in lines))


def _skipped(count: int) -> str:
    frames = "1 damaged frame" if count == 1 else f"{count} damaged frames"
    return f"{frames} of the film could not be used and {'was' if count == 1 else 'were'} skipped."


def _checked(name: str, value: float, passed: bool) -> str:
    words = {
        "motion_timing": "The movement follows the film over time (1 is exactly)",
        "background_still": "The rest of the photo stays still (change in grey levels of 255)",
    }
    told = "as it should be" if passed else "not as it should be: try a photo with a clear outline"
    return f"{words.get(name, name)}: {value:.2f}, {told}."


def _original(media: Media, shown: Media) -> None:
    start = float(media.params.get("demonstration_start_s", 0.0))
    seconds = float(media.params.get("demonstration_seconds", shown.duration or 0.0))
    path = state.app().store.path(shown)
    try:
        with st.spinner("Getting your demonstration"):
            film = _part(str(path), start, seconds, media.duration or seconds)
    except (GeneratorError, OSError) as error:
        st.caption(f"The demonstration cannot be shown: {sentence(error)}")
        return
    alt = f"Your demonstration, {seconds:.1f} s from {start:.1f} s on"
    captions = webvtt("Your demonstration.", media.duration)
    clip_player.show(film, None, captions, alt, f"demonstration-{media.id}", together=media.id)


@st.cache_data(max_entries=16, show_spinner=False)
def _part(path: str, start: float, seconds: float, lasting: float) -> bytes:
    """`seconds` of the film from `start` on as MP4 that lasts `lasting` seconds."""
    from generators.media import encode_mp4, read_video

    film = read_video(
        Path(path), max_frames=max(2, round(seconds * FPS)), max_side=SIDE, fps=FPS, start=start
    )
    return encode_mp4(film.frames, len(film.frames) / max(lasting, 0.1), {"origin": "uploaded"})
