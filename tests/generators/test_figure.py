"""What a first-aid instructor would measure in the drawn figures."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from generators.workbench import drawn
from generators.workbench.drawn.people import body, chest, cpr, figure, first_aid, keep_warm
from generators.workbench.drawn.people.body import STERNUM_END, STERNUM_TOP, Figure
from generators.workbench.drawn.people.first_aid import DEPTH, SCALE
from generators.workbench.geometry import Point, distance, toward
from generators.workbench.palette import SKINS
from generators.workbench.raster import to_rgba

CPR_STAGES = (
    ("check", "casualty", "approached"),
    ("shake", "casualty", "checked-response"),
    ("call", "phone", "speaker"),
    ("check", "casualty", "checked-breathing"),
    ("place", "rescuer", "hands-placed"),
    ("push", "rescuer", "arms-straight"),
    ("compress", "rescuer", "compressing"),
    ("compress", "rescuer", "swapped"),
    ("press", "defibrillator", "aed-attached"),
    ("compress", "rescuer", "helpers-arrived"),
    ("wrap", "blanket", "kept-warm"),
)
MOMENTS = tuple(i / 60 for i in range(61))


def program(action: str, obj: str, stage: str) -> drawn.Drawn:
    found = drawn.find(action, obj, stage, also=("casualty", "rescuer"))
    assert found is not None, (action, obj, stage)
    return found


def shoulder(person: Figure) -> Point:
    return person.px(person.arm("near")[0])


def wrist(person: Figure) -> Point:
    return person.px(person.arm("near")[2])


def test_an_adult_is_seven_and_a_half_heads_tall() -> None:
    crown, chin = -14.4, 10.6  # of HAIR and FACE, from the pivot of the head
    person = Figure(body.STANDING, body.standing_at((0, 0), 1.0))
    tall = -(person.on_head(0, crown)[1])
    assert tall == pytest.approx(body.HEIGHT, abs=3)
    assert 7.0 <= tall / (chin - crown) <= 8.0


def test_a_hand_lands_exactly_where_it_is_put() -> None:
    person = first_aid.kneeling((400, 430), (370, 250))
    for side in ("near", "far"):
        for target in ((300, 300), (340, 360), (420, 330)):
            placed = person.touch(side, target, 120, "flat")
            assert distance(placed.palm(side), target) < 0.5


def test_bones_keep_their_lengths() -> None:
    for t in MOMENTS:
        person = first_aid.presser(first_aid.contact(first_aid.casualty()), lean=t)
        hip, knee, ankle = person.leg("near")
        top, elbow, end = person.arm("near")
        assert distance(hip, knee) == pytest.approx(body.THIGH)
        assert distance(knee, ankle) == pytest.approx(body.SHIN)
        assert distance(top, elbow) == pytest.approx(body.UPPER_ARM)
        assert distance(elbow, end) == pytest.approx(body.FOREARM)


def test_the_heel_of_the_hand_is_on_the_lower_half_of_the_breastbone() -> None:
    middle = (STERNUM_TOP + STERNUM_END) / 2
    assert STERNUM_END < figure.CONTACT < middle
    lies = first_aid.casualty()
    at = first_aid.contact(lies)
    low, high = (lies.on_trunk(a, figure.CHEST_FRONT) for a in (STERNUM_END, middle))
    assert high[0] < at[0] < low[0], "between the middle and the lower end, head to the left"
    heel = chest.HANDS.px(chest.HEEL, 0)
    assert chest.HANDS.px(chest.BONE / 2, 0)[0] < heel[0] < chest.HANDS.px(chest.BONE, 0)[0]
    assert abs(chest.NIPPLES - chest.HEEL) < 1.0


@pytest.mark.parametrize("t", MOMENTS)
def test_compressions_are_straight_deep_and_let_go(t: float) -> None:
    down = first_aid.pressed(t)
    at = first_aid.contact(first_aid.supine_pressed(down))
    person = first_aid.presser(at)
    assert abs(shoulder(person)[0] - at[0]) < 4
    assert abs(wrist(person)[0] - at[0]) < 4
    assert person.elbow_angle("near") > 172
    assert person.elbow_angle("far") > 172
    rest = first_aid.contact(first_aid.casualty())
    assert at[1] - rest[1] == pytest.approx(down * SCALE, abs=0.1)
    assert abs(at[0] - rest[0]) < 0.1, "straight down"


def test_depth_and_recoil_at_the_figures_scale() -> None:
    tall = 82.0 + body.THIGH + body.SHIN + body.ANKLE  # crown to hip, then the leg
    assert tall == pytest.approx(body.HEIGHT, abs=1)
    lies = first_aid.casualty()
    length = distance(lies.on_head(0, -13.4), lies.px(lies.leg("near")[2]))
    px_per_cm = length / (body.HEIGHT - body.ANKLE)
    rest, deep = (first_aid.contact(first_aid.supine_pressed(d))[1] for d in (0.0, DEPTH))
    assert 5.0 <= (deep - rest) / px_per_cm <= 6.0
    back = max(-front for _, front in figure.BACK_LINE)
    assert 21 <= back + figure.CHEST_FRONT <= 23, "depth of the chest, cm"
    depths = [first_aid.pressed(t) for t in MOMENTS]
    assert min(depths) < 0.01
    assert depths[0] == depths[-1] == pytest.approx(0, abs=1e-9)


def test_the_rate_is_100_to_120_a_minute() -> None:
    fine = [first_aid.pressed(i / 600) for i in range(601)]
    peaks = sum(a < b >= c for a, b, c in zip(fine, fine[1:], fine[2:], strict=False))
    for seconds in (3.0, 3.0 - 0.4):  # the clip, and the part of it that moves
        assert 100 <= peaks * 60 / seconds <= 120


def test_the_swap_costs_less_than_five_seconds_and_ends_in_recoil() -> None:
    assert 0 < (cpr.GOES_ON - cpr.STOPS) * 3.0 < 5
    assert first_aid.pressed(cpr.STOPS) == pytest.approx(0, abs=1e-6)
    assert first_aid.pressed(1 - cpr.GOES_ON) == pytest.approx(0, abs=1e-6)


def test_hips_stay_behind_and_knees_on_the_ground() -> None:
    for t in MOMENTS:
        at = first_aid.contact(first_aid.supine_pressed(first_aid.pressed(t)))
        person = first_aid.presser(at)
        hip, knee, _ = (person.px(p) for p in person.leg("near"))
        assert knee[1] + body.KNEE * SCALE == pytest.approx(first_aid.NEAR, abs=0.5)
        assert hip[0] > at[0] + 15 * SCALE, "the trunk hinges at the hips, behind the hands"


def test_both_hands_shake_both_shoulders() -> None:
    for t in (0.3, 0.5, 0.7):
        lies, person = cpr.response_check(t)
        near, far = cpr.shoulder_tops(lies)
        assert distance(person.palm("near"), near) < 2
        assert distance(person.palm("far"), far) < 2
        assert distance(near, lies.px(lies.arm("near")[0])) < 6.2 * SCALE


def test_the_head_is_tilted_and_the_cheek_is_near_the_mouth() -> None:
    before, _ = cpr.breathing_check(0.0)
    lies, person = cpr.breathing_check(0.85)
    assert before.pose.head - lies.pose.head >= 15
    assert distance(person.palm("near"), lies.on_head(8.0, -7.4)) < 2
    tips = person.px(toward(person.arm("far")[2], person.pose.far_arm.hand, body.FINGER_TIPS))
    assert distance(tips, lies.on_head(6.4, 11.2)) < 2, "two fingers under the bone of the chin"
    mouth, cheek = lies.on_head(9.4, 5.6), person.on_head(7, 5)
    assert distance(cheek, mouth) < 13 * SCALE
    assert cheek[1] < mouth[1]
    assert not person.frame.flip, "looks along the chest, towards the feet"


def test_pads_lie_below_the_right_collarbone_and_on_the_left_side() -> None:
    right, left = chest.PADS.px(*chest.RIGHT_PAD), chest.PADS.px(*chest.LEFT_PAD)
    middle = chest.PADS.notch[1]
    assert right[1] > middle > left[1], "head to the left, seen from above: right is below"
    assert chest.RIGHT_PAD[0] < chest.NIPPLES < chest.LEFT_PAD[0]
    assert abs(chest.LEFT_PAD[1]) > abs(chest.RIGHT_PAD[1])


def test_the_blanket_leaves_the_burn_free() -> None:
    seated, _ = keep_warm.seated(SKINS[0])
    burn = keep_warm.burn_at(seated)
    outline = keep_warm._wrap(seated, 1.0)
    assert burn[0] > max(x for x, y in outline if abs(y - burn[1]) < 60) + 10


def test_a_call_is_this_one_only_beside_a_casualty() -> None:
    assert drawn.find("call", "phone", "speaker", also=("burned-forearm:cooled",)) is None
    assert drawn.find("call", "phone", "speaker", also=("casualty", "rescuer")) is not None


@pytest.mark.parametrize(("action", "obj", "stage"), CPR_STAGES)
def test_every_stage_draws_and_moves(action: str, obj: str, stage: str) -> None:
    found = program(action, obj, stage)
    drawings = [found.svg(stage, t, SKINS[1]) for t in (0.04, 0.33, found.key_time(stage), 1.0)]
    assert drawings == [
        found.svg(stage, t, SKINS[1]) for t in (0.04, 0.33, found.key_time(stage), 1.0)
    ]
    assert len(set(drawings)) >= 3
    assert "nan" not in "".join(drawings)
    assert 0 <= found.notice_point(stage)[0] <= 768
    assert found.busy(stage).width > 0


@pytest.mark.parametrize(("action", "obj", "stage"), CPR_STAGES)
def test_the_picture_keeps_clear_of_the_badge(action: str, obj: str, stage: str) -> None:
    found = program(action, obj, stage)
    svg = found.svg(stage, found.key_time(stage), SKINS[2]) + found.motion(stage)
    pixels = to_rgba(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 768 512" width="768" '
        f'height="512">{svg}</svg>'
    )
    assert pixels[..., 3].any()
    assert not pixels[:82, :300, 3].any()


def test_rescuer_and_casualty_have_different_skin_and_the_learners_is_the_rescuers() -> None:
    for skin in SKINS:
        assert figure.rescuer(skin).skin == skin
        assert figure.casualty(skin).skin != skin
        assert figure.second_rescuer(skin).skin != skin


def test_motion_is_smooth() -> None:
    """No joint jumps more than a few px between two frames of a 24 fps clip."""
    frames = [cpr.response_check(t / 72)[1] for t in range(16)]
    for a, b in pairwise(frames):
        assert distance(a.palm("near"), b.palm("near")) < 30
    assert math.isfinite(frames[-1].palm("far")[0])
