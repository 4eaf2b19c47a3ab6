"""Seconds and peak memory of the shipped model, each precision in a process of its own.

    python -m generators.evaluation.speed [--weights DIR] [--float32]

A process of its own, because peak memory never goes down again, and because what else is loaded
would count. Text encoder, model and sampling are counted; enlarging is not.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from generators.small.model import Condition, SmallModel
    from generators.weights import Entry

STEPS = 4
AGAIN = 3  # measurements, of which the fastest counts: what else runs can only slow them down
TEXTS = tuple(f"Pour the water from the kettle into the cup, part {n}." for n in range(1, 9))


def measured(weights: Path | None) -> dict[str, Any]:
    """Precision -> {"images_s", "clip_s", "peak_mib"}; the faster precision where there is one."""
    from generators.small.sampler import fast_bf16

    names = {"float32": ["--float32"]}
    if _has_bf16(fast_bf16):
        names = {f"bf16 ({_units()})": [], **names}
    where = ["--weights", str(weights)] if weights else []
    return {name: _in_own_process([*where, *options]) for name, options in names.items()}


def _has_bf16(fast_bf16: Any) -> bool:
    import torch

    return bool(fast_bf16(torch.device("cpu")))


def _in_own_process(options: Sequence[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", __spec__.name, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def shipped(weights: Path | None) -> tuple[SmallModel, Entry]:
    """The model of the manifest in `weights`, the shipped ones when None. Raises WeightsError."""
    from generators.small.model import SmallConfig, SmallModel
    from generators.weights import into, load
    from generators.weights.listing import HERE

    tensors, entry = load("small", weights or HERE)
    model = SmallModel(SmallConfig.of(entry.config))
    into(model, tensors, "small")
    return model.eval(), entry


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes one line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--float32", action="store_true")
    given = parser.parse_args(arguments)
    from generators.training.features import TextEncoder

    model, _ = shipped(given.weights)
    with precision(given.float32):
        row = timed(model, TextEncoder())
    sys.stdout.write(json.dumps(row) + "\n")


@contextmanager
def precision(float32: bool) -> Iterator[None]:
    """Sampling without bf16, as on a CPU that has no instructions for it."""
    if not float32:
        yield
        return
    with mock.patch("generators.small.sampler.fast_bf16", return_value=False):
        yield


def timed(model: SmallModel, encoder: Any, again: int = AGAIN) -> dict[str, float]:
    """The fastest of `again`, after one to warm up; memory is this process's peak, MiB."""
    from generators.small.sampler import sample

    out: dict[str, float] = {}
    for name, texts, mode in (("images_s", TEXTS, "key_step"), ("clip_s", TEXTS[:1] * 16, "clip")):
        times = []
        for _ in range(again + 1):
            start = time.perf_counter()
            sample(model, _condition(model, encoder, texts, mode), STEPS)
            times.append(time.perf_counter() - start)
        out[name] = min(times[1:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB on Linux
    return {**out, "peak_mib": peak / 1024}


def _condition(model: SmallModel, encoder: Any, texts: Sequence[str], mode: Any) -> Condition:
    import torch

    from generators.small.model import Condition

    states, mask = encoder(texts)
    size = model.config.size
    return Condition(
        text=states[None].float(),
        text_mask=mask[None],
        positions=torch.arange(len(texts))[None].float(),
        mode=mode,
        scene=torch.zeros(1, 3, size, size),
    )


# -- where and what ----------------------------------------------------------------------------


def machine() -> str:
    """'AMD EPYC, 2 cores, AVX-512 bf16, torch 2.13.0'."""
    import torch

    return f"{_cpu()}, {os.cpu_count()} cores, {_units()}, torch {torch.__version__}"


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), "CPU")


def _units() -> str:
    import torch

    if torch.cpu._is_amx_tile_supported():
        return "AMX"
    return "AVX-512 bf16" if torch.cpu._is_avx512_bf16_supported() else "no bf16"


def commit() -> str:
    """Short hash of the checkout, with + when files are changed; 'unknown' outside of one."""
    here = Path(__file__).parent
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty=+"],
            cwd=here, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


if __name__ == "__main__":
    main()
