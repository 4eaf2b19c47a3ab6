"""The artefact store: whole or absent, whatever happens."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from generators import media
from generators.base import Artefact
from tests.tools import fake_backend
from tests.tools.fake_backend import request
from tools import artefacts
from tools.artefacts import ArtefactStore
from tools.errors import BadKey, BadUpload, StoreFull

KEY = "3f" * 32


def made(seed: int = 1) -> Artefact:
    return fake_backend.Fake().generate(request(seed), lambda stage, fraction: None)


def leftovers(store: ArtefactStore) -> list[Path]:
    return list((store.root / "unfinished").glob("*"))


def test_put_and_get(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    assert store.get(KEY) is None
    kept = store.put(KEY, made(), request(1), "fake")
    assert kept == store.get(KEY)
    assert store.path(kept).read_bytes() == made().data
    assert (kept.kind, kept.role, kept.origin, kept.seed) == ("image", "key_step", "schematic", 1)
    assert store.companion(kept, "txt") is not None
    assert store.companion(kept, "svg") is None
    assert leftovers(store) == []


def test_what_is_there_stays(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    first = store.put(KEY, made(1), request(1), "fake")
    assert store.put(KEY, made(2), request(2), "fake") == first
    assert len(store.list()) == 1


def test_many_writers_of_one_artefact(tmp_path: Path) -> None:
    store, artefact = ArtefactStore(tmp_path), made()
    threads = [
        threading.Thread(target=store.put, args=(KEY, artefact, request(1), "fake"))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.list()) == 1
    assert leftovers(store) == []


def test_a_damaged_record_is_replaced(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    store.put(KEY, made(), request(1), "fake")
    record = tmp_path / "made" / KEY[:2] / KEY / "record.json"
    record.write_text('{"id": ')
    assert store.get(KEY) is None
    assert store.put(KEY, made(), request(1), "fake").id == KEY
    assert store.get(KEY) is not None


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a/b", "3F" * 32, "x" * 200, "3f\0"])
def test_only_digests_are_keys(tmp_path: Path, key: str) -> None:
    with pytest.raises(BadKey):
        ArtefactStore(tmp_path).get(key)


def test_a_record_cannot_point_outside(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    kept = store.put(KEY, made(), request(1), "fake")
    with pytest.raises(BadKey, match="outside"):
        store.path(kept.model_copy(update={"path": "../../etc/passwd"}))


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    """A real limit: in a process that may not write files over 4 kB, as on a full disk."""
    code = f"""
import resource, signal, numpy as np
from tests.tools.test_artefacts import KEY, made
from tests.tools.fake_backend import request
from tools.artefacts import ArtefactStore
from tools.errors import StoreFull
large = made().model_copy(update={{"data": bytes(100_000)}})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    ArtefactStore({str(tmp_path / "store")!r}).put(KEY, large, request(1), "fake")
except StoreFull as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "no room left on the disk" in done.stdout
    store = ArtefactStore(tmp_path / "store")
    assert store.get(KEY) is None
    assert leftovers(store) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4096


def test_no_space_while_uploading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(artefacts, "_write_file", full)
    store = ArtefactStore(tmp_path)
    with pytest.raises(StoreFull, match="free some space"):
        store.add_upload(made().data, "photo.png")
    assert leftovers(store) == []


@pytest.mark.parametrize(
    "name",
    ["photo.png", "../../../etc/cron.d/x", "a\0b.png", "☕️.png", "", "C:\\x\\y.png", "n" * 999],
)
def test_a_given_name_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    store = ArtefactStore(tmp_path / "store")
    kept = store.add_upload(made().data, name)
    assert Path(kept.path).is_relative_to(tmp_path / "store" / "uploads")
    assert Path(kept.path).name == "media.png"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]
    record = store.upload_record(kept.sha256)
    assert record is not None
    assert len(record.params["filename"]) <= 100
    assert "/" not in record.params["filename"]


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    assert store.add_upload(made().data, "a.png") == store.add_upload(made().data, "b.jpg")
    assert store.upload("0" * 64) is None


def test_uploads_are_named_by_their_content(tmp_path: Path) -> None:
    frame = np.zeros((48, 64, 3), np.uint8)
    film = media.encode_mp4([frame] * 8, 8, {})
    store = ArtefactStore(tmp_path)
    kept = store.add_upload(film, "film.png")
    record = store.upload_record(kept.sha256)
    assert record is not None
    assert kept.path.endswith("media.mp4")
    assert (record.kind, record.width, record.height) == ("video", 64, 48)
    assert record.duration == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "photo.png", "empty"),
        (b"plain text", "photo.png", "not an image"),
        (b"plain text", "film.mp4", "not a video"),
        (b"\x89PNG\r\n\x1a\nbroken", "film.mp4", "not an image"),
    ],
)
def test_bad_uploads_are_refused_and_leave_nothing(
    tmp_path: Path, data: bytes, name: str, words: str
) -> None:
    store = ArtefactStore(tmp_path)
    with pytest.raises(BadUpload, match=words) as caught:
        store.add_upload(data, f"dir/{name}")
    assert f"'{name}'" in str(caught.value)
    assert leftovers(store) == []
    assert not (tmp_path / "uploads").exists()


def test_sweep_removes_only_what_is_old(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    for name, age in (("old", 7200), ("new", 0)):
        folder = tmp_path / "unfinished" / name
        folder.mkdir(parents=True)
        then = folder.stat().st_mtime - age
        os.utime(folder, (then, then))
    assert store.sweep() == 1
    assert [path.name for path in leftovers(store)] == ["new"]
