"""How many approvals elect, and which figures another reading of the rule would use instead."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from counting.model.election import Figures, Vote
from counting.model.rules import Base, Rules, Threshold
from counting.rules.quorum import base_figure, whole_number

OTHER_BASES: Mapping[Base, tuple[Base, ...]] = {
    "due": ("present",),
    "present": ("due",),
    "valid": ("returned",),
    "returned": ("valid",),
}
"""Bases that sources of the same kind of body use instead (rules.md, fragile outcomes).

Where the law itself names the base (`all_members`, `registered`), no other one is in use.
"""


MOST_VOTES = Threshold(Fraction(0), strict=True, base="present")
"""No floor: the most approvals decide, be they few."""
HALF_OF_PRESENT = Threshold(Fraction(1, 2), strict=True, base="present")

_IN_FORCE: Mapping[Vote, Callable[[Rules], Threshold]] = {
    "first": lambda rules: rules.majority,
    "revote": lambda rules: HALF_OF_PRESENT if rules.tie_needs_majority else MOST_VOTES,
    "separate": lambda rules: rules.separate_vote or rules.majority,
}


def in_force(rules: Rules, vote: Vote) -> Threshold:
    """What a candidate must reach in this kind of round.

    In a revote among the tied most approvals win, where the rules ask for it also more than half
    of those present; a separate vote may have a floor of its own (rules.md: `tie`, `majority`).
    """
    return _IN_FORCE[vote](rules)


def needed(threshold: Threshold, figures: Figures) -> int:
    """The smallest whole number of approvals that elects; never below one.

    For a plurality the threshold is its floor: at least a third of 100 is 34. Raises
    ValueError when the base has not been recorded.
    """
    figure = base_figure(threshold.base, figures)
    if figure is None:
        raise ValueError(f"{threshold.base} has not been recorded")
    return max(1, whole_number(threshold, figure))
