"""Backend "motion-warp": a demonstration's motion applied to a photo, by optical flow alone.

The classical baseline for demonstration transfer. It finds what moves in the film, finds a region
in the photo to carry that motion, cuts it out, fills what lies behind and moves it: nothing is
understood and nothing new is drawn, so a hand moves but a kettle does not start to pour. Runs on
any film and photo on one CPU core in seconds; labelled as what it is in every record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.base import (
    Artefact,
    ClipRequest,
    KeyStepRequest,
    Mode,
    Progress,
    Readiness,
    TransferRequest,
    written_record,
)
from generators.errors import BackendUnavailable

if TYPE_CHECKING:
    import numpy as np

MAX_SIDE = 1280  # px of the result; the context's own size below that


class MotionWarp:
    """See the module. `checks` say how well motion and timing match, measured on the result."""

    name = "motion-warp"
    modes: frozenset[Mode] = frozenset({"transfer"})

    def readiness(self) -> Readiness:
        try:
            import cv2
        except ImportError as error:
            return Readiness(
                available=False, reason=f"needs `pip install opencv-python-headless` ({error})"
            )
        return Readiness(available=hasattr(cv2, "DISOpticalFlow_create"))

    def generate(
        self, request: KeyStepRequest | ClipRequest | TransferRequest, progress: Progress
    ) -> Artefact:
        """Raises BadMedia for a film or photo that cannot be read, or in which nothing moves."""
        if not isinstance(request, TransferRequest):
            raise BackendUnavailable(f"The backend 'motion-warp' does not make {request.mode!r}.")
        if request.native or request.steps is not None:
            raise BackendUnavailable(
                "The backend 'motion-warp' has neither sampling steps nor a size of its own: leave "
                "out --steps and --native, or choose 'delta'."
            )
        import numpy as np

        from generators.media import encode_mp4, read_image
        from generators.motion_warp import checks, demonstration, render, scene

        progress("watching the demonstration", 0.05)
        motion = demonstration.analyse(
            request.demonstration.path, request.frames, request.fps, request.part
        )
        progress("finding what to move in your picture", 0.35)
        picture = np.asarray(read_image(request.context_image.path, MAX_SIDE))
        area, aspect = motion.box[2] * motion.box[3], motion.aspect * motion.box[2] / motion.box[3]
        setting = scene.understand(_even(picture), area, aspect)
        path = render.fit(motion, setting)
        progress("moving it", 0.45)
        frames = []
        for at in range(request.frames):
            frames.append(render.frame(setting, path, at))
            progress("moving it", 0.45 + 0.4 * at / request.frames)
        progress("checking", 0.9)
        found = {**demonstration.as_params(motion), **render.as_params(setting, path)}
        data = encode_mp4(frames, request.fps, _provenance(request, found))
        height, width = frames[0].shape[:2]
        return Artefact(
            data=data,
            media_type="video/mp4",
            width=width,
            height=height,
            fps=request.fps,
            duration=len(frames) / request.fps,
            origin="generated",
            backend=self.name,
            prompt=request.prompt,
            alt=_alt(request, path.peak_px),
            params=found,
            checks=checks.measure(path, frames, setting),
        )


def _even(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape[:2]
    return picture[: height - height % 2, : width - width % 2]


def _provenance(request: TransferRequest, found: dict[str, object]) -> dict[str, object]:
    return written_record(request, "generated", "motion-warp", request.prompt, params=found)


def _alt(request: TransferRequest, peak: float) -> str:
    action = f" ({request.prompt})" if request.prompt else ""
    return (
        f"Your picture, with one part of it moved by up to {peak:.0f} pixels "
        f"as in the demonstration{action}."
    )
