"""Tape dispenser and scissors beside the gift: the same sprites that the engine uses."""

from __future__ import annotations

from generators.workbench import fragments, sprite
from generators.workbench.drawn.folding.gift_scene import Scene
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.geometry import Placement, Point, lerp
from generators.workbench.palette import SHADOW, Skin

SCALE = 0.72
DISPENSER: Point = (672.0, 330.0)  # its foot


def dispenser(s: Scene) -> str:
    """The tape, pushed in from the right while it is needed."""
    shown = s.value("tape-in")
    if shown <= 0:
        return ""
    art = sprite.load("adhesive-tape")
    at = lerp(900, DISPENSER[0], shown), DISPENSER[1]
    place = Placement(art.anchor("base").point, at, 0.0, SCALE)
    return _shade((at[0], at[1] - 3), art.width * SCALE * 0.5, 9) + _placed(art, "", place)


def scissors(at: Point, turn: float, skin: Skin, state: str, held: bool) -> str:
    """Blades at `at`, pointing left when `turn` is 0; lying, or in a hand."""
    art = sprite.load("scissors")
    place = Placement(art.anchor("blade").point, at, turn, SCALE)
    if not held:
        x, y = place.apply(art.anchor("hinge").point)
        return _shade((x + 4, y + 16), art.width * SCALE * 0.46, 8) + _placed(art, state, place)
    grip = place.apply(art.anchor("grip").point)
    back, front = hand_layers("hold", grip, skin, turn * 0.5 + 18, False, 0.7)
    return back + _placed(art, state, place) + front


def _placed(art: sprite.Sprite, state: str, place: Placement) -> str:
    drawn = fragments.sprite_svg(art, state)
    return f'<defs>{art.defs}</defs><g transform="{place.svg()}">{drawn}</g>'


def _shade(at: Point, rx: float, ry: float) -> str:
    return (
        f'<ellipse cx="{at[0]:.1f}" cy="{at[1]:.1f}" rx="{rx:.1f}" ry="{ry}" fill="{SHADOW}" '
        'opacity=".22"/>'
    )
