"""The picture when no drawing would be honest: the step's own words, well set, plainly marked."""

from __future__ import annotations

from generators.workbench import callouts
from generators.workbench.fragments import sprite_svg
from generators.workbench.palette import CARD_EDGE, INK, PAPER, TEAL
from generators.workbench.scene import Item
from generators.workbench.sprite import Sprite
from generators.workbench.typeset import fitted, svg_lines

MARKED = "Text only: no drawing of this step"


def items(number: int, name: str, text: str, label: str, place: Sprite | None) -> list[Item]:
    """Place, veiled; a card with the text; badge; label."""
    badge = callouts.badge(number, name)
    top = badge.box.y1 + 22
    size, lines = fitted(text, (26, 24, 22, 20), 640, 9)
    height = min(len(lines) * size * 1.25 + 92, 500 - top)
    scenery = sprite_svg(place) if place else f'<rect width="768" height="512" fill="{PAPER}"/>'
    card = (
        f'<rect width="768" height="512" fill="{PAPER}" opacity="0.72"/>'
        f'<rect x="34" y="{top:.1f}" width="700" height="{height:.1f}" rx="18" fill="#FFFFFF" '
        f'stroke="{CARD_EDGE}" stroke-width="2.5"/>'
        f'<rect x="34" y="{top + 18:.1f}" width="7" height="{height - 36:.1f}" rx="3" '
        f'fill="{TEAL}"/>'
        + svg_lines(lines, 64, top + 28 + size * 0.9, size, INK)
        + svg_lines([MARKED], 64, top + height - 20, 19, "#6B6255")
    )
    out = [
        Item(0.0, scenery, place.defs if place else ""),
        Item(10.0, card),
        Item(200.0, badge.svg),
    ]
    if label and top + height < 440:
        numbers = callouts.label(label, [])
        out += [Item(200.0, numbers.svg)] if numbers else []
    return out
