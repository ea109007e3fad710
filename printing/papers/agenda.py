"""议程: what the meeting deals with, in order."""

from collections.abc import Iterator
from typing import Final

from printing.papers.facts import Facts, congress_paper, head, numeral
from printing.papers.model import Block, Paragraph

NAME: Final = "议程"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """The numbered items; where none is numbered, every item but the breaks."""
    items = [planned.item for planned in facts.schedule]
    numbered = [(i.item_number, i.title) for i in items if i.item_number]
    if not numbered:
        working = [i for i in items if i.kind != "break"]
        numbered = [(numeral(n), i.title) for n, i in enumerate(working, 1)]
    yield from head(facts, NAME)
    for number, words in numbered:
        yield Paragraph(f"{number}、{words}")
    if not numbered:
        yield Paragraph("（议程尚未拟定）", "centre", indent=False)
