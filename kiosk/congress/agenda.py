"""The agenda as it is adopted and as it goes: items set, begun and closed, on their own log.

Times are those of the hall's clock, handed in by the shell, as naive local `datetime`s.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from counting.model.election import FIRST_START, AgendaItem
from counting.model.refusal import Refusal
from counting.steps import messages


@dataclass(frozen=True, slots=True)
class SetAgenda:
    """Adopt an agenda for the day `date` ("YYYY-MM-DD")."""

    date: str
    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True)
class BeginItem:
    """Begin an item; the one under way is closed by it."""

    item: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CloseItem:
    item: str
    at: datetime


Command = SetAgenda | BeginItem | CloseItem


@dataclass(frozen=True, slots=True)
class AgendaSet(messages.Event):
    """Version 2 knows the dates of items."""

    version = 2

    date: str
    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True)
class ItemBegun(messages.Event):
    item: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ItemClosed(messages.Event):
    item: str
    at: datetime


Event = AgendaSet | ItemBegun | ItemClosed


@dataclass(frozen=True, slots=True)
class Agenda:
    """The meeting so far: items in order, when each was begun and closed."""

    date: str = ""
    items: tuple[AgendaItem, ...] = ()
    begun: Mapping[str, datetime] | None = None
    closed: Mapping[str, datetime] | None = None

    @property
    def current(self) -> str | None:
        """The item under way, or None."""
        closed = self.closed or {}
        return next((i for i in reversed(list(self.begun or {})) if i not in closed), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its times: as planned, and as now expected (its real start once begun)."""

    item: AgendaItem
    status: Literal["waiting", "current", "closed"]
    planned: datetime
    expected: datetime


@dataclass(frozen=True, slots=True)
class Timetable:
    """The agenda in order, at a moment of the hall's clock."""

    lines: tuple[Line, ...]
    now: datetime

    @property
    def current(self) -> Line | None:
        return next((line for line in self.lines if line.status == "current"), None)

    @property
    def waiting(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.status == "waiting")

    @property
    def elapsed(self) -> int:
        """Whole minutes since the current item began."""
        return _minutes(self.now - self.current.expected) if self.current else 0

    @property
    def late(self) -> int:
        """Whole minutes that what follows is behind its planned time."""
        following = next(iter(self.waiting), None)
        return _minutes(following.expected - following.planned) if following else 0


def _minutes(time: timedelta) -> int:
    return max(0, int(time.total_seconds() // 60))


def handle(state: Agenda, command: Command) -> tuple[Event, ...] | Refusal:
    """What a command makes happen, or why it may not."""
    return _HANDLERS[type(command)](state, command)


def evolve(state: Agenda, event: Event) -> Agenda:
    """The agenda after an event."""
    return _EVOLVERS[type(event)](state, event)


def _set(state: Agenda, command: SetAgenda) -> tuple[Event, ...] | Refusal:
    if state.begun:
        return Refusal("agenda.begun", {"item": state.current or ""})
    return (AgendaSet(command.date, command.items),)


def _unknown(state: Agenda, item: str) -> Refusal | None:
    known = [i.id for i in state.items]
    if item in known:
        return None
    return Refusal("agenda.unknown_item", {"item": item, "known": ", ".join(known)})


def _begin(state: Agenda, command: BeginItem) -> tuple[Event, ...] | Refusal:
    if refusal := _unknown(state, command.item):
        return refusal
    if command.item in (state.begun or {}):
        return Refusal("agenda.already_begun", {"item": command.item})
    before = state.current
    closing = (ItemClosed(before, command.at),) if before else ()
    return (*closing, ItemBegun(command.item, command.at))


def _close(state: Agenda, command: CloseItem) -> tuple[Event, ...] | Refusal:
    if refusal := _unknown(state, command.item):
        return refusal
    if state.current != command.item:
        return Refusal("agenda.not_current", {"item": command.item})
    return (ItemClosed(command.item, command.at),)


_HANDLERS: Mapping[type, Callable[[Agenda, Any], tuple[Event, ...] | Refusal]] = {
    SetAgenda: _set,
    BeginItem: _begin,
    CloseItem: _close,
}
_EVOLVERS: Mapping[type, Callable[[Agenda, Any], Agenda]] = {
    AgendaSet: lambda state, event: Agenda(event.date, event.items),
    ItemBegun: lambda state, event: replace(
        state, begun={**(state.begun or {}), event.item: event.at}
    ),
    ItemClosed: lambda state, event: replace(
        state, closed={**(state.closed or {}), event.item: event.at}
    ),
}


def timetable(agenda: Agenda) -> tuple[Line, ...]:
    """Every item with its planned and expected time.

    An item without a fixed start follows the one before it on the same day. A delay moves what
    follows, but never a fixed start to earlier. In agendas of 0.1.0, whose items have no dates, a
    fixed start earlier than the item before it belongs to the next day.
    """
    begun, closed = agenda.begun or {}, agenda.closed or {}
    lines: list[Line] = []
    planned_end: datetime | None = None
    expected_end: datetime | None = None
    for item in agenda.items:
        length = timedelta(minutes=item.minutes)
        planned = _start(agenda.date, item, planned_end)
        follows = item.start is None and planned == planned_end
        earliest = expected_end if follows and expected_end else planned
        start = begun.get(item.id, max(earliest, expected_end or earliest))
        lines.append(Line(item, _status(item.id, begun, closed), planned, start))
        planned_end = planned + length
        expected_end = closed.get(item.id, start + length)
    return tuple(lines)


def _status(
    item: str, begun: Mapping[str, datetime], closed: Mapping[str, datetime]
) -> Literal["waiting", "current", "closed"]:
    if item in closed:
        return "closed"
    return "current" if item in begun else "waiting"


def _start(date: str, item: AgendaItem, after: datetime | None) -> datetime:
    today = after.date().isoformat() if after else date
    if after is not None and item.start is None and item.date in (None, today):
        return after
    start = datetime.fromisoformat(f"{item.date or today}T{item.start or FIRST_START}")
    understood = after is not None and start < after and item.date is None
    return start + timedelta(days=1) if understood else start
