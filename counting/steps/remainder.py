"""The remainder: ballots that were never issued are cancelled before everybody's eyes."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.figures import Figures
from counting.model.refusal import Refusal
from counting.model.state import Remainder, Round, State
from counting.rounds.figures import UNTIL_CERTIFIED
from counting.rounds.stock import remainder_due
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


@dataclass(frozen=True, slots=True)
class CancelRemainder(Command):
    """How many ballots were left and made useless. Again, with a reason, until Certify."""

    contest: str
    cancelled: int
    reason: str = ""
    round: int | None = None


@dataclass(frozen=True, slots=True)
class RemainderCancelled(Event):
    """`expected`: how many must have been left by the figures of that moment."""

    contest: str
    round: int
    cancelled: int
    expected: int
    reason: str


@of_round
def _cancel(_state: State, round_: Round, command: CancelRemainder, _context: Context) -> Answer:
    expected = remainder_due(round_)
    if expected is None:
        return Refusal("remainder.before_issued", {"contest": round_.contest.title})
    if refusal := in_phase(round_, *UNTIL_CERTIFIED):
        return refusal
    if refusal := out_of_range({"cancelled": command.cancelled}):
        return refusal
    reason = command.reason.strip()
    if round_.remainder and not reason:
        return Refusal("remainder.needs_reason", {"cancelled": round_.remainder.cancelled})
    if command.cancelled != expected and not reason:
        return Refusal("remainder.sum", {"cancelled": command.cancelled, "expected": expected})
    return (
        RemainderCancelled(
            command.contest, round_.number, command.cancelled, expected, command.reason
        ),
    )


def above_cancelled(round_: Round, after: Figures) -> Refusal | None:
    """Refuses figures by which ballots that were cancelled before everybody's eyes went out.

    Whoever cancelled another number than was recorded puts that right first.
    """
    if round_.remainder is None:
        return None
    left = remainder_due(replace(round_, figures=after)) or 0
    cancelled = round_.remainder.cancelled
    if left >= cancelled:
        return None
    facts = {"issued": after.issued, "left": left, "cancelled": cancelled}
    return Refusal("issued.remainder_cancelled", facts)


def _cancelled(state: State, event: RemainderCancelled) -> State:
    round_ = state.rounds[event.contest, event.round]
    remainder = Remainder(event.cancelled, event.expected, event.reason)
    return state.with_round(replace(round_, remainder=remainder))


HANDLERS: Handlers = {CancelRemainder: _cancel}
EVOLVERS: Evolvers = {RemainderCancelled: _cancelled}
