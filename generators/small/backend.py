"""Backend "small": our own diffusion transformer imagines the pictures of a whole skill at once.

All key images of a skill are sampled jointly, each with its own step text, in the learner's photo
or a drawn place; a clip starts from its key image. 128 px squares, enlarged; the scene keeps its
own sharpness where the model leaves it alone. What the model was never shown is named in the
record, not hidden: `words_known` is the share of a step's action and things that training drew.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.base import (
    Artefact,
    ClipRequest,
    Depiction,
    KeyStepRequest,
    Mode,
    Progress,
    StepPrompt,
    TransferRequest,
    written_record,
)
from generators.errors import BackendUnavailable
from generators.schematic import STRIP
from generators.weights.listing import HERE
from generators.weights.trained import Trained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generators.small.enlarge import Pixels
    from generators.small.frames import Encoder, Painter, Setting
    from generators.small.prompt import Prompt
    from generators.small.scene import Scene
    from generators.weights import Entry

NAME = "small"
STEPS = 4  # of sampling: what the few-step finish of the training is for
KEY_TIME = 0.56  # of the motion, where the workbench cannot direct the step: its clearest moment
StepRequest = KeyStepRequest | ClipRequest


@dataclass(frozen=True)
class _Loaded:
    painter: Painter
    entry: Entry


@dataclass(frozen=True)
class _Asked:
    """A request, read: the step's own prompt, the texts that are imagined with it, and where."""

    prompt: Prompt
    texts: tuple[str, ...]
    index: int  # among `texts`
    scene: Scene


class Small(Trained[_Loaded]):
    """See Trained. `encoder` makes the reader of texts; that of the training when None."""

    name = NAME
    packages = ("torch", "transformers", "safetensors")
    modes: frozenset[Mode] = frozenset({"key_step", "clip"})

    def __init__(
        self,
        weights: Path = HERE,
        steps: int = STEPS,
        encoder: Callable[[], Encoder] | None = None,
    ) -> None:
        super().__init__(weights)
        self._steps, self._encoder = steps, encoder

    def generate(
        self, request: KeyStepRequest | ClipRequest | TransferRequest, progress: Progress
    ) -> Artefact:
        """PNG, or an H.264 clip with companion strip.png.

        Raises WeightsError for weights that are missing or damaged, BadMedia for a photo or first
        frame that cannot be read.
        """
        if isinstance(request, TransferRequest):
            raise BackendUnavailable(
                "backend 'small' cannot do transfer; choose 'motion-warp' for that"
            )
        progress("loading the model", 0.0)
        loaded = self.load()
        asked = _read(request, loaded.entry)
        if isinstance(request, ClipRequest):
            return _clip(request, asked, loaded, progress)
        return _picture(request, asked, loaded, progress)

    def _read(self) -> _Loaded:
        from generators.small.frames import Painter

        encoder = (self._encoder or _trained_with)()
        return _Loaded(*Painter.load(self.weights, encoder, self._steps))


def _trained_with() -> Encoder:
    from generators.training.features import TextEncoder

    return TextEncoder()


def _read(request: StepRequest, entry: Entry) -> _Asked:
    """In the learner's photo the whole skill happens in one place, else where its steps say."""
    from generators.small import scene
    from generators.small.prompt import prompt
    from generators.workbench.neighbours import nearest

    prompts = [prompt(step, entry.vocabulary, nearest) for step in request.steps]
    places = scene.places([one.depiction for one in prompts])
    if request.context_image:
        together = range(len(prompts))
        where = scene.from_photo(request.context_image, request.width, request.height)
    else:
        together = scene.stay(places, request.index)
        where = scene.from_place(places[request.index], request.width, request.height)
    texts = tuple(prompts[i].text for i in together)
    return _Asked(prompts[request.index], texts, request.index - together.start, where)


def _key_frame(
    request: StepRequest, asked: _Asked, loaded: _Loaded, heard: Callable[[float], None]
) -> Pixels:
    return loaded.painter.key_image(asked.texts, asked.index, _setting(request, asked), heard)


def _setting(request: StepRequest, asked: _Asked) -> Setting:
    from generators.small.frames import Setting

    return Setting(asked.scene.frame, request.skin_tone, request.seed)


def _picture(
    request: KeyStepRequest, asked: _Asked, loaded: _Loaded, progress: Progress
) -> Artefact:
    from generators.media import encode_png

    stage = "imagining the pictures of all steps"
    frame = _key_frame(request, asked, loaded, lambda share: progress(stage, 0.1 + 0.75 * share))
    progress("enlarging", 0.88)
    picture = _shown(frame, asked.scene, request)
    record = _record(request, asked, loaded, "Generated picture", {})
    progress("encoding", 0.95)
    data = encode_png(picture, _provenance(request, record))
    progress("done", 1.0)
    return Artefact(
        data=data, media_type="image/png", width=request.width, height=request.height, **record
    )


def _clip(request: ClipRequest, asked: _Asked, loaded: _Loaded, progress: Progress) -> Artefact:
    from generators.media import encode_mp4, encode_png
    from generators.small.frames import CLIP

    time = _key_time(request)
    key = round(time * (CLIP - 1))
    frames = _imagined(request, asked, loaded, key, progress)
    stills = list(_enlarged(frames, asked, request, progress))
    record = _record(request, asked, loaded, "Generated clip", {"key_time": round(time, 3)})
    provenance = _provenance(request, record)
    count = max(2, round(request.fps * request.seconds))
    shown = (stills[min(CLIP - 1, i * CLIP // count)] for i in range(count))
    data = encode_mp4(shown, request.fps, provenance)
    strip = encode_png(_strip([stills[0], stills[key], stills[-1]]), provenance)
    progress("done", 1.0)
    return Artefact(
        data=data,
        media_type="video/mp4",
        width=request.width,
        height=request.height,
        fps=request.fps,
        duration=count / request.fps,
        companions={STRIP: strip},
        **record,
    )


def _imagined(
    request: ClipRequest, asked: _Asked, loaded: _Loaded, key: int, progress: Progress
) -> Pixels:
    """(16, 128, 128, 3) around the key-step image: the one that is given, or our own."""
    from generators.small.scene import as_frame

    stage, started = "imagining the clip", 0.1
    if request.first_frame:
        frame = as_frame(request.first_frame.path)
    else:
        first = "imagining the pictures of all steps"
        frame = _key_frame(request, asked, loaded, lambda share: progress(first, 0.1 + 0.3 * share))
        started = 0.4
    return loaded.painter.clip(
        asked.prompt.text,
        (key, frame),
        _setting(request, asked),
        lambda share: progress(stage, started + (0.75 - started) * share),
    )


def _key_time(request: ClipRequest) -> float:
    """When in its motion the step is clearest: that moment is the key-step image."""
    from generators.workbench.compose import direct

    shot = direct(request.steps, request.index, request.skin_tone, _reading)
    return KEY_TIME if shot.level == "card" else shot.key


def _reading(step: StepPrompt) -> tuple[Depiction, float]:
    from generators.workbench.neighbours import nearest
    from generators.workbench.parse import read

    reading = read(step, nearest)
    return reading.depiction, reading.confidence


def _enlarged(
    frames: Pixels, asked: _Asked, request: ClipRequest, progress: Progress
) -> Iterator[Pixels]:
    for number, frame in enumerate(frames):
        progress("enlarging", 0.75 + 0.2 * number / len(frames))
        yield _shown(frame, asked.scene, request)


def _shown(frame: Pixels, scene: Scene, request: StepRequest) -> Pixels:
    """(height, width, 3) of the request."""
    from generators.small.enlarge import composed
    from generators.small.scene import cut

    return cut(composed(frame, scene.picture), request.width, request.height)


def _strip(stills: Sequence[Pixels]) -> Pixels:
    """Before, during and after, side by side."""
    import cv2
    import numpy as np

    from generators.workbench import strip

    height, width = stills[0].shape[:2]
    size = (strip.WIDTH, round(strip.WIDTH * height / width))
    small = [cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in stills]
    return strip.page([np.asarray(one, np.uint8) for one in small])


def _record(
    request: StepRequest, asked: _Asked, loaded: _Loaded, medium: str, more: dict[str, Any]
) -> dict[str, Any]:
    """Provenance that only the backend knows."""
    from generators.small.enlarge import NATIVE

    prompt = asked.prompt
    return {
        "origin": "generated",
        "backend": NAME,
        "weights": loaded.entry.digest,
        "prompt": prompt.text,
        "alt": _alt(request, prompt, medium),
        "params": {
            "native_px": NATIVE,
            "steps": loaded.painter.steps,
            "seed": request.seed,
            "unknown": list(prompt.unknown),
            **more,
        },
        "checks": {"words_known": (prompt.known, prompt.known == 1.0)},
    }


def _alt(request: StepRequest, prompt: Prompt, medium: str) -> str:
    """What it is meant to show: nobody has looked at what the model made of it."""
    from generators.small.prompt import ROLES, first_sentence, thing

    step = request.step
    said = first_sentence(step.text).rstrip(".")
    words = [f"{medium} of step {request.index + 1}, {step.name}: {said}."]
    if d := prompt.depiction:
        named = (thing(getattr(d, role)).replace("-", " ") for role in reversed(ROLES))
        if things := ", ".join(filter(None, dict.fromkeys(named))):
            words.append(f"Meant to be seen: {things}.")
    words.append("Details may be wrong.")
    return " ".join(words)


def _provenance(request: StepRequest, record: dict[str, Any]) -> dict[str, Any]:
    own = {"native_px": record["params"]["native_px"], "unknown": record["params"]["unknown"]}
    return written_record(
        request, record["origin"], NAME, record["prompt"], record["weights"], **own
    )
