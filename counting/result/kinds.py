"""The kinds of contest: how sheets are added up and what the sums decide, one row a kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from counting.model.ballot import CastVoteRecord
from counting.model.election import Contest, ContestKind
from counting.model.figures import Figures, Tally
from counting.model.outcome import Adoption, Decision, Finding, OfficesOutcome, Outcome, Ratings
from counting.result import answer, motions, offices, outcome, ratings
from counting.result.answer import Words
from counting.sheets import tally, written

Decided = TypeVar("Decided", bound=Decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How sheets are added up.

    `empty` and `combine` make sums a commutative monoid, `of` adds up records; the number is that
    of rows on the ballot. `named` adds up the forms of each written name, those that people
    merged among them.
    """

    empty: Callable[[int], Tally]
    of: Callable[[Iterable[CastVoteRecord], int], Tally]
    combine: Callable[[Tally, Tally], Tally]
    named: Callable[[Contest, Tally, Mapping[str, str]], Tally]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Decided]):
    """What one kind of contest makes of its figures.

    `decide` takes errors found before the figures could be added up, `to_json` is the answer of
    the contract's `decide`. `sums`: None while figures of this kind come added up.
    """

    decide: Callable[[Contest, Figures, Tally, tuple[Finding, ...]], Decided]
    to_json: Callable[[Decided, Words | None], dict[str, Any]]
    sums: Sums | None = None

    def answer(
        self,
        contest: Contest,
        figures: Figures,
        sums: Tally,
        impossible: tuple[Finding, ...],
        words: Words | None,
    ) -> dict[str, Any]:
        """The decision as plain JSON types; `words` makes the messages of what it says."""
        return self.to_json(self.decide(contest, figures, sums, impossible), words)


_BY_MARK: Final = Sums(empty=tally.empty, of=tally.of, combine=tally.combine, named=written.named)
"""Every row of a sheet is for, against or abstain."""

ELECTION: Final[Kind[Outcome]] = Kind(decide=outcome.decide, to_json=answer.to_json, sums=_BY_MARK)
SEVERAL_OFFICES: Final[Kind[OfficesOutcome]] = Kind(
    decide=offices.decide, to_json=answer.offices_to_json
)
RESOLUTION: Final[Kind[Adoption]] = Kind(
    decide=motions.decide, to_json=answer.adoption_to_json, sums=_BY_MARK
)
RATING: Final[Kind[Ratings]] = Kind(decide=ratings.decide, to_json=answer.ratings_to_json)

KINDS: Final[Mapping[ContestKind, Kind[Any]]] = {
    "election": ELECTION,
    "choice": ELECTION,
    "resolution": RESOLUTION,
    "rating": RATING,
}
"""Every kind, by its name in a definition. A choice elects items by marks: what it may sum to and
warn of differs, in the tables of `counting.result.balances` and `counting.result.outcome`."""


def kind_of(contest: Contest) -> Kind[Any]:
    """The kind of a contest; an election of several offices has a row of its own."""
    return SEVERAL_OFFICES if contest.offices else KINDS[contest.kind]


def sums_of(contest: Contest) -> Sums:
    """How the sheets of a contest are added up; ValueError where nothing reads them yet."""
    sums = kind_of(contest).sums
    if sums is None:
        raise ValueError(f"sheets of a {contest.kind} are not read")
    return sums
