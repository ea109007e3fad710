"""Who is elected by approvals alone: the top of those who reach the threshold, ties as values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from counting.model.election import Contest
from counting.model.figures import Tally
from counting.model.outcome import Finding, Tie
from counting.model.rules import Rules
from counting.names.listed import labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One name and its figures. `place` is its index on the ballot; None for a written name.

    `name` is a label (`counting.names.listed.labels`), `bare` the name without the note that a
    label may hold, where it is another.
    """

    name: str
    approvals: int
    bare: str = ""
    against: int = 0
    abstain: int = 0
    row_void: int = 0
    place: int | None = None

    @property
    def sorted_name(self) -> str:
        """What an order by strokes goes by."""
        return self.bare or self.name


@dataclass(frozen=True, slots=True)
class Decided:
    """Those elected, by approvals; the tie at the cut, if one is left; what should be known.

    `waiting`: names whose fate hangs on a tie for a higher office, and the `held` seats for which
    they wait; only where votes are added down.
    """

    elected: tuple[str, ...] = ()
    tie: Tie | None = None
    notes: tuple[Finding, ...] = ()
    waiting: tuple[str, ...] = ()
    held: int = 0


def standings(contest: Contest, tally: Tally) -> tuple[Standing, ...]:
    """Candidates in ballot order, then written names by approvals and name."""
    listed = [
        Standing(
            name=label,
            bare=candidate.name,
            approvals=row.for_,
            against=row.against,
            abstain=row.abstain,
            row_void=row.row_void,
            place=place,
        )
        for place, (candidate, label, row) in enumerate(
            zip(contest.candidates, labels(contest), tally.rows, strict=True)
        )
    ]
    written = sorted(tally.write_ins.items(), key=lambda item: (-item[1], item[0]))
    return (*listed, *(Standing(name=name, approvals=votes) for name, votes in written))


def elect(rules: Rules, seats: int, standing: Sequence[Standing], needed: int) -> Decided:
    """Those with at least `needed` approvals, the highest first, as many as there are seats.

    When the last seats fall among equals, these are a tie, which only people resolve: by a
    revote, or first by fewest against where the rules say so (local regulations; Organic Law 29).
    """
    over = sorted((s for s in standing if s.approvals >= needed), key=lambda s: -s.approvals)
    if len(over) <= seats:
        return Decided(tuple(s.name for s in over))
    cut = over[seats - 1].approvals
    above = [s for s in over if s.approvals > cut]
    tied = [s for s in over if s.approvals == cut]
    left = seats - len(above)
    if len(tied) == left:
        return Decided(tuple(s.name for s in (*above, *tied)))
    return _TIES[rules.tie](above, tied, left)


def _tie(above: list[Standing], tied: list[Standing], left: int, note: str | None) -> Decided:
    names = tuple(s.name for s in tied)
    facts = {"candidates": list(names), "seats": left, "approvals": tied[0].approvals}
    notes = (Finding(note, facts),) if note else ()
    return Decided(tuple(s.name for s in above), Tie(names, left), notes)


def _fewest_against(above: list[Standing], tied: list[Standing], left: int) -> Decided:
    """Fewest against goes first among equals; a written name was never voted against."""
    if any(s.place is None for s in tied):
        return _tie(above, tied, left, None)
    ranked = sorted(tied, key=lambda s: s.against)
    cut = ranked[left - 1].against
    fewer = [s for s in ranked if s.against < cut]
    equal = [s for s in tied if s.against == cut]
    room = left - len(fewer)
    won = [*fewer, *(equal if len(equal) == room else ())]
    facts = {
        "candidates": [s.name for s in tied],
        "against": [s.against for s in tied],
        "elected": [s.name for s in won],
    }
    notes = (Finding("tie.fewest_against", facts),) if won else ()
    elected = tuple(s.name for s in (*above, *won))
    if len(equal) == room:
        return Decided(elected, None, notes)
    return Decided(elected, Tie(tuple(s.name for s in equal), room), notes)


_TIES: Mapping[str, Callable[[list[Standing], list[Standing], int], Decided]] = {
    "revote_among_tied": lambda above, tied, left: _tie(above, tied, left, None),
    "fewest_against_then_revote": _fewest_against,
    "none_elected": lambda above, tied, left: _tie(above, tied, left, "tie.none_elected"),
    "lot": lambda above, tied, left: _tie(above, tied, left, "tie.lot"),
}
