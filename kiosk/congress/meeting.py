"""The meeting as one log (`meeting.db`): the table that joins its agenda and its roll."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from counting.model.refusal import Refusal
from counting.store.ledger import Ledger
from kiosk.congress import agenda, roll
from kiosk.congress.agenda import Agenda
from kiosk.congress.roll import Roll

Command = agenda.Command | roll.Command
Event = agenda.Event | roll.Event
FILE: Final = "meeting.db"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is known of the meeting at one moment."""

    agenda: Agenda = field(default_factory=Agenda)
    roll: Roll = field(default_factory=Roll)


MeetingLog = Ledger[Meeting, Event, Command]
"""The log of a meeting, open."""


_HANDLERS: Final[Mapping[type, Callable[[Meeting, Any], tuple[Event, ...] | Refusal]]] = {
    agenda.SetAgenda: lambda state, command: agenda.handle(state.agenda, command),
    agenda.BeginItem: lambda state, command: agenda.handle(state.agenda, command),
    agenda.CloseItem: lambda state, command: agenda.handle(state.agenda, command),
    roll.EnterPeople: lambda state, command: roll.handle(state.roll, command),
}
_REVIVE: Final[Mapping[str, Callable[[Mapping[str, Any]], Event]]] = {
    **agenda.REVIVE,
    **roll.REVIVE,
}


def handle(state: Meeting, command: Command) -> tuple[Event, ...] | Refusal:
    """What a command makes happen, or why it may not."""
    return _HANDLERS[type(command)](state, command)


def evolve(state: Meeting, event: Event) -> Meeting:
    """The meeting after an event."""
    if isinstance(event, agenda.Event):
        return replace(state, agenda=agenda.evolve(state.agenda, event))
    return replace(state, roll=roll.evolve(state.roll, event))


def dump(event: Event, by: tuple[str, ...], nonce: str) -> str:
    """The body of an event as `meeting.db` keeps it."""
    body = {"kind": type(event).__name__, "version": 1, "by": by, "nonce": nonce}
    facts = asdict(event)
    return json.dumps({**body, "facts": facts}, default=datetime.isoformat, ensure_ascii=False)


def load(body: str) -> Event:
    """The event of a stored body."""
    stored = json.loads(body)
    return _REVIVE[stored["kind"]](stored["facts"])
