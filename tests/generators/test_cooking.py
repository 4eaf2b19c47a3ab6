"""Pancake, whetstone, mango: what turns over, the sharpening angle, where blades and hands are."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from generators.base import Depiction, StepPrompt
from generators.workbench import drawn, raster
from generators.workbench.compose import Shot, direct
from generators.workbench.drawn.kitchen import pancake, sharpening
from generators.workbench.drawn.kitchen.omelette import on_floor
from generators.workbench.geometry import Box, angle_of
from generators.workbench.palette import SKINS
from generators.workbench.scene import Prop

STAGES = (
    (pancake.TURNING, "flipped"),
    (sharpening.SHARPENING, "angle-set"),
    (sharpening.SHARPENING, "burr-felt"),
    (sharpening.SHARPENING, "paper-cut"),
)
MAGENTA = replace(SKINS[1], sleeve="#FF00FF", sleeve_dark="#C000C0")


def sleeve_seen(program: drawn.Drawn, stage: str, t: float) -> int:
    """Pixels of a sleeve that is dyed as nothing else is."""
    svg = program.svg(stage, t, MAGENTA)
    rgb = raster.to_rgba(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 768 512" width="768" height="512">'
        f"{svg}</svg>"
    )[..., :3].astype(int)
    return int(((rgb[..., 0] > 150) & (rgb[..., 1] < 110) & (rgb[..., 2] > 150)).sum())


def shoot(**words: object) -> Shot:
    step = StepPrompt(id="s", name="A step", text="Do it.", depiction=Depiction(**words))

    def never(prompt: StepPrompt) -> tuple[Depiction, float]:
        raise AssertionError("an annotated step needs no parser")

    return direct((step,), 0, 1, never)


def knife(shot: Shot, t: float) -> Prop:
    assert shot.program
    assert shot.stage
    found = shot.program.mover(shot.stage, t)
    assert found
    return found


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_hands_come_and_are_gone_at_the_end(program: drawn.Drawn, stage: str) -> None:
    assert max(sleeve_seen(program, stage, t) for t in (0.35, 0.5, 0.65)) > 1000
    assert sleeve_seen(program, stage, 0.0) == sleeve_seen(program, stage, 1.0) == 0


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_the_callout_points_into_the_picture(program: drawn.Drawn, stage: str) -> None:
    assert Box(0, 0, 768, 512).holds(program.notice_point(stage))
    assert program.motion(stage)


@pytest.mark.parametrize(
    ("action", "obj", "stage"),
    [
        ("flip", "pancake", "flipped"),
        ("hold", "chef-knife", "angle-set"),
        ("check", "chef-knife", "burr-felt"),
        ("cut", "paper", "paper-cut"),
    ],
)
def test_the_steps_find_their_programs(action: str, obj: str, stage: str) -> None:
    assert drawn.find(action, obj, stage) in (pancake.TURNING, sharpening.SHARPENING)


def test_the_pancake_shows_bubbles_before_and_its_golden_side_after() -> None:
    before, after = pancake.disc(pancake.turned_at(0.0)), pancake.disc(pancake.turned_at(1.0))
    assert before.count("<ellipse") == 24
    assert pancake.GOLDEN not in before
    assert "<ellipse" not in after
    assert pancake.GOLDEN in after


@pytest.mark.parametrize("turned", [0, 20, 50, 90])
def test_the_lower_edge_of_the_pancake_stays_on_the_pan(turned: int) -> None:
    x, y = pancake.disc_point(-pancake.RADIUS, 0.0, 0.0, turned)
    across = -pancake.RADIUS * math.cos(math.radians(turned))
    assert (x, y) == pytest.approx(on_floor(across, 0.0, 0.0))


def test_the_blade_lies_at_the_angle_that_the_text_gives() -> None:
    edge, spine, *_ = sharpening.section(sharpening.ANGLE)
    assert -angle_of(edge, spine) == pytest.approx(15.0)
    height = (edge[1] - spine[1]) / math.dist(edge, spine) * 45  # mm, of a 45 mm blade
    assert height == pytest.approx(12.0, abs=0.5)


@pytest.mark.parametrize("touched", ["whetstone:wet", "whetstone:wet@back"])
def test_the_blade_goes_along_the_stone_and_never_off_it(touched: str) -> None:
    shot = shoot(action="sharpen", object="chef-knife", target=touched)
    assert shot.stage
    assert shot.stage.hero
    box = shot.stage.hero.box
    spots = [knife(shot, 0.22 + 0.56 * i / 40).point("blade") for i in range(41)]
    assert all(box.x0 < x < box.x1 and box.y0 < y < box.y1 for x, y in spots)
    assert max(x for x, _ in spots) - min(x for x, _ in spots) > 60
    assert max(y for _, y in spots) - min(y for _, y in spots) < 1


def test_the_knife_is_turned_over_for_the_second_side() -> None:
    first = knife(shoot(action="sharpen", object="chef-knife", target="whetstone"), 0.5)
    second = knife(shoot(action="sharpen", object="chef-knife", target="whetstone@back"), 0.5)

    def edge_below_spine(thing: Prop) -> bool:
        spine = thing.placement.apply((86.0, 10.0))
        return thing.point("blade")[1] > spine[1]

    assert edge_below_spine(first)
    assert not edge_below_spine(second)
    for thing in (first, second):
        assert thing.point("grip")[0] > thing.point("tip")[0]


def test_fingertips_press_between_tip_and_heel() -> None:
    shot = shoot(action="sharpen", object="chef-knife", target="whetstone")
    held = knife(shot, 0.5)
    (x, _), at = held.point("tip"), shot.notice_point()
    assert x < at[0] < held.point("grip")[0]


def test_only_the_tip_scores_and_it_moves_on_from_line_to_line() -> None:
    shot = shoot(
        action="score",
        object="mango:half",
        instrument="chef-knife",
        target="chopping-board",
        result_state="scored",
    )
    assert shot.level == "specific"
    assert shot.stage
    assert shot.stage.hero
    early, late = knife(shot, 0.3).point("tip"), knife(shot, 0.7).point("tip")
    assert shot.stage.hero.box.holds(early)
    assert shot.stage.hero.box.holds(late)
    assert late[0] > early[0] + 10
