"""Who stands in a later round: the tied, people's choice, leading losers, or those pre-elected."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from pydantic import ValidationError

from counting.definition.form import DEFINITION, LONGEST_ID, CandidateForm
from counting.input.forms import problems_of
from counting.model.election import Candidate, Contest, RoundReason
from counting.model.refusal import Refusal
from counting.model.state import Round, State
from counting.names.listed import labels
from counting.names.same import key_of
from counting.result.election import standings
from counting.rounds.history import elected_by, history, roster, rounds_of
from counting.rounds.next_round import Named, NextRound
from counting.rules.differential import bounds

Candidates = tuple[Candidate, ...]
Key = Callable[[str], str]
"""What of a name is compared (`counting.names.same.key_of`)."""


def candidates_of(new: NextRound) -> Candidates | Refusal:
    """The candidates of a later round in ballot order, or why these cannot stand.

    Where the reason alone says who stands, people's list may only set their order.
    """
    return _CANDIDATES[new.reason](new)


def outside_ratio(new: NextRound, candidates: Candidates) -> Mapping[str, object] | None:
    """Both numbers when these candidates are too few or too many for the seats; else None."""
    fewest, most = bounds(new.sealed.rules.differential, new.seats)
    count = len(candidates)
    if count >= fewest and (most is None or count <= most):
        return None
    allowed = f"≥ {fewest}" if most is None else "–".join(map(str, sorted({fewest, most})))
    return {"candidates": count, "seats": new.seats, "allowed": allowed}


def outsiders(state: State, contest: Contest, candidates: Iterable[Candidate]) -> list[str]:
    """Names that stand although they are not electors, where the office is filled from these.

    The electors are those whom the contests of `electors_from` have elected.
    """
    if contest.office not in _FROM_AMONG_ELECTORS:
        return []
    key = key_of(contest)
    electors = {
        key(name)
        for source in contest.electors_from
        for round_ in rounds_of(state, source)
        if not round_.contest.preliminary
        for name in _names(round_, elected_by(round_))
    }
    return [c.name for c in candidates if key(c.name) not in electors]


_FROM_AMONG_ELECTORS = frozenset({"standing", "secretary"})


def _by_label(round_: Round) -> Mapping[str, Candidate]:
    return dict(zip(labels(round_.contest), round_.contest.candidates, strict=True))


def _names(round_: Round, people: Iterable[str]) -> list[str]:
    """The names of those whom an outcome calls by these labels, without their notes."""
    listed = _by_label(round_)
    return [listed[label].name if label in listed else label for label in people]


def _people(round_: Round, people: Iterable[str]) -> list[Named]:
    """Those whom an outcome calls by these labels: candidates by id, written ones by name."""
    listed = _by_label(round_)
    return [Named(id=listed[n].id) if n in listed else Named(name=n) for n in people]


def _tied(new: NextRound) -> Candidates | Refusal:
    outcome = new.parent.outcome
    assert outcome is not None  # a revote is offered for a tie only
    assert outcome.tie is not None
    tied = _people(new.parent, outcome.tie.candidates)
    return _exactly(new, tied, new.parent.contest.candidates)


def _pre_elected(new: NextRound) -> Candidates | Refusal:
    stage = [r for r in rounds_of(new.state, new.sealed.id) if r.contest.preliminary]
    people = [person for round_ in stage for person in _people(round_, elected_by(round_))]
    return _exactly(new, people, new.roster)


def _same(new: NextRound) -> Candidates | Refusal:
    listed = new.parent.contest.candidates
    if not new.named:
        return listed
    return _exactly(new, [Named(id=candidate.id) for candidate in listed], listed)


def _for_vacancies(new: NextRound) -> Candidates | Refusal:
    candidates = _chosen(new, new.roster) if new.named else _leading(new)
    if isinstance(candidates, Refusal):
        return candidates
    holders = _holders(new)
    if again := [c.name for c in candidates if holders.has(c)]:
        return Refusal("round.already_elected", {"name": ", ".join(again)})
    return candidates


@dataclass(frozen=True, slots=True)
class _Holders:
    """Who was elected: candidates by id, since names may be equal; written ones by name."""

    ids: frozenset[str]
    names: frozenset[str]
    key: Key

    def has(self, candidate: Candidate) -> bool:
        return candidate.id in self.ids or self.key(candidate.name) in self.names


def _elected(rounds: Iterable[Round], key: Key) -> _Holders:
    people = [person for round_ in rounds for person in _people(round_, elected_by(round_))]
    return _Holders(
        frozenset(person.id for person in people if person.id is not None),
        frozenset(key(person.name) for person in people if person.name is not None),
        key,
    )


def _holders(new: NextRound) -> _Holders:
    """Who holds a seat (before the formal vote: a place) at this stage of the contest."""
    stage = new.parent.contest.preliminary
    chain = rounds_of(new.state, new.sealed.id)
    at_stage = (round_ for round_ in chain if round_.contest.preliminary == stage)
    return _elected(at_stage, key_of(new.sealed))


def _leading(new: NextRound) -> Candidates | Refusal:
    """The losers with most approvals in the last vote that was not only among the tied.

    As many as asked for, else as few as the differential ratio allows; those with equal
    approvals at the cut stand too, since only people may choose among them.
    """
    chain = rounds_of(new.state, new.sealed.id)
    whole = next((r for r in reversed(chain) if r.tally and r.contest.again != "revote"), None)
    holders = _holders(new)
    listed = whole.contest.candidates if whole else ()
    fewest, most = bounds(new.sealed.rules.differential, new.seats)
    wanted = fewest if new.leading is None else new.leading
    standing = standings(whole.contest, whole.tally) if whole and whole.tally else ()
    losers = [s for s in standing if s.place is not None and not holders.has(listed[s.place])]
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


def _amended(new: NextRound) -> Candidates | Refusal:
    """The parent's list with another's losing candidates, or the list that people name."""
    contest, pool = new.parent.contest, new.roster
    if new.losers_of is not None:
        losers = _losers_of(new, new.losers_of)
        if isinstance(losers, Refusal):
            return losers
        if not new.named:
            return (*contest.candidates, *losers)
        pool = (*pool, *losers)
    if not new.named:
        return Refusal("round.needs_candidates", {"contest": contest.title})
    return _chosen(new, pool)


def _losers_of(new: NextRound, source_id: str) -> Candidates | Refusal:
    """Who stood for a committee seat in vain, once that is settled; only alternates are joined."""
    state, target = new.state, new.sealed
    source = state.congress.contest(source_id) if state.congress else None
    if source is None or source.office != "member" or target.office != "alternate":
        return Refusal("round.no_such_losers", {"source": source_id, "contest": target.title})
    if not history(state, source_id).settled:
        return Refusal("round.source_open", {"source": source.title})
    key = key_of(target)
    taken = {candidate.id for candidate in new.roster}
    formal = (r for r in rounds_of(state, source_id) if not r.contest.preliminary)
    holders = _elected(formal, key)
    listed = {key(c.name) for c in new.parent.contest.candidates}
    losers: list[Candidate] = []
    for candidate in roster(state, source_id):
        if key(candidate.name) not in listed and not holders.has(candidate):
            joined = f"{source_id}.{candidate.id}"
            if len(joined) > LONGEST_ID or joined in taken:
                joined = _fresh_id(taken)
            taken.add(joined)
            losers.append(replace(candidate, id=joined))
    return tuple(losers)


def _fresh_id(taken: Container[str]) -> str:
    """The id of a newcomer: n1, n2 … as far as they are free."""
    return next(one for n in count(1) if (one := f"n{n}") not in taken)


def _exactly(
    new: NextRound, people: Sequence[Named], listed: Sequence[Candidate]
) -> Candidates | Refusal:
    """These people as candidates: in the order people give, else as listed, written ones last."""
    pool = new.roster
    key = key_of(new.sealed)
    expected = _resolved(people, pool, key)
    if isinstance(expected, Refusal):
        return expected
    if not new.named:
        places = {candidate.id: place for place, candidate in enumerate(listed)}
        return tuple(sorted(expected, key=lambda c: places.get(c.id, len(listed))))
    candidates = _chosen(new, pool)
    if isinstance(candidates, Refusal):
        return candidates
    known = {candidate.id for candidate in pool}
    if _identities(candidates, known, key) != _identities(expected, known, key):
        given = ", ".join(sorted(candidate.name for candidate in candidates))
        names = ", ".join(sorted(candidate.name for candidate in expected))
        return Refusal("round.other_candidates", {"given": given, "expected": names})
    return candidates


def _identities(people: Iterable[Candidate], known: set[str], key: Key) -> set[str]:
    """Those who stood before by id; newcomers by name, for their ids follow the order given."""
    return {c.id if c.id in known else key(c.name) for c in people}


def _chosen(new: NextRound, pool: Sequence[Candidate]) -> Candidates | Refusal:
    """Those whom people name, each once."""
    candidates = _resolved(new.named, pool, key_of(new.sealed))
    if isinstance(candidates, Refusal):
        return candidates
    for number, candidate in enumerate(candidates):
        if any(candidate.id == other.id for other in candidates[:number]):
            return Refusal("round.candidate_twice", {"name": candidate.name})
    return candidates


def _resolved(named: Iterable[Named], pool: Sequence[Candidate], key: Key) -> Candidates | Refusal:
    """Those named: by id from `pool`; by name the only one of that name in it, else a newcomer."""
    candidates: list[Candidate] = []
    taken = {candidate.id for candidate in pool}
    for person in named:
        candidate = _one(person, pool, taken, key)
        if isinstance(candidate, Refusal):
            return candidate
        candidates.append(candidate)
        taken.add(candidate.id)
    return tuple(candidates)


def _one(
    person: Named, pool: Sequence[Candidate], taken: set[str], key: Key
) -> Candidate | Refusal:
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
    return _newcomer({"id": _fresh_id(taken), "name": person.name, "note": person.note})


def _newcomer(fields: Mapping[str, Any]) -> Candidate | Refusal:
    """Somebody who did not stand before, held to what a definition asks of a candidate."""
    try:
        form = CandidateForm.model_validate(fields)
    except ValidationError as error:
        problem = problems_of(error, DEFINITION, CandidateForm)[0]
        return Refusal(problem.code, {"place": problem.place, **problem.facts})
    return Candidate(form.id, form.name, form.note)


_CANDIDATES: Mapping[RoundReason, Callable[[NextRound], Candidates | Refusal]] = {
    "revote": _tied,
    "separate_vote": _for_vacancies,
    "vote_again": _same,
    "formal": _pre_elected,
    "amended": _amended,
}
