"""What the rules make of a sheet with several offices: each decided, the figures checked once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from counting.model.election import Contest
from counting.model.figures import Balance, Figures, Tally
from counting.model.outcome import Finding, OfficeOutcome, OfficesOutcome, Quorum
from counting.result.added_down import Filled, Stand, fill
from counting.result.balances import balances, count, votes
from counting.result.election import Decided
from counting.result.outcome import (
    AS_IT_IS,
    Ground,
    broken,
    concluded,
    impossible_votes,
    is_void,
)
from counting.result.parts import Part, parts_of
from counting.result.row_sums import sheets
from counting.result.sensitivity import Variant, needed_under, standing_under
from counting.rules.thresholds import quorum


def decide(
    contest: Contest, figures: Figures, tally: Tally, impossible: tuple[Finding, ...] = ()
) -> OfficesOutcome:
    """The outcome of a round with several offices.

    As `counting.result.outcome.decide`; `tally.by_office` has the sums of each. Nobody is elected
    for any office while a figure of one is impossible: they stand on the same sheets.
    """
    figures = _with_sheets(contest, figures, tally)
    parts = parts_of(contest, figures, tally)
    checked = tuple(_balances(contest, figures, tally, parts))
    void = is_void(checked)
    named = {(f.facts.get("office"), f.facts.get("candidate")) for f in impossible}
    ground = Ground(
        quorum=_quorum(parts),
        balances=checked,
        void=void,
        errors=(
            *impossible,
            *(
                finding
                for finding in broken(checked, void=void, named=())
                if (finding.facts.get("office"), finding.facts.get("candidate", "")) not in named
            ),
            *(() if void else _impossible(parts)),
        ),
    )
    fillings = _Fillings(parts, contest.add_down)
    decided = [_office(contest, part, ground, fillings) for part in parts]
    return OfficesOutcome(
        quorum=ground.quorum,
        balances=checked,
        contest_void=void,
        errors=ground.errors,
        warnings=(
            *(
                part.said(warning)
                for part, one in zip(parts, decided, strict=True)
                for warning in one.outcome.warnings
            ),
            *_elected_twice(parts, decided),
        ),
        offices=tuple(decided),
    )


def _with_sheets(contest: Contest, figures: Figures, tally: Tally) -> Figures:
    """The valid and invalid sheets as a whole; None where only offices are judged."""
    if contest.validity == "office":
        return figures
    valid, invalid = sheets(figures, tally)
    return replace(figures, valid=valid, invalid=invalid)


class _Fillings:
    """Who is elected to an office under a reading of the rules; each order is gone down once."""

    def __init__(self, parts: Sequence[Part], add_down: Sequence[str]) -> None:
        self._parts = {part.office.id: part for part in parts}
        self._add_down = add_down
        self._known: dict[object, dict[str, Filled]] = {}

    def of(self, office: str, variant: Variant) -> Filled:
        order = self._add_down if office in self._add_down else (office,)
        reading = (*order, *variant.instead.items(), variant.unmarked)
        if reading not in self._known:
            self._known[reading] = fill(_stand(self._parts[id_], variant) for id_ in order)
        return self._known[reading][office]


def _stand(part: Part, variant: Variant) -> Stand:
    return Stand(
        part=part,
        standing=standing_under(variant, part.contest, part.standing, part.tally.unmarked),
        needed=needed_under(variant, part.contest, part.figures),
    )


def _office(contest: Contest, part: Part, ground: Ground, fillings: _Fillings) -> OfficeOutcome:
    def electing(variant: Variant) -> Decided:
        return fillings.of(part.office.id, variant).decided

    found = fillings.of(part.office.id, AS_IT_IS) if ground.counts else None
    standing = found.standing if found else part.standing
    there = {s.name for s in standing}
    outcome = concluded(
        part.contest,
        part.figures,
        part.tally,
        ground,
        standing,
        found.decided if found else None,
        electing,
        [s for s in part.standing if s.name in there],
    )
    return OfficeOutcome(
        id=part.office.id,
        title=part.office.title,
        outcome=outcome,
        figures=(found.figures if found else {}) if contest.add_down else None,
    )


def _quorum(parts: Sequence[Part]) -> Quorum:
    """One meeting, so the quorum of the office that asks for most."""
    return max((quorum(p.contest.rules, p.figures) for p in parts), key=lambda q: q.needed)


def _balances(
    contest: Contest, figures: Figures, tally: Tally, parts: Sequence[Part]
) -> Iterator[Balance]:
    """The identities of the hall and the sheets once, those of the votes office by office."""
    yield from balances(contest, figures, None)
    alone = contest.validity == "office"
    if not alone or figures.valid is not None:
        yield from count(figures, tally)
    against = None if alone else sum(row.against for p in parts for row in p.tally.rows)
    for part in parts:
        if alone:
            yield from map(part.balance, count(part.figures, part.tally))
            yield from map(part.balance, _within(figures, part))
        found = votes(part.contest, part.figures, part.tally, against)
        yield from map(part.balance, found)
    if against is not None:
        yield from _one_for_one(parts, against)
    if contest.same_name in ("sheet_void", "both_offices_void"):
        yield from _same_name(figures, parts)


def _within(figures: Figures, part: Part) -> Iterator[Balance]:
    """A sheet that is invalid as a whole is invalid for each of its offices."""
    if figures.valid is not None:
        facts = {"office_valid": part.tally.valid, "valid": figures.valid}
        yield Balance("office_valid<=valid", part.tally.valid <= figures.valid, facts)


def _one_for_one(parts: Sequence[Part], against: int) -> Iterator[Balance]:
    """Where a sheet is judged as a whole, its votes against for any office carry its write-ins."""
    ruled = [p for p in parts if p.contest.rules.write_in.needs == "one_for_one"]
    if len(ruled) > 1:
        written = sum(sum(p.tally.write_ins.values()) for p in ruled)
        facts = {"write_ins": written, "against": against}
        yield Balance("write_ins<=against", written <= against, facts)


def _same_name(figures: Figures, parts: Sequence[Part]) -> Iterator[Balance]:
    """No valid vote names one person for two offices, so each has at most one a sheet."""
    most = figures.valid if figures.valid is not None else figures.returned
    broken_ = False
    for name, approvals in _approvals_of_one(parts):
        if most is not None and approvals > most:
            broken_ = True
            facts: dict[str, int | str] = {"candidate": name}
            facts |= {"approvals": approvals, "sheets": most}
            yield Balance("same_name<=sheets", False, facts)
    if not broken_ and most is not None:
        yield Balance("same_name<=sheets", True, {"sheets": most})


def _approvals_of_one(parts: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """Those who stand for several offices, each with all its approvals."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for part in parts:
        for s in part.standing:
            found.setdefault(part.person(s.name), []).append((s.name, s.approvals))
    for stands in found.values():
        if len(stands) > 1:
            yield stands[0][0], sum(approvals for _, approvals in stands)


def _impossible(parts: Sequence[Part]) -> Iterator[Finding]:
    for part in parts:
        needed = needed_under(AS_IT_IS, part.contest, part.figures)
        found = impossible_votes(part.contest, part.standing, part.tally, needed)
        yield from map(part.said, found)


def _elected_twice(parts: Sequence[Part], decided: Sequence[OfficeOutcome]) -> Iterator[Finding]:
    """One person elected to several offices: people decide which it takes."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for part, office in zip(parts, decided, strict=True):
        for s in part.standing:
            if s.name in office.outcome.elected:
                found.setdefault(part.person(s.name), []).append((s.name, office.title))
    for elected in found.values():
        if len(elected) > 1:
            facts = {"name": elected[0][0], "titles": [title for _, title in elected]}
            yield Finding("offices.elected_twice", facts)
