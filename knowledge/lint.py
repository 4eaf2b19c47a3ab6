"""What a beginner could not follow: `python -m knowledge.lint [FILE ...]`, part of `make check`.

Rules over the English text of a procedure. They find the usual gaps of a hand-written lesson, not
all of them: a text that passes can still be wrong, so somebody must read it with the things on the
table. A procedure in another language is only checked for what does not depend on words.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.procedure import Item, Procedure, Step

LONGEST = (
    65  # words of a step that one can keep in mind while the hands work; ours have 42 (median)
)
DONE = re.compile(
    r"(?i)\b(?:done|until|ready|finished|(?:is|are|it's) right|right when|feels? like|looks? like|"
    r"should (?:look|feel|sound|be|now|turn|stand|move|stay|have)|when (?:it|they|the|only|no|a))\b"
)
VAGUE = re.compile(
    r"(?i)\b(?:some|a bit|a little(?! finger| toe)|a few|several|enough|plenty|a lot|a while|"
    r"a moment|a dash|a splash|a drizzle|a knob|as needed|to taste|as required|roughly)\b"
)
HAZARDS = {
    "a blade": r"knife|knives|blade|scalpel|secateurs|mandoline|saw\b",
    "heat": r"boil\w*|simmer\w*|steam\w*|hot oil|oven|fry(?:ing)?|flame|soldering iron|hot iron|"
    r"grill|scald\w*",
    "electricity": r"mains|fuse box|circuit breaker|live wire",
    "a chemical": r"bleach|drain cleaner|ammonia|caustic|white spirit|acetone|oven cleaner",
    "height": r"ladder|stepladder|step stool",
    "fire": r"firelighter|light (?:the )?(?:tinder|fire)|strike a match",
    "raw food": r"raw (?:egg|chicken|meat|flour|dough|batter)\w*",
}
WARNINGS = {  # what a caution about it speaks of
    "a blade": r"cut|sharp|blade|knife|finger",
    "heat": r"burn|scald|hot|steam|boil|fire|flame",
    "electricity": r"shock|mains|current|electric|power|live",
    "a chemical": r"fume|glove|eye|skin|mix|air|poison",
    "height": r"fall|ladder|step|stand",
    "fire": r"fire|burn|flame|water|wind",
    "raw food": r"raw|wash|cook|salmonella|ill",
}
TOOLS = tuple(
    "kettle saucepan bowl whisk spatula fork knife colander sieve grater peeler tongs thermometer "
    "jug funnel brush sponge bucket ladder hammer screwdriver spanner pliers wrench drill saw "
    "ruler pencil marker sandpaper scraper roller scissors pegs mallet trowel secateurs tweezers "
    "multimeter gloves goggles timer skewer toothpick ladle teaspoon tablespoon rolling-pin "
    "tape-measure spirit-level ironing-board baking-tray chopping-board watering-can".split()
)
ALIASES = {  # word in a text -> words that list it too
    "spanner": ("wrench",),
    "wrench": ("spanner",),
    "saucepan": ("pan", "pot"),
    "bowl": ("basin", "dish"),
    "brush": ("toothbrush",),
    "teaspoon": ("spoon",),
    "tablespoon": ("spoon",),
    "jug": ("cup",),
    "sieve": ("strainer",),
    "timer": ("clock", "phone", "watch"),
    "marker": ("pen", "pencil"),
    "pencil": ("pen", "chalk"),
    "baking-tray": ("tray",),
}


@dataclass(frozen=True)
class Finding:
    """One gap; `step_id` is empty when it concerns the whole procedure."""

    procedure_id: str
    step_id: str
    rule: str
    text: str

    def __str__(self) -> str:
        where = f"{self.procedure_id}/{self.step_id}" if self.step_id else self.procedure_id
        return f"{where}: {self.text} [{self.rule}]"


def lint(procedure: Procedure) -> tuple[Finding, ...]:
    """All findings, in the order of the steps."""
    found = [
        Finding(procedure.id, step.id, rule, text)
        for step in procedure.key_steps
        for rule, check in (RULES if procedure.language == "en" else ANY_LANGUAGE).items()
        for text in check(procedure, step)
    ]
    found += [Finding(procedure.id, "", "unused-item", text) for text in _unused(procedure)]
    return tuple(found)


def advice(procedure: Procedure) -> list[str]:
    """The same for an instructor, as sentences; drawings are not an instructor's business."""
    places = {step.id: f"Step {step.position}: " for step in procedure.steps}
    return [
        places.get(one.step_id, "") + one.text for one in lint(procedure) if one.rule != "no-visual"
    ]


def _no_done_cue(_procedure: Procedure, step: Step) -> Iterator[str]:
    if not DONE.search(step.text):
        yield "nothing tells when it is done; add what one then sees, hears or feels"


def _hazard(procedure: Procedure, step: Step) -> Iterator[str]:
    """A hazard needs a caution on this step, or an earlier one that speaks of the same hazard."""
    said = [
        caution
        for one in procedure.steps
        if one.position <= step.position
        for caution in one.cautions
    ]
    for hazard, words in HAZARDS.items():
        match = re.search(rf"(?i)\b(?:{words})\b", step.text)
        if not match or step.cautions:
            continue
        if not any(re.search(rf"(?i){WARNINGS[hazard]}", caution) for caution in said):
            yield f"{match[0]!r} is a hazard ({hazard}) without a caution; add one to the step"


def _unlisted(procedure: Procedure, step: Step) -> Iterator[str]:
    """A tool that the text takes up must be among what one lays out before starting."""
    listed = " ".join(_names((*procedure.tools, *procedure.supplies)))
    for tool in TOOLS:
        words = tool.replace("-", " ")
        if not re.search(rf"(?i)\b{words}s?\b", step.text):
            continue
        if not any(one.replace("-", " ").rstrip("s") in listed for one in _also(tool)):
            yield f"{words!r} is used and not listed; add it to tools or say it without"


def _vague(_procedure: Procedure, step: Step) -> Iterator[str]:
    for match in VAGUE.finditer(step.text):
        yield f"{match[0]!r} is vague; give a number with a unit, or what one sees"


def _long(_procedure: Procedure, step: Step) -> Iterator[str]:
    words = len(step.text.split())
    if words > LONGEST:
        yield f"{words} words are more than the {LONGEST} one can keep in mind; split it or trim it"


def _undrawn(_procedure: Procedure, step: Step) -> Iterator[str]:
    if step.visual is None:
        yield "a key step has no `visual`, so its picture is guessed from the text"


def _unused(procedure: Procedure) -> Iterator[str]:
    used = {id for step in procedure.steps for id in (*step.tool_ids, *step.supply_ids)}
    for item in (*procedure.tools, *procedure.supplies):
        if item.id not in used:
            yield f"{item.id!r} is listed and no step uses it; tie it to a step or drop it"


def _names(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield item.name.lower()
        yield item.id.replace("-", " ")
        yield from (other.name.lower() for other in item.substitutes)


def _also(tool: str) -> tuple[str, ...]:
    return (tool, *ALIASES.get(tool, ()))


Rule = Callable[[Procedure, Step], Iterator[str]]
ANY_LANGUAGE: dict[str, Rule] = {"long-step": _long, "no-visual": _undrawn}
RULES: dict[str, Rule] = {
    "no-done-cue": _no_done_cue,
    "hazard-without-caution": _hazard,
    "unlisted-tool": _unlisted,
    "vague-amount": _vague,
    **ANY_LANGUAGE,
}


def main(paths: list[str]) -> str:
    """The findings of these files, or of all built-in procedures, one per line."""
    from knowledge.formats import read
    from knowledge.library import seed_procedures

    procedures = [one for path in paths for one in read(Path(path).read_bytes(), path)]
    found = [finding for one in procedures or seed_procedures() for finding in lint(one)]
    return "\n".join(map(str, found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) or 0)
