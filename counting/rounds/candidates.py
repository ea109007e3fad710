"""Who stands in a later round: the tied, people's choice, leading losers, or those pre-elected."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from counting.definition.form import DEFINITION, CandidateForm
from counting.input.forms import problems_of
from counting.model.election import Candidate, Contest, RoundReason
from counting.model.refusal import Refusal
from counting.model.state import Round, State
from counting.names.listed import labels
from counting.names.same import key
from counting.result.election import standings
from counting.rounds.history import elected_by, history, roster, rounds_of, seats_left
from counting.rules.differential import bounds


@dataclass(frozen=True, slots=True)
class Named:
    """A candidate as people name one: by the id of somebody who stood, or by a new name."""

    id: str | None = None
    name: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What people ask for: candidates in ballot order, or so many of the leading losers."""

    named: tuple[Named, ...] = ()
    leading: int | None = None
    losers_of: str | None = None


@dataclass(frozen=True, slots=True)
class Slate:
    """The candidates of a round in ballot order, and the seats they contest."""

    candidates: tuple[Candidate, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class _Asked:
    state: State
    sealed: Contest
    parent: Round
    wanted: Wanted
    pool: tuple[Candidate, ...]


def slate_of(
    state: State, sealed: Contest, parent: Round, reason: RoundReason, wanted: Wanted
) -> Slate | Refusal:
    """Candidates and seats of the round that follows `parent` for this reason.

    Where the reason alone says who stands, people's list may only set their order.
    """
    pool = roster(state, sealed.id)
    return _SLATES[reason](_Asked(state, sealed, parent, wanted, pool))


def outside_ratio(sealed: Contest, chosen: Slate) -> Mapping[str, object] | None:
    """Both numbers when these candidates are too few or too many for the seats; else None."""
    fewest, most = bounds(sealed.rules.differential, chosen.seats)
    count = len(chosen.candidates)
    if count >= fewest and (most is None or count <= most):
        return None
    allowed = str(fewest) if most == fewest else f"{fewest}–{'' if most is None else most}"
    return {"candidates": count, "seats": chosen.seats, "allowed": allowed}


def outsiders(contest: Contest, electors: Iterable[str], slate: Iterable[Candidate]) -> list[str]:
    """Names that stand although they are not electors, where the office is filled from these."""
    if contest.office not in _FROM_AMONG_ELECTORS:
        return []
    names = tuple(electors)
    # One of several namesakes is known by name and note: 王军（女）.
    known = {key(part) for name in names for part in (name, name.split("（")[0])}
    return [c.name for c in slate if key(c.name) not in known]


_FROM_AMONG_ELECTORS = frozenset({"standing", "secretary"})


def _tied(asked: _Asked) -> Slate | Refusal:
    outcome = asked.parent.outcome
    assert outcome is not None  # a revote is offered for a tie only
    assert outcome.tie is not None
    tied = _people(asked.parent, outcome.tie.candidates)
    found = _exactly(asked, tied, asked.parent.contest.candidates)
    return found if isinstance(found, Refusal) else Slate(found, outcome.tie.seats)


def _pre_elected(asked: _Asked) -> Slate | Refusal:
    stage = [r for r in rounds_of(asked.state, asked.sealed.id) if r.contest.preliminary]
    people = [person for found in stage for person in _people(found, elected_by(found))]
    found = _exactly(asked, people, asked.pool)
    return found if isinstance(found, Refusal) else Slate(found, asked.sealed.seats)


def _same(asked: _Asked) -> Slate | Refusal:
    contest = asked.parent.contest
    if not asked.wanted.named:
        return Slate(contest.candidates, contest.seats)
    people = [Named(id=candidate.id) for candidate in contest.candidates]
    found = _exactly(asked, people, contest.candidates)
    return found if isinstance(found, Refusal) else Slate(found, contest.seats)


def _for_vacancies(asked: _Asked) -> Slate | Refusal:
    seats = seats_left(asked.parent)
    found = _chosen(asked, asked.pool) if asked.wanted.named else _leading(asked, seats)
    if isinstance(found, Refusal):
        return found
    if again := [c.name for c in found if _holders(asked).has(c)]:
        return Refusal("round.already_elected", {"name": ", ".join(again)})
    return Slate(found, seats)


@dataclass(frozen=True, slots=True)
class _Holders:
    """Who was elected: candidates by id, since names may be equal; written ones by name."""

    ids: frozenset[str]
    names: frozenset[str]

    def has(self, candidate: Candidate) -> bool:
        return candidate.id in self.ids or key(candidate.name) in self.names


def _elected(rounds: Iterable[Round]) -> _Holders:
    people = [person for found in rounds for person in _people(found, elected_by(found))]
    return _Holders(
        frozenset(person.id for person in people if person.id is not None),
        frozenset(key(person.name) for person in people if person.name is not None),
    )


def _holders(asked: _Asked) -> _Holders:
    """Who holds a seat (before the formal vote: a place) at this stage of the contest."""
    stage = asked.parent.contest.preliminary
    chain = rounds_of(asked.state, asked.sealed.id)
    return _elected(found for found in chain if found.contest.preliminary == stage)


def _people(round_: Round, names: Iterable[str]) -> list[Named]:
    """Names of a round's outcome as people: its candidates by id, written ones by name."""
    listed = dict(zip(labels(round_.contest), round_.contest.candidates, strict=True))
    return [Named(id=listed[n].id) if n in listed else Named(name=n) for n in names]


def _leading(asked: _Asked, seats: int) -> tuple[Candidate, ...] | Refusal:
    """The losers with most approvals in the last vote that was not only among the tied.

    As many as asked for, else as few as the differential ratio allows; those with equal
    approvals at the cut stand too, since only people may choose among them.
    """
    chain = rounds_of(asked.state, asked.sealed.id)
    whole = next((f for f in reversed(chain) if f.tally and f.contest.again != "revote"), None)
    held = _holders(asked)
    listed = whole.contest.candidates if whole else ()
    fewest, most = bounds(asked.sealed.rules.differential, seats)
    wanted = fewest if asked.wanted.leading is None else asked.wanted.leading
    standing = standings(whole.contest, whole.tally) if whole and whole.tally else ()
    losers = [s for s in standing if s.place is not None and not held.has(listed[s.place])]
    if len(losers) < wanted:
        return Refusal("round.too_few_losers", {"losers": len(losers), "needed": wanted})
    losers.sort(key=lambda s: -s.approvals)
    cut = losers[wanted - 1].approvals if wanted > 0 else 0
    taken = [s for s in losers if s.approvals >= cut]
    if most is not None and len(taken) > most:
        return Refusal(
            "round.leading_tied",
            {"name": ", ".join(s.name for s in taken), "candidates": len(taken), "most": most},
        )
    places = sorted(s.place for s in taken if s.place is not None)
    return tuple(listed[place] for place in places)


def _amended(asked: _Asked) -> Slate | Refusal:
    """The parent's list with another's losing candidates, or the list that people name."""
    contest, pool = asked.parent.contest, asked.pool
    if asked.wanted.losers_of is not None:
        losers = _losers_of(asked, asked.wanted.losers_of)
        if isinstance(losers, Refusal):
            return losers
        if not asked.wanted.named:
            return Slate((*contest.candidates, *losers), contest.seats)
        pool = (*pool, *losers)
    if not asked.wanted.named:
        return Refusal("round.needs_candidates", {"contest": contest.title})
    found = _chosen(asked, pool)
    return found if isinstance(found, Refusal) else Slate(found, contest.seats)


def _losers_of(asked: _Asked, source_id: str) -> tuple[Candidate, ...] | Refusal:
    """Who stood for a committee seat in vain, once that is settled; only alternates are joined."""
    state, target = asked.state, asked.sealed
    source = state.congress.contest(source_id) if state.congress else None
    if source is None or source.office != "member" or target.office != "alternate":
        return Refusal("round.no_such_losers", {"source": source_id, "contest": target.title})
    told = history(state, source_id)
    if not told.settled:
        return Refusal("round.source_open", {"source": source.title})
    held = _elected(r for r in rounds_of(state, source_id) if not r.contest.preliminary)
    listed = {key(c.name) for c in asked.parent.contest.candidates}
    return tuple(
        Candidate(f"{source_id}.{c.id}"[:40], c.name, c.note)
        for c in roster(state, source_id)
        if key(c.name) not in listed and not held.has(c)
    )


def _exactly(
    asked: _Asked, people: Sequence[Named], listed: Sequence[Candidate]
) -> tuple[Candidate, ...] | Refusal:
    """These people as candidates: in the order people give, else as listed, written ones last."""
    expected = _resolved(asked, people, asked.pool)
    if isinstance(expected, Refusal):
        return expected
    if not asked.wanted.named:
        places = {candidate.id: place for place, candidate in enumerate(listed)}
        return tuple(sorted(expected, key=lambda c: places.get(c.id, len(listed))))
    found = _chosen(asked, asked.pool)
    if isinstance(found, Refusal):
        return found
    known = {candidate.id for candidate in asked.pool}
    if _identities(found, known) != _identities(expected, known):
        given = ", ".join(sorted(candidate.name for candidate in found))
        names = ", ".join(sorted(candidate.name for candidate in expected))
        return Refusal("round.other_candidates", {"given": given, "expected": names})
    return found


def _identities(people: Iterable[Candidate], known: set[str]) -> set[str]:
    """Those who stood before by id; newcomers by name, for their ids follow the order given."""
    return {c.id if c.id in known else key(c.name) for c in people}


def _chosen(asked: _Asked, pool: Sequence[Candidate]) -> tuple[Candidate, ...] | Refusal:
    found = _resolved(asked, asked.wanted.named, pool)
    if isinstance(found, Refusal):
        return found
    for number, candidate in enumerate(found):
        if any(candidate.id == other.id for other in found[:number]):
            return Refusal("round.candidate_twice", {"name": candidate.name})
    return found


def _resolved(
    asked: _Asked, named: Iterable[Named], pool: Sequence[Candidate]
) -> tuple[Candidate, ...] | Refusal:
    """Those named: by id from `pool`; by name the only one of that name in it, else a newcomer."""
    found: list[Candidate] = []
    taken = {candidate.id for candidate in pool}
    for person in named:
        candidate = _one(person, pool, taken)
        if isinstance(candidate, Refusal):
            return candidate
        found.append(candidate)
        taken.add(candidate.id)
    return tuple(found)


def _one(person: Named, pool: Sequence[Candidate], taken: set[str]) -> Candidate | Refusal:
    if person.name is None:
        known = {candidate.id: candidate for candidate in pool}
        if person.id in known:
            return known[person.id]
        facts = {"candidate": person.id or "", "known": ", ".join(known)}
        return Refusal("round.unknown_candidate", facts)
    same = [c for c in pool if key(c.name) == key(person.name)]
    same = [c for c in same if not person.note or c.note == person.note]
    if len(same) > 1:
        return Refusal("round.equal_names", {"name": person.name})
    if same:
        return same[0]
    new = next(f"n{number}" for number in range(1, len(taken) + 2) if f"n{number}" not in taken)
    return _newcomer({"id": new, "name": person.name, "note": person.note})


def _newcomer(given: Mapping[str, Any]) -> Candidate | Refusal:
    """Somebody who did not stand before, held to what a definition asks of a candidate."""
    try:
        form = CandidateForm.model_validate(given)
    except ValidationError as error:
        problem = problems_of(error, DEFINITION, CandidateForm)[0]
        return Refusal(problem.code, {"place": problem.place, **problem.facts})
    return Candidate(form.id, form.name, form.note)


_SLATES: Mapping[RoundReason, Callable[[_Asked], Slate | Refusal]] = {
    "revote": _tied,
    "separate_vote": _for_vacancies,
    "vote_again": _same,
    "formal": _pre_elected,
    "amended": _amended,
}
