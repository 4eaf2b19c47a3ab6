"""Adjusting a rim brake: pads checked, lever felt, pad set, toed in, arms centred, cable, test."""

from __future__ import annotations

import math
from dataclasses import replace

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.cycling import brake_art as art
from generators.workbench.drawn.cycling.bicycle_art import BAR, GROUND, UNITS, Bicycle
from generators.workbench.drawn.cycling.brake_art import CENTRE, GAP, PAD_Y, Brake
from generators.workbench.drawn.hands import hand_layers, visiting
from generators.workbench.drawn.people import figure as draw
from generators.workbench.drawn.people.body import WALKING, Figure, Leg, standing_at
from generators.workbench.drawn.people.figure import rescuer
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.things import lens, placed, point, thing
from generators.workbench.geometry import Box, Placement, Point, clamp, lerp, phase
from generators.workbench.palette import INK, TEAL, Skin

OUTSIDE = (880.0, 200.0)
HAND = 0.88
WIDE_GAP = 22.0  # px; pads that are too far away
HIGH = -34.0  # px; a pad that touches the tyre


# --- the brake from the front


def _pad_face() -> str:
    """The rubber of a pad from the side that touches the rim: grooves across it."""
    grooves = "M-34 -20V20M0 -20V20M34 -20V20"
    return (
        '<path d="M-96 -40C-30 -52 30 -52 96 -40V60H-96Z" fill="#C3CFD5"/>'
        '<path d="M-72 -26Q-72 -30 -66 -30H64Q72 -30 72 -22V22Q72 30 64 30H-66Q-72 30 -72 26Z" '
        'fill="#3B3F45" stroke="#15171A" stroke-width="3"/>'
        f'<path d="{grooves}" fill="none" stroke="#0E0F11" stroke-width="13" '
        'stroke-linecap="round"/>'
        f'<path d="{grooves}" fill="none" stroke="#8B929B" stroke-width="5" '
        'stroke-linecap="round"/>'
    )


def _inspected(t: float, skin: Skin) -> str:
    """A finger points at the grooves of the pad."""
    nudge = 7 * abs(math.sin(2 * math.pi * 2 * t))
    x, y = art.pad_at(1, GAP)
    hand = visiting(t, OUTSIDE, (x + 22 + nudge, y + 40), 0.8)
    back, front = hand_layers("point", hand, skin, 34, False, HAND)
    seen = lens((150.0, 330.0), _pad_face(), 92)
    line = f'<path d="M236 306L{art.pad_at(-1, GAP)[0] - 16:.0f} {PAD_Y:.0f}"'
    return art.brake(Brake()) + f'{line} stroke="{TEAL}" stroke-width="4"/>' + seen + back + front


def _key(at: Point, turn: float) -> tuple[str, Point]:
    """A hex key in a bolt head: the long arm swings about the bolt; (fragment, its end)."""
    x, y = at
    end = (x + 44, y - 128 * math.cos(math.radians(turn)))
    d = f"M{x:.1f} {y:.1f}H{x + 34:.1f}Q{x + 44:.1f} {y:.1f} {x + 44:.1f} {y - 10:.1f}L"
    d += f"{end[0]:.1f} {end[1]:.1f}"
    return (
        f'<path d="{d}" fill="none" stroke="#2E3A40" stroke-width="15" stroke-linecap="round"/>'
        f'<path d="{d}" fill="none" stroke="#8FA5AF" stroke-width="9" stroke-linecap="round"/>'
    ), end


def _with_key(body: str, at: Point, turn: float, t: float, skin: Skin) -> str:
    away = 1 - phase(t, 0.0, 0.16) * (1 - phase(t, 0.82, 1.0))
    tool, end = _key((at[0] + 420 * away, at[1] - 60 * away), turn)
    back, front = hand_layers("grip", (end[0] + 4, end[1] + 12), skin, -14, False, HAND)
    return body + back + tool + front


def _height(t: float, skin: Skin) -> str:
    """The bolt is opened, the pad slides down from the tyre to the middle of the rim."""
    down = phase(t, 0.38, 0.66)
    gap = 2.0
    b = Brake(gap, gap, HIGH * (1 - down), tilt=-4 * (1 - down))
    turn = 30 * math.sin(math.pi * clamp((t - 0.18) / 0.2))
    return _with_key(art.brake(b), art.bolt_at(1, gap, b.high), turn, t, skin)


def _tightened(t: float, skin: Skin) -> str:
    """Both pads pressed on the rim, the key turns clockwise."""
    turn = 38 * (1 - phase(t, 0.24, 0.44)) + 30 * (1 - phase(t, 0.5, 0.66)) * phase(t, 0.44, 0.5)
    return _with_key(art.brake(Brake(0.0, 0.0)), art.bolt_at(1, 0.0), turn, t, skin)


def _centred(t: float, skin: Skin) -> str:
    """The screw of the rubbing arm is turned; both gaps become equal."""
    even = phase(t, 0.28, 0.66)
    b = Brake(lerp(2 * GAP, GAP, even), lerp(0.0, GAP, even))
    away = 1 - phase(t, 0.0, 0.16) * (1 - phase(t, 0.82, 1.0))
    x, y = art.screw_at(1)
    x += (art.GAP / 6) * even
    place = placed("screwdriver", (x + 8 + 440 * away, y - 40 * away), "tip", 0.95, 3.0)
    grip = point("screwdriver", place, "grip")
    back, front = hand_layers("hold", grip, skin, 4, False, HAND)
    return art.brake(b) + back + thing("screwdriver", place) + front


# --- toe-in, from above


def _toe_in(t: float, skin: Skin) -> str:
    """Rim and pad from above: a strip of card under the rear end, so that the front touches."""
    card = phase(t, 0.2, 0.46)
    pressed = phase(t, 0.5, 0.64)
    angle = 5.0 * phase(t, 0.3, 0.64)
    x = lerp(820.0, 474.0, card)
    strip = (
        f'<path d="M{x:.1f} 250H{x + 240:.1f}V269H{x:.1f}Z" fill="#D9B48A" stroke="#7C5526" '
        'stroke-width="3" stroke-linejoin="round"/>'
    )
    hand = visiting(t, (900.0, 240.0), (x + 170, 260.0), 0.8)
    back, front = hand_layers("pinch", hand, skin, -10, False, HAND)
    rim = (
        '<path d="M-10 160H780V248H-10Z" fill="#C3CFD5" stroke="#4E6470" stroke-width="4"/>'
        '<path d="M-10 182H780V226H-10Z" fill="#2F3338"/>'
        '<path d="M-10 168H780" stroke="#FFFFFF" stroke-width="6" opacity="0.7"/>'
    )
    drop = 26 * (1 - pressed)
    pad = (
        f'<g transform="translate(236 {250 + drop:.1f}) rotate({angle:.2f})">'
        '<path d="M150 40V130" stroke="#3B4A52" stroke-width="30"/>'
        '<path d="M150 40V130" stroke="#AEBCC4" stroke-width="22"/>'
        '<path d="M116 92H184V128H116Z" fill="#C9D6DB" stroke="#3B4A52" stroke-width="3.5"/>'
        '<path d="M0 8Q0 0 10 0H310Q318 0 318 8V40H0Z" fill="#3B3F45" stroke="#15171A" '
        'stroke-width="3.5"/><path d="M0 40H318V62H0Z" fill="#8E4A34" stroke="#5A2A1B" '
        'stroke-width="3.5"/><path d="M80 4V30M160 4V30M240 4V30" stroke="#7A828B" '
        'stroke-width="5"/></g>'
    )
    return f'<g fill="none" stroke-linejoin="round">{rim}{pad}</g>' + back + strip + front


# --- the lever


def _held_bar(pull: float, t: float, skin: Skin) -> tuple[str, str]:
    """A hand round grip and lever; its fingers follow the lever."""
    x, y = art.lever_tip(pull)
    hand = visiting(t, (640.0, 760.0), (x - 66, (y + art.BAR_Y) / 2 + 2), 0.84)
    return hand_layers("grip", hand, skin, 68, False, 1.05)


def _felt(t: float, skin: Skin) -> str:
    """Squeezed twice: it stops long before the bar."""
    s = clamp((t - 0.2) / 0.56)
    pull = 0.42 * (0.5 - 0.5 * math.cos(2 * math.pi * 2 * s))
    back, front = _held_bar(pull, t, skin)
    return back + art.lever(pull) + front


def _pads_lens(gap: float) -> str:
    """The rim with its two pads, drawn small."""
    inner = art.brake(Brake(gap, gap))
    return f'<g transform="scale(0.92) translate({-CENTRE:g} {-PAD_Y:g})">{inner}</g>'


def _tensioned(t: float, skin: Skin) -> str:
    """The barrel is unscrewed; in the round close-up the pads come nearer."""
    done = phase(t, 0.24, 0.7)
    out = 26 * done
    x, y = art.BARREL
    s = clamp((t - 0.24) / 0.46) * 3 % 1
    roll = 16 * math.sin(math.pi * s)
    hand = visiting(t, (250.0, -160.0), (x - out - 4, y - 14 + roll), 0.8)
    back, front = hand_layers("pinch", hand, skin, -62, False, HAND)
    seen = lens((600.0, 214.0), _pads_lens(lerp(WIDE_GAP, GAP, done)), 98)
    return back + art.lever(0.0, out) + front + seen


# --- the test


SCALE, FLOOR = 2.3, 436.0


def _tested(t: float, skin: Skin) -> str:
    """Pushed forward with the front brake pulled: the wheel locks, the back wheel lifts."""
    push = phase(t, 0.16, 0.4) * (1 - phase(t, 0.72, 0.9))
    front_axle = (694.0, GROUND)
    ground = (lerp(536.0, 552.0, push), FLOOR)
    bike = Bicycle(Placement(front_axle, ground, 11.0 * push, SCALE / UNITS), crank=34.0)
    bar = bike.px(BAR)
    pose = replace(WALKING, trunk=-74.0, near_leg=Leg(104, 116, 10), far_leg=Leg(70, 88, 0))
    hip_x = bar[0] - 62 * SCALE
    body = Figure(pose, standing_at((hip_x, FLOOR - 22), SCALE))
    body = body.touch("far", (bar[0] + 3, bar[1] - 2), 30, "fist", 1, by=5.0)
    body = body.touch("near", bar, 30, "fist", 1, by=5.0)
    layers = draw.person(body, rescuer(skin))
    return bike.behind() + layers.far + layers.middle + bike.front() + layers.near


def _gap_mark() -> str:
    """Two short arrows at the gaps."""
    out = ""
    for side in (-1, 1):
        x, _ = art.pad_at(side, GAP / 2)
        out += marks.arrow((x, PAD_Y + 108), (x, PAD_Y + 42))
    return out


def _stops_at() -> str:
    """How far the lever stays from the bar."""
    x, y = 440.0, 268.0
    return (
        f'<path d="M{x:.0f} {y:.1f}V{art.BAR_Y - 30:.1f}" stroke="{INK}" stroke-width="4"/>'
        f'<path d="M{x - 12:.0f} {y:.1f}h24M{x - 12:.0f} {art.BAR_Y - 30:.1f}h24" '
        f'stroke="{INK}" stroke-width="4"/>'
    )


FRONT = Box(196, 100, 560, 470)
BRAKE = Scenes(
    {
        "inspected": Scene(
            _inspected, 0.56, art.pad_at(1, GAP + 6), lambda: "", Box(58, 100, 660, 470)
        ),
        "felt": Scene(
            _felt,
            0.34,
            (440.0, 286.0),
            lambda: marks.arrow((420.0, 150.0), (420.0, 214.0)) + _stops_at(),
            Box(60, 130, 740, 420),
        ),
        "pad-set": Scene(
            _height,
            0.72,
            art.pad_at(1, 14.0),
            lambda: marks.arrow((436.0, 190.0), (436.0, 244.0)),
            FRONT,
        ),
        "toed-in": Scene(
            _toe_in,
            0.72,
            (262.0, 256.0),
            lambda: marks.arrow((420.0, 136.0), (210.0, 136.0)),
            Box(60, 110, 740, 420),
        ),
        "tightened": Scene(
            _tightened,
            0.5,
            art.pad_at(-1, 10.0),
            lambda: marks.arc((art.bolt_at(1, 0)[0] + 44, PAD_Y), 30, 92, -60, 60),
            FRONT,
        ),
        "centred": Scene(_centred, 0.72, art.pad_at(1, 5.0), _gap_mark, FRONT),
        "tensioned": Scene(
            _tensioned,
            0.62,
            (600.0 - 46, 214.0),
            lambda: marks.arc((168.0, 240.0), 30, 58, 60, -60),
            Box(60, 100, 740, 380),
        ),
        "tested": Scene(
            _tested,
            0.5,
            (552.0, FLOOR - 68 * SCALE),
            lambda: marks.arrow((300.0, 120.0), (386.0, 120.0)),
            Box(150, 100, 690, 440),
        ),
    }
)
register(
    BRAKE,
    ("check", "squeeze", "screw", "unscrew", "insert", "turn", "adjust", "push", "try-out"),
    ("rim-brake", "brake-lever", "brake-pad"),
)
