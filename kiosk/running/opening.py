"""Opening what a congress directory holds. No other module of the kiosk makes a store."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from counting.model.election import Mode
from counting.model.refusal import Refusal
from counting.store import Evidence, Record, Store, evidence
from counting.store.evidence import last_state
from counting.store.ledger import Ledger
from counting.store.log import Stream
from hardware.ports import registry
from kiosk.congress import meeting
from kiosk.congress.agenda import Agenda
from kiosk.congress.meeting import Meeting, MeetingLog
from kiosk.stations.seat import Choice, Seat
from kiosk.stations.station import Station, StationSettings
from kiosk.stations.verdict import Verdict

BESIDE: Final[Mapping[str, Stream[Any, Any]]] = {meeting.FILE: meeting.STREAM}
"""The databases beside the count's, by file name, with what the log of each is about."""


def open_count(directory: Path) -> Store:
    """The count of an existing congress. Raises InputError `store.missing` or `store.*`."""
    return Store.open(directory)


def read_count(directory: Path) -> Evidence:
    """The count of a congress as it lies, for those who change nothing: no right to write is
    needed. Raises InputError `store.missing`, `store.*` or `log.*`.
    """
    return evidence(directory)


def create_count(directory: Path) -> Store:
    """A new count, with keys of its own. Raises InputError `store.exists` or `store.*`."""
    return Store.create(directory)


def open_meeting(store: Store) -> MeetingLog:
    """The meeting of a congress, on its own log beside the count's. Raises InputError `store.*`.

    Until an agenda is adopted, that of the definition holds, which version 0.1 kept in the
    count's log.
    """
    return Ledger(store.directory / meeting.FILE, _stream(store), meeting.handle)


def _stream(record: Record) -> Stream[Meeting, meeting.Event]:
    """The meeting's log, before whose events the agenda of the definition stands."""
    state = record.state()
    defined = Agenda(state.congress.date, state.agenda) if state.congress else Agenda()
    return replace(meeting.STREAM, initial=Meeting(agenda=defined))


def meeting_of(record: Record) -> Meeting:
    """What is known of the meeting of a congress, changing nothing. Raises InputError `store.*`."""
    return last_state(record.directory / meeting.FILE, _stream(record))


def open_station(
    store: Store,
    settings: StationSettings,
    owner: str,
    on_change: Callable[[], None],
    on_verdict: Callable[[Verdict], None] = lambda _: None,
) -> "Station | Refusal":
    """A station ready to start, or why there can be none.

    `owner` names its leases and must be its own; `on_change` is called after anything a page
    shows has changed and `on_verdict` with every answer, from any thread, and must not wait.
    Raises InputError for a reader URL that cannot be used; refuses an unknown contest, and
    simulated readers in an official congress.
    """
    seat = Seat(store, Choice(settings.contest, settings.batch, settings.pass_number), owner)
    round_ = seat.round()
    if isinstance(round_, Refusal):
        return round_
    if store.state().mode is Mode.OFFICIAL and registry.is_simulated(settings.reader):
        return Refusal("station.simulated_port", {"port": settings.reader})
    return Station(store, settings, seat, on_change, on_verdict)
