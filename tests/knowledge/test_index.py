"""The index against the real Chroma server, which is really killed, truncated and deleted."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest

from knowledge.embeddings import Embedder
from knowledge.errors import IndexUnavailable
from knowledge.index import Index, Match, reachable
from knowledge.library import Library
from knowledge.procedure import Status
from knowledge.search import Searcher
from knowledge.server import ChromaServer, answers
from tests.knowledge.conftest import make_procedure, wait_until


def server_pid(folder: Path) -> int:
    return int(json.loads((folder / "server.json").read_text())["pid"])


def kill(folder: Path) -> None:
    pid = server_pid(folder)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


@pytest.fixture
def filled(library: Library) -> Library:
    library.add(make_procedure("boil-tea", "Boil tea", "Pour boiling water on the leaves."))
    library.add(make_procedure("oil-a-chain", "Oil a bicycle chain", "Drip oil on every link."))
    library.add(make_procedure("hidden", "Hidden draft", "Nobody sees this."), Status.DRAFT)
    return library


@pytest.fixture
def index(filled: Library, chroma_dir: Path, embedder: Embedder) -> Index:
    made = Index(chroma_dir, embedder)
    made.sync(filled)
    return made


def test_the_server_is_started_once_and_shared(chroma_dir: Path) -> None:
    first = ChromaServer.ensure(chroma_dir)
    pid = server_pid(chroma_dir)
    assert ChromaServer.ensure(chroma_dir) == first
    assert server_pid(chroma_dir) == pid
    assert ChromaServer.stop(chroma_dir)
    assert not answers(first)
    assert not ChromaServer.stop(chroma_dir)


def test_a_dead_server_is_started_again(chroma_dir: Path) -> None:
    ChromaServer.ensure(chroma_dir)
    kill(chroma_dir)
    assert answers(ChromaServer.ensure(chroma_dir))


def test_a_pid_of_somebody_else_is_left_alone(chroma_dir: Path) -> None:
    chroma_dir.mkdir()
    (chroma_dir / "server.json").write_text(json.dumps({"pid": os.getpid(), "port": 1}))
    assert answers(ChromaServer.ensure(chroma_dir))
    assert server_pid(chroma_dir) != os.getpid()


def test_a_folder_that_cannot_be_used_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexUnavailable, match="choose a folder"):
        ChromaServer.ensure(tmp_path / "file" / "index")


def test_what_is_nearest_comes_first_and_drafts_are_not_there(index: Index) -> None:
    best = index.query_procedures("lubricate my bike's chain", k=5)
    assert [one.procedure_id for one in best] == ["oil-a-chain", "boil-tea"]
    assert best[0].similarity > best[1].similarity
    step = index.query_steps("water on leaves", k=1)[0]
    assert (step.procedure_id, step.step_id) == ("boil-tea", "pour")
    assert isinstance(step, Match)


def test_an_edit_makes_new_collections_and_computes_only_what_is_new(
    index: Index, filled: Library, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    embed = embedder.embed
    monkeypatch.setattr(embedder, "embed", lambda texts: (asked.extend(texts), embed(texts))[1])
    before = index.report()["collections"]
    filled.add(make_procedure("peel-a-carrot", "Peel a carrot", "Draw the peeler down."))
    index.sync(filled)
    assert asked
    assert all("arrot" in text for text in asked)
    assert index.revision == filled.revision()
    assert set(index.report()["collections"].values()).isdisjoint(before.values())
    assert index.query_procedures("carrot", 1)[0].procedure_id == "peel-a-carrot"


def test_the_canary_notices_lost_entries_and_they_come_back(index: Index, filled: Library) -> None:
    collection = index._collections["procedures"]
    expected = collection.count()
    assert reachable(collection, expected)
    collection.delete(ids=collection.get(limit=1)["ids"])
    assert not reachable(collection, expected)
    index.sync(filled)
    assert reachable(index._collections["procedures"], expected)
    assert index.rebuilt == 0  # missing entries are filled in, nothing is thrown away


def test_a_second_process_reads_what_the_first_has_built(
    index: Index,
    filled: Library,
    chroma_dir: Path,
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = Index(chroma_dir, embedder)
    monkeypatch.setattr(embedder, "embed", lambda _: pytest.fail("nothing is to be computed again"))
    other.sync(filled)
    assert other.report()["entries"] == index.report()["entries"]


def test_a_query_without_a_server_is_refused_in_words(index: Index, chroma_dir: Path) -> None:
    kill(chroma_dir)
    with pytest.raises(IndexUnavailable, match="does not answer"):
        index.query_procedures("tea, but not asked before", 1)
    assert not index.ready


@pytest.mark.parametrize("harm", ["killed", "truncated", "deleted", "segments deleted", "garbage"])
def test_any_harm_degrades_one_answer_and_heals_by_itself(
    harm: str, index: Index, filled: Library, chroma_dir: Path, embedder: Embedder
) -> None:
    searcher = Searcher(filled, index, embedder)
    assert searcher.search("oil a squeaking bicycle chain").hits[0].procedure_id == "oil-a-chain"
    kill(chroma_dir)
    database = chroma_dir / "chroma" / "chroma.sqlite3"
    if harm == "truncated":
        os.truncate(database, database.stat().st_size // 3)
    elif harm == "garbage":
        database.write_bytes(os.urandom(50_000))
    elif harm == "deleted":
        shutil.rmtree(chroma_dir)
    elif harm == "segments deleted":
        for folder in (one for one in (chroma_dir / "chroma").iterdir() if one.is_dir()):
            shutil.rmtree(folder)
    answer = searcher.search("oil the squeaking chain of a bicycle")
    assert answer.hits[0].procedure_id == "oil-a-chain"
    assert "words alone" in answer.degraded
    again = "oil a squeaking chain"
    assert wait_until(lambda: not index.recovering and not searcher.search(again).degraded)
    assert searcher.search("oil the chain that is squeaking").hits[0].dense > 0.3
    assert reachable(index._collections["procedures"], index.report()["entries"]["procedures"])


def test_deleted_while_the_server_runs(
    index: Index, filled: Library, chroma_dir: Path, embedder: Embedder
) -> None:
    pid = server_pid(chroma_dir)
    shutil.rmtree(chroma_dir)
    filled.add(make_procedure("peel-a-carrot", "Peel a carrot", "Draw the peeler down."))
    searcher = Searcher(filled, index, embedder)
    searcher.search("peel a carrot for dinner")
    assert wait_until(lambda: not searcher.search("peel a carrot for dinner").degraded)
    assert searcher.search("peel a carrot for dinner").hits[0].procedure_id == "peel-a-carrot"
    assert server_pid(chroma_dir) != pid  # the orphan was found and ended


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://x:notaport"])
def test_urls_are_checked(url: str, embedder: Embedder) -> None:
    with pytest.raises(IndexUnavailable, match="URL"):
        Index(url, embedder)


def test_a_remote_server_is_used_by_url(
    filled: Library, chroma_dir: Path, embedder: Embedder
) -> None:
    index = Index(ChromaServer.ensure(chroma_dir).url, embedder)
    index.sync(filled)
    assert index.query_procedures("tea", 1)[0].procedure_id == "boil-tea"
    kill(chroma_dir)
    with pytest.raises(IndexUnavailable):
        index.sync(filled)  # not ours to restart
