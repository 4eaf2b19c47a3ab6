from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import BadProcedure
from knowledge.formats import read, write
from knowledge.formats.captaincook4d import reduced, title
from knowledge.formats.draft import HEADING, duration, heading
from knowledge.library import seed_procedures
from knowledge.procedure import (
    Check,
    Media,
    Origin,
    Procedure,
    Source,
    Status,
    Step,
    Substitute,
    Supply,
    Tip,
    TipKind,
    Tool,
    Visual,
)

ALPHABET = "aZ é🍵09eE.+-:#'\"[]{}&*!|>%@`~=<?,\\\n\t\x07\x85\u2028\u00a0\ufeff/"
ANY = st.text(ALPHABET, max_size=8) | st.sampled_from(
    ["no", "1e5", "null", "12:30", "<<", "2026-01-01"]
)
NAME = ANY.map(lambda text: f"x{text}")
JSON = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | ANY
EXTRAS = st.dictionaries(ANY, JSON | st.lists(JSON, max_size=2), max_size=2)
TIME = st.none() | st.integers(1, 10**6).map(lambda seconds: timedelta(seconds=seconds))
MANY = {
    "names": st.lists(NAME, min_size=8, max_size=8),
    "texts": st.lists(ANY, min_size=8, max_size=8),
}


def made_of(
    names: list[str], texts: list[str], extras: dict[str, Any], time: timedelta | None, flag: bool
) -> Procedure:
    """A procedure that fills every field with something odd."""
    media = Media(
        id=texts[0],
        kind="image",
        role="key_step",
        path=texts[1],
        sha256=texts[2],
        params=extras,
        origin=Origin.GENERATED,
        fps=1.5,
        checks=(Check(name=texts[3], value=0.5, passed=flag),),
    )
    supply = Supply(
        id="s",
        name=names[0],
        required_quantity=texts[4],
        optional=flag,
        substitutes=(Substitute(name=names[1], note=texts[5]),),
    )
    first = Step(
        id="a",
        position=1,
        name=names[2],
        text=names[3],
        section=texts[6],
        duration=time,
        key=flag,
        supply_ids=("s",),
        visual=Visual(action=texts[7], also=(texts[0],)),
        media=(media,),
        tips=(Tip(kind=TipKind.CAUTION, text=names[4]), Tip(text=names[5])),
        extras=extras,
    )
    second = Step(
        id="b",
        position=2,
        name=names[6],
        text=names[7],
        section=texts[1],
        tool_ids=("t",),
        depends_on=("a",),
        scales=("x",),
    )
    return Procedure(
        id="x",
        name=names[5],
        description=texts[2],
        language=texts[3],
        categories=tuple(texts[:2]),
        tags=tuple(texts[2:4]),
        difficulty="hard" if flag else "",
        prep_time=time,
        total_time=time,
        yields=texts[4],
        servings=1.5 if flag else None,
        supplies=(supply,),
        version=3,
        tools=(Tool(id="t", name=names[6]),),
        steps=(first, second),
        license=texts[5],
        extras=extras,
        source=Source(url=texts[6], title=texts[7], author=texts[0], dataset=texts[1]),
        status=Status.DRAFT if flag else Status.PUBLISHED,
    )


def procedures() -> st.SearchStrategy[Procedure]:
    return st.builds(made_of, **MANY, extras=EXTRAS, time=TIME, flag=st.booleans())


def refusal(data: bytes, filename: str) -> str:
    """The sentence of a BadProcedure, or nothing when procedures were read."""
    try:
        return "" if read(data, filename) else "nothing was read"
    except BadProcedure as error:
        return str(error)


@pytest.mark.parametrize("fmt", ["yaml", "jsonld"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(procedure=procedures())
def test_yaml_and_jsonld_read_back_equal(fmt: str, procedure: Procedure) -> None:
    assert read(write(procedure, fmt).encode(), f"x.{fmt}") == [procedure]


@pytest.mark.parametrize("seed", seed_procedures(), ids=lambda one: one.id)
def test_the_built_in_procedures_survive_every_format(seed: Procedure) -> None:
    assert read(write(seed, "yaml").encode(), "x.yaml") == [seed]
    assert read(write(seed, "jsonld").encode(), "x.json") == [seed]
    page = read(write(seed, "md").encode(), "x.md")[0]
    assert (page.id, page.name, page.description) == (seed.id, seed.name, seed.description)
    assert [one.name for one in page.steps] == [one.name for one in seed.steps]
    assert [one.text for one in page.steps] == [one.text for one in seed.steps]
    assert [one.cautions for one in page.steps] == [one.cautions for one in seed.steps]
    assert [one.name for one in page.supplies] == [one.name for one in seed.supplies]
    assert [one.required_quantity for one in page.supplies] == [
        one.required_quantity for one in seed.supplies
    ]


def test_yaml_keeps_words_that_look_like_other_types() -> None:
    fields = b"id: x\nname: no\ndescription: 12:30\nyields: 2026-01-01\n"
    data = fields + b"steps: [{id: a, name: 'on', text: 'yes'}]\n"
    found = read(data, "x.yaml")[0]
    assert (found.name, found.description, found.yields) == ("no", "12:30", "2026-01-01")


def test_jsonld_uses_the_terms_of_schema_org() -> None:
    node = json.loads(write(seed_procedures()[0], "jsonld"))
    assert node["@type"] == "HowTo"
    assert {"name", "description", "step", "supply", "tool", "totalTime", "license"} <= set(node)
    assert {one["@type"] for one in node["step"]} <= {"HowToStep", "HowToSection"}
    step = node["step"][0]
    assert {"name", "text", "position", "itemListElement"} <= set(step)
    assert {one["@type"] for one in step["itemListElement"]} <= {"HowToDirection", "HowToTip"}


@settings(max_examples=80, deadline=None)
@given(
    data=st.binary(max_size=200), suffix=st.sampled_from("yaml json jsonl md cook html txt".split())
)
def test_any_bytes_are_read_or_refused_in_words(data: bytes, suffix: str) -> None:
    assert refusal(data, f"x.{suffix}")[:2] in ("", "x.")


_FIELDS = (
    "@type name step steps itemListElement recipeInstructions recipeIngredient text author tool "
    "supply guideid lines text_raw bullet tools Steps Toolbox Text_raw Lines goal methods edges "
    "totalTime image "
    "keystep:format identifier position recipeYield id requiredQuantity description url keywords"
).split()
_VALUES = st.sampled_from(
    ["Recipe", "HowTo", "HowToStep", "HowToSection", "START", "1", "PT5M", "", 1, None]
)
_FLAT = _VALUES | JSON | st.lists(_VALUES, max_size=2)
_NODE = st.dictionaries(st.sampled_from(_FIELDS), _FLAT, max_size=4)
_DEEP = st.dictionaries(
    st.sampled_from(_FIELDS), _FLAT | _NODE | st.lists(_NODE, max_size=2), max_size=4
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    document=st.dictionaries(
        st.sampled_from(_FIELDS), _FLAT | st.lists(_DEEP, max_size=2), max_size=6
    )
)
def test_any_json_with_known_fields_is_read_or_refused_in_words(document: dict[str, Any]) -> None:
    assert "\n" not in refusal(json.dumps(document).encode(), "x.json")


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("#-*>1.2 ab\n@{}%~()=:|[]/"), max_size=80))
def test_any_markdown_and_cooklang_is_read_or_refused(text: str) -> None:
    for suffix in ("md", "cook"):
        assert refusal(text.encode(), f"x.{suffix}")[:2] in ("", "x.")


def recipe(**fields: Any) -> Procedure:
    return read(
        json.dumps(
            {"@context": "https://schema.org", "@type": "Recipe", "name": "R", **fields}
        ).encode(),
        "r.json",
    )[0]


@pytest.mark.parametrize(
    "instructions",
    [
        "Mix it.\nBake it.",
        "<p>Mix it.</p><p>Bake&nbsp;it.</p>",
        "1. Mix it.\n2. Bake it.",
        ["Mix it.", "Bake it."],
        [["Mix it."], ["Bake it."]],
        [{"@type": "HowToStep", "text": "Mix it."}, {"@type": "HowToStep", "name": "Bake it."}],
        [
            {"@type": "HowToStep", "text": "Bake it.", "position": 2},
            {"@type": "HowToStep", "text": "Mix it.", "position": "1"},
        ],
        [
            {
                "@type": "HowToSection",
                "name": "All",
                "itemListElement": [{"text": "Mix it."}, {"text": "Bake it."}],
            }
        ],
        {
            "@type": "ItemList",
            "itemListElement": [{"@type": "ListItem", "item": {"text": "Mix it."}}, "Bake it."],
        },
        [
            {
                "@type": "HowToStep",
                "itemListElement": {"@type": "HowToDirection", "text": "Mix it."},
            },
            "Bake it.",
        ],
        ["For the cake:", "Mix it.", "Bake it."],
    ],
)
def test_instructions_in_all_shapes(instructions: Any) -> None:
    texts = [step.text for step in recipe(recipeInstructions=instructions).steps]
    assert [text.rstrip(".") for text in texts] == ["Mix it", "Bake it"]


def test_records_are_found_in_graphs_lists_and_pages() -> None:
    node = {"@type": ["Recipe", "Product"], "name": "R", "recipeInstructions": "Mix."}
    graph = json.dumps({"@context": "x", "@graph": [{"@type": "WebPage"}, node]})
    assert read(graph.encode(), "a.json")[0].name == "R"
    assert len(read(json.dumps([node, node]).encode(), "a.json")) == 2
    page = f'<html><script type="application/ld+json">{graph}</script></html>'
    assert read(page.encode(), "a.html")[0].name == "R"


def test_ingredients_times_and_unknown_fields_of_a_recipe() -> None:
    made = recipe(
        recipeInstructions=["Mix the flour and the sugar."],
        totalTime="PT1H5M",
        recipeYield=["4", "4 pieces"],
        recipeIngredient=["200g flour", "Topping:", "2-3 teaspoons sugar ((optional))"],
        nutrition={"calories": "1"},
    )
    assert [(one.required_quantity, one.name, one.optional) for one in made.supplies] == [
        ("200 g", "flour", False),
        ("2-3 teaspoons", "sugar", True),
    ]
    assert made.steps[0].supply_ids == ("flour", "sugar")
    assert (made.total_time, made.servings, made.yields) == (timedelta(minutes=65), 4, "4 pieces")
    assert made.extras == {"nutrition": {"calories": "1"}}


def test_ifixit_lines_become_text_cautions_and_notes() -> None:
    guide = {
        "guideid": 1,
        "title": "Open it",
        "difficulty": "Moderate",
        "time_required_max": 600,
        "url": "https://x",
        "tools": [{"text": "Spudger"}],
        "parts": [{"text": "Screw", "quantity": 2}],
        "author": {"username": "Ann"},
        "steps": [
            {
                "stepid": 7,
                "orderby": 2,
                "title": "",
                "media": {"type": "image"},
                "lines": [
                    {
                        "text_raw": "Lift the [product|IF1|cover] with a '''spudger'''.",
                        "bullet": "black",
                        "level": 0,
                    },
                    {"text_raw": "Do not pull the cable.", "bullet": "icon_caution", "level": 0},
                    {"text_raw": "It clicks.", "bullet": "icon_note", "level": 0},
                ],
            },
            {
                "stepid": 6,
                "orderby": 1,
                "title": "First",
                "media": [],
                "lines": [{"text_raw": "Unplug.", "bullet": "red"}],
            },
        ],
    }
    made = read(json.dumps(guide).encode(), "guide.json")[0]
    assert [one.text for one in made.steps] == ["Unplug.", "Lift the cover with a spudger."]
    assert made.steps[1].cautions == ("Do not pull the cable.",)
    assert made.steps[1].tool_ids == ("spudger",)
    assert (made.difficulty, made.total_time, made.source.author) == (
        "moderate",
        timedelta(minutes=10),
        "Ann",
    )
    assert made.license == "CC-BY-NC-SA-3.0"
    assert made.steps[1].extras["stepid"] == 7
    assert made.extras["guideid"] == 1


def test_every_wikihow_method_becomes_a_procedure() -> None:
    step = {
        "headline": "Boil the water.",
        "description": "A full boil.",
        "img": "a.jpg",
        "step_id": "1",
    }
    article = {
        "file_id": 5,
        "goal": "Make Tea",
        "goal_description": "Tea.",
        "category_hierarchy": ["Food"],
        "methods": [{"name": "In a pot", "steps": [step]}, {"name": "In a mug", "steps": [step]}],
    }
    made = read((json.dumps(article) + "\n").encode() * 2, "dump.jsonl")
    assert [one.name for one in made[:2]] == ["Make Tea: In a pot", "Make Tea: In a mug"]
    assert len(made) == 4
    assert made[0].steps[0].name == "Boil the water"
    assert made[0].extras["goal"] == "Make Tea"
    assert made[0].steps[0].extras == {"img": "a.jpg", "step_id": "1"}


def test_cooklang_amounts_timers_notes_and_scales() -> None:
    text = (
        "---\nservings: 2\ntime: 30 min\n---\n= Base =\n"
        "Melt @butter{30%g} in a #pan{} for ~{5%minutes}. -- slowly\n\n"
        "> Not too hot.\n\nAdd @salt{=1%tsp}, @milk{2%dl} and more @butter{20%g}.\n"
    )
    made = read(text.encode(), "White-Sauce.cook")[0]
    assert (made.name, made.servings, made.total_time) == ("White Sauce", 2, timedelta(minutes=30))
    first, second = made.steps
    assert first.text == "Melt butter (30 g) in a pan for 5 minutes."
    assert (first.section, first.duration, first.tips[0].text) == (
        "Base",
        timedelta(minutes=5),
        "Not too hot.",
    )
    assert second.scales == ("(2 dl)", "(20 g)")  # the fixed teaspoon does not grow
    assert {one.name: one.required_quantity for one in made.supplies}["butter"] == "50 g"


def test_task_graphs_become_a_partial_order_without_redundant_edges() -> None:
    graph = {
        "steps": {
            "0": "START",
            "1": "Boil-Boil water",
            "2": "Add-2 eggs",
            "3": "Serve-Serve",
            "4": "END",
        },
        "edges": [[0, 1], [1, 2], [2, 3], [1, 3], [3, 4]],
    }
    made = read(json.dumps(graph).encode(), "mugcake.json")[0]
    assert made.name == "Mug cake"
    assert [one.text for one in made.steps] == ["Boil water", "Add 2 eggs", "Serve"]
    assert [one.depends_on for one in made.steps] == [(), ("boil-water",), ("add-2-eggs",)]


@given(
    st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda edge: edge[0] < edge[1]))
)
def test_transitive_reduction_keeps_what_can_be_reached(edges: set[tuple[int, int]]) -> None:
    needs = {str(n): {str(a) for a, b in edges if b == n} for n in range(8)}

    def ancestors(graph: dict[str, set[str]], key: str) -> set[str]:
        return graph[key].union(*(ancestors(graph, one) for one in graph[key]))

    smaller = reduced(needs)
    for key in needs:
        assert ancestors(smaller, key) == ancestors(needs, key)
        for one in smaller[key]:
            assert not any(one in ancestors(needs, other) for other in smaller[key] - {one})


def test_plain_markdown_recipes_are_read() -> None:
    text = (
        "# Toast\n\nCrisp bread.\n\n## Ingredients\n\n- 2 slices bread\n- butter (optional)\n\n"
        "## Method\n\n1. Toast the bread.\n   Until **brown**.\n2. Butter it.\n"
        "> **Caution:** Hot.\n"
    )
    made = read(text.encode(), "toast.md")[0]
    assert [one.text for one in made.steps] == ["Toast the bread.\nUntil brown.", "Butter it."]
    assert made.steps[1].cautions == ("Hot.",)
    assert [(one.required_quantity, one.name, one.optional) for one in made.supplies] == [
        ("2 slices", "bread", False),
        ("", "butter", True),
    ]


def test_a_step_beyond_the_text_limit_is_split_not_cut() -> None:
    long = "Stir it well. " * 500
    made = recipe(recipeInstructions=[long, "Serve."])
    assert " ".join(step.text for step in made.steps[:-1]) == long.strip()
    assert made.steps[1].name.endswith("(continued)")


@given(st.text(max_size=400))
def test_headings_fit_a_line(text: str) -> None:
    assert len(heading(text)) <= HEADING


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT1H5M", 3900),
        ("P1DT1H", 90000),
        ("5 min", 300),
        ("10-20 minutes", 1200),
        ("1 hour 30 minutes", 5400),
        ("2%hours".replace("%", " "), 7200),
        ("soon", None),
        ("PT", None),
        ("PT99999999999999H", None),
        (None, None),
    ],
)
def test_durations(text: str, seconds: int | None) -> None:
    found = duration(text)
    assert (found.total_seconds() if found else None) == seconds


def test_titles_of_the_data_set() -> None:
    assert title("spicedhotchocolate") == "Spiced hot chocolate"
    assert title("my_own-dish") == "My own dish"


@pytest.mark.shared_data
def test_every_real_file_is_read_and_makes_sense(shared: Path) -> None:
    files = sorted(one for one in shared.rglob("*") if one.is_file())
    made = [one for file in files for one in read(file.read_bytes(), file.name)]
    assert len(made) == 51
    for one in made:
        assert one.name[0] != "{"
        assert one.steps
        assert read(write(one, "yaml").encode(), "x.yaml") == [one]
        assert read(write(one, "jsonld").encode(), "x.json") == [one]
        for step in one.steps:
            assert "[[" not in step.text
            assert "'''" not in step.text
            assert "<p" not in step.text
    by_id = {one.id: one for one in made}
    assert by_id["classic-risotto-alla-milanese"].servings == 4
    assert by_id["coffee"].steps[-1].depends_on
