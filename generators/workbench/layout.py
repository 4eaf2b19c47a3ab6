"""Staging: puts roles on the picture so that the action is clear and nothing stands in its way.

The hero stands left of the middle when a tool or hand comes from the right, on whatever it sits
on; bystanders get the free slots beside it, never over the action nor over each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from generators.workbench.actions.base import Program, aimed
from generators.workbench.geometry import Box, Placement, Point, clamp, distance, toward
from generators.workbench.palette import Skin, is_liquid
from generators.workbench.scene import BREWING, Look, Prop, Thing, described
from generators.workbench.sprite import Sprite
from generators.workbench.stage import TABLE, Roles, Stage

WIDTH, HEIGHT = 768.0, 512.0
BADGE = Box(16, 16, 420, 92)  # where the step's name stands
LABEL = Box(470, 424, 752, 496)
HERO_X = 318.0
MAX_HEIGHT = 328.0  # px of hero, supports and the air above
MAX_WIDTH = 470.0
BIG = 1.35  # small things are drawn larger, but not enormous


def staged(
    roles: Roles,
    program: Program,
    skin: Skin,
    words: frozenset[str] = frozenset(),
    foot: Point | float = TABLE,
    also: tuple[Thing, ...] = (),
) -> Stage:
    """Places all roles. `also` are bystanders that the depiction names besides.

    `foot` is the height of the table, or the very point where the hero stands.
    """
    others = [t for t in (*roles.bystanders, *also) if t.sprite]
    chain, others = _supports(roles.hero, others)
    zoom = _zoom(roles.hero, chain, program, roles.mover)
    at = foot if isinstance(foot, tuple) else (_hero_x(roles, program, zoom), foot)
    props = _stack(chain, roles, zoom, at)
    props = [replace(prop, skin=skin) for prop in props]
    hero = props.pop() if roles.hero and props else None
    mover = _mover(roles, program, hero, zoom, at)
    stage = Stage(
        roles=roles,
        hero=hero,
        mover=mover,
        cargo=_cargo(roles, mover, zoom),
        second=_second(roles, program, hero, zoom),
        supports=tuple(props),
        zoom=zoom,
        skin=skin,
        words=words,
        table=at[1],
        foot=at,
    )
    return replace(stage, extras=_extras(others, stage, program))


def _supports(hero: Thing | None, others: list[Thing]) -> tuple[list[Thing], list[Thing]]:
    """(things from the lowest up to the hero, the remaining others)."""
    chain = [hero] if hero else []
    rest = [t for t in others if t.at not in ("left", "right")]  # those stand beside it
    aside = [t for t in others if t.at in ("left", "right")]
    while chain and chain[0].sprite:
        names = _seats_of(chain[0].sprite, rest)
        below = next((t for n in names for t in rest if t.sprite and t.sprite.name == n), None)
        if below is None:
            break
        rest.remove(below)
        chain.insert(0, below)
    return chain, [*rest, *aside]


def _seats_of(sprite: Sprite, others: list[Thing]) -> tuple[str, ...]:
    """What it sits on; a plain card sits on any board or plate that is there."""
    if not sprite.name.startswith("card-"):
        return sprite.sits_on
    flat = ("chopping-board", "plate", "kitchen-scale", "hob")
    return tuple(t.sprite.name for t in others if t.sprite and t.sprite.name in flat)


def _seat(sprite: Sprite) -> tuple[float, float]:
    return sprite.anchor("surface", "rim", "top").point


def _zoom(hero: Thing | None, chain: list[Thing], program: Program, mover: Thing | None) -> float:
    """So that hero, supports and the air for the action fit, and small things are seen."""
    if hero is None or hero.sprite is None:
        return 1.0
    height, width = 0.0, 0.0
    for thing in chain:
        sprite = thing.sprite
        assert sprite
        top = 0.0 if thing is hero else _seat(sprite)[1]
        height += (sprite.anchor("base").y - top) * sprite.scale
        width = max(width, sprite.width * sprite.scale)
    shrink = min(1.0, MAX_HEIGHT / (height + program.room), MAX_WIDTH / width)
    longest = max(width, mover.sprite.width * 1.0 if mover and mover.sprite else 0)
    grow = min(BIG, 215 / height, 300 / longest)
    return max(shrink, 0.55) if shrink < 1 else max(1.0, grow)


def _hero_x(roles: Roles, program: Program, zoom: float) -> float:
    width = roles.hero.sprite.width * zoom if roles.hero and roles.hero.sprite else 0
    if roles.hero and roles.hero.sprite and roles.hero.sprite.bleeds == "right":
        sprite = roles.hero.sprite
        return WIDTH + 8 - (sprite.width - sprite.anchor("base").x) * zoom * sprite.scale
    if width > 380:
        return WIDTH / 2 - (20 if roles.mover else 0)
    if roles.mover is None and program.pose == "":
        return WIDTH / 2
    return HERO_X


def _stack(chain: list[Thing], roles: Roles, zoom: float, at: Point) -> list[Prop]:
    props: list[Prop] = []
    for depth, thing in enumerate(chain):
        sprite = thing.sprite
        assert sprite
        if props:
            at = props[-1].placement.apply(_seat(props[-1].sprite))
        placement = Placement(sprite.anchor("base").point, at, 0.0, zoom * sprite.scale)
        z = 30.0 - 7 * (len(chain) - 1 - depth)
        props.append(_prop(thing, placement, z, roles, shadow=depth == 0))
    return props


def _prop(thing: Thing, placement: Placement, z: float, roles: Roles, shadow: bool = True) -> Prop:
    sprite = thing.sprite
    assert sprite
    after: Look | None = None
    if roles.after and thing.name == roles.subject:
        after = described(sprite, thing.look, roles.after)
        if roles.substance and sprite.fillable and after.level > thing.look.level:
            after = replace(after, liquid=_mixed(sprite.name, roles.substance.name))
    shadow = shadow and sprite.shadow
    return Prop(thing.name, sprite, thing.look, placement, z, shadow, after, thing.at)


def _is_fixed(sprite: Sprite) -> bool:
    """A tap pours, but no hand can lift it."""
    return sprite.kind in ("appliance", "furniture") and "spout" in sprite.anchors


def _mixed(vessel: str, substance: str) -> str:
    """Water that goes onto coffee is coffee."""
    brews = vessel in BREWING and substance in ("water", "hot-water", "boiling-water")
    return "coffee" if brews or not is_liquid(substance) else substance


def _mover(
    roles: Roles, program: Program, hero: Prop | None, zoom: float, foot: Point
) -> Prop | None:
    """The mover with its working end at the hero's point of contact."""
    thing = roles.mover
    if thing is None or thing.sprite is None:
        return None
    sprite = thing.sprite
    x, y = hero.touch(*program.contact) if hero else (foot[0] + 20, foot[1])
    dx, dy = program.lift
    if (fixed := _is_fixed(sprite)) and hero:
        dx = 0.0  # a tap's water falls straight down
    scale = _mover_scale(sprite, zoom)
    placement = Placement(
        sprite.anchor(*program.work).point,
        (x + dx * zoom, y + dy * zoom),
        aimed(program, thing),
        scale,
    )
    return _prop(thing, placement, 20.0 if fixed else 64.0, roles, shadow=False)


def _second(roles: Roles, program: Program, hero: Prop | None, zoom: float) -> Prop | None:
    """What the left hand brings to the same point: mirrored."""
    if roles.second is None or roles.second.sprite is None or hero is None:
        return None
    sprite = roles.second.sprite
    x, y = hero.touch(*program.contact)
    placement = Placement(
        sprite.anchor("tip", "blade", "surface").point,
        (x - 5 * zoom, y - 3 * zoom),
        0.0,
        _mover_scale(sprite, zoom),
        flip=True,
    )
    return _prop(roles.second, placement, 56.0, roles, shadow=False)


def _mover_scale(sprite: Sprite, zoom: float) -> float:
    """As the hero, but a long tool never fills the picture."""
    scale = zoom * sprite.scale
    return min(scale, 400 / sprite.width, 330 / sprite.height)


def _cargo(roles: Roles, mover: Prop | None, zoom: float) -> Prop | None:
    if roles.cargo is None or roles.cargo.sprite is None or mover is None:
        return None
    sprite = roles.cargo.sprite
    at = mover.point("inside", "surface", "tip", "blade")
    placement = Placement(sprite.anchor("base").point, at, 0.0, zoom * sprite.scale)
    return _prop(roles.cargo, placement, 66.0, roles, shadow=False)


# -- bystanders --------------------------------------------------------------------------------


def busy_boxes(stage: Stage, program: Program) -> list[Box]:
    """What the action needs at the moment of the still: hero, supports, mover, hand."""
    boxes = [p.box for p in (stage.hero, *stage.supports) if p]
    boxes += program.busy(stage)
    mover = program.mover(stage, program.key)
    hand = None
    if mover:
        boxes.append(mover.box)
        if mover.sprite.has("grip"):
            hand = mover.point("grip"), program.forearm(mover)
    elif (at := program.hand_point(stage)) is not None:
        hand = at, program.hand_angle(stage)
    if hand:
        boxes += arm_boxes(*hand, stage.zoom)
    return boxes


def arm_boxes(at: tuple[float, float], angle: float, zoom: float) -> list[Box]:
    """The hand and its forearm as a row of squares."""
    r = 46 * zoom
    out = []
    for step in range(10):
        x, y = toward(at, angle, 20 + step * 60 * zoom)
        out.append(Box(x - r, y - r, x + r, y + r))
    return out


def _extras(others: list[Thing], stage: Stage, program: Program) -> tuple[Prop, ...]:
    """Bystanders in free slots, stacked where they sit on one another."""
    busy = [*busy_boxes(stage, program), BADGE]
    placed: list[Prop] = []
    waiting = sorted(others, key=lambda t: any(_sits(t, o) for o in others))  # supports first
    for thing in waiting:
        base = next((p for p in placed if _sits(thing, p)), None)
        prop = _on_top(thing, base) if base else _in_slot(thing, stage, busy)
        placed.append(prop)
        busy.append(prop.box)
    return tuple(placed)


def _sits(thing: Thing, on: Thing | Prop) -> bool:
    if thing.sprite is None or on.sprite is None or on.sprite is thing.sprite:
        return False
    return on.sprite.name in thing.sprite.sits_on


def _on_top(thing: Thing, base: Prop) -> Prop:
    sprite = thing.sprite
    assert sprite
    at = base.placement.apply(_seat(base.sprite))
    placement = Placement(sprite.anchor("base").point, at, 0.0, base.placement.scale)
    return Prop(thing.name, sprite, thing.look, placement, base.z + 7, False)


def _in_slot(thing: Thing, stage: Stage, busy: Iterable[Box]) -> Prop:
    """The free place nearest to the action, a little further back than the hero."""
    sprite = thing.sprite
    assert sprite
    best: tuple[float, Prop] | None = None
    columns = {"left": range(50, 300, 15), "right": range(430, 740, 15)}
    for scale in (0.9, 0.75, 0.6):
        size = min(scale * stage.zoom, 1.0) * sprite.scale
        size = min(size, 200 / sprite.width, 190 / sprite.height)
        for x in columns.get(thing.at, range(50, 740, 15)):
            for y in (stage.table - 22, stage.table - 44):
                prop = _standing(thing, (float(x), y), size)
                cost = _cost(prop, stage, busy) + (0.9 - scale) * 400 + (stage.table - 22 - y)
                if best is None or cost < best[0]:
                    best = cost, prop
    assert best
    return best[1]


def _standing(thing: Thing, at: tuple[float, float], scale: float) -> Prop:
    sprite = thing.sprite
    assert sprite
    placement = Placement(sprite.anchor("base").point, at, 0.0, scale)
    return Prop(thing.name, sprite, thing.look, placement, 12.0, sprite.shadow)


def _cost(prop: Prop, stage: Stage, busy: Iterable[Box]) -> float:
    """px^2 of overlap count heavily, distance to the action lightly."""
    box = prop.box.grown(6)
    outside = max(0.0, 14 - box.x0) + max(0.0, box.x1 - (WIDTH - 14))
    overlap = sum(box.overlap(other) for other in busy)
    overlap += 0.5 * box.overlap(LABEL)
    away = distance(prop.box.centre, stage.core.centre)
    return overlap + outside * 400 + away * 0.25 * clamp(away / 200, 0.5, 2)
