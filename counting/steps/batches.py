"""Batches: opened with a declared size, counted once per pass, closed, and passes compared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from counting.model.ballot import (
    SIMULATED,
    CastVoteRecord,
    Decision,
    Mark,
    SheetStatus,
    WriteIn,
)
from counting.model.context import Context
from counting.model.figures import Tally
from counting.model.refusal import Refusal
from counting.model.state import Batch, Lane, Phase, Round, RowDifference, Sheet, State
from counting.result.kinds import sums_of
from counting.rounds.doubtful import reviews
from counting.rounds.passes import compare
from counting.sheets.admission import Place
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
from counting.steps.sheets import change_batch, of_open_pass


@dataclass(frozen=True, slots=True)
class OpenBatch(Command):
    contest: str
    batch: str
    size: int
    pass_: int = 1
    round: int | None = None


@dataclass(frozen=True, slots=True)
class BatchOpened(Event):
    contest: str
    round: int
    batch: str
    size: int
    pass_: int


@dataclass(frozen=True, slots=True)
class CloseBatch(Command):
    """Close the open pass of a batch."""

    contest: str
    batch: str
    round: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedSheet:
    """One sheet as the log keeps it. Only one that people decide keeps its handle and sleeve."""

    record: CastVoteRecord
    source: str
    decided: CastVoteRecord | None = None
    reason: str = ""
    reading: int | None = None
    sleeve: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCounted(Event):
    """One pass over a batch, `sheets` sorted by content so that no reading order survives."""

    contest: str
    round: int
    batch: str
    pass_: int
    sheets: tuple[CountedSheet, ...]
    hand: Tally | None
    refusals: Mapping[str, int]
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PassesDiffered(Event):
    """Two passes over a batch disagree: both are superseded and the batch is counted anew."""

    contest: str
    round: int
    batch: str
    differences: tuple[RowDifference, ...]


@of_round
def _open(_state: State, round_: Round, command: OpenBatch, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.COUNTING):
        return refusal
    if refusal := out_of_range({"size": command.size}, least=1):
        return refusal
    if not command.batch.strip() or len(command.batch) > 32 or not command.batch.isprintable():
        return Refusal("batch.bad_name", {"batch": command.batch[:40]})
    passes = round_.contest.passes
    if not 1 <= command.pass_ <= passes:
        return Refusal("batch.no_such_pass", {"pass": command.pass_, "passes": passes})
    batch = round_.batches.get(command.batch)
    if refusal := _cannot_open(batch, command):
        return refusal
    others = sum(b.size for b in round_.batches.values() if b.id != command.batch)
    returned = round_.figures.returned or 0
    if others + command.size > returned:
        return Refusal(
            "batch.above_returned", {"sheets": others + command.size, "returned": returned}
        )
    return (
        BatchOpened(command.contest, round_.number, command.batch, command.size, command.pass_),
    )


def _cannot_open(batch: Batch | None, command: OpenBatch) -> Refusal | None:
    facts = {"batch": command.batch, "pass": command.pass_}
    lanes = batch.lanes if batch else {}
    if batch and batch.open_lane:
        return Refusal("batch.already_open", {**facts, "pass": batch.open_lane.number})
    if command.pass_ in lanes:
        return Refusal("batch.already_counted", facts)
    if missing := [n for n in range(1, command.pass_) if n not in lanes]:
        return Refusal("batch.earlier_pass", {**facts, "missing": missing[0]})
    if batch and lanes and batch.size != command.size:
        return Refusal("batch.other_size", {**facts, "size": command.size, "first": batch.size})
    return None


def read_of(batch: Batch, read: int, size: int) -> Mapping[str, object]:
    """The facts of a batch that is short or over: sheets read and declared."""
    return {"batch": batch.id, "read": read, "size": size}


@of_open_pass
def _close(state: State, place: Place, _command: CloseBatch, _context: Context) -> Answer:
    lane, size = place.lane, place.batch.size
    read = lane.hand.counted if lane.hand else len(lane.sheets)
    if read != size:
        code = "batch.short" if read < size else "batch.over"
        return Refusal(code, read_of(place.batch, read, size))
    contest, number, batch, pass_ = place.key
    counted = BatchCounted(
        contest=contest,
        round=number,
        batch=batch,
        pass_=pass_,
        sheets=tuple(sorted(map(_kept, lane.sheets.items()), key=_by_content)),
        hand=lane.hand,
        refusals=dict(sorted(lane.refusals.items())),
        readers=tuple(sorted({sheet.reader for sheet in lane.sheets.values()} - {""})),
    )
    if lane.number == 1:
        return (counted,)
    return (counted, *differing(state, place.round, place.batch))


def differing(state: State, round_: Round, batch: Batch) -> tuple[PassesDiffered, ...]:
    """What is made of two passes over a batch that disagree, once people have decided enough."""
    first, second = batch.lanes[1], batch.lanes[2]
    differences = compare(round_.contest, first, second, reviewed=reviews(state))
    if not differences:
        return ()
    return (PassesDiffered(*round_.key, batch=batch.id, differences=differences),)


def _kept(item: tuple[int, Sheet]) -> CountedSheet:
    handle, sheet = item
    return CountedSheet(
        record=sheet.record,
        source=sheet.source,
        decided=sheet.decided,
        reason=sheet.decision.reason if sheet.decision else "",
        reading=handle if sheet.for_people else None,
        sleeve=sheet.sleeve,
    )


def _by_content(sheet: CountedSheet) -> tuple[object, ...]:
    return sheet.record, sheet.source, str(sheet.decided), sheet.reason, sheet.reading or 0


def _opened(state: State, event: BatchOpened) -> State:
    key = event.contest, event.round
    batch = state.rounds[key].batches.get(event.batch) or Batch(event.batch, event.size)
    lanes = {**batch.lanes, event.pass_: Lane(number=event.pass_)}
    return change_batch(state, key, replace(batch, size=event.size, lanes=lanes))


def _counted(state: State, event: BatchCounted) -> State:
    key = event.contest, event.round
    round_ = state.rounds[key]
    batch = round_.batches[event.batch]
    sheets = tuple(map(_sheet, event.sheets))
    for_people = {
        kept.reading: sheet
        for kept, sheet in zip(event.sheets, sheets, strict=True)
        if kept.reading is not None
    }
    final = (sheet.final for sheet in sheets)
    lane = Lane(
        number=event.pass_,
        open=False,
        sheets=for_people,
        counted=sheets,
        hand=event.hand,
        tally=event.hand or sums_of(round_.contest).of(final, len(round_.contest.candidates)),
        refusals=event.refusals,
        simulated=any(reader.startswith(SIMULATED) for reader in event.readers),
    )
    return change_batch(state, key, replace(batch, lanes={**batch.lanes, event.pass_: lane}))


def _sheet(kept: CountedSheet) -> Sheet:
    """A sheet as the log keeps it, with the reason that people gave for how it counts."""
    decision = None
    if kept.decided:
        valid = kept.decided.status is SheetStatus.VALID
        named = (WriteIn(name, Mark(mark)) for name, mark in kept.decided.write_ins if mark)
        marks = kept.decided.marks if valid else None
        decision = Decision(marks, tuple(named) if valid else (), kept.reason)
    return Sheet(
        record=kept.record,
        source=kept.source,
        sleeve=kept.sleeve,
        decision=decision,
        decided=kept.decided,
    )


def _differed(state: State, event: PassesDiffered) -> State:
    """Both passes go: the batch keeps only its size, what differed, and how often."""
    key = event.contest, event.round
    batch = state.rounds[key].batches[event.batch]
    fresh = replace(batch.without_lanes, differences=event.differences)
    return change_batch(state, key, fresh)


HANDLERS: Handlers = {OpenBatch: _open, CloseBatch: _close}
EVOLVERS: Evolvers = {
    BatchOpened: _opened,
    BatchCounted: _counted,
    PassesDiffered: _differed,
}
