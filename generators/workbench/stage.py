"""The staged scene that a motion program animates: who stands where, at the moment of contact."""

from __future__ import annotations

from dataclasses import dataclass, field

from generators.workbench.geometry import Box, Point
from generators.workbench.palette import SKINS, Skin
from generators.workbench.scene import Prop, Thing

TABLE = 437.0  # px; where things stand when a place says nothing


@dataclass(frozen=True)
class Roles:
    """Who does what in an action.

    `hero` is what the picture is about and stands still; `mover` is what the hand moves;
    `cargo` lies on the mover, `second` is in the other hand; `substance` flows or falls;
    `bystanders` only stand there.
    `subject` is the name of the thing whose look changes, `after` the word for its new look.
    """

    hero: Thing | None = None
    mover: Thing | None = None
    cargo: Thing | None = None
    second: Thing | None = None
    substance: Thing | None = None
    bystanders: tuple[Thing, ...] = ()
    subject: str = ""
    after: str = ""


@dataclass(frozen=True)
class Stage:
    """Roles turned into placed props. `zoom` scales hands and effects like the props."""

    roles: Roles
    hero: Prop | None
    mover: Prop | None  # at its place of contact
    cargo: Prop | None = None
    second: Prop | None = None  # mirrored, from the left
    supports: tuple[Prop, ...] = ()
    extras: tuple[Prop, ...] = ()
    zoom: float = 1.0
    skin: Skin = SKINS[1]
    words: frozenset[str] = field(default_factory=frozenset)  # of name and text, lower case
    table: float = TABLE
    foot: Point = (330.0, TABLE)  # where the hero stands, or would stand

    @property
    def floor(self) -> Point:
        """A point on the table where there is no hero."""
        return self.foot

    @property
    def core(self) -> Box:
        """The box around hero and supports."""
        props = [p for p in (self.hero, *self.supports) if p]
        if not props:
            x, y = self.floor
            return Box(x - 60, y - 60, x + 60, y)
        box = props[0].box
        for prop in props[1:]:
            box = box.joined(prop.box)
        return box
