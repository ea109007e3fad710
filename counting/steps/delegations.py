"""Delegations that vote each by itself: the paper of one, checked like that of a whole hall."""

from dataclasses import dataclass, field, replace

from counting.model.figures import Balance, Figures
from counting.model.refusal import Refusal
from counting.model.state import DelegationCount, Phase, Round, State
from counting.result.balances import broken_proxies, proxy_votes, returned_within_base
from counting.rounds.delegations import is_void, with_count
from counting.rules.thresholds import quorum
from counting.steps.messages import Answer, Event, Evolvers, out_of_range
from counting.steps.remainder import issued_no_further

_BEFORE_COUNT = (Phase.SEALED, Phase.ATTENDED, Phase.ISSUED, Phase.RETURNED, Phase.VOID)


@dataclass(frozen=True, slots=True)
class DelegationAttended(Event):
    """`contest` None: for every contest that votes by delegation."""

    delegation: str
    present: int
    contest: str | None


@dataclass(frozen=True, slots=True)
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
    proxies: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class DelegationReturned(Event):
    """`void`: more sheets lay in its box than could; none of them joins the count."""

    contest: str
    round: int
    delegation: str
    returned: int
    void: bool
    reason: str


def find_delegation(round_: Round, delegation: str | None) -> DelegationCount | Refusal:
    """The named delegation of a round, or why there is none to name, or one must be named."""
    if not round_.delegations:
        return Refusal("delegation.votes_together", {"contest": round_.contest.title})
    known = ", ".join(round_.delegations)
    if delegation is None:
        return Refusal("delegation.needed", {"contest": round_.contest.title, "known": known})
    if delegation not in round_.delegations:
        return Refusal("delegation.unknown", {"delegation": delegation, "known": known})
    return round_.delegations[delegation]


def unbalanced(round_: Round) -> Refusal | None:
    """Boxes are counted together only when every delegation's paper is complete and in order."""
    for count in round_.delegations.values():
        name, figures = count.delegation.name, count.figures
        if count.void:
            base = _base(round_, figures)
            return Refusal("delegation.void", {"delegation": name, **(base.facts if base else {})})
        if figures.returned is None:
            return Refusal("delegation.not_returned", {"delegation": name})
    return None


def attend(
    state: State, found: tuple[Round, ...], contest: str | None, name: str, present: int
) -> Answer:
    """A delegation's attendance, for the rounds among `found` where it has no ballots yet."""
    taking = 0
    for one in found:
        count = find_delegation(one, name)
        if isinstance(count, Refusal):
            return count
        due = count.delegation.due
        if present > due:
            facts = {"present": present, "due": due, "delegation": count.delegation.name}
            return Refusal("attendance.above_due", facts)
        taking += _takes(one, count)
    if not taking:
        return Refusal("attendance.too_late", {"present": present})
    return (DelegationAttended(name, present, contest),)


def _takes(round_: Round, count: DelegationCount) -> bool:
    return round_.phase in _BEFORE_COUNT and count.figures.issued is None


def issue(
    round_: Round,
    name: str | None,
    unsealed: int,
    issued: int,
    remaining: int,
    given_voters: int | None,
    proxies: int | None,
    reason: str,
) -> Answer:
    """A delegation's ballots handed out, under its own quorum and from its own stock."""
    count = find_delegation(round_, name)
    if isinstance(count, Refusal):
        return count
    figures, title = count.figures, count.delegation.name
    if round_.phase not in _BEFORE_COUNT:
        return _too_late(round_)
    if figures.present is None:
        return Refusal("delegation.before_attendance", {"delegation": title})
    if figures.issued is not None and not reason.strip():
        return Refusal("issued.needs_reason", {"issued": figures.issued})
    voters = figures.present + (proxies or 0) if given_voters is None else given_voters
    given = {"unsealed": unsealed, "issued": issued, "remaining": remaining, "voters": voters}
    if refusal := out_of_range(given | {"proxies": proxies}):
        return refusal
    figures = replace(figures, voters=voters, proxies=proxies)
    if broken := broken_proxies(round_.contest, figures):
        return Refusal(broken.code, broken.facts)
    met = quorum(round_.contest.rules, figures)
    if not met.met:
        facts = {"present": figures.present, "needed": met.needed, "of": met.of}
        return Refusal("delegation.no_quorum", {"delegation": title, **facts})
    was = figures.unsealed, figures.issued
    if refusal := issued_no_further(round_, was, unsealed, issued):
        return refusal
    if issued + remaining != unsealed:
        facts = {"issued": issued, "remaining": remaining, "unsealed": unsealed}
        return Refusal("issued.sum", facts)
    ceiling = (figures.present or 0) + proxy_votes(round_.contest, figures)
    if issued > ceiling:
        return Refusal("issued.above_present", {"issued": issued, "present": ceiling})
    key = round_.contest.id, round_.number, count.delegation.id
    handed = DelegationIssued(*key, unsealed, issued, remaining, voters, reason, proxies=proxies)
    return (handed,)


def take_back(round_: Round, name: str | None, returned: int, reason: str) -> Answer:
    """The sheets of a delegation's box; again with a reason until the count opens."""
    count = find_delegation(round_, name)
    if isinstance(count, Refusal):
        return count
    figures = count.figures
    if round_.phase not in _BEFORE_COUNT:
        return _too_late(round_)
    if figures.issued is None:
        return Refusal("delegation.before_issued", {"delegation": count.delegation.name})
    if refusal := out_of_range({"returned": returned}):
        return refusal
    if figures.returned is not None and not reason.strip():
        return Refusal("returned.needs_reason", {"returned": figures.returned})
    void = is_void(round_, replace(figures, returned=returned))
    key = round_.contest.id, round_.number, count.delegation.id
    return (DelegationReturned(*key, returned, void, reason),)


def _too_late(round_: Round) -> Refusal:
    return Refusal(
        "contest.wrong_phase",
        {
            "contest": round_.contest.title,
            "phase": round_.phase.value,
            "needed": ", ".join(phase.value for phase in _BEFORE_COUNT[:-1]),
        },
    )


def _base(round_: Round, figures: Figures) -> Balance | None:
    return returned_within_base(round_.contest, figures)


def _attended(state: State, event: DelegationAttended) -> State:
    for found in tuple(state.rounds.values()):
        if state.current(found.contest.id) is not found:
            continue
        if event.contest not in (None, found.contest.id):
            continue
        count = found.delegations.get(event.delegation)
        if count and _takes(found, count):
            figures = replace(count.figures, present=event.present)
            state = state.with_round(with_count(found, replace(count, figures=figures)))
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
