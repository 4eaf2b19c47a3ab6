"""Cleaning and oiling a chain: paper below, wiped, scrubbed, dried, oiled, turned in, wiped.

Close-ups of the lower run of the chain; pedalled backwards it moves to the right. Rag, brush and
bottle stay where they are and the chain runs past them, as in the workshop.
"""

from __future__ import annotations

import math

from generators.workbench import effects, marks
from generators.workbench.drawn import register
from generators.workbench.drawn.cycling.bicycle_art import BOTTOM_BRACKET, GROUND, Bicycle
from generators.workbench.drawn.cycling.chain_art import PITCH, Care, chain, roller_top
from generators.workbench.drawn.hands import hand_layers, visiting
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.things import placed, point, thing
from generators.workbench.geometry import Box, Placement, Point, clamp, lerp, mix, phase
from generators.workbench.palette import Skin

Y = 300.0  # px; height of the chain
RAG_X, BOTTLE_X = 344.0, 366.0
OUTSIDE = (860.0, 180.0)
HALF = 0.5  # grime that a first wipe leaves
HAND = 0.9


def _paper() -> str:
    """Newspaper on the floor under the chain."""
    lines = "".join(
        f"M{140 + 8 * i + 250 * k} {420 + 13 * i}h{210 - 4 * i}" for i in range(4) for k in (0, 1)
    )
    return (
        '<path d="M96 400H690L752 482H34Z" fill="#F4EFE2" stroke="#A79F90" stroke-width="3" '
        f'stroke-linejoin="round"/><path d="{lines}" stroke="#C9BFAB" stroke-width="4"/>'
    )


# --- the whole bicycle


def bicycle(crank: float = 34.0, size: float = 0.56) -> Bicycle:
    return Bicycle(Placement((420.0, GROUND), (420.0, 440.0), 0.0, size), crank=crank)


def _covered(t: float, skin: Skin) -> str:
    """A sheet of newspaper is pushed under the chain."""
    bike = bicycle()
    x = lerp(620.0, 0.0, phase(t, 0.1, 0.5))
    hand = visiting(t, (900.0, 400.0), (430 + x, 466.0), 0.66)
    back, front = hand_layers("flat", (hand[0] + 84, hand[1] + 4), skin, 6, False, 0.7)
    paper = f'<path d="M{224 + x:.1f} 430H{440 + x:.1f}L{470 + x:.1f} 480H{200 + x:.1f}Z"'
    lines = "".join(f"M{236 + x - 5 * i:.1f} {442 + 9 * i}h{190 + 7 * i}" for i in range(4))
    sheet = (
        f'{paper} fill="#F4EFE2" stroke="#8C8374" stroke-width="3" stroke-linejoin="round"/>'
        f'<path d="{lines}" stroke="#C9BFAB" stroke-width="4"/>'
    )
    return sheet + bike.behind() + bike.front() + back + front


BACKWARDS = Placement((388.0, 398.0), (396.0, 306.0), 0.0, 0.76)


def _turned_in(t: float, skin: Skin) -> str:
    """The crank is turned backwards by hand, two turns in the clip."""
    s = clamp((t - 0.18) / 0.6)
    bike = Bicycle(BACKWARDS, crank=30 - 720 * s)
    x, y = bike.pedal()
    hand = visiting(t, (860.0, 260.0), (x + 6, y), 0.78)
    back, front = hand_layers("grip", hand, skin, -10, False, HAND)
    return bike.behind() + bike.front() + back + front


# --- close-ups


def _run(t: float, links: float = 7.0) -> float:
    """px that the chain has moved."""
    return links * PITCH * clamp((t - 0.2) / 0.56)


def _passed(x: float, moved: float, station: float) -> float:
    """1 for a link that has come past the station since the start."""
    return 1.0 if station - 10 < x < station + moved + 10 else 0.0


def _rag(at: Point) -> str:
    return thing("rag", placed("rag", (at[0], at[1] + 8), "centre", 1.05, 4.0))


def _with_rag(body: str, t: float, skin: Skin) -> str:
    """Fingers close the rag round the chain."""
    hand = visiting(t, OUTSIDE, (RAG_X, Y - 10), 0.8)
    back, front = hand_layers("grip", (hand[0] + 36, hand[1] - 16), skin, -46, False, HAND)
    return body + back + _rag(hand) + front


def _wiped(t: float, skin: Skin) -> str:
    moved, rest = _run(t), phase(t, 0.78, 0.94)

    def care(_: int, x: float) -> Care:
        return Care(grime=lerp(1.0, HALF, max(_passed(x, moved, RAG_X), rest)))

    return _with_rag(_paper() + chain(Y, moved, care), t, skin)


def _scrubbed(t: float, skin: Skin) -> str:
    """The brush goes to and fro; suds, then bare steel."""
    done = phase(t, 0.24, 0.72)
    x = RAG_X + 86 * math.sin(2 * math.pi * 3 * t)
    at = visiting(t, (900.0, 150.0), (x, Y - 24), 0.8)
    suds = phase(t, 0.2, 0.36) * (1 - phase(t, 0.84, 0.98))

    def care(_: int, x: float) -> Care:
        near = clamp(1.6 - abs(x + PITCH / 2 - RAG_X) / 190)
        here = max(done * clamp(near), phase(t, 0.8, 0.94))
        return Care(grime=HALF * (1 - here), wet=suds * clamp(near))

    place = placed("toothbrush", at, "tip", 1.15, -14.0)
    grip = point("toothbrush", place, "grip")
    back, front = hand_layers("hold", grip, skin, -16, False, HAND)
    brush = thing("toothbrush", place)
    return _paper() + chain(Y, 0.0, care) + back + brush + front


def _dried(t: float, skin: Skin) -> str:
    """Nothing touches it; drops fall, a dial counts."""
    left = 1 - phase(t, 0.1, 0.7)
    drops = ""
    for k, x in enumerate((190.0, 330.0, 470.0, 590.0)):
        fall = (t * 2.2 + 0.3 * k) % 1
        if left > 0.15:
            drops += (
                f'<ellipse cx="{x:.0f}" cy="{Y + 24 + 90 * fall:.1f}" rx="5" ry="8" '
                f'fill="#8CC6E0" opacity="{left * (1 - fall):.2f}"/>'
            )
    clock = effects.clock((392.0, 168.0), t).text
    body = chain(Y, 0.0, lambda *_: Care(film=0.3 * left, wet=0.0))
    return _paper() + body + drops + clock


def _oiled(t: float, skin: Skin) -> str:
    """The bottle stays, the chain moves on link by link, a drop falls on every roller."""
    links = 6.0 * clamp((t - 0.24) / 0.5)
    step = math.floor(links) + phase(links % 1, 0.55, 1.0)  # stands still for the drop, then on
    moved = PITCH * step
    start = PITCH * 5 + 26  # so that a pin stands under the nozzle

    def care(_: int, x: float) -> Care:
        fallen = moved + (PITCH if links % 1 > 0.4 and links < 6 else 0)
        got = -8 < x - BOTTLE_X < fallen - 8 and t > 0.24
        return Care(oil=1.0 if got or t > 0.9 else 0.0)

    body = _paper() + chain(Y, start + moved, care)
    tip = (BOTTLE_X + 6, Y - 74)
    at = visiting(t, (880.0, 60.0), tip, 0.8)
    place = placed("oil-bottle", at, "tip", 0.95, -38.0)
    grip = point("oil-bottle", place, "grip")
    back, front = hand_layers("grip", grip, skin, -24, False, HAND)
    drop = ""
    if 0.24 < t < 0.74 and links % 1 < 0.42:
        end = roller_top(BOTTLE_X, Y)
        x, y = mix((tip[0], tip[1] + 12), end, (links % 1) / 0.42)
        drop = (
            f'<path d="M{x:.1f} {y - 14:.1f}C{x + 10:.1f} {y:.1f} {x + 8:.1f} {y + 9:.1f} {x:.1f} '
            f'{y + 9:.1f}S{x - 10:.1f} {y:.1f} {x:.1f} {y - 14:.1f}Z" fill="#E3AE2C" '
            'stroke="#8A5E0E" stroke-width="2.5"/>'
        )
    return body + drop + back + thing("oil-bottle", place) + front


def _rubbed(t: float, skin: Skin) -> str:
    """The rag takes the film off the plates; they shine."""
    moved, rest = _run(t), phase(t, 0.78, 0.94)

    def care(_: int, x: float) -> Care:
        clean = max(_passed(x, moved, RAG_X), rest)
        return Care(oil=0.85 * (1 - clean), film=lerp(0.2, 1.0, clean))

    return _with_rag(_paper() + chain(Y, moved, care), t, skin)


def _along(y: float) -> str:
    return marks.arrow((470.0, y), (640.0, y))


CLOSE_UP = Box(60, 190, 700, 400)
CHAIN = Scenes(
    {
        "covered": Scene(
            _covered,
            0.5,
            (216.0, 474.0),
            lambda: marks.arrow((640.0, 400.0), (520.0, 420.0)),
            Box(150, 100, 680, 500),
        ),
        "wiped": Scene(_wiped, 0.62, (RAG_X + 160, Y - 2), lambda: _along(Y + 62), CLOSE_UP),
        "scrubbed": Scene(
            _scrubbed,
            0.6,
            (RAG_X - 66, Y),
            lambda: marks.double((RAG_X - 130, Y + 62), (RAG_X + 130, Y + 62)),
            CLOSE_UP,
        ),
        "dry": Scene(_dried, 0.66, (300.0, Y - 2), lambda: "", Box(60, 116, 700, 400)),
        "oiled": Scene(
            _oiled, 0.585, roller_top(BOTTLE_X + PITCH, Y), lambda: _along(Y + 62), CLOSE_UP
        ),
        "turned-in": Scene(
            _turned_in,
            0.56,
            BACKWARDS.apply((300.0, 437.0)),
            lambda: marks.arc(BACKWARDS.apply(BOTTOM_BRACKET), 96, 96, 150, 50),
            Box(108, 96, 745, 426),
        ),
        "rubbed": Scene(_rubbed, 0.62, (RAG_X + 160, Y - 2), lambda: _along(Y + 62), CLOSE_UP),
    }
)
register(
    CHAIN,
    ("place", "wipe", "brush", "wash", "wait", "pour", "drip", "oil", "pedal", "turn"),
    ("bicycle-chain", "chain"),
)
