"""议程: what the meeting deals with, in order."""

from typing import Final

from printing.papers.model import Block, Paper, Paragraph
from printing.papers.session import Session, head, made, numeral

NAME: Final = "议程"


def paper(session: Session) -> Paper:
    """The numbered items; where none is numbered, every item but the breaks."""
    items = [planned.item for planned in session.schedule]
    numbered = [(i.item_number, i.title) for i in items if i.item_number]
    if not numbered:
        working = [i for i in items if i.kind != "break"]
        numbered = [(numeral(n), i.title) for n, i in enumerate(working, 1)]
    blocks: list[Block] = [
        *head(session, NAME),
        *(Paragraph(f"{number}、{words}") for number, words in numbered),
    ]
    if not numbered:
        blocks.append(Paragraph("（议程尚未拟定）", "centre", indent=False))
    return made(session, NAME, tuple(blocks))
