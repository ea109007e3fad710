"""Measures a paper's docx: its page set-up, its pitch and spacing, and how its words are set."""

import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

import docx
from docx.oxml.ns import qn

from printing.papers.model import Paper
from tools.paper_form import (
    AREA_HEIGHT,
    AREA_WIDTH,
    HEIGHT,
    LEFT,
    MM,
    NUMBER,
    NUMBER_BELOW,
    TEXT,
    TOP,
    WIDTH,
    Glyph,
    off,
    role_breaches,
    text_area,
)

FACES: Final[Mapping[str, str]] = {
    "title": "方正小标宋简体",
    "heading": "黑体",
    "subheading": "楷体_GB2312",
    "body": "仿宋_GB2312",
    "table": "宋体",
}
_TWIP: Final = MM / 20


def docx_breaches(
    data: bytes, paper: Paper | None = None, faces: Mapping[str, str] = FACES
) -> Iterator[str]:
    """Every breach of the form; with the paper it was made from, also of sizes and faces.

    Of wide forms only page numbers and roles are measured: the standard leaves their margins open.
    """
    document = docx.Document(io.BytesIO(data))
    for section in document.sections:
        page = section._sectPr  # noqa: SLF001
        wide = _length(page, "w:pgSz", "w") > _length(page, "w:pgSz", "h")
        if not wide:
            yield from _page_breaches(page)
        yield from _number_breaches(document, section, faces, wide=wide)
    yield from _line_breaches(document)
    if paper:
        yield from role_breaches(list(_glyphs(document)), paper, faces)


def _page_breaches(page: Any) -> Iterator[str]:
    wanted = (
        ("w:pgSz", "w", WIDTH),
        ("w:pgSz", "h", HEIGHT),
        ("w:pgMar", "top", TOP),
        ("w:pgMar", "left", LEFT),
        ("w:pgMar", "right", WIDTH - LEFT - AREA_WIDTH),
        ("w:pgMar", "bottom", HEIGHT - TOP - AREA_HEIGHT),
    )
    for tag, name, length in wanted:
        yield from off(f"{tag} {name}", _length(page, tag, name), length)
    grid = _length(page, "w:docGrid", "linePitch")
    yield from off("the grid’s lines", grid * (AREA_HEIGHT // grid), AREA_HEIGHT)


def _line_breaches(document: Any) -> Iterator[str]:
    """Of the paragraphs of the text: exact pitch, and characters as close as 28 need."""
    for paragraph in document.element.body.iter(qn("w:p")):
        run = paragraph.find(qn("w:r"))
        size = run.find(f"{qn('w:rPr')}/{qn('w:sz')}") if run is not None else None
        if size is None or int(size.get(qn("w:val"))) != 2 * TEXT:
            continue
        spacing = paragraph.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
        if spacing is None or spacing.get(qn("w:lineRule")) != "exact":
            yield "a paragraph of the text has no exact pitch"
            return
        pitch = int(spacing.get(qn("w:line"))) * _TWIP
        closer = run.find(f"{qn('w:rPr')}/{qn('w:spacing')}")
        step = TEXT * MM + (int(closer.get(qn("w:val"))) * _TWIP if closer is not None else 0.0)
        lines, characters = AREA_HEIGHT // pitch, AREA_WIDTH // step
        breaches = [
            *text_area(lines, characters),
            *off("22 lines", lines * pitch, AREA_HEIGHT),
            *off("28 characters", characters * step, AREA_WIDTH),
        ]
        if breaches:
            yield from breaches
            return


def _number_breaches(
    document: Any, section: Any, faces: Mapping[str, str], *, wide: bool
) -> Iterator[str]:
    if not document.settings.odd_and_even_pages_header_footer:
        yield "odd and even pages have one foot"
    for name, footer, side in (
        ("odd", section.footer, "right"),
        ("even", section.even_page_footer, "left"),
    ):
        number, *others = footer.paragraphs
        runs = list(number._p.iter(qn("w:r")))  # noqa: SLF001
        said = "".join(text.text or "" for text in number._p.iter(qn("w:t")))  # noqa: SLF001
        fields = [f.get(qn("w:instr")) for f in number._p.iter(qn("w:fldSimple"))]  # noqa: SLF001
        if said.replace(" ", "") != "—1—" or fields != ["PAGE"]:
            yield f"{name} page number is “{said}”"
        if {_set(run) for run in runs} != {(NUMBER, faces["table"])}:
            yield f"{name} page number is set in {sorted({_set(run) for run in runs})}"
        form = number.paragraph_format
        if number.alignment is None or number.alignment.name.lower() != side:
            yield f"{name} page number stands at {number.alignment}"
        indent = form.right_indent if side == "right" else form.left_indent
        yield from off(f"{name} page number’s indent", _mm(indent), NUMBER * MM)
        if wide:
            continue
        below = sum(_mm(other.paragraph_format.line_spacing) for other in others)
        middle = _mm(form.line_spacing) / 2 + _mm(form.space_after)
        dashes = HEIGHT - _mm(section.footer_distance) - below - middle
        yield from off(f"{name} number’s dashes", dashes, TOP + AREA_HEIGHT + NUMBER_BELOW)


def _glyphs(document: Any) -> Iterator[Glyph]:
    for run in document.element.body.iter(qn("w:r")):
        size, face = _set(run)
        for text in run.iter(qn("w:t")):
            for char in text.text or "":
                if not char.isspace() and char != "_":
                    yield Glyph(char, size, face)


def _set(run: Any) -> tuple[float, str]:
    """The size in points and the font of a run; all its kinds of characters have one."""
    size = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
    fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    if size is None or fonts is None:
        return 0.0, ""
    faces = {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia")}
    return int(size.get(qn("w:val"))) / 2, faces.pop() if len(faces) == 1 else str(faces)


def _length(page: Any, tag: str, name: str) -> float:
    return int(page.find(qn(tag)).get(qn(f"w:{name}"))) * _TWIP


def _mm(length: Any) -> float:
    return float(length.mm) if length is not None else 0.0
