"""The page kit of all that is printed beside ballots: A4 pages, their headings, grids, blanks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

from counting.model.election import Congress, Contest, Mode
from counting.model.geometry import Box
from counting.model.refusal import InputError
from printing.ballot.symbols import HAIRLINE, RULE, stripe
from printing.pdf.barcodes import bars, width_of
from printing.pdf.canvas import Align, Canvas, new_page
from printing.pdf.document import Document, Output, PrintedPages
from printing.pdf.fonts import Face, glyph_problems, typeface

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
MARGIN: Final = 16.0
ROOM: Final = WIDTH - 2 * MARGIN
TOP: Final = 38.0  # where the content starts, below the heading's rule
FOOT: Final = 282.0  # and where it ends
REHEARSAL: Final = "演练用　不计入选举"

Thing = TypeVar("Thing")


class ContestPages:
    """A PDF of A4 pages about one contest, under way.

    InputError `glyph.missing` for every character of these pages that no font has.
    """

    def __init__(self, out: Output, congress: Congress, contest: Contest, name: str) -> None:
        _refuse_missing_glyphs(congress, contest)
        self._congress, self._contest = congress, contest
        self.document = Document(out, self._whose + f"　{name}", WIDTH, HEIGHT)

    @property
    def _whose(self) -> str:
        return f"{self._congress.title}　{self._contest.title}"

    @contextmanager
    def page(self, title: str) -> Iterator[Canvas]:
        """One more page, drawn inside: below a heading that says whose it is and what for."""
        with new_page(self.document) as canvas:
            self.heading(canvas, title)
            rule(canvas, 33.5, RULE)
            self.stripe(canvas)
            yield canvas

    def heading(self, canvas: Canvas, title: str) -> None:
        """Congress and contest, and in large letters what the page is."""
        line(canvas, "hei", 4.2, Box(MARGIN, 14.0, ROOM, 5.0), self._whose)
        line(canvas, "song", 9.0, Box(MARGIN, 20.5, ROOM, 11.0), title)

    def stripe(self, canvas: Canvas) -> None:
        """The mark of a rehearsal, in a rehearsal."""
        if self._congress.mode is Mode.REHEARSAL:
            stripe(canvas, WIDTH, HEIGHT, REHEARSAL)

    def save(self) -> PrintedPages:
        """Write the whole file."""
        return self.document.save()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Cells of one size in `columns` and `rows`, from the corner at `left` and `top`."""

    left: float
    top: float
    columns: int
    rows: int
    width: float
    height: float

    @property
    def xs(self) -> list[float]:
        """Every upright edge, from the left."""
        return [self.left + column * self.width for column in range(self.columns + 1)]

    @property
    def ys(self) -> list[float]:
        """Every level edge, from the top."""
        return [self.top + row * self.height for row in range(self.rows + 1)]

    def rowwise(self) -> Iterator[Box]:
        """The cells, row after row."""
        for y in self.ys[:-1]:
            for x in self.xs[:-1]:
                yield Box(x, y, self.width, self.height)

    def columnwise(self) -> Iterator[Box]:
        """The cells, column after column."""
        for x in self.xs[:-1]:
            for y in self.ys[:-1]:
                yield Box(x, y, self.width, self.height)

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def pages(self, things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
        """As many things as there are cells, page after page."""
        for start in range(0, len(things), self.count):
            yield things[start : start + self.count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A label and a line to write on.

    `rise` is how far the label's top stands above the line, `indent` where the line begins,
    counted from the label's beginning; None: just after the label.
    """

    face: Face
    size: float
    rise: float
    weight: float
    indent: float | None = None

    def draw(self, canvas: Canvas, label: str, x: float, foot: float, end: float) -> None:
        """The label from `x`, and its line at `foot` up to `end`."""
        canvas.text(self.face, self.size, x, foot - self.rise, label)
        indent = self.indent
        if indent is None:
            indent = typeface(self.face).width(label) * self.size + 2.0
        canvas.line(x + indent, foot, end, foot, self.weight)


def rule(canvas: Canvas, y: float, weight: float = HAIRLINE) -> None:
    """A line from margin to margin."""
    canvas.line(MARGIN, y, WIDTH - MARGIN, y, weight)


def line(
    canvas: Canvas, face: Face, size: float, area: Box, text: str, align: Align = "left"
) -> None:
    """One line in the middle of its area's height; smaller rather than wider than it."""
    size = min(size, area.w / max(typeface(face).width(text), 0.01))
    x = {"left": area.x, "centre": area.x + area.w / 2, "right": area.x + area.w}[align]
    canvas.text(face, size, x, area.y + (area.h - size) / 2, text, align=align)


def code_at(canvas: Canvas, digits: str, x: float, y: float, height: float) -> float:
    """Draw a code with its quiet zones from `x`; returns its width in millimetres."""
    width = width_of(digits)
    canvas.operators.append(bars(digits, Box(x, y, width, height)))
    return width


def _refuse_missing_glyphs(congress: Congress, contest: Contest) -> None:
    place = f"contests.{contest.id}"
    texts = [("congress", "", congress.title), (f"{place}.title", "", contest.title)]
    texts += [(f"{place}.candidates.{c.id}", c.id, c.name) for c in contest.candidates]
    problems = tuple(
        problem
        for where, who, text in texts
        for problem in glyph_problems("glyph.missing", where, text, candidate=who, name=text)
    )
    if problems:
        raise InputError(problems)
