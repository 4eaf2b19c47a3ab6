"""Ask for clips of key steps: 3 s each, one durable job per step."""

from __future__ import annotations

from collections.abc import Iterable

from generators.base import ClipRequest
from knowledge.walkthrough import Walkthrough
from tools.illustrate import Choose, Queue, Scene, Submitted, ask_for


class Animator:
    """Clips. Raises UnknownBackend or BackendUnavailable for a named backend."""

    def __init__(self, queue: Queue, choose: Choose) -> None:
        self._queue = queue
        self._choose = choose

    def animate(
        self,
        walkthrough: Walkthrough,
        scene: Scene,
        step_ids: Iterable[str] | None = None,
        new_take: bool = False,
    ) -> Submitted:
        """Clips of these steps (None: all). `new_take`: another attempt, the old one is kept."""
        return ask_for(
            ClipRequest, self._queue, self._choose, walkthrough, scene, step_ids, new_take
        )
