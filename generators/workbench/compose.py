"""From a request to a directed scene: roles, staging, place, text; then items at any t.

`direct` simulates all steps before `index`, so what was cut stays cut and what was filled stays
full. A `Shot` is everything that a renderer needs; drawing it is a pure function of t.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from generators.base import Depiction, StepPrompt
from generators.workbench import actions, callouts, drawn, textcard
from generators.workbench import sprite as sprites
from generators.workbench.actions.base import Program
from generators.workbench.drawn import Drawn, Grounded
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import WIDE, Box, Camera, Point, clamp
from generators.workbench.layout import staged
from generators.workbench.palette import SHADOW, SKINS, Skin
from generators.workbench.parse import APPROXIMATE, SPECIFIC
from generators.workbench.raster import to_rgba
from generators.workbench.scene import Item, Look, Prop, Thing, WorldState, document, draw_prop
from generators.workbench.sprite import Sprite
from generators.workbench.stage import TABLE, Stage

DEFAULT_PLACE = "kitchen"
MARGIN, BELOW_BADGE = 16.0, 90.0  # px of the picture that an action on a photo keeps free
CELL = 16  # px
CLOSE_UP = 0.5  # of the picture
REMARK = "Approximate drawing"
GOAL = "This is where it leads"
HEADROOM = 170.0  # px over the hero on a photo: badge, tool and hand
PARTS = ("valve", "spout", "chain", "axle", "derailleur", "washer", "drain", "thorn", "rings")
Reader = Callable[[StepPrompt], tuple[Depiction, float]]


@dataclass(frozen=True)
class Spot:
    """Where on a learner's photo the action stands: its foot, 0..1 from the top left."""

    x: float
    y: float

    @property
    def foot(self) -> Point:
        """In picture coordinates, kept where the action still fits into the frame."""
        return clamp(self.x, 0.2, 0.72) * 768, clamp(self.y, 0.6, 0.94) * 512


@dataclass(frozen=True)
class Shot:
    """A directed step. `confidence` 1 = somebody wrote the depiction; `unknown` = stand-ins."""

    number: int
    name: str
    text: str
    depiction: Depiction
    skin: Skin
    place: Sprite | None
    stage: Stage | None = None
    program: Program | None = None
    drawing: Drawn | None = None
    confidence: float = 1.0
    unknown: tuple[str, ...] = ()
    shift: Point = (0.0, 0.0)  # of a drawing that stands on a photo
    moment: float = 0.0  # of the still, from the clearest moment on; another take shows another
    camera: Camera = WIDE  # what is seen of it when the texts are there: they keep clear of that

    @property
    def level(self) -> str:
        """'specific', 'approximate' or 'card' (nothing drawn but the words)."""
        if self.confidence < APPROXIMATE:
            return "card"
        return "specific" if self.confidence >= SPECIFIC and not self.unknown else "approximate"

    @property
    def key(self) -> float:
        """The t of the still."""
        if self.drawing:
            clearest = self.drawing.key_time(self.depiction.result_state)
        else:
            clearest = self.program.key if self.program else 0.5
        return clamp(clearest + self.moment, 0.05, 0.95)

    @property
    def noticed(self) -> tuple[float, float]:
        """When in a clip the callout comes in: (from, fully there)."""
        start = self.program.change[1] if self.program and not self.drawing else 0.75
        return min(start, 0.86), min(start, 0.86) + 0.06

    def action_items(self, t: float) -> list[Item]:
        if self.level == "card":
            return []
        if self.drawing:
            svg = self.drawing.svg(self.depiction.result_state, t, self.skin)
            return [Item(50.0, self._shifted(svg))]
        assert self.program
        assert self.stage
        return self.program.items(self.stage, t)

    def _shifted(self, svg: str) -> str:
        x, y = self.shift
        return f'<g transform="translate({x:.1f} {y:.1f})">{svg}</g>' if (x or y) else svg

    def mark(self) -> str:
        if self.level == "card":
            return ""
        if self.drawing:
            return self._shifted(self.drawing.motion(self.depiction.result_state))
        assert self.program
        assert self.stage
        return self.program.mark(self.stage)

    def notice_point(self) -> Point:
        if self.drawing:
            x, y = self.drawing.notice_point(self.depiction.result_state)
            return x + self.shift[0], y + self.shift[1]
        assert self.program
        assert self.stage
        return self._named_point() or self.program.notice(self.stage)

    def _named_point(self) -> Point | None:
        """The part of the hero that the callout names ('Valve stands upright')."""
        assert self.program
        assert self.stage
        hero = self.stage.hero
        if hero is None:
            return None
        words = re.findall(r"[a-z]+", self.depiction.notice.lower())
        named = next((w for w in words if w in PARTS and hero.sprite.has(w)), "")
        if not named:
            return None
        changed = hero.after and self.program.blend(self.key) > 0.5
        return hero.point(named, state=hero.after.state if changed and hero.after else "")

    def busy(self) -> list[Box]:
        """What no text should cover: the cells that the action fills at its key moment."""
        return [self.camera.box(cell) for cell in self._busy_cells()]

    def _busy_cells(self) -> list[Box]:
        items = [*self.action_items(self.key), Item(150.0, self.mark())]
        if self.drawing:
            return self._drawing_cells(covered(document(items, 768, 512)))
        if self.stage:
            items += [item for prop in self.stage.extras for item in draw_prop(prop)]
        return list(covered(document(items, 768, 512)))

    def _drawing_cells(self, cells: Sequence[Box]) -> list[Box]:
        """All that is drawn, but of a close-up that fills the picture only what it calls busy."""
        assert self.drawing
        if len(cells) * CELL**2 < CLOSE_UP * 768 * 512:
            return list(cells)
        within = self.drawing.busy(self.depiction.result_state).moved(*self.shift)
        return [cell for cell in cells if cell.overlap(within)]

    def scenery(self) -> list[Item]:
        """Place, shadows and bystanders: the same in every frame."""
        if self.level == "card":
            label = self.depiction.label
            return textcard.items(self.number, self.name, self.text, label, self.place)
        out = [Item(0.0, sprite_svg(self.place), self.place.defs)] if self.place else []
        if self.place and isinstance(self.drawing, Grounded):
            out.append(Item(0.5, self.drawing.ground()))
        if self.stage is None:
            return out
        standing = [p for p in (self.stage.hero, *self.stage.supports) if p]
        depth = 0.09 if self.place else 0.15  # photos are busier than the drawn places
        out += [shadow(p, depth) for p in (*standing, *self.stage.extras) if p.shadow]
        return out + [item for prop in self.stage.extras for item in draw_prop(prop)]

    def texts(self, with_callout: bool = True) -> list[Item]:
        """Badge, label, callout; above everything."""
        if self.level == "card":
            return []
        out = [Item(200.0, text.svg) for text in self._corners()]
        note = self.note() if with_callout else None
        return [*out, note] if note else out

    def note(self) -> Item | None:
        """The callout: what to notice."""
        if self.level == "card" or not self.depiction.notice:
            return None
        taken = [text.box for text in self._corners()]
        x, y = self.camera.apply(self.notice_point())
        made = callouts.callout(self.depiction.notice, (x, y), self.busy(), taken)
        if made is None:
            return None
        return Item(190.0, made.svg, box=made.box.grown(4).joined(Box(x - 9, y - 9, x + 9, y + 9)))

    def _corners(self) -> list[callouts.Text]:
        """Badge, a remark where the drawing is only approximate, and the label."""
        name = callouts.badge(self.number, self.name)
        about = [callouts.remark(REMARK, name.box)] if self.level == "approximate" else []
        taken = [text.box for text in (name, *about)]
        numbers = callouts.label(self.depiction.label, self.busy(), taken)
        return [name, *about, *([numbers] if numbers else [])]

    def goal(self) -> Item:
        """The remark on a result that is shown before the action; below the badge."""
        under = [text.box for text in self._corners() if text.box.x0 == 20 and text.box.y0 < 150]
        return Item(195.0, callouts.remark(GOAL, max(under, key=lambda box: box.y1), 22).svg)


@lru_cache(maxsize=64)
def covered(svg: str) -> tuple[Box, ...]:
    """The cells of a 16 px grid in which something is drawn."""
    alpha = to_rgba(svg, 768 // CELL)[..., 3]
    rows, columns = np.nonzero(alpha > 40)
    return tuple(
        Box(x * CELL, y * CELL, (x + 1) * CELL, (y + 1) * CELL)
        for x, y in zip(columns.tolist(), rows.tolist(), strict=True)
    )


def shadow(prop: Prop, depth: float = 0.09) -> Item:
    """A soft ellipse where the prop stands: three flat ones cost less than a blur filter."""
    box = prop.box
    x, y = prop.point("base")
    rx = box.width * 0.5
    rings = "".join(
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx * k:.1f}" ry="{max(5.0, rx * k * 0.14):.1f}"/>'
        for k in (1.16, 1.04, 0.92, 0.8)
    )
    return Item(1.0, f'<g fill="{SHADOW}" fill-opacity="{depth}">{rings}</g>')


def direct(
    steps: Sequence[StepPrompt],
    index: int,
    skin_tone: int,
    read: Reader,
    spot: Spot | None = None,
) -> Shot:
    """The shot of step `index`, with the state that the steps before it have left behind.

    With a `spot` it is staged on a learner's photo: no place, no bystanders.
    """
    return direct_all(steps[: index + 1], skin_tone, read, spot)[index]


def direct_all(
    steps: Sequence[StepPrompt], skin_tone: int, read: Reader, spot: Spot | None = None
) -> list[Shot]:
    """The shots of all steps of a skill, its state carried on from one to the next."""
    world = WorldState()
    return [
        _shot(step, number, read, SKINS[skin_tone], world, spot)
        for number, step in enumerate(steps, 1)
    ]


def _shot(
    step: StepPrompt,
    number: int,
    read: Reader,
    skin: Skin,
    world: WorldState,
    spot: Spot | None,
) -> Shot:
    """Directs one step and writes what it changes into `world`."""
    depiction, confidence = (step.depiction, 1.0) if step.depiction else read(step)
    world.place = depiction.place or world.place or DEFAULT_PLACE
    place = None if spot else _place(world.place)
    base = Shot(number, step.name, step.text, depiction, skin, place, confidence=confidence)
    if drawing := _drawing(depiction):
        busy = drawing.busy(depiction.result_state)
        shift = _kept_in_frame(spot.foot, busy) if spot else (0.0, 0.0)
        return replace(base, drawing=drawing, shift=shift)
    return _staged(base, step, world, spot)


def _staged(base: Shot, step: StepPrompt, world: WorldState, spot: Spot | None) -> Shot:
    depiction = base.depiction
    program = actions.program(depiction.action) or actions.program("hold")
    assert program
    things = {k: world.thing(getattr(depiction, k)) for k in ("object", "instrument", "target")}
    also = tuple(t for words in depiction.also if (t := world.thing(words)))
    tool = things["instrument"]
    if tool and tool.sprite and tool.sprite.name.startswith("card-"):
        things["instrument"], also = None, (*also, tool)  # a card cannot be held like a tool
    program = program.variant(depiction, things)
    if program.seats and not things["target"] and things["object"]:
        things["target"] = _seat_for(things["object"], also)
        also = tuple(t for t in also if t is not things["target"])
    roles = program.roles(depiction, things)
    words = frozenset(re.findall(r"[a-z]+", f"{step.name} {step.text} {depiction.notice}".lower()))
    stage = staged(roles, program, base.skin, words, _foot(base.place, spot), also)
    if spot:
        stage = replace(_lowered(stage, program, also), extras=())
    named = [t for t in (*things.values(), *also) if t]
    _remember(world, named, program.consequences(stage))
    unknown = [t.name for t in named if not t.exact]
    if depiction.action not in actions.names():
        unknown.append(depiction.action)
    if depiction.result_state and not roles.after:
        unknown.append(f"{depiction.object or depiction.target}:{depiction.result_state}")
    return replace(base, stage=stage, program=program, unknown=tuple(unknown))


def _lowered(stage: Stage, program: Program, also: tuple[Thing, ...]) -> Stage:
    """On a photo the spot may be too high for a tall stack: then it stands lower."""
    missing = HEADROOM - stage.core.y0
    if missing <= 0:
        return stage
    x, y = stage.foot
    roles = stage.roles
    foot = x, min(y + missing, 492.0)
    return staged(roles, program, stage.skin, stage.words, foot, also)


def _seat_for(thing: Thing, also: Sequence[Thing]) -> Thing | None:
    """The bystander that a thing sits on, if one is there."""
    sits_on = thing.sprite.sits_on if thing.sprite else ()
    return next((t for t in also if t.sprite and t.sprite.name in sits_on), None)


def _kept_in_frame(foot: Point, busy: Box) -> Point:
    """From a drawing's own place to `foot`, as far as its action stays in the free picture."""
    y = foot[1] - TABLE
    y = clamp(y, min(0.0, BELOW_BADGE - busy.y0), max(0.0, 512 - MARGIN - busy.y1))
    beside_badge = busy.y0 + y < BELOW_BADGE  # too tall to go below it: not under it either
    left = 0.0 if beside_badge else min(0.0, MARGIN - busy.x0)
    return clamp(foot[0] - 384, left, max(0.0, 768 - MARGIN - busy.x1)), y


def _foot(place: Sprite | None, spot: Spot | None) -> Point | float:
    """Where the action stands: a point on a photo, else the height of the place's table."""
    if spot:
        return spot.foot
    return place.anchor("table").y if place and place.has("table") else TABLE


def _remember(world: WorldState, named: list[Thing], after: dict[str, Look]) -> None:
    for thing in named:
        if thing.sprite:
            world.remember(thing.name, thing.look)
    for name, look in after.items():
        world.remember(name, look)


def _drawing(depiction: Depiction) -> Drawn | None:
    for words in (depiction.object, depiction.target, depiction.instrument):
        name = words.split(":")[0]
        if not name:
            continue
        stage, also = depiction.result_state, depiction.also
        if found := drawn.find(depiction.action, name, stage, also):
            return found
    return None


def _place(name: str) -> Sprite | None:
    known = sprites.names("places")
    if name not in known:
        name = DEFAULT_PLACE if DEFAULT_PLACE in known else (known[0] if known else "")
    return sprites.load(name, "places") if name else None
