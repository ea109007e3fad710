"""Attendance: how many electors are present, for the congress or for one contest."""

from dataclasses import dataclass, replace

from counting.model import Phase, Refusal
from counting.state import ContestState, State
from counting.steps.base import (
    Answer,
    Command,
    Context,
    Event,
    Evolvers,
    Handlers,
    absurd,
    find_contest,
)


@dataclass(frozen=True, slots=True)
class RecordAttendance(Command):
    """Without `contest` it serves every contest that shares the congress's electors."""

    present: int
    contest: str | None = None
    round: int | None = None


@dataclass(frozen=True, slots=True)
class AttendanceRecorded(Event):
    present: int
    contest: str | None


def _takes(contest: ContestState, named: str | None) -> bool:
    """A contest keeps its attendance once its ballots are issued."""
    mine = contest.contest.id == named or (named is None and not contest.contest.own_electors)
    return mine and contest.phase in (Phase.SEALED, Phase.ATTENDED)


def _record(state: State, command: RecordAttendance, context: Context) -> Answer:
    if state.congress is None:
        return Refusal("congress.not_defined")
    if state.seal is None:
        return Refusal("congress.not_sealed")
    if refusal := absurd({"present": command.present}):
        return refusal
    due = state.congress.electors.due
    if command.contest is not None:
        found = find_contest(state, command.contest, command.round)
        if isinstance(found, Refusal):
            return found
        due = found.figures.due
    if command.present > due:
        return Refusal("attendance.above_due", {"present": command.present, "due": due})
    if not any(_takes(contest, command.contest) for contest in state.contests.values()):
        return Refusal("attendance.too_late", {"present": command.present})
    return (AttendanceRecorded(command.present, command.contest),)


def _recorded(state: State, event: AttendanceRecorded) -> State:
    contests = {
        key: replace(
            contest,
            phase=Phase.ATTENDED,
            figures=replace(contest.figures, present=event.present),
        )
        if _takes(contest, event.contest)
        else contest
        for key, contest in state.contests.items()
    }
    attendance = {**state.attendance, event.contest: event.present}
    return replace(state, attendance=attendance, contests=contests)


HANDLERS: Handlers = {RecordAttendance: _record}
EVOLVERS: Evolvers = {AttendanceRecorded: _recorded}
