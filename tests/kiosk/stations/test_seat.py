"""A seat takes whole readings, whatever made them, and holds a batch for one station."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counting.model.ballot import Mark
from counting.model.figures import Row
from counting.model.reading import Reading
from counting.steps.hand_totals import RecordTally
from kiosk.stations.seat import Choice, Seat
from kiosk.stations.verdict import VerdictKind
from tests.kit.congress import contest_object
from tests.kit.stations import CountHall, code_of

SHEET = Reading(code=None, marks={"c00": Mark.FOR, "c01": Mark.AGAINST}, source="omr")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[CountHall]:
    hall = CountHall(tmp_path / "hall")
    yield hall
    hall.store.close()


def seat(hall: CountHall, name: str = "scanner") -> Seat:
    made = Seat(hall.store, Choice("committee"), name)
    made.reader = name
    return made


def test_a_reading_that_no_card_made_is_counted_under_the_reader_s_name(hall: CountHall) -> None:
    assert seat(hall).record(SHEET).kind is VerdictKind.COUNTED
    (sheet,) = hall.lane().sheets.values()
    assert (sheet.record.marks, sheet.reader, sheet.source) == ("+-0", "scanner", "omr")


def test_a_seat_takes_back_only_what_it_counted_itself(hall: CountHall) -> None:
    one, other = seat(hall), seat(hall, "other")
    one.record(SHEET)
    one.leave()
    assert code_of(other.undo()) == "undo.nothing"
    other.leave()
    assert one.undo().kind is VerdictKind.UNDONE
    assert hall.records() == []


def test_a_batch_is_leased_to_one_seat_until_it_leaves(hall: CountHall) -> None:
    one, other = seat(hall), seat(hall, "other")
    one.record(SHEET)
    assert code_of(other.record(SHEET)) == "station.batch_taken"
    one.leave()
    assert other.record(SHEET).kind is VerdictKind.COUNTED


@pytest.mark.parametrize(
    ("identification", "token"), [("style", None), ("token", "314159265358")], ids=str
)
def test_a_ballot_of_either_kind_is_refused_alike_in_a_batch_counted_by_hand(
    tmp_path: Path, identification: str, token: Any
) -> None:
    hall = CountHall(tmp_path / "hall", contests=[contest_object(identification=identification)])
    rows = {candidate: Row(for_=10) for candidate in ("c00", "c01")}
    rows["c02"] = Row(against=10)
    hall.give(
        RecordTally(contest="committee", batch="1", rows=rows, valid=10, invalid=0, write_ins={})
    )
    code = hall.ballot_code(token=token, identification=identification)
    verdict = seat(hall).check(code)
    assert verdict is not None
    assert code_of(verdict) == "batch.counted_by_hand"
    assert hall.lane().refusals == {"batch.counted_by_hand": 1}
    hall.store.close()
