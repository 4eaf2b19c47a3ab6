"""What stands between the graph and its model: the view of a turn, the fall back, the guard.

A model sees the house rules, the situation, what was said in earlier turns (never their tool
results) and this turn in full. A model that fails or flounders is replaced by the offline brain
for the rest of the turn, and the learner is told.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Sequence
from typing import Any, cast

from langchain.agents.middleware import (
    AgentMiddleware,
    AgentState,
    ModelRequest,
    ModelResponse,
)
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langgraph.types import Command

from agent.chat_models import plain_reason
from agent.errors import ModelTrouble
from agent.guard import Likeness, objection
from agent.situation import system_prompt
from tools.turn import Turn

EARLIER_TURNS = 8  # what was said before, in whole turns: enough for "as before", few tokens
MOST_MISSTEPS = 3  # refused or failed calls in a turn before the offline brain takes over
MOST_ANSWERS = 8  # of the model in one turn; the longest honest turn seen takes 5
Request = ModelRequest[Turn]
Handler = Callable[[Request], ModelResponse]
_Middleware = AgentMiddleware[AgentState[Any], Turn, Any]


class View(_Middleware):
    """Compose what the model sees. `picture` gives a turn's photo as a data URL, or ''."""

    def __init__(self, picture: Callable[[Turn], str]) -> None:
        super().__init__()
        self._picture = picture

    def wrap_model_call(self, request: Request, handler: Handler) -> ModelResponse:
        turn = request.runtime.context
        messages = turn_view(request.messages)
        if url := self._picture(turn):
            messages = with_picture(messages, url)
        turn.brief = turn.brief or system_prompt(turn)  # fixed: intents must not shift half-way
        system = SystemMessage(content=turn.brief)
        return handler(request.override(messages=messages, system_message=system))


class FallBack(_Middleware):
    """Give the model `timeout_s` for each answer and one second chance; then `spare` takes over."""

    def __init__(self, spare: BaseChatModel, timeout_s: float) -> None:
        super().__init__()
        self._spare = spare
        self._timeout_s = timeout_s

    def wrap_model_call(self, request: Request, handler: Handler) -> ModelResponse:
        turn = request.runtime.context
        turn.trouble = turn.trouble or floundering(request.messages)
        if not turn.trouble:
            try:
                return self._asked_twice(request, handler)
            except Exception as error:  # a server may fail in any way; the learner needs an answer
                turn.trouble = plain_reason(error)
        text_only = without_pictures(request.messages)
        return handler(request.override(model=self._spare, messages=text_only))

    def _asked_twice(self, request: Request, handler: Handler) -> ModelResponse:
        for _ in range(2):
            response = within(self._timeout_s, lambda: handler(request))
            if is_usable(response):
                return response
        raise ModelTrouble("The language model answered nothing that could be read.")


class Guard(_Middleware):
    """Turn down calls that the learner did not ask for; see `agent.guard`."""

    def __init__(self, like: Likeness) -> None:
        super().__init__()
        self._like = like

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]],
    ) -> ToolMessage | Command[Any]:
        call = request.tool_call
        turn = cast(Turn, request.runtime.context)  # the graph's context_schema
        tainted = turn.walkthrough is not None or any(
            isinstance(one, ToolMessage) for one in this_turn(request.state["messages"])
        )
        why = objection(call["name"], call["args"], turn, tainted, self._like)
        if not why:
            return handler(request)
        return ToolMessage(
            content=why, name=call["name"], tool_call_id=call["id"] or "", status="error"
        )


def turn_view(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Earlier turns as what was said; this turn whole. Unanswered old calls vanish with that."""
    now = this_turn(messages)
    before = messages[: len(messages) - len(now)]
    said: list[AnyMessage] = []
    for one in before:
        if isinstance(one, HumanMessage):
            said.append(HumanMessage(content=one.text))
        elif isinstance(one, AIMessage) and one.text and not one.tool_calls:
            said.append(AIMessage(content=one.text))
    starts = [index for index, one in enumerate(said) if isinstance(one, HumanMessage)]
    first = starts[-EARLIER_TURNS] if len(starts) >= EARLIER_TURNS else 0
    return [*said[first:], *now]


def this_turn(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """From the learner's last words on."""
    last = max(
        (index for index, one in enumerate(messages) if isinstance(one, HumanMessage)), default=0
    )
    return list(messages[last:])


def floundering(messages: Sequence[AnyMessage]) -> str:
    """Why the model should be relieved for the rest of this turn, in one sentence; else ''."""
    now = this_turn(messages)
    missteps = sum(isinstance(one, ToolMessage) and one.status == "error" for one in now)
    if missteps >= MOST_MISSTEPS:
        return "The language model kept asking for things that it may not do."
    if sum(isinstance(one, AIMessage) for one in now) >= MOST_ANSWERS:
        return "The language model went round in circles."
    return ""


def with_picture(messages: Sequence[AnyMessage], url: str) -> list[AnyMessage]:
    """The learner's last words with the photo, as vision models read it. Not kept in the state."""
    size = len(messages) - len(this_turn(messages))
    old = messages[size]
    blocks: list[str | dict[Any, Any]] = [
        {"type": "text", "text": old.text},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    return [*messages[:size], HumanMessage(content=blocks, id=old.id), *messages[size + 1 :]]


def without_pictures(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    return [
        HumanMessage(content=one.text, id=one.id) if isinstance(one, HumanMessage) else one
        for one in messages
    ]


def is_usable(response: ModelResponse) -> bool:
    """Text or at least one call that can be read; broken calls beside them do not matter."""
    last = response.result[-1] if response.result else None
    return isinstance(last, AIMessage) and bool(last.text.strip() or last.tool_calls)


def within(seconds: float, work: Callable[[], ModelResponse]) -> ModelResponse:
    """The result of `work`, or TimeoutError. A read time-out alone lets a server drip for ever.

    The thread is left to end by itself: it holds nothing but its own connection.
    """
    outcome: list[Any] = []
    context = contextvars.copy_context()

    def run() -> None:
        try:
            outcome.append((context.run(work), None))
        except BaseException as error:
            outcome.append((None, error))

    thread = threading.Thread(target=run, daemon=True, name="keystep-model")
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise TimeoutError(f"no answer within {seconds:g} s")
    result, error = outcome[0]
    if error is not None:
        raise error
    return result
