"""Losses, optimiser, recipes and the loop: what is learned, and that a stopped run goes on."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from generators.small.model import Condition, SmallConfig, SmallModel
from generators.training import recipe as recipes
from generators.training.batches import Batches
from generators.training.loop import begin, rate, start_from
from generators.training.losses import Batch, counted, finish_step, flow_loss, levels, noised
from generators.training.optim import Muon, average, orthogonal
from generators.training.recipe import Data, Finish, Loss, Optimisation, Recipe, RecipeError
from generators.training.sheets import contact_sheet, curve
from generators.training.ship import ship
from generators.training.train import SmallTask, train
from generators.training.world import World
from tests.generators.tiny_world import letters, tiny_world

TINY = SmallConfig(width=32, depth=1, heads=2, bottleneck=16, channels=8)


class Letters:
    """The stand-in encoder as a `TextEncoder`."""

    device = torch.device("cpu")

    def __call__(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        return letters(texts)

    def learn(self, texts: Sequence[str]) -> None:
        """Knows all words."""


def recipe(steps: int = 4, updates: int = 0) -> Recipe:
    return Recipe(
        "tiny",
        model=TINY,
        data=Data(batch=2, frames=3, pool=4),
        optimisation=Optimisation(steps=steps, warm_up=2),
        loss=Loss(),
        finish=Finish(steps=2, updates=updates),
    )


def condition(known: Tensor | None = None, valid: Tensor | None = None) -> Condition:
    return Condition(
        torch.zeros(2, 3, 1, 384),
        torch.ones(2, 3, 1, dtype=torch.bool),
        torch.arange(3).float().repeat(2, 1),
        "key_step",
        torch.zeros(2, 3, 128, 128),
        given_mask=known,
        valid=valid,
    )


def test_the_loss_is_zero_for_the_truth_and_grows_with_the_error() -> None:
    x = torch.rand(2, 3, 3, 8, 8)
    level, all_count = torch.full((2, 3), 0.5), torch.ones(2, 3)
    assert flow_loss(x, x, level, all_count, 1.0, 0.1) == 0
    near, far = (flow_loss(x + d, x, level, all_count, 1.0, 0.1) for d in (0.1, 0.2))
    assert near == pytest.approx(0.02, rel=1e-4)  # 0.01 / (1 - 0.5), no edge changed
    assert far == pytest.approx(0.08, rel=1e-4)


def test_known_and_padded_frames_do_not_count() -> None:
    known = torch.tensor([[True, False, False]] * 2)
    valid = torch.tensor([[True, True, False]] * 2)
    counts = counted(condition(known, valid), torch.zeros(2, 3, 3, 8, 8))
    assert counts.tolist() == [[0, 1, 0], [0, 1, 0]]


def test_known_frames_get_no_noise() -> None:
    known = torch.tensor([[True, False, False]] * 2)
    x = torch.rand(2, 3, 3, 8, 8)
    z, level = noised(Batch(x, condition(known)), torch.zeros(2), torch.Generator().manual_seed(0))
    assert torch.equal(z[:, 0], x[:, 0])
    assert not torch.allclose(z[:, 1], x[:, 1])
    assert level.tolist() == [[1, 0, 0], [1, 0, 0]]


def test_a_share_of_the_levels_is_pure_noise() -> None:
    t = levels(4000, np.random.default_rng(0), Loss(start=0.125))
    assert 0.09 < float((t == 0).float().mean()) < 0.16
    assert float(t.max()) < 1


class Straight(SmallModel):
    """A teacher whose flow is straight already: it always expects the same frames."""

    def __init__(self, answer: Tensor) -> None:
        super().__init__(TINY)
        self.answer = torch.nn.Parameter(answer)

    def forward(self, noised: Tensor, level: Tensor, condition: Condition) -> Tensor:
        return self.answer


def test_a_straight_flow_is_finished_already() -> None:
    answer = torch.rand(2, 3, 3, 128, 128)
    batch = Batch(answer, condition())
    loss = finish_step(
        Straight(answer),
        Straight(answer),
        batch,
        np.random.default_rng(0),
        torch.Generator().manual_seed(0),
        4,
        0.1,
    )
    assert float(loss.detach()) < 1e-8


def test_muon_moves_along_an_orthogonal_matrix() -> None:
    torch.manual_seed(0)
    for shape in ((24, 60), (60, 24)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(shape)).float())
        assert values.min() > 0.5
        assert values.max() < 1.4


def test_muon_finds_a_minimum() -> None:
    torch.manual_seed(0)
    target, w = torch.randn(8, 8), torch.nn.Parameter(torch.zeros(8, 8))
    optimiser = Muon([w], lr=0.05)
    for _ in range(150):
        optimiser.zero_grad()
        (w - target).square().sum().backward()
        optimiser.step()
    assert (w - target).abs().mean() < 0.15


def test_the_average_follows_slowly() -> None:
    slow, fast = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    torch.nn.init.zeros_(slow.weight)
    torch.nn.init.ones_(fast.weight)
    average(slow, fast, 0.9)
    assert torch.allclose(slow.weight, torch.full((2, 2), 0.1))


def test_rates_warm_up_stay_cool_down_and_finish() -> None:
    one = replace(recipe(steps=100, updates=10), optimisation=Optimisation(steps=100, warm_up=10))
    assert rate(one.optimisation, one.finish, 0) == pytest.approx(0.1)
    assert rate(one.optimisation, one.finish, 50) == 1
    assert rate(one.optimisation, one.finish, 85) == pytest.approx(0.5)
    assert rate(one.optimisation, one.finish, 100) == pytest.approx(one.finish.lr)
    assert rate(one.optimisation, one.finish, 109) == pytest.approx(one.finish.lr * 0.1)


@pytest.fixture(scope="module")
def world() -> World:
    return tiny_world()


def test_batches_are_the_same_for_the_same_step(world: World) -> None:
    a = Batches(world, Letters(), recipe())
    for step in range(9):
        a.draw(step)
    b = Batches(world, Letters(), recipe())
    one, two = a.draw(9), b.draw(9)
    assert torch.equal(one.frames, two.frames)
    assert torch.equal(one.condition.text, two.condition.text)


def test_training_never_sees_what_is_held_out(world: World) -> None:
    batches = Batches(world, Letters(), recipe())
    held_out = {i for i, s in enumerate(world.steps) if s.split == "held-out"}
    for n in range(12):
        assert not held_out & set(batches._block(n).steps.flatten().tolist())


def test_a_run_that_was_stopped_ends_as_one_that_was_not(world: World, tmp_path: Path) -> None:
    whole = train(recipe(6, updates=2), world, Letters(), tmp_path / "whole")
    first = train(recipe(6, updates=2), world, Letters(), tmp_path / "cut", minutes=0)
    assert first.step == 0
    stopped = _until(4, world, tmp_path / "cut")
    assert stopped == 4
    resumed = train(recipe(6, updates=2), world, Letters(), tmp_path / "cut", resume=True)
    assert resumed.step == whole.step == 8
    for a, b in zip(whole.slow.parameters(), resumed.slow.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-6)
    for name in ("losses.csv", "run.json", "curve.png", "sheet-keys.png", "sheet-clips.png"):
        assert (tmp_path / "cut" / name).stat().st_size > 10, name
    assert (tmp_path / "cut" / "losses.csv").read_text().count("\n") == 7


def test_a_run_begins_with_anothers_weights(world: World, tmp_path: Path) -> None:
    first = train(recipe(3), world, Letters(), tmp_path / "first")
    later = begin(SmallTask(recipe(2), world, Letters()))
    start_from(later, tmp_path / "first")
    for a, b in zip(first.slow.parameters(), later.model.parameters(), strict=True):
        assert torch.equal(a, b)
    assert (later.step, later.images, later.start) == (0, first.images, "tiny, 3 steps")
    second = train(recipe(2), world, Letters(), tmp_path / "second", start=tmp_path / "first")
    assert second.images == 5 * 2 * 3
    assert second.seconds > first.seconds
    entry = ship(tmp_path / "second", world, tmp_path / "weights")
    assert (entry.trained["images"], entry.trained["start"]) == (30, "tiny, 3 steps")


def test_a_run_begins_with_shipped_weights(world: World, tmp_path: Path) -> None:
    first = train(recipe(2), world, Letters(), tmp_path / "first")
    entry = ship(tmp_path / "first", world, tmp_path / "weights")
    later = begin(SmallTask(recipe(2), world, Letters()))
    start_from(later, tmp_path / "weights")
    for a, b in zip(first.slow.parameters(), later.model.parameters(), strict=True):
        assert torch.allclose(a, b, rtol=0.01, atol=1e-6)  # bfloat16
    assert later.model.state_dict().keys() == first.slow.state_dict().keys()
    assert later.start == f"tiny, 2 steps ({entry.digest[:8]})"
    assert later.images == first.images


def test_another_models_weights_are_no_start(world: World, tmp_path: Path) -> None:
    train(recipe(1), world, Letters(), tmp_path)
    wider = replace(recipe(1), model=replace(TINY, width=64))
    with pytest.raises(RecipeError, match="another 'place'"):
        start_from(begin(SmallTask(wider, world, Letters())), tmp_path)


class Stopped(Exception):
    pass


def _until(step: int, world: World, out: Path) -> int:
    """Runs to a step, keeps a checkpoint there and goes on a little before it is stopped."""
    from generators.training import loop

    def stop(at: int, of: int, loss: float, speed: float) -> None:
        if at == step + 1:
            raise Stopped

    kept = loop.SAVE_EVERY
    loop.SAVE_EVERY = 0.0  # after every step
    try:
        with pytest.raises(Stopped):
            train(recipe(6, updates=2), world, Letters(), out, report=stop)
    finally:
        loop.SAVE_EVERY = kept
    return int(torch.load(out / "state.pt", weights_only=True)["step"])


def test_it_learns(world: World, tmp_path: Path) -> None:
    state = train(recipe(40), world, Letters(), tmp_path)
    losses = [float(x) for x in (tmp_path / "losses.csv").read_text().split()]
    assert np.mean(losses[-8:]) < 0.8 * np.mean(losses[:4])
    assert state.step == 40


def test_the_averaged_weights_ship_with_what_they_know(world: World, tmp_path: Path) -> None:
    from generators.weights import into, load

    state = train(recipe(2), world, Letters(), tmp_path / "run")
    entry = ship(tmp_path / "run", world, tmp_path / "weights")
    assert entry.trained["steps"] == 2
    assert entry.vocabulary["things"] == ("apple", "lime", "plum")
    tensors, entry = load("small", tmp_path / "weights")
    model = SmallModel(SmallConfig.of(entry.config))
    into(model, tensors, "small")
    for a, b in zip(model.parameters(), state.slow.parameters(), strict=True):
        assert torch.allclose(a, b, rtol=0.01, atol=1e-6)  # bfloat16


def test_every_recipe_can_be_read() -> None:
    assert "coffee-cpu" in recipes.names()
    for name in recipes.names():
        assert recipes.load(name).name == name


def test_a_wrong_recipe_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"no recipe 'soup'.*coffee-cpu"):
        recipes.load("soup")
    bad = tmp_path / "bad.toml"
    bad.write_text("[data]\nbach = 3\n")
    with pytest.raises(RecipeError, match=r"bad.toml: unknown key data.'bach'"):
        recipes.load(str(bad))
    shutil.rmtree(tmp_path)


def test_nothing_to_resume_is_said(world: World, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        train(recipe(), world, Letters(), tmp_path / "none", resume=True)


def test_begin_is_the_same_for_the_same_seed(world: World) -> None:
    task = SmallTask(recipe(), world, Letters())
    a, b = (begin(task).model for _ in range(2))
    assert all(torch.equal(x, y) for x, y in zip(a.parameters(), b.parameters(), strict=True))


def test_sheets_and_curves_are_pictures(tmp_path: Path) -> None:
    from PIL import Image

    contact_sheet([torch.zeros(3, 3, 128, 128), torch.ones(2, 3, 128, 128)], tmp_path / "s.png")
    with Image.open(tmp_path / "s.png") as sheet:
        assert sheet.size == (384, 256)
        assert sheet.getpixel((5, 5)) == (128, 128, 128)
        assert sheet.getpixel((380, 250)) == (255, 255, 255)
    curve(np.geomspace(1, 0.01, 300).tolist(), tmp_path / "c.png")
    with Image.open(tmp_path / "c.png") as image:
        assert image.size == (900, 360)
