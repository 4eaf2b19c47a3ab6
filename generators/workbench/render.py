"""Shots to pixels: a still is one SVG document, a clip a stack of cached rasters per frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from generators.workbench import marks
from generators.workbench.compose import Shot
from generators.workbench.composite import Compositor, Layer, Pixels, View, lay, premultiplied
from generators.workbench.geometry import WIDE, Camera, phase
from generators.workbench.raster import to_rgba
from generators.workbench.scene import Item, document
from generators.workbench.split import split
from generators.workbench.takes import TAKES, Beat, ClipTake, beats, close_view

WIDTH, HEIGHT = 768, 512
Run = Layer | Item  # a still layer, or an item that moves


def still_items(shot: Shot) -> list[Item]:
    """The picture of the key step: action at its clearest moment, mark, texts."""
    action = shot.action_items(shot.key)
    return [*shot.scenery(), *action, Item(150.0, shot.mark()), *shot.texts()]


def still_svg(items: Sequence[Item], photo: str = "") -> str:
    """One SVG document of 768x512; `photo` is an image URI to lie under everything."""
    under = [Item(-1.0, f'<image href="{photo}" width="768" height="512"/>')] if photo else []
    return document([*under, *items], WIDTH, HEIGHT)


def still(
    items: Sequence[Item],
    width: int = WIDTH,
    height: int = HEIGHT,
    ground: Pixels | None = None,
) -> Pixels:
    """(height, width, 3) uint8; `ground` is a photo of that size under everything."""
    canvas = _canvas(width, height, ground)
    rgba = to_rgba(View(width, height).document(list(items)), exact=True)
    lay(canvas, Layer(premultiplied(rgba), 0, 0))
    return canvas


def frames(
    shot: Shot,
    fps: int,
    seconds: float,
    width: int = WIDTH,
    height: int = HEIGHT,
    ground: Pixels | None = None,
    progress: Callable[[float], None] = lambda fraction: None,
    take: ClipTake = TAKES[0],
) -> Iterator[Pixels]:
    """(height, width, 3) uint8 per frame; the last `HOLD` seconds stand still."""
    shot = closer(shot) if take.closer else shot
    plan = beats(shot, take, fps, seconds)
    finest = shot.camera.zoom if take.closer else 0.0
    compositor = Compositor(View(width, height), finest)
    screen = Compositor(View(width, height))
    under, over = _stacks(shot, plan, compositor, screen)
    lowest = [under[0][0]] if under[0] and isinstance(under[0][0], Layer) else []
    canvas = _canvas(width, height, ground)
    base: tuple[Camera, Pixels] | None = None  # what lies below all motion, once per view
    last: tuple[list[Any], Pixels] | None = None
    for i, (beat, below, above) in enumerate(zip(plan, under, over, strict=True)):
        shown = [beat.camera, *below, *above]
        if base is None or base[0] != beat.camera:
            compositor.look(beat.camera)
            base = beat.camera, _drawn(compositor.seen(canvas), lowest, compositor)
        if last is None or not _same(last[0], shown):
            picture = _drawn(base[1].copy(), below[len(lowest) :], compositor)
            last = shown, _drawn(picture, above, screen)
        yield last[1]
        progress((i + 1) / len(plan))


def closer(shot: Shot) -> Shot:
    """The same with its texts set for the close view."""
    return replace(shot, camera=close_view(shot))


def _stacks(
    shot: Shot, plan: Sequence[Beat], compositor: Compositor, screen: Compositor
) -> tuple[list[list[Run]], list[list[Run]]]:
    """Per frame: the runs that the camera sees, and those that stay where they are on screen."""
    moving = moments(shot, [beat.t for beat in plan])
    if any(beat.mark for beat in plan) and (mark := shot.mark()):
        box = marks.box(mark) if not shot.drawing else None
        moving = [
            [*items, *([Item(150.0, mark, box=box, opacity=beat.mark)] if beat.mark else [])]
            for items, beat in zip(moving, plan, strict=True)
        ]
    texts, coming = shot.texts(with_callout=False), _coming(shot, plan)
    if shot.camera == WIDE:
        together = [[*items, *more] for items, more in zip(moving, coming, strict=True)]
        return runs([*shot.scenery(), *texts], together, compositor), [[] for _ in plan]
    return runs(shot.scenery(), moving, compositor), runs(texts, coming, screen)


def _coming(shot: Shot, plan: Sequence[Beat]) -> list[list[Item]]:
    """Texts that come and go: what to notice, once it is there to be noticed; the goal."""
    note = shot.note()
    goal = shot.goal() if any(beat.goal for beat in plan) else None
    out: list[list[Item]] = []
    for beat in plan:
        fade = phase(beat.t, *shot.noticed) * beat.there
        out.append([replace(note, opacity=fade)] if note else [])
        out[-1] += [goal] if goal and beat.goal else []
    return out


def moments(shot: Shot, times: Sequence[float]) -> list[list[Item]]:
    """The action's items at each time. Drawn programs are taken apart and animated on twos:
    each of their drawings stands for two frames, which halves their cost of about 40 ms each.
    """
    if not shot.drawing or shot.level == "card":
        return [shot.action_items(t) for t in times]
    drawings = [shot.action_items(t)[0] for t in times[::2]]
    pairs = split([item.svg for item in drawings], drawings[0].z)
    return [pairs[i // 2] for i in range(len(times))]


def _drawn(picture: Pixels, stack: Sequence[Run], compositor: Compositor) -> Pixels:
    """The picture with the runs laid over it, in place."""
    for run in stack:
        if isinstance(run, Layer):
            lay(picture, compositor.framed(run))
        else:
            lay(picture, compositor.layer(run), run.opacity)
    return picture


def _same(a: Sequence[Any], b: Sequence[Any]) -> bool:
    return len(a) == len(b) and all(
        x is y or (isinstance(x, Item | Camera) and x == y) for x, y in zip(a, b, strict=True)
    )


def runs(
    fixed: Sequence[Item], moving: Sequence[Sequence[Item]], compositor: Compositor
) -> list[list[Run]]:
    """Per frame, from far to near: neighbouring still items joined into one layer each."""
    common = set(moving[0]).intersection(*moving[1:]) if moving else set()
    steady = sorted([*fixed, *(i for i in moving[0] if i in common)], key=lambda i: i.z)
    changing = [[i for i in items if i not in common] for items in moving]
    cuts = sorted({item.z for items in changing for item in items})
    groups = [
        [i for i in steady if low <= i.z < high]
        for low, high in zip([-np.inf, *cuts], [*cuts, np.inf], strict=True)
    ]
    sheets = [compositor.sheet(group) if group else None for group in groups]
    return [_interleaved(sheets, cuts, items) for items in changing]


def _interleaved(
    sheets: Sequence[Layer | None], cuts: Sequence[float], items: Sequence[Item]
) -> list[Run]:
    out: list[Run] = [sheets[0]] if sheets[0] else []
    for sheet, cut in zip(sheets[1:], cuts, strict=True):
        out += [item for item in items if item.z == cut]
        if sheet:
            out.append(sheet)
    return out


def _canvas(width: int, height: int, ground: Pixels | None) -> Pixels:
    if ground is None:
        return np.full((height, width, 3), 255, np.uint8)
    return ground.copy()
