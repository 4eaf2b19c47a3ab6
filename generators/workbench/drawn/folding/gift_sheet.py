"""The sheet that wraps a box: true sizes, every crease of a classic parcel, both ends.

On the sheet u runs along the box, v away from us, cm. Upside-down box, paper's front on the table.
At the ends the corner gussets are not free to turn about one crease: `end_pose` puts them between
the side and the flap, bent once about their bisector, which keeps every edge (see the tests).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from generators.workbench.drawn.folding.paper import Face, Hinge, Rigid, Sheet, Vec, add, dot, unit
from generators.workbench.geometry import Point

LENGTH, WIDTH, HEIGHT = 20.0, 15.0, 8.0  # of the box
END = 6.0  # paper beyond each end: three quarters of the height
HEM = 1.0  # folded under for a clean line
OVERLAP = 4.0
SHEET_U = LENGTH + 2 * END
SHEET_V = 2 * (WIDTH + HEIGHT) + OVERLAP
V = (0.0, 9.5, 17.5, 32.5, 40.5, 49.0, 50.0)  # creases along the box
BODY = ("near-top", "near-side", "base", "far-side", "far-top", "hem")
BODY_LIFTS = (2.0, 1.0, 1.0, 1.0, 4.0, -3.0)
BEND = math.tan(math.radians(22.5)) * END  # where the bisector of a gusset meets the rim
ENDS = ("a", "b")  # a: at u = 26..32, b: at u = 0..6
# Gussets of an end: (flap, v of the corner, direction into the flap, cut by the flap's point).
CORNERS = (
    ("near-top", V[1], -1.0, True),
    ("base", V[2], 1.0, False),
    ("base", V[3], -1.0, False),
    ("far-top", V[4], 1.0, True),
)
# Flaps of an end, (r, v) with r = cm beyond the box; those with a point end at r = 5.
_FLAPS = {
    "base": (((0, V[2]), (0, V[3]), (END, V[3] - END), (END, V[2] + END)), 3.0),
    "near-top": (((0, 0), (0, V[1]), (5, V[1] - 5), (5, 0)), 5.0),
    "near-top-tip": (((5, 0), (5, V[1] - 5), (END, V[1] - END), (END, 0)), -3.6),
    "far-top": (((0, V[4]), (0, V[5]), (5, V[5]), (5, V[4] + 5)), 7.0),
    "far-top-tip": (((5, V[4] + 5), (5, V[5]), (END, V[5]), (END, V[4] + END)), -3.3),
    "hem": (((0, V[5]), (0, V[6]), (5, V[6]), (5, V[5])), -6.0),
    "hem-tip": (((5, V[5]), (5, V[6]), (END, V[6]), (END, V[5])), 3.45),
    "near-side": (((0, V[1]), (0, V[2]), (END, V[2]), (END, V[1])), 1.0),
    "far-side": (((0, V[3]), (0, V[4]), (END, V[4]), (END, V[3])), 1.0),
}
# How the parts of an end turn: part -> (angle's name, sign); the hem faces the other way.
_TURNS = {
    "base": ("top", 1),
    "near-top": ("low", 1),
    "far-top": ("low", 1),
    "hem": ("low", -1),
    "near-side": ("tuck", 1),
    "far-side": ("tuck", 1),
    "near-top-tip": ("tip", 1),
    "far-top-tip": ("tip", 1),
    "hem-tip": ("tip", -1),
}


def _at(end: str, r: float, v: float) -> Point:
    return (SHEET_U - END + r if end == "a" else END - r), v


def _face(name: str, points: list[Point], lift: float) -> Face:
    area = sum(
        a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True)
    )
    return Face(name, tuple(points if area > 0 else points[::-1]), lift)


def _gusset(end: str, number: int) -> list[Face]:
    """The corner in two halves; its outermost bit goes with the flap's point."""
    _, v, way, cut = CORNERS[number]
    name = f"{end}:gusset-{number}"

    def spot(r: float, into: float) -> Point:
        return _at(end, r, v + way * into)

    near = _face(f"{name}-near", [spot(0, 0), spot(END, 0), spot(END, BEND)], -2 - 2 * cut)
    far = [spot(0, 0), spot(END, BEND)] + ([spot(END, 5), spot(5, 5)] if cut else [spot(END, END)])
    faces = [near, _face(f"{name}-far", far, -2 - 2 * cut)]
    if cut:
        faces.append(_face(f"{name}-tip", [spot(5, 5), spot(END, 5), spot(END, END)], 3.8))
    return faces


def _faces() -> tuple[Face, ...]:
    faces = [
        _face(
            name,
            [(END, V[i]), (END + LENGTH, V[i]), (END + LENGTH, V[i + 1]), (END, V[i + 1])],
            BODY_LIFTS[i],
        )
        for i, name in enumerate(BODY)
    ]
    for end in ENDS:
        for part, (points, lift) in _FLAPS.items():
            faces.append(_face(f"{end}:{part}", [_at(end, r, v) for r, v in points], lift))
        for number in range(len(CORNERS)):
            faces += _gusset(end, number)
    return tuple(faces)


def _hinges() -> tuple[Hinge, ...]:
    def along(child: str, parent: str, v: float) -> Hinge:
        return Hinge(child, parent, (END, v), (END + LENGTH, v))

    body = [
        along("near-side", "base", V[2]),
        along("near-top", "near-side", V[1]),
        along("far-side", "base", V[3]),
        along("far-top", "far-side", V[4]),
        along("hem", "far-top", V[5]),
    ]
    return (*body, *(_end_hinge(end, part) for end in ENDS for part in _TURNS))


def _end_hinge(end: str, part: str) -> Hinge:
    tip = part.endswith("-tip")
    parent = f"{end}:{part.removesuffix('-tip')}" if tip else part
    r = END - HEM if tip else 0.0
    return Hinge(f"{end}:{part}", parent, _at(end, r, 0.0), _at(end, r, SHEET_V))


WRAP = Sheet(_faces(), _hinges())


def wrap_pose(angles: Mapping[str, float], root: Rigid) -> dict[str, Rigid]:
    """Where every face is. Angles in degrees: the body's parts by name, of each end `tuck-a`
    (sides inwards), `top-a` (flap without seam), `tip-a` (point folded under), `low-a`."""
    turns = {part: angles.get(part, 0.0) for part in BODY}
    for end in ENDS:
        for part, (name, sign) in _TURNS.items():
            turns[f"{end}:{part}"] = sign * angles.get(f"{name}-{end}", 0.0)
    placed = WRAP.pose(turns, root)
    for end in ENDS:
        for number in range(len(CORNERS)):
            _place_gusset(placed, end, number, angles.get(f"tip-{end}", 0.0))
    return placed


def _place_gusset(placed: dict[str, Rigid], end: str, number: int, tip: float) -> None:
    """Between the side's rim (O-A) and the flap's slant (O-C), bent inwards about O-B."""
    flap, v, way, cut = CORNERS[number]
    side = "near-side" if v < SHEET_V / 2 else "far-side"
    name = f"{end}:gusset-{number}"
    flat = [_at(end, r, v + way * into) for r, into in ((0, 0), (END, 0), (END, BEND), (END, END))]
    o, a, c = (
        placed[f"{end}:{side}"].at(flat[0]),
        placed[f"{end}:{side}"].at(flat[1]),
        placed[f"{end}:{flap}"].at(flat[3]),
    )
    inward = placed[f"{end}:{flap}"].turned((0.0, 0.0, 1.0))
    b = add(o, _bisector(add(a, o, -1), add(c, o, -1), inward), math.hypot(END, BEND))
    placed[f"{name}-near"] = Rigid.matching((flat[0], flat[1], flat[2]), (o, a, b))
    placed[f"{name}-far"] = Rigid.matching((flat[0], flat[2], flat[3]), (o, b, c))
    if cut:
        line = _at(end, 5, v + way * 5), _at(end, END, v + way * 5)
        turn = WRAP._turn(Hinge(f"{name}-tip", "", *line), -tip)
        placed[f"{name}-tip"] = placed[f"{name}-far"].after(turn)


def _bisector(rim: Vec, slant: Vec, inward: Vec) -> Vec:
    """Unit vector at 22.5 degrees to both, on the inner side of their plane."""
    rim, slant = unit(rim), unit(slant)
    middle = unit(add(rim, slant))
    cosine = min(1.0, math.cos(math.radians(22.5)) / dot(middle, rim))
    sine = math.sqrt(1.0 - cosine * cosine)
    return add((middle[0] * cosine, middle[1] * cosine, middle[2] * cosine), inward, sine)
