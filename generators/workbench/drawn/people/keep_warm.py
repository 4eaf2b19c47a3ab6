"""Keeping someone warm while a burn is cooled: seated, a blanket round the body, the forearm bare.

The casualty is seen from the side at the sink; the learner's hands lay the blanket on.
"""

from __future__ import annotations

from generators.workbench import marks, sprite
from generators.workbench.drawn import register, shapes
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.people import figure as draw
from generators.workbench.drawn.people.body import Figure, Leg, Pose, standing_at
from generators.workbench.drawn.people.figure import Look
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.shapes import solid, stroke
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import Box, Point, mix, phase
from generators.workbench.palette import Skin

SCALE = 4.6
HIP = (196.0, 536.0)  # below the picture: half of the body is seen
TAP_AT, TAP_SIZE = (496.0, 500.0), 1.16
BLANKET, CHECK = "#C9785F", "#E7B9A2"
SEATED = Pose(
    hip=(0.0, 0.0),
    trunk=-86.0,
    curl=10.0,
    neck=-80.0,
    head=8.0,
    near_leg=Leg(0, 90),
    far_leg=Leg(0, 90),
)


def seated(skin: Skin) -> tuple[Figure, Look]:
    """The casualty with the near forearm held under the tap."""
    body = Figure(SEATED, standing_at(HIP, SCALE))
    stream = _on_tap(104, 158)
    wrist = (stream[0] + 7 * SCALE, stream[1] + 6)
    body = body.reach("near", wrist, 4, "relaxed", 1)
    lap = (body.on_trunk(16, 14)[0], 486.0)
    return body.touch("far", lap, 120, "relaxed", 1), draw.casualty(skin)


def _on_tap(x: float, y: float) -> Point:
    return TAP_AT[0] + (x - 150) * TAP_SIZE, TAP_AT[1] + (y - 294) * TAP_SIZE


def burn_at(body: Figure) -> Point:
    """px of the middle of the burn on the near forearm."""
    _, elbow, wrist = (body.px(p) for p in body.arm("near"))
    return mix(elbow, wrist, 0.74)


def kept_warm(t: float, skin: Skin) -> str:
    body, look = seated(skin)
    on, gone = phase(t, 0.08, 0.6), phase(t, 0.7, 0.9)
    layers = draw.person(body, look)
    out = _chair() + _tap() + draw.arm(body, look, "far") + layers.middle
    out += _forearm(body, look) + _blanket(body, on)
    edge = _edge(body, on)
    outside = (-320.0, edge[1] - 20)
    spot = mix(mix(outside, edge, phase(t, 0.0, 0.14)), outside, gone)
    back, front = hand_layers("grip", spot, skin, 8, True, 0.74)
    return out + back + front


def _chair() -> str:
    bars = "M92 320q-8 0 -8 10V540h26V330q0 -10 -8 -10Z"
    rest = "M78 352h22q8 0 8 8v92q0 8 -8 8h-22q-8 0 -8 -8v-92q0 -8 8 -8Z"
    return solid([bars], "#B98A5B") + solid([rest], "#C79B6D")


def _tap() -> str:
    thing = sprite.load("sink-tap")
    (x, y), size = TAP_AT, TAP_SIZE
    return (
        draw.ground_shadow(x - 150, x + 150, y + 2, 10) + f"<defs>{thing.defs}</defs>"
        f'<g transform="translate({x:g} {y:g}) scale({size:g}) translate(-150 -294)">'
        f"{sprite_svg(thing, 'running')}</g>"
    )


def _forearm(body: Figure, look: Look) -> str:
    """Near arm with the burn in the stream."""
    x, y = burn_at(body)
    s = SCALE
    patch = shapes.blob(
        [
            (x - 7 * s, y + 0.6 * s),
            (x - 4 * s, y - 2.2 * s),
            (x + 4 * s, y - 2.8 * s),
            (x + 7 * s, y - 1.2 * s),
            (x + 5 * s, y + 1.8 * s),
            (x - 4 * s, y + 2.4 * s),
        ]
    )
    top = _on_tap(104, 98)[1]
    left = _on_tap(104, 98)[0]
    water = f"M{left - 8:.1f} {top:.1f}h16V{y - 9:.1f}q8 3 18 14q-22 -7 -52 0q8 -11 18 -14Z"
    return (
        draw.arm(body, look, "near")
        + f'<path d="{patch}" fill="#E0523F" opacity="0.8"/>'
        + f'<path d="{water}" fill="#8CC6E0" fill-opacity="0.7" stroke="#4E9CC0" '
        f'stroke-width="2" stroke-linejoin="round"/>'
        + stroke([(left - 2, top + 6), (left - 2, y - 12)], "#E6F6FC", 3)
    )


def _edge(body: Figure, on: float) -> Point:
    """Where the blanket is held: from behind the chair up on the shoulder."""
    start, shoulder = (40.0, 470.0), body.on_trunk(47, -9)
    return mix(start, shoulder, on)


def _wrap(body: Figure, on: float) -> list[Point]:
    """The blanket's outline (px): over the shoulder, the upper arm inside, down to the seat."""
    trunk = body.on_trunk
    elbow = body.px(body.arm("near")[1])
    front = [trunk(56, -5.5), trunk(53, -0.5), trunk(51, 4.5), trunk(47, 9)]
    arm = [
        (elbow[0] - 44, elbow[1] - 50),
        (elbow[0] + 2, elbow[1] - 34),
        (elbow[0] + 26, elbow[1] + 4),
        (elbow[0] + 20, 480),
    ]
    down = [(elbow[0] + 30, 530), (elbow[0] + 20, 600), trunk(-14, -18), trunk(4, -16.6)]
    back = [trunk(20, -15), trunk(34, -14.6), trunk(46, -13), trunk(53, -10)]
    seat = (150.0, 590.0)
    return [
        mix(mix(seat, p, 0.9), p, on) if p[1] > 480 else mix(seat, p, 0.25 + 0.75 * on)
        for p in (*front, *arm, *down, *back)
    ]


def _blanket(body: Figure, on: float) -> str:
    """Rises from the seat to the shoulders; the forearm comes out below its front edge."""
    if on <= 0.02:
        return ""
    outline = shapes.blob(_wrap(body, on))
    return (
        f'<clipPath id="keep-warm-cloth"><path d="{outline}"/></clipPath>'
        + solid([outline], BLANKET)
        + f'<g clip-path="url(#keep-warm-cloth)">{_checks(body, on)}</g>'
    )


def _checks(body: Figure, on: float) -> str:
    """The pattern hangs from the shoulder and falls in folds."""
    elbow = body.px(body.arm("near")[1])
    drop = (1 - on) * 210
    out = ""
    for i in range(6):
        y = body.on_trunk(48, 0)[1] + drop + i * 44
        line = [(60, y - 8), (150, y + 6), (215, y + 20), (elbow[0], y + 16), (elbow[0] + 60, y)]
        out += stroke(line, CHECK, 5, 0.7)
    top = body.on_trunk(55, -4)
    for i, x in enumerate((96, 140, 186, 232, 276, 318)):
        start = (top[0] + (i - 2.5) * 15, top[1] + drop)
        out += stroke([start, (x + 2, 430 + drop / 2), (x - 4, 620)], CHECK, 3, 0.6)
    fold = [(elbow[0] - 46, elbow[1] - 60), (elbow[0] - 40, elbow[1]), (elbow[0] - 52, 520)]
    return out + stroke(fold, shapes.shade(BLANKET, -0.35), 3, 0.7)


_BODY = seated(Skin("#D79A73", "#8A5A3C", "#E8B896"))[0]
_BURN = burn_at(_BODY)
WARM = Scenes(
    {
        "kept-warm": Scene(
            kept_warm,
            0.62,
            _BODY.on_trunk(36, 12),
            lambda: marks.arrow((60.0, 420.0), (92.0, 300.0), -26),
            Box(60, 150, 640, 440),
        )
    }
)
register(WARM, ("wrap", "place", "hold"), ("blanket", "casualty"))
