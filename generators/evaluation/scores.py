"""Scores of one setting on one sample: values per item, so that settings can be paired."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

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
COMBINED = ("action", "object", "instrument", "target")


@dataclass(frozen=True)
class Column:
    """Values in the order of the cases; `groups` says which case each belongs to.

    `units`: what is drawn anew for an interval; the cases where None. Steps of one combination
    of action and things are no independent draws, whatever case they are in.
    """

    values: Floats
    groups: NDArray[np.int64]
    units: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, float]]) -> Column:
        rows = list(pairs)
        groups = np.array([group for group, _ in rows], np.int64)
        return cls(np.array([value for _, value in rows], np.float64), groups)

    def interval(self) -> metrics.Interval:
        units = self.groups if self.units is None else self.units
        return metrics.bootstrap_interval(self.values, list(units))

    def first(self, cases: int) -> Column:
        kept = self.groups < cases
        units = None if self.units is None else self.units[kept]
        return Column(self.values[kept], self.groups[kept], units)


@dataclass(frozen=True)
class Outcome:
    """What a setting scored on `cases` sequences (or clips) of a sample.

    Columns: "action", "object", "both" and "all", which is those, instrument and target (1 = named
    rightly, per tested step; drawn anew by combination), "scene" and "between" (scene consistency
    of frames and between neighbours), "regression" (1 = an earlier state is read; "kept state" is
    its opposite), "end" (1 = the right end state), "psnr" dB, "motion" px. `sharpness` and
    `frechet` are of the whole set; `seconds` per sequence or clip, nan where nothing was computed.
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
        columns["regression"] = regression = Column.of(_regressions(world, sample, every))
        columns["kept state"] = replace(regression, values=1 - regression.values)
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
    """ "action", "object", "both" and "all", per tested step."""
    hits = {head: np.array(verdict.right(facts, head), float) for head in COMBINED}
    named = {
        "action": hits["action"],
        "object": hits["object"],
        "both": hits["action"] * hits["object"],
        "all": np.prod([hits[head] for head in COMBINED], axis=0),
    }
    combinations = [tuple(getattr(step, head) for head in COMBINED) for step in facts]
    numbers = {one: number for number, one in enumerate(dict.fromkeys(combinations))}
    units = np.array([numbers[one] for one in combinations], np.int64)
    groups = np.array(owners, np.int64)
    return {name: Column(values, groups, units) for name, values in named.items()}


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
    return replace(first, values=first.values - second.values).interval()
