"""Builders of counting stations: a hall with its count open, and a teller who scans labels."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from counting.codes import ballots as ballot_code
from counting.codes.ballots import BatchHeader, CardCode, SleeveLabel
from counting.model.election import Mode
from counting.model.reading import BallotCode
from counting.model.refusal import Refusal
from counting.model.state import Lane
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import OpenBatch
from counting.steps.count import OpenCount
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from counting.store import Store
from hardware.sim.pty import PtyBus
from kiosk.running.opening import open_station
from kiosk.stations.station import Station, StationSettings
from kiosk.stations.verdict import Verdict, VerdictKind
from tests.kit.congress import congress
from tests.kit.patience import PATIENCE

ACK, NAK, CAN = b"\x06", b"\x15", b"\x18"


class CountHall:
    """A sealed congress with its count open on ten returned sheets, in a directory of its own."""

    def __init__(self, directory: Path, *, size: int | None = 10, **changes: Any) -> None:
        self.store = Store.create(directory)
        made, _ = congress(**changes)
        self.give(
            DefineCongress(made),
            SealCongress(),
            RecordAttendance(10),
            RecordIssued(contest="committee", unsealed=10, issued=10, remaining=0),
            RecordReturned("committee", 10),
            OpenCount("committee"),
        )
        if size:
            self.give(OpenBatch("committee", "1", size))

    def give(self, *commands: Command) -> None:
        for command in commands:
            answer = self.store.execute(command)
            assert not isinstance(answer, Refusal), (command, answer)

    def encode(self, code: Any) -> str:
        return ballot_code.encode(code, self.store.ballot_key)

    @property
    def tag(self) -> int:
        seal = self.store.state().seal
        assert seal is not None
        return ballot_code.definition_tag(seal.hash)

    def ballot(self, token: int | None = None, **changes: Any) -> str:
        """The label of a ballot; `token` as a number."""
        if token is not None:
            changes = {"identification": "token", "token": f"{token:012d}"} | changes
        return self.encode(self.ballot_code(**changes))

    def ballot_code(self, **changes: Any) -> BallotCode:
        fields: dict[str, Any] = {
            "mode": Mode.REHEARSAL,
            "identification": "style",
            "purpose": "ballot",
            "definition_tag": self.tag,
            "contest": 0,
            "round": 1,
        } | changes
        return BallotCode(**fields)

    def card(self, action: Any, candidate: int | None = None, contest: int = 0) -> str:
        code = CardCode(self.tag, contest, action, candidate, mode=Mode.REHEARSAL)
        return self.encode(code)

    def header(self, batch: str) -> str:
        return self.encode(BatchHeader(Mode.REHEARSAL, self.tag, 0, 1, batch))

    def sleeve(self, number: int, round_: int = 1) -> str:
        return self.encode(SleeveLabel(Mode.REHEARSAL, self.tag, 0, round_, number))

    def lane(self, batch: str = "1", number: int = 1) -> Lane:
        return self.store.refresh().rounds["committee", 1].batches[batch].lanes[number]

    def records(self) -> list[str]:
        return [sheet.record.marks for sheet in self.lane().sheets.values()]


class Teller:
    """Scans labels at a station and waits for its answers."""

    def __init__(self, hall: CountHall, bus: PtyBus, name: str = "gun", **settings: Any) -> None:
        self.hall = hall
        self.port = bus.plug(name)
        self._changed = threading.Condition()
        made = open_station(
            hall.store,
            StationSettings(
                contest="committee", reader=f"{self.port.url}?profile=acknak", **settings
            ),
            f"{hall.store.owner}/{name}",
            self._notice,
        )
        assert isinstance(made, Station), made
        self.station = made.start()
        self.wait(lambda: self.station.status().connected)

    def _notice(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def wait(self, what: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(what, PATIENCE), self.station.status()

    def raw(self, data: bytes) -> Verdict:
        """Send bytes and wait for the verdict that they bring."""
        before = self.station.status().last
        number = before.number if before else 0
        self.port.write(data)
        self.wait(lambda: self.last_number > number)
        verdict = self.station.status().last
        assert verdict is not None
        return verdict

    @property
    def last_number(self) -> int:
        last = self.station.status().last
        return last.number if last else 0

    def scan(self, *labels: str) -> Verdict:
        for label in labels:
            verdict = self.raw(label.encode() + b"\r")
        return verdict

    def done(self) -> Verdict:
        return self.scan(self.hall.card("done"))

    def sheet(self, *cards: str, token: int | None = None) -> Verdict:
        return self.scan(self.hall.ballot(token), *cards, self.hall.card("done"))

    def stop(self) -> None:
        self.station.stop()


def code_of(verdict: Verdict) -> str:
    assert verdict.kind is VerdictKind.REFUSED, verdict
    assert verdict.reason is not None
    return verdict.reason.code
