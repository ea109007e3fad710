"""疑难票、无效票认定表, 选票封存单 and 封条: every sheet accounted for, none tied to its reader."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting.model.ballot import Mark, WriteIn
from counting.model.state import Round
from counting.rounds.audience import state_seen_by
from counting.steps.adjudicate import Adjudicate, ConfirmInvalid, SheetMarks
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.count import CloseCount
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.remainder import CancelRemainder
from counting.steps.sheets import ReadSleeve
from printing.papers.adjudication import WORDS
from tests.kiosk.words.test_words import entries
from tests.kit.congress import Rehearsal, contest_object, reading, recorded
from tests.kit.papers import paper, rows, words
from tests.kit.rounds import count, rounds_hall, vote

C = "committee"


def doubtful(**changes: Any) -> tuple[Rehearsal, list[int]]:
    """A closed batch: two good sheets, one overvoted, two doubtful; the handles of the last two."""
    hall = Rehearsal(**changes).counting(5)
    hall.must(OpenBatch(C, "1", 5))
    recorded(hall, reading("ffa"))
    recorded(hall, reading("faf"))
    recorded(hall, reading("fff"))
    handles = [
        recorded(hall, reading("ff?")).reading,
        recorded(hall, reading("f?a", write_ins=(WriteIn("赵某", None),))).reading,
    ]
    return hall, handles


def decide(hall: Rehearsal, handle: int, decision: Any, reason: str) -> None:
    hall.must(Adjudicate(contest=C, batch="1", reading=handle, decision=decision, reason=reason))


def settled(*, early: bool = False) -> Rehearsal:
    """The count is closed; the doubtful sheets were decided before the batch closed, or after."""
    hall, (first, second) = doubtful()
    steps = [
        lambda: decide(hall, first, SheetMarks({"c02": Mark.AGAINST}), "涂改后清楚"),
        lambda: decide(hall, second, "invalid", "无法辨认"),
    ]
    if not early:
        hall.must(CloseBatch(C, "1"))
    for step in steps:
        step()
    if early:
        hall.must(CloseBatch(C, "1"))
    hall.must(CloseCount(C))
    return hall


class TestAdjudication:
    def test_before_the_count_it_is_an_empty_form(self) -> None:
        hall, _ = doubtful()
        for title in ("疑难情形", "无效情形"):
            assert {cell for row in rows(paper("adjudication", hall), title) for cell in row} == {
                ""
            }

    @pytest.mark.parametrize("early", [True, False])
    def test_every_doubtful_sheet_stands_with_what_was_decided_and_why(self, early: bool) -> None:
        listed = rows(paper("adjudication", settled(early=early)), "疑难情形")
        assert {row[2:] for row in listed} == {
            ("有一行的符号不能判读", "有效（候选甲丙：不赞成）", "涂改后清楚"),
            ("有一行的符号不能判读；另选人的符号待认定", "整张无效", "无法辨认"),
        }

    def test_a_sheet_that_the_second_pass_met_in_its_sleeve_stands_once(self) -> None:
        hall, (first, second) = doubtful(contests=[contest_object(passes=2)])
        hall.must(CloseBatch(C, "1"))
        decide(hall, first, SheetMarks({"c02": Mark.AGAINST}), "涂改后清楚")
        decide(hall, second, "invalid", "无法辨认")
        hall.must(OpenBatch(C, "1", 5, 2))
        for sheet in ("ffa", "faf"):
            recorded(hall, reading(sheet))
        for sleeved in hall.state.rounds[C, 1].batches["1"].lanes[1].sheets.values():
            hall.must(ReadSleeve(contest=C, batch="1", sleeve=sleeved.sleeve or 0))
        hall.must(CloseBatch(C, "1"), CloseCount(C))
        made = paper("adjudication", hall)
        assert len(rows(made, "疑难情形")) == 2
        assert len(rows(made, "无效情形")) == 1

    def test_they_stand_by_the_number_of_their_sleeve(self) -> None:
        sleeves = [int(row[0]) for row in rows(paper("adjudication", settled()), "疑难情形")]
        assert sleeves == sorted(sleeves)

    def test_a_sheet_found_invalid_stands_with_the_rule_and_waits_to_be_confirmed(self) -> None:
        hall = settled()
        (row,) = rows(paper("adjudication", hall), "无效情形")
        assert row[1:] == ("1", "1", "赞成人数多于应选名额", "□ 确认无效　□ 另行认定")
        lane = hall.state.rounds[C, 1].batches["1"].lanes[1]
        (handle,) = [n for n, sheet in lane.sheets.items() if sheet.unconfirmed]
        hall.must(ConfirmInvalid(contest=C, batch="1", reading=handle))
        (row,) = rows(paper("adjudication", hall), "无效情形")
        assert row[-1] == "确认无效"

    def test_in_a_rehearsal_for_one_person_who_certifies_has_confirmed_it(self) -> None:
        hall = settled()
        hall.must(Certify(C))
        (row,) = rows(paper("adjudication", hall), "无效情形")
        assert row[-1] == "确认无效"

    def test_sheets_that_lie_in_no_sleeve_are_told_together(self) -> None:
        hall = rounds_hall()
        vote(hall, 8, 6, 2)
        assert "没有。" in words(paper("adjudication", hall))

    def test_whoever_may_not_see_the_figures_gets_the_empty_form(self) -> None:
        hall = settled()
        hall.must(Certify(C))
        hall.state = state_seen_by("public", hall.state)
        assert "赞成人数多于" not in words(paper("adjudication", hall))
        assert "候选甲丙" not in words(paper("adjudication", hall))

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.sampled_from(["ffa", "faa", "fff", "ff?", "?aa"]), min_size=1, max_size=9))
    def test_its_rows_add_up_to_the_invalid_sheets_of_the_count(self, sheets: list[str]) -> None:
        hall = Rehearsal(electors={"due": 10}).counting(len(sheets))
        hall.must(OpenBatch(C, "1", len(sheets)))
        handles = [
            recorded(hall, reading(one)).reading for one in sheets if recorded_is_doubtful(one)
        ]
        for one in sheets:
            if not recorded_is_doubtful(one):
                recorded(hall, reading(one))
        for handle in handles:
            decision = random.Random(handle).choice(["invalid", SheetMarks(OPEN)])
            decide(hall, handle, decision, "按规定")
        hall.must(CloseBatch(C, "1"), CloseCount(C))
        made = paper("adjudication", hall)
        by_people = [row[3] for row in rows(made, "疑难情形")]
        by_rule = sum(int(row[2]) for row in rows(made, "无效情形"))
        tally = hall.state.rounds[C, 1].tally
        assert tally
        assert len(by_people) == len(handles)
        assert sum(one.startswith("整张无效") for one in by_people) + by_rule == tally.invalid

    def test_every_reason_why_a_station_sets_a_sheet_apart_has_its_words(self) -> None:
        of_sheets = {
            code
            for code, entry in entries("zh").items()
            if entry.get("counted") in ("pending", "yes")
            and not code.startswith(("adjudicate.", "sleeve."))
        }
        assert of_sheets == WORDS.keys()


OPEN = {"c00": Mark.FOR, "c01": Mark.AGAINST, "c02": Mark.AGAINST}


def recorded_is_doubtful(letters: str) -> bool:
    return "?" in letters


def agreeing(hall: Rehearsal) -> str:
    return "\n".join(t for t in paper("sealing", hall).texts() if "相符" in t or "没有收回" in t)


def now(hall: Rehearsal) -> Round:
    return hall.state.rounds[C, 1]


class TestSealing:
    def test_before_the_count_it_is_a_form_with_boxes(self) -> None:
        hall = Rehearsal().sealed()
        assert set(rows(paper("sealing", hall), "启封")[0]) == {"________"}
        assert agreeing(hall).count("□ 相符　□ 不符") == 2

    def test_every_ballot_of_a_counted_contest_is_told_and_the_numbers_agree(self) -> None:
        hall = settled()
        (figures,) = rows(paper("sealing", hall), "启封")
        assert figures[1:7] == ("10", "10", "5", "3", "2", "0")
        assert "收回等于有效加无效，相符" in agreeing(hall)
        assert "发出而没有收回的 5 张" in agreeing(hall)
        batches = rows(paper("sealing", hall), "包（箱）号")
        assert [row[:4] for row in batches] == [("1", "5", "3", "2"), ("合计", "5", "3", "2")]

    def test_parcels_hold_every_ballot_that_is_there(self) -> None:
        hall = rounds_hall()
        vote(hall, 8, 6, 2)
        parcels = {row[0]: row[1] for row in rows(paper("sealing", hall), "件数")}
        assert (parcels["有效票"], parcels["无效票"], parcels["作废的剩余选票"]) == ("10", "0", "0")
        assert parcels["选票合计"] == "10"

    def test_what_was_cancelled_is_what_is_sealed_beside(self) -> None:
        hall = rounds_hall(due=10)
        hall.must(
            RecordAttendance(8),
            RecordIssued(contest=C, unsealed=10, issued=8, remaining=2),
            CancelRemainder(contest=C, cancelled=2),
            RecordReturned(C, 8),
        )
        count(hall, 8, 6, 1)
        parcels = {row[0]: row[1] for row in rows(paper("sealing", hall), "件数")}
        assert parcels["作废的剩余选票"] == "2"
        assert parcels["选票合计"] == "10"


class TestSeals:
    def test_there_is_one_for_each_parcel_of_each_contest_and_for_the_boxes(self) -> None:
        contests = [contest_object(), contest_object(id="b", title="书记", seats=1)]
        made = paper("seals", Rehearsal(contests=contests).sealed())
        text = words(made)
        for what in ("有效票", "无效票", "作废选票"):
            assert text.count(f"选举{what}") == 2
        assert text.count("票箱") == 3
        assert text.count("总监票人") == 9
