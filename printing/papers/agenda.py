"""议程: what the meeting deals with, in order."""

from collections.abc import Iterator
from typing import Final

from printing.papers.facts import Facts, congress_paper, head, numeral
from printing.papers.model import Block, Paragraph

NAME: Final = "议程"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """The numbered items; where none is numbered, every item but the breaks."""
    numbered = numbered_items(facts)
    yield from head(facts, NAME)
    for number, words in numbered:
        yield Paragraph(f"{number}、{words}")
    if not numbered:
        yield Paragraph("（议程尚未拟定）", "centre", indent=False)


def numbered_items(facts: Facts) -> list[tuple[str, str]]:
    """What is adopted as the agenda: the number and the words of each item."""
    items = [planned.item for planned in facts.schedule]
    numbered = [(i.item_number, i.title) for i in items if i.item_number]
    if numbered:
        return numbered
    working = [i for i in items if i.kind != "break"]
    return [(numeral(n), i.title) for n, i in enumerate(working, 1)]
