"""A round's own definition: the contest it votes on, made from the sealed one, and its hash."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from counting import definition
from counting.model import (
    Amendment,
    Candidate,
    Congress,
    Contest,
    Differential,
    Electors,
    Figures,
    PageGeometry,
    Phase,
    RoundReason,
    Rules,
    Seal,
    Threshold,
)
from counting.state import ContestState, DelegationCount

HALF_OF_PRESENT: Final = Threshold(Fraction(1, 2), True, "present")
MOST_VOTES: Final = Threshold(Fraction(0), True, "present")
"""A plurality without a floor: one approval is enough, the most votes win."""


@dataclass(frozen=True, slots=True)
class Next:
    """What a round is made from: the sealed contest, its parent's, and what is new."""

    sealed: Contest
    parent: Contest
    candidates: tuple[Candidate, ...]
    seats: int
    elected_before: tuple[str, ...] = ()


def first_round(sealed: Contest) -> Contest:
    """The contest of round 1: the sealed one, or its pre-election where it has one.

    A pre-election's seats are the places among the formal candidates, a name needs more than
    half of those due, and its figures go to the presidium only (rules.md, sequence).
    """
    pre = sealed.pre_election
    if pre is None:
        return sealed
    rules = replace(
        sealed.rules,
        method="majority",
        majority=pre.majority,
        differential=Differential("any"),
        fewer_than_seats=("separate_vote",),
        announce="presidium",
        live_display="progress",
    )
    return replace(sealed, seats=pre.formal_candidates, rules=rules, preliminary=True)


def contest_of_round(reason: RoundReason, new: Next) -> Contest:
    """The contest of a later round. Rules are those sealed, but for what the reason changes."""
    return _CONTESTS[reason](new)


def amend(
    seal: Seal,
    number: int,
    reason: RoundReason,
    parent: int,
    contest: Contest,
    geometry: tuple[PageGeometry, ...],
    *,
    note: str = "",
    losers_of: str | None = None,
) -> Amendment:
    """The amendment of round `number`.

    Its hash is SHA-256 over the canonical form of all its parts with the seal's hash and the
    round's number, so it belongs to this congress and this round alone.
    """
    parts = {
        "seal": seal.hash,
        "round": number,
        "reason": reason,
        "parent": parent,
        "contest": contest,
        "geometry": geometry,
        "note": note,
        "losers_of": losers_of,
    }
    digest = hashlib.sha256(definition.canonical(parts)).hexdigest()
    return Amendment(reason, parent, contest, geometry, digest, note, losers_of)


def opening(
    congress: Congress,
    contest: Contest,
    number: int = 1,
    amendment: Amendment | None = None,
    seated: tuple[str, ...] = (),
) -> ContestState:
    """A round as it begins: sealed, no figure recorded, each delegation apart where they vote."""
    return ContestState(
        contest,
        number,
        Phase.SEALED,
        blank_figures(contest.electors),
        amendment=amendment,
        delegations=_delegations(congress, contest),
        seated=seated,
    )


def blank_figures(electors: Electors) -> Figures:
    """Those entitled; nothing else is known yet."""
    return Figures(electors.due, electors.registered, electors.total, electors.all_members)


def _delegations(congress: Congress, contest: Contest) -> Mapping[str, DelegationCount]:
    pre = contest.pre_election
    if not contest.preliminary or pre is None or not pre.by_delegation:
        return {}
    return {
        d.id: DelegationCount(d, blank_figures(Electors(d.due, d.due, d.due, d.due)))
        for d in congress.delegations
    }


def _stage(new: Next) -> Contest:
    """The sealed contest at the stage of its parent, with the electors of its parent."""
    stage = first_round(new.sealed) if new.parent.preliminary else new.sealed
    return replace(stage, electors=new.parent.electors)


def _among(new: Next, reason: RoundReason) -> Contest:
    return replace(
        _stage(new),
        candidates=new.candidates,
        seats=new.seats,
        again=reason,
        elected_before=new.elected_before,
    )


def _revote(new: Next) -> Contest:
    """Among the tied alone, so nobody is written in; most votes win, above the floor if any."""
    contest = _among(new, "revote")
    floor = new.sealed.rules.tie_needs_majority
    rules: Rules = replace(
        contest.rules,
        method="majority" if floor else "plurality",
        majority=HALF_OF_PRESENT if floor else MOST_VOTES,
        differential=Differential("any"),
        write_in=replace(contest.rules.write_in, allowed=False),
    )
    sources = dict(contest.sources)
    if source := sources.get("tie_needs_majority"):
        sources |= {"majority": source, "method": source}
    return replace(contest, rules=rules, write_in_lines=0, sources=sources)


def _formal(new: Next) -> Contest:
    return replace(
        new.sealed, candidates=new.candidates, electors=new.parent.electors, again="formal"
    )


_CONTESTS: Mapping[RoundReason, Callable[[Next], Contest]] = {
    "revote": _revote,
    "separate_vote": lambda new: _among(new, "separate_vote"),
    "vote_again": lambda new: replace(new.parent, again="vote_again"),
    "formal": _formal,
    "amended": lambda new: replace(_among(new, "amended"), seats=new.parent.seats),
}
