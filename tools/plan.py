"""Cut a procedure into one learner's walkthrough: its key steps, in order, each with its source.

Nothing is written here that the procedure does not say, and nothing it says gets lost: a minor
step becomes a note at the key step that it leads to. A plan is a pure function of procedure and
wish, except for its id and its creation time.
"""

from __future__ import annotations

import heapq
from datetime import timedelta
from uuid import uuid4

from knowledge.library import Library
from knowledge.procedure import Item, Procedure, Record, Step, Tip, TipKind
from knowledge.walkthrough import (
    Adaptation,
    AdaptationKind,
    Citation,
    Need,
    PlannedStep,
    StepTakes,
    Walkthrough,
)
from tools.adapt import PlanError, Swap, Wish, factor, need, scaled, swaps
from tools.measures import measure

LONGER_AT = 2.0  # times as much: from here the written timings are worth a warning


class Planned(Record):
    """`notes`: what could not be done as wished; `changes`: what this wish newly adapted."""

    walkthrough: Walkthrough
    notes: tuple[str, ...] = ()
    changes: tuple[Adaptation, ...] = ()


class Planner:
    """Plans from the library. `plan` and `revise` raise ProcedureNotFound and PlanError."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def plan(self, procedure_id: str, request: str, wish: Wish | None = None) -> Planned:
        """A new walkthrough of the published procedure `procedure_id`."""
        return plan(self._library.get(procedure_id), request, wish or Wish())

    def revise(self, walkthrough: Walkthrough, wish: Wish) -> Planned:
        """The same walkthrough under a further wish; earlier wishes, edits and progress stay."""
        procedure = self._library.get(walkthrough.procedure_id, walkthrough.procedure_version)
        merged = _merged(procedure, walkthrough, wish)
        planned = plan(procedure, walkthrough.request, merged)
        known = {(one.kind, one.what) for one in adaptations(walkthrough)}
        new = tuple(one for one in planned.changes if (one.kind, one.what) not in known)
        revised = _carried_over(walkthrough, planned.walkthrough)
        return planned.model_copy(update={"walkthrough": revised, "changes": new})


def plan_walkthrough(procedure: Procedure, request: str, wish: Wish | None = None) -> Walkthrough:
    """The plan alone, without the notes."""
    return plan(procedure, request, wish or Wish()).walkthrough


def plan(procedure: Procedure, request: str, wish: Wish) -> Planned:
    """Select, order, adapt. Raises PlanError when a wish cannot be met at all."""
    times, why, note = factor(procedure, wish)
    swapped, missing = swaps(procedure, wish)
    by_item = {swap.item.id: swap for swap in swapped}
    chosen = tuple(step for step in key_steps(procedure) if step.id not in wish.omit)
    if not chosen:
        raise PlanError(f"Leaving out all steps of {procedure.name!r} leaves nothing to plan.")
    walkthrough = Walkthrough(
        id=uuid4().hex,
        procedure_id=procedure.id,
        procedure_version=procedure.version,
        title=procedure.name,
        request=request,
        servings=round(procedure.servings * times, 4) if procedure.servings else None,
        steps=_planned(procedure, chosen, times, why, by_item),
        supplies=_needs(procedure.supplies, times, by_item),
        tools=_needs(procedure.tools, times, by_item),
        total_time=procedure.total_time or _sum_of_durations(chosen),
        adaptations=_whole_plan(procedure, wish, swapped),
        source=procedure.source,
        license=procedure.license,
    )
    notes = _notes(times, note, missing)
    return Planned(walkthrough=walkthrough, notes=notes, changes=adaptations(walkthrough))


def adaptations(walkthrough: Walkthrough) -> tuple[Adaptation, ...]:
    """Those of the whole plan and of its steps, each once."""
    of_steps = (one for step in walkthrough.steps for one in step.adaptations)
    return tuple(dict.fromkeys((*walkthrough.adaptations, *of_steps)))


def in_order(procedure: Procedure) -> tuple[Step, ...]:
    """All steps in an order that respects `depends_on`; otherwise as the author numbered them.

    Kahn's algorithm with a heap on the position.
    """
    position = {step.id: step.position for step in procedure.steps}
    waiting = {step.id: set(step.depends_on) for step in procedure.steps}
    free = [position[one] for one, needs in waiting.items() if not needs]
    heapq.heapify(free)
    order: list[Step] = []
    while free:
        step = procedure.steps[heapq.heappop(free) - 1]
        order.append(step)
        for other, needs in waiting.items():
            if step.id in needs:
                needs.discard(step.id)
                if not needs:
                    heapq.heappush(free, position[other])
    return tuple(order)


def key_steps(procedure: Procedure) -> tuple[Step, ...]:
    """The key ones of `in_order`; all of them when none is marked as key."""
    order = in_order(procedure)
    return tuple(step for step in order if step.key) or order


def edit_step(
    walkthrough: Walkthrough, step_id: str, *, name: str | None = None, text: str | None = None
) -> Walkthrough:
    """The learner's own words for one step, marked as such; its citations stay.

    Raises KeyError for an unknown step and pydantic's ValidationError for an empty text.
    """
    old = walkthrough.step(step_id)
    mark = Adaptation(
        kind=AdaptationKind.EDIT, what=f"Your own words for step {old.position}", reason="Edited."
    )
    kept = tuple(one for one in old.adaptations if one.kind is not AdaptationKind.EDIT)
    new = PlannedStep.model_validate(
        {
            **dict(old),
            "name": (name if name is not None else old.name).strip(),
            "text": (text if text is not None else old.text).strip(),
            "adaptations": (*kept, mark),
        }
    )
    if not new.name or not new.text:
        raise PlanError(f"Step {old.position} needs a name and a text; leave it out instead.")
    return with_step(walkthrough, new)


def remove_step(walkthrough: Walkthrough, step_id: str) -> Walkthrough:
    """Leave one step out at the learner's wish; the plan says so. Raises KeyError, PlanError."""
    gone = walkthrough.step(step_id)
    left = [step for step in walkthrough.steps if step.id != step_id]
    if not left:
        raise PlanError(f"Step {gone.name!r} is the last one; a plan needs at least one step.")
    steps = tuple(
        step.model_copy(update={"position": index}) for index, step in enumerate(left, start=1)
    )
    return walkthrough.model_copy(
        update={
            "steps": steps,
            "adaptations": (*walkthrough.adaptations, _omission(gone.name)),
            "media": tuple(entry for entry in walkthrough.media if entry.step_id != step_id),
            "progress": walkthrough.progress.model_copy(
                update={
                    "current": min(walkthrough.progress.current, len(steps)),
                    "done": tuple(one for one in walkthrough.progress.done if one != step_id),
                }
            ),
        }
    )


def with_step(walkthrough: Walkthrough, new: PlannedStep) -> Walkthrough:
    """Replace one step; pictures of its former text go, as they no longer show it."""
    old = walkthrough.step(new.id)
    changed = (old.name, old.text, old.visual) != (new.name, new.text, new.visual)
    media = walkthrough.media
    if changed:
        media = tuple(entry for entry in media if entry.step_id != new.id)
    steps = tuple(new if step.id == new.id else step for step in walkthrough.steps)
    return walkthrough.model_copy(update={"steps": steps, "media": media})


class _Group(Record):
    """A chosen step and the minor ones that are told along with it, before and after."""

    step: Step
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()


def _grouped(procedure: Procedure, chosen: tuple[Step, ...]) -> list[_Group]:
    """Minor steps go with the next chosen one, those at the end with the last."""
    keys = {step.id for step in key_steps(procedure)}
    kept = {step.id for step in chosen}
    groups: list[_Group] = []
    minor: list[Step] = []
    for step in in_order(procedure):
        if step.id in kept:
            groups.append(_Group(step=step, before=tuple(minor)))
            minor = []
        elif step.id not in keys:
            minor.append(step)
    groups[-1] = groups[-1].model_copy(update={"after": tuple(minor)})
    return groups


def _planned(
    procedure: Procedure,
    chosen: tuple[Step, ...],
    times: float,
    why: str,
    by_item: dict[str, Swap],
) -> tuple[PlannedStep, ...]:
    return tuple(
        _planned_step(procedure, group, position, times, why, by_item)
        for position, group in enumerate(_grouped(procedure, chosen), start=1)
    )


def _planned_step(
    procedure: Procedure,
    group: _Group,
    position: int,
    times: float,
    why: str,
    by_item: dict[str, Swap],
) -> PlannedStep:
    step, scaling = scaled(group.step, times, why)
    told = (*group.before, group.step, *group.after)
    used = dict.fromkeys(one for each in told for one in (*each.tool_ids, *each.supply_ids))
    swapped = tuple(by_item[one].adaptation for one in used if one in by_item)
    before = tuple(tip for one in group.before for tip in _as_tips("First", one, times))
    after = tuple(tip for one in group.after for tip in _as_tips("Afterwards", one, times))
    return PlannedStep(
        id=step.id,
        position=position,
        name=step.name,
        text=step.text,
        tips=(*before, *step.tips, *after),
        tool_ids=tuple(dict.fromkeys(one for each in told for one in each.tool_ids)),
        supply_ids=tuple(dict.fromkeys(one for each in told for one in each.supply_ids)),
        duration=step.duration,
        visual=step.visual,
        citations=tuple(
            Citation(procedure_id=procedure.id, step_id=one.id, version=procedure.version)
            for one in (group.step, *group.before, *group.after)
        ),
        adaptations=(*scaling, *swapped),
    )


def _as_tips(when: str, minor: Step, times: float) -> tuple[Tip, ...]:
    """A minor step in a note, in its own words, and its cautions."""
    text = scaled(minor, times, "")[0].text
    note = Tip(kind=TipKind.NOTE, text=f"{when}: {text}")
    return (note, *(tip for tip in minor.tips if tip.kind is TipKind.CAUTION))


def _needs(items: tuple[Item, ...], times: float, by_item: dict[str, Swap]) -> tuple[Need, ...]:
    """What is left out at the learner's wish is not needed."""
    left_out = {one for one, swap in by_item.items() if swap.substitute is None}
    return tuple(
        need(item, times, by_item.get(item.id)) for item in items if item.id not in left_out
    )


def _whole_plan(
    procedure: Procedure, wish: Wish, swapped: tuple[Swap, ...]
) -> tuple[Adaptation, ...]:
    asked = tuple(_omission(step.name) for step in procedure.steps if step.id in wish.omit)
    return (*(swap.adaptation for swap in swapped), *asked)


def _omission(name: str) -> Adaptation:
    return Adaptation(
        kind=AdaptationKind.OMISSION, what=f"Leave out '{name}'", reason="You asked for it."
    )


def _notes(times: float, note: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    slow = "The times are those of the original amount; more may take longer."
    return tuple(one for one in (note, slow if times >= LONGER_AT else "", *missing) if one)


def _sum_of_durations(steps: tuple[Step, ...]) -> timedelta | None:
    known = [step.duration for step in steps if step.duration]
    return sum(known, timedelta()) if known else None


def _merged(procedure: Procedure, walkthrough: Walkthrough, wish: Wish) -> Wish:
    """Earlier wishes, read back from the plan, with the new one on top."""
    by_id = {item.id: item.name for item in (*procedure.tools, *procedure.supplies)}
    present = {one.id for one in (*walkthrough.tools, *walkthrough.supplies)}
    replaced = [one.instead_of for one in (*walkthrough.tools, *walkthrough.supplies)]
    lacking = [*(name for name in replaced if name)]
    lacking += [name for one, name in by_id.items() if one not in present]
    left_out = {step.id for step in key_steps(procedure)} - {step.id for step in walkthrough.steps}
    changes_amount = wish.servings is not None or bool(wish.quantity)
    needs = (*walkthrough.tools, *walkthrough.supplies)
    return Wish(
        servings=wish.servings if changes_amount else walkthrough.servings,
        quantity=wish.quantity if changes_amount else _earlier_quantity(procedure, walkthrough),
        lacking=tuple(dict.fromkeys([*lacking, *wish.lacking])),
        using=(*wish.using, *(one.name for one in needs if one.instead_of)),
        omit=tuple({**dict.fromkeys(left_out), **dict.fromkeys(wish.omit)}),
    )


def _earlier_quantity(procedure: Procedure, walkthrough: Walkthrough) -> str:
    """The amount that a plan was scaled by, in words, where its servings do not say it exactly."""
    if walkthrough.servings is not None and walkthrough.servings.is_integer():
        return ""
    stated = {supply.id: supply for supply in procedure.supplies}
    for one in walkthrough.supplies:
        supply = stated[one.id]
        if one.quantity != supply.required_quantity and measure(one.quantity):
            return f"{one.quantity} of {supply.name}"
    return ""


def _carried_over(old: Walkthrough, new: Walkthrough) -> Walkthrough:
    """Id, scene, progress and edits stay; pictures stay where they still show the step."""
    edited = {step.id: step for step in old.steps if _is_edited(step)}
    steps = tuple(
        step.model_copy(
            update={
                "name": edited[step.id].name,
                "text": edited[step.id].text,
                "adaptations": (*step.adaptations, edited[step.id].adaptations[-1]),
            }
        )
        if step.id in edited
        else step
        for step in new.steps
    )
    ids = [step.id for step in steps]
    current = old.steps[old.progress.current - 1].id
    progress = old.progress.model_copy(
        update={
            "current": ids.index(current) + 1 if current in ids else 1,
            "done": tuple(one for one in old.progress.done if one in ids),
        }
    )
    return new.model_copy(
        update={
            "id": old.id,
            "steps": steps,
            "media": _still_true(old, steps),
            "progress": progress,
            "photo_sha256": old.photo_sha256,
            "spot": old.spot,
            "confirmed": old.confirmed,
            "created_at": old.created_at,
        }
    )


def _is_edited(step: PlannedStep) -> bool:
    return any(one.kind is AdaptationKind.EDIT for one in step.adaptations)


def _still_true(old: Walkthrough, steps: tuple[PlannedStep, ...]) -> tuple[StepTakes, ...]:
    before = {step.id: (step.name, step.text, step.visual) for step in old.steps}
    unchanged = {one.id for one in steps if before.get(one.id) == (one.name, one.text, one.visual)}
    return tuple(entry for entry in old.media if entry.step_id in unchanged)
