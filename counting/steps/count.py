"""The count of one contest: opened after the vote is declared valid, closed into an outcome."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.election import Mode
from counting.model.figures import Tally
from counting.model.outcome import Outcome
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, State
from counting.result.outcome import decide
from counting.rounds.delegations import delegation_balances
from counting.rounds.status import progress
from counting.sheets import tally as tallies
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, in_phase, of_round
from counting.steps.paper import ElectionDeclaredValid, may_be_declared


@dataclass(frozen=True, slots=True)
class OpenCount(Command):
    contest: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class CountOpened(Event):
    contest: str
    round: int


@dataclass(frozen=True, slots=True)
class CloseCount(Command):
    contest: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class CountClosed(Event):
    """The whole count: what every screen, paper and export shows from now on."""

    contest: str
    round: int
    tally: Tally
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ReopenCount(Command):
    """Count a batch of a closed count anew, since its accounts do not balance."""

    contest: str
    batch: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class CountReopened(Event):
    """The count is open again, and every pass over this batch is superseded."""

    contest: str
    round: int
    batch: str
    reason: str


def contest_tally(round_: Round) -> Tally:
    """The first pass over all batches, added up, after people's decisions, spellings merged."""
    total = tallies.empty(len(round_.contest.candidates))
    for batch in round_.batches.values():
        lane = batch.lanes.get(1)
        if lane and lane.tally:
            total = tallies.combine(total, lane.tally)
    return tallies.merged(total, round_.spellings)


def outcome_of(round_: Round, tally: Tally) -> Outcome:
    """What the rules make of a contest's figures and its tally; delegations' accounts follow."""
    figures = replace(round_.figures, valid=tally.valid, invalid=tally.invalid)
    decided = decide(round_.contest, figures, tally)
    apart = delegation_balances(round_)
    return replace(decided, balances=(*decided.balances, *apart)) if apart else decided


@of_round
def _open(state: State, round_: Round, command: OpenCount, _context: Context) -> Answer:
    if refusal := may_be_declared(round_):
        return refusal
    opened = CountOpened(command.contest, round_.number)
    if round_.declared_valid:
        return (opened,)
    if state.mode is Mode.OFFICIAL:
        return Refusal("count.not_declared_valid", {"contest": round_.contest.title})
    return (ElectionDeclaredValid(command.contest, round_.number), opened)


@of_round
def _close(_state: State, round_: Round, command: CloseCount, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.COUNTING) or _unfinished(round_):
        return refusal
    tally = contest_tally(round_)
    return (CountClosed(command.contest, round_.number, tally, outcome_of(round_, tally)),)


@of_round
def _reopen(_state: State, round_: Round, command: ReopenCount, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.CLOSED):
        return refusal
    if command.batch not in round_.batches:
        return Refusal("batch.unknown", {"batch": command.batch})
    outcome = round_.outcome
    assert outcome is not None  # a closed count has one
    if not outcome.errors and all(balance.ok for balance in outcome.balances):
        return Refusal("count.balances", {"contest": round_.contest.title})
    if not command.reason.strip():
        return Refusal("count.reopen_needs_reason", {"batch": command.batch})
    return (CountReopened(command.contest, round_.number, command.batch, command.reason),)


def _unfinished(round_: Round) -> Refusal | None:
    """What still stands between this count and its close, with both numbers."""
    passes = round_.contest.passes
    for batch in round_.batches.values():
        if batch.open_lane:
            return Refusal("count.batch_open", {"batch": batch.id, "pass": batch.open_lane.number})
        if len(batch.lanes) < passes:
            return Refusal(
                "count.pass_missing",
                {"batch": batch.id, "counted": len(batch.lanes), "passes": passes},
            )
    now = progress(round_)
    if now.counted != now.returned:
        return Refusal("count.sheets_missing", {"counted": now.counted, "returned": now.returned})
    if now.pending:
        return Refusal("count.pending", {"pending": now.pending})
    return None


def _opened(state: State, event: CountOpened) -> State:
    round_ = state.rounds[event.contest, event.round]
    return state.with_round(replace(round_, phase=Phase.COUNTING))


def _closed(state: State, event: CountClosed) -> State:
    round_ = state.rounds[event.contest, event.round]
    figures = replace(round_.figures, valid=event.tally.valid, invalid=event.tally.invalid)
    return state.with_round(
        replace(
            round_,
            phase=Phase.CLOSED,
            figures=figures,
            tally=event.tally,
            outcome=event.outcome,
        )
    )


def _reopened(state: State, event: CountReopened) -> State:
    round_ = state.rounds[event.contest, event.round]
    batch = round_.batches[event.batch]
    fresh = replace(batch, lanes={}, differences=(), recounts=batch.recounts + 1)
    return state.with_round(
        replace(
            round_,
            phase=Phase.COUNTING,
            batches={**round_.batches, batch.id: fresh},
            figures=replace(round_.figures, valid=None, invalid=None),
            tally=None,
            outcome=None,
        )
    )


HANDLERS: Handlers = {OpenCount: _open, CloseCount: _close, ReopenCount: _reopen}
EVOLVERS: Evolvers = {CountOpened: _opened, CountClosed: _closed, CountReopened: _reopened}
