"""The count of one contest: opened after the vote is declared valid, closed into an outcome."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.election import Mode
from counting.model.figures import Tally
from counting.model.outcome import Outcome
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, State
from counting.result.kinds import kind_of
from counting.rounds.delegations import delegation_balances
from counting.rounds.doubtful import reviews
from counting.rounds.figures import corrected, reopened
from counting.rounds.passes import undecided_between_passes
from counting.rounds.status import progress
from counting.rounds.written import first_passes, tally_of, unbearable
from counting.steps.certify import CertificationWithdrawn, may_be_withdrawn
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
    """Go on with a closed count, whether or not its accounts balance.

    With `batch` that one is counted anew, as by RecountBatch. What is certified and not yet
    released is no longer certified then.
    """

    contest: str
    batch: str | None = None
    reason: str = ""
    round: int | None = None


@dataclass(frozen=True, slots=True)
class CountReopened(Event):
    """The count is open again, and every pass over this batch is superseded."""

    contest: str
    round: int
    batch: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResultReopened(Event):
    """The count is open again: what it came to is decided anew. No batch is superseded."""

    contest: str
    round: int
    reason: str


def contest_tally(round_: Round) -> Tally:
    """The first pass over all batches, added up, after people's decisions, one row a name."""
    return tally_of(round_, first_passes(round_))


def outcome_of(round_: Round, tally: Tally) -> Outcome:
    """What the rules make of a contest's figures and its tally; delegations' accounts follow."""
    figures = replace(round_.figures, valid=tally.valid, invalid=tally.invalid)
    decided: Outcome = kind_of(round_.contest).decide(round_.contest, figures, tally, ())
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
def _close(state: State, round_: Round, command: CloseCount, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.COUNTING) or _unfinished(round_, reviews(state)):
        return refusal
    tally = contest_tally(round_)
    return (CountClosed(command.contest, round_.number, tally, outcome_of(round_, tally)),)


@of_round
def _reopen(_state: State, round_: Round, command: ReopenCount, _context: Context) -> Answer:
    certified = round_.phase is Phase.CERTIFIED
    if refusal := may_be_withdrawn(round_) if certified else in_phase(round_, Phase.CLOSED):
        return refusal
    if command.batch is not None and command.batch not in round_.batches:
        return Refusal("batch.unknown", {"batch": command.batch})
    if not command.reason.strip():
        return Refusal("count.reopen_needs_reason", {"contest": round_.contest.title})
    key, reason = round_.key, command.reason
    withdrawn = (CertificationWithdrawn(*key, reason),) if certified else ()
    if command.batch is None:
        return (*withdrawn, ResultReopened(*key, reason))
    return (*withdrawn, CountReopened(*key, command.batch, reason))


def _unfinished(round_: Round, reviewed: bool) -> Refusal | None:
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
        if undecided := undecided_between_passes(round_.contest, batch, reviewed=reviewed):
            return Refusal("count.pass_undecided", {"batch": batch.id, "pending": undecided})
    now = progress(round_)
    if now.counted != now.returned:
        return Refusal("count.sheets_missing", {"counted": now.counted, "returned": now.returned})
    if now.pending:
        return Refusal("count.pending", {"pending": now.pending})
    return unbearable(round_)


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
            outcome=_with_order(round_, event),
        )
    )


def _with_order(round_: Round, event: CountClosed) -> Outcome:
    """The outcome with what may be said of its order; logs of older versions leave that out."""
    stored = event.outcome
    if stored.order != "listed":
        return stored
    found = outcome_of(round_, event.tally)
    return replace(stored, order=found.order) if found.elected == stored.elected else stored


def _reopened(state: State, event: CountReopened) -> State:
    round_ = reopened(state.rounds[event.contest, event.round])
    batch = round_.batches[event.batch].without_lanes
    round_ = replace(round_, batches={**round_.batches, batch.id: batch})
    return state.with_round(
        corrected(round_, "batch_recounted", event.reason, of=batch.id, before=batch.size)
    )


def _result_reopened(state: State, event: ResultReopened) -> State:
    round_ = reopened(state.rounds[event.contest, event.round])
    return state.with_round(corrected(round_, "count_reopened", event.reason))


HANDLERS: Handlers = {OpenCount: _open, CloseCount: _close, ReopenCount: _reopen}
EVOLVERS: Evolvers = {
    CountOpened: _opened,
    CountClosed: _closed,
    CountReopened: _reopened,
    ResultReopened: _result_reopened,
}
