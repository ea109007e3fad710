"""Delegations that vote each by itself: the paper of one, checked like that of a whole hall."""

from dataclasses import dataclass, replace

from counting.model.refusal import Refusal
from counting.model.state import DelegationCount, Phase, Round, State
from counting.result.balances import broken_return
from counting.rounds.delegations import with_count
from counting.steps.messages import Answer, Event, Evolvers, in_phase

_BEFORE_COUNT = (Phase.SEALED, Phase.ATTENDED, Phase.ISSUED, Phase.RETURNED, Phase.VOID)
_MAY_CORRECT = (*_BEFORE_COUNT, Phase.COUNTING, Phase.CLOSED)


@dataclass(frozen=True, slots=True)
class DelegationAttended(Event):
    """`contest` None: for every contest that votes by delegation."""

    delegation: str
    present: int
    contest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationIssued(Event):
    """Ballots handed out in a delegation; again with a reason, and then nothing has returned."""

    contest: str
    round: int
    delegation: str
    unsealed: int
    issued: int
    remaining: int
    voters: int
    reason: str
    proxies: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationReturned(Event):
    """`void`: more sheets lay in its box than could; none of them joins the count."""

    contest: str
    round: int
    delegation: str
    returned: int
    void: bool
    reason: str


def delegation_of(round_: Round, delegation: str | None) -> DelegationCount | Refusal | None:
    """The named delegation of a round; None when all vote together and none is named.

    Refuses a delegation where all vote together, and no or an unknown one where they do not.
    """
    if not round_.delegations:
        together = Refusal("delegation.votes_together", {"contest": round_.contest.title})
        return None if delegation is None else together
    known = ", ".join(round_.delegations)
    if delegation is None:
        return Refusal("delegation.needed", {"contest": round_.contest.title, "known": known})
    if delegation not in round_.delegations:
        return Refusal("delegation.unknown", {"delegation": delegation, "known": known})
    return round_.delegations[delegation]


def before_issuing(round_: Round, count: DelegationCount) -> Refusal | None:
    """Why the delegation cannot be given its ballots now, if so."""
    if (refusal := _too_late(round_)) or count.figures.present is not None:
        return refusal
    return Refusal("delegation.before_attendance", {"delegation": count.delegation.name})


def before_returning(round_: Round, count: DelegationCount) -> Refusal | None:
    """Why the delegation's box cannot be recorded now, if so."""
    if (refusal := _too_late(round_)) or count.figures.issued is not None:
        return refusal
    return Refusal("delegation.before_issued", {"delegation": count.delegation.name})


def unbalanced(round_: Round) -> Refusal | None:
    """Boxes are counted together only when every delegation's paper is complete and in order."""
    for count in round_.delegations.values():
        name, figures = count.delegation.name, count.figures
        if count.void:
            broken = broken_return(round_.contest, figures)
            facts = broken.facts if broken else {"returned": figures.returned}
            return Refusal("delegation.void", {"delegation": name, **facts})
        if figures.returned is None:
            return Refusal("delegation.not_returned", {"delegation": name})
    return None


def attend(rounds: tuple[Round, ...], contest: str | None, delegation: str, present: int) -> Answer:
    """A delegation's attendance, for those of `rounds` where it has no ballots yet."""
    taking = 0
    for round_ in rounds:
        count = delegation_of(round_, delegation)
        if isinstance(count, Refusal):
            return count
        assert count is not None  # one was named
        due = count.delegation.due
        if present > due:
            facts = {"present": present, "due": due, "delegation": count.delegation.name}
            return Refusal("attendance.above_due", facts)
        taking += _takes(round_, count)
    if not taking:
        return Refusal("attendance.too_late", {"present": present})
    return (DelegationAttended(delegation, present, contest),)


def _takes(round_: Round, count: DelegationCount) -> bool:
    held = round_.adjourned is None
    return held and round_.phase in _BEFORE_COUNT and count.figures.issued is None


def _too_late(round_: Round) -> Refusal | None:
    return in_phase(round_, *_MAY_CORRECT)


def _attended(state: State, event: DelegationAttended) -> State:
    for round_ in tuple(state.rounds.values()):
        if state.current(round_.contest.id) is not round_:
            continue
        if event.contest not in (None, round_.contest.id):
            continue
        count = round_.delegations.get(event.delegation)
        if count and _takes(round_, count):
            figures = replace(count.figures, present=event.present)
            state = state.with_round(with_count(round_, replace(count, figures=figures)))
    return state


def _issued(state: State, event: DelegationIssued) -> State:
    round_ = state.rounds[event.contest, event.round]
    count = round_.delegations[event.delegation]
    figures = replace(
        count.figures,
        unsealed=event.unsealed,
        issued=event.issued,
        remaining=event.remaining,
        voters=event.voters,
        proxies=event.proxies,
        returned=None,
    )
    return state.with_round(with_count(round_, replace(count, figures=figures, void=False)))


def _returned(state: State, event: DelegationReturned) -> State:
    round_ = state.rounds[event.contest, event.round]
    count = round_.delegations[event.delegation]
    figures = replace(count.figures, returned=event.returned)
    return state.with_round(with_count(round_, replace(count, figures=figures, void=event.void)))


EVOLVERS: Evolvers = {
    DelegationAttended: _attended,
    DelegationIssued: _issued,
    DelegationReturned: _returned,
}
