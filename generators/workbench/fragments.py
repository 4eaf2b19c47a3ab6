"""SVG fragments of placed things: sprite in a state and level, with what goes between layers."""

from __future__ import annotations

from functools import lru_cache

from generators.workbench.palette import SKINS, Liquid, Skin, liquid
from generators.workbench.sprite import Sprite, Surface


@lru_cache(maxsize=4096)
def sprite_layers(
    sprite: Sprite, state: str, level: float, liquid_name: str, skin: Skin, tilt: float = 0.0
) -> tuple[str, str]:
    """(what is behind the contents with the liquid itself, what is before them).

    `tilt`: degrees by which the vessel is turned in the picture; its liquid stays level.
    """
    back = sprite.layer("back", state)
    if sprite.fillable and level > 0.005:
        back += _contents(sprite, level, liquid_name, tilt)
    front = sprite.layer("front", state)
    if sprite.has("contact"):
        back, front = dyed(back, skin), dyed(front, skin)
    return back, front


def sprite_svg(
    sprite: Sprite,
    state: str = "",
    level: float = 0.0,
    liquid_name: str = "",
    skin: Skin = SKINS[1],
) -> str:
    """The whole sprite in its own coordinates."""
    back, front = sprite_layers(sprite, state, level, liquid_name, skin)
    return back + front


def dyed(text: str, skin: Skin) -> str:
    """Puts the colours of a skin tone in place of the tokens of a hand."""
    for token, colour in skin.tokens().items():
        text = text.replace(token, colour)
    return text


def _contents(sprite: Sprite, level: float, liquid_name: str, tilt: float) -> str:
    """The cavity cut off at the level, and the surface ellipse on top."""
    colours = liquid(liquid_name)
    surface = sprite.surface(level)
    clip = f"{sprite.name}-level-{round(level * 1000)}"
    ry = max(2.0, surface.half * sprite.openness)
    if tilt:
        return _tilted(sprite, surface, tilt, ry, colours)
    return (
        f'<clipPath id="{clip}"><rect x="-5" y="{surface.y:.2f}" width="{sprite.width + 10:g}" '
        f'height="{sprite.height:g}"/></clipPath>'
        f'<g clip-path="url(#{clip})" color="{colours.body}">{sprite.cavity()}</g>'
        f'<ellipse cx="{surface.x:.2f}" cy="{surface.y:.2f}" rx="{surface.half:.2f}" '
        f'ry="{ry:.2f}" fill="{colours.surface}"/>'
    )


def _tilted(sprite: Sprite, surface: Surface, tilt: float, ry: float, colours: Liquid) -> str:
    """The cavity below a line that is level in the picture, and its surface as a thin band."""
    name = f"{sprite.name}-tilt-{surface.y:.0f}-{tilt:.0f}"
    turn = f'transform="rotate({-tilt:.1f} {surface.x:.2f} {surface.y:.2f})"'
    left = f'x="{surface.x - 500:.1f}" width="1000"'
    return (
        f'<clipPath id="{name}"><rect {left} y="{surface.y:.2f}" height="900" {turn}/></clipPath>'
        f'<clipPath id="{name}-top"><rect {left} y="{surface.y - ry:.2f}" height="{2 * ry:.2f}" '
        f"{turn}/></clipPath>"
        f'<g clip-path="url(#{name})" color="{colours.body}">{sprite.cavity()}</g>'
        f'<g clip-path="url(#{name}-top)" color="{colours.surface}">{sprite.cavity()}</g>'
    )
