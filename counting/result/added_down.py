"""Votes added down: what a name got for higher offices that it did not win counts for lower ones.

Only for a name that stands for the lower office, on its list or written in (local rules for
village committees: the votes *of a candidate for member* are those it got for chair, deputy and
member together; of a candidate for deputy, those for chair and deputy).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from counting.model.outcome import AddedDown, Finding
from counting.result.election import Decided, Standing, elect
from counting.result.outcome import open_names
from counting.result.parts import Part, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Who stands for one office with how many votes of its own, and how many elect."""

    part: Part
    standing: Sequence[Standing]
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One office decided: `standing` with the sums that decide, and what of them was `added`."""

    decided: Decided
    standing: tuple[Standing, ...]
    added: Mapping[str, int]

    @property
    def figures(self) -> dict[str, AddedDown]:
        """The figures of every name that stands."""
        return {
            s.name: AddedDown(own=s.approvals - self.added[s.name], added=self.added[s.name])
            for s in self.standing
        }


@dataclass(slots=True)
class _Above:
    """What the offices decided so far mean for the next: votes, and who is elected or may be."""

    votes: dict[Person, int] = field(default_factory=dict)
    elected: set[Person] = field(default_factory=set)
    open: set[Person] = field(default_factory=set)


def fill(stands: Iterable[Stand]) -> dict[str, Filled]:
    """Offices decided from the highest down, in this order; keys are their ids."""
    above = _Above()
    return {stand.part.office.id: _fill(stand, above) for stand in stands}


def _fill(stand: Stand, above: _Above) -> Filled:
    part = stand.part
    people = {s.name: part.person(s.name) for s in stand.standing}
    added = {name: above.votes.get(person, 0) for name, person in people.items()}
    standing = tuple(
        replace(s, approvals=s.approvals + added[s.name]) if added[s.name] else s
        for s in stand.standing
        if people[s.name] not in above.elected
    )
    tied_above = frozenset(s.name for s in standing if people[s.name] in above.open)
    decided = _settled(stand, standing, tied_above)
    for s in stand.standing:
        above.votes[people[s.name]] = added[s.name] + s.approvals
    above.elected |= {people[name] for name in decided.elected}
    above.open |= {
        people[name] for name in (*decided.waiting, *open_names(part.contest, decided.tie))
    }
    return Filled(decided=decided, standing=standing, added=added)


def _settled(stand: Stand, standing: Sequence[Standing], tied_above: frozenset[str]) -> Decided:
    """Who is elected whatever a tie for a higher office comes to.

    A name that is tied above either wins there and stands here no longer, or stands here with all
    its votes. Where none of them is elected or tied here, it makes no difference. Else whoever is
    elected beside all of them is elected; whoever is not elected even without the others of them
    is not; and the rest wait.
    """
    contest = stand.part.contest
    rules, seats = contest.rules, contest.seats_to_fill

    def without(gone: frozenset[str]) -> Decided:
        return elect(rules, seats, [s for s in standing if s.name not in gone], stand.needed)

    beside = elect(rules, seats, standing, stand.needed)
    if not tied_above & _reached(beside):
        return beside
    elected = tuple(name for name in beside.elected if name not in tied_above)
    may = _reached(without(tied_above)).union(
        *(_reached(without(tied_above - {name})) & {name} for name in tied_above)
    )
    waiting = tuple(s.name for s in standing if s.name in may and s.name not in elected)
    taken = len(beside.elected) + (beside.tie.seats if beside.tie else 0)
    facts = {"names": list(waiting), "tied": [s.name for s in standing if s.name in tied_above]}
    return Decided(
        elected=elected,
        notes=(Finding("add_down.waiting", facts),),
        waiting=waiting,
        held=taken - len(elected),
    )


def _reached(decided: Decided) -> frozenset[str]:
    """The names that are elected, or tied at the cut."""
    return frozenset((*decided.elected, *(decided.tie.candidates if decided.tie else ())))
