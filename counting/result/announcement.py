"""The order in which the elected are announced, and what the secretariat must still arrange."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from counting.model.election import Contest
from counting.model.outcome import Finding, Order
from counting.names.strokes import key, unknown
from counting.result.election import Standing


@dataclass(frozen=True, slots=True)
class Announcement:
    """Names as they are announced, what may be said of their order, what people must know of it."""

    names: tuple[str, ...]
    order: Order
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ordered:
    standing: list[Standing]
    order: Order
    findings: tuple[Finding, ...] = ()


def announced(
    contest: Contest, standing: Sequence[Standing], elected: frozenset[str]
) -> Announcement:
    """These names in the order in which the office announces them.

    By strokes, written names have their place among the others. A contest whose candidates the
    definition ordered by strokes keeps that order, the clerk's moves included.
    """
    chosen = [s for s in standing if s.name in elected]
    found = _ORDERS[contest.rules.announce_order](contest, chosen)
    return Announcement(tuple(s.name for s in found.standing), found.order, found.findings)


def _by_strokes(contest: Contest, chosen: list[Standing]) -> _Ordered:
    """By strokes; in ballot order where a name has an unknown character, which is reported."""
    if len(chosen) < 2:
        return _Ordered(chosen, "strokes")
    rule = contest.rules.name_order
    keys = {s.name: places for s in chosen if (places := key(s.sorted_name, rule)) is not None}
    settled = contest.order == "strokes"  # then a listed name stands where the ballot has it
    unplaced = [s for s in chosen if s.name not in keys and not (settled and s.place is not None)]
    if unplaced:
        return _Ordered(chosen, "listed", (_unknown_strokes(s.sorted_name for s in unplaced),))
    if not settled:
        return _Ordered(sorted(chosen, key=lambda s: keys[s.name]), "strokes")
    by_hand = {move.candidate for move in contest.moved}
    fixed = {n for n, candidate in enumerate(contest.candidates) if candidate.id in by_hand}
    ordered = [s for s in chosen if s.place is not None]
    for written in sorted((s for s in chosen if s.place is None), key=lambda s: keys[s.name]):
        behind = (
            at
            for at, other in enumerate(ordered)
            if other.place not in fixed and keys[other.name] > keys[written.name]
        )
        ordered.insert(next(behind, len(ordered)), written)
    known = [keys[s.name] for s in ordered if s.name in keys]
    return _Ordered(ordered, "strokes" if known == sorted(known) else "clerk")


def _by_votes(contest: Contest, chosen: list[Standing]) -> _Ordered:
    by_approvals = sorted(chosen, key=lambda s: -s.approvals)
    groups = [
        _by_strokes(contest, list(equal))
        for _, equal in groupby(by_approvals, key=lambda s: s.approvals)
    ]
    return _Ordered(
        [s for group in groups for s in group.standing],
        "votes_then_strokes" if all(g.order == "strokes" for g in groups) else "votes",
        tuple(finding for group in groups for finding in group.findings),
    )


def _as_approved(_contest: Contest, chosen: list[Standing]) -> _Ordered:
    """The approved order holds no written name: these stand last, and people must place them."""
    written = [s for s in chosen if s.place is None]
    findings = tuple(Finding("announce.written_name", {"name": s.name}) for s in written)
    return _Ordered(chosen, "listed" if written else "superior", findings)


def _unknown_strokes(names: Iterable[str]) -> Finding:
    named = list(names)
    characters = [f"{u.character} {u.codepoint}" for name in named for u in unknown(name)]
    return Finding("announce.unknown_strokes", {"names": named, "characters": characters})


_ORDERS: Final[Mapping[str, Callable[[Contest, list[Standing]], _Ordered]]] = {
    "strokes": _by_strokes,
    "votes_then_strokes": _by_votes,
    "superior": _as_approved,
}
