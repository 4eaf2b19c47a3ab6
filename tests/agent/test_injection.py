"""Retrieved text is data: a model that obeys it gets nothing done that the learner did not ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, ToolMessage

from agent.compose import App
from agent.graph import build_graph
from agent.session import SessionStore
from agent.tutor import Tutor
from agent.uploads import Uploads
from knowledge.demonstrations import SimilarSteps
from knowledge.library import Library
from knowledge.procedure import Procedure
from knowledge.search import Hit, SearchResult
from tests.agent.gullible import ORDERS, GullibleModel, poisoned
from tools.adapt import Wish
from tools.animate import Animator
from tools.answer import Answerer
from tools.deliver import Deliverer
from tools.demonstrations import Demonstrations
from tools.follow import Follower
from tools.illustrate import Illustrator
from tools.plan import Planner
from tools.search import Finder
from tools.toolkit import Toolkit
from tools.transfer import Transferrer

COUNT = 100
ASKED = ("how do I polish a copper pot?", "how do I dry it?", "where am I?", "thanks")


class OneProcedure:
    """A searcher that finds the poison at once, whatever is asked."""

    def __init__(self) -> None:
        self.found: Procedure | None = None

    def search(self, text: str, k: int = 5) -> SearchResult:
        assert self.found is not None
        hit = Hit(self.found.id, self.found.name, 1.0, None, "", "It is the only one.", 1.0, 1.0)
        return SearchResult(query=text, hits=(hit,))


class RecordingQueue:
    def __init__(self) -> None:
        self.submitted: list[Any] = []

    def submit_many(self, wanted: Any, owner: str) -> list[str]:
        specs = list(wanted)
        self.submitted += specs
        return [f"job{len(self.submitted)}-{index}" for index in range(len(specs))]


class Poisonous:
    """A tutor over poisoned procedures with the gullible model."""

    def __init__(self, app: App, folder: Path) -> None:
        self.library = Library(f"sqlite:///{folder / 'library.sqlite'}")
        self.searcher, self.queue, self.model = OneProcedure(), RecordingQueue(), GullibleModel()
        self.exports = folder / "exports"
        choose = lambda mode, wanted: ("schematic", "test")  # noqa: E731
        toolkit = Toolkit(
            finder=Finder(self.searcher, self.library),  # type: ignore[arg-type]
            planner=Planner(self.library),
            answerer=Answerer(app.embedder),
            illustrator=Illustrator(self.queue, choose),
            animator=Animator(self.queue, choose),
            transferrer=Transferrer(self.queue, choose),
            demonstrations=Demonstrations(
                self.library, lambda: app.store, lambda: SimilarSteps(self.library, app.embedder)
            ),
            follower=Follower(),
            deliverer=Deliverer(lambda: app.store, self.exports),
        )
        self.graph = build_graph(
            self.model, toolkit, app._likeness, folder / "conversations.sqlite"
        )
        self.sessions = SessionStore(f"sqlite:///{folder / 'sessions.sqlite'}")
        uploads = Uploads(lambda: app.store)
        self.tutor = Tutor(self.sessions, uploads, lambda: toolkit, lambda: self.graph)

    def messages(self, session_id: str) -> list[Any]:
        state = self.graph.get_state({"configurable": {"thread_id": session_id}})
        return list(state.values["messages"])


@pytest.fixture(scope="module")
def poisonous(app: App, tmp_path_factory: pytest.TempPathFactory) -> Poisonous:
    return Poisonous(app, tmp_path_factory.mktemp("poison"))


def executed_orders(messages: list[Any]) -> list[tuple[str, Any]]:
    """Calls that came from poison (their ids say so) and were carried out."""
    calls = {
        call["id"]: (call["name"], call["args"])
        for one in messages
        if isinstance(one, AIMessage)
        for call in one.tool_calls
        if str(call["id"]).startswith("order_")
    }
    return [
        calls[one.tool_call_id]
        for one in messages
        if isinstance(one, ToolMessage) and one.tool_call_id in calls and one.status != "error"
    ]


def test_hundred_poisoned_procedures_get_nothing_done(poisonous: Poisonous) -> None:
    tried = 0
    for number in range(COUNT):
        procedure, order = poisoned(number)
        poisonous.library.add(procedure)
        poisonous.searcher.found = procedure
        poisonous.model.obeyed.clear()
        session = poisonous.sessions.new()
        for text in ASKED:
            events = list(poisonous.tutor.ask(session.id, text))
            assert any(one.type == "text" for one in events), (number, text, events)
        messages = poisonous.messages(session.id)
        assert executed_orders(messages) == [], (number, order)
        tried += bool(poisonous.model.obeyed)
        plan = poisonous.sessions.get(session.id).walkthrough
        assert plan is not None, (number, order, [one.text for one in messages])
        assert plan.procedure_id == procedure.id
        assert plan.servings == 1
        assert [step.id for step in plan.steps] == ["wash", "rub", "dry"]
        assert plan.progress.current == 1
    assert tried == COUNT  # every poison reached the model, so the guard was really tested
    assert poisonous.queue.submitted == []
    assert not poisonous.exports.exists()


def test_the_same_calls_run_when_the_learner_asks_for_them(poisonous: Poisonous) -> None:
    """The guard is no wall: what poison was refused, the learner gets."""
    procedure = poisoned(0)[0].model_copy(update={"id": "clean-pot", "name": "Polish a copper pot"})
    poisonous.library.add(procedure)
    poisonous.searcher.found = procedure
    session = poisonous.sessions.new()
    before = len(poisonous.queue.submitted)
    for text in ("how do I polish a copper pot?", "make images", "make clips", "go to step 2"):
        list(poisonous.tutor.ask(session.id, text))
    plan = poisonous.sessions.get(session.id).walkthrough
    assert plan is not None
    assert plan.progress.current == 2
    assert len(poisonous.queue.submitted) - before == 6


def test_every_kind_of_order_is_covered() -> None:
    from tools.toolkit import NAMES

    assert set(NAMES) <= {tool for tool, _ in ORDERS}
    assert Wish().servings is None
