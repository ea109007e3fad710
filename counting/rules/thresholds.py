"""Whether enough electors are present, how many approvals elect, and by which other reading.

Thresholds become whole numbers here, exactly.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from counting.model.election import Electors, Vote
from counting.model.figures import Figures
from counting.model.outcome import Quorum
from counting.model.rules import Base, Rules, Threshold

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


def base_figure(base: Base, figures: Figures) -> int | None:
    """The figure that a rule's base names, or None while it is not recorded."""
    value: int | None = getattr(figures, base)
    return value


def whole_number(threshold: Threshold, figure: int) -> int:
    """The smallest whole number that reaches `threshold` of `figure`, exactly.

    More than half of 100 is 51, of 101 also 51; at least four fifths of 109 is 88.
    """
    share = threshold.fraction * figure
    return share.__floor__() + 1 if threshold.strict else share.__ceil__()


def out_of_reach(rules: Rules, electors: Electors) -> Mapping[str, Mapping[str, object]]:
    """The thresholds that all who are due together cannot reach, by parameter, with the figures.

    Only a base that `electors` fix can be judged before anybody is there. Where proxies vote,
    nobody says how many may.
    """
    found: dict[str, Mapping[str, object]] = {}
    for key in ("quorum", "majority", "separate_vote"):
        threshold = getattr(rules, key)
        figure = threshold and getattr(electors, threshold.base, None)
        if figure is None or rules.proxy != "none":
            continue
        number = whole_number(threshold, figure)
        if number > electors.due:
            found[key] = {"figure": figure, "number": number, "due": electors.due}
    return found


def quorum(rules: Rules, figures: Figures) -> Quorum:
    """Whether those present suffice, how many are needed, and of what. No rule: always met.

    Where the rules allow proxies, an elector who votes through one takes part like one present.

    Sources: local regulations 24 (congress, plenary), grassroots regulations (four fifths),
    Election Law 45; the profile names the one in force.
    """
    if rules.quorum is None:
        return Quorum(met=True, needed=0, of="due")
    figure = base_figure(rules.quorum.base, figures)
    if figure is None:
        return Quorum(met=False, needed=0, of=rules.quorum.base)
    needed = whole_number(rules.quorum, figure)
    present = figures.present
    if present is not None and rules.proxy != "none":
        present += figures.proxies or 0
    return Quorum(present is not None and present >= needed, needed, rules.quorum.base)
