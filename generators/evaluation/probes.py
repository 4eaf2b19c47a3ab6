"""What action latents hold that they should not, and checks that need no exact truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from generators.delta.bottleneck import BOTTLENECKS, Bottleneck, latents
from generators.delta.measures import cut_spike
from generators.delta.transfer import Transfer
from generators.evaluation.transferring import by
from generators.evaluation.transfers import Transfers, labelled
from generators.training.scenes import Variation
from generators.training.world import StepFacts, World

RIDGE = 30.0  # times the identity, on standardised numbers
GRID = 4  # places along one edge that a probe is shown
FULL = "told to the generator"  # what is left after the low-capacity latent


@dataclass(frozen=True)
class Probe:
    """A linear reader's accuracy on clips that it has not seen, and that of always naming the
    most frequent word."""

    what: str  # "action", "object" or "place"
    latents: str  # a bottleneck, or FULL
    accuracy: float
    chance: float
    tested: int


def probed(
    world: World,
    transfer: Transfer,
    variation: Variation,
    clips: int = 360,
    seed: int = 0,
) -> list[Probe]:
    """Linear probes on every kind of latents of this encoder: action and place over all trained
    steps, the object among pours alone, since elsewhere an action names its object."""
    rng = np.random.default_rng((seed, 17))
    steps = _even(world, rng, clips)
    frames, places = labelled(world, steps, rng, variation)
    kinds = list(BOTTLENECKS) if transfer.predictor else [k for k in BOTTLENECKS if k != "delta"]
    shown = {kind: _read(transfer, frames, kind) for kind in (*kinds, FULL)}
    facts = [world.steps[i] for i in steps]
    pours = [k for k, f in enumerate(facts) if f.action == _commonest(facts)]
    words = {
        "action": (list(range(len(facts))), [f.action for f in facts]),
        "object": (pours, [facts[k].object for k in pours]),
        "place": (list(range(len(facts))), places),
    }
    return [
        _probe(what, kind, x[rows], labels)
        for what, (rows, labels) in words.items()
        for kind, x in shown.items()
    ]


def _even(world: World, rng: np.random.Generator, count: int) -> list[int]:
    """Trained steps: half as they come, half with actions taking turns."""
    trained = [i for i, s in enumerate(world.steps) if s.split == "train"]
    actions = sorted({world.steps[i].action for i in trained})
    out = [int(rng.choice(trained)) for _ in range(count // 2)]
    for k in range(count - len(out)):
        alike = [i for i in trained if world.steps[i].action == actions[k % len(actions)]]
        out.append(int(rng.choice(alike)))
    return [out[int(i)] for i in rng.permutation(count)]


def _commonest(facts: Sequence[StepFacts]) -> str:
    return Counter(f.action for f in facts).most_common(1)[0][0]


def _read(transfer: Transfer, frames: Tensor, kind: str) -> Tensor:
    """(N, numbers): mean over time of a coarse grid, and the spread over time."""
    rows = []
    for part in frames.split(8):
        with torch.no_grad():
            if kind == FULL:
                grid = transfer.generator.latent.numbers(transfer.latents(part))
            else:
                seen = transfer.encoder.encode(part)
                grid = _coarse(latents(seen, _known(kind), transfer.predictor))
        rows.append(torch.cat([grid.mean(1).flatten(1), grid.std(1).flatten(1)], 1).float())
    return torch.cat(rows)


def _known(kind: str) -> Bottleneck:
    return next(one for one in BOTTLENECKS if one == kind)


def _coarse(x: Tensor) -> Tensor:
    """(B, T, P, C) -> (B, T, GRID * GRID, C)."""
    b, t, p, c = x.shape
    side = int(p**0.5)
    grid = x.reshape(b * t, side, side, c).permute(0, 3, 1, 2)
    return F.adaptive_avg_pool2d(grid, GRID).flatten(2).transpose(1, 2).reshape(b, t, -1, c)


def _probe(what: str, kind: str, x: Tensor, labels: Sequence[str]) -> Probe:
    """Ridge regression on one-hot words; three quarters of the clips teach, the rest tests."""
    words = sorted(set(labels))
    y = F.one_hot(torch.tensor([words.index(one) for one in labels]), len(words)).double()
    cut = len(labels) * 3 // 4
    x = x.double()
    mean, spread = x[:cut].mean(0), x[:cut].std(0).clamp(min=1e-6)
    x = torch.cat([(x - mean) / spread, torch.ones(len(x), 1, dtype=x.dtype)], 1)
    gram = x[:cut] @ x[:cut].T + RIDGE * torch.eye(cut, dtype=x.dtype)  # dual: few clips
    weights = x[:cut].T @ torch.linalg.solve(gram, y[:cut])
    right = ((x[cut:] @ weights).argmax(1) == y[cut:].argmax(1)).double().mean()
    most = y[:cut].sum(0).argmax()
    chance = (y[cut:].argmax(1) == most).double().mean()
    return Probe(what, kind, float(right), float(chance), len(labels) - cut)


# -- without pairs -------------------------------------------------------------------------------


def cut_spikes(transfer: Transfer, cases: Transfers) -> list[float]:
    """Two demonstrations stitched in the middle, carried into the first one's own first frame: the
    error of the frame after the cut over that of the others (AdaWorld, arXiv 2503.18938)."""
    middle = cases.demo.shape[1] // 2
    stitched = torch.cat([cases.demo[:, :middle], cases.demo.roll(1, 0)[:, middle:]], 1)
    made = _carried(transfer, stitched[:, 0], stitched, cases)
    errors = (made - stitched).square().mean((2, 3, 4))[:, 1:]
    return [cut_spike(row, middle - 1) for row in errors.tolist()]


def cycles(transfer: Transfer, cases: Transfers) -> list[float]:
    """The action of A into scene B, that of the result back into scene A: its error over that of
    carrying A's action into A itself. 1: nothing is lost on the way."""
    there = _carried(transfer, cases.context, cases.demo, cases)
    back = _carried(transfer, cases.demo[:, 0], there, cases)
    own = _carried(transfer, cases.demo[:, 0], cases.demo, cases)
    error = lambda made: (made - cases.demo).square().mean((1, 2, 3, 4))  # noqa: E731
    return (error(back) / error(own).clamp(min=1e-6)).tolist()


def _carried(transfer: Transfer, context: Tensor, demo: Tensor, cases: Transfers) -> Tensor:
    true = torch.cat([context[:, None], cases.true[:, 1:]], 1)
    return by(transfer)(replace(cases, demo=demo, true=true))
