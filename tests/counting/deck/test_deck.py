"""A test deck: which sheets it has, what counting them gives, and what a small one leaves open."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.deck.deck import DeckSheet, Expectation, deck, expected, sheets_needed, to_json
from counting.model.ballot import Mark, SheetStatus
from counting.model.election import Contest
from counting.rules.schemes import SCHEMES
from tests.kit.contests import contest

SCHEME_NAMES = sorted(SCHEMES)


def held(
    candidates: int, seats: int, marks: str = "S1", *, lines: int = 2, **rules: Any
) -> Contest:
    """A contest with as many candidates as asked, however many."""
    names = tuple(f"候选人{n}" for n in range(candidates))
    return replace(contest(seats, names, marks=marks, **rules), write_in_lines=lines)


def counted(of: Contest, sheets: int) -> Expectation:
    return expected(of, 1, deck(of, sheets))


def figures(expectation: Expectation) -> list[tuple[int, int, int]]:
    return [(row.for_, row.against, row.abstain) for row in expectation.tally.rows]


def kinds(of: Contest, sheets: int) -> Counter[str]:
    return Counter(sheet.kind for sheet in deck(of, sheets))


@st.composite
def contests(draw: Any, most: int = 40) -> Contest:
    candidates = draw(st.integers(1, most))
    return held(
        candidates,
        draw(st.integers(1, candidates)),
        draw(st.sampled_from(SCHEME_NAMES)),
        lines=draw(st.integers(0, 3)),
        undervote=draw(st.sampled_from(["valid", "void"])),
        blank=draw(st.sampled_from([None, Mark.FOR, Mark.ABSTAIN])),
    )


@given(of=contests(), more=st.integers(0, 60))
def test_from_the_number_it_names_a_deck_leaves_nothing_untested(of: Contest, more: int) -> None:
    needed = sheets_needed(of)
    if needed is None:
        return
    found = counted(of, needed + more)
    assert found.untested.nothing
    assert len(set(figures(found))) == len(of.candidates)


@pytest.mark.parametrize("marks", SCHEME_NAMES)
@pytest.mark.parametrize(
    ("candidates", "seats", "undervote"),
    [(1, 1, "valid"), (2, 1, "void"), (39, 35, "valid"), (39, 39, "valid"), (120, 1, "valid"),
     (120, 100, "void")],
)  # fmt: skip
def test_a_column_taken_for_another_would_show(
    marks: str, candidates: int, seats: int, undervote: Any
) -> None:
    of = held(candidates, seats, marks, undervote=undervote)
    found = figures(counted(of, sheets_needed(of) or 0))
    assert all(one != other for one, other in combinations(found, 2))


@given(of=contests(), sheets=st.integers(1, 30))
def test_a_deck_of_any_size_is_told_truly(of: Contest, sheets: int) -> None:
    drawn = deck(of, sheets)
    found = expected(of, 1, drawn)
    assert len(drawn) == found.sheets == found.tally.counted == sheets
    pairs = sum(one == other for one, other in combinations(figures(found), 2))
    assert found.untested.pairs == pairs
    valid = set(range(1, sheets + 1)) - {one.sheet for one in found.apart}
    marked = {
        (row, choice)
        for number in valid
        for row, seen in enumerate(drawn[number - 1].rows)
        for choice in seen
    }
    boxes = len(of.candidates) * len(SCHEMES[of.scheme].accepts)
    assert found.untested.boxes == boxes - len(marked)
    assert found.untested.sheets_needed == sheets_needed(of)


@given(of=contests())
def test_every_sheet_of_the_pattern_is_valid_unless_no_sheet_can_be(of: Contest) -> None:
    found = counted(of, 12)
    assert all(one.kind != "pattern" for one in found.apart)


@pytest.mark.parametrize("marks", SCHEME_NAMES)
def test_a_full_deck_has_a_sheet_of_every_kind(marks: str) -> None:
    of = held(9, 5, marks, lines=3)
    found = kinds(of, sheets_needed(of) or 0)
    assert {kind: found[kind] for kind in found if kind != "pattern"} == {
        "full": 1,
        "overvote": 1,
        "blank": 2,
        "doubtful": 1,
        "write_in": 3,
    }


@pytest.mark.parametrize("marks", SCHEME_NAMES)
def test_every_symbol_of_the_scheme_is_used_in_a_box_that_takes_it(marks: str) -> None:
    for candidates, seats in ((1, 1), (2, 1), (9, 5)):
        of = held(candidates, seats, marks)
        sheets = deck(of, sheets_needed(of) or 0)
        drawn = {item for sheet in sheets for seen in sheet.rows for item in seen.items()}
        accepted = {
            (choice, symbol)
            for choice, meaning in SCHEMES[marks].accepts.items()
            for symbol in meaning
        }
        assert accepted <= drawn


@pytest.mark.parametrize("marks", SCHEME_NAMES)
def test_the_cases_come_out_as_the_rules_say(marks: str) -> None:
    of = held(9, 5, marks, undervote="void")
    found = {one.kind: one for one in counted(of, sheets_needed(of) or 0).apart}
    assert found["overvote"].status is SheetStatus.INVALID
    assert found["undervote"].status is SheetStatus.INVALID
    assert found["doubtful"].status is SheetStatus.PENDING
    assert found["write_in"].status is SheetStatus.PENDING
    assert found["overvote"].reasons == ("overvote",)
    assert found["doubtful"].reasons == ("row.undecided",)


def test_one_sheet_approves_as_many_as_there_are_seats_and_one_more_than_that() -> None:
    """The boundary is what a wrong comparison gets wrong."""
    of = held(9, 5)
    sheets = deck(of, sheets_needed(of) or 0)

    def approvals(sheet: DeckSheet) -> int:
        return sum(seen == {"symbol": "○"} for seen in sheet.rows)

    assert [approvals(sheet) for sheet in sheets if sheet.kind == "overvote"] == [6]
    assert [approvals(sheet) for sheet in sheets if sheet.kind == "full"] == [5]
    assert max(approvals(sheet) for sheet in sheets if sheet.kind == "pattern") <= 5


def test_a_deck_of_one_sheet_is_no_special_case() -> None:
    (sheet,) = deck(held(9, 5), 1)
    assert sheet.kind == "pattern"


def test_a_small_deck_says_what_it_lacks() -> None:
    of = held(9, 5, lines=1)
    found = counted(of, 4).untested
    assert found.pairs > 0
    assert set(found.kinds) == {"doubtful", "write_in", "blank"}
    assert found.sheets_needed == sheets_needed(of) == 11


def test_where_every_valid_sheet_is_the_same_no_number_is_promised() -> None:
    """As many seats as candidates, and fewer approvals are void: all must be approved."""
    of = held(3, 3, undervote="void")
    assert sheets_needed(of) is None
    found = counted(of, 40)
    assert found.untested.pairs == 3
    assert not found.untested.nothing
    assert {row.for_ for row in found.tally.rows} == {found.tally.valid}


def test_a_ballot_without_lines_has_no_name_written_in() -> None:
    assert kinds(held(3, 2, lines=0), 40)["write_in"] == 0


def test_written_names_are_plainly_invented() -> None:
    sheets = deck(held(3, 2, lines=2), 20)
    names = [(name.line, name.name) for sheet in sheets for name in sheet.names]
    assert names == [(1, "测试甲"), (2, "测试乙")]


def test_the_longest_ballot_of_write_in_lines_has_a_name_for_each() -> None:
    of = held(3, 2, lines=20)
    names = [name for sheet in deck(of, sheets_needed(of) or 0) for name in sheet.names]
    assert [name.line for name in names] == list(range(1, 21))
    assert len({name.name for name in names}) == 20


def test_the_same_contest_gets_the_same_deck() -> None:
    assert deck(held(9, 5), 25) == deck(held(9, 5), 25)


def test_the_expectation_has_the_shapes_of_status() -> None:
    of = held(2, 1, lines=1)
    found = to_json(counted(of, 30))
    assert {"contest", "round", "sheets", "counted", "valid", "invalid", "pending"} <= found.keys()
    rows: Any = found["tally"]
    assert [set(row) for row in rows] == [
        {"candidate", "for", "against", "abstain", "row_void"}
    ] * 2
    assert all(
        row["for"] + row["against"] + row["abstain"] + row["row_void"] == found["valid"]
        for row in rows
    )
    assert found["write_ins"] == []
