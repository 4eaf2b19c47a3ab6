"""The recorded world: the workbench's own frames, exact facts, nothing held out in training."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from generators.base import Depiction
from generators.training import record, scenarios
from generators.training.scenarios import Roles, combination, noun
from generators.training.world import KEY, PLAIN, SIZE, TIMES, Scenes, Variation, World
from generators.workbench.compose import direct_all
from generators.workbench.palette import is_liquid
from generators.workbench.raster import to_rgba
from generators.workbench.scene import Item, document

SEEDS = Path(__file__).parents[2] / "knowledge" / "seeds"
SOME = ("pour-over-coffee", "soft-boiled-egg", "stovetop-rice", "cold-brew-coffee")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    procedures = tmp_path_factory.mktemp("procedures")
    for name in SOME:
        shutil.copy(SEEDS / f"{name}.yaml", procedures)
    out = tmp_path_factory.mktemp("world")
    record.record_world(procedures, out, "kitchen", 3)
    return out


@pytest.fixture(scope="module")
def world(folder: Path) -> World:
    return World.load(folder)


def plain(world: World, count: int, place: str = "kitchen") -> Scenes:
    scenes = world.scenes(count, np.random.default_rng(0), PLAIN, place)
    scenes.tone[:] = 1
    return scenes


def drawn(name: str, index: int, t: float | None) -> NDArray[np.float32]:
    """(SIZE, SIZE, 3) of the workbench's own frame without texts and marks, in -1..1."""
    skill = next(s for s in scenarios.read(SEEDS) if s.procedure == name)
    shot = direct_all(skill.steps, 1, record._never)[index]
    items = [*shot.scenery(), *shot.action_items(shot.key if t is None else t)]
    rgba = to_rgba(document([i for i in items if isinstance(i, Item)], 768, 512), exact=True)
    small = cv2.resize(rgba[..., :3], (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / 127.5 - 1


@pytest.mark.parametrize(("name", "index"), [("pour-over-coffee", 0), ("soft-boiled-egg", 2)])
def test_frames_are_those_of_the_workbench(world: World, name: str, index: int) -> None:
    skill = next(s for s in world.skills if s.id == f"{name}-0")
    step = skill.steps[index]
    moments = torch.tensor([[0, 8, 15, KEY]])
    made = world.clips([step], plain(world, 1), moments).frames[0].permute(0, 2, 3, 1).numpy()
    for frame, t in zip(made, (0.0, TIMES[8], 1.0, None), strict=True):
        error = np.square(frame - drawn(name, index, t)).mean()
        assert 10 * np.log10(4 / error) > 25  # dB; bilinear against area sampling of thin outlines


def test_the_same_scenes_and_steps_give_the_same_frames(world: World) -> None:
    a, b = (
        world.key_steps([world.skills[0].steps], world.scenes(1, np.random.default_rng(3))).frames
        for _ in range(2)
    )
    assert torch.equal(a, b)


def test_a_skill_keeps_its_scene_over_all_steps(world: World) -> None:
    skill = world.skills[0].steps
    made = world.key_steps([skill], world.scenes(1, np.random.default_rng(5)))
    top = made.frames[0, :, :, :4, :20]  # a corner where no action reaches
    same = (top - made.scene[0, :, :4, :20]).abs().amax(dim=(1, 2, 3)) < 1e-5
    assert same.float().mean() > 0.6


def test_scenes_differ_in_place_tone_side_and_light(world: World) -> None:
    scenes = world.scenes(64, np.random.default_rng(0))
    assert set(scenes.tone.tolist()) == {0, 1, 2, 3}
    assert 0.2 < float(scenes.mirrored.float().mean()) < 0.8
    pictures = world.key_steps([world.skills[0].steps[:1]] * 64, scenes).scene
    flat = pictures.flatten(1)
    different = (flat[:, None] - flat[None]).abs().mean(-1) > 0.02
    assert different.float().mean() > 0.9


def test_a_mirrored_scene_is_the_mirror_image(world: World) -> None:
    scenes = plain(world, 1)
    step = world.skills[0].steps[:1]
    straight = world.key_steps([step], scenes)
    scenes.mirrored[:] = True
    mirrored = world.key_steps([step], scenes)
    assert torch.equal(mirrored.frames, straight.frames.flip(-1))
    there = ~straight.centres.isnan()
    x = straight.centres[..., 0][there[..., 0]]
    assert torch.allclose(mirrored.centres[..., 0][there[..., 0]], SIZE - x)


def test_hands_have_four_tones(world: World) -> None:
    step = next(i for i, s in enumerate(world.steps) if s.action == "pour")
    scenes = plain(world, 4)
    scenes.tone[:] = torch.arange(4)
    frames = world.clips([step] * 4, scenes, torch.full((4, 1), KEY)).frames[:, 0]
    for a in range(3):
        assert (frames[a] - frames[a + 1]).abs().max() > 0.1


def test_the_mover_is_where_the_facts_say(world: World) -> None:
    """What changes most when the tool comes in lies around the recorded centre."""
    step = next(i for i, s in enumerate(world.steps) if s.action == "pour" and s.instrument)
    made = world.clips([step], plain(world, 1))
    change = (made.frames[0, 8] - made.frames[0, 0]).abs().sum(0)
    x, y = made.centres[0, 8, 0].tolist()
    window = change[int(y) - 12 : int(y) + 12, int(x) - 12 : int(x) + 12]
    assert window.mean() > 3 * change.mean()


def test_what_stands_still_in_a_clip_is_drawn_as_in_a_single_frame(world: World) -> None:
    """A clip lays it once, a frame asked for alone has it among the rest: the same picture."""
    step = next(i for i, s in enumerate(world.steps) if s.action == "pour" and s.instrument)
    scenes = world.scenes(1, np.random.default_rng(11))
    whole = world.clips([step], scenes).frames[0]
    for moment in (0, 7, 15):
        alone = world.clips([step], scenes, torch.tensor([[moment, KEY]])).frames[0, 0]
        assert torch.equal(alone, whole[moment])


def test_padding_shows_the_scene(world: World) -> None:
    steps = world.skills[0].steps
    made = world.key_steps([steps, steps[:1]], plain(world, 2), length=9)
    assert made.valid.sum(1).tolist() == [len(steps), 1]
    assert torch.equal(made.frames[1, 5], made.scene[1])


def test_state_is_carried_through_a_skill(world: World) -> None:
    """What was poured stays poured: the server of the last step is fuller than before."""
    skill = next(s for s in world.skills if s.id == "cold-brew-coffee-0")
    looks = next(s for s in scenarios.read(SEEDS) if s.procedure == "cold-brew-coffee")
    shots = direct_all(looks.steps, 1, record._never)
    assert len(skill.steps) == len(shots)
    heroes = [s.stage.hero for s in shots if s.stage and s.stage.hero]
    levels = [hero.look.level for hero in heroes if hero.name == "jar"]
    assert levels[-1] > levels[0]


def test_held_out_steps_are_in_no_training_skill(world: World) -> None:
    held_out = {i for i, s in enumerate(world.steps) if s.split == "held-out"}
    assert held_out
    for skill in world.skills:
        if skill.split == "train":
            assert not held_out & set(skill.steps)
            assert skill.procedure not in record.HELD_OUT_PROCEDURES


def test_a_combination_is_held_out_or_trained_never_both(world: World) -> None:
    seen: dict[tuple[str, ...], set[str]] = {}
    whole = {i for s in world.skills if s.split == "held-out-procedure" for i in s.steps}
    for i, s in enumerate(world.steps):
        if i not in whole:
            seen.setdefault((s.action, s.object, s.instrument, s.target), set()).add(s.split)
    assert all(len(splits) == 1 for splits in seen.values())


def test_variants_only_use_things_for_what_they_have_been_used_for() -> None:
    skills = scenarios.read(SEEDS, "kitchen")
    roles = Roles(skills)
    skill = next(s for s in skills if s.procedure == "pour-over-coffee")
    used = {(a, r, n) for a, r, n in scenarios._uses(step for s in skills for step in s.steps)}
    made = list(scenarios.variants(skill, roles, 5))
    assert made
    for variant in made:
        assert set(scenarios._uses(variant.steps)) <= used
        assert variant.steps != skill.steps


def test_only_what_has_poured_a_liquid_pours_one() -> None:
    skills = scenarios.read(SEEDS, "kitchen")
    roles = Roles(skills)
    for skill in skills:
        for variant in scenarios.variants(skill, roles, 20):
            for old, new in zip(skill.steps, variant.steps, strict=True):
                assert old.depiction
                assert new.depiction
                was, now = noun(old.depiction.object), noun(new.depiction.object)
                assert is_liquid(was) == is_liquid(now), (was, now)


def test_a_thing_is_its_name_without_states() -> None:
    assert noun("dripper:filter@left") == "dripper"
    one = Depiction(action="pour", object="water:hot", target="mug")
    assert combination(one) == ("pour", "water", "", "mug")


def test_variation_zero_is_the_drawn_place(world: World) -> None:
    assert Variation() != PLAIN
    made = world.key_steps([world.skills[0].steps[:1]], plain(world, 1, "garden"))
    again = world.key_steps([world.skills[0].steps[:1]], plain(world, 1, "garden"))
    assert torch.equal(made.scene, again.scene)


def test_an_unfinished_recording_is_no_world(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        World.load(tmp_path)
