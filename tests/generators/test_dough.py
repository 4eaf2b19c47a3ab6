"""Dough, dumplings and rolls keep their volume, pleats and weights; hands come and go."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import yaml

from generators.base import Depiction, KeyStepRequest, StepPrompt
from generators.schematic import Schematic
from generators.workbench import actions, drawn, raster
from generators.workbench.drawn.kitchen import (
    baking,
    bread,
    dough,
    dumpling,
    dumplings,
    kneading,
    pizza,
    sourdough,
    sushi,
    sushi_sheet,
)
from generators.workbench.drawn.scenes import Scenes
from generators.workbench.drawn.shapes import blob
from generators.workbench.geometry import Box, Point
from generators.workbench.palette import SKINS

PROGRAMS: tuple[Scenes, ...] = (
    dough.DOUGH,
    bread.BREAD,
    baking.LOAF_BAKING,
    baking.PIZZA_BAKING,
    pizza.PIZZA,
    sourdough.SOURDOUGH,
    dumplings.FOLDING,
    dumplings.COOKING,
    sushi.ROLLING,
    sushi.COOKING,
)
ALL = [(program, stage) for program in PROGRAMS for stage in program.stages]
SEEDS = Path(__file__).parents[2] / "knowledge" / "seeds"
TAUGHT = "white-bread-loaf pizza-dough feed-sourdough-starter fold-dumplings roll-sushi".split()
MAGENTA = replace(
    SKINS[1],
    skin="#FF00FF",
    skin_dark="#C000C0",
    skin_light="#FF40FF",
    sleeve="#FF00FF",
    sleeve_dark="#C000C0",
)
TIMES = np.linspace(0.0, 1.0, 201)


def arm_seen(program: drawn.Drawn, stage: str, t: float) -> int:
    """Pixels of hands and sleeves, dyed as nothing else is."""
    rgb = raster.to_rgba(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 768 512" width="768" height="512">'
        f"{program.svg(stage, t, MAGENTA)}</svg>"
    )[..., :3].astype(int)
    return int(((rgb[..., 0] > 150) & (rgb[..., 1] < 110) & (rgb[..., 2] > 150)).sum())


def area(shape: Sequence[Point]) -> float:
    x, y = np.array(shape).T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


@pytest.mark.parametrize(("program", "stage"), ALL)
def test_hands_work_and_are_gone_when_a_stage_is_done(program: Scenes, stage: str) -> None:
    if stage != "doubled":  # a jar that is only waited for
        assert max(arm_seen(program, stage, t) for t in (0.14, 0.2, 0.4, 0.7, 0.84)) > 300
    assert arm_seen(program, stage, 1.0) == 0


@pytest.mark.parametrize(("program", "stage"), ALL)
def test_the_callout_and_the_mark_are_in_the_picture(program: Scenes, stage: str) -> None:
    assert Box(0, 0, 768, 512).holds(program.notice_point(stage))
    assert program.motion(stage)
    assert program.svg(stage, 0.4, SKINS[0]) == program.svg(stage, 0.4, SKINS[0])


@pytest.mark.parametrize("name", TAUGHT)
def test_every_key_step_finds_its_drawing(name: str) -> None:
    for step in yaml.safe_load((SEEDS / f"{name}.yaml").read_text())["steps"]:
        visual = step["visual"]
        found = [
            drawn.find(visual["action"], visual.get(role, ""), visual["result_state"])
            for role in ("object", "target")
        ]
        assert any(one in PROGRAMS for one in found), step["id"]


def test_risen_dough_has_doubled() -> None:
    low, high = (dough.volume(*dough.risen_top(share)) for share in (0.0, 1.0))
    assert high / low == pytest.approx(2.0, abs=0.05)


def test_kneading_pushes_away_folds_back_and_turns_twice() -> None:
    assert all(len(shape) == 24 for _, shape in kneading.ROUND)
    reach = [min(x for x, _ in kneading.dough_at(kneading.round_at(t))) for t in TIMES]
    pushed = [r < -240 for r in reach]
    assert sum(b and not a for a, b in pairwise(pushed)) == 2
    heights = [min(y for _, y in kneading.dough_at(s)) for s in (0.0, 0.66)]
    assert heights[1] < heights[0] - 15  # the far end is up in the air on its way over
    assert area(kneading.PUSHED) == pytest.approx(area(list(kneading.BALL)), rel=0.25)


def test_the_roll_of_bread_holds_what_is_missing_from_the_sheet() -> None:
    for share in (0.2, 0.6, 1.0):
        face = math.pi * bread.roll_radius(share) ** 2
        assert face == pytest.approx(share * bread.LONG * bread.THICK)


def test_a_pizza_base_grows_thinner_as_it_grows_wider() -> None:
    ball = pizza.Base((0, 0), pizza.BALL_R, 0.0)
    base = pizza.Base((0, 0), pizza.BASE_R, 1.0)
    assert ball.height * ball.radius**2 == pytest.approx(base.height * base.radius**2)
    assert base.height < ball.height / 4


def test_the_starter_stands_as_high_as_it_weighs_and_doubles_inside_its_jar() -> None:
    one, three = (sourdough.FLOOR - sourdough.level(grams) for grams in (50, 150))
    doubled = sourdough.FLOOR - sourdough.level(150, 2.0)
    assert (three, doubled) == pytest.approx((3 * one, 6 * one))
    assert sourdough.level(150, 2.0) > 30  # below the neck


def test_the_rubber_band_sits_where_the_starter_began() -> None:
    start = sourdough.BIG.placement.apply((7, sourdough.level(150)))[1]
    drawn_at = float(sourdough._band(sourdough.FED).split('d="M')[1].split("Q")[0].split()[1])
    assert drawn_at == pytest.approx(start, abs=0.1)


def test_a_dumpling_gets_three_pleats_on_either_side() -> None:
    def count(right: float, left: float) -> int:
        return dumpling.pleats(right, left).count("<path")

    assert [count(0, 0), count(1, 0), count(3, 0), count(3, 3)] == [0, 1, 3, 6]


def test_pleats_on_both_sides_point_to_the_middle() -> None:
    for angle in dumpling.PLEAT_ANGLES:
        right, left = dumpling.pleat(angle, 1.0), dumpling.pleat(180 - angle, 1.0)
        edge_r, edge_l = (float(p.split('d="M')[1].split(" ")[0]) for p in (right, left))
        assert edge_r - dumpling.MIDDLE[0] == pytest.approx(dumpling.MIDDLE[0] - edge_l, abs=0.2)


def test_rice_leaves_the_far_two_centimetres_bare() -> None:
    top = sushi_sheet.NORI.y0 + sushi_sheet.BARE * sushi_sheet.PX_PER_CM
    assert f'y="{top:.1f}"' in sushi_sheet.sheet()
    assert sushi_sheet.NORI.y0 < sushi_sheet.FILLED_AT < sushi_sheet.NORI.y1
    share = (sushi_sheet.NORI.y1 - sushi_sheet.FILLED_AT) / sushi_sheet.NORI.height
    assert share == pytest.approx(1 / 3, abs=0.04)


def test_the_roll_goes_from_the_filling_to_the_bare_strip() -> None:
    ys = [sushi.roll_y(s) for s in np.linspace(0, 1, 20)]
    assert all(a > b for a, b in pairwise(ys))
    assert ys[-1] - sushi_sheet.ROLL_R > sushi_sheet.NORI.y0 + 20


def test_the_first_cut_is_in_the_middle() -> None:
    assert sushi.CUTS[0] * 2 == sushi.PIECES


def test_outlines_morph_without_a_jump() -> None:
    steps = [np.array(kneading.dough_at(s)) for s in np.linspace(0, 0.999, 200)]
    jumps = [np.abs(b - a).max() for a, b in pairwise(steps)]
    assert max(jumps) < 14
    assert blob(kneading.dough_at(0.5)).startswith("M")


@pytest.mark.parametrize(
    ("words", "after"), [(("knead", "dough:shaggy", ""), "smooth"),
                         (("roll-out", "dough:smooth", "rolling-pin"), "flat")],
)  # fmt: skip
def test_free_text_actions_change_the_dough(words: tuple[str, str, str], after: str) -> None:
    action, obj, tool = words
    assert action in actions.names()
    first = Depiction(action=action, object=obj, instrument=tool)
    then = Depiction(action="hold", object="dough")
    steps = tuple(
        StepPrompt(id=str(i), name="dough", text="dough", depiction=d)
        for i, d in enumerate((first, then))
    )
    shot = Schematic()._direct(KeyStepRequest(title="dough", steps=steps, index=1))[1]
    assert shot.stage
    assert shot.stage.hero
    assert shot.stage.hero.look.state == after
