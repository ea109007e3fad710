"""选票收回情况报告单: ballots that came back, against those that could."""

from collections.abc import Iterator
from typing import Final

from counting.model.state import ContestState, Phase
from counting.result.balances import returned_within_base
from printing.papers.clauses import said
from printing.papers.model import Block, Column, Note, Paper, Paragraph, Signatures, Table
from printing.papers.session import Session, colour, figure, head, made, round_title

_COLUMNS = (
    Column("选票", 46, "left"),
    Column("颜色", 18),
    Column("发出（张）", 24),
    Column("收回（张）", 24),
    Column("选举是否有效", 36),
)
_VOTERS = Column("投票（人）", 24)


NAME: Final = "选票收回情况报告单"


def paper(session: Session) -> Paper:
    """A row a contest; its verdict follows from the figures and the base of the rules."""
    contests = [held.contest for held in session.rounds]
    voters = any(contest.rules.return_base == "voters" for contest in contests)
    columns = (*_COLUMNS[:2], _VOTERS, *_COLUMNS[2:]) if voters else _COLUMNS
    rows = tuple(_row(held, voters=voters) for held in session.rounds)
    blocks: tuple[Block, ...] = (
        *head(session, NAME),
        Table(columns, rows, 10.0),
        *(Paragraph(f"规定：{text}。") for text in said(contests, "return_base")),
        *_corrected(session),
        Signatures(("总监票人", "监票人", "监票人", "大会执行主席")),
    )
    return made(session, NAME, blocks)


def _row(held: ContestState, *, voters: bool) -> tuple[str, ...]:
    f = held.figures
    more = (figure(f.voters),) if voters else ()
    return (
        round_title(held),
        colour(held.contest),
        *more,
        figure(f.issued),
        figure(f.returned),
        _verdict(held),
    )


def _verdict(held: ContestState) -> str:
    account = returned_within_base(held.contest, held.figures)
    if account is None:
        return "□ 有效　□ 无效"
    return "有效" if account.ok else "无效，重新选举"


def _corrected(session: Session) -> Iterator[Block]:
    for held in session.rounds:
        if held.phase is Phase.VOID:
            yield Note(
                f"{round_title(held)}：收回 {held.figures.returned} 张，多于规定的张数，"
                "选举无效，票数不计。"
            )
