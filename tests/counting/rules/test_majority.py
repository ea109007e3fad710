"""How many approvals elect, of any base, for majorities and for pluralities with a floor."""

import pytest

from counting.model.rules import Base, Threshold
from counting.rules.thresholds import needed
from tests.kit.contests import at_least, figures, more_than


@pytest.mark.parametrize(
    ("base", "elects"),
    [
        ("due", 51),
        ("present", 46),
        ("registered", 61),
        ("total", 71),
        ("all_members", 66),
        ("voters", 45),
        ("issued", 44),
        ("returned", 43),
        ("valid", 41),
    ],
)
def test_more_than_half_of_each_base(base: Base, elects: int) -> None:
    held = figures(
        100,
        90,
        registered=120,
        total=140,
        all_members=130,
        voters=88,
        issued=86,
        returned=84,
        valid=80,
        invalid=4,
    )
    assert needed(more_than("1/2", base), held) == elects


@pytest.mark.parametrize(("threshold", "elects"), [(at_least("1/3", "valid"), 34)])
def test_the_floor_of_a_plurality(threshold: Threshold, elects: int) -> None:
    """Organic Law of Villagers' Committees: at least a third of the votes cast."""
    assert needed(threshold, figures(100)) == elects


def test_nobody_is_elected_by_no_approval() -> None:
    assert needed(at_least("0", "valid"), figures(100)) == 1
    assert needed(more_than("1/2", "valid"), figures(100, valid=0)) == 1


def test_a_base_that_was_not_recorded_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="returned"):
        needed(more_than("1/2", "returned"), figures(100, returned=None))
