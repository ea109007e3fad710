"""The order of candidates: by strokes but for the clerk's moves, and what may be said of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from counting.model.election import Candidate, Contest, Move
from counting.model.outcome import Order
from counting.model.refusal import Problem, excerpt
from counting.names.strokes import NameOrder, key


@dataclass(frozen=True, slots=True)
class DraftMove:
    """A move as a definition has it, before it is known to be possible; `place` is its key path."""

    place: str
    id: str
    before: str | None


def by_strokes(
    candidates: Sequence[Candidate], rule: NameOrder, moved: Sequence[Move]
) -> tuple[Candidate, ...]:
    """`candidates` by strokes; then each of `moved`, in turn, before the one it names or last.

    Equal names keep the order given. Whoever has an unknown character must be among `moved`, and
    every move must be possible (`problems_of_moves`); else ValueError.
    """
    by_id = {candidate.id: candidate for candidate in candidates}
    by_hand = {move.candidate for move in moved}
    listed = [candidate for candidate in candidates if candidate.id not in by_hand]
    keyed = [(place, c) for c in listed if (place := key(c.name, rule)) is not None]
    if len(keyed) < len(listed):
        raise ValueError("a name of unknown strokes that nobody placed")
    ordered = [candidate for _, candidate in sorted(keyed, key=lambda entry: entry[0])]
    for move in moved:
        at = len(ordered) if move.before is None else ordered.index(by_id[move.before])
        ordered.insert(at, by_id[move.candidate])
    return tuple(ordered)


def list_order(contest: Contest) -> Order:
    """By what the candidates stand on the ballot of this contest, as its names show it.

    Where the rules name strokes: "strokes" if they stand so, "clerk" if the clerk moved somebody
    out of that order, "listed" if the list that was given is in another one or cannot be placed.
    """
    if contest.rules.ballot_order == "superior":
        return "superior"
    if contest.order == "strokes":
        rule = contest.rules.name_order
        placed = [c for c in contest.candidates if key(c.name, rule) is not None]
        return "strokes" if _out_of_order(placed, rule) is None else "clerk"
    return "strokes" if first_difference(contest) is None else "listed"


def first_difference(contest: Contest) -> tuple[str, str] | None:
    """The first two neighbours who do not stand by strokes; None: all do.

    A name with a character of unknown strokes follows nobody, so it makes a difference.
    """
    return _out_of_order(contest.candidates, contest.rules.name_order)


def in_stroke_order(names: Sequence[str], rule: NameOrder) -> bool:
    """Whether names stand by strokes; a name with a character of unknown strokes does not."""
    return _first_difference(names, rule) is None


def _out_of_order(candidates: Sequence[Candidate], rule: NameOrder) -> tuple[str, str] | None:
    return _first_difference([candidate.name for candidate in candidates], rule)


def _first_difference(names: Sequence[str], rule: NameOrder) -> tuple[str, str] | None:
    for before, after in pairwise(names):
        first, second = key(before, rule), key(after, rule)
        if first is None or second is None or first > second:
            return before, after
    return None


def problems_of_moves(ids: Sequence[str], moves: Sequence[DraftMove]) -> Iterator[Problem]:
    """What is wrong with `moves` among the candidates `ids`.

    A move may name one whom an earlier move placed, not one whom a later move will.
    """
    waiting = [move.id for move in moves]
    for number, move in enumerate(moves):
        if move.id not in ids:
            yield _unknown(f"{move.place}.id", move.id, ids)
        elif move.id in waiting[:number]:
            facts: dict[str, object] = {"candidate": move.id, "field": "moved"}
            yield Problem("definition.moved_twice", f"{move.place}.id", facts)
        if move.before is None:
            continue
        at = f"{move.place}.before"
        if move.before not in ids:
            yield _unknown(at, move.before, ids)
        elif move.before in waiting[number:]:
            facts = {"candidate": move.id, "before": move.before}
            yield Problem("definition.moved_before_unplaced", at, facts)


def _unknown(place: str, candidate: str, ids: Sequence[str]) -> Problem:
    facts = {"given": excerpt(candidate), "known": ", ".join(ids)}
    return Problem("definition.moved_unknown_candidate", place, facts)
