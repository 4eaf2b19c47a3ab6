"""Hemming trousers by hand: the length on the body, then the leg inside out on the mat.

Light blue is the wrong side of the cloth, navy the right side, so a hem that is turned up shows as
a dark band. `CM` is the scale of the leg on the mat, `NEAR_CM` that of the close-up at the needle.
"""

from __future__ import annotations

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.textiles import hem_stitches
from generators.workbench.drawn.textiles.flatlay import (
    RIGHT_FOOT,
    Reach,
    Table,
    cast,
    clipped,
    faded,
    held_iron,
    line,
    mat_ground,
    moved,
    piece,
    pin,
    polygon,
    rect,
    ruler,
    steam,
)
from generators.workbench.drawn.textiles.needlework import between, placed
from generators.workbench.geometry import Box, Placement, lerp, phase
from generators.workbench.palette import Skin

RIGHT_SIDE, WRONG_SIDE = "#4B6587", "#B3C3D3"
CHALK = "#FFFFFF"
CM = 22.0  # px: a leg 20 cm wide fills the picture
FOLD, ALLOWANCE, TURN = 300.0, 4 * CM, 1 * CM  # y of the fold line; what is left below it
CUT = FOLD + ALLOWANCE
LEFT, RIGHT = 170.0, 610.0
PINS = (228.0, 336.0, 444.0, 552.0)  # every 5 cm


def leg(bottom: float, colour: str = WRONG_SIDE) -> str:
    """The leg from above down to `bottom`, its inner and outer seam, the crease."""
    d = f"M{LEFT - 8} -20L{LEFT} {bottom:.1f}H{RIGHT}L{RIGHT + 8} -20Z"
    seams = f"M{LEFT + 16} -20L{LEFT + 22} {bottom:.1f}M{RIGHT - 16} -20L{RIGHT - 22} {bottom:.1f}"
    return (
        cast(d)
        + piece(d, colour)
        + line(seams, "#7F93A8" if colour == WRONG_SIDE else "#33485F", 3)
        + line(f"M390 -20V{bottom - 6:.1f}", "#FFFFFF", 4, opacity=0.22)
    )


def chalk(y: float, share: float = 1.0) -> str:
    end = lerp(LEFT + 6, RIGHT - 6, share)
    return line(f"M{LEFT + 6} {y}H{end:.1f}", "#7C93AC", 6, "14 10", 0.5) + line(
        f"M{LEFT + 6} {y}H{end:.1f}", CHALK, 4, "14 10"
    )


def band(top: float, bottom: float) -> str:
    """What is turned up: the right side of the cloth."""
    d = polygon([(LEFT, bottom), (LEFT - 1, top), (RIGHT + 1, top), (RIGHT, bottom)])
    seams = f"M{LEFT + 22} {top}V{bottom}M{RIGHT - 22} {top}V{bottom}"
    return cast(d, 0, -5, 0.2) + piece(d, RIGHT_SIDE) + line(seams, "#33485F", 3)


# --- on the body


def shoe() -> str:
    sole = "M196 428Q190 446 214 447H462Q472 446 470 428Z"
    upper = "M198 430Q196 396 250 388Q300 380 326 346L446 340Q470 372 470 430Z"
    laces = "M292 372l24 20M306 360l24 20M320 350l22 18"
    return (
        cast(sole, 6, 6)
        + piece(upper, "#9A6A45")
        + line("M206 412Q222 398 262 394", "#D9AE86", 5, opacity=0.8)
        + line(laces, "#F3E3C3", 5)
        + piece(sole, "#5B4331")
    )


def _standing(t: float, skin: Skin) -> str:
    """The leg falls on the shoe, is turned in until it just touches it, and is pinned."""
    turned = phase(t, 0.2, 0.42)
    low = lerp(440, 392, turned)
    wide = lerp(22, 0, turned)
    back = low + lerp(0, 22, turned)
    d = (
        f"M296 -20L{284 - wide:.1f} {low:.1f}Q{300 - wide:.1f} {low + 12:.1f} 330 {low + 8:.1f}"
        f"Q420 {back + 6:.1f} {488 + wide:.1f} {back:.1f}L478 -20Z"
    )
    folds = f"M{300 - wide:.1f} {low - 16:.1f}q60 16 120 4M{330:.1f} {low - 40:.1f}q70 18 140 6"
    fold_edge = (
        f"M{284 - wide:.1f} {low:.1f}Q{300 - wide:.1f} {low + 12:.1f} 330 {low + 8:.1f}"
        f"Q420 {back + 6:.1f} {488 + wide:.1f} {back:.1f}"
    )
    inside = faded(
        line("M292 322Q384 344 484 334", "#C9D6E4", 4, "12 9")
        + line("M330 384V346M440 398V358", "#C9D6E4", 4),
        turned,
    )
    first = faded(pin((338, 344), 78, 66, (14, 44)), phase(t, 0.45, 0.5))
    head = between(t, RIGHT_FOOT, (432, 350), (0.42, 0.58), (2.0, 3.0))
    back_hand, front_hand = Reach("pinch", 28, size=0.86, come=(0.42, 0.58)).layers(
        t, (436, 350), skin
    )
    second = pin(head, 78, 66, (14, 44) if t > 0.6 else (0, 0))
    helper = Reach("pinch", 26, True, 0.86, (0.02, 0.18), (0.4, 0.5)).over(
        t, (296 - wide, low - 4), skin
    )
    return (
        shoe()
        + piece(d, RIGHT_SIDE)
        + line("M392 -20Q388 200 384 330", "#7E97B5", 4, opacity=0.6)
        + faded(line(folds, "#2E435C", 4), 1 - turned)
        + line(fold_edge, "#24364B", 6)
        + inside
        + first
        + back_hand
        + (second if t > 0.42 else "")
        + front_hand
        + helper
    )


# --- on the mat


def _cutting(t: float, skin: Skin) -> str:
    """Chalk line 4 cm below the fold, then the scissors run along it and the strip falls."""
    drawn_line = phase(t, 0.1, 0.3)
    cut = phase(t, 0.42, 0.82)
    edge = lerp(RIGHT + 4, LEFT - 4, cut)
    gone = phase(t, 0.82, 0.96)
    strip = piece(
        polygon([(LEFT, CUT), (LEFT, CUT + 62), (RIGHT, CUT + 62), (RIGHT, CUT)]), WRONG_SIDE
    )
    droop = moved(clipped("hem-cut", rect(edge, CUT - 2, RIGHT - edge + 9, 90), strip), 0, 12)
    whole = clipped("hem-uncut", rect(LEFT - 9, CUT - 2, edge - LEFT + 9, 90), strip)
    measure = moved(ruler(0, 0, 4 * CM, CM, 90), LEFT + 60, FOLD)
    blade = (edge - 6, CUT)
    at = between(t, (1010, 520), blade, (0.3, 0.42), (0.84, 0.98))
    place = Placement((46, 82), at, 0, 0.86)
    open_ = "closed" if int(t * 26) % 2 or t > 0.82 else "open"
    back, front = hand_layers("grip", place.apply((206, 82)), skin, 16.0, False, 0.8)
    chalking = Reach("pinch", 34, size=0.86, come=(0.0, 0.1), leave=(0.3, 0.42)).over(
        t, (lerp(LEFT, RIGHT, drawn_line), CUT), skin
    )
    return (
        leg(CUT)
        + faded(moved(droop, 0, 90 * gone), 1 - gone)
        + whole
        + chalk(FOLD)
        + (clipped("hem-line", rect(0, 0, edge, 512), chalk(CUT, drawn_line)) if cut < 1 else "")
        + measure
        + (chalking if t < 0.42 else "")
        + (_scissors(place, open_, back, front) if t > 0.3 else "")
    )


def _scissors(place: Placement, state: str, back: str, front: str) -> str:
    return back + placed("scissors", place, state) + front


def _narrow(t: float, skin: Skin) -> str:
    """1 cm is folded up and ironed from left to right."""
    up = phase(t, 0.04, 0.22)
    bottom = lerp(CUT, CUT - TURN, up)
    top = bottom - TURN * up
    x = lerp(RIGHT - 70, LEFT + 90, phase(t, 0.3, 0.8))
    iron = held_iron(t, (x, bottom - 4), skin)
    wisps = steam((x - 40, bottom - 20), t * 2 % 1) if 0.3 < t < 0.86 else ""
    fingers = Reach("pinch", 24, True, 0.86, (0.0, 0.05), (0.22, 0.34)).over(
        t, (LEFT + 60, top), skin
    )
    crease = line(f"M{LEFT} {bottom:.1f}H{RIGHT}", "#22344A", 4)
    return (
        leg(bottom)
        + chalk(FOLD)
        + (band(top, bottom) + crease if up > 0.05 else "")
        + (fingers if 0 < t < 0.34 else "")
        + iron
        + wisps
    )


def turned_up(share: float = 1.0) -> str:
    """The leg with its hem of 3 cm; `share` of the way from flat to folded."""
    bottom = lerp(CUT - TURN, FOLD, share)
    hem = 3 * CM
    if share < 0.05:
        return leg(CUT - TURN) + chalk(FOLD) + band(CUT - 2 * TURN, CUT - TURN)
    top = lerp(CUT - TURN, FOLD - hem, share)
    edge = line(f"M{LEFT} {top + 2:.1f}H{RIGHT}", "#8FA6C2", 3.5)
    return leg(bottom) + band(top, bottom) + edge


def _pinning(t: float, skin: Skin) -> str:
    """The hem is folded up on the chalk line; pins go in at right angles to the edge."""
    up = phase(t, 0.1, 0.3)
    lifting = Reach("pinch", 24, True, 0.86, (0.0, 0.1), (0.3, 0.42)).over(
        t, (LEFT + 70, lerp(CUT - TURN, FOLD - 60, up)), skin
    )
    lifting += Reach("pinch", 24, False, 0.86, (0.0, 0.1), (0.3, 0.34)).over(
        t, (RIGHT - 70, lerp(CUT - TURN, FOLD - 60, up)), skin
    )
    out = turned_up(up)
    for i, x in enumerate(PINS[:3]):
        out += faded(_hem_pin(x), phase(t, 0.36 + 0.08 * i, 0.4 + 0.08 * i))
    down = phase(t, 0.68, 0.78)
    spot = (PINS[3], lerp(FOLD - 180, FOLD - 96, down))
    reach = Reach("pinch", 26, False, 0.86, (0.42, 0.6), (0.88, 1.0))
    at = reach.at(t, spot) if t < 0.88 else spot
    back, front = reach.layers(t, spot, skin)
    last = pin(at, 90, 78, (8 + 20, 8 + 52) if down > 0.9 else (0, 0)) if t > 0.42 else ""
    return out + (lifting if t < 0.42 else "") + back + last + front


def _hem_pin(x: float) -> str:
    return pin((x, FOLD - 96), 90, 78, (28, 60))


def _pressing(t: float, skin: Skin) -> str:
    """Right side out: a damp cloth on the hem, the iron on it."""
    x = lerp(RIGHT - 80, LEFT + 100, phase(t, 0.28, 0.8))
    cloth = "M150 246Q390 234 634 246L640 336Q390 348 144 336Z"
    damp = piece(cloth, "#F1EEE2", "#B9AE93") + line(
        "M152 266Q390 256 632 266M148 316Q390 326 636 316", "#D8CFB6", 4
    )
    d = leg(FOLD + 20, RIGHT_SIDE) + line(f"M{LEFT} {FOLD + 17}H{RIGHT}", "#1F3044", 6)
    off = phase(t, 0.86, 0.99)
    return (
        d
        + moved(faded(damp, 1 - off), 0, 160 * off)
        + held_iron(t, (x, 310), skin)
        + (steam((x - 60, 280), t * 2 % 1, 1.2) if 0.28 < t < 0.86 else "")
    )


BODY = Scenes(
    {
        "length-pinned": Scene(
            _standing,
            0.72,
            (330, 402),
            lambda: marks.arrow((540, 446), (520, 386), 18),
            Box(190, 90, 560, 450),
        ),
    }
)
MAT = Table(
    {
        "cut-to-length": Scene(
            _cutting,
            0.62,
            (LEFT + 40, FOLD + 60),
            lambda: marks.arrow((300, CUT + 36), (210, CUT + 36)),
            Box(160, 220, 740, 470),
        ),
        "edge-pressed": Scene(
            _narrow,
            0.52,
            (LEFT + 60, CUT - 1.6 * TURN),
            lambda: marks.arrow((330, CUT + 40), (230, CUT + 40)),
            Box(160, 200, 740, 440),
        ),
        "turned-and-pinned": Scene(
            _pinning,
            0.82,
            (282, FOLD - 30),
            lambda: marks.arrow((120, FOLD + 70), (120, FOLD - 40), -22),
            Box(110, 150, 740, 400),
        ),
        "anchored": hem_stitches.ANCHORED,
        "slip-stitched": hem_stitches.STITCHED,
        "fastened": hem_stitches.FASTENED,
        "hem-pressed": Scene(
            _pressing,
            0.5,
            (600, 300),
            lambda: marks.arrow((350, 384), (250, 384)),
            Box(150, 180, 740, 400),
        ),
    },
    top=mat_ground("hem"),
)
ACTIONS = ("pin", "cut", "press", "fold", "sew", "fasten", "mark", "trim", "iron")
OBJECTS = ("trouser-leg", "hem")
register(BODY, ACTIONS, OBJECTS)
register(MAT, ACTIONS, OBJECTS)
