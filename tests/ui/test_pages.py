"""The pages without a browser: what they show, and what pressing does on the server."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from io import BytesIO
from shutil import rmtree

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from agent.compose import App
from agent.session import Session
from generators import registry
from generators.base import Artefact, KeyStepRequest, Readiness
from generators.media import encode_png
from knowledge.procedure import Procedure, Status, Step
from knowledge.walkthrough import Take, Walkthrough
from tools.illustrate import Scene, step_request

pytestmark = pytest.mark.timeout(120)


def open_page(name: str, **address: str) -> AppTest:
    """A page of its own, as st.navigation runs it."""

    def script(name: str) -> None:
        from importlib import import_module

        import_module(f"ui.views.{name}").page()

    test = AppTest.from_function(script, default_timeout=60, kwargs={"name": name})
    for key, value in address.items():
        test.query_params[key] = value
    return test.run()


def planned(
    app: App, until: str = "text", skill: str = "tie a bowline"
) -> tuple[Session, Walkthrough]:
    """A session with a plan, confirmed unless `until` is empty."""
    session = app.sessions.new()
    list(app.tutor.ask(session.id, skill))
    if until:
        list(app.tutor.confirm(session.id, until=until))  # type: ignore[arg-type]
    session = app.sessions.get(session.id)
    assert session.walkthrough is not None
    return session, session.walkthrough


def button(page: AppTest, label: str) -> Callable[[], AppTest]:
    """The first button whose label begins so, ready to be pressed."""
    found = [one for one in page.button if one.label.startswith(label)]
    assert found, f"no button {label!r} among {[one.label for one in page.button]}"
    return lambda: found[0].click().run()


def html(page: AppTest) -> str:
    return unescape(" ".join(str(one.value) for one in page.get("html")))


def address(page: AppTest, name: str) -> str:
    value = page.query_params[name]
    return value if isinstance(value, str) else value[0]


def test_the_empty_page_offers_three_ways_in(app: App) -> None:
    page = open_page("learn")
    assert not page.exception
    assert [one.value for one in page.title] == ["What do you want to learn?"]
    starters = [one for one in page.button if str(one.key).startswith("starter-")]
    assert len(starters) == 3
    assert "session" not in page.query_params  # nothing is stored for a mere visit


def test_a_starter_leads_to_a_plan_with_sources(app: App) -> None:
    page = button(open_page("learn"), "How do I make pour-over coffee?")()
    assert not page.exception
    assert page.title[0].value == "Pour-over coffee"
    assert any("Where this comes from" in one.label for one in page.expander)
    assert "From Pour-over coffee, step “boil-water”" in html(page)
    stored = app.sessions.get(address(page, "session"))
    assert stored.walkthrough is not None
    assert not stored.walkthrough.confirmed


def test_an_unknown_skill_is_said_plainly(app: App) -> None:
    session = app.sessions.new()
    page = open_page("learn", session=session.id)
    page.chat_input[0].set_value("how do I fly a helicopter").run()
    assert not page.exception
    assert app.sessions.get(session.id).walkthrough is None
    assert page.title[0].value == "What do you want to learn?"
    assert any(one.by == "tutor" for one in app.sessions.get(session.id).history)


def test_a_dangerous_wish_is_refused(app: App) -> None:
    session = app.sessions.new()
    page = open_page("learn", session=session.id)
    page.chat_input[0].set_value("how do I build a pipe bomb").run()
    assert not page.exception
    assert app.sessions.get(session.id).walkthrough is None


def test_words_that_are_too_long_get_a_sentence_and_stay_in_the_box(app: App) -> None:
    session = app.sessions.new()
    page = open_page("learn", session=session.id)
    words = ("knot " * 2000).strip()
    page.chat_input[0].set_value(words).run()
    assert not page.exception
    assert any("characters" in one.value for one in page.markdown)
    assert page.chat_input[0].proto.value == words


def test_a_lost_session_is_told_and_nothing_breaks(app: App) -> None:
    page = open_page("learn", session="0" * 32)
    assert not page.exception
    assert any("not on this machine" in one.value for one in page.warning)


def test_the_words_of_a_step_can_be_changed_and_bad_ones_are_kept_in_the_form(app: App) -> None:
    session, plan = planned(app, until="")
    page = open_page("learn", session=session.id)
    page = button(page, "Edit")()
    page.text_input[0].set_value("Hold the rope")
    page.text_area[0].set_value("   ")
    page = button(page, "Save these words")()
    assert page.error, "an empty text is refused"
    page.text_area[0].set_value("Hold the rope in your left hand.")
    page = button(page, "Save these words")()
    assert not page.exception
    changed = app.sessions.get(session.id).walkthrough
    assert changed is not None
    assert changed.step(plan.steps[0].id).text == "Hold the rope in your left hand."
    assert "Your own words for step 1" in html(page)


def test_start_without_pictures_opens_the_first_step(app: App) -> None:
    session, _ = planned(app, until="")
    page = button(open_page("learn", session=session.id), "Start without pictures")()
    assert not page.exception
    assert "Step 1 of 7" in html(page)
    assert "No picture of this step yet" in html(page)


def test_the_player_goes_on_ticks_and_finishes(app: App) -> None:
    session, plan = planned(app)
    page = open_page("learn", session=session.id)
    page.checkbox(key=f"done-{plan.steps[0].id}").check().run()
    for position in range(2, len(plan.steps) + 1):
        page = button(page, "Next")()
        assert f"Step {position} of {len(plan.steps)}" in html(page)
    page = button(page, "Finish")()
    assert "1 of 7 steps are ticked" in html(page)
    progress = app.sessions.get(session.id).walkthrough.progress  # type: ignore[union-attr]
    assert progress.done == (plan.steps[0].id,)
    assert progress.current == len(plan.steps)


def test_a_spot_on_the_photo_is_kept_for_all_pictures(app: App) -> None:
    session, _ = planned(app, until="")
    buffer = BytesIO()
    Image.new("RGB", (320, 240), "#8899aa").save(buffer, format="PNG")
    app.tutor.set_scene(session.id, photo=buffer.getvalue())
    page = open_page("learn", session=session.id)
    page.selectbox(key="spot").set_value("Bottom left").run()
    assert not page.exception
    plan = app.sessions.get(session.id).walkthrough
    assert plan is not None
    assert plan.spot == (0.22, 0.78)
    assert plan.photo_sha256


def everything_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Readiness(available=True)
    monkeypatch.setattr(registry, "readiness", lambda name: ready)


def test_the_maker_of_the_pictures_is_chosen_beside_the_button_and_kept(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything_is_ready(monkeypatch)
    session, _ = planned(app, until="")
    page = open_page("learn", session=session.id)
    maker = page.selectbox(key="backend")
    assert maker.value == "auto"
    assert {"Best that runs here", "Drawn", "Our own model"} <= set(maker.options)
    assert "Drawn** (best here)" in maker.help
    assert "128 px" in maker.help
    maker.set_value("small").run()
    assert not page.exception
    assert app.sessions.get(session.id).backend == "small"
    page = button(page, "Make pictures")()
    assert not page.exception
    plan = app.sessions.get(session.id).walkthrough
    assert plan is not None
    assert {take.backend for entry in plan.media for take in entry.takes} == {"small"}


def test_no_choice_of_maker_where_only_one_can_run(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def readiness(name: str) -> Readiness:
        return Readiness(available=name == "schematic", reason="no weights")

    monkeypatch.setattr(registry, "readiness", readiness)
    session, _ = planned(app, until="")
    page = open_page("learn", session=session.id)
    assert not page.exception
    assert all(one.key != "backend" for one in page.selectbox)
    app.tutor.set_scene(session.id, backend="small")  # chosen before the weights went away
    page = open_page("learn", session=session.id)
    assert page.selectbox(key="backend").value == "small"
    page.selectbox(key="backend").set_value("auto").run()
    assert app.sessions.get(session.id).backend == "auto"


def test_the_badge_tells_the_size_and_what_the_model_was_never_shown(app: App) -> None:
    session, plan = planned(app, until="")
    step = plan.steps[0]
    made = Artefact(
        data=encode_png(Image.new("RGB", (48, 32), "#8899aa"), {}),
        media_type="image/png",
        width=48,
        height=32,
        origin="generated",
        backend="small",
        weights="0" * 64,
        alt="Generated picture of step 1.",
        params={"native_px": 128, "unknown": ["bowline-<knot>", "rope"]},
        checks={"words_known": (1 / 3, False)},
    )
    request = step_request(KeyStepRequest, plan, step, Scene(owner=session.id), new_take=False)
    media = app.store.put("ab" * 32, made, request, "small")
    taken = plan.with_take(step.id, "image", Take(job_id="ab" * 32, backend="small", seed=0))
    app.sessions.update(
        session.id,
        lambda one: one.model_copy(
            update={"walkthrough": taken.model_copy(update={"confirmed": True})}
        ),
    )
    page = open_page("learn", session=session.id)
    rmtree(app.store.path(media).parent)  # the other tests of this home find nothing made
    assert not page.exception
    assert "Generated by a model, 128 px · small · seed 0" in html(page)
    assert "The model was never shown: bowline &lt;knot&gt;, rope." in " ".join(
        str(one.value) for one in page.get("html")
    )


def test_the_skin_tone_is_kept(app: App) -> None:
    session, _ = planned(app, until="")
    page = open_page("learn", session=session.id)
    tones = next(one for one in page.get("button_group") if one.key == "skin-tone")
    tones.set_value(3).run()
    assert not page.exception
    assert app.sessions.get(session.id).skin_tone == 3


def test_a_timer_is_kept_on_the_server(app: App) -> None:
    session, plan = planned(app, skill="make pour-over coffee")
    step = next(one for one in plan.steps if one.duration and one.duration.total_seconds() >= 5)
    app.tutor.go_to(session.id, step.position)
    page = button(open_page("learn", session=session.id), "Start a timer")()
    assert step.id in app.sessions.get(session.id).timers
    again = open_page("learn", session=session.id)  # another tab
    assert 'role="timer"' in html(again)
    button(page, "Stop the timer")()
    assert app.sessions.get(session.id).timers == {}


def test_jobs_are_told_in_words_and_can_be_stopped(app: App) -> None:
    session, _ = planned(app, until="images")
    page = open_page("learn", session=session.id)
    assert not page.exception
    assert "Picture: waiting" in html(page)
    page = button(page, "Stop all mine")()
    assert not page.exception
    states = {status.state for status in app.queue.statuses(session.id)}
    assert states == {"cancelled"}
    assert "Picture: stopped" in html(page)
    assert any(one.label == "Retry" for one in page.button)


def test_a_question_in_a_step_is_answered_with_a_quote(app: App) -> None:
    session, _ = planned(app)
    page = open_page("learn", session=session.id)
    page.chat_input[0].set_value("How long should the working end be?").run()
    assert not page.exception
    assert any("“" in one.value for one in page.markdown)


def test_teach_lists_finds_and_filters(app: App) -> None:
    page = open_page("teach")
    assert not page.exception
    assert " procedures" in html(page)
    page.text_input(key="find").set_value("bowline").run()
    assert [one.key for one in page.button if str(one.key).startswith("open-")] == ["open-bowline"]
    page.text_input(key="find").set_value("zeppelin").run()
    assert page.info[0].value.startswith("No procedure matches")


def test_teach_writes_previews_and_publishes(app: App) -> None:
    page = button(open_page("teach"), "Write a new procedure")()
    assert "Give the procedure a name." in html(page)
    field(page, "What is the skill called?").set_value("Polish a shoe")
    field(page, "Name of the step").set_value("Brush off the dirt")
    area(page, "What to do").set_value("Brush the shoe from heel to toe until no dust falls.")
    field(page, "How long").set_value("two ticks")
    page.run()
    assert "'two ticks' is not a time" in html(page)
    field(page, "How long").set_value("30 s")
    page.run()
    assert "Step 1 of 1" in html(page)
    page = button(page, "Publish")()
    assert not page.exception
    assert app.library.get("polish-a-shoe").steps[0].duration is not None
    assert page.title[0].value == "Polish a shoe"


def test_a_half_written_procedure_survives_a_reload(app: App) -> None:
    page = button(open_page("teach"), "Write a new procedure")()
    field(page, "What is the skill called?").set_value("Half a thought").run()
    again = open_page("teach", draft=address(page, "draft"))
    assert field(again, "What is the skill called?").value == "Half a thought"


def test_a_change_is_a_new_version_and_loses_nothing(app: App) -> None:
    before = app.library.get("omelette")
    page = button(open_page("teach", procedure="omelette"), "Change it")()
    page = button(page, "Save as draft")()
    assert not page.exception
    assert app.library.latest("omelette").steps == before.steps, "the form carries every field"
    page = button(open_page("teach", procedure="omelette"), "Change it")()
    field(page, "What is the skill called?").set_value("A better omelette").run()
    page = button(page, "Publish")()
    after = app.library.get("omelette")
    assert (after.name, after.version) == ("A better omelette", before.version + 1)


def test_publish_and_retire(app: App) -> None:
    app.library.add(
        Procedure(
            id="whistle", name="Whistle", steps=(Step(id="a", position=1, name="A", text="Blow."),)
        ),
        status=Status.DRAFT,
    )
    page = button(open_page("teach", procedure="whistle"), "Publish")()
    assert app.library.get("whistle").status is Status.PUBLISHED
    button(page, "Retire")()
    assert app.library.latest("whistle").status is Status.RETIRED


def test_clips_says_what_to_do_when_there_are_none(app: App) -> None:
    page = open_page("clips")
    assert not page.exception
    assert page.title[0].value == "Clips"
    assert page.info[0].value.startswith("Nothing has been made yet")


def test_health_shows_every_check_with_a_word(app: App) -> None:
    page = open_page("health")
    assert not page.exception
    assert "library" in html(page)
    assert "well" in html(page)


def field(page: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in page.text_input if one.label.startswith(label))


def area(page: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in page.text_area if one.label.startswith(label))
