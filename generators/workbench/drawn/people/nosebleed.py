"""Stopping a nosebleed: the learner sits, leans forward and pinches the soft part of the nose.

Seen from the side; the pinching hand is the hand of the close-ups on the figure's own forearm.
"""

from __future__ import annotations

import math
from dataclasses import replace

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.people import figure as draw
from generators.workbench.drawn.people.aids import BLOOD, clock
from generators.workbench.drawn.people.body import Arm, Figure, Leg, Pose, standing_at
from generators.workbench.drawn.people.figure import Look
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.shapes import blob, solid, stroke
from generators.workbench.geometry import Box, Point, angle_of, lerp, mix, phase, toward
from generators.workbench.palette import Skin

SCALE = 6.4  # px per cm
CLOSE = 13.0
HIP: Point = (214.0, 622.0)  # below the picture: the upper body is seen
HAND_CM = 8.3  # px of the hand sprite per cm
WRIST_CM = 19.0  # from its finger tips to the cuff
SOFT, BONE = (9.9, 2.0), (8.9, -1.6)  # cm on the head: where to pinch, where not to
UPRIGHT = Pose(
    hip=(0.0, 0.0),
    trunk=-88.0,
    curl=8.0,
    neck=-84.0,
    head=-2.0,
    near_leg=Leg(0, 90),
    far_leg=Leg(0, 90),
    near_arm=Arm(84.0, 20.0, 16.0),
    far_arm=Arm(78.0, 14.0, 10.0),
)
FORWARD = replace(UPRIGHT, trunk=-72.0, curl=20.0, neck=-54.0, head=24.0)


def _sitter(lean: float, mouth: bool = False, scale: float = SCALE) -> Figure:
    """0 = upright, 1 = leaning forward."""
    pose = replace(
        UPRIGHT,
        trunk=lerp(UPRIGHT.trunk, FORWARD.trunk, lean),
        curl=lerp(UPRIGHT.curl, FORWARD.curl, lean),
        neck=lerp(UPRIGHT.neck, FORWARD.neck, lean),
        head=lerp(UPRIGHT.head, FORWARD.head, lean),
        mouth="open" if mouth else "calm",
    )
    return Figure(pose, standing_at(HIP, scale))


def _chair() -> str:
    bars = "M74 330q0 -10 14 -10q14 0 14 10V560H74Z"
    rest = "M58 352h26q8 0 8 8v96q0 8 -8 8h-26q-8 0 -8 -8v-96q0 -8 8 -8Z"
    return solid([bars], "#B98A5B") + solid([rest], "#C79B6D")


def _bowl(at: Point) -> str:
    x, y = at
    body = f"M{x - 92} {y - 44}H{x + 92}Q{x + 84} {y + 22} {x + 40} {y + 30}H{x - 40}"
    body += f"Q{x - 84} {y + 22} {x - 92} {y - 44}Z"
    return (
        draw.ground_shadow(x - 70, x + 70, y + 28, 9)
        + solid([body], "#DCE7EA", "#7F98A2")
        + f'<ellipse cx="{x}" cy="{y - 44}" rx="92" ry="18" fill="#F4F9FA" stroke="#7F98A2" '
        'stroke-width="3"/>'
    )


def _tissues(at: Point) -> str:
    x, y = at
    box = f"M{x - 56} {y - 40}h112v62h-112Z"
    puff = [(x - 22, y - 40), (x - 30, y - 74), (x - 4, y - 60), (x + 20, y - 82), (x + 24, y - 40)]
    paper = solid([blob(puff)], "#FFFFFF", "#B9C2C6")
    return paper + solid([box], "#8FBABD", "#4F7F84")


def _blood(body: Figure, amount: float, t: float = 0.0) -> str:
    """From the nostril over the lip; one drop falls in front of it."""
    if amount <= 0.01:
        return ""
    s = body.scale
    start, lip = body.on_head(9.8, 4.0), body.on_head(9.3, 4.0 + 3.2 * amount)
    out = stroke([start, lip], BLOOD, 1.0 * s * (0.5 + 0.5 * amount))
    fall = (t * 2.5) % 1
    x, y = start[0] + 0.2 * s, start[1] + 3 * s + 90 * fall
    return out + (
        f'<path d="M{x:.1f} {y - 1.6 * s:.1f}q{1.2 * s:.1f} {1.6 * s:.1f} 0 {2 * s:.1f}'
        f'q{-1.2 * s:.1f} {-0.4 * s:.1f} 0 {-2 * s:.1f}Z" fill="{BLOOD}" '
        f'opacity="{amount * (1 - fall):.2f}"/>'
    )


def _pinching(body: Figure, look: Look, at: Point, skin: Skin, turn: float = 66.0) -> str:
    """The near arm up to its hand: the figure's sleeve over the pinching hand of the close-ups.

    The hand's direction is that of the forearm, found in a few rounds from `turn` on.
    """
    at, reach = (at[0] - 0.8 * body.scale, at[1]), WRIST_CM * body.scale
    for _ in range(6):
        bent = body.reach("near", toward(at, turn, reach), turn + 180, "none", 1)
        _, elbow, wrist = (bent.px(p) for p in bent.arm("near"))
        turn += 0.7 * (angle_of(wrist, elbow) - turn)
    size = body.scale / HAND_CM
    hand = "".join(hand_layers("pinch", at, skin, turn, False, size))
    clip = f'<clipPath id="nosebleed-hand"><circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" '
    clip += f'r="{reach + 3 * body.scale:.1f}"/></clipPath>'
    return f'{clip}<g clip-path="url(#nosebleed-hand)">{hand}</g>' + draw.arm(bent, look, "near")


def _person(body: Figure, look: Look) -> tuple[str, str]:
    """(behind the near arm, the near arm)."""
    layers = draw.person(body, look)
    return layers.far + layers.middle, layers.near


# --- the scenes

BOWL: Point = (600.0, 462.0)


def sat_forward(t: float, skin: Skin) -> str:
    """Sits upright, then leans forward over the bowl."""
    body = _sitter(phase(t, 0.2, 0.7))
    look = draw.rescuer(skin)
    reach = (BOWL[0] - 84, BOWL[1] - 30)
    body = body.touch("far", mix((380.0, 470.0), reach, phase(t, 0.2, 0.7)), 10, "cup", 1)
    body = body.touch("near", (400.0, 520.0), 20, "relaxed", 1)
    back, front = _person(body, look)
    return _chair() + _bowl(BOWL) + back + _blood(body, 0.9, t) + front


def _close() -> Figure:
    pose = replace(FORWARD, trunk=-80.0, neck=-70.0, head=14.0)
    return Figure(pose, standing_at((196.0, 1050.0), CLOSE))


def pinched(t: float, skin: Skin) -> str:
    """Close up: thumb and finger on the soft part, both sides; two small pictures beside it."""
    body = _close()
    look = draw.rescuer(skin)
    layers = draw.person(body, look)
    at = mix((860.0, 620.0), body.on_head(*SOFT), phase(t, 0.08, 0.4))
    at = (at[0] - 16, at[1] + 2)
    out = layers.middle + _blood(body, 1 - phase(t, 0.4, 0.7), t)
    back, front = hand_layers("pinch", at, skin, 46, False, CLOSE / HAND_CM * 0.86)
    cards = _card((100.0, 176.0), True, skin) + _card((100.0, 302.0), False, skin)
    return out + back + front + f'<g opacity="{phase(t, 0.4, 0.6):.2f}">{cards}</g>'


CARD_NOSE = (
    *((-10, -52), (-14, -36), (2, -8), (22, 14), (20, 24), (4, 28), (-4, 32), (2, 44), (-2, 52)),
    *((-72, 52), (-72, -52)),
)


def _card(at: Point, right: bool, skin: Skin) -> str:
    """A nose with its bone, and where the fingers are: on the soft part, or on the bone."""
    x, y = at
    frame = f"M{x - 76} {y - 56}h152q8 0 8 8v96q0 8 -8 8h-152q-8 0 -8 -8v-96q0 -8 8 -8Z"
    out = f'<path d="{frame}" fill="#FFFDF8" stroke="#D8CDBA" stroke-width="3"/>'
    outline = [(x + dx, y + dy) for dx, dy in CARD_NOSE]
    path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in outline) + "Z"
    out += f'<path d="{path}" fill="{skin.skin}" stroke="{skin.skin_dark}" stroke-width="2.6" '
    out += 'stroke-linejoin="round"/>'
    bone = [(x - 16, y - 38), (x - 2, y - 10), (x - 16, y - 6), (x - 30, y - 36)]
    out += f'<path d="{blob(bone)}" fill="#F7F1E4" stroke="#A99C82" stroke-width="2.4"/>'
    spot = (x + 10, y + 14) if right else (x - 10, y - 22)
    out += f'<circle cx="{spot[0]}" cy="{spot[1]}" r="15" fill="none" stroke="#3F7C85" '
    out += 'stroke-width="5"/>'
    if right:
        return out + stroke([(x + 46, y - 30), (x + 54, y - 20), (x + 70, y - 42)], "#4F8A3F", 6)
    cross_a = stroke([(x + 46, y - 42), (x + 68, y - 20)], BLOOD, 6)
    return out + cross_a + stroke([(x + 68, y - 42), (x + 46, y - 20)], BLOOD, 6)


def held(t: float, skin: Skin) -> str:
    """Fifteen minutes by the clock; breath goes through the open mouth."""
    look = draw.rescuer(skin)
    body = _sitter(1.0, mouth=True).touch("far", (BOWL[0] - 84, BOWL[1] - 30), 10, "cup", 1)
    out = _chair() + _bowl(BOWL) + _person(body, look)[0]
    out += _pinching(body, look, body.on_head(*SOFT), skin)
    x, y = body.on_head(10.2, 7.4)
    puff = abs(math.sin(2 * math.pi * 2 * t))
    air = "".join(
        f'<path d="M{x + dx:.1f} {y + dy:.1f}q16 {bend} {30 + 12 * puff:.1f} {4 * bend / 6:.1f}" '
        f'fill="none" stroke="#7FA9B5" stroke-width="4.5" stroke-linecap="round" '
        f'opacity="{puff:.2f}"/>'
        for dx, dy, bend in ((10, 12, 6), (14, 0, -6), (6, 24, 14))
    )
    return out + air + clock((640.0, 196.0), phase(t, 0.05, 0.95))


def let_go(t: float, skin: Skin) -> str:
    """The hand comes off slowly; nothing runs any more."""
    look = draw.rescuer(skin)
    body = _sitter(1.0).touch("far", (BOWL[0] - 84, BOWL[1] - 30), 10, "cup", 1)
    nose = body.on_head(*SOFT)
    off = phase(t, 0.2, 0.6)
    at = mix(nose, (nose[0] + 96, nose[1] + 84), off)
    out = _chair() + _bowl(BOWL) + _person(body, look)[0]
    return out + _pinching(body, look, at, skin, lerp(66, 80, off)) + clock((640.0, 196.0), 1.0)


def wiped(t: float, skin: Skin) -> str:
    """A damp cloth dabs the upper lip; the nose is left alone."""
    look = draw.rescuer(skin)
    body = _sitter(0.5).touch("far", (450.0, 500.0), 20, "relaxed", 1)
    here = phase(t, 0.05, 0.3) * (1 - phase(t, 0.8, 1.0))
    dab = 10 * math.sin(2 * math.pi * 4 * t) * here
    lip = body.on_head(10.0, 6.6)
    at = mix((lip[0] + 78, lip[1] + 132), (lip[0] + 16 + dab, lip[1] + 14), here)
    x, y = at
    rag = [(x - 26, y - 20), (x + 14, y - 26), (x + 44, y - 4), (x + 40, y + 34), (x, y + 40)]
    cloth = solid([blob([*rag, (x - 24, y + 18)])], "#CFE3E8", "#7FA3AF")
    out = _chair() + _bowl(BOWL) + _person(body, look)[0]
    smear = 1 - phase(t, 0.3, 0.75)
    out += stroke([body.on_head(9.4, 4.6), body.on_head(9.0, 6.6)], BLOOD, 7, 0.8 * smear)
    return out + cloth + _pinching(body, look, (x + 10, y + 6), skin, 60)


def protected(t: float, skin: Skin) -> str:
    """Upright and calm; what is not allowed for a day stands beside, crossed out."""
    look = draw.rescuer(skin)
    body = _sitter(0.0).touch("far", (400.0, 500.0), 20, "relaxed", 1)
    body = body.touch("near", (380.0, 506.0), 20, "relaxed", 1)
    back, front = _person(body, look)
    out = _chair() + back + front
    for i, (x, y) in enumerate(((480.0, 200.0), (640.0, 200.0), (480.0, 350.0), (640.0, 350.0))):
        shown = phase(t, 0.1 + 0.15 * i, 0.25 + 0.15 * i)
        out += f'<g opacity="{shown:.2f}">{_forbidden((x, y), i)}</g>'
    return out


def _forbidden(at: Point, which: int) -> str:
    """A card with a handkerchief, a steaming mug, a dumb-bell or a wine glass, crossed out."""
    x, y = at
    frame = f"M{x - 66} {y - 60}h132q8 0 8 8v104q0 8 -8 8h-132q-8 0 -8 -8v-104q0 -8 8 -8Z"
    out = f'<path d="{frame}" fill="#FFFDF8" stroke="#D8CDBA" stroke-width="3"/>'
    out += (_handkerchief, _mug, _weight, _wine)[which](x, y)
    line = stroke([(x - 58, y + 50), (x + 58, y - 50)], "#FFFFFF", 12, 0.85)
    return out + line + stroke([(x - 58, y + 50), (x + 58, y - 50)], BLOOD, 7)


def _handkerchief(x: float, y: float) -> str:
    nose = [(x - 40, y - 44), (x - 28, y - 14), (x - 6, y + 4), (x - 24, y + 14), (x - 50, y + 20)]
    cloth = [
        (x - 12, y - 6),
        (x + 30, y - 22),
        (x + 50, y + 10),
        (x + 24, y + 40),
        (x - 14, y + 28),
    ]
    return (
        solid([blob([*nose, (x - 62, y - 30)])], "#E0AE88", "#8A5A3C", 2.2)
        + solid([blob(cloth)], "#FFFFFF", "#9FB0B6", 2.2)
        + stroke([(x + 4, y + 4), (x + 22, y), (x + 36, y + 10)], "#B9C6CB", 3)
    )


def _mug(x: float, y: float) -> str:
    cup = f"M{x - 34} {y - 6}h58v38q0 14 -14 14h-30q-14 0 -14 -14Z"
    handle = f'<path d="M{x + 24} {y + 4}h10q10 0 10 12t-10 12h-10" fill="none" '
    out = handle + 'stroke="#8E4F3C" stroke-width="7"/>' + solid([cup], "#C9785F")
    for dx in (-20, -4, 12):
        out += stroke(
            [(x + dx, y - 16), (x + dx + 6, y - 28), (x + dx, y - 40)], "#9AA5A8", 4.5, 0.9
        )
    return out


def _weight(x: float, y: float) -> str:
    out = stroke([(x - 30, y), (x + 30, y)], "#6E7C84", 10)
    for side in (-1, 1):
        plate = f"M{x + side * 34 - 9} {y - 30}h18v60h-18Z"
        outer = f"M{x + side * 50 - 6} {y - 20}h12v40h-12Z"
        out += solid([plate], "#4E5A60") + solid([outer], "#5E6C73")
    return out


def _wine(x: float, y: float) -> str:
    bowl = f"M{x - 24} {y - 44}h48q2 46 -24 48q-26 -2 -24 -48Z"
    wine = f"M{x - 23} {y - 24}h46q-2 26 -23 28q-21 -2 -23 -28Z"
    stem = stroke([(x, y + 4), (x, y + 40)], "#9FB6BE", 5)
    foot = stroke([(x - 22, y + 44), (x + 22, y + 44)], "#9FB6BE", 6)
    return (
        stem
        + foot
        + solid([bowl], "#E6F0F3", "#8AA4AD", 2.2)
        + (f'<path d="{wine}" fill="#8E2F45"/>')
    )


_LEANT = _sitter(1.0)
BUSY = Box(60, 110, 700, 480)
SCENES = {
    "leaning-forward": Scene(
        sat_forward,
        0.8,
        _LEANT.on_head(11, 7),
        lambda: marks.arrow((330.0, 128.0), (446.0, 160.0), -16),
        BUSY,
    ),
    "nose-pinched": Scene(pinched, 0.8, _close().on_head(*SOFT), lambda: "", BUSY),
    "pinch-held": Scene(held, 0.62, (_LEANT.on_head(9.6, 6.8)), lambda: "", BUSY),
    "let-go": Scene(
        let_go,
        0.66,
        _LEANT.on_head(10.4, 4.2),
        lambda: marks.arrow(
            (_LEANT.on_head(15, 0)[0] + 30, _LEANT.on_head(15, 0)[1]),
            (_LEANT.on_head(15, 0)[0] + 110, _LEANT.on_head(15, 0)[1] + 76),
            -14,
        ),
        BUSY,
    ),
    "lip-wiped": Scene(wiped, 0.55, _sitter(0.5).on_head(10.6, 3.0), lambda: "", BUSY),
    "nose-protected": Scene(protected, 0.9, (556.0, 274.0), lambda: "", BUSY),
}
PROGRAM = Scenes(SCENES)
register(
    PROGRAM, ("sit", "lean", "press", "hold", "check", "wipe", "wait", "place"), ("bleeding-nose",)
)
