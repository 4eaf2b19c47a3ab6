"""Durations in the words a learner reads."""

from __future__ import annotations

from datetime import timedelta


def in_words(duration: timedelta) -> str:
    """timedelta(seconds=270) -> '4 min 30 s'; hours and minutes drop what is too fine."""
    seconds = round(duration.total_seconds())
    hours, minutes, rest = seconds // 3600, seconds % 3600 // 60, seconds % 60
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{rest} s"
