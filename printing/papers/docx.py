"""A paper as docx: the same blocks on the page of official papers, for a clerk's Word."""

import io
from typing import Any, Final

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from counting.exchange.archive import timeless
from printing.papers import form
from printing.papers.docx_page import PITCH, add_run, set_page, set_pitch, sheet_of
from printing.papers.form import CHARACTERS, POINT, PORTRAIT, Setting
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
    Subtitle,
    Table,
    before,
    grid,
)
from printing.papers.titles import title_lines
from printing.pdf.document import Output

_ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_WORDS: Final = Heading | Subtitle | Paragraph | Note
_SHORT: Final = 90.0  # millimetres; a table up to this high is not parted
_LAST_ROWS: Final = 4  # of a longer one stay together
_SIGNATURE: Final = 11.0
_SPACER: Final = Setting("table", 6.0, 8.0)


def write_docx(paper: Paper, out: Output) -> None:
    """Write the paper to `out`; the same paper gives the same bytes."""
    paper = storable(paper)
    document = docx.Document()
    about = document.core_properties
    about.title, about.author, about.comments = paper.title, "Scrutineer", ""
    about.language = "zh-CN"
    set_page(document, paper)
    room = sheet_of(paper).room
    blocks = paper.blocks if paper.signed else (*paper.blocks, *paper.verification_page)
    kept = _with_signatures(blocks)
    opens = False
    for place, block in enumerate(blocks):
        then = blocks[place + 1] if place + 1 < len(blocks) else None
        _add(document, block, room, keep=place in kept)
        if isinstance(block, _WORDS):
            spacing = document.paragraphs[-1].paragraph_format
            spacing.page_break_before = opens
            spacing.keep_with_next = place in kept or before(block, then)
            if isinstance(then, Table):
                spacing.space_after = Pt(4)
        opens = isinstance(block, PageBreak)
    if paper.signed:
        _verification(document, paper)
    buffer = io.BytesIO()
    document.save(buffer)
    out.write(timeless(buffer.getvalue()))


def _with_signatures(blocks: tuple[Block, ...]) -> set[int]:
    """The places of blocks whose end goes with those who sign: some lines, or a table's rows."""
    kept: set[int] = set()
    for place, block in enumerate(blocks):
        if not isinstance(block, Signatures):
            continue
        characters = 0
        for at in range(place - 1, -1, -1):
            earlier = blocks[at]
            if isinstance(earlier, PageBreak):
                break
            kept.add(at)
            if not isinstance(earlier, _WORDS):
                break
            characters += max(CHARACTERS, len(earlier.text))
            if characters > 2 * CHARACTERS:
                break
    return kept


def _add(document: Any, block: Block, room: float, *, keep: bool) -> None:
    match block:
        case Heading(text=text, level=level, centred=centred):
            _heading(document, text, level, room, centred=centred or level == 1)
        case Subtitle(text=text):
            paragraph = _paragraph(document, text, form.SUBHEADING, "centre")
            paragraph.paragraph_format.space_after = Pt(PITCH / 2)
        case Paragraph(text=text, align=align, indent=indent):
            paragraph = _paragraph(document, text, form.BODY, align)
            if align == "left":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            if indent:
                _indent(paragraph)
        case Note(text=text):
            _paragraph(document, text, form.NOTE).paragraph_format.space_before = Pt(4)
        case Table():
            _table(document, block, room, keep=keep)
        case Names():
            _names(document, block, room)
        case Signatures(roles=roles, date=date):
            _signatures(document, roles, room, dated=date)
        case PageBreak():
            pass  # the text that follows opens the page


def _paragraph(container: Any, text: str, setting: Setting, align: Align = "left") -> Any:
    paragraph = container.add_paragraph()
    paragraph.alignment = _ALIGN[align]
    set_pitch(paragraph, setting)
    add_run(paragraph, text, setting)
    return paragraph


def _heading(document: Any, text: str, level: int, room: float, *, centred: bool) -> None:
    setting = form.HEADINGS[level]
    first, *others = title_lines(text, room / POINT / setting.size) if centred else (text,)
    paragraph = _paragraph(document, first, setting, "centre" if centred else "left")
    for line in others:
        paragraph.runs[-1].add_break()
        add_run(paragraph, line, setting)
    if not centred:
        _indent(paragraph)


def _indent(paragraph: Any) -> None:
    """Two characters, said in characters too, so that another size keeps them."""
    paragraph.paragraph_format.first_line_indent = Pt(2 * form.BODY.size)
    indent = paragraph._p.pPr.ind  # noqa: SLF001  # python-docx knows points alone
    indent.set(qn("w:firstLineChars"), "200")


def _cell_margins(twips: int) -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _table(document: Any, block: Table, room: float, *, keep: bool) -> None:
    """`keep`: its last rows go with what follows."""
    table = document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    table._tblPr.append(_cell_margins(70))  # noqa: SLF001
    whole = sum(column.width for column in block.columns)
    widths = [Mm(room * column.width / whole) for column in block.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    titles = tuple(column.title for column in block.columns)
    middle: Align = "centre"
    head = _row(table, titles, (middle,) * len(titles), widths, 8.0, form.COLUMN_TITLE, keep=True)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
    aligns = tuple(column.align for column in block.columns)
    last = len(block.rows) - 1
    first_kept = 0 if len(block.rows) * block.row_height <= _SHORT else last - _LAST_ROWS + 1
    for number, row in enumerate(block.rows):
        texts = tuple("" if text.strip("_") == "" else text for text in row)
        together = number == 0 or number >= first_kept if number < last else keep
        _row(table, texts, aligns, widths, block.row_height, form.CELL, keep=together)
    spacer = _paragraph(document, "", _SPACER)
    spacer.paragraph_format.keep_with_next = keep


def _row(
    table: Any,
    texts: tuple[str, ...],
    aligns: tuple[Align, ...],
    widths: list[Any],
    height: float,
    setting: Setting,
    *,
    keep: bool,
) -> Any:
    row = _new_row(table, height)
    for cell, text, align, width in zip(row.cells, texts, aligns, widths, strict=True):
        cell.width = width
        cell.vertical_alignment = VERTICAL.CENTER
        _fill(cell, text, setting, align, keep=keep)
    return row


def _new_row(table: Any, height: float) -> Any:
    row = table.add_row()
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    return row


def _open_table(document: Any, widths: list[Any]) -> Any:
    """A table without rules or room around its texts, with columns of these widths."""
    table = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    table._tblPr.append(_cell_margins(0))  # noqa: SLF001
    return table


def _names(document: Any, block: Names, room: float) -> None:
    """Names without rules, each over its note."""
    rows = grid(block, CHARACTERS * room / PORTRAIT.room)
    columns = len(rows[0]) if rows else 1
    table = _open_table(document, [Mm(room / columns)] * columns)
    for cells in rows:
        row = _new_row(table, PITCH * POINT)
        for place, cell in zip(row.cells, cells, strict=True):
            first, *others = cell.lines
            _fill(place, first, form.BODY)
            for line in others:
                place.paragraphs[-1].runs[-1].add_break()
                add_run(place.paragraphs[-1], line, form.BODY)
            if cell.note:
                _paragraph(place, cell.note, form.NAME_NOTE)


def _fill(
    cell: Any, text: str, setting: Setting, align: Align = "left", *, keep: bool = False
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    paragraph.paragraph_format.keep_with_next = keep or None
    set_pitch(paragraph, setting)
    add_run(paragraph, text, setting)


def _signatures(document: Any, roles: tuple[str, ...], room: float, *, dated: bool) -> None:
    """Two who sign side by side; the foot of a cell is the line to write on."""
    pairs = [roles[at : at + 2] for at in range(0, len(roles), 2)]
    gap = 6.0
    labels = [
        (max(len(pair[side]) for pair in pairs if side < len(pair)) + 1.2) * form.BODY.size * POINT
        for side in range(min(2, len(roles)))
    ]
    widths = [width for label in labels for width in (label, room / 2 - gap - label, gap)]
    table = _open_table(document, [Mm(width) for width in widths])
    for number, pair in enumerate(pairs):
        row = _new_row(table, _SIGNATURE)
        cells = row.cells
        for cell in cells:
            cell.vertical_alignment = VERTICAL.BOTTOM
            _fill(cell, "", form.BODY, keep=dated or number + 1 < len(pairs))
        for side, role in enumerate(pair):
            label, line = cells[3 * side : 3 * side + 2]
            add_run(label.paragraphs[0], f"{role}：", form.BODY)
            line._tc.get_or_add_tcPr().insert_element_before(_foot_line(), "w:vAlign")  # noqa: SLF001
    if dated:
        row = _new_row(table, _SIGNATURE)
        cell = row.cells[0].merge(row.cells[-1])
        cell.vertical_alignment = VERTICAL.BOTTOM
        _fill(cell, f"{BLANK}年{BLANK[:4]}月{BLANK[:4]}日", form.BODY, "right")
        cell.paragraphs[0].paragraph_format.right_indent = Pt(form.DATE_INDENT * form.BODY.size)


def _foot_line() -> Any:
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    return borders


def _verification(document: Any, paper: Paper) -> None:
    """What the paper was made from, in small lines below those who signed."""
    for number, line in enumerate(lines := paper.verification_lines):
        spacing = _paragraph(document, line, form.VERIFICATION).paragraph_format
        spacing.keep_with_next = number + 1 < len(lines)
        if number == 0:
            spacing.space_before = Pt(12)
