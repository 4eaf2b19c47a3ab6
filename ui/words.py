"""The packages' results as plain text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tools.times import in_words

if TYPE_CHECKING:
    from agent.health import Report
    from knowledge.procedure import Item, Procedure
    from knowledge.search import SearchResult
    from tools.job_table import JobStatus


def search_result(result: SearchResult) -> str:
    """Hits with the reason for each, or what comes nearest."""
    lines = [f"{hit.procedure_id:24} {hit.name}\n{'':24} {hit.evidence}" for hit in result.hits]
    if not lines:
        nearest = ", ".join(hit.name for hit in result.nearest) or "nothing"
        lines = [f"No procedure teaches {result.query!r}. Nearest: {nearest}."]
    return "\n".join([*lines, *([result.degraded] if result.degraded else [])])


def procedure(one: Procedure) -> str:
    """A procedure with its steps, as one would print it."""
    time = f" · {in_words(one.total_time)}" if one.total_time else ""
    lines = [f"{one.name} ({one.id}, version {one.version}, {one.status.value}){time}"]
    lines += [one.description] if one.description else []
    lines += _items("Supplies", one.supplies) + _items("Tools", one.tools)
    for step in one.steps:
        mark = "" if step.key else " (not a key step)"
        lines += ["", f"{step.position}. {step.name}{mark}", f"   {step.text}"]
        lines += [f"   {tip.kind.value}: {tip.text}" for tip in step.tips]
    facts = (one.source.title, one.source.author, one.source.url, one.license)
    return "\n".join([*lines, "", " · ".join(fact for fact in facts if fact)])


def _items(title: str, items: Sequence[Item]) -> list[str]:
    if not items:
        return []
    return ["", f"{title}:"] + [
        f"  {item.required_quantity} {item.name}".rstrip() for item in items
    ]


def provenance(facts: dict[str, Any]) -> str:
    """How a picture or clip was made, a line a fact."""
    return "\n".join(f"{name:10} {value}" for name, value in facts.items() if value not in ("", []))


def jobs(states: Sequence[JobStatus]) -> str:
    """A line a job."""
    if not states:
        return "No jobs."
    return "\n".join(
        f"{state.job_id[:12]}  {state.state:9}  {state.fraction:4.0%}  {state.error or state.stage}"
        for state in states
    )


def health(report: Report) -> str:
    """One line per check: what is well, what is not, and what to do."""
    marks = {True: "ok  ", False: "FAIL"}
    return "\n".join(
        f"{marks[check.ok]}  {check.name:18} {check.words}"
        + (f"\n      {'':18} -> {check.fix}" if check.fix and not check.ok else "")
        for check in report.checks
    )
