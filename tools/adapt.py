"""Fit a procedure to one learner: other amounts, other tools. Only with the procedure's own data.

Every change comes back as an `Adaptation` with its reason; what cannot be changed comes back as a
note in plain words, never as a silent guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.procedure import Item, Procedure, Record, Step, Substitute, Visual
from knowledge.quantity import scale
from knowledge.walkthrough import Adaptation, AdaptationKind, Need
from tools.errors import ToolError
from tools.measures import Measure, measure, ratio
from tools.words import content, head, overlap

FEWEST, MOST = 0.1, 12.0  # beyond a tenth or a dozen times, timings and vessels no longer hold
PERSONS = frozenset({"people", "person", "persons", "servings", "serving", "portions", "us"})


class PlanError(ToolError):
    """The learner's wish does not fit the procedure."""


class Wish(Record):
    """What this learner asked to have different. Quantities in the learner's own words."""

    servings: float | None = None
    quantity: str = ""  # "20 g of coffee"
    lacking: tuple[str, ...] = ()
    using: tuple[str, ...] = ()  # what the learner has instead
    omit: tuple[str, ...] = ()  # step ids to leave out


class Swap(Record):
    """An item that the learner lacks; `substitute` None means it is left out."""

    item: Item
    substitute: Substitute | None

    @property
    def adaptation(self) -> Adaptation:
        if self.substitute is None:
            return Adaptation(
                kind=AdaptationKind.OMISSION,
                what=f"Leave out the {self.item.name}",
                reason=f"You have no {self.item.name}, and it is optional.",
            )
        note = f" {self.substitute.note.strip()}" if self.substitute.note else ""
        return Adaptation(
            kind=AdaptationKind.SUBSTITUTION,
            what=f"Use {self.substitute.name} instead of {self.item.name}.{note}",
            reason=f"You have no {self.item.name}.",
        )


def factor(procedure: Procedure, wish: Wish) -> tuple[float, str, str]:
    """(how many times as much, for what, note). Raises PlanError for amounts out of reach."""
    times, why, note = _factor(procedure, wish)
    if not FEWEST <= times <= MOST:
        raise PlanError(
            f"{why or 'That'} is {times:g} times what {procedure.name!r} is written for; "
            f"ask for something between {FEWEST:g} and {MOST:g} times as much."
        )
    return times, why, note


def _factor(procedure: Procedure, wish: Wish) -> tuple[float, str, str]:
    if wish.quantity:
        return _by_quantity(procedure, wish.quantity)
    if wish.servings is None:
        return 1.0, "", ""
    if procedure.servings is None:
        note = f"{procedure.name} states no servings, so its amounts stay as they are."
        return 1.0, "", note
    times = wish.servings / procedure.servings
    if times == 1.0:
        return 1.0, "", ""
    return times, f"for {wish.servings:g} instead of {procedure.servings:g}", ""


def _by_quantity(procedure: Procedure, quantity: str) -> tuple[float, str, str]:
    wanted = measure(quantity)
    if wanted is None:
        raise PlanError(f"There is no number in {quantity!r}; say for example '20 g of coffee'.")
    if not wanted.unit and _counts_servings(procedure, wanted):
        return _factor(procedure, Wish(servings=wanted.value))
    for supply in sorted(procedure.supplies, key=lambda one: -_likeness(wanted.of, one.name)):
        stated = measure(supply.required_quantity) if supply.required_quantity else None
        if _likeness(wanted.of, supply.name) <= 0 or stated is None:
            continue
        if (times := ratio(wanted, stated)) is not None:
            return times, f"with {quantity} instead of {supply.required_quantity}", ""
    asked = wanted.of or quantity
    note = f"{procedure.name} states no amount of {asked}, so nothing was scaled."
    return 1.0, "", note


def _counts_servings(procedure: Procedure, wanted: Measure) -> bool:
    """'3 mugs' of what yields '2 mugs', or '3 people' of anything that has servings."""
    if procedure.servings is None:
        return False
    yields = measure(procedure.yields) or Measure(0, "")
    return bool(set(content(wanted.of)) & set(content(yields.of))) or any(
        word in PERSONS for word in wanted.of.split()
    )


def _likeness(phrase: str, name: str) -> float:
    """0 = another thing. The kind of thing counts most: 'coffee filter' is a paper filter."""
    mine, theirs = set(content(phrase)), set(content(name))
    if not mine or not theirs:
        return 0.0
    shared = len(mine & theirs)
    if head(phrase) == head(name):
        return 2.0 + shared / len(mine | theirs)
    return shared / len(mine | theirs) if mine <= theirs else 0.0


def swaps(procedure: Procedure, wish: Wish) -> tuple[tuple[Swap, ...], tuple[str, ...]]:
    """What replaces each thing the learner lacks, and a note for each that nothing replaces."""
    made: list[Swap] = []
    notes: list[str] = []
    for phrase in wish.lacking:
        item = find_item(procedure, phrase)
        if item is None:
            notes.append(f"This plan needs no {phrase}, so nothing changes.")
        elif item.substitutes:
            made.append(Swap(item=item, substitute=_pick(item.substitutes, wish.using)))
        elif item.optional:
            made.append(Swap(item=item, substitute=None))
        else:
            notes.append(_irreplaceable(procedure, item))
    return tuple(made), tuple(notes)


def find_item(procedure: Procedure, phrase: str) -> Item | None:
    """The tool or supply that `phrase` means, or None."""
    items: Sequence[Item] = (*procedure.tools, *procedure.supplies)
    score, item = max(
        ((_likeness(phrase, one.name), one) for one in items),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )
    return item if score > 0 else None


def _pick(substitutes: tuple[Substitute, ...], using: tuple[str, ...]) -> Substitute:
    """The one the learner has; the procedure's first choice when nothing fitting was said."""

    def likeness(one: Substitute) -> float:
        return max((overlap(phrase, one.name) for phrase in using), default=0.0)

    return max(substitutes, key=likeness)


def _irreplaceable(procedure: Procedure, item: Item) -> str:
    where = [
        step.position for step in procedure.steps if item.id in step.tool_ids + step.supply_ids
    ]
    steps = f" (step {', '.join(map(str, where))})" if where else ""
    return (
        f"I know no substitute for the {item.name}: the procedure names none and needs it{steps}."
    )


def need(item: Item, times: float, swap: Swap | None) -> Need:
    quantity = scale(item.required_quantity, times) if times != 1.0 else item.required_quantity
    if swap is None or swap.substitute is None:
        return Need(
            id=item.id,
            name=item.name,
            quantity=quantity,
            optional=item.optional,
            substitutes=item.substitutes,
        )
    return Need(
        id=item.id,
        name=swap.substitute.name,
        quantity=quantity,
        optional=item.optional,
        substitutes=item.substitutes,
        instead_of=item.name,
    )


def scaled(step: Step, times: float, why: str) -> tuple[Step, tuple[Adaptation, ...]]:
    """The step with its own `scales` amounts changed in text and picture labels alike."""
    if times == 1.0 or not step.scales:
        return step, ()
    new = {amount: scale(amount, times) for amount in step.scales}
    changes = {
        "text": _replace(step.text, new),
        "visual": step.visual and _relabelled(step.visual, new),
    }
    what = ", ".join(f"{old} becomes {now}" for old, now in new.items())
    adaptation = Adaptation(kind=AdaptationKind.SCALING, what=what, reason=f"Scaled {why}.")
    return step.model_copy(update={**changes, "scales": tuple(new.values())}), (adaptation,)


def _relabelled(visual: Visual, new: dict[str, str]) -> Visual:
    return visual.model_copy(
        update={
            "label": _replace(visual.label, new)[:40],
            "notice": _replace(visual.notice, new)[:60],
        }
    )


def _replace(text: str, new: dict[str, str]) -> str:
    """All amounts at once, longest first, whole numbers only: '5 g' is not in '15 g'."""
    longest_first = sorted(new, key=len, reverse=True)
    pattern = "|".join(rf"(?<![\w.,]){re.escape(amount)}(?!\w)" for amount in longest_first)
    return re.sub(pattern, lambda match: new[match[0]], text)
