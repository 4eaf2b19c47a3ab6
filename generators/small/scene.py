"""Where a skill happens: the learner's photo, or a drawn place with nothing on its table yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from generators.base import HEIGHT, WIDTH, Depiction, MediaRef
from generators.small.enlarge import Pixels, squeezed
from generators.workbench import render
from generators.workbench import sprite as sprites
from generators.workbench.compose import DEFAULT_PLACE
from generators.workbench.fragments import sprite_svg
from generators.workbench.photo import cover
from generators.workbench.scene import Item


@dataclass(frozen=True)
class Scene:
    """The whole 3:2 picture in two sizes, uint8: as the model sees it, and as it is shown."""

    frame: Pixels  # (NATIVE, NATIVE, 3), squeezed
    picture: Pixels  # (H, W, 3), just large enough to cut the size that was asked for from


def from_photo(photo: MediaRef, width: int, height: int) -> Scene:
    """The learner's photo, cut to 3:2 at two sides. Raises BadMedia when it cannot be read."""
    from generators.media import read_image

    pixels = np.asarray(read_image(photo.path))
    size = whole_size(width, height)
    return Scene(squeezed(cover(pixels, WIDTH, HEIGHT)), cover(pixels, *size))


@lru_cache(maxsize=8)  # all steps of a skill ask for the same one
def from_place(name: str, width: int, height: int) -> Scene:
    """A drawn place; the kitchen when nobody has drawn that one."""
    known = name if name in sprites.names("places") else DEFAULT_PLACE
    place = sprites.load(known, "places")
    items = [Item(0.0, sprite_svg(place), place.defs)]
    usual = render.still(items)
    size = whole_size(width, height)
    return Scene(squeezed(usual), usual if size == (WIDTH, HEIGHT) else render.still(items, *size))


def whole_size(width: int, height: int) -> tuple[int, int]:
    """px of the smallest 3:2 picture that fills a frame of this size."""
    scale = max(width / WIDTH, height / HEIGHT)
    return max(width, round(WIDTH * scale)), max(height, round(HEIGHT * scale))


def cut(picture: Pixels, width: int, height: int) -> Pixels:
    """The middle of a whole picture, of the size that was asked for."""
    y, x = (picture.shape[0] - height) // 2, (picture.shape[1] - width) // 2
    return np.ascontiguousarray(picture[y : y + height, x : x + width])


def as_frame(path: str) -> Pixels:
    """A picture that was made before, as the model sees it. Raises BadMedia."""
    from generators.media import read_image

    return squeezed(cover(np.asarray(read_image(path)), WIDTH, HEIGHT))


def places(depictions: Sequence[Depiction | None]) -> list[str]:
    """The place of every step: the one it names, else that of the step before.

    Steps before the first one that names a place happen there too.
    """
    named = [depiction.place if depiction else "" for depiction in depictions]
    place = next(filter(None, named), DEFAULT_PLACE)
    out = []
    for name in named:
        place = name or place
        out.append(place)
    return out


def stay(places: Sequence[str], index: int) -> range:
    """The steps around `index` that happen in its place without leaving it between them."""
    first = last = index
    while first > 0 and places[first - 1] == places[index]:
        first -= 1
    while last + 1 < len(places) and places[last + 1] == places[index]:
        last += 1
    return range(first, last + 1)
