"""Sums over sheets form a commutative monoid, however the sheets are split up."""

import random
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.ballot import CastVoteRecord, SheetStatus
from counting.model.figures import Row, Tally
from counting.sheets.tally import add, combine, empty, of
from tests.kit.contests import record

N = 3
sheets = st.builds(
    record,
    st.text("+-0x", min_size=N, max_size=N),
    st.sampled_from(SheetStatus),
    st.lists(
        st.tuples(st.sampled_from(["林一", "林二"]), st.sampled_from(["for", "void"])), max_size=2
    ).map(tuple),
)
tallies = st.lists(sheets, max_size=8).map(lambda found: of(found, N))


def test_each_mark_is_counted_in_its_row() -> None:
    found = of([record("+-0x"), record("++00"), record("-+0x")], 4)
    assert found.rows == (Row(2, 1), Row(2, 1), Row(abstain=3), Row(abstain=1, row_void=2))
    assert (found.valid, found.invalid, found.pending) == (3, 0, 0)


def test_only_valid_sheets_count_in_the_rows() -> None:
    found = of([record("+"), record("+", SheetStatus.INVALID), record("?", SheetStatus.PENDING)], 1)
    assert found == Tally(rows=(Row(1),), write_ins={}, valid=1, invalid=1, pending=1)
    assert found.counted == 3


def test_only_approving_write_ins_of_valid_sheets_count() -> None:
    names = (("林一", "for"), ("林二", "void"))
    found = of([record("-", write_ins=names), record("-", SheetStatus.INVALID, names)], 1)
    assert found.write_ins == {"林一": 1}


def test_no_sheets_and_no_candidates() -> None:
    assert of([], 2) == empty(2)
    assert of([record("")], 0) == Tally(rows=(), write_ins={}, valid=1)


@pytest.mark.parametrize("marks", ["+", "+-0", "+?"])
def test_a_valid_sheet_that_is_not_whole_is_a_fault_of_the_caller(marks: str) -> None:
    with pytest.raises(ValueError, match="row"):
        of([record(marks)], 2)


def test_tallies_of_different_ballots_do_not_combine() -> None:
    with pytest.raises(ValueError, match="zip"):
        combine(empty(1), empty(2))


@given(tallies, tallies, tallies)
def test_combine_is_associative_and_commutative(a: Tally, b: Tally, c: Tally) -> None:
    assert combine(a, combine(b, c)) == combine(combine(a, b), c)
    assert combine(a, b) == combine(b, a)
    assert combine(a, empty(N)) == a


@given(st.lists(sheets, max_size=12), st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_batches_of_sheets_matter(
    found: list[CastVoteRecord], chance: random.Random, cut: int
) -> None:
    whole = of(found, N)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert of(shuffled, N) == whole
    assert reduce(add, shuffled, empty(N)) == whole
    assert combine(of(shuffled[:cut], N), of(shuffled[cut:], N)) == whole
