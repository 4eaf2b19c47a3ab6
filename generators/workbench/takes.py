"""Takes of a clip: the same action with the same state, shown another way.

A drawing has nothing to sample, so a new take changes how one looks: closer, with a stop at the
moment that matters, or with the result first. Every way works for every action, because it only
chooses which t of the action each frame shows, and which part of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generators.workbench.compose import Shot
from generators.workbench.geometry import WIDE, Box, Camera, clamp, ease, phase
from generators.workbench.raster import to_rgba
from generators.workbench.scene import document

HOLD = 0.4  # seconds that the final state stands at the end of a clip
GOAL = 0.6  # seconds that the result stands at the beginning, and at most a fifth of the clip
STOP = 0.26  # of the action's time that it stands still: 0.7 s of a 3 s clip
NEAR, FAR = 1.625, 1.1875  # zoom of a close view, at most and at least
ROOM = (0.62, 0.5)  # of the frame's width and height that the place of contact may fill
MIDDLE, HEAD = 0.56, 92  # of the frame's height: a little low, as the badge stands above; its px
ARRIVED = 0.3  # of the clip: from then on the camera rests
Small = NDArray[np.int16]


@dataclass(frozen=True)
class ClipTake:
    """One way to show an action. `name` goes after 'Take 2', `words` into the alt text."""

    name: str = ""
    words: str = ""
    closer: bool = False
    stops: bool = False
    result_first: bool = False


TAKES = (
    ClipTake(),
    ClipTake("closer", "The view moves closer to where it happens.", closer=True),
    ClipTake(
        "stops where it matters",
        "It slows down and stops at the moment that matters.",
        stops=True,
    ),
    ClipTake("result first", "The result is shown first, then the action.", result_first=True),
    ClipTake(
        "closer, stops where it matters",
        "The view moves closer; the action stops at the moment that matters.",
        closer=True,
        stops=True,
    ),
    ClipTake(
        "closer, result first",
        "The result is shown first; then the action, from closer.",
        closer=True,
        result_first=True,
    ),
)


@dataclass(frozen=True)
class Beat:
    """What one frame shows: the action at t, seen by `camera`.

    `mark` is the opacity of the orange mark; `goal`: this is the result, before the action.
    `there` is 1 once the camera is where the callout's line expects it.
    """

    t: float
    camera: Camera = WIDE
    mark: float = 0.0
    goal: bool = False
    there: float = 1.0


def take_of(seed: int, shot: Shot) -> ClipTake:
    """The take of this seed; words alone can be shown in only one way."""
    return TAKES[0] if shot.level == "card" else TAKES[seed % len(TAKES)]


def beats(shot: Shot, take: ClipTake, fps: int, seconds: float) -> list[Beat]:
    """One per frame. All takes are equally long and rest on the result for `HOLD` at the end.

    `shot.camera` is where the camera goes: the close view in a closer take.
    """
    count = max(2, round(fps * seconds))
    lead = min(GOAL, seconds / 5) if take.result_first else 0.0
    length = max(seconds - HOLD - lead, 0.5 if not lead else 0.3)
    out = []
    for i in range(count):
        now = i / fps
        u = clamp((now - lead) / length) if lead else clamp(now / length)
        beat = _stopping(u, shot.key) if take.stops else Beat(u)
        if now < lead:
            beat = Beat(1.0, goal=True)
        out.append(_seen(beat, shot.camera, (now - lead) / (seconds - lead)))
    return out


def _seen(beat: Beat, close: Camera, u: float) -> Beat:
    """The beat as a camera sees it that goes to `close`; the result only from there."""
    if close == WIDE:
        return beat
    arrived = 1.0 if beat.goal else phase(u, 0.04, ARRIVED)
    return replace(beat, camera=WIDE.toward(close, arrived), there=phase(arrived, 0.9, 1.0))


def _stopping(u: float, key: float) -> Beat:
    """Slower and slower towards `key`, a stop with the mark of the motion, then on."""
    start = 0.28 + 0.3 * key  # the later the moment, the longer the way there
    end = start + STOP
    if u < start:
        t = key * (1 - (1 - u / start) ** 2)
    else:
        t = key + (1 - key) * ease((u - end) / (1 - end))
    return Beat(t, mark=phase(u, start, start + 0.05) * (1 - phase(u, end - 0.05, end + 0.03)))


def close_view(shot: Shot) -> Camera:
    """Where the tool meets the thing and what changes by it, as large as still shows both."""
    box = place_of_contact(shot)
    fits = min(ROOM[0] * 768 / box.width, ROOM[1] * 512 / box.height)
    zoom = round(clamp(fits, FAR, NEAR) * 16) / 16  # whole px at the usual size: crisp at rest
    w, h = 768 / zoom, 512 / zoom
    left, top = box.centre[0] - w / 2, box.centre[1] - h * MIDDLE
    top = max(min(top, box.y0 - HEAD / zoom), box.y1 - h)  # below the badge, if it can be
    left, top = clamp(left, 0, 768 - w), clamp(top, 0, 512 - h)
    return Camera(zoom, round(left * zoom) / zoom, round(top * zoom) / zoom)


def place_of_contact(shot: Shot) -> Box:
    """Around the point of contact, what changes there, and what is to be noticed."""
    points = [shot.notice_point()]
    if shot.stage and shot.program and not shot.drawing:
        hero = shot.stage.hero
        points.append(hero.touch(*shot.program.contact) if hero else shot.stage.floor)
    boxes = [Box(x - 60, y - 60, x + 60, y + 60) for x, y in points]
    if shot.drawing and (changed := _changed(shot)):
        boxes.append(changed)
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    x0, y0 = clamp(whole.x0, 0, 700), clamp(whole.y0, 0, 450)
    return Box(x0, y0, clamp(whole.x1, x0 + 60, 768), clamp(whole.y1, y0 + 60, 512))


def _changed(shot: Shot) -> Box | None:
    """Most of what looks different after a drawn step; during it where nothing does after."""
    before, during, after = (
        _small(document(shot.action_items(t), 768, 512)) for t in (0.0, shot.key, 1.0)
    )
    return _difference(before, after) or _difference(before, during)


def _difference(a: Small, b: Small) -> Box | None:
    differs = np.abs(a - b).max(axis=2) > 40
    if differs.sum() < 12:
        return None
    rows, columns = np.nonzero(differs)
    (x0, x1), (y0, y1) = (np.percentile(axis, (6, 94)) * 8 + 4 for axis in (columns, rows))
    return Box(float(x0), float(y0), float(x1), float(y1))


@lru_cache(maxsize=16)
def _small(svg: str) -> Small:
    """(64, 96, 4), clear where hardly anything is drawn: shows where something changed."""
    rgba = to_rgba(svg, 96).astype(np.int16)
    return np.asarray(np.where(rgba[..., 3:] > 40, rgba, 0), np.int16)
