"""Shots to pixels: a still is one SVG document, a clip a stack of cached rasters per frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from generators.workbench.compose import Shot
from generators.workbench.composite import Compositor, Layer, Pixels, View, lay, premultiplied
from generators.workbench.geometry import clamp, phase
from generators.workbench.raster import to_rgba
from generators.workbench.scene import Item, document
from generators.workbench.split import split

WIDTH, HEIGHT = 768, 512
HOLD = 0.4  # seconds that the final state stands at the end of a clip
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
) -> Iterator[Pixels]:
    """(height, width, 3) uint8 per frame; the last `HOLD` seconds stand still."""
    count = max(2, round(fps * seconds))
    times = [clamp(i / fps / max(seconds - HOLD, 0.5)) for i in range(count)]
    moving = moments(shot, times)
    fixed = [*shot.scenery(), *shot.texts(with_callout=False)]
    note = shot.note()
    if note:  # what to notice, once it is there to be noticed
        moving = [
            [*items, replace(note, opacity=phase(t, *shot.noticed))]
            for items, t in zip(moving, times, strict=True)
        ]
    compositor = Compositor(View(width, height))
    stacks = runs(fixed, moving, compositor)
    base = _canvas(width, height, ground)
    if stacks[0] and isinstance(stacks[0][0], Layer):
        lay(base, stacks[0][0])  # what lies below all motion, once
        stacks = [stack[1:] for stack in stacks]
    last: tuple[list[Run], Pixels] | None = None
    for i, stack in enumerate(stacks):
        if last is None or not _same(last[0], stack):
            last = stack, _frame(base, stack, compositor)
        yield last[1]
        progress((i + 1) / count)


def moments(shot: Shot, times: Sequence[float]) -> list[list[Item]]:
    """The action's items at each time. Drawn programs are taken apart and animated on twos:
    each of their drawings stands for two frames, which halves their cost of about 40 ms each.
    """
    if not shot.drawing or shot.level == "card":
        return [shot.action_items(t) for t in times]
    drawings = [shot.action_items(t)[0] for t in times[::2]]
    pairs = split([item.svg for item in drawings], drawings[0].z)
    return [pairs[i // 2] for i in range(len(times))]


def _frame(base: Pixels, stack: Sequence[Run], compositor: Compositor) -> Pixels:
    canvas = base.copy()
    for run in stack:
        if isinstance(run, Layer):
            lay(canvas, run)
        else:
            lay(canvas, compositor.layer(run), run.opacity)
    return canvas


def _same(a: Sequence[Any], b: Sequence[Any]) -> bool:
    return len(a) == len(b) and all(
        x is y or (isinstance(x, Item) and x == y) for x, y in zip(a, b, strict=True)
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
