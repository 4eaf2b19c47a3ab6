"""Small films as people upload them, made here."""

from __future__ import annotations

import numpy as np

from generators.media import encode_mp4

FPS = 12


def waving(seconds: float = 2.0, seed: int = 2) -> bytes:
    """A speckled square going to and fro on a calm ground, as MP4."""
    return encode_mp4(_frames(seconds, seed), FPS, {})


def cut(first: float = 2.0, second: float = 2.0) -> bytes:
    """Two shots, one after the other."""
    return encode_mp4([*_frames(first, 2), *_frames(second, 7, turned=True)], FPS, {})


def still(seconds: float = 2.0) -> bytes:
    """Nothing moves."""
    return encode_mp4(_frames(seconds, 2)[:1] * round(seconds * FPS), FPS, {})


def one_frame() -> bytes:
    return encode_mp4(_frames(1.0, 2)[:1], FPS, {})


def _frames(seconds: float, seed: int, turned: bool = False) -> list[np.ndarray]:
    noise = np.random.default_rng(seed).integers(0, 255, (48, 48, 3), np.uint8)
    ground = np.tile(np.linspace(60, 220, 240).astype(np.uint8), (160, 1))
    ground = ground[:, ::-1] if turned else ground
    frames = []
    for index in range(round(seconds * FPS)):
        pixels = np.stack([ground] * 3, -1)
        x = 96 + round(56 * np.sin(2 * np.pi * index / FPS))
        pixels[56:104, x : x + 48] = noise
        frames.append(pixels)
    return frames
