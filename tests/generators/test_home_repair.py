"""Hammering, plunging, bailing, bleeding, painting: contact where it belongs, change with it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from generators.base import Depiction, StepPrompt
from generators.workbench import compose, drawn, raster, scene
from generators.workbench.actions.plumbing import Bail, CleanOut, Plunge, TurnDown
from generators.workbench.actions.walls import Hammer, LoadRoller, Roll, Saw, Scan
from generators.workbench.drawn.decorating import covering, painting
from generators.workbench.geometry import Box, distance
from generators.workbench.palette import SKINS

PAINTED = tuple(
    (program, stage)
    for program in (covering.COVERING, painting.PAINTING)
    for stage in program.stages
)
MAGENTA = replace(SKINS[1], sleeve="#FF00FF", sleeve_dark="#C000C0")


def shot(**words: object) -> compose.Shot:
    step = StepPrompt(id="one", name="One step", text="", depiction=Depiction(**words))
    return compose.direct([step], 0, 1, lambda _: (Depiction(action="hold"), 0.0))


HOOK = {
    "action": "hammer",
    "object": "picture-wall:hook-set",
    "instrument": "hammer",
    "result_state": "hooked",
}
PLUNGER = {
    "action": "plunge",
    "object": "blocked-sink:sealed:half:water",
    "instrument": "plunger",
    "result_state": "loosened",
}


def test_the_hammer_meets_the_nail_at_every_blow_and_is_raised_between() -> None:
    made = shot(**HOOK)
    program, stage = made.program, made.stage
    assert isinstance(program, Hammer)
    assert stage
    assert stage.hero
    nail = stage.hero.touch(*program.contact)
    step = (0.68 - program.enter) / program.blows
    for blow in range(1, int(program.blows) + 1):
        face = program.mover(stage, program.enter + step * blow - 1e-6)
        assert face
        assert distance(face.point("face"), nail) < 4
        up = program.mover(stage, program.enter + step * (blow - 0.35))
        assert up
        assert up.point("face")[1] < nail[1] - 40


def test_the_nail_goes_in_with_the_last_blow_only() -> None:
    made = shot(**HOOK)
    assert isinstance(made.program, Hammer)
    assert made.program.blend(0.6) == 0
    assert made.program.blend(0.72) == 1


def test_the_wrist_stays_where_it_is_while_the_hammer_swings() -> None:
    made = shot(**HOOK)
    program, stage = made.program, made.stage
    assert program
    assert stage
    grips = [program.mover(stage, t) for t in (0.3, 0.4, 0.5)]
    points = [g.point("grip") for g in grips if g]
    assert len(points) == 3
    assert max(distance(points[0], p) for p in points) < 1


@pytest.mark.parametrize(("state", "signals"), [("found", True), ("clear", False)])
def test_a_detector_signals_only_when_it_has_found_something(state: str, signals: bool) -> None:
    made = shot(
        action="scan",
        object="picture-wall:centre-marked",
        instrument=f"cable-detector:{state}",
        result_state="scanned",
    )
    assert isinstance(made.program, Scan)
    assert made.stage
    assert bool(made.program.effects(made.stage, 0.55)) is signals


def test_a_plunger_is_squeezed_and_let_go_and_the_water_runs_away() -> None:
    made = shot(**PLUNGER)
    program, stage = made.program, made.stage
    assert isinstance(program, Plunge)
    assert stage
    squeezed = [program.squeezed(0.24 + 0.52 * k / 80) for k in range(81)]
    assert min(squeezed) < 0.01
    assert max(squeezed) > 0.99
    left = program.consequences(stage)["blocked-sink"]
    assert (left.state, left.level) == ("loosened", 0.0)


def test_both_hands_of_the_plunger_are_gone_at_the_end() -> None:
    made = shot(**PLUNGER)
    made = replace(made, stage=replace(made.stage, skin=MAGENTA)) if made.stage else made
    seen = [_sleeve(_document(made, t)) for t in (0.0, 0.5, 1.0)]
    assert seen[1] > 3000
    assert seen[0] == seen[2] == 0


def test_bailing_lowers_the_water_and_fills_the_jug() -> None:
    made = shot(
        action="bail", object="blocked-sink:full:water", instrument="jug", result_state="half"
    )
    program, stage = made.program, made.stage
    assert isinstance(program, Bail)
    assert stage
    assert stage.hero
    assert stage.hero.look.level > 0.8
    assert program.consequences(stage)["blocked-sink"].level == 0.5
    down, up = program.offset(stage, 0.4)[1], program.offset(stage, 0.7)[1]
    assert down == pytest.approx(0.0, abs=1.0)
    assert up < -60


def test_the_clock_beside_a_heating_control_covers_nothing_of_it() -> None:
    made = shot(action="turn-down", object="heating-control:on", result_state="off")
    assert isinstance(made.program, TurnDown)
    assert made.stage
    x, y = made.program.dial(made.stage)
    assert x + 38 < made.stage.core.x0
    assert Box(0, 0, 768, 512).holds((x, y))


def test_a_brush_goes_into_the_pipe_behind_its_rim() -> None:
    made = shot(
        action="clean-out",
        object="trap-bend:dirty",
        instrument="bottle-brush",
        result_state="clean",
    )
    assert isinstance(made.program, CleanOut)
    assert made.stage
    assert made.stage.hero
    assert made.program.mover_depth(made.stage) < made.stage.hero.z


@pytest.mark.parametrize(
    ("action", "obj", "tool", "kind", "upright"),
    [
        ("roll-paint", "plasterboard-hole:sanded", "paint-roller", Roll, True),
        ("load-roller", "paint-tray:filled", "paint-roller", LoadRoller, False),
        ("saw", "plasterboard-hole:marked", "plasterboard-saw", Saw, False),
    ],
)
def test_strokes_go_the_way_of_the_work(
    action: str, obj: str, tool: str, kind: type, upright: bool
) -> None:
    made = shot(action=action, object=obj, instrument=tool)
    program, stage = made.program, made.stage
    assert isinstance(program, kind)
    assert program
    assert stage
    ways = [program.offset(stage, 0.2 + k * 0.01)[:2] for k in range(60)]
    wide = max(x for x, _ in ways) - min(x for x, _ in ways)
    high = max(y for _, y in ways) - min(y for _, y in ways)
    assert (high > wide) is upright
    assert max(wide, high) > 30


# -- painting --------------------------------------------------------------------------------------


def _document(made: compose.Shot, t: float) -> str:
    return scene.document(made.action_items(t), 768, 512)


def _pixels(svg: str) -> np.ndarray:
    return raster.to_rgba(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 768 512" width="768" height="512">'
        f"{svg}</svg>"
    ).astype(int)


def _sleeve(document: str) -> int:
    rgba = raster.to_rgba(document).astype(int)
    near = (rgba[..., 0] > 150) & (rgba[..., 1] < 110) & (rgba[..., 2] > 150)
    return int((near & (rgba[..., 3] > 200)).sum())


def _green(stage: str, t: float) -> int:
    rgb = _pixels(painting.PAINTING.svg(stage, t, SKINS[1]))
    r, g, b, a = (rgb[..., k] for k in range(4))
    return int(((abs(r - 0xB4) < 6) & (abs(g - 0xD0) < 6) & (abs(b - 0xB8) < 6) & (a > 250)).sum())


@pytest.mark.parametrize("stage", ["cut-in", "rolled", "laid-off", "second-coat"])
def test_the_painted_part_grows_behind_the_tool(stage: str) -> None:
    areas = [_green(stage, t) for t in (0.25, 0.45, 0.65, 1.0)]
    assert areas == sorted(areas)
    assert areas[-1] > areas[0] + 4000


@pytest.mark.parametrize(("program", "stage"), PAINTED)
def test_hands_come_and_are_gone_when_a_stage_is_done(program: drawn.Drawn, stage: str) -> None:
    def seen(t: float) -> int:
        rgb = _pixels(program.svg(stage, t, MAGENTA))
        return int(((rgb[..., 0] > 150) & (rgb[..., 1] < 110) & (rgb[..., 2] > 150)).sum())

    assert seen(program.key_time(stage)) > 1000
    assert seen(0.0) == seen(1.0) == 0


@pytest.mark.parametrize(("program", "stage"), PAINTED)
def test_callout_and_mark_lie_in_the_picture(program: drawn.Drawn, stage: str) -> None:
    assert Box(0, 0, 768, 512).holds(program.notice_point(stage))
    assert program.motion(stage)


def test_every_stage_begins_as_the_one_before_it_ended() -> None:
    ends = [_green(stage, 1.0) for stage in ("cut-in", "rolled")]
    starts = [_green(stage, 0.0) for stage in ("rolled", "laid-off")]
    assert starts == pytest.approx(ends, rel=0.02)


def test_a_polyline_is_walked_at_even_speed() -> None:
    path = [(0.0, 0.0), (30.0, 0.0), (30.0, 90.0)]
    assert painting.along(path, 0.0)[1] == (0.0, 0.0)
    assert painting.along(path, 0.25)[1] == pytest.approx((30.0, 0.0))
    assert painting.along(path, 1.0)[1] == pytest.approx((30.0, 90.0))
    done, end = painting.along(path, 0.5)
    assert math.dist(done[-2], end) == pytest.approx(30.0)
