"""Backend "schematic": key-step pictures and clips drawn by the workbench, on any CPU, at once.

Never misleading: a step that nobody annotated goes through the parser, and below its threshold the
picture is a plainly marked text card. `checks` say how sure the parser was and whether stand-ins
(the nearest sprite, or a plain labelled box) were drawn for things nobody has drawn yet.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generators.base import (
    Artefact,
    ClipRequest,
    Depiction,
    KeyStepRequest,
    Mode,
    Progress,
    Readiness,
    StepPrompt,
    TransferRequest,
    written_record,
)
from generators.errors import BackendUnavailable

if TYPE_CHECKING:
    from generators.workbench.compose import Shot
    from generators.workbench.composite import Pixels
    from generators.workbench.parse import Neighbours

NAME = "schematic"
# Of a clip's length, from the clearest moment on: a new take of a picture is the same action at
# another moment, named by what the page says after "Take 2". Takes of clips: workbench/takes.py.
MOMENTS = {
    0.0: "",
    -0.12: "earlier",
    0.06: "a little later",
    -0.22: "much earlier",
    0.1: "later",
    -0.3: "at the start",
}
STRIP = "strip.png"  # a clip's companion: before, during, after, for those who want no motion
StepRequest = KeyStepRequest | ClipRequest


def _nearest(phrase: str, choices: Sequence[str]) -> tuple[str, float]:
    from generators.workbench.neighbours import nearest

    return nearest(phrase, choices)


class Schematic:
    """Draws; needs no weights. `neighbours` helps the parser with words that no lexicon has."""

    name = NAME
    modes: frozenset[Mode] = frozenset({"key_step", "clip"})

    def __init__(self, neighbours: Neighbours | None = None) -> None:
        self._neighbours = neighbours or _nearest

    def readiness(self) -> Readiness:
        """Ready wherever the SVG renderer is installed."""
        try:
            import resvg_py  # noqa: F401
        except ImportError:
            return Readiness(available=False, reason="resvg_py is missing: pip install resvg_py")
        return Readiness(available=True)

    def generate(
        self, request: KeyStepRequest | ClipRequest | TransferRequest, progress: Progress
    ) -> Artefact:
        """PNG with companion svg, or an H.264 clip with companion strip.png.

        Raises BadMedia for an unreadable photo.
        """
        if isinstance(request, TransferRequest):
            raise BackendUnavailable(
                "backend 'schematic' cannot do transfer; choose 'motion-warp' for that"
            )
        progress("directing", 0.0)
        ground, shot = self._direct(request)
        if isinstance(request, ClipRequest):
            return _clip(request, shot, ground, progress)
        return _picture(request, shot, ground, progress)

    def warm_up(self) -> None:
        """Load programs, fonts and encoder: half a second that the first picture does not wait."""
        depiction = Depiction(action="wait", object="mug", place="kitchen")
        step = StepPrompt(id="warm-up", name="Wait", text="Wait.", depiction=depiction)
        self.generate(KeyStepRequest(title="Warm-up", steps=(step,), index=0), _unheard)

    def _direct(self, request: StepRequest) -> tuple[Pixels | None, Shot]:
        from generators.workbench.compose import Spot, direct

        ground, spot = None, None
        if request.context_image:
            ground, (x, y) = _photo(request)
            spot = Spot(x, y)
        shot = direct(request.steps, request.index, request.skin_tone, self._read, spot)
        return ground, shot

    def _read(self, step: StepPrompt) -> tuple[Depiction, float]:
        from generators.workbench.parse import read

        reading = read(step, self._neighbours)
        return reading.depiction, reading.confidence


def _unheard(stage: str, share: float) -> None:
    """Nobody waits for this."""


def _photo(request: StepRequest) -> tuple[Pixels, tuple[float, float]]:
    """The cropped photo and where the action goes on it, 0..1 of the frame."""
    from generators.workbench import photo

    assert request.context_image
    picture, size = photo.load(request.context_image.path, request.width, request.height)
    if request.spot is None:
        return picture, photo.calm_spot(picture)
    return picture, photo.spot_in_frame(request.spot, size, request.width, request.height)


def _picture(
    request: KeyStepRequest, shot: Shot, ground: Pixels | None, progress: Progress
) -> Artefact:
    from generators.media import encode_png
    from generators.workbench import render

    progress("drawing", 0.2)
    moment = list(MOMENTS)[request.seed % len(MOMENTS)]
    shot = replace(shot, moment=moment)
    items = render.still_items(shot)
    pixels = render.still(items, request.width, request.height, ground)
    svg = render.still_svg(items, _href(ground))
    progress("encoding", 0.8)
    data = encode_png(pixels, _provenance(request))
    progress("done", 1.0)
    return Artefact(
        data=data,
        media_type="image/png",
        width=request.width,
        height=request.height,
        companions={"svg": svg.encode()},
        **_record(request, shot, "Drawing", MOMENTS[moment] if shot.level != "card" else ""),
    )


def _clip(request: ClipRequest, shot: Shot, ground: Pixels | None, progress: Progress) -> Artefact:
    from generators.media import encode_mp4, encode_png
    from generators.workbench import render, strip
    from generators.workbench.takes import take_of

    take = take_of(request.seed, shot)
    pictures = render.frames(
        shot,
        request.fps,
        request.seconds,
        request.width,
        request.height,
        ground,
        lambda fraction: progress("drawing frames", 0.96 * fraction),
        take,
    )
    data = encode_mp4(pictures, request.fps, _provenance(request))
    stills = strip.moments(shot, ground)
    companions = {} if stills is None else {STRIP: encode_png(stills, _provenance(request))}
    progress("done", 1.0)
    return Artefact(
        data=data,
        media_type="video/mp4",
        width=request.width,
        height=request.height,
        fps=request.fps,
        duration=round(request.fps * request.seconds) / request.fps,
        companions=companions,
        **_record(request, shot, "Animated drawing", take.name, take.words),
    )


def _record(
    request: StepRequest, shot: Shot, medium: str, take: str, words: str = ""
) -> dict[str, Any]:
    """Provenance that only the backend knows; `take` and `words` say what sets this one apart."""
    from generators.workbench import describe
    from generators.workbench.parse import APPROXIMATE

    return {
        "origin": "schematic",
        "backend": NAME,
        "prompt": _prompt(request),
        "alt": f"{describe.alt_text(shot, medium)} {words}".rstrip(),
        "params": {
            "level": shot.level,
            "depiction": shot.depiction.model_dump(exclude_defaults=True),
            "stand_ins": list(shot.unknown),
            "moment": round(shot.key, 3),
            **({"take": take} if take else {}),
        },
        "checks": {
            "parser_confidence": (shot.confidence, shot.confidence >= APPROXIMATE),
            "stand_ins": (float(len(shot.unknown)), not shot.unknown),
        },
    }


def _prompt(request: StepRequest) -> str:
    return f"{request.title}: {request.step.name}. {request.step.text}"


def _provenance(request: StepRequest) -> dict[str, Any]:
    return written_record(request, "schematic", NAME, _prompt(request))


def _href(ground: Pixels | None) -> str:
    """The photo for the companion svg, as a data URI."""
    if ground is None:
        return ""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(ground).save(buffer, "JPEG", quality=88)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
