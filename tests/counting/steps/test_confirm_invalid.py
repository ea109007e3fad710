"""Sheets that a rule made invalid: people look at each before they answer for the count."""

from typing import Any

import pytest

from counting.model.ballot import Mark
from counting.model.figures import Row
from counting.model.refusal import Refusal
from counting.model.state import Lane, Round
from counting.rounds.doubtful import doubtful_sheets
from counting.steps.adjudicate import Adjudicate, ConfirmInvalid, InvalidConfirmed, SheetMarks
from counting.steps.batches import BatchCounted, CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.codec import EVENTS, parse_command
from counting.steps.count import CloseCount, ReopenCount
from counting.steps.hand_totals import RecordTally
from counting.steps.messages import Command
from tests.kit.congress import Rehearsal, command_line, contest_object, reading, recorded

C = "committee"
OVERVOTED = reading("fff")
VALID = SheetMarks({"c02": Mark.AGAINST})


def decide(handle: int, decision: Any = VALID) -> Adjudicate:
    return Adjudicate(contest=C, batch="1", reading=handle, decision=decision, reason="涂改清楚")


def confirm(*handles: int, reason: str = "") -> ConfirmInvalid:
    return ConfirmInvalid(contest=C, batch="1", reading=handles, reason=reason)


def now(hall: Rehearsal) -> Round:
    round_ = hall.state.current(C)
    assert round_
    return round_


def lane(hall: Rehearsal, number: int = 1) -> Lane:
    return now(hall).batches["1"].lanes[number]


def open_batch(passes: int = 1, **overrides: Any) -> tuple[Rehearsal, int]:
    """An open batch of two sheets, both read, one overvoted; and the handle of that one."""
    contests = [contest_object(passes=passes)]
    hall = Rehearsal(contests=contests, overrides=overrides).counting(2)
    hall.must(OpenBatch(C, "1", 2))
    recorded(hall, reading("ffa"))
    return hall, recorded(hall, OVERVOTED).reading


def closed_batch(passes: int = 1) -> tuple[Rehearsal, int]:
    hall, handle = open_batch(passes)
    hall.must(CloseBatch(C, "1"))
    return hall, handle


def kinds(hall: Rehearsal, command: Command) -> list[str]:
    """Carry out a step; the kinds of its events."""
    return [type(event).__name__ for event in hall.must(command)]


class TestWhereTheRulesSayThatPeopleReview:
    def test_a_sheet_found_invalid_is_laid_into_a_sleeve_and_counts_as_invalid(self) -> None:
        hall, handle = closed_batch()
        sheet = lane(hall).sheets[handle]
        assert sheet.sleeve is not None
        assert (lane(hall).tally.valid, lane(hall).tally.invalid) == (1, 1)  # type: ignore[union-attr]

    def test_only_what_people_decide_keeps_a_handle_when_the_batch_is_closed(self) -> None:
        hall, handle = closed_batch()
        counted = next(e for e in hall.events if isinstance(e, BatchCounted))
        kept = [(s.record.status, s.reading, s.sleeve) for s in counted.sheets]
        assert sorted(kept, key=str) == [("invalid", handle, 1), ("valid", None, None)]

    def test_it_stands_beside_the_doubtful_ones_and_says_what_was_found(self) -> None:
        hall, handle = closed_batch()
        (listed,) = doubtful_sheets(now(hall))
        assert (listed["reading"], listed["found"], listed["settled"]) == (handle, "invalid", False)
        assert listed["reasons"] == ["overvote"]
        hall.must(confirm(handle))
        (listed,) = doubtful_sheets(now(hall))
        assert (listed["settled"], listed["counts"], listed["why"]) == (
            True, "invalid", ["overvote"],
        )  # fmt: skip

    def test_people_may_find_that_it_is_valid(self) -> None:
        for after in (False, True):
            hall, handle = open_batch()
            steps = (
                (CloseBatch(C, "1"), decide(handle))
                if after
                else (decide(handle), CloseBatch(C, "1"))
            )
            hall.must(*steps, CloseCount(C), Certify(C))
            assert (now(hall).figures.valid, now(hall).figures.invalid) == (2, 0)

    def test_and_confirm_it_after_all_with_a_reason_until_the_count_is_closed(self) -> None:
        hall, handle = closed_batch()
        hall.must(decide(handle))
        assert hall.refused(confirm(handle)) == "adjudicate.needs_reason"
        hall.must(confirm(handle, reason="三个都划了"), CloseCount(C))
        assert now(hall).figures.invalid == 1
        hall.must(ReopenCount(C, reason="再看一次"), decide(handle), CloseCount(C))
        assert hall.refused(confirm(handle, reason="三个都划了")) == "contest.wrong_phase"

    def test_a_sheet_confirmed_twice_makes_nothing_happen(self) -> None:
        hall, handle = closed_batch()
        assert [type(e) for e in hall.must(confirm(handle, handle))] == [InvalidConfirmed]
        assert hall.must(confirm(handle)) == ()

    def test_what_was_not_found_invalid_is_not_confirmed_so(self) -> None:
        hall = Rehearsal().counting(2)
        hall.must(OpenBatch(C, "1", 2))
        valid, doubtful = (recorded(hall, reading(marks)).reading for marks in ("ffa", "f?a"))
        assert hall.refused(confirm(valid)) == "confirm.not_found_invalid"
        assert hall.refused(confirm(doubtful)) == "confirm.not_found_invalid"
        assert hall.refused(confirm(99)) == "adjudicate.unknown_reading"

    def test_a_confirmation_before_the_batch_is_closed_holds_after_it(self) -> None:
        hall, handle = open_batch()
        hall.must(confirm(handle, reason="三人看过"), CloseBatch(C, "1"))
        assert not lane(hall).sheets[handle].unconfirmed
        counted = next(e for e in hall.events if isinstance(e, BatchCounted))
        again = EVENTS.load(EVENTS.dump(counted, (), "00"))
        assert again == counted
        assert "三人看过" in {sheet.reason for sheet in counted.sheets}

    def test_one_or_several_are_named_on_a_line(self) -> None:
        line = {"contest": C, "batch": "1"}
        one, _ = parse_command(command_line("ConfirmInvalid", **line, reading=7))
        several, _ = parse_command(command_line("ConfirmInvalid", **line, reading=[7, 8]))
        assert isinstance(one, ConfirmInvalid)
        assert isinstance(several, ConfirmInvalid)
        assert (one.readings, several.readings) == ((7,), (7, 8))

    def test_a_sheet_that_is_taken_back_leaves_its_sleeve(self) -> None:
        hall, _ = open_batch()
        hall.must(parse_command(command_line("UndoReading", contest=C, batch="1"))[0])
        assert recorded(hall, OVERVOTED).sleeve == 1


class TestWhereTheRulesSayThatNobodyReviews:
    def test_it_is_counted_and_forgotten_like_every_other(self) -> None:
        hall, handle = open_batch(invalid_review=False)
        assert lane(hall).sheets[handle].sleeve is None
        assert hall.refused(decide(handle)) == "adjudicate.not_doubtful"
        assert hall.refused(confirm(handle)) == "confirm.not_found_invalid"
        hall.must(CloseBatch(C, "1"))
        assert not lane(hall).sheets
        hall.as_official().must(CloseCount(C), Certify(C))


class TestCertify:
    def test_a_rehearsal_for_one_person_confirms_them_by_certifying(self) -> None:
        hall, _ = closed_batch()
        hall.must(CloseCount(C), Certify(C))

    def test_an_official_congress_asks_for_every_one_by_its_sleeve(self) -> None:
        hall, handle = closed_batch()
        hall.as_official()
        hall.must(CloseCount(C))
        refusal = hall.give(Certify(C))
        assert isinstance(refusal, Refusal)
        assert refusal.code == "certify.invalid_unconfirmed"
        assert (refusal.facts["sheets"], refusal.facts["sleeves"]) == (1, "1")
        hall.must(confirm(handle))
        assert kinds(hall, Certify(C)) == ["ResultCertified"]

    def test_a_sheet_decided_otherwise_needs_no_confirmation(self) -> None:
        hall, handle = closed_batch()
        hall.as_official()
        hall.must(CloseCount(C))
        assert hall.refused(decide(handle)) == "contest.wrong_phase"
        hall.must(ReopenCount(C, reason="看过，有效"), decide(handle), CloseCount(C), Certify(C))

    def test_a_batch_counted_by_hand_was_looked_at_by_people(self) -> None:
        hall = Rehearsal().counting(2)
        rows = {f"c{i:02}": Row(for_=1) for i in range(3)} | {"c02": Row(against=1)}
        hall.must(
            OpenBatch(C, "1", 2),
            RecordTally(contest=C, batch="1", rows=rows, valid=1, invalid=1, write_ins={}),
            CloseBatch(C, "1"),
        )
        hall.as_official().must(CloseCount(C), Certify(C))


class TestTwoPasses:
    def second(self, hall: Rehearsal, *marks: str) -> None:
        hall.must(OpenBatch(C, "1", len(marks), 2))
        for seen in marks:
            recorded(hall, reading(seen))

    def test_the_second_pass_meets_it_in_its_sleeve(self) -> None:
        hall, handle = closed_batch(passes=2)
        self.second(hall, "fff", "ffa")
        hall.must(CloseBatch(C, "1"))
        assert not lane(hall, 2).sheets
        hall.as_official()
        hall.must(CloseCount(C), confirm(handle), Certify(C))

    def test_what_people_decided_of_it_holds_for_both_passes(self) -> None:
        hall, handle = closed_batch(passes=2)
        hall.must(decide(handle))
        self.second(hall, "fff", "ffa")
        hall.must(CloseBatch(C, "1"), CloseCount(C))
        assert now(hall).figures.invalid == 0

    @pytest.mark.parametrize(
        ("decision", "follows"), [("valid", []), ("invalid", ["PassesDiffered"])]
    )
    def test_an_official_comparison_waits_for_what_people_find(
        self, decision: str, follows: list[str]
    ) -> None:
        """One pass misread a mark: only the paper in the sleeve says which."""
        hall, handle = closed_batch(passes=2)
        self.second(hall, "ffa", "ffa")
        hall.as_official()
        assert kinds(hall, CloseBatch(C, "1")) == ["BatchCounted"]
        assert hall.refused(CloseCount(C)) == "count.pass_undecided"
        if decision == "valid":
            assert kinds(hall, decide(handle)) == ["SheetAdjudicated", *follows]
        else:
            assert kinds(hall, confirm(handle)) == ["InvalidConfirmed", *follows]

    def test_a_rehearsal_for_one_person_compares_at_once(self) -> None:
        hall, _ = closed_batch(passes=2)
        self.second(hall, "ffa", "ffa")
        assert kinds(hall, CloseBatch(C, "1")) == ["BatchCounted", "PassesDiffered"]
