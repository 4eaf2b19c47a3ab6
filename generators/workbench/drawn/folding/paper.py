"""Folding paper: a sheet of rigid polygons joined at creases, drawn as shaded faces.

General kernel (gift wrap, origami): `Sheet.pose` folds by angles about creases, so every polygon
keeps its edges by construction; `View` is one oblique look down at the table; `drawing` sorts by
plane tests between polygons whose pictures overlap. Faces are convex and do not pierce each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from generators.workbench.drawn.folding.depth import ordered
from generators.workbench.geometry import Point, clamp, lerp

Vec = tuple[float, float, float]  # cm: x to the right, y away from us, z up
Flat = tuple[Point, ...]  # polygon on the unfolded sheet, cm, counterclockwise

THICKNESS = 0.008  # cm between layers: they sort right, and the picture moves by less than 1 px
BLEED = 0.04  # cm: halves of a dot on two faces meet without a gap
SHARP = math.cos(math.radians(8))  # creases flatter than this show no line
LIGHT: Vec = (-0.36, -0.42, 0.83)  # from the upper left, toward the light
_IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def add(a: Vec, b: Vec, by: float = 1.0) -> Vec:
    """a + by * b."""
    return a[0] + by * b[0], a[1] + by * b[1], a[2] + by * b[2]


def dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def unit(a: Vec) -> Vec:
    size = math.sqrt(dot(a, a)) or 1.0
    return a[0] / size, a[1] / size, a[2] / size


def normal(points: Sequence[Vec]) -> Vec:
    """Unit normal of a plane polygon by Newell's sum; it points to whom sees it anticlockwise."""
    total: Vec = (0.0, 0.0, 0.0)
    for a, b in zip(points, (*points[1:], points[0]), strict=True):
        total = add(total, cross(a, b))
    return unit(total)


@dataclass(frozen=True)
class Rigid:
    """A motion that keeps lengths: p -> rows p + shift."""

    rows: tuple[Vec, Vec, Vec] = _IDENTITY
    shift: Vec = (0.0, 0.0, 0.0)

    def __call__(self, p: Vec) -> Vec:
        r, s = self.rows, self.shift
        return dot(r[0], p) + s[0], dot(r[1], p) + s[1], dot(r[2], p) + s[2]

    def turned(self, v: Vec) -> Vec:
        """A direction, turned."""
        r = self.rows
        return dot(r[0], v), dot(r[1], v), dot(r[2], v)

    def after(self, first: Rigid) -> Rigid:
        """`first`, then this."""
        columns = [self.turned(c) for c in zip(*first.rows, strict=True)]
        return Rigid(tuple(zip(*columns, strict=True)), self(first.shift))  # type: ignore[arg-type]

    def at(self, p: Point) -> Vec:
        """Where a point of the flat sheet is."""
        return self((p[0], p[1], 0.0))

    @classmethod
    def about(cls, a: Vec, b: Vec, degrees: float) -> Rigid:
        """A turn about the axis a -> b, right-handed (Rodrigues' formula)."""
        x, y, z = unit(add(b, a, -1))
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        k = 1 - c
        rows = (
            (c + x * x * k, x * y * k - z * s, x * z * k + y * s),
            (y * x * k + z * s, c + y * y * k, y * z * k - x * s),
            (z * x * k - y * s, z * y * k + x * s, c + z * z * k),
        )
        return cls(rows, add(a, cls(rows)(a), -1))

    @classmethod
    def matching(cls, flat: Sequence[Point], world: Sequence[Vec]) -> Rigid:
        """Lays three flat points on three world points that are as far apart."""
        old = _frame([(x, y, 0.0) for x, y in flat])
        new = _frame(world)
        rows = tuple(
            tuple(sum(new[k][i] * old[k][j] for k in range(3)) for j in range(3)) for i in range(3)
        )
        turn = cls(rows)  # type: ignore[arg-type]
        return replace(turn, shift=add(world[0], turn((flat[0][0], flat[0][1], 0.0)), -1))


def _frame(p: Sequence[Vec]) -> tuple[Vec, Vec, Vec]:
    x = unit(add(p[1], p[0], -1))
    z = unit(cross(x, add(p[2], p[0], -1)))
    return x, cross(z, x), z


@dataclass(frozen=True)
class Face:
    """A piece of the sheet; `lift` = layers that it lies further out on its front (under) side."""

    name: str
    flat: Flat
    lift: float = 0.0


@dataclass(frozen=True)
class Hinge:
    """`child` turns about the crease a-b of `parent`; positive angles raise it to the back side."""

    child: str
    parent: str
    a: Point
    b: Point


@dataclass(frozen=True)
class Sheet:
    """Faces and the tree of creases, parents first. The flat sheet lies with its front down."""

    faces: tuple[Face, ...]
    hinges: tuple[Hinge, ...]

    @cached_property
    def by_name(self) -> dict[str, Face]:
        return {face.name: face for face in self.faces}

    def pose(self, angles: Mapping[str, float], root: Rigid) -> dict[str, Rigid]:
        """Where every face is, given the fold angle of each child, degrees (0 = flat)."""
        placed = {self.hinges[0].parent: root}
        for hinge in self.hinges:
            placed[hinge.child] = placed[hinge.parent].after(
                self._turn(hinge, angles.get(hinge.child, 0.0))
            )
        return placed

    def _turn(self, hinge: Hinge, angle: float) -> Rigid:
        (ax, ay), (bx, by) = hinge.a, hinge.b
        x, y = _middle(self.by_name[hinge.child].flat)
        left = (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
        return Rigid.about((ax, ay, 0.0), (bx, by, 0.0), angle if left else -angle)

    @cached_property
    def _mates(self) -> dict[tuple[int, int, int, int], str]:
        """Directed edge (in 1/1000 cm) -> the face that has it."""
        return {_key(a, b): face.name for face in self.faces for a, b in _edges(face.flat)}

    def panels(self, placed: Mapping[str, Rigid], look: Look) -> list[Panel]:
        """The faces in space; lines on the sheet's rim and on creases that are folded."""
        ups = {name: rigid.turned((0.0, 0.0, 1.0)) for name, rigid in placed.items()}
        return [
            Panel(
                tuple(
                    add(placed[face.name].at(p), ups[face.name], -face.lift * THICKNESS)
                    for p in face.flat
                ),
                look,
                tuple(self._line(face, a, b, ups) for a, b in _edges(face.flat)),
                face.flat,
            )
            for face in self.faces
        ]

    def _line(self, face: Face, a: Point, b: Point, ups: Mapping[str, Vec]) -> float:
        mate = self._mates.get(_key(b, a))
        if mate is None:
            return 2.6
        return 0.0 if dot(ups[face.name], ups[mate]) > SHARP else 2.0


def _edges(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(points, (*points[1:], points[0]), strict=True))


def _key(a: Point, b: Point) -> tuple[int, int, int, int]:
    return round(a[0] * 1e3), round(a[1] * 1e3), round(b[0] * 1e3), round(b[1] * 1e3)


def _middle(points: Flat) -> Point:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


@dataclass(frozen=True)
class Look:
    """Colours (in shade, in light) of both sides. The back is the side of the normal."""

    front: tuple[str, str]
    back: tuple[str, str]
    edge: str
    dots: str = ""
    dot_spacing: float = 2.6  # cm
    opacity: float = 1.0


@dataclass(frozen=True)
class Panel:
    """A polygon in space; `lines` = px of each edge's outline; `flat` carries the pattern."""

    points: tuple[Vec, ...]
    look: Look
    lines: tuple[float, ...]
    flat: Flat = field(default=())


@dataclass(frozen=True)
class View:
    """Oblique look down at the table: parallel lines stay parallel, so polygons map affinely."""

    scale: float  # px per cm
    origin: Point  # px, where (0, 0, 0) is seen
    depth: float = 0.5
    height: float = 0.87
    skew: float = 0.22

    def __call__(self, p: Vec) -> Point:
        x, y, z = p
        return (
            self.origin[0] + self.scale * (x + self.skew * y),
            self.origin[1] - self.scale * (self.depth * y + self.height * z),
        )

    @property
    def toward(self) -> Vec:
        """The direction in which we are."""
        return unit((self.skew, -1.0, self.depth / self.height))


def drawing(panels: Sequence[Panel], view: View) -> str:
    """SVG of the panels, the far ones first."""
    seen = [tuple(view(p) for p in panel.points) for panel in panels]
    order = ordered([panel.points for panel in panels], seen, view.toward)
    return "".join(_panel_svg(panels[i], seen[i], view) for i in order)


def shadow(groups: Iterable[Iterable[Panel]], view: View, opacity: float = 0.2) -> str:
    """What groups of panels cast on the table, each as one convex patch, in one even tone."""
    casts = [
        hull([view((x + 0.22 * z, y + 0.1 * z - 0.3, 0.0)) for p in group for x, y, z in p.points])
        for group in groups
    ]
    outline = "".join(path(cast) for cast in casts if len(cast) > 2)
    style = 'stroke="#5A3D24" stroke-width="5" stroke-linejoin="round"'
    return f'<g opacity="{opacity}"><path d="{outline}" fill="#5A3D24" {style}/></g>'


def hull(points: Sequence[Point]) -> list[Point]:
    """The convex hull by Andrew's monotone chain; all hulls turn the same way."""
    chains: list[list[Point]] = []
    for line in (sorted(set(points)), sorted(set(points), reverse=True)):
        chain: list[Point] = []
        for p in line:
            while len(chain) > 1 and _area((chain[-2], chain[-1], p)) <= 0:
                chain.pop()
            chain.append(p)
        chains.append(chain[:-1])
    return chains[0] + chains[1]


def _panel_svg(panel: Panel, seen: Sequence[Point], view: View) -> str:
    if abs(_area(seen)) < 0.5:
        return ""
    up = normal(panel.points)
    back = dot(up, view.toward) > 0
    lit = up if back else (-up[0], -up[1], -up[2])
    dark, light = panel.look.back if back else panel.look.front
    fill = mixed(dark, light, 0.5 + 0.5 * dot(lit, LIGHT))
    body = (
        f'<path d="{path(seen)}" fill="{fill}" stroke="{fill}" stroke-width=".8" '
        f'stroke-linejoin="round"/>'
    )
    dots = "" if back or not panel.look.dots else _dots_svg(panel, seen, dot(lit, LIGHT))
    svg = body + dots + _lines_svg(panel, seen)
    faint = panel.look.opacity
    return svg if faint == 1.0 else f'<g opacity="{faint:.2f}">{svg}</g>'


def _lines_svg(panel: Panel, seen: Sequence[Point]) -> str:
    widths: dict[float, str] = {}
    for (a, b), width in zip(_edges(seen), panel.lines, strict=True):
        if width:
            line = f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
            widths[width] = widths.get(width, "") + line
    return "".join(
        f'<path d="{line}" fill="none" stroke="{panel.look.edge}" stroke-width="{width:g}" '
        f'stroke-linecap="round"/>'
        for width, line in widths.items()
    )


def _dots_svg(panel: Panel, seen: Sequence[Point], lit: float) -> str:
    """The pattern's dots are cut at the face's edges and mapped as the face is."""
    to_picture = _affine(panel.flat, seen)
    shapes = "".join(
        path([to_picture(p) for p in shape])
        for shape in dots_in(panel.flat, panel.look.dot_spacing)
    )
    colour = mixed("#B9B49C", panel.look.dots, 0.6 + 0.4 * lit)
    return f'<path d="{shapes}" fill="{colour}"/>' if shapes else ""


def _affine(flat: Flat, seen: Sequence[Point]) -> Callable[[Point], Point]:
    """The map of the plane that takes three corners of `flat` to those of `seen`."""
    (ox, oy), (px, py), (qx, qy) = flat[0], flat[1], flat[-1]
    (sx, sy), (tx, ty), (rx, ry) = seen[0], seen[1], seen[-1]
    det = (px - ox) * (qy - oy) - (py - oy) * (qx - ox)

    def mapped(p: Point) -> Point:
        x, y = p[0] - ox, p[1] - oy
        a = (x * (qy - oy) - y * (qx - ox)) / det
        b = (y * (px - ox) - x * (py - oy)) / det
        return sx + a * (tx - sx) + b * (rx - sx), sy + a * (ty - sy) + b * (ry - sy)

    return mapped


@lru_cache(maxsize=512)
def dots_in(flat: Flat, spacing: float, radius: float = 0.42) -> tuple[Flat, ...]:
    """The staggered dots (12-gons) of the sheet's pattern, cut off at the polygon's edges."""
    xs, ys = [p[0] for p in flat], [p[1] for p in flat]
    circle = [
        (math.cos(k * math.pi / 6) * radius, math.sin(k * math.pi / 6) * radius) for k in range(12)
    ]
    rows = range(int(min(ys) / spacing * 2) - 1, int(max(ys) / spacing * 2) + 2)
    columns = range(int(min(xs) / spacing) - 1, int(max(xs) / spacing) + 2)
    out = []
    for row in rows:
        for column in columns:
            x, y = (column + 0.5 * (row % 2) + 0.3) * spacing, (row + 0.4) * spacing / 2
            cut = clipped(tuple((x + dx, y + dy) for dx, dy in circle), flat, BLEED)
            if len(cut) > 2:
                out.append(cut)
    return tuple(out)


def clipped(shape: Flat, by: Flat, slack: float = 0.0) -> Flat:
    """Sutherland and Hodgman: the part of a convex polygon inside a counterclockwise one.

    `slack`: how far over its edges still counts as inside.
    """
    points = list(shape)
    for (ax, ay), (bx, by_) in _edges(by):
        more = slack * math.hypot(bx - ax, by_ - ay)
        sides = [(bx - ax) * (y - ay) - (by_ - ay) * (x - ax) + more for x, y in points]
        kept: list[Point] = []
        for i, (p, side) in enumerate(zip(points, sides, strict=True)):
            q, other = points[i - 1], sides[i - 1]
            if (side >= 0) != (other >= 0):
                w = other / (other - side)
                kept.append((lerp(q[0], p[0], w), lerp(q[1], p[1], w)))
            if side >= 0:
                kept.append(p)
        points = kept
    return tuple(points)


def path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _area(points: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in _edges(points)) / 2


def mixed(a: str, b: str, t: float) -> str:
    """A colour between two of the form #RRGGBB."""
    t = clamp(t)
    pairs = ((int(a[i : i + 2], 16), int(b[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(lerp(p, q, t)):02X}" for p, q in pairs)
