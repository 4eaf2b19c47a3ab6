"""The origami crane: every flap turns about its crease, so a finished fold is exactly flat.

Lengths are shares of the square base's diagonal; x to the right, y towards us, z up. The sheet is
seen from straight above, and what rises is drawn a little further up. The collapse to the square
base and the petal fold are the exact motions of rigid paper: the first has the closed form in
`collapse`, the second is the cut of three spheres in `_petal`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generators.workbench.drawn.folding.paper import Rigid, Vec, add, cross, dot, mixed, unit
from generators.workbench.geometry import Point, lerp, mix, phase
from generators.workbench.palette import SHADOW

SIZE = 244.0  # px of the square base's diagonal
ORIGIN: Point = (408.0, 196.0)  # px of the closed point of the square base
RISE = 0.42  # px of the picture per px above the table
COLOUR, WHITE = ("#3F74A8", "#6FA3D2"), ("#D9D6CC", "#FFFEFA")  # in shade, in light
EDGE = "#27486B"

H = 1 - math.sqrt(0.5)  # 0.293: where the kite's crease meets the upper edge
TOP = 2 * H - 1  # -0.414: the bottom point, turned up about y = H
TAN = math.tan(math.radians(11.25))
Y2 = (TAN + TOP * math.tan(math.radians(22.5))) / (TAN + math.tan(math.radians(22.5)))
X2 = (1 - Y2) * TAN  # where the second, narrower crease meets the wing's edge
LEAN = 35.0  # degrees by which neck and tail lean out
CROTCH, HIP = (0.0, 0.235), (0.145, 0.281)  # ends of the reverse fold's crease, right-hand side


@dataclass(frozen=True)
class Facet:
    """A flat piece of paper; `back` = its white side looks at us when the corners run clockwise."""

    points: tuple[Vec, ...]
    colour: tuple[str, str] = COLOUR
    behind: tuple[str, str] = WHITE
    creases: tuple[tuple[Vec, Vec], ...] = ()


def _flat(*points: Point, z: float = 0.0) -> tuple[Vec, ...]:
    return tuple((x, y, z) for x, y in points)


def px(p: Vec) -> Point:
    return ORIGIN[0] + SIZE * p[0], ORIGIN[1] + SIZE * (p[1] - RISE * p[2])


def paper_svg(facets: Sequence[Facet]) -> str:
    return "".join(_facet(facet) for facet in facets)


def _facet(facet: Facet) -> str:
    seen = [px(p) for p in facet.points]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(seen, seen[1:] + seen[:1], strict=True))
    if abs(area) < 2:
        return ""
    dark, light = facet.colour if area > 0 else facet.behind
    up = unit(
        cross(add(facet.points[1], facet.points[0], -1), add(facet.points[2], facet.points[0], -1))
    )
    lit = abs(dot(up, unit((-0.3, -0.25, 0.92))))
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in seen) + "Z"
    out = (
        f'<path d="{path}" fill="{mixed(dark, light, 0.2 + 0.75 * lit)}" stroke="{EDGE}" '
        f'stroke-width="2.6" stroke-linejoin="round"/>'
    )
    for a, b in facet.creases:
        (ax, ay), (bx, by) = px(a), px(b)
        out += (
            f'<path d="M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}" stroke="{EDGE}" stroke-width="2" '
            f'stroke-dasharray="7 6" opacity=".7"/>'
        )
    return out


def shadow(facets: Sequence[Facet]) -> str:
    """What the paper casts on the table."""
    path = "".join(
        "M" + "L".join(f"{px((x, y, 0))[0] + 7:.1f} {px((x, y, 0))[1] + 9:.1f}" for x, y, _ in ring)
        for ring in (_clockwise(facet.points) for facet in facets)
    )
    return f'<path d="{path}" fill="{SHADOW}" opacity=".2"/>'


def _clockwise(points: Sequence[Vec]) -> Sequence[Vec]:
    """All footprints wound the same way, so that they unite."""
    ring = zip(points, (*points[1:], points[0]), strict=True)
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in ring)
    return points if area > 0 else points[::-1]


def _turned(points: Sequence[Vec], a: Point, b: Point, degrees: float) -> tuple[Vec, ...]:
    """Points turned about the crease a-b so that they rise first, whatever side they are on."""
    p = points[0]
    for q in points:
        if abs((b[0] - a[0]) * (q[1] - a[1]) - (b[1] - a[1]) * (q[0] - a[0])) > 1e-6:
            p = q
    left = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0
    rigid = Rigid.about((*a, 0.0), (*b, 0.0), degrees if left else -degrees)
    return tuple(rigid(q) for q in points)


def _mirror(facets: Sequence[Facet], by: float) -> list[Facet]:
    """The model turned over about its upright middle line; by 1 = as it is, -1 = other side."""
    return [
        replace(f, points=tuple((x * by, y, z) for x, y, z in f.points), behind=f.colour)
        for f in facets
    ]


# --- the sheet and the square base


def square(t: float) -> list[Facet]:
    """Folded over a diagonal and back; turned over; folded over a middle line and back."""
    first = math.sin(math.pi * phase(t, 0.1, 0.42)) * 178
    second = math.sin(math.pi * phase(t, 0.54, 0.84)) * 178
    low, up, left, right = (0.0, 1.0), (0.0, -1.0), (-1.0, 0.0), (1.0, 0.0)
    ends = ((-0.5, 0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, -0.5))
    diagonals = ((left, right), (up, low)) if t > 0.42 else ()
    middles = ((ends[0], ends[1]), (ends[2], ends[3])) if t > 0.84 else ()
    lines = tuple(((*p, 0.0), (*q, 0.0)) for p, q in (*diagonals, *middles))
    if first > 0.5:
        back = Facet(_flat(left, up, right))
        return [back, Facet(_turned(_flat(right, low, left), right, left, first))]
    over = phase(t, 0.44, 0.52) - phase(t, 0.88, 0.98)
    white, colour = (WHITE, COLOUR) if over > 0.5 else (COLOUR, WHITE)
    if second > 0.5:
        still = Facet(_flat(left, up, ends[1], ends[0]), white, colour, lines[:1])
        flap = _turned(_flat(ends[1], right, low, ends[0]), ends[0], ends[1], second)
        return [still, Facet(flap, white, colour)]
    width = max(abs(math.cos(math.pi * over)), 0.02)
    sheet = Facet(_flat(left, up, right, low), white, colour, lines)
    squeezed = tuple((x * width, y, z) for x, y, z in sheet.points)
    creases = tuple(
        ((p[0] * width, p[1], 0.0), (q[0] * width, q[1], 0.0)) for p, q in sheet.creases
    )
    return [replace(sheet, points=squeezed, creases=creases)]


def collapse(t: float) -> list[Facet]:
    """All four corners brought together; at t = 1 the square base lies flat.

    Front and back quarter turn by `alpha` about the line through both side corners; a side corner
    then lies `beta` below the horizontal, with tan(beta / 2) = sin(alpha), since its distance from
    the middles of its edges stays the same. We walk round from above to the front meanwhile.
    """
    alpha = math.radians(88.5 * t)
    beta = 2 * math.atan(math.sin(alpha))
    look = alpha

    def seen(x: float, y: float, z: float) -> Vec:
        return (x, y * math.cos(look) - z * math.sin(look), z * math.cos(look) + y * math.sin(look))

    def quarter(side: float) -> list[Vec]:
        out = [seen(0, 0, 0)]
        for u, v in ((-0.5, 0.5), (0.0, 1.0), (0.5, 0.5)):
            out.append(seen(u, side * v * math.cos(alpha), -v * math.sin(alpha)))
        return out

    front, back = quarter(1), quarter(-1)
    facets = []
    for way in (-1, 1):
        corner = seen(way * math.cos(beta), 0.0, -math.sin(beta))
        for quad, flip in ((back, way > 0), (front, way < 0)):
            m = quad[1] if way < 0 else quad[3]
            ring = (quad[0], m, corner)
            facets.append(Facet(ring if flip else ring[::-1]))
    facets.append(Facet(tuple(back)))
    facets.append(Facet(tuple(reversed(front))))
    facets.sort(key=lambda f: sum(p[2] for p in f.points) / len(f.points))
    drop = 0.0
    return [
        replace(f, points=tuple((x, y + drop, z * 0.2) for x, y, z in f.points), behind=WHITE)
        for f in facets
    ]


DIAMOND = ((0.0, 0.0), (0.5, 0.5), (0.0, 1.0), (-0.5, 0.5))
KITE = ((0.0, 0.0), (H, H), (0.0, 1.0), (-H, H))
BIRD = ((0.0, TOP), (H, H), (0.0, 1.0), (-H, H))
SLIM = ((0.0, TOP), (X2, Y2), (0.0, 1.0), (-X2, Y2))


def _piece(*points: Point, creases: tuple[tuple[Point, Point], ...] = ()) -> Facet:
    lines = tuple(((*a, 0.0), (*b, 0.0)) for a, b in creases)
    return Facet(_flat(*points), behind=COLOUR, creases=lines)


def kite(t: float) -> list[Facet]:
    """Left edge, right edge and top to the middle, sharply, and all three open again."""
    opened = 1 - phase(t, 0.7, 0.88)
    left, right, top = (phase(t, a, a + 0.16) * opened * 178 for a in (0.1, 0.28, 0.5))
    if t < 0.1:
        return [_piece(*DIAMOND)]
    lines = ((0.0, 1.0), (-H, H)), ((0.0, 1.0), (H, H)), ((-H, H), (H, H))
    if t > 0.88:
        return [_piece(*DIAMOND, creases=lines)]
    out = [_piece(*DIAMOND), _piece((H, H), (0.0, 1.0), (-H, H))]
    for way, angle in ((-1, left), (1, right)):
        a, b = (0.0, 1.0), (way * H, H)
        flap = _flat(a, b, (way * 0.5, 0.5))
        out.append(Facet(_turned(flap, a, b, angle), behind=COLOUR))
    peak = _turned(_flat((0.0, 0.0), (H, H), (-H, H)), (-H, H), (H, H), top)
    return [*out, Facet(peak, behind=COLOUR)]


def _petal(theta: float) -> list[Facet]:
    """The front flap while its point is lifted by `theta` degrees about the crease y = H."""
    a = math.radians(theta)
    tip: Vec = (0.0, H + (1 - H) * math.cos(a), (1 - H) * math.sin(a))
    low: Vec = (0.0, 1.0, 0.0)
    out_legs, out_sides = [], []
    for way in (-1.0, 1.0):
        hinge: Vec = (way * H, H, 0.0)
        corner = _side_corner(hinge, tip, low, way, theta)
        out_legs.append(Facet((hinge, low, corner), behind=COLOUR))
        out_sides.append(Facet((hinge, tip, corner), behind=COLOUR))
    middle = Facet(((-H, H, 0.0), (H, H, 0.0), tip), behind=WHITE)
    top = _piece((0.0, 0.0), (H, H), (-H, H))
    if theta < 90:
        return [top, *out_legs, *out_sides, middle]
    return [top, middle, *out_legs, *out_sides]


def _side_corner(hinge: Vec, tip: Vec, low: Vec, way: float, theta: float) -> Vec:
    """The flap's side corner: as far from hinge, tip and lower point as on the flat sheet."""
    start: Vec = (way * 0.5, 0.5, 0.0)
    if theta < 0.5:
        return start
    r0, r1, r2 = (math.dist(start, p) for p in (hinge, low, low))
    ex = unit(add(low, hinge, -1))
    d = math.dist(low, hinge)
    to_tip = add(tip, hinge, -1)
    i = dot(ex, to_tip)
    ey = unit(add(to_tip, ex, -i))
    ez = cross(ex, ey)
    j = dot(ey, to_tip)
    x = (r0**2 - r1**2 + d**2) / (2 * d)
    y = (r0**2 - r2**2 + i**2 + j**2 - 2 * i * x) / (2 * j)
    z = math.sqrt(max(r0**2 - x**2 - y**2, 0.0))
    found = [add(add(add(hinge, ex, x), ey, y), ez, s * z) for s in (1, -1)]
    inward = min(found, key=lambda p: (round(way * p[0], 6), -p[2]))
    return inward


def petal_front(t: float) -> list[Facet]:
    return [_piece(*DIAMOND), *_petal(178.0 * phase(t, 0.16, 0.8))]


def petal_back(t: float) -> list[Facet]:
    """Turned over like a page, then the same on the other side."""
    over = phase(t, 0.04, 0.26)
    if over < 0.5:
        return _mirror(petal_front(1.0), math.cos(math.pi * over))
    width = -math.cos(math.pi * over)
    theta = 178.0 * phase(t, 0.34, 0.84)
    facets = [_piece(*BIRD), *_petal(theta)]
    return _mirror(facets, width) if width < 0.999 else facets


# --- from the bird base to the crane


def _bird(creases: bool = False) -> list[Facet]:
    lines = (((0.0, 1.0), (X2, Y2)), ((0.0, 1.0), (-X2, Y2))) if creases else ()
    left = _piece((0.0, TOP), (0.0, 1.0), (-H, H), creases=lines[1:])
    right = _piece((0.0, TOP), (H, H), (0.0, 1.0), creases=lines[:1])
    return [left, right]


def narrow(t: float) -> list[Facet]:
    """The lower edges to the middle line: in front, then behind."""
    left, right = (180 * phase(t, a, a + 0.2) for a in (0.08, 0.24))
    if t < 0.56:
        return [_piece(*BIRD), *_slim_halves(), *_folding(left, right)]
    over = phase(t, 0.5, 0.66)
    angle = 180 * phase(t, 0.68, 0.88)
    behind = [_piece(*SLIM), *_slim_halves(), *_folding(angle, angle)]
    width = abs(math.cos(math.pi * over)) if over < 1 else 1.0
    return _mirror(behind, max(width, 0.03)) if width < 0.999 else behind


def _slim_halves() -> list[Facet]:
    return [
        _piece((0.0, TOP), (0.0, 1.0), (-X2, Y2)),
        _piece((0.0, TOP), (X2, Y2), (0.0, 1.0)),
    ]


def _folding(left: float, right: float) -> list[Facet]:
    out = []
    for way, angle in ((-1, left), (1, right)):
        a, b = (0.0, 1.0), (way * X2, Y2)
        out.append(Facet(_turned(_flat(a, b, (way * H, H)), a, b, angle), behind=COLOUR))
    return out


def spike(way: float, up: float) -> list[Point]:
    """Neck or tail: the leg below the crease, swung up between the layers; up 0..1."""
    turn = math.radians((180 - LEAN) * up)
    edge = (HIP[0] * way, HIP[1])
    leg = [CROTCH, edge, (0.0, 1.0)]
    if up <= 0:
        return leg
    c, s = math.cos(turn), math.sin(turn)
    out = []
    for x, y in leg:
        dx, dy = (x - CROTCH[0]) * way * (1 - 2 * up if x else 1), y - CROTCH[1]
        out.append((CROTCH[0] + way * (dx * c + dy * s), CROTCH[1] + dy * c - dx * s))
    return out


def body(neck: float, tail: float, head: float = 0.0, wing: float = 0.0) -> list[Facet]:
    """The crane from the side: back wing, neck and tail between the layers, front wing."""
    lower = ((X2, Y2), (HIP[0], HIP[1]), CROTCH, (-HIP[0], HIP[1]), (-X2, Y2))
    back_tip = (0.0, lerp(TOP, TOP + 0.1, wing))
    back = _piece(back_tip, *lower)
    out = [back]
    for way, up in ((-1.0, neck), (1.0, tail)):
        leg = spike(way, up)
        out += _headed(leg, head) if way < 0 and head > 0 else [_piece(*leg)]
    belly = ((X2, Y2), (HIP[0], HIP[1]), CROTCH, (-HIP[0], HIP[1]), (-X2, Y2))
    if wing <= 0:
        return [*out, _piece((0.0, TOP), *belly)]
    flap = _flat((0.0, TOP), (X2, Y2), (-X2, Y2))
    turned = _turned(flap, (-X2, Y2), (X2, Y2), 156 * wing)
    hump = _piece((0.0, Y2 - 0.12), *belly)
    return [*out, hump, Facet(turned, behind=COLOUR)]


def _headed(leg: Sequence[Point], head: float) -> list[Facet]:
    """The last fifth of the neck bent down and forward."""
    base, edge, tip = leg
    a, b = mix(base, tip, 0.8), mix(edge, tip, 0.8)
    neck = _piece(base, edge, b, a)
    pivot = mix(a, b, 0.5)
    turn = math.radians(-118 * head)
    c, s = math.cos(turn), math.sin(turn)
    dx, dy = tip[0] - pivot[0], tip[1] - pivot[1]
    beak = (pivot[0] + dx * c - dy * s, pivot[1] + dx * s + dy * c)
    wide_a, wide_b = mix(base, tip, 0.83), mix(edge, tip, 0.76)
    return [neck, _piece(wide_a, wide_b, beak)]
