"""议程: what the meeting deals with, in order."""

from typing import Final

from printing.papers.facts import Facts, congress_paper, head, numeral
from printing.papers.model import Block, Paper, Paragraph

NAME: Final = "议程"


def paper(facts: Facts) -> Paper:
    """The numbered items; where none is numbered, every item but the breaks."""
    items = [planned.item for planned in facts.schedule]
    numbered = [(i.item_number, i.title) for i in items if i.item_number]
    if not numbered:
        working = [i for i in items if i.kind != "break"]
        numbered = [(numeral(n), i.title) for n, i in enumerate(working, 1)]
    blocks: list[Block] = [
        *head(facts, NAME),
        *(Paragraph(f"{number}、{words}") for number, words in numbered),
    ]
    if not numbered:
        blocks.append(Paragraph("（议程尚未拟定）", "centre", indent=False))
    return congress_paper(facts, NAME, tuple(blocks))
