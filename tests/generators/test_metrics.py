"""Every measure on inputs whose answer is known beforehand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from generators.evaluation import metrics
from generators.evaluation.metrics import Reached

SIZE = 128


def textured(*shape: int, seed: int = 0) -> Tensor:
    """Soft blotches in -1..1."""
    noise = torch.randn(1, 3, 16, 16, generator=torch.Generator().manual_seed(seed))
    soft = torch.nn.functional.interpolate(noise, (SIZE, SIZE), mode="bicubic")[0]
    return soft.clamp(-1, 1).expand(*shape, 3, SIZE, SIZE).clone()


def clip(path: list[tuple[int, int]], shift: tuple[int, int] = (0, 0), seed: int = 3) -> Tensor:
    """(1, F, 3, S, S): a 16 px square with its centre on the path; None in `path` is impossible."""
    frames = textured(1, len(path), seed=seed) * 0.3
    for k, (x, y) in enumerate(path):
        x, y = x + shift[0], y + shift[1]
        frames[0, k, :, y - 8 : y + 8, x - 8 : x + 8] = torch.tensor([1.0, -1.0, 0.5])[
            :, None, None
        ]
    return frames


PATH = [(20, 64), (40, 60), (60, 56), (80, 60), (104, 64)]


def test_gradient_energy_of_a_ramp_is_its_slope_squared() -> None:
    ramp = torch.linspace(-1, 1, SIZE).expand(3, SIZE, SIZE)
    slope = 2 / (SIZE - 1)
    assert float(metrics.gradient_energy(ramp)) == pytest.approx(slope**2, rel=1e-3)


def test_sharpness_is_one_for_the_truth_and_a_quarter_at_half_contrast() -> None:
    true = textured(2)
    assert metrics.sharpness_ratio(true, true) == pytest.approx(1)
    assert metrics.sharpness_ratio(true / 2, true) == pytest.approx(0.25)


def test_blur_lowers_sharpness() -> None:
    true = torch.rand(2, 3, SIZE, SIZE) * 2 - 1
    assert metrics.sharpness_ratio(torch.nn.functional.avg_pool2d(true, 5, 1, 2), true) < 0.2


def test_sharpness_of_a_flat_truth_is_refused() -> None:
    with pytest.raises(ValueError, match="no edge"):
        metrics.sharpness_ratio(textured(1), torch.zeros(1, 3, SIZE, SIZE))


def test_psnr_of_a_known_error() -> None:
    true = torch.zeros(2, 3, SIZE, SIZE)
    assert metrics.psnr(true + 0.2, true).tolist() == pytest.approx([20, 20], abs=1e-3)
    assert math.isinf(float(metrics.psnr(true, true)[0]))


def test_frechet_distance_of_shifted_sets_is_the_squared_shift() -> None:
    a = np.random.default_rng(0).normal(size=(300, 8))
    assert metrics.frechet_distance(a, a) == pytest.approx(0, abs=1e-6)
    assert metrics.frechet_distance(a, a + 2.0) == pytest.approx(8 * 4, rel=1e-6)


def test_frechet_distance_of_scaled_gaussians() -> None:
    """One dimension: (mean gap)^2 + (std_a - std_b)^2."""
    a = np.random.default_rng(0).normal(size=(500, 1))
    expected = (3 * a.mean() - a.mean()) ** 2 + (2 * a.std(ddof=1)) ** 2
    assert metrics.frechet_distance(a, 3 * a) == pytest.approx(expected, rel=1e-6)


def test_frechet_distance_agrees_with_the_matrix_square_root() -> None:
    from scipy.linalg import sqrtm

    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(60, 5)), rng.normal(size=(80, 5)) @ rng.normal(size=(5, 5))
    first, second = np.cov(a.T), np.cov(b.T)
    root = np.real(sqrtm(first @ second))
    expected = np.square(a.mean(0) - b.mean(0)).sum() + np.trace(first + second - 2 * root)
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, rel=1e-5)


def test_frechet_distance_needs_two_sets_of_one_width() -> None:
    with pytest.raises(ValueError, match=r"\(5, 3\) and \(5, 4\)"):
        metrics.frechet_distance(np.zeros((5, 3)), np.zeros((5, 4)))


def test_scene_consistency_counts_only_what_the_truth_leaves_empty() -> None:
    scene = textured(1) * 0.5
    true = scene[:, None].clone()
    true[..., :64] = -1  # a thing on the left half; what is generated there does not matter
    made = scene[:, None].clone()
    made[..., :64] = 1
    assert metrics.scene_consistency(made, true, scene).tolist() == [[1.0]]
    made[:, :, 0, :32] += 1  # a quarter of the rows changes colour
    assert float(metrics.scene_consistency(made, true, scene)) == pytest.approx(0.75, abs=0.01)


def test_scene_consistency_allows_a_small_drift() -> None:
    scene = torch.zeros(1, 3, SIZE, SIZE)
    true = scene[:, None]
    just, more = 2 * metrics.KEPT - 0.001, 2 * metrics.KEPT + 0.001
    assert float(metrics.scene_consistency(true + just, true, scene)) == 1
    assert float(metrics.scene_consistency(true + more, true, scene)) == 0


def test_step_consistency_compares_neighbours_whatever_place_they_show() -> None:
    scene = textured(1)
    true = scene[:, None].expand(1, 3, 3, SIZE, SIZE)
    elsewhere = textured(1, 3, seed=9)
    valid = torch.tensor([[True, True, True]])
    assert metrics.step_consistency(elsewhere, true, scene, valid).tolist() == [[1, 1]]
    elsewhere[:, 1] = textured(1, seed=5)
    assert float(metrics.step_consistency(elsewhere, true, scene, valid).max()) < 0.6


def test_step_consistency_leaves_out_padding() -> None:
    scene = textured(1)
    true = scene[:, None].expand(1, 3, 3, SIZE, SIZE)
    shares = metrics.step_consistency(true, true, scene, torch.tensor([[True, True, False]]))
    assert shares[0, 0] == 1
    assert shares[0, 1].isnan()


ONION = [
    Reached("peeled", frozenset({"onion"})),
    Reached("halved", frozenset({"onion", "board"})),
    Reached("", frozenset({"knife"})),
    Reached("diced", frozenset({"onion"})),
    Reached("full", frozenset({"pan"})),
]


def test_an_earlier_state_of_the_same_thing_is_a_regression() -> None:
    read = ["peeled", "peeled", "peeled", "halved", "peeled"]
    assert metrics.regressions(ONION, read) == [None, True, None, True, None]
    assert metrics.rate(metrics.regressions(ONION, read)) == 1


def test_the_due_state_and_unrelated_words_are_no_regression() -> None:
    assert (
        metrics.regressions(ONION, ["peeled", "halved", "x", "grey", "full"])[1::2] == [False] * 2
    )


def test_a_state_that_comes_back_by_right_is_no_regression() -> None:
    cup = frozenset({"cup"})
    truth = [Reached("full", cup), Reached("empty", cup), Reached("full", cup)]
    assert metrics.left_behind(truth, 2) == {"empty"}
    assert metrics.regressions(truth, ["full", "empty", "full"]) == [None, False, False]


def test_readings_must_fit_the_truth() -> None:
    with pytest.raises(ValueError, match="zip"):
        metrics.regressions(ONION, ["peeled"])


def test_rate_without_any_outcome_is_nan() -> None:
    assert math.isnan(metrics.rate([None]))
    assert metrics.rate([True, None, False, False]) == pytest.approx(1 / 3)


def test_transient_sees_a_mover_but_no_lasting_change() -> None:
    frames = clip(PATH)
    frames[:, 2:, :, 100:120, 20:40] = 1  # changes for good
    seen = metrics.transient(frames)
    assert float(seen[0, 2, 48:64, 52:68].mean()) > 0.5
    assert float(seen[0, 2, 100:120, 20:40].max()) == 0


def test_motion_error_is_the_distance_of_the_mover() -> None:
    centres = torch.tensor(PATH, dtype=torch.float32)[None]
    true = clip(PATH)
    same = metrics.motion_errors(true, true, centres)
    assert same[0, 1:-1].tolist() == [0, 0, 0]
    off = metrics.motion_errors(clip(PATH, (3, 4)), true, centres)
    assert off[0, 1:-1].tolist() == pytest.approx([5, 5, 5], abs=0.5)


def test_motion_error_survives_blur_and_another_light() -> None:
    centres = torch.tensor(PATH, dtype=torch.float32)[None]
    blurred = torch.nn.functional.avg_pool2d(clip(PATH, (6, 0))[0], 5, 1, 2)[None] * 0.7
    errors = metrics.motion_errors(blurred, clip(PATH), centres)
    assert errors[0, 1:-1].tolist() == pytest.approx([6, 6, 6], abs=1.5)


def test_a_missing_mover_counts_as_the_reach_of_the_search() -> None:
    centres = torch.tensor(PATH, dtype=torch.float32)[None]
    still = textured(1, len(PATH), seed=3) * 0.3
    assert metrics.motion_errors(still, clip(PATH), centres)[0, 2] == metrics.SEARCH


def test_no_motion_error_where_the_truth_shows_no_mover() -> None:
    centres = torch.full((1, len(PATH), 2), math.nan)
    assert metrics.motion_errors(clip(PATH), clip(PATH), centres).isnan().all()


def test_bootstrap_interval_holds_the_mean() -> None:
    values = np.random.default_rng(0).normal(5, 2, 400)
    found = metrics.bootstrap_interval(values)
    error = 2 / 400**0.5
    assert found.mean == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.15)
    assert found.count == 400


def test_bootstrap_of_groups_is_wider_where_members_agree() -> None:
    groups = np.repeat(np.arange(20), 10)
    values = (groups % 2).astype(float)
    alone, together = (metrics.bootstrap_interval(values, g) for g in (None, list(groups)))
    assert together.high - together.low > 2 * (alone.high - alone.low)


def test_bootstrap_leaves_out_nan_and_repeats_itself() -> None:
    found = metrics.bootstrap_interval([1.0, math.nan, 3.0], seed=4)
    assert (found.mean, found.count) == (2.0, 2)
    assert found == metrics.bootstrap_interval([1.0, math.nan, 3.0], seed=4)
    assert metrics.bootstrap_interval([math.nan]).count == 0
    assert math.isinf(metrics.bootstrap_interval([math.inf, 1.0]).high)


def test_share_of_nothing_is_nan() -> None:
    assert metrics.share(1, 2) == 0.5
    assert math.isnan(metrics.share(1, 0))
