"""The judge learns a tiny world, keeps what it learned, and refuses what is no judge."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from generators.errors import Cancelled, WeightsError
from generators.evaluation import judge as judging
from generators.evaluation.judge import HEADS, PICKED, Course, Judge, Labels, judged
from generators.training.world import CLIP, World
from tests.generators.tiny_world import tiny_world

BRIEF = Course(steps=2, pictures=4, clips=1, checked=3)
SCHOOL = Course(steps=30, pictures=16, clips=2, rate=4e-3)


@cache
def world() -> World:
    return tiny_world()


@cache
def trained() -> Judge:
    return judging.train(world(), SCHOOL)


def renders(kind: str, times: int = 1) -> torch.Tensor:
    every = list(range(len(world().steps))) * times
    scenes = world().scenes(len(every), np.random.default_rng(5))
    return judging.drawn(world(), every, scenes, kind)


def test_labels_name_every_word_of_the_world() -> None:
    labels = Labels.of(world())
    assert labels.words["action"] == ("ripen", "slide")
    assert labels.words["object"] == ("apple", "lime", "plum")
    assert labels.words["state"] == ("moved", "ripe")
    assert labels.words["target"] == ("",)
    assert labels.index(world().steps[:2]).tolist() == [[1, 0, 0, 0, 0], [0, 0, 0, 0, 1]]


def test_an_unknown_word_is_refused_by_name() -> None:
    labels = Labels(dict.fromkeys(HEADS, ("x",)))
    with pytest.raises(ValueError, match="knows no action 'slide'"):
        labels.index(world().steps[:1])


@pytest.mark.parametrize("kind", ["image", "clip"])
def test_it_learns_what_renders_show(kind: str) -> None:
    verdict = judged(trained(), renders(kind, 3))
    hits = verdict.right(world().steps * 3, "action")
    assert np.mean(hits) >= 0.75, verdict.words("action")


def test_accuracy_covers_every_head_of_both_kinds() -> None:
    found = judging.accuracy(trained(), world(), replace(SCHOOL, checked=24))
    assert found.keys() == {f"{kind} {head}" for kind in ("image", "clip") for head in HEADS}
    assert found["image state"] > 0.7
    assert found["image target"] == 1


def test_features_are_the_penultimate_layer() -> None:
    verdict = judged(trained(), renders("image"))
    assert verdict.features.shape == (6, judging.FEATURES)
    again = trained().named(verdict.features)["action"].log_softmax(1)
    assert torch.allclose(again, verdict.readings["action"], atol=1e-4)


def test_a_clip_is_judged_by_eight_of_its_frames() -> None:
    clips = renders("clip")
    other = clips.clone()
    other[:, [k for k in range(CLIP) if k not in PICKED]] = 0
    assert torch.equal(judged(trained(), clips).features, judged(trained(), other).features)


def test_a_forced_choice_keeps_to_the_words_given() -> None:
    verdict = judged(trained(), renders("image"))
    assert verdict.among(0, "state", ["ripe"]) == "ripe"
    assert verdict.among(0, "state", ["ripe", "moved"]) == verdict.words("state")[0]


def test_the_same_seed_gives_the_same_judge() -> None:
    first, second = (judging.train(world(), BRIEF).state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)
    other = judging.train(world(), Course(steps=2, pictures=4, clips=1, seed=1)).state_dict()
    assert any(not torch.equal(first[name], other[name]) for name in first)


def test_progress_goes_from_nothing_to_one_and_may_stop() -> None:
    heard: list[tuple[float, float]] = []
    judging.train(world(), BRIEF, lambda share, loss: heard.append((share, loss)))
    assert [share for share, _ in heard] == [0.5, 1.0]
    assert all(loss > 0 for _, loss in heard)

    def stop(share: float, loss: float) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        judging.train(world(), BRIEF, stop)


def test_it_is_kept_with_its_words_and_facts(tmp_path: Path) -> None:
    judging.save(trained(), tmp_path / "judge.safetensors", {"seed": 3})
    again, facts = judging.load(tmp_path / "judge.safetensors")
    assert facts == {"seed": 3}
    assert again.labels == trained().labels
    frames = renders("image")
    assert torch.equal(judged(again, frames).features, judged(trained(), frames).features)
    assert [path.name for path in tmp_path.iterdir()] == ["judge.safetensors"]


def test_it_is_trained_once_per_folder(tmp_path: Path) -> None:
    heard: list[float] = []
    for _ in range(2):
        judge, facts = judging.ready(world(), tmp_path, BRIEF, lambda share, _: heard.append(share))
        assert facts["steps"] == BRIEF.steps
        assert "clip action" in facts["accuracy"]
        assert judge.labels == Labels.of(world())
    assert heard == [0.5, 1.0]


def test_a_judge_of_another_world_is_trained_anew(tmp_path: Path) -> None:
    judging.ready(world(), tmp_path, BRIEF)
    other = tiny_world()
    other.steps[0] = replace(other.steps[0], action="roll")
    judge, _ = judging.ready(other, tmp_path, BRIEF)
    assert "roll" in judge.labels.words["action"]
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_no_judge_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"missing\.safetensors is no judge"):
        judging.load(tmp_path / "missing.safetensors")
    (tmp_path / "broken.safetensors").write_bytes(b"nothing")
    with pytest.raises(WeightsError, match=r"broken\.safetensors is no judge"):
        judging.load(tmp_path / "broken.safetensors")
