"""Characters that a paper cannot show, replaced by 〓 in plain sight and named below the text."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from printing.papers.model import (
    Block,
    Column,
    Heading,
    Names,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Signatures,
    Table,
)
from printing.pdf.fonts import MISSING_GLYPH, missing_glyphs

_CONTROLS: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

Change = Callable[[str], str]


def printable(paper: Paper) -> Paper:
    """The paper in characters that both faces of ours have."""
    return _legible(paper, {char for text in paper.texts() for char, _ in missing_glyphs(text)})


def storable(paper: Paper) -> Paper:
    """The paper without characters that no document may hold; the reader's fonts do the rest."""
    return _legible(
        paper,
        {
            char
            for text in paper.texts()
            for char in text
            if unicodedata.category(char) in _CONTROLS
        },
    )


def _legible(paper: Paper, missing: set[str]) -> Paper:
    if not missing:
        return paper
    table = str.maketrans(dict.fromkeys(missing, MISSING_GLYPH))
    named = "、".join(f"U+{ord(char):04X}" for char in sorted(missing))

    def change(text: str) -> str:
        return text.translate(table)

    return replace(
        paper,
        title=change(paper.title),
        foot=tuple(change(line) for line in paper.foot),
        blocks=(
            *(_changed(block, change) for block in paper.blocks),
            Note(f"{MISSING_GLYPH} 代表字库没有的字：{named}。"),
        ),
    )


def _changed(block: Block, change: Change) -> Block:
    match block:
        case Heading(text=text) | Paragraph(text=text) | Note(text=text):
            return replace(block, text=change(text))
        case Table(columns=columns, rows=rows):
            return replace(
                block,
                columns=tuple(Column(change(c.title), c.width, c.align) for c in columns),
                rows=tuple(tuple(change(cell) for cell in row) for row in rows),
            )
        case Names(names=names):
            return replace(block, names=tuple(change(name) for name in names))
        case Signatures(roles=roles):
            return replace(block, roles=tuple(change(role) for role in roles))
        case PageBreak():
            return block
