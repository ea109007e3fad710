"""A round's own definition: the contest it votes on, made from the sealed one, and its hash."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from counting.definition.seal import canonical
from counting.model.election import (
    Amendment,
    Candidate,
    Congress,
    Contest,
    Electors,
    RoundReason,
    Seal,
)
from counting.model.figures import Figures
from counting.model.geometry import PageGeometry
from counting.model.rules import Differential
from counting.model.state import DelegationCount, Phase, Round
from counting.names.ballot_order import by_strokes
from counting.names.listed import namesakes
from counting.names.strokes import unknown
from counting.rounds.next_round import NextRound


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
        separate_vote=None,
        differential=Differential("any"),
        fewer_than_seats=("separate_vote",),
        announce="presidium",
        live_display="progress",
    )
    return replace(sealed, seats=pre.formal_candidates, rules=rules, preliminary=True)


def contest_of_round(new: NextRound, candidates: tuple[Candidate, ...]) -> Contest:
    """The contest of a later round. Rules are those sealed, but for what the reason changes.

    Where the sealed contest is ordered by strokes, so is this one with its newcomers, unless
    people set the order, or strokes that are not known leave it to them.
    """
    known = {candidate.id for candidate in new.roster}
    newcomers = (candidate for candidate in candidates if candidate.id not in known)
    several = namesakes(new.parent.contest, (*new.roster, *newcomers))
    contest = replace(_CONTESTS[new.reason](new), candidates=candidates, namesakes=several)
    return _ordered(contest, as_given=new.order_given)


def _ordered(contest: Contest, *, as_given: bool) -> Contest:
    """By strokes with those of the clerk's moves that are possible here, or as listed."""
    if contest.order != "strokes":
        return contest
    here = {candidate.id for candidate in contest.candidates}
    moved = tuple(
        move
        for move in contest.moved
        if move.candidate in here and (move.before is None or move.before in here)
    )
    by_hand = {move.candidate for move in moved}
    unplaced = any(unknown(c.name) for c in contest.candidates if c.id not in by_hand)
    if as_given or unplaced:
        return replace(contest, order="file", moved=())
    candidates = by_strokes(contest.candidates, contest.rules.name_order, moved)
    return replace(contest, candidates=candidates, moved=moved)


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
    digest = hashlib.sha256(canonical(parts)).hexdigest()
    return Amendment(
        reason=reason,
        parent=parent,
        contest=contest,
        geometry=geometry,
        hash=digest,
        note=note,
        losers_of=losers_of,
    )


def new_round(
    congress: Congress,
    contest: Contest,
    number: int = 1,
    amendment: Amendment | None = None,
    seated: tuple[str, ...] = (),
) -> Round:
    """A round as it begins: sealed, no figure recorded, each delegation apart where they vote."""
    return Round(
        contest=contest,
        number=number,
        phase=Phase.SEALED,
        figures=blank_figures(contest.electors),
        amendment=amendment,
        delegations=_delegations(congress, contest),
        seated=seated,
    )


def blank_figures(electors: Electors) -> Figures:
    """Those entitled; nothing else is known yet."""
    return Figures(
        due=electors.due,
        registered=electors.registered,
        total=electors.total,
        all_members=electors.all_members,
    )


def _delegations(congress: Congress, contest: Contest) -> Mapping[str, DelegationCount]:
    pre = contest.pre_election
    if not contest.preliminary or pre is None or not pre.by_delegation:
        return {}
    return {
        d.id: DelegationCount(d, blank_figures(Electors(d.due, d.due, d.due, d.due)))
        for d in congress.delegations
    }


def _stage(new: NextRound) -> Contest:
    """The sealed contest at the stage of its parent, with the electors of its parent."""
    parent = new.parent.contest
    stage = first_round(new.sealed) if parent.preliminary else new.sealed
    return replace(
        stage,
        seats=new.seats,
        electors=parent.electors,
        again=new.reason,
        elected_before=new.elected_before,
    )


def _revote(new: NextRound) -> Contest:
    """Among the tied alone, so nobody is written in; most votes win, above the floor if any."""
    contest = _stage(new)
    rules = replace(
        contest.rules,
        differential=Differential("any"),
        write_in=replace(contest.rules.write_in, allowed=False),
    )
    return replace(contest, rules=rules, write_in_lines=0, vote="revote")


_CONTESTS: Mapping[RoundReason, Callable[[NextRound], Contest]] = {
    "revote": _revote,
    "separate_vote": lambda new: replace(_stage(new), vote="separate"),
    "vote_again": lambda new: replace(new.parent.contest, again="vote_again"),
    "formal": lambda new: replace(new.sealed, electors=new.parent.contest.electors, again="formal"),
    "amended": _stage,
}
