"""Every drawn file of the workbench keeps to SPRITES.md and shows what it says it shows."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from numpy.typing import NDArray

from generators.workbench import raster, sprite
from generators.workbench.fragments import sprite_svg
from generators.workbench.sprite import Sprite

FOLDERS = ("sprites", "hands", "places")
FILES = [path for folder in FOLDERS for path in sorted((sprite.HERE / folder).glob("*.svg"))]
SPRITES = [path for path in FILES if path.parent.name == "sprites"]
HANDS = [path for path in FILES if path.parent.name == "hands"]
PLACES = [path for path in FILES if path.parent.name == "places"]
KINDS = {"container", "tool", "food", "material", "furniture", "appliance", "part"}
LAYERS = {"back", "fill", "front", "anchors"}
FORBIDDEN = {"text", "tspan", "filter", "image", "script", "style", "foreignObject"}
WIDTH = 160  # px of a test rendering: enough to see every state, quick enough for all of them
SEEN = 40  # a difference of this many grey levels ...
PIXELS = 8  # ... in this many pixels is visible


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda p: f"{p.parent.name}/{p.stem}")


def tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def read(path: Path) -> ET.Element:
    return ET.fromstring(path.read_text("utf-8"))


def metadata(root: ET.Element) -> dict:
    text = next((e.text or "" for e in root if tag(e) == "metadata"), "")
    return json.loads(text)


def named_states(root: ET.Element) -> set[str]:
    marks = (e.get("data-state") for e in root.iter())
    return {state for mark in marks if mark for state in re.split(r"[|\s,]+", mark)}


def render(item: Sprite, state: str = "", level: float = 0.0) -> NDArray[np.int16]:
    body = sprite_svg(item, state, level, "coffee")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {item.width:g} {item.height:g}">'
        f"<defs>{item.defs}</defs>{body}</svg>"
    )
    rgba = raster.to_rgba(svg, WIDTH).astype(np.int16)
    return rgba * (rgba[..., 3:] > 0)


def differing(a: NDArray[np.int16], b: NDArray[np.int16]) -> int:
    return int((np.abs(a - b).max(axis=2) > SEEN).sum())


def test_the_folders_are_filled() -> None:
    assert len(SPRITES) >= 36
    assert {p.stem for p in HANDS} >= {"grip", "pinch", "flat", "point", "fist", "open"}
    assert "kitchen" in {p.stem for p in PLACES}


@each(FILES)
def test_a_file_is_well_formed_and_named(path: Path) -> None:
    root = read(path)
    left, top, width, height = (float(v) for v in root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert width > 10
    assert height > 10
    assert [e.text for e in root if tag(e) == "title"], "a <title> says what is drawn"
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", path.stem)


@each(FILES)
def test_only_plain_drawing_elements_are_used(path: Path) -> None:
    used = {tag(e) for e in read(path).iter()}
    assert not used & FORBIDDEN
    assert "href" not in path.read_text("utf-8")


@each(FILES)
def test_ids_carry_the_name_and_references_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), "an id stands once"
    assert [i for i in ids if not i.startswith(f"{path.stem}-")] == []
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)


@each(FILES)
def test_anchors_lie_on_the_drawing(path: Path) -> None:
    root = read(path)
    width, height = (float(v) for v in root.attrib["viewBox"].split()[2:])
    room = 12 + 0.05 * max(width, height)  # a hand may meet a thing just beside its outline
    for mark in (e for e in root.iter() if e.get("data-anchor")):
        x, y = float(mark.attrib["cx"]), float(mark.attrib["cy"])
        assert -room <= x <= width + room, mark.attrib
        assert -room <= y <= height + room, mark.attrib
        assert -180 <= float(mark.get("data-angle", 0)) <= 360, mark.attrib


@each(SPRITES)
def test_metadata_tells_what_the_parser_needs(path: Path) -> None:
    about = metadata(read(path))
    assert about["kind"] in KINDS
    assert about["words"]
    assert [w for w in about["words"] if w != w.strip().lower()] == []
    assert 0.1 <= float(about.get("scale", 1)) <= 10
    known = {p.stem for p in SPRITES}
    assert set(about.get("sits_on", ())) <= known


@each(SPRITES)
def test_states_listed_are_the_states_drawn(path: Path) -> None:
    root = read(path)
    states = metadata(root).get("states", [])
    assert len(states) == len(set(states))
    assert [s for s in states if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", s)] == []
    named = named_states(root)
    assert named <= set(states)
    # one state may be the bare thing to which the others add something
    assert len(set(states) - named) <= 1


@each(SPRITES)
def test_layers_stand_in_drawing_order(path: Path) -> None:
    layers = [e.attrib["data-layer"] for e in read(path) if e.get("data-layer")]
    assert set(layers) <= LAYERS
    order = [name for name in ("back", "fill", "front", "anchors") if name in layers]
    assert layers == order


@each(SPRITES)
def test_the_reader_finds_no_fault(path: Path) -> None:
    assert sprite.parse(path).problems == ()


@each(SPRITES)
def test_every_state_shows_and_looks_different(path: Path) -> None:
    item = sprite.parse(path)
    views = {state: render(item, state) for state in item.states or ("",)}
    for state, view in views.items():
        assert (view[..., 3] > 128).mean() > 0.02, f"{state!r} draws next to nothing"
    for (a, left), (b, right) in itertools.combinations(views.items(), 2):
        assert differing(left, right) >= PIXELS, f"{a!r} and {b!r} look the same"


@each([p for p in SPRITES if sprite.parse(p).fillable])
def test_contents_of_a_container_are_seen_to_rise(path: Path) -> None:
    item = sprite.parse(path)
    assert item.full
    assert item.empty
    assert item.full.y < item.empty.y
    empty, low, high = (render(item, "", level) for level in (0.0, 0.25, 0.95))
    assert differing(empty, low) >= PIXELS
    assert differing(low, high) >= PIXELS


@each(HANDS)
def test_a_hand_has_its_contact_and_shows(path: Path) -> None:
    item = sprite.parse(path)
    assert item.has("contact")
    svg = raster.to_rgba(_coloured(item), WIDTH)
    assert (svg[..., 3] > 128).mean() > 0.02


def _coloured(item: Sprite) -> str:
    from generators.workbench.fragments import dyed
    from generators.workbench.palette import SKINS

    body = sprite_svg(item)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {item.width:g} {item.height:g}">'
        f"<defs>{dyed(item.defs, SKINS[1])}</defs>{body}</svg>"
    )


@each(PLACES)
def test_a_place_fills_the_picture(path: Path) -> None:
    item = sprite.parse(path)
    assert (item.width, item.height) == (768, 512)
    assert item.has("table")
    assert item.has("horizon")
    assert 300 < item.anchor("horizon").y <= item.anchor("table").y < 512
    assert (render(item)[..., 3] > 250).mean() > 0.99
