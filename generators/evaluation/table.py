"""The tables as Markdown and as data, with what was hoped for and whether it came out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from generators.evaluation import metrics
from generators.evaluation.cases import SPLITS
from generators.evaluation.scores import Outcome, difference

NONE = "–"
GOALS = (  # kind, what it says, measure, limit, whether more is better
    ("image", "step accuracy, share of the ceiling", "share", 0.85, True),
    ("clip", "step accuracy, share of the ceiling", "share", 0.80, True),
    ("image", "state-regression rate", "regression", 0.05, False),
    ("image", "sharpness ratio", "sharpness", 0.90, True),
)
ORDERS = (  # kind, better, worse, column
    ("image", "", "one joined text", "both"),
    ("image", "", "each after the one before", "scene"),
    ("image", "", "each after the one before", "between"),
    ("image", "without the initial image", "each after the one before, without it", "between"),
    ("image", "", "each after the one before", "kept state"),
    ("image", "", "each after the one before", "end"),
    ("image", "", "each alone", "between"),
    ("image", "", "each alone", "kept state"),
    ("image", "", "without the initial image", "scene"),
    ("image", "", "copy of the scene", "both"),
    ("image", "", "nearest retrieved", "both"),
    ("image", "", "one-shot regression", "both"),
    ("clip", "", "key-step image standing still", "action"),
    ("clip", "", "nearest retrieved", "both"),
    ("clip", "", "one-shot regression", "both"),
)
NAMES = {
    "action": "action",
    "both": "action and object",
    "end": "end state",
    "kept state": "no regression",
    "scene": "scene kept",
    "between": "scene between steps",
}
ENOUGH = 0.95  # of 64 steps' accuracy, for 4


@dataclass(frozen=True)
class Block:
    """All settings on one sample; the first outcome is that of true renders."""

    kind: str
    split: str
    outcomes: tuple[Outcome, ...]
    tested: str = ""  # what the tested steps are, in words

    def find(self, name: str) -> Outcome | None:
        return next((one for one in self.outcomes if one.setting.name == name), None)

    def share(self, outcome: Outcome, column: str = "both") -> float:
        """Of the accuracy on true renders of the same cases; nan where that is 0."""
        ceiling = self.outcomes[0].mean(column, outcome.cases)
        return metrics.share(outcome.mean(column), ceiling)


@dataclass(frozen=True)
class Table:
    """`about`: weights, commit, machine, seed, judge; `speed`: measured seconds and memory."""

    blocks: tuple[Block, ...]
    ours: str
    truth: str
    about: Mapping[str, Any] = field(default_factory=dict)
    speed: Mapping[str, Any] = field(default_factory=dict)

    def markdown(self) -> str:
        parts = [
            *_about(self.about),
            *(line for block in self.blocks for line in _block(block)),
            "### Goals on held-out combinations",
            "",
            *self.goals(),
            "",
            "### How the order compares with what the papers report",
            "",
            *self.orders(),
            "",
            *_speed(self.speed),
            *NOTES,
        ]
        return "\n".join(parts) + "\n"

    def as_data(self) -> dict[str, Any]:
        """Plain data: a mean, interval and count per column; null for what is not finite."""
        return plain(
            {
                "about": dict(self.about),
                "speed": dict(self.speed),
                "blocks": [
                    {
                        "kind": b.kind,
                        "split": b.split,
                        "tested": b.tested,
                        "rows": [_data(b, one) for one in b.outcomes],
                    }
                    for b in self.blocks
                ],
                "goals": self.goals(),
                "orders": self.orders(),
            }
        )

    def goals(self) -> list[str]:
        """One line per goal: what was reached."""
        return [*self._goals(), *self._few_steps()]

    def _goals(self) -> Iterator[str]:
        for kind, says, measure, limit, more in GOALS:
            if found := self._ours(kind):
                value = _measure(*found, measure)
                hit = value >= limit if more else value <= limit
                sign = "≥" if more else "≤"
                yield f"- {kind}s, {says}: {_2(value)} (goal {sign} {limit}): {_reached(hit)}"

    def _few_steps(self) -> Iterator[str]:
        for kind in ("image", "clip"):
            found = self._ours(kind)
            many = found[0].find("64 steps") if found else None
            if found and many:
                few = found[1].mean("both", many.cases)
                value = metrics.share(few, many.mean("both"))
                hit = _reached(value >= ENOUGH)
                yield (
                    f"- {kind}s, 4 steps as share of 64 (the same {many.images}): "
                    f"{_2(value)} (goal ≥ {ENOUGH}): {hit}"
                )

    def orders(self) -> list[str]:
        """One line per comparison, paired on the cases that both made."""
        return list(self._orders())

    def _orders(self) -> Iterator[str]:
        for kind, better, worse, column in ORDERS:
            found = self._ours(kind)
            if found is None:
                continue
            first, second = found[0].find(better or self.ours), found[0].find(worse)
            if first and second:
                gap = difference(first, second, column)
                yield (
                    f"- {kind}s, {NAMES[column]}: {better or self.ours} against {worse}: "
                    f"{gap.mean:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]: {_verdict(gap)}"
                )

    def _ours(self, kind: str) -> tuple[Block, Outcome] | None:
        for block in self.blocks:
            if block.kind == kind and block.split == "held-out" and (o := block.find(self.ours)):
                return block, o
        return None


def _measure(block: Block, outcome: Outcome, name: str) -> float:
    if name == "share":
        return block.share(outcome)
    return outcome.sharpness if name == "sharpness" else outcome.mean(name)


def _reached(hit: bool) -> str:
    return "reached" if hit else "NOT reached"


def _verdict(gap: metrics.Interval) -> str:
    if math.isnan(gap.mean):
        return "nothing to compare"
    if gap.low > 0:
        return "comes out"
    return "the other way round" if gap.high < 0 else "not decided at this size"


def plain(value: Any) -> Any:
    """JSON knows neither nan nor infinity: null."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _data(block: Block, outcome: Outcome) -> dict[str, Any]:
    return {
        "setting": asdict(outcome.setting),
        "cases": outcome.cases,
        "tested": outcome.images,
        "share_of_ceiling": block.share(outcome),
        "columns": {name: asdict(c.interval()) for name, c in outcome.columns.items()},
        "sharpness": outcome.sharpness,
        "frechet": outcome.frechet,
        "seconds": outcome.seconds,
    }


# -- Markdown ----------------------------------------------------------------------------------

IMAGE_COLUMNS = ("n", "action", "object", "both", "of ceiling", "all four", "scene kept",
                 "between steps", "regression", "end state", "sharpness",
                 "Fréchet", "PSNR dB", "s")  # fmt: skip
CLIP_COLUMNS = ("n", "action", "object", "both", "of ceiling", "all four", "scene kept",
                "between frames", "end state", "sharpness", "Fréchet",
                "PSNR dB", "motion px", "s")  # fmt: skip
NOTES = (
    "Settings change what the trained model is given or how often it looks; none was trained for "
    "itself. Clips start from their key-step image, which is generated with the rest of the skill "
    "unless the row says otherwise.",
    "",
    "Step accuracy: the judge, a small classifier trained on renders of all combinations in scenes "
    "of its own, names action and object; [..] is a 95 % bootstrap interval over combinations (of "
    "other columns, over sequences). All four: instrument and target too. Of ceiling: of its "
    "accuracy on true renders of the same steps. One joined text is something "
    "that training never saw, so its distance is an upper reading. Scene kept: share of the pixels "
    "that the truth leaves empty which keep the place's colour within 24/255; between: which two "
    "neighbours share. Regression: the judge prefers a state that was left behind to the one that "
    "is due. Fréchet: on the judge's penultimate features, against renders of the same steps in "
    "other scenes; it falls with n, so compare only rows of equal n. Motion: px of the 128 px "
    "frame from the exact centre of what is moved; 24 = not found. s: seconds per sequence or "
    "clip in batches of four; a clip's time does not count its key-step image.",
)


def _about(about: Mapping[str, Any]) -> Iterator[str]:
    for name, value in about.items():
        if name == "judge":
            hits = ", ".join(f"{k} {_2(v)}" for k, v in value.get("accuracy", {}).items())
            trained = f"seed {value.get('seed')}, {value.get('steps')} steps"
            yield f"- judge: {trained}; right on fresh renders: {hits}"
        else:
            yield f"- {name}: {value}"
    if about:
        yield ""


def _block(block: Block) -> Iterator[str]:
    names = IMAGE_COLUMNS if block.kind == "image" else CLIP_COLUMNS
    what = "Key-step images" if block.kind == "image" else "Clips"
    yield f"### {what}: {SPLITS[block.split]}"
    yield ""
    if block.tested:
        yield f"Tested: {block.tested}."
        yield ""
    yield _line(["", *names])
    yield _line(["---", *(["---:"] * len(names))])
    for outcome in block.outcomes:
        yield _line([outcome.setting.name, *_cells(block, outcome)])
    yield ""


def _cells(block: Block, one: Outcome) -> list[str]:
    interval = one.columns["both"].interval()
    start = [
        str(one.images),
        _2(one.mean("action")),
        _2(one.mean("object")),
        f"{_2(interval.mean)} [{_2(interval.low)}, {_2(interval.high)}]",
        _2(block.share(one)),
        _2(one.mean("all")),
        _3(one.mean("scene")),
        _3(one.mean("between")),
    ]
    image = block.kind == "image"
    middle = [_2(one.mean("regression"))] if image else []
    middle += [_2(one.mean("end")), _2(one.sharpness), _1(one.frechet), _1(one.mean("psnr"))]
    return start + middle + ([] if image else [_1(one.mean("motion"))]) + [_1(one.seconds)]


def _speed(speed: Mapping[str, Any]) -> Iterator[str]:
    """`speed`: precision -> what -> value."""
    if not speed:
        return
    yield "### Speed, 4 steps, one sequence at a time"
    yield ""
    yield _line(["", "8 key-step images, s", "16-frame clip, s", "peak memory, MiB"])
    yield _line(["---", "---:", "---:", "---:"])
    for precision, row in speed.items():
        values = [_2(row["images_s"]), _2(row["clip_s"]), f"{row['peak_mib']:.0f}"]
        yield _line([precision, *values])
    yield ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _fixed(value: float, digits: int) -> str:
    if math.isnan(value):
        return NONE
    return "∞" if math.isinf(value) else f"{value:.{digits}f}"


def _1(value: float) -> str:
    return _fixed(value, 1)


def _2(value: float) -> str:
    return _fixed(value, 2)


def _3(value: float) -> str:
    return _fixed(value, 3)
