"""Which of two polygons in space hides the other: painter's order by plane tests.

Newell, Newell and Sancha (1972) without splitting: only pairs whose pictures overlap are compared,
by the plane of one against the corners of the other; the middle's depth decides what is left.
"""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]
Vec = tuple[float, float, float]
Plane = tuple[Vec, float, float]  # unit normal on our side, offset, how much it faces us
TOUCH = 0.35  # px: polygons that share an edge do not overlap
SAME = 1e-4  # cm: nearer to a plane than this is on it


def ordered(
    polygons: Sequence[Sequence[Vec]], seen: Sequence[Sequence[Point]], toward: Vec
) -> list[int]:
    """Indices, far to near. `seen` are the pictures, px; `toward` the direction in which we are."""
    count = len(polygons)
    planes = [_plane(p, toward) for p in polygons]
    near = [sum(_dot(v, toward) for v in p) / len(p) for p in polygons]
    boxes = [_box(s) for s in seen]
    behind: list[list[int]] = [[] for _ in range(count)]
    for i in range(count):
        for j in range(i):
            if not _boxes_meet(boxes[i], boxes[j]) or not overlap(seen[i], seen[j]):
                continue
            side = _side(polygons[i], planes[i], polygons[j], planes[j]) or near[i] - near[j]
            front, rear = (i, j) if side > 0 else (j, i)
            behind[front].append(rear)
    return _sorted(behind, sorted(range(count), key=lambda i: near[i]))


def _sorted(behind: list[list[int]], order: list[int]) -> list[int]:
    """Everything after what is behind it; a ring is cut where it is entered."""
    done: list[int] = []
    state = [0] * len(order)

    def visit(i: int) -> None:
        state[i] = 1
        for j in behind[i]:
            if not state[j]:
                visit(j)
        done.append(i)

    for i in order:
        if not state[i]:
            visit(i)
    return done


def _side(
    p: Sequence[Vec],
    p_plane: tuple[Vec, float, float],
    q: Sequence[Vec],
    q_plane: tuple[Vec, float, float],
) -> float:
    """> 0 when p is before q, < 0 when behind, 0 when the planes do not tell."""
    by_q, by_p = _against(p, q_plane), -_against(q, p_plane)
    if by_q and by_p and (by_q > 0) != (by_p > 0):  # both tell: trust the plane seen less edge-on
        return by_q if q_plane[2] > p_plane[2] else by_p
    return by_q or by_p


def _against(points: Sequence[Vec], plane: Plane) -> float:
    """+1 when all points are on our side of the plane, -1 when all beyond it, else 0."""
    n, offset, facing = plane
    if facing < 1e-3:
        return 0.0
    heights = [_dot(n, p) - offset for p in points]
    low, high = min(heights), max(heights)
    if low >= -SAME and high > SAME:
        return 1.0
    if high <= SAME and low < -SAME:
        return -1.0
    return 0.0


def _plane(points: Sequence[Vec], toward: Vec) -> Plane:
    x = y = z = 0.0
    for a, b in zip(points, (*points[1:], points[0]), strict=True):
        x += a[1] * b[2] - a[2] * b[1]
        y += a[2] * b[0] - a[0] * b[2]
        z += a[0] * b[1] - a[1] * b[0]
    size = (x * x + y * y + z * z) ** 0.5 or 1.0
    n = (x / size, y / size, z / size)
    facing = _dot(n, toward)
    if facing < 0:
        n, facing = (-n[0], -n[1], -n[2]), -facing
    return n, _dot(n, points[0]), facing


def overlap(a: Sequence[Point], b: Sequence[Point]) -> bool:
    """Whether two convex polygons have more than a rim in common (separating axes)."""
    return not (_apart(a, b) or _apart(b, a))


def _apart(a: Sequence[Point], b: Sequence[Point]) -> bool:
    for (px, py), (qx, qy) in zip(a, (*a[1:], a[0]), strict=True):
        nx, ny = qy - py, px - qx
        size = (nx * nx + ny * ny) ** 0.5
        if size < 1e-6:
            continue
        mine = [(x * nx + y * ny) / size for x, y in a]
        other = [(x * nx + y * ny) / size for x, y in b]
        if max(mine) - min(other) < TOUCH or max(other) - min(mine) < TOUCH:
            return True
    return False


def _box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _boxes_meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
