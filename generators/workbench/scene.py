"""What is on the picture: things with their state, carried from step to step, and drawn items.

Things in a depiction are written `name`, `name:state` or `name:state:more@anchor`. Every word after
the name is a state of the sprite, a level (`empty low half full`) or a liquid (`coffee`); what
follows @ is the anchor where it is touched, or for bystanders the side (`left`, `right`) they get.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from html import escape
from xml.etree import ElementTree as ET

from generators.workbench import sprite as sprites
from generators.workbench.fragments import dyed, sprite_layers
from generators.workbench.geometry import Box, Placement, Point, clamp
from generators.workbench.palette import SKINS, Skin, is_liquid
from generators.workbench.sprite import Sprite

HAND_SCALE = 0.9  # a hand as drawn is a little large beside a mug or kettle
SHOULDER = 640.0  # px of sleeve drawn on beyond the end of a hand's file
LEVELS = {"empty": 0.0, "low": 0.22, "quarter": 0.25, "half": 0.5, "full": 0.85, "brim": 1.0}
BREWING = ("server", "french-press", "dripper")  # what water turns to coffee in
GRAINS = {  # substances without a sprite that are strewn; name -> colour
    "salt": "#FFFFFF",
    "sugar": "#FFFFFF",
    "chocolate-chips": "#4A2A18",
    "pepper": "#3A332C",
    "flour": "#F5EFE2",
    "ground-coffee": "#4A2F1D",
    "potting-soil": "#5A4130",
    "rice": "#F4EEDC",
    "spices": "#B5652B",
    "herbs": "#6E9F55",
    "cheese": "#F0C75E",
    "spaghetti": "#E9C677",
    "vegetables": "#E8923C",
}


@dataclass(frozen=True)
class Look:
    """How a thing is at one moment."""

    state: str = ""
    level: float = 0.0
    liquid: str = ""


@dataclass(frozen=True)
class Thing:
    """Something a depiction names. `sprite` is None for substances."""

    name: str
    look: Look
    sprite: Sprite | None
    exact: bool = True  # False: drawn by the nearest sprite or as a plain card
    stated: bool = False  # the depiction itself says in which state
    at: str = ""  # the anchor where it is touched, or the side where it stands, if directed

    @property
    def is_substance(self) -> bool:
        return self.sprite is None


class WorldState:
    """The looks of all things so far, and the place; one per request, updated step by step."""

    def __init__(self) -> None:
        self._looks: dict[str, Look] = {}
        self.place = ""

    def thing(self, words: str) -> Thing | None:
        """Reads `name:state@anchor`; None for ''. Unstated looks are those carried on."""
        words, _, at = words.partition("@")
        name, *stated = [w.strip() for w in words.split(":")]
        if not name:
            return None
        sprite, exact = resolve(name)
        if sprite is None:
            return Thing(name, Look(liquid=name), None)
        look = self._looks.get(name, Look(sprite.state("")))
        for word in stated:
            look = described(sprite, look, word)
        return Thing(name, look, sprite, exact, bool(stated), at.strip())

    def remember(self, name: str, look: Look) -> None:
        self._looks[name] = look

    def look(self, name: str) -> Look | None:
        return self._looks.get(name)


def described(sprite: Sprite, look: Look, word: str) -> Look:
    """`look` after one more word: a state of the sprite, a level, a liquid; else unchanged."""
    if word in LEVELS and sprite.fillable:
        look = replace(look, level=LEVELS[word], liquid=look.liquid or usual_liquid(sprite.name))
    if word in sprite.states:
        look = replace(look, state=word)
        if sprite.fillable and word.startswith(("simmering", "boiling")) and look.level < 0.1:
            look = replace(look, level=0.7, liquid=look.liquid or "water")
        elif sprite.fillable and word == "crust":
            look = replace(look, level=LEVELS["full"], liquid="coffee")
    elif is_liquid(word) and sprite.fillable:
        look = replace(look, liquid=word, level=look.level or LEVELS["full"])
    return look


def knows(sprite: Sprite | None, word: str) -> bool:
    """Whether `word` describes a look of that sprite."""
    if sprite is None or not word:
        return False
    return word in sprite.states or (sprite.fillable and (word in LEVELS or is_liquid(word)))


def hand_scale(zoom: float) -> float:
    """Hands grow less than the small things they hold."""
    return min(zoom, 1.0)


def usual_liquid(name: str) -> str:
    return "coffee" if name in BREWING or name == "mug" else "water"


def resolve(name: str) -> tuple[Sprite | None, bool]:
    """(sprite, whether it is the thing itself); (None, True) for a substance."""
    if name in sprites.names():
        return sprites.load(name), True
    if is_liquid(name) or name in GRAINS or name in ("air", "heat", "solder", "hand", "hands"):
        return None, True
    near = nearest(name)
    return (sprites.load(near), False) if near else (card(name), False)


@cache
def nearest(name: str) -> str:
    """The sprite whose words come closest to an unknown name; '' when none is close."""
    wanted = name.replace("-", " ").lower()
    best, best_score = "", 0.0
    for candidate in sprites.names():
        for word in (candidate.replace("-", " "), *sprites.load(candidate).words):
            score = _likeness(wanted, word)
            if score > best_score:
                best, best_score = candidate, score
    return best if best_score >= 0.75 else ""


def _likeness(a: str, b: str) -> float:
    """1 for equal; the last word is the noun ('red mug' is a mug), so it alone gives 0.9."""
    if a == b:
        return 1.0
    if a.split()[-1] == b.split()[-1] and (len(b.split()) == 1 or len(a.split()) == 1):
        return 0.9
    return difflib.SequenceMatcher(None, a, b).ratio() - 0.08


@cache
def card(name: str) -> Sprite:
    """A plain object card for a thing that nobody has drawn yet: a rounded box with its name."""
    from generators.workbench.typeset import text_width

    label = name.replace("-", " ")
    width = max(110.0, text_width(label, 20) + 36)
    hold = "".join(
        f'<circle data-anchor="{anchor}" cx="{width - 8:.0f}" cy="42"/>'
        for anchor in ("grip", "centre")
    )  # touched at its edge, so that a hand does not hide the word
    svg = ET.fromstring(
        f'<svg viewBox="0 0 {width:.0f} 84"><title>{escape(label)}</title><g data-layer="front">'
        f'<rect x="2" y="2" width="{width - 4:.0f}" height="80" rx="14" fill="#FFFDF8" '
        f'stroke="#A79F90" stroke-width="3" stroke-dasharray="8 6"/><text x="{width / 2:.0f}" '
        f'y="49" font-size="20" text-anchor="middle" fill="#2B2B2B">{escape(label)}</text></g>'
        f'<g data-layer="anchors">{hold}</g></svg>'
    )
    return sprites.from_xml(f"card-{name}", svg)


@dataclass(frozen=True)
class Item:
    """One drawn fragment; higher z is nearer.

    With a `placement` the svg and `box` are in the sprite's own coordinates, else in the picture's.
    `box` bounds what is drawn, so that a clip draws no more than it must; None = anywhere.
    `of` names the thing that it belongs to, "hand" for hands; '' for effects and scenery.
    """

    z: float
    svg: str
    defs: str = ""
    placement: Placement | None = None
    box: Box | None = None
    opacity: float = 1.0
    of: str = ""

    @property
    def text(self) -> str:
        """The fragment in picture coordinates."""
        fade = f' opacity="{self.opacity:.3f}"' if self.opacity < 1 else ""
        if self.placement:
            return f'<g transform="{self.placement.svg()}"{fade}>{self.svg}</g>'
        return f"<g{fade}>{self.svg}</g>" if fade else self.svg


@dataclass(frozen=True)
class Prop:
    """A thing with its place in the picture. `after` and `blend` fade it to its next look."""

    name: str
    sprite: Sprite
    look: Look
    placement: Placement
    z: float = 30.0
    shadow: bool = True
    after: Look | None = field(default=None)
    at: str = ""  # where it is touched, if the depiction directs it
    skin: Skin = SKINS[1]  # of a body part

    def point(self, *anchors: str, state: str = "") -> Point:
        """Where the first of these anchors lies in the picture."""
        return self.placement.apply(
            self.sprite.anchor(*anchors, state=state or self.look.state).point
        )

    def touch(self, *anchors: str, state: str = "") -> Point:
        """Where it is touched: at the directed anchor, else the first of these."""
        return self.point(*([self.at] if self.at else []), *anchors, state=state)

    def surface_point(self, level: float) -> Point:
        surface = self.sprite.surface(level)
        return self.placement.apply((surface.x, surface.y))

    def angle(self, anchor: str) -> float:
        """The direction of an anchor in the picture, degrees."""
        angle = self.sprite.anchor(anchor, state=self.look.state).angle
        return (180 - angle if self.placement.flip else angle) + self.placement.rotation

    @property
    def box(self) -> Box:
        return self.placement.box(self.sprite.width, self.sprite.height)

    def moved(self, dx: float, dy: float, turn: float = 0.0) -> Prop:
        at = self.placement.at
        return replace(
            self,
            placement=replace(
                self.placement,
                at=(at[0] + dx, at[1] + dy),
                rotation=self.placement.rotation + turn,
            ),
        )

    def with_look(self, look: Look) -> Prop:
        return replace(self, look=look)


def draw_prop(prop: Prop, blend: float = 0.0, opacity: float = 1.0) -> list[Item]:
    """Back with contents at z, front at z + 5. `blend` 0..1 fades to `prop.after`."""
    after = prop.after if prop.after and blend > 0 else None
    if after is None:
        return _drawn(prop, prop.look, opacity)
    level = prop.look.level + (after.level - prop.look.level) * blend
    colour = after.liquid or prop.look.liquid
    if after.state == prop.look.state or blend >= 1:
        return _drawn(prop, Look(after.state, level, colour), opacity)
    shown = clamp((blend - 0.4) / 0.2)  # a short fade: two shapes at once confuse
    before = _drawn(prop, Look(prop.look.state, level, colour), opacity)
    if shown <= 0:
        return before
    if shown >= 1:
        return _drawn(prop, Look(after.state, level, colour), opacity)
    return before + _drawn(prop, Look(after.state, level, colour), opacity * shown, 0.1)


def _drawn(prop: Prop, look: Look, opacity: float, dz: float = 0.0) -> list[Item]:
    level = round(look.level, 3)
    turned = -prop.placement.rotation if prop.placement.flip else prop.placement.rotation
    tilt = 3.0 * round(turned / 3)  # coarse, so that a clip draws few different ones
    back, front = sprite_layers(prop.sprite, look.state, level, look.liquid, prop.skin, tilt)
    defs = dyed(prop.sprite.defs, prop.skin) if prop.sprite.has("contact") else prop.sprite.defs
    box = Box(0, 0, prop.sprite.width, prop.sprite.height).grown(6)
    layers = ((prop.z + dz, back), (prop.z + 5 + dz, front))
    return [
        Item(z, text, defs, prop.placement, box, opacity, prop.name) for z, text in layers if text
    ]


def hand_items(
    pose: str, at: Point, angle: float, skin: Skin, z: float = 60.0, scale: float = 1.0
) -> list[Item]:
    """A hand whose contact lies on `at` and whose forearm leaves in direction `angle`.

    Back (palm, thumb) at z, front (fingers) at z + 10: what it holds is drawn in between.
    Forearms that leave to the left belong to the mirrored hand.
    """
    hand = sprites.load(pose if pose in sprites.names("hands") else "grip", "hands")
    angle = (angle + 180) % 360 - 180
    flip = abs(angle) > 90
    turn = angle - 180 if flip else angle
    contact = hand.anchor("contact")
    shoulder = _shoulder(hand, skin)
    size = hand_scale(scale) * hand.scale * HAND_SCALE
    placement = Placement(contact.point, at, turn, size, flip)
    back, front = sprite_layers(hand, "", 0.0, "", skin)
    defs = dyed(hand.defs, skin)
    box = Box(0, 0, hand.width, hand.height).grown(6)
    long = Box(box.x0, box.y0 - 60, hand.width + SHOULDER, box.y1 + 60)
    return [
        Item(z, shoulder + back, defs, placement, long, of="hand"),
        Item(z + 10, front, defs, placement, box, of="hand"),
    ]


@lru_cache(maxsize=64)
def _shoulder(hand: Sprite, skin: Skin) -> str:
    """The sleeve drawn on beyond the file's edge, so that no forearm ends inside the picture."""
    from generators.workbench.raster import to_rgba

    text = "".join(sprite_layers(hand, "", 0.0, "", skin))
    w, h = hand.width, hand.height
    pixels = to_rgba(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:g} {h:g}" width="{w:g}" '
        f'height="{h:g}"><defs>{dyed(hand.defs, skin)}</defs>{text}</svg>'
    )
    edges = [pixels[:, x, 3].nonzero()[0] for x in (-82, -2)]
    if not all(len(edge) for edge in edges):
        return ""
    (top0, end0), (top1, end1) = ((float(e.min()) + 1.5, float(e.max()) - 0.5) for e in edges)
    fill = f"url(#{hand.name}-sleeve)" if f'"{hand.name}-sleeve"' in hand.defs else skin.sleeve
    reach = SHOULDER  # slopes go on as they were over the last 80 px
    top2 = top1 + (top1 - top0) * reach / 80
    end2 = end1 + (end1 - end0) * reach / 80
    return (
        f'<path d="M{w - 6:g} {top1:.1f}L{w + reach:g} {top2:.1f}V{end2:.1f}L{w - 6:g} '
        f'{end1:.1f}Z" '
        f'fill="{fill}" stroke="{skin.sleeve_dark}" stroke-width="3"/>'
    )


def document(items: Iterable[Item], width: float, height: float, extra: str = "") -> str:
    """One SVG document of the items in order of z (stable), definitions once."""
    ordered = sorted(items, key=lambda item: item.z)
    defs = "".join(dict.fromkeys(item.defs for item in ordered if item.defs))
    body = "".join(item.text for item in ordered)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'font-family="DejaVu Sans, Arial, sans-serif"><defs>{defs}</defs>{body}{extra}</svg>'
    )
