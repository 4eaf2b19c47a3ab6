"""Demonstration-driven transfer: encoders, bottleneck, generator and their training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from generators import weights
from generators.delta.bottleneck import (
    BOTTLENECKS,
    Predictor,
    PredictorConfig,
    latents,
    prediction_loss,
)
from generators.delta.encoder import EncoderConfig, Features, OwnEncoder
from generators.delta.generator import DeltaConfig, DeltaGenerator, Guided, LatentConfig
from generators.delta.pretrained import load as load_encoder
from generators.errors import GeneratorError
from generators.small.model import SmallConfig, patches
from generators.small.sampler import sample
from generators.training.delta import recipe as recipes
from generators.training.delta.appearance import disguised, hue_turns
from generators.training.delta.pairs import Stream, WorldPairs, held_out_places
from generators.training.delta.recipe import DeltaRecipe, Pairs
from generators.training.delta.tasks import GeneratorTask, unpatched
from generators.training.delta.train import encoder_of, train
from generators.training.recipe import Finish, Optimisation, RecipeError
from generators.training.scenes import PLAIN, Variation
from generators.training.world import World
from tests.generators.tiny_world import tiny_world

ENCODER = EncoderConfig(width=32, heads=2, spatial=1, temporal=1)
PREDICTOR = PredictorConfig(features=32, width=32, heads=2, depth=1)
LATENT = LatentConfig(features=32, kept=4, numbers=8)
MODEL = SmallConfig(width=48, depth=1, heads=3, bottleneck=16, channels=8, text_width=32)


def tiny(**changes: object) -> DeltaRecipe:
    few = Optimisation(steps=2, warm_up=1)
    made = DeltaRecipe(
        "tiny",
        encoder=ENCODER,
        predictor=PREDICTOR,
        latent=LATENT,
        model=MODEL,
        pairs=Pairs(batch=2, frames=4, pool=2, contrast=0.1),
        encoding=few,
        predicting=few,
        generating=few,
        finish=Finish(steps=2, updates=1),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def world() -> World:
    return tiny_world()


@pytest.fixture(scope="module")
def clip() -> torch.Tensor:
    """(2, 16, 3, 128, 128): a bright square walks over the first, the second stands still."""
    frames = torch.full((2, 16, 3, 128, 128), -0.5)
    for t in range(16):
        frames[0, t, :, 40:72, 6 * t : 6 * t + 32] = 0.8
    frames[1, :, :, 40:72, 40:72] = 0.8
    return frames


def encoder() -> OwnEncoder:
    torch.manual_seed(0)
    return OwnEncoder(ENCODER).eval()


# -- encoders --------------------------------------------------------------------------------------


def test_a_frame_alone_knows_no_other_frame(clip: torch.Tensor) -> None:
    one = encoder()
    whole, short = one.encode(clip), one.encode(clip[:, :4])
    assert whole.moving.shape == whole.still.shape == (2, 16, 64, 32)
    assert torch.allclose(whole.still[:, :4], short.still, atol=1e-5)
    assert not torch.allclose(whole.moving[:, :4], short.moving, atol=1e-2)


def test_what_is_hidden_is_not_seen(clip: torch.Tensor) -> None:
    one, hidden = encoder(), torch.zeros(2, 16, 64, dtype=torch.bool)
    hidden[:, :, 20] = True
    other = clip.clone()
    changed = patches(other, 16)
    changed[:, :, 20] = 0.1
    other = torch.stack([unpatched(x, 16) for x in changed])
    with torch.no_grad():
        a, b = one(clip, hidden), one(other, hidden)
        c = one(other)
    assert torch.equal(a.moving, b.moving)
    assert not torch.allclose(a.moving, c.moving, atol=1e-3)


def test_frames_of_another_size_are_fitted(clip: torch.Tensor) -> None:
    large = torch.nn.functional.interpolate(clip[0], scale_factor=2)[None]
    seen, expected = encoder().encode(large), encoder().encode(clip[:1])
    error = (seen.still - expected.still).square().mean() / expected.still.var()
    assert error < 0.02


def test_vjepa2_is_read_from_its_folder(tmp_path: Path, clip: torch.Tensor) -> None:
    from transformers import VJEPA2Config, VJEPA2Model

    config = VJEPA2Config(
        crop_size=64,
        hidden_size=32,
        num_attention_heads=2,
        num_hidden_layers=2,
        pred_hidden_size=24,
        pred_num_attention_heads=2,
        pred_num_hidden_layers=1,
    )
    VJEPA2Model(config).save_pretrained(tmp_path)
    one = load_encoder("vjepa2", str(tmp_path))
    seen = one.encode(clip)
    assert seen.moving.shape == seen.still.shape == (2, 8, 16, 32)
    assert (one.side, one.width, one.stride) == (4, 32, 2)
    pairs = clip[:1, ::2].repeat_interleave(2, 1)[:, :2]  # one moment, standing still
    alone = one.encode(pairs)
    assert torch.allclose(alone.moving, alone.still, atol=1e-4)


def test_videoprism_is_read_from_its_folder(tmp_path: Path, clip: torch.Tensor) -> None:
    from transformers import VideoPrismVisionConfig, VideoPrismVisionModel

    config = VideoPrismVisionConfig(
        image_size=72,
        hidden_size=32,
        num_attention_heads=2,
        intermediate_size=64,
        num_spatial_layers=2,
        num_temporal_layers=1,
    )
    VideoPrismVisionModel(config).save_pretrained(tmp_path)
    one = load_encoder("videoprism", str(tmp_path))
    seen, short = one.encode(clip), one.encode(clip[:, :8])
    assert seen.moving.shape == seen.still.shape == (2, 16, 16, 32)
    assert short.moving.shape == (2, 8, 16, 32)
    assert torch.allclose(seen.still[:, :8], short.still, atol=1e-4)


def test_an_encoder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="No vjepa2 model could be read from"):
        load_encoder("vjepa2", str(tmp_path / "none"))
    with pytest.raises(GeneratorError, match="no encoder 'clip': choose from vjepa2, videoprism"):
        load_encoder("clip", str(tmp_path))


# -- bottleneck ------------------------------------------------------------------------------------


def test_delta_is_what_the_frame_alone_does_not_tell(clip: torch.Tensor) -> None:
    predictor = Predictor(PREDICTOR)
    still = encoder().encode(clip).still
    expected = predictor(still).detach()
    gone = latents(Features(expected, still), "delta", predictor)
    assert gone.abs().max() < 1e-6
    happening = torch.zeros_like(expected)
    happening[:, 5, 9] = 1.0
    left = latents(Features(expected + happening, still), "delta", predictor)
    assert torch.allclose(left, happening, atol=1e-5)


def test_the_predictor_learns_what_can_be_told(clip: torch.Tensor) -> None:
    torch.manual_seed(0)
    predictor, seen = Predictor(PREDICTOR), encoder().encode(clip)
    optimiser = torch.optim.AdamW(predictor.parameters(), 3e-3)
    first = prediction_loss(predictor, seen).item()
    for _ in range(40):
        optimiser.zero_grad()
        prediction_loss(predictor, seen).backward()
        optimiser.step()
    assert prediction_loss(predictor, seen).item() < 0.5 * first


def test_normalising_over_time_takes_out_what_stays(clip: torch.Tensor) -> None:
    seen = encoder().encode(clip)
    out = latents(seen, "normalised")
    assert out.mean(1).abs().max() < 1e-3
    assert latents(seen, "none") is seen.moving
    walk = Features(seen.moving[:1], seen.still[:1])  # where nothing moves, only rounding is left
    constant = Features(walk.moving + 3.0, walk.still)
    error = latents(constant, "normalised") - latents(walk, "normalised")
    assert error.abs().mean() < 0.01


def test_delta_needs_its_predictor(clip: torch.Tensor) -> None:
    with pytest.raises(GeneratorError, match="needs its predictor"):
        latents(encoder().encode(clip), "delta")


# -- generator -------------------------------------------------------------------------------------


def generator() -> DeltaGenerator:
    torch.manual_seed(1)
    return DeltaGenerator(DeltaConfig(LATENT, MODEL)).eval()


def moments(count: int = 2) -> torch.Tensor:
    return torch.arange(16).expand(count, -1)


def test_a_clip_begins_with_its_context(clip: torch.Tensor) -> None:
    one, context = generator(), torch.rand(2, 3, 128, 128) * 2 - 1
    with torch.no_grad():
        condition = one.condition(context, encoder().encode(clip).moving, moments())
    made = sample(one.model, condition, steps=2)
    assert made.shape == (2, 16, 3, 128, 128)
    assert torch.equal(made[:, 0], context)


def test_latents_reach_the_clip_and_dropped_ones_do_not(clip: torch.Tensor) -> None:
    one, context = generator(), torch.rand(1, 3, 128, 128)
    torch.nn.init.normal_(one.model.head.out.weight, std=0.1)  # an untrained head tells nothing
    torch.nn.init.normal_(one.model.modulate.weight, std=0.1)
    z, level = torch.randn(1, 16, 3, 128, 128), torch.full((1, 16), 0.3)

    def said(latent: torch.Tensor, dropped: bool) -> torch.Tensor:
        condition = one.condition(context, latent, moments(1), torch.tensor([dropped]))
        with torch.no_grad():
            return one.model(z, level, condition)

    walk, rest = encoder().encode(clip).moving.split(1)
    assert (said(walk, False) - said(rest, False)).abs().max() > 1e-4
    assert torch.equal(said(walk, True), said(rest, True))


def test_guidance_one_is_none_and_zero_is_without_latents(clip: torch.Tensor) -> None:
    one, context = generator(), torch.rand(2, 3, 128, 128)
    torch.nn.init.normal_(one.model.head.out.weight, std=0.1)
    z, level = torch.randn(2, 16, 3, 128, 128), torch.full((2, 16), 0.3)
    with torch.no_grad():
        condition = one.condition(context, encoder().encode(clip).moving, moments())
        plain = one.model(z, level, condition)
        bare = one.model(z, level, replace(condition, text_mask=condition.text_mask & False))
        assert torch.equal(Guided(one.model, 1.0)(z, level, condition), plain)
        assert torch.allclose(Guided(one.model, 0.0)(z, level, condition), bare)
        far = Guided(one.model, 2.0)(z, level, condition)
    assert torch.allclose(far, 2 * plain - bare, atol=1e-5)


def test_a_moment_of_two_frames_serves_both() -> None:
    one = generator()
    slow = torch.randn(1, 8, 64, 32)
    with torch.no_grad():
        text = one.condition(torch.zeros(1, 3, 128, 128), slow, moments(1)).text
    assert torch.equal(text[:, ::2], text[:, 1::2])


def test_the_latent_is_small_and_keeps_stillness_small() -> None:
    one = generator().latent
    quiet = torch.randn(1, 16, 64, 32)
    quiet[:, 8:] *= 0.01
    numbers = one.numbers(quiet)
    assert numbers.shape == (1, 16, 16, 8)
    assert numbers.square().mean().item() == pytest.approx(1, rel=0.01)
    assert numbers[:, 8:].std() < numbers[:, :8].std()


# -- training --------------------------------------------------------------------------------------


def test_pairs_show_the_same_action_in_another_scene(world: World) -> None:
    source = WorldPairs(world, Variation())
    rng = np.random.default_rng(0)
    same = source.draw(rng, 3, crossed=0.0)
    assert torch.equal(same.demo, same.target)
    other = source.draw(rng, 3, crossed=1.0)
    assert not torch.equal(other.demo, other.target)
    trained = {s.action for s in world.steps if s.split == "train"}
    assert set(source.actions) == trained
    assert all(world.steps[i].split == "train" for i in source.steps)


def test_a_batch_depends_on_its_step_alone(world: World) -> None:
    one, two = (Stream(WorldPairs(world, PLAIN), Pairs(batch=2, pool=2), 3) for _ in range(2))
    for step in range(4):
        one.draw(step)
    assert torch.equal(one.draw(5).demo, two.draw(5).demo)


def test_a_disguise_changes_colours_not_time(clip: torch.Tensor) -> None:
    rng = np.random.default_rng(1)
    other = disguised(clip, rng, 1.0)
    assert other.shape == clip.shape
    assert other.abs().max() <= 1
    assert torch.equal(other[1, 0], other[1, 9]), "what stands still stays so"
    assert not torch.equal(other[0, 0], other[0, 9])
    assert disguised(clip, rng, 0.0) is clip


def test_a_hue_turn_keeps_grey() -> None:
    turn = hue_turns(torch.tensor([0.0, 1.1]))
    assert torch.allclose(turn[0], torch.eye(3), atol=1e-6)
    assert torch.allclose(turn @ torch.ones(3), torch.ones(2, 3), atol=1e-6)
    assert torch.allclose(turn[1] @ turn[1].T, torch.eye(3), atol=1e-6)


def test_the_stages_run_one_after_the_other_and_go_on(world: World, tmp_path: Path) -> None:
    source = WorldPairs(world, PLAIN)
    assert train(tiny(), source, tmp_path / "cut", minutes=0) is None
    resumed = train(tiny(), source, tmp_path / "cut")
    whole = train(tiny(), source, tmp_path / "whole")
    assert resumed is not None
    assert whole is not None
    assert whole.step == 3
    for a, b in zip(whole.slow.parameters(), resumed.slow.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-6)
    sheets = ("encoder/sheet-masked", "predictor/sheet-delta", "generator/sheet-transfer")
    for name in sheets:
        assert (tmp_path / "whole" / f"{name}.png").stat().st_size > 1000, name
    before = encoder_of(tiny(), tmp_path / "whole").embed.weight.clone()
    train(tiny(bottleneck="none", seed=4), source, tmp_path / "whole")
    assert torch.equal(encoder_of(tiny(), tmp_path / "whole").embed.weight, before)


@pytest.mark.parametrize("bottleneck", BOTTLENECKS)
def test_every_bottleneck_can_be_trained(world: World, tmp_path: Path, bottleneck: str) -> None:
    state = train(tiny(bottleneck=bottleneck), WorldPairs(world, PLAIN), tmp_path)
    assert state is not None
    assert (tmp_path / "predictor").exists() == (bottleneck == "delta")


def test_a_generator_may_begin_with_shipped_weights(world: World) -> None:
    recipe = recipes.load("workbench-cpu")
    assert recipe.start == "small"
    stream = Stream(WorldPairs(world, PLAIN), recipe.pairs, 0)
    made = GeneratorTask(recipe, stream, encoder(), None).new()
    tensors, _ = weights.load("small")
    assert torch.equal(made.model.place, tensors["place"])


def test_no_action_is_trained_in_its_held_out_place() -> None:
    class Places:
        steps = tiny_world().steps
        places = ("kitchen", "garden")

    assert held_out_places(Places()) == {"ripen": "kitchen", "slide": "garden"}  # type: ignore[arg-type]
    assert held_out_places(tiny_world()) == {}, "there must be a place left"


def test_recipes_are_read_and_wrong_ones_named(tmp_path: Path) -> None:
    one = recipes.load("workbench-cpu")
    assert one.latent.features == one.predictor.features == one.encoder.width
    path = tmp_path / "own.toml"
    path.write_text('bottleneck = "wide"')
    with pytest.raises(RecipeError, match="no bottleneck 'wide': choose from none, normalised"):
        recipes.load(str(path))
    path.write_text("[pairs]\nbunch = 3")
    with pytest.raises(RecipeError, match=r"unknown key pairs\.'bunch'"):
        recipes.load(str(path))
    with pytest.raises(
        RecipeError,
        match="no recipe 'nothing': choose from films-cpu, metaworld-cpu, workbench-cpu",
    ):
        recipes.load("nothing")
