"""Scores of one setting on one sample: values per item, so that settings can be paired."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generators.evaluation import metrics
from generators.evaluation.cases import Sample
from generators.evaluation.judge import Judge, Verdict, judged
from generators.evaluation.making import Setting
from generators.training.world import StepFacts, World

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """Values in the order of the cases; `groups` says which case each belongs to."""

    values: Floats
    groups: NDArray[np.int64]

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, float]]) -> Column:
        rows = list(pairs)
        groups = np.array([group for group, _ in rows], np.int64)
        return cls(np.array([value for _, value in rows], np.float64), groups)

    def interval(self) -> metrics.Interval:
        return metrics.bootstrap_interval(self.values, list(self.groups))

    def first(self, cases: int) -> Column:
        return Column(self.values[self.groups < cases], self.groups[self.groups < cases])


@dataclass(frozen=True)
class Outcome:
    """What a setting scored on `cases` sequences (or clips) of a sample.

    Columns: "action", "object", "both" (1 = named rightly, per tested step), "scene" and "between"
    (scene consistency of frames and between neighbours), "regression" (1 = an earlier state is
    read), "end" (1 = the right end state), "psnr" dB, "motion" px. `sharpness` and `frechet` are
    of the whole set; `seconds` per sequence or clip, nan where nothing was computed.
    """

    setting: Setting
    cases: int
    images: int  # tested images or clips
    columns: dict[str, Column] = field(repr=False)
    sharpness: float
    frechet: float
    seconds: float

    def mean(self, column: str, cases: int | None = None) -> float:
        """nan where the column has no value among the first `cases`."""
        if column not in self.columns:
            return math.nan
        values = self.columns[column].first(cases or self.cases).values
        values = values[~np.isnan(values)]
        return float(values.mean()) if len(values) else math.nan


def scored(
    world: World,
    judge: Judge,
    sample: Sample,
    setting: Setting,
    frames: Tensor,
    reference: Floats,
    seconds: float,
) -> Outcome:
    """`frames` (N, F, 3, S, S) against the sample's truth; `reference` are features of renders
    of the same steps in other scenes."""
    facts = sample.facts(world)
    owners = [n for n, _ in sample.tested()]
    shown = sample.shown(frames)
    verdict = judged(judge, shown)
    columns = _named(verdict, facts, owners)
    columns["scene"] = _per_frame(
        metrics.scene_consistency(frames, sample.true, sample.scene), sample.valid
    )
    between = metrics.step_consistency(frames, sample.true, sample.scene, sample.valid)
    columns["between"] = _per_frame(between, sample.valid[:, 1:])
    columns["psnr"] = _per_frame(metrics.psnr(frames, sample.true), sample.valid)
    if sample.kind == "clip":
        errors = metrics.motion_errors(frames, sample.true, sample.centres)
        columns["motion"] = _per_frame(errors, sample.valid)
        columns["end"] = Column.of(_ends_of_clips(judge, facts, frames))
    else:
        every = judged(judge, frames[sample.valid])
        columns["regression"] = Column.of(_regressions(world, sample, every))
        columns["end"] = Column.of(_ends_of_skills(world, sample, every))
    return Outcome(
        setting=setting,
        cases=len(sample),
        images=len(facts),
        columns=columns,
        sharpness=metrics.sharpness_ratio(shown, sample.shown(sample.true)),
        frechet=_frechet(verdict.features, reference),
        seconds=seconds,
    )


def _named(verdict: Verdict, facts: Sequence[StepFacts], owners: list[int]) -> dict[str, Column]:
    """ "action", "object" and "both", per tested step."""
    right = {head: verdict.right(facts, head) for head in ("action", "object")}
    right["both"] = [a and b for a, b in zip(right["action"], right["object"], strict=True)]
    return {
        name: Column.of(zip(owners, map(float, hits), strict=True)) for name, hits in right.items()
    }


def _per_frame(values: Tensor, valid: Tensor) -> Column:
    """(N, F) values where valid."""
    owners = torch.arange(len(values))[:, None].expand_as(values)
    kept = values[valid].double().numpy()
    return Column(kept, owners[valid].numpy())


def _frechet(features: Tensor, reference: Floats) -> float:
    own = features.double().numpy()
    count = min(len(own), len(reference))
    return metrics.frechet_distance(own[:count], reference[:count]) if count > 1 else math.nan


def reached(step: StepFacts) -> metrics.Reached:
    """The state that a step results in, and the things that it may be the state of."""
    things = frozenset(filter(None, (step.object, step.target)))
    return metrics.Reached(step.result_state, things)


def _regressions(world: World, sample: Sample, every: Verdict) -> Iterator[tuple[int, float]]:
    """Per step that can regress; the judge chooses between the due state and those left behind."""
    row = 0
    for n, case in enumerate(sample.cases):
        truth = [reached(world.steps[i]) for i in case.steps]
        read = [_forced(every, row + k, truth, k) for k in range(len(truth))]
        row += len(truth)
        outcomes = metrics.regressions(truth, read)
        yield from ((n, float(one)) for one in outcomes if one is not None)


def _forced(every: Verdict, row: int, truth: Sequence[metrics.Reached], k: int) -> str:
    past = metrics.left_behind(truth, k)
    return every.among(row, "state", [truth[k].state, *sorted(past)]) if past else truth[k].state


def _ends_of_skills(world: World, sample: Sample, every: Verdict) -> Iterator[tuple[int, float]]:
    """Per sequence: whether the state of its last step that changes one is read."""
    words = every.words("state")
    row = 0
    for n, case in enumerate(sample.cases):
        states = [world.steps[i].result_state for i in case.steps]
        changing = [k for k, state in enumerate(states) if state]
        if changing:
            yield n, float(words[row + changing[-1]] == states[changing[-1]])
        row += len(states)


def _ends_of_clips(
    judge: Judge, facts: Sequence[StepFacts], clips: Tensor
) -> Iterator[tuple[int, float]]:
    """Per clip of a step that changes a state: whether its last frame shows the new one."""
    words = judged(judge, clips[:, -1]).words("state")
    for n, (step, word) in enumerate(zip(facts, words, strict=True)):
        if step.result_state:
            yield n, float(word == step.result_state)


def difference(a: Outcome, b: Outcome, column: str) -> metrics.Interval:
    """Of a minus b on the cases that both made, paired, with its 95 % interval."""
    cases = min(a.cases, b.cases)
    first, second = a.columns[column].first(cases), b.columns[column].first(cases)
    return metrics.bootstrap_interval(first.values - second.values, list(first.groups))
