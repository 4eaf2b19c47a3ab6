"""The workbench taken apart for training: an atlas of rasters and where they lie at each moment.

`python -m generators.training.record --procedures knowledge/seeds --out world` directs every skill
once, rasterises each fragment once (hands in four tones) and writes what `world.py` needs to draw
any of it in any place, light and colour with nothing but torch. Positions, states and texts are
exact because they come from the same programs that draw the tutor's pictures.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generators.base import Depiction, StepPrompt
from generators.training.scenarios import (
    DOMAINS,
    Roles,
    Skill,
    combination,
    held_out,
    noun,
    read,
    variants,
)
from generators.training.wording import sentences
from generators.training.world import FILES, MOMENTS, TIMES, LayerTable
from generators.workbench import sprite as sprites
from generators.workbench.compose import Shot, direct_all
from generators.workbench.composite import Layer, _local
from generators.workbench.geometry import Box, Placement
from generators.workbench.palette import SKINS
from generators.workbench.render import moments
from generators.workbench.scene import Item, Look, Prop, document, draw_prop, resolve
from generators.workbench.stage import TABLE

FRAME = Box(0, 0, 768, 512)
SCALE = 0.25  # px of the 128 px frame per px of the picture, down; across it is 1/6
SHARP = 1.25  # atlas px per frame px: a little more than is seen, so that zooming in stays clear
RESOLUTIONS = (0.08, 0.12, 0.18, 0.26, 0.38, 0.55)  # atlas px per unit: few, so that rasters repeat
FAINTEST = 0.02  # opacity below which nothing is seen
HELD_OUT_PROCEDURES = ("stovetop-rice", "french-press-coffee", "pancakes")


@dataclass
class Atlas:
    """Premultiplied RGBA rasters, each once; hands have one per skin tone."""

    pixels: list[NDArray[np.uint8]] = field(default_factory=list)
    tones: list[tuple[int, int, int, int]] = field(default_factory=list)
    _known: dict[tuple[Any, ...], tuple[int, float, float, float]] = field(default_factory=dict)

    def add(self, item: Item) -> tuple[int, float, float, float] | None:
        """(entry, its left and top in raster px, px per unit); None when nothing is seen."""
        scale = item.placement.scale if item.placement else 1.0
        wanted = SHARP * SCALE * scale
        density = min(RESOLUTIONS, key=lambda r: abs(math.log(r / wanted)))
        key = (item.svg, item.defs, item.box, density)
        if key not in self._known:
            self._known[key] = self._raster(item, density)
        found = self._known[key]
        return found if found[0] >= 0 else None

    def _raster(self, item: Item, density: float) -> tuple[int, float, float, float]:
        box = item.box or FRAME
        if item.placement is None:
            seen = FRAME.grown(120)
            box = Box(
                max(box.x0, seen.x0),
                max(box.y0, seen.y0),
                min(box.x1, seen.x1),
                min(box.y1, seen.y1),
            )
            if box.width <= 0 or box.height <= 0:
                return -1, 0.0, 0.0, density
        layers = [_local(one, box, density) for one in _toned(item)]
        if not layers[0].pixels.size:
            return -1, 0.0, 0.0, density
        first = len(self.pixels)
        self.pixels += [_framed(layer) for layer in layers]
        ids = range(first, len(self.pixels))
        tones = tuple(ids) if len(ids) == 4 else (first,) * 4
        self.tones += [tones] * len(ids)  # type: ignore[list-item]
        return first, layers[0].x - 1, layers[0].y - 1, density


def _framed(layer: Layer) -> NDArray[np.uint8]:
    """With a clear border of one px, so that sampling beyond the edge finds nothing."""
    return np.pad(layer.pixels, ((1, 1), (1, 1), (0, 0)))


def _toned(item: Item) -> list[Item]:
    """The item in every skin tone, or itself alone when no skin is seen."""
    own = SKINS[1]
    text = item.svg + item.defs
    if own.skin not in text and own.skin_dark not in text:
        return [item]
    return [
        Item(item.z, _dyed(item.svg, k), _dyed(item.defs, k), item.placement, item.box)
        for k in range(len(SKINS))
    ]


def _dyed(text: str, tone: int) -> str:
    old, new = SKINS[1], SKINS[tone]
    for a, b in (
        (old.skin, new.skin),
        (old.skin_dark, new.skin_dark),
        (old.skin_light, new.skin_light),
    ):
        text = text.replace(a, b)
    return text


def _affine(
    placement: Placement | None, left: float, top: float, density: float
) -> tuple[float, ...]:
    """2x3, row by row: raster px (pixel centres at whole numbers) -> px of the picture."""

    def at(u: float, v: float) -> tuple[float, float]:
        unit = (u + 0.5 + left) / density, (v + 0.5 + top) / density
        return placement.apply(unit) if placement else unit

    (x0, y0), (x1, y1), (x2, y2) = at(0, 0), at(1, 0), at(0, 1)
    return x1 - x0, x2 - x0, x0, y1 - y0, y2 - y0, y0


class Recorder:
    """Collects steps; every step is directed once and looked at in `MOMENTS` moments."""

    def __init__(self) -> None:
        self.atlas = Atlas()
        self.table = LayerTable()
        self.things: dict[str, int] = {"": 0, "hand": 1}
        self.centres: list[NDArray[np.float32]] = []

    def record(self, shot: Shot) -> int:
        """The index of the recorded step."""
        scenery = shot.scenery()[1 if shot.place else 0 :]
        centres = np.full((MOMENTS, 2, 2), np.nan, np.float32)
        times = [*TIMES, shot.key]
        for moment, (t, action) in enumerate(zip(times, moments(shot, times), strict=True)):
            items = [i for i in (*scenery, *action) if i.svg and i.opacity > FAINTEST]
            for item in sorted(items, key=lambda item: item.z):
                self._lay(item)
            self.table.end_moment()
            centres[moment] = _centres(shot, t, items)
        self.centres.append(centres)
        return len(self.centres) - 1

    def _lay(self, item: Item) -> None:
        found = self.atlas.add(item)
        if found is None:
            return
        entry, left, top, density = found
        thing = self.things.setdefault(item.of, len(self.things))
        self.table.add(entry, _affine(item.placement, left, top, density), item.opacity, thing)


def _centres(shot: Shot, t: float, items: Sequence[Item]) -> NDArray[np.float32]:
    """(2, 2): where the mover and the hand are, px of the picture; nan when out of it."""
    out = np.full((2, 2), np.nan, np.float32)
    if shot.program and shot.stage and (mover := shot.program.mover(shot.stage, t)):
        out[0] = mover.box.centre
    hand = next((i.placement for i in items if i.of == "hand" and i.placement), None)
    if hand:
        out[1] = hand.at
    outside = (out < 0).any(axis=1) | (out[:, 0] > 768) | (out[:, 1] > 512)
    out[outside] = np.nan
    return out


# -- which steps -------------------------------------------------------------------------------


def exact(shots: Sequence[Shot]) -> bool:
    """Whether nothing in a variant is a stand-in and nothing became another kind of picture."""
    return all(shot.level == "specific" for shot in shots)


def _never(step: StepPrompt) -> tuple[Depiction, float]:
    raise AssertionError(f"step {step.id!r} has no depiction")


def recordable(skills: Sequence[Skill], per_skill: int) -> Iterator[tuple[Skill, list[Shot]]]:
    """The skills as written, then their variants."""
    roles = Roles(skills)
    for skill in skills:
        yield skill, direct_all(skill.steps, 1, _never)
        for variant in variants(skill, roles, per_skill):
            shots = direct_all(variant.steps, 1, _never)
            if exact(shots):
                yield variant, shots


def record_world(
    procedures: Path, out: Path, domain: str, per_skill: int, drawn: bool = False
) -> None:
    """Writes the world's folder. Drawn programs (knots, paper, people) only with `drawn`."""
    skills = read(procedures, domain)
    recorder, index = Recorder(), {}
    steps: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    written = {combination(s.depiction) for k in skills for s in k.steps if s.depiction}
    for skill, shots in recordable(skills, per_skill):
        whole = skill.procedure in HELD_OUT_PROCEDURES
        chosen: list[int] = []
        for step, shot in zip(skill.steps, shots, strict=True):
            assert step.depiction
            if shot.drawing and not drawn:
                continue
            key = (step.depiction.model_dump_json(), repr(shot.stage), whole)
            if key not in index:
                index[key] = recorder.record(shot)
                new = combination(step.depiction)
                kept = whole or (new not in written and held_out(new))
                steps.append(_facts(step, shot, "held-out" if kept else "train"))
            chosen.append(index[key])
        if chosen:
            rows.append(
                {"id": skill.id, "procedure": skill.procedure, "steps": chosen, "whole": whole}
            )
    _write(out, recorder, steps, _splits(rows, steps), domain)


def _facts(step: StepPrompt, shot: Shot, split: str) -> dict[str, Any]:
    assert step.depiction
    names = {
        role: noun(getattr(step.depiction, role)) for role in ("object", "instrument", "target")
    }
    table = shot.stage.table if shot.stage else TABLE
    return {
        "id": step.id,
        "action": step.depiction.action,
        **names,
        "result_state": step.depiction.result_state,
        "sentences": sentences(step.depiction, step.name, step.text),
        "key": shot.key,
        "split": split,
        "table": table,
    }


def _splits(rows: list[dict[str, Any]], steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Training never sees a held-out step: those skills are kept whole for the test and trained
    without it."""
    out = []
    for row in rows:
        new = [i for i in row["steps"] if steps[i]["split"] == "held-out"]
        known = [i for i in row["steps"] if i not in new]
        whole = row.pop("whole")
        if whole or new:
            split = "held-out-procedure" if whole else "held-out"
            out.append({**row, "split": split})
        if known and not whole:
            suffix = "-known" if new else ""
            out.append({**row, "id": row["id"] + suffix, "steps": known, "split": "train"})
    return out


# -- backgrounds, clutter, files ---------------------------------------------------------------


def _clutter(recorder: Recorder, names: Sequence[str]) -> list[dict[str, Any]]:
    """Standing things for the edge of the table: entry, raster px per unit, foot in raster px."""
    out = []
    for name in names:
        sprite, known = resolve(name)
        if sprite is None or not known or sprite.kind not in ("container", "tool", "food"):
            continue
        look = Look(sprite.state(""))
        size = min(0.8, 150 / sprite.width, 150 / sprite.height)
        foot = sprite.anchor("base").point
        prop = Prop(name, sprite, look, Placement(foot, (0, 0), 0.0, size), 0.0)
        for item in draw_prop(prop):
            if found := recorder.atlas.add(item):
                entry, left, top, density = found
                matrix = _affine(item.placement, left, top, density)
                out.append({"name": name, "entry": entry, "affine": matrix})
    return out


def _places() -> tuple[NDArray[np.uint8], list[dict[str, Any]]]:
    """(P, 144, 144, 3) the drawn places, squeezed, and where their tables are."""
    import cv2

    from generators.workbench.fragments import sprite_svg
    from generators.workbench.raster import to_rgba

    pictures, facts = [], []
    for name in sprites.names("places"):
        place = sprites.load(name, "places")
        rgba = to_rgba(document([Item(0.0, sprite_svg(place), place.defs)], 768, 512), exact=True)
        small = cv2.resize(rgba[..., :3], (144, 144), interpolation=cv2.INTER_AREA)
        pictures.append(small)
        table = place.anchor("table").y if place.has("table") else TABLE
        facts.append({"name": name, "table": table})
    return np.stack(pictures), facts


def _write(
    out: Path,
    recorder: Recorder,
    steps: list[dict[str, Any]],
    skills: list[dict[str, Any]],
    domain: str,
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    nouns = sorted({s[role] for s in steps for role in ("object", "instrument", "target")} - {""})
    clutter = _clutter(recorder, nouns)
    places, tables = _places()
    atlas = recorder.atlas
    shapes = np.array([p.shape[:2] for p in atlas.pixels], np.int32)
    arrays: dict[str, Any] = dict(
        pixels=np.concatenate([p.reshape(-1, 4) for p in atlas.pixels]),
        shapes=shapes,
        tones=np.array(atlas.tones, np.int32),
        centres=np.stack(recorder.centres),
        places=places,
        **recorder.table.arrays(),
    )
    packed, described = (out / name for name in FILES)
    with lzma.open(packed, "wb", preset=1) as file:  # a third of what deflate leaves
        np.savez(file, **arrays)
    facts = {
        "domain": domain,
        "things": sorted(recorder.things, key=recorder.things.__getitem__),
        "steps": steps,
        "skills": skills,
        "clutter": clutter,
        "places": tables,
    }
    described.write_text(json.dumps(facts, indent=0), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--procedures", type=Path, default=Path("knowledge/seeds"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--domain", default="kitchen", choices=(*DOMAINS, "all"))
    parser.add_argument("--variants", type=int, default=40, help="per skill, at most")
    parser.add_argument("--drawn", action="store_true", help="knots, paper, people and such too")
    given = parser.parse_args()
    record_world(given.procedures, given.out, given.domain, given.variants, given.drawn)


if __name__ == "__main__":
    main()
