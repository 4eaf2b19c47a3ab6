"""What the learner will see, while it is being written."""

from __future__ import annotations

from html import escape

import streamlit as st

from generators.base import KeyStepRequest, spec_digest
from knowledge.lint import advice
from knowledge.procedure import Media, Procedure
from knowledge.walkthrough import PlannedStep, Walkthrough
from tools.illustrate import Scene, step_request
from tools.lesson import amount_and_name
from tools.plan import plan_walkthrough
from tools.times import in_words
from ui.components import markup
from ui.console import sentence

BACKEND = "schematic"


def show(procedure: Procedure | None, troubles: list[str]) -> None:
    with st.container(border=True, key="preview"):
        st.subheader("What the learner sees", anchor=False)
        if procedure is None:
            markup.html(
                markup.paragraph("Still missing:", "ks-label"),
                markup.bullet_list(escape(one) for one in troubles),
                markup.live(f"{len(troubles)} things are missing"),
            )
            return
        plan = plan_walkthrough(procedure, procedure.name)
        position = (
            st.select_slider("Step", [step.position for step in plan.steps], key="preview-step")
            if len(plan.steps) > 1
            else 1
        )
        step = plan.steps[min(position, len(plan.steps)) - 1]
        _step(plan, step)
        _film(procedure.step(step.id).demonstration)
        _advice(procedure)


def _advice(procedure: Procedure) -> None:
    """What a beginner may stumble over; it never keeps anybody from publishing."""
    found = advice(procedure)
    if found:
        with st.expander(f"A beginner may miss {len(found)} things", icon=":material/rule:"):
            markup.html(markup.bullet_list(map(escape, found)))


def _step(plan: Walkthrough, step: PlannedStep) -> None:
    if st.toggle("Draw it", value=True, key="preview-draw"):
        _picture(plan, step)
    time = f" · {in_words(step.duration)}" if step.duration else ""
    used = {*step.tool_ids, *step.supply_ids}
    needs = [one for one in (*plan.supplies, *plan.tools) if one.id in used]
    markup.html(
        f'<p class="ks-eyebrow">Step {step.position} of {len(plan.steps)}{time}</p>',
        markup.paragraph(step.name, "ks-name"),
        markup.caution(step.cautions),
        markup.paragraph(step.text),
        markup.chips(amount_and_name(one, one.quantity) for one in needs),
    )


def _film(film: Media | None) -> None:
    """How the instructor's film is offered."""
    if film is None:
        return
    start, end = film.part or (0.0, film.duration)
    text = f"With the clip: your demonstration, {end - start:.1f} s"
    more = ", also in the learner's own photo." if film.usable else ", to be watched only."
    markup.html(markup.paragraph(text + more, "ks-note"))


def _picture(plan: Walkthrough, step: PlannedStep) -> None:
    request = step_request(KeyStepRequest, plan, step, Scene(owner="preview"), new_take=False)
    try:
        data, alt = _drawn(spec_digest(BACKEND, request), request)
    except Exception as error:
        st.warning(f"No picture: {sentence(error)}", icon=":material/warning:")
        return
    st.image(data, alt=alt, width="stretch")
    markup.html('<p class="ks-badge">Schematic drawing · preview</p>')


@st.cache_data(max_entries=64, show_spinner="Drawing")
def _drawn(digest: str, _request: KeyStepRequest) -> tuple[bytes, str]:
    """(PNG, alt). Drawn here and not kept: a preview is no artefact."""
    from generators import registry

    made = registry.get(BACKEND).generate(_request, lambda stage, fraction: None)
    return made.data, made.alt
