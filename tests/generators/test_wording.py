"""Sentences for a depiction: fixed for the model, natural for training, right in their grammar."""

import re
from functools import cache
from pathlib import Path

import pytest

from generators.base import Depiction, StepPrompt
from generators.training.scenarios import read
from generators.training.wording import _table, _templates, canonical, sentences
from generators.workbench import actions, sprite

SEEDS = Path(__file__).parents[2] / "knowledge" / "seeds"
BLOOM = Depiction(
    action="pour",
    object="water",
    instrument="gooseneck-kettle",
    target="dripper:dry-grounds",
    result_state="blooming",
    also=("server:empty@right",),
)
SAID = re.compile(  # what no template may leave behind, and articles before what takes none
    r"[{}\[\]<>]|  |\bthe the\b|\b(?:a|an|the) (?:a|an)\b"
    r"|\ban? (?:water|milk|flour|rice|oil|sugar|sand|eggs|vegetables|scissors|potting soil)\b"
)


@cache
def steps() -> tuple[StepPrompt, ...]:
    return tuple(step for skill in read(SEEDS) for step in skill.steps)


def depictions() -> list[Depiction]:
    return [step.depiction for step in steps() if step.depiction]


def natural(depiction: Depiction, limit: int = 12) -> tuple[str, ...]:
    return sentences(depiction, limit=limit)[1:]


def test_canonical_says_action_things_states_result_and_bystanders_in_this_order():
    assert canonical(BLOOM) == (
        "pour: water from gooseneck kettle into dripper (dry grounds). "
        "After: blooming. Beside: server (empty)."
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [  # action, object, instrument, target
        ("place lid - saucepan:boiling-rice", "place: lid on saucepan (boiling rice)."),
        ("heat kettle - hob:high", "heat: kettle on hob (high)."),
        ("shake rice sieve sink-tap@under", "shake: rice in sieve under sink tap."),
        ("press sink:full@overflow rag -", "press: sink (full, at overflow) with rag."),
        ("stir - whisk bowl:batter", "stir: with whisk in bowl (batter)."),
        ("pour flour flour bowl", "pour: flour into bowl."),
        ("lift-out bamboo-whisk - bowl", "lift out: bamboo whisk out of bowl."),
    ],
)
def test_canonical_has_the_preposition_that_suits(words: str, said: str):
    action, thing, tool, target = words.replace(" -", " ").split(" ")
    depiction = Depiction(action=action, object=thing, instrument=tool, target=target)
    assert canonical(depiction) == said


def test_canonical_of_every_seed_is_plain_words_and_tells_different_steps_apart():
    told = {}
    for depiction in depictions():
        said = canonical(depiction)
        assert re.fullmatch(r"[a-z0-9 ]+: [A-Za-z0-9 ,:.()]+\.", said), said
        drawn = depiction.model_dump(exclude={"place", "notice", "label"})
        drawn["also"] = [re.sub("@(left|right)$", "", words) for words in drawn["also"]]
        drawn = {k: re.sub("@(left|right)$", "", v) if k != "also" else v for k, v in drawn.items()}
        assert told.setdefault(said, drawn) == drawn


def test_the_canonical_sentence_comes_first_and_then_the_step_s_own_words():
    found = sentences(BLOOM, "Let it bloom", "Pour 60 g of water. Wait 30 seconds.")
    assert found[:4] == (
        canonical(BLOOM),
        "Let it bloom.",
        "Let it bloom. Pour 60 g of water.",
        f"Let it bloom. {canonical(BLOOM)}",
    )
    assert len(found) == 12


def test_natural_sentences_name_things_in_several_ways_and_tell_the_result():
    found = natural(BLOOM)
    assert "Pour the water from the gooseneck kettle into the dripper." in " ".join(found)
    assert any(s.startswith("Using the gooseneck kettle, pour water into ") for s in found)
    assert any(s.startswith("The water goes from the ") for s in found)
    assert any(s.startswith("You should now pour ") for s in found)
    assert any("the dripper with dry coffee grounds" in s for s in found)
    assert any(s.endswith("holds blooming coffee.") for s in found)
    assert any("filter cone" in s for s in found)


@pytest.mark.parametrize("limit", [1, 3, 12])
def test_no_more_than_the_limit_and_none_twice(limit: int):
    for step in steps()[::7]:
        assert step.depiction
        found = sentences(step.depiction, step.name, step.text, limit)
        assert 1 <= len(found) <= limit
        assert len({s.lower() for s in found}) == len(found)
        assert found == sentences(step.depiction, step.name, step.text, limit)


def test_every_seed_is_said_naturally_in_several_ways():
    for depiction in depictions():
        found = natural(depiction, 20)
        assert len(found) >= 2, depiction
        for said in found:
            assert said[0].isupper(), said
            assert said.endswith("."), said
            assert not SAID.search(said), said
            assert not re.search(r"[a-z]-[a-z]+:|@", said), said


def test_every_action_has_words_of_its_own():
    known = {key.split()[0] for part in ("deeds", "verbs") for key in _table()[part]}
    assert {d.action for d in depictions()} <= known
    assert set(actions.names()) <= known


def test_templates_use_only_what_the_notation_has():
    slot = re.compile(r"\{(?:(?:in|into) )?(?:(?:an|this|bare) )?[oit]\}")
    for part in ("deeds", "verbs"):
        for key, group in _table()[part].items():
            assert group, key
            for template in group:
                rest = slot.sub("", template)
                assert not re.search(r"[{}]", rest), template
                assert rest.count("[") == rest.count("]"), template
                assert re.match(r"(: |(-[ot] )*)[\[{a-zA-Z]", template), template


def test_nouns_and_links_are_of_things_and_actions_that_exist():
    words = {w.partition("@")[0].partition(":")[0] for d in depictions() for w in _things(d)}
    assert set(_table()["nouns"]) <= {*words, *sprite.names()}
    assert set(_table()["links"]) <= {*actions.names(), *(d.action for d in depictions())}


def _things(depiction: Depiction) -> list[str]:
    return [depiction.object, depiction.instrument, depiction.target, *depiction.also]


def test_a_result_that_is_no_change_or_only_the_verb_again_is_not_told():
    same = Depiction(action="wipe", object="whetstone:wet", result_state="wet")
    again = Depiction(action="knead", object="dough", result_state="kneaded")
    assert not any("until" in s or "In the end" in s for s in (*natural(same), *natural(again)))


def test_plural_things_take_plural_verbs_and_no_article():
    eggs = Depiction(action="pour", object="eggs", instrument="bowl", target="frying-pan")
    assert any(s.startswith("The eggs go from ") for s in natural(eggs))
    assert any("pour eggs into" in s for s in natural(eggs))
    cut = Depiction(action="cut", object="garlic:peeled", result_state="chopped")
    assert any(s.endswith("the garlic cloves are chopped.") for s in natural(cut))


def test_a_thing_is_set_on_a_board_but_in_a_bowl():
    on = Depiction(action="place", object="egg", target="chopping-board")
    into = Depiction(action="place", object="egg", target="bowl")
    assert any("on the chopping board" in s for s in natural(on))
    assert any("in the bowl" in s for s in natural(into))


def test_an_action_that_nobody_wrote_words_for_is_said_with_its_verb():
    odd = Depiction(action="juggle", object="egg", instrument="spoon", target="bowl")
    assert natural(odd)[0] == "Juggle the egg with the spoon in the bowl."
    assert len(_templates(odd)) == 1
