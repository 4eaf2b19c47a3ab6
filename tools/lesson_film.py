"""All clips of a lesson as one film, each with its words beneath it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.lesson import Lesson, LessonStep

if TYPE_CHECKING:
    import numpy as np

BAND = 96  # px beneath the picture for the caption: three lines of 22 px type
FONT_SIZE = 22  # px; about 62 characters on a line 768 px wide
MARGIN, MOST_LINES = 24, 3
INK, PAPER = (43, 43, 43), (248, 244, 236)

ReadPath = Callable[[str], Path]


class NoClips(Exception):
    """The lesson has no clip yet."""


def lesson_film(lesson: Lesson, locate: ReadPath) -> bytes:
    """MP4 (H.264) of every clip in the order of the steps. Raises NoClips when there is none."""
    from generators import media

    steps = [step for step in lesson.steps if step.medium("clip")]
    if not steps:
        raise NoClips(f"{lesson.title!r} has no clips yet; make clips first, then export the film")
    clips = [clip for step in steps if (clip := step.medium("clip"))]
    provenance = {
        "tool": "keystep",
        "origin": clips[0].origin.value,
        "backend": ", ".join(sorted({clip.backend for clip in clips})),
        "prompt": lesson.title,
        "seed": clips[0].seed,
        "parents": [clip.sha256 for clip in clips],
    }
    size = (clips[0].width, clips[0].height)
    return media.encode_mp4(_frames(steps, size, locate), fps=24, provenance=provenance)


def _frames(
    steps: list[LessonStep], size: tuple[int, int], locate: ReadPath
) -> Iterator[np.ndarray[Any, Any]]:
    import numpy as np
    from PIL import Image

    from generators import media

    for step in steps:
        clip = step.medium("clip")
        assert clip is not None
        band = _caption_band(step, size[0])
        for frame in media.read_video(locate(clip.path), fps=24).frames:
            picture = Image.fromarray(frame)
            if picture.size != size:
                picture = picture.resize(size)
            yield np.concatenate([np.asarray(picture), band])


def _caption_band(step: LessonStep, width: int) -> np.ndarray[Any, Any]:
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    from generators.workbench.raster import FONT_FILES
    from generators.workbench.typeset import wrap

    band = Image.new("RGB", (width, BAND), PAPER)
    font = ImageFont.truetype(FONT_FILES[0], FONT_SIZE)
    words = f"{step.position}. {step.name}: {step.text}"
    lines = wrap(words, FONT_SIZE, width - 2 * MARGIN)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
    ImageDraw.Draw(band).multiline_text((MARGIN, 10), "\n".join(lines), INK, font, spacing=4)
    return np.asarray(band)
