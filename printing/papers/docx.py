"""A paper as docx: the same blocks, with the fonts and margins that a clerk's Word expects."""

import io
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from counting.exchange.archive import timeless
from printing.papers.legible import storable
from printing.papers.model import (
    BLANK,
    Align,
    Block,
    Heading,
    Names,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Signatures,
    Table,
    before,
    rows_of,
)
from printing.pdf.document import Output

SONG, HEI, FANG = "宋体", "黑体", "仿宋"
_ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_BODY: Final = 15.0  # points
_HEADINGS: Final = {1: (SONG, 21.5, True), 2: (HEI, 15.0, False), 3: (HEI, 13.0, False)}
# Width, height, left, right, top, bottom in millimetres (GB/T 9704; narrow for the wide sheets).
_PORTRAIT: Final = (210, 297, 28, 26, 32, 30)
_LANDSCAPE: Final = (297, 210, 18, 18, 20, 26)


def write_docx(paper: Paper, out: Output) -> None:
    """Write the paper to `out`; the same paper gives the same bytes."""
    paper = storable(paper)
    document = docx.Document()
    _properties(document, paper)
    _page(document, paper)
    following: tuple[Block | None, ...] = (*paper.blocks[1:], None)
    opens = False
    for block, then in zip(paper.blocks, following, strict=True):
        _add(document, block, _room(paper))
        if isinstance(block, Heading | Paragraph | Note):
            form = document.paragraphs[-1].paragraph_format
            form.page_break_before = opens
            form.keep_with_next = before(block, then)
            if isinstance(then, Table):
                form.space_after = Pt(4)
        opens = isinstance(block, PageBreak)
    buffer = io.BytesIO()
    document.save(buffer)
    out.write(timeless(buffer.getvalue()))


def _room(paper: Paper) -> float:
    width, _, left, right, _, _ = _LANDSCAPE if paper.landscape else _PORTRAIT
    return float(width - left - right)


def _properties(document: Any, paper: Paper) -> None:
    about = document.core_properties
    about.title, about.author, about.comments = paper.title, "Scrutineer", ""
    about.language = "zh-CN"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(_BODY)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANG)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)


def _page(document: Any, paper: Paper) -> None:
    (section,) = document.sections
    width, height, left, right, top, bottom = _LANDSCAPE if paper.landscape else _PORTRAIT
    if paper.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.header_distance = section.footer_distance = Mm(7)
    header = section.header.paragraphs[0]
    if paper.stripe:
        _marked(header, paper.stripe)
    number = section.footer.paragraphs[0]
    number.alignment = _ALIGN["centre"]
    for part in ("第 ", "PAGE", " 页　共 ", "NUMPAGES", " 页"):
        run = _run(number, "1" if part.isupper() else part, SONG, 10.5)
        if part.isupper():
            _field(number, run, part)
    for line in paper.foot:
        paragraph = section.footer.add_paragraph()
        _run(paragraph, line, HEI, 7.5)
    if paper.stripe:
        _marked(section.footer.add_paragraph(), paper.stripe)


def _marked(paragraph: Any, words: str) -> None:
    """A band across the page in black on grey, so that no copy loses it."""
    paragraph.alignment = _ALIGN["centre"]
    _run(paragraph, f"／／／／／　{words}　／／／／／", HEI, 10.5)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "D9D9D9")):
        shade.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().append(shade)  # noqa: SLF001  # python-docx has no API for it


def _field(paragraph: Any, run: Any, code: str) -> None:
    """Put a run inside a field, whose value the reader's program fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)  # noqa: SLF001  # the same
    field.append(run._r)  # noqa: SLF001  # the same


def _cell_margins() -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "70")  # twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _run(paragraph: Any, text: str, face: str, size: float, *, bold: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.name = face
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)  # noqa: SLF001
    return run


def _add(document: Any, block: Block, room: float) -> None:
    match block:
        case Heading(text=text, level=level, centred=centred):
            face, size, bold = _HEADINGS[level]
            paragraph = document.add_paragraph()
            paragraph.alignment = _ALIGN["centre" if centred or level == 1 else "left"]
            paragraph.paragraph_format.space_before = Pt(9)
            paragraph.paragraph_format.space_after = Pt(4)
            for number, line in enumerate(text.split("\n")):
                if number:
                    paragraph.add_run().add_break()
                _run(paragraph, line, face, size, bold=bold)
        case Paragraph(text=text, align=align, indent=indent):
            _paragraph(document, text, align, indent=indent)
        case Note(text=text):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(4)
            _run(paragraph, text, SONG, 10.5)
        case Table():
            _table(document, block, room)
        case Names(columns=columns):
            _open_table(document, rows_of(block), columns, room)
        case Signatures(roles=roles, date=date):
            _signatures(document, roles, room, dated=date)
        case PageBreak():
            pass  # the text that follows opens the page


def _paragraph(document: Any, text: str, align: Align, *, indent: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = _ALIGN[align]
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(26)
    if indent:
        form.first_line_indent = Pt(2 * _BODY)
    _run(paragraph, text, FANG, _BODY)


def _table(document: Any, block: Table, room: float) -> None:
    table = document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    table._tblPr.append(_cell_margins())  # noqa: SLF001
    whole = sum(column.width for column in block.columns)
    widths = [Mm(room * column.width / whole) for column in block.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    titles = tuple(column.title for column in block.columns)
    middle: Align = "centre"
    head = _row(table, titles, (middle,) * len(titles), widths, 8.0, HEI)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
    aligns = tuple(column.align for column in block.columns)
    for row in block.rows:
        texts = tuple("" if text.strip("_") == "" else text for text in row)
        _row(table, texts, aligns, widths, block.row_height, SONG)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _row(
    table: Any,
    texts: tuple[str, ...],
    aligns: tuple[Align, ...],
    widths: list[Any],
    height: float,
    face: str,
) -> Any:
    row = table.add_row()
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    for cell, text, align, width in zip(row.cells, texts, aligns, widths, strict=True):
        cell.width = width
        cell.vertical_alignment = VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.alignment = _ALIGN[align]
        _run(paragraph, text, face, 11.0)
    return row


def _open_table(
    document: Any,
    rows: list[list[tuple[str, int]]],
    columns: int,
    room: float,
    height: float = 9.5,
) -> None:
    """Texts side by side without rules, each over a number of columns."""
    table = document.add_table(rows=0, cols=columns)
    table.autofit = False
    for texts in rows:
        row = table.add_row()
        row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        for cell in row.cells:
            cell.width = Mm(room / columns)
        at = 0
        for text, span in texts:
            cell = row.cells[at].merge(row.cells[at + span - 1])
            at += span
            cell.vertical_alignment = VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.keep_with_next = height > 10
            _run(paragraph, text, FANG, 14.0)


def _signatures(document: Any, roles: tuple[str, ...], room: float, *, dated: bool) -> None:
    # A line as long as the half page has room for beside the words.
    labels = [f"{role}：" + "_" * max(6, round(22 - 1.6 * len(role))) for role in roles]
    rows = [[(label, 1) for label in labels[at : at + 2]] for at in range(0, len(labels), 2)]
    document.add_paragraph().paragraph_format.keep_with_next = True
    _open_table(document, rows, 2, room, 13.0)
    if dated:
        _paragraph(document, f"{BLANK}年{BLANK[:4]}月{BLANK[:4]}日", "right", indent=False)
