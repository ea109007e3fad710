"""Later rounds of a contest: each brings its own amendment of the definition, as an event."""

from dataclasses import dataclass, replace
from typing import Literal

from counting.codes.ballots import MAX_ROUND
from counting.layout import lay_out as layout
from counting.model.context import Context
from counting.model.election import Amendment, RoundReason
from counting.model.refusal import InputError, Refusal
from counting.model.state import Phase, Round, State, WithdrawnRound
from counting.rounds.amendment import Next, amend, contest_of_round, opening
from counting.rounds.candidates import Named, Slate, Wanted, outside_ratio, outsiders, slate_of
from counting.rounds.history import elected_by, next_number, offers, roster
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, find_round

Why = Literal["revote", "separate_vote", "vote_again", "formal", "amended"]


@dataclass(frozen=True, slots=True)
class OpenRound(Command):
    """Open the round that follows the current one, if what that one came to allows it.

    `candidates`: needed where people choose who stands, else they only set the order of the
    ballot. Where people choose, a contest ordered by strokes puts them in that order itself;
    `leading` takes that many losers instead. `losers_of` (amended lists of alternates) adds the
    losing candidates of that contest. `reason` is what people say; some rounds need it.
    """

    contest: str
    why: Why
    candidates: tuple[Named, ...] = ()
    leading: int | None = None
    losers_of: str | None = None
    reason: str = ""


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


@dataclass(frozen=True, slots=True)
class RoundWithdrawn(Event):
    contest: str
    round: int
    reason: str


# Reasons that are a choice of people's, so they say why; the others follow from the figures.
_NEEDS_REASON: frozenset[RoundReason] = frozenset({"amended"})
# Lists that people made or added to, which the differential ratio is asked of.
_HELD_TO_RATIO: frozenset[RoundReason] = frozenset({"separate_vote", "formal", "amended"})
# The reason alone says who stands: a list that people give can only set the order.
_ORDER_ONLY: frozenset[RoundReason] = frozenset({"revote", "vote_again", "formal"})


def _open(state: State, command: OpenRound, context: Context) -> Answer:
    parent = find_round(state, command.contest, None)
    if isinstance(parent, Refusal):
        return parent
    if refusal := _not_offered(parent, command):
        return refusal
    number = next_number(state, command.contest)
    if number > MAX_ROUND:
        return Refusal("round.too_many", {"most": MAX_ROUND})
    slate = _slate(state, parent, command)
    if isinstance(slate, Refusal):
        return slate
    return _amended(state, parent, command, number, slate)


def _not_offered(parent: Round, command: OpenRound) -> Refusal | None:
    offered = offers(parent)
    if command.why not in offered:
        return Refusal(
            "round.not_offered",
            {
                "contest": parent.contest.title,
                "offer": command.why,
                "offers": ", ".join(offered),
                "phase": parent.phase.value,
            },
        )
    if command.why in _NEEDS_REASON and not command.reason.strip():
        return Refusal("round.needs_reason", {"offer": command.why})
    return None


def _slate(state: State, parent: Round, command: OpenRound) -> Slate | Refusal:
    assert state.congress is not None  # a contest was found in it
    sealed = state.congress.contest(command.contest)
    assert sealed is not None
    wanted = Wanted(command.candidates, command.leading, command.losers_of)
    slate = slate_of(state, sealed, parent, command.why, wanted)
    if isinstance(slate, Refusal):
        return slate
    if len(slate.candidates) < slate.seats:
        return Refusal(
            "round.fewer_than_seats", {"candidates": len(slate.candidates), "seats": slate.seats}
        )
    strangers = outsiders(sealed, parent.seated, slate.candidates) if parent.seated else ()
    if strangers:
        facts = {"name": ", ".join(strangers), "contest": sealed.title}
        return Refusal("electors.candidate_outside", facts)
    outside = outside_ratio(sealed, slate) if command.why in _HELD_TO_RATIO else None
    if outside and not command.reason.strip():
        return Refusal("round.ratio_needs_reason", outside)
    return slate


def _amended(state: State, parent: Round, command: OpenRound, number: int, slate: Slate) -> Answer:
    assert state.seal is not None  # a contest has rounds only once it is sealed
    sealed = state.seal.congress.contest(command.contest)
    assert sealed is not None
    before = parent.contest.elected_before + elected_by(parent)
    as_given = bool(command.candidates) and command.why in _ORDER_ONLY
    everyone = roster(state, command.contest)
    new = Next(sealed, parent.contest, slate.candidates, slate.seats, before, everyone, as_given)
    contest = contest_of_round(command.why, new)
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


def _withdraw(state: State, command: WithdrawRound, context: Context) -> Answer:
    round_ = find_round(state, command.contest, None)
    if isinstance(round_, Refusal):
        return round_
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
        opening(state.congress, contest, event.round, event.amendment, parent.seated)
    )


def _withdrawn(state: State, event: RoundWithdrawn) -> State:
    key = event.contest, event.round
    amendment = state.rounds[key].amendment
    assert amendment is not None  # the first round is never withdrawn
    gone = WithdrawnRound(*key, amendment, event.reason)
    contests = {k: found for k, found in state.rounds.items() if k != key}
    return replace(state, rounds=contests, withdrawn=(*state.withdrawn, gone))


HANDLERS: Handlers = {OpenRound: _open, WithdrawRound: _withdraw}
EVOLVERS: Evolvers = {RoundOpened: _opened, RoundWithdrawn: _withdrawn}
