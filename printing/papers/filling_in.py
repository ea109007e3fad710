"""填票说明: how the ballot of each contest is filled in, and what makes it invalid."""

from collections.abc import Iterator, Mapping
from typing import Final

from counting.model.ballot import Mark
from counting.model.election import Contest
from counting.model.state import Round
from counting.rules.wording import words_for
from printing.ballot import wording
from printing.papers.body import body_of, office_title
from printing.papers.clauses import blank_sheet, clauses
from printing.papers.facts import Facts, congress_paper, round_words
from printing.papers.model import (
    Block,
    Column,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Subtitle,
    Table,
)
from printing.papers.session import has_write_ins

_SYMBOLS = (Column("意见", 30), Column("怎样画", 40), Column("说明", 68, "left"))
_ROW: Final = 7.0  # millimetres: with the longest rules it is still one page


NAME: Final = "填票说明"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """A page a contest, to be hung up and read out."""
    for number, round_ in enumerate(facts.rounds):
        if number:
            yield PageBreak()
        yield from _page(facts, round_)


def _page(facts: Facts, round_: Round) -> Iterator[Block]:
    contest = round_.contest
    again = f"{round_words(round_)}\n" if round_words(round_) else ""
    yield Heading(f"{office_title(contest)}{again}选票填写说明", 1)
    yield Subtitle(facts.congress.title)
    yield Paragraph(wording.seats(contest) + "。")
    yield Heading("一、怎样填写")
    if contest.ballot.layout == "three-box":
        yield Paragraph(wording.columns_sentence(contest.rules))
    else:
        yield Table(_SYMBOLS, tuple(_symbols(contest)), _ROW)
    called = body_of(facts.congress).called
    for words in _how(contest, called):
        yield Paragraph(words)
    yield Note("请用黑色或者蓝黑色的钢笔、签字笔填写，符号画在规定的位置上；不要折叠、污损选票。")
    yield Heading("二、有效和无效")
    including = "（含另选人）" if has_write_ins(contest) else ""
    columns = (Column(f"赞成的人数{including}", 60), Column("这张选票", 40))
    yield Table(columns, tuple(_results(contest)), _ROW)
    yield Note(
        f"{blank_sheet(contest)}。{clauses(contest)['unclear'][1]}。"
        "疑难的选票由总监票人会同监票人认定。"
    )


def _symbols(contest: Contest) -> Iterator[tuple[str, ...]]:
    what = "列为正式候选人" if contest.preliminary else "当选"
    for meaning in wording.marks(contest.rules):
        marks = " 或 ".join(f"画 {symbol}" for symbol in meaning.symbols)
        empty = "不画任何符号" if meaning.blank else ""
        how = "，或者".join(part for part in (marks, empty) if part)
        yield (words_for("marks")[meaning.mark], how, _EXPLAINED[meaning.mark].format(what=what))


_EXPLAINED = {
    Mark.FOR: "同意这名候选人{what}",
    Mark.AGAINST: "不同意这名候选人{what}",
    Mark.ABSTAIN: "对这名候选人不表示意见",
}


def _how(contest: Contest, called: Mapping[str, str]) -> Iterator[str]:
    if has_write_ins(contest):
        yield wording.notes(contest)[-1]
    else:
        yield "本选票不设另选人栏。"
    yield clauses(contest, called)["assistance"][1] + "。"


def _results(contest: Contest) -> Iterator[tuple[str, str]]:
    seats = contest.seats
    if contest.rules.undervote == "valid":
        yield (f"等于或少于 {seats} 名", "有效")
    else:
        yield (f"等于 {seats} 名", "有效")
        yield (f"少于 {seats} 名", "整张无效")
    yield (f"多于 {seats} 名", "整张无效")
