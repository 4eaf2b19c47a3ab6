"""The training loop of the small model, one page; resumable, deterministic from the recipe's seed.

`python -m generators.training.train --recipe coffee-cpu --world world --out run [--resume]
[--minutes 60]` needs torch, numpy, transformers and safetensors only. A run is a folder:
`state.pt` (all that resuming needs, written by rename), `losses.csv`, `curve.png`, `sheet-*.png`,
`run.json`. Shipping it is `generators.training.ship`.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from generators.small.model import SmallModel
from generators.small.sampler import fast_bf16, sample
from generators.training import recipe as recipes
from generators.training.batches import Batches
from generators.training.features import TextEncoder
from generators.training.losses import finish_step, flow_step
from generators.training.optim import average, optimisers
from generators.training.recipe import Recipe
from generators.training.sheets import contact_sheet, curve
from generators.training.world import World

Report = Callable[[int, int, float, float], None]  # step, of, loss, images/s
SAVE_EVERY = 300.0  # seconds


@dataclass
class State:
    """What is trained. `model` moves, `slow` is its average, which is what ships."""

    model: SmallModel
    slow: SmallModel
    optimisers: list[torch.optim.Optimizer]
    step: int = 0
    seconds: float = 0.0
    images: int = 0  # learned from, each time one was
    start: str = ""  # what it began with: another run's recipe and steps
    teacher: SmallModel | None = None  # of the finish: the average at its start


def begin(recipe: Recipe, device: str) -> State:
    torch.manual_seed(recipe.seed)
    model = SmallModel(recipe.model).to(device)
    o = recipe.optimisation
    return State(
        model,
        copy.deepcopy(model).requires_grad_(False),
        optimisers(model, o.matrix_lr, o.other_lr, o.weight_decay),
    )


def start_from(state: State, run: Path) -> None:
    """Begin with the averaged weights of another run; parts that it did not have stay new.

    Raises RecipeError where that run's model is another one.
    """
    content = torch.load(run / "state.pt", map_location="cpu", weights_only=True)
    for model in (state.model, state.slow):
        own = model.state_dict()
        wrong = [k for k, v in content["slow"].items() if k not in own or own[k].shape != v.shape]
        if wrong:
            raise recipes.RecipeError(f"The model of {run} has another {wrong[0]!r}: start anew.")
        model.load_state_dict(content["slow"], strict=False)
    # A model's time is all that it took.
    state.seconds, state.images = content["seconds"], content["images"]
    facts = json.loads((run / "run.json").read_text("utf-8"))
    state.start = f"{facts['recipe']['name']}, {content['step']} steps"


def rate(recipe: Recipe, step: int) -> float:
    """Share of the learning rates: warm-up, constant, linear cool-down, then the finish."""
    o = recipe.optimisation
    if step >= o.steps:
        left = 1 - (step - o.steps) / max(1, recipe.finish.updates)
        return recipe.finish.lr * max(left, 0.0)
    up = min(1.0, (step + 1) / max(1, o.warm_up))
    return up * min(1.0, (o.steps - step) / max(1.0, o.cool_down * o.steps))


def train(
    recipe: Recipe,
    world: World,
    encoder: TextEncoder,
    out: Path,
    resume: bool = False,
    minutes: float = float("inf"),
    report: Report | None = None,
    start: Path | None = None,
) -> State:
    """Trains to the recipe's end or for `minutes`; either way the run can be resumed or shipped.

    `start`: folder of another run whose weights this one begins with.
    """
    device = str(world.device)
    out.mkdir(parents=True, exist_ok=True)
    state = restore(recipe, out, device) if resume else begin(recipe, device)
    if start and not resume:
        start_from(state, start)
    batches = Batches(world, encoder, recipe)
    encoder.learn([t for s in world.steps for t in s.sentences])
    losses = _losses(out, state.step)
    rates = [[g["lr"] for g in o.param_groups] for o in optimisers_of(recipe, state)]
    end = recipe.optimisation.steps + recipe.finish.updates
    began = saved = last = time.monotonic()
    while state.step < end and time.monotonic() - began < 60 * minutes:
        for optimiser, base in zip(state.optimisers, rates, strict=True):
            for group, lr in zip(optimiser.param_groups, base, strict=True):
                group["lr"] = lr * rate(recipe, state.step)
        losses.append(update(state, recipe, batches))
        now = time.monotonic()
        state.seconds += now - last
        speed = recipe.data.batch * recipe.data.frames / (now - last)
        last = now
        if report:
            report(state.step, end, losses[-1], speed)
        if now - saved > SAVE_EVERY:
            keep(state, recipe, world, encoder, out, losses)
            saved = last = time.monotonic()
    keep(state, recipe, world, encoder, out, losses)
    return state


def optimisers_of(recipe: Recipe, state: State) -> list[torch.optim.Optimizer]:
    """Fresh ones: their rates are the recipe's, whatever a checkpoint's schedule has left."""
    o = recipe.optimisation
    return optimisers(state.model, o.matrix_lr, o.other_lr, o.weight_decay)


def update(state: State, recipe: Recipe, batches: Batches) -> float:
    """One step of the optimisers; gives the loss."""
    device = batches.world.device
    rng = np.random.default_rng([recipe.seed, 3, state.step])
    noise = torch.Generator().manual_seed(recipe.seed * 2**32 + state.step)
    batch = batches.draw(state.step)
    state.model.train()
    with torch.autocast(device.type, torch.bfloat16, enabled=fast_bf16(device)):
        loss = _loss(state, recipe, batch, rng, noise)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.model.parameters(), recipe.optimisation.clip)
    for optimiser in state.optimisers:
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
    keep_share = min(recipe.optimisation.average, (1 + state.step) / (10 + state.step))
    average(state.slow, state.model, keep_share)
    state.step += 1
    state.images += recipe.data.batch * recipe.data.frames
    return float(loss.detach())


def _loss(
    state: State, recipe: Recipe, batch: Any, rng: np.random.Generator, noise: torch.Generator
) -> Tensor:
    if state.step < recipe.optimisation.steps:
        return flow_step(state.model, batch, rng, noise, recipe.loss)
    if state.teacher is None:
        state.teacher = copy.deepcopy(state.slow)
        state.model.load_state_dict(state.slow.state_dict())
    return finish_step(
        state.model, state.teacher, batch, rng, noise, recipe.finish.steps, recipe.loss.edge
    )


# -- files ---------------------------------------------------------------------------------------


def keep(
    state: State,
    recipe: Recipe,
    world: World,
    encoder: TextEncoder,
    out: Path,
    losses: list[float],
) -> None:
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
    facts = {"recipe": asdict(recipe), "step": state.step, "seconds": state.seconds}
    (out / "run.json").write_text(json.dumps(facts, indent=1), "utf-8")
    curve(losses, out / "curve.png")
    samples(state.slow, recipe, world, encoder, out)


def restore(recipe: Recipe, out: Path, device: str) -> State:
    """Raises FileNotFoundError when there is no run to resume."""
    state = begin(recipe, device)
    content = torch.load(out / "state.pt", map_location=device, weights_only=True)
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


def samples(
    model: SmallModel,
    recipe: Recipe,
    world: World,
    encoder: TextEncoder,
    out: Path,
    count: int = 5,
) -> None:
    """Contact sheets on things held out: true above, generated below."""
    from generators.training.asks import ask_clips, ask_key_steps

    rng = np.random.default_rng(7)
    scenes = world.scenes(count, rng, recipe.variation)
    model.eval()
    skills = [s.steps for s in world.skills if s.split != "train" and len(s.steps) > 2]
    steps = [i for i, s in enumerate(world.steps) if s.split == "held-out"]
    if skills:
        chosen = [skills[int(i)][:8] for i in rng.integers(0, len(skills), count)]
        frames, condition = ask_key_steps(world, encoder, chosen, scenes)
        _sheet(frames.scene, frames.frames, sample(model, condition), out / "sheet-keys.png")
    if steps:
        picks = [steps[int(i)] for i in rng.integers(0, len(steps), count)]
        frames, condition = ask_clips(world, encoder, picks, scenes)
        made = sample(model, condition)[:, ::2]
        _sheet(frames.scene, frames.frames[:, ::2], made, out / "sheet-clips.png")


def _sheet(scene: Tensor, true: Tensor, made: Tensor, path: Path) -> None:
    rows = []
    for b in range(len(scene)):
        rows += [torch.cat([scene[b : b + 1], true[b]]), torch.cat([scene[b : b + 1], made[b]])]
    contact_sheet(rows, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", default="coffee-cpu")
    parser.add_argument("--world", type=Path, required=True, help="folder made by record.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", type=Path, help="another run, whose weights this begins with")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--steps", type=int, help="instead of the recipe's: ends a run earlier")
    parser.add_argument("--encoder", type=Path, default=None, help="folder of an all-MiniLM-L6-v2")
    parser.add_argument("--device", default="auto", help="cpu, cuda or auto")
    given = parser.parse_args()
    device = device_of(given.device)
    world = World.load(given.world, device)
    encoder = TextEncoder(given.encoder, device)
    recipe = recipes.shortened(recipes.load(given.recipe), given.steps)
    bar = progress_bar()
    train(recipe, world, encoder, given.out, given.resume, given.minutes, bar, given.start)


def device_of(wanted: str) -> str:
    """'auto' is CUDA where there is one. Raises RecipeError for a device that is not here."""
    if wanted == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if wanted.startswith("cuda") and not torch.cuda.is_available():
        raise recipes.RecipeError(f"There is no CUDA device for {wanted!r} here: use 'cpu'.")
    return wanted


def progress_bar() -> Report:
    """Loss and images per second on one line."""
    from tqdm import tqdm

    bar: Any = None

    def report(step: int, of: int, loss: float, speed: float) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(total=of, initial=step - 1, unit="step", mininterval=2.0)
        bar.set_postfix_str(f"loss {loss:.4f}, {speed:.0f} images/s", refresh=False)
        bar.update(step - bar.n)

    return report


if __name__ == "__main__":
    main()
