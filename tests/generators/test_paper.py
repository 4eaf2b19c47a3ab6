"""Paper stays paper: rigid faces, joined creases, nothing through the box, a box that is shut."""

from __future__ import annotations

import math
from itertools import pairwise, product

import pytest

from generators.workbench.drawn import find
from generators.workbench.drawn.folding import gift, gift_sheet, ribbon
from generators.workbench.drawn.folding.depth import ordered
from generators.workbench.drawn.folding.gift import GIFT, STAGES, scene_at
from generators.workbench.drawn.folding.gift_scene import HEIGHT, LENGTH, RIBBON_END, WIDTH, Scene
from generators.workbench.drawn.folding.gift_sheet import SHEET_U, SHEET_V, WRAP
from generators.workbench.drawn.folding.paper import (
    BLEED,
    Face,
    Hinge,
    Look,
    Panel,
    Rigid,
    Sheet,
    Vec,
    View,
    clipped,
    dots_in,
    drawing,
    hull,
    normal,
)
from generators.workbench.palette import SKINS

FOLDING = ("sides-wrapped", "end-tucked", "first-end-closed", "second-end-closed")
MOMENTS = [(stage, k / 20) for stage in FOLDING for k in range(21)]


@pytest.mark.parametrize("stage", FOLDING)
def test_every_face_keeps_its_edge_lengths_and_diagonals(stage: str) -> None:
    for k in range(21):
        placed = scene_at(stage, k / 20).placed
        for face in WRAP.faces:
            for p, q in product(face.flat, repeat=2):
                folded = math.dist(placed[face.name].at(p), placed[face.name].at(q))
                assert folded == pytest.approx(math.dist(p, q), abs=1e-6), (face.name, k)


@pytest.mark.parametrize("stage", FOLDING)
def test_the_sheet_is_never_torn_at_a_crease(stage: str) -> None:
    corners: dict[tuple[float, float], list[str]] = {}
    for face in WRAP.faces:
        for u, v in face.flat:
            corners.setdefault((round(u, 6), round(v, 6)), []).append(face.name)
    shared = {p: names for p, names in corners.items() if len(names) > 1}
    assert len(shared) > 40
    for k in range(21):
        placed = scene_at(stage, k / 20).placed
        for p, (first, *others) in shared.items():
            for other in others:
                gap = math.dist(placed[first].at(p), placed[other].at(p))
                assert gap < 1e-6, (p, first, other, k)


def test_the_faces_cover_the_sheet_once() -> None:
    total = sum(_area(face.flat) for face in WRAP.faces)
    assert total == pytest.approx(SHEET_U * SHEET_V)
    assert min(_area(face.flat) for face in WRAP.faces) > 0, "all run anticlockwise"


def test_the_sheet_has_the_size_that_the_rule_gives() -> None:
    assert pytest.approx(2 * (WIDTH + HEIGHT) + 4) == SHEET_V
    assert pytest.approx(LENGTH + 1.5 * HEIGHT) == SHEET_U


@pytest.mark.parametrize("stage", FOLDING)
def test_no_paper_goes_through_the_box(stage: str) -> None:
    for k in range(21):
        s = scene_at(stage, k / 20)
        into = _inverse(s.body)
        for panel in WRAP.panels(s.placed, gift_look()):
            for x, y, z in map(into, panel.points):
                inside = min(LENGTH / 2 - abs(x), WIDTH / 2 - abs(y), z, HEIGHT - z)
                assert inside < 0.15, (k, x, y, z)


def test_the_box_is_shut_only_when_both_ends_are() -> None:
    assert not _bare(scene_at("second-end-closed", 1.0))
    open_end = _bare(scene_at("first-end-closed", 1.0))
    assert open_end
    assert all(x < 0 for x, _, _ in open_end), "only the second end shows the box"
    assert {x > 0 for x, _, _ in _bare(scene_at("sides-wrapped", 1.0))} == {True, False}


def test_pushed_in_sides_leave_two_slanting_flaps() -> None:
    s = scene_at("end-tucked", 1.0)
    into = _inverse(s.body)
    for side in ("a:near-side", "a:far-side"):
        for p in WRAP.by_name[side].flat:
            assert into(s.placed[side].at(p))[0] == pytest.approx(LENGTH / 2, abs=1e-6)
    flap = sorted(into(s.placed["a:base"].at(p)) for p in WRAP.by_name["a:base"].flat)
    assert all(z == pytest.approx(0, abs=1e-6) for _, _, z in flap), "it stands straight out"
    root, tip = math.dist(flap[0], flap[1]), math.dist(flap[2], flap[3])
    assert (root, tip) == (pytest.approx(15), pytest.approx(3))


def test_the_flaps_of_an_end_overlap_by_three_centimetres() -> None:
    s = scene_at("second-end-closed", 1.0)
    into = _inverse(s.body)
    for end in "ab":
        upper = max(
            into(s.placed[f"{end}:base"].at(p))[2] for p in WRAP.by_name[f"{end}:base"].flat
        )
        low = f"{end}:near-top"
        lower = min(into(s.placed[low].at(p))[2] for p in WRAP.by_name[low].flat)
        assert upper - lower == pytest.approx(3, abs=1e-6)  # frame of the upside-down box


def test_the_long_edges_overlap_with_a_hem_between() -> None:
    s = scene_at("sides-wrapped", 1.0)
    near, far = s.on("near-top", 16, 0), s.on("far-top", 16, 49)
    assert near[1] - far[1] == pytest.approx(3)
    assert s.on("hem", 16, 50)[1] - far[1] == pytest.approx(1), "folded back under"


@pytest.mark.parametrize(("before", "after"), list(pairwise(STAGES)))
def test_every_stage_begins_where_the_one_before_ended(before: str, after: str) -> None:
    assert GIFT.svg(before, 1.0, SKINS[0]) == GIFT.svg(after, 0.0, SKINS[0])


@pytest.mark.parametrize("stage", STAGES)
def test_hands_come_and_go(stage: str) -> None:
    skin = SKINS[3].skin
    assert skin not in GIFT.svg(stage, 0.0, SKINS[3])
    assert skin not in GIFT.svg(stage, 1.0, SKINS[3])
    assert skin in GIFT.svg(stage, GIFT.key_time(stage), SKINS[3])


@pytest.mark.parametrize("stage", STAGES)
def test_stills_point_into_the_picture_and_are_found(stage: str) -> None:
    x, y = GIFT.notice_point(stage)
    assert 20 < x < 748
    assert 90 < y < 500
    assert "#E4572E" in GIFT.motion(stage)
    obj = "ribbon" if "ribbon" in stage or "bow" in stage else "gift-paper"
    action = {"measured": "measure", "cut": "cut"}.get(stage, "fold")
    assert find(action, obj, stage) is GIFT


def test_the_ribbon_goes_round_twice_and_leaves_thirty_centimetres() -> None:
    s = scene_at("ribbon-crossed", 1.0)
    lines = s.ribbon_lines()
    for name in "ab":
        assert lines[f"long-{name}"][-1] == lines[f"short-{name}"][0], "turns on the underside"
        assert lines[f"long-{name}"][-1][2] < 0
        assert ribbon.length(lines[f"end-{name}"]) >= 30
    used = sum(ribbon.length(line) for line in lines.values())
    assert used == pytest.approx(170, abs=5), "a ribbon of 1.7 m"


@pytest.mark.parametrize("stage", ["ribbon-crossed", "bow-tied"])
def test_no_ribbon_goes_through_the_box(stage: str) -> None:
    for k in range(41):
        for name, line in scene_at(stage, k / 40).ribbon_lines().items():
            for x, y, z in line:
                deep = min(LENGTH / 2 - abs(x), WIDTH / 2 - abs(y), HEIGHT - z)
                assert deep < 0.3 or z < 0.3, (name, k, x, y, z)  # under the box it lies flat


def test_the_bow_has_two_equal_loops_of_six_centimetres() -> None:
    lines = scene_at("bow-tied", 1.0).ribbon_lines()
    a, b = lines["end-a"], lines["end-b"]
    for p, q in zip(a, b, strict=True):
        assert (p[0], p[1], p[2]) == pytest.approx((-q[0], q[1], q[2]))
    loop = max(x for x, _, z in a if z > HEIGHT + 1)
    assert 5.5 < loop < 7.6
    assert ribbon.length(a) < RIBBON_END - 5, "the tails are cut"


def test_a_fold_of_any_sheet_raises_the_child_to_the_back() -> None:
    square = Face("square", ((0, 0), (4, 0), (4, 4), (0, 4)))
    flap = Face("flap", ((4, 0), (8, 0), (8, 4), (4, 4)))
    folded = Sheet((square, flap), (Hinge("flap", "square", (4, 0), (4, 4)),)).pose(
        {"flap": 90}, Rigid()
    )
    assert folded["flap"].at((8, 0)) == pytest.approx((4, 0, 4))


def test_the_nearer_polygon_is_drawn_later_whatever_the_order() -> None:
    view = View(10, (0, 0))
    floor = ((-9.0, -9.0, 0.0), (9.0, -9.0, 0.0), (9.0, 9.0, 0.0), (-9.0, 9.0, 0.0))
    post = ((-1.0, 8.0, 0.0), (1.0, 8.0, 0.0), (1.0, 8.0, 5.0), (-1.0, 8.0, 5.0))
    lid = ((-2.0, 7.0, 5.1), (2.0, 7.0, 5.1), (2.0, 9.0, 5.1), (-2.0, 9.0, 5.1))
    for polygons in ([floor, post, lid], [lid, post, floor], [post, lid, floor]):
        seen = [[view(p) for p in polygon] for polygon in polygons]
        order = [polygons[i] for i in ordered(polygons, seen, view.toward)]
        assert order == [floor, post, lid]


def test_dots_stay_inside_their_face() -> None:
    face = ((0.0, 0.0), (6.0, 0.0), (3.0, 5.0))
    dots = dots_in(face, 2.6)
    assert len(dots) > 4
    for x, y in (p for dot in dots for p in dot):
        for (ax, ay), (bx, by) in zip(face, (*face[1:], face[0]), strict=True):
            inside = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / math.dist((ax, ay), (bx, by))
            assert inside > -BLEED - 1e-9
    assert sum(_area(dot) for dot in dots_in(((0, 0), (26, 0), (26, 26), (0, 26)), 2.6)) > 90


def test_a_cut_keeps_what_is_inside() -> None:
    square = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    moved = tuple((x + 1, y + 1) for x, y in square)
    assert _area(clipped(moved, square)) == pytest.approx(1)
    assert clipped(tuple((x + 5, y) for x, y in square), square) == ()


def test_a_hull_holds_all_points() -> None:
    points = [(0.0, 0.0), (4.0, 0.0), (2.0, 1.0), (4.0, 4.0), (0.0, 4.0), (1.0, 3.0)]
    assert sorted(hull(points)) == [(0, 0), (0, 4), (4, 0), (4, 4)]
    assert _area(tuple(hull(points))) == pytest.approx(16)


def test_the_pattern_shows_on_the_front_only() -> None:
    look = Look(("#000000", "#111111"), ("#222222", "#333333"), "#444444", dots="#FFFFFF")
    flat = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
    up = Panel(tuple((x, y, 0.0) for x, y in flat), look, (1.0,) * 4, flat)
    down = Panel(tuple((x, -y, 0.0) for x, y in flat), look, (1.0,) * 4, flat)
    view = View(10, (300, 300))
    assert normal(up.points)[2] == pytest.approx(1)
    assert drawing([up], view).count("<path") + 1 == drawing([down], view).count("<path")


def gift_look() -> Look:
    return Look(("#000000", "#000000"), ("#000000", "#000000"), "#000000")


def _area(flat: tuple[tuple[float, float], ...]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise((*flat, flat[0]))) / 2


def _inverse(rigid: Rigid) -> Rigid:
    turned = Rigid(tuple(zip(*rigid.rows, strict=True)))  # type: ignore[arg-type]
    x, y, z = turned(rigid.shift)
    return Rigid(turned.rows, (-x, -y, -z))


def _bare(s: Scene) -> list[Vec]:
    """Points of the box's surface, its own frame, over which no paper lies within 0.2 cm."""
    into = _inverse(s.body)
    panels = [tuple(map(into, p.points)) for p in WRAP.panels(s.placed, gift_look())]
    return [p for p, axis in _surface() if not any(_over(panel, p, axis) for panel in panels)]


def _surface() -> list[tuple[Vec, int]]:
    """Points all over the box with the axis of their side, rims left out."""
    steps = [k / 12 for k in range(-11, 12, 2)]
    half = (LENGTH / 2, WIDTH / 2, HEIGHT / 2)
    out = []
    for axis, sign, a, b in product(range(3), (-1, 1), steps, steps):
        share = [a, b]
        share.insert(axis, float(sign))
        x, y, z = (h * k for h, k in zip(half, share, strict=True))
        out.append(((x, y, z + HEIGHT / 2), axis))
    return out


def _over(panel: tuple[Vec, ...], p: Vec, axis: int) -> bool:
    """Whether the panel lies flat on that side of the box and covers the point."""
    if any(abs(corner[axis] - p[axis]) > 0.2 for corner in panel):
        return False
    flat = [tuple(c for i, c in enumerate(corner) if i != axis) for corner in panel]
    x, y = (c for i, c in enumerate(p) if i != axis)
    sides = [
        (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
        for a, b in zip(flat, [*flat[1:], flat[0]], strict=True)
    ]
    return all(side >= -1e-9 for side in sides) or all(side <= 1e-9 for side in sides)


def test_values_are_kept_over_the_stages() -> None:
    assert gift.values_at("bow-tied", 0.0)["low-b"] == 90
    assert pytest.approx(0.75 * HEIGHT) == gift_sheet.END
