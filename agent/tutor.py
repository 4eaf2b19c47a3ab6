"""The tutor: a learner's words in, events out; and the same actions without words, for buttons.

What returns events never raises: whatever goes wrong becomes an error event, and what the learner
said is kept. What returns a walkthrough raises errors made for people to read. Text comes before
any medium is made; media are made by workers, never here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, cast

from agent import offline_words
from agent.errors import AgentError, BadInput, SessionNotFound
from agent.events import (
    ErrorEvent,
    Event,
    QuestionEvent,
    RefusalEvent,
    TextEvent,
)
from agent.making import Maker, known_step
from agent.outcomes import event_of, final_text, question_after
from agent.safety import emergency, refusal
from agent.session import Choice, Said, Session, SessionStore
from agent.uploads import Upload, Uploads
from generators.errors import GeneratorError, UnknownBackend
from knowledge.errors import KnowledgeError
from knowledge.walkthrough import Medium, Walkthrough
from tools.errors import ToolError
from tools.follow import Follower, choose_take, mark_done, rate
from tools.plan import edit_step, remove_step
from tools.turn import Turn

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

    from tools.toolkit import Toolkit

LONGEST = 2000  # characters of a question; the longest sensible one seen has 400
KEPT = 400  # things said that a session keeps
RETOLD = 6  # earlier words of the learner that may still explain a call
PLAIN = (AgentError, ToolError, KnowledgeError, GeneratorError)
THEIRS = (BadInput, UnknownBackend)  # the fault lies in what was asked
log = logging.getLogger("keystep.agent")


class Tutor:
    """Safe to share between threads; sessions are independent of each other.

    `graph` and `toolkit` are called when first needed, as they load the heavy libraries.
    """

    def __init__(
        self,
        sessions: SessionStore,
        uploads: Uploads,
        toolkit: Callable[[], Toolkit],
        graph: Callable[[], CompiledStateGraph[Any, Turn, Any, Any]],
    ) -> None:
        self._sessions = sessions
        self._uploads = uploads
        self._toolkit = toolkit
        self._graph = graph
        self._making = Maker(sessions, uploads, toolkit)

    def ask(
        self,
        session_id: str,
        text: str,
        photo: Upload | None = None,
        demonstration: Upload | None = None,
    ) -> Iterator[Event]:
        """One turn. An unknown session id starts a session of that id."""
        yield from self._told(
            session_id, text, lambda: self._turn(session_id, text, photo, demonstration)
        )

    def ask_step(
        self, session_id: str, question: str, position: int | None = None
    ) -> Iterator[Event]:
        """A question about a step (None: the one on screen), answered with quotes or not at all."""
        yield from self._told(
            session_id, question, lambda: self._ask_step(session_id, question, position)
        )

    def confirm(
        self, session_id: str, until: Literal["text", "images", "clips"] = "clips"
    ) -> Iterator[Event]:
        """The learner accepts the plan; jobs for all key steps: pictures first, then clips."""
        yield from self._safely(lambda: self._making.confirm(session_id, until))

    def regenerate(
        self, session_id: str, step_id: str, medium: Medium, backend: str | None = None
    ) -> Iterator[Event]:
        """Another take of one medium of one step, perhaps by another backend. Old takes stay."""
        yield from self._safely(
            lambda: self._making.regenerate(session_id, step_id, medium, backend)
        )

    def transfer(self, session_id: str, step_id: str, whose: str = "") -> Iterator[Event]:
        """A demonstration's action in the learner's photo, as the next clip of that step.

        `whose`: "learner", "instructor" or "similar"; the best there is when empty.
        """
        yield from self._safely(lambda: self._making.transfer(session_id, step_id, whose))

    def edit_step(
        self, session_id: str, step_id: str, name: str | None = None, text: str | None = None
    ) -> Walkthrough:
        """Raises ToolError for an unknown step or an empty text."""
        return self._change(
            session_id, step_id, lambda plan: edit_step(plan, step_id, name=name, text=text)
        )

    def remove_step(self, session_id: str, step_id: str) -> Walkthrough:
        """Raises ToolError for an unknown step or the only one."""
        return self._change(session_id, step_id, lambda plan: remove_step(plan, step_id))

    def choose_take(self, session_id: str, step_id: str, medium: Medium, index: int) -> Walkthrough:
        """Show the take with that index, 0 = the oldest. Raises ToolError when there is none."""
        return self._change(
            session_id, step_id, lambda plan: choose_take(plan, step_id, medium, index)
        )

    def go_to(self, session_id: str, position: int) -> Walkthrough:
        """Raises ToolError naming the choices."""
        return self._change(
            session_id, None, lambda plan: Follower().go_to(plan, position).walkthrough
        )

    def mark_done(self, session_id: str, step_id: str, done: bool = True) -> Walkthrough:
        """Tick a step, or take the tick back; the last tick finishes the walkthrough."""
        return self._change(session_id, step_id, lambda plan: mark_done(plan, step_id, done))

    def rate(self, session_id: str, rating: int) -> Walkthrough:
        """1 to 5. Raises ToolError otherwise."""
        return self._change(session_id, None, lambda plan: rate(plan, rating))

    def set_scene(
        self,
        session_id: str,
        photo: Upload | None = None,
        demonstration: Upload | None = None,
        spot: tuple[float, float] | None = None,
        backend: str | None = None,
        skin_tone: int | None = None,
    ) -> Session:
        """Change what is given: photo, demonstration, spot on the photo (0..1), backend, hands.

        Raises BadInput or GeneratorError, naming what cannot be used.
        """
        self._open(session_id)
        changes: dict[str, Any] = {}
        if photo is not None:
            changes["photo_sha256"] = self._uploads.photo(photo).sha256
        if demonstration is not None:
            changes["demonstration_sha256"] = self._uploads.demonstration(demonstration).sha256
            changes["demonstration_part"] = None
        if backend is not None:
            changes["backend"] = backend
        if skin_tone is not None:
            changes["skin_tone"] = skin_tone
        return self._sessions.update(session_id, lambda session: _in_scene(session, changes, spot))

    def _turn(
        self, session_id: str, text: str, photo: Upload | None, demonstration: Upload | None
    ) -> Iterator[Event]:
        yield from self._receive(session_id, photo, demonstration)
        if not text.strip():
            if photo is None and demonstration is None:
                raise BadInput("The question is empty; type what you want to learn.")
            return
        if len(text) > LONGEST:
            raise BadInput(
                f"The question has {len(text):,} characters and at most {LONGEST:,} are read; "
                "say it shorter."
            )
        if (why := refusal(text)) is not None:
            yield RefusalEvent(text=why.text, help_lines=why.help_lines)
            return
        yield from self._think(self._sessions.get(session_id), text)

    def _receive(
        self, session_id: str, photo: Upload | None, demonstration: Upload | None
    ) -> Iterator[Event]:
        """A file that cannot be used is told and the question goes on without it."""
        for given, thanks in (
            ({"photo": photo}, "I will draw into your photo."),
            ({"demonstration": demonstration}, "I have your demonstration video."),
        ):
            if next(iter(given.values())) is None:
                continue
            try:
                self.set_scene(session_id, **given)  # type: ignore[arg-type]
                yield TextEvent(text=thanks)
            except PLAIN as error:
                fix = "Attach another file, or go on without it."
                yield ErrorEvent(text=str(error), fix=fix, theirs=True)

    def _think(self, session: Session, text: str) -> Iterator[Event]:
        """Run the graph; translate what its tools return into events as it happens."""
        turn = self._begin(session, text)
        results: list[object] = []
        said, told_trouble = "", False
        stream = self._graph().stream(
            {"messages": [{"role": "user", "content": text}]},
            {"configurable": {"thread_id": session.id}},
            context=turn,
            stream_mode=["custom", "updates"],
            durability="exit",  # one write per turn: 12 ms instead of 40
        )
        for mode, chunk in stream:
            if mode == "custom":
                results.append(chunk)
                if (event := event_of(chunk)) is not None:
                    yield event
            else:
                said = final_text(cast(dict[str, Any], chunk)) or said
            if turn.trouble and not told_trouble:
                told_trouble = True
                yield TextEvent(text=f"{turn.trouble} The built-in brain answers instead.")
        if not said:
            raise AgentError("No answer came out of this; ask again in other words.")
        yield TextEvent(text=said)
        yield from self._question(session.id, results)

    def _begin(self, session: Session, text: str) -> Turn:
        said = [one.text for one in session.history if one.by == "learner"]
        return Turn(
            session_id=session.id,
            request=text,
            said=tuple(said[-RETOLD - 1 : -1]),  # the last one is this turn's
            walkthrough=session.walkthrough,
            photo=self._uploads.ref(session.photo_sha256),
            demonstration=self._uploads.ref(session.demonstration_sha256),
            demonstration_part=session.demonstration_part,
            backend=session.backend,
            skin_tone=session.skin_tone,
            seed=session.seed,
            choices={one.procedure_id: one.name for one in session.offered},
            on_change=lambda plan: self._making.keep(session.id, plan),
        )

    def _question(self, session_id: str, results: list[object]) -> Iterator[Event]:
        """The one open question of a session: what search found but nobody planned."""
        hits = question_after(results, self._sessions.get(session_id).walkthrough)
        offered = tuple(Choice(procedure_id=hit.procedure_id, name=hit.name) for hit in hits)
        self._sessions.update(
            session_id, lambda session: session.model_copy(update={"offered": offered})
        )
        if offered:
            yield QuestionEvent(
                text="Shall I plan one of these instead?",
                choices=tuple(choice.name for choice in offered),
            )

    def _ask_step(self, session_id: str, question: str, position: int | None) -> Iterator[Event]:
        if not question.strip() or len(question) > LONGEST:
            raise BadInput(f"Ask in 1 to {LONGEST:,} characters; this has {len(question):,}.")
        if (why := refusal(question)) is not None:
            yield RefusalEvent(text=why.text, help_lines=why.help_lines)
            return
        plan = self._making.plan(session_id)
        answer = self._toolkit().answerer.answer(plan, question, position)
        if answer.abstained:
            yield TextEvent(text=offline_words.no_answer({"title": plan.title}))
        else:
            yield TextEvent(text=offline_words.answer(answer.model_dump(mode="json"), None))

    def _change(
        self, session_id: str, step_id: str | None, change: Callable[[Walkthrough], Walkthrough]
    ) -> Walkthrough:
        """Read, change and write the walkthrough in one transaction."""

        def changed(session: Session) -> Session:
            if session.walkthrough is None:
                raise ToolError("There is no plan yet; ask for a skill first.")
            if step_id is not None:
                known_step(session.walkthrough, step_id)
            return session.model_copy(update={"walkthrough": change(session.walkthrough)})

        plan = self._sessions.update(session_id, changed).walkthrough
        assert plan is not None
        return plan

    def _open(self, session_id: str) -> None:
        try:
            self._sessions.get(session_id)
        except SessionNotFound:
            self._sessions.new(id=session_id)

    def _told(
        self, session_id: str, text: str, events: Callable[[], Iterable[Event]]
    ) -> Iterator[Event]:
        """Keep both sides of the conversation, also when it is stopped; emergencies come first."""
        said = [first] if not refusal(text) and (first := emergency(text)) else []
        try:
            self._open(session_id)
            self._note(session_id, Said(by="learner", text=text))
            yield from [TextEvent(text=one) for one in said]
            for event in self._safely(events):
                if isinstance(event, TextEvent | RefusalEvent | QuestionEvent | ErrorEvent):
                    said.append(event.text)
                yield event
        except Exception as error:
            yield _as_event(error)
        finally:
            if said:
                self._note(session_id, Said(by="tutor", text="\n".join(said)))

    def _note(self, session_id: str, said: Said) -> None:
        self._sessions.update(
            session_id,
            lambda session: session.model_copy(
                update={"history": (*session.history, said)[-KEPT:]}
            ),
        )

    @staticmethod
    def _safely(events: Callable[[], Iterable[Event]]) -> Iterator[Event]:
        try:
            yield from events()
        except Exception as error:
            yield _as_event(error)


def _as_event(error: Exception) -> ErrorEvent:
    """People read sentences; the debug log keeps the traceback."""
    if isinstance(error, PLAIN):
        return ErrorEvent(text=str(error), theirs=isinstance(error, THEIRS))
    log.error("a turn failed: %s", type(error).__name__)
    log.debug("the whole of it", exc_info=error)
    return ErrorEvent(
        text=f"Something went wrong here ({type(error).__name__}).",
        fix="Your words are kept: ask again, or run `keystep doctor` to see what is down.",
    )


def _in_scene(
    session: Session, changes: dict[str, Any], spot: tuple[float, float] | None
) -> Session:
    """The plan's own copy of the scene moves along with the session's."""
    plan = session.walkthrough
    if plan is not None:
        photo = changes.get("photo_sha256", plan.photo_sha256)
        plan = plan.model_copy(update={"photo_sha256": photo, "spot": spot or plan.spot})
    return Session.model_validate({**dict(session), **changes, "walkthrough": plan})
