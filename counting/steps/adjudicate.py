"""What people decide about sheets in sleeves, doubtful or found invalid; the reading stays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from counting.model.ballot import CastVoteRecord, Decision, Mark, WriteIn
from counting.model.context import Context
from counting.model.election import Contest
from counting.model.refusal import Refusal
from counting.model.state import Batch, Lane, Phase, Round, Sheet, State
from counting.result.kinds import sums_of
from counting.rounds.passes import apart
from counting.sheets.validity import decide_sheet, pack
from counting.steps.batches import differing
from counting.steps.messages import (
    Answer,
    Command,
    Event,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmInvalid(Command):
    """People have looked at sheets that a rule made invalid, one or several, and they are.

    A `reason` is needed only where they had decided otherwise before.
    """

    contest: str
    batch: str
    reading: int | tuple[int, ...]
    reason: str = ""
    round: int | None = None

    @property
    def readings(self) -> tuple[int, ...]:
        return (self.reading,) if isinstance(self.reading, int) else self.reading


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidConfirmed(LaneEvent):
    """These sheets count as they were found: invalid, for the rules that their records name."""

    readings: tuple[int, ...]
    reason: str = ""


@of_round
def _adjudicate(state: State, round_: Round, command: Adjudicate, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.COUNTING):
        return refusal
    found = _find(round_, command.batch, command.reading)
    if isinstance(found, Refusal):
        return found
    batch, lane = found
    if not command.reason.strip():
        return Refusal("adjudicate.needs_reason", {"reading": command.reading})
    sheet = lane.sheets[command.reading]
    if not sheet.for_people:
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
    decided = _settled(lane, {event.reading: (decision, record)}, round_.contest)
    return (event, *_compared_again(state, round_, batch, decided))


@of_round
def _confirm(state: State, round_: Round, command: ConfirmInvalid, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.COUNTING, Phase.CLOSED):
        return refusal
    lanes: dict[int, set[int]] = {}
    for reading in command.readings:
        found = _find(round_, command.batch, reading)
        if isinstance(found, Refusal):
            return found
        _, lane = found
        sheet = lane.sheets[reading]
        if not sheet.found_invalid:
            return Refusal("confirm.not_found_invalid", {"reading": reading})
        if sheet.final != sheet.record:
            # Decided otherwise before: what they decide now changes the count.
            if refusal := in_phase(round_, Phase.COUNTING):
                return refusal
            if not command.reason.strip():
                return Refusal("adjudicate.needs_reason", {"reading": reading})
        if sheet.decided != sheet.record:
            lanes.setdefault(lane.number, set()).add(reading)
    confirmed = [
        InvalidConfirmed(
            *round_.key,
            command.batch,
            number,
            readings=tuple(sorted(readings)),
            reason=command.reason.strip(),
        )
        for number, readings in sorted(lanes.items())
    ]
    if not confirmed:
        return ()
    batch = round_.batches[command.batch]
    for event in confirmed:
        lane = _with_confirmed(batch.lanes[event.pass_], event, round_.contest)
        batch = replace(batch, lanes={**batch.lanes, event.pass_: lane})
    return (*confirmed, *_compared_again(state, round_, batch, lane))


def _find(round_: Round, batch_id: str, reading: int) -> tuple[Batch, Lane] | Refusal:
    """The batch and the pass over it that have a reading under this handle."""
    batch = round_.batches.get(batch_id)
    if batch is None:
        return Refusal("batch.unknown", {"batch": batch_id})
    for lane in batch.lanes.values():
        if reading in lane.sheets:
            return batch, lane
    return Refusal("adjudicate.unknown_reading", {"reading": reading, "batch": batch_id})


def _compared_again(state: State, round_: Round, batch: Batch, lane: Lane) -> tuple[Event, ...]:
    """What the passes over a batch come to when one is decided so, once both are closed."""
    batch = replace(batch, lanes={**batch.lanes, lane.number: lane})
    if batch.open_lane or len(batch.lanes) < 2:
        return ()
    return differing(state, round_, batch)


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
    decided = {event.reading: (event.decision, event.record)}
    return change_lane(state, event, _settled(lane_of(state, event), decided, contest))


def _confirmed(state: State, event: InvalidConfirmed) -> State:
    contest = state.rounds[event.contest, event.round].contest
    return change_lane(state, event, _with_confirmed(lane_of(state, event), event, contest))


def _with_confirmed(lane: Lane, event: InvalidConfirmed, contest: Contest) -> Lane:
    as_found = Decision(None, (), event.reason)
    return _settled(lane, {r: (as_found, lane.sheets[r].record) for r in event.readings}, contest)


def _settled(
    lane: Lane, decided: Mapping[int, tuple[Decision, CastVoteRecord]], contest: Contest
) -> Lane:
    """A pass with what people decided, by reading, about some of its sheets."""
    sheets, counted = dict(lane.sheets), list(lane.counted)
    for reading, (decision, record) in decided.items():
        before = sheets[reading]
        sheets[reading] = replace(before, decision=decision, decided=record)
        if not lane.open:
            counted[counted.index(before)] = sheets[reading]
    if lane.open:
        return replace(lane, sheets=sheets)
    finals = (sheet.final for sheet in counted)
    tally = sums_of(contest).of(finals, len(contest.candidates))
    return replace(lane, sheets=sheets, counted=tuple(counted), tally=tally)


HANDLERS: Handlers = {Adjudicate: _adjudicate, ConfirmInvalid: _confirm}
EVOLVERS: Evolvers = {SheetAdjudicated: _adjudicated, InvalidConfirmed: _confirmed}
