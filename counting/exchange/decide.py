"""The rules alone: the contract's `decide`, from one plain object to another."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from counting.input.forms import INPUT, SAID, Form, Text, problems_of, raise_within, refuse, whole
from counting.model.election import Candidate, Contest, Electors, Office, Vote
from counting.model.figures import Figures, Row, Tally
from counting.model.outcome import Finding
from counting.model.refusal import InputError, Problem
from counting.model.rules import Rules
from counting.names.same import key
from counting.result import outcome
from counting.result.balances import voters_of
from counting.result.kinds import kind_of
from counting.rules import profiles

MOST: Final = 10_000_000_000
"""No count of persons or sheets is larger; a larger number is a slip of the pen."""


def decide(obj: object, words: outcome.Words | None = None) -> dict[str, Any]:
    """The answer of the contract's `decide`, in plain JSON types.

    `words` makes the messages of errors from their code and facts. Figures that cannot be stand
    in the answer's `errors`, and nobody is elected. Raises InputError with every wrong type,
    unknown or missing key, each with its place.
    """
    question, rules = _read(obj)
    contest = question.contest.made(rules, question.electors)
    figures = _figures(contest, question)
    rows, findings = _rows(question)
    found, doubles = _write_ins(question, rules)
    unmarked = {one.name: one.unmarked for one in question.write_ins if one.unmarked}
    tally = Tally(
        rows=rows,
        write_ins=found,
        valid=figures.valid or 0,
        invalid=figures.invalid or 0,
        unmarked=unmarked,
    )
    kind = kind_of(contest)
    decided = kind.decide(contest, figures, kind.named(contest, tally, {}), (*findings, *doubles))
    return outcome.to_json(decided, words)


def _number(value: object) -> object:
    """A key may be left out, but null is no number."""
    if value is None:
        raise refuse("whole_number")
    return value


def _different(names: list[str]) -> list[str]:
    """Each name once: all further ones are told, each at its place."""
    keys = list(map(key, names))
    raise_within(
        (number, refuse("candidates.duplicate_name", name=name))
        for number, name in enumerate(names)
        if keys[number] in keys[:number]
    )
    return names


_Count = Annotated[int, whole(0, MOST)]
_Positive = Annotated[int, whole(1, MOST)]
_MayBeCount = Annotated[_Count | None, BeforeValidator(_number)]
_MayBePositive = Annotated[_Positive | None, BeforeValidator(_number)]
_Names = Annotated[list[Text], AfterValidator(_different)]
_MayBeNames = Annotated[_Names | None, BeforeValidator(lambda names: 0 if names is None else names)]


class _Electors(Form):
    due: _Positive
    present: _Count
    registered: _MayBePositive = None
    total: _MayBePositive = None
    all_members: _MayBePositive = None
    proxies: _MayBeCount = None
    voters: _MayBeCount = None

    def made(self) -> Electors:
        """Every other count of the electors is that of those due unless it is given."""
        due = self.due
        return Electors(
            due=due,
            registered=self.registered or due,
            total=self.total or due,
            all_members=self.all_members or due,
        )


class _Contest(Form):
    id: Text = "contest"
    office: Annotated[Office, SAID]
    seats: _Positive
    candidates: _Names
    eligible: _MayBeNames = None
    vote: Annotated[Vote, SAID] = "first"
    reduced_to: _MayBePositive = None

    def made(self, rules: Rules, electors: _Electors) -> Contest:
        return Contest(
            id=self.id,
            title=self.id,
            office=self.office,
            seats=self.seats,
            candidates=tuple(Candidate(name, name) for name in self.candidates),
            rules=rules,
            electors=electors.made(),
            eligible=None if self.eligible is None else tuple(self.eligible),
            vote=self.vote,
            reduced_to=self.reduced_to,
        )


class _Ballots(Form):
    unsealed: _MayBeCount = None
    issued: _Count
    remaining: _MayBeCount = None
    returned: _Count
    valid: _Count
    invalid: _Count


class _Vote(Form):
    candidate: Text
    for_: _Count
    against: _Count
    abstain: _Count
    row_void: _Count


class _WriteIn(Form):
    """`unmarked`: sheets on which the name stands without a mark."""

    name: Text
    for_: _Count
    unmarked: _Count = 0


class _Question(Form):
    profile: Text
    overrides: dict[str, Any] = Field({})
    contest: _Contest
    electors: _Electors
    ballots: _Ballots
    votes: list[_Vote]
    write_ins: list[_WriteIn] = Field([])


def _read(obj: object) -> tuple[_Question, Rules]:
    problems: list[Problem] = []
    question, rules = None, None
    try:
        question = _Question.model_validate(obj)
    except ValidationError as error:
        problems += problems_of(error, INPUT, _Question)
    try:
        rules = _rules(obj)
    except InputError as error:
        problems += error.problems
    if problems or question is None or rules is None:
        raise InputError(tuple(problems))
    return question, rules


def _rules(obj: object) -> Rules | None:
    """The rules of a question that need not be whole; None where it names no profile."""
    asked = obj if isinstance(obj, Mapping) else {}
    name, overrides, contest = (asked.get(key) for key in ("profile", "overrides", "contest"))
    if not isinstance(name, str) or not name.strip():
        return None
    office = contest.get("office") if isinstance(contest, Mapping) else None
    overrides = overrides if isinstance(overrides, Mapping) else {}
    return profiles.resolve(profiles.load(name), overrides, str(office))[0]


def _figures(contest: Contest, question: _Question) -> Figures:
    electors = question.electors
    figures = Figures(
        **asdict(electors.made()),
        present=electors.present,
        voters=electors.voters,
        proxies=electors.proxies,
        **dict(question.ballots),
    )
    return (
        figures
        if figures.voters is not None
        else replace(figures, voters=voters_of(contest, figures))
    )


def _rows(question: _Question) -> tuple[tuple[Row, ...], list[Finding]]:
    """Rows in ballot order, and the errors of a list that is not one row a candidate."""
    names = question.contest.candidates
    rows: dict[str, Row] = {}
    findings: list[Finding] = []
    for vote in question.votes:
        name = vote.candidate
        if name not in names:
            findings.append(Finding("votes.unknown_name", {"name": name, "for": vote.for_}))
        elif name in rows:
            facts = {"candidate": name, "for": rows[name].for_, "again": vote.for_}
            findings.append(Finding("votes.repeated", facts))
        else:
            rows[name] = Row(**vote.model_dump(exclude={"candidate"}))
    facts_of = {"rows": len(rows), "candidates": len(names)}
    findings += [
        Finding("votes.missing_candidate", {"candidate": name, **facts_of})
        for name in names
        if name not in rows
    ]
    return tuple(rows.get(name, Row()) for name in names), findings


def _write_ins(question: _Question, rules: Rules) -> tuple[dict[str, int], list[Finding]]:
    """Approvals by written name as it was given; the same form stands in one row."""
    approvals: dict[str, int] = {}
    findings: list[Finding] = []
    for one in question.write_ins:
        if one.name in approvals:
            facts = {"name": one.name, "for": approvals[one.name], "again": one.for_}
            findings.append(Finding("write_in.repeated_row", facts))
        else:
            approvals[one.name] = one.for_
    if rules.write_in.unmarked == "for":
        findings += [
            Finding(
                "write_in.unmarked_above",
                {"name": one.name, "unmarked": one.unmarked, "for": one.for_},
            )
            for one in question.write_ins
            if one.unmarked > one.for_
        ]
    return approvals, findings
