"""A paper as PDF: strips dealt onto A4 pages, with numbers, foot and a rehearsal's stripe."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from printing.ballot import symbols as furniture
from printing.papers.legible import printable
from printing.papers.model import Block, PageBreak, Paper, before
from printing.papers.strips import Strip, strips
from printing.pdf.canvas import Canvas, new_page
from printing.pdf.document import Document, Output
from printing.pdf.paragraphs import break_lines

_FOOT_SIZE: Final = 2.6
_FOOT_LEADING: Final = 3.6
_STRIPE_ROOM: Final = 12.0  # from the edge of the page, kept free for the stripe


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page's size and margins in millimetres, as official documents have them (GB/T 9704)."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def room(self) -> float:
        return self.width - self.left - self.right


_PORTRAIT: Final = _Sheet(210.0, 297.0, 28.0, 26.0, 32.0, 30.0)
_LANDSCAPE: Final = _Sheet(297.0, 210.0, 18.0, 18.0, 17.0, 22.0)

Placed = tuple[Strip, float]


def write_pdf(paper: Paper, out: Output) -> tuple[str, ...]:
    """Write the paper to `out`; the same paper gives the same bytes. Returns the fonts embedded.

    Characters that our faces lack stand as 〓 and are named at the end.
    """
    paper = printable(paper)
    sheet = _LANDSCAPE if paper.landscape else _PORTRAIT
    foot = [
        line for words in paper.foot for line in break_lines("hei", _FOOT_SIZE, sheet.room, words)
    ]
    foot_top = sheet.height - _STRIPE_ROOM - len(foot) * _FOOT_LEADING
    bottom = min(sheet.height - sheet.bottom, foot_top - 9.0)
    pages = list(_pages(paper, sheet, bottom))
    document = Document(out, paper.title, sheet.width, sheet.height)
    for number, placed in enumerate(pages, 1):
        with new_page(document) as canvas:
            if paper.stripe:
                furniture.stripe(canvas, sheet.width, sheet.height, paper.stripe)
            for strip, y in placed:
                strip.draw(canvas, y)
            _foot(canvas, sheet, foot, foot_top, f"第 {number} 页　共 {len(pages)} 页")
    return document.save().fonts


def _pages(paper: Paper, sheet: _Sheet, bottom: float) -> Iterator[list[Placed]]:
    page: list[Placed] = []
    y = sheet.top
    for part in _parts(paper, sheet):
        if part is None:
            yield page
            page, y = [], sheet.top
            continue
        heads = sum(strip.head.height for strip in part if strip.head and strip.opens)
        needed = heads + sum(strip.height for strip in part)
        if page and y + needed > bottom + 1e-6:
            yield page
            page, y = [], sheet.top
        for strip in part:
            if strip.head and (strip.opens or not page):
                page.append((strip.head, y))
                y += strip.head.height
            page.append((strip, y))
            y += strip.height
    if page:
        yield page


def _parts(paper: Paper, sheet: _Sheet) -> Iterator[list[Strip] | None]:
    """Strips that stay together, in order; None where a new page begins."""
    together: list[Strip] = []
    following: tuple[Block | None, ...] = (*paper.blocks[1:], None)
    for block, then in zip(paper.blocks, following, strict=True):
        if isinstance(block, PageBreak):
            if together:
                yield together
                together = []
            yield None
        of_block = list(strips(block, sheet.left, sheet.room))
        for number, strip in enumerate(of_block):
            together.append(strip)
            last = number == len(of_block) - 1
            if not strip.keep and not (last and before(block, then)):
                yield together
                together = []
    if together:
        yield together


def _foot(canvas: Canvas, sheet: _Sheet, lines: Sequence[str], top: float, number: str) -> None:
    canvas.text("song", 3.7, sheet.width / 2, top - 6.6, number, align="centre")
    canvas.grey(0.35)
    canvas.line(sheet.left, top - 1.2, sheet.width - sheet.right, top - 1.2, 0.1)
    for row, line in enumerate(lines):
        canvas.text("hei", _FOOT_SIZE, sheet.left, top + row * _FOOT_LEADING, line)
    canvas.grey(0)
