"""The scripted conversations, in process and over HTTP, with servers good and bad."""

from __future__ import annotations

import logging
from collections import Counter

import pytest
from pydantic import SecretStr

from agent.compose import App
from agent.evaluation.loopback_server import MODES, serving
from agent.evaluation.run import KEY, conversations, evaluate, run_brain, variant
from tests.agent.test_tutor import ask, png


def test_there_are_enough_conversations_and_all_tools_are_in_them() -> None:
    from tools.toolkit import NAMES

    assert len(conversations()) >= 40
    used = Counter(tool for one in conversations() for turn in one.turns for tool in turn.tools)
    assert set(NAMES) - set(used) == {"read_procedure"}  # for models that want the whole text
    assert len({one.name for one in conversations()}) == len(conversations())


def test_the_offline_brain_holds_every_conversation(app: App) -> None:
    row, failures = run_brain(app, "offline")
    assert failures == []
    assert row.passed == row.tools_right == row.turns
    assert row.p50_ms < 500


def test_the_same_holds_over_http(app: App) -> None:
    row, failures = run_brain(app, "good")
    assert failures == []
    assert row.tools_right == row.turns


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "good"])
def test_whatever_the_server_does_the_learner_gets_an_answer(app: App, mode: str) -> None:
    row, failures = run_brain(app, mode, most=4)
    assert failures == []
    assert row.raised == 0
    assert row.answered == row.turns


def test_the_learner_is_told_who_answered_and_no_secret_leaks(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving("http_401") as server:
        online = variant(app, llm_base_url=server.url, llm_api_key=SecretStr(KEY), llm_model="m")
        session = online.sessions.new()
        events = ask(online, session.id, "how do I tie a bowline?")
    said = "\n".join(one.text for one in events if one.type == "text")
    assert "refused the key (HTTP 401)" in said
    assert "built-in brain answers instead" in said
    assert any(one.type == "plan" for one in events)
    assert server.keys == {f"Bearer {KEY}"}
    assert KEY not in said
    assert "sk-secret" not in said
    assert KEY not in caplog.text
    assert KEY not in repr(online.settings)


def test_an_unreachable_server_is_no_obstacle(app: App) -> None:
    with serving() as server:
        url = server.url  # free again after this block
    online = variant(app, llm_base_url=url, llm_model="m", llm_timeout_s=5.0)
    events = ask(online, online.sessions.new().id, "how do I tie a bowline?")
    assert any(one.type == "plan" for one in events)
    assert any(one.type == "text" and "cannot be reached" in one.text for one in events)


def test_a_vision_model_sees_the_photo_and_the_situation(app: App) -> None:
    with serving() as server:
        online = variant(app, llm_base_url=server.url, llm_model="m")
        session = online.sessions.new()
        ask(online, session.id, "how do I make pour-over coffee?", photo=png())
        ask(online, session.id, "next")
    first, last = server.seen[0]["messages"], server.seen[-1]["messages"]
    assert first[0]["role"] == "system"
    assert "<situation>" in first[0]["content"]
    kinds = [block["type"] for block in first[-1]["content"]]
    assert kinds == ["text", "image_url"]
    assert first[-1]["content"][1]["image_url"]["url"].startswith("data:image/jpeg;base64,")
    roles = [one["role"] for one in last]
    assert roles.count("tool") == 1  # results of earlier turns are not shown again
    names = {tool["function"]["name"] for tool in server.seen[0]["tools"]}
    assert {"search_procedures", "plan_walkthrough", "export_walkthrough"} <= names
    state = online.graph.get_state({"configurable": {"thread_id": session.id}})
    assert "base64" not in str(state.values["messages"])  # the photo stays out of the history


def test_the_table_reads_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    import agent.evaluation.run as module

    monkeypatch.setattr(module, "conversations", lambda: conversations()[:2])
    table = evaluate(modes=())
    assert table.good
    assert "offline" in str(table)
    assert table.model_dump(mode="json")["rows"][0]["turns"] == 2
