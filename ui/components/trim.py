"""Choose the part of a film that shows the action: see it play, move its two ends.

Only the part is played, its first and last picture stand below, and what keeps it from being used
is said in a sentence. Whoever shows it keeps the part; the film itself is never changed.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

import streamlit as st

from generators.errors import GeneratorError
from knowledge.procedure import Media
from ui.components import clip_player, films, markup
from ui.console import sentence

Part = tuple[float, float]
SHORTEST = 0.3  # s: below, there is nothing to choose from
NO_CAPTIONS = "WEBVTT"  # what it shows is still to be chosen
FINE, COARSE, LONG = 0.1, 0.5, 60.0  # s of a slider's step, and from which length the second one


def show(
    film: Media, path: str, part: Part | None, key: str, keep: Callable[[Part | None], None]
) -> None:
    """`keep` is called with a new part before the page is drawn again; None is the whole film."""
    end = _end(film)
    here = _inside(part, end)
    try:
        with st.spinner("Getting the film"):
            copy = films.whole(path, film.duration)
    except (GeneratorError, OSError) as error:
        st.caption(f"The film cannot be shown: {sentence(error)}")
        return
    name = film.params.get("filename", "the film")
    alt = f"{name}, from {here[0]:.1f} s to {here[1]:.1f} s"
    clip_player.show(copy.data, None, NO_CAPTIONS, alt, f"film-{key}", part=here)
    if end > SHORTEST:
        _ends(here, end, key, keep)
    _stills(copy, here, key)
    if copy.damaged:
        markup.html(markup.paragraph(skipped(copy.damaged), "ks-note"))


def verdict(found: str, part: Part | None, film: Media) -> None:
    """Whether the part can be used, in words."""
    start, end = part or (0.0, film.duration)
    if found:
        st.warning(f"{found} The film is kept.", icon=":material/content_cut:")
    else:
        text = f"{end - start:.1f} s of the film are used, from {start:.1f} s on."
        markup.html(markup.live(text), markup.paragraph(text, "ks-note"))


def skipped(count: int) -> str:
    frames = "1 damaged frame" if count == 1 else f"{count} damaged frames"
    return f"{frames} of the film could not be used and {'was' if count == 1 else 'were'} skipped."


def _ends(here: Part, end: float, key: str, keep: Callable[[Part | None], None]) -> None:
    name = f"part-{key}"

    def changed() -> None:
        start, stop = st.session_state[name]
        if stop - start < SHORTEST:  # its two ends were pushed together
            st.session_state[name] = here
        else:
            keep(None if (start, stop) == (0.0, end) else (start, stop))

    st.slider(
        "The part that shows the action, in seconds",
        0.0,
        end,
        here,
        step=FINE if end <= LONG else COARSE,
        format="%.1f s",
        help="Drag its two ends, or move them with the arrow keys.",
        key=name,
        on_change=changed,
    )


def _stills(copy: films.Copy, here: Part, key: str) -> None:
    with st.container(key=f"stills-{key}"):
        left, right = st.columns(2)
    for column, word, at in ((left, "Begins", here[0]), (right, "Ends", here[1])):
        picture = copy.still(at if word == "Begins" else at - 1 / copy.rate)
        column.image(picture, alt=f"The film where the part {word.lower()}", width="stretch")
        column.caption(f"{word} at {at:.1f} s")


def _end(film: Media) -> float:
    """Of the slider: a step's multiple within the film."""
    return max(FINE, ceil(film.duration * 10 - 0.01) / 10)


def _inside(part: Part | None, end: float) -> Part:
    if part is None:
        return 0.0, end
    start = min(part[0], end - FINE)
    return start, max(min(part[1], end), start + FINE)
