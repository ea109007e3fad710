"""Opening what a congress directory holds. No other module of the kiosk makes a store."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from counting.store import Store
from counting.store.ledger import Ledger
from counting.store.log import Stream
from kiosk.congress import meeting
from kiosk.congress.agenda import Agenda
from kiosk.congress.meeting import Meeting, MeetingLog

BESIDE: Final[Mapping[str, Stream[Any, Any]]] = {meeting.FILE: meeting.STREAM}
"""The databases beside the count's, by file name, with what the log of each is about."""


def open_count(directory: Path) -> Store:
    """The count of an existing congress. Raises InputError `store.missing` or `store.*`."""
    return Store.open(directory)


def create_count(directory: Path) -> Store:
    """A new count, with keys of its own. Raises InputError `store.exists` or `store.*`."""
    return Store.create(directory)


def open_meeting(store: Store) -> MeetingLog:
    """The meeting of a congress, on its own log beside the count's. Raises InputError `store.*`.

    Until an agenda is adopted, that of the definition holds, which version 0.1 kept in the
    count's log.
    """
    state = store.state()
    defined = Agenda(state.congress.date, state.agenda) if state.congress else Agenda()
    stream = replace(meeting.STREAM, initial=Meeting(agenda=defined))
    return Ledger(store.directory / meeting.FILE, stream, meeting.handle)


def meeting_of(store: Store) -> Meeting:
    """What is known of the meeting of a congress. Raises InputError `store.*`."""
    with closing(open_meeting(store)) as opened:
        return opened.state()
