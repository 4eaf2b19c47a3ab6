"""Soldering where the engine's one contact is not enough: tin the tip, take away, check the joints.

Draws with the sprites of the other steps (same board, iron, wire and hands, at the same place) and
sets lenses beside them: a learner cannot see a 2 mm cone on a board shown whole.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from generators.workbench import marks, sprite
from generators.workbench.drawn import register
from generators.workbench.drawn.electronics import joints
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import Box, Placement, Point, mix, phase, toward
from generators.workbench.palette import Skin
from generators.workbench.scene import Look, Prop, draw_prop, hand_items

TABLE = 437.0
BOARD_AT: Point = (372.0, TABLE)
BOARD = Placement((192, 190), BOARD_AT)
JOINT: Point = BOARD.apply((262, 108))
LEAD_END: Point = BOARD.apply((291.9, 22))
RESISTOR: Point = BOARD.apply((226, 172))
IRON_TURN = -28.0  # degrees; as the engine holds it at the joint
OUT_RIGHT, OUT_LEFT = 640.0, -560.0  # px that bring a hand and its tool out of the picture


def held(thing: Prop, pose: str, angle: float, skin: Skin, z: float = 64.0) -> str:
    """A tool between palm and fingers, the forearm leaving at `angle`."""
    items = draw_prop(replace(thing, z=z)) + hand_items(pose, thing.point("grip"), angle, skin)
    return "".join(
        (f"<defs>{item.defs}</defs>" if item.defs else "") + item.text
        for item in sorted(items, key=lambda item: item.z)
    )


def prop(name: str, state: str, at: Point, anchor: str, scale: float = 1.0) -> Prop:
    """A sprite in a state with that anchor on `at`."""
    thing = sprite.load(name)
    place = Placement(thing.anchor(anchor).point, at, 0.0, scale)
    return Prop(name, thing, Look(state), place)


def standing(thing: Prop) -> str:
    """As it stands on the table, with a soft shadow."""
    box = thing.box
    x, _ = box.centre
    shadow = (
        f'<ellipse cx="{x:.1f}" cy="{box.y1 - 4:.1f}" rx="{box.width * 0.52:.1f}" '
        f'ry="{max(8, box.width * 0.05):.1f}" fill="#4A3A28" opacity=".18"/>'
    )
    body = sprite_svg(thing.sprite, thing.look.state)
    place = thing.placement.svg()
    return f'{shadow}<defs>{thing.sprite.defs}</defs><g transform="{place}">{body}</g>'


def iron(tip: Point) -> Prop:
    """The hot iron with its tip on `tip`, held like a pen."""
    thing = prop("soldering-iron", "hot", tip, "tip")
    return replace(thing, placement=replace(thing.placement, rotation=IRON_TURN))


def wire(tip: Point) -> Prop:
    """Solder from its spool, the end on `tip`, coming from the left."""
    thing = prop("solder-wire", "", tip, "tip", 0.84)
    return replace(thing, placement=replace(thing.placement, flip=True))


def shifted(at: Point, dx: float, dy: float = 0.0) -> Point:
    return at[0] + dx, at[1] + dy


# -- clean and tin the tip -------------------------------------------------------------------------

SPONGE_AT: Point = (404.0, TABLE)
IN_SPONGE: Point = (404.0, 376.0)
TINNING: Point = (404.0, 300.0)
DULL: Point = (104.0, 388.0)  # lenses: the tip before and after
SHINY: Point = (262.0, 388.0)
DIPS = ((0.08, 0.16, 0.22), (0.24, 0.32, 0.4))  # down, out again; twice
FED = (0.48, 0.6, 0.72, 0.82)  # wire comes, touches, goes, is gone


def _tip(t: float) -> Point:
    deep = sum(phase(t, a, b) - phase(t, b, c) for a, b, c in DIPS)
    at = mix(TINNING, IN_SPONGE, deep)
    away = 1 - phase(t, 0.0, 0.08) + phase(t, 0.88, 1.0)
    return shifted(at, OUT_RIGHT * away, -30 * away)


def tinned(t: float, skin: Skin) -> str:
    """Twice into the brass, then solder onto the tip, which turns from black to silver."""
    tip = _tip(t)
    fed = phase(t, FED[0], FED[1]) - phase(t, FED[2], FED[3])
    sponge = standing(prop("brass-sponge", "", SPONGE_AT, "base"))
    tool = held(iron(tip), "pinch", 0.0, skin)
    out = tool + sponge if tip[1] > 338 else sponge + tool  # pushed in: behind the brass
    if fed > 0:
        end = shifted(TINNING, OUT_LEFT * (1 - fed) - 2, 30 * (1 - fed) - 2)
        out = sponge + tool + held(wire(end), "pinch", 194.0, skin)
    if t > FED[1] - 0.04 and t < 0.99:
        out += _film(tip)
    seen = phase(t, FED[1], FED[1] + 0.06)
    dull = joints.lens(DULL, joints.dull_tip(), False, 0.8)
    link = joints.line(toward(SHINY, -42, 58), shifted(TINNING, -8, 12)) if t < 0.88 else ""
    shiny = link + joints.lens(SHINY, joints.shiny_tip(), True, 0.8)
    return out + dull + f'<g opacity="{0.2 + 0.8 * seen:.2f}">{shiny}</g>'


def _film(tip: Point) -> str:
    """Bright solder over the end of the tip."""
    place = Placement((0, 0), tip, -52.0)
    return (
        f'<g transform="{place.svg()}"><path d="M-4 -3L26 -9V9L-4 5Q-8 1 -4 -3Z" fill="#E7EDF0" '
        'stroke="#4E6470" stroke-width="2.6" stroke-linejoin="round"/>'
        '<path d="M4 -3L22 -5" stroke="#FFFFFF" stroke-width="3.4" stroke-linecap="round"/></g>'
    )


def _tin_mark() -> str:
    return marks.arrow((166, 388), (198, 388))


# -- take away and wait ----------------------------------------------------------------------------

WIRE_OFF = (0.08, 0.34, 0.66, 0.84)  # drawn off; later out of the picture
WIRE_AWAY = -262.0  # px
IRON_UP = (0.3, 0.66)
LENS: Point = (270.0, 196.0)


def set_joint(t: float, skin: Skin) -> str:
    """The wire goes first, then the iron up along the lead; the cone stays and sets."""
    board = standing(prop("circuit-board", "soldered", BOARD_AT, "base"))
    out = board
    off, out_of = phase(t, *WIRE_OFF[:2]), phase(t, *WIRE_OFF[2:])
    if out_of < 1:
        x = WIRE_AWAY * off + (OUT_LEFT - WIRE_AWAY) * out_of
        out += held(wire(shifted(JOINT, x - 20, -6)), "pinch", 194.0, skin)
    up = phase(t, *IRON_UP)
    gone = phase(t, 0.62, 0.78)
    if gone < 1:
        along = mix(shifted(JOINT, 18, -4), shifted(LEAD_END, 10, -16), up)
        tip = shifted(along, OUT_RIGHT * gone, -60 * gone)
        out += held(iron(tip), "pinch", 0.0, skin)
    seen = phase(t, 0.5, 0.6)
    view = joints.lens(LENS, joints.good_joint(), True, 1.06)
    look = joints.line(toward(LENS, 42, 74), shifted(JOINT, -10, -8))
    return out + f'<g opacity="{seen:.2f}">{look}{view}</g>'


def _set_mark() -> str:
    """1: the wire to the left; 2: the iron up along the lead."""
    x, y = JOINT
    first = marks.arrow((x - 46, y + 4), (x - 150, y + 4)) + joints.step(1, (x - 176, y + 4))
    a, b = shifted(JOINT, -4, -52), shifted(LEAD_END, -22, -34)
    return first + marks.arrow(a, b) + joints.step(2, shifted(b, -4, -26))


# -- check -----------------------------------------------------------------------------------------

VIEWS: tuple[tuple[Point, partial[str], bool], ...] = (
    ((206.0, 186.0), partial(joints.good_joint, -34), True),
    ((384.0, 186.0), partial(joints.cold_joint, -44), False),
    ((562.0, 186.0), partial(joints.bridge, -34), False),
)


def checked(t: float, skin: Skin) -> str:
    """The unplugged iron cools in its stand; a tug at the resistor; three joints to tell apart."""
    board = prop("circuit-board", "trimmed", BOARD_AT, "base")
    stand = prop("iron-stand", "with-iron", (96, TABLE - 18), "base", 0.56)
    out = standing(stand) + _unplugged() + standing(board)
    here = phase(t, 0.0, 0.14) - phase(t, 0.76, 0.96)
    if here > 0:
        tug = 5.0 * (((t * 24) % 2) - 1 if 0.2 < t < 0.5 else 0.0)
        at = shifted(RESISTOR, tug + OUT_RIGHT * (1 - here), 40 * (1 - here))
        out += _hand("pinch", at, 14.0, skin)
    for index, (at, inside, good) in enumerate(VIEWS):
        seen = phase(t, 0.14 + 0.12 * index, 0.24 + 0.12 * index)
        view = joints.lens(at, inside(), good, 1.08)
        if good:
            view = joints.line(toward(at, 60, 76), BOARD.apply((118, 92))) + view
        out += f'<g opacity="{seen:.2f}">{view}</g>'
    return out


def _hand(pose: str, at: Point, angle: float, skin: Skin) -> str:
    return "".join(f"<defs>{i.defs}</defs>{i.text}" for i in hand_items(pose, at, angle, skin))


def _unplugged() -> str:
    """A mains plug that lies on the table, its pins bare."""
    return (
        '<g stroke-linejoin="round" stroke-linecap="round"><path d="M168 420C150 436 120 470 84 '
        '462" fill="none" stroke="#15171A" stroke-width="7"/><path d="M58 452L88 452Q96 462 88 '
        '474L58 474Q50 462 58 452Z" fill="#3B3F45" stroke="#15171A" stroke-width="3"/>'
        '<path d="M54 458H34M54 468H34" stroke="#8FA5AF" stroke-width="5"/>'
        '<path d="M62 457H82" stroke="#7B828A" stroke-width="3"/></g>'
    )


def _check_mark() -> str:
    x, y = RESISTOR
    return marks.double((x - 92, y + 26), (x - 34, y + 26))


SOLDERING = Scenes(
    {
        "tinned": Scene(tinned, 0.68, shifted(SHINY, 2, -10), _tin_mark, Box(40, 104, 740, 452)),
        "set": Scene(set_joint, 0.6, JOINT, _set_mark, Box(180, 110, 760, 440)),
        "checked": Scene(checked, 0.64, (562, 192), _check_mark, Box(30, 108, 760, 480)),
    }
)
register(
    SOLDERING,
    ("solder", "press", "wait", "check"),
    ("soldering-iron", "circuit-board"),
)
