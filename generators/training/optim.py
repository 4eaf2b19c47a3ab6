"""Muon for the matrices, AdamW for the rest, and a moving average of the weights."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

LAYERS = {"blocks", "layers", "spatial", "temporal"}  # as modules here name them


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised (Jordan et al. 2024, kellerjordan.github.io/posts/muon).

    For weight matrices inside the network; `lr` is the root mean square change of an entry times
    the root of the smaller side, so the same value suits every shape.
    """

    def __init__(
        self, params: Iterable[Tensor], lr: float, momentum: float = 0.95, decay: float = 0.0
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(p)
                momentum = state["momentum"]
                momentum.lerp_(p.grad, 1 - group["momentum"])
                update = p.grad.lerp(momentum, group["momentum"])  # Nesterov
                flat = orthogonal(update.flatten(1)).view_as(p)
                size = max(1.0, flat.shape[0] / flat.flatten(1).shape[1]) ** 0.5
                p.mul_(1 - group["lr"] * group["decay"]).add_(flat, alpha=-group["lr"] * size)


def orthogonal(g: Tensor, steps: int = 5) -> Tensor:
    """The nearest semi-orthogonal matrix, by Newton-Schulz in bf16 (coefficients of Muon)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.bfloat16()
    turned = x.shape[0] > x.shape[1]
    if turned:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(steps):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    return (x.T if turned else x).to(g.dtype)


def optimisers(
    model: nn.Module, matrix_lr: float, other_lr: float, decay: float
) -> list[torch.optim.Optimizer]:
    """Matrices of layers to Muon; embeddings, norms, biases, convolutions to AdamW."""
    inside = [
        p
        for n, p in model.named_parameters()
        if p.ndim == 2 and "table" not in n and LAYERS & set(n.split("."))
    ]
    chosen = {id(p) for p in inside}
    rest = [p for p in model.parameters() if id(p) not in chosen]
    return [
        Muon(inside, lr=matrix_lr, decay=decay),
        torch.optim.AdamW(rest, lr=other_lr, betas=(0.9, 0.98), weight_decay=0.0),
    ]


@torch.no_grad()
def average(into: nn.Module, model: nn.Module, keep: float) -> None:
    """Exponential moving average of all parameters."""
    for slow, fast in zip(into.parameters(), model.parameters(), strict=True):
        slow.lerp_(fast, 1 - keep)
