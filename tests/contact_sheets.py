"""`make contact-sheets`: one sheet of all key steps and one film strip per procedure, to look at.

Writes PNG files to var/contact-sheets/ of the working folder. `--only ID` draws one procedure.
`--blind` draws the sheets without any words, in an order that tells nothing, for a reader who names
what is done from the picture alone; key.json beside them says which is which.
"""

from __future__ import annotations

import argparse
import io
import json
import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from generators.base import ClipRequest, KeyStepRequest, StepPrompt
from generators.media import read_video
from generators.schematic import Schematic
from generators.workbench.raster import FONT_FILES
from knowledge.library import seed_procedures
from knowledge.procedure import Procedure
from tools.illustrate import prompts
from tools.plan import plan_walkthrough

FOLDER = Path("var/contact-sheets")
CELL, FRAME = (512, 341), (192, 128)  # px
COLUMNS, FRAMES = 3, 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="id of one procedure")
    parser.add_argument("--no-strips", action="store_true", help="sheets only")
    parser.add_argument("--seed", type=int, default=0, help="which take of the clips")
    parser.add_argument("--blind", action="store_true", help="without words, for a fresh reader")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if options.blind:
        blind(options.only)
        return
    for procedure in seed_procedures():
        if options.only in ("", procedure.id):
            steps = prompts(plan_walkthrough(procedure, procedure.name))
            print(sheet(procedure, steps))
            if not options.no_strips:
                print(strips(procedure, steps, options.seed))


def blind(only: str) -> None:
    """Sheets B01.png ... without badge names, callouts and labels, and the key to them."""
    procedures = [one for one in seed_procedures() if only in ("", one.id)]
    random.Random(7).shuffle(procedures)
    folder = FOLDER / "blind"
    folder.mkdir(exist_ok=True)
    key = {}
    for number, procedure in enumerate(procedures, start=1):
        steps = prompts(plan_walkthrough(procedure, procedure.name))
        key[f"B{number:02}"] = [procedure.id, *(step.name for step in steps)]
        sheet(procedure, tuple(map(_wordless, steps)), folder / f"B{number:02}.png")
    (folder / "key.json").write_text(json.dumps(key, indent=1), encoding="utf-8")


def _wordless(step: StepPrompt) -> StepPrompt:
    silent = {"notice": "", "label": ""}
    depiction = step.depiction and step.depiction.model_copy(update=silent)
    return step.model_copy(update={"name": "?", "depiction": depiction})


def sheet(procedure: Procedure, steps: tuple[StepPrompt, ...], path: Path | None = None) -> Path:
    """All key-step pictures of a procedure, three in a row."""
    rows = -(-len(steps) // COLUMNS)
    page = Image.new("RGB", (CELL[0] * COLUMNS, CELL[1] * rows), "white")
    for index in range(len(steps)):
        request = KeyStepRequest(title=procedure.name, steps=steps, index=index)
        made = Schematic().generate(request, lambda stage, fraction: None)
        picture = Image.open(io.BytesIO(made.data)).convert("RGB").resize(CELL, Image.LANCZOS)
        page.paste(picture, (index % COLUMNS * CELL[0], index // COLUMNS * CELL[1]))
    path = path or FOLDER / f"{procedure.id}.png"
    page.save(path)
    return path


def strips(procedure: Procedure, steps: tuple[StepPrompt, ...], seed: int = 0) -> Path:
    """Eight frames of every clip, a row a step."""
    page = Image.new("RGB", (FRAME[0] * FRAMES + 120, FRAME[1] * len(steps)), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONT_FILES[0], 12)
    for index, step in enumerate(steps):
        request = ClipRequest(title=procedure.name, steps=steps, index=index, seed=seed)
        made = Schematic().generate(request, lambda stage, fraction: None)
        path = FOLDER / f"{procedure.id}-{step.id}.mp4"
        path.write_bytes(made.data)
        frames = read_video(path).frames
        path.unlink()
        draw.text((4, index * FRAME[1] + 8), f"{index + 1}\n{step.id}"[:60], "black", font)
        for column, at in enumerate(np.linspace(0, len(frames) - 1, FRAMES).astype(int)):
            picture = Image.fromarray(frames[at]).resize(FRAME, Image.LANCZOS)
            page.paste(picture, (120 + column * FRAME[0], index * FRAME[1]))
    take = f"-take-{seed + 1}" if seed else ""
    path = FOLDER / f"{procedure.id}-clips{take}.png"
    page.save(path)
    return path


if __name__ == "__main__":
    main()
