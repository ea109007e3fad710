"""The second pass meets a sheet in its sleeve, and takes what the first read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.ballot import Mark
from counting.model.state import Lane, Phase, Round
from counting.rounds.doubtful import doubtful_sheets
from counting.steps.adjudicate import Adjudicate, ConfirmInvalid, SheetMarks
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.count import CloseCount
from counting.steps.sheets import ReadSleeve, RecordReading, UndoReading
from tests.kit.congress import Rehearsal, contest_object, reading, recorded
from tests.kit.rounds import folded

C = "committee"


def now(hall: Rehearsal) -> Round:
    round_ = hall.state.current(C)
    assert round_
    return round_


def lane(hall: Rehearsal, number: int) -> Lane:
    return now(hall).batches["1"].lanes[number]


def second_pass(*marks: str) -> Rehearsal:
    """These sheets read in pass 1, and pass 2 open."""
    hall = Rehearsal(contests=[contest_object(passes=2)]).counting(len(marks))
    hall.batch([reading(seen) for seen in marks])
    hall.must(OpenBatch(C, "1", len(marks), 2))
    return hall


def sleeves(hall: Rehearsal) -> dict[str, int]:
    """The sleeve of each sheet that pass 1 laid aside, by its marks."""
    return {s.record.marks: s.sleeve for s in lane(hall, 1).sheets.values() if s.sleeve}


def test_it_says_what_the_first_pass_read_and_nothing_differs() -> None:
    hall = second_pass("ffa", "f?a", "fff")
    for number in sleeves(hall).values():
        hall.must(ReadSleeve(C, "1", number))
    hall.must(RecordReading(C, "1", reading("ffa")))
    events = hall.must(CloseBatch(C, "1"))
    assert [type(event).__name__ for event in events] == ["BatchCounted"]
    assert folded(hall).rounds == hall.state.rounds
    handles = {s.record.status: handle for handle, s in lane(hall, 1).sheets.items()}
    hall.must(
        Adjudicate(
            contest=C, batch="1", reading=handles["pending"], reason="看得清",
            decision=SheetMarks({"c01": Mark.FOR}),
        ),
        ConfirmInvalid(contest=C, batch="1", reading=handles["invalid"]),
        CloseCount(C),
        Certify(C),
    )  # fmt: skip
    assert (now(hall).figures.valid, now(hall).figures.invalid) == (2, 1)


def test_a_sheet_in_a_sleeve_is_listed_once() -> None:
    hall = second_pass("f?a")
    hall.must(ReadSleeve(C, "1", 1))
    assert [listed["pass"] for listed in doubtful_sheets(now(hall))] == [1]


def test_sheets_that_read_alike_are_told_apart_by_their_sleeves() -> None:
    """People find one of two overvoted sheets valid: pass 2 reads its marks, the other's sleeve."""
    hall = second_pass("fff", "fff")
    valid, other = lane(hall, 1).sheets
    hall.must(
        Adjudicate(
            contest=C, batch="1", reading=valid, reason="涂改",
            decision=SheetMarks({"c02": Mark.AGAINST}),
        ),
        ReadSleeve(C, "1", lane(hall, 1).sheets[other].sleeve or 0),
        RecordReading(C, "1", reading("ffa")),
        CloseBatch(C, "1"),
        CloseCount(C),
    )  # fmt: skip
    assert now(hall).phase is Phase.CLOSED


def test_what_the_first_pass_did_not_lay_aside_is_not_met() -> None:
    hall = second_pass("ffa", "f?a")
    assert hall.refused(ReadSleeve(C, "1", 7)) == "sleeve.unknown"
    hall.must(ReadSleeve(C, "1", 1))
    assert hall.refused(ReadSleeve(C, "1", 1)) == "sleeve.already_met"
    hall.must(UndoReading(C, "1"), ReadSleeve(C, "1", 1), RecordReading(C, "1", reading("ffa")))
    assert hall.refused(ReadSleeve(C, "1", 1)) == "sleeve.already_met"


def test_the_first_pass_reads_the_ballot_itself() -> None:
    hall = Rehearsal(contests=[contest_object(passes=2)]).counting(2)
    hall.must(OpenBatch(C, "1", 2))
    assert recorded(hall, reading("f?a")).sleeve == 1
    assert hall.refused(ReadSleeve(C, "1", 1)) == "sleeve.first_pass"


def test_a_sheet_more_than_the_batch_holds_is_refused() -> None:
    hall = second_pass("f?a")
    hall.must(RecordReading(C, "1", reading("f?a")))
    assert hall.refused(ReadSleeve(C, "1", 1)) == "batch.full"


@given(st.lists(st.text("fab?", min_size=3, max_size=3), min_size=1, max_size=6), st.data())
def test_by_its_number_or_by_its_marks_the_passes_agree(marks: list[str], data: Any) -> None:
    hall = second_pass(*marks)
    for sheet in lane(hall, 1).counted:
        by_number = sheet.sleeve is not None and data.draw(st.booleans())
        letters = sheet.record.marks.translate(str.maketrans("+-0?", "fab?"))
        again = ReadSleeve(C, "1", sheet.sleeve or 0)
        hall.must(again if by_number else RecordReading(C, "1", reading(letters)))
    events = hall.must(CloseBatch(C, "1"))
    assert [type(event).__name__ for event in events] == ["BatchCounted"]


@pytest.mark.parametrize("how", ["by number", "by marks"])
def test_what_pass_two_reads_of_it_is_undecided_until_pass_one_is_decided(how: str) -> None:
    hall = second_pass("f?a")
    hall.must(
        ReadSleeve(C, "1", 1) if how == "by number" else RecordReading(C, "1", reading("f?a")),
        CloseBatch(C, "1"),
    )
    (handle,) = lane(hall, 1).sheets
    (other,) = lane(hall, 2).sheets
    decision: dict[str, Any] = {"contest": C, "batch": "1", "decision": "invalid", "reason": "看"}
    assert hall.refused(Adjudicate(reading=other, **decision)) == "adjudicate.second_pass"
    assert hall.refused(CloseCount(C)) == "count.pending"
    hall.must(Adjudicate(reading=handle, **decision), CloseCount(C))
