"""What people are told of a mark scheme is what the count takes from the same box."""

import pytest

from counting.model.ballot import Mark
from counting.rules.schemes import SCHEMES, mark_of, meanings
from tests.kit.contests import rules


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("blank", [None, *Mark])
def test_people_are_told_exactly_what_the_count_does(scheme: str, blank: Mark | None) -> None:
    given = rules(marks=scheme, blank=blank)
    told = {
        (meaning.column or "symbol", symbol): meaning.mark
        for meaning in meanings(given)
        for symbol in meaning.symbols
    }
    accepted = SCHEMES[scheme].accepts
    assert told == {(box, symbol): mark_of(given, {box: symbol}) for box, symbol in told}
    assert told.keys() == {(box, symbol) for box in accepted for symbol in accepted[box]}
    (empty,) = [meaning.mark for meaning in meanings(given) if meaning.blank]
    assert empty is mark_of(given, {})


def test_a_box_of_three_is_named() -> None:
    assert [(m.mark, m.column) for m in meanings(rules(marks="S3")) if m.symbols] == [
        (Mark.FOR, "for"),
        (Mark.AGAINST, "against"),
        (Mark.ABSTAIN, "abstain"),
    ]
