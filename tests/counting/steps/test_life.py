"""The life of a contest: each step in its order, each figure against the others."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting.model.ballot import Mark
from counting.model.election import Mode
from counting.model.figures import Row
from counting.model.refusal import Refusal
from counting.model.state import Phase, PrintRun
from counting.steps.adjudicate import Adjudicate, SheetMarks
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import (
    BatchCounted,
    CloseBatch,
    OpenBatch,
    PassesDiffered,
)
from counting.steps.certify import Certify, Release
from counting.steps.count import CloseCount, OpenCount
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.hand_totals import RecordTally
from counting.steps.paper import DeclareValid, RecordIssued, RecordPrinted, RecordReturned
from counting.steps.recounts import CorrectBatchSize
from counting.steps.sheets import (
    RecordReading,
    RefuseFrame,
    UndoReading,
)
from tests.kit.congress import Rehearsal, congress, contest_object, reading, recorded

C = "committee"


class TestBeforeTheCount:
    def test_nothing_happens_before_the_seal(self) -> None:
        assert Rehearsal().refused(RecordAttendance(8)) == "congress.not_sealed"

    def test_a_congress_is_defined_and_sealed_once(self) -> None:
        hall = Rehearsal().sealed()
        assert hall.refused(DefineCongress(congress()[0])) == "congress.already_defined"
        assert hall.refused(SealCongress()) == "congress.already_sealed"

    def test_an_official_congress_is_sealed_only_with_its_unsure_values_confirmed(self) -> None:
        hall = Rehearsal(mode="official", profile="cpc-local-congress")
        answer = hall.give(SealCongress())
        assert answer.code == "profile.unconfirmed"
        assert f"{C}.majority" in answer.facts["keys"]
        hall.must(SealCongress(("all",)))

    def test_until_accounts_exist_people_cannot_act_on_an_official_congress(self) -> None:
        hall = Rehearsal(mode="official")
        hall.must(SealCongress(("all",)))
        assert hall.state.mode is Mode.OFFICIAL
        assert hall.refused(RecordAttendance(8)) == "official.needs_people"

    def test_present_above_due_is_refused_with_both_numbers(self) -> None:
        answer = Rehearsal().sealed().give(RecordAttendance(11))
        assert (answer.code, answer.facts["present"], answer.facts["due"]) == (
            "attendance.above_due",
            11,
            10,
        )

    @pytest.mark.parametrize("present", [-1, 10**9])
    def test_an_absurd_figure_is_refused(self, present: int) -> None:
        assert Rehearsal().sealed().refused(RecordAttendance(present)) == "figure.absurd"

    def test_attendance_is_kept_at_the_value_it_had_when_ballots_went_out(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(RecordAttendance(9), RecordIssued(contest=C, unsealed=10, issued=9, remaining=1))
        assert hall.refused(RecordAttendance(10)) == "attendance.too_late"
        assert hall.state.current(C).figures.present == 9

    def test_a_contest_with_its_own_electors_takes_only_its_own_attendance(self) -> None:
        own = contest_object(id="plenary", title="全会选举", electors={"due": 4})
        hall = Rehearsal(contests=[contest_object(), own]).sealed()
        hall.must(RecordAttendance(9))
        assert hall.state.current("plenary").phase is Phase.SEALED
        hall.must(RecordAttendance(4, "plenary"))
        assert hall.state.current("plenary").figures.present == 4
        assert hall.state.current(C).figures.present == 9

    def test_ballots_are_not_issued_before_attendance(self) -> None:
        assert (
            Rehearsal()
            .sealed()
            .refused(RecordIssued(contest=C, unsealed=10, issued=9, remaining=1))
            == "issued.before_attendance"
        )

    def test_ballots_are_not_issued_without_a_quorum(self) -> None:
        hall = Rehearsal(overrides={"quorum": {"fraction": "1/2", "compare": ">", "base": "due"}})
        hall.sealed().must(RecordAttendance(5))
        assert (
            hall.refused(RecordIssued(contest=C, unsealed=10, issued=5, remaining=5))
            == "quorum.not_met"
        )

    def test_issued_above_present_is_refused_with_both_numbers(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(RecordAttendance(8))
        answer = hall.give(RecordIssued(contest=C, unsealed=10, issued=9, remaining=1))
        assert (answer.code, answer.facts) == (
            "issued.above_present",
            {"issued": 9, "present": 8},
        )

    def test_issued_and_remaining_make_up_what_was_unsealed(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(RecordAttendance(8))
        assert (
            hall.refused(RecordIssued(contest=C, unsealed=10, issued=8, remaining=1))
            == "issued.sum"
        )

    def test_returned_is_corrected_only_with_a_reason(self) -> None:
        hall = Rehearsal().returned(9)
        assert hall.refused(RecordReturned(C, 10)) == "returned.needs_reason"
        hall.must(RecordReturned(C, 10, "再数一遍"), OpenCount(C))
        assert hall.refused(RecordReturned(C, 9)) == "returned.needs_reason"

    def test_more_returned_than_issued_makes_the_contest_void_and_its_count_is_refused(
        self,
    ) -> None:
        hall = Rehearsal().returned(11)
        assert hall.state.current(C).phase is Phase.VOID
        answer = hall.give(OpenCount(C))
        assert (answer.code, answer.facts) == (
            "contest.void",
            {"returned": 11, "base": 10, "of": "issued"},
        )

    def test_the_count_waits_for_the_returned_figure(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(
            RecordAttendance(10), RecordIssued(contest=C, unsealed=10, issued=10, remaining=0)
        )
        assert hall.refused(OpenCount(C)) == "count.before_returned"
        assert hall.refused(DeclareValid(C)) == "count.before_returned"

    def test_the_chair_declares_once_and_the_phase_stays_returned(self) -> None:
        hall = Rehearsal().returned(9)
        hall.must(DeclareValid(C))
        assert hall.state.current(C).phase is Phase.RETURNED
        assert hall.refused(DeclareValid(C)) == "contest.already_valid"

    def test_a_reprint_needs_a_known_batch_and_a_reason(self) -> None:
        hall = Rehearsal().sealed()
        run = PrintRun(contest=C, round=1, purpose="ballot", quantity=10, spare=1)
        hall.must(RecordPrinted(run))
        assert hall.refused(RecordPrinted(replace(run, reprint_of=1))) == "print.needs_reason"
        unknown = replace(run, reprint_of=7, reason="污损")
        assert hall.refused(RecordPrinted(unknown)) == "print.unknown_batch"

    def test_an_unknown_contest_is_named_beside_the_known_ones(self) -> None:
        answer = Rehearsal().sealed().give(OpenCount("nobody"))
        assert answer.code == "contest.unknown"
        assert answer.facts["known"] == C


class TestBatches:
    def test_a_batch_needs_an_open_count(self) -> None:
        assert Rehearsal().returned(9).refused(OpenBatch(C, "1", 5)) == "contest.wrong_phase"

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (OpenBatch(C, "1", 0), "figure.absurd"),
            (OpenBatch(C, " ", 5), "batch.bad_name"),
            (OpenBatch(C, "x" * 33, 5), "batch.bad_name"),
            (OpenBatch(C, "1", 5, 2), "batch.no_such_pass"),
            (OpenBatch(C, "1", 10), "batch.above_returned"),
        ],
    )
    def test_a_batch_that_cannot_be_is_refused(self, command: OpenBatch, code: str) -> None:
        assert Rehearsal().counting(9).refused(command) == code

    def test_batches_together_never_exceed_the_returned_sheets(self) -> None:
        hall = Rehearsal().counting(9)
        hall.must(OpenBatch(C, "1", 6))
        answer = hall.give(OpenBatch(C, "2", 4))
        assert (answer.code, answer.facts) == (
            "batch.above_returned",
            {"sheets": 10, "returned": 9},
        )

    def test_closing_short_of_the_declared_size_is_refused_with_both_numbers(self) -> None:
        hall = Rehearsal().counting(3)
        hall.must(OpenBatch(C, "1", 3), RecordReading(C, "1", reading("ffa")))
        answer = hall.give(CloseBatch(C, "1"))
        assert (answer.code, answer.facts) == (
            "batch.short",
            {"batch": "1", "read": 1, "size": 3},
        )

    def test_a_miscounted_bundle_is_corrected_with_a_reason(self) -> None:
        hall = Rehearsal().counting(3)
        hall.must(OpenBatch(C, "1", 3), RecordReading(C, "1", reading("ffa")))
        assert hall.refused(CorrectBatchSize(C, "1", 1, "")) == "batch.needs_reason"
        hall.must(CorrectBatchSize(C, "1", 1, "多数了两张"), CloseBatch(C, "1"))

    def test_a_sheet_above_the_declared_size_is_refused(self) -> None:
        hall = Rehearsal().counting(3)
        hall.must(OpenBatch(C, "1", 1), RecordReading(C, "1", reading("ffa")))
        assert hall.refused(RecordReading(C, "1", reading("ffa"))) == "batch.full"

    def test_what_a_closed_batch_keeps_is_sorted_and_has_no_handles(self) -> None:
        sheets = [reading("ffa"), reading("faf"), reading("ffa"), reading("bbb")]
        (one,) = Rehearsal().counting(4).batch(sheets)
        (other,) = Rehearsal().counting(4).batch(sheets[::-1])
        assert isinstance(one, BatchCounted)
        assert one.sheets == other.sheets
        assert {sheet.reading for sheet in one.sheets} == {None}

    def test_a_closed_batch_is_not_opened_again(self) -> None:
        hall = Rehearsal().counting(3)
        hall.batch([reading("ffa")])
        assert hall.refused(OpenBatch(C, "1", 1)) == "batch.already_counted"
        assert hall.refused(RecordReading(C, "1", reading("ffa"))) == "batch.not_open"

    def test_refused_frames_are_summed_by_code_at_the_close(self) -> None:
        hall = Rehearsal().counting(1)
        hall.must(OpenBatch(C, "1", 1))
        hall.must(*[RefuseFrame(C, "1", "frame.garbled", "r1")] * 2)
        assert hall.refused(RecordReading(C, "1", reading("f", code="123"))) == (
            "ballot.unreadable"
        )
        hall.must(RecordReading(C, "1", reading("ffa")))
        (event,) = hall.must(CloseBatch(C, "1"))
        assert isinstance(event, BatchCounted)
        assert event.refusals == {"ballot.unreadable": 1, "frame.garbled": 2}


class TestTwoPasses:
    @staticmethod
    def hall() -> Rehearsal:
        return Rehearsal(contests=[contest_object(passes=2)])

    def test_equal_passes_close_the_batch_whatever_the_order(self) -> None:
        hall = self.hall().counting(2)
        hall.batch([reading("ffa"), reading("bfb")])
        (event,) = hall.batch([reading("bfb"), reading("ffa")], pass_=2)
        assert isinstance(event, BatchCounted)
        hall.must(CloseCount(C))

    def test_a_difference_is_shown_per_candidate_and_reopens_both(self) -> None:
        hall = self.hall().counting(2)
        hall.batch([reading("ffa"), reading("bfb")])
        _, differed = hall.batch([reading("ffa"), reading("bfa")], pass_=2)
        assert isinstance(differed, PassesDiffered)
        (row,) = differed.differences
        assert row.row == "候选甲丙"
        assert (row.first["against"], row.second["against"]) == (1, 2)
        assert hall.state.current(C).batches["1"].lanes == {}
        hall.batch([reading("ffa"), reading("bfb")])
        hall.batch([reading("ffa"), reading("bfb")], pass_=2)
        hall.must(CloseCount(C))

    def test_two_mistakes_that_cancel_in_the_sums_are_still_a_difference(self) -> None:
        hall = self.hall().counting(2)
        hall.batch([reading("fab"), reading("afb")])
        _, differed = hall.batch([reading("ffb"), reading("aab")], pass_=2)
        assert isinstance(differed, PassesDiffered)

    def test_the_second_pass_waits_for_the_first_and_has_its_size(self) -> None:
        hall = self.hall().counting(2)
        assert hall.refused(OpenBatch(C, "1", 2, 2)) == "batch.earlier_pass"
        hall.batch([reading("ffa"), reading("bfb")])
        assert hall.refused(OpenBatch(C, "1", 1, 2)) == "batch.other_size"

    def test_the_count_waits_for_every_pass(self) -> None:
        hall = self.hall().counting(1)
        hall.batch([reading("ffa")])
        assert hall.refused(CloseCount(C)) == "count.pass_missing"

    def test_a_decision_about_a_doubtful_sheet_does_not_count_against_the_second_pass(
        self,
    ) -> None:
        hall = self.hall().counting(1)
        hall.must(OpenBatch(C, "1", 1))
        sheet = recorded(hall, reading("f?a"))
        hall.must(CloseBatch(C, "1"))
        decision = SheetMarks({"c01": Mark.FOR})
        hall.must(
            Adjudicate(
                contest=C,
                batch="1",
                reading=sheet.reading,
                decision=decision,
                reason="圈画在框外，意思清楚",
            )
        )
        (event,) = hall.batch([reading("f?a")], pass_=2)
        assert isinstance(event, BatchCounted)
        hall.must(CloseCount(C))
        assert hall.state.current(C).tally.rows[1].for_ == 1


ROWS = {"c00": Row(2, 0, 0, 0), "c01": Row(1, 1, 0, 0), "c02": Row(0, 0, 1, 1)}


class TestHandTotals:
    def tally(self, **changes: object) -> RecordTally:
        values = {"rows": ROWS, "valid": 2, "invalid": 1, "write_ins": {}} | changes
        return RecordTally(contest=C, batch="1", **values)

    def test_a_batch_counted_by_hand_joins_the_sum(self) -> None:
        hall = Rehearsal().counting(3)
        hall.must(OpenBatch(C, "1", 3), self.tally(), CloseBatch(C, "1"), CloseCount(C))
        assert hall.state.current(C).tally.rows[0].for_ == 2

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"valid": 1}, "tally.size"),
            ({"rows": {"c00": Row(2)}}, "tally.missing_candidate"),
            ({"rows": ROWS | {"x": Row(2)}}, "tally.unknown_candidate"),
            ({"rows": ROWS | {"c02": Row(0, 0, 1, 0)}}, "tally.row_sum"),
            ({"rows": ROWS | {"c02": Row(-1, 0, 2, 1)}}, "figure.absurd"),
            ({"write_ins": {"张三": 2}}, "tally.too_many_approvals"),
            ({"write_ins": {"张三": -1}}, "figure.absurd"),
            ({"write_ins": {"c00": -1}}, "figure.absurd"),
            ({"write_ins": {"invalid": 1}, "valid": 5, "invalid": -2}, "figure.absurd"),
            ({"write_ins": {"候选甲 甲": 1}}, "write_ins.listed_candidate"),
        ],
    )
    def test_totals_that_cannot_be_are_refused(self, changes: dict[str, object], code: str) -> None:
        hall = Rehearsal().counting(3)
        hall.must(OpenBatch(C, "1", 3))
        assert hall.refused(self.tally(**changes)) == code

    def test_totals_that_could_never_be_certified_are_refused_at_once(self) -> None:
        hall = Rehearsal(profile="cpc-local-congress", overrides={"differential": {"kind": "any"}})
        hall.counting(2).must(OpenBatch(C, "1", 2))
        rows = {"c00": Row(2), "c01": Row(0, 0, 2), "c02": Row(0, 0, 2)}
        answer = hall.give(
            RecordTally(contest=C, batch="1", rows=rows, valid=2, invalid=0, write_ins={"张三": 1})
        )
        assert isinstance(answer, Refusal)
        assert answer.code == "tally.accounts"
        assert answer.facts["account"] == "write_ins<=seats*against"

    def test_a_batch_is_either_read_or_counted_by_hand(self) -> None:
        hall = Rehearsal().counting(3)
        hall.must(OpenBatch(C, "1", 3), RecordReading(C, "1", reading("ffa")))
        assert hall.refused(self.tally()) == "tally.batch_has_readings"
        hall.must(UndoReading(C, "1"), self.tally())
        assert hall.refused(RecordReading(C, "1", reading("ffa"))) == "batch.counted_by_hand"


class TestCloseAndRelease:
    def test_a_count_short_of_the_returned_sheets_does_not_close(self) -> None:
        hall = Rehearsal().counting(3)
        hall.batch([reading("ffa")])
        answer = hall.give(CloseCount(C))
        assert (answer.code, answer.facts) == (
            "count.sheets_missing",
            {"counted": 1, "returned": 3},
        )

    def test_a_count_with_an_open_batch_does_not_close(self) -> None:
        hall = Rehearsal().counting(3)
        hall.must(OpenBatch(C, "1", 3))
        assert hall.refused(CloseCount(C)) == "count.batch_open"

    def test_a_closed_count_is_certified_then_released_ever_further(self) -> None:
        hall = Rehearsal().closed([reading("ffa")] * 10)
        assert hall.refused(Release(C, "presidium")) == "contest.wrong_phase"
        hall.must(Certify(C), Release(C, "presidium"), Release(C, "public"))
        assert hall.refused(Release(C, "presidium")) == "release.already"
        assert hall.state.current(C).phase is Phase.RELEASED

    def test_figures_go_no_further_than_the_rules_allow(self) -> None:
        overrides = {"announce": "presidium", "live_display": "progress"}
        hall = Rehearsal(overrides=overrides).closed([reading("ffa")] * 10)
        hall.must(Certify(C))
        assert hall.refused(Release(C, "floor")) == "release.beyond_rules"

    def test_the_outcome_is_the_one_decided_at_the_close(self) -> None:
        hall = Rehearsal().closed([reading("ffa")] * 10)
        outcome = hall.state.current(C).outcome
        assert outcome.elected == ("候选甲乙", "候选甲甲")
        assert outcome.full_vote["候选甲甲"] == ("valid", "returned", "present", "due")


SHEETS = st.lists(st.text("fab", min_size=3, max_size=3), min_size=1, max_size=9)


@settings(max_examples=40, deadline=None)
@given(SHEETS, st.randoms(use_true_random=False))
def test_neither_order_nor_batches_change_what_was_counted(sheets: list[str], rng) -> None:
    cut = rng.randint(0, len(sheets))
    shuffled = rng.sample(sheets, len(sheets))
    whole = Rehearsal().closed([reading(s) for s in sheets])
    parts = Rehearsal().counting(len(sheets))
    for name, part in (("1", shuffled[:cut]), ("2", shuffled[cut:])):
        if part:
            parts.batch([reading(s) for s in part], name)
    parts.must(CloseCount(C))
    assert parts.state.current(C).tally == whole.state.current(C).tally
    assert parts.state.current(C).outcome == whole.state.current(C).outcome


@settings(max_examples=40, deadline=None)
@given(SHEETS)
def test_undoing_a_sheet_leaves_what_was_there_before(sheets: list[str]) -> None:
    hall = Rehearsal().counting(10)
    hall.must(OpenBatch(C, "1", 10))
    for sheet in sheets:
        hall.must(RecordReading(C, "1", reading(sheet)))
    before = hall.state
    event = recorded(hall, reading("fff"))
    hall.must(UndoReading(C, "1", event.reading))
    assert hall.state.current(C).batches == before.current(C).batches
