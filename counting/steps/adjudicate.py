"""Adjudication: what people decide about a doubtful sheet. The reading stays beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from counting.model.ballot import CastVoteRecord, Decision, Mark, SheetStatus, WriteIn
from counting.model.context import Context
from counting.model.election import Contest
from counting.model.refusal import Refusal
from counting.model.state import Batch, Lane, Phase, Round, Sheet, State
from counting.sheets import tally as tallies
from counting.sheets.validity import decide_sheet, pack
from counting.steps.messages import (
    Answer,
    Command,
    Evolvers,
    Handlers,
    LaneEvent,
    in_phase,
    of_round,
)
from counting.steps.sheets import change_lane, lane_of


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """A decision about rows and written names; rows left out keep the reading's."""

    marks: Mapping[str, Mark] | None = None
    write_ins: tuple[WriteIn, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudicate(Command):
    contest: str
    batch: str
    reading: int
    decision: SheetMarks | Literal["invalid"]
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAdjudicated(LaneEvent):
    """`record` is how the sheet counts from now on."""

    reading: int
    decision: Decision
    record: CastVoteRecord


def _find(batch: Batch, reading: int) -> Lane | None:
    return next((lane for lane in batch.lanes.values() if reading in lane.sheets), None)


@of_round
def _adjudicate(_state: State, round_: Round, command: Adjudicate, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.COUNTING):
        return refusal
    batch = round_.batches.get(command.batch)
    if batch is None:
        return Refusal("batch.unknown", {"batch": command.batch})
    lane = _find(batch, command.reading)
    if lane is None:
        return Refusal(
            "adjudicate.unknown_reading", {"reading": command.reading, "batch": command.batch}
        )
    if not command.reason.strip():
        return Refusal("adjudicate.needs_reason", {"reading": command.reading})
    sheet = lane.sheets[command.reading]
    if sheet.record.status is not SheetStatus.PENDING:
        return Refusal("adjudicate.not_doubtful", {"reading": command.reading})
    decision = _decision(round_.contest, sheet, command)
    if isinstance(decision, Refusal):
        return decision
    record = decide_sheet(round_.contest, sheet.record, decision)
    if isinstance(record, Refusal):
        return record
    return (
        SheetAdjudicated(
            contest=command.contest,
            round=round_.number,
            batch=command.batch,
            pass_=lane.number,
            reading=command.reading,
            decision=decision,
            record=record,
        ),
    )


def _decision(contest: Contest, sheet: Sheet, command: Adjudicate) -> Decision | Refusal:
    if command.decision == "invalid":
        return Decision(None, (), command.reason)
    marks = command.decision.marks or {}
    ids = [candidate.id for candidate in contest.candidates]
    if unknown := sorted(set(marks) - set(ids)):
        return Refusal("reading.unknown_candidate", {"candidate": ", ".join(unknown)})
    packed = "".join(
        pack(marks[i]) if i in marks else was
        for i, was in zip(ids, sheet.record.marks, strict=True)
    )
    written = command.decision.write_ins
    if written is None:
        written = tuple(
            WriteIn(name, Mark(mark) if mark else None) for name, mark in sheet.record.write_ins
        )
    return Decision(packed, written, command.reason)


def _adjudicated(state: State, event: SheetAdjudicated) -> State:
    lane = lane_of(state, event)
    before = lane.sheets[event.reading]
    after = replace(before, decision=event.decision, decided=event.record)
    sheets = {**lane.sheets, event.reading: after}
    if lane.open:
        return change_lane(state, event, replace(lane, sheets=sheets))
    counted = list(lane.counted)
    counted[counted.index(before)] = after
    round_ = state.rounds[event.contest, event.round]
    tally = tallies.of((s.final for s in counted), len(round_.contest.candidates))
    return change_lane(
        state, event, replace(lane, sheets=sheets, counted=tuple(counted), tally=tally)
    )


HANDLERS: Handlers = {Adjudicate: _adjudicate}
EVOLVERS: Evolvers = {SheetAdjudicated: _adjudicated}
