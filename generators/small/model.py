"""One transformer for both modes: key-step images of a skill, and the clip of a step.

Pixel space, x-prediction (JiT, arXiv 2511.13720): it is shown noised frames and predicts the clean
ones. Every frame has its own noise level (a known frame has none), its own text and its own place
in time. Attention is factorised: within a frame (and to its text), then over time at each place.

The head mixes three sources per pixel: the scene as it is, a frame that is known, moved by
predicted offsets, and painted pixels. So a learner's scene stays sharp, and only what is new has
to be painted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Mode = Literal["key_step", "clip"]
MODES: tuple[Mode, ...] = ("key_step", "clip")
TONES = 4  # of hands, light to dark
REACH = 1.2  # of the frame's half width: how far a pixel may be fetched from


@dataclass(frozen=True)
class SmallConfig:
    """`width` is split over `heads`; `depth` pairs of a spatial and a temporal block."""

    width: int = 192
    depth: int = 5
    heads: int = 6
    bottleneck: int = 128  # of the patch embedding
    text_width: int = 384  # MiniLM
    size: int = 128  # px of a frame
    patch: int = 16  # px
    channels: int = 32  # of the convolutional head, at half the frame's resolution

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        """From a recipe or manifest. TypeError names an unknown key."""
        return cls(**table)

    def as_table(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def side(self) -> int:
        """Patches along one edge."""
        return self.size // self.patch


@dataclass(frozen=True)
class Condition:
    """What is asked for. B sequences of F frames."""

    text: Tensor  # (B, F, L, 384) MiniLM token states
    text_mask: Tensor  # (B, F, L) bool, True where there is a token
    positions: Tensor  # (B, F) step index, or 0..15 in a clip
    mode: Mode
    scene: Tensor | None = None  # (B, 3, S, S) in -1..1; None = not given
    given: Tensor | None = None  # (B, F, 3, S, S) known frames ...
    given_mask: Tensor | None = None  # (B, F) bool ... where True
    valid: Tensor | None = None  # (B, F) bool, False for padding
    tone: Tensor | None = None  # (B,) 0..3, of the hands; None = any


class RMSNorm(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, x.shape[-1:], self.scale.to(x.dtype))


class Attention(nn.Module):
    """Multi-head self-attention with normalised queries and keys, and rotary positions."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.norm_q, self.norm_k = RMSNorm(width // heads), RMSNorm(width // heads)

    def forward(self, x: Tensor, turn: Tensor, mask: Tensor | None = None) -> Tensor:
        """x (N, T, D); turn (N or 1, T, D / heads / 2) angles; mask (N, T) of valid keys."""
        n, t, d = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k = rotated(self.norm_q(q), turn), rotated(self.norm_k(k), turn)
        y = attended(q, k, v, mask)
        return self.out(y.transpose(1, 2).reshape(n, t, d))


class TextAttention(nn.Module):
    """Image tokens read the tokens of their frame's text."""

    def __init__(self, width: int, heads: int, text_width: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width, bias=False)
        self.key_value = nn.Linear(text_width, 2 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.norm_q, self.norm_k = RMSNorm(width // heads), RMSNorm(width // heads)

    def forward(self, x: Tensor, text: Tensor, mask: Tensor) -> Tensor:
        """x (N, T, D); text (N, L, W); mask (N, L)."""
        n, t, d = x.shape
        q = self.query(x).view(n, t, self.heads, -1).transpose(1, 2)
        k, v = (
            self.key_value(text).view(n, -1, 2, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        )
        q, k = self.norm_q(q), self.norm_k(k)
        y = attended(q, k, v, mask)
        return self.out(y.transpose(1, 2).reshape(n, t, d))


class SwiGLU(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        hidden = 32 * math.ceil(width * 8 / 3 / 32)
        self.up = nn.Linear(width, 2 * hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        gate, value = self.up(x).chunk(2, dim=-1)
        return self.down(F.silu(gate) * value)


class Block(nn.Module):
    """Spatial (with text) or temporal; scaled and shifted by what the frame is (AdaLN)."""

    def __init__(self, config: SmallConfig, temporal: bool) -> None:
        super().__init__()
        width = config.width
        self.temporal = temporal
        self.attention = Attention(width, config.heads)
        self.read = None if temporal else TextAttention(width, config.heads, config.text_width)
        self.mlp = SwiGLU(width)
        self.norms = nn.ModuleList(RMSNorm(width) for _ in range(2 if temporal else 3))
        self.table = nn.Parameter(torch.zeros(6, width))  # added to the shared modulation

    def forward(self, x: Tensor, modulation: Tensor, context: Context) -> Tensor:
        """x (B, F, P, D); modulation (B, F, 6, D)."""
        b, f, p, d = x.shape
        shift, scale, gate, shift2, scale2, gate2 = (
            (modulation + self.table.to(modulation.dtype)).unsqueeze(3).unbind(2)
        )  # (B, F, 1, D) each
        h = self.norms[0](x) * (1 + scale) + shift
        if self.temporal:
            h = h.transpose(1, 2).reshape(b * p, f, d)
            h = self.attention(h, context.time, context.time_mask)
            h = h.view(b, p, f, d).transpose(1, 2)
        else:
            h = self.attention(h.reshape(b * f, p, d), context.space).view(b, f, p, d)
        x = x + gate * h
        if self.read is not None:
            h = self.norms[2](x).reshape(b * f, p, d)
            x = x + self.read(h, context.text, context.text_mask).view(b, f, p, d)
        h = self.norms[1](x) * (1 + scale2) + shift2
        return x + gate2 * self.mlp(h)


@dataclass(frozen=True)
class Context:
    """What every block needs besides the tokens."""

    space: Tensor  # (1, P, D / heads / 2) angles
    time: Tensor  # (B * P, F, ...) angles
    time_mask: Tensor | None  # (B * P, F)
    text: Tensor  # (B * F, L, W)
    text_mask: Tensor  # (B * F, L)


class Detail(nn.Module):
    """A small U-net from half resolution down to an eighth and back, where the tokens come in.

    A token has fewer numbers than its patch has colours: what it says is a plan, and outlines,
    textures and the removal of little noise are left to convolutions that see the frame itself.
    """

    def __init__(self, width: int, c: int) -> None:
        super().__init__()
        self.tokens = nn.Linear(width, 4 * 4 * c)  # each to 2 x 2 places
        self.down = nn.ModuleList(nn.Conv2d(k * c, 2 * k * c, 3, 2, 1) for k in (1, 2))
        self.lift = nn.ModuleList(nn.Conv2d(2 * k * c, 4 * k * c, 1) for k in (2, 1))
        self.mix = nn.ModuleList(nn.Conv2d(k * c, k * c, 3, padding=1) for k in (4, 4, 2, 2, 1))
        self.tail = nn.Conv2d(c, c, 3, padding=1)
        nn.init.zeros_(self.tail.weight)
        nn.init.zeros_(self.tail.bias)  # type: ignore[arg-type]

    def forward(self, near: Tensor, tokens: Tensor) -> Tensor:
        """near (N, c, S / 2, S / 2), tokens (N, P, D) -> (N, c, S / 2, S / 2)."""
        half = F.silu(self.down[0](near))
        low = self.down[1](half) + tiled(self.tokens(tokens), 2)
        for layer in self.mix[:2]:
            low = low + F.silu(layer(F.silu(low)))
        half = half + F.pixel_shuffle(self.lift[0](low), 2)
        for layer in self.mix[2:4]:
            half = half + F.silu(layer(F.silu(half)))
        near = near + F.pixel_shuffle(self.lift[1](half), 2)
        return self.tail(F.silu(near + F.silu(self.mix[4](F.silu(near)))))


class Head(nn.Module):
    """Tokens to pixels: a convolutional decoder at half resolution sees the noised frame too.

    Out: painted colours, three weights (scene, moved, painted) and the offsets of what is moved.
    """

    def __init__(self, config: SmallConfig) -> None:
        super().__init__()
        c, half = config.channels, config.patch // 2
        self.per_patch = half
        self.norm = RMSNorm(config.width)
        self.unfold = nn.Linear(config.width, c * half * half)
        self.see = nn.Conv2d(2 * 3 * 4, c, 3, padding=1)
        self.mix = nn.Conv2d(2 * c, c, 3, padding=1)
        self.detail = Detail(config.width, c)
        self.out = nn.Conv2d(c, 8 * 4, 3, padding=1)
        for layer in (self.see, self.mix, self.detail, self.out):  # half the time on a CPU
            layer.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        nn.init.zeros_(self.out.weight)
        with torch.no_grad():
            start = [0.0] * 12 + [2.0] * 4 + [-1.0] * 4 + [0.0] * 12  # the scene as it is
            self.out.bias = nn.Parameter(torch.tensor(start))

    def forward(self, tokens: Tensor, seen: Tensor) -> Tensor:
        """tokens (N, P, D), seen (N, 6, S, S): noised frame and scene -> (N, 8, S, S)."""
        tokens = self.norm(tokens)
        grid = tiled(self.unfold(tokens), self.per_patch)
        near = F.pixel_unshuffle(seen.to(grid.dtype), 2)
        near = self.see(near.contiguous(memory_format=torch.channels_last))
        h = F.silu(self.mix(F.silu(torch.cat([grid, near.to(grid.dtype)], 1)))) + grid
        return F.pixel_shuffle(self.out(h + self.detail(h, tokens)), 2)


class SmallModel(nn.Module):
    """See the module's docstring. `forward` gives the clean frames that it expects."""

    def __init__(self, config: SmallConfig) -> None:
        super().__init__()
        self.config = config
        width, patch = config.width, config.patch
        self.embed = nn.Sequential(
            nn.Linear(6 * patch * patch, config.bottleneck, bias=False),
            nn.Linear(config.bottleneck, width),
        )
        self.place = nn.Parameter(torch.randn(1, 1, config.side**2, width) * 0.02)
        self.noise = nn.Sequential(nn.Linear(64, width), nn.SiLU(), nn.Linear(width, width))
        self.about = nn.Linear(config.text_width, width)  # pooled text
        self.flags = nn.Parameter(torch.randn(4, width) * 0.02)  # clip, known, no scene, no text
        self.tones = nn.Parameter(torch.randn(TONES, width) * 0.02)
        self.modulate = nn.Linear(width, 6 * width)
        self.blocks = nn.ModuleList(Block(config, k % 2 == 1) for k in range(2 * config.depth))
        self.head = Head(config)
        self._start()

    def _start(self) -> None:
        """Residual branches start closed but for a little, so that depth does no harm."""
        nn.init.zeros_(self.modulate.weight)
        bias = torch.zeros(6, self.config.width)
        bias[2], bias[5] = 0.3, 0.3
        with torch.no_grad():
            self.modulate.bias.copy_(bias.flatten())
        for block in self.blocks:
            assert isinstance(block, Block)
            nn.init.normal_(block.attention.out.weight, std=0.02)
            nn.init.normal_(block.mlp.down.weight, std=0.02)

    def forward(self, noised: Tensor, level: Tensor, condition: Condition) -> Tensor:
        """noised (B, F, 3, S, S); level (B, F) 0 = noise, 1 = clean -> clean frames, float32."""
        b, f = level.shape
        scene = condition.scene if condition.scene is not None else torch.zeros_like(noised[:, 0])
        every = scene[:, None].expand_as(noised)
        seen = torch.cat([noised, every], 2)  # (B, F, 6, S, S)
        x = self.embed(patches(seen, self.config.patch)) + self.place
        modulation = self.modulate(F.silu(self._what(level, condition))).view(b, f, 6, -1)
        context = self._context(condition, b, f)
        modulation = modulation.to(x.dtype)
        for block in self.blocks:
            x = block(x, modulation, context)
        out = self.head(x.flatten(0, 1), seen.flatten(0, 1)).float().unflatten(0, (b, f))
        return mixed(out, every, self._source(condition, scene))

    def _what(self, level: Tensor, condition: Condition) -> Tensor:
        """(B, F, D): noise level, pooled text, mode, and what is missing."""
        mask = condition.text_mask.unsqueeze(-1).to(condition.text.dtype)
        count = mask.sum(2)
        pooled = (condition.text * mask).sum(2) / count.clamp(min=1)
        out = self.noise(waves(level)) + self.about(pooled)
        clip, known, no_scene, no_text = self.flags
        out = out + clip * float(condition.mode == "clip")
        if condition.given_mask is not None:
            out = out + condition.given_mask[..., None] * known
        if condition.tone is not None:
            out = out + self.tones[condition.tone][:, None]
        if condition.scene is None:
            out = out + no_scene
        else:  # a grey scene is one that was left out
            blank = (condition.scene == 0).flatten(1).all(1)
            out = out + blank[:, None, None] * no_scene
        return out + (count == 0) * no_text

    def _context(self, condition: Condition, b: int, f: int) -> Context:
        p, half = self.config.side**2, self.config.width // self.config.heads // 2
        device = condition.positions.device
        space = angles_of_square(self.config.side, half, device)
        time = angles(condition.positions.float(), half, 30)  # (B, F, half)
        valid = condition.valid
        mask = None
        if valid is not None and not bool(valid.all()):
            mask = valid[:, None].expand(b, p, f).reshape(b * p, f)
        text_mask = condition.text_mask.flatten(0, 1)
        some = text_mask.any(-1, keepdim=True)
        text_mask = text_mask | ~some  # no row without any key: where there is no text, zeros
        return Context(
            space=space,
            time=time[:, None].expand(b, p, f, half).reshape(b * p, f, half),
            time_mask=mask,
            text=condition.text.flatten(0, 1) * some[..., None],
            text_mask=text_mask,
        )

    def _source(self, condition: Condition, scene: Tensor) -> Tensor:
        """(B, 3, S, S): the first known frame, or the scene where none is known."""
        if condition.given is None or condition.given_mask is None:
            return scene
        first = condition.given_mask.float().argmax(1)
        known = condition.given[torch.arange(len(first), device=first.device), first]
        some = condition.given_mask.any(1)[:, None, None, None]
        return torch.where(some, known, scene)


def patches(frames: Tensor, patch: int) -> Tensor:
    """(B, F, C, S, S) -> (B, F, P, C * patch * patch), patches in rows."""
    b, f, c, s, _ = frames.shape
    side = s // patch
    x = frames.view(b, f, c, side, patch, side, patch).permute(0, 1, 3, 5, 2, 4, 6)
    return x.reshape(b, f, side * side, c * patch * patch)


def tiled(tokens: Tensor, side: int) -> Tensor:
    """(N, P, C * side * side) of a square of patches -> (N, C, sqrt(P) * side, same)."""
    n, count, _ = tokens.shape
    across = math.isqrt(count)
    grid = tokens.view(n, across, across, -1, side, side).permute(0, 3, 1, 4, 2, 5)
    grid = grid.reshape(n, -1, across * side, across * side)
    return grid.contiguous(memory_format=torch.channels_last)


def mixed(out: Tensor, scene: Tensor, source: Tensor) -> Tensor:
    """(B, F, 8, S, S) head, (B, F, 3, S, S) scene, (B, 3, S, S) source -> (B, F, 3, S, S)."""
    painted, weights, offsets = out.split([3, 3, 2], dim=2)
    share = weights.softmax(2)
    moved = shifted(source, offsets.tanh() * REACH)
    return share[:, :, :1] * scene + share[:, :, 1:2] * moved + share[:, :, 2:] * painted


def shifted(source: Tensor, offsets: Tensor) -> Tensor:
    """Each pixel of (B, F) frames fetched from `source` (B, 3, S, S) at its place + offset."""
    b, f, _, s, _ = offsets.shape
    side = (torch.arange(s, device=source.device) * 2 + 1) / s - 1
    grid = torch.stack(torch.meshgrid(side, side, indexing="xy"), -1)
    at = grid + offsets.permute(0, 1, 3, 4, 2)  # (B, F, S, S, 2)
    fetched = F.grid_sample(
        source, at.reshape(b, f * s, s, 2), "bilinear", "border", align_corners=False
    )
    return fetched.view(b, 3, f, s, s).transpose(1, 2)


def attended(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
    """Softmax attention (N, H, T, D); `mask` (N, L) of valid keys.

    On a CPU two plain matrix products in bf16 take a fifth of the fused kernel's time forwards and
    backwards at 64 tokens (14 against 77 ms for 128 frames on two cores).
    """
    v = v.to(q.dtype)
    bias = None if mask is None else mask[:, None, None, :]
    if q.device.type == "cuda":
        return F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
    score = (q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1)
    if bias is not None:
        score = score.masked_fill(~bias, -1e9)
    return score.softmax(-1).to(v.dtype) @ v


def rotated(x: Tensor, turn: Tensor) -> Tensor:
    """Rotary positions: x (N, H, T, D), turn (N or 1, T, D / 2)."""
    cos, sin = turn.cos()[:, None].to(x.dtype), turn.sin()[:, None].to(x.dtype)
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


def angles(position: Tensor, count: int, longest: float) -> Tensor:
    """(..., count) angles of positions, wave lengths from 2 to `longest` in geometric steps."""
    steps = torch.linspace(0, 1, max(count, 2), device=position.device)[:count]
    return position[..., None] * (math.pi * (2.0 / longest) ** steps)


def angles_of_square(side: int, count: int, device: torch.device) -> Tensor:
    """(1, side * side, count) angles of places in rows: the first half says the row."""
    place = torch.arange(side * side, device=device)
    row, column = (place // side).float(), (place % side).float()
    turns = angles(row, count // 2, 10), angles(column, count - count // 2, 10)
    return torch.cat(turns, -1)[None]


def waves(level: Tensor) -> Tensor:
    """(..., 64) sines and cosines of a noise level in 0..1."""
    steps = torch.exp(torch.linspace(0, math.log(200.0), 32, device=level.device))
    turn = level[..., None].float() * steps
    return torch.cat([turn.cos(), turn.sin()], -1)
