"""Whatever was recorded wrongly, from every state before Certify the right result is reached.

A state machine gives any commands in any order, right ones and mistakes. Then somebody who knows
what really lies on the table puts everything right, by honest commands alone, and the contest is
certified as if no mistake had been made.
"""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from counting.model.ballot import Mark, SheetStatus, WriteIn
from counting.model.figures import Row
from counting.model.reading import Reading
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round
from counting.steps.adjudicate import Adjudicate, SheetMarks
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify, WithdrawCertification
from counting.steps.count import CloseCount, OpenCount, ReopenCount
from counting.steps.define import SealCongress
from counting.steps.hand_totals import RecordTally, WithdrawTally
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.recounts import AbandonPass, CorrectBatchSize, RecountBatch, WithdrawBatch
from counting.steps.remainder import CancelRemainder
from counting.steps.sheets import RecordReading, UndoReading
from counting.steps.spellings import MergeWriteIns, SeparateWriteIns
from tests.elections import oracle
from tests.kit.congress import Rehearsal, contest_object, reading

C = "committee"
WHY = "记错了"
PRESENT, UNSEALED, ISSUED = 8, 10, 7
NAMES = ("白露", "白·露", "林宁", "林甯")
FORMS = {"白露": "白露", "白·露": "白露"}


def written(*names: str) -> tuple[WriteIn, ...]:
    return tuple(WriteIn(name, Mark.FOR) for name in names)


TRUTH: dict[str, tuple[Reading, ...]] = {
    "1": (
        reading("ffa"),
        reading("faa", write_ins=written("白·露")),
        reading("aab", write_ins=written("白露", "林宁")),
    ),
    "2": (reading("fab"), reading("?fa"), reading("baf")),
}
RETURNED = sum(map(len, TRUTH.values()))
DECIDED = SheetMarks({"c00": Mark.FOR})


def started(passes: int) -> Rehearsal:
    hall = Rehearsal(contests=[contest_object(passes=passes, write_in_lines=2)])
    hall.must(SealCongress())
    return hall


def now(hall: Rehearsal) -> Round:
    round_ = hall.state.current(C)
    assert round_
    return round_


def issued(out: int = ISSUED, unsealed: int = UNSEALED, reason: str = WHY) -> RecordIssued:
    return RecordIssued(
        contest=C, unsealed=unsealed, issued=out, remaining=unsealed - out, reason=reason
    )


def put_figures_right(hall: Rehearsal) -> None:
    """Record the true figures, in whatever order they can be taken."""
    for _ in range(6):
        figures = now(hall).figures
        right: list[Command] = [
            RecordAttendance(PRESENT, C, reason=WHY),
            issued(),
            RecordReturned(C, RETURNED, WHY),
        ]
        if now(hall).remainder:
            right.insert(0, CancelRemainder(C, UNSEALED - ISSUED, WHY))
        if (figures.present, figures.unsealed, figures.issued, figures.returned) == (
            PRESENT,
            UNSEALED,
            ISSUED,
            RETURNED,
        ):
            return
        for command in right:
            hall.give(command)
    raise AssertionError(f"figures cannot be put right: {now(hall)}")


def put_right(hall: Rehearsal) -> Round:
    """What the scrutineers do who know what lies on the table; every step has to be accepted."""
    if now(hall).phase is Phase.CERTIFIED:
        hall.must(WithdrawCertification(C, WHY))
    if now(hall).phase is Phase.CLOSED:
        hall.must(ReopenCount(C, reason=WHY))
    for batch in tuple(now(hall).batches):
        hall.must(WithdrawBatch(C, batch, WHY))
    put_figures_right(hall)
    if now(hall).phase is Phase.RETURNED:
        hall.must(OpenCount(C))
    if merged := tuple(now(hall).spellings):
        hall.must(SeparateWriteIns(C, merged, WHY))
    for pass_ in range(1, now(hall).contest.passes + 1):
        for batch, sheets in TRUTH.items():
            hall.must(OpenBatch(C, batch, len(sheets), pass_))
            hall.must(*(RecordReading(C, batch, sheet) for sheet in sheets))
            hall.must(CloseBatch(C, batch))
            if pass_ == 1:
                for handle in now(hall).batches[batch].lanes[1].sheets:
                    hall.must(decide(batch, handle))
    hall.must(CloseCount(C), Certify(C))
    return now(hall)


def decide(batch: str, handle: int, decision: Any = DECIDED) -> Adjudicate:
    return Adjudicate(contest=C, batch=batch, reading=handle, decision=decision, reason="看得清")


few = st.integers(0, 12)
sizes = st.integers(1, 6)
batches = st.sampled_from(("1", "2", "x"))
reasons = st.sampled_from(("", WHY))
marks = st.text("fab?", min_size=3, max_size=3)
some_names = st.lists(st.sampled_from(NAMES), max_size=2, unique=True)


class Mistakes(RuleBasedStateMachine):
    """Any command, right or wrong, taken or refused: a refusal changes nothing."""

    passes = 1

    def __init__(self) -> None:
        super().__init__()
        self.hall = started(self.passes)

    def give(self, command: Command) -> None:
        before = self.hall.state
        if isinstance(self.hall.give(command), Refusal):
            after = self.hall.state
            kept = {key: replace(r, batches={}) for key, r in before.rounds.items()}
            assert {key: replace(r, batches={}) for key, r in after.rounds.items()} == kept

    @rule(present=few, contest=st.sampled_from((None, C)), reason=reasons)
    def attend(self, present: int, contest: str | None, reason: str) -> None:
        self.give(RecordAttendance(present, contest, reason=reason))

    @rule(out=few, unsealed=few, reason=reasons)
    def issue(self, out: int, unsealed: int, reason: str) -> None:
        self.give(issued(out, max(out, unsealed), reason))

    @rule(cancelled=few, reason=reasons)
    def cancel(self, cancelled: int, reason: str) -> None:
        self.give(CancelRemainder(C, cancelled, reason))

    @rule(returned=few, reason=reasons)
    def come_back(self, returned: int, reason: str) -> None:
        self.give(RecordReturned(C, returned, reason))

    @rule()
    def go_on_rightly(self) -> None:
        for command in (RecordAttendance(PRESENT), issued(), RecordReturned(C, RETURNED, WHY)):
            self.give(command)
        self.give(OpenCount(C))

    @rule(present=st.integers(5, 10), out=st.integers(5, 10), returned=st.integers(4, 10))
    def go_on_wrongly(self, present: int, out: int, returned: int) -> None:
        for command in (
            RecordAttendance(present),
            issued(min(out, present)),
            RecordReturned(C, min(returned, out, present), WHY),
            OpenCount(C),
        ):
            self.give(command)

    @rule(batch=batches, size=sizes, pass_=st.integers(1, 2))
    def open_batch(self, batch: str, size: int, pass_: int) -> None:
        self.give(OpenBatch(C, batch, size, pass_))

    @rule(batch=st.sampled_from(("1", "2")), twice=st.booleans(), pass_=st.integers(1, 2))
    def read_a_batch(self, batch: str, twice: bool, pass_: int) -> None:
        sheets = TRUTH[batch]
        self.give(OpenBatch(C, batch, len(sheets), pass_))
        for sheet in (sheets[0], *sheets[:-1]) if twice else sheets:
            self.give(RecordReading(C, batch, sheet))
        self.give(CloseBatch(C, batch))

    @rule(batch=batches, seen=marks, names=some_names)
    def read(self, batch: str, seen: str, names: list[str]) -> None:
        self.give(RecordReading(C, batch, reading(seen, write_ins=written(*names))))

    @rule(batch=batches)
    def undo(self, batch: str) -> None:
        self.give(UndoReading(C, batch))

    @rule(batch=batches, size=sizes, pass_=st.integers(1, 2), names=some_names, reason=reasons)
    def count_by_hand(
        self, batch: str, size: int, pass_: int, names: list[str], reason: str
    ) -> None:
        rows = {f"c{i:02}": Row(against=size) for i in range(3)}
        totals = dict.fromkeys(names, size)
        self.give(
            RecordTally(
                contest=C, batch=batch, rows=rows, valid=size, invalid=0,
                write_ins=totals, pass_=pass_, reason=reason,
            )
        )  # fmt: skip

    @rule(batch=batches)
    def withdraw_totals(self, batch: str) -> None:
        self.give(WithdrawTally(C, batch, WHY))

    @rule(batch=batches)
    def close_batch(self, batch: str) -> None:
        self.give(CloseBatch(C, batch))

    @rule(batch=batches, size=sizes)
    def resize(self, batch: str, size: int) -> None:
        self.give(CorrectBatchSize(C, batch, size, WHY))

    @rule(batch=batches, how=st.sampled_from((RecountBatch, WithdrawBatch, AbandonPass)))
    def drop(self, batch: str, how: Any) -> None:
        self.give(how(C, batch, WHY))

    @rule(number=st.integers(0, 5), decision=st.sampled_from((DECIDED, "invalid", SheetMarks())))
    def adjudicate(self, number: int, decision: Any) -> None:
        doubtful = [
            (batch.id, handle)
            for batch in now(self.hall).batches.values()
            for lane in batch.lanes.values()
            for handle, sheet in lane.sheets.items()
            if sheet.record.status is SheetStatus.PENDING
        ]
        if doubtful:
            batch, handle = doubtful[number % len(doubtful)]
            self.give(decide(batch, handle, decision))

    @rule(names=some_names, into=st.sampled_from(NAMES))
    def merge(self, names: list[str], into: str) -> None:
        self.give(MergeWriteIns(C, tuple(names), into, "同一人"))

    @rule(names=some_names)
    def separate(self, names: list[str]) -> None:
        self.give(SeparateWriteIns(C, tuple(names), WHY))

    @rule()
    def close_count(self) -> None:
        self.give(CloseCount(C))

    @rule(batch=st.sampled_from((None, "1", "2")))
    def reopen(self, batch: str | None) -> None:
        self.give(ReopenCount(C, batch, WHY))

    @rule()
    def certify(self) -> None:
        self.give(Certify(C))

    def teardown(self) -> None:
        right = put_right(started(self.passes))
        found = put_right(self.hall)
        assert (found.tally, found.outcome) == (right.tally, right.outcome)
        assert found.figures == right.figures
        assert found.batches.keys() == right.batches.keys()


class MistakesInTwoPasses(Mistakes):
    passes = 2


SOME = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.parametrize("machine", [Mistakes, MistakesInTwoPasses])
def test_any_mistakes_are_put_right(machine: type[Mistakes]) -> None:
    run_state_machine_as_test(machine, settings=SOME)


@pytest.mark.long
@pytest.mark.parametrize("machine", [Mistakes, MistakesInTwoPasses])
def test_many_more_mistakes_are_put_right(machine: type[Mistakes]) -> None:
    run_state_machine_as_test(machine, settings=settings(SOME, max_examples=3000))


def test_the_right_result_is_what_the_paper_says() -> None:
    """So that the state machine compares with something that is not its own making."""
    right = put_right(started(1))
    assert right.tally
    assert [row.for_ for row in right.tally.rows] == [4, 2, 1]
    assert right.tally.write_ins == {"白·露": 2, "林宁": 1}


def test_and_what_the_second_implementation_makes_of_the_same_sheets() -> None:
    right = put_right(started(1))
    sheets: list[oracle.Sheet] = [
        {
            "marks": {row: mark or "for" for row, mark in sheet.marks.items()},
            "names": [(name.name, name.mark) for name in sheet.write_ins],
            "source": "data",
        }
        for several in TRUTH.values()
        for sheet in several
    ]
    figures = {"due": 10, "registered": 10, "total": 10, "all_members": 10, "proxies": 0}
    figures |= {"present": PRESENT, "issued": ISSUED, "voters": ISSUED}
    theirs = oracle.hold(right.contest, figures, sheets)
    assert right.outcome
    assert right.tally
    assert set(right.outcome.elected) == theirs["elected"]
    assert right.tally.write_ins == theirs["write_ins"]
    assert right.outcome.needed == theirs["needed"]
