"""Transfers with exact truth: cases, settings, probes and the table of a tiny world."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import torch

from generators.delta.transfer import Transfer
from generators.evaluation import delta, judge, probes
from generators.evaluation.judge import Course
from generators.evaluation.transferring import (
    by,
    by_another_action,
    by_motion_warp,
    by_no_demonstration,
    nearest,
    standing_still,
    true_renders,
)
from generators.evaluation.transfers import Transfers, swapped, transfers
from generators.training.scenes import PLAIN
from generators.training.world import World
from tests.generators.test_delta import ENCODER, LATENT, MODEL, PREDICTOR
from tests.generators.tiny_world import tiny_world


@pytest.fixture(scope="module")
def world() -> World:
    return tiny_world()


@pytest.fixture(scope="module")
def transfer() -> Transfer:
    from generators.delta.bottleneck import Predictor
    from generators.delta.encoder import OwnEncoder
    from generators.delta.generator import DeltaConfig, DeltaGenerator

    torch.manual_seed(1)
    parts = OwnEncoder(ENCODER), Predictor(PREDICTOR), DeltaGenerator(DeltaConfig(LATENT, MODEL))
    for part in parts:
        part.eval().requires_grad_(False)
    return Transfer(*parts, steps=1)


@pytest.fixture(scope="module")
def cases(world: World) -> Transfers:
    return transfers(world, "pairings", 4, 0, PLAIN)


def test_a_case_is_the_same_action_due_in_another_scene(world: World) -> None:
    for split in ("pairings", "combinations"):
        made = transfers(world, split, 4, 0)
        shown = [world.steps[i] for i in made.shown]
        due = made.facts(world)
        assert [s.action for s in shown] == [s.action for s in due]
        assert all(s.split == "train" for s in shown)
        assert {s.split for s in due} == {"train" if split == "pairings" else "held-out"}
        assert not torch.equal(made.demo, made.true)
        assert torch.equal(made.context, made.true[:, 0])
    with pytest.raises(ValueError, match="no split 'soup': choose from pairings, combinations"):
        transfers(world, "soup", 2, 0)


def test_the_control_shows_another_action(world: World, cases: Transfers) -> None:
    other = swapped(cases, world)
    actions = [world.steps[i].action for i in cases.shown]
    for k in range(len(cases)):
        (source,) = [j for j in range(len(cases)) if torch.equal(other[k], cases.demo[j])][:1]
        assert actions[source] != actions[k]


def test_every_setting_gives_whole_clips(
    world: World, transfer: Transfer, cases: Transfers
) -> None:
    makes = (
        true_renders,
        standing_still,
        by(transfer),
        by_another_action(transfer, world),
        by_no_demonstration(transfer),
        nearest(transfer, world),
        by_motion_warp,
    )
    for make in makes:
        frames = make(cases)
        assert frames.shape == cases.true.shape
        assert torch.isfinite(frames).all()
    assert torch.equal(by(transfer)(cases)[:, 0], cases.context)


def test_truth_is_exact_and_stillness_is_not(world: World, cases: Transfers) -> None:
    course = Course(steps=2, pictures=4, clips=1, checked=6, variation=PLAIN)
    known = judge.train(world, course)
    truth = delta.measured(world, known, cases, cases.true)
    still = delta.measured(world, known, cases, standing_still(cases))
    assert set(truth) == {key for key, _, _ in delta.COLUMNS}
    assert all(value == 60 for value in truth["last"])
    assert all(v == pytest.approx(0) for v in truth["motion"] if not math.isnan(v))
    assert all(math.isnan(v) for v in still["timing"]), "nothing changes"
    assert all(v == pytest.approx(1) for v in still["context"])
    slid = [k for k, i in enumerate(cases.due) if world.steps[i].action == "slide"]
    assert all(still["motion"][k] > 5 for k in slid if not math.isnan(still["motion"][k]))


def test_a_probe_reads_what_is_there_and_no_more() -> None:
    torch.manual_seed(0)
    labels = [("red", "blue")[k % 2] for k in range(80)]
    noise = torch.randn(80, 10)
    told = torch.cat([noise, torch.tensor([[float(one == "red")] for one in labels])], 1)
    assert probes._probe("colour", "told", told, labels).accuracy == 1
    nothing = probes._probe("colour", "noise", noise, labels)
    assert nothing.accuracy < 0.8
    assert nothing.chance == pytest.approx(0.5)


def test_probes_of_every_latent(world: World, transfer: Transfer) -> None:
    found = probes.probed(world, transfer, PLAIN, clips=16)
    assert {p.latents for p in found} == {"none", "normalised", "delta", probes.FULL}
    assert {p.what for p in found} == {"action", "object", "place"}
    assert all(0 <= p.accuracy <= 1 for p in found)


def test_checks_without_truth_are_numbers(transfer: Transfer, cases: Transfers) -> None:
    found = delta.without_truth(transfer, cases)
    assert set(found) == {"cut spike", "cycle ratio"}
    assert all(value > 0 for value in found.values())


def test_the_table_names_goals_and_is_plain_data(
    world: World, transfer: Transfer, tmp_path: Path
) -> None:
    course = Course(steps=1, pictures=4, clips=1, checked=6, variation=PLAIN)
    settings = {
        delta.TRUTH: true_renders,
        delta.OURS: by(transfer),
        "none": by(transfer),
        "context standing still": standing_still,
    }
    blocks = delta.evaluate(
        world, judge.train(world, course), settings, cases=3, variation=PLAIN, sheets=tmp_path
    )
    found = delta.Findings(
        blocks,
        tuple(probes.probed(world, transfer, PLAIN, clips=8)),
        {delta.OURS: {"cut spike": 2.0, "cycle ratio": 1.5}},
        {"weights": "0" * 64},
        {"16 frames": 1.0},
    )
    delta.write(found, tmp_path)
    text = (tmp_path / "table.md").read_text()
    for said in ("### Goals", "| true renders | ", "cut spike", "linear probes", "16 frames"):
        assert said in text
    data = json.loads((tmp_path / "table.json").read_text())
    assert data["scores"]["workbench-pairings"]["tested"] == 3
    assert len(list(tmp_path.glob("*.png"))) == 2
