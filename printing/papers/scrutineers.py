"""监票人、计票人名单: a form with a row for each delegation, and who may not stand on it."""

from typing import Final

from printing.papers.facts import Facts, congress_paper, head, meeting
from printing.papers.model import (
    Block,
    Column,
    Note,
    Paper,
    Signatures,
    Table,
)

_PEOPLE = (
    Column("职务", 24),
    Column("单位", 50, "left"),
    Column("姓名", 36),
    Column("签名", 36),
)
_TELLERS = 4
_WITHOUT_DELEGATIONS = 4


NAME: Final = "总监票人、监票人、计票人名单"


def paper(facts: Facts) -> Paper:
    """Names are written in by hand: a definition knows none."""
    congress = facts.congress
    units = [d.name for d in congress.delegations] or [""] * _WITHOUT_DELEGATIONS
    rows = (
        ("总监票人", "", "", ""),
        *(("监票人", unit, "", "") for unit in units),
        *(("计票人", "", "", "") for _ in range(_TELLERS)),
    )
    blocks: tuple[Block, ...] = (
        *head(facts, NAME),
        Table(_PEOPLE, rows, 9.0),
        Note(
            "候选人不得担任总监票人、监票人、计票人。监票人由各单位从不是候选人的选举人中推荐，"
            f"总监票人、监票人名单经{meeting(congress)}或者主席团通过；计票人在监票人监督下工作。"
        ),
        Signatures(("主席团",)),
    )
    return congress_paper(facts, NAME, blocks)
