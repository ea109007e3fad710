"""What people decide about doubtful sheets, and what they may not."""

from counting.model.ballot import Mark, WriteIn
from counting.steps.adjudicate import Adjudicate, SheetMarks
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.count import CloseCount
from tests.kit.congress import Rehearsal, contest_object, reading, recorded

C = "committee"


class TestDoubtfulSheets:
    def test_a_sheet_left_to_people_gets_the_next_sleeve_and_keeps_its_handle(self) -> None:
        hall = Rehearsal().counting(3)
        hall.must(OpenBatch(C, "1", 3))
        assert recorded(hall, reading("f?a")).sleeve == 1
        assert recorded(hall, reading("ffa")).sleeve is None
        second = recorded(hall, reading("?fa"))
        assert second.sleeve == 2
        hall.must(CloseBatch(C, "1"))
        assert second.reading in hall.state.current(C).batches["1"].lanes[1].sheets

    def test_the_count_closes_only_when_people_have_decided(self) -> None:
        hall = Rehearsal().counting(1)
        hall.must(OpenBatch(C, "1", 1))
        sheet = recorded(hall, reading("f?a"))
        hall.must(CloseBatch(C, "1"))
        assert hall.refused(CloseCount(C)) == "count.pending"
        hall.must(
            Adjudicate(
                contest=C, batch="1", reading=sheet.reading, decision="invalid", reason="无法辨认"
            ),
            CloseCount(C),
        )
        assert hall.state.current(C).tally.invalid == 1

    def test_people_may_decide_while_the_batch_is_open_or_after(self) -> None:
        for after in (False, True):
            hall = Rehearsal().counting(1)
            hall.must(OpenBatch(C, "1", 1))
            sheet = recorded(hall, reading("f?a"))
            if after:
                hall.must(CloseBatch(C, "1"))
            decision = SheetMarks({"c01": Mark.AGAINST})
            hall.must(
                Adjudicate(
                    contest=C,
                    batch="1",
                    reading=sheet.reading,
                    decision=decision,
                    reason="涂改清楚",
                )
            )
            if not after:
                hall.must(CloseBatch(C, "1"))
            hall.must(CloseCount(C))
            assert hall.state.current(C).tally.rows[1].against == 1

    def test_rows_left_out_of_a_decision_keep_what_was_read(self) -> None:
        hall = Rehearsal().counting(1)
        hall.must(OpenBatch(C, "1", 1))
        sheet = recorded(hall, reading("f?a"))
        unresolved = Adjudicate(
            contest=C,
            batch="1",
            reading=sheet.reading,
            decision=SheetMarks({"c00": Mark.FOR}),
            reason="看过",
        )
        assert hall.refused(unresolved) == "adjudicate.row_undecided"

    def test_a_decision_needs_a_reason_and_a_doubtful_sheet(self) -> None:
        hall = Rehearsal().counting(2)
        hall.must(OpenBatch(C, "1", 2))
        doubtful = recorded(hall, reading("f?a")).reading
        plain = recorded(hall, reading("ffa")).reading
        invalid = "invalid"
        assert hall.refused(
            Adjudicate(contest=C, batch="1", reading=doubtful, decision=invalid, reason=" ")
        ) == ("adjudicate.needs_reason")
        assert hall.refused(
            Adjudicate(contest=C, batch="1", reading=plain, decision=invalid, reason="看过")
        ) == ("adjudicate.not_doubtful")
        assert hall.refused(
            Adjudicate(contest=C, batch="1", reading=999, decision=invalid, reason="看过")
        ) == ("adjudicate.unknown_reading")

    def test_an_unnamed_write_in_is_named_by_people(self) -> None:
        hall = Rehearsal(contests=[contest_object(write_in_lines=1)]).counting(1)
        hall.must(OpenBatch(C, "1", 1))
        sheet = recorded(hall, reading("fab", write_ins=(WriteIn("", None),), source="cards"))
        assert sheet.record.status == "pending"
        decision = SheetMarks(write_ins=(WriteIn("张三", Mark.FOR),))
        hall.must(
            Adjudicate(
                contest=C, batch="1", reading=sheet.reading, decision=decision, reason="字迹清楚"
            )
        )
        hall.must(CloseBatch(C, "1"), CloseCount(C))
        assert hall.state.current(C).tally.write_ins == {"张三": 1}
