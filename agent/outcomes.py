"""What a tool returned, as the event that shows it."""

from __future__ import annotations

from typing import Any

from agent.events import Event, FileEvent, JobsEvent, PlanEvent, Source, SourcesEvent, StepEvent
from knowledge.search import Hit, SearchResult
from knowledge.walkthrough import Walkthrough
from tools.answer import Answer
from tools.deliver import Delivered
from tools.follow import Whereabouts
from tools.illustrate import Submitted
from tools.plan import Planned
from tools.search import plausible

MOST_CHOICES = 3


def event_of(result: object) -> Event | None:
    """None for what needs no showing beyond the tutor's words."""
    match result:
        case SearchResult(hits=hits, degraded=degraded):
            return SourcesEvent(hits=tuple(map(_source, hits)), degraded=degraded)
        case Planned(walkthrough=walkthrough, notes=notes):
            return PlanEvent(walkthrough=walkthrough, notes=notes)
        case Submitted():
            fields = ("job_ids", "medium", "positions", "backend", "reason")
            return JobsEvent(**{name: getattr(result, name) for name in fields})
        case Whereabouts(step=step):
            return StepEvent(position=step.position)
        case Delivered():
            return FileEvent(**dict(result))
    return None


def question_after(results: list[object], plan: Walkthrough | None) -> tuple[Hit, ...]:
    """What to offer: found, or near enough, but neither planned nor answered in this turn."""
    if any(isinstance(one, Planned) for one in results):
        return ()
    if any(isinstance(one, Answer) and not one.abstained for one in results):
        return ()
    found = next((one for one in reversed(results) if isinstance(one, SearchResult)), None)
    if found is None:
        return ()
    current = plan.procedure_id if plan else ""
    near = found.hits[:1] or plausible(found)
    return tuple(hit for hit in near if hit.procedure_id != current)[:MOST_CHOICES]


def final_text(update: dict[str, Any]) -> str:
    """The model's words that end a turn, from one update of the graph's stream."""
    messages = (update.get("model") or {}).get("messages") or []
    last = messages[-1] if messages else None
    return "" if last is None or last.tool_calls else last.text.strip()


def _source(hit: Hit) -> Source:
    return Source(
        procedure_id=hit.procedure_id,
        name=hit.name,
        score=float(hit.score),
        evidence=hit.evidence,
        step_id=hit.step_id,
        step_name=hit.step_name,
    )
