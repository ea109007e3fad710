"""The page of a docx: its margins and grid, page numbers, a rehearsal's mark, and font names."""

from typing import Any, Final

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from printing.papers import form
from printing.papers.font_names import STAND_INS, font_names
from printing.papers.form import LANDSCAPE, LINES, POINT, PORTRAIT, Setting, Sheet
from printing.papers.model import Paper

_TWIPS: Final = 20  # in a point
PITCH: Final = int(PORTRAIT.depth / LINES / POINT * _TWIPS) / _TWIPS
"""Points from line to line, so that 22 fill the type area."""
# Twips by which the text's characters stand closer, or 28 of 16 points do not fit a line. Said of
# each run: a page's grid of characters is read differently by Word and LibreOffice.
CLOSER: Final = -5
_EDGE: Final = 7.0  # millimetres from a stripe to the edge of the page
_STRIPE_LINE: Final = 14.0  # points


def sheet_of(paper: Paper) -> Sheet:
    """The page that a paper stands on."""
    return LANDSCAPE if paper.landscape else PORTRAIT


def add_run(paragraph: Any, text: str, setting: Setting) -> Any:
    """A run in a role's face and size."""
    face = font_names()[setting.role]
    run = paragraph.add_run(text)
    run.font.size = Pt(setting.size)
    run.font.name = face
    properties = run._r.get_or_add_rPr()  # noqa: SLF001
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), face)
    if setting.pitch is None:
        properties.insert_element_before(_element("w:spacing", val=CLOSER), "w:sz", "w:szCs")
    return run


def set_pitch(paragraph: Any, setting: Setting) -> None:
    """Lines at the exact pitch of a role; those of the text stand on the page's grid."""
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = Pt(setting.pitch or PITCH)
    if setting.pitch:
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        properties.insert_element_before(
            _element("w:snapToGrid", val="0"),
            "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:rPr",
        )  # fmt: skip


def set_page(document: Any, paper: Paper) -> None:
    """Everything of the page but the blocks of the paper."""
    sheet = sheet_of(paper)
    (section,) = document.sections
    if paper.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.left_margin, section.right_margin = Mm(sheet.left), Mm(sheet.right)
    section.top_margin, section.bottom_margin = Mm(sheet.top), Mm(sheet.bottom)
    section.header_distance = Mm(_EDGE)
    _grid(section)
    _language(document)
    _font_table(document)
    document.settings.odd_and_even_pages_header_footer = True
    for header in (section.header, section.even_page_header):
        if paper.stripe:
            _stripe(header.paragraphs[0], paper.stripe)
    # The dashes stand in the middle of their line, a stripe in the footer's last.
    below = sheet.bottom - form.NUMBER_BELOW - form.NUMBER.size * POINT / 2
    section.footer_distance = Mm(_EDGE if paper.stripe else below)
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        _number(footer.paragraphs[0], odd=odd)
        if paper.stripe:
            space = below / POINT - _EDGE / POINT - _STRIPE_LINE
            footer.paragraphs[0].paragraph_format.space_after = Pt(space)
            _stripe(footer.add_paragraph(), paper.stripe)


def _grid(section: Any) -> None:
    """22 lines a page, as Word's page set-up shows them."""
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(PITCH * _TWIPS)))


def _language(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = font_names()["body"], Pt(form.BODY.size)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font_names()["body"])
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    for place in document.styles.element.iter(qn("w:lang")):
        place.set(qn("w:eastAsia"), "zh-CN")
    for place in document.settings.element.iter(qn("w:themeFontLang")):
        place.set(qn("w:eastAsia"), "zh-CN")


def _font_table(document: Any) -> None:
    """Name the fonts, each with what may stand in for it."""
    parts = document.part.package.iter_parts()
    part = next(part for part in parts if part.partname == "/word/fontTable.xml")
    table = parse_xml(part.blob)
    for face in dict.fromkeys(font_names().values()):
        font = _element("w:font", name=face)
        if face in STAND_INS:
            font.append(_element("w:altName", val=STAND_INS[face]))
        font.append(_element("w:charset", val="86"))  # GB 2312
        table.append(font)
    part._blob = serialize_part_xml(table)  # noqa: SLF001  # python-docx leaves it as it is


def _number(paragraph: Any, *, odd: bool) -> None:
    """— 1 —: odd at the right, even at the left, a character from the edge."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if odd else WD_ALIGN_PARAGRAPH.LEFT
    set_pitch(paragraph, form.NUMBER)
    if odd:
        paragraph.paragraph_format.right_indent = Pt(form.NUMBER.size)
    else:
        paragraph.paragraph_format.left_indent = Pt(form.NUMBER.size)
    before, after = form.page_number("\0").split("\0")
    add_run(paragraph, before, form.NUMBER)
    field = _element("w:fldSimple", instr="PAGE")
    field.append(add_run(paragraph, "1", form.NUMBER)._r)  # noqa: SLF001
    paragraph._p.append(field)  # noqa: SLF001
    add_run(paragraph, after, form.NUMBER)


def _stripe(paragraph: Any, words: str) -> None:
    """A band across the page in black on grey, so that no copy loses it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    setting = Setting("heading", 10.5, _STRIPE_LINE)
    set_pitch(paragraph, setting)
    add_run(paragraph, f"／／／／／　{words}　／／／／／", setting)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
        _element("w:shd", val="clear", color="auto", fill="D9D9D9"),
        "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr",
    )  # fmt: skip


def _element(tag: str, **attributes: object) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element
