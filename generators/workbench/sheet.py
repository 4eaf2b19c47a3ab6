"""A contact sheet of sprites, hands or places: every state, its anchors, and its faults.

    python -m generators.workbench.sheet NAME ... [--out FILE] [--level 0.6] [--plain]

NAME is a sprite, hand or place (or a path to an .svg file); no NAME = everything there is.
"""

from __future__ import annotations

import argparse
import math
import sys
from html import escape
from pathlib import Path

from generators.workbench import raster, sprite
from generators.workbench.fragments import dyed, sprite_svg
from generators.workbench.palette import SKINS
from generators.workbench.sprite import Sprite

CELL_W, CELL_H, GAP = 300, 250, 12  # px
MARKS = {"grip": "#E4572E", "contact": "#E4572E", "spout": "#2F7FC1", "rim": "#2F9E44"}


def cells(item: Sprite, level: float, plain: bool) -> list[str]:
    """One drawing per state; a hand gets one per skin tone, a container also an empty one."""
    if item.has("contact"):
        return [_cell(item, "", level, plain, tone) for tone in range(len(SKINS))]
    states = item.states or ("",)
    out = [_cell(item, state, level, plain) for state in states]
    if item.fillable:
        out.append(_cell(item, item.state(""), 0.0, plain))
    return out


def _cell(item: Sprite, state: str, level: float, plain: bool, tone: int = 1) -> str:
    room_w, room_h = CELL_W - 24, CELL_H - 58
    zoom = min(room_w / item.width, room_h / item.height, 1.6)
    x, y = (CELL_W - item.width * zoom) / 2, 8 + (room_h - item.height * zoom) / 2
    body = sprite_svg(item, state, level, "coffee", SKINS[tone])
    if item.has("contact"):
        body = _own_ids(f"<defs>{dyed(item.defs, SKINS[tone])}</defs>{body}", item.name, tone)
    marks = "" if plain else "".join(_mark(n, a, zoom) for n, a in _anchors(item))
    level_note = f" ({level:.0%})" if item.fillable else ""
    name = f"{item.name}{':' + state if state else ''}{level_note}"
    return (
        f'<rect width="{CELL_W}" height="{CELL_H}" rx="8" fill="#EFE7D8" stroke="#D8CDBA"/>'
        f'<g transform="translate({x:.1f} {y:.1f})scale({zoom:.4g})">'
        f'<rect width="{item.width}" height="{item.height}" fill="none" stroke="#CFC3AC"/>'
        f"{body}{marks}</g>"
        f'<text x="10" y="{CELL_H - 28}" font-size="15" fill="#2B2B2B">{escape(name)}</text>'
        f'<text x="10" y="{CELL_H - 10}" font-size="11" fill="#7A6F5C">'
        f"{item.width:g}x{item.height:g} · {escape(item.kind)}"
        f"{' · sits on ' + ', '.join(item.sits_on) if item.sits_on else ''}</text>"
    )


def _own_ids(text: str, name: str, tone: int) -> str:
    """Four skin tones of one hand on one sheet need four sets of gradients."""
    return text.replace(f'id="{name}-', f'id="{name}-{tone}-').replace(
        f"url(#{name}-", f"url(#{name}-{tone}-"
    )


def _anchors(item: Sprite) -> list[tuple[str, sprite.Anchor]]:
    return [
        (n, a)
        for n, a in item.anchors.items()
        if n not in ("centre", "top", "lip") and "@" not in n
    ]


def _mark(name: str, anchor: sprite.Anchor, zoom: float) -> str:
    colour, r = MARKS.get(name, "#8E44AD"), 5 / zoom
    dx, dy = (22 / zoom * f(math.radians(anchor.angle)) for f in (math.cos, math.sin))
    line = f"M{anchor.x} {anchor.y}l{dx:.1f} {dy:.1f}" if name in ("grip", "spout") else ""
    return (
        f'<path d="{line}" stroke="{colour}" stroke-width="{2.5 / zoom:.2f}"/>'
        f'<circle cx="{anchor.x}" cy="{anchor.y}" r="{r:.2f}" fill="none" stroke="{colour}" '
        f'stroke-width="{2.5 / zoom:.2f}"/><text x="{anchor.x + r * 1.5:.1f}" '
        f'y="{anchor.y - r:.1f}" font-size="{11 / zoom:.1f}" fill="{colour}">{name}</text>'
    )


def contact_sheet(items: list[Sprite], level: float = 0.6, plain: bool = False) -> bytes:
    """PNG of all states of `items`."""
    drawn = [(item, svg) for item in items for svg in cells(item, level, plain)]
    columns = max(1, min(len(drawn), 5, math.ceil(math.sqrt(len(drawn)) + 0.5)))
    defs = "".join(dict.fromkeys(item.defs for item in items if not item.has("contact")))
    groups = [
        f'<g transform="translate({GAP + i % columns * (CELL_W + GAP)} '
        f'{GAP + i // columns * (CELL_H + GAP)})">{svg}</g>'
        for i, (_, svg) in enumerate(drawn)
    ]
    width = GAP + columns * (CELL_W + GAP)
    height = GAP + math.ceil(len(drawn) / columns) * (CELL_H + GAP)
    return raster.to_png(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="{raster.FAMILY}"><defs>{defs}</defs>'
        f'<rect width="{width}" height="{height}" fill="#F8F4EC"/>{"".join(groups)}</svg>'
    )


def find(name: str) -> Sprite:
    """A sprite, hand or place by name, or a file by path. SpriteError when there is none."""
    if name.endswith(".svg"):
        return sprite.parse(Path(name))
    for kind in ("sprites", "hands", "places"):
        if name in sprite.names(kind):
            return sprite.load(name, kind)
    known = ", ".join(n for k in ("sprites", "hands", "places") for n in sprite.names(k))
    raise sprite.SpriteError(f"no sprite, hand or place is called {name!r}; there are: {known}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Contact sheet of sprites, hands and places.")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--out", type=Path, default=Path("sheet.png"))
    parser.add_argument("--level", type=float, default=0.6, help="how full containers are")
    parser.add_argument("--plain", action="store_true", help="without anchors")
    options = parser.parse_args(arguments)
    wanted = options.names or list(sprite.names())
    try:
        items = [find(name) for name in wanted]
    except sprite.SpriteError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for item in items:
        for problem in item.problems:
            sys.stderr.write(f"{item.name}.svg: {problem}\n")
    options.out.write_bytes(contact_sheet(items, options.level, options.plain))
    sys.stderr.write(f"{options.out}: {len(items)} sprites\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
