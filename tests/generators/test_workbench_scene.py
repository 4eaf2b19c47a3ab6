"""World state, staging, motion programs and text: what a directed shot holds."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from generators.base import Depiction, StepPrompt
from generators.workbench import actions, callouts, render, typeset
from generators.workbench import scene as scenes
from generators.workbench.compose import Shot, Spot, direct
from generators.workbench.composite import Compositor, Layer, View, lay, premultiplied
from generators.workbench.geometry import Box, Placement
from generators.workbench.palette import SKINS
from generators.workbench.raster import to_rgba
from generators.workbench.scene import Look, WorldState
from generators.workbench.split import split
from generators.workbench.takes import HOLD

FAMILIES = (
    "pour cut stir peel crack place pick-up push pull open close screw unscrew press squeeze "
    "sprinkle spread heat wait measure wipe wash brush sand inflate thread sew tie fold wrap flip "
    "shake lift insert remove turn hold check call compress solder trim water fill rinse mark"
).split()


def step(name: str = "A step", **words: object) -> StepPrompt:
    return StepPrompt(id="s", name=name, text="Do it.", depiction=Depiction(**words))


def shoot(*steps: StepPrompt, spot: Spot | None = None) -> Shot:
    return direct(steps, len(steps) - 1, 1, _never, spot)


def _never(prompt: StepPrompt) -> tuple[Depiction, float]:
    raise AssertionError("an annotated step needs no parser")


POUR = step(
    action="pour",
    object="water",
    instrument="gooseneck-kettle",
    target="dripper:dry-grounds",
    result_state="blooming",
    also=("server:empty", "kitchen-scale:on", "timer"),
    notice="Grounds swell",
    label="60 g · 45 s",
)
CUT = step(
    action="cut",
    object="onion:whole",
    instrument="chef-knife",
    target="chopping-board",
    result_state="halved",
)


@pytest.mark.parametrize("action", FAMILIES)
def test_every_action_has_a_motion_program(action: str) -> None:
    assert actions.program(action)


@pytest.mark.parametrize("action", FAMILIES)
@pytest.mark.parametrize(
    "words",
    [
        {"object": "onion", "instrument": "chef-knife", "target": "bowl"},
        {"object": "mug"},
        {"object": "water", "target": "saucepan"},
        {},
    ],
)
def test_every_program_draws_any_cast(action: str, words: dict[str, str]) -> None:
    shot = shoot(step(action=action, notice="Look", **words))
    for t in (0.0, shot.key, 1.0):
        assert isinstance(shot.action_items(t), list)
    shot.mark()
    shot.texts()


def test_words_of_a_thing_are_state_level_liquid_and_anchor() -> None:
    world = WorldState()
    server = world.thing("server:half")
    assert (server.look.level, server.look.liquid) == (0.5, "coffee")
    assert world.thing("mug:milk").look.liquid == "milk"
    assert world.thing("dripper:blooming").look.state == "blooming"
    assert world.thing("bicycle-rear:wheel-in@lever").at == "lever"
    assert world.thing("water").is_substance
    assert world.thing("") is None


def test_cut_stays_cut() -> None:
    later = step(action="check", object="onion")
    assert shoot(CUT, later).stage.hero.look.state == "halved"
    assert shoot(later).stage.hero.look.state == "whole"


def test_full_stays_full_and_keeps_its_liquid() -> None:
    fill = step(action="pour", object="milk", target="glass", result_state="full")
    shot = shoot(fill, step(action="hold", object="glass"))
    assert shot.stage.hero.look.level == 0.85
    assert shot.stage.hero.look.liquid == "milk"


def test_the_place_is_carried_on() -> None:
    shot = shoot(step(action="hold", object="mug", place="garden"), CUT)
    assert shot.place.name == "garden"


def test_a_hero_stands_on_what_it_sits_on() -> None:
    stage = shoot(POUR).stage
    assert stage.hero.name == "dripper"
    assert [p.name for p in stage.supports] == ["kitchen-scale", "server"]
    assert [p.name for p in stage.extras] == ["timer"]
    server = stage.supports[1]
    seat = server.point("surface", "rim")
    assert stage.hero.point("base") == pytest.approx(seat)


def test_the_working_end_meets_the_hero() -> None:
    shot = shoot(CUT)
    knife = shot.program.mover(shot.stage, shot.key)
    assert shot.stage.hero.box.grown(6).holds(knife.point("blade"))


def test_a_directed_anchor_is_where_it_is_touched() -> None:
    pulled = step(action="pull", object="bicycle-rear:lever-open@derailleur")
    shot = shoot(pulled)
    assert shot.program.hand_point(shot.stage) == shot.stage.hero.point("derailleur")


def test_the_change_shows_in_the_still_and_at_the_end() -> None:
    shot = shoot(CUT)
    assert shot.program.blend(0.0) == 0
    assert shot.program.blend(shot.key) == 1
    assert shot.stage.hero.after.state == "halved"


@pytest.mark.parametrize("one", [POUR, CUT])
def test_bystanders_stand_clear_of_the_action(one: StepPrompt) -> None:
    stage = shoot(one).stage
    for extra in stage.extras:
        assert extra.box.overlap(stage.core) == 0
        assert Box(0, 0, 768, 512).overlap(extra.box) == pytest.approx(
            extra.box.width * extra.box.height
        )


def test_unknown_things_become_neighbours_or_cards() -> None:
    assert scenes.resolve("red-mug") == (scenes.resolve("mug")[0], False)
    card, exact = scenes.resolve("theremin")
    assert not exact
    assert "theremin" in card.layer("front")
    shot = shoot(step(action="hold", object="theremin"))
    assert shot.unknown == ("theremin",)
    assert shot.level == "approximate"


def test_a_result_that_no_sprite_can_show_is_reported() -> None:
    shot = shoot(step(action="cut", object="onion", result_state="caramelised"))
    assert shot.unknown == ("onion:caramelised",)


def test_on_a_photo_only_the_action_is_drawn() -> None:
    shot = shoot(POUR, spot=Spot(0.3, 0.9))
    assert shot.place is None
    assert shot.stage.extras == ()
    x, _ = shot.stage.supports[0].point("base")
    assert x == pytest.approx(0.3 * 768)


def test_a_low_photo_spot_leaves_room_above() -> None:
    assert shoot(POUR, spot=Spot(0.5, 0.6)).stage.core.y0 > 100


# -- text ----------------------------------------------------------------------------------------

LONG = "Supercalifragilistic " * 12


@pytest.mark.parametrize("text", ["Pour", "Shift to the smallest sprocket of the cassette", LONG])
def test_text_never_leaves_its_box(text: str) -> None:
    for size, lines in (typeset.fitted(text, (25, 20), 330, 2, bold=True),):
        assert len(lines) <= 2
        assert all(typeset.text_width(line, size, bold=True) <= 330 for line in lines)
    assert callouts.badge(12, text).box.x1 < 460


def test_measured_width_is_the_drawn_width() -> None:

    text = typeset.svg_lines(["Würfel 250 °C · ½"], 10, 40, 30, "#000000", bold=True)
    rgba = to_rgba(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 60" width="500" height="60" '
        f'font-family="DejaVu Sans">{text}</svg>'
    )
    columns = np.flatnonzero(rgba[..., 3].any(axis=0))
    assert columns[-1] - 10 == pytest.approx(
        typeset.text_width("Würfel 250 °C · ½", 30, bold=True), abs=4
    )


def test_texts_do_not_cover_each_other() -> None:
    shot = shoot(POUR)
    boxes = [text.box for text in shot._corners()]
    note = callouts.callout("Grounds swell", shot.notice_point(), shot.busy(), boxes)
    assert note
    assert not any(note.box.overlap(box) for box in boxes)
    assert boxes[0].overlap(boxes[1]) == 0


# -- pixels --------------------------------------------------------------------------------------


def test_a_clip_frame_equals_the_same_picture_drawn_at_once() -> None:
    shot = shoot(POUR)
    frames = list(render.frames(shot, 8, 2.0))
    t = 8 / 8 / (2.0 - HOLD)
    items = [*shot.scenery(), *shot.action_items(t), *shot.texts(with_callout=False)]
    note = shot.note()
    whole = render.still([*items, *([note] if note and t > shot.noticed[1] else [])])
    difference = np.abs(frames[8].astype(int) - whole.astype(int))
    assert difference.mean() < 0.5
    assert (difference.max(axis=2) > 60).mean() < 0.002


def test_clips_are_deterministic_and_hold_their_end() -> None:
    first, second = (list(render.frames(shoot(CUT), 8, 2.0)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert np.array_equal(first[-1], first[-2])
    assert not np.array_equal(first[0], first[-1])


def test_a_clip_moves() -> None:
    frames = list(render.frames(shoot(CUT), 8, 2.0))
    moved = [np.abs(a.astype(int) - b).mean() for a, b in itertools.pairwise(frames)]
    assert sum(m > 0.2 for m in moved) >= 6


def test_a_warped_sprite_lies_where_the_document_puts_it() -> None:
    mug = scenes.resolve("mug")[0]
    prop = scenes.Prop("mug", mug, Look(), Placement((66, 118), (300.3, 400.7), 17, 0.8, True))
    items = scenes.draw_prop(prop)
    warped, drawn = np.zeros((512, 768, 3), np.uint8), np.zeros((512, 768, 3), np.uint8)
    compositor = Compositor(View())
    for item in items:
        lay(warped, compositor.layer(item))
    lay(drawn, compositor.sheet(items))
    assert np.abs(warped.astype(int) - drawn).mean() < 0.4
    assert _centre(warped) == pytest.approx(_centre(drawn), abs=0.2)


def _centre(picture: np.ndarray) -> Sequence[float]:
    rows, columns = np.nonzero(picture.sum(axis=2) > 90)
    return float(rows.mean()), float(columns.mean())


KNOT = step(action="tie", object="rope", result_state="loop-made", notice="On top")


def test_a_drawn_program_takes_the_scene() -> None:
    shot = shoot(KNOT)
    assert shot.drawing
    assert shot.level == "specific"
    assert shot.key == shot.drawing.key_time("loop-made")


def test_a_drawn_clip_frame_equals_the_whole_drawing() -> None:
    shot = shoot(KNOT)
    items = render.moments(shot, [0.0, 0.1, 0.4, 0.5])[2]
    compositor = Compositor(View())
    apart = np.full((512, 768, 3), 255, np.uint8)
    for item in sorted(items, key=lambda item: item.z):
        lay(apart, compositor.layer(item))
    whole = np.full((512, 768, 3), 255, np.uint8)
    at_once = to_rgba(View().document(shot.action_items(0.4)))  # the engine that the pieces use
    lay(whole, Layer(premultiplied(at_once), 0, 0))
    assert np.abs(apart.astype(int) - whole).max() <= 12  # rounding of blends


def test_fragments_are_taken_apart_only_where_that_is_safe() -> None:
    clip = '<clipPath id="k"><rect width="9" height="9"/></clipPath>'
    fixed, end = '<g><path d="M0 0"/></g>', "<circle/>"
    frames = [f'{clip}{fixed}<path clip-path="url(#k)" d="M{i} 1"/>{end}' for i in range(3)]
    parts = split(frames, 50)
    assert [len(items) for items in parts] == [3, 3, 3]
    assert parts[0][0] is parts[2][0]
    assert all("clipPath" in item.defs for item in parts[1])
    hidden = [f"<g>{clip}<b/></g>{frame[len(clip) :]}" for frame in frames]
    assert [len(items) for items in split(hidden, 50)] == [1, 1, 1]


@pytest.mark.parametrize("tone", range(4))
def test_skin_tones_differ(tone: int) -> None:
    shot = direct([CUT], 0, tone, _never)
    text = "".join(item.svg + item.defs for item in shot.action_items(shot.key))
    assert SKINS[tone].skin in text
    assert "{skin" not in text
