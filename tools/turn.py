"""One turn of the conversation, as the tools see it: the learner's own words and things.

The model never passes session state as arguments; it reaches the tools through this object, which
is the graph's context. It changes only through `update`, which also persists the walkthrough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from generators.base import MediaRef
from knowledge.walkthrough import Walkthrough
from tools.errors import ToolError


@dataclass
class Turn:
    """`offered`: what search brought up in this turn; `choices`: what the open question offers."""

    session_id: str
    request: str  # the learner's words in this turn
    said: tuple[str, ...] = ()  # the learner's words in earlier turns, newest last
    walkthrough: Walkthrough | None = None
    photo: MediaRef | None = None  # the learner's own scene
    demonstration: MediaRef | None = None
    demonstration_part: tuple[float, float] | None = None  # s of the film
    backend: str = "auto"
    skin_tone: int = 1
    seed: int = 0
    choices: dict[str, str] = field(default_factory=dict)  # procedure id -> its name
    offered: dict[str, str] = field(default_factory=dict)
    brief: str = ""  # the system prompt of this turn, with the situation as it opened
    trouble: str = ""  # what went wrong with the language model in this turn, one sentence
    on_change: Callable[[Walkthrough], None] = lambda walkthrough: None

    def update(self, walkthrough: Walkthrough) -> None:
        self.walkthrough = walkthrough
        self.on_change(walkthrough)

    def plan(self) -> Walkthrough:
        """The walkthrough under way; ToolError when there is none yet."""
        if self.walkthrough is None:
            raise ToolError("There is no plan yet; ask for a skill first.")
        return self.walkthrough
