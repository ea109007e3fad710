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
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from counting.model.ballot import SheetStatus
from counting.model.figures import Row
from counting.model.refusal import Refusal
from counting.model.state import Phase
from counting.steps.adjourn import Adjourn, WithdrawAdjournment
from counting.steps.adjudicate import SheetMarks
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify, WithdrawCertification
from counting.steps.count import CloseCount, OpenCount, ReopenCount
from counting.steps.hand_totals import RecordTally, WithdrawTally
from counting.steps.messages import Command
from counting.steps.paper import DeclareValid, RecordReturned
from counting.steps.recounts import AbandonPass, CorrectBatchSize, RecountBatch, WithdrawBatch
from counting.steps.remainder import CancelRemainder
from counting.steps.rulings import AcceptResult, AskSuperior, ReduceSeats, WithdrawRuling
from counting.steps.sheets import ReadSleeve, RecordReading, UndoReading
from counting.steps.spellings import MergeWriteIns, SeparateWriteIns
from tests.elections import oracle
from tests.kit.congress import Rehearsal, reading
from tests.kit.putting_right import (
    DECIDED,
    ISSUED,
    NAMES,
    NOT_OVERVOTED,
    PRESENT,
    RETURNED,
    TRUTH,
    WHY,
    C,
    confirm,
    decide,
    issued,
    now,
    put_right,
    started,
    written,
)

few = st.integers(0, 12)
sizes = st.integers(1, 6)
batches = st.sampled_from(("1", "2", "x"))
reasons = st.sampled_from(("", WHY))
marks = st.text("fab?", min_size=3, max_size=3)
some_names = st.lists(st.sampled_from(NAMES), max_size=2, unique=True)


def at(*phases: Phase) -> Any:
    """A rule that is tried in these phases only, so that the others get far enough."""
    return precondition(lambda machine: now(machine.hall).phase in phases)


before_count = at(Phase.SEALED, Phase.ATTENDED, Phase.ISSUED, Phase.RETURNED, Phase.VOID)
counting = at(Phase.COUNTING, Phase.CLOSED, Phase.VOID)
certified = at(Phase.CERTIFIED)


class Mistakes(RuleBasedStateMachine):
    """Any command, right or wrong, taken or refused: a refusal changes nothing."""

    passes = 1
    official = False

    def __init__(self) -> None:
        super().__init__()
        self.hall = self.begun()

    def begun(self) -> Rehearsal:
        return started(self.passes, official=self.official)

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

    @before_count
    @rule()
    def go_on_rightly(self) -> None:
        for command in (RecordAttendance(PRESENT), issued(), RecordReturned(C, RETURNED, WHY)):
            self.give(command)
        self.give(DeclareValid(C))
        self.give(OpenCount(C))

    @before_count
    @rule(present=st.integers(5, 10), out=st.integers(5, 10), returned=st.integers(4, 10))
    def go_on_wrongly(self, present: int, out: int, returned: int) -> None:
        for command in (
            RecordAttendance(present),
            issued(min(out, present)),
            RecordReturned(C, min(returned, out, present), WHY),
            DeclareValid(C),
            OpenCount(C),
        ):
            self.give(command)

    @counting
    @rule(batch=batches, size=sizes, pass_=st.integers(1, 2))
    def open_batch(self, batch: str, size: int, pass_: int) -> None:
        self.give(OpenBatch(C, batch, size, pass_))

    @counting
    @rule(batch=st.sampled_from(("1", "2")), twice=st.booleans(), pass_=st.integers(1, 2))
    def read_a_batch(self, batch: str, twice: bool, pass_: int) -> None:
        sheets = TRUTH[batch]
        self.give(OpenBatch(C, batch, len(sheets), pass_))
        for sheet in (sheets[0], *sheets[:-1]) if twice else sheets:
            self.give(RecordReading(C, batch, sheet))
        self.give(CloseBatch(C, batch))

    @counting
    @rule(batch=batches, seen=marks, names=some_names)
    def read(self, batch: str, seen: str, names: list[str]) -> None:
        self.give(RecordReading(C, batch, reading(seen, write_ins=written(*names))))

    @counting
    @rule(batch=batches, sleeve=st.integers(1, 4))
    def meet_in_its_sleeve(self, batch: str, sleeve: int) -> None:
        self.give(ReadSleeve(C, batch, sleeve))

    @counting
    @rule(batch=batches)
    def undo(self, batch: str) -> None:
        self.give(UndoReading(C, batch))

    @counting
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

    @counting
    @rule(batch=batches)
    def withdraw_totals(self, batch: str) -> None:
        self.give(WithdrawTally(C, batch, WHY))

    @counting
    @rule(batch=batches)
    def close_batch(self, batch: str) -> None:
        self.give(CloseBatch(C, batch))

    @counting
    @rule(batch=batches, size=sizes)
    def resize(self, batch: str, size: int) -> None:
        self.give(CorrectBatchSize(C, batch, size, WHY))

    @counting
    @rule(batch=batches, how=st.sampled_from((RecountBatch, WithdrawBatch, AbandonPass)))
    def drop(self, batch: str, how: Any) -> None:
        self.give(how(C, batch, WHY))

    @initialize(far=st.sampled_from(("sealed", "opened", "read", "certified")), twice=st.booleans())
    def begin(self, far: str, twice: bool) -> None:
        """Begin anywhere between an empty hall and a certified result, right or not quite."""
        if far == "sealed":
            return
        self.go_on_rightly()
        if far == "opened":
            return
        for pass_ in range(1, self.passes + 1):
            for batch in TRUTH:
                self.read_a_batch(batch, twice, pass_)
        if far == "certified":
            for number in range(2):
                self.adjudicate(number, DECIDED)
                self.confirm_invalid(number, "")
            self.give(CloseCount(C))
            self.give(Certify(C))

    def for_people(self, number: int) -> tuple[str, int] | None:
        """One of the sheets that people decide, by batch and handle, or None where none is."""
        found = [
            (batch.id, handle)
            for batch in now(self.hall).batches.values()
            for lane in batch.lanes.values()
            for handle, sheet in lane.sheets.items()
            if sheet.record.status is not SheetStatus.VALID
        ]
        return found[number % len(found)] if found else None

    @counting
    @rule(
        number=st.integers(0, 5),
        decision=st.sampled_from((DECIDED, NOT_OVERVOTED, "invalid", SheetMarks())),
    )
    def adjudicate(self, number: int, decision: Any) -> None:
        if found := self.for_people(number):
            self.give(decide(*found, decision))

    @counting
    @rule(number=st.integers(0, 5), reason=reasons)
    def confirm_invalid(self, number: int, reason: str) -> None:
        if found := self.for_people(number):
            self.give(confirm(*found, reason))

    @counting
    @rule(names=some_names, into=st.sampled_from(NAMES))
    def merge(self, names: list[str], into: str) -> None:
        self.give(MergeWriteIns(C, tuple(names), into, "同一人"))

    @counting
    @rule(names=some_names)
    def separate(self, names: list[str]) -> None:
        self.give(SeparateWriteIns(C, tuple(names), WHY))

    @counting
    @rule()
    def close_count(self) -> None:
        self.give(CloseCount(C))

    @rule(batch=st.sampled_from((None, "1", "2")))
    def reopen(self, batch: str | None) -> None:
        self.give(ReopenCount(C, batch, WHY))

    @rule()
    def certify(self) -> None:
        self.give(Certify(C))

    @counting
    @rule(reason=reasons)
    def count_and_certify(self, reason: str) -> None:
        """What is there is closed, whatever it holds, so that people may rule on it."""
        returned = now(self.hall).figures.returned or 0
        left = returned - sum(batch.size for batch in now(self.hall).batches.values())
        for pass_ in range(1, self.passes + 1) if left > 0 else ():
            self.give(OpenBatch(C, "rest", left, pass_))
            self.count_by_hand("rest", left, pass_, [], reason)
            self.give(CloseBatch(C, "rest"))
        for step in (CloseCount(C), Certify(C)):
            self.give(step)

    @certified
    @rule(ruling=st.sampled_from((AcceptResult, AskSuperior)), reason=reasons)
    def rule_on_the_result(self, ruling: Any, reason: str) -> None:
        self.give(ruling(C, reason))

    @certified
    @rule(seats=st.integers(0, 2))
    def reduce_seats(self, seats: int) -> None:
        self.give(ReduceSeats(C, seats, WHY))

    @certified
    @rule(reason=reasons)
    def withdraw_ruling(self, reason: str) -> None:
        self.give(WithdrawRuling(C, reason))

    @certified
    @rule(reason=reasons)
    def withdraw_certification(self, reason: str) -> None:
        self.give(WithdrawCertification(C, reason))

    @rule(reason=reasons)
    def adjourn(self, reason: str) -> None:
        self.give(Adjourn(C, reason))

    @precondition(lambda machine: now(machine.hall).adjourned)
    @rule(reason=reasons)
    def hold_it_after_all(self, reason: str) -> None:
        self.give(WithdrawAdjournment(C, reason))

    def teardown(self) -> None:
        right = put_right(self.begun())
        found = put_right(self.hall)
        assert (found.tally, found.outcome) == (right.tally, right.outcome)
        assert found.figures == right.figures
        assert found.batches.keys() == right.batches.keys()


class MistakesInTwoPasses(Mistakes):
    passes = 2


class OfficialMistakes(Mistakes):
    """With people who have to look at every sheet found invalid."""

    passes = 2
    official = True


MACHINES = [Mistakes, MistakesInTwoPasses, OfficialMistakes]


SOME = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.parametrize("machine", MACHINES)
def test_any_mistakes_are_put_right(machine: type[Mistakes]) -> None:
    run_state_machine_as_test(machine, settings=SOME)


@pytest.mark.long
@pytest.mark.parametrize("machine", MACHINES)
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
