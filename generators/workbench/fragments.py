"""SVG fragments of placed things: sprite in a state and level, with what goes between layers."""

from __future__ import annotations

from functools import lru_cache

from generators.workbench.palette import SKINS, Skin, liquid
from generators.workbench.sprite import Sprite


@lru_cache(maxsize=4096)
def sprite_layers(
    sprite: Sprite, state: str, level: float, liquid_name: str, skin: Skin
) -> tuple[str, str]:
    """(what is behind the contents with the liquid itself, what is before them)."""
    back = sprite.layer("back", state)
    if sprite.fillable and level > 0.005:
        back += _contents(sprite, level, liquid_name)
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


def _contents(sprite: Sprite, level: float, liquid_name: str) -> str:
    """The cavity cut off at the level, and the surface ellipse on top."""
    colours = liquid(liquid_name)
    surface = sprite.surface(level)
    clip = f"{sprite.name}-level-{round(level * 1000)}"
    ry = max(2.0, surface.half * 0.1)  # seen from slightly above
    return (
        f'<clipPath id="{clip}"><rect x="-5" y="{surface.y:.2f}" width="{sprite.width + 10:g}" '
        f'height="{sprite.height:g}"/></clipPath>'
        f'<g clip-path="url(#{clip})" color="{colours.body}">{sprite.cavity()}</g>'
        f'<ellipse cx="{surface.x:.2f}" cy="{surface.y:.2f}" rx="{surface.half:.2f}" '
        f'ry="{ry:.2f}" fill="{colours.surface}"/>'
    )
