"""What the rules make of figures and sums: elected, tied, vacant, and what comes next."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from counting.model.election import Contest
from counting.model.figures import Balance, Figures, Tally
from counting.model.outcome import Finding, Outcome, Tie
from counting.names.listed import listed_names, not_eligible
from counting.names.same import key_of
from counting.result.announcement import announced
from counting.result.balances import BEFORE_COUNTING, RETURNED, balances, sheets
from counting.result.election import Decided, Standing, elect, standings
from counting.result.full_vote import exhaustion, full_votes, level_figures
from counting.result.sensitivity import sensitivity
from counting.rules import thresholds as majority
from counting.rules.differential import differential_findings
from counting.rules.thresholds import quorum

Words = Callable[[str, Mapping[str, object]], str]
"""Turns a code and its facts into a message for people."""

_NEXT_AFTER_TIE: Mapping[str, str | None] = {
    "revote_among_tied": "revote_among_tied",
    "fewest_against_then_revote": "revote_among_tied",
    "none_elected": None,
    "lot": None,
}
"""What follows a tie. None: no other vote among the tied follows (a lot is drawn by people)."""


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
    rules = contest.rules
    valid, invalid = sheets(figures, tally)
    figures = replace(figures, valid=valid, invalid=invalid)
    met = quorum(rules, figures)
    checked = balances(contest, figures, tally)
    void = any(not balance.ok and balance.code in RETURNED for balance in checked)
    threshold = majority.in_force(rules, contest.vote)
    needed = majority.needed(threshold, figures)
    standing = standings(contest, tally)
    named = {f.facts.get("candidate") for f in impossible}
    errors = (
        *impossible,
        *_broken(checked, void=void, named=named),
        *(() if void else _impossible(contest, standing, tally, needed)),
    )
    possible = met.met and not errors
    decided = (
        elect(rules, contest.seats_to_fill, standing, needed) if possible and not void else None
    )
    notes = sensitivity(contest, figures, standing, decided, tally.unmarked) if possible else ()
    levels = level_figures(figures, tally)
    result = decided or Decided()
    settled = frozenset(result.elected) | _open_names(contest, result.tie)
    announcement = announced(contest, standing, frozenset(result.elected))
    vacancies = contest.seats_to_fill - len(result.elected) - _tied_seats(contest, result.tie)
    options = rules.fewer_than_seats if decided and _seats_left(contest, decided) else ()
    return Outcome(
        quorum=met,
        balances=checked,
        contest_void=void,
        needed=needed,
        of=threshold.base,
        elected=announcement.names,
        order=announcement.order,
        not_elected=tuple(s.name for s in standing if s.name not in settled),
        tie=result.tie,
        vacancies=vacancies,
        next=_next(contest, result.tie, options, errors=bool(errors), void=void),
        options=options,
        full_vote=full_votes(standing, levels) if decided else {},
        full_vote_level=rules.full_vote,
        full_vote_base=levels[rules.full_vote],
        sensitivity=notes,
        errors=errors,
        warnings=(
            *differential_findings(contest),
            *result.notes,
            *_written_in(contest, standing, result),
            *announcement.findings,
        ),
    )


def to_json(outcome: Outcome, words: Words | None = None) -> dict[str, Any]:
    """The outcome as the contract's `decide` answers it, in plain JSON types.

    `words` makes the messages; without it a message names the code and its facts.
    """
    tie = outcome.tie
    return {
        "quorum": {
            "met": outcome.quorum.met,
            "needed": outcome.quorum.needed,
            "of": outcome.quorum.of,
        },
        "accounts": [
            {"code": balance.code, "ok": balance.ok, "facts": dict(balance.facts)}
            for balance in outcome.balances
        ],
        "contest_void": outcome.contest_void,
        "needed": outcome.needed,
        "of": outcome.of,
        "elected": list(outcome.elected),
        "not_elected": list(outcome.not_elected),
        "tie": {"candidates": list(tie.candidates), "seats": tie.seats} if tie else None,
        "vacancies": outcome.vacancies,
        "next": outcome.next,
        "options": list(outcome.options),
        "full_vote": {name: list(levels) for name, levels in outcome.full_vote.items()},
        "sensitivity": _findings(outcome.sensitivity, words),
        "errors": _findings(outcome.errors, words),
        "warnings": _findings(outcome.warnings, words),
    }


def _broken(
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


def _impossible(
    contest: Contest, standing: Sequence[Standing], tally: Tally, needed: int
) -> Iterator[Finding]:
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
    yield from exhaustion(contest.seats, standing, tally.valid)


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


def _open_names(contest: Contest, tie: Tie | None) -> frozenset[str]:
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
    return len(decided.elected) < contest.seats_to_fill


def _next(
    contest: Contest, tie: Tie | None, options: Sequence[str], *, errors: bool, void: bool
) -> str:
    """The first thing that must happen, in the contract's order."""
    steps = (
        "errors" if errors else None,
        "vote_again" if void else None,
        _NEXT_AFTER_TIE[contest.rules.tie] if tie else None,
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


def _findings(findings: Sequence[Finding], words: Words | None) -> list[dict[str, Any]]:
    say = words or _bare
    return [
        {"code": f.code, "facts": dict(f.facts), "message": say(f.code, f.facts)} for f in findings
    ]


def _bare(code: str, facts: Mapping[str, object]) -> str:
    return ", ".join((code, *(f"{key} = {value}" for key, value in facts.items())))
