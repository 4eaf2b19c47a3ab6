"""A demonstration and its action in the learner's own photo: both seen together.

Both films run at once and last equally long, so that the eye can compare them. The demonstration
is shown as the backend used it: the part it took, at the pace it gave it, in a format that every
browser plays, whatever was uploaded.
"""

from __future__ import annotations

import streamlit as st

from generators.errors import GeneratorError
from knowledge.procedure import Media
from knowledge.walkthrough import PlannedStep
from tools.lesson import webvtt
from ui.components import clip_player, films, markup, state, trim
from ui.console import sentence


def demonstration(media: Media) -> Media | None:
    """The upload that a clip was made from, when it is a transfer and the film is still here."""
    records = map(state.app().store.upload_record, media.parents)
    return next((one for one in records if one and one.kind == "video"), None)


def show(media: Media, shown: Media, step: PlannedStep, called: str, origin: str) -> None:
    """`media`: the transfer. `shown`: the film it came from, `called` and of `origin` in words."""
    captions = webvtt(step.text, media.duration)
    path = state.app().store.path(media)
    with st.container(key="transfer"):
        left, right = st.columns(2)
        with left:
            markup.html(markup.paragraph(called, "ks-label"))
            _original(media, shown, called)
            if origin:
                markup.html(markup.paragraph(origin, "ks-badge"))
        with right:
            markup.html('<p class="ks-label">Its movement in your photo</p>')
            clip_player.show(path, None, captions, media.alt, f"clip-{step.id}", together=media.id)
    if damaged := media.params.get("damaged_frames"):
        markup.html(markup.paragraph(trim.skipped(damaged), "ks-note"))


def how(media: Media, shown: Media) -> None:
    """What the backend did, in words and with what it measured."""
    found = media.params
    name = shown.params.get("filename", "the film")
    lines = [
        f"A baseline: the movement in {name!r} was measured "
        "and one part of your photo was moved in the same way. Nothing new is drawn."
        if not media.weights
        else f"A trained model read the action in {name!r} and drew it into your photo.",
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


def _checked(name: str, value: float, passed: bool) -> str:
    words = {
        "motion_timing": "The movement follows the film over time (1 is exactly)",
        "keeps_context": "Your photo keeps its colours (1 is all of them)",
        "appearance_leak": "Colours that came over from the film (0 is none)",
        "background_still": "The rest of the photo stays still (change in grey levels of 255)",
    }
    told = "as it should be" if passed else "not as it should be: try a photo with a clear outline"
    return f"{words.get(name, name)}: {value:.2f}, {told}."


def _original(media: Media, shown: Media, called: str) -> None:
    start = float(media.params.get("demonstration_start_s", 0.0))
    seconds = float(media.params.get("demonstration_seconds", shown.duration or 0.0))
    path = state.app().store.path(shown)
    try:
        with st.spinner("Getting the demonstration"):
            film = films.part(str(path), start, seconds, media.duration or seconds)
    except (GeneratorError, OSError) as error:
        st.caption(f"The demonstration cannot be shown: {sentence(error)}")
        return
    alt = f"{called}, {seconds:.1f} s from {start:.1f} s on"
    captions = webvtt(f"{called}.", media.duration)
    clip_player.show(film, None, captions, alt, f"demonstration-{media.id}", together=media.id)
