"""Videos from strangers."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from generators import media, media_video
from generators.errors import BadMedia
from tests.generators.test_media import PROVENANCE, moving

SHARED = Path(__file__).parents[3] / "shared" / "data" / "video"
shared_data = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not here"),
]


def write(
    path: Path,
    frames: Sequence[np.ndarray],
    times: Sequence[float] | None = None,
    codec: str = "libx264",
) -> Path:
    """A video with these frames at these instants (s); 10 frames a second when not given."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for at, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts = round(1000 * (times[at] if times else at / 10))
            frame.time_base = Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def grey(level: int, width: int = 64, height: int = 48) -> np.ndarray:
    return np.full((height, width, 3), level, np.uint8)


def test_all_frames_come_back(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(media.encode_mp4(moving(), 12, PROVENANCE))
    video = media.read_video(path)
    assert video.frames.shape == (12, 64, 96, 3)
    assert video.fps == pytest.approx(12)
    assert video.damaged == 0
    assert np.abs(video.frames.astype(int) - np.stack(moving()).astype(int)).mean() < 4


def test_fewer_frames_are_spread_over_the_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", [grey(10 * at) for at in range(24)])
    video = media.read_video(path, max_frames=6)
    levels = video.frames.mean((1, 2, 3))
    assert len(levels) == 6
    assert levels[0] < 30
    assert levels[-1] > 200


def test_a_start_and_a_side_limit(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", [grey(10 * at) for at in range(24)])
    video = media.read_video(path, max_frames=3, max_side=32, fps=10, start=1.0)
    assert video.frames.shape == (3, 24, 32, 3)
    assert video.frames.mean((1, 2, 3)) == pytest.approx([100, 110, 120], abs=3)


def test_a_variable_frame_rate_is_resampled_by_time(tmp_path: Path) -> None:
    """Two quick frames, then one that stays for 0.8 s."""
    path = write(tmp_path / "a.mkv", [grey(0), grey(100), grey(200), grey(250)], [0, 0.1, 0.2, 1.0])
    video = media.read_video(path, fps=10)
    levels = video.frames.mean((1, 2, 3))
    assert levels == pytest.approx([0, 100, *[200] * 8, 250], abs=4)


def test_full_range_colours_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.avi", [grey(0), grey(255)] * 3, codec="mjpeg")
    levels = media.read_video(path).frames.mean((1, 2, 3))
    assert levels.min() < 6
    assert levels.max() > 249


def test_a_browser_recording_without_duration(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    write(path, [grey(10 * at) for at in range(20)])
    data = path.read_bytes()
    at = data.index(b"\x44\x89")  # the Duration element; renamed to Void of the same size
    path.write_bytes(data[:at] + b"\xec\x89"[:1] + data[at + 2 : at + 3] + b"\0" + data[at + 3 :])
    assert len(media.read_video(path).frames) >= 18


def test_a_phone_held_upright(tmp_path: Path) -> None:
    """The track says: turn by 90 degrees clockwise. What was on top is then on the right."""
    frame = np.zeros((48, 64, 3), np.uint8)
    frame[:24] = 220
    path = write(tmp_path / "a.mp4", [frame] * 5)
    one = 0x00010000
    plain = struct.pack(">9I", one, 0, 0, 0, one, 0, 0, 0, 0x40000000)
    turned = struct.pack(">9I", 0, one, 0, 2**32 - one, 0, 0, 48 * one, 0, 0x40000000)
    data = path.read_bytes()
    at = data.index(plain, data.index(b"tkhd"))
    path.write_bytes(data[:at] + turned + data[at + len(plain) :])
    shown = media.read_video(path).frames[2]
    assert shown.shape == (64, 48, 3)
    assert shown[:, 30:].mean() > 200
    assert shown[:, :18].mean() < 20
    info = media.probe_video(path)
    assert (info.width, info.height) == (48, 64)


def test_probe_tells_size_and_kind(tmp_path: Path) -> None:
    info = media.probe_video(write(tmp_path / "named.txt.mp4", moving()))
    assert (info.width, info.height, info.codec, info.suffix) == (96, 64, "h264", "mp4")
    assert info.duration == pytest.approx(1.2, abs=0.1)


def test_sound_only_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with pytest.raises(BadMedia, match=r"sound\.mp4.*no video stream"):
        media.read_video(path)


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "empty"), (b"no video at all" * 50, "not a video"), (None, "no file")]
)
def test_what_is_no_video_is_refused(tmp_path: Path, data: bytes | None, words: str) -> None:
    path = tmp_path / "clip.mp4"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BadMedia, match=words):
        media.read_video(path)


def test_a_playlist_cannot_reach_other_files(tmp_path: Path) -> None:
    write(tmp_path / "secret.ts", moving())
    playlist = tmp_path / "list.mp4"
    playlist.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.2,\nsecret.ts\n#EXT-X-ENDLIST\n"
    )
    with pytest.raises(BadMedia, match="not a video"):
        media.read_video(playlist)


def test_three_hours_are_refused_without_decoding_them(tmp_path: Path) -> None:
    path = write(tmp_path / "long.mp4", [grey(0), grey(100), grey(200)], [0, 5400, 10_800])
    with pytest.raises(BadMedia, match="lasts 3 h 0 min: at most 5 min"):
        media.read_video(path)


def test_a_frame_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_video, "MAX_VIDEO_PIXELS", 5_000)
    with pytest.raises(BadMedia, match="too large"):
        media.read_video(write(tmp_path / "a.mp4", moving()))


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_video, "MAX_VIDEO_BYTES", 1_000)
    with pytest.raises(BadMedia, match="at most"):
        media.read_video(write(tmp_path / "a.mp4", moving()))


def test_the_decoder_runs_within_its_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_video, "MEMORY", 64 * 2**20)
    with pytest.raises(BadMedia, match=r"a\.mp4"):
        media.read_video(write(tmp_path / "a.mp4", moving()))


def test_damaged_packets_are_skipped_and_counted(tmp_path: Path) -> None:
    tiles = np.random.default_rng(1).integers(0, 255, (12, 16, 3), np.uint8)
    large = tiles.repeat(8, 0).repeat(8, 1)
    path = write(tmp_path / "a.mp4", [np.roll(large, 3 * at, 1) for at in range(30)])
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + len(data) // 6 : 3] = b"\xff" * len(range(0, len(data) // 6, 3))
    path.write_bytes(bytes(data))
    video = media.read_video(path)
    assert video.damaged >= 3
    assert len(video.frames) >= 15
    assert "damaged frames were skipped" in video.note


def test_slides_are_not_damage() -> None:
    """A film that stands still between cuts is a slide show."""
    frames = np.stack([grey(level) for level in (10, 200, 60, 240) for _ in range(20)])
    assert not media_video._frozen_damage(frames, 10).any()


def test_a_frozen_stretch_in_a_moving_film_is_damage() -> None:
    frames = [grey(100 + 5 * (at % 3)) for at in range(40)]
    frames[20:30] = [grey(220)] * 10
    marked = media_video._frozen_damage(np.stack(frames), 10)
    assert list(np.flatnonzero(marked)) == list(range(20, 30))


class TestSharedData:
    pytestmark = shared_data

    def test_the_film_with_damaged_frames(self) -> None:
        video = media.read_video(SHARED / "damaged_frames.mp4", max_frames=400)
        assert len(video.frames) + video.damaged == 280
        assert 30 <= video.damaged <= 45

    @pytest.mark.parametrize(
        "name",
        ["sam2_02_cups", "sam2_03_blocks", "sam2_04_coffee", "videoprism_water_bottle_drumming"],
    )
    def test_sound_films_lose_nothing(self, name: str) -> None:
        video = media.read_video(SHARED / f"{name}.mp4", max_frames=48, max_side=160)
        assert len(video.frames) == 48
        assert video.damaged == 0
