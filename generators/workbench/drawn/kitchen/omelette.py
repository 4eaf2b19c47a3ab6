"""An omelette: the third nearest to the cook is laid over by the spatula; it rolls out on a plate.

The cook's arms come from the right, so the near third is the one on the handle's side. The omelette
is a disc on the pan's floor, seen from `VIEW` degrees above it; the third turns about its crease as
a stiff flap whose free edge hangs back a little (egg is soft), done by bending the angle along it.
"""

from __future__ import annotations

import math

from generators.workbench import marks, sprite
from generators.workbench.drawn import register
from generators.workbench.drawn.electronics.soldering import held, prop, standing
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Placement, Point, clamp, mix, phase
from generators.workbench.palette import Skin
from generators.workbench.scene import Look, Prop

HOB_AT: Point = (346.0, 446.0)
SCALE = 1.36
RADIUS = 92.0 * SCALE  # px, of the disc along the picture
FLAT = 0.285  # depth / width of a disc on the pan's floor, as the pan is drawn
CREASE = 24.0 * SCALE  # px from the centre to the crease
AXIS = 34.0  # degrees by which the crease is turned towards the viewer's side
FOLD = (0.26, 0.66)  # t
SWAY = 26.0  # degrees that the soft edge lags behind in mid-air
YELLOW, CREAM, EDGE = "#F8CB50", "#FFE48C", "#9A6A1B"
UNDERSIDE, BROWN = "#E9B649", "#C98A1E"


def _pan() -> Prop:
    hob = prop("hob", "off", HOB_AT, "base", SCALE * 0.9)
    return prop("frying-pan", "empty", hob.point("surface"), "base", SCALE)


PAN = _pan()
MIDDLE: Point = PAN.point("inside")


def on_floor(u: float, v: float, height: float = 0.0) -> Point:
    """Picture point of (u across the crease to the cook, v along it) px, `height` px up."""
    a = math.radians(AXIS)
    x, depth = u * math.cos(a) - v * math.sin(a), u * math.sin(a) + v * math.cos(a)
    return MIDDLE[0] + x, MIDDLE[1] + FLAT * depth - 0.96 * height


def flap_point(u: float, v: float, turned: float) -> Point:
    """Where a point of the third (u >= CREASE) is when it has turned by `turned` degrees."""
    s = u - CREASE
    lag = SWAY * math.sin(math.radians(turned)) * s / (RADIUS - CREASE)
    a = math.radians(max(turned - lag, 0.0))
    return on_floor(CREASE + s * math.cos(a), v, s * math.sin(a) + 9 * math.sin(a / 2))


def _arc(near: bool) -> list[tuple[float, float]]:
    """(u, v) round the disc on one side of the crease, from one end of it to the other."""
    half = math.acos(CREASE / RADIUS)
    start, end = (-half, half) if near else (half, 2 * math.pi - half)
    angles = [start + (end - start) * i / 36 for i in range(37)]
    return [(RADIUS * math.cos(a), RADIUS * math.sin(a)) for a in angles]


def _path(points: list[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _shape(points: list[Point], fill: str) -> str:
    return (
        f'<path d="{_path(points)}" fill="{fill}" stroke="{EDGE}" stroke-width="4" '
        f'stroke-linejoin="round"/>'
    )


def _lying() -> str:
    """The two thirds that stay."""
    return _shape([on_floor(u, v) for u, v in _arc(near=False)], "url(#omelette-top)") + _ridges()


def _circle() -> list[tuple[float, float]]:
    angles = [2 * math.pi * i / 72 for i in range(72)]
    return [(RADIUS * math.cos(a), RADIUS * math.sin(a)) for a in angles]


def _ridges() -> str:
    return "".join(
        _ridge(on_floor(u, v), w)
        for u, v, w in ((-96, -20, 34), (-60, 46, 40), (-30, -60, 36), (-74, 10, 22))
    )


def _ridge(at: Point, width: float) -> str:
    x, y = at
    return (
        f'<path d="M{x:.1f} {y:.1f}q{width / 2:.1f} -8 {width:.1f} 0t{width * 0.7:.1f} -2" '
        f'fill="none" stroke="#D99A2B" stroke-width="4" stroke-linecap="round"/>'
    )


def _flap(turned: float) -> str:
    """The third: moist top while it lies, golden underside once it is turned up."""
    rim = [flap_point(u, v, turned) for u, v in _arc(near=True)]
    over = _signed(rim) < 0
    body = _shape(rim, "url(#omelette-under)" if over else "url(#omelette-top)")
    if not over:
        return body + _ridge(flap_point(CREASE + 30, -10, turned), 30)
    spots = ((30, -40), (48, 0), (34, 36), (66, -14), (64, 24))
    return body + "".join(_spot(flap_point(CREASE + s, v, turned)) for s, v in spots)


def _spot(at: Point) -> str:
    return (
        f'<ellipse cx="{at[0]:.1f}" cy="{at[1]:.1f}" rx="10" ry="4" fill="{BROWN}" opacity=".55"/>'
    )


def _signed(points: list[Point]) -> float:
    """Twice the area; its sign says which face is seen."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)


def turned_at(t: float) -> float:
    """Degrees by which the third has turned at t."""
    return 172.0 * phase(t, *FOLD)


def folded(t: float, skin: Skin) -> str:
    """In under the near third, up, over the middle; the spatula goes again."""
    turned = turned_at(t)
    hob = prop("hob", "off", HOB_AT, "base", SCALE * 0.9)
    out = _DEFS + standing(hob) + _placed(PAN) + _lying()
    if turned < 1:  # still one disc; the crease is only to come
        out += _shape([on_floor(u, v) for u, v in _circle()], "url(#omelette-top)") + _ridges()
    tool = _spatula(t, turned, skin)
    if turned < 1:
        return out + tool
    return out + tool + _flap(turned) if turned < 100 else out + _flap(turned) + tool


def _placed(thing: Prop) -> str:
    return standing(thing).split("/>", 1)[1]  # without a shadow: it stands on the hob


def _spatula(t: float, turned: float, skin: Skin) -> str:
    """Its blade under the free edge of the third."""
    away = 1 - phase(t, 0.04, 0.24) + phase(t, 0.7, 0.94)
    if away >= 1:
        return ""
    x, y = flap_point(RADIUS * 0.94, 0.0, turned)
    lean = clamp(turned / 120) * 16
    thing = sprite.load("spatula")
    at = (x + 560 * away, y - 40 * away)
    place = Placement(thing.anchor("blade").point, at, -14 - lean, 1.05)
    tool = prop("spatula", "", at, "blade")
    tool = Prop(tool.name, tool.sprite, tool.look, place)
    return held(tool, "hold", -8.0 - lean, skin)


def _mark() -> str:
    """Over the flap, from the cook's side to the middle."""
    a, b = flap_point(RADIUS, 0.0, 10), on_floor(-34, 0)
    return marks.arrow((a[0] + 26, a[1] - 44), (b[0] - 40, b[1] - 40), -110)


_DEFS = (
    '<defs><linearGradient id="omelette-top" x1="0" y1="0" x2="1" y2=".6">'
    f'<stop offset="0" stop-color="{CREAM}"/><stop offset=".5" stop-color="{YELLOW}"/>'
    '<stop offset="1" stop-color="#E3A52F"/></linearGradient>'
    '<linearGradient id="omelette-under" x1="0" y1="0" x2="0" y2="1">'
    f'<stop offset="0" stop-color="#F3CB6A"/><stop offset="1" stop-color="{UNDERSIDE}"/>'
    "</linearGradient></defs>"
)


# -- rolled out onto the plate ---------------------------------------------------------------------

PLATE = prop("plate", "empty", (318.0, 437.0), "base", 1.1)
TIP_UP = -58.0  # degrees
LIP_AT: Point = (232.0, 372.0)  # the pan's far edge, held against the plate
TIPPED, SLID = (0.22, 0.42), (0.4, 0.72)  # t


def rolled_out(t: float, skin: Skin) -> str:
    """The pan's far edge on the plate, the handle up: the omelette rolls out and over itself."""
    out = _DEFS + standing(PLATE)
    tilt = TIP_UP * phase(t, *TIPPED)
    away = 1 - phase(t, 0.0, 0.18) + phase(t, 0.82, 1.0)
    slid = phase(t, *SLID)
    lip = (LIP_AT[0] + 600 * away, LIP_AT[1] - 70 * away)
    thing = sprite.load("frying-pan")
    place = Placement(thing.anchor("spout").point, lip, tilt, 1.0)
    pan = Prop("frying-pan", thing, Look("empty"), place)
    tool = held(pan, "grip", pan.angle("grip"), skin) if away < 1 else ""
    start = place.apply((118, 50))
    x, y = mix(start, PLATE.point("surface"), slid)
    y -= 26 * math.sin(math.pi * slid)
    roll = _roll((x, y - 8 * slid), tilt * (1 - slid), slid)
    return out + tool + roll


def _roll(at: Point, turn: float, slid: float) -> str:
    """The folded omelette; the seam is on top in the pan and underneath on the plate."""
    seam = (
        '<path d="M-70 6Q-30 -10 10 -8T72 2" fill="none" stroke="#B97A1C" stroke-width="4" '
        f'stroke-linecap="round" opacity="{max(0.0, 1 - 1.6 * slid):.2f}"/>'
    )
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f})rotate({turn:.1f})">'
        '<path d="M-84 4C-72 -22 -34 -32 2 -32C40 -32 74 -20 84 2C76 20 40 26 0 26C-42 26 -76 20 '
        f'-84 4Z" fill="url(#omelette-top)" stroke="{EDGE}" stroke-width="3.5" '
        'stroke-linejoin="round"/><path d="M-58 -12Q-24 -24 14 -24" fill="none" stroke="#FFF6D0" '
        'stroke-width="5" stroke-linecap="round"/><path d="M-64 10Q0 22 66 8" fill="none" '
        f'stroke="#D99A2B" stroke-width="3" stroke-linecap="round"/>{seam}</g>'
    )


def _out_mark() -> str:
    """The handle goes up and over; the omelette down."""
    return marks.arrow((590.0, 330.0), (500.0, 150.0), 60)


FOLDING = Scenes(
    {
        "folded": Scene(
            folded, 0.475, flap_point(CREASE + 60, 30, 100), _mark, Box(110, 150, 740, 440)
        ),
        "rolled-out": Scene(
            rolled_out, 0.6, PLATE.point("surface"), _out_mark, Box(190, 104, 740, 440)
        ),
    }
)
register(FOLDING, ("fold", "flip"), ("omelette", "eggs"))
