"""选举办法各项规定的依据: where each rule comes from, for the secretariat; nobody votes on it."""

from collections.abc import Iterator, Mapping
from typing import Final

from counting.model.election import Congress
from counting.rules.wording import names, words_for
from printing.papers.body import Body, body_of
from printing.papers.clauses import clauses
from printing.papers.facts import Facts, congress_paper, head, name_list
from printing.papers.model import Block, Column, Note, Table
from printing.papers.rules import tie_clause

NAME: Final = "选举办法各项规定的依据"

_COLUMNS: Final = (
    Column("项目", 24),
    Column("本次的规定", 60, "left"),
    Column("依据", 42, "left"),
    Column("说明", 16),
)
_CONFIDENCE: Final[Mapping[str, str]] = {"T": "条文", "H": "手册、样本", "M": "待确认"}
_PROCEDURE: Final[Mapping[str, str]] = {
    "basis": "制定的依据",
    "conducted": "选举的主持",
    "candidates": "候选人的产生",
    "introduced": "候选人的介绍",
    "reported": "结果的报告",
}
_COUNTED: Final = ("valid+invalid=returned", "for+against+abstain+row_void=valid")


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """A table of every rule, then what the count is checked by and what a full vote is."""
    congress = facts.congress
    body = body_of(congress)
    yield from head(facts, NAME)
    yield Note(
        f"供大会秘书处核对，不提交表决。规则采用“{congress.profile_title}”。“条文”指已见条例、法律"
        "原文，“手册、样本”指出自选举工作手册或者各地样本，“待确认”指须由本次的选举办法确定；"
        "“变更”指本次另作规定。"
    )
    yield Table(_COLUMNS, (*_procedure(body), *_values(congress, body)), 7.0)
    yield Note(_checked())
    yield Note(
        "全票还须没有不赞成、弃权和该行无效；使用“全票”一词，同时说明按何种人数（票数）计算和该数。"
    )


def _procedure(body: Body) -> Iterator[tuple[str, ...]]:
    for key, title in _PROCEDURE.items():
        if clause := body.procedure.get(key):
            source = clause.source
            yield title, clause.text, source.article, _CONFIDENCE[source.confidence]


def _values(congress: Congress, body: Body) -> Iterator[tuple[str, ...]]:
    """A row for each rule; where contests differ, one for each of its texts."""
    for key, label in names().items():
        groups: dict[tuple[str, str, str], list[str]] = {}
        for contest in congress.contests:
            if entry := clauses(contest, body.called).get(key):
                line, text = entry
                article, confidence = line.article, line.confidence
                if key == "tie":
                    clause = tie_clause(body, contest)
                    text, article = clause.text, clause.source.article
                    confidence = clause.source.confidence
                state = _CONFIDENCE[confidence] + ("；变更" if line.overridden else "")
                groups.setdefault((text, article, state), []).append(contest.title)
        for (text, article, state), titles in groups.items():
            whose = "" if len(titles) == len(congress.contests) else f"（{name_list(titles)}）"
            yield label, f"{whose}{text}", article, state


def _checked() -> str:
    called = words_for("accounts")
    told = "，".join(called[code] for code in _COUNTED)
    return f"计票结束前核对：{told}。有一项不符的，查明以前不得确认计票结果。"
