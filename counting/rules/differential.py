"""How many candidates a contest may have for its seats (差额), as whole numbers."""

from collections.abc import Callable, Mapping
from math import ceil

from counting.model.election import Contest
from counting.model.outcome import Finding
from counting.model.rules import Differential

Bounds = tuple[int, int | None]


def _ratio(rule: Differential, seats: int) -> Bounds:
    most = None if rule.at_most is None else seats + ceil(rule.at_most * seats)
    return seats + ceil(rule.at_least * seats), most


def _plus(rule: Differential, seats: int) -> Bounds:
    most = None if rule.at_most is None else seats + int(rule.at_most)
    return seats + int(rule.at_least), most


_BOUNDS: Mapping[str, Callable[[Differential, int], Bounds]] = {
    "ratio": _ratio,
    "plus": _plus,
    "equal": lambda rule, seats: (seats, seats),
    "any": lambda rule, seats: (seats, None),
}


def bounds(rule: Differential, seats: int) -> Bounds:
    """The fewest and the most candidates for `seats`; shares of the seats are rounded up."""
    return _BOUNDS[rule.kind](rule, seats)


def too_few_candidates(contest: Contest) -> tuple[Finding, ...]:
    """Fewer candidates than seats, naming both numbers; empty where there are enough."""
    seats, candidates = contest.seats, len(contest.candidates)
    if candidates >= seats:
        return ()
    return (Finding("seats.above_candidates", {"seats": seats, "candidates": candidates}),)


def differential_findings(contest: Contest) -> tuple[Finding, ...]:
    """What is wrong with the number of candidates, naming both numbers; empty when nothing."""
    if too_few := too_few_candidates(contest):
        return too_few
    seats, candidates = contest.seats, len(contest.candidates)
    fewest, most = bounds(contest.rules.differential, seats)
    facts = {"seats": seats, "candidates": candidates}
    if candidates < fewest:
        return (Finding("differential.too_few", {**facts, "fewest": fewest}),)
    if most is not None and candidates > most:
        return (Finding("differential.too_many", {**facts, "most": most}),)
    return ()
