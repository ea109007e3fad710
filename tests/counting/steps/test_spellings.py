"""Written names under several spellings: merged by people only, with a reason, over all sheets."""

import json

import pytest

from counting.model.ballot import Mark, WriteIn
from counting.model.figures import Tally
from counting.model.reading import Reading
from counting.sheets.tally import renamed
from counting.steps.adjudicate import Adjudicate, SheetMarks
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.codec import EVENTS, parse_command
from counting.steps.count import CloseCount
from counting.steps.hand_totals import RecordTally
from counting.steps.messages import Command
from counting.steps.sheets import RecordReading
from counting.steps.spellings import MergeWriteIns
from tests.kit.congress import Rehearsal, contest_object, reading

C = "committee"
LIN, LIN2, LIN3 = "林宁", "林甯", "林寧"


def sheet(*names: str) -> Reading:
    return reading("abb", write_ins=tuple(WriteIn(name, Mark.FOR) for name in names))


def hall(*sheets: Reading) -> Rehearsal:
    opened = Rehearsal().counting(len(sheets))
    opened.batch(sheets)
    return opened


def merge(*names: str, into: str = LIN, reason: str = "笔迹不同，同一人") -> Command:
    return MergeWriteIns(C, names, into, reason)


def closed(counted: Rehearsal) -> Tally:
    counted.must(CloseCount(C), Certify(C))
    tally = counted.state.current(C).tally
    assert tally
    return tally


def test_without_people_every_spelling_is_a_name_of_its_own() -> None:
    assert closed(hall(sheet(LIN), sheet(LIN2), sheet(LIN3))).write_ins == {
        LIN: 1,
        LIN2: 1,
        LIN3: 1,
    }


def test_people_merge_spellings_into_one_name() -> None:
    counted = hall(sheet(LIN), sheet(LIN2), sheet(LIN3), sheet("陈安"))
    counted.must(merge(LIN2, LIN3))
    assert closed(counted).write_ins == {LIN: 3, "陈安": 1}


def test_the_name_may_be_a_spelling_that_nobody_wrote() -> None:
    counted = hall(sheet(LIN2), sheet(LIN3))
    counted.must(merge(LIN2, LIN3))
    assert closed(counted).write_ins == {LIN: 2}


def test_a_merged_name_may_be_merged_again() -> None:
    counted = hall(sheet(LIN), sheet(LIN2), sheet(LIN3))
    counted.must(merge(LIN2, into=LIN3), merge(LIN3, into=LIN))
    assert closed(counted).write_ins == {LIN: 3}


def test_merging_can_elect_and_the_outcome_says_so() -> None:
    apart, together = (hall(*[sheet(LIN)] * 3, *[sheet(LIN2)] * 4) for _ in range(2))
    together.must(merge(LIN2))
    closed(apart)
    closed(together)
    # Ten are due and present: six approvals elect.
    assert apart.state.current(C).outcome.elected == ()
    assert together.state.current(C).outcome.elected == (LIN,)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (merge(LIN2, reason=" "), "merge.needs_reason"),
        (merge("周安"), "merge.unknown_name"),
        (merge(LIN), "merge.nothing"),
        (merge(), "merge.nothing"),
        (merge(LIN2, into=" "), "merge.bad_name"),
        (merge(LIN2, into="林\n宁"), "text.forbidden_character"),
        (merge(LIN2, into="候选 甲甲"), "merge.listed_candidate"),
    ],
)
def test_a_merge_that_cannot_be_is_refused(command: Command, code: str) -> None:
    assert hall(sheet(LIN), sheet(LIN2)).refused(command) == code


def test_spellings_on_one_sheet_are_two_people() -> None:
    counted = hall(sheet(LIN), sheet(LIN, LIN2))
    answer = counted.give(merge(LIN2))
    assert (answer.code, answer.facts["sheets"]) == ("merge.same_sheet", 1)


def test_spellings_are_judged_after_the_last_batch_and_before_the_close() -> None:
    counted = Rehearsal().counting(2)
    counted.must(OpenBatch(C, "1", 1), RecordReading(C, "1", sheet(LIN2)))
    assert counted.refused(merge(LIN2)) == "merge.unfinished"
    counted.must(CloseBatch(C, "1"))
    assert counted.refused(merge(LIN2)) == "merge.unfinished"
    counted.batch([sheet(LIN)], "2")
    counted.must(merge(LIN2), CloseCount(C))
    assert counted.refused(merge(LIN)) == "contest.wrong_phase"


def test_a_doubtful_sheet_comes_first() -> None:
    counted = hall(sheet(LIN), reading("abb", write_ins=(WriteIn("", None),)))
    assert counted.refused(merge(LIN, into=LIN2)) == "merge.unfinished"
    (handle,) = counted.state.current(C).batches["1"].lanes[1].sheets
    named = SheetMarks(write_ins=(WriteIn(LIN2, Mark.FOR),))
    counted.must(
        Adjudicate(contest=C, batch="1", reading=handle, decision=named, reason="清楚"), merge(LIN2)
    )
    assert closed(counted).write_ins == {LIN: 2}


def test_hand_counted_names_are_merged_too() -> None:
    counted = Rehearsal().counting(3)
    counted.must(OpenBatch(C, "1", 3))
    rows = {f"c{i:02}": {"for": 0, "against": 3, "abstain": 0, "row_void": 0} for i in range(3)}
    line = {
        "command": "RecordTally",
        "contest": C,
        "batch": "1",
        "pass": 1,
        "rows": rows,
        "write_ins": [{"name": LIN, "for": 1}, {"name": LIN2, "for": 2}],
        "valid": 3,
        "invalid": 0,
    }
    command, _ = parse_command(json.dumps(line))
    assert isinstance(command, RecordTally)
    counted.must(command, CloseBatch(C, "1"), merge(LIN2))
    assert closed(counted).write_ins == {LIN: 3}


def test_a_name_outside_the_list_is_no_spelling_of_anyone() -> None:
    held = Rehearsal(contests=[contest_object(eligible=[LIN, LIN2])]).counting(2)
    held.batch([sheet(LIN), sheet(LIN2)])
    assert held.refused(merge(LIN2, into="陈安")) == "merge.not_eligible"


def test_the_command_and_its_event_travel_as_json() -> None:
    line = (
        '{"command": "MergeWriteIns", "contest": "committee", "names": ["林甯"], "into": "林宁",'
        ' "reason": "同一人", "by": ["监票"]}'
    )
    command, by = parse_command(line)
    assert command == MergeWriteIns(C, (LIN2,), LIN, "同一人")
    assert by == ("监票",)
    counted = hall(sheet(LIN), sheet(LIN2))
    (event,) = counted.must(command)
    assert EVENTS.load(EVENTS.dump(event, (), "00")) == event


def test_merging_adds_names_without_a_mark_as_well() -> None:
    both = Tally(rows=(), write_ins={LIN: 2, LIN2: 1}, valid=3, unmarked={LIN2: 1, LIN: 1})
    assert renamed(both, {LIN: LIN, LIN2: LIN}) == Tally(
        rows=(), write_ins={LIN: 3}, valid=3, unmarked={LIN: 2}
    )
