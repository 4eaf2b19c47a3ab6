"""The recovery position, seen by the learner who kneels beside the casualty.

Order and joints after the Resuscitation Council UK and the ERC (2021): near arm at a right angle,
back of the far hand on the near cheek, far knee up, roll, hip and knee at right angles, head back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.people import figure, lying
from generators.workbench.drawn.people.first_aid import phone_on_ground
from generators.workbench.drawn.people.lying import Arm, Leg, Lie, Vec, mixed, project
from generators.workbench.drawn.scenes import finished
from generators.workbench.geometry import Box, Point, mix, phase
from generators.workbench.palette import Skin

HAND = 0.6  # a little larger than the casualty's: it is nearer to us
SEEN_AT: Point = (370.0, 296.0)  # px; what a closer look is centred on
BESIDE_NEAR = Arm((-20, 27, 7), (4, 32, 5), (21, 34, 4))
BESIDE_FAR = Arm((-20, -27, 7), (4, -32, 5), (21, -34, 4))
BENT_OUT = Arm((-52, 48, 5), (-77, 48.5, 4), (-94, 49, 4))
ON_CHEEK = Arm((-39, 5, 32), (-60, 15, 23), (-76, 11.5, 16))
STRAIGHT_NEAR = Leg((42, 10, 9), (84, 12, 7), (89, 17, 21))
STRAIGHT_FAR = Leg((42, -10, 9), (84, -12, 7), (89, -17, 21))
KNEE_UP = Leg((28, -11, 43), (46, -12, 8), (63, -13, 4))

SPRAWLED = Lie(
    BESIDE_NEAR,
    BESIDE_FAR,
    Leg((40, 20, 8), (80, 34, 6), (84, 42, 19)),
    Leg((40, -18, 9), (79, -33, 7), (83, -41, 20)),
    face=-8,
)
READY = replace(SPRAWLED, near_leg=STRAIGHT_NEAR, far_leg=STRAIGHT_FAR, face=0)
ARM_OUT = replace(READY, near_arm=BENT_OUT)
HAND_UP = replace(ARM_OUT, far_arm=ON_CHEEK, face=6)
KNEE = replace(HAND_UP, far_leg=KNEE_UP)
ON_SIDE = Lie(
    near_arm=BENT_OUT,
    far_arm=Arm((-45, 44, 23), (-63, 35, 7), (-77, 25, 3)),
    near_leg=Leg((42, 18, 9), (84, 14, 6), (90, 29, 6)),
    far_leg=Leg((29, 45, 19), (68, 35, 8), (74, 50, 6)),
    roll=94,
    head=(-71, 23, 13),
    face=92,
    chin=-6,
)
LEG_SET = replace(ON_SIDE, far_leg=Leg((3, 57, 13), (45.5, 53, 8), (50, 69, 5)))
HEAD_BACK = replace(LEG_SET, chin=24, face=100, mouth=1.6, head=(-71, 21, 13))


@dataclass(frozen=True)
class Hold:
    """A hand of the learner: where it takes hold (space, cm, before and after), and how."""

    start: Vec
    stop: Vec
    pose: str = "grip"
    turn: float = 62.0  # degrees, forearm from the lower right; mirrored for the left hand
    left: bool = False


@dataclass(frozen=True)
class Move:
    """One stage: from one way of lying to the next."""

    before: Lie
    after: Lie
    holds: tuple[Hold, ...]
    notice: Vec
    mark: str
    key: float = 0.8
    zoom: float = 1.0  # a closer look, with `focus` where `SEEN_AT` is
    focus: Vec = (0.0, 0.0, 0.0)

    def seen(self, point: Point) -> Point:
        """Where a point of the whole view is in this one, px."""
        if self.zoom == 1.0:
            return point
        x, y = project(self.focus)
        return SEEN_AT[0] + (point[0] - x) * self.zoom, SEEN_AT[1] + (point[1] - y) * self.zoom

    def closer(self, svg: str) -> str:
        """The fragment as it is seen here."""
        if self.zoom == 1.0:
            return svg
        x, y = project(self.focus)
        return (
            f'<g transform="translate({SEEN_AT[0]:g} {SEEN_AT[1]:g}) scale({self.zoom:g}) '
            f'translate({-x:.1f} {-y:.1f})">{svg}</g>'
        )


def _arrow(a: Vec, b: Vec, bend: float) -> str:
    return marks.arrow(project(a), project(b), bend)


MOVES = {
    "legs-straight": Move(
        SPRAWLED,
        READY,
        (
            Hold((80, 34, 9), (84, 12, 9)),
            Hold((79, -33, 9), (84, -12, 9), turn=52, left=True),
        ),
        (62, 0, 10),
        _arrow((64, 46, 0), (62, 20, 0), 0) + _arrow((66, -40, 0), (64, -18, 0), 0),
    ),
    "arm-out": Move(
        READY,
        ARM_OUT,
        (Hold((4, 32, 8), (-74, 52, 7), "grip", 66),),
        (-51, 47, 8),
        _arrow((-12, 50, 0), (-40, 64, 0), -22),
        key=0.87,
    ),
    "hand-to-cheek": Move(
        ARM_OUT,
        HAND_UP,
        (Hold((-2, -31, 9), (-48, 9, 31), "grip", 64),),
        (-75, 11, 17),
        _arrow((-16, -27, 10), (-46, -18, 30), 16),
        zoom=1.5,
        focus=(-50, 12, 14),
    ),
    "knee-up": Move(
        HAND_UP,
        KNEE,
        (
            Hold((44, -10, 14), (30, -9, 47), "grip", 66),
            Hold((-58, 16, 26), (-58, 16, 26), "grip", 40, True),
        ),
        (60, -13, 5),
        _arrow((70, -26, 20), (44, -26, 52), -16),
    ),
    "rolled": Move(
        KNEE,
        ON_SIDE,
        (
            Hold((30, -9, 47), (31, 44, 24), "grip", 62),
            Hold((-58, 16, 26), (-57, 44, 17), "grip", 40, True),
        ),
        (-20, 26, 28),
        _arrow((2, -24, 40), (-4, 40, 46), 34),
    ),
    "leg-set": Move(
        ON_SIDE,
        LEG_SET,
        (Hold((31, 44, 24), (6, 58, 18), "grip", 70),),
        (3, 57, 14),
        _arrow((44, 56, 0), (22, 78, 0), -10),
    ),
    "head-tilted": Move(
        LEG_SET,
        HEAD_BACK,
        (
            Hold(LEG_SET.on_head(9, -4, 6), HEAD_BACK.on_head(9, -4, 6), "flat", 4, True),
            Hold((-56, 46, 10), (-59, 43, 10), "flat", 74),
        ),
        HEAD_BACK.on_head(-9, 0, 6),
        _arrow((-106, 44, 10), (-110, 22, 10), -8),
        zoom=2.0,
        focus=(-62, 26, 14),
    ),
}


@dataclass
class Recovery:
    """`Drawn` and `Grounded`: the lawn fills the picture, since we look down at it."""

    stages: tuple[str, ...] = (*MOVES, "watched")

    def ground(self) -> str:
        blades = "".join(
            f"M{(i * 137) % 768} {(i * 89) % 512}q3 -12 8 -15m-5 15q0 -9 -6 -13"
            for i in range(1, 90)
        )
        return (
            '<rect width="768" height="512" fill="#BFD6A6"/>'
            '<ellipse cx="384" cy="300" rx="420" ry="240" fill="#CBDFB4"/>'
            f'<path d="{blades}" stroke="#9DBB82" stroke-width="2.4" fill="none" '
            'stroke-linecap="round" opacity=".7"/>'
        )

    def svg(self, stage: str, t: float, skin: Skin) -> str:
        if stage == "watched":
            return finished(_watched(t, skin))
        move = MOVES[stage]
        moved = phase(t, 0.2, 0.74)
        lie = mixed(move.before, move.after, moved)
        look = figure.casualty(skin)
        body = lying.ground_shadow(lie) + lying.person(lie, look)
        if stage == "legs-straight":
            body += _glasses(lie, t, skin)
        backs, fronts = "", ""
        for hold in move.holds:
            back, front = _hand(hold, moved, t, skin)
            backs, fronts = backs + back, fronts + front
        return finished(move.closer(body + backs + fronts))

    def key_time(self, stage: str) -> float:
        return 0.75 if stage == "watched" else MOVES[stage].key

    def motion(self, stage: str) -> str:
        if stage == "watched":
            return ""
        move = MOVES[stage]
        return move.closer(move.mark)

    def notice_point(self, stage: str) -> Point:
        if stage == "watched":
            return project((-34, 24, 38))
        return MOVES[stage].seen(project(MOVES[stage].notice))

    def busy(self, stage: str) -> Box:
        return Box(80, 150, 720, 450)


def _hand(hold: Hold, moved: float, t: float, skin: Skin) -> tuple[str, str]:
    """In from this side of the casualty, along with what it holds, and away again."""
    at = mix(project(hold.start), project(hold.stop), moved)
    lift = 26 * math.sin(math.pi * moved) if hold.start != hold.stop else 0.0
    away = max(1 - phase(t, 0.0, 0.18), phase(t, 0.86, 1.0))
    side = -1 if hold.left else 1
    spot = (at[0] + side * 190 * away, at[1] - lift + 420 * away)
    turn = -hold.turn if hold.left else hold.turn
    return hand_layers(hold.pose, spot, skin, turn, hold.left, HAND)


def _glasses(lie: Lie, t: float, skin: Skin) -> str:
    """Taken off first and laid beside the head."""
    gone = phase(t, 0.02, 0.2)
    left, right = (project(lie.on_head(0.6, k * 3.8, 9.6)) for k in (-1, 1))
    aside = project((-70, 40, 0))
    by = (aside[0] - right[0], aside[1] - right[1])
    out = ""
    for x, y in (left, right):
        x, y = x + by[0] * gone, y + by[1] * gone
        out += (
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="9" ry="9.5" fill="#DCEBEF" '
            f'fill-opacity=".5" stroke="#3B3F45" stroke-width="3"/>'
        )
    return out


def _watched(t: float, skin: Skin) -> str:
    """The chest rises and falls; the phone lies on speaker; a hand feels the breath."""
    breath = 1.6 * (1 - math.cos(2 * math.pi * 2 * t)) / 2
    lie = replace(HEAD_BACK, breath=breath)
    out = lying.ground_shadow(lie) + lying.person(lie, figure.casualty(skin))
    out += phone_on_ground((590.0, 172.0), 0.5, t)
    lips = lie.on_head(-7.0, 0.0, 12.0)
    x, y = project(lips)
    puff = breath / 1.6
    air = "".join(
        f'<path d="M{x + dx:.1f} {y + 10 + 8 * puff:.1f}q{bend} 12 0 24" fill="none" '
        f'stroke="#FFFFFF" stroke-width="4.5" stroke-linecap="round" opacity="{puff:.2f}"/>'
        for dx, bend in ((-12, -8), (0, 0), (12, 8))
    )
    x, y = project((-34, 22, 40 + breath))
    rise = (
        f'<path d="M{x - 44:.1f} {y - 12:.1f}q44 -20 88 0M{x - 30:.1f} {y - 26:.1f}q30 -14 60 0" '
        f'fill="none" stroke="#FFFFFF" stroke-width="5" stroke-linecap="round" '
        f'opacity="{puff:.2f}"/>'
    )
    return out + rise + air


PROGRAM = Recovery()
register(PROGRAM, ("place", "roll", "push", "pull", "check", "wait", "lift", "hold"), ("casualty",))
