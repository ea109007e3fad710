"""A paper's blocks as strips of known height across a page, for PDF: text, tables, signatures."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from counting.model.geometry import Box
from printing.papers.model import (
    BLANK,
    Block,
    Heading,
    Names,
    Note,
    Paragraph,
    Signatures,
    Table,
    rows_of,
)
from printing.pdf.canvas import Align, Canvas
from printing.pdf.fonts import Face, typeface
from printing.pdf.paragraphs import break_lines

HAIR: Final = 0.15
_LOOSEST: Final = 0.12  # of the size: letters may stand this far apart to fill a line


@dataclass(frozen=True, slots=True)
class Style:
    """A face and size in millimetres; `leading` from line to line, `above` before the first."""

    face: Face
    size: float
    leading: float
    above: float = 0.0


BODY: Final = Style("song", 5.3, 9.2)
SMALL: Final = Style("song", 3.7, 5.8, 1.5)
CELL: Final = Style("song", 4.1, 5.6)
TITLES: Final = Style("hei", 3.7, 5.0)
HEADINGS: Final[Mapping[int, Style]] = {
    1: Style("song", 7.6, 11.4, 3.0),
    2: Style("hei", 5.3, 9.2, 4.0),
    3: Style("hei", 4.6, 8.0, 3.0),
}
_PADDING: Final = 1.6  # in a cell, left and right
_AIR: Final = 0.8  # in a cell, above and below
_SIGNATURE: Final = 13.0
_SHORT: Final = 90.0  # a table up to this high is not parted


@dataclass(frozen=True, slots=True)
class Strip:
    """Something `height` millimetres high, drawn from the `y` of its top.

    `keep`: not to be parted from the next strip. `head` is drawn before it at the top of a page,
    or where the strip `opens` its table.
    """

    height: float
    draw: Callable[[Canvas, float], None]
    keep: bool = False
    head: "Strip | None" = None
    opens: bool = False


def strips(block: Block, x: float, width: float) -> Iterator[Strip]:
    """The strips of one block between `x` and `x + width`; none for a page break."""
    match block:
        case Heading(text=text, level=level, centred=centred):
            middle = centred or level == 1
            yield from _heading(text, HEADINGS[level], x, width, centred=middle)
        case Paragraph(text=text, align=align, indent=indent):
            yield from _lines(("\u3000\u3000" if indent else "") + text, BODY, x, width, align)
        case Note(text=text):
            yield from _lines(text, SMALL, x, width, "left")
        case Table():
            yield from _table(block, x, width)
        case Names():
            yield from _names(block, x, width)
        case Signatures(roles=roles, date=date):
            yield _signatures(roles, x, width, dated=date)


def _heading(text: str, style: Style, x: float, width: float, *, centred: bool) -> Iterator[Strip]:
    align: Align = "centre" if centred else "left"
    for number, line in enumerate(text.split("\n")):
        style = replace(style, above=0.0) if number else style
        for strip in _lines(line, style, x, width, align, even=True):
            yield Strip(strip.height, strip.draw, keep=True)


def _lines(
    text: str, style: Style, x: float, width: float, align: Align, *, even: bool = False
) -> Iterator[Strip]:
    """A strip a line, filled to the right edge but for the last; no line stands alone on a page.

    `even`: lines of about equal length, as a title is broken.
    """
    lines = break_lines(style.face, style.size, width, text)
    if even and len(lines) > 1:
        share = typeface(style.face).width(text) * style.size / len(lines)
        narrower = break_lines(style.face, style.size, min(width, share + style.size), text)
        lines = narrower if len(narrower) == len(lines) else lines
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        above = style.above if number == 0 else 0.0
        fill = width if align == "left" and not last else None
        keep = not last and number in (0, len(lines) - 2)
        yield Strip(above + style.leading, _line(line, style, x, width, align, above, fill), keep)


def _line(
    line: str, style: Style, x: float, width: float, align: Align, above: float, fill: float | None
) -> Callable[[Canvas, float], None]:
    natural = typeface(style.face).width(line) * style.size
    gap = (fill - natural) / max(len(line) - 1, 1) if fill else 0.0
    spacing = gap if 0 < gap <= style.size * _LOOSEST else 0.0
    size = style.size * min(1.0, width / max(natural, 0.01))
    at = {"left": x, "centre": x + width / 2, "right": x + width}[align]

    def draw(canvas: Canvas, y: float) -> None:
        top = y + above + (style.leading - size) / 2
        canvas.text(style.face, size, at, top, line, align=align, spacing=spacing)

    return draw


def _table(table: Table, x: float, width: float) -> Iterator[Strip]:
    whole = sum(column.width for column in table.columns)
    edges = [x]
    for column in table.columns:
        edges.append(edges[-1] + width * column.width / whole)
    titles = tuple(column.title for column in table.columns)
    middle: Align = "centre"
    head = _row(titles, (middle,) * len(titles), edges, 8.0, TITLES)
    aligns = tuple(column.align for column in table.columns)
    rows = [_row(row, aligns, edges, table.row_height, CELL) for row in table.rows]
    yield Strip(1.5, lambda canvas, y: None, keep=True)
    short = sum(row.height for row in rows) <= _SHORT
    for number, row in enumerate(rows):
        keep = short and number < len(rows) - 1
        yield Strip(row.height, row.draw, keep, head, opens=number == 0)
    yield Strip(2.5, lambda canvas, y: None)


def _row(
    cells: tuple[str, ...],
    aligns: tuple[Align, ...],
    edges: list[float],
    least: float,
    style: Style,
) -> Strip:
    boxes = list(pairwise(edges))
    # In a table the empty cell itself is the line to write on.
    texts = ["" if cell.strip("_") == "" else cell for cell in cells]
    lines = [
        break_lines(style.face, style.size, right - left - 2 * _PADDING, text)
        for text, (left, right) in zip(texts, boxes, strict=True)
    ]
    height = max(least, max(map(len, lines)) * style.leading + 2 * _AIR)

    def draw(canvas: Canvas, y: float) -> None:
        for cell_lines, align, (left, right) in zip(lines, aligns, boxes, strict=True):
            canvas.frame(Box(left, y, right - left, height), HAIR)
            top = y + (height - len(cell_lines) * style.leading) / 2
            inner, room = left + _PADDING, right - left - 2 * _PADDING
            for number, line in enumerate(cell_lines):
                at = top + number * style.leading
                _line(line, style, inner, room, align, 0.0, None)(canvas, at)

    return Strip(height, draw)


def _names(names: Names, x: float, width: float) -> Iterator[Strip]:
    """A row of names is as high as a line of text; a long name takes two places."""
    step = width / names.columns
    for row in rows_of(names):

        def draw(canvas: Canvas, y: float, row: list[tuple[str, int]] = row) -> None:
            at = x
            for name, span in row:
                _line(name, BODY, at, span * step - 2.0, "left", 0.0, None)(canvas, y)
                at += span * step

        yield Strip(BODY.leading + 0.6, draw)


def _signatures(roles: tuple[str, ...], x: float, width: float, *, dated: bool) -> Strip:
    rows = (len(roles) + 1) // 2
    step = width / 2

    def draw(canvas: Canvas, y: float) -> None:
        for number, role in enumerate(roles):
            left, top = x + number % 2 * step, y + 6.0 + number // 2 * _SIGNATURE
            label = f"{role}："
            canvas.text("song", 4.9, left, top + 3.0, label)
            end = left + typeface("song").width(label) * 4.9
            canvas.line(end, top + 8.6, left + step - 6.0, top + 8.6, HAIR)
        if dated:
            top = y + 6.0 + rows * _SIGNATURE + 3.0
            canvas.text("song", 4.9, x + width, top, f"{BLANK}年{BLANK[:4]}月{BLANK[:4]}日",
                     align="right")  # fmt: skip

    return Strip(6.0 + rows * _SIGNATURE + (12.0 if dated else 0.0), draw)
