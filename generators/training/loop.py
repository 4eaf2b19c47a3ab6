"""The loop in which every model of ours is trained: resumable, deterministic from the seed.

A run is a folder: `state.pt` (all that resuming needs, written by rename), `losses.csv`,
`curve.png`, `run.json` and what the task shows of itself. Needs torch and numpy only.
"""

from __future__ import annotations

import copy
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from generators.device import best_device
from generators.small.sampler import fast_bf16
from generators.training.optim import average, optimisers
from generators.training.recipe import Finish, Optimisation, RecipeError
from generators.training.sheets import curve

Report = Callable[[int, int, float, float], None]  # step, of, loss, images/s
SAVE_EVERY = 300.0  # seconds


class Task(Protocol):
    """What is trained, and on what."""

    name: str  # of the recipe
    seed: int
    device: torch.device
    optimisation: Optimisation
    finish: Finish
    images: int  # learned from in one update

    def new(self) -> nn.Module:
        """An untrained model on the device; its first weights come from torch's generator."""
        ...

    def loss(self, state: State, rng: np.random.Generator, noise: torch.Generator) -> Tensor:
        """Of the update `state.step`; both generators depend on seed and step alone."""
        ...

    def show(self, model: nn.Module, out: Path) -> None:
        """Sample sheets of the averaged model."""
        ...

    def facts(self) -> dict[str, Any]:
        """The recipe, for run.json."""
        ...


@dataclass
class State:
    """What is trained. `model` moves, `slow` is its average, which is what ships."""

    model: nn.Module
    slow: nn.Module
    optimisers: list[torch.optim.Optimizer]
    step: int = 0
    seconds: float = 0.0
    images: int = 0  # learned from, each time one was
    start: str = ""  # what it began with: another run's recipe and steps
    teacher: nn.Module | None = None  # of the finish: the average at its start

    def for_finish(self) -> nn.Module:
        """The teacher; at the finish's first step the average becomes it, and the model too."""
        if self.teacher is None:
            self.teacher = copy.deepcopy(self.slow)
            self.model.load_state_dict(self.slow.state_dict())
        return self.teacher


def begin(task: Task) -> State:
    torch.manual_seed(task.seed)
    model = task.new()
    slow = copy.deepcopy(model).requires_grad_(False)
    return State(model, slow, fresh_optimisers(task, model))


def start_from(state: State, run: Path) -> None:
    """Begin with the averaged weights of another run, or with shipped ones (a folder that holds a
    manifest); parts that they do not have stay new.

    Raises RecipeError where that model is another one, WeightsError for damaged weights.
    """
    weights, state.seconds, state.images, state.start = _start(run)  # all that a model took
    for model in (state.model, state.slow):
        own = model.state_dict()
        wrong = [k for k, v in weights.items() if k not in own or own[k].shape != v.shape]
        if wrong:
            raise RecipeError(f"The model of {run} has another {wrong[0]!r}: start anew.")
        model.load_state_dict(weights, strict=False)


def _start(run: Path) -> tuple[dict[str, Tensor], float, int, str]:
    """(weights, seconds, images, what they are called)."""
    if (run / "manifest.toml").is_file():
        from generators.weights import load

        tensors, entry = load("small", run)
        trained = entry.trained
        name = f"{entry.recipe}, {trained['steps']} steps ({entry.digest[:8]})"
        return dict(tensors), 60.0 * trained["minutes"], int(trained["images"]), name
    content = torch.load(run / "state.pt", map_location="cpu", weights_only=True)
    facts = json.loads((run / "run.json").read_text("utf-8"))
    name = f"{facts['recipe']['name']}, {content['step']} steps"
    return content["slow"], content["seconds"], content["images"], name


def rate(optimisation: Optimisation, finish: Finish, step: int) -> float:
    """Share of the learning rates: warm-up, constant, linear cool-down, then the finish."""
    o = optimisation
    if step >= o.steps:
        left = 1 - (step - o.steps) / max(1, finish.updates)
        return finish.lr * max(left, 0.0)
    up = min(1.0, (step + 1) / max(1, o.warm_up))
    return up * min(1.0, (o.steps - step) / max(1.0, o.cool_down * o.steps))


def train(
    task: Task,
    out: Path,
    resume: bool = False,
    minutes: float = float("inf"),
    report: Report | None = None,
    start: Path | None = None,
) -> State:
    """Trains to the recipe's end or for `minutes`; either way the run can be resumed or shipped.

    `start`: folder of another run whose weights this one begins with.
    """
    out.mkdir(parents=True, exist_ok=True)
    state = restore(task, out) if resume else begin(task)
    if start and not resume:
        start_from(state, start)
    losses = _losses(out, state.step)
    # A checkpoint's rates are its schedule's; the recipe's are those of fresh optimisers.
    fresh = fresh_optimisers(task, state.model)
    rates = [[group["lr"] for group in o.param_groups] for o in fresh]
    end = task.optimisation.steps + task.finish.updates
    began = saved = last = time.monotonic()
    while state.step < end and time.monotonic() - began < 60 * minutes:
        share = rate(task.optimisation, task.finish, state.step)
        for optimiser, base in zip(state.optimisers, rates, strict=True):
            for group, lr in zip(optimiser.param_groups, base, strict=True):
                group["lr"] = lr * share
        losses.append(update(task, state))
        now = time.monotonic()
        state.seconds += now - last
        speed = task.images / (now - last)
        last = now
        if report:
            report(state.step, end, losses[-1], speed)
        if now - saved > SAVE_EVERY:
            keep(task, state, out, losses)
            saved = last = time.monotonic()
    keep(task, state, out, losses)
    return state


def fresh_optimisers(task: Task, model: nn.Module) -> list[torch.optim.Optimizer]:
    o = task.optimisation
    return optimisers(model, o.matrix_lr, o.other_lr, o.weight_decay)


def update(task: Task, state: State) -> float:
    """One step of the optimisers; gives the loss."""
    rng = np.random.default_rng([task.seed, 3, state.step])
    noise = torch.Generator().manual_seed(task.seed * 2**32 + state.step)
    state.model.train()
    with torch.autocast(task.device.type, torch.bfloat16, enabled=fast_bf16(task.device)):
        loss = task.loss(state, rng, noise)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.model.parameters(), task.optimisation.clip)
    for optimiser in state.optimisers:
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
    keep_share = min(task.optimisation.average, (1 + state.step) / (10 + state.step))
    average(state.slow, state.model, keep_share)
    state.step += 1
    state.images += task.images
    return float(loss.detach())


# -- files ---------------------------------------------------------------------------------------


def keep(task: Task, state: State, out: Path, losses: list[float]) -> None:
    """Checkpoint, curve and samples; a run that is stopped in between keeps the last ones."""
    content = {
        "model": state.model.state_dict(),
        "slow": state.slow.state_dict(),
        "teacher": state.teacher.state_dict() if state.teacher else None,
        "optimisers": [o.state_dict() for o in state.optimisers],
        "step": state.step,
        "seconds": state.seconds,
        "images": state.images,
        "start": state.start,
    }
    torch.save(content, out / "state.new")
    os.replace(out / "state.new", out / "state.pt")
    (out / "losses.csv").write_text("\n".join(f"{x:.6g}" for x in losses), "utf-8")
    facts = {"recipe": task.facts(), "step": state.step, "seconds": state.seconds}
    (out / "run.json").write_text(json.dumps(facts, indent=1), "utf-8")
    curve(losses, out / "curve.png")
    state.slow.eval()
    task.show(state.slow, out)


def restore(task: Task, out: Path) -> State:
    """Raises FileNotFoundError when there is no run to resume."""
    state = begin(task)
    content = torch.load(out / "state.pt", map_location=task.device, weights_only=True)
    state.model.load_state_dict(content["model"])
    state.slow.load_state_dict(content["slow"])
    for optimiser, stored in zip(state.optimisers, content["optimisers"], strict=True):
        optimiser.load_state_dict(stored)
    if content["teacher"]:
        state.teacher = copy.deepcopy(state.slow)
        state.teacher.load_state_dict(content["teacher"])
    for name in ("step", "seconds", "images", "start"):
        setattr(state, name, content[name])
    return state


def _losses(out: Path, steps: int) -> list[float]:
    path = out / "losses.csv"
    if not steps or not path.is_file():
        return []
    return [float(x) for x in path.read_text("utf-8").split()][:steps]


# -- on a command line ---------------------------------------------------------------------------


def device_of(wanted: str) -> str:
    """'auto' is CUDA where there is one. Raises RecipeError for a device that is not here."""
    if wanted == "auto":
        return best_device()
    if wanted.startswith("cuda") and not torch.cuda.is_available():
        raise RecipeError(f"There is no CUDA device for {wanted!r} here: use 'cpu'.")
    return wanted


def progress_bar() -> Report:
    """Loss and images per second on one line."""
    from tqdm import tqdm

    bar: Any = None

    def report(step: int, of: int, loss: float, speed: float) -> None:
        nonlocal bar
        if bar is None or step <= bar.n:  # the next stage of a run begins anew
            bar = tqdm(total=of, initial=step - 1, unit="step", mininterval=2.0)
        bar.set_postfix_str(f"loss {loss:.4f}, {speed:.0f} images/s", refresh=False)
        bar.update(step - bar.n)

    return report
