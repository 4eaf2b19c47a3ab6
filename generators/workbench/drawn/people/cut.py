"""Dressing a cut, close up: the learner's forearm on a clean cloth, the left hand does the work.

The arm is the sprite of `burned-forearm` without its burn; wound, blood, water and dressing are
drawn here. What is washed off or covered stays so from stage to stage.
"""

from __future__ import annotations

import math

from generators.workbench import marks, sprite
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.people.aids import BLOOD, calendar, clock, dressing, gauze_pad
from generators.workbench.drawn.people.figure import ground_shadow
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.shapes import blob, solid, stroke
from generators.workbench.fragments import dyed, sprite_svg
from generators.workbench.geometry import Box, Point, lerp, mix, phase
from generators.workbench.palette import Skin

ARM_AT, ARM_SIZE = (150.0, 240.0), 1.16  # px of the sprite's corner, its scale
WOUND: Point = (520.0, 338.0)
DARK = "#7E1A1A"
OUT: Point = (-240.0, 300.0)  # where the left hand comes from


def _arm(skin: Skin) -> str:
    thing = sprite.load("burned-forearm")
    (x, y), size = ARM_AT, ARM_SIZE
    shadow = ground_shadow(170, 800, 404, 12)
    return (
        f"{shadow}<defs>{dyed(thing.defs, skin)}</defs>"
        f'<g transform="translate({x:g} {y:g}) scale({size:g})">'
        f"{dyed(sprite_svg(thing, 'bare'), skin)}</g>"
    )


def _cloth() -> str:
    """A clean towel under the arm."""
    sheet = "M96 360L690 352Q724 420 736 462Q400 486 60 464Q70 410 96 360Z"
    stripes = "M120 374L676 366M78 446Q400 468 722 446"
    return (
        f'<path d="{sheet}" fill="#F4F1E8" stroke="#C9C2B0" stroke-width="3" '
        f'stroke-linejoin="round"/><path d="{stripes}" fill="none" stroke="#8FBABD" '
        'stroke-width="6" opacity=".8"/>'
    )


def _wound(blood: float, dirt: float = 0.0) -> str:
    """A cut of 2 cm across the forearm; `blood` 0..1 runs down from it."""
    x, y = WOUND
    out = ""
    if blood > 0.02:
        run = [(x - 8, y + 18), (x - 14, y + 34), (x - 12, y + 34 + 36 * blood)]
        out += stroke(run, BLOOD, 11 * blood + 2)
        out += stroke([(x + 10, y + 14), (x + 14, y + 20 + 26 * blood)], BLOOD, 8 * blood + 2)
        pool = [
            (x - 22, y - 16),
            (x, y - 24),
            (x + 22, y - 12),
            (x + 20, y + 14),
            (x, y + 24),
            (x - 20, y + 16),
        ]
        centre = [mix((x, y), p, 0.5 + 0.5 * blood) for p in pool]
        out += f'<path d="{blob(centre)}" fill="{BLOOD}" opacity="{0.55 + 0.4 * blood:.2f}"/>'
    rim = [(x - 9, y - 24), (x + 3, y - 13), (x + 9, y), (x + 10, y + 22), (x, y + 12), (x - 5, y)]
    out += f'<path d="{blob(rim)}" fill="{BLOOD}" stroke="#A33A33" stroke-width="3"/>'
    out += stroke([(x - 5, y - 16), (x + 3, y), (x + 7, y + 14)], DARK, 4)
    for dx, dy in ((-16, -6), (-10, 14), (16, -10), (20, 8), (2, -22), (-2, 20)):
        out += f'<circle cx="{x + dx}" cy="{y + dy}" r="2.6" fill="#5A4A3A" opacity="{dirt:.2f}"/>'
    return out


def _left(pose: str, at: Point, skin: Skin, turn: float = -14.0, size: float = 0.95) -> str:
    back, front = hand_layers(pose, at, skin, turn, True, size)
    return back + front


# --- the scenes


TAP_AT, TAP_SIZE = (520.0, 474.0), 1.22


def _tap(at: Point, size: float, state: str = "running") -> str:
    thing = sprite.load("sink-tap")
    (x, y) = at
    return (
        ground_shadow(x - 150 * size, x + 150 * size, y + 2, 10) + f"<defs>{thing.defs}</defs>"
        f'<g transform="translate({x:g} {y:g}) scale({size:g}) translate(-150 -294)">'
        f"{sprite_svg(thing, state)}</g>"
    )


def hands_washed(t: float, skin: Skin) -> str:
    """Two hands rub each other in the stream, with foam."""
    rub = 12 * math.sin(2 * math.pi * 4 * t) * phase(t, 0.15, 0.25) * (1 - phase(t, 0.8, 0.88))
    here = phase(t, 0.0, 0.18) * (1 - phase(t, 0.88, 1.0))
    stream = (TAP_AT[0] - 46 * TAP_SIZE, TAP_AT[1] - 116 * TAP_SIZE)
    low = mix((-260.0, 380.0), (stream[0] - 26 + rub, stream[1] + 34), here)
    high = mix((1000.0, 420.0), (stream[0] + 20 - rub, stream[1] + 44), here)
    left = hand_layers("flat", low, skin, -24, True, 0.86)
    right = hand_layers("flat", high, skin, 24, False, 0.86)
    out = _tap(TAP_AT, TAP_SIZE) + "".join(right) + "".join(left)
    foam = phase(t, 0.25, 0.45) * here
    for i in range(9):
        a = i * 2.4
        x, y = stream[0] + 62 * math.cos(a) + rub, stream[1] + 40 + 34 * math.sin(a * 1.7)
        out += (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{(8 + i % 3 * 5) * foam:.1f}" fill="#FFFFFF" '
            f'stroke="#A9CFE0" stroke-width="2" opacity=".9"/>'
        )
    return out


def pressed(t: float, skin: Skin) -> str:
    """A pad is laid on the bleeding cut and held with the flat hand; the clock runs."""
    down = phase(t, 0.0, 0.26)
    at = mix((OUT[0], WOUND[1] - 90), WOUND, down)
    out = _cloth() + _arm(skin) + _wound(0.3 + 0.5 * phase(t, 0.0, 0.2))
    out += gauze_pad(at, 1.0, 0.6 * phase(t, 0.3, 0.9))
    out += _left("flat", (at[0] + 26, at[1] - 2), skin, -8, 1.0)
    return out + clock((640.0, 190.0), phase(t, 0.3, 1.0), 40)


def rinsed(t: float, skin: Skin) -> str:
    """Tap water runs over the cut until nothing is left in it."""
    clean = phase(t, 0.25, 0.8)
    on = phase(t, 0.06, 0.18) * (1 - phase(t, 0.9, 1.0))
    tub = "M60 402H740Q726 482 690 486H110Q74 482 60 402Z"
    basin = solid([tub], "#E7ECEC", "#8FA5AF")
    basin += '<path d="M84 416H716" stroke="#B5C6CC" stroke-width="6" opacity=".8"/>'
    x, y = WOUND
    spout = solid(
        [
            f"M{x - 20:.0f} -20H{x + 20:.0f}V142Q{x:.0f} 150 {x - 20:.0f} 142Z",
            f"M{x - 26:.0f} 122H{x + 26:.0f}V152H{x - 26:.0f}Z",
        ],
        "#9DB0B8",
        "#4E6470",
    )
    spout += stroke([(x - 10, 0), (x - 10, 116)], "#E3ECEF", 6, 0.9)
    water = (
        f'<path d="M{x - 13:.1f} 150H{x + 13:.1f}L{x + 17:.1f} {y - 18:.1f}Q{x + 62:.1f} {y:.1f} '
        f"{x + 60:.1f} {y + 40:.1f}Q{x + 40:.1f} {y + 60:.1f} {x + 30:.1f} {y + 84:.1f}"
        f"H{x - 34:.1f}Q{x - 40:.1f} {y + 54:.1f} {x - 58:.1f} {y + 36:.1f}Q{x - 60:.1f} "
        f'{y:.1f} {x - 17:.1f} {y - 18:.1f}Z" fill="#8CC6E0" fill-opacity=".42" '
        f'stroke="#4E9CC0" stroke-width="2.4" opacity="{on:.2f}"/>'
    )
    glint = stroke([(x - 5, 158), (x - 6, y - 22)], "#F2FBFE", 5, 0.9 * on)
    drops = ""
    for i in range(4):
        u = (3 * t + i / 4) % 1
        drops += (
            f'<circle cx="{x - 30 + 22 * i:.1f}" cy="{lerp(y + 74, y + 128, u):.1f}" r="4" '
            f'fill="#8CC6E0" opacity="{on * (1 - u):.2f}"/>'
        )
    arm = _arm(skin) + _wound(0.55 * (1 - clean), 1 - clean)
    return basin + arm + spout + water + glint + drops + clock((196.0, 176.0), clean, 36)


def patted(t: float, skin: Skin) -> str:
    """A clean cloth dabs round the cut."""
    here = phase(t, 0.0, 0.16) * (1 - phase(t, 0.86, 1.0))
    dab = abs(math.sin(2 * math.pi * 2 * t)) * 34 * phase(t, 0.14, 0.2)
    spots = ((WOUND[0] - 92, WOUND[1] - 6), (WOUND[0] - 84, WOUND[1] + 6))
    at = mix(OUT, mix(*spots, phase(t, 0.4, 0.6)), here)
    at = (at[0], at[1] - dab * (1 if t < 0.84 else 0))
    drops = ""
    for dx, dy in ((-64, -22), (-96, 14), (-44, 30), (62, -18), (52, 24)):
        faint = 1 - phase(t, 0.2, 0.7) if dx < 0 else 0.9
        drops += (
            f'<circle cx="{WOUND[0] + dx}" cy="{WOUND[1] + dy}" r="6" fill="#A9DAEC" '
            f'stroke="#4E9CC0" stroke-width="2" opacity="{faint:.2f}"/>'
        )
    x, y = at
    rag = [
        (x - 60, y - 26),
        (x - 8, y - 44),
        (x + 44, y - 30),
        (x + 62, y + 8),
        (x + 36, y + 40),
        (x - 20, y + 44),
        (x - 64, y + 22),
    ]
    cloth = solid([blob(rag)], "#F4F1E8", "#B9B2A0")
    cloth += stroke([(x - 30, y - 22), (x + 4, y - 8), (x + 40, y - 16)], "#CFC8B8", 3)
    cloth += stroke([(x - 36, y + 16), (x, y + 20), (x + 34, y + 14)], "#8FBABD", 5)
    hand = _left("flat", (x - 8, y - 10), skin, -16, 0.95)
    return _cloth() + _arm(skin) + _wound(0.0) + drops + cloth + hand


def judged(t: float, skin: Skin) -> str:
    """A ruler beside the cut: how long, how deep, does it gape?"""
    come = phase(t, 0.04, 0.3)
    x0, y0 = WOUND[0] - 62, lerp(-120.0, WOUND[1] - 118, come)
    scale = 24.0  # px per cm
    ruler = f"M{x0:.1f} {y0:.1f}h{8 * scale:.0f}v52h{-8 * scale:.0f}Z"
    out = _cloth() + _arm(skin) + _wound(0.0)
    out += solid([ruler], "#EFD28A", "#A57E36")
    for i in range(17):
        x = x0 + i * scale / 2
        out += stroke([(x, y0 + 52), (x, y0 + (34 if i % 2 == 0 else 42))], "#6E5423", 2.6)
    red = stroke([(x0 + 5 * scale, y0 - 6), (x0 + 5 * scale, y0 + 62)], BLOOD, 5)
    hand = _left("pinch", mix((x0 + 8, y0 + 20), OUT, phase(t, 0.88, 1.0)), skin, -20)
    lens = phase(t, 0.4, 0.6)
    return out + red + hand + _gape(lens)


def _gape(shown: float) -> str:
    """A closer look from the side: lips that meet, and lips that gape with fat in between."""
    if shown <= 0:
        return ""
    out = ""
    for x, open_ in ((122.0, 3.0), (122.0, 26.0)):
        y = 190.0 if open_ < 10 else 292.0
        card = f"M{x - 92} {y - 42}h184q8 0 8 8v68q0 8 -8 8h-184q-8 0 -8 -8v-68q0 -8 8 -8Z"
        out += f'<path d="{card}" fill="#FFFDF8" stroke="#D8CDBA" stroke-width="3"/>'
        deep = 26 if open_ < 10 else 52
        skin = (
            f"M{x - 84} {y - 14}H{x - open_}L{x} {y - 14 + deep}L{x + open_} {y - 14}H{x + 84}"
            f"V{y + 34}H{x - 84}Z"
        )
        out += f'<path d="{skin}" fill="#F3C9A6" stroke="#B07C55" stroke-width="2.6"/>'
        fat = f"M{x - 83} {y + 10}H{x - open_ * 0.5}L{x} {y - 14 + deep}L{x + open_ * 0.5} {y + 10}"
        out += f'<path d="{fat}H{x + 83}V{y + 33}H{x - 83}Z" fill="#F2D98A" opacity=".9"/>'
        gap = f"M{x - open_} {y - 14}L{x} {y - 14 + deep}L{x + open_} {y - 14}"
        out += f'<path d="{gap}" fill="none" stroke="{BLOOD}" stroke-width="6"/>'
        if open_ < 10:
            out += stroke([(x + 60, y - 32), (x + 68, y - 24), (x + 82, y - 40)], "#4F8A3F", 6)
        else:
            out += stroke([(x + 62, y - 38), (x + 80, y - 22)], BLOOD, 6)
            out += stroke([(x + 80, y - 38), (x + 62, y - 22)], BLOOD, 6)
    return f'<g opacity="{shown:.2f}">{out}</g>'


def covered(t: float, skin: Skin) -> str:
    """The dressing is lowered by its edges, pad on the cut, then smoothed down."""
    down, smooth = phase(t, 0.0, 0.36), phase(t, 0.5, 0.74)
    at = mix((WOUND[0] - 190, WOUND[1] - 240), WOUND, down)
    out = _cloth() + _arm(skin) + _wound(0.0) + dressing(at, smooth)
    if t < 0.5:
        away = phase(t, 0.42, 0.5)
        left = mix((at[0] - 100, at[1] - 14), OUT, away)
        return out + _left("pinch", left, skin, -14, 0.9)
    edge = (WOUND[0] - 88 + 40 * math.sin(2 * math.pi * 2 * t), WOUND[1] - 4)
    spot = mix(OUT, edge, phase(t, 0.5, 0.58) * (1 - phase(t, 0.88, 1.0)))
    return out + _left("flat", spot, skin, -10, 0.95)


NAIL: Point = (178.0, 338.0)


def circulation(t: float, skin: Skin) -> str:
    """A fingertip is pressed pale for two seconds; its colour comes back."""
    hold = phase(t, 0.12, 0.24) * (1 - phase(t, 0.5, 0.56))
    back = phase(t, 0.56, 0.74)
    here = phase(t, 0.0, 0.16) * (1 - phase(t, 0.54, 0.72))
    out = _cloth() + _arm(skin) + dressing(WOUND)
    tone, fade = ("#F7E3D3", hold) if t < 0.56 else ("#E58C7C", back * (1 - 0.3 * phase(t, 0.8, 1)))
    out += (
        f'<ellipse cx="{NAIL[0]:.0f}" cy="{NAIL[1]:.0f}" rx="24" ry="13" fill="{tone}" '
        f'opacity="{0.9 * fade:.2f}"/>'
    )
    at = mix((-200.0, 470.0), (NAIL[0] - 4, NAIL[1] + 4), here)
    return out + (_left("pinch", at, skin, 16, 0.86) if here > 0.01 else "")


def watched(t: float, skin: Skin) -> str:
    """A fresh dressing every day: the old one goes, the cut closes, a new one comes."""
    off, on = phase(t, 0.1, 0.36), phase(t, 0.56, 0.86)
    out = _cloth() + _arm(skin)
    x, y = WOUND
    out += stroke([(x - 6, y - 20), (x + 3, y), (x + 6, y + 18)], "#A8584A", 6)
    out += stroke([(x - 6, y - 20), (x + 3, y), (x + 6, y + 18)], "#D98C7C", 2)
    if off < 1:
        at = mix(WOUND, (WOUND[0] - 300, 216.0), off)
        out += dressing(at, 1 - off) + _left("pinch", (at[0] - 100, at[1] - 20), skin)
    if on > 0:
        at = mix((WOUND[0] - 200, 110.0), WOUND, on)
        spot = mix((at[0] - 100, at[1] - 14), OUT, phase(t, 0.88, 1.0))
        out += dressing(at, on) + _left("pinch", spot, skin)
    return out + calendar((646.0, 176.0))


BUSY = Box(90, 150, 740, 470)
SCENES = {
    "hands-washed": Scene(
        hands_washed,
        0.5,
        (TAP_AT[0] - 60, TAP_AT[1] - 96),
        lambda: marks.double((330.0, 440.0), (420.0, 440.0)),
        Box(200, 100, 720, 470),
    ),
    "pressed-10-min": Scene(
        pressed,
        0.8,
        (WOUND[0] - 20, WOUND[1] - 6),
        lambda: marks.arrow((WOUND[0] + 30, 218.0), (WOUND[0] + 30, 276.0)),
        BUSY,
    ),
    "rinsed-clean": Scene(rinsed, 0.6, (WOUND[0] + 4, WOUND[1] + 6), lambda: "", BUSY),
    "patted-dry": Scene(
        patted,
        0.5,
        WOUND,
        lambda: marks.double((WOUND[0] - 96, 216.0), (WOUND[0] - 96, 282.0)),
        BUSY,
    ),
    "judged": Scene(judged, 0.8, WOUND, lambda: "", Box(20, 140, 740, 470)),
    "dressed": Scene(
        covered,
        0.36,
        (WOUND[0] + 10, WOUND[1]),
        lambda: marks.arrow((WOUND[0], 190.0), (WOUND[0], 270.0)),
        BUSY,
    ),
    "circulation-checked": Scene(circulation, 0.4, NAIL, lambda: "", BUSY),
    "redressed": Scene(
        watched,
        0.3,
        WOUND,
        lambda: marks.arrow((WOUND[0] - 70, 300.0), (WOUND[0] - 190, 200.0), 20),
        BUSY,
    ),
}
PROGRAM = Scenes(SCENES)
register(
    PROGRAM,
    ("wash", "press", "rinse", "wipe", "check", "measure", "place", "wait", "remove"),
    ("cut-forearm",),
)
