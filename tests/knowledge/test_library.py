from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from knowledge import library as module
from knowledge.errors import KnowledgeError, ProcedureNotFound
from knowledge.library import Library, content_digest, seed_procedures
from knowledge.procedure import Status
from tests.knowledge.conftest import make_procedure


@pytest.fixture(params=["sqlite", "postgresql"])
def any_library(request: pytest.FixtureRequest, tmp_path: Path) -> Library:
    if request.param == "sqlite":
        return Library(f"sqlite:///{tmp_path / 'deep' / 'library.db'}")
    url = request.getfixturevalue("postgres_url")
    opened = Library(url)
    with opened._writing() as connection:  # each test starts with empty tables
        for table in (module._states, module._versions):
            connection.execute(table.delete())
    return opened


def test_versions_are_added_and_never_overwritten(any_library: Library) -> None:
    first = any_library.add(make_procedure(text="Pour it."))
    second = any_library.add(make_procedure(text="Pour it slowly.\0"))
    assert (first.version, second.version) == (1, 2)
    assert [one.steps[0].text for one in any_library.history("tea")] == [
        "Pour it.",
        "Pour it slowly.\0",
    ]
    assert any_library.get("tea", version=1).steps[0].text == "Pour it."
    assert second.created_at == first.created_at < second.updated_at


def test_equal_content_is_no_new_version(any_library: Library) -> None:
    any_library.add(make_procedure())
    revision, change = any_library.revision(), any_library.change()
    assert any_library.add(make_procedure()).version == 1
    assert (any_library.revision(), any_library.change()) == (revision, change)
    assert any_library.add(make_procedure(), Status.DRAFT).status is Status.DRAFT
    assert len(any_library.history("tea")) == 1


def test_learners_see_the_newest_published_version(any_library: Library) -> None:
    any_library.add(make_procedure(text="One."))
    before = any_library.revision()
    any_library.add(make_procedure(text="Two."), Status.DRAFT)
    assert any_library.revision() == before
    assert any_library.get("tea").version == any_library.list()[0].version == 1
    assert any_library.latest("tea").version == any_library.list(None)[0].version == 2
    any_library.set_status("tea", Status.PUBLISHED)
    assert any_library.get("tea").version == 2
    assert any_library.revision() != before
    assert any_library.set_status("tea", Status.RETIRED).status is Status.RETIRED
    assert any_library.list() == []
    assert [one.status for one in any_library.list(Status.RETIRED)] == [Status.RETIRED]


def test_an_unknown_id_or_version_names_what_there_is(any_library: Library) -> None:
    any_library.add(make_procedure("omelette"))
    with pytest.raises(ProcedureNotFound, match="nearest are omelette"):
        any_library.get("omlete")
    with pytest.raises(ProcedureNotFound, match="has no version 7"):
        any_library.get("omelette", version=7)


def test_writers_at_the_same_instant_all_get_their_version(any_library: Library) -> None:
    def write(number: int) -> None:
        for part in range(3):
            any_library.add(make_procedure(text=f"Text {number} {part}."))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    history = any_library.history("tea")
    assert [one.version for one in history] == list(range(1, 16))
    assert len({one.steps[0].text for one in history}) == 15


def test_processes_may_open_a_new_library_at_the_same_instant(tmp_path: Path) -> None:
    code = (
        "import sys; from knowledge.library import Library;"
        "library = Library(sys.argv[1]); library.load_seeds(); print(library.key())"
    )
    url = f"sqlite:///{tmp_path / 'new.db'}"
    running = [
        subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    keys = {process.communicate(timeout=120)[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(keys) == 1
    opened = Library(url)
    assert all(len(opened.history(one.id)) == 1 for one in opened.list())
    opened.close()


def test_seeds_are_loaded_once_and_never_over_an_edit(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = seed_procedures()
    assert library.load_seeds() == len(seeds) >= 16
    assert library.load_seeds() == 0
    edited = library.add(library.get("omelette").model_copy(update={"name": "My omelette"}))
    library.set_status("bowline", Status.RETIRED)
    newer = [one.model_copy(update={"description": f"{one.description} Newer."}) for one in seeds]
    monkeypatch.setattr(module, "seed_procedures", lambda: newer)
    assert library.load_seeds() == 0, "the same files are not looked into again"
    monkeypatch.setattr(module, "_seed_stamp", lambda: "newer files")
    assert library.load_seeds() == len(seeds) - 1
    assert library.get("omelette") == edited
    assert library.latest("bowline").version == 2
    assert library.latest("bowline").status is Status.RETIRED
    assert library.get("clove-hitch").description.endswith("Newer.")


def test_a_seed_is_named_after_its_file() -> None:
    folder = Path(module.__file__).parent / "seeds"
    assert {one.id for one in seed_procedures()} == {one.stem for one in folder.glob("*.yaml")}


def test_sqlite_waits_and_writes_ahead(library: Library) -> None:
    with library._reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 15000


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:////proc/nowhere/x.db", "cannot be used"),
        ("nope://x", "'nope' is not supported; use sqlite or postgresql"),
        ("postgresql://keystep:secret@127.0.0.1:1/x", "cannot be used"),
        ("sqlite:///", ""),
    ],
)
def test_a_database_that_cannot_be_used_is_told_plainly(url: str, told: str) -> None:
    if not told:
        assert Library(url).list() == []  # in memory
        return
    with pytest.raises(KnowledgeError) as caught:
        Library(url)
    assert told in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_damaged_file_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"this is no database " * 100)
    with pytest.raises(KnowledgeError, match="not a database"):
        Library(f"sqlite:///{tmp_path / 'x.db'}")


def test_the_digest_says_what_a_procedure_says() -> None:
    one = make_procedure()
    assert content_digest(one) == content_digest(one.model_copy(update={"version": 9}))
    assert content_digest(one) != content_digest(make_procedure(text="Other."))
