"""主席团和秘书长名单: who conducts the congress, as its preparatory meeting adopts it."""

from collections.abc import Iterator
from typing import Final

from printing.papers.facts import Facts, congress_paper, head
from printing.papers.model import BLANK, Block, Heading, Names, Note, Paragraph, list_form
from printing.papers.people import order_said

_BLANK_NAMES: Final = 15

NAME: Final = "主席团和秘书长名单"


@congress_paper(f"{NAME}（草案）")
def paper(facts: Facts) -> Iterator[Block]:
    """Names where the definition has them, else lines to write them on."""
    people = facts.congress.officers
    yield from head(facts, f"{NAME}（草案）")
    number = str(len(people.presidium)) if people.presidium else BLANK
    yield Heading(f"一、主席团（{number} 名）")
    if order := order_said(facts.congress, people.presidium):
        yield Note(f"（{order}）")
    yield Names(tuple(map(list_form, people.presidium)) or (BLANK,) * _BLANK_NAMES)
    yield Heading("二、秘书长")
    yield Paragraph(list_form(people.secretary_general) or BLANK)
