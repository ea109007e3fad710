"""Every decision as the contract's `decide` answers it, in plain JSON types."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from counting.model.outcome import (
    Adoption,
    Decision,
    Finding,
    OfficeOutcome,
    OfficesOutcome,
    Outcome,
    Ratings,
)

Words = Callable[[str, Mapping[str, object]], str]
"""Turns a code and its facts into a message for people."""


def to_json(outcome: Outcome, words: Words | None = None) -> dict[str, Any]:
    """The outcome of a contest of one office: an election, or a choice.

    `words` makes the messages; without it a message names the code and its facts.
    """
    return {
        **_ground(outcome),
        **_elected(outcome, words),
        **_findings_of(outcome, words),
    }


def offices_to_json(decided: OfficesOutcome, words: Words | None = None) -> dict[str, Any]:
    """The outcome of each office, in the definition's order."""
    return {
        **_ground(decided),
        "offices": [_office(office, words) for office in decided.offices],
        **_findings_of(decided, words),
    }


def adoption_to_json(decided: Adoption, words: Words | None = None) -> dict[str, Any]:
    """Which motions were adopted, and by how many votes of what."""
    return {
        **_ground(decided),
        "needed": decided.needed,
        "of": decided.of,
        "adopted": list(decided.adopted),
        "not_adopted": list(decided.not_adopted),
        "next": decided.next,
        **_findings_of(decided, words),
    }


def ratings_to_json(decided: Ratings, words: Words | None = None) -> dict[str, Any]:
    """Each rated item with its figures and their base, in the given order.

    `order` lists the names again, the best first; names with equal figures share a rank.
    """
    by_rank = sorted(decided.ratings, key=lambda rating: rating.rank)
    return {
        **_ground(decided),
        "ratings": [
            {
                "candidate": rating.name,
                "grades": {id_: {"n": n, "of": rating.of} for id_, n in rating.grades.items()},
                "abstain": {"n": rating.abstain, "of": rating.of},
            }
            for rating in decided.ratings
        ],
        "order": [{"rank": rating.rank, "candidate": rating.name} for rating in by_rank],
        "next": decided.next,
        **_findings_of(decided, words),
    }


def _ground(decided: Decision) -> dict[str, Any]:
    return {
        "quorum": {
            "met": decided.quorum.met,
            "needed": decided.quorum.needed,
            "of": decided.quorum.of,
        },
        "accounts": [
            {"code": balance.code, "ok": balance.ok, "facts": dict(balance.facts)}
            for balance in decided.balances
        ],
        "contest_void": decided.contest_void,
    }


def _elected(outcome: Outcome, words: Words | None) -> dict[str, Any]:
    tie = outcome.tie
    return {
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
    }


def _office(office: OfficeOutcome, words: Words | None) -> dict[str, Any]:
    found = {"id": office.id, **_elected(office.outcome, words)}
    if office.figures is not None:
        found["figures"] = {
            name: {"own": figure.own, "added": figure.added, "sum": figure.sum}
            for name, figure in office.figures.items()
        }
    return found


def _findings_of(decided: Decision, words: Words | None) -> dict[str, Any]:
    return {
        "errors": _findings(decided.errors, words),
        "warnings": _findings(decided.warnings, words),
    }


def _findings(findings: Sequence[Finding], words: Words | None) -> list[dict[str, Any]]:
    say = words or _bare
    return [
        {"code": f.code, "facts": dict(f.facts), "message": say(f.code, f.facts)} for f in findings
    ]


def _bare(code: str, facts: Mapping[str, object]) -> str:
    return ", ".join((code, *(f"{key} = {value}" for key, value in facts.items())))
