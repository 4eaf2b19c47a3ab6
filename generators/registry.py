"""Who can make what: one row per backend, imported only when it is used.

Built-in backends register exactly like outsiders: a row names a class as "module:Class". An
installed package adds rows through the entry-point group `keystep.backends`; each entry point is
a callable without arguments (or an object) that gives one `Row` or several.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Literal

from generators.base import Generator, Mode, Readiness
from generators.errors import BackendUnavailable, UnknownBackend

ENTRY_POINT_GROUP = "keystep.backends"


@dataclass(frozen=True)
class Row:
    """`needs`: what must be there, in words. `may`: what the weights allow, in words."""

    name: str
    target: str  # "module:Class"; every argument of the class has a default
    modes: tuple[Mode, ...]
    needs: str
    origin: Literal["generated", "schematic"]
    summary: str
    may: str = "any use"
    rank: int = 50  # "auto" takes the ready backend with the lowest rank
    label: str = ""  # for a list to choose from; empty = the name
    limits: str = ""  # why "auto" takes others first, as in "... because LIMITS"


ROWS: tuple[Row, ...] = (
    Row(
        name="schematic",
        target="generators.schematic:Schematic",
        modes=("key_step", "clip"),
        needs="a CPU",
        origin="schematic",
        summary="exact pictures and clips, drawn from the project's own world of skill scenes",
        rank=60,
        label="Drawn",
        limits="it draws nothing that nobody has drawn before",
    ),
    Row(
        name="small",
        target="generators.small.backend:Small",
        modes=("key_step", "clip"),
        needs="a CPU, torch and the trained weights in generators/weights",
        origin="generated",
        summary="pictures of all steps imagined together, and clips, by the project's own model",
        rank=70,
        label="Our own model",
        limits="it imagines them at 128 px, so details can be wrong",
    ),
    Row(
        name="delta",
        target="generators.delta.backend:Delta",
        modes=("transfer",),
        needs="a CPU, torch and the trained weights in generators/weights",
        origin="generated",
        summary="imagines the demonstrated action in the photo, by the project's own model",
        rank=95,
        label="Our own model",
        limits="it imagines at 128 px what it has learned in drawn scenes",
    ),
    Row(
        name="motion-warp",
        target="generators.motion_warp:MotionWarp",
        modes=("transfer",),
        needs="a CPU",
        origin="generated",
        summary="moves part of a photo as the demonstration moves, by optical flow; the baseline",
        rank=90,
        limits="it moves what is there and understands nothing of it",
    ),
)


def rows(mode: Mode | None = None) -> tuple[Row, ...]:
    """All rows, or those that serve a mode; outsiders after the built-in ones."""
    return tuple(row for row in _all_rows() if mode is None or mode in row.modes)


def names(mode: Mode | None = None) -> list[str]:
    return [row.name for row in rows(mode)]


def row(name: str) -> Row:
    """Raises UnknownBackend, naming the choices."""
    for one in _all_rows():
        if one.name == name:
            return one
    raise UnknownBackend(f"There is no backend {name!r}: choose from {', '.join(names())}.")


@cache
def get(name: str) -> Generator:
    """The backend, made once per process. Raises UnknownBackend or BackendUnavailable."""
    target = row(name).target
    module, _, attribute = target.partition(":")
    try:
        return getattr(import_module(module), attribute)()
    except (ImportError, AttributeError) as error:
        raise BackendUnavailable(
            f"The backend {name!r} cannot be loaded from {target!r} ({error}): "
            "reinstall keystep or the package that brings it."
        ) from error


def choose(mode: Mode, wanted: str = "auto") -> tuple[str, str]:
    """(backend, why it). "auto" takes the best one that can run here, and says why not the others.

    Raises UnknownBackend for a wrong name or mode, BackendUnavailable when none can run.
    """
    if wanted != "auto":
        return _wanted(mode, wanted), "asked for by name"
    found = [(one, readiness(one.name)) for one in sorted(rows(mode), key=lambda one: one.rank)]
    ready = [one for one, state in found if state.available]
    missing = [f"{one.name} ({state.reason})" for one, state in found if not state.available]
    if not ready:
        why = "; ".join(missing) or "none is registered"
        raise BackendUnavailable(f"No backend for {mode!r} can run here: {why}.")
    best, *others = ready
    reasons = [f"the best that can run here: {best.summary}"]
    if others:
        reasons.append(f"also ready: {'; '.join(map(_behind, others))}")
    if missing:
        reasons.append(f"not available: {'; '.join(missing)}")
    return best.name, "; ".join(reasons)


def _behind(row: Row) -> str:
    """'small, after it because it imagines them at 128 px, so details can be wrong'."""
    why = row.limits or f"its rank is {row.rank}"
    return f"{row.name}, after it because {why}"


def _wanted(mode: Mode, name: str) -> str:
    if mode not in row(name).modes:
        raise UnknownBackend(
            f"The backend {name!r} does not make {mode!r}: choose from {', '.join(names(mode))}."
        )
    ready = readiness(name)
    if not ready.available:
        raise BackendUnavailable(f"The backend {name!r} cannot run here: {ready.reason}.")
    return name


def readiness(name: str) -> Readiness:
    """Never raises for a known name: what goes wrong while asking is the reason."""
    known = row(name)
    try:
        return get(known.name).readiness()
    except BackendUnavailable as error:
        return Readiness(available=False, reason=str(error))
    except Exception as error:  # an outsider's class may do anything
        return Readiness(available=False, reason=f"{type(error).__name__}: {error}")


def describe() -> list[dict[str, Any]]:
    """One dictionary per backend with `available` and `reason`, for `keystep doctor`."""
    described = []
    for one in rows():
        ready = readiness(one.name)
        described.append(
            {
                "name": one.name,
                "modes": list(one.modes),
                "origin": one.origin,
                "needs": one.needs,
                "may": one.may,
                "summary": one.summary,
                "label": one.label or one.name,
                "limits": one.limits,
                "available": ready.available,
                "reason": ready.reason,
            }
        )
    return described


@cache
def _all_rows() -> tuple[Row, ...]:
    found: dict[str, Row] = {one.name: one for one in ROWS}
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        for one in _rows_of(entry.load()):
            found.setdefault(one.name, one)  # an outsider cannot replace a built-in backend
    return tuple(found.values())


def _rows_of(loaded: Any) -> Iterable[Row]:
    given = loaded if isinstance(loaded, Row | tuple | list) else loaded()
    return (given,) if isinstance(given, Row) else tuple(given)
