"""Hands for drawn programs: the same hand sprites that the engine uses, as fragments."""

from __future__ import annotations

from generators.workbench import fragments, sprite
from generators.workbench.geometry import Placement, Point, mix, phase
from generators.workbench.palette import Skin

PINCH_SCALE = 0.9  # a hand about 150 px wide beside a rope 20 px thick


def hand_layers(
    pose: str,
    at: Point,
    skin: Skin,
    rotation: float = 0.0,
    flip: bool = False,
    scale: float = PINCH_SCALE,
) -> tuple[str, str]:
    """(behind what is held, before it): the hand's `contact` anchor lies on `at`."""
    hand = sprite.load(pose, "hands")
    place = Placement(hand.anchor("contact").point, at, rotation, scale, flip)
    back, front = fragments.sprite_layers(hand, "", 0.0, "", skin)
    defs = fragments.dyed(hand.defs, skin)
    return (
        f'<defs>{defs}</defs><g transform="{place.svg()}">{back}</g>',
        f'<g transform="{place.svg()}">{front}</g>',
    )


def visiting(t: float, outside: Point, target: Point, leaves_at: float = 0.86) -> Point:
    """Where a hand is that comes from `outside`, stays at `target`, and is gone at t = 1."""
    if t < leaves_at:
        return mix(outside, target, phase(t, 0.0, 0.16))
    return mix(target, outside, phase(t, leaves_at, 1.0))
