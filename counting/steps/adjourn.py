"""A contest that is not held: no quorum, a vote that is void, or put off before a ballot is out."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import Adjournment, NotHeld, Phase, Round, State
from counting.rounds.figures import UNTIL_CERTIFIED, corrected
from counting.rules.thresholds import quorum
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, of_round

_NOTHING_OUT = (Phase.SEALED, Phase.ATTENDED)


@dataclass(frozen=True, slots=True)
class Adjourn(Command):
    """Record that a contest was not held. Nothing is recorded about it from then on."""

    contest: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ContestAdjourned(Event):
    """`cause` is why, by the figures recorded until then."""

    contest: str
    round: int
    cause: NotHeld
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawAdjournment(Command):
    """Go on with a contest recorded as not held: it is held after all, or was taken for another."""

    contest: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class AdjournmentWithdrawn(Event):
    contest: str
    round: int
    reason: str


def adjourned(round_: Round) -> Refusal | None:
    """Why nothing can be recorded about this round, if it was not held."""
    if round_.adjourned is None:
        return None
    facts = {"contest": round_.contest.title, "reason": round_.adjourned.reason}
    return Refusal("contest.adjourned", facts)


@of_round
def _adjourn(_state: State, round_: Round, command: Adjourn, _context: Context) -> Answer:
    facts = {"contest": round_.contest.title}
    cause = _cause(round_)
    if cause is None:
        return Refusal("adjourn.under_way", {**facts, "phase": round_.phase.value})
    if open_ := [batch.id for batch in round_.batches.values() if batch.open_lane]:
        return Refusal("adjourn.batch_open", {**facts, "batch": open_[0]})
    if not command.reason.strip():
        return Refusal("adjourn.needs_reason", facts)
    return (ContestAdjourned(*round_.key, cause, command.reason.strip()),)


def _cause(round_: Round) -> NotHeld | None:
    """Why a contest that stands so is not held; None for one that has to be carried through."""
    if round_.phase is Phase.VOID:
        return "void"
    before = round_.phase in _NOTHING_OUT
    attended = round_.figures.present is not None and (before or round_.phase in UNTIL_CERTIFIED)
    if attended and not quorum(round_.contest.rules, round_.figures).met:
        return "quorum"
    out = any(count.figures.issued is not None for count in round_.delegations.values())
    return "put_off" if before and not out else None


@of_round
def _withdraw(
    _state: State, round_: Round, command: WithdrawAdjournment, _context: Context
) -> Answer:
    facts = {"contest": round_.contest.title}
    if round_.adjourned is None:
        return Refusal("adjourn.nothing", facts)
    if not command.reason.strip():
        return Refusal("adjourn.needs_reason", facts)
    return (AdjournmentWithdrawn(*round_.key, command.reason.strip()),)


def _adjourned(state: State, event: ContestAdjourned) -> State:
    round_ = state.rounds[event.contest, event.round]
    return state.with_round(replace(round_, adjourned=Adjournment(event.cause, event.reason)))


def _withdrawn(state: State, event: AdjournmentWithdrawn) -> State:
    round_ = replace(state.rounds[event.contest, event.round], adjourned=None)
    return state.with_round(corrected(round_, "adjournment_withdrawn", event.reason))


HANDLERS: Handlers = {Adjourn: _adjourn, WithdrawAdjournment: _withdraw}
EVOLVERS: Evolvers = {ContestAdjourned: _adjourned, AdjournmentWithdrawn: _withdrawn}
