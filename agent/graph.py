"""The agent graph: LangChain's `create_agent` with our tools, limits, guard and fall back."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ToolCallLimitMiddleware,
    ToolErrorMiddleware,
    ToolRetryMiddleware,
)
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.language_models.chat_models import BaseChatModel
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph.state import CompiledStateGraph

from agent.errors import AgentError
from agent.guard import Likeness
from agent.middleware import FallBack, Guard, View
from agent.offline import OfflineBrain
from generators.errors import GeneratorError
from knowledge.errors import IndexUnavailable, KnowledgeError
from tools.errors import ToolError
from tools.toolkit import Toolkit
from tools.turn import Turn

MODEL_CALLS = 14  # in one turn: what a model may take, and the spare brain after it
TOOL_CALLS = 24
RETRIES = 2  # of a tool, for trouble that passes
PLAIN = (AgentError, ToolError, KnowledgeError, GeneratorError)  # made for people to read
PASSING = (IndexUnavailable, ConnectionError, TimeoutError, sqlite3.OperationalError)
log = logging.getLogger("keystep.agent")


def build_graph(
    model: BaseChatModel,
    toolkit: Toolkit,
    like: Likeness,
    conversations: Path,
    picture: Callable[[Turn], str] = lambda turn: "",
    timeout_s: float = 60.0,
) -> CompiledStateGraph[Any, Turn, Any, Any]:
    """`conversations`: the SQLite file in which every conversation is kept and resumed from."""
    offline = isinstance(model, OfflineBrain)
    return create_agent(
        model,
        toolkit.tools,
        context_schema=Turn,
        checkpointer=_checkpointer(conversations),
        middleware=_middleware(like, picture, None if offline else timeout_s),
    )


def _middleware(
    like: Likeness, picture: Callable[[Turn], str], timeout_s: float | None
) -> list[AgentMiddleware[Any, Turn, Any]]:
    """Outermost first. `timeout_s` None: no fall back, the model is the offline brain itself."""
    chain: list[AgentMiddleware[Any, Turn, Any]] = [View(picture)]
    if timeout_s is not None:
        chain.append(FallBack(OfflineBrain(), timeout_s))
    return [
        *chain,
        ModelCallLimitMiddleware(run_limit=MODEL_CALLS, exit_behavior="error"),
        ToolCallLimitMiddleware(run_limit=TOOL_CALLS, exit_behavior="continue"),
        ToolErrorMiddleware(on_error=_told),
        Guard(like),
        ToolRetryMiddleware(
            max_retries=RETRIES, retry_on=PASSING, on_failure="error", initial_delay=0.1
        ),
    ]


def _told(error: Exception, request: ToolCallRequest) -> str:
    """A tool's failure as the model, and perhaps the learner, reads it: one plain sentence."""
    if isinstance(error, PLAIN):
        return str(error)
    log.error("tool %s failed: %s", request.tool_call["name"], type(error).__name__)
    log.debug("the whole of it", exc_info=error)
    return f"{request.tool_call['name']} failed ({type(error).__name__}); try again."


def _checkpointer(path: Path) -> SqliteSaver:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, check_same_thread=False, timeout=10.0)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    return SqliteSaver(connection)
