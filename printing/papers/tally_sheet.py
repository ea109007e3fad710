"""正字计票表: the sheet on which a batch is counted by hand when the computer cannot."""

from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import Final

from counting.model.state import Round
from counting.names.listed import labels
from printing.ballot.wording import colour
from printing.papers.facts import Facts, congress_paper, round_title
from printing.papers.model import (
    BLANK,
    Block,
    Column,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Table,
    list_form,
)
from printing.papers.session import has_write_ins

_COLUMNS = (
    Column("序号", 12),
    Column("姓名", 33, "left"),
    Column("赞成（正字）", 82, "left"),
    Column("小计", 14),
    Column("不赞成（正字）", 46, "left"),
    Column("小计", 14),
    Column("弃权（正字）", 30, "left"),
    Column("小计", 14),
    Column("行无效", 16),
)
_EMPTY = ("",) * 7
_MOST_ROWS = 13  # on one sheet: each goes through other hands, so each says whose it is
NAME: Final = "正字计票表"


@congress_paper(NAME, landscape=True)
def paper(facts: Facts) -> Iterator[Block]:
    """The sheets of each contest, as many rows on each, to be copied once for every batch."""
    for before, round_ in enumerate(facts.rounds):
        rows = _rows(round_)
        sheets = ceil(len(rows) / _MOST_ROWS)
        edges = [len(rows) * number // sheets for number in range(sheets + 1)]
        for number, (first, end) in enumerate(pairwise(edges), 1):
            if before or number > 1:
                yield PageBreak()
            yield from _sheet(facts, round_, rows[first:end], f"第 {number} 张，共 {sheets} 张")


def _rows(round_: Round) -> list[tuple[str, ...]]:
    contest = round_.contest
    rows: list[tuple[str, ...]] = [
        (str(n), list_form(label), *_EMPTY) for n, label in enumerate(labels(contest), 1)
    ]
    if contest.rules.write_in.allowed:
        rows += [("另选", "", *_EMPTY) for _ in range(contest.write_in_lines)]
    return rows


def _sheet(
    facts: Facts, round_: Round, rows: list[tuple[str, ...]], number: str
) -> Iterator[Block]:
    contest = round_.contest
    including = "（含另选人）" if has_write_ins(contest) else ""
    shade = f"（{colour(contest)}选票）" if colour(contest) else ""
    yield Heading(f"{facts.congress.title}　{round_title(round_)}正字计票表", 1)
    yield Paragraph(
        f"第 {BLANK} 批　第 {BLANK} 遍　本批 {BLANK} 张　有效 {BLANK} 张　无效 {BLANK} 张",
        "centre",
        indent=False,
    )
    yield Table(_COLUMNS, tuple(rows), 8.0)
    yield Note(
        f"{number}{shade}。一票画一笔，五票成一“正”字。每名候选人的赞成、不赞成、弃权与该行无效之和，"
        "必须等于本批有效票数；有效与无效之和，必须等于本批张数。"
        f"赞成人数{including}多于 {contest.seats} 名的选票整张无效，不在表内计票。"
    )
    yield Paragraph(
        "　".join(f"{role} {BLANK}____" for role in ("唱票人", "计票人", "监票人", "监票人")),
        "centre",
        indent=False,
    )
