"""What is sewn is what is taught: holes, order of thread, match and cloth, turns, connections."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from generators.workbench import drawn, raster, sprite
from generators.workbench.drawn.textiles import (
    needle_threading,
    preparing,
    sewing,
    shank,
    stitching,
    wrong_side,
)
from generators.workbench.drawn.textiles.needlework import FLAP, MARK, at
from generators.workbench.drawn.textiles.sewing import (
    PAIR_1,
    PAIR_2,
    PAIR_SEAM,
    SECOND_SEAM,
    SEWING,
)
from generators.workbench.drawn.textiles.stitching import Stitch
from generators.workbench.geometry import Point, distance, mix, toward
from generators.workbench.palette import ACCENT, SKINS

Pixels = NDArray[np.uint8]
SEED = Path(__file__).parents[2] / "knowledge" / "seeds" / "sew-on-a-button.yaml"
ALL_STITCHES = (*PAIR_1, *PAIR_2, *preparing.CROSS, *wrong_side.TINY)


@cache
def pixels(stage: str, t: float) -> Pixels:
    svg = SEWING.svg(stage, t, SKINS[1])
    document = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 768 512" width="768" height="512">'
        f'<rect width="768" height="512" fill="#F8F4EC"/>{svg}</svg>'
    )
    return raster.to_rgba(document)[..., :3]


def colour(stage: str, t: float, point: Point) -> tuple[int, int, int]:
    r, g, b = pixels(stage, t)[round(point[1]), round(point[0])]
    return int(r), int(g), int(b)


def blue_of_thread(rgb: tuple[int, int, int]) -> bool:
    """Any of the three tones of the thread: clearly more blue than red."""
    return rgb[2] - rgb[0] > 25


def wood_of_match(rgb: tuple[int, int, int]) -> bool:
    return rgb[0] - rgb[2] > 30


def holes() -> set[tuple[float, float]]:
    """The centres of the flat button's holes, read from the shirt's own file."""
    text = (Path(sprite.HERE) / "sprites" / "shirt-front.svg").read_text("utf-8")
    found = re.findall(r'<ellipse cx="([\d.]+)" cy="([\d.]+)" rx="4.725" ry="4.725"', text)
    return {at(float(x), float(y)) for x, y in found}


def test_the_four_holes_are_those_of_the_shirt() -> None:
    assert set(sewing.HOLES.values()) == holes()


@pytest.mark.parametrize("stitch", ALL_STITCHES)
def test_the_needle_passes_through_the_centres_of_its_holes(stitch: Stitch) -> None:
    for u in np.linspace(0.02, 0.98, 49):
        needle = stitch.needle(float(u))
        if needle is None or stitching.RISEN <= u <= stitching.TURNED_BY:
            continue
        rising = u < stitching.RISEN
        cut = needle.shown if rising else needle.hidden
        hole = stitch.up if rising else stitch.down
        assert distance(toward(needle.tip, needle.angle + 180, cut), hole) < 1e-6


@pytest.mark.parametrize("stitch", ALL_STITCHES)
def test_the_point_comes_first_on_the_way_up_and_on_the_way_down(stitch: Stitch) -> None:
    rising = [stitch.needle(u) for u in (0.1, 0.2, 0.3)]
    diving = [stitch.needle(u) for u in (0.6, 0.68, 0.76)]
    assert all(a and b and a.shown < b.shown for a, b in pairwise(rising))
    assert all(a and b and a.hidden < b.hidden for a, b in pairwise(diving))


@pytest.mark.parametrize("stitch", ALL_STITCHES)
def test_needle_and_fingers_move_without_jumps(stitch: Stitch) -> None:
    times = np.linspace(0.03, 0.97, 189)
    grips = [stitch.grip(float(u)) for u in times]
    assert max(distance(a, b) for a, b in pairwise(grips)) < 9
    tips = [n.tip for u in times if (n := stitch.needle(float(u))) and not n.hidden]
    assert max(distance(a, b) for a, b in pairwise(tips)) < 26


def test_each_pair_has_four_stitches_that_lie_side_by_side_in_their_hole() -> None:
    for pair in (PAIR_1, PAIR_2):
        asides = sorted(s.aside for s in pair)
        assert len(asides) == 4
        assert all(b - a >= s.width for (a, b), s in zip(pairwise(asides), pair, strict=False))
        assert max(abs(a) for a in asides) + pair[0].width / 2 < 4.725 * 1.8


@pytest.mark.parametrize(("stage", "pair"), [("half-sewn", PAIR_1), ("both-pairs", PAIR_2)])
def test_the_thread_lies_over_the_match(stage: str, pair: tuple[Stitch, ...]) -> None:
    for stitch in pair:
        x, y = mix(stitch.up, stitch.down, 0.5)
        spot = (x, y + stitch.aside)
        assert wood_of_match(colour(stage, 0.0, spot))
        assert blue_of_thread(colour(stage, 1.0, spot))


@pytest.mark.parametrize(("stage", "seam"), [("half-sewn", PAIR_SEAM), ("both-pairs", SECOND_SEAM)])
def test_the_needle_lies_over_the_match_and_ends_at_the_hole(
    stage: str, seam: stitching.Seam
) -> None:
    stitch = seam.stitches[3]
    t = seam.key(3)
    needle = stitch.needle(seam.progress(t)[1])
    assert needle
    over_match = toward(stitch.down, stitching.DIVE, 34)
    assert not wood_of_match(colour(stage, t, over_match))
    below = toward(stitch.down, stitching.TURNED, 16)
    assert colour(stage, t, below) == colour(stage, 0.0, below)  # nothing of it under the hole


def test_stitches_lie_one_after_another() -> None:
    counts = []
    for number in range(4):
        svg = SEWING.svg("half-sewn", PAIR_SEAM.key(number), SKINS[1])
        counts.append(sum(svg.count(s.lying()) for s in PAIR_1))
    assert counts == [0, 1, 2, 3]


def test_the_shirt_switches_its_state_when_the_last_stitch_lies() -> None:
    sewn_bar = 'd="M154.2 179.2L175.8 179.2"'
    assert sewn_bar not in SEWING.svg("half-sewn", PAIR_SEAM.key(3), SKINS[1])
    assert sewn_bar in SEWING.svg("half-sewn", 1.0, SKINS[1])


def test_the_anchor_stitches_cross_on_the_dot() -> None:
    for stitch in preparing.CROSS:
        assert distance(mix(stitch.up, stitch.down, 0.5), MARK) < 1e-6
    (a, b), (c, d) = ((s.up, s.down) for s in preparing.CROSS)
    assert abs((b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])) > 100


def test_the_dot_is_made_through_the_middle_of_the_closed_buttonhole() -> None:
    slit = sprite.load("shirt-front").anchor("buttonhole")
    assert slit.x - FLAP == pytest.approx(165)
    assert slit.y == 190
    assert max(colour("anchored", 0.22, MARK)) < 90


def test_the_thread_goes_through_the_eye() -> None:
    """Behind the needle on the side where it comes out, before it where it went in."""
    svg = SEWING.svg("threaded", 0.5, SKINS[1])
    body = svg.index('clip-path="url(#sewing-large)"')
    x, y = needle_threading.EYE
    starts = [m.start() for m in re.finditer(re.escape(f"M{x:.1f} {y:.1f}"), svg)]
    assert min(starts) < body < max(starts)
    assert distance(needle_threading.NEEDLE.eye, needle_threading.EYE) < 1e-6


def test_the_end_of_the_thread_travels_from_the_right_through_the_eye_to_the_other_end() -> None:
    end = needle_threading._tip
    assert end(0.0)[0] > needle_threading.EYE[0]
    assert distance(end(needle_threading.REACHED), needle_threading.EYE) < 5
    assert distance(end(needle_threading.PULLED), needle_threading.TAIL) < 5


def test_the_shank_gets_six_turns_from_the_button_down() -> None:
    fronts = [sum(shank.laid(n)) for n in np.linspace(0, shank.TURNS, 121)]
    assert fronts[0] == 0
    assert fronts[-1] == shank.TURNS
    assert all(b >= a for a, b in pairwise(fronts))
    heights = [shank.TOP + shank.STEP * i for i in range(shank.TURNS)]
    assert heights == sorted(heights)
    assert heights[0] > 198
    assert heights[-1] < 229
    assert shank.wound().count(shank.turn(5)) == 1


def test_the_match_is_drawn_out_from_under_the_threads() -> None:
    t = (shank.RISEN + shank.MATCH_OUT) / 2
    svg = SEWING.svg("shank-wound", t, SKINS[1])
    assert svg.index("matchstick-wood") < svg.rindex("M329.4")
    below_button = at(165, 250)
    assert wood_of_match(colour("shank-wound", 0.0, below_button))
    assert not wood_of_match(colour("shank-wound", 0.4, below_button))


def test_the_needle_goes_under_the_strand_of_its_loop() -> None:
    t = wrong_side.KEY_FASTENED
    needle = wrong_side._passing(t)
    through = wrong_side._through(t, 1.0, needle)
    strand = through.index(wrong_side._strand_path(1.0))
    assert through.index("sewing-needle") < strand < through.rindex("<g fill")


def test_the_thread_is_cut_between_knot_and_needle_at_three_millimetres() -> None:
    millimetre = 90 * 1.8 / 11  # the button is 11 mm wide
    left = distance(wrong_side.CUT, wrong_side.TAIL[0]) / millimetre
    assert left == pytest.approx(3.0, abs=0.4)
    assert wrong_side.CUT[0] < wrong_side.REST.eye[0]


def test_the_button_ends_in_its_buttonhole() -> None:
    assert colour("sewn", 1.0, at(165, 160))[0] > 200  # the button's face, over the closed flap
    assert blue_of_thread(colour("sewn", 1.0, at(165, 179.2)))
    assert "sewing-flap" in SEWING.svg("sewn", 1.0, SKINS[1])


@pytest.mark.parametrize(("before", "after"), list(pairwise(SEWING.stages)))
def test_a_stage_begins_where_the_one_before_ended(before: str, after: str) -> None:
    a, b = pixels(before, 1.0).astype(int), pixels(after, 0.0).astype(int)
    changed = (np.abs(a - b).max(axis=2) > 24).mean()
    assert changed < 0.001, f"{changed:.2%} of the picture jumps"


@pytest.mark.parametrize("stage", SEWING.stages)
def test_every_stage_moves_and_is_drawn_the_same_every_time(stage: str) -> None:
    times = (0.0, 0.1, 0.25, 0.5, SEWING.key_time(stage), 1.0)
    drawings = [SEWING.svg(stage, t, SKINS[1]) for t in times]
    assert len(set(drawings)) == len(times)
    assert drawings == [SEWING.svg(stage, t, SKINS[1]) for t in times]
    assert SEWING.svg(stage, times[4], SKINS[0]) != drawings[4] or stage == "sewn"


@pytest.mark.parametrize("stage", SEWING.stages)
def test_what_the_engine_asks_lies_in_the_picture(stage: str) -> None:
    x, y = SEWING.notice_point(stage)
    assert 0 < x < 768
    assert 0 < y < 512
    assert 0 < SEWING.key_time(stage) < 1
    assert ACCENT in SEWING.motion(stage)
    box = SEWING.busy(stage)
    assert 0 <= box.x0 < box.x1 <= 768
    assert 0 <= box.y0 < box.y1 <= 512


@pytest.mark.parametrize("stage", SEWING.stages)
def test_ids_are_the_program_s_own_or_a_sprite_s(stage: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', SEWING.svg(stage, SEWING.key_time(stage), SKINS[1]))
    known = (*sprite.names(), *sprite.names("hands"), "sewing")
    assert all(i.startswith(tuple(f"{name}-" for name in known)) for i in ids)


def test_every_key_step_of_the_procedure_is_drawn() -> None:
    steps = yaml.safe_load(SEED.read_text("utf-8"))["steps"]
    visuals = [step["visual"] for step in steps]
    assert [v["result_state"] for v in visuals] == list(SEWING.stages)
    for v in visuals:
        assert drawn.find(v["action"], v["object"], v["result_state"]) is SEWING
