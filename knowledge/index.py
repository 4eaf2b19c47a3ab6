"""The dense index: a cache of the library in Chroma that can be lost at any time.

Each revision of the library has collections of its own, named after revision and embedder, so a
stale index is simply another collection and nobody ever reads a half-changed one. Entries are named
after their text, so that vectors of unchanged texts are copied from the revision before instead of
being computed again. A canary compares what is counted with what a query can reach.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from knowledge.errors import IndexUnavailable
from knowledge.procedure import Procedure, Status, slugify
from knowledge.scope import common_skills
from knowledge.server import ChromaServer, Endpoint
from knowledge.shipped_vectors import key as text_key
from knowledge.shipped_vectors import shipped

if TYPE_CHECKING:
    from knowledge.embeddings import Embedder
    from knowledge.library import Library

BATCH = 500  # Chroma takes 1,000 to 2,000 vectors a second in batches of this size
CANARY = 2000  # entries up to which the canary asks for all of them, beyond it for a sample
SAMPLE = 32
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
_KINDS = ("procedures", "steps", "elsewhere")


@dataclass(frozen=True)
class Entry:
    """One text of one procedure; `step_id` is empty for texts about the whole of it."""

    procedure_id: str
    step_id: str
    text: str

    @property
    def place(self) -> tuple[str, str]:
        return (self.procedure_id, self.step_id)

    @property
    def id(self) -> str:
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:16]
        return f"{self.procedure_id}/{self.step_id}/{digest}"


@dataclass(frozen=True)
class Match:
    """The nearest entry of one procedure or step; `similarity` is the cosine, 1 is the same."""

    procedure_id: str
    step_id: str
    similarity: float
    text: str


class Index:
    """Dense search. `where` is a folder (a local server is started), an Endpoint or a URL."""

    def __init__(self, where: Endpoint | Path | str, embedder: Embedder) -> None:
        self._endpoint, self._folder = _place(where)
        self._embedder = embedder
        self._lock = threading.Lock()
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self._counts: dict[str, int] = {}
        self._entries: dict[str, Entry] = {}
        self._elsewhere: tuple[list[str], np.ndarray] = ([], np.zeros((0, 0), np.float32))
        self._synced = ""
        self._recovering: threading.Thread | None = None
        self.rebuilt = 0  # how often the files were thrown away

    def sync(self, library: Library) -> None:
        """Make the collections of the library's revision current; raises IndexUnavailable."""
        with self._lock:
            try:
                self._sync(library)
            except IndexUnavailable:
                self._forget()
                if self._folder is None:
                    raise
                self._rebuild(library)

    def recover(self, library: Library) -> threading.Thread:
        """Sync in the background, once at a time; questions meanwhile do without the index."""
        running = self._recovering
        if running is None or not running.is_alive():
            running = threading.Thread(target=self._recover, args=(library,), daemon=True)
            self._recovering = running
            running.start()
        return running

    @property
    def recovering(self) -> bool:
        return self._recovering is not None and self._recovering.is_alive()

    @property
    def ready(self) -> bool:
        return bool(self._synced)

    @property
    def revision(self) -> str:
        """The library's revision that the index answers for; empty when it is down."""
        return self._synced

    def query_procedures(self, text: str, k: int = 10) -> list[Match]:
        """The k nearest procedures, best first; raises IndexUnavailable."""
        return self.near("procedures", self._embedder.embed_one(text), k)

    def query_steps(self, text: str, k: int = 10) -> list[Match]:
        """The k nearest steps, best first; raises IndexUnavailable."""
        return self.near("steps", self._embedder.embed_one(text), k)

    def near(self, kind: str, vector: np.ndarray, k: int) -> list[Match]:
        """The k nearest to a (D,) unit vector; several texts of one procedure count once."""
        collection = self._collections.get(kind)
        if collection is None:
            raise IndexUnavailable("the search index is not ready; call sync() first.")
        wanted = min(self._counts[kind], 8 * k if kind == "procedures" else k)
        with self._chroma_troubles():
            found = collection.query(
                query_embeddings=[vector.tolist()],
                n_results=max(1, wanted),
                include=["distances"],  # ids say the rest: a third of the time of a full answer
            )
        return self._best_per_place(found)[:k]

    def elsewhere(self, vector: np.ndarray, k: int = 10) -> list[tuple[str, float]]:
        """The k common skills nearest to a (D,) unit vector with their cosines, best first.

        Kept in memory (1 MB), because every question asks for them; see `knowledge.scope`.
        """
        skills, vectors = self._elsewhere
        cosines = vectors @ vector if skills else np.zeros(0, np.float32)
        return [(skills[place], float(cosines[place])) for place in np.argsort(-cosines)[:k]]

    def report(self) -> dict[str, Any]:
        """For `keystep doctor`: where it is, what it holds, how it is doing."""
        endpoint = self._endpoint
        return {
            "ready": self.ready,
            "url": endpoint.url if endpoint else "",
            "folder": str(self._folder) if self._folder else "",
            "revision": self._synced,
            "embedder": self._embedder.digest,
            "entries": dict(self._counts),
            "collections": {kind: one.name for kind, one in self._collections.items()},
            "rebuilt": self.rebuilt,
        }

    def _recover(self, library: Library) -> None:
        try:
            self.sync(library)
        except Exception:  # the next question tries again; a thread must not print a traceback
            self._forget()

    def _sync(self, library: Library) -> None:
        if self._folder is not None:
            endpoint = ChromaServer.ensure(self._folder)
            if endpoint != self._endpoint:
                self._endpoint, self._client = endpoint, None
        revision, procedures = library.revision(), library.list(Status.PUBLISHED)
        entries = {
            "procedures": procedure_entries(procedures),
            "steps": step_entries(procedures),
            "elsewhere": elsewhere_entries(),
        }
        with self._chroma_troubles():
            if self._client is None:
                self._client = _connect(self._endpoint)
            names = {kind: self._name(kind, library.key(), revision) for kind in _KINDS}
            collections = {
                kind: self._filled(names[kind], kind, library.key(), entries[kind])
                for kind in _KINDS
            }
            self._prune(library.key(), set(names.values()))
        self._entries = {entry.id: entry for kind in _KINDS for entry in entries[kind]}
        self._elsewhere = self._vectors_of(collections["elsewhere"])
        self._collections = collections
        self._counts = {kind: len(entries[kind]) for kind in _KINDS}
        self._synced = revision

    def _vectors_of(self, collection: Any) -> tuple[list[str], np.ndarray]:
        with self._chroma_troubles():
            found = collection.get(include=["embeddings"])
            texts = [self._entries[one].text for one in found["ids"]]
        return texts, np.asarray(found["embeddings"], dtype=np.float32)

    def _best_per_place(self, found: Any) -> list[Match]:
        best: dict[tuple[str, str], Match] = {}
        for one, distance in zip(found["ids"][0], found["distances"][0], strict=True):
            entry = self._entries.get(one)
            if entry is not None and entry.place not in best:  # rows come nearest first
                best[entry.place] = Match(*entry.place, 1.0 - float(distance), entry.text)
        return list(best.values())

    def _name(self, kind: str, key: str, revision: str) -> str:
        return f"published-{kind}-{key[:8]}-{revision[:12]}-{self._embedder.digest[:8]}"

    def _filled(self, name: str, kind: str, key: str, entries: list[Entry]) -> Any:
        """The collection, complete; filling is an upsert, so two processes may do it at once."""
        collection = self._client.get_or_create_collection(
            name,
            embedding_function=None,
            configuration={"hnsw": _HNSW},
            metadata={"library": key, "kind": kind, "embedder": self._embedder.digest,
                      "made": time.time()},
        )  # fmt: skip
        if collection.count() != len(entries):
            self._fill(collection, kind, key, entries)
        if not reachable(collection, len(entries)):
            raise IndexUnavailable(f"the collection {name} has lost entries; it will be rebuilt.")
        return collection

    def _fill(self, collection: Any, kind: str, key: str, entries: list[Entry]) -> None:
        ready = shipped(self._embedder.digest)
        vectors = {
            entry.id: ready[text_key(entry.text)]
            for entry in entries
            if text_key(entry.text) in ready
        }
        vectors |= self._known_vectors(kind, key, collection.name, entries)
        missing = [entry for entry in entries if entry.id not in vectors]
        for batch in _batches(missing):
            rows = self._embedder.embed([entry.text for entry in batch])
            vectors |= {entry.id: row for entry, row in zip(batch, rows, strict=True)}
        for batch in _batches(entries):
            collection.upsert(
                ids=[entry.id for entry in batch],
                embeddings=np.stack([vectors[entry.id] for entry in batch]),
                documents=[entry.text for entry in batch],
                metadatas=[
                    {"procedure_id": entry.procedure_id, "step_id": entry.step_id}
                    for entry in batch
                ],
            )

    def _known_vectors(
        self, kind: str, key: str, name: str, entries: list[Entry]
    ) -> dict[str, np.ndarray]:
        """Vectors of texts that stood in the latest other revision."""
        older = [one for one in self._siblings(kind, key) if one.name != name]
        if not older:
            return {}
        latest = max(older, key=_made)
        vectors: dict[str, np.ndarray] = {}
        for batch in _batches(entries):
            ids = [entry.id for entry in batch]
            found = latest.get(ids=ids, include=["embeddings"])
            vectors |= dict(zip(found["ids"], np.asarray(found["embeddings"]), strict=True))
        return vectors

    def _prune(self, key: str, current: set[str]) -> None:
        """Old revisions go, but the last one stays for processes that still read it."""
        for kind in _KINDS:
            older = [one for one in self._siblings(kind, key) if one.name not in current]
            for collection in sorted(older, key=_made)[:-1]:
                self._client.delete_collection(collection.name)

    def _siblings(self, kind: str, key: str) -> list[Any]:
        mine = {"library": key, "kind": kind, "embedder": self._embedder.digest}
        return [
            self._client.get_collection(one.name, embedding_function=None)
            for one in self._client.list_collections(limit=1000)
            if mine.items() <= (one.metadata or {}).items()
        ]

    def _rebuild(self, library: Library) -> None:
        """The files are damaged or gone: an empty server, filled from the library."""
        assert self._folder is not None
        self.rebuilt += 1
        self._endpoint = ChromaServer.wipe(self._folder)
        self._sync(library)

    def _forget(self) -> None:
        self._client, self._collections, self._synced = None, {}, ""

    @contextmanager
    def _chroma_troubles(self) -> Iterator[None]:
        """Whatever Chroma or its HTTP client raises becomes IndexUnavailable."""
        try:
            yield
        except IndexUnavailable:
            self._synced = ""
            raise
        except Exception as error:  # chromadb raises ValueError, httpx errors and plain Exception
            self._synced = ""
            reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
            raise IndexUnavailable(f"the search index does not answer ({reason}).") from error


def procedure_entries(procedures: Sequence[Procedure]) -> list[Entry]:
    """Several short texts for each: a question is nearest to the one that says the same thing."""
    entries = []
    for one in procedures:
        texts = [one.name, f"{one.name}. {one.description}", *one.tags]
        entries += [Entry(one.id, "", text) for text in dict.fromkeys(filter(None, texts))]
    return entries


def step_entries(procedures: Sequence[Procedure]) -> list[Entry]:
    return [
        Entry(one.id, step.id, f"{one.name}: {step.name}. {step.text}")
        for one in procedures
        for step in one.steps
    ]


def elsewhere_entries() -> list[Entry]:
    """The skills that people ask for, in the library or not; see `knowledge.scope`."""
    return [Entry(slugify(text), "", text) for text in common_skills()]


def reachable(collection: Any, expected: int) -> bool:
    """Canary: the count is right and a query really reaches the entries."""
    if collection.count() != expected:
        return False
    if expected == 0:
        return True
    some = collection.get(limit=min(expected, SAMPLE), include=["embeddings"])
    if expected <= CANARY:
        probe = [np.asarray(some["embeddings"])[0].tolist()]
        found = collection.query(query_embeddings=probe, n_results=expected, include=[])
        return len(set(found["ids"][0])) == expected
    probes = np.asarray(some["embeddings"]).tolist()
    found = collection.query(query_embeddings=probes, n_results=10, include=["distances"])
    return all(row and row[0] < 1e-3 for row in found["distances"])


def _place(where: Endpoint | Path | str) -> tuple[Endpoint | None, Path | None]:
    if isinstance(where, Endpoint):
        return where, where.data_dir
    if isinstance(where, Path) or "://" not in where:
        return None, Path(where)
    parts = urlsplit(where)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 8000)
    except ValueError:
        raise IndexUnavailable(f"the Chroma URL {where!r} has no valid port.") from None
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise IndexUnavailable(f"the Chroma URL is {where!r}; write http://HOST:PORT.")
    return Endpoint(parts.hostname, port), None


def _connect(endpoint: Endpoint | None) -> Any:
    import chromadb
    from chromadb.config import Settings

    assert endpoint is not None
    return chromadb.HttpClient(
        host=endpoint.host,
        port=endpoint.port,
        ssl=endpoint.port == 443,
        settings=Settings(anonymized_telemetry=False),
    )


def _made(collection: Any) -> float:
    return float((collection.metadata or {}).get("made", 0.0))


def _batches(entries: list[Entry]) -> Iterator[list[Entry]]:
    for start in range(0, len(entries), BATCH):
        yield entries[start : start + BATCH]
