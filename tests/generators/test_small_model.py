"""The transformer and its sampler: what is known stays, what is padding does not matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from generators.small.model import Condition, Mode, SmallConfig, SmallModel, mixed, shifted
from generators.small.sampler import sample

TINY = SmallConfig(width=32, depth=1, heads=2, bottleneck=16, channels=8)


def model() -> SmallModel:
    torch.manual_seed(0)
    made = SmallModel(TINY).eval()
    with torch.no_grad():  # a fresh head paints nothing: let it say something
        for p in made.parameters():
            p.add_(0.05 * torch.randn_like(p))
    return made


def condition(b: int = 2, f: int = 4, mode: Mode = "key_step") -> Condition:
    torch.manual_seed(1)
    return Condition(
        text=torch.randn(b, f, 5, 384),
        text_mask=torch.ones(b, f, 5, dtype=torch.bool),
        positions=torch.arange(f).float().repeat(b, 1),
        mode=mode,
        scene=torch.rand(b, 3, 128, 128) * 2 - 1,
    )


def test_one_pass_gives_a_clean_frame_for_every_noised_one() -> None:
    noised = torch.randn(2, 4, 3, 128, 128)
    clean = model()(noised, torch.full((2, 4), 0.3), condition())
    assert clean.shape == noised.shape
    assert clean.dtype == torch.float32


def test_the_same_seed_gives_the_same_frames_and_another_seed_others() -> None:
    a, b = (sample(model(), condition(), 2, seed=5) for _ in range(2))
    assert torch.equal(a, b)
    assert not torch.equal(a, sample(model(), condition(), 2, seed=6))


def test_frames_that_are_known_come_back_as_they_were() -> None:
    asked = condition()
    given = torch.rand(2, 4, 3, 128, 128) * 2 - 1
    known = torch.tensor([[True, False, False, False], [False, True, False, True]])
    made = sample(model(), replace(asked, given=given, given_mask=known), 2)
    assert torch.equal(made[known], given[known])
    assert not torch.equal(made[~known], given[~known])


def test_a_known_frame_changes_what_the_others_become() -> None:
    known = torch.tensor([[True, False, False, False]] * 2)
    given = torch.rand(2, 4, 3, 128, 128)
    with_it = sample(model(), replace(condition(), given=given, given_mask=known), 2)
    other = sample(model(), replace(condition(), given=-given, given_mask=known), 2)
    assert (with_it[:, 1:] - other[:, 1:]).abs().max() > 1e-3


def test_padding_has_no_influence() -> None:
    asked = condition()
    valid = torch.tensor([[True, True, True, False]] * 2)
    noised = torch.randn(2, 4, 3, 128, 128)
    other = noised.clone()
    other[:, 3] = 7.0
    level = torch.full((2, 4), 0.5)
    a, b = (model()(z, level, replace(asked, valid=valid)) for z in (noised, other))
    assert torch.allclose(a[:, :3], b[:, :3], atol=1e-5)


@pytest.mark.parametrize("part", ["text", "scene", "positions"])
def test_everything_that_is_asked_has_a_say(part: str) -> None:
    asked = condition()
    changed = {
        "text": replace(asked, text=asked.text.flip(1)),
        "scene": replace(asked, scene=None),
        "positions": replace(asked, positions=asked.positions * 2 + 1),
    }[part]
    a, b = sample(model(), asked, 1), sample(model(), changed, 1)
    assert (a - b).abs().max() > 1e-3


def test_the_two_modes_differ() -> None:
    a, b = (sample(model(), condition(mode=m), 1) for m in ("key_step", "clip"))
    assert (a - b).abs().max() > 1e-4


def test_a_text_without_tokens_is_no_error() -> None:
    asked = condition()
    none = torch.zeros_like(asked.text_mask)
    assert sample(model(), replace(asked, text_mask=none), 1).isfinite().all()


class Oracle(SmallModel):
    """Knows the answer: whatever the steps, sampling must land on it."""

    def __init__(self, answer: Tensor) -> None:
        super().__init__(TINY)
        self.answer = answer

    def forward(self, noised: Tensor, level: Tensor, condition: Condition) -> Tensor:
        return self.answer


@pytest.mark.parametrize("steps", [1, 3, 8])
def test_euler_steps_lead_to_what_the_model_expects(steps: int) -> None:
    answer = torch.rand(2, 4, 3, 128, 128) * 2 - 1
    assert torch.allclose(sample(Oracle(answer), condition(), steps), answer, atol=1e-4)


def test_progress_counts_up_and_may_stop_the_sampling() -> None:
    heard: list[float] = []
    sample(model(), condition(), 3, progress=heard.append)
    assert heard == pytest.approx([1 / 3, 2 / 3, 1.0])
    with pytest.raises(KeyboardInterrupt):
        sample(model(), condition(), 3, progress=_stop())


def _stop() -> Callable[[float], None]:
    def stop(share: float) -> None:
        raise KeyboardInterrupt

    return stop


def test_without_offsets_nothing_moves() -> None:
    source = torch.rand(2, 3, 128, 128)
    moved = shifted(source, torch.zeros(2, 4, 2, 128, 128))
    assert torch.allclose(moved[:, 1], source, atol=1e-5)


def test_an_offset_fetches_from_where_it_points() -> None:
    source = torch.rand(1, 3, 128, 128)
    offsets = torch.zeros(1, 1, 2, 128, 128)
    offsets[:, :, 0] = 2 * 10 / 128  # x: half the frame's width is 1
    moved = shifted(source, offsets)[0, 0]
    assert torch.allclose(moved[:, :, :100], source[0, :, :, 10:110], atol=1e-4)


def test_the_head_mixes_scene_moved_and_painted() -> None:
    out = torch.zeros(1, 1, 8, 128, 128)
    scene, source = torch.full((1, 1, 3, 128, 128), 0.2), torch.full((1, 3, 128, 128), -0.4)
    out[:, :, :3] = 0.8
    for chosen, colour in ((3, 0.2), (4, -0.4), (5, 0.8)):
        picked = out.clone()
        picked[:, :, chosen] = 50.0
        assert torch.allclose(mixed(picked, scene, source), torch.tensor(colour), atol=1e-5)


def test_a_fresh_model_shows_the_scene() -> None:
    torch.manual_seed(0)
    asked = condition()
    made = sample(SmallModel(TINY).eval(), asked, 1)
    assert asked.scene is not None
    assert (made[:, 0] - asked.scene).abs().mean() < 0.2
