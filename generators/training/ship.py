"""From a finished run to shipped weights: `python -m generators.training.ship --run RUN --world W`.

Puts the averaged weights into `generators/weights/` with what the manifest says of them. Scores
come from the evaluation (`--scores table.json`); without one the entry has none.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from generators.training.world import World
from generators.weights import Entry, save
from generators.weights.listing import HERE


def ship(run: Path, world: World, folder: Path = HERE, scores: Path | None = None) -> Entry:
    """Saves the run's averaged weights. Raises WeightsError, FileNotFoundError."""
    content = torch.load(run / "state.pt", map_location="cpu", weights_only=True)
    facts = json.loads((run / "run.json").read_text("utf-8"))
    recipe = facts["recipe"]
    return save(
        "small",
        content["slow"],
        folder,
        config=recipe["model"],
        recipe=recipe["name"],
        trained=trained([content]) | ({"start": content["start"]} if content["start"] else {}),
        scores=scores_of(json.loads(scores.read_text("utf-8"))) if scores else {},
        vocabulary=vocabulary(world),
        licence="Apache-2.0",
        card="small.md",
    )


def trained(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the manifest says of how weights came to be, from the `state.pt` of their runs."""
    return {
        "steps": sum(run["step"] for run in runs),
        "minutes": round(sum(run["seconds"] for run in runs) / 60, 1),
        "machine": machine(),
        "commit": commit(),
        "date": datetime.now(UTC).date().isoformat(),
        "images": sum(run["images"] for run in runs),
    }


def scores_of(table: dict[str, Any]) -> dict[str, Any]:
    """The shipped setting's own figures out of the evaluation's table.json, per kind and split."""
    out: dict[str, Any] = {}
    for block in table["blocks"]:
        row = block["rows"][1]  # the first is that of true renders
        values = {k: row["columns"][k]["mean"] for k in ("both", "scene") if k in row["columns"]}
        values["share_of_ceiling"] = row["share_of_ceiling"]
        values["tested"] = row["tested"]
        name = f"{block['kind']}-{block['split']}"
        out[name] = {k: round(v, 3) for k, v in values.items() if v is not None}
    return out


def vocabulary(world: World) -> dict[str, list[str]]:
    """Actions and things that training has drawn."""
    shown = [step for step in world.steps if step.split == "train"]
    things = {name for s in shown for name in (s.object, s.instrument, s.target) if name}
    return {"actions": sorted({s.action for s in shown}), "things": sorted(things)}


def machine() -> str:
    """'2 x AMD EPYC' or the GPU's name: what the training time was measured on."""
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"{torch.get_num_threads()} x {_processor()}"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = next((line for line in text.splitlines() if line.startswith("model name")), "")
    return found.partition(":")[2].strip() or platform.machine()


def commit() -> str:
    """The commit that the code was at, 'unknown' outside a checkout."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, cwd=HERE, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--world", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=HERE)
    parser.add_argument("--scores", type=Path)
    given: Any = parser.parse_args()
    ship(given.run, World.load(given.world), given.weights, given.scores)


if __name__ == "__main__":
    main()
