"""Sprite files: parsing, states, anchors, liquid; every file in the folders is sound."""

from pathlib import Path

import pytest

from generators.workbench import drawn, raster, sheet, sprite
from generators.workbench.fragments import sprite_svg
from generators.workbench.geometry import Box
from generators.workbench.palette import SKINS

MUG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 80">
<title>test mug</title>
<metadata>{"words": ["cup"], "kind": "container", "states": ["whole", "broken"],
 "sits_on": ["tray"]}</metadata>
<defs><linearGradient id="pot-g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>
<g data-layer="back"><rect width="100" height="80" fill="url(#pot-g)"/></g>
<g data-layer="fill" data-top="20 40 50" data-bottom="70 30 50">
<path fill="currentColor" d="M10 20H90L80 70H20Z"/></g>
<g data-layer="front"><path d="M0 0H5" stroke="#111111"/>
<g data-state="broken"><path d="M1 1H9" stroke="#222222"/></g></g>
<g data-layer="anchors"><circle data-anchor="grip" data-angle="90" cx="90" cy="40"/>
<circle data-anchor="turn" data-state="broken" cx="1" cy="2"/>
<circle data-anchor="turn" cx="3" cy="4"/></g></svg>"""


@pytest.fixture
def pot(tmp_path: Path) -> sprite.Sprite:
    path = tmp_path / "pot.svg"
    path.write_text(MUG)
    return sprite.parse(path)


def test_reads_metadata_states_and_anchors(pot: sprite.Sprite) -> None:
    assert (pot.name, pot.title, pot.kind, pot.words) == ("pot", "test mug", "container", ("cup",))
    assert pot.state("") == "whole"
    assert pot.state("unheard-of") == "whole"
    assert pot.anchor("grip").angle == 90
    assert pot.anchor("base").point == (50, 80)
    assert pot.anchor("nowhere").point == (50, 40)
    assert not pot.problems


def test_an_anchor_may_depend_on_the_state(pot: sprite.Sprite) -> None:
    assert pot.anchor("turn").point == (3, 4)
    assert pot.anchor("turn", state="broken").point == (1, 2)


def test_only_groups_of_the_state_are_drawn(pot: sprite.Sprite) -> None:
    assert "#222222" not in pot.layer("front", "whole")
    assert "#222222" in pot.layer("front", "broken")
    assert "data-state" not in pot.layer("front", "broken")


def test_the_liquid_rises_with_the_level(pot: sprite.Sprite) -> None:
    assert pot.surface(0).y == 70
    assert pot.surface(1).y == 20
    assert pot.surface(0.5).half == 35
    half, full = (_coffee_pixels(pot, level) for level in (0.5, 1.0))
    assert 0 < half < full


def _coffee_pixels(pot: sprite.Sprite, level: float) -> int:
    body = sprite_svg(pot, "", level, "coffee", SKINS[0])
    rgba = raster.to_rgba(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 80" width="100" height="80">'
        f"<defs>{pot.defs}</defs>{body}</svg>"
    )
    return int((abs(rgba[..., :3].astype(int) - (0x5B, 0x3A, 0x24)).sum(axis=2) < 6).sum())


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (MUG.replace("</svg>", ""), "well-formed"),
        (MUG.replace('viewBox="0 0 100 80"', ""), "viewBox"),
        (MUG.replace('"kind"', "kind"), "metadata"),
        (MUG.replace('data-top="20 40 50"', 'data-top="20 40"'), "unpack"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, broken: str, words: str) -> None:
    path = tmp_path / "pot.svg"
    path.write_text(broken)
    with pytest.raises(sprite.SpriteError, match=words) as caught:
        sprite.parse(path)
    assert "pot.svg" in str(caught.value)


def test_lesser_faults_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "pot.svg"
    path.write_text(MUG.replace("pot-g", "other-g").replace('"broken"]', '"cracked"]'))
    problems = " ".join(sprite.parse(path).problems)
    assert "must start with 'pot-'" in problems
    assert "'broken' is not among" in problems


@pytest.mark.parametrize("kind", ["sprites", "hands", "places"])
def test_every_file_is_sound(kind: sprite.Kind) -> None:
    assert sprite.names(kind)
    problems = [
        f"{name}: {problem}"
        for name in sprite.names(kind)
        for problem in sprite.load(name, kind).problems
    ]
    assert not problems


def test_there_are_enough_sprites_hands_and_places() -> None:
    assert len(sprite.names("sprites")) >= 45
    assert set(sprite.names("hands")) >= {"grip", "pinch", "flat", "point", "fist", "open"}
    assert len(sprite.names("places")) >= 6
    assert len(SKINS) == 4


def test_an_unknown_sprite_says_what_to_add() -> None:
    with pytest.raises(sprite.SpriteError, match=r"sprites/dragon\.svg"):
        sprite.load("dragon")


def test_contact_sheet_shows_every_state(tmp_path: Path, pot: sprite.Sprite) -> None:
    out = tmp_path / "sheet.png"
    assert len(sheet.cells(pot, 0.6, plain=False)) == 3  # two states and the empty one
    assert sheet.main(["mug", "grip", "kitchen", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")


def test_contact_sheet_names_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert sheet.main(["dragon"]) == 2
    assert "mug" in capsys.readouterr().err


def test_drawn_programs_keep_the_protocol() -> None:
    programs = drawn.programs()
    assert programs
    for program in programs:
        assert isinstance(program, drawn.Drawn)
        assert len(program.stages) == len(set(program.stages))
        for stage in program.stages:
            assert 0 <= program.key_time(stage) <= 1
            assert Box(0, 0, 768, 512).holds(program.notice_point(stage))
            assert program.busy(stage).overlap(Box(0, 0, 768, 512)) > 0


def test_drawn_programs_are_found_by_their_stage() -> None:
    program = drawn.find("tie", "rope", "loop-made")
    assert program
    assert "loop-made" in program.stages
    assert drawn.find("tie", "rope", "no-such-stage") is None
    assert drawn.find("pour", "rope", "loop-made") is None
