"""Quorums and thresholds as whole numbers, on both sides of each boundary."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.outcome import Quorum
from counting.model.rules import Base, Threshold
from counting.rules.thresholds import quorum, whole_number
from tests.kit.contests import at_least, figures, more_than, rules


@pytest.mark.parametrize(
    ("threshold", "figure", "least"),
    [
        (more_than("1/2", "due"), 100, 51),
        (more_than("1/2", "due"), 101, 51),
        (more_than("1/2", "due"), 1, 1),
        (at_least("1/2", "due"), 100, 50),
        (at_least("1/2", "due"), 101, 51),
        (at_least("4/5", "due"), 109, 88),
        (at_least("4/5", "due"), 110, 88),
        (more_than("4/5", "due"), 110, 89),
        (at_least("4/5", "due"), 1, 1),
        (more_than("2/3", "due"), 40, 27),
        (more_than("2/3", "due"), 39, 27),
        (at_least("2/3", "total"), 2236, 1491),
        (at_least("2/3", "total"), 39, 26),
        (at_least("1/3", "valid"), 100, 34),
    ],
)
def test_a_threshold_is_the_smallest_whole_number_that_reaches_it(
    threshold: Threshold, figure: int, least: int
) -> None:
    assert whole_number(threshold, figure) == least


@given(st.fractions(0, 1, max_denominator=30), st.booleans(), st.integers(0, 10_000))
def test_one_less_than_a_threshold_does_not_reach_it(
    fraction: Fraction, strict: bool, figure: int
) -> None:
    least = whole_number(Threshold(fraction, strict, "due"), figure)
    share = fraction * figure
    assert (least > share) if strict else (least >= share)
    assert not ((least - 1 > share) if strict else (least - 1 >= share))


@pytest.mark.parametrize(("present", "met"), [(87, False), (88, True), (108, True)])
def test_four_fifths_of_a_number_not_divisible_by_five(present: int, met: bool) -> None:
    found = quorum(rules(quorum=at_least("4/5", "due")), figures(109, present))
    assert found == Quorum(met, 88, "due")


@pytest.mark.parametrize("base", ["due", "registered", "total", "all_members"])
def test_a_quorum_is_of_its_own_base(base: Base) -> None:
    held = replace(figures(100, 60), **{base: 120})
    assert quorum(rules(quorum=more_than("1/2", base)), held) == Quorum(False, 61, base)


def test_without_a_quorum_rule_the_quorum_is_met() -> None:
    assert quorum(rules(quorum=None), figures(100, 0)) == Quorum(True, 0, "due")


def test_a_quorum_is_not_met_before_anyone_is_counted() -> None:
    unrecorded = replace(figures(100), present=None)
    assert quorum(rules(), unrecorded) == Quorum(False, 51, "due")
