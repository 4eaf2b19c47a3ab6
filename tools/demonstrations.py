"""Films that show a step, wherever they come from, and whether their action can be carried over.

In order of preference: the learner's own, the one that the step's instructor attached, one of a
similar step of another procedure. Only films that lie on this machine count; a record names them
by content, its path is never followed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from generators.base import MediaRef
from generators.errors import BadMedia
from knowledge.errors import KnowledgeError
from knowledge.procedure import Check, Media, Record, Step
from knowledge.walkthrough import PlannedStep
from tools.artefacts import ArtefactStore
from tools.errors import BadKey

if TYPE_CHECKING:
    from knowledge.demonstrations import SimilarSteps
    from knowledge.library import Library

Part = tuple[float, float]  # s of the film, start and end
Whose = Literal["learner", "instructor", "similar"]
USABLE = "usable_part"  # the check that a part passed; its value is the length in s


class Demonstration(Record):
    """A film for one step. `part` in s, None for all; `source`: where a similar one comes from."""

    whose: Whose
    film: MediaRef
    record: Media
    part: Part | None = None
    usable: bool = True  # can be carried over, as far as was checked
    source: str = ""

    @property
    def called(self) -> str:
        """'your instructor's demonstration', as in the middle of a sentence."""
        names = {"learner": "your demonstration", "instructor": "your instructor's demonstration"}
        return names.get(self.whose) or f"the demonstration {self.source}"

    @property
    def origin(self) -> str:
        """How it came to be, for beside it."""
        names = {"learner": "Your own film", "instructor": "The instructor's own"}
        return names.get(self.whose) or f"An instructor's own, {self.source}"


class Demonstrations:
    """`store` is called when first needed, and so is `similar`."""

    def __init__(
        self,
        library: Library,
        store: Callable[[], ArtefactStore],
        similar: Callable[[], SimilarSteps],
    ) -> None:
        self._library, self._store, self._similar = library, store, similar
        self._step = lru_cache(maxsize=256)(self._read)  # a version never changes

    def of(
        self, step: PlannedStep | None, own: str = "", own_part: Part | None = None
    ) -> tuple[Demonstration, ...]:
        """All for this step, best first. `own`: sha256 of the learner's film."""
        mine = self._kept("learner", own, own_part) if own else None
        theirs = (self._attached(step) or self._borrowed(step)) if step else None
        return tuple(one for one in (mine, theirs) if one is not None)

    def best(
        self,
        step: PlannedStep | None,
        own: str = "",
        own_part: Part | None = None,
        whose: str = "",
    ) -> Demonstration | None:
        """The first that can be carried over, or of those of `whose`."""
        found = self.of(step, own, own_part)
        return next((one for one in found if one.usable and whose in ("", one.whose)), None)

    def _attached(self, step: PlannedStep) -> Demonstration | None:
        """The film of the very version that the plan was cut from."""
        cited = step.citations[0]
        original = self._step(cited.procedure_id, cited.step_id, cited.version)
        film = original.demonstration if original else None
        return self._kept("instructor", film.sha256, film.part, film) if film else None

    def _borrowed(self, step: PlannedStep) -> Demonstration | None:
        try:
            similar = self._similar().nearest(step)
        except KnowledgeError:  # nothing to compare with; a lesson goes on without
            return None
        for one in similar:
            source = f"from “{one.procedure.name}”, step {one.step.position}"
            kept = self._kept("similar", one.film.sha256, one.film.part, one.film, source)
            if kept is not None and kept.usable:
                return kept
        return None

    def _read(self, procedure_id: str, step_id: str, version: int) -> Step | None:
        try:
            return self._library.get(procedure_id, version).step(step_id)
        except (KnowledgeError, KeyError):  # an imported plan, or an older library
            return None

    def _kept(
        self,
        whose: Whose,
        sha256: str,
        part: Part | None,
        attached: Media | None = None,
        source: str = "",
    ) -> Demonstration | None:
        record = upload_record(self._store(), sha256)
        if record is None or record.kind != "video":
            return None
        return Demonstration(
            whose=whose,
            film=MediaRef(sha256=sha256, path=str(self._store().path(record))),
            record=record,
            part=part,
            usable=attached.usable if attached else True,
            source=source,
        )


def upload_record(store: ArtefactStore, sha256: str) -> Media | None:
    """As the store has it; None also for what is no hash, as in a file from elsewhere."""
    try:
        return store.upload_record(sha256)
    except BadKey:
        return None


def trouble(path: str, name: str, part: Part | None) -> str:
    """Why this part of a film cannot be carried over and what to do; '' when it can."""
    from generators.delta.demonstration import windows

    try:
        windows(path, part)
    except BadMedia as error:
        return str(error).replace(Path(path).name, name)
    return ""


def trimmed(film: Media, part: Part | None) -> Media:
    """The film with that part chosen, not checked yet."""
    chosen = {} if part is None else {"start": round(part[0], 2), "end": round(part[1], 2)}
    kept = {key: value for key, value in film.params.items() if key not in ("start", "end")}
    return film.model_copy(update={"params": {**kept, **chosen}, "checks": ()})


def checked(film: Media, found: str) -> Media:
    """The film with what `trouble` found about its part."""
    start, end = film.part or (0.0, film.duration)
    check = Check(name=USABLE, value=round(end - start, 2), passed=not found)
    return film.model_copy(update={"checks": (check,)})
