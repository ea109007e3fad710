"""Measures papers against GB/T 9704-2012: margins, lines and characters, faces, page numbers.

    python -m tools.paper_form PAPER.pdf PAPER.docx FOLDER …

Of a folder it takes every docx and the PDF beside it. Prints every breach and ends with status 1 if
there is one. The values are the standard's, said here anew: they share nothing with what sets the
papers.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from printing.papers.model import (
    Block,
    Heading,
    Names,
    Note,
    Paper,
    Paragraph,
    Signatures,
    Subtitle,
    Table,
)

MM: Final = 25.4 / 72
"""In a point."""

TOLERANCE: Final = 1.0
"""Millimetres (5.2.1)."""

WIDTH, HEIGHT = 210.0, 297.0
TOP, LEFT, AREA_WIDTH, AREA_HEIGHT = 37.0, 28.0, 156.0, 225.0
LINES, CHARACTERS = 22, 28
TEXT, TITLE, NUMBER = 16.0, 22.0, 14.0  # points: 三号, 二号, 四号
SMALLEST = 9.0  # of notes, tables and what is verified
NUMBER_BELOW = 7.0  # millimetres from the type area to the dashes

SIZES: Final[Mapping[str, tuple[float, float]]] = {
    "title": (TITLE, TITLE),
    "heading": (TEXT, TEXT),
    "subheading": (TEXT, TEXT),
    "body": (TEXT, TEXT),
    "table": (SMALLEST, TEXT),
    "column": (SMALLEST, TEXT),
}
"""Role → least and largest size in points. A column's title has a heading's face."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as it is set: its size in points, and the name of its font."""

    text: str
    size: float
    face: str


def role_breaches(glyphs: Sequence[Glyph], paper: Paper, faces: Mapping[str, str]) -> Iterator[str]:
    """What does not stand in the size and face of its role. `faces`: role → font name."""
    glyphs = [glyph for glyph in glyphs if glyph.text != "_"]
    said = "".join(glyph.text for glyph in glyphs)
    at = 0
    for text, role in _roles(paper, apart="核验页" in said):
        words = "".join(text.split()).replace("_", "")
        place = said.find(words, at)
        if place < 0:
            yield f"“{words[:20]}” is not where the {role} should be"
            continue
        at = place + len(words)
        least, largest = SIZES[role]
        for glyph in glyphs[place:at]:
            if not least - 0.1 <= glyph.size <= largest + 0.1:
                yield f"{role} “{words[:12]}”: {glyph.size:.1f} pt, not {least:g} to {largest:g}"
                break
            if (face := faces["heading" if role == "column" else role]) != glyph.face:
                yield f"{role} “{words[:12]}”: set in {glyph.face}, not in {face}"
                break


def _roles(paper: Paper, *, apart: bool) -> Iterator[tuple[str, str]]:
    """The texts of a paper in reading order, each with its role; `apart`: verified on a page."""
    for block in paper.blocks:
        yield from _roles_of(block)
    if apart:
        for block in paper.verification_page:
            yield from _roles_of(block)
    else:
        yield from ((line, "table") for line in paper.verification_lines)


def _roles_of(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Heading(text=text, level=level):
            yield from ((line, ("title", "heading", "subheading")[level - 1]) for line in [text])
        case Subtitle(text=text):
            yield text, "subheading"
        case Paragraph(text=text):
            yield text, "body"
        case Note(text=text):
            yield text, "table"
        case Table(columns=columns, rows=rows):
            yield from ((column.title, "column") for column in columns)
            yield from ((cell, "table") for row in rows for cell in row)
        case Names(names=names):
            yield from ((name.partition("（")[0], "body") for name in names)
        case Signatures(roles=roles):
            yield from ((role, "body") for role in roles)


def off(what: str, measured: float, wanted: float) -> Iterator[str]:
    """A breach where a length in millimetres is not as wanted."""
    if abs(measured - wanted) > TOLERANCE:
        yield f"{what}: {measured:.1f} mm, not {wanted:.1f}"


def text_area(lines: float = LINES, characters: float = CHARACTERS) -> Iterator[str]:
    """Breaches of lines a page and characters a line."""
    if lines != LINES:
        yield f"{lines:g} lines a page, not {LINES}"
    if characters != CHARACTERS:
        yield f"{characters:g} characters a line, not {CHARACTERS}"


def main() -> int:
    """Measure what is named; 1 if a paper breaks the form."""
    from tools.paper_form_docx import docx_breaches
    from tools.paper_form_pdf import pdf_breaches

    measure = {".pdf": pdf_breaches, ".docx": docx_breaches}
    found = 0
    for path in _papers(map(Path, sys.argv[1:])):
        breaches = list(measure[path.suffix](path.read_bytes()))
        found += len(breaches)
        print(path, "" if breaches else "keeps the form")
        for breach in breaches:
            print("   ", breach)
    return 1 if found else 0


def _papers(named: Iterable[Path]) -> Iterator[Path]:
    for path in named:
        if path.is_dir():
            for document in sorted(path.rglob("*.docx")):
                yield from filter(Path.exists, (document, document.with_suffix(".pdf")))
        else:
            yield path


if __name__ == "__main__":
    sys.exit(main())
