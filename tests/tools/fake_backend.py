"""A small, quick backend for tests of the queue. It reaches worker processes as an outsider would:
through the entry-point group of an installed distribution (see `install`)."""

from __future__ import annotations

import errno
import time
from pathlib import Path

import numpy as np

from generators.base import (
    Artefact,
    KeyStepRequest,
    MediaRef,
    Mode,
    Progress,
    Readiness,
    StepPrompt,
)
from generators.errors import BadMedia
from generators.media import encode_png
from generators.registry import Row

ROWS = (
    Row(
        name="fake",
        target="tests.tools.fake_backend:Fake",
        modes=("key_step",),
        needs="nothing",
        origin="schematic",
        summary="a plain colour after a while",
        rank=99,
    ),
)
TICK = 0.02  # s


class Fake:
    """The request's title says what to do: a number of ticks to take, `fail`, `full`, `crash`."""

    name = "fake"
    modes: frozenset[Mode] = frozenset({"key_step"})

    def readiness(self) -> Readiness:
        return Readiness(available=True)

    def generate(self, request: KeyStepRequest, progress: Progress) -> Artefact:
        if request.title == "fail":
            raise BadMedia("The photo 'x.jpg' is empty: choose another one.")
        if request.title == "full":
            raise OSError(errno.ENOSPC, "No space left on device")
        if request.title == "crash":
            raise ZeroDivisionError("a mistake in the backend")
        ticks = int(request.title)
        for tick in range(ticks):
            progress("drawing", tick / ticks)
            time.sleep(TICK)
        pixels = np.full((32, 48, 3), request.seed % 255, np.uint8)
        return Artefact(
            data=encode_png(pixels, {"backend": "fake", "seed": request.seed}),
            media_type="image/png",
            width=48,
            height=32,
            origin="schematic",
            backend="fake",
            alt="A plain colour.",
            companions={"txt": b"companion"},
        )


def install(folder: Path) -> str:
    """Put a distribution that announces the backend into `folder`; returns it for PYTHONPATH."""
    info = folder / "keystep_fake-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: keystep-fake\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[keystep.backends]\nfake = tests.tools.fake_backend:ROWS\n"
    )
    return str(folder)


def request(seed: int = 0, ticks: int | str = 1, photo: MediaRef | None = None) -> KeyStepRequest:
    step = StepPrompt(id="pour", name="Pour", text="Pour the water.")
    return KeyStepRequest(title=str(ticks), steps=(step,), index=0, seed=seed, context_image=photo)
