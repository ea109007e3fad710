"""Characters that a paper cannot show, replaced by 〓 in plain sight and named below the text."""

import unicodedata
from dataclasses import replace
from typing import Final

from printing.papers.model import Note, Paper
from printing.pdf.fonts import MISSING_GLYPH, legible, missing_glyphs

_CONTROLS: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(paper: Paper) -> Paper:
    """The paper in characters that both faces of ours have."""
    return _without(paper, {char for char, _ in missing_glyphs("".join(paper.texts()))})


def storable(paper: Paper) -> Paper:
    """The paper without characters that no document may hold; the reader's fonts do the rest."""
    characters = set("".join(paper.texts()))
    return _without(paper, {char for char in characters if unicodedata.category(char) in _CONTROLS})


def _without(paper: Paper, missing: set[str]) -> Paper:
    if not missing:
        return paper
    named = "、".join(f"U+{ord(char):04X}" for char in sorted(missing))
    shown = paper.with_texts(lambda text: legible(text, missing))
    note = Note(f"{MISSING_GLYPH} 代表字库没有的字：{named}。")
    return replace(shown, blocks=(*shown.blocks, note))
