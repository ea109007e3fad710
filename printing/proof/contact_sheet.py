"""A contact sheet: the pages of a print in one picture, so that people see what left the machine.

Its frame (title, numbers, verdicts) is a page of ours, rendered like the ballots it shows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, sqrt
from pathlib import Path
from typing import Any, BinaryIO, Final

from counting.model.geometry import Box
from printing.cards.page import line
from printing.pdf.canvas import Canvas
from printing.pdf.document import Document
from printing.pdf.fonts import Face, legible, typeface
from printing.proof.proof import ReadCodes, drawn, opened, page_of, size_of

# Everything here is in pixels: the frame is a page of which a millimetre is a pixel.
_PAGE: Final = 420  # how wide a page is shown at least
_PER_MM: Final = 2.0  # and at this scale at least: a name of 4 mm can then be read
_EDGE: Final = 40
_GAP: Final = 28
_HEAD: Final = 104
_LABEL: Final = 40
_WIDEST: Final = 4800  # a PDF page, and so the frame, ends at 5,080
_GROUND: Final = 0.86
_UNDECODABLE: Final = 1.5  # mm of a code that become one cell: more than four of its modules
_HIDDEN: Final = 208
_DIGITS: Final = re.compile(r"\d{8,}")


@dataclass(frozen=True, slots=True)
class _Grid:
    columns: int
    rows: int
    cell: tuple[int, int]  # of a page, without its label

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.cell
        return (
            2 * _EDGE + self.columns * (width + _GAP) - _GAP,
            _EDGE + _HEAD + self.rows * (height + _LABEL + _GAP) - _GAP + _EDGE // 2,
        )

    def places(self) -> Iterator[tuple[int, int]]:
        width, height = self.cell
        for row in range(self.rows):
            for column in range(self.columns):
                yield (
                    _EDGE + column * (width + _GAP),
                    _EDGE + _HEAD + row * (height + _LABEL + _GAP),
                )


def contact_sheet(
    pdf: Path | bytes,
    out: BinaryIO,
    *,
    read: ReadCodes,
    title: str,
    areas: Sequence[Box] = (),
    verdicts: Sequence[str] = (),
    hide_codes: bool = False,
    most: int = 24,
) -> int:
    """Write one PNG that shows up to `most` pages of a PDF; returns how many it shows.

    Shown are the first sheet and the last, those that were not read back, and others spread evenly
    between. `areas` (millimetres) are where the code stands on the first page, the second, and so
    on again: as many as a sheet has pages. `verdicts` has an entry a page: "" for a page that was
    read back, else what was wrong with it; none at all if nobody looked. No code in the picture
    can be decoded; with `hide_codes` (token mode) they are blanked, and only a page with a fault
    is named by its place in the print run. The same input gives the same bytes.
    """
    if most < 1 or (hide_codes and not areas):
        raise ValueError("at least one page is shown, and codes are hidden where `areas` says")
    with opened(pdf) as document:
        count = len(document)
        if verdicts and len(verdicts) != count:
            raise ValueError(f"{len(verdicts)} verdicts on {count} pages")
        wrong = [number for number, said in enumerate(verdicts) if said]
        shown = _shown(count, most, len(areas) or 1, wrong)
        with page_of(document, 1) as page:
            width_mm, height_mm = size_of(page)
        width = max(_PAGE, round(width_mm * _PER_MM))
        grid = _grid(len(shown), (width, round(height_mm * width / width_mm)), len(areas) or 1)
        wall = _frame(grid, title, count, shown, verdicts, hide_codes)
        for number, place in zip(shown, grid.places(), strict=False):
            with page_of(document, number + 1) as page:
                scale = width / size_of(page)[0]
                picture = drawn(page, width)
            area = areas[number % len(areas)] if areas else None
            _blur(picture, area, scale, hide_codes, read)
            wall.paste(picture.crop((0, 0, *grid.cell)), place)
    wall.save(out, "PNG")
    return len(shown)


def _shown(count: int, most: int, sides: int, wrong: Sequence[int]) -> list[int]:
    """Which pages (from 0) are shown, in order: whole sheets where a sheet has several pages."""
    if count % sides or most < sides:
        sides = 1
    sheets, room = count // sides, most // sides
    chosen = dict.fromkeys([0, sheets - 1, *(page // sides for page in wrong)])
    picked = set(list(chosen)[:room])
    free = min(room, sheets) - len(picked)
    for step in range(1, free + 1):
        sheet = round(step * (sheets - 1) / (free + 1))
        while sheet in picked:
            sheet = (sheet + 1) % sheets
        picked.add(sheet)
    return [sheet * sides + side for sheet in sorted(picked) for side in range(sides)]


def _grid(pages: int, cell: tuple[int, int], sides: int) -> _Grid:
    """About as wide as high by a half more, the sides of a sheet beside each other."""
    width, height = cell
    columns = ceil(sqrt(1.5 * pages * (height + _LABEL) / width))
    columns = min(columns, (_WIDEST - 2 * _EDGE) // (width + _GAP), pages)
    sides = sides if pages % sides == 0 else 1
    columns = max(columns - columns % sides, sides)
    rows = ceil(pages / columns)
    columns = sides * ceil(pages / sides / rows)  # rows of one length, as far as may be
    return _Grid(columns, rows, cell)


def _blur(picture: Any, area: Box | None, scale: float, hide: bool, read: ReadCodes) -> None:
    """Leave no code in a page's picture that could be decoded; all white where it is to be hid."""
    cells = ceil(_UNDECODABLE * scale)
    if area is not None:
        box = _around(area.x, area.y, area.x + area.w, area.y + area.h, scale, picture.size)
        if hide:
            picture.paste(_HIDDEN, box)
        else:
            _coarsen(picture, box, cells)
    for _, at in read(picture):
        left, right = int(at.x), int(at.x + at.w)
        _coarsen(picture, (left, int(at.y) - cells, right, int(at.y + at.h) + cells), cells)


def _around(
    left: float, top: float, right: float, bottom: float, scale: float, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    margin = 0.5
    return (
        max(int((left - margin) * scale), 0),
        max(int((top - margin) * scale), 0),
        min(ceil((right + margin) * scale), size[0]),
        min(ceil((bottom + margin) * scale), size[1]),
    )


def _coarsen(picture: Any, box: tuple[int, int, int, int], cells: int) -> None:
    part = picture.crop(box)
    picture.paste(part.reduce(cells).resize(part.size, 0), box)


def _frame(
    grid: _Grid,
    title: str,
    count: int,
    shown: Sequence[int],
    verdicts: Sequence[str],
    hide_codes: bool,
) -> Any:
    """The picture without its pages, as a grey Pillow image."""
    width, height = grid.size
    paper = BytesIO()
    document = Document(paper, title, width, height)
    canvas = Canvas(document)
    canvas.grey(_GROUND)
    canvas.fill(Box(0, 0, width, height))
    canvas.grey(0)
    room = width - 2 * _EDGE
    _line(canvas, "song", 38, (_EDGE, _EDGE - 4), room, title)
    about = _about(count, len(shown), verdicts, hide_codes)
    _line(canvas, "hei", 20, (_EDGE, _EDGE + 56), room, about)
    for number, (x, y) in zip(shown, grid.places(), strict=False):
        said = verdicts[number] if verdicts else None
        _label(canvas, Box(x, y, *grid.cell), number, said, hide_codes)
    document.page(operators=canvas.operators)
    document.save()
    with opened(paper.getvalue()) as framed, page_of(framed, 1) as page:
        return drawn(page, width)


def _about(count: int, shown: int, verdicts: Sequence[str], hide_codes: bool) -> str:
    parts = [f"共 {count} 页" + ("，全部在此" if shown == count else f"，示出 {shown} 页")]
    if verdicts:
        wrong = sum(map(bool, verdicts))
        parts.append(f"{wrong} 页没有读回" if wrong else "每一页的条码都已读回")
    if hide_codes:
        parts.append("条码已隐去")
    return "　·　".join(parts)


def _label(canvas: Canvas, page: Box, number: int, said: str | None, hide_codes: bool) -> None:
    """Below a page its number and its verdict; around one with a fault a heavy frame."""
    canvas.frame(Box(page.x - 1, page.y - 1, page.w + 2, page.h + 2), 5 if said else 1)
    y = page.y + page.h + 10
    left, room = page.x, page.w
    if said or not hide_codes:
        words = f"第 {number + 1} 页"
        _line(canvas, "hei", 20, (left, y), room, words)
        left += 20 * typeface("hei").width(words) + 16
    if said is None:
        return
    if not said:
        canvas.strokes(3, (left + 2, y + 11), (left + 8, y + 17), (left + 18, y + 3))
    else:
        canvas.strokes(4, (left + 3, y + 3), (left + 17, y + 17))
        canvas.strokes(4, (left + 17, y + 3), (left + 3, y + 17))
    words = _DIGITS.sub("…", said) or "读回"
    _line(canvas, "hei", 20, (left + 26, y), page.x + room - left - 26, words)


def _line(
    canvas: Canvas, face: Face, size: float, at: tuple[float, float], room: float, text: str
) -> None:
    x, y = at
    line(canvas, face, size, Box(x, y, room, size), legible(text))
