"""What the rules make of figures and sums: elected, tied, vacant, and what comes next."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from counting.model.election import Contest, ContestKind
from counting.model.figures import Balance, Figures, Tally
from counting.model.outcome import Finding, Outcome, Quorum, Tie
from counting.names.listed import listed_names, not_eligible
from counting.names.same import key_of
from counting.result.announcement import announced
from counting.result.balances import BEFORE_COUNTING, RETURNED, balances
from counting.result.election import Decided, Standing, elect, standings
from counting.result.full_vote import exhaustion, full_votes, level_figures
from counting.result.row_sums import sheets
from counting.result.sensitivity import (
    Electing,
    Variant,
    needed_under,
    sensitivity,
    standing_under,
)
from counting.rules import thresholds as majority
from counting.rules.differential import differential_findings, too_few_candidates
from counting.rules.thresholds import quorum

AS_IT_IS: Final = Variant()
"""The rules as they are sealed."""

_NEXT_AFTER_TIE: Mapping[str, str | None] = {
    "revote_among_tied": "revote_among_tied",
    "fewest_against_then_revote": "revote_among_tied",
    "none_elected": None,
    "lot": None,
}
"""What follows a tie. None: no other vote among the tied follows (a lot is drawn by people)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known before anybody is elected: whether the figures count, and what is wrong."""

    quorum: Quorum
    balances: tuple[Balance, ...]
    void: bool
    errors: tuple[Finding, ...]

    @property
    def possible(self) -> bool:
        """Whether the figures can be, of a vote in which enough took part."""
        return self.quorum.met and not self.errors

    @property
    def counts(self) -> bool:
        """Whether somebody may be elected."""
        return self.possible and not self.void


def decide(
    contest: Contest, figures: Figures, tally: Tally, impossible: tuple[Finding, ...] = ()
) -> Outcome:
    """The outcome of one round: the same for every display, paper and export.

    `tally.rows` are in ballot order, write-ins are approvals by name; valid and invalid sheets
    are the tally's unless the figures state them (a hand total); `impossible` are errors
    found in the figures before they could be tallied. Nobody is elected while a figure is
    impossible, the contest is void or the quorum was not met; a tie stands as a value.
    Raises ValueError when a figure that the rules need has not been recorded.
    """
    valid, invalid = sheets(figures, tally)
    figures = replace(figures, valid=valid, invalid=invalid)
    checked = balances(contest, figures, tally)
    void = is_void(checked)
    needed = needed_under(AS_IT_IS, contest, figures)
    standing = standings(contest, tally)
    named = {f.facts.get("candidate") for f in impossible}
    ground = Ground(
        quorum=quorum(contest.rules, figures),
        balances=checked,
        void=void,
        errors=(
            *impossible,
            *broken(checked, void=void, named=named),
            *(() if void else impossible_votes(contest, standing, tally, needed)),
        ),
    )

    def electing(variant: Variant) -> Decided:
        other = standing_under(variant, contest, standing, tally.unmarked)
        least = needed_under(variant, contest, figures)
        return elect(contest.rules, contest.seats_to_fill, other, least)

    decided = electing(AS_IT_IS) if ground.counts else None
    return concluded(contest, figures, tally, ground, standing, decided, electing)


def concluded(
    contest: Contest,
    figures: Figures,
    tally: Tally,
    ground: Ground,
    standing: Sequence[Standing],
    decided: Decided | None,
    electing: Electing,
    own: Sequence[Standing] | None = None,
) -> Outcome:
    """The outcome of one office, once it is known who is elected; None: nobody may be.

    `standing` has the approvals that decide; `own`, where votes were added down, those that were
    given for this office: a full vote goes by them.
    """
    rules = contest.rules
    threshold = majority.in_force(rules, contest.vote)
    levels = level_figures(figures, tally)
    notes = (
        sensitivity(contest, figures, standing, decided, tally.unmarked, electing)
        if ground.possible
        else ()
    )
    result = decided or Decided()
    settled = frozenset((*result.elected, *result.waiting)) | open_names(contest, result.tie)
    announcement = announced(contest, standing, frozenset(result.elected))
    tied = _tied_seats(contest, result.tie)
    vacancies = contest.seats_to_fill - len(result.elected) - tied - result.held
    options = rules.fewer_than_seats if decided and _seats_left(contest, decided) else ()
    return Outcome(
        quorum=ground.quorum,
        balances=ground.balances,
        contest_void=ground.void,
        needed=needed_under(AS_IT_IS, contest, figures),
        of=threshold.base,
        elected=announcement.names,
        order=announcement.order,
        not_elected=tuple(s.name for s in standing if s.name not in settled),
        tie=result.tie,
        vacancies=vacancies,
        next=_next(contest, result, options, errors=bool(ground.errors), void=ground.void),
        options=options,
        full_vote=full_votes(standing if own is None else own, levels) if decided else {},
        full_vote_level=rules.full_vote,
        full_vote_base=levels[rules.full_vote],
        sensitivity=notes,
        errors=ground.errors,
        warnings=(
            *_DIFFERENTIAL[contest.kind](contest),
            *result.notes,
            *_written_in(contest, standing, result),
            *announcement.findings,
        ),
    )


def is_void(checked: Sequence[Balance]) -> bool:
    """Whether more sheets came back than could, so that the vote is void."""
    return any(not balance.ok and balance.code in RETURNED for balance in checked)


def broken(
    checked: Sequence[Balance], *, void: bool, named: Collection[object]
) -> Iterator[Finding]:
    """Identities that do not hold, but for the one by which a contest is void.

    A void contest is not counted, so its count is not judged; a candidate that an error has
    `named` already is not reported again.
    """
    for balance in checked:
        judged = balance.code in BEFORE_COUNTING if void else balance.code not in RETURNED
        if judged and not balance.ok and balance.facts.get("candidate", "") not in named:
            yield Finding(balance.code, balance.facts)


def impossible_votes(
    contest: Contest, standing: Sequence[Standing], tally: Tally, needed: int
) -> Iterator[Finding]:
    """What votes cannot be, each on its own, although they add up."""
    if tally.pending:
        yield Finding("sheets.pending", {"pending": tally.pending})
    same, listed = key_of(contest), listed_names(contest)
    for name in tally.write_ins:
        if same(name) in listed:
            yield Finding("write_ins.listed_candidate", {"name": name})
    for name in not_eligible(contest, tally.write_ins):
        facts = {
            "name": name,
            "for": tally.write_ins[name],
            "eligible": len(contest.eligible or ()),
        }
        yield Finding("write_ins.not_eligible", facts)
    yield from _reduced(contest, standing, needed)
    yield from exhaustion(contest.most_marks, standing, tally.valid)


def _reduced(contest: Contest, standing: Sequence[Standing], needed: int) -> Iterator[Finding]:
    """Seats are reduced only by rules that allow it, and never below those who were elected."""
    seats = contest.reduced_to
    if seats is None:
        return
    if "reduce_seats" not in contest.rules.fewer_than_seats:
        yield Finding("seats.not_to_be_reduced", {"seats": contest.seats, "reduced_to": seats})
    whole = elect(contest.rules, contest.seats, standing, needed)
    open_ = whole.tie.seats if whole.tie and contest.rules.tie != "none_elected" else 0
    reached = len(whole.elected) + open_
    fewest = 1 if contest.vote == "first" else 0  # earlier rounds have filled the others
    if not max(fewest, reached) <= seats < contest.seats:
        facts = {"seats": contest.seats, "reduced_to": seats, "reached": reached}
        yield Finding("seats.reduced_wrongly", facts)


def open_names(contest: Contest, tie: Tie | None) -> frozenset[str]:
    """Tied names about whom nothing is decided yet; under `none_elected` they are not elected."""
    if tie is None or contest.rules.tie == "none_elected":
        return frozenset()
    return frozenset(tie.candidates)


def _tied_seats(contest: Contest, tie: Tie | None) -> int:
    """Seats that a tie holds open; under `none_elected` nobody gets them, so they are vacant.

    Version 0.1 did not call them so, and what it sealed is decided as it did.
    """
    if tie is None or (contest.rules.tie == "none_elected" and not contest.as_first_version):
        return 0
    return tie.seats


def _seats_left(contest: Contest, decided: Decided) -> bool:
    """Whether seats stay empty unless people continue: vacant ones, or tied ones nobody gets."""
    if decided.tie:
        return contest.rules.tie == "none_elected"
    return len(decided.elected) + decided.held < contest.seats_to_fill


def _next(
    contest: Contest, decided: Decided, options: Sequence[str], *, errors: bool, void: bool
) -> str:
    """The first thing that must happen, in the contract's order."""
    steps = (
        "errors" if errors else None,
        "vote_again" if void else None,
        _NEXT_AFTER_TIE[contest.rules.tie] if decided.tie or decided.waiting else None,
        *options,
    )
    return next((step for step in steps if step), "none")


def _written_in(
    contest: Contest, standing: Sequence[Standing], decided: Decided
) -> Iterator[Finding]:
    """What people must still judge about an elected written name: whether it may be named."""
    for name in (s.name for s in standing if s.place is None and s.name in decided.elected):
        if contest.rules.write_in.who != "anyone" and contest.eligible is None:
            yield Finding("write_in.eligibility", {"name": name, "who": contest.rules.write_in.who})


_DIFFERENTIAL: Final[Mapping[ContestKind, Callable[[Contest], tuple[Finding, ...]]]] = {
    "election": differential_findings,
    "choice": too_few_candidates,
}
"""What is said of the number of candidates: a choice of items need not have more than it fills."""
