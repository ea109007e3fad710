"""Sheets into an open batch: readings, undo, frames refused, and batches counted by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from counting.model.ballot import SIMULATED, CastVoteRecord, SheetStatus
from counting.model.context import Context
from counting.model.figures import Row, Tally
from counting.model.reading import BallotCode, Reading
from counting.model.refusal import Refusal
from counting.model.state import Batch, Lane, Phase, Round, Sheet, State
from counting.names.listed import listed_names, names_elected_before
from counting.names.same import key_of
from counting.result.balances import balances
from counting.sheets.admission import Place, admit
from counting.sheets.validity import record_of
from counting.steps.messages import (
    Answer,
    Command,
    Event,
    Evolvers,
    Handler,
    Handlers,
    LaneEvent,
    RecordedRefusal,
    find_round,
    out_of_range,
)


@dataclass(frozen=True, slots=True)
class RecordReading(Command):
    contest: str
    batch: str
    reading: Reading
    round: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRecorded(LaneEvent):
    """One sheet counted or set aside. `token` is a keyed hash, erased with the journal."""

    reading: int
    record: CastVoteRecord
    reader: str
    source: str
    token: str | None
    sleeve: int | None


@dataclass(frozen=True, slots=True)
class UndoReading(Command):
    """Take back one sheet of an open batch; without `reading`, the last one."""

    contest: str
    batch: str
    reading: int | None = None
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ReadingUndone(LaneEvent):
    reading: int


@dataclass(frozen=True, slots=True)
class RefuseFrame(Command):
    """Journal that a reader's frame was refused: its code and the reader, never the frame."""

    contest: str
    batch: str
    code: str
    reader: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class CheckBallot(Command):
    """Ask whether a ballot may be counted here, before its exceptions are scanned.

    Makes nothing happen when it may; a refusal is journalled like that of its reading.
    """

    contest: str
    batch: str
    code: BallotCode
    reader: str
    round: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRefused(LaneEvent):
    code: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTally(Command):
    """A batch counted by hand: `rows` by candidate id, approvals of write-ins by name."""

    contest: str
    batch: str
    rows: Mapping[str, Row]
    valid: int
    invalid: int
    write_ins: Mapping[str, int]
    pass_: int = 1
    round: int | None = None


@dataclass(frozen=True, slots=True)
class TallyRecorded(LaneEvent):
    tally: Tally


def open_place(state: State, contest: str, round_: int | None, batch_id: str) -> Place | Refusal:
    """The open pass of a batch, or why nothing can be counted there."""
    current = find_round(state, contest, round_)
    if isinstance(current, Refusal):
        return current
    if current.phase is not Phase.COUNTING:
        return Refusal(
            "contest.not_counting", {"contest": current.contest.title, "phase": current.phase.value}
        )
    batch = current.batches.get(batch_id)
    if batch is None or batch.open_lane is None:
        return Refusal("batch.not_open", {"batch": batch_id})
    assert state.seal is not None  # a contest that counts has been sealed
    return Place(state.seal, current, batch, batch.open_lane)


def of_open_pass(handler: Callable[[State, Place, Any, Context], Answer]) -> Handler:
    """A handler that is handed the open pass its command names; refuses as `open_place` does."""

    @wraps(handler)
    def handle(state: State, command: Any, context: Context) -> Answer:
        place = open_place(state, command.contest, command.round, command.batch)
        return place if isinstance(place, Refusal) else handler(state, place, command, context)

    return handle


@of_open_pass
def _read(_state: State, place: Place, command: RecordReading, context: Context) -> Answer:
    token = admit(place, command.reading, context)
    if isinstance(token, Refusal):
        return _not_admitted(place, token, command.reading.reader)
    record = record_of(place.round.contest, command.reading)
    # The second pass meets doubtful sheets in the sleeves that the first pass gave them.
    sleeved = record.status is SheetStatus.PENDING and place.lane.number == 1
    return (
        ReadingRecorded(
            *place.key,
            reading=context.fresh,
            record=record,
            reader=command.reading.reader,
            source=command.reading.source,
            token=token,
            sleeve=place.round.sleeves + 1 if sleeved else None,
        ),
    )


@of_open_pass
def _check(_state: State, place: Place, command: CheckBallot, context: Context) -> Answer:
    token = admit(place, Reading(code=command.code, marks={}), context)
    return _not_admitted(place, token, command.reader) if isinstance(token, Refusal) else ()


def _not_admitted(place: Place, refusal: Refusal, reader: str) -> RecordedRefusal[Event]:
    frame = FrameRefused(*place.key, code=refusal.code, reader=reader)
    return RecordedRefusal(refusal, (frame,))


@of_open_pass
def _undo(_state: State, place: Place, command: UndoReading, _context: Context) -> Answer:
    handles = list(place.lane.sheets)
    if not handles:
        return Refusal("undo.nothing", {"batch": command.batch})
    handle = handles[-1] if command.reading is None else command.reading
    if handle not in place.lane.sheets:
        return Refusal("undo.unknown", {"reading": handle, "batch": command.batch})
    return (ReadingUndone(*place.key, reading=handle),)


@of_open_pass
def _refuse(_state: State, place: Place, command: RefuseFrame, _context: Context) -> Answer:
    return (FrameRefused(*place.key, code=command.code, reader=command.reader),)


@of_open_pass
def _hand(_state: State, place: Place, command: RecordTally, _context: Context) -> Answer:
    if place.lane.number != command.pass_:
        return Refusal("batch.other_pass", {"pass": command.pass_, "open": place.lane.number})
    if place.lane.sheets:
        return Refusal(
            "tally.batch_has_readings", {"batch": command.batch, "read": len(place.lane.sheets)}
        )
    if refusal := impossible(command, place.round, place.batch):
        return refusal
    rows = tuple(command.rows[c.id] for c in place.round.contest.candidates)
    tally = Tally(
        rows=rows,
        write_ins=dict(sorted(command.write_ins.items())),
        valid=command.valid,
        invalid=command.invalid,
    )
    if refusal := _unbalanced(place, tally):
        return refusal
    return (TallyRecorded(*place.key, tally=tally),)


def impossible(command: RecordTally, round_: Round, batch: Batch) -> Refusal | None:
    """Why hand totals cannot be: sheets not the batch's, or rows that do not add up."""
    ids = [candidate.id for candidate in round_.contest.candidates]
    if missing := [i for i in ids if i not in command.rows]:
        return Refusal("tally.missing_candidate", {"candidate": ", ".join(missing)})
    if unknown := sorted(set(command.rows) - set(ids)):
        return Refusal("tally.unknown_candidate", {"candidate": ", ".join(unknown)})
    if refusal := out_of_range({"valid": command.valid, "invalid": command.invalid}):
        return refusal
    least = {i: min(r.for_, r.against, r.abstain, r.row_void) for i, r in command.rows.items()}
    # Looked at apart: a written name may be "invalid" or "c01", and must hide no such figure.
    if refusal := out_of_range(least) or out_of_range(command.write_ins):
        return refusal
    same, listed = key_of(round_.contest), listed_names(round_.contest)
    for name in command.write_ins:
        if same(name) in listed:
            return Refusal("write_ins.listed_candidate", {"name": name})
    elected = names_elected_before(round_.contest)
    if again := [name for name in command.write_ins if same(name) in elected]:
        return Refusal("tally.already_elected", {"name": ", ".join(again)})
    if command.valid + command.invalid != batch.size:
        return Refusal(
            "tally.size",
            {"valid": command.valid, "invalid": command.invalid, "size": batch.size},
        )
    for candidate, row in command.rows.items():
        total = row.for_ + row.against + row.abstain + row.row_void
        if total != command.valid:
            return Refusal(
                "tally.row_sum", {"candidate": candidate, "sum": total, "valid": command.valid}
            )
    approvals = sum(r.for_ for r in command.rows.values()) + sum(command.write_ins.values())
    most = command.valid * round_.contest.seats
    if approvals > most:
        return Refusal("tally.too_many_approvals", {"approvals": approvals, "most": most})
    return None


def _unbalanced(place: Place, tally: Tally) -> Refusal | None:
    """Hand totals obey for their batch what the whole count must obey in the end.

    Else the count could be closed and then never be certified.
    """
    figures = replace(place.round.figures, issued=None, returned=place.batch.size)
    for balance in balances(place.round.contest, figures, tally):
        if not balance.ok:
            numbers = ", ".join(f"{name}={value}" for name, value in balance.facts.items())
            return Refusal("tally.accounts", {"account": balance.code, "figures": numbers})
    return None


def change_batch(state: State, key: tuple[str, int], batch: Batch) -> State:
    """The state with one batch of a round replaced or added."""
    round_ = state.rounds[key]
    return state.with_round(replace(round_, batches={**round_.batches, batch.id: batch}))


def change_lane(state: State, event: LaneEvent, lane: Lane) -> State:
    """The state with one pass over one batch replaced."""
    contest_id, round_, batch_id, number = event.lane
    batch = state.rounds[contest_id, round_].batches[batch_id]
    batch = replace(batch, lanes={**batch.lanes, number: lane})
    return change_batch(state, (contest_id, round_), batch)


def lane_of(state: State, event: LaneEvent) -> Lane:
    """The pass that an event is about."""
    contest_id, round_, batch_id, number = event.lane
    return state.rounds[contest_id, round_].batches[batch_id].lanes[number]


def _recorded(state: State, event: ReadingRecorded) -> State:
    lane = lane_of(state, event)
    sheet = Sheet(
        record=event.record,
        reader=event.reader,
        source=event.source,
        token=event.token,
        sleeve=event.sleeve,
    )
    lane = replace(
        lane,
        sheets={**lane.sheets, event.reading: sheet},
        simulated=lane.simulated or event.reader.startswith(SIMULATED),
    )
    state = change_lane(state, event, lane)
    if event.sleeve is None:
        return state
    round_ = state.rounds[event.contest, event.round]
    return state.with_round(replace(round_, sleeves=max(round_.sleeves, event.sleeve)))


def _undone(state: State, event: ReadingUndone) -> State:
    lane = lane_of(state, event)
    sheets = {handle: s for handle, s in lane.sheets.items() if handle != event.reading}
    return change_lane(state, event, replace(lane, sheets=sheets))


def _refused(state: State, event: FrameRefused) -> State:
    lane = lane_of(state, event)
    refusals = {**lane.refusals, event.code: lane.refusals.get(event.code, 0) + 1}
    return change_lane(state, event, replace(lane, refusals=refusals))


def _tallied(state: State, event: TallyRecorded) -> State:
    return change_lane(state, event, replace(lane_of(state, event), hand=event.tally))


HANDLERS: Handlers = {
    RecordReading: _read,
    CheckBallot: _check,
    UndoReading: _undo,
    RefuseFrame: _refuse,
    RecordTally: _hand,
}
EVOLVERS: Evolvers = {
    ReadingRecorded: _recorded,
    ReadingUndone: _undone,
    FrameRefused: _refused,
    TallyRecorded: _tallied,
}
