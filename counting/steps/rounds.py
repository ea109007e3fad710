"""Later rounds of a contest: each brings its own amendment of the definition, as an event."""

from dataclasses import dataclass, replace

from counting.codes.ballots import MAX_ROUND
from counting.layout import lay_out as layout
from counting.model.context import Context
from counting.model.election import Amendment, RoundReason
from counting.model.refusal import InputError, Refusal
from counting.model.state import Phase, Round, State, WithdrawnRound
from counting.rounds.amendment import amend, contest_of_round, new_round
from counting.rounds.candidates import Candidates, candidates_of, outside_ratio, outsiders
from counting.rounds.history import next_number, not_offered
from counting.rounds.next_round import Named, NextRound
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, of_round


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound(Command):
    """Open the round that follows the current one, if what that one came to allows it.

    `candidates`: needed where people choose who stands, else they only set the order of the
    ballot. Where people choose, a contest ordered by strokes puts them in that order itself;
    `leading` takes that many losers instead. `losers_of` (amended lists of alternates) adds the
    losing candidates of that contest. `reason` is what people say; some rounds need it.
    """

    contest: str
    why: RoundReason
    candidates: tuple[Named, ...] = ()
    leading: int | None = None
    losers_of: str | None = None
    reason: str = ""
    round: int | None = None


@dataclass(frozen=True, slots=True)
class RoundOpened(Event):
    contest: str
    round: int
    amendment: Amendment


@dataclass(frozen=True, slots=True)
class WithdrawRound(Command):
    """Take back a round opened by mistake, while none of its ballots is out."""

    contest: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class RoundWithdrawn(Event):
    contest: str
    round: int
    reason: str


# Reasons that are a choice of people's, so they say why; the others follow from the figures.
_NEEDS_REASON: frozenset[RoundReason] = frozenset({"amended"})
# Lists that people made or added to, which the differential ratio is asked of.
_HELD_TO_RATIO: frozenset[RoundReason] = frozenset({"separate_vote", "formal", "amended"})


@of_round
def _open(state: State, parent: Round, command: OpenRound, _context: Context) -> Answer:
    if refusal := not_offered(parent, command.why):
        return refusal
    explained = bool(command.reason.strip())
    if command.why in _NEEDS_REASON and not explained:
        return Refusal("round.needs_reason", {"offer": command.why})
    number = next_number(state, command.contest)
    if number > MAX_ROUND:
        return Refusal("round.too_many", {"most": MAX_ROUND})
    assert state.seal is not None  # a contest has rounds only once it is sealed
    sealed = state.seal.congress.contest(command.contest)
    assert sealed is not None  # a round of it was found
    new = NextRound(
        state=state,
        sealed=sealed,
        parent=parent,
        reason=command.why,
        named=command.candidates,
        leading=command.leading,
        losers_of=command.losers_of,
    )
    candidates = candidates_of(new)
    if isinstance(candidates, Refusal):
        return candidates
    if refusal := _unfit(new, candidates, explained=explained):
        return refusal
    contest = contest_of_round(new, candidates)
    try:
        pages = layout.lay_out(contest)
    except InputError as error:
        first = error.problems[0]
        return Refusal(first.code, {"place": first.place, **first.facts})
    amendment = amend(
        state.seal,
        number,
        command.why,
        parent.number,
        contest,
        pages,
        note=command.reason,
        losers_of=command.losers_of,
    )
    return (RoundOpened(command.contest, number, amendment),)


def _unfit(new: NextRound, candidates: Candidates, *, explained: bool) -> Refusal | None:
    """Why these candidates cannot contest the seats; outside the ratio only with a reason."""
    if len(candidates) < new.seats:
        return Refusal(
            "round.fewer_than_seats", {"candidates": len(candidates), "seats": new.seats}
        )
    strangers = outsiders(new.state, new.sealed, candidates) if new.parent.seated else ()
    if strangers:
        facts = {"name": ", ".join(strangers), "contest": new.sealed.title}
        return Refusal("electors.candidate_outside", facts)
    ratio = outside_ratio(new, candidates) if new.reason in _HELD_TO_RATIO else None
    return Refusal("round.ratio_needs_reason", ratio) if ratio and not explained else None


@of_round
def _withdraw(_state: State, round_: Round, command: WithdrawRound, _context: Context) -> Answer:
    facts = {"contest": round_.contest.title, "round": round_.number, "phase": round_.phase.value}
    issued = any(count.figures.issued is not None for count in round_.delegations.values())
    if round_.amendment is None or issued or round_.phase not in (Phase.SEALED, Phase.ATTENDED):
        return Refusal("round.not_withdrawn", facts)
    if not command.reason.strip():
        return Refusal("round.withdraw_needs_reason", facts)
    return (RoundWithdrawn(command.contest, round_.number, command.reason),)


def _opened(state: State, event: RoundOpened) -> State:
    parent = state.rounds[event.contest, event.amendment.parent]
    assert state.congress is not None
    contest = replace(event.amendment.contest, name_key=parent.contest.name_key)
    return state.with_round(
        new_round(state.congress, contest, event.round, event.amendment, parent.seated)
    )


def _withdrawn(state: State, event: RoundWithdrawn) -> State:
    key = event.contest, event.round
    amendment = state.rounds[key].amendment
    assert amendment is not None  # the first round is never withdrawn
    gone = WithdrawnRound(*key, amendment, event.reason)
    rounds = {k: round_ for k, round_ in state.rounds.items() if k != key}
    return replace(state, rounds=rounds, withdrawn=(*state.withdrawn, gone))


HANDLERS: Handlers = {OpenRound: _open, WithdrawRound: _withdraw}
EVOLVERS: Evolvers = {RoundOpened: _opened, RoundWithdrawn: _withdrawn}
