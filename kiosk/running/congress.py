"""One congress as it runs: its store, its meeting, its stations and its print desk."""

import itertools
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from counting.model.refusal import InputError, Problem, Refusal
from counting.model.state import State
from kiosk.congress.agenda import Timetable, timetable
from kiosk.printshop.jobs import PrintJobs
from kiosk.running.opening import open_count, open_meeting, open_station
from kiosk.stations.station import Station, StationSettings
from kiosk.stations.verdict import StationStatus


def hall_clock() -> datetime:
    """The hall's wall clock: local time, without a zone, as people in the hall read it."""
    return datetime.now().astimezone().replace(tzinfo=None)


class RunningCongress:
    """A congress directory at work. Every method may be called from any thread."""

    def __init__(self, directory: Path, clock: Callable[[], datetime] = hall_clock) -> None:
        """Open `directory`. Raises InputError `store.*`."""
        self.store = open_count(directory)
        self.meeting = open_meeting(self.store)
        self._clock = clock
        self._stations: tuple[Station, ...] = ()
        self._callbacks: list[Callable[[], None]] = []
        self._versions = itertools.count(1)
        self._version = 0
        self._lock = threading.Lock()
        self._owners = itertools.count(1)
        self._printing = PrintJobs(self.store, self.changed)
        self.store.subscribe(lambda _: self.changed())
        self.meeting.subscribe(lambda _: self.changed())

    def state(self) -> State:
        """What is known of the count now."""
        return self.store.state()

    def stations(self) -> Sequence[StationStatus]:
        """How each station stands."""
        return [station.status() for station in self._stations]

    def agenda(self) -> Timetable:
        """The agenda with its times, and the hall's clock."""
        return Timetable(timetable(self.meeting.state().agenda), self._clock())

    def paper(self, kind: str, form: str, contest: str | None) -> bytes | Refusal:
        """A paper as the hall may see it, of all contests or of one; `form` is docx or pdf."""
        # Only who takes a paper needs what writes them: they take their time to load.
        from kiosk.printshop.congress_papers import facts_of, paper_bytes

        facts = facts_of(self.store, self.meeting.state(), contest, audience="floor")
        return facts if isinstance(facts, Refusal) else paper_bytes(facts, kind, form)

    def has_roll(self) -> bool:
        """Whether anybody is on the roll of the meeting."""
        return bool(self.meeting.state().roll.present)

    def people_paper(self, kind: str) -> bytes | Refusal:
        """Badges ("badges") or table cards ("table-cards") of everybody on the roll, as PDF."""
        from kiosk.printshop.people_papers import people_bytes

        return people_bytes(self.store, self.meeting, kind)

    def printing(self) -> PrintJobs:
        """Where its ballots are printed."""
        return self._printing

    def version(self) -> int:
        """A number that rises whenever anything that a page shows has changed."""
        return self._version

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` (from any thread, quickly) after each change; returns how to stop."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def changed(self) -> None:
        """Something that a page shows has changed."""
        with self._lock:
            self._version = next(self._versions)
        for callback in tuple(self._callbacks):
            callback()

    def start_station(self, settings: StationSettings) -> Station | Refusal:
        """Put a station to work on a reader; it stays until the hall closes."""
        owner = f"{self.store.owner}-{next(self._owners)}"
        station = open_station(self.store, settings, owner, self.changed)
        if isinstance(station, Refusal):
            return station
        with self._lock:
            if any(other.id == station.id for other in self._stations):
                raise InputError((Problem("station.same_name", settings.id or settings.reader),))
            self._stations = (*self._stations, station)
        station.start()
        self.changed()
        return station

    def stop_station(self, station: Station) -> None:
        """Stop a station and give its reader back."""
        station.stop()
        with self._lock:
            self._stations = tuple(other for other in self._stations if other is not station)
        self.changed()

    def close(self) -> None:
        """Stop the stations and the printing, and close the files."""
        for station in self._stations:
            station.stop()
        self._printing.close()
        self.store.close()
        self.meeting.close()
