"""Measures a paper's PDF: where its characters and rules stand, and how they are set."""

import ctypes
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Final
from unicodedata import east_asian_width

import pypdfium2
from pypdfium2 import raw

from printing.papers.model import Paper
from tools.paper_form import (
    AREA_HEIGHT,
    AREA_WIDTH,
    CHARACTERS,
    HEIGHT,
    LEFT,
    LINES,
    MM,
    NUMBER,
    NUMBER_BELOW,
    TEXT,
    TOLERANCE,
    TOP,
    WIDTH,
    Glyph,
    off,
    role_breaches,
    text_area,
)

FACES: Final[Mapping[str, str]] = {
    "title": "NotoSerifSC-Regular",
    "heading": "NotoSansSC-Regular",
    "subheading": "NotoSerifSC-Regular",
    "body": "NotoSerifSC-Regular",
    "table": "NotoSerifSC-Regular",
}
"""Role → the shipped face that stands for it."""

_ASCENT: Final = 0.88  # of an em above the baseline
_EDGE: Final = 12.0  # millimetres at head and foot where a rehearsal's stripe lies
_ENOUGH: Final = 8  # filled lines of a paper; punctuation shortens some
_PITCH: Final = (AREA_HEIGHT - TEXT * MM) / (LINES - 1)
_NUMBER: Final = re.compile(r"—(\d+)—")


@dataclass(frozen=True, slots=True)
class _Placed(Glyph):
    """A character and its em box, in millimetres from the top left; its ink's middle in `ink`."""

    left: float
    right: float
    top: float
    bottom: float
    ink: float


def pdf_breaches(
    data: bytes, paper: Paper | None = None, faces: Mapping[str, str] = FACES
) -> Iterator[str]:
    """Every breach of the form; with the paper it was made from, also of sizes and faces.

    Of wide forms only page numbers and roles are measured: the standard leaves their margins open.
    """
    document = pypdfium2.PdfDocument(data)
    text: list[list[_Placed]] = []
    lines: list[list[_Placed]] = []
    for number, page in enumerate(document, 1):
        wide = page.get_width() > page.get_height()
        glyphs = list(_glyphs(page))
        own = [g for g in glyphs if g.top > _EDGE and g.bottom < page.get_height() * MM - _EDGE]
        foot = [g for g in own if not wide and g.top > TOP + AREA_HEIGHT + 2]
        if wide:
            foot = [g for g in own if abs(g.size - NUMBER) < 0.1]
        foot = [g for g in foot if not g.text.isspace()]
        content = [g for g in own if g not in foot]
        drawn = [g for g in content if not g.text.isspace()]
        where = f"page {number}: "
        if not wide:
            yield from (where + b for b in _page_breaches(page, drawn))
        yield from (where + b for b in _number_breaches(foot, number, wide=wide))
        text.append(drawn)
        lines.append([] if wide else content)
    yield from _line_breaches(lines)
    if paper:
        yield from role_breaches(list(chain(*text)), paper, faces)


def _glyphs(page: Any) -> Iterator[_Placed]:
    found, height = page.get_textpage(), page.get_height()
    name, pending = ctypes.create_string_buffer(256), ""
    for index in range(found.count_chars()):
        if raw.FPDFText_IsGenerated(found, index) == 1:
            continue
        code = raw.FPDFText_GetUnicode(found, index)
        if 0xD800 <= code < 0xDC00:  # half a character beyond U+FFFF: the other half follows
            pending = chr(code)
            continue
        char = (pending + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16")
        pending = ""
        matrix, box, ink = raw.FS_MATRIX(), raw.FS_RECTF(), [ctypes.c_double() for _ in range(6)]
        raw.FPDFText_GetMatrix(found, index, matrix)
        raw.FPDFText_GetLooseCharBox(found, index, box)
        raw.FPDFText_GetCharBox(found, index, *ink[:4])
        raw.FPDFText_GetCharOrigin(found, index, *ink[4:])
        raw.FPDFText_GetFontInfo(found, index, name, 256, None)
        size = raw.FPDFText_GetFontSize(found, index) * abs(matrix.d)
        top = height - ink[5].value - _ASCENT * size
        yield _Placed(
            char,
            size,
            name.value.decode().partition("+")[2] or name.value.decode(),
            box.left * MM,
            box.right * MM,
            top * MM,
            (top + size) * MM,
            (height - (ink[2].value + ink[3].value) / 2) * MM,
        )


def _page_breaches(page: Any, content: Sequence[_Placed]) -> Iterator[str]:
    """Of the page's size, and of all that is drawn within its type area."""
    yield from off("width", page.get_width() * MM, WIDTH)
    yield from off("height", page.get_height() * MM, HEIGHT)
    boxes = [(g.left, g.top, g.right, g.bottom) for g in content] + list(_rules(page))
    if not boxes:
        return
    left, top = (min(box[side] for box in boxes) for side in (0, 1))
    right, bottom = (max(box[side] for box in boxes) for side in (2, 3))
    yield from off("top margin", top, TOP)
    for what, inside in (
        ("left", left - LEFT),
        ("right", LEFT + AREA_WIDTH - right),
        ("foot", TOP + AREA_HEIGHT - bottom),
    ):
        if inside < -TOLERANCE:
            yield f"what is set leaves the type area by {-inside:.1f} mm: {what}"
    if any(g.left - LEFT < TEXT * MM for g in content if abs(g.size - TEXT) < 0.1):
        yield from off("left margin", left, LEFT)


def _rules(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of lines and frames, but for those of a stripe."""
    height = page.get_height() * MM
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        x1, y1, x2, y2 = (side * MM for side in drawn.get_bounds())
        if y1 > _EDGE and y2 < height - _EDGE:
            yield x1, height - y2, x2, height - y1


def _number_breaches(foot: Sequence[_Placed], number: int, *, wide: bool) -> Iterator[str]:
    found = _NUMBER.fullmatch("".join(g.text for g in foot))
    if not found or int(found[1]) != number:
        yield f"the page number is “{''.join(g.text for g in foot)}”"
        return
    if any(abs(g.size - NUMBER) > 0.1 for g in foot):
        yield f"the page number has {foot[0].size:.1f} points"
    if wide:
        return
    yield from off("dashes of the page number", foot[0].ink, TOP + AREA_HEIGHT + NUMBER_BELOW)
    blank = NUMBER * MM
    if number % 2:
        yield from off("odd number’s right end", foot[-1].right, LEFT + AREA_WIDTH - blank)
    else:
        yield from off("even number’s left end", foot[0].left, LEFT + blank)


def _line_breaches(pages: Sequence[Sequence[_Placed]]) -> Iterator[str]:
    """Of the text: lines a page by the pitch, characters a line by the step, where there are any.

    A filled line and the one that goes on below it are a pitch apart. Where characters of several
    widths are spaced, a reader of the PDF spreads them evenly: lines of wide ones tell the step.
    """
    pitches: list[float] = []
    steps: list[float] = []
    filled: list[int] = []
    every = [_lines(page) for page in pages]
    for lines, after in zip(every, (*every[1:], []), strict=True):
        # The last two lines of a paragraph stay together: room for the first of them is none.
        rest = (lines, after[:1], after[1:2], after[2:3])
        if all(_goes_on(line, following) for line, following in pairwise(rest)):
            free = TOP + AREA_HEIGHT - lines[-1][0].bottom
            if free > _PITCH - TOLERANCE:
                yield f"a page of text has room for another line: {free:.1f} mm"
        for line, following in pairwise(lines):
            if _goes_on([line], [following]):
                pitch = following[0].top - line[0].top
                pitches += [pitch] if pitch < 3 * TEXT * MM else []
                if _all_wide(line):
                    filled.append(len(line))
                    yield from off("right end of a full line", line[-1].right, LEFT + AREA_WIDTH)
        for line in filter(_all_wide, lines):
            steps += [b.left - a.left for a, b in pairwise(line)]
    if pitches:
        count = round((AREA_HEIGHT - TEXT * MM) / min(pitches)) + 1
        yield from text_area(lines=count)
        yield from off(f"{LINES} lines", (LINES - 1) * min(pitches) + TEXT * MM, AREA_HEIGHT)
    if len(filled) >= _ENOUGH and max(filled) != CHARACTERS:
        yield f"no line has {CHARACTERS} characters, the fullest {max(filled)}"
    if pitches and steps:
        yield from text_area(characters=round(AREA_WIDTH / min(steps)))
        yield from off(f"{CHARACTERS} characters", CHARACTERS * min(steps), AREA_WIDTH)


def _goes_on(lines: Sequence[Sequence[_Placed]], after: Sequence[Sequence[_Placed]]) -> bool:
    """Whether the last of these lines is filled and goes on with the first of those."""
    if not lines or not after:
        return False
    first = next((glyph.left for glyph in after[0] if not glyph.text.isspace()), 0.0)
    end = lines[-1][-1].right
    return abs(first - LEFT) < 3 and abs(end - LEFT - AREA_WIDTH) < 3


def _all_wide(line: Sequence[_Placed]) -> bool:
    return all(east_asian_width(glyph.text) in "WF" for glyph in line)


def _lines(page: Sequence[_Placed]) -> list[list[_Placed]]:
    """The lines of the text's size, from the top."""
    text = [glyph for glyph in page if abs(glyph.size - TEXT) < 0.1]
    tops = sorted({round(glyph.top, 1) for glyph in text})
    return [[glyph for glyph in text if round(glyph.top, 1) == top] for top in tops]
