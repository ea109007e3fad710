"""Batches: opened with a declared size, counted once per pass, closed, and passes compared."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from counting.model.ballot import SIMULATED, CastVoteRecord, SheetStatus
from counting.model.context import Context
from counting.model.election import Contest
from counting.model.figures import Tally
from counting.model.refusal import Refusal
from counting.model.state import Batch, Lane, Phase, Round, RowDifference, Sheet, State
from counting.names.listed import labels
from counting.sheets import tally as tallies
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
class CorrectBatchSize(Command):
    """The bundle was miscounted by hand: declare its true size, with the reason."""

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
class CloseBatch(Command):
    """Close the open pass of a batch."""

    contest: str
    batch: str
    round: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedSheet:
    """One sheet as the log keeps it. Only a pending one keeps its handle and its sleeve."""

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


@of_open_pass
def _correct(_state: State, place: Place, command: CorrectBatchSize, _context: Context) -> Answer:
    if not command.reason.strip():
        return Refusal("batch.needs_reason", {"batch": command.batch})
    if refusal := out_of_range({"size": command.size}, least=1):
        return refusal
    if place.lane.hand is not None:
        return Refusal("batch.counted_by_hand", {"batch": command.batch})
    if command.size < len(place.lane.sheets):
        return Refusal("batch.over", _numbers(place.batch, len(place.lane.sheets), command.size))
    if counted := [n for n, lane in place.batch.lanes.items() if not lane.open]:
        return Refusal("batch.already_counted", {"batch": command.batch, "pass": counted[0]})
    others = sum(b.size for b in place.round.batches.values() if b.id != command.batch)
    returned = place.round.figures.returned or 0
    if others + command.size > returned:
        return Refusal(
            "batch.above_returned", {"sheets": others + command.size, "returned": returned}
        )
    return (
        BatchSizeCorrected(
            command.contest, place.round.number, command.batch, command.size, command.reason
        ),
    )


def _numbers(batch: Batch, read: int, size: int) -> Mapping[str, object]:
    return {"batch": batch.id, "read": read, "size": size}


@of_open_pass
def _close(_state: State, place: Place, command: CloseBatch, _context: Context) -> Answer:
    lane, size = place.lane, place.batch.size
    read = lane.hand.counted if lane.hand else len(lane.sheets)
    if read != size:
        code = "batch.short" if read < size else "batch.over"
        return Refusal(code, _numbers(place.batch, read, size))
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
    first = place.batch.lanes[1]
    if lane.number == 1:
        return (counted,)
    differences = compare(place.round.contest, first, lane)
    if not differences:
        return (counted,)
    return (
        counted,
        PassesDiffered(*place.round.key, batch=command.batch, differences=differences),
    )


def _kept(item: tuple[int, Sheet]) -> CountedSheet:
    handle, sheet = item
    doubtful = sheet.record.status is SheetStatus.PENDING
    return CountedSheet(
        record=sheet.record,
        source=sheet.source,
        decided=sheet.decided,
        reason=sheet.decision.reason if sheet.decision else "",
        reading=handle if doubtful else None,
        sleeve=sheet.sleeve,
    )


def _by_content(sheet: CountedSheet) -> tuple[object, ...]:
    return sheet.record, sheet.source, str(sheet.decided), sheet.reason, sheet.reading or 0


def compare(contest: Contest, first: Lane, second: Lane) -> tuple[RowDifference, ...]:
    """Where two passes over the same batch disagree, per candidate, then per kind of sheet.

    Records are compared as multisets, as they were read: what people decided about a doubtful
    sheet of the first pass does not count against the second.
    """
    if first.hand or second.hand:
        return _tally_differences(contest, _as_read(contest, first), _as_read(contest, second))
    if _records(first) == _records(second):
        return ()
    differences = _tally_differences(contest, _as_read(contest, first), _as_read(contest, second))
    # Equal sums from unequal sheets: two mistakes that cancel are still two mistakes.
    return differences or (RowDifference("sheets", {"unlike": _unlike(first, second)}, {}),)


def _records(lane: Lane) -> Counter[CastVoteRecord]:
    sheets = lane.sheets.values() if lane.open else lane.counted
    return Counter(sheet.record for sheet in sheets)


def _unlike(first: Lane, second: Lane) -> int:
    return (_records(first) - _records(second)).total()


def _as_read(contest: Contest, lane: Lane) -> Tally:
    if lane.hand:
        return lane.hand
    return tallies.of(_records(lane).elements(), len(contest.candidates))


def _tally_differences(contest: Contest, a: Tally, b: Tally) -> tuple[RowDifference, ...]:
    def row(tally: Tally, i: int) -> dict[str, int]:
        r = tally.rows[i]
        return {
            "for": r.for_,
            "against": r.against,
            "abstain": r.abstain,
            "row_void": r.row_void,
        }

    def sheets(tally: Tally) -> dict[str, int]:
        return {"valid": tally.valid, "invalid": tally.invalid, "pending": tally.pending}

    pairs = [(label, row(a, i), row(b, i)) for i, label in enumerate(labels(contest))]
    pairs += [
        (name, {"for": a.write_ins.get(name, 0)}, {"for": b.write_ins.get(name, 0)})
        for name in sorted({*a.write_ins, *b.write_ins})
    ]
    pairs.append(("sheets", sheets(a), sheets(b)))
    return tuple(RowDifference(name, one, two) for name, one, two in pairs if one != two)


def _opened(state: State, event: BatchOpened) -> State:
    key = event.contest, event.round
    batch = state.rounds[key].batches.get(event.batch) or Batch(event.batch, event.size)
    lanes = {**batch.lanes, event.pass_: Lane(number=event.pass_)}
    return change_batch(state, key, replace(batch, size=event.size, lanes=lanes))


def _corrected(state: State, event: BatchSizeCorrected) -> State:
    key = event.contest, event.round
    batch = state.rounds[key].batches[event.batch]
    return change_batch(state, key, replace(batch, size=event.size))


def _counted(state: State, event: BatchCounted) -> State:
    key = event.contest, event.round
    round_ = state.rounds[key]
    batch = round_.batches[event.batch]
    sheets = tuple(
        Sheet(record=s.record, source=s.source, sleeve=s.sleeve, decided=s.decided)
        for s in event.sheets
    )
    pending = {
        kept.reading: sheet
        for kept, sheet in zip(event.sheets, sheets, strict=True)
        if kept.reading is not None
    }
    final = (sheet.final for sheet in sheets)
    lane = Lane(
        number=event.pass_,
        open=False,
        sheets=pending,
        counted=sheets,
        hand=event.hand,
        tally=event.hand or tallies.of(final, len(round_.contest.candidates)),
        refusals=event.refusals,
        simulated=any(reader.startswith(SIMULATED) for reader in event.readers),
    )
    sleeves = max([round_.sleeves, *(s.sleeve for s in sheets if s.sleeve)])
    state = state.with_round(replace(round_, sleeves=sleeves))
    return change_batch(state, key, replace(batch, lanes={**batch.lanes, event.pass_: lane}))


def _differed(state: State, event: PassesDiffered) -> State:
    """Both passes go: the batch keeps only its size, what differed, and how often."""
    key = event.contest, event.round
    batch = state.rounds[key].batches[event.batch]
    fresh = replace(batch, lanes={}, differences=event.differences, recounts=batch.recounts + 1)
    return change_batch(state, key, fresh)


HANDLERS: Handlers = {OpenBatch: _open, CorrectBatchSize: _correct, CloseBatch: _close}
EVOLVERS: Evolvers = {
    BatchOpened: _opened,
    BatchSizeCorrected: _corrected,
    BatchCounted: _counted,
    PassesDiffered: _differed,
}
