"""One sheet under each mark scheme and rule: valid, invalid, or left to people."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.ballot import CastVoteRecord, Decision, Mark, SheetStatus, WriteIn
from counting.model.refusal import Refusal
from counting.rules.schemes import SCHEMES, blank_mark, mark_of
from counting.sheets.validity import decide_sheet, pack, record_of
from tests.kit.contests import contest, reading, record, rules, write_in_rule

FOR, AGAINST, ABSTAIN = Mark.FOR, Mark.AGAINST, Mark.ABSTAIN
VALID, INVALID, PENDING = SheetStatus.VALID, SheetStatus.INVALID, SheetStatus.PENDING
WRITTEN = WriteIn("林一", Mark.FOR)


@pytest.mark.parametrize(
    ("scheme", "symbol", "meaning"),
    [
        ("S1", "○", FOR),
        ("S1", "×", AGAINST),
        ("S1", "", ABSTAIN),
        ("S1", "√", None),
        ("S2", "○", ABSTAIN),
        ("S2", "×", AGAINST),
        ("S2", "", FOR),
        ("S2", "√", None),
        ("S4", "○", FOR),
        ("S4", "√", FOR),
        ("S4", "×", AGAINST),
        ("S4", "", ABSTAIN),
        ("S5", "√", FOR),
        ("S5", "×", AGAINST),
        ("S5", "○", ABSTAIN),
        ("S5", "", ABSTAIN),
        ("S5", "同意", None),
    ],
)
def test_a_symbol_means_what_the_scheme_says(
    scheme: str, symbol: str, meaning: Mark | None
) -> None:
    assert mark_of(rules(marks=scheme), {"symbol": symbol}) is meaning


@pytest.mark.parametrize(
    ("seen", "meaning"),
    [
        ({"for": "√"}, FOR),
        ({"for": "○"}, FOR),
        ({"for": "×"}, None),
        ({"against": "√"}, AGAINST),
        ({"against": "○"}, AGAINST),
        ({"against": "×"}, AGAINST),
        ({"abstain": "√"}, ABSTAIN),
        ({"abstain": "○"}, ABSTAIN),
        ({"abstain": "×"}, None),
        ({"for": "√", "against": "×"}, None),
        ({"for": "", "against": "", "abstain": ""}, ABSTAIN),
        ({"symbol": "√"}, None),
    ],
)
def test_in_three_boxes_exactly_one_marked_column_counts(
    seen: dict[str, str], meaning: Mark | None
) -> None:
    assert mark_of(rules(marks="S3"), seen) is meaning


@pytest.mark.parametrize(
    ("scheme", "packed"), [("S1", "00"), ("S2", "++"), ("S3", "00"), ("S4", "00"), ("S5", "00")]
)
def test_a_blank_sheet_is_valid(scheme: str, packed: str) -> None:
    assert record_of(contest(2, marks=scheme), reading()) == record(packed)


@pytest.mark.parametrize(("chosen", "packed"), [(FOR, "+"), (AGAINST, "-"), (None, "0")])
def test_what_a_blank_means_under_s5_is_a_choice_of_the_profile(
    chosen: Mark | None, packed: str
) -> None:
    assert record_of(contest(1, 1, marks="S5", blank=chosen), reading()).marks == packed


def test_no_profile_changes_what_a_blank_means_under_another_scheme() -> None:
    assert blank_mark(rules(marks="S2", blank=ABSTAIN)) is FOR


def test_every_scheme_accepts_symbols_in_the_boxes_of_its_layout() -> None:
    choices = {"one-box": {"symbol"}, "three-box": {"for", "against", "abstain"}}
    assert list(SCHEMES) == ["S1", "S2", "S3", "S4", "S5"]
    assert all(set(s.accepts) == choices[s.layout] for s in SCHEMES.values())


def test_rows_without_a_mark_take_the_schemes_blank() -> None:
    assert record_of(contest(1, 3), reading({"c02": "for"})) == record("0+0")


def test_every_mark_has_a_character_of_its_own() -> None:
    assert len({pack(mark) for mark in (*Mark, None)}) == 5


def test_a_row_that_the_ballot_lacks_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="c09"):
        record_of(contest(), reading({"c09": "for"}))


@pytest.mark.parametrize(("approved", "status"), [(1, VALID), (2, VALID), (3, INVALID)])
def test_more_approvals_than_seats_make_a_sheet_invalid(approved: int, status: str) -> None:
    """Election Law 44; handbooks: 多于应选名额的无效，等于或少于的有效."""
    marks = {f"c{i:02}": "for" for i in range(1, approved + 1)}
    found = record_of(contest(2, 4), reading(marks))
    assert found.status is status
    assert found.reasons == (("overvote",) if status is INVALID else ())


def test_a_written_name_counts_towards_the_overvote() -> None:
    marks = {"c01": "for", "c02": "for", "c03": "against"}
    found = record_of(contest(2, 3), reading(marks, (WRITTEN,)))
    assert (found.status, found.reasons) == (INVALID, ("overvote",))


def test_an_overvote_from_cards_goes_to_people() -> None:
    found = record_of(contest(1), reading({"c01": "for", "c02": "for"}, source="cards"))
    assert (found.status, found.reasons) == (PENDING, ("overvote.cards",))


@pytest.mark.parametrize("source", ["data", "image", "omr", "hand"])
def test_an_overvote_from_any_other_source_is_invalid(source: str) -> None:
    found = record_of(contest(1), reading({"c01": "for", "c02": "for"}, source=source))
    assert found.status is INVALID


@pytest.mark.parametrize("source", ["data", "cards"])
def test_an_open_row_on_an_overvoted_sheet_stays_pending(source: str) -> None:
    marks = {"c01": "for", "c02": "for", "c03": None}
    found = record_of(contest(1, 3), reading(marks, source=source))
    assert (found.status, found.marks) == (PENDING, "++?")
    assert found.reasons == ("row.undecided",)


@pytest.mark.parametrize(
    ("rule", "source", "status"),
    [("valid", "data", VALID), ("void", "data", INVALID), ("void", "cards", PENDING)],
)
def test_fewer_approvals_than_seats(rule: str, source: str, status: SheetStatus) -> None:
    held = contest(2, 3, undervote=rule)
    assert record_of(held, reading({"c01": "for"}, source=source)).status is status
    full = reading({"c01": "for", "c02": "for"}, source=source)
    assert record_of(held, full).status is VALID


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("row_void", record("+x")),
        ("abstain", record("+0")),
        ("sheet_void", record("+x", INVALID, reasons=("row.unclear",))),
    ],
)
def test_an_unclear_row(rule: str, expected: CastVoteRecord) -> None:
    assert record_of(contest(1, unclear=rule), reading({"c01": "for", "c02": "void"})) == expected


def test_a_doubtful_sheet_waits_for_people() -> None:
    found = record_of(contest(), reading({"c01": "for"}, doubtful=True))
    assert (found.status, found.reasons) == (PENDING, ("sheet.doubtful",))


def test_every_reason_for_doubt_is_kept() -> None:
    sheet = reading({"c01": None}, (WriteIn("", None),), doubtful=True)
    assert set(record_of(contest(), sheet).reasons) == {
        "row.undecided",
        "sheet.doubtful",
        "write_in.undecided",
        "write_in.unnamed",
    }


def written(marks: dict[str, str], *names: WriteIn, seats: int = 2, **rule: Any) -> CastVoteRecord:
    held = contest(seats, 3, write_in=write_in_rule(**rule))
    return record_of(held, reading(marks, names))


def test_a_write_in_after_an_against_counts() -> None:
    """Grassroots regulations 25."""
    assert written({"c01": "against"}, WRITTEN) == record("-00", write_ins=(("林一", "for"),))


def test_a_write_in_without_an_against_goes_to_people() -> None:
    found = written({"c01": "for"}, WRITTEN)
    assert (found.status, found.reasons) == (PENDING, ("write_in.without_against",))


def test_a_write_in_after_abstaining_goes_to_people_even_where_none_need_be_opposed() -> None:
    assert written({}, WRITTEN, needs="free").reasons == ("write_in.after_abstaining",)
    assert written({"c01": "for"}, WRITTEN, needs="free").status is VALID


@pytest.mark.parametrize(("opposed", "status"), [(1, PENDING), (2, VALID)])
def test_one_for_one_asks_an_against_for_each_write_in(opposed: int, status: str) -> None:
    marks = {f"c{i:02}": "against" for i in range(1, opposed + 1)}
    found = written(marks, WRITTEN, WriteIn("林二", Mark.FOR), needs="one_for_one")
    assert found.status is status


def test_a_write_in_where_none_is_allowed_goes_to_people() -> None:
    found = written({"c01": "against"}, WRITTEN, allowed=False)
    assert (found.status, found.reasons) == (PENDING, ("write_in.not_allowed",))


@pytest.mark.parametrize("name", ["赵甲", "赵 甲", "赵\u3000甲"])
def test_a_listed_candidate_written_in_goes_to_people(name: str) -> None:
    found = written({"c01": "against"}, WriteIn(name, Mark.FOR))
    assert found.reasons == ("write_in.listed_candidate",)


def test_a_name_written_twice_goes_to_people() -> None:
    assert written({"c01": "against"}, WRITTEN, WRITTEN).reasons == ("write_in.repeated",)


def test_an_unread_line_goes_to_people_whatever_an_unmarked_name_means() -> None:
    line = WriteIn("", None, unmarked=True)
    assert written({"c01": "against"}, line, unmarked="void").status is PENDING


def test_a_name_whose_mark_is_left_to_people_is_pending() -> None:
    assert written({"c01": "against"}, WriteIn("林一", None)).reasons == ("write_in.undecided",)


@pytest.mark.parametrize("meaning", ["for", "abstain", "void"])
def test_a_name_without_a_mark_has_three_meanings(meaning: str) -> None:
    found = written({"c01": "against"}, WriteIn("林一", None, unmarked=True), unmarked=meaning)
    told = record("-00", write_ins=(("林一", meaning),))
    assert found == replace(told, unmarked=("林一",))


@pytest.mark.parametrize("meaning", ["abstain", "void"])
def test_a_name_that_does_not_approve_needs_no_against(meaning: str) -> None:
    assert written({}, WriteIn("林一", None, unmarked=True), unmarked=meaning).status is VALID


def test_equal_sheets_are_equal_records_whatever_the_order_of_the_lines() -> None:
    other = WriteIn("林二", Mark.FOR)
    marks = {"c01": "against", "c02": "against"}
    assert written(marks, WRITTEN, other) == written(marks, other, WRITTEN)


def decided(
    read: str, marks: str | None, *names: WriteIn, seats: int = 1, **changes: Any
) -> CastVoteRecord | Refusal:
    held = contest(seats, len(read), **changes)
    return decide_sheet(held, record(read, PENDING), Decision(marks, names, "看得清"))


def test_people_override_only_the_rows_they_name() -> None:
    assert decided("?-+", "0??") == record("0-+")


def test_a_row_nobody_decided_is_refused_by_name() -> None:
    found = decided("??+", "-??")
    assert found == Refusal("adjudicate.row_undecided", {"candidate": "钱甲"})


def test_people_may_find_a_sheet_invalid() -> None:
    assert decided("?0", None) == record("?0", INVALID, reasons=("adjudicated.invalid",))


def test_an_overvote_that_people_confirm_is_invalid() -> None:
    assert decided("++", "??") == record("++", INVALID, reasons=("overvote",))


def test_a_card_that_was_missed_is_put_right() -> None:
    assert decided("++", "?-") == record("+-")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("row_void", record("+x")), ("abstain", record("+0"))],
)
def test_a_row_that_people_find_unclear(rule: str, expected: CastVoteRecord) -> None:
    assert decided("+?", "?x", unclear=rule) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (WriteIn("", Mark.FOR), "adjudicate.write_in.unnamed"),
        (WriteIn("林一", None), "adjudicate.write_in.undecided"),
        (WriteIn("赵甲", Mark.FOR), "adjudicate.write_in.listed_candidate"),
        (WRITTEN, "adjudicate.write_in.without_against"),
    ],
)
def test_a_decision_may_not_break_the_rules_of_write_ins(name: WriteIn, code: str) -> None:
    found = decided("?0", "0?", name)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_people_may_strike_a_written_name() -> None:
    found = decided("?0", "0?", WriteIn("", Mark.VOID))
    assert found == record("00", write_ins=(("", "void"),))


def test_a_decision_over_another_ballot_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="3 rows decided of 2"):
        decided("?0", "+++")


marks = st.dictionaries(
    st.sampled_from(["c01", "c02", "c03"]), st.sampled_from([*(m.value for m in Mark), None])
)


@given(
    marks, st.integers(1, 3), st.sampled_from(sorted(SCHEMES)), st.sampled_from(["data", "cards"])
)
def test_a_valid_sheet_has_every_row_decided_and_no_overvote(
    given_marks: dict[str, str | None], seats: int, scheme: str, source: str
) -> None:
    found = record_of(contest(seats, 3, marks=scheme), reading(given_marks, source=source))
    assert len(found.marks) == 3
    assert (found.status is PENDING) >= ("?" in found.marks)
    if found.status is VALID:
        assert found.marks.count("+") <= seats
        assert found.reasons == ()
    else:
        assert found.reasons
