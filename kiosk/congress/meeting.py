"""The meeting as one log (`meeting.db`): the table that joins its agenda and its roll."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, get_args

from counting.definition.seal import without_later
from counting.model.refusal import Refusal
from counting.steps.event_codec import EventCodec
from counting.store.ledger import Ledger
from counting.store.log import Stream
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


def handle(
    state: Meeting, command: Command, _by: tuple[str, ...] = ()
) -> tuple[Event, ...] | Refusal:
    """What a command makes happen, or why it may not; so far whoever gives it."""
    return _HANDLERS[type(command)](state, command)


def evolve(state: Meeting, event: Event) -> Meeting:
    """The meeting after an event."""
    if isinstance(event, agenda.Event):
        return replace(state, agenda=agenda.evolve(state.agenda, event))
    return replace(state, roll=roll.evolve(state.roll, event))


STREAM: Final[Stream[Meeting, Event]] = Stream(
    Meeting(), evolve, EventCodec(get_args(Event), stored_form={agenda.AgendaSet: without_later})
)
"""What the log of a meeting is about."""
