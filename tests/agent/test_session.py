"""Sessions on disk: whole changes, nothing lost between tabs."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from agent.errors import SessionNotFound
from agent.session import Said, Session, SessionStore
from knowledge.library import seed_procedures
from tools.plan import plan_walkthrough


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(f"sqlite:///{tmp_path / 'deep' / 'sessions.sqlite'}")


def test_a_session_comes_back_equal(store: SessionStore) -> None:
    plan = plan_walkthrough(seed_procedures()[0], "x")
    session = store.new(backend="schematic", seed=3)
    store.update(session.id, lambda one: one.model_copy(update={"walkthrough": plan}))
    again = SessionStore(store._url).get(session.id)
    assert again.walkthrough == plan
    assert (again.backend, again.seed) == ("schematic", 3)
    assert again.created_at == session.created_at


def test_replaced_plans_stay_findable(store: SessionStore) -> None:
    session = store.new()
    plans = [plan_walkthrough(one, "x") for one in seed_procedures()[:2]]
    for plan in plans:
        store.save(session.model_copy(update={"walkthrough": plan}))
    assert store.find_walkthrough(plans[0].id) == plans[0]
    assert store.find_walkthrough(session.id) == plans[1]
    assert store.find_walkthrough("nothing") is None


def test_changes_from_many_threads_all_arrive(store: SessionStore) -> None:
    session = store.new()

    def say(number: int) -> None:
        for turn in range(5):
            said = Said(by="learner", text=f"{number}/{turn}")
            store.update(
                session.id,
                lambda one: one.model_copy(update={"history": (*one.history, said)}),  # noqa: B023
            )

    threads = [threading.Thread(target=say, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.get(session.id).history) == 20


def test_a_failed_change_changes_nothing(store: SessionStore) -> None:
    session = store.new()

    def fail(one: Session) -> Session:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.update(session.id, fail)
    assert store.get(session.id) == session


def test_unknown_ids_are_named(store: SessionStore) -> None:
    with pytest.raises(SessionNotFound, match="'nope'"):
        store.get("nope")


def test_recent_comes_newest_first(store: SessionStore) -> None:
    first, second = store.new(), store.new()
    store.save(first)
    assert [one.id for one in store.recent()] == [first.id, second.id]
