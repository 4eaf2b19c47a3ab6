"""Wrapping a gift: real folds of a real sheet, from measuring to the bow.

The tables say what moves when (`MOVES`), which hand is where (`HANDS`) and what the still points
at (`STILLS`); gift_scene.py turns the numbers of a moment into things. A value keeps what the
stages before have made of it, so every stage begins where the one before ended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.folding.gift_art import (
    INSET,
    bow_knot,
    ground,
    inset,
    plan,
    roll,
    sizes,
)
from generators.workbench.drawn.folding.gift_scene import HEIGHT, Scene
from generators.workbench.drawn.folding.gift_tools import dispenser, scissors
from generators.workbench.drawn.folding.paper import drawing, shadow
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.geometry import Box, Point, lerp, mix, phase, toward
from generators.workbench.palette import Skin

Spot = Callable[[Scene], Point]  # a place in the picture
# stage -> moves (value, from t, to t, new value)
MOVES: dict[str, tuple[tuple[str, float, float, float], ...]] = {
    "measured": (
        ("unroll", 0.0, 0.14, 1),
        ("spot", 0.12, 0.24, 1),
        ("roll", 0.26, 0.56, 3),
        ("back", 0.58, 0.70, 1),
        ("creases", 0.70, 0.80, 1),
    ),
    "cut": (
        ("cut-1", 0.14, 0.42, 1),
        ("cut-2", 0.48, 0.82, 1),
        ("prints", 0.84, 0.96, 1),
        ("away", 0.84, 1.0, 1),
    ),
    "box-placed": (("placed", 0.12, 0.56, 1), ("margins", 0.56, 0.64, 1)),
    "sides-wrapped": (
        ("margins", 0.0, 0.06, 0),
        ("tape-in", 0.0, 0.08, 1),
        ("scale", 0.10, 0.34, 12),
        ("cam-x", 0.10, 0.34, 322),
        ("cam-y", 0.10, 0.34, 400),
        ("near-side", 0.12, 0.26, 90),
        ("near-top", 0.18, 0.34, 90),
        ("tape-1", 0.36, 0.40, 1),
        ("hem", 0.44, 0.54, 180),
        ("far-side", 0.56, 0.68, 90),
        ("far-top", 0.62, 0.78, 90),
        ("tape-3", 0.82, 0.90, 1),
    ),
    "end-tucked": (
        ("flip", 0.10, 0.25, 180),
        ("yaw", 0.22, 0.40, -90),
        ("scale", 0.10, 0.40, 14),
        ("cam-x", 0.10, 0.40, 350),
        ("cam-y", 0.10, 0.40, 372),
        ("tuck-a", 0.50, 0.84, 90),
    ),
    "first-end-closed": (
        ("top-a", 0.12, 0.34, 90),
        ("tip-a", 0.40, 0.54, 180),
        ("low-a", 0.56, 0.76, 90),
        ("tape-a", 0.80, 0.86, 1),
    ),
    "second-end-closed": (
        ("stand", 0.10, 0.22, 90),
        ("scale", 0.04, 0.22, 12.6),
        ("cam-y", 0.04, 0.22, 452),
        ("tuck-b", 0.28, 0.44, 90),
        ("top-b", 0.46, 0.58, 90),
        ("tip-b", 0.60, 0.68, 180),
        ("low-b", 0.69, 0.84, 90),
        ("tape-b", 0.85, 0.90, 1),
    ),
    "ribbon-crossed": (
        ("tape-in", 0.0, 0.10, 0),
        ("stand", 0.10, 0.20, 0),
        ("yaw", 0.12, 0.22, 0),
        ("scale", 0.04, 0.22, 14.5),
        ("cam-x", 0.04, 0.22, 326),
        ("cam-y", 0.04, 0.22, 398),
        ("lay", 0.23, 0.28, 1),
        ("round", 0.28, 0.48, 1),
        ("inset", 0.42, 0.50, 1),
        ("across", 0.54, 0.86, 1),
        ("inset", 0.90, 0.99, 0),
    ),
    "bow-tied": (
        ("scissors-in", 0.0, 0.10, 1),
        ("knot", 0.10, 0.28, 1),
        ("loop-a", 0.30, 0.46, 1),
        ("loop-b", 0.42, 0.58, 1),
        ("tight", 0.58, 0.70, 1),
        ("trim", 0.79, 0.88, 1),
    ),
}
LEAD = 0.09  # of t, for a hand to come in or to leave
START = {"scale": 9.3, "cam-x": 295.0, "cam-y": 382.0}
STAGES = tuple(MOVES)


def values_at(stage: str, t: float) -> dict[str, float]:
    """All values: what earlier stages left, then this stage's moves up to t, eased."""
    values = dict(START)
    for before in STAGES[: STAGES.index(stage)]:
        values |= {name: goal for name, _, _, goal in MOVES[before]}
    for name, start, end, goal in MOVES[stage]:
        values[name] = lerp(values.get(name, 0.0), goal, phase(t, start, end))
    return values


@lru_cache(maxsize=256)
def scene_at(stage: str, t: float) -> Scene:
    return Scene(values_at(stage, t))


@dataclass(frozen=True)
class Hand:
    """A hand that is at `spot` from `start` to `end` (t), and comes and goes along its forearm."""

    pose: str
    spot: Spot
    start: float
    end: float
    arm: float  # direction of the forearm, degrees, 0 = to the right, 90 = down
    left: bool = False
    size: float = 0.72


def sheet(face: str, u: float, v: float) -> Spot:
    return lambda s: s.px(s.on(face, u, v))


def beside(spot: Spot, dx: float, dy: float) -> Spot:
    """So many px away: fingertips touch, the hand does not cover."""

    def moved(s: Scene) -> Point:
        x, y = spot(s)
        return x + dx, y + dy

    return moved


def table(x: float, y: float, z: float = 0.0) -> Spot:
    return lambda s: s.px((x, y, z))


def box(x: float, y: float, z: float) -> Spot:
    """A point of the box itself, upside-down frame."""
    return lambda s: s.px(s.box((x, y, z)))


def gift(x: float, y: float, z: float) -> Spot:
    return lambda s: s.px(s.gift((x, y, z)))


def band(name: str, share: float = 1.0) -> Spot:
    """Along a part of the ribbon, 0..1."""

    def spot(s: Scene) -> Point:
        lines = s.ribbon_lines()
        line = lines.get(f"end-{name}") or lines.get(f"free-{name}") or [(0.0, 0.0, HEIGHT)]
        return s.px(s.gift(line[round(share * (len(line) - 1))]))

    return spot


def cutting(s: Scene) -> Point:
    """Where the blades meet the paper."""
    if s.value("cut-1") < 1:
        return s.px((16.0, lerp(-25.0, 25.0, s.value("cut-1")), 0.0))
    return s.px((lerp(16.0, -16.0, s.value("cut-2")), 25.0, 0.0))


HANDS: dict[str, tuple[Hand, ...]] = {
    "measured": (
        Hand("flat", box(0, 0, 0), 0.12, 0.24, 25),
        Hand("flat", box(9, 7, 4), 0.28, 0.56, 25),
        Hand("point", lambda s: s.px((lerp(-14, 15, s.value("creases")), 25, 0)), 0.68, 0.88, 38),
    ),
    "cut": (Hand("flat", table(-8, 8), 0.10, 0.84, 150, left=True),),
    "box-placed": (Hand("flat", box(5, 3, 8), 0.10, 0.68, -10),),
    "sides-wrapped": (
        Hand("pinch", sheet("near-top", 24, 0.4), 0.10, 0.36, 30),
        Hand("pinch", sheet("near-top", 8, 0.4), 0.10, 0.42, 150, left=True),
        Hand("pinch", sheet("far-top", 24, 48.8), 0.44, 0.80, 30),
        Hand("pinch", sheet("far-top", 8, 48.8), 0.44, 0.90, 150, left=True),
        Hand("point", gift(6, -1, -0.2), 0.82, 0.91, 35),
    ),
    "end-tucked": (
        Hand("flat", gift(10, 2, 5), 0.10, 0.36, 20),
        Hand("flat", gift(-10, 2, 5), 0.10, 0.36, 160, left=True),
        Hand("flat", beside(sheet("a:near-side", 28, 13.5), 52, 12), 0.48, 0.88, 24),
        Hand("flat", beside(sheet("a:far-side", 28, 36.5), -52, 12), 0.48, 0.88, 156, left=True),
    ),
    "first-end-closed": (
        Hand("flat", sheet("a:base", 31.5, 25), 0.10, 0.38, 35),
        Hand("pinch", sheet("a:near-top-tip", 31.6, 5), 0.40, 0.55, 35),
        Hand("pinch", sheet("a:near-top", 31, 5), 0.56, 0.78, 52),
    ),
    "second-end-closed": (
        Hand("flat", gift(-2, 7.5, 4), 0.10, 0.20, 15),
        Hand("flat", gift(-2, -7.5, 4), 0.10, 0.20, 165, left=True),
        Hand("flat", sheet("b:near-side", 2, 13.5), 0.26, 0.46, 10),
        Hand("flat", sheet("b:far-side", 2, 36.5), 0.26, 0.46, 170, left=True),
        Hand("flat", sheet("b:base", 0.5, 25), 0.46, 0.60, 30),
        Hand("pinch", sheet("b:near-top", 1, 5), 0.62, 0.86, -12),
    ),
    "ribbon-crossed": (
        Hand("flat", gift(0, 7.5, 4), 0.10, 0.20, 15),
        Hand("flat", gift(0, -7.5, 4), 0.10, 0.20, 165, left=True),
        Hand("pinch", band("a", 0.16), 0.26, 0.38, 15),
        Hand("pinch", band("b", 0.16), 0.26, 0.38, 165, left=True),
        Hand("pinch", band("a", 0.27), 0.56, 0.88, 25, size=0.62),
        Hand("pinch", band("b", 0.27), 0.71, 0.88, 170, left=True, size=0.62),
    ),
    "bow-tied": (
        Hand("pinch", band("a", 0.22), 0.10, 0.73, -4, size=0.66),
        Hand("pinch", band("b", 0.22), 0.10, 0.73, 176, left=True, size=0.66),
    ),
}


@dataclass(frozen=True)
class Still:
    """The picture of a stage: its moment, what to notice, and the arrows (from, to, bend px)."""

    key: float
    notice: Spot
    arrows: tuple[tuple[Spot, Spot, float], ...]


SEAM_B = sheet("b:far-top", 1, 45)
STILLS: dict[str, Still] = {
    "measured": Still(0.84, table(-5, 23), ((table(-18, -24), table(-18, 24), 0),)),
    "cut": Still(0.62, cutting, ((table(-1, 28.4), table(-14, 28.4), 0),)),
    "box-placed": Still(0.66, table(-13, -3.5), ((table(33, 0, 7), table(15, 0, 7), 40),)),
    "sides-wrapped": Still(
        0.67,
        sheet("far-top", 18, 48.6),
        ((beside(sheet("far-top", 13, 49), 12, -78), beside(sheet("far-top", 13, 49), -6, 20), 0),),
    ),
    "end-tucked": Still(
        0.80,
        sheet("a:base", 31, 25),
        (
            (gift(14, -14, 9), gift(14, -7.5, 9), 0),
            (gift(14, 14, 9), gift(14, 7.5, 9), 0),
        ),
    ),
    "first-end-closed": Still(
        0.69, sheet("a:base", 29, 23), ((gift(17, -9, 0), gift(11, -9, 6), 24),)
    ),
    "second-end-closed": Still(
        0.77,
        sheet("b:far-side", 3.4, 37),
        ((beside(SEAM_B, -84, -74), beside(SEAM_B, -52, 2), -16),),
    ),
    "ribbon-crossed": Still(
        0.74,
        lambda s: (INSET[0] - 13, INSET[1] + 9),
        ((gift(3.4, -7.6, 0.6), gift(3.4, -7.6, 7.2), 0),),
    ),
    "bow-tied": Still(
        0.71,
        gift(6.8, 0, HEIGHT + 4),
        (
            (beside(band("a", 0.25), 30, -100), beside(band("a", 0.25), 92, -106), 0),
            (beside(band("b", 0.25), -30, -100), beside(band("b", 0.25), -92, -106), 0),
        ),
    ),
}


class GiftProgram:
    """See `Drawn`."""

    stages = STAGES

    def ground(self) -> str:
        return ground()

    def svg(self, stage: str, t: float, skin: Skin) -> str:
        s = scene_at(stage, round(t, 4))
        lying = dispenser(s) + shadow([s.box_panels(), s.paper()], s.view) + roll(s)
        hands = "".join(_hand(hand, t, s, skin) for hand in HANDS[stage])
        tool = {"cut": _cut, "bow-tied": _trim}.get(stage)
        return lying + _things(s) + (tool(t, s, skin) if tool else "") + hands + inset(s)

    def key_time(self, stage: str) -> float:
        return STILLS[stage].key

    def motion(self, stage: str) -> str:
        s = scene_at(stage, self.key_time(stage))
        return "".join(marks.arrow(a(s), b(s), bend) for a, b, bend in STILLS[stage].arrows)

    def notice_point(self, stage: str) -> Point:
        return STILLS[stage].notice(scene_at(stage, self.key_time(stage)))

    def busy(self, stage: str) -> Box:
        return Box(0, 90, 768, 512)  # the engine looks up where in it something is drawn


def _things(s: Scene) -> str:
    """Paper, box, tape, ribbon; lines on the flat paper come right after it."""
    if s.value("near-side") == 0:  # still flat: drawn in plain order
        return (
            drawing([*s.paper(), *s.offcut()], s.view)
            + plan(s)
            + drawing(s.box_panels(), s.view)
            + sizes(s)
        )
    panels = [*s.paper(), *s.box_panels(), *s.tapes(), *s.ribbon_panels()]
    return drawing(panels, s.view) + bow_knot(s)


def _hand(hand: Hand, t: float, s: Scene, skin: Skin) -> str:
    if not hand.start - LEAD < t < hand.end + LEAD:
        return ""
    at = hand.spot(s)
    away = toward(at, hand.arm, 620)
    here = mix(away, at, phase(t, hand.start - LEAD, hand.start))
    here = mix(here, away, phase(t, hand.end, hand.end + LEAD))
    turn = hand.arm - 180 if hand.left else hand.arm
    size = hand.size * (s.view.scale / START["scale"]) ** 0.5
    return "".join(hand_layers(hand.pose, here, skin, turn, hand.left, size))


def _cut(t: float, s: Scene, skin: Skin) -> str:
    """Half open, they glide along the creases; they turn at the corner."""
    if not 0.02 < t < 0.96:
        return ""
    at = cutting(s)
    turn = lerp(118.0, 0.0, phase(t, 0.42, 0.48))
    at = mix((at[0] + 420, at[1] + 300), at, phase(t, 0.02, 0.12))
    at = mix(at, (at[0] + 500, at[1] + 200), phase(t, 0.83, 0.96))
    return scissors(at, turn, skin, "open" if t < 0.82 else "closed", held=True)


def _trim(t: float, s: Scene, skin: Skin) -> str:
    """They lie ready; at the end they cut both tails at a slant and are laid back."""
    if not s.value("scissors-in"):
        return ""
    rest = lerp(900, 610, s.value("scissors-in")), 424.0
    right, left = band("a")(s), band("b")(s)
    at = mix(mix(rest, right, phase(t, 0.74, 0.79)), left, phase(t, 0.82, 0.86))
    at = mix(at, rest, phase(t, 0.89, 0.93))
    turn = 24 * (phase(t, 0.74, 0.79) - phase(t, 0.89, 0.93))
    away = t < 0.76 or t > 0.93
    return scissors(at, turn, skin, "closed" if away or 0.8 < t < 0.82 else "open", held=not away)


GIFT = GiftProgram()
register(
    GIFT, ("measure", "cut", "place", "fold", "wrap", "tie"), ("gift-paper", "gift-box", "ribbon")
)
