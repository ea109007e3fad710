"""Somebody who knows what really lies on the table, and puts everything right until Certify."""

from typing import Any

from counting.model.ballot import Mark, SheetStatus, WriteIn
from counting.model.reading import Reading
from counting.model.state import Phase, Round
from counting.steps.adjourn import WithdrawAdjournment
from counting.steps.adjudicate import Adjudicate, ConfirmInvalid, SheetMarks
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify, WithdrawCertification
from counting.steps.count import CloseCount, OpenCount, ReopenCount
from counting.steps.define import SealCongress
from counting.steps.messages import Command
from counting.steps.paper import DeclareValid, RecordIssued, RecordReturned
from counting.steps.recounts import WithdrawBatch
from counting.steps.remainder import CancelRemainder
from counting.steps.rulings import WithdrawRuling
from counting.steps.sheets import RecordReading
from counting.steps.spellings import SeparateWriteIns
from tests.kit.congress import Rehearsal, contest_object, reading
from tests.kit.rounds import BOTH

C = "committee"
WHY = "记错了"
PRESENT, UNSEALED, ISSUED = 8, 10, 7
NAMES = ("白露", "白·露", "林宁", "林甯")


def written(*names: str) -> tuple[WriteIn, ...]:
    return tuple(WriteIn(name, Mark.FOR) for name in names)


TRUTH: dict[str, tuple[Reading, ...]] = {
    "1": (
        reading("ffa"),
        reading("faa", write_ins=written("白·露")),
        reading("aab", write_ins=written("白露", "林宁")),
    ),
    "2": (reading("fab"), reading("?fa"), reading("baf"), reading("fff")),
}
RETURNED = sum(map(len, TRUTH.values()))
DECIDED = SheetMarks({"c00": Mark.FOR})
NOT_OVERVOTED = SheetMarks({"c02": Mark.AGAINST})


def started(passes: int, *, official: bool = False) -> Rehearsal:
    hall = Rehearsal(
        contests=[contest_object(passes=passes, write_in_lines=2)],
        overrides={"fewer_than_seats": BOTH},
    )
    hall.must(SealCongress())
    return hall.as_official() if official else hall


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
    if now(hall).adjourned:
        hall.must(WithdrawAdjournment(C, WHY))
    for _ in now(hall).rulings:
        hall.must(WithdrawRuling(C, WHY))
    if now(hall).phase is Phase.CERTIFIED:
        hall.must(WithdrawCertification(C, WHY))
    if now(hall).phase is Phase.CLOSED:
        hall.must(ReopenCount(C, reason=WHY))
    for batch in tuple(now(hall).batches):
        hall.must(WithdrawBatch(C, batch, WHY))
    put_figures_right(hall)
    if now(hall).phase is Phase.RETURNED:
        hall.must(DeclareValid(C), OpenCount(C))
    if merged := tuple(now(hall).spellings):
        hall.must(SeparateWriteIns(C, merged, WHY))
    for pass_ in range(1, now(hall).contest.passes + 1):
        for batch, sheets in TRUTH.items():
            hall.must(OpenBatch(C, batch, len(sheets), pass_))
            hall.must(*(RecordReading(C, batch, sheet) for sheet in sheets))
            hall.must(CloseBatch(C, batch))
            if pass_ == 1:
                for handle, sheet in now(hall).batches[batch].lanes[1].sheets.items():
                    invalid = sheet.record.status is SheetStatus.INVALID
                    hall.must(confirm(batch, handle) if invalid else decide(batch, handle))
    hall.must(CloseCount(C), Certify(C))
    return now(hall)


def decide(batch: str, handle: int, decision: Any = DECIDED) -> Adjudicate:
    return Adjudicate(contest=C, batch=batch, reading=handle, decision=decision, reason="看得清")


def confirm(batch: str, handle: int, reason: str = "") -> ConfirmInvalid:
    return ConfirmInvalid(contest=C, batch=batch, reading=handle, reason=reason)
