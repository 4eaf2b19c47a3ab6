"""Files as strangers send them, made here: broken, mislabelled, too large, odd but usable."""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from PIL import Image
from playwright.sync_api import FilePayload

RATE = 24  # frames per second


def photo(side: int = 480, seed: int = 1) -> bytes:
    """A picture with a clear outline on a calm ground, as PNG."""
    ground = np.full((side, side * 3 // 2, 3), (222, 214, 200), np.uint8)
    patch = slice(side // 3, side * 2 // 3)
    noise = np.random.default_rng(seed).integers(0, 255, (side, side * 3 // 2, 3), np.uint8)
    ground[patch, patch] = noise[patch, patch]
    return _saved(Image.fromarray(ground), "PNG")


def huge() -> bytes:
    """400 megapixels in 50 kB."""
    return _saved(Image.new("1", (20_000, 20_000)), "PNG")


def animated(kind: str) -> bytes:
    """Three frames as "GIF" or "WEBP"."""
    frames = [Image.new("RGB", (320, 200), colour) for colour in ("teal", "orange", "white")]
    return _saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=200)


def film(times: Sequence[float] = ()) -> bytes:
    """A speckled square going to and fro, as MP4; a frame at each of `times` (s), or 2 s of it."""
    import av

    noise = np.random.default_rng(2).integers(0, 255, (48, 48, 3), np.uint8)
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 240, 160, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for at in times or [index / RATE for index in range(2 * RATE)]:
            pixels = np.full((160, 240, 3), 205, np.uint8)
            x = 96 + round(56 * np.sin(2 * np.pi * at))
            pixels[56:104, x : x + 48] = noise
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = round(1000 * at), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


def sound() -> bytes:
    """An MP4 that holds no picture."""
    import av

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44_100)
        silence = np.zeros((1, 1024), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.sample_rate = 44_100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


def payload(name: str, content: bytes | str) -> FilePayload:
    """As a browser sends it: the name may be anything, the type says nothing."""
    data = content.encode() if isinstance(content, str) else content
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
