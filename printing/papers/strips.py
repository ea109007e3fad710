"""A paper's blocks as strips of known height across a page, for PDF: text, tables, signatures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Final

from counting.model.geometry import Box
from printing.papers import form
from printing.papers.form import CHARACTERS, LINES, POINT, PORTRAIT, Setting
from printing.papers.model import (
    BLANK,
    Block,
    Heading,
    Names,
    Note,
    Paragraph,
    Signatures,
    Subtitle,
    Table,
    grid,
)
from printing.papers.titles import title_lines
from printing.pdf.canvas import Align, Canvas
from printing.pdf.fonts import typeface
from printing.pdf.paragraphs import break_lines
from printing.pdf.roles import Role

HAIR: Final = 0.15
_LOOSEST: Final = 0.12  # of the size: letters may stand this far apart to fill a line
# The characters of the first line stand at the head of the type area, those of the last at its
# foot: a line is a character and the space below it (GB/T 9704-2012, 3.2).
_PITCH: Final = (PORTRAIT.depth - form.BODY.size * POINT) / (LINES - 1)
# 28 characters of 16 points are 2 mm wider than the type area, so they stand as much closer.
_CLOSER: Final = PORTRAIT.room / CHARACTERS - form.BODY.size * POINT


@dataclass(frozen=True, slots=True)
class Style:
    """A face, a size and the pitch of its lines, in millimetres.

    `above`: blank above the first line. `spacing`: between characters, where a line is not filled.
    """

    face: Role
    size: float
    pitch: float
    above: float = 0.0
    spacing: float = 0.0


def style(setting: Setting, above: float = 0.0) -> Style:
    """A role's setting as it is drawn; the text's has 28 characters a line, 22 lines a page."""
    size = setting.size * POINT
    if setting.pitch is None:
        return Style(setting.role, size, _PITCH, above, _CLOSER)
    return Style(setting.role, size, setting.pitch * POINT, above)


BODY: Final = style(form.BODY)
_SUBTITLE: Final = style(form.SUBHEADING)
_NOTE: Final = style(form.NOTE, above=1.5)
_CELL: Final = style(form.CELL)
_COLUMN_TITLE: Final = style(form.COLUMN_TITLE)
_NAME_NOTE: Final = style(form.NAME_NOTE)
VERIFICATION: Final = style(form.VERIFICATION)
_HEADINGS: Final = {level: style(setting) for level, setting in form.HEADINGS.items()}
_PADDING: Final = 1.6  # in a cell, left and right
_AIR: Final = 0.8  # in a cell, above and below
_BELOW_SUBTITLE: Final = 4.0
_BELOW_TABLE: Final = 3.0
_BELOW_NAME: Final = 1.2  # from a name to what stands below it in its cell
_SIGNATURE: Final = 11.0  # from one line to sign on to the next
_ABOVE_SIGNATURES: Final = 2.0
_SHORT: Final = 90.0  # a table up to this high is not parted


@dataclass(frozen=True, slots=True)
class Strip:
    """Something `height` millimetres high, drawn from the `y` of its top; blank where it is not.

    Its first `above` millimetres are blank and left out at the head of a page, its last `tail` are
    blank and need no room at the foot. `keep`: not to be
    parted from the next strip. A table's row has its titles as `head`: drawn before it at the top
    of a page, or where the row `opens` the table.
    """

    height: float
    draw: Callable[[Canvas, float], None] | None
    keep: bool = False
    head: "Strip | None" = None
    opens: bool = False
    above: float = 0.0
    tail: float = 0.0


def strips(block: Block, x: float, width: float) -> Iterator[Strip]:
    """The strips of one block between `x` and `x + width`; none for a page break."""
    match block:
        case Heading(text=text, level=level, centred=centred):
            yield from _heading(text, _HEADINGS[level], x, width, centred=centred or level == 1)
        case Subtitle(text=text):
            yield from _heading(text, _SUBTITLE, x, width, centred=True)
            yield Strip(_BELOW_SUBTITLE, None, keep=True)
        case Paragraph(text=text, align=align, indent=indent):
            yield from lines(("\u3000\u3000" if indent else "") + text, BODY, x, width, align)
        case Note(text=text):
            yield from lines(text, _NOTE, x, width, "left")
        case Table():
            yield from _table(block, x, width)
        case Names():
            yield from _names(block, x, width)
        case Signatures(roles=roles, date=date):
            yield _signatures(roles, x, width, dated=date)


def _kept(strips: Iterator[Strip]) -> Iterator[Strip]:
    return (replace(strip, keep=True) for strip in strips)


def _heading(text: str, style: Style, x: float, width: float, *, centred: bool) -> Iterator[Strip]:
    if not centred:
        yield from _kept(lines("\u3000\u3000" + text, style, x, width, "left"))
        return
    for line in title_lines(text, width / style.size):
        yield from _kept(lines(line, style, x, width, "centre"))


def lines(text: str, style: Style, x: float, width: float, align: Align) -> Iterator[Strip]:
    """A strip a line, filled to the right edge but for the last; no line stands alone on a page."""
    broken = break_lines(style.face, style.size, width, text, style.spacing)
    for number, line in enumerate(broken):
        last = number == len(broken) - 1
        above = style.above if number == 0 else 0.0
        fill = width if align == "left" and not last else None
        yield Strip(
            above + style.pitch,
            _line(line, style, x, width, align, above, fill),
            keep=not last and number in (0, len(broken) - 2),
            above=above,
            tail=style.pitch - style.size,
        )


def _line(
    line: str,
    style: Style,
    x: float,
    width: float,
    align: Align,
    above: float = 0.0,
    fill: float | None = None,
) -> Callable[[Canvas, float], None]:
    """Draws a line whose characters have their top `above` below the strip's."""
    natural = typeface(style.face).width(line) * style.size
    gaps = max(len(line) - 1, 1)
    spacing, size = style.spacing, style.size
    if fill:
        gap = (fill - natural) / gaps
        spacing = gap if gap <= size * _LOOSEST else spacing
    if natural + min(spacing, 0.0) * len(line) > width + 1e-6:
        spacing, size = 0.0, size * width / natural
    spacing = min(spacing, (width - natural) / gaps) if size == style.size else 0.0
    at = {"left": x, "centre": x + width / 2, "right": x + width}[align]
    return lambda canvas, y: canvas.text(
        style.face, size, at, y + above, line, align=align, spacing=spacing
    )


def _table(table: Table, x: float, width: float) -> Iterator[Strip]:
    whole = sum(column.width for column in table.columns)
    edges = [x]
    for column in table.columns:
        edges.append(edges[-1] + width * column.width / whole)
    titles = tuple(column.title for column in table.columns)
    middle: Align = "centre"
    head = _row(titles, (middle,) * len(titles), edges, 8.0, _COLUMN_TITLE)
    aligns = tuple(column.align for column in table.columns)
    rows = [_row(row, aligns, edges, table.row_height, _CELL) for row in table.rows]
    yield Strip(1.5, None, keep=True)
    short = sum(row.height for row in rows) <= _SHORT
    for number, row in enumerate(rows):
        keep = number < len(rows) - 1 and (short or number in (0, len(rows) - 2))
        yield replace(row, keep=keep, head=head, opens=number == 0)
    yield Strip(_BELOW_TABLE, None)


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
    broken = [
        break_lines(style.face, style.size, right - left - 2 * _PADDING, text)
        for text, (left, right) in zip(texts, boxes, strict=True)
    ]
    height = max(least, max(map(len, broken)) * style.pitch + 2 * _AIR)

    def draw(canvas: Canvas, y: float) -> None:
        for cell_lines, align, (left, right) in zip(broken, aligns, boxes, strict=True):
            canvas.frame(Box(left, y, right - left, height), HAIR)
            text_height = len(cell_lines) * style.pitch - (style.pitch - style.size)
            top = y + (height - text_height) / 2
            inner, room = left + _PADDING, right - left - 2 * _PADDING
            for number, line in enumerate(cell_lines):
                _line(line, style, inner, room, align)(canvas, top + number * style.pitch)

    return Strip(height, draw)


def _names(names: Names, x: float, width: float) -> Iterator[Strip]:
    """A row of names is as high as a line of text, and higher by what stands below a name."""
    rows = grid(names, width / (BODY.size + BODY.spacing))
    for number, row in enumerate(rows):
        step = width / len(row)
        drawn: list[tuple[Callable[[Canvas, float], None], float]] = []
        ends = 0.0
        for place, cell in enumerate(row):
            left, room, top = x + place * step, step - BODY.size / 2, 0.0
            for line in cell.lines:
                drawn.append((_line(line, BODY, left, room, "left"), top))
                top += BODY.size + _BELOW_NAME
            for line in break_lines(_NAME_NOTE.face, _NAME_NOTE.size, room, cell.note):
                drawn.append((_line(line, _NAME_NOTE, left, room, "left"), top))
                top += _NAME_NOTE.pitch
            ends = max(ends, top)
        tall = ends > _PITCH
        yield Strip(
            ends + _BELOW_NAME if tall else _PITCH,
            partial(_draw_all, drawn),
            keep=number < len(rows) - 1 and number in (0, len(rows) - 2),
            tail=_BELOW_NAME if tall else _PITCH - BODY.size,
        )


def _draw_all(
    drawn: list[tuple[Callable[[Canvas, float], None], float]], canvas: Canvas, y: float
) -> None:
    for one, below in drawn:
        one(canvas, y + below)


def _signatures(roles: tuple[str, ...], x: float, width: float, *, dated: bool) -> Strip:
    rows = (len(roles) + 1) // 2
    step = width / 2
    size = BODY.size

    def draw(canvas: Canvas, y: float) -> None:
        for number, role in enumerate(roles):
            left = x + number % 2 * step
            foot = y + _ABOVE_SIGNATURES + (number // 2 + 1) * _SIGNATURE - 2.0
            label = f"{role}："
            canvas.text("body", size, left, foot - size, label)
            end = left + typeface("body").width(label) * size
            canvas.line(end, foot, left + step - 6.0, foot, HAIR)
        if dated:
            top = y + _ABOVE_SIGNATURES + rows * _SIGNATURE + 3.0
            right = x + width - form.DATE_INDENT * (size + BODY.spacing)
            date = f"{BLANK}年{BLANK[:4]}月{BLANK[:4]}日"
            canvas.text("body", size, right, top, date, align="right")

    height = _ABOVE_SIGNATURES + rows * _SIGNATURE + (3.0 + size if dated else 0.0)
    return Strip(height, draw)
