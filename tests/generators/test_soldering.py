"""What is soldered and folded is what is taught: order of wire and iron, heat, shapes, lenses."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from generators.base import Depiction, KeyStepRequest, StepPrompt
from generators.schematic import Schematic
from generators.workbench import actions, drawn, raster, sprite
from generators.workbench.drawn.electronics import joints, soldering
from generators.workbench.drawn.kitchen import omelette
from generators.workbench.geometry import Box
from generators.workbench.palette import SKINS

STAGES = (
    (soldering.SOLDERING, "tinned"),
    (soldering.SOLDERING, "set"),
    (soldering.SOLDERING, "checked"),
    (omelette.FOLDING, "folded"),
    (omelette.FOLDING, "rolled-out"),
)


MAGENTA = replace(SKINS[1], sleeve="#FF00FF", sleeve_dark="#C000C0")


def pixels(svg: str) -> NDArray[np.uint8]:
    return raster.to_rgba(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 768 512" width="768" height="512">'
        f"{svg}</svg>"
    )


def sleeve_seen(program: drawn.Drawn, stage: str, t: float) -> int:
    """Pixels of a sleeve that is dyed as nothing else is."""
    rgb = pixels(program.svg(stage, t, MAGENTA))[..., :3].astype(int)
    return int(((rgb[..., 0] > 150) & (rgb[..., 1] < 110) & (rgb[..., 2] > 150)).sum())


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_the_hands_are_gone_when_a_stage_is_done(program: drawn.Drawn, stage: str) -> None:
    assert max(sleeve_seen(program, stage, t) for t in (0.2, 0.5, 0.7)) > 1000
    assert sleeve_seen(program, stage, 1.0) == 0


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_the_callout_points_into_the_picture(program: drawn.Drawn, stage: str) -> None:
    assert Box(0, 0, 768, 512).holds(program.notice_point(stage))
    assert program.motion(stage)


@pytest.mark.parametrize(
    ("action", "obj", "stage"),
    [
        ("solder", "soldering-iron", "tinned"),
        ("wait", "circuit-board", "set"),
        ("check", "circuit-board", "checked"),
        ("fold", "omelette", "folded"),
        ("flip", "omelette", "rolled-out"),
    ],
)
def test_the_steps_find_their_programs(action: str, obj: str, stage: str) -> None:
    assert drawn.find(action, obj, stage) in (soldering.SOLDERING, omelette.FOLDING)


def test_the_wire_leaves_before_the_iron_rises() -> None:
    assert soldering.WIRE_OFF[0] < soldering.IRON_UP[0]
    assert soldering.WIRE_OFF[1] <= soldering.IRON_UP[1]
    assert soldering.set_joint(0.29, SKINS[1]).count("soldering-iron-hot") > 0


def test_the_tip_dips_into_the_brass_twice_before_solder_is_fed() -> None:
    deep = [soldering._tip(t)[1] > 360 for t in np.linspace(0.0, 1.0, 401)]
    times = [t for t, d in zip(np.linspace(0.0, 1.0, 401), deep, strict=True) if d]
    assert sum(b and not a for a, b in pairwise(deep)) == 2
    assert max(times) < soldering.FED[0]


def test_a_good_joint_covers_its_pad_and_a_cold_one_leaves_it_bare() -> None:
    copper = (217, 139, 80)

    def bare(inside: str) -> int:
        rgb = pixels(joints.lens((200, 200), inside))[..., :3].astype(int)
        return int((np.abs(rgb - np.array(copper)).max(axis=-1) < 12).sum())

    assert bare(joints.cold_joint()) > 3 * bare(joints.good_joint())


def test_the_folded_third_passes_over_the_crease_and_lies_on_the_middle() -> None:
    turns = [omelette.turned_at(t) for t in np.linspace(0, 1, 101)]
    assert all(a <= b for a, b in pairwise(turns))
    rim = omelette.flap_point(omelette.RADIUS, 0.0, 0.0)
    laid = omelette.flap_point(omelette.RADIUS, 0.0, turns[-1])
    crease = omelette.on_floor(omelette.CREASE, 0.0)
    assert laid[0] < crease[0] < rim[0]
    top = omelette.flap_point(omelette.RADIUS, 0.0, 90.0)
    assert top[1] < min(rim[1], laid[1]) - 30  # it goes up and over, not through


def _shown(*depictions: Depiction) -> str:
    steps = tuple(
        StepPrompt(id=f"s{i}", name="Step", text="", depiction=d) for i, d in enumerate(depictions)
    )
    request = KeyStepRequest(title="x", steps=steps, index=len(steps) - 1)
    made = Schematic().generate(request, lambda stage, fraction: None)
    assert made.checks["stand_ins"][1], made.params["stand_ins"]
    return made.companions["svg"].decode()


def test_the_heat_is_off_after_switching_it_off() -> None:
    off = Depiction(
        action="switch-off", object="hob:low", target="frying-pan:curds", result_state="set"
    )
    after = Depiction(action="check", object="frying-pan", also=("hob",))
    plain = Depiction(action="check", object="frying-pan:set", also=("hob:off",))
    assert _shown(off, after) == _shown(plain, after)
    assert actions.program("switch-off") is not None


def test_flames_are_gone_under_the_blanket() -> None:
    arm = sprite.load("burned-forearm")
    assert "#F7A52E" in arm.layer("front", "burning")
    assert "#F7A52E" not in arm.layer("front", "smothered")
    smother = Depiction(
        action="smother",
        object="burned-forearm:burning",
        instrument="blanket:spread",
        result_state="smothered",
    )
    assert "blanket-wool" in _shown(smother)


def test_weeks_stand_on_a_calendar_without_a_dial() -> None:
    weeks = Depiction(action="wait", object="flower-pot:planted", instrument="calendar:two-weeks")
    minutes = Depiction(action="wait", object="flower-pot:planted", instrument="timer")
    hours = 'stroke-width="4"/><path d="M'  # the dial with its sector
    assert _shown(minutes).count(hours) > _shown(weeks).count(hours)


def test_the_resistor_lies_on_the_part_side_and_under_the_copper_side() -> None:
    board = sprite.load("circuit-board")
    body = "url(#circuit-board-body)"
    assert body not in board.layer("front", "part-side")
    assert "translate(144 94)" in board.layer("front", "part-placed")
    assert "translate(144 170)" in board.layer("front", "placed")
