"""Adjudication: what people decide about a doubtful sheet. The reading stays beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from counting.model.ballot import CastVoteRecord, Decision, Mark, SheetStatus, WriteIn
from counting.model.context import Context
from counting.model.election import Contest
from counting.model.refusal import Refusal
from counting.model.state import Batch, Lane, Phase, Round, Sheet, State
from counting.result.kinds import kind_of
from counting.rounds.passes import apart
from counting.sheets.validity import decide_sheet, pack
from counting.steps.batches import differing
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
    if refusal := _for_first_pass(round_.contest, batch, lane, sheet):
        return refusal
    decision = _decision(round_.contest, sheet, command)
    if isinstance(decision, Refusal):
        return decision
    record = decide_sheet(round_.contest, sheet.record, decision)
    if isinstance(record, Refusal):
        return record
    event = SheetAdjudicated(
        contest=command.contest,
        round=round_.number,
        batch=command.batch,
        pass_=lane.number,
        reading=command.reading,
        decision=decision,
        record=record,
    )
    decided = _with_decision(lane, event, round_.contest)
    batch = replace(batch, lanes={**batch.lanes, lane.number: decided})
    if batch.open_lane or len(batch.lanes) < 2:
        return (event,)
    return (event, *differing(round_, batch))


def _for_first_pass(contest: Contest, batch: Batch, lane: Lane, sheet: Sheet) -> Refusal | None:
    """A sheet of the second pass that the first read alike is decided there, once for both."""
    if lane.number == 1:
        return None
    facts = {"batch": batch.id}
    if lane.open:
        return Refusal("adjudicate.second_pass", facts)
    _, beyond = apart(contest, batch.lanes[1], lane)
    return None if sheet in beyond else Refusal("adjudicate.second_pass", facts)


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
    contest = state.rounds[event.contest, event.round].contest
    return change_lane(state, event, _with_decision(lane_of(state, event), event, contest))


def _with_decision(lane: Lane, event: SheetAdjudicated, contest: Contest) -> Lane:
    before = lane.sheets[event.reading]
    after = replace(before, decision=event.decision, decided=event.record)
    sheets = {**lane.sheets, event.reading: after}
    if lane.open:
        return replace(lane, sheets=sheets)
    counted = list(lane.counted)
    counted[counted.index(before)] = after
    finals = (sheet.final for sheet in counted)
    tally = kind_of(contest).of(finals, len(contest.candidates))
    return replace(lane, sheets=sheets, counted=tuple(counted), tally=tally)


HANDLERS: Handlers = {Adjudicate: _adjudicate}
EVOLVERS: Evolvers = {SheetAdjudicated: _adjudicated}
