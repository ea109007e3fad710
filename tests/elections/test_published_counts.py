"""Published counts through the whole program: the figures must come out again.

A serial station reads the first and the last bundle sheet by sheet, the bundles between are
entered as totals. `make long` reads every sheet at the station.
"""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from counting.codes import ballots as ballot_code
from counting.model.ballot import Mark, SheetStatus, WriteIn
from counting.model.figures import Row
from counting.model.reading import BallotCode
from counting.model.state import Round
from counting.steps.adjudicate import Adjudicate, SheetMarks
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.count import CloseCount, OpenCount
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.hand_totals import RecordTally
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from counting.store import CountDone, Store, verify
from hardware.sim.lines import LinePlayer
from hardware.sim.scanner import Pace, SimulatedScanner
from kiosk.demo.electors import MarkedSheet
from kiosk.demo.tellers import card_box
from kiosk.running.opening import open_station
from kiosk.stations.station import Station, StationSettings
from tests.kit.congress import congress, contest_object
from tests.kit.patience import PATIENCE

pty = pytest.importorskip("hardware.sim.pty", reason="no pseudo-terminals on this system")

C = "office"
BATCH = 100


@dataclass(frozen=True)
class Published:
    """A count as it was announced: one candidate, one seat. Marks are sheets."""

    for_: int
    against: int = 0
    abstain: int = 0
    written: Mapping[str, int] | None = None
    due: int = 0
    present: int = 0
    issued: int = 0
    profile: str = "peoples-congress"

    @property
    def sheets(self) -> int:
        return self.for_ + self.against + self.abstain

    def marked(self) -> Iterator[MarkedSheet]:
        """Its sheets. A name is written on a sheet that opposes the candidate."""
        names = [name for name, votes in (self.written or {}).items() for _ in range(votes)]
        yield from [MarkedSheet((Mark.FOR,))] * self.for_
        for i in range(self.against):
            yield MarkedSheet((Mark.AGAINST,), write_in=i < len(names))
        yield from [MarkedSheet((Mark.ABSTAIN,))] * self.abstain


@pytest.fixture(scope="module")
def lines() -> Iterator[LinePlayer]:
    with LinePlayer() as player:
        yield player


def must(store: Store, *commands: Command) -> None:
    for command in commands:
        answer = store.execute(command)
        assert isinstance(answer, CountDone), (command, answer)


def count(
    directory: Path, published: Published, player: LinePlayer, *, every_sheet: bool = False
) -> Round:
    """Define, seal, issue, count the bundles, decide, certify."""
    store = Store.create(directory / "congress")
    present = published.present or published.sheets
    issued = published.issued or present
    held = a_congress(published.profile, published.due or present)
    must(store, DefineCongress(held[0]), SealCongress())
    must(
        store,
        RecordAttendance(present),
        RecordIssued(contest=C, unsealed=issued, issued=issued, remaining=0),
        RecordReturned(C, published.sheets),
        OpenCount(C),
    )
    with pty.PtyBus(directory) as bus:
        port = bus.plug("gun")
        station = open_station(
            store, StationSettings(contest=C, reader=bus.url("gun")), "test", lambda: None
        )
        assert isinstance(station, Station)
        station.start()
        closed = threading.Condition()
        store.subscribe(lambda _: notify(closed))
        sheets = list(published.marked())
        for number, start in enumerate(range(0, len(sheets), BATCH), 1):
            bundle = sheets[start : start + BATCH]
            must(store, OpenBatch(C, str(number), len(bundle)))
            if not (every_sheet or number == 1 or start + BATCH >= len(sheets)):
                must(store, totals(str(number), bundle), CloseBatch(C, str(number)))
                continue
            scanned = scans(store, str(number), bundle)
            player.play(port, SimulatedScanner(scanned, pace=Pace(None)))
            with closed:
                assert closed.wait_for(lambda n=str(number): not is_open(store, n), PATIENCE)
        station.stop()
    judge(store, published)
    must(store, CloseCount(C), Certify(C))
    round_ = store.state().current(C)
    assert round_
    store.close()
    assert verify(store.directory).ok
    return round_


def totals(batch: str, bundle: list[MarkedSheet]) -> RecordTally:
    """What the tellers enter for a bundle on which no name is written."""
    assert not any(sheet.write_in for sheet in bundle)
    marks = Counter(mark for sheet in bundle for mark in sheet.marks)
    row = Row(marks[Mark.FOR], marks[Mark.AGAINST], marks[Mark.ABSTAIN])
    return RecordTally(
        contest=C, batch=batch, rows={"c00": row}, valid=len(bundle), invalid=0, write_ins={}
    )


def a_congress(profile: str, due: int) -> Any:
    """One chief post; the people's congress may hold it with as many candidates as seats."""
    contest = contest_object(id=C, office="secretary", seats=1, candidates=1, write_in_lines=1)
    return congress(profile=profile, electors={"due": due}, contests=[contest])


def notify(condition: threading.Condition) -> None:
    with condition:
        condition.notify_all()


def is_open(store: Store, batch: str) -> bool:
    round_ = store.state().current(C)
    assert round_
    return round_.batches[batch].lanes[1].open


def scans(store: Store, batch: str, bundle: list[MarkedSheet]) -> Iterator[str]:
    seal = store.state().seal
    assert seal
    code = ballot_code.encode(
        BallotCode(
            mode=seal.congress.mode,
            identification="style",
            purpose="ballot",
            definition_tag=ballot_code.definition_tag(seal.hash),
            contest=0,
            round=1,
        ),
        store.ballot_key,
    )
    box = card_box(seal, C, 1, [batch], store.ballot_key)
    return box.batch(batch, [(code, sheet) for sheet in bundle])


def judge(store: Store, published: Published) -> None:
    """People read the written names; nothing else is doubtful in these counts."""
    names = [name for name, votes in (published.written or {}).items() for _ in range(votes)]
    round_ = store.state().current(C)
    assert round_
    for batch in round_.batches.values():
        for handle, sheet in batch.lanes[1].sheets.items():
            assert sheet.record.status is SheetStatus.PENDING
            written = SheetMarks(write_ins=(WriteIn(names.pop(), Mark.FOR),))
            must(
                store,
                Adjudicate(
                    contest=C, batch=batch.id, reading=handle, decision=written, reason="姓名清楚"
                ),
            )
    assert names == []


@pytest.fixture(
    params=[False, pytest.param(True, marks=pytest.mark.long)], ids=["bundles", "sheets"]
)
def every_sheet(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_people_s_congress_of_2018_with_two_write_ins_of_one_name(
    tmp_path: Path, lines: LinePlayer, every_sheet: bool
) -> None:
    published = Published(2953, 6, 7, written={"另选人甲": 2})
    contest = count(tmp_path, published, lines, every_sheet=every_sheet)
    (row,) = contest.tally.rows
    assert (row.for_, row.against, row.abstain, row.row_void) == (2953, 6, 7, 0)
    assert contest.tally.write_ins == {"另选人甲": 2}
    assert contest.tally.valid == 2966
    assert contest.outcome.elected == ("候选甲甲",)
    assert contest.outcome.full_vote == {}
    assert all(account.ok for account in contest.outcome.balances)


def test_two_against_among_2966_are_not_a_full_vote(
    tmp_path: Path, lines: LinePlayer, every_sheet: bool
) -> None:
    contest = count(tmp_path, Published(2964, 2, 0), lines, every_sheet=every_sheet)
    (row,) = contest.tally.rows
    assert (row.for_, row.against, row.abstain) == (2964, 2, 0)
    assert contest.outcome.elected == ("候选甲甲",)
    assert contest.outcome.full_vote == {}


def test_2970_of_2970_present_and_2980_due_is_a_full_vote_but_not_of_those_due(
    tmp_path: Path, lines: LinePlayer, every_sheet: bool
) -> None:
    contest = count(
        tmp_path, Published(2970, due=2980, present=2970), lines, every_sheet=every_sheet
    )
    assert contest.outcome.full_vote == {"候选甲甲": ("valid", "returned", "present")}
    assert contest.outcome.needed == 1491


def test_2177_returned_of_2178_issued_is_a_valid_vote(
    tmp_path: Path, lines: LinePlayer, every_sheet: bool
) -> None:
    published = Published(2177, due=2236, present=2178, issued=2178, profile="cppcc")
    contest = count(tmp_path, published, lines, every_sheet=every_sheet)
    assert contest.tally.valid == 2177
    assert not contest.outcome.contest_void
    assert contest.outcome.needed == 1119
    assert contest.outcome.full_vote == {"候选甲甲": ("valid", "returned")}
