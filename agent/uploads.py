"""The learner's photo and demonstration: kept by content, checked for kind, shown to models."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path

from agent.errors import BadInput
from generators.base import MediaRef
from tools.artefacts import ArtefactStore

Upload = Path | bytes | MediaRef
FOUND = {"image": "a picture", "video": "a video"}
MODEL_SIDE = 1024  # px; what vision models scale to anyway


class Uploads:
    """`store` is called when first needed."""

    def __init__(self, store: Callable[[], ArtefactStore]) -> None:
        self._store = store

    def photo(self, given: Upload) -> MediaRef:
        """Raises BadInput or GeneratorError when it is no usable picture."""
        return self._kept(given, "image", "photo")

    def demonstration(self, given: Upload) -> MediaRef:
        """Raises BadInput or GeneratorError when it is no usable video."""
        return self._kept(given, "video", "demonstration")

    def ref(self, sha256: str) -> MediaRef | None:
        return self._store().upload(sha256) if sha256 else None

    def _kept(self, given: Upload, kind: str, called: str) -> MediaRef:
        if isinstance(given, MediaRef):
            ref = given
        else:
            data, name = _read(given, called)
            ref = self._store().add_upload(data, name)
        record = self._store().upload_record(ref.sha256)
        if record is None or record.kind != kind:
            found = FOUND[record.kind] if record else "a file that is not kept here"
            wanted = FOUND[kind]
            raise BadInput(f"The {called} is {found}; attach {wanted}.")
        return ref


def _read(given: Path | bytes, called: str) -> tuple[bytes, str]:
    if isinstance(given, bytes):
        return given, called
    try:
        return given.read_bytes(), given.name
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"The {called} {str(given)!r} cannot be read ({why}).") from error


def data_url(photo: MediaRef) -> str:
    """The photo as a JPEG data URL of at most MODEL_SIDE px a side."""
    from generators.media import read_image

    picture = read_image(Path(photo.path)).convert("RGB")
    picture.thumbnail((MODEL_SIDE, MODEL_SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, format="JPEG", quality=85)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"
