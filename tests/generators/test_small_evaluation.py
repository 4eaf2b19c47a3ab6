"""The tables of the small model, on a tiny world with an untrained model and a hasty judge."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch

from generators.evaluation import small, speed
from generators.evaluation.cases import LONGEST, Sample, fresh, sampled
from generators.evaluation.judge import Judge, Labels, judged
from generators.evaluation.making import Maker, Setting, frames, joined
from generators.evaluation.scores import Column, Outcome, difference, scored
from generators.evaluation.sheets import clip_sheets, image_sheets
from generators.evaluation.table import Block, Table
from generators.small.model import Condition, SmallConfig, SmallModel
from generators.training.features import TextEncoder
from generators.training.world import CLIP, World
from tests.generators.tiny_world import letters, tiny_world

ENCODER = cast(TextEncoder, letters)
TRUTH, OURS = Setting("true renders", "truth"), Setting(small.OURS, steps=1)


@cache
def world() -> World:
    return tiny_world()


@cache
def model() -> SmallModel:
    torch.manual_seed(0)
    config = SmallConfig(width=32, depth=1, heads=2, bottleneck=16, channels=8)
    return SmallModel(config).eval()


@cache
def untaught() -> Judge:
    torch.manual_seed(0)
    return Judge(Labels.of(world())).eval()


def maker() -> Maker:
    return Maker(world(), model(), ENCODER, 0)


@cache
def some(kind: str, split: str, count: int) -> Sample:
    return sampled(world(), kind, split, count, 0)  # type: ignore[arg-type]


def reference(sample: Sample) -> Any:
    return judged(untaught(), sample.shown(fresh(world(), sample, 1))).features.double().numpy()


def score(sample: Sample, setting: Setting) -> Outcome:
    made = maker().make(sample, setting)
    return scored(world(), untaught(), sample, setting, made, reference(sample), 0.5)


# -- cases -------------------------------------------------------------------------------------


def test_only_steps_that_were_never_trained_are_tested() -> None:
    sample = some("image", "held-out", 3)
    assert len(sample) == 3
    assert {step.id for step in sample.facts(world())} == {"slide-lime"}
    assert sample.true.shape == (3, 2, 3, 128, 128)
    assert sample.shown(sample.true).shape == (3, 3, 128, 128)


def test_whole_procedures_are_tested_at_every_step() -> None:
    sample = some("image", "held-out-procedure", 4)
    assert [len(case.tested) for case in sample.cases] == [3, 1]


def test_a_clip_case_is_one_step_with_its_key_image() -> None:
    sample = some("clip", "train", 2)
    assert sample.true.shape == (2, CLIP, 3, 128, 128)
    assert all(len(case.tested) == 1 for case in sample.cases)
    assert sample.keys.shape == (2, 3, 128, 128)


def test_long_skills_are_cut_around_what_is_tested() -> None:
    long = tiny_world()
    long.skills = [replace(long.skills[2], steps=(0, 1, 2, 3) * 3 + (4,))]
    sample = sampled(long, "image", "held-out", 1, 0)
    assert len(sample.cases[0].steps) == LONGEST
    assert sample.facts(long)[0].id == "slide-lime"


def test_the_same_seed_gives_the_same_sample() -> None:
    again = sampled(world(), "image", "train", 3, 0)
    assert torch.equal(again.true, some("image", "train", 3).true)


def test_a_world_without_such_skills_says_so() -> None:
    poor = tiny_world()
    poor.skills = poor.skills[:1]
    with pytest.raises(ValueError, match="no skill of the split 'held-out'"):
        sampled(poor, "image", "held-out", 1, 0)


# -- making ------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["joint", "in turn", "alone", "one-shot", "still", "nearest"])
def test_every_way_makes_images_and_leaves_padding_alone(way: Any) -> None:
    sample = some("image", "train", 3)
    made = maker().make(sample, Setting("x", way, steps=1))
    assert made.shape == sample.true.shape
    assert made.abs().max() <= 1
    assert made.isfinite().all()


@pytest.mark.parametrize("key", ["generated", "true", "none"])
def test_clips_start_from_the_key_image_that_is_asked_for(key: Any) -> None:
    sample = some("clip", "train", 1)
    made = maker().make(sample, Setting("x", steps=1, key=key))
    step = world().steps[sample.cases[0].steps[sample.cases[0].tested[0]]]
    at = round(step.key * (CLIP - 1))
    assert made.shape == sample.true.shape
    assert torch.equal(made[0, at], sample.keys[0]) == (key == "true")


def test_a_still_clip_repeats_its_key_image() -> None:
    sample = some("clip", "train", 1)
    made = maker().make(sample, Setting("x", "still", key="true"))
    assert torch.equal(made[0, 0], made[0, 9])
    assert torch.equal(made[0, 0], sample.keys[0])


def test_the_same_seed_makes_the_same_frames() -> None:
    sample = some("image", "held-out", 3)
    assert torch.equal(maker().make(sample, OURS), maker().make(sample, OURS))


def test_retrieval_never_finds_a_step_that_is_held_out() -> None:
    lime = next(i for i, step in enumerate(world().steps) if step.split == "held-out")
    found = maker().nearest([lime])[0]
    assert world().steps[found].split == "train"
    assert world().steps[found].action == "slide"
    assert maker().nearest([0]) == [0]


def test_joined_texts_are_the_same_for_every_frame() -> None:
    text, mask = torch.rand(2, 3, 4, 384), torch.ones(2, 3, 4, dtype=torch.bool)
    every, seen = joined(text, mask)
    assert every.shape == (2, 3, 12, 384)
    assert seen.shape == (2, 3, 12)
    assert torch.equal(every[:, 0], every[:, 2])
    assert torch.equal(every[1, 0, 4:8], text[1, 1])


def test_part_of_a_condition_keeps_the_places_of_its_frames() -> None:
    condition = Condition(
        text=torch.rand(1, 3, 2, 384),
        text_mask=torch.ones(1, 3, 2, dtype=torch.bool),
        positions=torch.arange(3.0)[None],
        mode="key_step",
    )
    part = frames(condition, [1, 2])
    assert part.positions.tolist() == [[1, 2]]
    assert torch.equal(part.text, condition.text[:, 1:])


# -- scores ------------------------------------------------------------------------------------


def test_true_images_score_as_the_truth() -> None:
    outcome = score(some("image", "held-out-procedure", 4), TRUTH)
    assert outcome.mean("scene") == 1
    assert outcome.mean("between") == 1
    assert math.isinf(outcome.mean("psnr"))
    assert outcome.sharpness == pytest.approx(1)
    assert outcome.images == 4
    assert len(outcome.columns["end"].values) == 2


def test_true_clips_have_no_motion_error() -> None:
    sample = some("clip", "held-out", 2)
    assert score(sample, TRUTH).mean("motion") == 0
    assert score(sample, Setting("x", "still", key="true")).mean("motion") > 5


def test_a_copied_scene_keeps_the_scene_and_loses_the_rest() -> None:
    outcome = score(some("image", "held-out", 3), Setting("copy", "still"))
    assert outcome.mean("scene") == 1
    assert outcome.sharpness < 1
    assert 5 < outcome.mean("psnr") < 40


def test_settings_are_compared_on_the_cases_that_both_made() -> None:
    whole = outcome("a", [1, 1, 0, 1], [0, 0, 1, 2])
    part = outcome("b", [0, 1], [0, 0])
    gap = difference(whole, part, "both")
    assert (gap.mean, gap.count) == (0.5, 2)
    assert whole.mean("both", part.cases) == 1
    assert math.isnan(whole.mean("motion"))


def test_repeated_combinations_are_no_independent_draws() -> None:
    """Forty steps of two combinations say as little as two steps."""
    hits, cases = np.array([1.0, 0.0] * 20), np.arange(40)
    alone = Column(hits, cases).interval()
    repeated = Column(hits, cases, np.array([0, 1] * 20)).interval()
    assert alone.mean == repeated.mean == 0.5
    assert (repeated.low, repeated.high) == (0, 1)
    assert alone.high - alone.low < 0.4
    assert Column(hits, cases, np.array([0, 1] * 20)).first(2).interval().count == 2


# -- tables ------------------------------------------------------------------------------------


def outcome(name: str, hits: list[float], groups: list[int] | None = None, **more: Any) -> Outcome:
    groups = list(range(len(hits))) if groups is None else groups
    column = Column(np.array(hits, float), np.array(groups))
    names = ("action", "object", "both", "all", "scene", "between", "psnr", "end", "kept state")
    columns = dict.fromkeys(names, column)
    columns["regression"] = Column(1 - column.values, column.groups)
    known = {"sharpness": 0.95, "frechet": 1.25, "seconds": 0.5, **more}
    return Outcome(Setting(name), max(groups) + 1, len(hits), columns, **known)


def table(ours: list[float], joined_text: list[float]) -> Table:
    outcomes = (
        outcome("true renders", [1.0] * len(ours)),
        outcome(small.OURS, ours),
        outcome("one joined text", joined_text),
        outcome("64 steps", [1.0] * 4),
    )
    return Table((Block("image", "held-out", outcomes),), small.OURS, "true renders")


def test_goals_say_what_was_reached() -> None:
    goals = "\n".join(table([1] * 38 + [0] * 2, [0] * 40).goals())
    assert "share of the ceiling: 0.95 (goal ≥ 0.85): reached" in goals
    assert "state-regression rate: 0.05 (goal ≤ 0.05): reached" in goals
    assert "4 steps as share of 64 (the same 4): 1.00 (goal ≥ 0.95): reached" in goals
    assert "NOT reached" in table([0] * 40, [0] * 40).goals()[0]


@pytest.mark.parametrize(
    ("ours", "other", "verdict"),
    [
        ([1] * 40, [0] * 40, "comes out"),
        ([0] * 40, [1] * 40, "the other way round"),
        ([0, 1] * 20, [1, 0] * 20, "not decided at this size"),
    ],
)
def test_orders_say_whether_they_come_out(
    ours: list[float], other: list[float], verdict: str
) -> None:
    assert table(ours, other).orders()[0].endswith(verdict)


def test_markdown_shows_every_row_and_no_nan() -> None:
    shown = table([1, 0], [0, 0])
    text = replace(
        shown,
        about={"weights": "abc", "judge": {"seed": 1, "steps": 2, "accuracy": {"image action": 1}}},
        speed={"float32": {"images_s": 1.25, "clip_s": 2.5, "peak_mib": 900.4}},
    ).markdown()
    assert "| small, 4 steps | 2 |" in text
    assert "| float32 | 1.25 | 2.50 | 900 |" in text
    assert "right on fresh renders: image action 1.00" in text
    assert "nan" not in text


# -- sheets ------------------------------------------------------------------------------------


def test_image_sheets_hold_fifty_pairs_a_page() -> None:
    images = torch.zeros(60, 3, 16, 16)
    pages = list(image_sheets(images, images, ["pour water"] * 60))
    assert [page.size for page in pages] == [(200, 250), (200, 50)]


def test_clip_sheets_hold_eight_strips_a_page() -> None:
    clips = torch.zeros(9, CLIP, 3, 16, 16)
    pages = list(clip_sheets(clips, clips, ["pour water"] * 9))
    assert [page.size for page in pages] == [(132, 400), (132, 50)]


# -- all of it ---------------------------------------------------------------------------------


def test_the_whole_evaluation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small, "IMAGES", (TRUTH, OURS, Setting("1 step", steps=1, portion=0.5)))
    monkeypatch.setattr(small, "CLIPS", (TRUTH, OURS))
    heard: list[float] = []
    found = small.evaluate(
        model(),
        world(),
        untaught(),
        ENCODER,
        images=4,
        clips=2,
        sheets=tmp_path / "sheets",
        report=lambda what, share: heard.append(share),
    )
    small.write(found, tmp_path)
    assert heard == sorted(heard)
    assert [b.kind for b in found.blocks] == ["image", "clip"] * 3
    assert [b.split for b in found.blocks[::2]] == ["held-out", "held-out-procedure", "train"]
    assert [o.cases for o in found.blocks[0].outcomes] == [4, 4, 2]
    text = (tmp_path / "table.md").read_text("utf-8")
    assert "### Clips: procedures never trained" in text
    assert "Tested: 4 steps, 1 different; actions: slide 4." in text
    data = json.loads((tmp_path / "table.json").read_text("utf-8"))
    assert data["blocks"][0]["rows"][1]["setting"]["name"] == small.OURS
    assert {p.name for p in (tmp_path / "sheets").iterdir()} == {"images-1.png", "clips-1.png"}


def test_speed_is_timed_in_either_precision() -> None:
    from generators.small import sampler

    with speed.precision(float32=True):
        assert not sampler.fast_bf16(torch.device("cpu"))
        row = speed.timed(model(), ENCODER, again=1)
    assert row["images_s"] > 0
    assert row["clip_s"] > 0
    assert row["peak_mib"] > 50


def test_the_machine_is_named() -> None:
    assert "cores" in speed.machine()
    assert f"torch {torch.__version__}" in speed.machine()
    assert speed.commit()


def test_every_setting_has_a_name_of_its_own() -> None:
    for settings in (small.IMAGES, small.CLIPS):
        names = [one.name for one in settings]
        assert len(set(names)) == len(names)
        assert names[:2] == ["true renders", small.OURS]
