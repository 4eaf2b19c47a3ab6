"""Sprites: one SVG file with states, layers and anchors, read once and drawn as fragments.

The file format is SPRITES.md. A `Sprite` never holds pixels: it gives SVG text for a state, split
in the layers between which contents and fingers go. `SpriteError` names the file and the fix.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from generators.errors import GeneratorError
from generators.workbench.geometry import Point, clamp, lerp

HERE = Path(__file__).parent
Kind = Literal["sprites", "hands", "places"]
_DRAWN_LAYERS = ("back", "fill", "front")


class SpriteError(GeneratorError):
    """A sprite file that cannot be read; the message names file and fix."""


@dataclass(frozen=True)
class Anchor:
    """A named point; `angle` is where the forearm or the stream leaves, degrees, 90 = down."""

    x: float
    y: float
    angle: float = 0.0

    @property
    def point(self) -> Point:
        return self.x, self.y


@dataclass(frozen=True)
class Surface:
    """The liquid's surface: an ellipse of half-width `half` around (x, y)."""

    y: float
    half: float
    x: float

    @classmethod
    def parse(cls, text: str) -> Surface:
        y, half, x = (float(part) for part in text.replace(",", " ").split())
        return cls(y, half, x)


@dataclass(frozen=True)
class Sprite:
    """A parsed file. `states[0]` is the default; `anchors` always has base, centre, top, lip."""

    name: str
    title: str
    width: float
    height: float
    words: tuple[str, ...]
    kind: str
    states: tuple[str, ...]
    sits_on: tuple[str, ...]
    scale: float
    shadow: bool
    bleeds: str  # "right": goes on beyond that edge of the picture (an arm); "" for most
    defs: str
    anchors: Mapping[str, Anchor]
    full: Surface | None = None
    empty: Surface | None = None
    openness: float = 0.1  # height / width of the liquid's surface, as seen from slightly above
    problems: tuple[str, ...] = ()
    _layers: Mapping[str, ET.Element] = field(default_factory=dict, repr=False, compare=False)

    @property
    def fillable(self) -> bool:
        return self.full is not None

    def state(self, wanted: str) -> str:
        """`wanted` when the sprite has it, else its default state ('' when it has none)."""
        if wanted in self.states:
            return wanted
        return self.states[0] if self.states else ""

    def anchor(self, *names: str, state: str = "") -> Anchor:
        """The first of these anchors that the sprite has (in that state), else its centre."""
        for name in names:
            for key in (f"{name}@{state}", name):
                if key in self.anchors:
                    return self.anchors[key]
        return self.anchors["centre"]

    def has(self, anchor: str) -> bool:
        return anchor in self.anchors

    def layer(self, layer: str, state: str = "") -> str:
        """SVG text of a layer ('back' or 'front') in a state; '' when it draws nothing."""
        return _layer_text(self, layer, state)

    def surface(self, level: float) -> Surface:
        """Where the liquid's surface lies at level 0..1. Only for fillable sprites."""
        assert self.full
        assert self.empty
        level = clamp(level)
        return Surface(
            lerp(self.empty.y, self.full.y, level),
            lerp(self.empty.half, self.full.half, level),
            lerp(self.empty.x, self.full.x, level),
        )

    def cavity(self) -> str:
        """SVG text of the inner cavity, filled with `currentColor`."""
        return _layer_text(self, "fill", "")

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(re.findall(r'\bid="([^"]+)"', self.defs))

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@lru_cache(maxsize=2048)
def _layer_text(sprite: Sprite, layer: str, state: str) -> str:
    root = sprite._layers.get(layer)
    if root is None:
        return ""
    return "".join(_texts(root, sprite.state(state)))


def _texts(root: ET.Element, state: str) -> Iterator[str]:
    attributes = {k: v for k, v in root.attrib.items() if not k.startswith("data-")}
    shown = [_filtered(child, state) for child in root]
    inner = "".join(ET.tostring(child, encoding="unicode") for child in shown if child is not None)
    if not inner:
        return
    yield f"<g{''.join(f' {k}={quoteattr(v)}' for k, v in attributes.items())}>{inner}</g>"


def _filtered(element: ET.Element, state: str) -> ET.Element | None:
    """A copy without the groups of other states; None when it is one itself."""
    only = element.get("data-state")
    if only is not None and state not in re.split(r"[|\s,]+", only):
        return None
    keep = {k: v for k, v in element.attrib.items() if not k.startswith("data-")}
    copy = ET.Element(element.tag, keep)
    copy.text = element.text.strip() if element.text else None
    for child in element:
        shown = _filtered(child, state)
        if shown is not None:
            copy.append(shown)
    return copy


@cache
def names(kind: Kind = "sprites") -> tuple[str, ...]:
    """The names of all files of a kind."""
    return tuple(sorted(path.stem for path in (HERE / kind).glob("*.svg")))


@cache
def load(name: str, kind: Kind = "sprites") -> Sprite:
    """The sprite of that name. SpriteError when there is none or the file is broken."""
    if name not in names(kind):
        raise SpriteError(f"there is no {kind[:-1]} {name!r}; add {kind}/{name}.svg")
    return parse(HERE / kind / f"{name}.svg")


def parse(path: Path) -> Sprite:
    """Reads one file. SpriteError names the file; lesser faults go to `Sprite.problems`."""
    try:
        root = ET.fromstring(path.read_text("utf-8"))
    except (ET.ParseError, UnicodeDecodeError) as error:
        raise SpriteError(f"{path.name}: not well-formed XML ({error}); mend that place") from error
    try:
        return from_xml(path.stem, root)
    except (KeyError, ValueError, TypeError, AssertionError) as error:
        raise SpriteError(f"{path.name}: {error}") from error


def from_xml(name: str, root: ET.Element) -> Sprite:
    """A sprite out of a parsed document. KeyError or ValueError when something is missing."""
    _strip_namespaces(root)
    _, _, width, height = (float(v) for v in root.attrib["viewBox"].replace(",", " ").split())
    meta = _metadata(root)
    layers = {g.get("data-layer", ""): g for g in root if g.tag == "g" and g.get("data-layer")}
    defs = "".join(
        ET.tostring(child, encoding="unicode").strip() for d in root.iter("defs") for child in d
    )
    fill = layers.get("fill")
    full = Surface.parse(fill.attrib["data-top"]) if fill is not None else None
    empty = Surface.parse(fill.attrib["data-bottom"]) if fill is not None else None
    states = tuple(meta.get("states", ()))
    anchors = _anchors(layers.get("anchors"), width, height)
    anchors["lip"] = _lip(anchors, full, width)
    return Sprite(
        name=name,
        title=root.findtext("title", name.replace("-", " ")).strip(),
        width=width,
        height=height,
        words=tuple(w.lower() for w in meta.get("words", ())) or (name.replace("-", " "),),
        kind=str(meta.get("kind", "part")),
        states=states,
        sits_on=tuple(meta.get("sits_on", ())),
        scale=float(meta.get("scale", 1.0)),
        shadow=root.get("data-shadow") != "none",
        bleeds=str(meta.get("bleeds", "")),
        defs=defs,
        anchors=anchors,
        full=full,
        empty=empty,
        openness=float(fill.get("data-tilt", 0.1)) if fill is not None else 0.1,
        problems=tuple(_problems(name, root, layers, states)),
        _layers={key: layers[key] for key in _DRAWN_LAYERS if key in layers},
    )


def _metadata(root: ET.Element) -> dict[str, Any]:
    text = root.findtext("metadata", "{}").strip() or "{}"
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"<metadata> is not JSON ({error})") from error


def _anchors(layer: ET.Element | None, width: float, height: float) -> dict[str, Anchor]:
    anchors = {
        "centre": Anchor(width / 2, height / 2),
        "base": Anchor(width / 2, height),
        "top": Anchor(width / 2, 0, -90),
    }
    for mark in layer if layer is not None else ():
        if name := mark.get("data-anchor"):
            x, y = float(mark.get("cx", 0)), float(mark.get("cy", 0))
            anchor = Anchor(x, y, float(mark.get("data-angle", 0)))
            states = [s for s in re.split(r"[|\s,]+", mark.get("data-state", "")) if s]
            anchors.update({f"{name}@{state}": anchor for state in states})
            if not states or name not in anchors:
                anchors[name] = anchor
    return anchors


def _lip(anchors: dict[str, Anchor], full: Surface | None, width: float) -> Anchor:
    """Where a vessel pours over: its spout, or the left edge of its opening."""
    if "spout" in anchors:
        return anchors["spout"]
    if full:
        return Anchor(full.x - full.half, full.y, 180)
    rim = anchors.get("rim") or anchors["top"]
    return Anchor(max(4.0, rim.x - width * 0.42), rim.y, 180)


def _strip_namespaces(root: ET.Element) -> None:
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
        for key in [k for k in element.attrib if k.startswith("{")]:
            element.set(key.rpartition("}")[2], element.attrib.pop(key))


def _problems(
    name: str, root: ET.Element, layers: dict[str, ET.Element], states: tuple[str, ...]
) -> Iterator[str]:
    """Faults that still draw; the contact sheet prints them and a test forbids them."""
    if not layers.keys() & set(_DRAWN_LAYERS):
        yield "has no <g data-layer='front'> or 'back' as a direct child of the root"
    ids = {e.get("id", "") for e in root.iter() if e.get("id")}
    for wrong in sorted(i for i in ids if not i.startswith(f"{name}-")):
        yield f"id {wrong!r} must start with '{name}-'"
    used = set(re.findall(r"url\(#([^)]+)\)", ET.tostring(root, encoding="unicode")))
    for missing in sorted(used - ids):
        yield f"url(#{missing}) points to no id"
    for tag in sorted(
        {e.tag for e in root.iter()} & {"text", "filter", "image", "script", "style"}
    ):
        yield f"<{tag}> is not allowed in a sprite"
    known = set(states)
    for element in root.iter():
        for state in filter(None, re.split(r"[|\s,]+", element.get("data-state", ""))):
            if state not in known:
                yield f"data-state {state!r} is not among the metadata's states {sorted(known)}"
