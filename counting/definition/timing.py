"""The times of an agenda: no item begins before those above it are over."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from counting.definition.part import Part
from counting.model.election import FIRST_START
from counting.model.refusal import Problem

_LONGEST: Final = timedelta(days=366)  # after this an agenda is no longer added up


def agenda_times(top: Part) -> Iterator[Problem]:
    """`definition.agenda_too_early` for each item that begins before the item above it ends.

    The day changes by a `date` alone, never because a time is earlier than the one before.
    """
    day = top["date"]
    if day is None:
        return
    first = end = datetime.fromisoformat(f"{day}T00:00")
    for number, item in enumerate(top.list("agenda")):
        minutes, clock = item["minutes"], item["start"]
        if minutes is None or not timedelta(0) <= end - first < _LONGEST:
            return  # told already: nothing can be added to it
        new_day = item["date"] is not None and item["date"] != f"{end:%Y-%m-%d}"
        day = item["date"] or day
        start = end
        if clock or new_day or not number:
            start = datetime.fromisoformat(f"{day}T{clock or FIRST_START}")
        if start < end:
            facts = {
                "start": f"{start:%Y-%m-%d %H:%M}",
                "before": f"{end:%Y-%m-%d %H:%M}",
                "field": "date",
            }
            at = item.at("start" if clock else "date")
            yield Problem("definition.agenda_too_early", at, facts)
        end = start + timedelta(minutes=minutes)
