"""The knots that are drawn are the knots that are meant, crossing by crossing."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from generators.workbench.drawn.ropes import knots
from generators.workbench.drawn.ropes.cord import Track
from generators.workbench.palette import SKINS


def gauss(track: Track, upto: float = math.inf) -> list[tuple[int, str]]:
    """(crossing number, 'o' over or 'u' under) in the order in which the rope visits them."""
    visits = []
    for number, crossing in enumerate(track.crossings(), 1):
        visits += [(crossing.over, number, "o"), (crossing.under, number, "u")]
    return [(number, way) for length, number, way in sorted(visits) if length < upto]


def determinant(code: list[tuple[int, str]]) -> int:
    """|Alexander polynomial at -1| of the closed rope: 1 for what falls apart when pulled.

    Fox colouring matrix: at each crossing, twice the over arc equals the sum of the two under arcs.
    """
    arcs, arc_of_over, ends = 0, {}, {}
    for number, way in code:
        if way == "o":
            arc_of_over[number] = arcs
        else:
            ends[number] = (arcs, arcs + 1)
            arcs += 1
    rows = []
    for number, (before, after) in ends.items():
        row = [0.0] * arcs
        row[arc_of_over[number] % arcs] += 2
        row[before % arcs] -= 1
        row[after % arcs] -= 1
        rows.append(row)
    minor = [row[1:] for row in rows[1:]]
    return round(abs(_det(minor)))


def _det(matrix: list[list[float]]) -> float:
    size, sign = len(matrix), 1.0
    work = [row[:] for row in matrix]
    value = 1.0
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(work[r][i]))
        if abs(work[pivot][i]) < 1e-9:
            return 0.0
        if pivot != i:
            work[i], work[pivot], sign = work[pivot], work[i], -sign
        value *= work[i][i]
        for r in range(i + 1, size):
            factor = work[r][i] / work[i][i]
            work[r] = [a - factor * b for a, b in zip(work[r], work[i], strict=True)]
    return sign * value


def test_the_bowline_is_tied_crossing_by_crossing() -> None:
    track = Track(knots.BOWLINE)
    code = gauss(track)
    # Down the standing part: over the end's turn behind it, under the end's way back, under its own
    # working part.
    assert [way for _, way in code[:3]] == ["o", "u", "u"]
    visits: dict[int, list[str]] = {}
    for number, way in code:
        visits.setdefault(number, []).append(way)
    assert all(sorted(ways) == ["o", "u"] for ways in visits.values())
    # The end: under the near strand, over the far strand, under the standing part (behind it),
    # over the standing part, over the far strand, under the near strand.
    assert [way for _, way in code[-6:]] == ["u", "o", "u", "o", "o", "u"]


def test_the_bowline_holds_and_its_mistakes_do_not() -> None:
    """Ends joined, a bowline is a real knot; with the end put wrongly it is a loose tangle."""
    assert determinant(gauss(Track(knots.BOWLINE))) > 1
    wrong = tuple(
        (x, y, 0.5 if 9 <= i <= 12 else h) for i, (x, y, h) in enumerate(knots.BOWLINE)
    )  # the working part under the standing part, as the procedure warns
    assert determinant(gauss(Track(wrong))) != determinant(gauss(Track(knots.BOWLINE)))


def test_the_clove_hitch_has_two_turns_under_one_slant() -> None:
    track = Track(knots.CLOVE_LOOSE)
    slant = (track.length_at(11), track.length_at(15))
    under_slant = [c.under for c in track.crossings() if slant[0] <= c.over <= slant[1]]
    assert len([length for length in under_slant if length < slant[0]]) == 1  # standing part
    assert len([length for length in under_slant if length > slant[1]]) == 1  # tucked end
    post = [h < 0 for x, _, h in track.samples if 400 < x < 464]
    turns = [b and not a for a, b in pairwise([False, *post])]
    assert sum(turns) == 2, "two turns pass behind the post"


@pytest.mark.parametrize("program", [knots.BOWLINE_PROGRAM, knots.CLOVE_PROGRAM])
def test_every_stage_begins_where_the_one_before_ended(program: knots.KnotProgram) -> None:
    for before, after in pairwise(program.knot_stages):
        end = program._pose(before.name, 1.0)[-1]
        start = program._pose(after.name, 0.0)[-1]
        assert math.dist(end[:2], start[:2]) < 6.0, (before.name, after.name)


@pytest.mark.parametrize("program", [knots.BOWLINE_PROGRAM, knots.CLOVE_PROGRAM])
def test_stages_draw_differently_and_the_same_each_time(program: knots.KnotProgram) -> None:
    drawn = [program.svg(stage, 0.84, SKINS[0]) for stage in program.stages]
    assert len(set(drawn)) == len(drawn)
    assert drawn == [program.svg(stage, 0.84, SKINS[0]) for stage in program.stages]
