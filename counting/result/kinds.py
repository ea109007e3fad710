"""The kinds of contest: how sheets are added up and what the sums decide, one row a kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from counting.model.ballot import CastVoteRecord
from counting.model.election import Contest, ContestKind
from counting.model.figures import Figures, Tally
from counting.model.outcome import Finding, Outcome
from counting.result import outcome
from counting.sheets import tally, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What one kind of contest makes of its sheets.

    `empty` and `combine` make sums a commutative monoid, `of` adds up records; the number is that
    of rows on the ballot. `named` adds up the forms of each written name, those that people
    merged among them. `decide` takes errors found before the figures could be added up.
    """

    empty: Callable[[int], Tally]
    of: Callable[[Iterable[CastVoteRecord], int], Tally]
    combine: Callable[[Tally, Tally], Tally]
    named: Callable[[Contest, Tally, Mapping[str, str]], Tally]
    decide: Callable[[Contest, Figures, Tally, tuple[Finding, ...]], Outcome]


KINDS: Final[Mapping[ContestKind, Kind]] = {
    "election": Kind(
        empty=tally.empty,
        of=tally.of,
        combine=tally.combine,
        named=written.named,
        decide=outcome.decide,
    ),
}
"""Every kind, by its name in a definition."""


def kind_of(contest: Contest) -> Kind:
    """The kind of a contest."""
    return KINDS[contest.kind]
