"""Hems, ironing, darning, the sewing machine and laundry: what is drawn is what the text says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generators.base import Depiction
from generators.workbench import drawn, sprite
from generators.workbench.drawn import Grounded
from generators.workbench.drawn.textiles import (
    darning,
    fitted_sheet,
    hem,
    hem_stitches,
    ironing,
    sewing_machine,
    sock,
    wine_stain,
    wine_wash,
    wool_wash,
)
from generators.workbench.geometry import distance
from generators.workbench.palette import ACCENT, SKINS, Skin
from tests.generators.test_schematic import key_steps
from tests.generators.test_soldering import pixels

SEEDS = Path(__file__).parents[2] / "knowledge/seeds"
PROGRAMS = {
    "hem-trousers": (hem.BODY, hem.MAT),
    "iron-a-shirt": (ironing.BOARD, ironing.RAIL),
    "darn-a-sock": (darning.DARNING,),
    "thread-sewing-machine": (sewing_machine.MACHINE,),
    "remove-red-wine-stain": (wine_stain.CLOTH_SCENES, wine_wash.MACHINE),
    "hand-wash-wool": (wool_wash.TABLE, wool_wash.TUB),
    "fold-a-fitted-sheet": (fitted_sheet.AIR, fitted_sheet.BED),
}
STAGES = [
    pytest.param(program, stage, id=f"{name}-{stage}")
    for name, programs in PROGRAMS.items()
    for program in programs
    for stage in program.stages
]
DYED = Skin("#FF00FF", "#C000C0", "#FF20FF", "#FF00FF", "#C000C0")
STAYS = {"corners-held", "second-tucked", "third-tucked", "fourth-tucked"}  # the left hand


def depictions(name: str) -> list[Depiction]:
    found = [step.depiction for step in key_steps(SEEDS / f"{name}.yaml")]
    assert all(found)
    return [one for one in found if one]


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_key_step_has_its_own_stage(name: str) -> None:
    seen = depictions(name)
    for one in seen:
        program = drawn.find(one.action, one.object, one.result_state)
        assert any(program is mine for mine in PROGRAMS[name]), one.result_state
    stages = [stage for program in PROGRAMS[name] for stage in program.stages]
    assert sorted(one.result_state for one in seen) == sorted(stages)


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_every_stage_moves_and_is_drawn_the_same_every_time(
    program: drawn.Drawn, stage: str
) -> None:
    times = (0.0, 0.25, program.key_time(stage), 1.0)
    drawings = [program.svg(stage, t, SKINS[1]) for t in times]
    assert len(set(drawings)) == len(times)
    assert drawings == [program.svg(stage, t, SKINS[1]) for t in times]


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_a_hand_is_at_work_and_leaves(program: drawn.Drawn, stage: str) -> None:
    """At the end none is seen, but the one that holds the sheet."""
    assert hands_seen(program, stage, program.key_time(stage)) > 1500
    assert (hands_seen(program, stage, 1.0) > 0) == (stage in STAYS)


def hands_seen(program: drawn.Drawn, stage: str, t: float) -> int:
    """Pixels of hands and sleeves that are dyed as nothing else is."""
    rgb = pixels(program.svg(stage, t, DYED))[..., :3].astype(int)
    return int(((rgb[..., 0] > 150) & (rgb[..., 1] < 90) & (rgb[..., 2] > 150)).sum())


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_what_the_engine_asks_lies_in_the_picture(program: drawn.Drawn, stage: str) -> None:
    x, y = program.notice_point(stage)
    assert 0 < x < 768
    assert 0 < y < 512
    assert 0 < program.key_time(stage) < 1
    assert ACCENT in program.motion(stage)
    box = program.busy(stage)
    assert 0 <= box.x0 < box.x1 <= 768
    assert 0 <= box.y0 < box.y1 <= 512


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_no_id_is_given_twice_to_different_things(program: drawn.Drawn, stage: str) -> None:
    svg = program.svg(stage, program.key_time(stage), SKINS[1])
    clips = re.findall(r'<clipPath id="([^"]+)">(.*?)</clipPath>', svg)
    assert len({name for name, _ in clips}) == len(set(clips))


def test_programs_seen_from_above_bring_their_ground() -> None:
    for program in (hem.MAT, ironing.BOARD, darning.DARNING, wine_stain.CLOTH_SCENES):
        assert isinstance(program, Grounded)
        assert 'width="768"' in program.ground()
    assert not isinstance(wool_wash.TUB, Grounded)


def test_the_hem_is_cut_folded_and_stitched_to_measure() -> None:
    assert hem.CUT - hem.FOLD == 4 * hem.CM
    assert hem.TURN == hem.CM
    gaps = [b - a for a, b in zip(hem.PINS, hem.PINS[1:], strict=False)]
    assert gaps == pytest.approx([5 * hem.CM] * 3, rel=0.03)
    first, second = hem_stitches.stitch_at(0), hem_stitches.stitch_at(1)
    assert first[0] - second[0] == hem_stitches.STITCH
    assert first[1] < hem_stitches.EDGE, "the leg is caught above the fold"


def test_the_iron_leaves_no_crease_behind_it() -> None:
    """Creases are drawn before the iron only, and none are left in the end."""
    fold = ironing.CUFF.creases
    assert fold in ironing.CUFF.draw(0.0, SKINS[1])
    assert "ironing-creased" in ironing.CUFF.draw(0.5, SKINS[1])
    assert fold not in ironing.CUFF.draw(0.9, SKINS[1])
    one = ironing.Pass((600, 300), (200, 300))
    assert one.ahead(400).startswith("M80.0")  # from beyond its goal to the tip
    assert ironing.Pass((200, 300), (600, 300)).backwards


def test_the_collar_is_ironed_from_both_points_to_the_middle() -> None:
    right, left = ironing.COLLAR.strokes
    assert right.a[0] > right.b[0] >= left.b[0] > left.a[0]


def test_the_darn_is_a_plain_weave() -> None:
    """Neighbouring crossings differ both ways: every thread goes over one and under one."""
    n = darning.COUNT
    for i in range(n - 1):
        for j in range(n - 1):
            assert darning.over(i, j) != darning.over(i + 1, j)
            assert darning.over(i, j) != darning.over(i, j + 1)


def test_a_weft_is_covered_by_every_warp_that_it_goes_under() -> None:
    row = darning.weft(4)
    for i in range(darning.COUNT):
        lid = f"M{darning.warp_x(i):.1f} {darning.weft_y(4) - 8:.1f}V"
        assert (lid in row) == (not darning.over(i, 4))


def test_the_darn_reaches_sound_cloth_on_all_sides() -> None:
    across = 20 / (2 * sock.HOLE)  # mm per px: the hole is 2 cm wide
    for edge in (darning.LEFT, darning.RIGHT):
        assert (abs(edge - sock.MIDDLE[0]) - sock.HOLE) * across > 8
    for edge in (darning.TOP, darning.BOTTOM):
        assert (abs(edge - sock.MIDDLE[1]) - sock.HOLE) * across > 8


def test_the_thread_meets_the_stations_in_order() -> None:
    machine = sewing_machine
    order = [machine.WAY.index(p) for p in (machine.GUIDE, machine.TENSION, machine.LEVER)]
    assert order == sorted(order)
    assert machine.WAY[-1] == machine.NEEDLE_EYE
    track = machine.track()
    for station in (machine.GUIDE, machine.TENSION, machine.LEVER, machine.NEEDLE_EYE):
        assert min(distance(p[:2], station) for p in track.samples) < 3


def test_the_stain_only_ever_fades() -> None:
    left = list(wine_stain.STRENGTH.values())
    assert left == sorted(left, reverse=True)
    assert left[0] == 1.0
    assert wine_stain.stain(0.0) == ""
    assert wine_stain.WINE not in wine_wash.MACHINE.svg("checked", 1.0, SKINS[1])


def test_a_flap_of_the_sheet_shows_its_other_side_when_it_is_over() -> None:
    before = fitted_sheet.flap(300, 200, 100, 400, 0.2, fitted_sheet.OUTSIDE)
    after = fitted_sheet.flap(300, 200, 100, 400, 0.8, fitted_sheet.OUTSIDE)
    assert fitted_sheet.INSIDE[1:] in before
    assert fitted_sheet.OUTSIDE[1:] in after
    assert "400.0 100.0" in fitted_sheet.flap(300, 200, 100, 400, 1.0, fitted_sheet.OUTSIDE)


def test_the_iron_has_what_other_lessons_look_for() -> None:
    iron = sprite.load("iron")
    assert set(iron.states) == {"off", "hot"}
    assert all(iron.has(anchor) for anchor in ("grip", "press", "work", "tip", "turn", "base"))
