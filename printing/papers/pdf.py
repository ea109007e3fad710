"""A paper as PDF: its pages as they were dealt, with numbers and a rehearsal's stripe."""

from typing import Final

from printing.ballot.symbols import stripe
from printing.papers import form
from printing.papers.form import LANDSCAPE, PORTRAIT, Sheet, page_number
from printing.papers.legible import printable
from printing.papers.model import Paper
from printing.papers.pages import Placed, deal
from printing.papers.strips import VERIFICATION, lines, style
from printing.pdf.canvas import Canvas, new_page
from printing.pdf.document import Document, Output

_NUMBER: Final = style(form.NUMBER)
_ABOVE_VERIFICATION: Final = 4.0


def write_pdf(paper: Paper, out: Output) -> tuple[str, ...]:
    """Write the paper to `out`; the same paper gives the same bytes. Returns the fonts embedded.

    Characters that our faces lack stand as 〓 and are named at the end.
    """
    paper = printable(paper)
    sheet = LANDSCAPE if paper.landscape else PORTRAIT
    document = Document(out, paper.title, sheet.width, sheet.height)
    for number, placed in enumerate(_pages(paper, sheet), 1):
        with new_page(document) as canvas:
            if paper.stripe:
                stripe(canvas, sheet.width, sheet.height, paper.stripe)
            for strip, y in placed:
                if strip.draw:
                    strip.draw(canvas, y)
            _number(canvas, sheet, number)
    return document.save().fonts


def _pages(paper: Paper, sheet: Sheet) -> list[list[Placed]]:
    """The pages; what is verified at the foot of the last where people sign and it has room."""
    small = [
        strip
        for line in paper.verification_lines
        for strip in lines(line, VERIFICATION, sheet.left, sheet.room, "left")
    ]
    y = sheet.foot - sum(strip.height for strip in small)
    if paper.signed:
        pages, room = deal(paper.blocks, sheet)
        if sheet.foot - room <= y - _ABOVE_VERIFICATION:
            for strip in small:
                pages[-1].append((strip, y))
                y += strip.height
            return pages
    return deal((*paper.blocks, *paper.verification_page), sheet)[0]


def _number(canvas: Canvas, sheet: Sheet, number: int) -> None:
    """Odd at the right, even at the left, a character from the edge; the dashes 7 mm below."""
    size = _NUMBER.size
    top = sheet.foot + form.NUMBER_BELOW - size / 2  # a dash stands in the middle of its em
    odd = number % 2 == 1
    at = sheet.width - sheet.right - size if odd else sheet.left + size
    canvas.text(_NUMBER.face, size, at, top, page_number(number), align="right" if odd else "left")
