"""Backend "delta": the action of a demonstration, carried out in another scene by our own model.

What the film shows is read as action latents, from which appearance is taken out; a diffusion
transformer goes on from the context image as the latents say (arXiv 2412.09551). 128 px squares,
sixteen frames for every four seconds of film; then the context's own pixels are moved as the
frames say, so that a photo stays sharp.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.base import (
    Artefact,
    ClipRequest,
    KeyStepRequest,
    Mode,
    Progress,
    TransferRequest,
    written_record,
)
from generators.errors import BackendUnavailable
from generators.weights.listing import HERE
from generators.weights.trained import Trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from generators.delta.demonstration import Window
    from generators.delta.transfer import Transfer
    from generators.weights import Entry

    Pixels = NDArray[np.uint8]

NAME = "delta"
MAX_SIDE = 1280  # px of the result; the context's own size below that
TIMING_MIN = 0.5  # correlation of the changes over time
CONTEXT_MIN = 0.6  # share of the context's colours; unrelated photos share .3 to .5
LEAK_MAX = 0.05  # of the film's colours, beyond those that the context has anyway


@dataclass(frozen=True)
class _Made:
    """`small` (F, 128, 128, 3) is what the model made, `shown` what is encoded."""

    small: Pixels
    shown: Sequence[Pixels]


class Delta(Trained["tuple[Transfer, Entry]"]):
    """See Trained."""

    name = NAME
    packages = ("torch", "safetensors", "cv2")
    modes: frozenset[Mode] = frozenset({"transfer"})

    def __init__(self, weights: Path = HERE) -> None:
        super().__init__(weights)
        self._one_at_a_time = threading.Lock()

    def generate(
        self, request: KeyStepRequest | ClipRequest | TransferRequest, progress: Progress
    ) -> Artefact:
        """An H.264 clip of 15 frames for each window of the film, and the context before them.

        Raises WeightsError for weights that are missing or damaged, BadMedia for a film or photo
        that cannot be used.
        """
        if not isinstance(request, TransferRequest):
            raise BackendUnavailable(f"The backend 'delta' does not make {request.mode!r}.")
        from generators.delta.demonstration import windows
        from generators.media import encode_mp4

        progress("loading the model", 0.0)
        transfer, entry = self.load()
        progress("watching the demonstration", 0.1)
        seen = windows(request.demonstration.path, request.part)
        context = _context(request)
        made = self._carried(request, _as_asked(transfer, request), seen, context, progress)
        record = _record(request, transfer, entry, seen)
        progress("encoding", 0.95)
        data = encode_mp4(made.shown, request.fps, _provenance(request, record))
        height, width = made.shown[0].shape[:2]
        progress("done", 1.0)
        return Artefact(
            data=data,
            media_type="video/mp4",
            width=width,
            height=height,
            fps=request.fps,
            duration=len(made.shown) / request.fps,
            checks=_checks(made.small, seen),
            **record,
        )

    def _read(self) -> tuple[Transfer, Entry]:
        from generators.delta import shipped

        return shipped.load(self.weights)

    def _carried(
        self,
        request: TransferRequest,
        transfer: Transfer,
        seen: Sequence[Window],
        context: Pixels,
        progress: Progress,
    ) -> _Made:
        from generators.delta.native import carried
        from generators.device import one_thread

        heard = lambda share: progress("carrying the action over", 0.2 + 0.6 * share)  # noqa: E731
        with self._one_at_a_time, one_thread():
            small = transfer.carried([one.frames for one in seen], context, request.seed, heard)
        if request.native:
            return _Made(small, list(small))
        progress("moving your own pixels", 0.85)
        return _Made(small, carried(small, context))


def _context(request: TransferRequest) -> Pixels:
    """Even sides, as video wants them."""
    import numpy as np

    from generators.media import read_image

    picture = np.asarray(read_image(request.context_image.path, MAX_SIDE))
    height, width = picture.shape[:2]
    return picture[: height - height % 2, : width - width % 2]


def _as_asked(transfer: Transfer, request: TransferRequest) -> Transfer:
    return replace(transfer, steps=request.steps) if request.steps else transfer


def _checks(small: Pixels, seen: Sequence[Window]) -> dict[str, tuple[float, bool]]:
    """name -> (value, passed), on the model's own frames; see `generators.delta.measures`."""
    import numpy as np

    from generators.delta import measures
    from generators.small.enlarge import squeezed

    side = small.shape[1]
    film = np.concatenate([one.frames[min(k, 1) :] for k, one in enumerate(seen)])
    demo = np.stack([squeezed(frame, side) for frame in film])
    timing = measures.timing(small, demo)  # both 15 n + 1 frames
    kept, leak = measures.keeps_context(small, small[0]), measures.leak(small, demo, small[0])
    return {
        "motion_timing": (round(timing, 3), timing >= TIMING_MIN),
        "keeps_context": (round(kept, 3), kept >= CONTEXT_MIN),
        "appearance_leak": (round(leak, 3), leak <= LEAK_MAX),
    }


def _record(
    request: TransferRequest, transfer: Transfer, entry: Entry, seen: Sequence[Window]
) -> dict[str, Any]:
    """Provenance that only the backend knows."""
    seconds = sum(one.seconds for one in seen)
    action = f" ({request.prompt})" if request.prompt else ""
    return {
        "origin": "generated",
        "backend": NAME,
        "weights": entry.digest,
        "prompt": request.prompt,
        "alt": f"Your picture, with the action of the demonstration{action} imagined in it. "
        "Details may be wrong.",
        "params": {
            "demonstration_start_s": round(seen[0].start, 3),
            "demonstration_seconds": round(seconds, 3),
            "windows": len(seen),
            "damaged_frames": seen[0].damaged,
            "native_px": transfer.generator.config.model.size,
            "steps": request.steps or transfer.steps,
            "bottleneck": transfer.bottleneck,
            "seed": request.seed,
        },
    }


def _provenance(request: TransferRequest, record: dict[str, Any]) -> dict[str, Any]:
    made = record["origin"], NAME, record["prompt"], record["weights"]
    return written_record(request, *made, params=record["params"])
