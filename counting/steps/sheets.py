"""Sheets into an open batch: readings, undo, and frames that were refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from counting.model.ballot import SIMULATED, CastVoteRecord, SheetStatus
from counting.model.context import Context
from counting.model.reading import BallotCode, Reading
from counting.model.refusal import Refusal
from counting.model.state import Batch, Lane, Phase, Sheet, State
from counting.sheets.admission import Place, admit, counted_by_hand, full
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
)
from counting.steps.sleeves import free_sleeves


@dataclass(frozen=True, slots=True)
class RecordReading(Command):
    contest: str
    batch: str
    reading: Reading
    round: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRecorded(LaneEvent):
    """One sheet counted or set aside. `token` is a keyed hash, erased with the journal.

    `sleeve`: where it lies; in a second pass, where the first laid it.
    """

    reading: int
    record: CastVoteRecord
    reader: str
    source: str
    token: str | None
    sleeve: int | None


@dataclass(frozen=True, slots=True)
class ReadSleeve(Command):
    """The second pass meets a sheet in its sleeve: it is the one that the first laid into it.

    Nobody reads it again: it says what the first pass read, and what people decide about it there
    holds for both.
    """

    contest: str
    batch: str
    sleeve: int
    reader: str = ""
    round: int | None = None


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
    sleeve = None
    if _is_laid_aside(place, record):
        free = free_sleeves(place.round)
        if not free:
            return Refusal("sleeves.used_up", {"contest": place.round.contest.title})
        sleeve = context.draw(free)
    return (
        ReadingRecorded(
            *place.key,
            reading=context.fresh,
            record=record,
            reader=command.reading.reader,
            source=command.reading.source,
            token=token,
            sleeve=sleeve,
        ),
    )


def _is_laid_aside(place: Place, record: CastVoteRecord) -> bool:
    """Whether a sheet goes into a sleeve: one for people, or found invalid where people review.

    The second pass meets such sheets in the sleeves of the first; by hand there were none. The
    number is drawn by chance: numbers in turn would show in which order sheets were read.
    """
    if record.status is SheetStatus.VALID:
        return False
    if record.status is SheetStatus.INVALID and not place.round.contest.rules.invalid_review:
        return False
    return place.lane.number == 1 or place.batch.lanes[1].hand is not None


@of_open_pass
def _read_sleeve(_state: State, place: Place, command: ReadSleeve, context: Context) -> Answer:
    refusal = counted_by_hand(place) or _not_met(place, command.sleeve) or full(place)
    if refusal:
        return _not_admitted(place, refusal, command.reader)
    first = place.batch.lanes[1].sheets.values()
    sheet = next(sheet for sheet in first if sheet.sleeve == command.sleeve)
    return (
        ReadingRecorded(
            *place.key,
            reading=context.fresh,
            record=sheet.record,
            reader=command.reader,
            source=sheet.source,
            token=None,
            sleeve=command.sleeve,
        ),
    )


def _not_met(place: Place, sleeve: int) -> Refusal | None:
    """Why the sheet in this sleeve is not read by its number here, if so."""
    facts = {"batch": place.batch.id, "sleeve": sleeve}
    first = place.batch.lanes[1]
    if place.lane.number == 1 or first.hand is not None:
        return Refusal("sleeve.first_pass", facts)
    if all(sheet.sleeve != sleeve for sheet in first.sheets.values()):
        return Refusal("sleeve.unknown", facts)
    if any(sheet.sleeve == sleeve for sheet in place.lane.sheets.values()):
        return Refusal("sleeve.already_met", facts)
    return None


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
    return change_lane(state, event, lane)


def _undone(state: State, event: ReadingUndone) -> State:
    lane = lane_of(state, event)
    sheets = {handle: s for handle, s in lane.sheets.items() if handle != event.reading}
    return change_lane(state, event, replace(lane, sheets=sheets))


def _refused(state: State, event: FrameRefused) -> State:
    lane = lane_of(state, event)
    refusals = {**lane.refusals, event.code: lane.refusals.get(event.code, 0) + 1}
    return change_lane(state, event, replace(lane, refusals=refusals))


HANDLERS: Handlers = {
    RecordReading: _read,
    ReadSleeve: _read_sleeve,
    CheckBallot: _check,
    UndoReading: _undo,
    RefuseFrame: _refuse,
}
EVOLVERS: Evolvers = {
    ReadingRecorded: _recorded,
    ReadingUndone: _undone,
    FrameRefused: _refused,
}
