"""Delegations that vote each by itself: their accounts, and their figures added up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from counting.model.figures import Balance, Figures
from counting.model.state import DelegationCount, Phase, Round
from counting.result.balances import balances, returned_within_base


def delegation_balances(round_: Round) -> tuple[Balance, ...]:
    """Every identity of every delegation's paper, each with the delegation's name in its facts."""
    return tuple(
        replace(balance, facts={"delegation": count.delegation.name, **balance.facts})
        for count in round_.delegations.values()
        for balance in balances(round_.contest, count.figures, None)
    )


def is_void(round_: Round, figures: Figures) -> bool:
    """Whether more sheets lay in a delegation's box than could."""
    balance = returned_within_base(round_.contest, figures)
    return balance is not None and not balance.ok


def with_count(round_: Round, count: DelegationCount) -> Round:
    """The round with one delegation's count replaced, its sums and its phase.

    A sum stands once every delegation has its figure; the round is as far as the delegation
    that is furthest behind, and void while the box of one holds too many sheets.
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
    return replace(
        round_,
        delegations=delegations,
        figures=figures,
        phase=_phase(counts),
        declared_valid=False,
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


def _phase(counts: Sequence[DelegationCount]) -> Phase:
    if any(count.void for count in counts):
        return Phase.VOID
    for phase, reached in _REACHED.items():
        if all(reached(count.figures) for count in counts):
            return phase
    return Phase.SEALED
