"""Delegations that vote each by itself: their accounts, and their figures added up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from counting.model.figures import Balance, Figures
from counting.model.state import DelegationCount, Phase, Round
from counting.result.balances import balances, broken_return, returned_within
from counting.rounds.figures import BEFORE_COUNT, with_figures


def delegation_balances(round_: Round) -> tuple[Balance, ...]:
    """Every identity of every delegation's paper, each with the delegation's name in its facts."""
    return tuple(
        replace(balance, facts={"delegation": count.delegation.name, **balance.facts})
        for count in round_.delegations.values()
        for balance in balances(round_.contest, count.figures, None)
    )


def broken_returns(round_: Round) -> tuple[Balance, ...]:
    """By which figures more sheets came back than could: of the round, or of each delegation.

    Facts of a delegation's box begin with its name, whatever the sums of all boxes come to.
    """
    boxes: list[tuple[dict[str, int | str], Figures]] = [
        ({"delegation": count.delegation.name}, count.figures)
        for count in round_.delegations.values()
    ] or [({}, round_.figures)]
    found = ((name, broken_return(round_.contest, figures)) for name, figures in boxes)
    return tuple(
        replace(broken, facts={**name, **broken.facts}) for name, broken in found if broken
    )


def return_is_valid(round_: Round) -> bool | None:
    """Whether no more sheets came back than could, into any box; None before that is known."""
    if broken_returns(round_):
        return False
    return returned_within(round_.contest, round_.figures)


def with_count(round_: Round, count: DelegationCount) -> Round:
    """The round with one delegation's count replaced, its sums and its phase.

    A sum stands once every delegation has its figure; the round is as far as the delegation
    that is furthest behind, and void while the box of one holds too many sheets. A count that was
    open stays so, and a closed one is counted on, where no delegation has fallen behind.
    """
    delegations = {**round_.delegations, count.delegation.id: count}
    counts = tuple(delegations.values())
    figures = replace(
        round_.figures,
        present=_sum(c.figures.present for c in counts),
        voters=_sum(c.figures.voters for c in counts),
        unsealed=_sum(c.figures.unsealed for c in counts),
        issued=_sum(c.figures.issued for c in counts),
        remaining=_sum(c.figures.remaining for c in counts),
        returned=_sum(c.figures.returned for c in counts),
        proxies=_sum(p for c in counts if (p := c.figures.proxies) is not None) or None,
    )
    reached = _reached_by_all(counts)
    before = round_.stands_at
    if before in (Phase.COUNTING, Phase.CLOSED) and reached is not Phase.RETURNED:
        before = Phase.SEALED
    elif before in BEFORE_COUNT:
        before = reached
    return with_figures(
        replace(round_, delegations=delegations, phase=before, resumes=None),
        figures,
        reached,
        void=any(count.void for count in counts),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    total = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total


_REACHED: Mapping[Phase, Callable[[Figures], bool]] = {
    Phase.RETURNED: lambda f: f.returned is not None,
    Phase.ISSUED: lambda f: f.issued is not None,
    Phase.ATTENDED: lambda f: f.present is not None,
}


def _reached_by_all(counts: Sequence[DelegationCount]) -> Phase:
    for phase, reached in _REACHED.items():
        if all(reached(count.figures) for count in counts):
            return phase
    return Phase.SEALED
