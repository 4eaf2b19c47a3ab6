"""The evaluation of the small model: `keystep eval small`.

    python -m generators.evaluation.small --world DIR --out DIR [--weights DIR]

trains or loads the judge, makes images and clips of combinations and procedures that were never
trained in every setting, and writes table.md, table.json and contact sheets. Nothing in the
tables is given without the same measure of true renders (the first row of each).
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import Tensor

from generators.evaluation import judge as judging
from generators.evaluation import speed
from generators.evaluation.cases import Kind, Sample, fresh, sampled
from generators.evaluation.judge import Course, Judge, judged
from generators.evaluation.making import Maker, Setting
from generators.evaluation.scores import Outcome, scored
from generators.evaluation.sheets import clip_sheets, image_sheets
from generators.evaluation.table import Block, Table

if TYPE_CHECKING:
    from generators.small.model import SmallModel
    from generators.training.features import TextEncoder
    from generators.training.world import StepFacts, Variation, World

log = logging.getLogger(__name__)
Report = Callable[[str, float], None]  # (what is being made, fraction 0..1)

OURS = "small, 4 steps"
TRUTH = Setting("true renders", "truth")
FEW = 0.25  # of the cases for settings that take many times as long
IMAGES = (
    TRUTH,
    Setting(OURS),
    Setting("64 steps", steps=64, portion=FEW),
    Setting("8 steps", steps=8, portion=2 * FEW),
    Setting("1 step", steps=1),
    Setting("each after the one before", "in turn", portion=2 * FEW),
    Setting("each alone", "alone"),
    Setting("one joined text", one_text=True),
    Setting("without the initial image", scene=False),
    Setting("each after the one before, without it", "in turn", scene=False, portion=2 * FEW),
    Setting("copy of the scene", "still"),
    Setting("nearest retrieved", "nearest"),
    Setting("one-shot regression", "one-shot"),
)
CLIPS = (
    TRUTH,
    Setting(OURS),
    Setting("64 steps", steps=64, portion=FEW),
    Setting("8 steps", steps=8, portion=2 * FEW),
    Setting("1 step", steps=1),
    Setting("from the true key-step image", key="true"),
    Setting("from text and scene alone", key="none"),
    Setting("without the initial image", scene=False),
    Setting("key-step image standing still", "still"),
    Setting("nearest retrieved", "nearest"),
    Setting("one-shot regression", "one-shot"),
)
SHORT = (
    TRUTH.name,
    OURS,
    "copy of the scene",
    "key-step image standing still",
    "nearest retrieved",
)


def evaluate(
    model: SmallModel,
    world: World,
    judge: Judge,
    encoder: TextEncoder,
    *,
    images: int = 100,
    clips: int = 40,
    seed: int = 0,
    variation: Variation | None = None,
    sheets: Path | None = None,
    report: Report | None = None,
) -> Table:
    """Tables on held-out combinations, and shorter ones on held-out procedures and on what was
    trained. `images` and `clips` are tested per table; half of them in the shorter ones.

    The table knows neither weights nor machine: `dataclasses.replace` it with `about` and `speed`.
    """
    maker = Maker(world, model, encoder, seed)
    plans = list(_plans(images, clips))
    blocks = []
    for number, (kind, split, count, settings) in enumerate(plans):
        share = _part(report, number, len(plans))
        folder = sheets if number < 2 else None
        sample = sampled(world, kind, split, count, seed, variation)
        blocks.append(_block(maker, world, judge, sample, settings, seed, folder, share))
    return Table(tuple(blocks), ours=OURS, truth=TRUTH.name)


def _plans(images: int, clips: int) -> Iterator[tuple[Kind, str, int, Sequence[Setting]]]:
    yield "image", "held-out", images, IMAGES
    yield "clip", "held-out", clips, CLIPS
    for split in ("held-out-procedure", "train"):
        yield "image", split, max(2, images // 2), [one for one in IMAGES if one.name in SHORT]
        yield "clip", split, max(2, clips // 2), [one for one in CLIPS if one.name in SHORT]


def _block(
    maker: Maker,
    world: World,
    judge: Judge,
    sample: Sample,
    settings: Sequence[Setting],
    seed: int,
    sheets: Path | None,
    report: Report,
) -> Block:
    reference = judged(judge, sample.shown(fresh(world, sample, seed))).features.double().numpy()
    keys = maker.key_images(sample) if sample.kind == "clip" else None
    outcomes: list[Outcome] = []
    for number, setting in enumerate(settings):
        report(f"{sample.kind}, {sample.split}: {setting.name}", number / len(settings))
        part = sample.first(max(2, round(setting.portion * len(sample))))
        start = time.perf_counter()
        frames = maker.make(part, setting, keys)
        seconds = (time.perf_counter() - start) / len(part)
        outcomes.append(scored(world, judge, part, setting, frames, reference, seconds))
        if sheets and setting.name == OURS:
            _write_sheets(sheets, world, part, frames)
    return Block(sample.kind, sample.split, tuple(outcomes), tested(sample.facts(world)))


def tested(steps: Sequence[StepFacts]) -> str:
    """How many steps, how many different ones, and of which actions: where all are of one action,
    a picture of nothing may be taken for it too."""
    actions = Counter(step.action for step in steps).most_common()
    different = len({(s.action, s.object, s.instrument, s.target) for s in steps})
    listed = ", ".join(f"{action} {count}" for action, count in actions)
    return f"{len(steps)} steps, {different} different; actions: {listed}"


def _write_sheets(folder: Path, world: World, sample: Sample, frames: Tensor) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    titles = [" ".join(filter(None, (s.action, s.object))) for s in sample.facts(world)]
    draw = clip_sheets if sample.kind == "clip" else image_sheets
    pages = draw(sample.shown(sample.true), sample.shown(frames), titles)
    for number, page in enumerate(pages, 1):
        page.save(folder / f"{sample.kind}s-{number}.png")


def _part(report: Report | None, number: int, count: int) -> Report:
    """The progress of one block, as progress of the whole."""
    return lambda what, share: report(what, (number + share) / count) if report else None


# -- command line ------------------------------------------------------------------------------


def run(
    world_folder: Path,
    out: Path,
    weights: Path | None = None,
    *,
    images: int = 100,
    clips: int = 40,
    seed: int = 0,
    judge_steps: int = Course.steps,
    report: Report | None = None,
) -> Table:
    """Everything, from the shipped weights to the files in `out`; the judge is kept there too.

    Scenes vary as they did in the recipe of the weights, for the judge too.
    """
    from generators.training import recipe as recipes
    from generators.training.features import TextEncoder
    from generators.training.world import World

    world = World.load(world_folder)
    model, entry = speed.shipped(weights)
    times = speed.measured(weights)  # first, while nothing else is in memory or at work
    variation = recipes.load(entry.recipe).variation
    course = Course(judge_steps, variation=variation)
    judge, facts = judging.ready(world, out, course, judging.told(report))
    table = evaluate(
        model,
        world,
        judge,
        TextEncoder(),
        images=images,
        clips=clips,
        seed=seed,
        variation=variation,
        sheets=out / "sheets",
        report=report,
    )
    about = {
        "weights": entry.digest,
        "recipe": entry.recipe,
        "commit": speed.commit(),
        "machine": speed.machine(),
        "seed": seed,
        "world": f"{world.domain}, {len(world.steps)} steps, {len(world.skills)} skills",
        "judge": facts,
    }
    table = replace(table, about=about, speed=times)
    write(table, out)
    return table


def write(table: Table, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "table.json").write_text(json.dumps(table.as_data(), indent=1), "utf-8")
    (out / "table.md").write_text(table.markdown(), "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints nothing but log lines; the tables are files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--world", type=Path, required=True, help="folder of record.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="folder with manifest.toml; the shipped one")
    parser.add_argument("--images", type=int, default=100)
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--judge-steps", type=int, default=Course.steps)
    given: dict[str, Any] = vars(parser.parse_args(arguments))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    run(
        given.pop("world"),
        given.pop("out"),
        given.pop("weights"),
        report=_logged(),
        **given,
    )


def _logged(every: float = 10.0) -> Report:
    """A line when something new begins, and else every ten seconds."""
    said: dict[str, Any] = {"what": "", "at": 0.0}

    def report(what: str, share: float) -> None:
        now, name = time.monotonic(), what.partition(",")[0] if "loss" in what else what
        if name != said["what"] or now - said["at"] > every:
            said.update(what=name, at=now)
            log.info("%3.0f %% %s", 100 * share, what)

    return report


if __name__ == "__main__":
    main()
