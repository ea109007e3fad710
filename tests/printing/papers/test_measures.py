"""Every paper of both samples keeps GB/T 9704-2012, measured in PDF and docx; nothing else does."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from printing.papers import docx_page, form, pdf, strips
from printing.papers.docx import write_docx
from printing.papers.form import PORTRAIT
from printing.papers.kinds import KINDS
from printing.papers.model import Column, Heading, Note, Paper, Paragraph, Signatures, Table
from printing.papers.pdf import write_pdf
from tests.kit.samples import NAMES, Stage, sample
from tools.paper_form_docx import docx_breaches
from tools.paper_form_pdf import pdf_breaches

Change = tuple[Any, str, Any]
TEXT = "选举大会代表名单审查报告" * 120
SPECIMEN = Paper(
    "样张",
    (
        Heading("临溪镇第十一次代表大会\n选举办法", 1),
        Paragraph(TEXT),
        Heading("一、选举"),
        Heading("（一）计票", 3),
        Note("计票结束以前不公布。"),
        Table((Column("姓名", 1), Column("得票", 1)), (("王宁", "3"), ("李明", "2"))),
        Signatures(("总监票人",)),
    ),
    stripe="演练用　不计入选举",
)
PAGE = {
    "top": replace(PORTRAIT, top=PORTRAIT.top + 2),
    "bottom": replace(PORTRAIT, bottom=PORTRAIT.bottom + 2),
    "left": replace(PORTRAIT, left=PORTRAIT.left + 2),
    "right": replace(PORTRAIT, right=PORTRAIT.right + 2),
    "page": replace(PORTRAIT, height=PORTRAIT.height + 2),
}


def of_pdf(paper: Paper) -> list[str]:
    out = io.BytesIO()
    write_pdf(paper, out)
    return list(pdf_breaches(out.getvalue(), paper))


def of_docx(paper: Paper) -> list[str]:
    out = io.BytesIO()
    write_docx(paper, out)
    return list(docx_breaches(out.getvalue(), paper))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", ["drafted", "certified"])
@pytest.mark.parametrize("name", NAMES)
def test_a_paper_of_a_sample_keeps_the_form_as_pdf(name: str, stage: Stage, kind: str) -> None:
    assert of_pdf(KINDS[kind](sample(name, stage))) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_paper_of_a_sample_keeps_the_form_as_docx(name: str, kind: str) -> None:
    assert of_docx(KINDS[kind](sample(name, "certified"))) == []


def test_the_specimen_keeps_the_form() -> None:
    assert of_pdf(SPECIMEN) == []
    assert of_docx(SPECIMEN) == []


@pytest.mark.parametrize("margin", PAGE)
@pytest.mark.parametrize(("module", "measure"), [(pdf, of_pdf), (docx_page, of_docx)])
def test_a_margin_moved_by_two_millimetres_is_told(
    module: Any, measure: Callable[[Paper], list[str]], margin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PORTRAIT", PAGE[margin])
    assert measure(SPECIMEN)


BODY, TITLE = strips.BODY, strips._HEADINGS[1]
PDF: dict[str, Change] = {
    "smaller text": (strips, "BODY", replace(BODY, size=BODY.size * 15 / 16)),
    "wider text": (strips, "BODY", replace(BODY, spacing=0.0)),
    "closer lines": (strips, "BODY", replace(BODY, pitch=BODY.pitch - 0.1)),
    "another face": (strips, "BODY", replace(BODY, face="heading")),
    "a smaller title": (strips, "_HEADINGS", {**strips._HEADINGS, 1: replace(TITLE, size=7.0)}),
    "larger notes": (strips, "_NOTE", replace(strips._NOTE, size=BODY.size * 1.1)),
    "a lower number": (form, "NUMBER_BELOW", form.NUMBER_BELOW + 2),
    "another number": (pdf, "page_number", lambda number: f"第 {number} 页"),
    "a larger number": (pdf, "_NUMBER", replace(pdf._NUMBER, size=BODY.size)),
}
DOCX: dict[str, Change] = {
    "smaller text": (form, "BODY", replace(form.BODY, size=15.0)),
    "wider text": (docx_page, "CLOSER", 0),
    "closer lines": (docx_page, "PITCH", docx_page.PITCH - 1.0),
    "another face": (form, "BODY", replace(form.BODY, role="heading")),
    "a lower number": (form, "NUMBER_BELOW", form.NUMBER_BELOW + 2),
    "another number": (form, "page_number", lambda number: f"第 {number} 页"),
    "a larger number": (form, "NUMBER", replace(form.NUMBER, size=16.0)),
}


@pytest.mark.parametrize(
    ("measure", "change"),
    [
        *(pytest.param(of_pdf, change, id=f"pdf {what}") for what, change in PDF.items()),
        *(pytest.param(of_docx, change, id=f"docx {what}") for what, change in DOCX.items()),
    ],
)
def test_another_setting_is_told(
    measure: Callable[[Paper], list[str]], change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*change)
    assert measure(SPECIMEN)
