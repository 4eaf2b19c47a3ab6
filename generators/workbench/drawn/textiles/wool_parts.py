"""A wool jumper, the basin that it is washed in, towel, tape measure, label."""

from __future__ import annotations

import math

from generators.workbench.drawn.textiles.flatlay import (
    cast,
    clipped,
    line,
    piece,
    rect,
)
from generators.workbench.geometry import Point, lerp, mix

DRY, WET = "#D07A55", "#9A4C31"
RIBS = "#6E3218"
WATER, BASIN = "#8CC6E0", "#DCE7EC"
TOWEL, TOWEL_EDGE = "#F1E6CC", "#B39D6B"
RIM: Point = (384.0, 306.0)
RX, RY = 270.0, 84.0

BODY = "M-74 -150Q0 -120 74 -150L132 -128L126 168H-126L-132 -128Z"
LEFT_ARM = "M-132 -128Q-176 -96 -196 -20L-226 120L-166 134L-126 -6Z"
RIGHT_ARM = "M132 -128Q176 -96 196 -20L226 120L166 134L126 -6Z"


def jumper(at: Point, size: float = 1.0, wet: bool = False, wide: float = 1.0) -> str:
    """Flat, sleeves down; `wide` stretches it sideways."""
    colour = WET if wet else DRY
    knit = "".join(f"M{x} -120V150" for x in range(-100, 120, 25))
    cables = "".join(
        f"M{x} {y}q9 12 0 24q-9 12 0 24" for x in (-50, 0, 50) for y in (-100, -40, 20, 80)
    )
    hem = "M-126 140H126V170H-126Z"
    cuffs = "M-222 100L-162 114L-168 138L-228 124ZM222 100L162 114L168 138L228 124Z"
    ribs = "".join(f"M{x} 142V168" for x in range(-112, 120, 16))
    neck = "M-74 -150Q0 -116 74 -150L62 -166Q0 -138 -62 -166Z"
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f})scale({size * wide:.3f} {size:.3f})">'
        + cast(BODY + LEFT_ARM + RIGHT_ARM)
        + piece(LEFT_ARM, colour, RIBS)
        + piece(RIGHT_ARM, colour, RIBS)
        + piece(BODY, colour, RIBS)
        + line(knit, RIBS, 2, opacity=0.35)
        + line(cables, RIBS, 4, opacity=0.55)
        + piece(hem + cuffs, colour, RIBS)
        + line(ribs, RIBS, 3, opacity=0.7)
        + piece(neck, colour, RIBS)
        + "</g>"
    )


def towel() -> str:
    d = "M96 96H664V486H96Z"
    stripes = "M96 118H664M96 130H664M96 452H664M96 464H664"
    return cast(d) + piece(d, TOWEL, TOWEL_EDGE) + line(stripes, "#7FA9AD", 5)


def tape(a: Point, b: Point) -> str:
    """A tape measure between two points, with its ticks."""
    length = math.dist(a, b)
    count = int(length / 14)
    ticks = ""
    for i in range(1, count):
        x, y = mix(a, b, i / count)
        ticks += f"M{x:.1f} {y - 12:.1f}v{14 if i % 5 == 0 else 8}"
    way = f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
    return line(way, "#8C6A22", 28) + line(way, "#F2D27A", 24) + line(ticks, "#5F4A16", 2.4)


def care_label(at: Point) -> str:
    """The sign for washing by hand: a tub with a hand in it."""
    x, y = at
    tag = rect(x - 58, y - 50, 116, 100)
    tub = f"M{x - 40} {y - 14}L{x - 30} {y + 30}H{x + 30}L{x + 40} {y - 14}"
    wave = f"M{x - 36} {y - 2}q9 -9 18 0t18 0t18 0t18 0"
    hand = "".join(
        f"M{x + a} {y + b}L{x + c} {y + d}"
        for a, b, c, d in ((-6, -36, 4, 10), (6, -34, 10, 6), (-18, -30, -2, 12))
    )
    return (
        cast(tag)
        + piece(tag, "#FBF8F1", "#A99C83")
        + line(tub, "#2B2B2B", 5)
        + line(wave, "#2B2B2B", 4)
        + line(hand, "#2B2B2B", 5)
    )


def ellipse(at: Point, rx: float, ry: float, rest: str) -> str:
    return f'<ellipse cx="{at[0]:.1f}" cy="{at[1]:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" {rest}/>'


def basin_back(level: float, tint: str = WATER) -> str:
    """Far wall and water; `level` 0..1."""
    inside = ellipse(RIM, RX, RY, 'fill="#B7CAD3" stroke="#7F9AA8" stroke-width="4"')
    if level <= 0.02:
        return inside + ellipse((RIM[0], RIM[1] + 30), RX * 0.8, RY * 0.6, 'fill="#C9D8DF"')
    y = RIM[1] + lerp(40, 8, level)
    rx, ry = RX * lerp(0.84, 0.965, level), RY * lerp(0.7, 0.93, level)
    return inside + ellipse((RIM[0], y), rx, ry, f'fill="{tint}" stroke="#6BA5C2" stroke-width="3"')


def basin_front() -> str:
    """Near wall and rim, over everything that is in the water."""
    x, y = RIM
    wall = (
        f"M{x - RX} {y}Q{x - RX + 14} {y + 110} {x - 170} {y + 146}"
        f"Q{x} {y + 166} {x + 170} {y + 146}"
        f"Q{x + RX - 14} {y + 110} {x + RX} {y}A{RX} {RY} 0 0 1 {x - RX} {y}Z"
    )
    shade = f"M{x - 214} {y + 74}Q{x - 204} {y + 116} {x - 150} {y + 126}"
    rim = f"M{x - RX} {y}A{RX} {RY} 0 0 0 {x + RX} {y}"
    return (
        piece(wall, BASIN, "#7F9AA8", 4)
        + line(shade, "#FFFFFF", 7, opacity=0.8)
        + line(rim, "#7F9AA8", 15)
        + line(rim, "#F4F8FA", 9)
    )


def water_line(inner: str) -> str:
    """What lies in the basin: cut at the near rim."""
    x, y = RIM
    keep = f"M0 0H768V{y}H{x + RX}A{RX} {RY} 0 0 1 {x - RX} {y}H0Z"
    return clipped("wool-basin", keep, inner)


def bundle(at: Point, wide: float = 1.0, high: float = 1.0, colour: str = WET) -> str:
    """The jumper as it lies in the water."""
    d = (
        "M-170 20Q-180 -30 -110 -44Q-60 -84 10 -62Q90 -84 140 -40Q190 -10 160 34"
        "Q90 66 0 58Q-110 66 -170 20Z"
    )
    folds = (
        "M-120 -6Q-60 -40 -10 -6M-40 24Q30 -20 90 16M40 -40Q90 -50 120 -10M-130 30Q-90 14 -60 34"
    )
    sleeve = "M60 -60Q110 -30 90 10Q70 40 110 50L140 30Q120 0 140 -30Q120 -66 60 -60Z"
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f})scale({wide:.3f} {high:.3f})">'
        + piece(d, colour, RIBS)
        + line(folds, RIBS, 5, opacity=0.6)
        + piece(sleeve, colour, RIBS)
        + "</g>"
    )


def suds(count: int, t: float) -> str:
    out = ""
    for i in range(count):
        a = i * 137.5
        r = 0.35 + 0.6 * (i * 29 % 100) / 100
        x = RIM[0] + RX * 0.9 * r * math.cos(math.radians(a))
        y = RIM[1] + 8 + RY * 0.8 * r * math.sin(math.radians(a)) + 2 * math.sin(t * 14 + i)
        out += ellipse(
            (x, y), 9 + i % 4 * 3, 7 + i % 4 * 2, 'fill="#FFFFFF" stroke="#B5D3E0" stroke-width="2"'
        )
    return out


def thermometer(at: Point, share: float) -> str:
    """Stands in the water; the column rises to 30."""
    x, y = at
    ticks = "".join(f"M{x + 12} {y - 20 - i * 18}h10" for i in range(6))
    return (
        piece(
            f"M{x - 14} {y - 140}Q{x} {y - 156} {x + 14} {y - 140}V{y}Q{x} {y + 22} {x - 14} {y}Z",
            "#F4F8FA",
            "#7F9AA8",
        )
        + line(f"M{x} {y}V{y - 20 - 62 * share:.1f}", "#C8443A", 8)
        + f'<circle cx="{x}" cy="{y}" r="10" fill="#C8443A"/>'
        + line(ticks, "#4E6470", 3)
    )
