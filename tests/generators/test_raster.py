"""The fast engine draws what the exact one draws: on every sprite, hand, place and program."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from generators.workbench import fragments, raster, sprite
from generators.workbench.drawn import programs
from generators.workbench.palette import SKINS

NAMES = [(kind, name) for kind in ("sprites", "hands", "places") for name in sprite.names(kind)]
STAGES = [(program, stage) for program in programs() for stage in program.stages]
FAR = 40  # of 255: more than antialiasing and rounding of gradients differ
SHARE = 0.008  # of pixels; the finest textures (bubbles, brass wool) reach 0.005


def document(body: str, width: float, height: float, defs: str = "") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}"><defs>{defs}</defs>{body}</svg>'
    )


def far_apart(svg: str) -> float:
    """Share of pixels in which the engines differ by more than FAR."""
    assert raster._pixel_size(svg, None) is not None, "the fast engine would not be used"
    with Image.open(io.BytesIO(raster.to_png(svg))) as image:
        exact = np.asarray(image.convert("RGBA")).astype(float)
    fast = raster.to_rgba(svg).astype(float)
    assert fast.shape == exact.shape
    over = [rgba[..., :3] * rgba[..., 3:] / 255 for rgba in (exact, fast)]
    return float((np.abs(over[0] - over[1]).max(-1) > FAR).mean())


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_every_state_of_every_sprite(kind: sprite.Kind, name: str) -> None:
    item = sprite.load(name, kind)
    defs = fragments.dyed(item.defs, SKINS[1])
    for state in item.states or ("",):
        body = fragments.sprite_svg(item, state, 0.6 if item.fillable else 0.0, "water", SKINS[1])
        assert far_apart(document(body, item.width, item.height, defs)) < SHARE, state


@pytest.mark.parametrize(("program", "stage"), STAGES)
def test_every_stage_of_every_program(program: object, stage: str) -> None:
    body = program.svg(stage, program.key_time(stage), SKINS[1])  # type: ignore[attr-defined]
    if "<text" in body:
        pytest.skip("has text, drawn by the exact engine")
    assert far_apart(document(body, 768, 512)) < SHARE


def test_a_window_of_the_picture_shows_the_same_part() -> None:
    """Clips draw what moves in its own box: offset, fraction of a pixel and scale must agree."""
    program = next(one for one in programs() if "compressing" in one.stages)
    body = program.svg("compressing", 0.4, SKINS[1])
    window = document(body, 768, 512).replace(
        'width="768" height="512" viewBox="0 0 768 512"',
        'width="301" height="200" viewBox="230.250 180.500 300.700 199.600" '
        'preserveAspectRatio="none"',
    )
    assert far_apart(window) < SHARE
