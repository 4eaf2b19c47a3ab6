"""Pictures and clips as files: reading them from strangers, writing them with their provenance.

Reading trusts nothing: the content decides the format, never the name; sizes are checked before
pixels are decoded; videos are decoded in another process (see media_video). Writing is
deterministic: the same pixels and provenance give the same bytes, with no time stamps inside.

Provenance is one JSON object: in a PNG the iTXt chunk `keystep` and an XMP packet with the IPTC
digital source type, in an MP4 the `comment` tag. C2PA would need a signing certificate on the
learner's machine; a plain record that any tool can read is what can be promised here.
"""

from __future__ import annotations

import io
import json
import os
import re
import struct
import tempfile
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image, ImageOps, PngImagePlugin, UnidentifiedImageError

from generators.errors import BadMedia
from generators.media_video import Video, VideoInfo, bounds, probe_video, read_video

__all__ = [
    "IMAGE_TYPES",
    "Video",
    "VideoInfo",
    "bounds",
    "digital_source_type",
    "encode_mp4",
    "encode_png",
    "image_type",
    "probe_video",
    "read_image",
    "read_provenance",
    "read_video",
]

TOOL = "keystep"
IMAGE_TYPES = {  # Pillow format -> file suffix; what cameras, phones and the web produce
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "GIF": "gif",
    "BMP": "bmp",
    "TIFF": "tif",
    "AVIF": "avif",
}
_OPENERS = IMAGE_TYPES.keys() - {"MPO"}  # the JPEG reader opens those
MAX_IMAGE_PIXELS = 64_000_000  # 50-megapixel phone cameras pass; decoded 64 MP are 192 MB
MAX_IMAGE_BYTES = 64 * 2**20
MAX_RECORD_BYTES = 2**20  # a provenance record has about 1 kB
CRF, PRESET = "20", "veryfast"  # 72 frames of 768x512: 0.4 s and 60 kB; "fast" takes 0.8 s
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_ORIENTATION = 274  # EXIF tag


def read_image(path: str | Path, max_side: int | None = None) -> Image.Image:
    """The image upright in RGB, scaled down so that neither side exceeds `max_side` px.

    Animated files give their first frame; transparency is laid on white; 16 bit becomes 8.
    Raises BadMedia for anything that is not a whole image within the limits.
    """
    path = Path(path)
    try:
        with open(path, "rb") as file, _opened(file, path.name) as image:
            if max_side and image.format == "JPEG":
                image.draft("RGB", (max_side, max_side))  # decodes large photos 4 times faster
            upright = ImageOps.exif_transpose(image)
            rgb = _to_rgb(upright)
    except FileNotFoundError:
        raise BadMedia(f"There is no file {path.name!r}: give the path of an image.") from None
    except (OSError, SyntaxError, ValueError, struct.error, IndexError, EOFError) as error:
        raise BadMedia(
            f"The image {path.name!r} is damaged or cut short ({error}): "
            "open it in another program and save it again."
        ) from error
    if max_side:
        rgb.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    return rgb


def image_type(path: str | Path) -> str | None:
    """The suffix that the content deserves, such as "png"; None if it is no image."""
    try:
        with open(path, "rb") as file, _opened(file, Path(path).name) as image:
            return IMAGE_TYPES[str(image.format)]
    except (BadMedia, OSError):
        return None


def _opened(file: BinaryIO, name: str) -> Image.Image:
    """Header read, pixels not. Raises BadMedia if this is no image or a too large one."""
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise BadMedia(f"The image {name!r} is empty (0 bytes): choose another file.")
    if size > MAX_IMAGE_BYTES:
        limit = MAX_IMAGE_BYTES // 2**20
        raise BadMedia(
            f"The image {name!r} has {size // 2**20} MB; at most {limit} MB can be read."
        )
    try:
        image = Image.open(file, formats=sorted(_OPENERS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadMedia(_too_large(name, _pixels(error))) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BadMedia(
            f"{name!r} is not an image that can be read: "
            "use JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF."
        ) from error
    if image.width * image.height > MAX_IMAGE_PIXELS:
        raise BadMedia(_too_large(name, f"{image.width} x {image.height}"))
    return image


def _pixels(error: Exception) -> str:
    """What Pillow counted, in its message, before it refused."""
    found = re.search(r"(\d+) pixels", str(error))
    return f"{int(found[1]) // 1_000_000} megapixels" if found else "far over the limit"


def _too_large(name: str, what: str) -> str:
    limit = MAX_IMAGE_PIXELS // 1_000_000
    return f"The image {name!r} is too large ({what}): at most {limit} megapixels, make it smaller."


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image.convert("RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """16-bit and float greys: Pillow's own conversion would clip everything above 255 to white."""
    values = np.asarray(image).astype(np.float64)
    top = 65535.0 if image.mode.startswith("I") else max(1.0, float(np.nanmax(values)))
    grey = np.nan_to_num(values / top * 255).clip(0, 255).astype(np.uint8)
    return Image.fromarray(grey).convert("RGB")


def encode_png(image: Image.Image | np.ndarray, provenance: dict[str, Any]) -> bytes:
    """PNG with provenance. `image` is a PIL image or uint8 (H, W, 3)."""
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    record = _record(provenance)
    info = PngImagePlugin.PngInfo()
    info.add_itxt(TOOL, record)
    info.add_itxt("XML:com.adobe.xmp", _xmp(provenance))
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=info, compress_level=6, exif=b"", icc_profile=None)
    return out.getvalue()


def encode_mp4(
    frames: Iterable[np.ndarray | Image.Image], fps: float, provenance: dict[str, Any]
) -> bytes:
    """H.264 yuv420p with the index in front, so that browsers start at once.

    `frames` are uint8 (H, W, 3) or PIL images of one size; an odd side loses its last row or
    column. One encoder thread: bytes do not depend on the number of cores.
    Raises BadMedia when there is no frame or a frame differs in size.
    """
    pictures = iter(frames)
    first = next(pictures, None)
    if first is None:
        raise BadMedia("A clip needs at least one frame; none were given.")
    with tempfile.TemporaryDirectory(prefix="keystep-") as folder:
        target = Path(folder) / "clip.mp4"  # the index moves to the front through a real file
        _mux(target, chain([first], pictures), Fraction(fps).limit_denominator(1001), provenance)
        return target.read_bytes()


def _mux(
    target: Path,
    frames: Iterable[np.ndarray | Image.Image],
    fps: Fraction,
    provenance: dict[str, Any],
) -> None:
    import av

    stream: Any = None
    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(target), "w", options=flags) as container:
        container.metadata["comment"] = _record(provenance)
        for frame in frames:
            pixels = _even(np.asarray(frame))
            if stream is None:
                stream = _video_stream(container, fps, pixels.shape)
            if pixels.shape[:2] != (stream.height, stream.width):
                raise BadMedia(
                    f"All frames of a clip need one size; got {pixels.shape[1]}x{pixels.shape[0]} "
                    f"after {stream.width}x{stream.height}."
                )
            container.mux(stream.encode(_to_bt709(pixels)))
        container.mux(stream.encode())


def _video_stream(container: Any, fps: Fraction, shape: tuple[int, ...]) -> Any:
    stream = container.add_stream("libx264", rate=fps)
    stream.height, stream.width = shape[:2]
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.color_primaries = context.color_trc = context.colorspace = 1  # BT.709
    context.color_range = 1  # limited
    # cpu-independent: no algorithm chosen by what this processor happens to support
    stream.options = {"crf": CRF, "preset": PRESET, "x264-params": "cpu-independent=1"}
    return stream


def _to_bt709(pixels: np.ndarray) -> Any:
    """An untagged or BT.601 clip would change colour between players."""
    import av

    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    return frame.reformat(
        format="yuv420p", dst_colorspace="ITU709", src_color_range="JPEG", dst_color_range="MPEG"
    )


def _even(pixels: np.ndarray) -> np.ndarray:
    """4:2:0 halves both sides, so they must be even. (H, W, 3) -> (H', W', 3)"""
    height, width = pixels.shape[:2]
    return pixels[: height - height % 2, : width - width % 2, :3]


def digital_source_type(provenance: dict[str, Any]) -> str:
    """The IPTC term: how this file came to be (cv.iptc.org/newscodes/digitalsourcetype).

    Trained weights made it: trainedAlgorithmicMedia. Drawn or moved by a fixed program:
    algorithmicMedia, or compositeSynthetic when a photo or film went into it.
    """
    if provenance.get("origin") == "generated" and provenance.get("weights"):
        return _SOURCE_TYPE + "trainedAlgorithmicMedia"
    return _SOURCE_TYPE + (
        "compositeSynthetic" if provenance.get("parents") else "algorithmicMedia"
    )


def _record(provenance: dict[str, Any]) -> str:
    record = {"tool": TOOL, "digital_source_type": digital_source_type(provenance), **provenance}
    return json.dumps(record, sort_keys=True, ensure_ascii=False, default=str)


def _xmp(provenance: dict[str, Any]) -> str:
    backend = escape(str(provenance.get("backend", "")), {'"': "&quot;"})
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        f' Iptc4xmpExt:DigitalSourceType="{digital_source_type(provenance)}"'
        f' xmp:CreatorTool="{TOOL} {backend}"/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )


def read_provenance(path: str | Path) -> dict[str, Any] | None:
    """The record that `encode_png` or `encode_mp4` wrote; None for every other file."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            head = file.read(12)
            file.seek(0)
            if head.startswith(b"\x89PNG"):
                text = _png_text(file)
            else:
                text = _mp4_comment(file) if head[4:8] == b"ftyp" else None
        record = json.loads(text) if text else None
    except (OSError, ValueError, SyntaxError, RecursionError, struct.error):
        return None
    return record if isinstance(record, dict) and record.get("tool") == TOOL else None


def _png_text(file: BinaryIO) -> str | None:
    """The uncompressed iTXt chunk under our keyword; walks the chunks, decodes no pixels."""
    file.seek(8)
    prefix = TOOL.encode() + b"\0\0\0\0\0"  # keyword, uncompressed, no language, no translation
    while len(head := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        if kind == b"iTXt" and size <= MAX_RECORD_BYTES:
            body = file.read(size)
            if body.startswith(prefix):
                return body[len(prefix) :].decode()
            file.seek(4, os.SEEK_CUR)
        else:
            file.seek(size + 4, os.SEEK_CUR)
    return None


def _mp4_comment(file: BinaryIO) -> str | None:
    """moov/udta/meta/ilst/©cmt/data, walked by hand: no decoder touches a stranger's file."""
    end = os.fstat(file.fileno()).st_size
    place: tuple[int, int] | None = (0, end)
    for kind in (b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data"):
        if place is None:
            return None
        skip = 4 if kind == b"ilst" else 0  # `meta` starts with version and flags
        boxes = _boxes(file, place[0] + skip, place[1])
        place = next((span for name, span in boxes if name == kind), None)
    if place is None or place[1] - place[0] > MAX_RECORD_BYTES:
        return None
    file.seek(place[0] + 8)  # type and locale
    return file.read(place[1] - place[0] - 8).decode()


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """(kind, (first byte of the body, first byte after it)) of each box in a span."""
    while start + 8 <= end:
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        body = start + 8
        if size == 1:  # a 64-bit size follows
            size, body = struct.unpack(">Q", file.read(8))[0], start + 16
        stop = end if size == 0 else start + size
        if stop <= start or stop > end:
            return
        yield kind, (body, stop)
        start = stop
