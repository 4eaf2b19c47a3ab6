"""Files that the learner attaches: told apart by what is in them, refused in one sentence each.

The name only serves the sentence. Whatever happens to a file, the words sent with it are answered,
and what was said about it stays in the stored conversation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.session import Said
from ui.components import state
from ui.console import sentence

if TYPE_CHECKING:
    from generators.base import MediaRef

IMAGES = ["jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif"]
VIDEOS = ["mp4", "mov", "webm", "mkv", "avi", "m4v"]
File = tuple[bytes, str]  # content, and the name that the learner's machine gave it
CALLED = {"image": "photo", "video": "video"}


@dataclass
class Received:
    """`troubles`: one sentence for each file that is not used."""

    photo: MediaRef | None = None
    demonstration: MediaRef | None = None
    troubles: list[str] = field(default_factory=list)


def receive(files: tuple[File, ...]) -> Received:
    """Keep what can be used; of several photos or films the last one."""
    found: dict[str, MediaRef] = {}
    received = Received()
    for data, name in files:
        try:
            ref = state.app().store.add_upload(data, name)
            record = state.app().store.upload_record(ref.sha256)
        except Exception as error:
            received.troubles.append(sentence(error))
            continue
        kind = record.kind if record else "image"
        if kind in found:
            received.troubles.append(f"Only one {CALLED[kind]} is used: the last one, {name!r}.")
        found[kind] = ref
    received.photo, received.demonstration = found.get("image"), found.get("video")
    return received


def note(session_id: str, files: tuple[File, ...], words: str, received: Received) -> None:
    """Into the stored conversation: what became of the files, beside what the tutor said.

    Raises what the database raises.
    """
    if not files:
        return
    told = list(received.troubles)
    if received.demonstration:
        told.append(_what_next(session_id))
    said = [Said(by="tutor", text=text) for text in told]
    if not words and not received.photo and not received.demonstration:
        said.insert(0, Said(by="learner", text=", ".join(name for _, name in files)))
    if said:
        state.app().sessions.update(
            session_id,
            lambda one: one.model_copy(update={"history": (*one.history, *said)}),
        )


def _what_next(session_id: str) -> str:
    """A demonstration is used on a step, which nobody would guess."""
    photo = state.app().sessions.get(session_id).photo_sha256
    first = "" if photo else "Add a photo of your place too. "
    return f"{first}To see its action in your photo, open the step that it shows and choose Clip."
