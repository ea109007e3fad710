"""Questions of `decide` about what is no election: a choice, a resolution, a rating."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field

from counting.exchange.asked import (
    AskedBallots,
    Count,
    MayBeBallots,
    MayBePositive,
    SomeNames,
    at,
    candidates_of,
    figures_of,
    rows_by_name,
)
from counting.exchange.question import Counted, Question
from counting.input.forms import SAID, Form, Text, refuse
from counting.model.election import Choose, Contest, Grade, Method, OfficeType, Vote
from counting.model.figures import AnswerRow, Row, Tally
from counting.model.refusal import Problem
from counting.model.rules import Rules

BASES_ON_PAPER: Final = ("issued", "returned", "valid")
"""Bases that only a vote on paper has."""


def _nothing(written: list[Any]) -> list[Any]:
    """Only for an office is anybody written in."""
    if written:
        raise refuse("write_ins.no_office", write_ins=len(written))
    return written


class _WithoutOffice(Question):
    """The profile's rules for an office of no kind of its own, unless `office` names one."""

    write_ins: Annotated[list[Any], AfterValidator(_nothing)] = Field([])


class AskedChoose(Form):
    exactly: MayBePositive = None
    at_most: MayBePositive = None

    @property
    def made(self) -> Choose:
        return Choose(self.exactly or self.at_most or 0, self.exactly is not None)


class ChoiceContest(Form):
    id: Text = "contest"
    kind: Literal["choice"]
    office: Annotated[OfficeType, SAID] = "other"
    choose: AskedChoose
    seats: MayBePositive = None
    candidates: SomeNames
    vote: Annotated[Vote, SAID] = "first"
    reduced_to: MayBePositive = None


class ChosenRow(Form):
    candidate: Text
    for_: Count


class AskingChoice(_WithoutOffice):
    """K of M. Without `seats` as many are chosen as a sheet may mark."""

    contest: ChoiceContest
    ballots: AskedBallots
    votes: list[ChosenRow]

    @classmethod
    def problems(cls, readable: Mapping[str, Any]) -> Iterator[Problem]:
        contest: ChoiceContest | None = readable.get("contest")
        if contest is None:
            return
        choose, items = contest.choose, len(contest.candidates)
        said = {k: n for k, n in choose if n is not None}
        if len(said) != 1:
            yield Problem("choose.one_of", at("contest", "choose"), {"given": len(said)})
        for name, n in said.items():
            if n > items:
                facts = {"choose": n, "items": items}
                yield Problem("choose.above_items", at("contest", "choose", name), facts)
        seats = contest.seats
        if seats is not None and seats > items:
            facts = {"choose": seats, "items": items}
            yield Problem("choose.above_items", at("contest", "seats"), facts)

    def made(self, rules: Mapping[str, Rules]) -> Contest:
        contest = self.contest
        choose = contest.choose.made
        return Contest(
            id=contest.id,
            title=contest.id,
            office=contest.office,
            seats=contest.seats or choose.n,
            candidates=candidates_of(contest.candidates),
            rules=rules[contest.office],
            electors=self.electors.made(),
            vote=contest.vote,
            reduced_to=contest.reduced_to,
            kind="choice",
            choose=choose,
        )

    def counted(self, contest: Contest) -> Counted:
        rows, findings = rows_by_name(
            self.contest.candidates, ((v.candidate, Row(for_=v.for_)) for v in self.votes)
        )
        figures = figures_of(contest, self.electors, self.ballots)
        tally = Tally(rows=rows, valid=self.ballots.valid, invalid=self.ballots.invalid)
        return figures, tally, tuple(findings)


class MotionsContest(Form):
    id: Text = "contest"
    kind: Literal["resolution"]
    method: Annotated[Method, SAID] = "paper"
    office: Annotated[OfficeType, SAID] = "other"
    candidates: SomeNames


class MotionRow(Form):
    candidate: Text
    for_: Count
    against: Count
    abstain: Count

    @property
    def made(self) -> Row:
        return Row(self.for_, self.against, self.abstain)


class KeypadRow(MotionRow):
    not_pressed: Count

    @property
    def made(self) -> Row:
        further = {"not_pressed": self.not_pressed}
        return AnswerRow(self.for_, self.against, self.abstain, further=further)


class _Resolution(_WithoutOffice):
    contest: MotionsContest
    ballots: MayBeBallots = MayBeBallots()
    votes: list[Any]

    def unfit(self, rules: Mapping[str, Rules]) -> Iterator[Problem]:
        """A majority of sheets needs sheets."""
        base = rules[self.contest.office].majority.base
        if base in BASES_ON_PAPER and getattr(self.ballots, base) is None:
            facts = {"method": self.contest.method, "base": base}
            yield Problem("resolution.base_without_paper", at("contest", "method"), facts)

    def made(self, rules: Mapping[str, Rules]) -> Contest:
        contest = self.contest
        return Contest(
            id=contest.id,
            title=contest.id,
            office=contest.office,
            seats=len(contest.candidates),
            candidates=candidates_of(contest.candidates),
            rules=rules[contest.office],
            electors=self.electors.made(),
            kind="resolution",
            method=contest.method,
        )

    def counted(self, contest: Contest) -> Counted:
        rows, findings = rows_by_name(
            self.contest.candidates, ((v.candidate, v.made) for v in self.votes)
        )
        figures = figures_of(contest, self.electors, self.ballots)
        tally = Tally(rows=rows, valid=self.ballots.valid or 0, invalid=self.ballots.invalid or 0)
        return figures, tally, tuple(findings)


class AskingOnPaper(_Resolution):
    ballots: AskedBallots
    votes: list[MotionRow]


class AskingByHands(_Resolution):
    votes: list[MotionRow]


class AskingByKeypads(_Resolution):
    votes: list[KeypadRow]


def form_of_resolution(method: object) -> type[_Resolution]:
    """The form for this way of voting; paper's where it is none of them."""
    return _BY_METHOD.get(str(method), AskingOnPaper)


_BY_METHOD: Final[Mapping[str, type[_Resolution]]] = {
    "paper": AskingOnPaper,
    "hands": AskingByHands,
    "keypad": AskingByKeypads,
}


class AskedGrade(Form):
    id: Text
    label: Text


class RatingContest(Form):
    id: Text = "contest"
    kind: Literal["rating"]
    office: Annotated[OfficeType, SAID] = "other"
    grades: list[AskedGrade]
    candidates: SomeNames


class GradedRow(Form):
    candidate: Text
    grades: dict[str, Count]
    abstain: Count


class AskingRating(_WithoutOffice):
    """Persons or items by grades; a blank row is an abstention."""

    contest: RatingContest
    ballots: AskedBallots
    votes: list[GradedRow]

    @classmethod
    def problems(cls, readable: Mapping[str, Any]) -> Iterator[Problem]:
        contest: RatingContest | None = readable.get("contest")
        if contest is None:
            return
        ids = list(dict.fromkeys(grade.id for grade in contest.grades))
        if len(contest.grades) < 2:
            facts = {"grades": len(contest.grades), "least": 2}
            yield Problem("grades.too_few", at("contest", "grades"), facts)
        for key_ in ("id", "label"):
            yield from _equal(contest.grades, key_)
        for number, vote in enumerate(readable.get("votes", [])):
            for id_ in vote.grades:
                if id_ not in ids:
                    unknown = {"given": id_, "known": ids}
                    yield Problem("grades.unknown", at("votes", number, "grades", id_), unknown)
            for id_ in ids:
                if id_ not in vote.grades:
                    where = at("votes", number, "grades", id_)
                    yield Problem("input.missing_key", where, {"key": id_})

    def made(self, rules: Mapping[str, Rules]) -> Contest:
        contest = self.contest
        return Contest(
            id=contest.id,
            title=contest.id,
            office=contest.office,
            seats=len(contest.candidates),
            candidates=candidates_of(contest.candidates),
            rules=rules[contest.office],
            electors=self.electors.made(),
            kind="rating",
            grades=tuple(Grade(grade.id, grade.label) for grade in contest.grades),
        )

    def counted(self, contest: Contest) -> Counted:
        rows, findings = rows_by_name(
            self.contest.candidates,
            ((v.candidate, AnswerRow(abstain=v.abstain, further=v.grades)) for v in self.votes),
        )
        figures = figures_of(contest, self.electors, self.ballots)
        tally = Tally(rows=rows, valid=self.ballots.valid, invalid=self.ballots.invalid)
        return figures, tally, tuple(findings)


def _equal(grades: list[AskedGrade], key_: str) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for number, grade in enumerate(grades):
        given, where = getattr(grade, key_), at("contest", "grades", number, key_)
        if given in first:
            yield Problem("grades.equal", where, {"given": given, "first": first[given]})
        first.setdefault(given, where)
