"""The count of one contest: opened after the vote is declared valid, closed into an outcome."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.election import Mode
from counting.model.figures import Tally
from counting.model.outcome import Outcome
from counting.model.refusal import Refusal
from counting.model.state import ContestState, Phase, State
from counting.result.outcome import decide
from counting.rounds.delegations import delegation_accounts
from counting.rounds.status import progress
from counting.sheets import tally as tallies
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, in_phase, of_contest
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


def contest_tally(contest: ContestState) -> Tally:
    """The first pass over all batches, added up, after people's decisions, spellings merged."""
    total = tallies.empty(len(contest.contest.candidates))
    for batch in contest.batches.values():
        lane = batch.lanes.get(1)
        if lane and lane.tally:
            total = tallies.combine(total, lane.tally)
    return tallies.merged(total, contest.spellings)


def outcome_of(contest: ContestState, tally: Tally) -> Outcome:
    """What the rules make of a contest's figures and its tally; delegations' accounts follow."""
    figures = replace(contest.figures, valid=tally.valid, invalid=tally.invalid)
    decided = decide(contest.contest, figures, tally)
    apart = delegation_accounts(contest)
    return replace(decided, accounts=(*decided.accounts, *apart)) if apart else decided


@of_contest
def _open(state: State, found: ContestState, command: OpenCount, context: Context) -> Answer:
    if refusal := may_be_declared(found):
        return refusal
    opened = CountOpened(command.contest, found.round)
    if found.declared_valid:
        return (opened,)
    if state.mode is Mode.OFFICIAL:
        return Refusal("count.not_declared_valid", {"contest": found.contest.title})
    return (ElectionDeclaredValid(command.contest, found.round), opened)


@of_contest
def _close(state: State, found: ContestState, command: CloseCount, context: Context) -> Answer:
    if refusal := in_phase(found, Phase.COUNTING) or _unfinished(found):
        return refusal
    tally = contest_tally(found)
    return (CountClosed(command.contest, found.round, tally, outcome_of(found, tally)),)


@of_contest
def _reopen(state: State, found: ContestState, command: ReopenCount, context: Context) -> Answer:
    if refusal := in_phase(found, Phase.CLOSED):
        return refusal
    if command.batch not in found.batches:
        return Refusal("batch.unknown", {"batch": command.batch})
    outcome = found.outcome
    assert outcome is not None  # a closed count has one
    if not outcome.errors and all(account.ok for account in outcome.accounts):
        return Refusal("count.balances", {"contest": found.contest.title})
    if not command.reason.strip():
        return Refusal("count.reopen_needs_reason", {"batch": command.batch})
    return (CountReopened(command.contest, found.round, command.batch, command.reason),)


def _unfinished(found: ContestState) -> Refusal | None:
    """What still stands between this count and its close, with both numbers."""
    passes = found.contest.passes
    for batch in found.batches.values():
        if batch.open_lane:
            return Refusal("count.batch_open", {"batch": batch.id, "pass": batch.open_lane.number})
        if len(batch.lanes) < passes:
            return Refusal(
                "count.pass_missing",
                {"batch": batch.id, "counted": len(batch.lanes), "passes": passes},
            )
    now = progress(found)
    if now.counted != now.returned:
        return Refusal("count.sheets_missing", {"counted": now.counted, "returned": now.returned})
    if now.pending:
        return Refusal("count.pending", {"pending": now.pending})
    return None


def _opened(state: State, event: CountOpened) -> State:
    found = state.contests[event.contest, event.round]
    return state.with_contest(replace(found, phase=Phase.COUNTING))


def _closed(state: State, event: CountClosed) -> State:
    found = state.contests[event.contest, event.round]
    figures = replace(found.figures, valid=event.tally.valid, invalid=event.tally.invalid)
    return state.with_contest(
        replace(
            found,
            phase=Phase.CLOSED,
            figures=figures,
            tally=event.tally,
            outcome=event.outcome,
        )
    )


def _reopened(state: State, event: CountReopened) -> State:
    found = state.contests[event.contest, event.round]
    batch = found.batches[event.batch]
    fresh = replace(batch, lanes={}, differences=(), recounts=batch.recounts + 1)
    return state.with_contest(
        replace(
            found,
            phase=Phase.COUNTING,
            batches={**found.batches, batch.id: fresh},
            figures=replace(found.figures, valid=None, invalid=None),
            tally=None,
            outcome=None,
        )
    )


HANDLERS: Handlers = {OpenCount: _open, CloseCount: _close, ReopenCount: _reopen}
EVOLVERS: Evolvers = {CountOpened: _opened, CountClosed: _closed, CountReopened: _reopened}
