"""A small OpenAI-compatible server on loopback, well-behaved or misbehaving, for tests.

Its brain is the offline one, so that a conversation over HTTP can be compared with one without;
what differs is everything between: the client, its retries, JSON, and the ways servers fail.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, get_args

from langchain_core.messages import AIMessage, convert_to_messages

from agent.offline import answer

Mode = Literal[
    "good", "broken_arguments", "wrong_tool", "bad_arguments", "empty", "not_json", "silent",
    "drip", "hang_up", "http_400", "http_401", "http_429", "http_500", "endless",
]  # fmt: skip
MODES: tuple[Mode, ...] = get_args(Mode)
HANG_S = 30.0  # longer than any client under test waits


class Server(ThreadingHTTPServer):
    """`mode` may change between requests; `seen` keeps the bodies of all requests."""

    daemon_threads = True

    def __init__(self, mode: Mode = "good") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mode: Mode = mode
        self.seen: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is what some modes are for; no noise about it."""


@contextmanager
def serving(mode: Mode = "good") -> Iterator[Server]:
    server = Server(mode)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def completion(body: dict[str, Any], mode: Mode) -> dict[str, Any]:
    """The reply to a chat completion request, as OpenAI writes it."""
    message = answer(convert_to_messages(body["messages"]), body.get("tools"))
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 0,
        "model": body.get("model", "test"),
        "choices": [
            {
                "index": 0,
                "finish_reason": "tool_calls" if message.tool_calls else "stop",
                "message": _spoilt(_as_openai(message), mode),
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _as_openai(message: AIMessage) -> dict[str, Any]:
    reply: dict[str, Any] = {"role": "assistant", "content": message.text or None}
    if message.tool_calls:
        reply["tool_calls"] = [
            _call(call["name"], json.dumps(call["args"]), call["id"] or "call")
            for call in message.tool_calls
        ]
    return reply


def _call(name: str, arguments: str, id: str) -> dict[str, Any]:
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def _spoilt(reply: dict[str, Any], mode: Mode) -> dict[str, Any]:
    calls = {
        "broken_arguments": _call("search_procedures", '{"query": "coffee', "call_b"),
        "wrong_tool": _call("launch_rocket", "{}", "call_w"),
        "bad_arguments": _call("plan_walkthrough", '{"servings": "many", "x": 1}', "call_a"),
        "endless": _call("search_procedures", '{"query": "coffee"}', "call_e"),
    }
    if mode in calls:
        return {"role": "assistant", "content": None, "tool_calls": [calls[mode]]}
    return {"role": "assistant", "content": ""} if mode == "empty" else reply


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append(body)
        self.server.keys.add(self.headers.get("Authorization", ""))
        mode = self.server.mode
        if mode.startswith("http_"):
            self._reply(int(mode.removeprefix("http_")), {"error": {"message": "sk-secret"}})
        elif mode == "silent":
            self.server.stopping.wait(HANG_S)
            self.close_connection = True
        elif mode == "hang_up":
            self.close_connection = True
        elif mode == "not_json":
            self._send(200, b"<html>It works!</html>", "text/html")
        elif mode == "drip":
            self._drip(completion(body, mode))
        else:
            self._reply(200, completion(body, mode))

    def _reply(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _drip(self, body: dict[str, Any]) -> None:
        """One byte at a time: every single read is in time, the whole never is."""
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        for byte in data:
            if self.server.stopping.is_set():
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""
