"""A question of `decide` about an election to one office."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from counting.exchange.asked import (
    AskedBallots,
    AskedWriteIn,
    Count,
    MayBeNames,
    MayBePositive,
    Names,
    Positive,
    candidates_of,
    figures_of,
    rows_by_name,
    unmarked_of,
    written_names,
)
from counting.exchange.question import Counted, Question
from counting.input.forms import SAID, Form, Text
from counting.model.election import Contest, ContestKind, OfficeType, Vote
from counting.model.figures import Row, Tally
from counting.model.rules import Rules
from counting.sheets.written import named


class AskedContest(Form):
    id: Text = "contest"
    kind: Annotated[ContestKind, SAID] = "election"
    office: Annotated[OfficeType, SAID]
    seats: Positive
    candidates: Names
    eligible: MayBeNames = None
    vote: Annotated[Vote, SAID] = "first"
    reduced_to: MayBePositive = None


class AskedVote(Form):
    candidate: Text
    for_: Count
    against: Count
    abstain: Count
    row_void: Count


class Asking(Question):
    """The question as it always was."""

    contest: AskedContest
    ballots: AskedBallots
    votes: list[AskedVote]
    write_ins: list[AskedWriteIn] = Field([])

    @classmethod
    def offices(cls, contest: Mapping[str, Any]) -> tuple[object, ...]:
        return (contest.get("office"),)

    def made(self, rules: Mapping[str, Rules]) -> Contest:
        contest = self.contest
        return Contest(
            id=contest.id,
            title=contest.id,
            office=contest.office,
            seats=contest.seats,
            candidates=candidates_of(contest.candidates),
            rules=rules[contest.office],
            electors=self.electors.made(),
            eligible=None if contest.eligible is None else tuple(contest.eligible),
            vote=contest.vote,
            reduced_to=contest.reduced_to,
        )

    def counted(self, contest: Contest) -> Counted:
        figures = figures_of(contest, self.electors, self.ballots)
        rows, findings = rows_by_name(
            self.contest.candidates, ((vote.candidate, row_of(vote)) for vote in self.votes)
        )
        written, doubles = written_names(self.write_ins, contest.rules)
        tally = Tally(
            rows=rows,
            write_ins=written,
            valid=self.ballots.valid,
            invalid=self.ballots.invalid,
            unmarked=unmarked_of(self.write_ins),
        )
        return figures, named(contest, tally, {}), (*findings, *doubles)


def row_of(vote: AskedVote) -> Row:
    """The sums of one candidate."""
    return Row(vote.for_, vote.against, vote.abstain, vote.row_void)
