"""Settings into objects. The one place that names concrete classes of other packages.

Everything is built at first use, so that asking for the library does not load a search model.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from agent.session import SessionStore
from agent.settings import Settings, prepare_environment
from agent.uploads import Uploads, data_url

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

    from agent.tutor import Tutor
    from generators.base import Mode
    from knowledge.demonstrations import SimilarSteps
    from knowledge.embeddings import Embedder
    from knowledge.index import Index
    from knowledge.library import Library
    from knowledge.search import Searcher
    from tools.artefacts import ArtefactStore
    from tools.demonstrations import Demonstrations
    from tools.jobs import JobQueue
    from tools.toolkit import Toolkit
    from tools.turn import Turn


def compose(settings: Settings | None = None) -> App:
    """The App for these settings; None reads KEYSTEP_* and keystep.toml."""
    prepare_environment()
    return App(settings or Settings())


class App:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def library(self) -> Library:
        """With the built-in procedures loaded."""
        from knowledge.library import Library

        self.settings.home.mkdir(parents=True, exist_ok=True)
        library = Library(self.settings.database)
        library.load_seeds()
        return library

    @cached_property
    def embedder(self) -> Embedder:
        from knowledge.embeddings import Embedder

        return Embedder(self.settings.embedding_model or None)

    @cached_property
    def index(self) -> Index:
        from knowledge.index import Index

        return Index(self.settings.chroma_url or self.settings.home / "chroma", self.embedder)

    @cached_property
    def searcher(self) -> Searcher:
        from knowledge.search import Searcher

        return Searcher(self.library, self.index, self.embedder)

    @cached_property
    def store(self) -> ArtefactStore:
        from tools.artefacts import ArtefactStore, default_root

        return ArtefactStore(default_root(self.settings.home))

    @cached_property
    def queue(self) -> JobQueue:
        from tools.jobs import JobQueue

        settings = self.settings
        url = settings.jobs_url or None
        return JobQueue(settings.home, url, self.store, settings.worker_processes)

    @cached_property
    def sessions(self) -> SessionStore:
        return SessionStore(f"sqlite:///{self.settings.home / 'sessions.sqlite'}")

    @cached_property
    def demonstrations(self) -> Demonstrations:
        from tools.demonstrations import Demonstrations

        return Demonstrations(self.library, lambda: self.store, self._similar_steps)

    @cached_property
    def toolkit(self) -> Toolkit:
        from tools.animate import Animator
        from tools.answer import Answerer
        from tools.deliver import Deliverer
        from tools.follow import Follower
        from tools.illustrate import Illustrator
        from tools.plan import Planner
        from tools.search import Finder
        from tools.toolkit import Toolkit
        from tools.transfer import Transferrer

        return Toolkit(
            finder=Finder(self.searcher, self.library),
            planner=Planner(self.library),
            answerer=Answerer(self.embedder),
            illustrator=Illustrator(self.queue, _choose),
            animator=Animator(self.queue, _choose),
            transferrer=Transferrer(self.queue, _choose),
            demonstrations=self.demonstrations,
            follower=Follower(),
            deliverer=Deliverer(lambda: self.store, self.settings.home / "exports"),
        )

    @cached_property
    def graph(self) -> CompiledStateGraph[Any, Turn, Any, Any]:
        from agent.chat_models import chat_model
        from agent.graph import build_graph

        return build_graph(
            chat_model(self.settings),
            self.toolkit,
            like=self._likeness,
            conversations=self.settings.home / "conversations.sqlite",
            picture=self._picture,
            timeout_s=self.settings.llm_timeout_s,
        )

    @cached_property
    def tutor(self) -> Tutor:
        from agent.tutor import Tutor

        uploads = Uploads(lambda: self.store)
        return Tutor(self.sessions, uploads, lambda: self.toolkit, lambda: self.graph)

    def warm(self) -> None:
        """Load what the first question needs, about 5 s cold.

        The graph comes first: a skill that is asked for by its name needs no search model.
        """
        self.sessions.recent(limit=1)
        assert self.graph
        self.searcher.search("warm up")

    def start_services(self, workers: int | None = None) -> None:
        """The built-in procedures, the search server and the workers, unless they run already.

        `workers` None = as many as the settings say; the first job brings up the rest.
        """
        from knowledge.server import ChromaServer
        from tools.jobs import ensure_worker

        assert self.library
        if not self.settings.chroma_url:
            ChromaServer.ensure(self.settings.home / "chroma")
        all_workers = self.settings.worker_processes
        if wanted := all_workers if workers is None else min(workers, all_workers):
            ensure_worker(self.settings.home, wanted, self.settings.jobs_url or None)

    def stop_services(self) -> None:
        """End the workers and the search server that were started for this home."""
        from knowledge.server import ChromaServer
        from tools.jobs import stop_workers

        stop_workers(self.settings.home)
        if not self.settings.chroma_url:
            ChromaServer.stop(self.settings.home / "chroma")

    def _similar_steps(self) -> SimilarSteps:
        from knowledge.demonstrations import SimilarSteps

        return SimilarSteps(self.library, self.embedder)

    def _likeness(self, left: str, right: str) -> float:
        """Cosine of the two texts' meanings."""
        rows = self.embedder.embed([left, right])  # (2, D)
        return float(rows[0] @ rows[1])

    def _picture(self, turn: Turn) -> str:
        seen = self.settings.online and self.settings.llm_sees_images and turn.photo
        return data_url(turn.photo) if seen and turn.photo else ""


def _choose(mode: Mode, wanted: str) -> tuple[str, str]:
    """(backend, why). A backend chosen for pictures does not forbid what only others can make."""
    from generators import registry

    if wanted == "auto" or mode in registry.row(wanted).modes:
        return registry.choose(mode, wanted)
    name, reason = registry.choose(mode)
    return name, f"{wanted} does not make this; {reason}"


def run_worker(settings: Settings | None = None) -> bool:
    """Be a worker of this home until stopped; False at once when it has enough of them."""
    from tools.jobs import run_worker as work

    prepare_environment()
    known = settings or Settings()
    return work(known.home, known.worker_concurrency, known.jobs_url or None)
