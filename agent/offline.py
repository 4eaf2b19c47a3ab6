"""The offline brain: a chat model that needs no model. Same graph, tools and prompt as any other.

It reads what every model reads (system message with the situation, the learner's words, tool
results) and answers by rules (`offline_moves`). Ids of its calls are deterministic.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.offline_moves import Move, Result, Sight, decide
from agent.situation import read_situation

MINE = "keystep_"  # ids of the offline brain's own calls


class OfflineBrain(BaseChatModel):
    """Deterministic; answers in about a millisecond."""

    @property
    def _llm_type(self) -> str:
        return "keystep-offline"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        known = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=known, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = answer(messages, kwargs.get("tools"), kwargs.get("tool_choice"))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        whole = answer(messages, kwargs.get("tools"), kwargs.get("tool_choice"))
        chunks = [
            {"name": call["name"], "args": json.dumps(call["args"]), "id": call["id"], "index": n}
            for n, call in enumerate(whole.tool_calls)
        ]
        message = AIMessageChunk(content=whole.content, tool_call_chunks=chunks)
        chunk = ChatGenerationChunk(message=message)
        if run_manager:
            run_manager.on_llm_new_token(str(whole.content), chunk=chunk)
        yield chunk


def answer(
    messages: Sequence[BaseMessage],
    tools: Sequence[dict[str, Any]] | None = None,
    tool_choice: str | None = None,
) -> AIMessage:
    """The next message. Calls only tools that are bound; none under tool_choice 'none'."""
    move = decide(sight(messages))
    bound = {tool["function"]["name"] for tool in tools or ()}
    calls = [] if tool_choice == "none" else [call for call in move.calls if call[0] in bound]
    if move.calls and not calls:
        return AIMessage(content="I cannot do that here.")
    return _message(move, calls, messages)


def _message(
    move: Move, calls: Sequence[tuple[str, dict[str, Any]]], messages: Sequence[BaseMessage]
) -> AIMessage:
    turn = sum(isinstance(one, HumanMessage) for one in messages)
    return AIMessage(
        content=move.text,
        tool_calls=[
            {
                "name": name,
                "args": arguments,
                "id": f"{MINE}{turn}_{len(messages)}_{index}",
                "type": "tool_call",
            }
            for index, (name, arguments) in enumerate(calls)
        ],
    )


def sight(messages: Sequence[BaseMessage]) -> Sight:
    """What is in view: the last words of the learner, and the tool results since.

    Only its own calls count: it may be standing in for a model that searched for something else.
    """
    system = " ".join(one.text for one in messages if isinstance(one, SystemMessage))
    last = max(
        (index for index, one in enumerate(messages) if isinstance(one, HumanMessage)), default=-1
    )
    text = messages[last].text if last >= 0 else ""
    names = {
        call["id"]: call["name"]
        for one in messages[last + 1 :]
        if isinstance(one, AIMessage)
        for call in one.tool_calls
    }
    results = tuple(
        _result(one, names.get(one.tool_call_id, ""))
        for one in messages[last + 1 :]
        if isinstance(one, ToolMessage) and one.tool_call_id.startswith(MINE)
    )
    return Sight(text=text, situation=read_situation(system), results=results)


def _result(message: ToolMessage, name: str) -> Result:
    """OpenAI's protocol carries neither a tool's name nor its status: no envelope, no success."""
    if message.status == "error":
        return Result(name, error=message.text)
    try:
        told = json.loads(message.text)
        return Result(told["tool"], data=told["data"])
    except (ValueError, KeyError, TypeError):
        return Result(name, error=message.text)
