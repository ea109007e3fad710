"""The order in which the elected are announced, and what the secretariat must still arrange."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from counting.model.election import Contest
from counting.model.outcome import Finding
from counting.names.strokes import key, unknown
from counting.result.election import Standing

Announced = tuple[list[Standing], list[Finding]]


def announced(
    contest: Contest, standing: Sequence[Standing], elected: frozenset[str]
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """These names in the order in which the office announces them, with findings about that order.

    By strokes, written names have their place among the others. A contest whose candidates the
    definition ordered by strokes keeps that order, the clerk's moves included.
    """
    chosen = [s for s in standing if s.name in elected]
    ordered, findings = _ORDERS[contest.rules.announce_order](contest, chosen)
    return tuple(s.name for s in ordered), tuple(findings)


def _by_strokes(contest: Contest, chosen: list[Standing]) -> Announced:
    """By strokes; in ballot order where a name has an unknown character, which is reported."""
    if len(chosen) < 2:
        return chosen, []
    rule = contest.rules.name_order
    keys = {s.name: places for s in chosen if (places := key(s.name, rule)) is not None}
    settled = contest.order == "strokes"  # then a listed name stands where the ballot has it
    unplaced = [s for s in chosen if s.name not in keys and not (settled and s.place is not None)]
    if unplaced:
        return chosen, [_unknown_strokes(s.name for s in unplaced)]
    if not settled:
        return sorted(chosen, key=lambda s: keys[s.name]), []
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
    return ordered, []


def _by_votes(contest: Contest, chosen: list[Standing]) -> Announced:
    ordered: list[Standing] = []
    findings: list[Finding] = []
    by_approvals = sorted(chosen, key=lambda s: -s.approvals)
    for _, equal in groupby(by_approvals, key=lambda s: s.approvals):
        names, more = _by_strokes(contest, list(equal))
        ordered += names
        findings += more
    return ordered, findings


def _as_approved(_contest: Contest, chosen: list[Standing]) -> Announced:
    """The approved order holds no written name: these stand last, and people must place them."""
    written = [s for s in chosen if s.place is None]
    return chosen, [Finding("announce.written_name", {"name": s.name}) for s in written]


def _unknown_strokes(names: Iterable[str]) -> Finding:
    named = list(names)
    characters = [f"{u.character} {u.codepoint}" for name in named for u in unknown(name)]
    return Finding("announce.unknown_strokes", {"names": named, "characters": characters})


_ORDERS: Final[Mapping[str, Callable[[Contest, list[Standing]], Announced]]] = {
    "strokes": _by_strokes,
    "votes_then_strokes": _by_votes,
    "superior": _as_approved,
}
