"""Motion programs of the tea, coffee and kitchen-care lessons: contact, order and depth."""

from __future__ import annotations

import numpy as np
import pytest

from generators.base import Depiction, StepPrompt
from generators.workbench.compose import Shot, direct
from generators.workbench.scene import Item


def shoot(**words: object) -> Shot:
    step = StepPrompt(id="s", name="A step", text="Do it.", depiction=Depiction(**words))

    def never(prompt: StepPrompt) -> tuple[Depiction, float]:
        raise AssertionError("an annotated step needs no parser")

    return direct((step,), 0, 1, never)


def drawn_of(shot: Shot, name: str, t: float) -> list[Item]:
    """What is drawn of one sprite at t."""
    return [i for i in shot.action_items(t) if f"url(#{name}-" in i.svg and i.placement]


def place(shot: Shot, name: str, t: float) -> tuple[float, float]:
    placement = drawn_of(shot, name, t)[0].placement
    assert placement
    return placement.at


CASTS = {
    "screw-together": {"object": "moka-pot:apart", "result_state": "joined"},
    "stand-in": {"object": "moka-pot:closed", "target": "bowl:empty:half:water"},
    "soak": {"object": "bamboo-whisk", "target": "matcha-bowl:water"},
    "lift-out": {"object": "bamboo-whisk:green", "target": "matcha-bowl:frothy"},
    "whisk-to-and-fro": {
        "object": "matcha-bowl:wet",
        "instrument": "bamboo-whisk",
        "result_state": "frothy",
    },
    "wipe-inside": {
        "object": "matcha-bowl:damp",
        "instrument": "tea-towel",
        "result_state": "empty",
    },
    "scrub-inside": {"object": "electric-kettle:open:half:water", "instrument": "bottle-brush"},
    "rub-through": {
        "object": "matcha-sieve:heaped",
        "instrument": "spoon",
        "result_state": "rubbed",
    },
    "spoon-into": {
        "object": "ground-coffee",
        "instrument": "spoon",
        "target": "moka-boiler:basket:full:water",
        "result_state": "level",
    },
    "pour-from-bottle": {
        "object": "oil",
        "instrument": "cooking-oil",
        "target": "cast-iron-pan:bare",
        "result_state": "oil-pool",
    },
    "put-into": {"object": "cast-iron-pan:upside-down", "target": "oven:open"},
    "spray": {
        "object": "oven-door:dirty",
        "instrument": "spray-bottle",
        "result_state": "sprayed",
    },
    "scrape": {
        "object": "oven-door:soaked",
        "instrument": "plastic-scraper",
        "result_state": "scraped",
    },
}


@pytest.mark.parametrize("action", CASTS)
def test_each_is_depicted_specifically_and_the_hand_comes_and_goes(action: str) -> None:
    shot = shoot(action=action, **CASTS[action])
    assert shot.level == "specific"
    hands = [
        [i for i in shot.action_items(t) if "-sleeve" in i.svg and i.placement]
        for t in (0.0, shot.key, 1.0)
    ]
    assert hands[1], "a hand is at work on the still"
    for end in (hands[0], hands[2]):
        assert all(not 0 < i.placement.at[0] < 768 for i in end if i.placement), "and leaves"


@pytest.mark.parametrize("action", CASTS)
def test_each_draws_without_a_cast(action: str) -> None:
    shot = shoot(action=action)
    for t in (0.0, shot.key, 1.0):
        assert isinstance(shot.action_items(t), list)
    shot.mark()
    shot.texts()


def test_the_still_of_screwing_together_shows_both_halves() -> None:
    shot = shoot(action="screw-together", **CASTS["screw-together"])
    assert shot.program
    assert shot.program.blend(shot.key) == 0
    assert shot.program.blend(0.5) == 1


def test_what_stands_in_a_bowl_is_behind_its_front_wall() -> None:
    for action, inner, outer in (
        ("stand-in", "moka-pot", "bowl"),
        ("whisk-to-and-fro", "bamboo-whisk", "matcha-bowl"),
        ("lift-out", "bamboo-whisk", "matcha-bowl"),
    ):
        shot = shoot(action=action, **CASTS[action])
        inside = max(i.z for i in drawn_of(shot, inner, shot.key))
        vessel = [i.z for i in drawn_of(shot, outer, shot.key)]
        assert min(vessel) < inside < max(vessel), action


def test_a_whisk_is_lifted_straight_up() -> None:
    shot = shoot(action="lift-out", **CASTS["lift-out"])
    before, after = (place(shot, "bamboo-whisk", t) for t in (0.36, 0.7))
    assert after[0] == pytest.approx(before[0])
    assert after[1] < before[1] - 20


def test_a_matcha_whisk_crosses_the_bowl_in_straight_lines() -> None:
    shot = shoot(action="whisk-to-and-fro", **CASTS["whisk-to-and-fro"])
    path = np.array([place(shot, "bamboo-whisk", t) for t in np.linspace(0.22, 0.78, 40)])
    assert np.ptp(path[:, 0]) > 40
    assert np.ptp(path[:, 1]) < 2


def test_a_tall_thing_is_made_small_for_the_cupboard() -> None:
    shot = shoot(action="put-into", object="jar:steeped:full:coffee", target="fridge:open")
    assert shot.stage
    assert shot.stage.hero
    jar = drawn_of(shot, "jar", shot.key)[0]
    assert jar.placement
    assert jar.placement.scale * 258 < 0.5 * shot.stage.hero.box.height


def test_grains_land_in_the_basket_and_not_in_the_water_under_it() -> None:
    shot = shoot(action="spoon-into", **CASTS["spoon-into"])
    assert shot.stage
    assert shot.stage.hero
    basket = shot.stage.hero.point("surface")
    grains = [i for i in shot.action_items(0.5) if i.placement is None and "#4A2F1D" in i.svg]
    assert grains
    assert grains[0].box
    water = shot.stage.hero.surface_point(shot.stage.hero.look.level)
    assert basket[1] < water[1]
    assert grains[0].box.y1 < water[1] + 10


def test_a_bottle_lies_nearly_flat_while_it_pours() -> None:
    shot = shoot(action="pour-from-bottle", **CASTS["pour-from-bottle"])
    bottle = drawn_of(shot, "cooking-oil", 0.5)[0].placement
    assert bottle
    assert bottle.rotation < -60


def test_a_spray_is_seen_only_while_the_trigger_is_pulled() -> None:
    shot = shoot(action="spray", **CASTS["spray"])
    clouds = [
        sum("<circle" in i.svg and i.placement is None for i in shot.action_items(t))
        for t in (0.1, 0.5, 0.9)
    ]
    assert clouds == [0, 1, 0]
