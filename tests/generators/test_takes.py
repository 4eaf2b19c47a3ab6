"""Takes of a clip: another seed shows the same action another way, and says in which."""

import io
import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generators.base import ClipRequest, Depiction, StepPrompt
from generators.schematic import STRIP, Schematic
from generators.workbench import render, strip
from generators.workbench.callouts import HEIGHT, WIDTH
from generators.workbench.compose import Shot, Spot, direct
from generators.workbench.composite import Pixels, View
from generators.workbench.geometry import WIDE, Box
from generators.workbench.raster import to_rgba
from generators.workbench.scene import document
from generators.workbench.takes import HOLD, TAKES, ClipTake, beats, take_of
from tests.generators.test_schematic import SEEDS, STEPS, key_steps, silent

FPS, SECONDS = 4, 3.0
SMALL = (192, 128)  # px: differences are told as well as at full size, ten times faster


def shot_of(path: Path, index: int = 0) -> Shot:
    return direct(key_steps(path), index, 1, lambda step: (Depiction(action="hold"), 0.0))


def pour() -> Shot:
    return direct(STEPS, 0, 1, lambda step: (Depiction(action="hold"), 0.0))


def knot() -> Shot:
    depiction = Depiction(action="tie", object="rope", result_state="loop-made", notice="On top")
    step = StepPrompt(id="k", name="Make a loop", text="Do.", depiction=depiction)
    return direct((step,), 0, 1, lambda step: (Depiction(action="hold"), 0.0))


def clip(shot: Shot, take: ClipTake, size: tuple[int, int] = SMALL) -> list[Pixels]:
    return list(render.frames(shot, FPS, SECONDS, *size, take=take))


def change(a: list[Pixels], b: list[Pixels]) -> float:
    """The mean absolute difference of the frame that differs most, 0..255."""
    return max(float(np.abs(x.astype(int) - y).mean()) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_takes_of_every_procedure_differ_to_the_eye(path: Path) -> None:
    shot = shot_of(path)
    plain, *others = (clip(shot, take) for take in TAKES[:4])
    assert change(plain, others[0]) > 5  # closer
    assert all(change(plain, other) > 0.8 for other in others)  # a hand is 2 of 255
    assert change(others[1], others[2]) > 0.8


@pytest.mark.parametrize("shot", [pour(), knot()], ids=["program", "drawn"])
@pytest.mark.parametrize("take", TAKES, ids=lambda take: take.name or "plain")
def test_every_take_is_deterministic_and_rests_on_the_result(shot: Shot, take: ClipTake) -> None:
    first, second = (list(render.frames(shot, 8, SECONDS, *SMALL, take=take)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert len(first) == 24
    at_rest = round(HOLD * 8)
    assert all(np.array_equal(first[-1], frame) for frame in first[-at_rest:])


def test_the_first_take_is_the_action_and_nothing_else() -> None:
    plain = beats(pour(), TAKES[0], 24, SECONDS)
    assert [beat.t for beat in plain] == [min(1.0, i / 24 / (SECONDS - HOLD)) for i in range(72)]
    assert all(beat.camera == WIDE and not beat.mark and not beat.goal for beat in plain)
    assert all(
        np.array_equal(a, b)
        for a, b in zip(clip(pour(), TAKES[0]), render.frames(pour(), 4, 3.0, *SMALL), strict=True)
    )


def test_seeds_go_round_and_a_text_card_has_one_take() -> None:
    assert [take_of(seed, pour()) for seed in range(len(TAKES))] == list(TAKES)
    assert take_of(len(TAKES) + 1, pour()) == TAKES[1]
    card = direct(STEPS, 1, 1, lambda step: (Depiction(action="hold"), 0.0))
    assert take_of(1, card) == TAKES[0]


# -- closer --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_the_close_view_keeps_contact_and_texts_in_the_frame(path: Path) -> None:
    frame = Box(0, 0, WIDTH, HEIGHT)
    for index in range(len(key_steps(path))):
        wide = shot_of(path, index)
        shot = render.closer(wide)
        camera = shot.camera
        assert 1.15 <= camera.zoom <= 1.75
        assert camera.left >= 0 <= camera.top
        assert camera.left + 768 / camera.zoom <= 768.01
        assert camera.top + 512 / camera.zoom <= 512.01
        assert frame.holds(camera.apply(shot.notice_point()))
        texts = [text.box for text in shot._corners()]
        note = shot.note()
        boxes = [*texts, *([note.box] if note and note.box else [])]
        assert all(frame.holds((b.x0, b.y0)) and frame.holds((b.x1, b.y1)) for b in boxes)
        assert not any(a.overlap(b) for i, a in enumerate(texts) for b in texts[:i])


@pytest.mark.parametrize("shot", [pour(), knot()], ids=["program", "drawn"])
def test_the_close_view_is_as_sharp_as_drawn_that_large(shot: Shot) -> None:
    last = clip(shot, TAKES[1], (768, 512))[-1]
    close = render.closer(shot)
    scene = [*close.scenery(), *close.action_items(1.0)]
    whole = np.full((512, 768, 4), 255, np.uint8)
    drawn = to_rgba(View(768, 512, close.camera).document(scene), exact=True)
    share = drawn[..., 3:] / 255
    whole[..., :3] = drawn[..., :3] * share + 255 * (1 - share)
    texts = to_rgba(document(close.texts(), 768, 512), exact=True)[..., 3] == 0
    difference = np.abs(last.astype(int) - whole[..., :3])[texts]
    assert difference.mean() < 0.8
    assert (difference.max(axis=1) > 60).mean() < 0.004


def test_texts_do_not_move_with_the_camera() -> None:
    shot = render.closer(pour())
    badge = shot._corners()[0].box
    y, x = slice(int(badge.y0) + 8, int(badge.y1) - 8), slice(int(badge.x0) + 8, int(badge.x1) - 8)
    frames = clip(pour(), TAKES[1], (768, 512))
    assert all(np.array_equal(frames[0][y, x], frame[y, x]) for frame in frames)


# -- a stop, the result first --------------------------------------------------------------------


@pytest.mark.parametrize("shot", [pour(), knot()], ids=["program", "drawn"])
def test_a_stop_stands_at_the_clearest_moment_with_its_mark(shot: Shot) -> None:
    plan = beats(shot, TAKES[2], 24, SECONDS)
    still = [beat for beat in plan if abs(beat.t - shot.key) < 1e-9]
    assert len(still) >= 12  # half a second
    assert max(beat.mark for beat in still) == 1
    assert plan[0].mark == plan[-1].mark == 0
    times = [beat.t for beat in plan]
    assert times == sorted(times)
    assert (times[0], times[-1]) == (0, 1)


def test_the_mark_is_seen_during_the_stop() -> None:
    shot = pour()
    plan = beats(shot, TAKES[2], FPS, SECONDS)
    at = max(range(len(plan)), key=lambda i: plan[i].mark)
    assert plan[at].mark > 0.9
    seen = clip(shot, TAKES[2], (768, 512))[at].astype(int)
    orange = (np.abs(seen - (228, 87, 46)).max(axis=2) < 12)[100:].sum()  # below the badge
    assert orange > 300


def test_the_result_stands_first_and_says_so() -> None:
    frames = clip(pour(), TAKES[3], (768, 512))
    differs = np.abs(frames[0].astype(int) - frames[-1]).max(axis=2) > 8
    rows, columns = np.nonzero(differs)
    assert len(rows), "a remark tells the result from the beginning"
    assert rows.max() < 140
    assert columns.max() < 360
    assert change(frames[:1], frames[4:5]) > 1


# -- the record and the stills -------------------------------------------------------------------


def test_the_record_says_in_words_what_the_take_is() -> None:
    first, closer = (
        Schematic().generate(
            ClipRequest(title="Coffee", steps=STEPS, index=0, seconds=1.0, fps=8, seed=seed), silent
        )
        for seed in (0, 1)
    )
    assert "take" not in first.params
    assert closer.params["take"] == "closer"
    assert closer.alt == f"{first.alt} {TAKES[1].words}"
    assert first.data != closer.data


def test_a_clip_brings_its_moments_as_one_picture() -> None:
    request = ClipRequest(title="Coffee", steps=STEPS, index=0, seconds=1.0, fps=8)
    made = Schematic().generate(request, silent)
    with Image.open(io.BytesIO(made.companions[STRIP])) as image:
        assert image.width == 3 * strip.WIDTH + 2 * strip.GAP
    card = ClipRequest(title="Coffee", steps=STEPS, index=1, seconds=1.0, fps=8)
    assert STRIP not in Schematic().generate(card, silent).companions


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_the_moments_show_three_different_things(path: Path) -> None:
    page = strip.moments(shot_of(path))
    assert page is not None
    step = strip.WIDTH + strip.GAP
    panels = [page[strip.BAND :, i * step : i * step + strip.WIDTH].astype(int) for i in range(3)]
    differ = [np.abs(a - b).mean() for a, b in itertools.pairwise(panels)]
    assert min(differ) > 0.2  # of a kettle on the boil only the steam moves: 0.27


def test_the_moments_lie_on_the_photo() -> None:
    ramp = np.linspace(20, 230, 768, dtype=np.uint8)
    photo = np.broadcast_to(ramp[None, :, None], (512, 768, 3)).copy()
    shot = direct(STEPS, 0, 1, lambda step: (Depiction(action="hold"), 0.0), Spot(0.4, 0.8))
    page = strip.moments(shot, photo)
    assert page is not None
    corners = [page[strip.BAND + 4, i * (strip.WIDTH + strip.GAP) + 4, 0] for i in range(3)]
    assert len({int(value) for value in corners}) == 1  # the same part of it in all three
    assert 30 < corners[0] < 150
    right = page[strip.BAND + 4, strip.WIDTH - 4, 0]
    assert right > corners[0] + 40
