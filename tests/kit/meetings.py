"""The meeting of a congress directory, opened for a moment."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.congress.meeting import Meeting, MeetingLog
from kiosk.running.opening import open_count, open_meeting


@contextmanager
def opened_meeting(directory: Path) -> Iterator[MeetingLog]:
    with closing(open_count(directory)) as store, closing(open_meeting(store)) as meeting:
        yield meeting


def meeting_in(directory: Path) -> Meeting:
    with opened_meeting(directory) as meeting:
        return meeting.state()
