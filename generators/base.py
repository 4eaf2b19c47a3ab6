"""The one contract between those who ask for media and those who make it.

A request is a complete, serialisable description: the same request gives the same bytes, so its
digest names the result. A backend is a `Generator`: one method, request in, artefact out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["key_step", "clip", "transfer"]
Progress = Callable[[str, float], None]  # (stage in words, fraction 0..1); may raise Cancelled

WIDTH, HEIGHT = 768, 512  # px; 3:2, legible at phone width
CLIP_FPS = 24


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MediaRef(_Frozen):
    """A file that a request needs. Its content, not its place, is part of the spec."""

    sha256: str
    path: str


class Depiction(_Frozen):
    """What a step looks like; things are `name` or `name:state` in the workbench's words."""

    action: str
    object: str = ""
    instrument: str = ""
    target: str = ""
    result_state: str = ""
    place: str = ""
    also: tuple[str, ...] = ()
    notice: str = ""
    label: str = ""


class StepPrompt(_Frozen):
    """One step as a generator needs it; `depiction` is None for text that nobody annotated."""

    id: str
    name: str
    text: str
    depiction: Depiction | None = None


class _StepRequest(_Frozen):
    title: str  # the skill
    steps: tuple[StepPrompt, ...] = Field(min_length=1)  # all key steps: state carries over them
    index: int = Field(ge=0)  # which of `steps` to make
    context_image: MediaRef | None = None  # the learner's own scene
    spot: tuple[float, float] | None = None  # where on it, 0..1 from the top left
    skin_tone: int = Field(default=1, ge=0, le=3)
    seed: int = 0

    @property
    def step(self) -> StepPrompt:
        return self.steps[self.index]

    @property
    def files(self) -> tuple[MediaRef, ...]:
        """What it is made from."""
        return (self.context_image,) if self.context_image else ()


class KeyStepRequest(_StepRequest):
    mode: Literal["key_step"] = "key_step"
    width: int = WIDTH
    height: int = HEIGHT


class ClipRequest(_StepRequest):
    mode: Literal["clip"] = "clip"
    width: int = WIDTH
    height: int = HEIGHT
    fps: int = CLIP_FPS
    seconds: float = Field(default=3.0, ge=1.0, le=8.0)
    first_frame: MediaRef | None = None  # the key-step image, for backends that start from one

    @property
    def files(self) -> tuple[MediaRef, ...]:
        return (*super().files, *((self.first_frame,) if self.first_frame else ()))


class TransferRequest(_Frozen):
    """A demonstration's action, carried out in another scene.

    `frames` and `fps` are a wish: a backend whose clips have a length of their own says so.
    """

    mode: Literal["transfer"] = "transfer"
    demonstration: MediaRef
    part: tuple[float, float] | None = None  # s of the film that show the action; None = find it
    context_image: MediaRef
    prompt: str = ""
    frames: int = Field(default=32, ge=16, le=48)
    fps: int = Field(default=8, ge=4, le=30)
    seed: int = 0
    steps: int | None = Field(default=None, ge=1, le=64)  # of sampling; None = the backend's own
    native: bool = False  # as the model makes it, not at the context's resolution

    @property
    def files(self) -> tuple[MediaRef, ...]:
        return (self.context_image, self.demonstration)


Request = Annotated[KeyStepRequest | ClipRequest | TransferRequest, Field(discriminator="mode")]


class Artefact(_Frozen):
    """What a backend made. Provenance that only the backend knows; the rest is in the request."""

    data: bytes
    media_type: Literal["image/png", "video/mp4"]
    width: int  # px
    height: int  # px
    fps: float = 0.0
    duration: float = 0.0  # seconds
    origin: Literal["generated", "schematic"]
    backend: str
    weights: str = ""  # digest; empty when there are none
    prompt: str = ""
    alt: str  # what the picture shows, for those who cannot see it
    params: dict[str, Any] = {}
    checks: dict[str, tuple[float, bool]] = {}  # name -> (value, passed)
    companions: Mapping[str, bytes] = {}  # suffix without dot -> content, such as "svg"


class Readiness(_Frozen):
    """Whether a backend can really run here, and if not, why not and what would help."""

    available: bool
    reason: str = ""


class Generator(Protocol):
    """A backend. `modes` lists only what works."""

    name: str
    modes: frozenset[Mode]

    def readiness(self) -> Readiness: ...

    def generate(
        self, request: KeyStepRequest | ClipRequest | TransferRequest, progress: Progress
    ) -> Artefact:
        """Make it. Raises GeneratorError; Cancelled comes out of `progress`."""
        ...


@runtime_checkable
class WarmsUp(Protocol):
    """A backend whose first artefact would take longer than the others."""

    def warm_up(self) -> None:
        """Do what the first `generate` would do besides; must be cheap where weights are not."""
        ...


def written_record(
    request: KeyStepRequest | ClipRequest | TransferRequest,
    origin: str,
    backend: str,
    prompt: str,
    weights: str = "",
    **more: Any,
) -> dict[str, Any]:
    """The provenance that a backend writes into the file itself."""
    return {
        "origin": origin,
        "backend": backend,
        "weights": weights,
        "seed": request.seed,
        "prompt": prompt,
        "parents": [ref.sha256 for ref in request.files],
        **more,
    }


def spec_digest(backend: str, request: KeyStepRequest | ClipRequest | TransferRequest) -> str:
    """Hex sha256 over backend and request; paths do not count, contents do."""
    spec = request.model_dump_json(
        exclude={
            "context_image": {"path"},
            "first_frame": {"path"},
            "demonstration": {"path"},
        }
    )
    return hashlib.sha256(f"{backend}\n{spec}".encode()).hexdigest()
