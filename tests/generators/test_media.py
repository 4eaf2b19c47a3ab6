"""Images and clips: strangers' files refused in words, ours readable and the same every time."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generators import media
from generators.errors import BadMedia

PROVENANCE = {
    "origin": "schematic",
    "backend": "schematic",
    "seed": 3,
    "prompt": 'Pour "slowly" <é>',
    "parents": [],
}


def save(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


def ramp(width: int = 64, height: int = 48) -> np.ndarray:
    columns = np.linspace(0, 255, width).astype(np.uint8)
    return np.stack([np.tile(columns, (height, 1))] * 3, -1)


def moving(count: int = 12, width: int = 96, height: int = 64) -> list[np.ndarray]:
    frames = []
    for at in range(count):
        frame = np.full((height, width, 3), 40, np.uint8)
        frame[20:40, 4 * at : 4 * at + 20] = (220, 60, 30)
        frames.append(frame)
    return frames


def test_png_carries_provenance_and_is_the_same_every_time(tmp_path: Path) -> None:
    first = media.encode_png(ramp(), PROVENANCE)
    assert first == media.encode_png(Image.fromarray(ramp()), PROVENANCE)
    path = tmp_path / "a.png"
    path.write_bytes(first)
    record = media.read_provenance(path)
    assert record is not None
    assert record["tool"] == "keystep"
    assert {key: record[key] for key in PROVENANCE} == PROVENANCE
    with Image.open(path) as image:
        assert "algorithmicMedia" in image.info["XML:com.adobe.xmp"]
        assert np.array_equal(np.asarray(image), ramp())


def test_mp4_carries_provenance_plays_in_browsers_and_is_the_same_every_time(
    tmp_path: Path,
) -> None:
    import av

    first = media.encode_mp4(moving(), 24, PROVENANCE)
    assert first == media.encode_mp4(iter(moving()), 24, PROVENANCE)
    assert first.index(b"moov") < first.index(b"mdat")  # starts before it is loaded whole
    path = tmp_path / "a.mp4"
    path.write_bytes(first)
    record = media.read_provenance(path)
    assert record is not None
    assert record["prompt"] == PROVENANCE["prompt"]
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert "creation_time" not in container.metadata


def test_colours_survive_the_clip(tmp_path: Path) -> None:
    """An encoder and a player that disagree on BT.601 and BT.709 shift red by 20 levels."""
    colours = [(200, 30, 40), (30, 160, 60), (40, 60, 200)]
    frame = np.zeros((64, 96, 3), np.uint8)
    for at, colour in enumerate(colours):
        frame[:, 32 * at : 32 * at + 32] = colour
    (tmp_path / "a.mp4").write_bytes(media.encode_mp4([frame] * 3, 8, PROVENANCE))
    shown = media.read_video(tmp_path / "a.mp4").frames[1]
    for at, colour in enumerate(colours):
        assert np.abs(shown[32, 32 * at + 16].astype(int) - colour).max() <= 6


@pytest.mark.parametrize(
    ("origin", "weights", "parents", "term"),
    [
        ("generated", "sha256:1", [], "trainedAlgorithmicMedia"),
        ("generated", "", ["photo"], "compositeSynthetic"),
        ("schematic", "", ["photo"], "compositeSynthetic"),
        ("schematic", "", [], "algorithmicMedia"),
    ],
)
def test_the_source_type_says_how_it_was_made(
    origin: str, weights: str, parents: list[str], term: str
) -> None:
    record = {"origin": origin, "weights": weights, "parents": parents}
    assert media.digital_source_type(record).rsplit("/", 1)[-1] == term


def test_odd_sizes_are_trimmed_and_mixed_sizes_refused() -> None:
    assert media.encode_mp4([ramp(65, 49)] * 2, 8, PROVENANCE)
    with pytest.raises(BadMedia, match="one size"):
        media.encode_mp4([ramp(64, 48), ramp(32, 48)], 8, PROVENANCE)
    with pytest.raises(BadMedia, match="at least one frame"):
        media.encode_mp4([], 8, PROVENANCE)


def test_foreign_files_have_no_provenance(tmp_path: Path) -> None:
    foreign = save(Image.fromarray(ramp()), tmp_path / "a.png")
    empty = tmp_path / "b.mp4"
    empty.write_bytes(b"")
    lying = tmp_path / "c.mp4"  # a box that claims to be larger than the file
    lying.write_bytes(
        struct.pack(">I4s4s", 12, b"ftyp", b"isom") + struct.pack(">I4s", 99, b"moov")
    )
    text = tmp_path / "d.txt"
    text.write_text("hello")
    for path in (foreign, empty, lying, text, tmp_path / "none.png"):
        assert media.read_provenance(path) is None


@pytest.mark.parametrize("cut", [1, 9, 33, 40, 100])
def test_provenance_of_a_cut_file_is_none_or_whole(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(media.encode_png(ramp(), PROVENANCE)[:cut])
    assert media.read_provenance(path) is None


def test_an_upright_picture_whatever_the_camera_wrote(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6  # turned by 90 degrees
    path = save(Image.fromarray(ramp(64, 48)), tmp_path / "a.jpg", exif=exif)
    assert media.read_image(path).size == (48, 64)


def test_every_colour_model_becomes_rgb(tmp_path: Path) -> None:
    grey16 = Image.fromarray((np.linspace(0, 65535, 64).astype(np.uint16))[None].repeat(48, 0))
    assert np.asarray(media.read_image(save(grey16, tmp_path / "16.png")))[0, 32, 0] in range(
        120, 136
    )
    cmyk = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red = np.asarray(media.read_image(save(cmyk, tmp_path / "c.jpg", quality=95)))[4, 4]
    assert red[0] > 200
    assert red[1] < 60
    palette = Image.fromarray(ramp()).quantize(16)
    assert media.read_image(save(palette, tmp_path / "p.png")).mode == "RGB"
    clear = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    assert media.read_image(save(clear, tmp_path / "t.png")).getpixel((4, 4)) == (255, 255, 255)


def test_a_mislabelled_image_is_read_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.fromarray(ramp()).save(path, "JPEG")
    assert media.image_type(path) == "jpg"
    assert media.read_image(path).size == (64, 48)


def test_an_animated_image_gives_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    path = save(frames[0], tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert media.read_image(path).getpixel((8, 8)) == (255, 0, 0)


def test_max_side_scales_down(tmp_path: Path) -> None:
    path = save(Image.fromarray(ramp(1600, 900)), tmp_path / "a.jpg")
    assert media.read_image(path, max_side=400).size == (400, 225)


def bomb(width: int, height: int) -> bytes:
    """A valid PNG header for a huge picture, 1 kB of data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"just some text, no picture", "not an image"),
        (bomb(20_000, 20_000), "too large"),
        (bomb(11_000, 9_000), "too large"),  # Pillow only warns here
        (bomb(64, 48)[:60], "damaged"),
    ],
)
def test_bad_images_are_refused_in_a_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(data)
    with pytest.raises(BadMedia, match=words) as caught:
        media.read_image(path)
    assert "photo.png" in str(caught.value)


def test_a_truncated_jpeg_is_refused(tmp_path: Path) -> None:
    whole = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    Image.fromarray(noise).save(whole, "JPEG")
    path = tmp_path / "a.jpg"
    path.write_bytes(whole.getvalue()[:8000])
    with pytest.raises(BadMedia, match=r"a\.jpg.*cut short"):
        media.read_image(path)


def test_a_missing_image_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadMedia, match=r"no file 'none\.png'"):
        media.read_image(tmp_path / "none.png")
