"""How many approvals elect, and which figures another reading of the rule would use instead."""

from collections.abc import Mapping

from counting.model import Base, Figures, Threshold
from counting.quorum import base_figure, whole_number

OTHER_BASES: Mapping[Base, tuple[Base, ...]] = {
    "due": ("present",),
    "present": ("due",),
    "valid": ("returned",),
    "returned": ("valid",),
}
"""Bases that sources of the same kind of body use instead (rules.md, fragile outcomes).

Where the law itself names the base (`all_members`, `registered`), no other one is in use.
"""


def needed(threshold: Threshold, figures: Figures) -> int:
    """The smallest whole number of approvals that elects; never below one.

    For a plurality the threshold is its floor: at least a third of 100 is 34. Raises
    ValueError when the base has not been recorded.
    """
    figure = base_figure(threshold.base, figures)
    if figure is None:
        raise ValueError(f"{threshold.base} has not been recorded")
    return max(1, whole_number(threshold, figure))
