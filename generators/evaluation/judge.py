"""The judge: a small classifier that names what pictures and clips show; it measures, nothing else.

It is trained on renders of the training world only, of all combinations (also those held out from
the generators), in scenes of its own, and never sees a generated frame. Blur and noise are among
its augmentations, so that it reads content; crispness has measures of its own. Its accuracy on
fresh renders is the ceiling of every table, and its penultimate features carry the Frechet
distance.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from generators.errors import WeightsError
from generators.small.sampler import fast_bf16
from generators.training.world import CLIP, KEY, Scenes, StepFacts, Variation, World

HEADS = ("action", "object", "instrument", "target", "state")
PICKED = (0, 2, 4, 6, 8, 10, 12, 15)  # of the 16 frames of a clip: what the judge looks at
FEATURES = 128  # width of the penultimate layer
LAST = CLIP - 1
AT_END = ("object", "target", "state")  # what can be told from a clip's last frame, hand away

Report = Callable[[float, float], None]  # (fraction 0..1, running loss); may raise to stop
Readings = Mapping[str, Tensor]  # head -> (N, words) log-probabilities


@dataclass(frozen=True)
class Labels:
    """The words of each head; "" is a word too: no instrument, no target, no new state."""

    words: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, world: World) -> Self:
        return cls({h: tuple(sorted({_word(s, h) for s in world.steps})) for h in HEADS})

    def index(self, steps: Iterable[StepFacts]) -> Tensor:
        """(N, heads). ValueError names a word that the judge does not know."""
        rows = [[self._of(h, _word(step, h)) for h in HEADS] for step in steps]
        return torch.tensor(rows).view(-1, len(HEADS))

    def _of(self, head: str, word: str) -> int:
        if word not in self.words[head]:
            raise ValueError(f"the judge knows no {head} {word!r}: train it anew on this world")
        return self.words[head].index(word)


def _word(step: StepFacts, head: str) -> str:
    return str(getattr(step, "result_state" if head == "state" else head))


# -- the network -------------------------------------------------------------------------------


def _conv(a: int, b: int, size: int = 3) -> nn.Sequential:
    conv = nn.Conv2d(a, b, size, padding=size // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(b), nn.SiLU())


def _down(a: int, b: int, by: int, size: int = 1) -> nn.Sequential:
    """Folds `by` x `by` pixels into channels: on a CPU in bf16 the weight gradient of a strided
    convolution takes 20 times as long (380 ms against 20 ms for 48 frames)."""
    return nn.Sequential(nn.PixelUnshuffle(by), *_conv(a * by * by, b, size))


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(_conv(width, width), _conv(width, width))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class OverTime(nn.Module):
    """A residual convolution over the frames of a clip; a single picture passes through it too."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Conv1d(width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, T, C) -> (N, T, C)."""
        return x + F.silu(self.mix(self.norm(x).transpose(1, 2))).transpose(1, 2)


class Judge(nn.Module):
    """One trunk for pictures (T = 1) and clips (T = 8), frames and their differences as input."""

    def __init__(self, labels: Labels, widths: Sequence[int] = (32, 64, 128)) -> None:
        super().__init__()
        self.labels, self.widths = labels, tuple(widths)
        a, b, c = widths
        self.trunk = nn.Sequential(
            _down(6, a, 4, 3),  # (N, a, 32, 32)
            Residual(a),
            _down(a, b, 2),  # (N, b, 16, 16)
            Residual(b),
            Residual(b),
            _down(b, c, 2),  # (N, c, 8, 8)
            Residual(c),
            Residual(c),
        )
        self.time = nn.Sequential(OverTime(2 * c), OverTime(2 * c))
        self.summary = nn.Sequential(nn.BatchNorm1d(4 * c), nn.Linear(4 * c, FEATURES), nn.SiLU())
        self.heads = nn.ModuleDict({h: nn.Linear(FEATURES, len(labels.words[h])) for h in HEADS})

    def features(self, *groups: Tensor) -> Tensor:
        """Groups (N, T, 3, 128, 128) in -1..1, each of its own N and T -> (all N, 128).

        Several groups go through the network as one batch, which is how it is trained: so its
        batch statistics are those of pictures and clips together.
        """
        x = torch.cat([torch.cat([g, _change(g)], 2).flatten(0, 1) for g in groups])
        x = self.trunk(x.contiguous(memory_format=torch.channels_last))
        pooled = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1).float()  # (all N * T, 2 c)
        parts = pooled.split([g.shape[0] * g.shape[1] for g in groups])
        seen = [self.time(p.view(*g.shape[:2], -1)) for p, g in zip(parts, groups, strict=True)]
        whole = torch.cat([torch.cat([one.mean(1), one.amax(1)], 1) for one in seen])
        features: Tensor = self.summary(whole).float()
        return features

    def forward(self, frames: Tensor) -> dict[str, Tensor]:
        """Head -> (N, words) logits."""
        return self.named(self.features(frames))

    def named(self, features: Tensor) -> dict[str, Tensor]:
        """(N, 128) features -> head -> (N, words) logits."""
        return {h: self.heads[h](features) for h in HEADS}


def _change(frames: Tensor) -> Tensor:
    """What differs from the frame before; nothing in the first."""
    return frames - torch.cat([frames[:, :1], frames[:, :-1]], 1)


@dataclass(frozen=True)
class Verdict:
    """What the judge sees in N pictures or clips."""

    features: Tensor  # (N, 128) float32, CPU
    readings: Readings
    labels: Labels

    def words(self, head: str) -> list[str]:
        """The likeliest word of each."""
        return [self.labels.words[head][i] for i in self.readings[head].argmax(1).tolist()]

    def right(self, steps: Sequence[StepFacts], head: str) -> list[bool]:
        """Whether the likeliest word is the true one, per step."""
        return [w == _word(s, head) for w, s in zip(self.words(head), steps, strict=True)]

    def among(self, row: int, head: str, words: Sequence[str]) -> str:
        """The likeliest of these words: a forced choice."""
        scores = self.readings[head][row]
        return max(words, key=lambda word: float(scores[self.labels.words[head].index(word)]))


@torch.no_grad()
def judged(judge: Judge, frames: Tensor, batch: int = 64) -> Verdict:
    """Pictures (N, 3, S, S) or whole clips (N, 16, 3, S, S) in -1..1, some at a time."""
    judge.eval()
    if frames.dim() == 4:
        frames = frames[:, None]
    elif frames.shape[1] == CLIP:
        frames = frames[:, PICKED]
    device = next(judge.parameters()).device
    parts = []
    for chunk in frames.split(max(1, batch // frames.shape[1])):
        with torch.autocast(device.type, torch.bfloat16, enabled=fast_bf16(device)):
            parts.append(judge.features(chunk.to(device)))
    features = torch.cat(parts)
    readings = {h: logits.log_softmax(1).cpu() for h, logits in judge.named(features).items()}
    return Verdict(features.cpu(), readings, judge.labels)


# -- training ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """How the judge is trained: pictures and clips together; 7 minutes on two idle cores."""

    steps: int = 1200
    seed: int = 7919  # the generators' training starts from other seeds
    pictures: int = 24  # in a step
    clips: int = 3  # in a step, eight frames each
    rate: float = 2e-3
    checked: int = 300  # fresh pictures for its accuracy, and a third as many clips
    variation: Variation = field(default_factory=Variation)  # of its scenes


def train(world: World, course: Course | None = None, report: Report | None = None) -> Judge:
    """From scratch; the same course and number of threads give the same judge."""
    course = course or Course()
    torch.manual_seed(course.seed)
    rng = np.random.default_rng((course.seed, 1))
    judge = Judge(Labels.of(world)).to(world.device).train()
    optimiser = torch.optim.AdamW(judge.parameters(), course.rate, weight_decay=0.02)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, course.rate, course.steps, pct_start=0.1)
    known = judge.labels.index(world.steps).to(world.device)
    running = 0.0
    for step in range(course.steps):
        batches = [draw(world, rng, course) for draw in (pictures, clips)]
        loss = _loss(judge, batches, known)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
        optimiser.step()
        plan.step()
        running += (0.05 if step else 1.0) * (loss.item() - running)
        if report:
            report((step + 1) / course.steps, running)
    return judge.eval()


@dataclass(frozen=True)
class Batch:
    """`frames` (N, T, 3, S, S), the steps that they show, and which are a clip's last frame."""

    frames: Tensor
    steps: Tensor  # (N,)
    at_end: Tensor  # (N,) bool


def pictures(world: World, rng: np.random.Generator, course: Course) -> Batch:
    """Key-step images, a quarter of them last frames of clips, where only states remain."""
    count = course.pictures
    at_end = torch.from_numpy(rng.random(count) < 0.25)
    return _batch(world, rng, course, torch.where(at_end, LAST, KEY)[:, None], at_end)


def clips(world: World, rng: np.random.Generator, course: Course) -> Batch:
    """What the judge sees of clips."""
    moments = torch.tensor(PICKED).expand(course.clips, -1)
    return _batch(world, rng, course, moments, torch.zeros(course.clips, dtype=torch.bool))


def _batch(
    world: World, rng: np.random.Generator, course: Course, moments: Tensor, at_end: Tensor
) -> Batch:
    steps = rng.integers(0, len(world.steps), len(moments))
    scenes = world.scenes(len(moments), rng, course.variation)
    made = world.clips(steps.tolist(), scenes, moments)
    return Batch(_worsened(made.frames, rng), torch.from_numpy(steps), at_end)


def _worsened(frames: Tensor, rng: np.random.Generator) -> Tensor:
    """Half of the sequences shifted by up to 4 px, blurred and made noisy, each alike inside."""
    out = frames.clone()
    for k in np.flatnonzero(rng.random(len(frames)) < 0.5):
        dx, dy = (int(v) for v in rng.integers(-4, 5, 2))
        one = torch.roll(F.pad(frames[k], (4, 4, 4, 4), "replicate"), (dy, dx), (-2, -1))
        one = _blurred(one[..., 4:-4, 4:-4], float(rng.uniform(0.1, 1.2)))
        noise = torch.from_numpy(rng.standard_normal(one.shape, np.float32)).to(one.device)
        out[k] = (one + float(rng.uniform(0, 0.06)) * noise).clamp(-1, 1)
    return out


def _blurred(frames: Tensor, sigma: float) -> Tensor:
    """(T, 3, S, S) through a Gaussian of `sigma` px."""
    side = torch.arange(-3, 4, device=frames.device)
    kernel = torch.exp(-(side**2) / (2 * sigma**2))
    kernel = (kernel / kernel.sum()).view(1, 1, 1, 7)
    flat = F.pad(frames.flatten(0, 1)[:, None], (3, 3, 3, 3), "replicate")
    return F.conv2d(F.conv2d(flat, kernel), kernel.transpose(2, 3)).view_as(frames)


def _loss(judge: Judge, batches: Sequence[Batch], known: Tensor) -> Tensor:
    """Sum of the heads' cross-entropies; a last frame teaches only what it shows."""
    device = known.device
    with torch.autocast(device.type, torch.bfloat16, enabled=fast_bf16(device)):
        features = judge.features(*(batch.frames for batch in batches))
    truth = known[torch.cat([batch.steps for batch in batches]).to(device)]
    at_end = torch.cat([batch.at_end for batch in batches]).to(device)
    total = torch.zeros((), device=device)
    for k, (head, logits) in enumerate(judge.named(features).items()):
        each = F.cross_entropy(logits, truth[:, k], reduction="none", label_smoothing=0.05)
        told = torch.ones_like(at_end) if head in AT_END else ~at_end
        total = total + (each * told).sum() / told.sum().clamp(min=1)
    return total


def accuracy(judge: Judge, world: World, course: Course) -> dict[str, float]:
    """Share right of each head, "image action" and so on, on fresh renders of any steps."""
    rng = np.random.default_rng((course.seed, 2))
    out: dict[str, float] = {}
    for kind, number in (("image", course.checked), ("clip", max(1, course.checked // 3))):
        which = rng.integers(0, len(world.steps), number).tolist()
        frames = drawn(world, which, world.scenes(number, rng, course.variation), kind)
        verdict = judged(judge, frames)
        steps = [world.steps[i] for i in which]
        out |= {f"{kind} {h}": float(np.mean(verdict.right(steps, h))) for h in HEADS}
    return out


def drawn(world: World, steps: Sequence[int], scenes: Scenes, kind: str) -> Tensor:
    """True renders on the CPU: "image" (N, 3, S, S) at the key, "clip" (N, 16, 3, S, S)."""
    if kind == "clip":
        return world.clips(steps, scenes).frames.cpu()
    return world.clips(steps, scenes, torch.full((len(steps), 1), KEY)).frames[:, 0].cpu()


# -- files -------------------------------------------------------------------------------------


def save(judge: Judge, path: Path, facts: Mapping[str, Any]) -> None:
    """With its words and `facts` (seed, steps, accuracy ...) in the metadata; by rename."""
    about = {"labels": dict(judge.labels.words), "widths": judge.widths, "facts": dict(facts)}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    tensors = {k: v.detach().cpu().contiguous() for k, v in judge.state_dict().items()}
    save_file(tensors, draft, {"judge": json.dumps(about)})
    draft.replace(path)


def load(path: Path, device: str = "cpu") -> tuple[Judge, dict[str, Any]]:
    """The judge and its facts. WeightsError names a file that is missing or no judge."""
    try:
        with safe_open(path, framework="pt", device=device) as stored:
            about = json.loads((stored.metadata() or {})["judge"])
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
        judge = Judge(Labels({h: tuple(about["labels"][h]) for h in HEADS}), about["widths"])
        judge.load_state_dict(tensors)
    except (OSError, SafetensorError, KeyError, ValueError, RuntimeError) as why:
        raise WeightsError(f"{path.name} is no judge ({why}): delete it to train anew.") from why
    return judge.to(device).eval(), about["facts"]


def ready(
    world: World, folder: Path, course: Course | None = None, report: Report | None = None
) -> tuple[Judge, dict[str, Any]]:
    """The judge of this world and course out of `folder`, or trained now and kept there.

    The facts are those of the course, and its "accuracy".
    """
    course = course or Course()
    path = folder / f"judge-{_digest(world, course)}.safetensors"
    if not path.exists():
        judge = train(world, course, report)
        save(judge, path, {**asdict(course), "accuracy": accuracy(judge, world, course)})
    return load(path, str(world.device))


def told(report: Callable[[str, float], None] | None) -> Report | None:
    """The judge's progress in the words of an evaluation."""
    if report is None:
        return None
    return lambda share, loss: report(f"the judge learns, loss {loss:.2f}", share)


def _digest(world: World, course: Course) -> str:
    """Eight hex digits: another world or course is another judge."""
    shown = [(s.id, *(_word(s, h) for h in HEADS)) for s in world.steps]
    spec = json.dumps([asdict(course), world.domain, shown])
    return hashlib.sha256(spec.encode()).hexdigest()[:8]
