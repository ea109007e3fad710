"""Attendance: how many electors are present, for the congress or for one contest."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, State
from counting.result.balances import proxy_votes
from counting.rounds.figures import UNTIL_CERTIFIED
from counting.steps.adjourn import adjourned
from counting.steps.corrections import put_right
from counting.steps.delegations import attend, delegation_of
from counting.steps.messages import (
    Answer,
    Command,
    Event,
    Evolvers,
    Handlers,
    find_round,
    in_phase,
    out_of_range,
)


@dataclass(frozen=True, slots=True)
class RecordAttendance(Command):
    """Without `contest` it serves every contest that shares the congress's electors.

    With `delegation` it serves those contests that vote by delegation. Where ballots are out
    already it puts right the attendance of one contest, which is named, with a reason, as long as
    no ballot went out for the difference.
    """

    present: int
    contest: str | None = None
    delegation: str | None = None
    round: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceRecorded(Event):
    present: int
    contest: str | None


def _takes(state: State, round_: Round, named: str | None) -> bool:
    """A contest keeps its attendance once its ballots are issued; an earlier round always does,
    and one that was not held.
    """
    mine = round_.contest.id == named or (named is None and not round_.contest.own_electors)
    now = state.current(round_.contest.id) is round_ and not round_.delegations
    held = round_.adjourned is None
    return mine and now and held and round_.phase in (Phase.SEALED, Phase.ATTENDED)


def _record(state: State, command: RecordAttendance, _context: Context) -> Answer:
    if state.congress is None:
        return Refusal("congress.not_defined")
    if state.seal is None:
        return Refusal("congress.not_sealed")
    unfit = out_of_range({"present": command.present})
    if refusal := unfit or _nothing_held(state, command.contest):
        return refusal
    due = state.congress.electors.due
    if command.contest is not None:
        round_ = find_round(state, command.contest, command.round)
        if isinstance(round_, Refusal):
            return round_
        if round_.contest.electors_from and not round_.seated:
            return Refusal("electors.not_seated", {"contest": round_.contest.title})
        if command.reason.strip() and (answer := _late(round_, command)):
            return answer
        due = round_.figures.due
    if command.delegation is not None:
        apart = _apart(state, command.contest)
        return attend(apart, command.contest, command.delegation, command.present)
    if command.present > due:
        return Refusal("attendance.above_due", {"present": command.present, "due": due})
    if any(_takes(state, round_, command.contest) for round_ in state.rounds.values()):
        return (AttendanceRecorded(command.present, command.contest),)
    if apart := tuple(r for r in _apart(state, command.contest) if r.delegations):
        facts = {"contest": apart[0].contest.title, "known": ", ".join(apart[0].delegations)}
        return Refusal("delegation.needed", facts)
    return Refusal("attendance.too_late", {"present": command.present})


def _nothing_held(state: State, named: str | None) -> Refusal | None:
    """Why nobody's attendance is asked for: no contest that it would serve is held."""
    contests = state.congress.contests if state.congress else ()
    current = (state.current(contest.id) for contest in contests)
    served = [
        round_
        for round_ in current
        if round_
        and (round_.contest.id == named or (named is None and not round_.contest.own_electors))
    ]
    refusals = [refusal for r in served if (refusal := adjourned(r))]
    return refusals[0] if refusals and len(refusals) == len(served) else None


def _late(round_: Round, command: RecordAttendance) -> Answer | None:
    """The attendance of a round whose ballots are out, corrected; None where none is out yet."""
    apart = delegation_of(round_, command.delegation)
    if isinstance(apart, Refusal):
        return apart
    before = apart.figures if apart else round_.figures
    if before.issued is None:
        return None
    if refusal := in_phase(round_, *UNTIL_CERTIFIED):
        return refusal
    if command.present > before.due:
        return Refusal("attendance.above_due", {"present": command.present, "due": before.due})
    after = replace(before, present=command.present)
    most = command.present + proxy_votes(round_.contest, after)
    out = max(before.issued, before.voters or 0)
    if most < out:
        return Refusal("attendance.below_issued", {"present": most, "issued": out})
    return put_right(round_, apart, {"present": command.present}, command.reason)


def _apart(state: State, contest: str | None) -> tuple[Round, ...]:
    """The current rounds that vote by delegation: of that contest, or all of them.

    A named contest is returned even when it does not, so that the refusal can name it.
    """
    rounds = [state.current(c.id) for c in (state.congress.contests if state.congress else ())]
    return tuple(
        round_
        for round_ in rounds
        if round_ and (round_.contest.id == contest or (contest is None and round_.delegations))
    )


def _recorded(state: State, event: AttendanceRecorded) -> State:
    rounds = dict(state.rounds)
    for key, round_ in state.rounds.items():
        if _takes(state, round_, event.contest):
            figures = replace(round_.figures, present=event.present)
            rounds[key] = replace(round_, phase=Phase.ATTENDED, figures=figures)
    attendance = {**state.attendance, event.contest: event.present}
    return replace(state, attendance=attendance, rounds=rounds)


HANDLERS: Handlers = {RecordAttendance: _record}
EVOLVERS: Evolvers = {AttendanceRecorded: _recorded}
