"""The rules alone: the contract's `decide`, from one plain object to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from counting.exchange.object_reader import ObjectReader
from counting.model.election import Candidate, Contest, Electors, Office, Vote
from counting.model.figures import Figures, Row, Tally
from counting.model.outcome import Finding
from counting.model.refusal import InputError, Problem
from counting.model.rules import Rules
from counting.result import outcome
from counting.rules import profiles


def decide(obj: object, words: outcome.Words | None = None) -> dict[str, Any]:
    """The answer of the contract's `decide`, in plain JSON types.

    `words` makes the messages of errors from their code and facts. Figures that cannot be stand
    in the answer's `errors`, and nobody is elected. Raises InputError with every wrong type,
    unknown or missing key, each with its place.
    """
    question = _read(obj)
    rows, findings = _rows(question)
    found, doubles = _write_ins(question)
    valid, invalid = question.figures.valid or 0, question.figures.invalid or 0
    unmarked = {name: sheets for name, _, sheets in question.write_ins if sheets}
    tally = Tally(rows, found, valid, invalid, unmarked=unmarked)
    decided = outcome.decide(question.contest, question.figures, tally, (*findings, *doubles))
    return outcome.to_json(decided, words)


@dataclass(frozen=True, slots=True)
class _Question:
    contest: Contest
    figures: Figures
    votes: tuple[tuple[str, Row], ...]
    write_ins: tuple[tuple[str, int, int], ...]
    """Name, approvals, sheets on which it stands without a mark."""


def _read(obj: object) -> _Question:
    problems: list[Problem] = []
    document = ObjectReader(obj, "", problems)
    profile, overrides = document.text("profile"), document.mapping("overrides")
    contest = document.child("contest")
    contest_id = contest.text("id", default="contest")
    office = contest.choice("office", get_args(Office))
    seats = contest.whole("seats", least=1)
    names = _names(contest, problems, "candidates")
    eligible = _names(contest, problems, "eligible") if contest.has("eligible") else None
    vote = contest.choice("vote", get_args(Vote), default="first")
    reduced = contest.whole_or_none("reduced_to", least=1)
    contest.end()
    figures, electors = _figures(document)
    votes = tuple(_vote(entry, place, problems) for place, entry in document.entries("votes"))
    written = tuple(
        _write_in(entry, place, problems)
        for place, entry in document.entries("write_ins", optional=True)
    )
    document.end()
    rules = _rules(profile, overrides, office, problems)
    if problems or rules is None:
        raise InputError(tuple(problems))
    candidates = tuple(Candidate(name, name) for name in names)
    return _Question(
        Contest(
            contest_id,
            contest_id,
            cast(Office, office),
            seats,
            candidates,
            rules,
            electors,
            eligible=eligible,
            vote=cast(Vote, vote),
            reduced_to=reduced,
        ),
        figures,
        votes,
        written,
    )


def _rules(
    profile: str, overrides: Mapping[str, Any], office: str, problems: list[Problem]
) -> Rules | None:
    if not profile:
        return None
    try:
        rules, _ = profiles.resolve(profiles.load(profile), overrides, office)
    except InputError as error:
        problems.extend(error.problems)
        return None
    return rules


def _names(contest: ObjectReader, problems: list[Problem], key: str) -> tuple[str, ...]:
    names: list[str] = []
    for place, name in contest.entries(key):
        if not isinstance(name, str) or not name.strip():
            problems.append(Problem("input.not_a_text", place, {"given": repr(name)[:60]}))
        elif name in names:
            problems.append(Problem("candidates.duplicate_name", place, {"name": name}))
        else:
            names.append(name)
    return tuple(names)


def _figures(document: ObjectReader) -> tuple[Figures, Electors]:
    electors = document.child("electors")
    due = electors.whole("due", least=1)
    present = electors.whole("present")
    entitled = Electors(
        due,
        registered=electors.whole("registered", least=1, default=due),
        total=electors.whole("total", least=1, default=due),
        all_members=electors.whole("all_members", least=1, default=due),
    )
    proxies = electors.whole_or_none("proxies")
    voters = electors.whole("voters", default=present + (proxies or 0))
    electors.end()
    ballots = document.child("ballots")
    figures = Figures(
        due=due,
        registered=entitled.registered,
        total=entitled.total,
        all_members=entitled.all_members,
        present=present,
        voters=voters,
        unsealed=ballots.whole_or_none("unsealed"),
        issued=ballots.whole("issued"),
        remaining=ballots.whole_or_none("remaining"),
        returned=ballots.whole("returned"),
        valid=ballots.whole("valid"),
        invalid=ballots.whole("invalid"),
        proxies=proxies,
    )
    ballots.end()
    return figures, entitled


def _vote(entry: object, place: str, problems: list[Problem]) -> tuple[str, Row]:
    reader = ObjectReader(entry, place, problems)
    row = (
        reader.text("candidate"),
        Row(
            for_=reader.whole("for"),
            against=reader.whole("against"),
            abstain=reader.whole("abstain"),
            row_void=reader.whole("row_void"),
        ),
    )
    reader.end()
    return row


def _write_in(entry: object, place: str, problems: list[Problem]) -> tuple[str, int, int]:
    reader = ObjectReader(entry, place, problems)
    written = reader.text("name"), reader.whole("for"), reader.whole("unmarked", default=0)
    reader.end()
    return written


def _rows(question: _Question) -> tuple[tuple[Row, ...], list[Finding]]:
    """Rows in ballot order, and the errors of a list that is not one row a candidate."""
    names = [candidate.name for candidate in question.contest.candidates]
    rows: dict[str, Row] = {}
    findings: list[Finding] = []
    for name, row in question.votes:
        if name not in names:
            findings.append(Finding("votes.unknown_name", {"name": name, "for": row.for_}))
        elif name in rows:
            facts = {"candidate": name, "for": rows[name].for_, "again": row.for_}
            findings.append(Finding("votes.repeated", facts))
        else:
            rows[name] = row
    facts_of = {"rows": len(rows), "candidates": len(names)}
    findings += [
        Finding("votes.missing_candidate", {"candidate": name, **facts_of})
        for name in names
        if name not in rows
    ]
    return tuple(rows.get(name, Row()) for name in names), findings


def _write_ins(question: _Question) -> tuple[dict[str, int], list[Finding]]:
    """Approvals by written name; people merge spellings, and one name stands in one row."""
    approvals: dict[str, int] = {}
    findings: list[Finding] = []
    for name, count, _ in question.write_ins:
        if name in approvals:
            facts = {"name": name, "for": approvals[name], "again": count}
            findings.append(Finding("write_in.repeated_row", facts))
        else:
            approvals[name] = count
    if question.contest.rules.write_in.unmarked == "for":
        findings += [
            Finding("write_in.unmarked_above", {"name": name, "unmarked": sheets, "for": count})
            for name, count, sheets in question.write_ins
            if sheets > count
        ]
    return approvals, findings
