"""Washing a wool jumper by hand: measured, pressed under water, rolled in a towel, dried flat.

The jumper is drawn once, in its own coordinates (0, 0 = middle of the chest); wet wool is darker.
The basin is seen from the front, what lies on the table from above.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.textiles.flatlay import (
    Reach,
    Table,
    cast,
    clipped,
    clock,
    faded,
    line,
    piece,
    polygon,
    rect,
)
from generators.workbench.drawn.textiles.needlework import between, smooth
from generators.workbench.drawn.textiles.wool_parts import (
    RIM,
    TOWEL,
    TOWEL_EDGE,
    WET,
    basin_back,
    basin_front,
    bundle,
    care_label,
    ellipse,
    jumper,
    suds,
    tape,
    thermometer,
    towel,
    water_line,
)
from generators.workbench.geometry import Box, Point, lerp, phase
from generators.workbench.palette import Skin


def _measured(t: float, skin: Skin) -> str:
    """Inside out on the towel, tape across the chest."""
    u = phase(t, 0.2, 0.56)
    a, b = (252.0, 300.0), (lerp(252, 512, u), 300.0)
    left = Reach("pinch", 30, True, 0.86, (0.0, 0.16), (0.84, 1.0))
    right = Reach("pinch", 30, False, 0.86, (0.0, 0.18), (0.84, 1.0))
    strip = tape(a, b) if u > 0.02 else ""
    return (
        towel()
        + jumper((382, 300))
        + care_label((600, 176))
        + strip
        + left.over(t, (252, 306), skin)
        + right.over(t, (b[0], 306), skin)
    )


CAP = ((-34, -20), (26, -34), (44, 14), (-10, 28))  # the tilted measuring cap, px


def _filled(t: float, skin: Skin) -> str:
    """Water up to two thirds, 30 degrees, then a measure of wool wash."""
    level = lerp(0.0, 0.75, phase(t, 0.02, 0.34))
    flow = phase(t, 0.0, 0.04) - phase(t, 0.34, 0.4)
    at = between(t, (1010, 60), (470, 190), (0.36, 0.52), (0.84, 1.0))
    pour = phase(t, 0.54, 0.6) - phase(t, 0.74, 0.8)
    cap = polygon([(at[0] + dx, at[1] + dy) for dx, dy in CAP])
    drip = line(
        smooth([(at[0] - 30, at[1] - 6), (at[0] - 40, at[1] + 40), (at[0] - 40, RIM[1])]),
        "#7C5BA6",
        9,
    )
    back, front = hand_layers("pinch", (at[0] + 30, at[1] + 2), skin, -8, False, 0.9)
    stream = line("M340 -10V316", "#7FB9D4", 26) + line("M336 -10V316", "#CBE7F2", 10)
    return (
        basin_back(level)
        + water_line(faded(stream, flow) + faded(drip, pour))
        + faded(suds(14, t), phase(t, 0.62, 0.9))
        + water_line(thermometer((206, 310), phase(t, 0.1, 0.4)))
        + basin_front()
        + (back + piece(cap, "#F4F8FA", "#7C5BA6") + front if t > 0.36 else "")
    )


def _pressed(t: float, skin: Skin) -> str:
    """Both hands press the jumper gently under water, again and again; then it rests."""
    push = 0.5 - 0.5 * math.cos(math.tau * 3 * min(max((t - 0.16) / 0.5, 0.0), 1.0))
    left = Reach("flat", 66, True, 0.95, (0.0, 0.16), (0.68, 0.84))
    right = Reach("flat", 66, False, 0.95, (0.0, 0.16), (0.68, 0.84))
    y = 300 + 22 * push
    timer = faded(clock((640, 170), phase(t, 0.72, 0.98), 46), phase(t, 0.66, 0.74))
    hands = ""
    for reach, x in ((left, 306.0), (right, 462.0)):
        at = between(t, (x + (-260 if reach.left else 260), -380), (x, y), reach.come, reach.leave)
        hands += "".join(hand_layers("flat", at, skin, 60 if reach.left else -60, reach.left, 0.95))
    return (
        basin_back(0.75)
        + water_line(
            bundle((384, 312 + 8 * push), 1.0 + 0.05 * push, 0.8 - 0.12 * push) + suds(10, t)
        )
        + water_line(hands)
        + basin_front()
        + timer
    )


def _rinsed(t: float, skin: Skin) -> str:
    """Fresh water of the same warmth runs in beside the wool, until no foam is left."""
    flow = phase(t, 0.1, 0.16) - phase(t, 0.66, 0.74)
    clear = phase(t, 0.3, 0.8)
    sway = 26 * math.sin(math.tau * 2 * phase(t, 0.2, 0.8))
    stream = line("M560 -10V306", "#7FB9D4", 26) + line("M556 -10V306", "#CBE7F2", 10)
    at = between(t, (60, -380), (330 + sway, 300), (0.0, 0.18), (0.76, 0.94))
    hand = "".join(hand_layers("flat", at, skin, 60, True, 0.95))
    return (
        basin_back(0.85, "#A9D8EA")
        + water_line(
            bundle((360 + sway * 0.6, 312), 0.95, 0.76)
            + faded(suds(14, t), 1 - clear)
            + faded(stream, flow)
        )
        + water_line(hand)
        + basin_front()
    )


def _squeezed(t: float, skin: Skin) -> str:
    """Lifted with both hands underneath, pressed together: water runs out. No twisting."""
    up = phase(t, 0.16, 0.36) - phase(t, 0.84, 0.93)
    press = phase(t, 0.42, 0.6) - phase(t, 0.72, 0.84)
    y = lerp(306, 214, up)
    wide = lerp(0.84, 0.64, press) * lerp(1.0, 0.84, phase(t, 0.5, 0.8))
    drops = ""
    if 0.3 < t < 0.86:
        for i in range(12):
            fall = (t * 4 + i * 0.29) % 1
            x = 384 + (i * 41 % 200 - 100) * wide
            drops += line(
                f"M{x:.1f} {y + 44 + 70 * fall:.1f}v16", "#7FB9D4", 6, opacity=1 - fall * 0.5
            )
    left = Reach("grip", 10, True, 1.0, (0.0, 0.16), (0.93, 1.0))
    right = Reach("grip", 10, False, 1.0, (0.0, 0.16), (0.93, 1.0))
    reach = 158 * wide
    l_back, l_front = left.layers(t, (384 - reach, y + 6), skin)
    r_back, r_front = right.layers(t, (384 + reach, y + 6), skin)
    return (
        basin_back(0.06)
        + water_line(drops)
        + l_back
        + r_back
        + (bundle((384, y), wide, 0.86) if up > 0.3 else water_line(bundle((384, y), wide, 0.86)))
        + basin_front()
        + l_front
        + r_front
    )


def _rolled(t: float, skin: Skin) -> str:
    """Jumper and towel are rolled up together, away from the learner."""
    u = 0.7 * phase(t, 0.18, 0.58) + 0.3 * phase(t, 0.64, 0.76)
    y = lerp(470, 184, u)
    r = lerp(14, 48, u)
    flat = clipped(
        "wool-unrolled", rect(0, 0, 768, max(y, 1)), towel() + jumper((380, 296), 0.92, True)
    )
    roll = ""
    if u > 0.01:
        tube = f"M96 {y - r:.1f}H664V{y + r:.1f}H96Z"
        end = "".join(
            ellipse((664, y), r * 0.42 * k, r * k, f'fill="none" stroke="{c}" stroke-width="5"')
            for k, c in ((0.74, WET), (0.46, TOWEL_EDGE), (0.2, WET))
        )
        roll = (
            cast(tube, 4, 14, 0.22)
            + piece(tube, TOWEL, TOWEL_EDGE)
            + line(f"M130 {y - r:.1f}V{y + r:.1f}M142 {y - r:.1f}V{y + r:.1f}", "#7FA9AD", 5)
            + line(f"M110 {y - r * 0.5:.1f}H640", "#FFFFFF", 7, opacity=0.6)
            + ellipse(
                (664, y), r * 0.42, r, f'fill="{TOWEL}" stroke="{TOWEL_EDGE}" stroke-width="3"'
            )
            + end
        )
    press = 8 * math.sin(t * 40) if 0.76 < t < 0.86 else 0
    left = Reach("flat", 58, True, 0.95, (0.0, 0.16), (0.86, 1.0))
    right = Reach("flat", 58, False, 0.95, (0.0, 0.16), (0.86, 1.0))
    return (
        flat
        + roll
        + left.over(t, (262, y + r * 0.3 + press), skin)
        + right.over(t, (500, y + r * 0.3 + press), skin)
    )


def _dried(t: float, skin: Skin) -> str:
    """Patted back to its measure on a dry towel."""
    u = phase(t, 0.22, 0.6)
    wide = lerp(0.88, 1.0, u)
    half = 130 * wide
    left = Reach("flat", 40, True, 0.86, (0.0, 0.18), (0.66, 0.82))
    right = Reach("flat", 40, False, 0.86, (0.0, 0.18), (0.66, 0.82))
    shown = phase(t, 0.14, 0.24)
    return (
        towel()
        + jumper((382, 300), 1.0, True, wide)
        + faded(tape((252, 306), (512, 306)), shown)
        + left.over(t, (382 - half + 10, 380), skin)
        + right.over(t, (382 + half - 10, 380), skin)
    )


def _arrow(a: Point, b: Point, bend: float = 0.0) -> Callable[[], str]:
    return lambda: marks.arrow(a, b, bend)


def _floor() -> str:
    planks = "".join(f"M0 {y}H768" for y in range(40, 512, 74))
    return '<rect width="768" height="512" fill="#DDBD93"/>' + line(planks, "#C49F72", 3)


FLAT = Box(100, 100, 740, 480)
TABLE = Table(
    {
        "measured": Scene(_measured, 0.6, (380, 300), _arrow((330, 256), (450, 256)), FLAT),
        "rolled": Scene(_rolled, 0.6, (610, 227), _arrow((384, 440), (384, 372)), FLAT),
        "drying-flat": Scene(
            _dried,
            0.46,
            (400, 306),
            lambda: marks.arrow((300, 420), (236, 420)) + marks.arrow((464, 420), (528, 420)),
            FLAT,
        ),
    },
    top=_floor(),
)
WET_BOX = Box(100, 90, 700, 470)
TUB = Scenes(
    {
        "filled": Scene(_filled, 0.68, (206, 250), _arrow((400, 190), (400, 262)), WET_BOX),
        "soaked": Scene(_pressed, 0.34, (384, 316), _arrow((384, 170), (384, 246)), WET_BOX),
        "rinsed": Scene(
            _rinsed, 0.6, (470, 330), lambda: marks.double((300, 372), (430, 372)), WET_BOX
        ),
        "squeezed": Scene(
            _squeezed,
            0.56,
            (384, 290),
            lambda: marks.arrow((190, 150), (270, 170)) + marks.arrow((578, 150), (498, 170)),
            WET_BOX,
        ),
    }
)
ACTIONS = ("wash", "measure", "fill", "press", "soak", "rinse", "squeeze", "roll", "shape", "dry")
register(TABLE, ACTIONS, ("jumper",))
register(TUB, ACTIONS, ("jumper", "basin"))
