"""Run the scripted conversations against every brain and print a table; `keystep eval agent`.

The offline brain must call exactly the expected tools and reach the expected outcomes, in process
and over HTTP. With a server that misbehaves the spare brain must reach the same outcomes, whatever
calls the server tried before; a raised exception or a silent turn fails.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr

from agent.compose import App, compose
from agent.events import Event
from agent.settings import Settings

PATIENCE_S = 0.5  # how long a silent or dripping server is waited for in this evaluation
SHORT = 8  # conversations per misbehaving server; each of their turns costs its time-out
KEY = "sk-keystep-evaluation"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Strict):
    """What is said and what must come of it; see conversations.yaml. `times` repeats `say`."""

    say: str
    times: int = 1
    tools: list[str]
    arguments: dict[str, dict[str, Any]] = {}
    plan: dict[str, Any] = {}
    steps: int | None = None
    substituted: list[str] = []
    takes: dict[str, Any] = {}
    position: int | None = None
    text: list[str] = []
    events: list[str] = []
    never: list[str] = []
    help: bool = False


class Conversation(_Strict):
    name: str
    turns: list[Turn]


class Row(_Strict):
    """One brain. Latency in ms over all turns."""

    brain: str
    conversations: int
    turns: int
    passed: int
    tools_right: int
    answered: int
    raised: int
    p50_ms: float
    p95_ms: float


class Table(_Strict):
    rows: tuple[Row, ...]
    failures: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.failures

    def __str__(self) -> str:
        head = "brain                    conv turns  passed  tools  answered raised  p50 ms  p95 ms"
        lines = [
            f"{row.brain:24} {row.conversations:4} {row.turns:5}  {row.passed:6}  "
            f"{row.tools_right:5}  {row.answered:8} {row.raised:6}  {row.p50_ms:6.0f}  "
            f"{row.p95_ms:6.0f}"
            for row in self.rows
        ]
        return "\n".join([head, *lines, *self.failures])


@cache
def conversations() -> tuple[Conversation, ...]:
    import yaml

    text = files("agent.evaluation").joinpath("conversations.yaml").read_text(encoding="utf-8")
    return tuple(Conversation.model_validate(one) for one in yaml.safe_load(text))


def evaluate(
    modes: Iterable[str] | None = None, note: Callable[[str], None] | None = None
) -> Table:
    """Every brain. `modes`: server behaviours to try, None = all."""
    from agent.evaluation.loopback_server import MODES

    rows: list[Row] = []
    failures: list[str] = []
    with laboratory() as base:
        base.warm()
        for brain in ("offline", *(modes if modes is not None else MODES)):
            if note:
                note(brain)
            row, wrong = run_brain(base, brain)
            rows.append(row)
            failures += wrong
    return Table(rows=tuple(rows), failures=tuple(failures))


@contextmanager
def laboratory() -> Iterator[App]:
    """An App in a folder of its own, without workers, that leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="keystep-") as folder:
        app = compose(_settings(Path(folder)))
        try:
            yield app
        finally:
            app.stop_services()


def variant(base: App, **changes: Any) -> App:
    """Another brain over the same library, index, queue and sessions."""
    app = App(_settings(base.settings.home, **changes))
    for name in ("library", "embedder", "index", "searcher", "store", "queue", "sessions"):
        app.__dict__[name] = getattr(base, name)  # where cached_property keeps its value
    return app


def _settings(home: Path, **changes: Any) -> Settings:
    plain: dict[str, Any] = {
        "home": home,
        "database_url": "",
        "chroma_url": "",
        "embedding_model": "",
        "llm_base_url": "",
        "llm_api_key": SecretStr(""),
        "llm_model": "",
        "backend": "auto",
        "worker_processes": 0,
    }
    return Settings(**{**plain, **changes})


def run_brain(base: App, brain: str, most: int = SHORT) -> tuple[Row, list[str]]:
    """One row and what went wrong. `brain`: "offline", or a mode of the test server.

    `most`: conversations with a server that misbehaves.
    """
    from agent.evaluation.loopback_server import serving

    if brain == "offline":
        return _row("offline", variant(base), conversations(), strict=True)
    with serving(brain) as server:  # type: ignore[arg-type]
        app = variant(
            base,
            llm_base_url=server.url,
            llm_api_key=SecretStr(KEY),
            llm_model="test",
            llm_timeout_s=60.0 if brain == "good" else PATIENCE_S,
        )
        chosen = conversations() if brain == "good" else conversations()[:most]
        return _row(f"http {brain}", app, chosen, strict=brain == "good")


def _row(
    name: str, app: App, chosen: tuple[Conversation, ...], strict: bool
) -> tuple[Row, list[str]]:
    """`strict`: the calls must be the expected ones; the outcome must be in any case."""
    turns = [outcome for one in chosen for outcome in _play(app, one, name)]
    wrong = [f"{name}: {one.told}" for one in turns if one.wrong or (strict and one.miscalled)]
    row = Row(
        brain=name,
        conversations=len(chosen),
        turns=len(turns),
        passed=sum(not one.wrong for one in turns),
        tools_right=sum(one.tools_right for one in turns),
        answered=sum(not one.silent for one in turns),
        raised=sum(one.raised for one in turns),
        p50_ms=statistics.median(one.ms for one in turns),
        p95_ms=sorted(one.ms for one in turns)[int(0.95 * (len(turns) - 1))],
    )
    return row, wrong


class _Outcome(_Strict):
    told: str
    wrong: bool
    miscalled: bool
    tools_right: bool
    silent: bool
    raised: bool
    ms: float


def _play(app: App, conversation: Conversation, brain: str) -> Iterator[_Outcome]:
    session = app.sessions.new()
    for turn in conversation.turns:
        before = len(_messages(app, session.id))
        start = time.perf_counter()
        raised, events = False, list[Event]()
        try:
            events = list(app.tutor.ask(session.id, turn.say * turn.times))
        except Exception as error:  # exactly what must never happen
            raised = True
            why = [f"raised {type(error).__name__}: {error}"]
        ms = (time.perf_counter() - start) * 1000
        calls = [] if raised else _calls(_messages(app, session.id)[before:])
        if not raised:
            why = list(_complaints(app, session.id, turn, events))
        about_calls = [] if raised else list(_about_calls(turn, calls))
        said = turn.say if len(turn.say) < 60 else turn.say[:57] + "…"
        yield _Outcome(
            told=f"{conversation.name} / {said!r}: {'; '.join((*about_calls, *why))}",
            wrong=bool(why),
            miscalled=bool(about_calls),
            tools_right=[name for name, _ in calls] == turn.tools,
            silent=raised or not any(one.type in ("text", "refusal", "error") for one in events),
            raised=raised,
            ms=ms,
        )


def _messages(app: App, session_id: str) -> list[Any]:
    state = app.graph.get_state({"configurable": {"thread_id": session_id}})
    return list(state.values.get("messages", []))


def _calls(messages: list[Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (call["name"], call["args"])
        for message in messages
        for call in getattr(message, "tool_calls", None) or []
    ]


def _complaints(app: App, session_id: str, turn: Turn, events: list[Event]) -> Iterator[str]:
    kinds = {one.type for one in events}
    for kind in turn.events:
        if kind not in kinds:
            yield f"no {kind} event"
    for kind in turn.never:
        if kind in kinds:
            yield f"a {kind} event"
    said = "\n".join(one.text for one in events if one.type in ("text", "error"))
    for part in turn.text:
        if part.lower() not in said.lower():
            yield f"{part!r} is not in {said!r}"
    if turn.help and not any(one.type == "refusal" and one.help_lines for one in events):
        yield "no help lines"
    yield from _about_plan(app, session_id, turn)


def _about_calls(turn: Turn, calls: list[tuple[str, Any]]) -> Iterator[str]:
    if [name for name, _ in calls] != turn.tools:
        yield f"called {[name for name, _ in calls]}, not {turn.tools}"
    for tool, wanted in turn.arguments.items():
        given: dict[str, Any] = next((arguments for name, arguments in calls if name == tool), {})
        for name, value in wanted.items():
            if given.get(name) != value:
                yield f"{tool} got {name}={given.get(name)!r}, not {value!r}"


def _about_plan(app: App, session_id: str, turn: Turn) -> Iterator[str]:
    plan = app.sessions.get(session_id).walkthrough
    if plan is None:
        if turn.plan or turn.steps or turn.takes:
            yield "no plan"
        return
    for name, value in turn.plan.items():
        if getattr(plan, name) != value:
            yield f"the plan's {name} is {getattr(plan, name)!r}, not {value!r}"
    if turn.steps not in (None, len(plan.steps)):
        yield f"{len(plan.steps)} steps, not {turn.steps}"
    if turn.position not in (None, plan.progress.current):
        yield f"at step {plan.progress.current}, not {turn.position}"
    replaced = {need.instead_of for need in (*plan.tools, *plan.supplies)}
    for name in turn.substituted:
        if name not in replaced:
            yield f"{name!r} is not substituted"
    if turn.takes:
        step = plan.steps[turn.takes["position"] - 1]
        entry = plan.takes(step.id, turn.takes["medium"])
        if entry is None or len(entry.takes) != turn.takes["count"]:
            yield f"{len(entry.takes) if entry else 0} takes, not {turn.takes['count']}"
    if not all(step.citations for step in plan.steps):
        yield "a step without a source"
