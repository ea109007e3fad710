"""The rounds of a contest: what may follow each, and their chain as one readable history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from counting.model.election import Amendment, Candidate, RoundReason
from counting.model.figures import Figures
from counting.model.geometry import PageGeometry
from counting.model.outcome import Order, Outcome
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, Ruling, RulingKind, State
from counting.names.listed import labels
from counting.result.announcement import Announcement, announced
from counting.result.election import Standing

Why = Literal["first", "pre_election"] | RoundReason
Offer = RoundReason | RulingKind
"""What may follow a round: another round of the contest, or a ruling by people."""

_CERTIFIED = (Phase.CERTIFIED, Phase.RELEASED)
_NOT_ISSUED = (Phase.SEALED, Phase.ATTENDED)
_AFTER_TIE: Mapping[str, Offer] = {
    "revote_among_tied": "revote",
    "fewest_against_then_revote": "revote",
    "lot": "lot",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRecord:
    """One round of a history: its number, why it was held, its figures, the elected, the rulings.

    `elected` are the formal candidates when it was a pre-election (`preliminary`); empty until
    the count is closed. `seats` are those this round was held for.
    """

    round: int
    why: Why
    parent: int | None
    preliminary: bool
    phase: Phase
    seats: int
    candidates: tuple[str, ...]
    figures: Figures
    outcome: Outcome | None
    elected: tuple[str, ...]
    rulings: tuple[Ruling, ...]
    amendment: Amendment | None

    @property
    def note(self) -> str:
        """What people gave as the reason of this round."""
        return self.amendment.note if self.amendment else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All rounds of a contest in order. `elected_in`: who was elected, in which round.

    `seats` are those of the contest after any reduction, `vacancies` those still empty.
    `final` lists the elected in the announce order, of which `order` may be said; it is complete
    once `settled`: the last round is certified and nothing is left open, or people have accepted
    what is.
    """

    contest: str
    title: str
    rounds: tuple[RoundRecord, ...]
    elected_in: Mapping[str, int]
    seats: int
    vacancies: int
    settled: bool
    final: tuple[str, ...]
    order: Order


def rounds_of(state: State, contest_id: str) -> tuple[Round, ...]:
    """The rounds of a contest, first to last; withdrawn ones are not among them."""
    rounds = (round_ for (cid, _), round_ in state.rounds.items() if cid == contest_id)
    return tuple(sorted(rounds, key=lambda round_: round_.number))


def next_number(state: State, contest_id: str) -> int:
    """The number of the next round: no number is used twice, a withdrawn round's neither."""
    used = [round_.number for round_ in rounds_of(state, contest_id)]
    used += [w.round for w in state.withdrawn if w.contest == contest_id]
    return max(used, default=0) + 1


def pages_of(state: State, round_: Round) -> tuple[PageGeometry, ...]:
    """Where everything stands on the ballot of a round: its own amendment's, else as sealed."""
    if round_.amendment:
        return round_.amendment.geometry
    return state.seal.geometry.get(round_.contest.id, ()) if state.seal else ()


def roster(state: State, contest_id: str) -> tuple[Candidate, ...]:
    """Everyone who stands or stood for a contest: sealed ones, then newcomers by round.

    A place in it never changes, since command cards name candidates by it.
    """
    sealed = state.seal.congress.contest(contest_id) if state.seal else None
    amendments = {round_.number: round_.amendment for round_ in rounds_of(state, contest_id)}
    amendments |= {w.round: w.amendment for w in state.withdrawn if w.contest == contest_id}
    people = {candidate.id: candidate for candidate in (sealed.candidates if sealed else ())}
    for number in sorted(amendments):
        if amendment := amendments[number]:
            for candidate in amendment.contest.candidates:
                people.setdefault(candidate.id, candidate)
    return tuple(people.values())


def elected_by(round_: Round) -> tuple[str, ...]:
    """Whom a round elected, those on whom the lot fell included; none until it is closed."""
    return announcement_of(round_).names


def announcement_of(round_: Round) -> Announcement:
    """Whom a round elected as they are announced, those on whom the lot fell in their place."""
    outcome, contest = round_.outcome, round_.contest
    if not round_.phase.final or outcome is None:
        return Announcement((), "listed")
    drawn = tuple(name for r in round_.rulings if r.kind == "lot" for name in r.elected)
    if not drawn:
        return Announcement(outcome.elected, outcome.order)
    names = (*outcome.elected, *drawn)
    if contest.rules.announce_order == "votes_then_strokes":
        return Announcement(names, "votes")  # whoever drew lots had fewest votes, all equal
    places = {label: place for place, label in enumerate(labels(contest))}
    people = [candidate.name for candidate in contest.candidates]
    standing = [
        Standing(
            name=name,
            bare=people[places[name]] if name in places else "",
            approvals=0,
            place=places.get(name),
        )
        for name in sorted(names, key=lambda name: places.get(name, len(places)))
    ]
    return announced(contest, standing, frozenset(names))


def seats_left(round_: Round) -> int:
    """Seats of a closed round that nobody holds: vacant or tied, less those given up."""
    return round_.contest.seats - len(elected_by(round_)) - _given_up(round_)


def _given_up(round_: Round) -> int:
    before = round_.contest.seats + len(round_.contest.elected_before)
    reduced = [r.seats for r in round_.rulings if r.seats is not None]
    return before - min(reduced) if reduced else 0


def tie_open(round_: Round) -> bool:
    """Whether a tie waits for a revote or a lot."""
    outcome = round_.outcome
    if outcome is None or outcome.tie is None or round_.contest.rules.tie == "none_elected":
        return False
    return not any(ruling.kind == "lot" for ruling in round_.rulings)


def offers(round_: Round) -> tuple[Offer, ...]:
    """What may follow this round as it stands, the first thing first; people choose.

    Nothing before the figures are certified, but for a void vote, which is held again, and a
    list that may be amended while no ballot of it is out (`may_be_amended`). Nothing follows a
    round that was not held, unless people take that back.
    """
    if round_.adjourned:
        return ()
    if round_.phase is Phase.VOID:
        return ("vote_again",)
    if round_.phase in _NOT_ISSUED:
        return ("amended",) if may_be_amended(round_) else ()
    if round_.phase not in _CERTIFIED or round_.outcome is None:
        return ()
    ruled = {ruling.kind for ruling in round_.rulings}
    formal: tuple[Offer, ...] = ("formal",) if round_.contest.preliminary else ()
    if "accept" in ruled:
        return formal
    if tie_open(round_):
        return (_AFTER_TIE[round_.contest.rules.tie], "accept")
    if seats_left(round_) <= 0:
        return formal
    options = (option for option in round_.outcome.options if option not in ruled)
    return (*options, *formal, "accept")


def not_offered(round_: Round, offer: Offer) -> Refusal | None:
    """Why this may not follow the round as it stands, if so."""
    offered = offers(round_)
    if offer in offered:
        return None
    return Refusal(
        "round.not_offered",
        {
            "contest": round_.contest.title,
            "offer": offer,
            "offers": ", ".join(offered),
            "phase": round_.phase.value,
        },
    )


def may_be_amended(round_: Round) -> bool:
    """Alternates may be joined by others' losing candidates; a plenary's list follows who its
    electors turned out to be. Every other list stands as sealed.
    """
    return round_.contest.office == "alternate" or bool(round_.contest.electors_from)


def history(state: State, contest_id: str) -> History:
    """All rounds of a contest, as every screen and paper shows them."""
    chain = rounds_of(state, contest_id)
    elected = [
        (called.get(name, name), round_.number)
        for round_ in chain
        if not round_.contest.preliminary
        for called in [_called_in_all_rounds(state, round_)]
        for name in elected_by(round_)
    ]
    elected_in: dict[str, int] = {}
    for name, number in elected:
        elected_in.setdefault(name, number)
    sealed = state.congress.contest(contest_id) if state.congress else None
    seats = (sealed.seats if sealed else 0) - sum(map(_given_up, chain))
    final, order = _announced(state, chain, elected_in)
    return History(
        contest=contest_id,
        title=sealed.title if sealed else contest_id,
        rounds=tuple(map(_record, chain)),
        elected_in=elected_in,
        seats=seats,
        vacancies=seats - len(elected),
        settled=bool(chain) and _settled(chain[-1]),
        final=final,
        order=order,
    )


def _called_in_all_rounds(state: State, round_: Round) -> Mapping[str, str]:
    """What tells a candidate of this round apart from everybody who ever stood, by its label."""
    people = roster(state, round_.contest.id)
    sealed = state.congress.contest(round_.contest.id) if state.congress else None
    if sealed is None:
        return {}
    whole = labels(replace(sealed, candidates=people, name_key=round_.contest.name_key))
    by_id = {person.id: label for person, label in zip(people, whole, strict=True)}
    return {
        label: by_id.get(candidate.id, label)
        for candidate, label in zip(round_.contest.candidates, labels(round_.contest), strict=True)
    }


def record_of(past: History, number: int) -> RoundRecord:
    """The record of one round; ValueError when the history has none of that number."""
    for record in past.rounds:
        if record.round == number:
            return record
    raise ValueError(f"{past.contest} has no round {number}")


def _record(round_: Round) -> RoundRecord:
    amendment = round_.amendment
    why: Why = "pre_election" if round_.contest.preliminary else "first"
    return RoundRecord(
        round=round_.number,
        why=amendment.reason if amendment else why,
        parent=amendment.parent if amendment else None,
        preliminary=round_.contest.preliminary,
        phase=round_.phase,
        seats=round_.contest.seats,
        candidates=labels(round_.contest),
        figures=round_.figures,
        outcome=round_.outcome if round_.phase.final else None,
        elected=elected_by(round_),
        rulings=round_.rulings,
        amendment=amendment,
    )


def _settled(last: Round) -> bool:
    certified = last.phase in _CERTIFIED and last.outcome is not None
    return certified and not last.contest.preliminary and not offers(last)


def _announced(
    state: State, chain: Sequence[Round], elected_in: Mapping[str, int]
) -> tuple[tuple[str, ...], Order]:
    """In the announce order of the office; by votes, those of each round after the last one's.

    Who joined in a later round has a place by strokes, or none in an approved order, like a
    written name.
    """
    sealed = state.congress.contest(chain[0].contest.id) if state.congress and chain else None
    if sealed is None:
        return (), "listed"
    if sealed.rules.announce_order == "votes_then_strokes":
        votes = [announcement_of(round_) for round_ in chain if elected_by(round_)]
        return tuple(elected_in), votes[0].order if len(votes) == 1 else "rounds"
    people, key = roster(state, sealed.id), chain[0].contest.name_key
    everyone = replace(sealed, candidates=people, name_key=key)
    every_label = labels(everyone)
    listed = {label: place for place, label in enumerate(every_label)}
    bare = dict(zip(every_label, (person.name for person in people), strict=True))
    names = sorted(elected_in, key=lambda name: listed.get(name, len(listed)))
    count = len(sealed.candidates)
    standing = [
        Standing(
            name=name,
            bare=bare.get(name, ""),
            approvals=0,
            place=place if (place := listed.get(name, count)) < count else None,
        )
        for name in names
    ]
    found = announced(sealed, standing, frozenset(names))
    return found.names, found.order
