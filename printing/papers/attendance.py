"""出席情况报告单: how many are due and present, by delegation, and whether that is enough."""

from collections.abc import Iterator
from typing import Final

from counting.model.election import Electors
from counting.model.figures import Figures
from counting.model.state import Round
from counting.rules.thresholds import quorum
from printing.papers.clauses import bases
from printing.papers.facts import (
    Facts,
    absent,
    congress_paper,
    figure,
    head,
    name_list,
    round_title,
)
from printing.papers.model import (
    BLANK,
    Block,
    Column,
    Heading,
    Paragraph,
    Signatures,
    Table,
)

_COLUMNS = (
    Column("单位", 60, "left"),
    Column("应到会（人）", 26),
    Column("实到会（人）", 26),
    Column("请假、缺席（人）", 30),
)


NAME: Final = "出席情况报告单"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """One table for every group of electors, and the quorum of each contest in figures."""
    yield from head(facts, NAME)
    groups = _groups(facts)
    for together in groups:
        whose = name_list([round_title(round_) for round_ in together]) if len(groups) > 1 else ""
        yield from _group(facts, together[0], whose)
    yield Heading("是否符合规定人数", 3)
    yield from _quorums(facts)
    yield Signatures(("总监票人", "签到工作负责人"))


def _groups(facts: Facts) -> list[list[Round]]:
    """The rounds, those with the same electors and attendance together."""
    groups: dict[tuple[Electors, int | None, object], list[Round]] = {}
    for round_ in facts.rounds:
        apart = tuple((key, count.figures.present) for key, count in round_.delegations.items())
        key = (round_.contest.electors, round_.figures.present, apart)
        groups.setdefault(key, []).append(round_)
    return list(groups.values())


def _group(facts: Facts, round_: Round, whose: str) -> Iterator[Block]:
    if whose:
        yield Heading(f"选举{whose}", 3)
    congress = facts.congress
    rows: list[tuple[str, ...]] = []
    figures = round_.figures
    if round_.delegations:
        rows += [(c.delegation.name, *_here(c.figures)) for c in round_.delegations.values()]
    elif figures.due == congress.electors.due:
        rows += [(d.name, str(d.due), BLANK, BLANK) for d in congress.delegations]
    rows.append(("合计", *_here(figures)))
    yield Table(_COLUMNS, tuple(rows), 7.0)


def _here(figures: Figures) -> tuple[str, str, str]:
    """Those due, here and not here, lines where that is not recorded."""
    return str(figures.due), figure(figures.present), figure(absent(figures))


def _quorums(facts: Facts) -> Iterator[Block]:
    """Each verdict once, with its contests where they differ."""
    groups: dict[str, list[str]] = {}
    for round_ in facts.rounds:
        groups.setdefault(_quorum(round_), []).append(round_title(round_))
    for words, titles in groups.items():
        whose = f"选举{name_list(titles)}：" if len(groups) > 1 else ""
        yield Paragraph(f"{whose}{words}。")


def _quorum(round_: Round) -> str:
    f = round_.figures
    if round_.contest.rules.quorum is None:
        return "选举办法对到会人数不作规定"
    required = quorum(round_.contest.rules, f)
    verdict = "符合规定人数，可以进行选举" if required.met else "不足规定人数，不能进行选举"
    if f.present is None:
        verdict = "□ 符合　□ 不符合　规定人数"
    base = f"{bases()[required.of]} {getattr(f, required.of)} 人"
    return f"{base}，须到会至少 {required.needed} 人，实到会 {figure(f.present)} 人，{verdict}"
