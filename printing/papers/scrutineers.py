"""监票人、计票人名单: who was named, lines for who was not, and who may not stand on it."""

from collections.abc import Iterator, Sequence
from typing import Final

from printing.papers.body import body_of
from printing.papers.facts import Facts, congress_paper, head, staff
from printing.papers.model import (
    Block,
    Column,
    Note,
    Signatures,
    Table,
    list_form,
)
from printing.papers.people import unit_of

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
    """Names as the definition has them; where it has none, a row for each delegation."""
    people = facts.congress.officers
    units = [d.name for d in facts.congress.delegations] or [""] * _WITHOUT_DELEGATIONS
    rows = (
        *_rows(facts, "总监票人", (people.chief,) if people.chief else (), [""]),
        *_rows(facts, "监票人", people.scrutineers, units),
        *_rows(facts, "计票人", people.tellers, [""] * _TELLERS),
    )
    rules = staff(facts.congress)
    yield from head(facts, NAME)
    yield Table(_PEOPLE, rows, 9.0)
    yield Note(rules["scrutineers"] + rules["tellers"] + rules["barred"])
    yield Signatures((body_of(facts.congress).presidium,))


def _rows(
    facts: Facts, role: str, names: Sequence[str], blank: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    if not names:
        yield from ((role, unit, "", "") for unit in blank)
    for name in names:
        yield (role, unit_of(facts, name), list_form(name), "")
