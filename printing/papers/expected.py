"""测试票预期结果: what a count of the test deck has to give, beside room for what was counted."""

from collections.abc import Iterator, Mapping
from typing import Final

from counting.deck.deck import Expectation, Kind, Untested
from counting.model.ballot import SheetStatus
from counting.model.state import Round
from counting.names.listed import labels
from printing.ballot.wording import colour
from printing.papers.facts import Facts, head, paper_of, round_title
from printing.papers.model import (
    Block,
    Column,
    Heading,
    Note,
    Paper,
    Paragraph,
    Signatures,
    Table,
    list_form,
)

NAME: Final = "测试票预期结果"

_SHEETS = (
    Column("", 24),
    Column("测试票（张）", 32),
    Column("有效（张）", 32),
    Column("无效（张）", 32),
    Column("疑难（张）", 32),
)
_ROWS = (
    Column("序号", 12),
    Column("姓名", 38, "left"),
    Column("赞成", 15),
    Column("实计", 19),
    Column("不赞成", 15),
    Column("实计", 19),
    Column("弃权", 15),
    Column("实计", 19),
)
_APART = (Column("第几张", 20), Column("画的是什么", 84, "left"), Column("应判为", 48))
_KINDS: Mapping[Kind, str] = {
    "pattern": "普通填写",
    "full": "赞成的恰为应选名额",
    "overvote": "赞成的多于应选名额",
    "blank": "整张未画",
    "doubtful": "最后一名候选人一行画了两个符号",
    "write_in": "写有另选人，姓名待人辨认",
    "undervote": "赞成的少于应选名额",
}
_STATUS: Mapping[SheetStatus, str] = {
    SheetStatus.INVALID: "无效票",
    SheetStatus.PENDING: "疑难票，由人认定",
}
_CHOICES: Mapping[str, str] = {
    "symbol": "",
    "for": "赞成栏",
    "against": "不赞成栏",
    "abstain": "弃权栏",
}


def paper(facts: Facts, round_: Round, expectation: Expectation) -> Paper:
    """The page for the tellers' table; the figures are those of `counting.deck.deck`."""
    return paper_of(facts, NAME, _blocks(facts, round_, expectation))


def _blocks(facts: Facts, round_: Round, expectation: Expectation) -> Iterator[Block]:
    sums = expectation.tally
    figures = (expectation.sheets, sums.valid, sums.invalid, sums.pending)
    shade = f"（{colour(round_.contest)}）" if colour(round_.contest) else ""
    title, place = head(facts, NAME)
    yield title
    yield Paragraph(f"{round_title(round_)}选票{shade}", "centre", indent=False)
    yield place
    yield Paragraph(
        "把测试票用计票的同一台设备读完，将读出的数填入“实计”，逐项核对。"
        "有一项不符，先查明原因，不得用于计票。"
    )
    yield Table(_SHEETS, (("应为", *map(str, figures)), ("实计", "", "", "", "")), 10.0)
    yield Table(_ROWS, tuple(_rows(round_, expectation)), 8.4)
    yield Note("各行应为的数只计有效票；“该行无效”应均为 0。疑难票须由人认定，不在数内。")
    yield from _set_apart(expectation)
    yield from _untested(expectation.untested)
    yield Paragraph("核对结果：□ 全部相符　　□ 不符（另附说明）")
    yield Signatures(("计票人", "计票人", "监票人", "总监票人"))


def _rows(round_: Round, expectation: Expectation) -> Iterator[tuple[str, ...]]:
    contest = round_.contest
    rows = zip(contest.candidates, labels(contest), expectation.tally.rows, strict=True)
    for number, (candidate, label, row) in enumerate(rows, 1):
        name = list_form(label) if label == candidate.name else label
        figures = (row.for_, row.against, row.abstain)
        yield (str(number), name, *(cell for figure in figures for cell in (str(figure), "")))


def _set_apart(expectation: Expectation) -> Iterator[Block]:
    if not expectation.apart:
        return
    yield Heading("不计为有效票的选票", 3)
    rows = tuple(
        (f"第 {one.sheet} 张", _KINDS[one.kind], _STATUS[one.status]) for one in expectation.apart
    )
    yield Table(_APART, rows)


def _untested(untested: Untested) -> Iterator[Note]:
    if words := "".join(untested_words(untested)):
        yield Note(f"这套测试票没有检验到的：{words}")


def untested_words(untested: Untested) -> Iterator[str]:
    """What this deck does not test, a sentence each; nothing for a deck that tests it all."""
    if untested.boxes:
        yield f"有 {untested.boxes} 个框在有效的测试票上没有画过。"
    if untested.pairs:
        yield (f"有 {untested.pairs} 对候选人的应为数完全相同，两人的票数若被调换，不会显出来。")
    if untested.symbols:
        symbols = "、".join(_symbol(text) for text in untested.symbols)
        yield f"有效的测试票上没有画过的符号：{symbols}。"
    if untested.kinds:
        yield f"没有这几种测试票：{'、'.join(_KINDS[kind] for kind in untested.kinds)}。"
    if untested.nothing:
        return
    if untested.sheets_needed is None:
        yield "按本次的规则，有效票只有一种填法，再多的测试票也不能分清各名候选人。"
    else:
        yield f"印 {untested.sheets_needed} 张测试票，以上各项都能检验到。"


def _symbol(text: str) -> str:
    choice, symbol = text.split()
    return f"{_CHOICES[choice]} {symbol}".strip()
