"""选票收回情况报告单: ballots that came back, against those that could."""

from collections.abc import Iterator
from typing import Final

from counting.model.state import Phase, Round
from counting.rounds.delegations import return_is_valid
from printing.ballot.wording import colour
from printing.papers.body import body_of
from printing.papers.clauses import clause_texts
from printing.papers.facts import Facts, congress_paper, figure, head, round_title
from printing.papers.model import Block, Column, Note, Paragraph, Signatures, Table
from printing.papers.not_held import words as not_held_words
from printing.papers.results import too_many

_COLUMNS = (
    Column("选票", 46, "left"),
    Column("颜色", 18),
    Column("发出（张）", 24),
    Column("收回（张）", 24),
    Column("选举是否有效", 36),
)
_VOTERS = Column("投票（人）", 24)


NAME: Final = "选票收回情况报告单"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """A row a contest; its verdict follows from the figures and the base of the rules."""
    contests = [round_.contest for round_ in facts.rounds]
    voters = any(contest.rules.return_base == "voters" for contest in contests)
    columns = (*_COLUMNS[:2], _VOTERS, *_COLUMNS[2:]) if voters else _COLUMNS
    rows = tuple(_row(round_, voters=voters) for round_ in facts.rounds)
    yield from head(facts, NAME)
    yield Table(columns, rows, 10.0)
    for text in clause_texts(contests, "return_base"):
        yield Paragraph(f"选举办法规定：{text}。")
    yield from _corrected(facts)
    yield Signatures(("总监票人", "监票人", "监票人", body_of(facts.congress).chair))


def _row(round_: Round, *, voters: bool) -> tuple[str, ...]:
    f = round_.figures
    more = (figure(f.voters),) if voters else ()
    return (
        round_title(round_),
        colour(round_.contest),
        *more,
        figure(f.issued),
        figure(f.returned),
        _verdict(round_),
    )


def _verdict(round_: Round) -> str:
    if round_.adjourned:
        return not_held_words(round_)
    within = return_is_valid(round_)
    if within is None:
        return "□ 有效　□ 无效"
    return "有效" if within else "无效，重新选举"


def _corrected(facts: Facts) -> Iterator[Block]:
    for round_ in facts.rounds:
        if round_.phase is Phase.VOID:
            yield Note(f"{round_title(round_)}：{too_many(round_)}，选举无效，票数不计。")
