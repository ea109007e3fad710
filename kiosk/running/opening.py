"""Opening what a congress directory holds. No other module of the kiosk makes a store."""

from contextlib import closing
from pathlib import Path

from counting.store import Store
from counting.store.ledger import Ledger
from counting.store.log import Stream
from kiosk.congress import meeting
from kiosk.congress.agenda import Agenda
from kiosk.congress.meeting import Meeting, MeetingLog
from kiosk.congress.roll import Roll


def open_count(directory: Path) -> Store:
    """The count of an existing congress. Raises InputError `store.missing` or `store.*`."""
    return Store.open(directory)


def create_count(directory: Path) -> Store:
    """A new count, with keys of its own. Raises InputError `store.exists` or `store.*`."""
    return Store.create(directory)


def open_meeting(directory: Path) -> MeetingLog:
    """The meeting's own log, beside the count's. Raises InputError `store.*`."""
    stream: Stream[Meeting, meeting.Event] = Stream(
        Meeting(), meeting.evolve, meeting.dump, meeting.load
    )
    return Ledger(directory / meeting.FILE, stream, meeting.handle)


def adopted_agenda(directory: Path) -> Agenda | None:
    """The meeting's agenda; None where there is no meeting. Raises InputError `store.*`."""
    if not (directory / meeting.FILE).exists():
        return None
    with closing(open_meeting(directory)) as opened:
        return opened.state().agenda


def roll_of(directory: Path) -> Roll:
    """The roll of a congress directory. Raises InputError `store.*`."""
    open_count(directory).close()  # so that no meeting is made where there is no congress
    with closing(open_meeting(directory)) as opened:
        return opened.state().roll
