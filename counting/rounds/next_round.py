"""A round that people ask for: which round it follows, why, and who is to stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from counting.model.election import Candidate, Contest, RoundReason
from counting.model.state import Round, State
from counting.rounds.history import elected_by, roster, seats_left

# The reason alone says who stands: a list that people give can only set the order.
_ORDER_ONLY: frozenset[RoundReason] = frozenset({"revote", "vote_again", "formal"})


@dataclass(frozen=True, slots=True)
class Named:
    """A candidate as people name one: by the id of somebody who stood, or by a new name."""

    id: str | None = None
    name: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRound:
    """The round that is to follow `parent`; `sealed` is its contest as sealed.

    `named`: the candidates in ballot order as people want them; `leading`: so many of the leading
    losers instead; `losers_of`: the contest whose losing candidates are added.
    """

    state: State
    sealed: Contest
    parent: Round
    reason: RoundReason
    named: tuple[Named, ...] = ()
    leading: int | None = None
    losers_of: str | None = None

    @property
    def roster(self) -> tuple[Candidate, ...]:
        """Everyone who stands or stood for the contest."""
        return roster(self.state, self.sealed.id)

    @property
    def seats(self) -> int:
        """How many seats the candidates contest."""
        return _SEATS[self.reason](self)

    @property
    def elected_before(self) -> tuple[str, ...]:
        """Labels of those whom the rounds before elected."""
        return self.parent.contest.elected_before + elected_by(self.parent)

    @property
    def order_given(self) -> bool:
        """Whether people set the order of the ballot, and not only who stands."""
        return bool(self.named) and self.reason in _ORDER_ONLY


def _tied_seats(new: NextRound) -> int:
    outcome = new.parent.outcome
    assert outcome is not None  # a revote is offered for a tie only
    assert outcome.tie is not None
    return outcome.tie.seats


_SEATS: Mapping[RoundReason, Callable[[NextRound], int]] = {
    "revote": _tied_seats,
    "separate_vote": lambda new: seats_left(new.parent),
    "vote_again": lambda new: new.parent.contest.seats,
    "formal": lambda new: new.sealed.seats,
    "amended": lambda new: new.parent.contest.seats,
}
