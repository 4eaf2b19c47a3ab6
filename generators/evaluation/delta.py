"""The evaluation of demonstration transfer: `keystep eval delta`.

    python -m generators.evaluation.delta --world DIR --out DIR [--variant NAME=WEIGHTS ...]

makes transfers whose exact truth is known in every setting, and writes table.md, table.json and
contact sheets. `--variant` adds rows of other weights, such as those of another bottleneck.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from generators.delta import measures, shipped
from generators.delta.transfer import Transfer, as_pixels
from generators.evaluation import judge as judging
from generators.evaluation import metrics, speed
from generators.evaluation.judge import Course, Judge, judged
from generators.evaluation.probes import Probe, cut_spikes, cycles, probed
from generators.evaluation.sheets import transfer_sheets
from generators.evaluation.table import plain
from generators.evaluation.transferring import (
    Make,
    by,
    by_another_action,
    by_motion_warp,
    by_no_demonstration,
    by_text,
    few_steps,
    nearest,
    standing_still,
    true_renders,
)
from generators.evaluation.transfers import SPLITS, Transfers, transfers
from generators.training.scenes import Variation
from generators.training.world import World

log = logging.getLogger(__name__)
Report = Callable[[str, float], None]  # (what is being made, fraction 0..1)
TRUTH, OURS = "true renders", "delta, 4 steps"
COLUMNS = (  # key, heading, digits
    ("action", "action", 2),
    ("both", "action and object", 2),
    ("end", "end state", 2),
    ("motion", "motion px", 1),
    ("last", "last frame dB", 1),
    ("scene", "scene kept", 3),
    ("timing", "timing", 2),
    ("map", "motion map", 2),
    ("context", "keeps context", 3),
    ("leak", "leak", 3),
)


@dataclass(frozen=True)
class Row:
    """One setting: values per case, nan where a measure says nothing."""

    name: str
    values: Mapping[str, list[float]]
    seconds: float  # per clip

    def mean(self, column: str) -> float:
        return metrics.bootstrap_interval(self.values[column]).mean


@dataclass(frozen=True)
class Block:
    """All settings on one split; the first row is that of true renders."""

    split: str
    cases: int
    rows: tuple[Row, ...]

    def share(self, name: str) -> float:
        """Of the accuracy of the judge on true clips."""
        found = next(row for row in self.rows if row.name == name)
        return metrics.share(found.mean("action"), self.rows[0].mean("action"))


@dataclass(frozen=True)
class Findings:
    """Everything that is written. `checks`: setting -> what needs no truth; `speed` in s."""

    blocks: tuple[Block, ...]
    probes: tuple[Probe, ...]
    checks: Mapping[str, Mapping[str, float]]
    about: Mapping[str, Any]
    speed: Mapping[str, float]

    @property
    def scores(self) -> dict[str, Any]:
        """Of the shipped setting, for the manifest."""
        out: dict[str, Any] = {}
        for block in self.blocks:
            row = next(one for one in block.rows if one.name == OURS)
            values = {key: row.mean(key) for key, _, _ in COLUMNS}
            values |= {"share_of_ceiling": block.share(OURS), "tested": block.cases}
            kept = {k: round(v, 3) for k, v in values.items() if math.isfinite(v)}
            out[f"workbench-{block.split}"] = kept
        return out

    def as_data(self) -> dict[str, Any]:
        return {
            "about": dict(self.about),
            "scores": self.scores,
            "blocks": [asdict(block) for block in self.blocks],
            "probes": [asdict(one) for one in self.probes],
            "checks": {k: dict(v) for k, v in self.checks.items()},
            "speed": dict(self.speed),
            "goals": goals(self),
        }

    def markdown(self) -> str:
        lines = [f"- {key}: {value}" for key, value in self.about.items()]
        for block in self.blocks:
            lines += _table(block)
        lines += ["", *_probe_table(self.probes), "", *_check_table(self.checks)]
        lines += ["", "### Goals", "", *goals(self)]
        lines += ["", "### Speed", "", *(f"- {k}: {v:.2f} s" for k, v in self.speed.items())]
        return "\n".join(lines) + "\n"


def evaluate(
    world: World,
    judge: Judge,
    settings: Mapping[str, Make],
    *,
    cases: int = 60,
    seed: int = 0,
    variation: Variation | None = None,
    sheets: Path | None = None,
    report: Report | None = None,
) -> tuple[Block, ...]:
    """One block per split, with every setting on the same cases."""
    blocks = []
    for number, split in enumerate(SPLITS):
        sample = transfers(world, split, cases, seed, variation)
        rows = []
        for k, (name, make) in enumerate(settings.items()):
            if report:
                share = (number + k / len(settings)) / len(SPLITS)
                report(f"{split}: {name}", share)
            start = time.perf_counter()
            frames = make(sample)
            seconds = (time.perf_counter() - start) / len(sample)
            rows.append(Row(name, measured(world, judge, sample, frames), seconds))
            if sheets and name == OURS:
                _write_sheets(sheets, split, world, sample, frames)
        blocks.append(Block(split, len(sample), tuple(rows)))
    return tuple(blocks)


def measured(
    world: World, judge: Judge, sample: Transfers, frames: Tensor
) -> dict[str, list[float]]:
    """Column -> a value per case; against the exact target where there is one to compare with."""
    facts, verdict = sample.facts(world), judged(judge, frames)
    action, thing = verdict.right(facts, "action"), verdict.right(facts, "object")
    ends = judged(judge, frames[:, -1]).words("state")
    scene = metrics.scene_consistency(frames, sample.true, sample.place)
    motion = metrics.motion_errors(frames, sample.true, sample.centres)
    psnr = metrics.psnr(frames[:, -1], sample.true[:, -1])
    clips = (frames, sample.demo, sample.true)
    pairs = list(zip(*([as_pixels(x) for x in one] for one in clips), strict=True))
    return {
        "action": [float(one) for one in action],
        "both": [float(a and b) for a, b in zip(action, thing, strict=True)],
        "end": [
            float(word == step.result_state) if step.result_state else math.nan
            for step, word in zip(facts, ends, strict=True)
        ],
        "motion": motion.nanmean(1).tolist(),
        "last": psnr.clamp(max=60).tolist(),
        "scene": scene.nanmean(1).tolist(),
        "timing": [measures.timing(m, d) for m, d, _ in pairs],
        "map": [measures.motion_map(m, t) for m, _, t in pairs],
        "context": [measures.keeps_context(m, t[0]) for m, _, t in pairs],
        "leak": [measures.leak(m, d, t[0]) for m, d, t in pairs],
    }


def _write_sheets(
    folder: Path, split: str, world: World, sample: Transfers, frames: Tensor
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    titles = [
        f"{world.steps[a].action} {world.steps[a].object} -> {world.steps[b].object}"
        for a, b in zip(sample.shown, sample.due, strict=True)
    ]
    pages = transfer_sheets(sample.demo, sample.true, frames, titles)
    for number, page in enumerate(pages, 1):
        page.save(folder / f"{split}-{number}.png")


# -- tables --------------------------------------------------------------------------------------


def _table(block: Block) -> Iterator[str]:
    yield from ("", f"### Workbench: {SPLITS[block.split]}", "", f"Tested: {block.cases}.", "")
    yield "|  | " + " | ".join(head for _, head, _ in COLUMNS) + " | of ceiling | s |"
    yield "| --- |" + " ---: |" * (len(COLUMNS) + 2)
    for row in block.rows:
        cells = [_interval(row.values[key], digits, key) for key, _, digits in COLUMNS]
        cells += [f"{block.share(row.name):.2f}", f"{row.seconds:.1f}"]
        yield f"| {row.name} | {' | '.join(cells)} |"


def _interval(values: Sequence[float], digits: int, key: str) -> str:
    """The mean; for what goals speak of also its 95 % interval over cases."""
    found = metrics.bootstrap_interval(values)
    if not math.isfinite(found.mean):
        return "–"
    text = f"{found.mean:.{digits}f}"
    if key in ("action", "timing", "leak"):
        text += f" [{found.low:.{digits}f}, {found.high:.{digits}f}]"
    return text


def _probe_table(probes: Sequence[Probe]) -> Iterator[str]:
    yield from ("### What can be read from the latents (linear probes)", "")
    yield from ("|  | latents | right | chance | tested |", "| --- | --- | ---: | ---: | ---: |")
    for p in probes:
        yield f"| {p.what} | {p.latents} | {p.accuracy:.2f} | {p.chance:.2f} | {p.tested} |"


def _check_table(checks: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    names = list(dict.fromkeys(name for row in checks.values() for name in row))
    yield from ("### Checks that need no truth", "", "|  | " + " | ".join(names) + " |")
    yield "| --- |" + " ---: |" * len(names)
    for setting, row in checks.items():
        yield f"| {setting} | " + " | ".join(f"{row[name]:.2f}" for name in names) + " |"


def goals(found: Findings) -> list[str]:
    """One line each: what was hoped for and whether it came out."""
    block = next(one for one in found.blocks if one.split == "pairings")
    ours = next(row for row in block.rows if row.name == OURS)
    lines = [
        _goal("action accuracy, share of the ceiling", block.share(OURS), 0.9),
        _goal("timing", ours.mean("timing"), 0.8),
        _goal("leak", ours.mean("leak"), 0.01, more=False),
    ]
    for row in block.rows:
        if row.name == "none":
            times = metrics.share(row.mean("leak"), max(ours.mean("leak"), 1e-4))
            lines.append(_goal("leak without the bottleneck, times ours", times, 3.0))
    for one in found.probes:
        if one.latents == "delta" and one.what != "action":
            above = one.accuracy - one.chance
            says = f"linear probe for {one.what} on delta, above chance"
            lines.append(_goal(says, above, 0.05, more=False))
    for name, limit in (("16 frames", 4.0), ("encoding 100 frames", 1.0)):
        if name in found.speed:
            lines.append(_goal(f"{name}, s", found.speed[name], limit, more=False))
    return lines


def _goal(says: str, value: float, limit: float, more: bool = True) -> str:
    hit = value >= limit if more else value <= limit
    sign = "≥" if more else "≤"
    return f"- {says}: {value:.2f} (goal {sign} {limit:g}): {'reached' if hit else 'NOT reached'}"


# -- command line --------------------------------------------------------------------------------


def run(
    world_folder: Path,
    out: Path,
    weights: Path | None = None,
    variants: Mapping[str, Path] | None = None,
    *,
    cases: int = 60,
    seed: int = 0,
    judge_steps: int = Course.steps,
    report: Report | None = None,
) -> Findings:
    """Everything, from weights to the files in `out`; the judge is kept there too."""
    from generators.training.delta import recipe as recipes
    from generators.training.features import TextEncoder
    from generators.weights.listing import HERE

    world = World.load(world_folder)
    transfer, entry = shipped.load(weights or HERE)
    others = {name: shipped.load(folder)[0] for name, folder in (variants or {}).items()}
    times = timed(transfer)  # first, while nothing else is at work
    variation = recipes.load(entry.recipe).variation
    course = Course(judge_steps, variation=variation)
    judge, facts = judging.ready(world, out, course, judging.told(report))
    small, _ = speed.shipped(None)
    settings: dict[str, Make] = {
        TRUTH: true_renders,
        OURS: by(transfer, seed),
        "16 steps": by(few_steps(transfer, 16), seed),
        **{name: by(one, seed) for name, one in others.items()},
        "another action's demonstration": by_another_action(transfer, world, seed),
        "no demonstration": by_no_demonstration(transfer, seed),
        "text instead (small model)": by_text(small, world, TextEncoder(), seed),
        "motion-warp": by_motion_warp,
        "nearest retrieved": nearest(transfer, world, seed),
        "context standing still": standing_still,
    }
    blocks = evaluate(
        world, judge, settings, cases=cases, seed=seed, variation=variation,
        sheets=out / "sheets", report=report,
    )  # fmt: skip
    sample = transfers(world, "pairings", min(cases, 24), seed, variation)
    checks = {name: without_truth(one, sample) for name, one in {OURS: transfer, **others}.items()}
    found = Findings(
        blocks,
        tuple(probed(world, transfer, variation, seed=seed)),
        checks,
        {
            "weights": entry.digest,
            "recipe": entry.recipe,
            "commit": speed.commit(),
            "machine": speed.machine(),
            "seed": seed,
            "world": f"{world.domain}, {len(world.steps)} steps",
            "variants": ", ".join(others) or "none",
            "judge": f"{judge_steps} steps; right on fresh clips: "
            + ", ".join(f"{h} {facts['accuracy'][f'clip {h}']:.2f}" for h in ("action", "object")),
        },
        times,
    )
    write(found, out)
    return found


def without_truth(transfer: Transfer, sample: Transfers) -> dict[str, float]:
    return {
        "cut spike": float(np.median(cut_spikes(transfer, sample))),
        "cycle ratio": float(np.median(cycles(transfer, sample))),
    }


def timed(transfer: Transfer, again: int = 3) -> dict[str, float]:
    """The fastest of `again`, on as many threads as there are; decoding is not counted."""
    import torch

    film = np.random.default_rng(0).integers(0, 255, (16, 256, 384, 3), dtype=np.uint8)
    long = torch.zeros(1, 112, 3, 128, 128).split(16, 1)  # 100 frames, in whole windows
    acts: dict[str, Callable[[], object]] = {
        "16 frames": lambda: transfer.carried([film], film[0]),
        "encoding 100 frames": lambda: [transfer.latents(part) for part in long],
    }
    out = {}
    for name, act in acts.items():
        times = []
        for _ in range(again + 1):
            start = time.perf_counter()
            with torch.no_grad():
                act()
            times.append(time.perf_counter() - start)
        out[name] = min(times[1:])
    return out


def write(found: Findings, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "table.json").write_text(json.dumps(plain(found.as_data()), indent=1), "utf-8")
    (out / "table.md").write_text(found.markdown(), "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--world", type=Path, required=True, help="folder of record.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="folder with manifest.toml; the shipped one")
    parser.add_argument("--variant", action="append", default=[], help="NAME=FOLDER of weights")
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--judge-steps", type=int, default=Course.steps)
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    pairs = (one.partition("=") for one in given.variant)
    run(
        given.world,
        given.out,
        given.weights,
        {name: Path(folder) for name, _, folder in pairs},
        cases=given.cases,
        seed=given.seed,
        judge_steps=given.judge_steps,
        report=lambda what, share: log.info("%3.0f %% %s", 100 * share, what),
    )


if __name__ == "__main__":
    main()
