"""The remainder: ballots that were never issued are cancelled before everybody's eyes."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import ContestState, Phase, Remainder, State
from counting.rounds.stock import remainder_due
from counting.steps.messages import (
    Answer,
    Command,
    Event,
    Evolvers,
    Handlers,
    absurd,
    in_phase,
    of_contest,
)

_UNTIL_CERTIFIED = (Phase.ISSUED, Phase.RETURNED, Phase.COUNTING, Phase.CLOSED, Phase.VOID)


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


@of_contest
def _cancel(
    state: State, found: ContestState, command: CancelRemainder, context: Context
) -> Answer:
    expected = remainder_due(found)
    if expected is None:
        return Refusal("remainder.before_issued", {"contest": found.contest.title})
    if refusal := in_phase(found, *_UNTIL_CERTIFIED):
        return refusal
    if refusal := absurd({"cancelled": command.cancelled}):
        return refusal
    reason = command.reason.strip()
    if found.remainder and not reason:
        return Refusal("remainder.needs_reason", {"cancelled": found.remainder.cancelled})
    if command.cancelled != expected and not reason:
        return Refusal("remainder.sum", {"cancelled": command.cancelled, "expected": expected})
    return (
        RemainderCancelled(
            command.contest, found.round, command.cancelled, expected, command.reason
        ),
    )


def issued_no_further(
    found: ContestState, before: tuple[int | None, int | None], unsealed: int, issued: int
) -> Refusal | None:
    """Refuses figures of issuing above those `before` (unsealed, issued) once the rest is void."""
    if found.remainder is None:
        return None
    for name, given, was in zip(("unsealed", "issued"), (unsealed, issued), before, strict=True):
        if given > (was or 0):
            facts = {
                "figure": name,
                "value": given,
                "before": was or 0,
                "cancelled": found.remainder.cancelled,
            }
            return Refusal("issued.remainder_cancelled", facts)
    return None


def _cancelled(state: State, event: RemainderCancelled) -> State:
    found = state.contests[event.contest, event.round]
    remainder = Remainder(event.cancelled, event.expected, event.reason)
    return state.with_contest(replace(found, remainder=remainder))


HANDLERS: Handlers = {CancelRemainder: _cancel}
EVOLVERS: Evolvers = {RemainderCancelled: _cancelled}
