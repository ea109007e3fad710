"""A contact sheet: the pages of a print in one picture, so that people see what left the machine.

Its frame (title, numbers, verdicts) is a page of ours, rendered like the ballots it shows.
"""

import re
from collections.abc import Sequence
from io import BytesIO
from math import ceil, sqrt
from pathlib import Path
from typing import Any, BinaryIO, Final

from counting.model.geometry import Box
from printing.cards.page import Grid, line
from printing.pdf.canvas import Canvas, new_page
from printing.pdf.document import Document
from printing.pdf.fonts import legible, typeface
from printing.proof.proof import ReadCodes, open_page, open_pdf, render, size_of

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
    with open_pdf(pdf) as document:
        count = len(document)
        if verdicts and len(verdicts) != count:
            raise ValueError(f"{len(verdicts)} verdicts on {count} pages")
        wrong = [number for number, verdict in enumerate(verdicts) if verdict]
        sides = len(areas) or 1
        numbers = _chosen(count, most, sides, wrong)
        with open_page(document, 1) as page:
            width_mm, height_mm = size_of(page)
        width = max(_PAGE, round(width_mm * _PER_MM))
        height = round(height_mm * width / width_mm)
        grid = _grid(len(numbers), width, height, sides)
        places = [Box(cell.x, cell.y, width, height) for cell in grid.rowwise()]
        about = _about(count, len(numbers), verdicts, hide_codes)
        labels = [(number, verdicts[number] if verdicts else None) for number in numbers]
        wall = _frame(grid, title, about, list(zip(places, labels, strict=False)), hide_codes)
        for number, place in zip(numbers, places, strict=False):
            with open_page(document, number + 1) as page:
                scale = width / size_of(page)[0]
                picture = render(page, width)
            area = areas[number % len(areas)] if areas else None
            _blur(picture, area, scale, hide_codes, read)
            wall.paste(picture.crop((0, 0, width, height)), (int(place.x), int(place.y)))
    wall.save(out, "PNG")
    return len(numbers)


def _chosen(count: int, most: int, sides: int, wrong: Sequence[int]) -> list[int]:
    """Which pages (from 0) are shown, in order: whole sheets where a sheet has several pages."""
    if count % sides or most < sides:
        sides = 1
    sheets, room = count // sides, most // sides
    first = dict.fromkeys([0, sheets - 1, *(page // sides for page in wrong)])
    picked = set(list(first)[:room])
    free = min(room, sheets) - len(picked)
    for step in range(1, free + 1):
        sheet = round(step * (sheets - 1) / (free + 1))
        while sheet in picked:
            sheet = (sheet + 1) % sheets
        picked.add(sheet)
    return [sheet * sides + side for sheet in sorted(picked) for side in range(sides)]


def _grid(pages: int, width: int, height: int, sides: int) -> Grid:
    """About as wide as high by a half more, the sides of a sheet beside each other."""
    columns = ceil(sqrt(1.5 * pages * (height + _LABEL) / width))
    columns = min(columns, (_WIDEST - 2 * _EDGE) // (width + _GAP), pages)
    sides = sides if pages % sides == 0 else 1
    columns = max(columns - columns % sides, sides)
    rows = ceil(pages / columns)
    return Grid(
        left=_EDGE,
        top=_EDGE + _HEAD,
        columns=sides * ceil(pages / sides / rows),  # rows of one length, as far as may be
        rows=rows,
        width=width + _GAP,
        height=height + _LABEL + _GAP,
    )


def _blur(picture: Any, area: Box | None, scale: float, hide: bool, read: ReadCodes) -> None:
    """Leave no code in a page's picture that could be decoded; all white where it is to be hid."""
    cells = ceil(_UNDECODABLE * scale)
    if area is not None:
        box = _pixels(area, scale, picture.size)
        if hide:
            picture.paste(_HIDDEN, box)
        else:
            _coarsen(picture, box, cells)
    for _, at in read(picture):
        left, right = int(at.x), int(at.x + at.w)
        _coarsen(picture, (left, int(at.y) - cells, right, int(at.y + at.h) + cells), cells)


def _pixels(area: Box, scale: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """An area of a page and half a millimetre around it: left, top, right and bottom in pixels."""
    margin = 0.5
    return (
        max(int((area.x - margin) * scale), 0),
        max(int((area.y - margin) * scale), 0),
        min(ceil((area.x + area.w + margin) * scale), size[0]),
        min(ceil((area.y + area.h + margin) * scale), size[1]),
    )


def _coarsen(picture: Any, box: tuple[int, int, int, int], cells: int) -> None:
    part = picture.crop(box)
    picture.paste(part.reduce(cells).resize(part.size, 0), box)


def _frame(
    grid: Grid,
    title: str,
    about: str,
    pages: Sequence[tuple[Box, tuple[int, str | None]]],
    hide_codes: bool,
) -> Any:
    """The picture without its pages, as a grey Pillow image."""
    width = int(grid.xs[-1]) - _GAP + _EDGE
    height = int(grid.ys[-1]) - _GAP + _EDGE // 2
    paper = BytesIO()
    document = Document(paper, title, width, height)
    with new_page(document) as canvas:
        canvas.grey(_GROUND)
        canvas.fill(Box(0, 0, width, height))
        canvas.grey(0)
        room = width - 2 * _EDGE
        line(canvas, "song", 38, Box(_EDGE, _EDGE - 4, room, 38), legible(title))
        line(canvas, "hei", 20, Box(_EDGE, _EDGE + 56, room, 20), about)
        for page, (number, verdict) in pages:
            _label(canvas, page, number, verdict, hide_codes)
    document.save()
    with open_pdf(paper.getvalue()) as framed, open_page(framed, 1) as page_drawn:
        return render(page_drawn, width)


def _about(count: int, shown: int, verdicts: Sequence[str], hide_codes: bool) -> str:
    parts = [f"共 {count} 页" + ("，全部在此" if shown == count else f"，示出 {shown} 页")]
    if verdicts:
        wrong = sum(map(bool, verdicts))
        parts.append(f"{wrong} 页没有读回" if wrong else "每一页的条码都已读回")
    if hide_codes:
        parts.append("条码已隐去")
    return "　·　".join(parts)


def _label(canvas: Canvas, page: Box, number: int, verdict: str | None, hide_codes: bool) -> None:
    """Below a page its number and its verdict; around one with a fault a heavy frame."""
    canvas.frame(Box(page.x - 1, page.y - 1, page.w + 2, page.h + 2), 5 if verdict else 1)
    y = page.y + page.h + 10
    left, right = page.x, page.x + page.w
    if verdict or not hide_codes:
        words = f"第 {number + 1} 页"
        line(canvas, "hei", 20, Box(left, y, page.w, 20), words)
        left += 20 * typeface("hei").width(words) + 16
    if verdict is None:
        return
    if not verdict:
        canvas.strokes(3, (left + 2, y + 11), (left + 8, y + 17), (left + 18, y + 3))
    else:
        canvas.strokes(4, (left + 3, y + 3), (left + 17, y + 17))
        canvas.strokes(4, (left + 17, y + 3), (left + 3, y + 17))
    words = legible(_DIGITS.sub("…", verdict)) or "读回"
    line(canvas, "hei", 20, Box(left + 26, y, right - left - 26, 20), words)
