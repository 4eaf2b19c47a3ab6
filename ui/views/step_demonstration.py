"""The demonstrations of a step: whose there is, watch it, choose its part, ask for it in the photo.

The clip that comes of it stands above, beside its original (`step_transfer`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from generators.errors import GeneratorError
from knowledge.procedure import Media
from knowledge.walkthrough import PlannedStep
from tools.demonstrations import Demonstration
from tools.lesson import webvtt
from ui.components import clip_player, films, markup, state, trim
from ui.console import sentence

if TYPE_CHECKING:
    from agent.session import Session

SHORT = {"learner": "Yours", "instructor": "Your instructor's", "similar": "From a similar step"}
ASK = {
    "learner": "Show my demonstration in my photo",
    "instructor": "Show the instructor's demonstration in my photo",
    "similar": "Show this demonstration in my photo",
}
SLACK = 0.2  # s by which a backend may place its part otherwise than it was told


def show(session: Session, step: PlannedStep, media: Media | None) -> bool:
    """False when there is none. `media`: the clip on screen, None while there is none."""
    found = _all(session, step)
    if not found:
        return False
    if len(found) == 1 and found[0].whose != "learner" and media and _is_of(media, *found, session):
        return True  # it stands beside the clip already, and there is nothing to choose
    with st.container(border=True, key="demonstration"):
        one = _chosen(found, step)
        beside = media is not None and _is_of(media, one, session)
        if not beside:
            _name(one)
        usable = _own(session, step, one) if one.whose == "learner" else one.usable
        if one.whose != "learner" and not beside:
            _watch(one, step, folded=media is not None)
        if not beside:
            _offer(session, step, one, usable)
    return True


def _name(one: Demonstration) -> None:
    length = (one.part[1] - one.part[0]) if one.part else one.record.duration
    markup.html(
        markup.paragraph(_capital(one.called), "ks-label"),
        markup.paragraph(f"{one.origin} · {length:.1f} s of film", "ks-badge"),
    )


def names_of(session: Session, step: PlannedStep, film: Media) -> tuple[str, str]:
    """What to call the film that a clip came from, and its origin.

    ("Your instructor's demonstration", "The instructor's own")
    """
    one = next((one for one in _all(session, step) if one.film.sha256 == film.sha256), None)
    return (_capital(one.called), one.origin) if one else ("The demonstration it came from", "")


def _all(session: Session, step: PlannedStep) -> tuple[Demonstration, ...]:
    return state.app().demonstrations.of(
        step, session.demonstration_sha256, session.demonstration_part
    )


def _chosen(found: tuple[Demonstration, ...], step: PlannedStep) -> Demonstration:
    if len(found) == 1:
        return found[0]
    names = {one.whose: one for one in found}
    whose = st.segmented_control(
        "Which demonstration",
        list(names),
        default=found[0].whose,
        format_func=lambda one: SHORT[one],
        required=True,
        key=f"whose-{step.id}",
    )
    return names.get(whose or found[0].whose, found[0])


def _own(session: Session, step: PlannedStep, one: Demonstration) -> bool:
    """Whether the learner's part can be used; where it cannot, another one is chosen here."""
    path, name = one.film.path, str(one.record.params.get("filename", "your film"))
    with st.spinner("Looking whether this part can be used"):
        found = films.trouble(path, name, one.part)
    if st.toggle("Choose the part of your film", value=bool(found), key=f"trim-{step.id}"):

        def keep(part: trim.Part | None) -> None:
            state.change(session.id, demonstration_part=part)

        trim.show(one.record, path, one.part, f"{step.id}-{one.film.sha256[:8]}", keep)
        trim.verdict(found, one.part, one.record)
    elif found:
        trim.verdict(found, one.part, one.record)
    return not found


def _watch(one: Demonstration, step: PlannedStep, folded: bool) -> None:
    """The film itself, for which no photo is needed."""
    if not st.toggle("Watch it", value=not folded, key=f"watch-{one.whose}-{step.id}"):
        return
    start, end = one.part or (0.0, one.record.duration)
    try:
        with st.spinner("Getting the demonstration"):
            film = films.part(one.film.path, start, end - start, end - start)
    except (GeneratorError, OSError) as error:
        st.caption(f"The demonstration cannot be shown: {sentence(error)}")
        return
    alt = f"{_capital(one.called)}: {step.name}"
    captions = webvtt(step.text, end - start)
    clip_player.show(film, None, captions, alt, f"watch-{step.id}-{one.whose}")


def _offer(session: Session, step: PlannedStep, one: Demonstration, usable: bool) -> None:
    """A button for what the learner could also ask in words."""
    if not usable:
        if one.whose != "learner":
            st.caption("This film can be watched, but its movement cannot be carried over.")
        return
    if not session.photo_sha256:
        st.caption(f"To see {one.called} in your own place, go back to the plan and add a photo.")
        return
    if not st.button(
        ASK[one.whose],
        icon=":material/movie_edit:",
        type="tertiary",
        key=f"transfer-{one.whose}-{step.id}",
    ):
        return
    for event in state.app().tutor.transfer(session.id, step.id, one.whose):
        if event.type == "error":
            state.notice(f"{event.text} {event.fix}".strip())
    st.rerun()


def _is_of(media: Media, one: Demonstration, session: Session) -> bool:
    """The clip on screen is this part of this film in this photo already."""
    if not {one.film.sha256, session.photo_sha256} <= set(media.parents):
        return False
    start = float(media.params.get("demonstration_start_s", 0.0))
    end = start + float(media.params.get("demonstration_seconds", 0.0))
    first, last = one.part or (0.0, one.record.duration)
    return first - SLACK <= start and end <= last + SLACK


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
