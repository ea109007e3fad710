"""监票人、计票人名单: a form with a row for each delegation, and who may not stand on it."""

from typing import Final

from printing.papers.facts import Facts, congress_paper, head, staff
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
    said = staff(congress)
    blocks: tuple[Block, ...] = (
        *head(facts, NAME),
        Table(_PEOPLE, rows, 9.0),
        Note(said["scrutineers"] + said["tellers"] + said["barred"]),
        Signatures(("主席团",)),
    )
    return congress_paper(facts, NAME, blocks)
