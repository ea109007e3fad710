"""What people recorded wrongly they put right, with a reason, until they certify."""

from dataclasses import replace
from typing import Any

import pytest

from counting.model.ballot import Mark, SheetStatus, WriteIn
from counting.model.figures import Row
from counting.model.reading import Reading
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round
from counting.rounds.status import round_balances
from counting.steps.adjudicate import Adjudicate, SheetMarks
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch, PassesDiffered
from counting.steps.certify import Certify, Release, WithdrawCertification
from counting.steps.count import CloseCount, OpenCount, ReopenCount
from counting.steps.hand_totals import RecordTally, WithdrawTally
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.recounts import AbandonPass, CorrectBatchSize, RecountBatch, WithdrawBatch
from counting.steps.sheets import RecordReading
from counting.steps.spellings import MergeWriteIns, SeparateWriteIns
from tests.kit.congress import Rehearsal, contest_object, reading, recorded

C = "committee"
WHY = "数错了"


def now(hall: Rehearsal) -> Round:
    round_ = hall.state.current(C)
    assert round_
    return round_


def issued(out: int, unsealed: int = 10, **changes: Any) -> RecordIssued:
    return RecordIssued(
        contest=C, unsealed=unsealed, issued=out, remaining=unsealed - out, **changes
    )


def hand(size: int, pass_: int = 1, write_ins: dict[str, int] | None = None) -> RecordTally:
    """A batch on which every sheet opposes all three candidates."""
    rows = {f"c{i:02}": Row(against=size) for i in range(3)}
    return RecordTally(
        contest=C,
        batch="1",
        rows=rows,
        valid=size,
        invalid=0,
        write_ins=write_ins or {},
        pass_=pass_,
    )


def name_on_a_sheet(name: str) -> Reading:
    return reading("aaa", write_ins=(WriteIn(name, Mark.FOR),))


class TestFigures:
    def test_returned_above_issued_is_void_whatever_the_rules_compare_with(self) -> None:
        hall = Rehearsal(profile="peoples-congress").sealed()
        hall.must(RecordAttendance(9), issued(8), RecordReturned(C, 9))
        assert now(hall).phase is Phase.VOID
        broken = {b.code: dict(b.facts) for b in round_balances(now(hall)) if not b.ok}
        assert broken["returned<=issued"] == {"returned": 9, "issued": 8}

    def test_nobody_votes_without_a_ballot(self) -> None:
        hall = Rehearsal(profile="peoples-congress").sealed()
        hall.must(RecordAttendance(9))
        answer = hall.give(issued(8, voters=9))
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.facts) == ("issued.voters_above", {"voters": 9, "most": 8})
        hall.must(issued(8))
        assert now(hall).figures.voters == 8

    def test_a_void_vote_lives_again_when_the_wrong_figure_is_put_right(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(RecordAttendance(10), issued(9), RecordReturned(C, 10))
        assert now(hall).phase is Phase.VOID
        assert hall.refused(issued(10)) == "issued.needs_reason"
        hall.must(issued(10, reason=WHY))
        assert now(hall).phase is Phase.RETURNED
        assert [(c.what, c.before, c.after) for c in now(hall).corrections] == [
            ("issued", 9, 10),
            ("remaining", 1, 0),
            ("voters", 9, 10),
        ]

    def test_a_sheet_found_in_the_box_joins_an_open_count(self) -> None:
        hall = Rehearsal().counting(9)
        hall.batch([reading("ffa")] * 9)
        hall.must(RecordReturned(C, 10, "箱底还有一张"))
        assert now(hall).phase is Phase.COUNTING
        hall.batch([reading("ffa")], batch="2")
        hall.must(CloseCount(C), Certify(C))

    def test_returned_is_never_below_what_the_batches_hold(self) -> None:
        hall = Rehearsal().counting(9)
        hall.must(OpenBatch(C, "1", 9))
        answer = hall.give(RecordReturned(C, 8, WHY))
        assert isinstance(answer, Refusal)
        assert answer.facts == {"returned": 8, "batches": 9}
        hall.must(CorrectBatchSize(C, "1", 8, WHY), RecordReturned(C, 8, WHY))

    def test_while_figures_make_it_void_nothing_is_read_and_nothing_is_lost(self) -> None:
        hall = Rehearsal().counting(9)
        hall.must(OpenBatch(C, "1", 9), RecordReading(C, "1", reading("ffa")))
        hall.must(issued(8, reason=WHY))
        assert now(hall).phase is Phase.VOID
        assert hall.refused(RecordReading(C, "1", reading("ffa"))) == "contest.not_counting"
        hall.must(issued(9, reason="又核"))
        assert now(hall).phase is Phase.COUNTING
        assert len(now(hall).batches["1"].lanes[1].sheets) == 1

    def test_a_correction_opens_a_closed_count_to_be_decided_anew(self) -> None:
        hall = Rehearsal().closed([reading("ffa")] * 9)
        hall.must(issued(9, reason=WHY))
        assert now(hall).phase is Phase.COUNTING
        assert now(hall).outcome is None
        hall.must(CloseCount(C), Certify(C))
        assert now(hall).figures.issued == 9

    def test_attendance_is_put_right_as_long_as_no_ballot_went_out_for_the_difference(
        self,
    ) -> None:
        hall = Rehearsal().sealed()
        hall.must(RecordAttendance(8), issued(8))
        assert hall.refused(RecordAttendance(9)) == "attendance.too_late"
        assert hall.refused(RecordAttendance(9, C)) == "attendance.too_late"
        assert hall.refused(RecordAttendance(7, C, reason=WHY)) == "attendance.below_issued"
        hall.must(RecordAttendance(9, C, reason="一人迟到"))
        assert (now(hall).phase, now(hall).figures.present) == (Phase.ISSUED, 9)

    def test_nothing_is_corrected_once_it_is_certified(self) -> None:
        hall = Rehearsal().closed([reading("ffa")] * 9)
        hall.must(Certify(C))
        for command in (
            issued(9, reason=WHY),
            RecordReturned(C, 9, WHY),
            RecordAttendance(10, C, reason=WHY),
            RecountBatch(C, "1", WHY),
            WithdrawBatch(C, "1", WHY),
            CorrectBatchSize(C, "1", 8, WHY),
        ):
            assert hall.refused(command) == "contest.wrong_phase"

    def test_a_certification_is_withdrawn_until_something_is_released(self) -> None:
        hall = Rehearsal().closed([reading("ffa")] * 9)
        hall.must(Certify(C), WithdrawCertification(C, WHY))
        assert now(hall).phase is Phase.CLOSED
        hall.must(Certify(C), ReopenCount(C, "1", WHY))
        assert now(hall).phase is Phase.COUNTING
        hall.batch([reading("ffa")] * 9)
        hall.must(CloseCount(C), Certify(C), Release(C, "presidium"))
        assert hall.refused(WithdrawCertification(C, WHY)) == "contest.wrong_phase"
        assert hall.refused(ReopenCount(C, "1", WHY)) == "contest.wrong_phase"


class TestBatches:
    def test_a_size_that_a_closed_pass_had_wrong_is_corrected_and_both_are_counted_anew(
        self,
    ) -> None:
        hall = Rehearsal(contests=[contest_object(passes=2)]).counting(1)
        hall.must(RecordReturned(C, 2, WHY))
        hall.batch([reading("ffa")] * 2)  # one sheet, read twice
        hall.must(OpenBatch(C, "1", 2, 2), RecordReading(C, "1", reading("ffa")))
        assert hall.refused(CloseBatch(C, "1")) == "batch.short"
        hall.must(CorrectBatchSize(C, "1", 1, "只有一张"), RecordReturned(C, 1, WHY))
        assert now(hall).batches["1"].lanes == {}
        for pass_ in (1, 2):
            hall.batch([reading("ffa")], pass_=pass_)
        hall.must(CloseCount(C), Certify(C))

    @pytest.mark.parametrize("closed", [False, True])
    def test_a_batch_is_counted_anew_whether_or_not_accounts_balance(self, closed: bool) -> None:
        hall = Rehearsal().counting(5)
        hall.batch([reading("ffa")] * 5)
        if closed:
            hall.must(CloseCount(C))
        assert hall.refused(RecountBatch(C, "1", " ")) == "batch.needs_reason"
        hall.must(RecountBatch(C, "1", "监票人要求"))
        assert now(hall).phase is Phase.COUNTING
        hall.batch([reading("aaf")] * 5)
        hall.must(CloseCount(C))
        assert now(hall).tally
        assert [row.for_ for row in now(hall).tally.rows] == [0, 0, 5]

    def test_a_recount_drops_what_an_open_pass_had_read(self) -> None:
        hall = Rehearsal().counting(5)
        hall.must(OpenBatch(C, "1", 5), RecordReading(C, "1", reading("ffa")))
        hall.must(RecountBatch(C, "1", WHY))
        assert hall.refused(RecordReading(C, "1", reading("ffa"))) == "batch.not_open"
        hall.batch([reading("ffa")] * 5)

    def test_a_batch_that_is_none_is_withdrawn(self) -> None:
        hall = Rehearsal().counting(5)
        hall.batch([reading("ffa")] * 3)
        hall.must(WithdrawBatch(C, "1", "是另一项选举的票"))
        hall.batch([reading("ffa")] * 5, batch="2")
        hall.must(CloseCount(C))

    def test_a_pass_is_given_up_and_the_earlier_one_stays(self) -> None:
        hall = Rehearsal(contests=[contest_object(passes=2)]).counting(2)
        hall.batch([reading("ffa")] * 2)
        hall.must(OpenBatch(C, "1", 2, 2), RecordReading(C, "1", reading("aaa")))
        hall.must(AbandonPass(C, "1", WHY))
        hall.batch([reading("ffa")] * 2, pass_=2)
        hall.must(CloseCount(C))

    def test_hand_totals_are_replaced_and_withdrawn_with_a_reason(self) -> None:
        hall = Rehearsal().counting(10)
        hall.must(OpenBatch(C, "1", 10), hand(10))
        other = replace(hand(10), write_ins={"白露": 1})
        assert hall.refused(other) == "tally.needs_reason"
        hall.must(replace(other, reason=WHY), WithdrawTally(C, "1", WHY))
        hall.must(CorrectBatchSize(C, "1", 9, WHY))
        hall.must(*(RecordReading(C, "1", reading("ffa")) for _ in range(9)), CloseBatch(C, "1"))

    def test_hand_totals_of_a_bundle_that_holds_fewer_are_put_right(self) -> None:
        hall = Rehearsal().counting(10)
        hall.must(OpenBatch(C, "1", 10), hand(10), CorrectBatchSize(C, "1", 9, "只有九张"))
        hall.must(OpenBatch(C, "1", 9), hand(9), CloseBatch(C, "1"))


class TestPasses:
    def hall(self, *sheets: Reading) -> tuple[Rehearsal, int | None]:
        """A first pass over these sheets, closed; the handle of the doubtful one."""
        hall = Rehearsal(contests=[contest_object(passes=2)]).counting(len(sheets))
        hall.must(OpenBatch(C, "1", len(sheets)))
        handles = [recorded(hall, sheet) for sheet in sheets]
        hall.must(CloseBatch(C, "1"))
        doubtful = [e.reading for e in handles if e.record.status is SheetStatus.PENDING]
        return hall, doubtful[0] if doubtful else None

    @staticmethod
    def decide(handle: int | None, mark: Mark = Mark.FOR) -> Command:
        assert handle is not None
        return Adjudicate(
            contest=C,
            batch="1",
            reading=handle,
            decision=SheetMarks({"c00": mark}),
            reason="看得清",
        )

    def test_a_doubtful_sheet_is_decided_once_in_the_first_pass(self) -> None:
        hall, handle = self.hall(reading("ffa"), reading("?fa"))
        hall.must(self.decide(handle))
        hall.must(OpenBatch(C, "1", 2, 2))
        again = recorded(hall, reading("?fa"))
        assert hall.refused(self.decide(again.reading, Mark.AGAINST)) == "adjudicate.second_pass"
        hall.must(RecordReading(C, "1", reading("ffa")), CloseBatch(C, "1"))
        assert hall.refused(self.decide(again.reading, Mark.AGAINST)) == "adjudicate.second_pass"
        hall.must(CloseCount(C))
        assert now(hall).tally
        assert now(hall).tally.rows[0].for_ == 2

    @pytest.mark.parametrize("decided_first", [True, False])
    def test_a_hand_count_is_compared_with_what_people_decided(self, decided_first: bool) -> None:
        hall, handle = self.hall(reading("faa"), reading("?aa"))
        if decided_first:
            hall.must(self.decide(handle))
        rows = {"c00": Row(for_=2), "c01": Row(against=2), "c02": Row(against=2)}
        hall.must(OpenBatch(C, "1", 2, 2), replace(hand(2, 2), rows=rows), CloseBatch(C, "1"))
        if not decided_first:
            assert hall.refused(CloseCount(C)) == "count.pass_undecided"
            hall.must(self.decide(handle))
        hall.must(CloseCount(C), Certify(C))

    def test_a_decision_by_which_a_hand_count_differs_counts_both_anew(self) -> None:
        hall, handle = self.hall(reading("faa"), reading("?aa"))
        rows = {"c00": Row(for_=2), "c01": Row(against=2), "c02": Row(against=2)}
        hall.must(OpenBatch(C, "1", 2, 2), replace(hand(2, 2), rows=rows), CloseBatch(C, "1"))
        events = hall.must(self.decide(handle, Mark.AGAINST))
        assert isinstance(events[-1], PassesDiffered)
        assert now(hall).batches["1"].lanes == {}

    def test_a_sheet_that_pass_two_reads_as_people_decided_it_agrees(self) -> None:
        hall, handle = self.hall(reading("ffa"), reading("?fa"))
        hall.must(self.decide(handle), OpenBatch(C, "1", 2, 2))
        hall.must(*(RecordReading(C, "1", reading("ffa")) for _ in range(2)))
        hall.must(CloseBatch(C, "1"), CloseCount(C))

    def test_two_forms_of_a_written_name_are_no_difference(self) -> None:
        hall, _ = self.hall(name_on_a_sheet("李明"))
        hall.batch([name_on_a_sheet("李　明")], pass_=2)
        hall.must(CloseCount(C))


class TestNames:
    def test_a_written_name_is_one_whatever_form_it_has(self) -> None:
        hall = Rehearsal().counting(10)
        forms = ["李　明"] * 2 + ["李明"] * 5 + ["李 明"] * 3
        hall.batch([name_on_a_sheet(form) for form in forms])
        hall.must(CloseCount(C))
        assert now(hall).tally
        assert now(hall).tally.write_ins == {"李明": 10}
        assert now(hall).outcome
        assert now(hall).outcome.elected == ("李明",)

    def test_equally_common_forms_are_shown_by_code_point_never_by_reading_order(self) -> None:
        shown = set()
        for forms in (("白露", "白·露"), ("白·露", "白露")):
            hall = Rehearsal().counting(2)
            hall.batch([name_on_a_sheet(form) for form in forms])
            hall.must(CloseCount(C))
            assert now(hall).tally
            shown |= set(now(hall).tally.write_ins)
        assert shown == {"白·露"}

    def test_the_list_of_those_eligible_says_how_a_name_is_shown(self) -> None:
        hall = Rehearsal(contests=[contest_object(eligible=["阿依·古丽"])]).counting(3)
        hall.batch([name_on_a_sheet("阿依•古丽")] * 2 + [name_on_a_sheet("阿依古丽")])
        hall.must(CloseCount(C))
        assert now(hall).tally
        assert now(hall).tally.write_ins == {"阿依·古丽": 3}

    def test_hand_totals_of_one_name_in_two_forms_are_added_up(self) -> None:
        hall = Rehearsal().counting(10)
        hall.must(OpenBatch(C, "1", 10))
        answer = hall.give(hand(10, write_ins={"白青山": 7, "白 青山": 8}))
        assert isinstance(answer, Refusal)
        assert answer.code == "tally.accounts"
        hall.must(hand(10, write_ins={" 白青山": 4, "白 青山": 3}), CloseBatch(C, "1"))
        hall.must(CloseCount(C))
        assert now(hall).tally
        assert now(hall).tally.write_ins == {"白青山": 7}

    @pytest.mark.parametrize(
        "name", ["\u200b", "王\u202e芳", "王\n芳", "王\ufffe芳", "王\ue000", "字" * 61]
    )
    def test_a_name_that_is_no_text_is_refused_wherever_it_comes_in(self, name: str) -> None:
        hall = Rehearsal().counting(2)
        hall.must(OpenBatch(C, "1", 2))
        doubtful = recorded(hall, reading("?fa"))
        decision = SheetMarks({"c00": Mark.FOR}, (WriteIn(name, Mark.FOR),))
        for command in (
            RecordReading(C, "1", name_on_a_sheet(name)),
            Adjudicate(
                contest=C, batch="1", reading=doubtful.reading, decision=decision, reason="x"
            ),
            replace(hand(2), write_ins={name: 1}),
            MergeWriteIns(C, (name,), "白露", "x"),
            MergeWriteIns(C, ("白露",), name, "x"),
            WithdrawBatch(C, "1", name * 40),
        ):
            assert hall.refused(command).startswith("text.")

    @pytest.mark.parametrize("name", ["·", "　", "\ufe0f"])
    def test_a_name_of_nothing_visible_is_nobody(self, name: str) -> None:
        hall = Rehearsal().counting(2)
        hall.must(OpenBatch(C, "1", 2))
        record = recorded(hall, name_on_a_sheet(name)).record
        assert record.reasons == ("write_in.unnamed",)


class TestMerges:
    def test_a_merge_that_hand_totals_cannot_bear_is_refused(self) -> None:
        hall = Rehearsal().counting(10)
        hall.must(OpenBatch(C, "1", 10), hand(10, write_ins={"白青山": 8, "白靑山": 7}))
        hall.must(CloseBatch(C, "1"))
        answer = hall.give(MergeWriteIns(C, ("白靑山",), "白青山", "同一人"))
        assert isinstance(answer, Refusal)
        assert answer.code == "merge.above_sheets"
        assert (answer.facts["approvals"], answer.facts["sheets"]) == (15, 10)
        hall.must(CloseCount(C), Certify(C))

    def test_a_merge_that_a_recount_no_longer_bears_stops_the_close_until_it_is_taken_back(
        self,
    ) -> None:
        hall = Rehearsal().counting(4)
        hall.must(OpenBatch(C, "1", 4), hand(4, write_ins={"白青山": 2, "白靑山": 2}))
        hall.must(CloseBatch(C, "1"), MergeWriteIns(C, ("白靑山",), "白青山", "同一人"))
        hall.must(CloseCount(C), ReopenCount(C, "1", "逐张再看"))
        both = reading("aaa", write_ins=(WriteIn("白青山", Mark.FOR), WriteIn("白靑山", Mark.FOR)))
        hall.batch([both] * 2 + [reading("aaa")] * 2)
        assert hall.refused(CloseCount(C)) == "merge.same_sheet"
        hall.must(SeparateWriteIns(C, ("白青山",), "同一张票上有两人"), CloseCount(C))
        assert now(hall).tally
        assert now(hall).tally.write_ins == {"白青山": 2, "白靑山": 2}

    def test_what_was_not_merged_is_not_taken_back(self) -> None:
        hall = Rehearsal().counting(1)
        hall.batch([name_on_a_sheet("白露")])
        assert hall.refused(SeparateWriteIns(C, ("白露",), "x")) == "merge.not_merged"


def test_the_count_opens_only_where_figures_balance() -> None:
    hall = Rehearsal().sealed()
    hall.must(RecordAttendance(10), issued(9), RecordReturned(C, 10))
    answer = hall.give(OpenCount(C))
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts) == (
        "contest.void",
        {"returned": 10, "base": 9, "of": "issued"},
    )
