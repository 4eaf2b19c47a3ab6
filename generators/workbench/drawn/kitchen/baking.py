"""Into the hot oven: a loaf in its tin, a pizza from the back of a tray.

The oven is shown open while hands in gloves are in it, then shut with the light on.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.workbench import effects, marks, sprite
from generators.workbench.drawn import register
from generators.workbench.drawn.kitchen.worktop import (
    DEFS,
    Visit,
    clock,
    fading,
    hand,
    line,
    lump,
    prop,
    vessel,
)
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import Box, Placement, Point, lerp, phase
from generators.workbench.palette import Skin

OVEN_AT: Point = (330.0, 486.0)
OPEN = prop("oven", "open", OVEN_AT, "base", 1.16)
SHUT = prop("oven", "on", OVEN_AT, "base", 1.16)
PUT, CLOSED, TIME = (0.08, 0.34), (0.52, 0.58), (0.6, 0.94)  # t
GLOVE, GLOVE_EDGE = "#D98A3A", "#8A5218"


@dataclass(frozen=True)
class Bake:
    """What goes in (`name:state`), what it looks like in the end, and how large (in the oven)."""

    name: str
    raw: str
    done: str
    scale: float
    slides: bool = False  # from the back of a tray, which comes out again

    def draw(self, t: float, skin: Skin) -> str:
        shut = t > CLOSED[0]
        inside = self._food(t, phase(t, *PUT) if t < 0.34 else 1.0)
        if shut:
            out = vessel(SHUT, "") + self._window(inside) + _pane()
            out += effects.steam((OVEN_AT[0] + 150, 150), t, 0.9, count=2).svg
            return DEFS + out + clock((668, 400), phase(t, *TIME), 48)
        return DEFS + vessel(OPEN, "") + inside + self._hands(t, skin)

    def _at(self, share: float) -> Point:
        x, y = OPEN.point("inside")
        return lerp(x + 150, x, share), lerp(y + 96, y + 6, share)

    def _food(self, t: float, share: float) -> str:
        if t <= 0:
            return self._sheet()
        art = sprite.load(self.name)
        x, y = self._at(share)
        y += _below(t)
        scale = self.scale * lerp(1.12, 1.0, share)
        place = Placement(art.anchor("base").point, (x, y), 0.0, scale)
        brown = phase(t, *TIME)
        svg = f"<defs>{art.defs}</defs>" + self._sheet()
        raw = sprite_svg(art, self.raw)
        svg += f'<g transform="{place.svg()}">{raw}</g>' if brown < 1 else ""
        done = f'<g transform="{place.svg()}">{sprite_svg(art, self.done)}</g>'
        return svg + fading(done, brown)

    def _sheet(self) -> str:
        """The hot tray in the oven under a pizza."""
        if not self.slides:
            return ""
        x, y = OPEN.point("inside")
        return (
            f'<path d="M{x - 176:.1f} {y + 12:.1f}L{x - 150:.1f} {y - 34:.1f}H{x + 150:.1f}'
            f'L{x + 176:.1f} {y + 12:.1f}Z" fill="#4A5A63" stroke="#2C383E" stroke-width="3.2" '
            'stroke-linejoin="round"/>'
        )

    def _window(self, svg: str) -> str:
        x, y = OPEN.point("inside")
        sx, sy = SHUT.point("inside")
        return f'<g transform="translate({sx - x:.1f} {sy - y + 22:.1f})">{svg}</g>'

    def _hands(self, t: float, skin: Skin) -> str:
        """Both in thick gloves, one on each side; they draw back when it stands on the rack."""
        visit = Visit(-1.0, -0.5, 0.36, 0.5)  # they come with what they carry
        share = phase(t, *PUT)
        x, y = self._at(share)
        y += _below(t)
        art = sprite.load(self.name)
        half = art.width * self.scale / 2 * lerp(1.12, 1.0, share)
        tray = self._peel((x, y), half, t, visit) if self.slides else ""
        low = 16 if self.slides else -62
        out = tray
        for side, arm in ((1, 34.0), (-1, 146.0)):
            if self.slides and side < 0:
                continue
            spot = (x + side * (half - (-40 if self.slides else 6)), y + low)
            back, front = hand("grip", spot, arm, skin, t, visit, 0.95)
            out += back + front + self._glove(visit.where(t, spot, arm), arm, visit.away(t))
        return out

    def _peel(self, at: Point, half: float, t: float, visit: Visit) -> str:
        """The cool tray's back from which the pizza slides."""
        x, y = visit.where(t, at, 34.0)
        drawn = 90 * phase(t, 0.26, 0.36)
        x, y = x + drawn, y + drawn * 0.7
        shape = [
            (x - half, y + 26),
            (x + half + 30, y + 26),
            (x + half + 14, y + 8),
            (x - half, y + 8),
        ]
        return (
            '<path d="M' + "L".join(f"{a:.1f} {b:.1f}" for a, b in shape) + 'Z" fill="#B4C4CB" '
            'stroke="#4E6470" stroke-width="3.2" stroke-linejoin="round"/>'
        )

    def _glove(self, at: Point, arm: float, away: float) -> str:
        """A quilted oven glove over the hand."""
        if away >= 1:
            return ""
        flip = -1 if abs(arm) > 90 else 1
        turn = arm if flip > 0 else arm - 180
        body = [(-48, -10), (-40, -42), (0, -54), (60, -48), (128, -50), (130, 50), (60, 46),
                (0, 52), (-40, 40)]  # fmt: skip
        shape = lump([(flip * x, y) for x, y in body], GLOVE, GLOVE_EDGE, 3.4)
        digit = ((-14, -44), (-40, -66), (-24, -80), (6, -66), (22, -46))
        thumb = lump([(flip * x, y) for x, y in digit], GLOVE, GLOVE_EDGE, 3.4)
        quilt = "".join(
            line([(flip * (k - 20), -40), (flip * (k + 20), 42)], "#F2B972", 3, 0.9)
            for k in (0, 36, 72)
        )
        cuff = line([(flip * 122, -46), (flip * 124, 46)], "#F6EBD2", 12)
        return (
            f'<g transform="translate({at[0]:.1f} {at[1]:.1f})rotate({turn:.1f})">'
            f"{thumb}{shape}{quilt}{cuff}</g>"
        )


def _below(t: float) -> float:
    """How far below its way it still is, coming in from the cook's side."""
    return 460.0 * (1 - phase(t, 0.0, 0.18))


LOAF = Bake("loaf-tin", "risen", "baked", 0.86)
PIZZA = Bake("pizza", "topped", "baked", 0.98, True)


def _pane() -> str:
    """The glow of the glass over what is behind it."""
    a, b = SHUT.placement.apply((51, 118)), SHUT.placement.apply((349, 288))
    return (
        f'<rect x="{a[0]:.1f}" y="{a[1]:.1f}" width="{b[0] - a[0]:.1f}" '
        f'height="{b[1] - a[1]:.1f}" rx="8" fill="#F2A23A" opacity=".26"/>'
    )


def _mark() -> str:
    x, y = OPEN.point("inside")
    return marks.arrow((x + 20, y + 128), (x + 4, y + 66), 0)


def _scene(bake: Bake, key: float) -> Scene:
    return Scene(bake.draw, key, OPEN.point("inside"), _mark, Box(90, 96, 740, 500))


LOAF_BAKING = Scenes({"baked": _scene(LOAF, 0.33)})
PIZZA_BAKING = Scenes({"baked": _scene(PIZZA, 0.27)})
register(LOAF_BAKING, ("bake", "insert"), ("bread-loaf", "loaf-tin"))
register(PIZZA_BAKING, ("bake", "insert"), ("pizza",))
