"""Where pictures, clips and uploads lie: one folder per artefact, named by the hash of its spec.

A folder is written under a temporary name and renamed when it is complete, so a reader sees all
of an artefact or nothing, and two writers of one artefact cannot mix. Inside: `record.json` (a
`Media` record, written last), the file, and its companions under other suffixes.

    ROOT/made/3f/3f9c.../   record.json  media.png  media.svg
    ROOT/uploads/a1/a1b2.../   record.json  media.jpg
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from generators.base import Artefact, ClipRequest, KeyStepRequest, MediaRef, TransferRequest
from generators.errors import BadMedia
from knowledge.procedure import Check, Media, Origin
from tools.errors import BadKey, BadUpload, StoreFull

if TYPE_CHECKING:
    from generators.media_video import VideoInfo

_KEY = re.compile(r"[0-9a-f]{8,64}")
_SUFFIX = re.compile(r"[a-z0-9][a-z0-9.-]{0,15}")
_STALE_SECONDS = 3600.0  # an unfinished folder that old belongs to a process that died
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_IMAGE_NAMES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"}
_MADE_SUFFIXES = {"image/png": "png", "video/mp4": "mp4"}


def default_root(home: str | Path) -> Path:
    """Where a Keystep home keeps its artefacts; the same for page, command line and worker."""
    return Path(home) / "artefacts"


class ArtefactStore:
    """Safe for many threads and processes at once. Paths in records are relative to `root`."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def put(
        self,
        key: str,
        artefact: Artefact,
        request: KeyStepRequest | ClipRequest | TransferRequest,
        backend: str,
    ) -> Media:
        """Store it and return its record; what is there already under the key stays.

        Raises StoreFull when the disk has no room, BadKey for a key that is not a hex digest.
        """
        if (known := self.get(key)) is not None:
            return known
        place = self._place("made", key)
        name = f"media.{_MADE_SUFFIXES[artefact.media_type]}"
        media = _record(key, f"{place}/{name}", artefact, request, backend)
        files = {name: artefact.data}
        for suffix, content in artefact.companions.items():
            if not _SUFFIX.fullmatch(suffix):
                raise BadKey(f"A companion has the suffix {suffix!r}: use one like 'svg'.")
            files[f"media.{suffix}"] = content
        self._write(place, files, media)
        return self.get(key) or media

    def get(self, key: str) -> Media | None:
        return self._read(self._place("made", key))

    def path(self, media: Media) -> Path:
        """The file of a record. Raises BadKey for one that points outside the store."""
        path = (self.root / media.path).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise BadKey(f"The record {media.id!r} names {media.path!r}, outside of the store.")
        return path

    def companion(self, media: Media, suffix: str) -> Path | None:
        """A file that was made along with it, such as "svg"; None if there is none."""
        path = self.path(media).with_suffix(f".{suffix}")
        return path if path.is_file() else None

    def add_upload(self, data: bytes, filename: str) -> MediaRef:
        """Keep a file that the learner gave, under the hash of its content.

        `filename` only serves messages and the record; it never becomes a path.
        Raises BadUpload if it is no whole image or video within the limits, StoreFull.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        if (known := self.upload(sha256)) is not None:
            return known
        shown = _safe_name(filename)
        if not data:
            raise BadUpload(f"The file {shown!r} is empty (0 bytes): choose another one.")
        place = self._place("uploads", sha256)
        with self._unfinished() as folder:
            draft = folder / "media.upload"
            _write_file(draft, data)
            media = _inspect(draft, shown, sha256, place)
            draft.rename(folder / Path(media.path).name)
            self._finish(folder, place, media)
        return MediaRef(sha256=sha256, path=str(self.root / media.path))

    def upload(self, sha256: str) -> MediaRef | None:
        media = self.upload_record(sha256)
        if media is None:
            return None
        return MediaRef(sha256=sha256, path=str(self.root / media.path))

    def upload_record(self, sha256: str) -> Media | None:
        """What an upload is: kind, size in px, duration in s."""
        return self._read(self._place("uploads", sha256))

    def list(self) -> list[Media]:
        """Everything that was made, newest first."""
        folders = (self.root / "made").glob("*/*")
        found = [self._read(f"made/{one.parent.name}/{one.name}") for one in folders]
        return sorted((one for one in found if one), key=lambda one: one.created_at, reverse=True)

    def sweep(self) -> int:
        """Remove what processes that died left unfinished; returns how many folders."""
        swept = 0
        for folder in (self.root / "unfinished").glob("*"):
            try:
                if time.time() - folder.stat().st_mtime > _STALE_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
                    swept += 1
            except FileNotFoundError:
                continue
        return swept

    def _place(self, kind: str, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise BadKey(f"{key[:80]!r} is not the key of an artefact: use the id of a job.")
        return f"{kind}/{key[:2]}/{key}"

    def _read(self, place: str) -> Media | None:
        try:
            return Media.model_validate_json((self.root / place / "record.json").read_bytes())
        except (OSError, ValueError):
            return None

    def _write(self, place: str, files: Mapping[str, bytes], media: Media) -> None:
        with self._unfinished() as folder:
            for name, content in files.items():
                _write_file(folder / name, content)
            self._finish(folder, place, media)

    @contextmanager
    def _unfinished(self) -> Iterator[Path]:
        """A folder of one's own that is gone afterwards, unless it was renamed."""
        folder = self.root / "unfinished" / uuid.uuid4().hex
        try:
            folder.mkdir(parents=True)
            yield folder
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            raise StoreFull(
                f"There is no room left on the disk of {str(self.root)!r}: "
                "free some space and try again; nothing was changed."
            ) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _finish(self, folder: Path, place: str, media: Media) -> None:
        _write_file(folder / "record.json", media.model_dump_json(indent=1).encode())
        target = self.root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.rename(target)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            if self._read(place) is None:  # a damaged one from outside: put ours in its place
                target.rename(self.root / "unfinished" / uuid.uuid4().hex)
                folder.rename(target)


def _write_file(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _record(
    key: str,
    path: str,
    artefact: Artefact,
    request: KeyStepRequest | ClipRequest | TransferRequest,
    backend: str,
) -> Media:
    parents = [ref.sha256 for ref in request.files]
    checks = tuple(
        Check(name=name, value=value, passed=passed)
        for name, (value, passed) in artefact.checks.items()
    )
    return Media(
        id=key,
        kind="image" if artefact.media_type == "image/png" else "video",
        role="key_step" if request.mode == "key_step" else "clip",
        path=path,
        sha256=hashlib.sha256(artefact.data).hexdigest(),
        width=artefact.width,
        height=artefact.height,
        fps=artefact.fps,
        duration=artefact.duration,
        alt=artefact.alt,
        origin=Origin(artefact.origin),
        backend=backend,
        weights=artefact.weights,
        seed=request.seed,
        prompt=artefact.prompt,
        params={**_about(request), **artefact.params},
        parents=tuple(parents),
        checks=checks,
    )


def _about(request: KeyStepRequest | ClipRequest | TransferRequest) -> dict[str, str]:
    """What it shows a step of, so that a gallery can be searched."""
    if isinstance(request, TransferRequest):
        return {}
    return {"skill": request.title, "step": request.step.name}


def _inspect(draft: Path, shown: str, sha256: str, place: str) -> Media:
    """The record of an upload, after decoding it. Raises BadUpload."""
    from generators import media as reader

    suffix = reader.image_type(draft)
    try:
        if suffix or _looks_like_image(draft):
            image = reader.read_image(draft)
            size = {"width": image.width, "height": image.height}
            return _upload_record(sha256, f"{place}/media.{suffix}", shown, "image", size)
        info = _probe(draft, shown)
    except BadMedia as error:
        raise BadUpload(str(error).replace(draft.name, shown)) from error
    facts = {
        "width": info.width,
        "height": info.height,
        "fps": info.fps,
        "duration": info.duration,
    }
    return _upload_record(sha256, f"{place}/media.{info.suffix}", shown, "video", facts)


def _probe(draft: Path, shown: str) -> VideoInfo:
    """What is no film but is called a picture is refused in the words for pictures."""
    from generators import media as reader

    try:
        return reader.probe_video(draft)
    except BadMedia:
        if Path(shown).suffix.lower() in _IMAGE_NAMES:
            reader.read_image(draft)
        raise


def _looks_like_image(path: Path) -> bool:
    """So that a broken or huge image is refused as an image, not as a strange video."""
    with path.open("rb") as file:
        head = file.read(16)
    starts = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"8BPS")
    return head.startswith(starts) or head[8:12] in (b"WEBP", b"avif", b"heic", b"heix", b"mif1")


def _upload_record(
    sha256: str, path: str, shown: str, kind: str, facts: Mapping[str, float]
) -> Media:
    return Media.model_validate(
        {
            "id": sha256,
            "kind": kind,
            "role": "context" if kind == "image" else "demonstration",
            "path": path,
            "sha256": sha256,
            "origin": Origin.UPLOADED,
            "params": {"filename": shown},
            **facts,
        }
    )


def _safe_name(filename: str) -> str:
    """The last part of a stranger's file name, printable and short; for showing only."""
    last = re.split(r"[/\\]", filename)[-1]
    shown = "".join(letter for letter in last if letter.isprintable())
    return shown[-100:] or "upload"
