"""What drawn programs share: sprites as fragments, colour ramps, a round close-up."""

from __future__ import annotations

from generators.workbench import fragments, sprite
from generators.workbench.geometry import Placement, Point
from generators.workbench.palette import TEAL

ACROSS, DOWN, SLANTED = (1.0, 0.0), (0.0, 1.0), (0.7, 1.0)  # where a ramp of colours leads


def placed(name: str, at: Point, pivot: str, size: float = 1.0, turn: float = 0.0) -> Placement:
    """Where a sprite stands whose anchor `pivot` lies on `at` (px), turned by `turn` degrees."""
    return Placement(sprite.load(name).anchor(pivot).point, at, turn, size)


def thing(name: str, place: Placement, state: str = "") -> str:
    """A placed sprite in one of its states; KeyError for a sprite that is not there."""
    found = sprite.load(name)
    body = fragments.sprite_svg(found, state)
    return f'<defs>{found.defs}</defs><g transform="{place.svg()}">{body}</g>'


def point(name: str, place: Placement, anchor: str, state: str = "") -> Point:
    """px of an anchor of a placed sprite."""
    return place.apply(sprite.load(name).anchor(anchor, state=state).point)


def ramp(name: str, *colours: str, way: Point = ACROSS) -> str:
    """A linear gradient with this id through the colours; belongs inside `<defs>`."""
    stops = "".join(
        f'<stop offset="{i / (len(colours) - 1):g}" stop-color="{colour}"/>'
        for i, colour in enumerate(colours)
    )
    return (
        f'<linearGradient id="{name}" x1="0" y1="0" x2="{way[0]:g}" y2="{way[1]:g}">{stops}'
        "</linearGradient>"
    )


def lens(at: Point, inside: str, radius: float) -> str:
    """A round close-up around `at` (px); `inside` is drawn around (0, 0) and cut off round."""
    name = f"things-lens-{radius:g}"
    return (
        f'<clipPath id="{name}"><circle r="{radius:g}"/></clipPath>'
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f})"><circle r="{radius:g}" '
        f'fill="#FFFDF8"/><g clip-path="url(#{name})">{inside}</g><circle r="{radius:g}" '
        f'fill="none" stroke="{TEAL}" stroke-width="5"/></g>'
    )
