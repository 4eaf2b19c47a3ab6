"""Points and affine placement in the 768x512 picture: x to the right, y down, degrees clockwise."""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """An upright rectangle in px, x0 < x1 and y0 < y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def centre(self) -> Point:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def grown(self, by: float) -> Box:
        return Box(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def joined(self, other: Box) -> Box:
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def overlap(self, other: Box) -> float:
        """Common area in px^2."""
        w = min(self.x1, other.x1) - max(self.x0, other.x0)
        h = min(self.y1, other.y1) - max(self.y0, other.y0)
        return w * h if w > 0 and h > 0 else 0.0

    def holds(self, point: Point) -> bool:
        return self.x0 <= point[0] <= self.x1 and self.y0 <= point[1] <= self.y1


@dataclass(frozen=True)
class Camera:
    """The part of the picture that fills the frame: 1 / `zoom` of it, from (left, top)."""

    zoom: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def apply(self, point: Point) -> Point:
        """Where a point of the picture lies in the frame, in the picture's px."""
        return (point[0] - self.left) * self.zoom, (point[1] - self.top) * self.zoom

    def box(self, box: Box) -> Box:
        return Box(*self.apply((box.x0, box.y0)), *self.apply((box.x1, box.y1)))

    def toward(self, other: Camera, t: float) -> Camera:
        """Between this and `other`; what both show stays in the frame all the way."""
        zoom = 1 / lerp(1 / self.zoom, 1 / other.zoom, t)
        return Camera(zoom, lerp(self.left, other.left, t), lerp(self.top, other.top, t))


WIDE = Camera()


@dataclass(frozen=True)
class Placement:
    """Puts a sprite's own `pivot` on the picture's `at`, mirrored, scaled, then rotated."""

    pivot: Point
    at: Point
    rotation: float = 0.0
    scale: float = 1.0
    flip: bool = False

    def apply(self, point: Point) -> Point:
        sx = -self.scale if self.flip else self.scale
        x, y = (point[0] - self.pivot[0]) * sx, (point[1] - self.pivot[1]) * self.scale
        a = math.radians(self.rotation)
        return (
            self.at[0] + x * math.cos(a) - y * math.sin(a),
            self.at[1] + x * math.sin(a) + y * math.cos(a),
        )

    def svg(self) -> str:
        """The same as the value of a `transform` attribute."""
        sx = -self.scale if self.flip else self.scale
        turn = f"rotate({self.rotation:.2f})" if self.rotation else ""
        return (
            f"translate({self.at[0]:.2f} {self.at[1]:.2f}){turn}"
            f"scale({sx:.4g} {self.scale:.4g})translate({-self.pivot[0]:.2f} {-self.pivot[1]:.2f})"
        )

    def box(self, width: float, height: float) -> Box:
        """The upright rectangle around a placed sprite of that size."""
        corners = [self.apply(p) for p in ((0, 0), (width, 0), (0, height), (width, height))]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))


def lerp(a: float, b: float, t: float) -> float:
    return a + (b - a) * t


def mix(a: Point, b: Point, t: float) -> Point:
    return lerp(a[0], b[0], t), lerp(a[1], b[1], t)


def clamp(x: float, low: float = 0.0, high: float = 1.0) -> float:
    return min(high, max(low, x))


def ease(t: float) -> float:
    """Smoothstep: starts and ends at rest."""
    t = clamp(t)
    return t * t * (3 - 2 * t)


def phase(t: float, start: float, end: float) -> float:
    """How far t is from `start` to `end`, 0..1, eased."""
    return ease((t - start) / (end - start))


def toward(origin: Point, angle: float, distance: float) -> Point:
    """The point `distance` px from `origin` in direction `angle` (0 right, 90 down)."""
    a = math.radians(angle)
    return origin[0] + distance * math.cos(a), origin[1] + distance * math.sin(a)


def angle_of(a: Point, b: Point) -> float:
    return math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))


def distance(a: Point, b: Point) -> float:
    return math.hypot(b[0] - a[0], b[1] - a[1])
