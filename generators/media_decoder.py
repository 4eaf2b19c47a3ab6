"""Decodes one video from a stranger, alone in a process that can be lost. Not for importing.

Run as `python -I media_decoder.py JOB`, where JOB is JSON (see media_video). It limits its own
memory and CPU time before the decoder is loaded, and leaves `report.json` and `frames.raw`
(uint8, T x H x W x 3) in the folder that JOB names. Isolated from the package on purpose: it
imports nothing of it, so nothing of it can be reached from here.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

# Containers that hold their own data. Playlists (HLS, DASH, concat) could name other files.
CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,flv,asf,gif,apng"
PACKETS_MAX = 500_000  # 4.6 h at 30 fps; enough to measure any video that is within the limit


class Refused(Exception):
    """One plain sentence."""


@dataclass
class Plan:
    """Frame k of the result is the picture on screen at (k + 1/2) / fps seconds."""

    fps: float
    limit: int
    width: int
    height: int
    quarter_turns: int = 0


def main(job: dict[str, Any]) -> None:
    memory, seconds = job["memory"], job["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    report = Path(job["folder"]) / "report.json"
    try:
        result = decode(job)
    except Refused as refusal:
        result = {"error": str(refusal)}
    except MemoryError:
        result = {"error": "needs more memory than a video may use: make it smaller."}
    report.write_text(json.dumps(result))


def decode(job: dict[str, Any]) -> dict[str, Any]:
    import av

    try:
        container = av.open(
            job["path"], options={"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
        )
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise Refused(
            f"is not a video that can be read ({_why(error)}): use MP4, WebM, MOV, MKV or AVI."
        ) from error
    with container:
        if not container.streams.video:
            raise Refused("has no video stream, only sound or data: choose a file with pictures.")
        return _decode_stream(container, container.streams.video[0], job)


def _decode_stream(container: Any, stream: Any, job: dict[str, Any]) -> dict[str, Any]:
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > job["max_pixels"]:
        raise Refused(
            f"is too large ({width} x {height}): at most {job['max_pixels'] // 1_000_000} "
            "megapixels a frame, save it smaller."
        )
    duration = _duration(container, stream)
    if duration > job["max_seconds"]:
        raise Refused(
            f"lasts {_clock(duration)}: at most {_clock(job['max_seconds'])} can be used, "
            "cut out the part that shows the action."
        )
    native = float(stream.average_rate or stream.guessed_rate or 0) or 25.0
    native = min(max(native, 1.0), 240.0)  # what a broken header may claim
    stream.thread_type, stream.codec_context.thread_count = "AUTO", 2
    counts = {"damaged": 0}
    if job["start"]:
        container.seek(int(job["start"] * 1_000_000))  # to the key frame before it
    frames = _frames(container, stream, native, job, counts)
    first = next(frames, None)
    if first is None:
        raise Refused("has no frame that can be decoded: record or download it again.")
    plan = _plan(job, first[1], max(0.0, duration - job["start"]), native)
    written = _write(Path(job["folder"]) / "frames.raw", plan, first, frames)
    return {
        "frames": written,
        "width": plan.width,
        "height": plan.height,
        "fps": plan.fps,
        "duration": duration or written / plan.fps,
        "native_fps": native,
        "native_width": first[1].width,
        "native_height": first[1].height,
        "quarter_turns": plan.quarter_turns,
        "codec": stream.codec_context.name,
        "container": container.format.name,
        **counts,
    }


def _duration(container: Any, stream: Any) -> float:
    """Seconds. Browser recordings carry none, so the packets are walked through, not decoded."""
    if container.duration:
        return container.duration / 1_000_000
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    last = Fraction(0)
    first: Fraction | None = None
    for count, packet in enumerate(container.demux(stream)):
        if packet.pts is not None:
            at = packet.pts * packet.time_base
            first = at if first is None else min(first, at)
            last = max(last, at + (packet.duration or 0) * packet.time_base)
        if count > PACKETS_MAX:
            break
    container.seek(0)
    return float(last - (first or 0))


def _frames(
    container: Any, stream: Any, native: float, job: dict[str, Any], counts: dict[str, int]
) -> Iterator[tuple[float, Any]]:
    """(seconds since the wanted start, frame); undecodable ones are left out and counted."""
    import av

    start, latest, packets = None, -1.0, container.demux(stream)
    sent = shown = 0
    if job["start"]:
        start = float((stream.start_time or 0) * stream.time_base) + job["start"]
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                counts["damaged"] += _lost(stream.codec_context.name, sent, shown)
                return
            sent += packet.size > 0
            pictures = packet.decode()
            shown += len(pictures)
        except av.error.FFmpegError:
            counts["damaged"] += 1
            sent -= 1  # counted already
            if counts["damaged"] > PACKETS_MAX:
                return
            continue
        for frame in pictures:
            at = frame.time if frame.time is not None else latest + 1 / native + (start or 0)
            start = at if start is None else start
            if job["start"] and at < start:
                continue
            if frame.is_corrupt or at - start <= latest:
                counts["damaged"] += 1
                continue
            latest = at - start
            if latest > job["max_seconds"]:  # the header lied about the duration
                return
            yield latest, frame


def _lost(codec: str, sent: int, shown: int) -> int:
    """Packets that gave no picture and no error either.

    Only codecs with one picture a packet; up to 40 %, since interlaced film has two packets each.
    """
    lost = sent - shown
    single = codec in ("h264", "hevc", "mjpeg", "mpeg4")
    return lost if single and 0 < lost < 0.4 * sent else 0


def _plan(job: dict[str, Any], frame: Any, duration: float, native: float) -> Plan:
    """Fewer frames than the video has are spread evenly over all of it."""
    fps = job["fps"] or native
    limit = job["max_frames"]
    if not job["fps"] and duration * fps > limit:
        fps = limit / duration
    scale = min(1.0, job["max_side"] / max(frame.width, frame.height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
    turns = round((getattr(frame, "rotation", 0) or 0) / 90) % 4
    return Plan(fps, limit, width, height, turns)


def _write(
    target: Path, plan: Plan, first: tuple[float, Any], rest: Iterator[tuple[float, Any]]
) -> int:
    """Resamples by time stamps, so a variable frame rate becomes constant. Returns the frames."""
    count, (_, shown) = 0, first
    with target.open("wb") as out:
        end = 0.0
        for at, frame in rest:
            count = _show(out, plan, shown, count, until=at)
            shown, end = frame, at
            if count >= plan.limit:
                return count
        return _show(out, plan, shown, count, until=end + 1 / plan.fps)


def _show(out: Any, plan: Plan, frame: Any, count: int, until: float) -> int:
    data = b""
    while count < plan.limit and (count + 0.5) / plan.fps < until:
        data = data or _pixels(plan, frame)
        out.write(data)
        count += 1
    return count


def _pixels(plan: Plan, frame: Any) -> bytes:
    rgb = frame.reformat(width=plan.width, height=plan.height, format="rgb24", interpolation="AREA")
    return rgb.to_ndarray().tobytes()


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", "") or error).split(":")[0][:120]


def _clock(seconds: float) -> str:
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours} h {rest // 60} min" if hours else f"{rest // 60} min {rest % 60} s"


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
