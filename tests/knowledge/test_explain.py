from __future__ import annotations

from typing import Any

import pytest

from knowledge.errors import BadProcedure
from knowledge.formats import read
from knowledge.formats.own import from_record


def record(**changes: Any) -> dict[str, Any]:
    steps = [{"id": "boil", "name": "Boil", "text": "Boil it."}]
    return {"id": "tea", "name": "Tea", "steps": steps, **changes}


def steps(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{"id": f"s{n}", "name": "x", "text": "x", **changes} for n in range(count)]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": None}, "tea.yaml: name is None; it must be text"),
        ({"name": ""}, "name is empty; add at least 1"),
        ({"name": "x" * 300}, "with 300 characters; shorten it to 200"),
        (
            {"id": "Green Tea!"},
            "id is 'Green Tea!'; use lower-case letters, digits and single hyphens",
        ),
        ({"stepz": []}, "stepz (value []) is not a field of a procedure; did you mean 'steps'?"),
        ({"steps": []}, "steps is empty"),
        ({"steps": "boil"}, "steps is 'boil'; it must be a list"),
        ({"steps": steps(500)}, "steps has 500 entries and the limit is 200; split"),
        ({"steps": [{"id": "a", "name": "A"}]}, "steps[1].text is missing; add it"),
        (
            {"steps": steps(1, duration="soon")},
            "steps[1].duration is 'soon'; it must be a duration in ISO",
        ),
        ({"steps": steps(1, position="x")}, "steps[1].position is 'x'; it must be a whole number"),
        (
            {"difficulty": "insane"},
            "difficulty is 'insane'; choose nothing, 'easy', 'moderate' or 'hard'",
        ),
        ({"status": "gone"}, "status is 'gone'; choose 'draft', 'published' or 'retired'"),
        (
            {"steps": [*steps(1), *steps(1)]},
            "two entries share the step id 's0'; give each its own",
        ),
        ({"steps": steps(1, depends_on=["s0"])}, "depends_on runs in a circle through: s0"),
        (
            {"steps": steps(1, tool_ids=["axe"])},
            "tool_ids names 'axe'; choose from: none are listed",
        ),
        ({"servings": -1}, "servings is -1"),
    ],
)
def test_each_mistake_is_told_in_one_sentence(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(BadProcedure) as caught:
        from_record(record(**changes), "tea.yaml")
    message = str(caught.value)
    assert told in message
    assert "\n" not in message
    assert message.endswith((".", "?"))
    assert len(message) < 400


def test_a_circle_of_two_steps_is_named() -> None:
    circle = [
        {"id": "a", "name": "A", "text": "a", "depends_on": ["b"]},
        {"id": "b", "name": "B", "text": "b", "depends_on": ["a"]},
    ]
    with pytest.raises(BadProcedure, match="circle through: a, b"):
        from_record(record(steps=circle), "tea.yaml")


def test_the_number_of_further_problems_is_told() -> None:
    with pytest.raises(BadProcedure, match="2 more problems"):
        from_record(record(name=1, status="x", difficulty="y"), "tea.yaml")


@pytest.mark.parametrize(
    ("data", "filename", "told"),
    [
        (b"", "a.yaml", "the file is empty"),
        (b"  \n", "a.md", "the file is empty"),
        (b"\xff\xff\xff", "a.yaml", "not text in utf-8; save the file as UTF-8"),
        (b"a: [1", "a.yaml", "line "),
        (b"a: &x 1\nb: *x", "a.yaml", "anchors and aliases"),
        (b"name: a\nname: b", "a.yaml", "stands here twice"),
        (b"- 1", "a.yaml", "it must hold name and steps"),
        (b"{", "a.json", "not valid JSON at line 1"),
        (b'{"a": NaN}', "a.json", "NaN is not a JSON number"),
        (b"[" * 100_000, "a.json", "nested too deeply"),
        (b"[" * 100_000, "a.yaml", "nested too deeply"),
        (b"[]", "a.json", "no procedure was found"),
        (b"3", "a.json", "it holds 3"),
        (b'{"@type": "Recipe", "name": "x"}', "a.json", "no steps were found"),
        (b'{"steps": {"0": "START", "1": "a"}, "edges": [[0, 9]]}', "a.json", "names step '9'"),
        (
            b'{"steps": {"1": "a", "2": "b"}, "edges": [[1, 2], [2, 1]]}',
            "a.json",
            "circle through steps 1, 2",
        ),
        (b'{"guideid": 1, "title": "x", "steps": []}', "a.json", "no steps were found"),
        (b"hello", "a.xyz", "its format is not known; use one of yaml"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "not text in utf-8"),
    ],
)
def test_files_that_hold_no_procedure(data: bytes, filename: str, told: str) -> None:
    with pytest.raises(BadProcedure) as caught:
        read(data, filename)
    assert told in str(caught.value)
    assert str(caught.value).startswith(filename)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.yaml", "a\0b.yaml", "🍵.yaml", "", "/", "..\\x.yaml"]
)
def test_file_names_are_never_used_as_paths(name: str) -> None:
    data = b"name: Tea\nsteps:\n- {id: boil, name: Boil, text: Boil it.}\n"
    assert read(data, name)[0].name == "Tea"
