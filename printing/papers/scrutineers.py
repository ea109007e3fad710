"""监票人、计票人名单: a form with a row for each delegation, and who may not stand on it."""

from collections.abc import Iterator
from typing import Final

from printing.papers.facts import Facts, congress_paper, head, staff
from printing.papers.model import (
    Block,
    Column,
    Note,
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


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """Names are written in by hand: a definition knows none."""
    congress = facts.congress
    units = [d.name for d in congress.delegations] or [""] * _WITHOUT_DELEGATIONS
    rows = (
        ("总监票人", "", "", ""),
        *(("监票人", unit, "", "") for unit in units),
        *(("计票人", "", "", "") for _ in range(_TELLERS)),
    )
    rules = staff(congress)
    yield from head(facts, NAME)
    yield Table(_PEOPLE, rows, 9.0)
    yield Note(rules["scrutineers"] + rules["tellers"] + rules["barred"])
    yield Signatures(("主席团",))
