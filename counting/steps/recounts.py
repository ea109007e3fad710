"""Batches put right: declared sizes, passes given up, batches counted anew or taken out."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import Batch, Phase, Round, State
from counting.rounds.figures import corrected
from counting.steps.batches import read_of
from counting.steps.count import ResultReopened
from counting.steps.messages import (
    Answer,
    Command,
    Event,
    Evolvers,
    Handlers,
    in_phase,
    of_round,
    out_of_range,
)
from counting.steps.sheets import change_batch


@dataclass(frozen=True, slots=True)
class CorrectBatchSize(Command):
    """The bundle was miscounted by hand: declare its true size, with the reason.

    The sheets of a first pass that is still open stay; else the batch is counted anew.
    """

    contest: str
    batch: str
    size: int
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class BatchSizeCorrected(Event):
    contest: str
    round: int
    batch: str
    size: int
    reason: str


@dataclass(frozen=True, slots=True)
class RecountBatch(Command):
    """Count a batch anew from its paper: both passes are superseded. Until Certify.

    Scrutineers may doubt a count that adds up.
    """

    contest: str
    batch: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class BatchRecounted(Event):
    """Every pass over this batch is superseded, an open one with all that was read in it."""

    contest: str
    round: int
    batch: str
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawBatch(Command):
    """Take a batch out of the count: it is none, or belongs elsewhere. Until Certify."""

    contest: str
    batch: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class BatchWithdrawn(Event):
    contest: str
    round: int
    batch: str
    reason: str


@dataclass(frozen=True, slots=True)
class AbandonPass(Command):
    """Give up the open pass over a batch, with all that was read in it; an earlier pass stays."""

    contest: str
    batch: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class PassAbandoned(Event):
    contest: str
    round: int
    batch: str
    pass_: int
    reason: str


@of_round
def _correct(_state: State, round_: Round, command: CorrectBatchSize, _context: Context) -> Answer:
    batch = _correctable(round_, command)
    if isinstance(batch, Refusal):
        return batch
    if refusal := out_of_range({"size": command.size}, least=1):
        return refusal
    others = sum(b.size for b in round_.batches.values() if b.id != batch.id)
    returned = round_.figures.returned or 0
    if others + command.size > returned and command.size > batch.size:
        return Refusal(
            "batch.above_returned", {"sheets": others + command.size, "returned": returned}
        )
    resized = BatchSizeCorrected(
        command.contest, round_.number, batch.id, command.size, command.reason
    )
    lane = batch.open_lane
    if lane and len(batch.lanes) == 1 and lane.hand is None:
        if command.size < len(lane.sheets):
            return Refusal("batch.over", read_of(batch, len(lane.sheets), command.size))
        return (resized,)
    anew = BatchRecounted(command.contest, round_.number, batch.id, command.reason)
    return (*_reopening(round_, command.reason), *((anew,) if batch.lanes else ()), resized)


@of_round
def _recount(_state: State, round_: Round, command: RecountBatch, _context: Context) -> Answer:
    batch = _correctable(round_, command)
    if isinstance(batch, Refusal):
        return batch
    anew = BatchRecounted(command.contest, round_.number, batch.id, command.reason)
    return (*_reopening(round_, command.reason), anew)


@of_round
def _withdraw(_state: State, round_: Round, command: WithdrawBatch, _context: Context) -> Answer:
    batch = _correctable(round_, command)
    if isinstance(batch, Refusal):
        return batch
    gone = BatchWithdrawn(command.contest, round_.number, batch.id, command.reason)
    return (*_reopening(round_, command.reason), gone)


@of_round
def _abandon(_state: State, round_: Round, command: AbandonPass, _context: Context) -> Answer:
    batch = _correctable(round_, command)
    if isinstance(batch, Refusal):
        return batch
    if batch.open_lane is None:
        return Refusal("batch.not_open", {"batch": batch.id})
    number = batch.open_lane.number
    return (PassAbandoned(command.contest, round_.number, batch.id, number, command.reason),)


def _correctable(
    round_: Round, command: CorrectBatchSize | RecountBatch | WithdrawBatch | AbandonPass
) -> Batch | Refusal:
    """The batch that people put right, or why they cannot: until Certify, with a reason."""
    if round_.stands_at not in (Phase.COUNTING, Phase.CLOSED):
        return in_phase(round_, Phase.COUNTING, Phase.CLOSED) or Refusal(
            "batch.unknown", {"batch": command.batch}
        )
    batch = round_.batches.get(command.batch)
    if batch is None:
        return Refusal("batch.unknown", {"batch": command.batch})
    if not command.reason.strip():
        return Refusal("batch.needs_reason", {"batch": command.batch})
    return batch


def _reopening(round_: Round, reason: str) -> tuple[Event, ...]:
    """A closed count is open again before one of its batches is put right."""
    if round_.phase is not Phase.CLOSED:
        return ()
    return (ResultReopened(round_.contest.id, round_.number, reason),)


def _corrected(state: State, event: BatchSizeCorrected) -> State:
    key = event.contest, event.round
    round_ = state.rounds[key]
    batch = round_.batches[event.batch]
    sizes = {"before": batch.size, "after": event.size}
    round_ = corrected(round_, "batch_size", event.reason, of=batch.id, **sizes)
    return change_batch(state.with_round(round_), key, replace(batch, size=event.size))


def _recounted(state: State, event: BatchRecounted) -> State:
    key = event.contest, event.round
    round_ = state.rounds[key]
    batch = round_.batches[event.batch]
    round_ = corrected(round_, "batch_recounted", event.reason, of=batch.id, before=batch.size)
    return change_batch(state.with_round(round_), key, batch.without_lanes)


def _withdrawn(state: State, event: BatchWithdrawn) -> State:
    round_ = state.rounds[event.contest, event.round]
    size = round_.batches[event.batch].size
    left = {name: batch for name, batch in round_.batches.items() if name != event.batch}
    round_ = replace(round_, batches=left)
    return state.with_round(
        corrected(round_, "batch_withdrawn", event.reason, of=event.batch, before=size)
    )


def _abandoned(state: State, event: PassAbandoned) -> State:
    key = event.contest, event.round
    round_ = state.rounds[key]
    batch = round_.batches[event.batch]
    lanes = {number: lane for number, lane in batch.lanes.items() if number != event.pass_}
    round_ = corrected(round_, "pass_abandoned", event.reason, of=batch.id)
    return change_batch(state.with_round(round_), key, replace(batch, lanes=lanes))


HANDLERS: Handlers = {
    CorrectBatchSize: _correct,
    RecountBatch: _recount,
    WithdrawBatch: _withdraw,
    AbandonPass: _abandon,
}
EVOLVERS: Evolvers = {
    BatchSizeCorrected: _corrected,
    BatchRecounted: _recounted,
    BatchWithdrawn: _withdrawn,
    PassAbandoned: _abandoned,
}
