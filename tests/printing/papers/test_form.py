"""Papers as docx and as PDF: the same words, every page whole, the same bytes each time."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest

from printing.papers.docx import write_docx
from printing.papers.kinds import KINDS
from printing.papers.model import Cell, Names, Note, Paper, Paragraph, grid, list_form
from printing.papers.pdf import write_pdf
from printing.papers.titles import title_lines
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.papers import as_docx, counted, docx_words, pages, paper


@pytest.fixture(scope="module")
def closed() -> Rehearsal:
    return counted(*["ffa"] * 6, "faf", "fff")


class TestForm:
    @pytest.mark.parametrize("kind", KINDS)
    def test_docx_and_pdf_say_the_same(self, kind: str, closed: Rehearsal) -> None:
        made = paper(kind, closed)
        pdf, word = ("".join(text.split()) for text in ("".join(pages(made)), docx_words(made)))
        for text in made.texts():
            wanted = "".join(text.split()).strip("_")
            if text == made.title:
                continue
            assert wanted in word
            # A line that was broken over pages has their feet between its parts.
            assert wanted[:12] in pdf

    @pytest.mark.parametrize("write", [write_pdf, write_docx])
    def test_the_same_paper_gives_the_same_bytes(self, write: Any, closed: Rehearsal) -> None:
        first, second = io.BytesIO(), io.BytesIO()
        write(paper("count", closed), first)
        write(paper("count", closed), second)
        assert first.getvalue() == second.getvalue()

    def test_every_font_of_a_pdf_is_embedded(self, closed: Rehearsal) -> None:
        out = io.BytesIO()
        fonts = write_pdf(paper("rules", closed), out)
        assert len(fonts) == 2
        assert out.getvalue().count(b"/FontFile2") == 2

    def test_a_character_without_a_glyph_stands_out_and_is_named(self) -> None:
        made = Paper("t", (Paragraph("张\U0002f800三"),))
        (page,) = pages(made)
        assert "张〓三" in page
        assert "U+2F800" in page
        assert "张\U0002f800三" in docx_words(made)

    def test_a_control_character_harms_neither_form(self) -> None:
        made = Paper("t", (Paragraph("张\x0b三"),))
        assert "张〓三" in docx_words(made)
        assert "张〓三" in pages(made)[0]

    def test_a_long_table_repeats_its_titles_on_each_page(self) -> None:
        hall = Rehearsal(contests=[contest_object(candidates=60)]).sealed()
        found = pages(paper("count", hall))
        assert len(found) > 2
        assert all("该行无效" in page for page in found[:2])

    def test_no_word_of_a_paper_runs_out_of_its_page(self) -> None:
        """Long names and titles are broken; what cannot be broken is set smaller."""
        title = "W" * 60
        made = Paper("t", (Paragraph("啊" * 400), Note(title * 3), Names(("·".join("买提" * 12),))))
        out = io.BytesIO()
        write_pdf(made, out)
        document = pypdfium2.PdfDocument(out.getvalue())
        for page in document:
            for box in _boxes(page):
                assert 0 <= box[0] <= box[2] <= page.get_width()

    def test_a_docx_holds_no_stamp_of_who_made_it_when(self, closed: Rehearsal) -> None:
        out = io.BytesIO()
        write_docx(paper("count", closed), out)
        with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert as_docx(paper("count", closed)).core_properties.author == "Scrutineer"

    def test_a_long_name_is_parted_at_its_dots_and_moves_no_other(self) -> None:
        names = ("王宁", "艾尔肯·吐尔逊", "白露", "石磊", "买提·艾力")
        (row,) = grid(Names(names), 28)
        assert [cell.lines for cell in row] == [
            ("王宁",),
            ("艾尔肯·", "吐尔逊"),
            ("白露",),
            ("石磊",),
            ("买提·艾力",),
        ]

    def test_a_part_that_fits_no_cell_leaves_fewer_columns_of_one_width(self) -> None:
        rows = grid(Names(("阿卜杜热合曼·买买提依明", *"甲乙丙丁")), 28)
        assert [len(row) for row in rows] == [4, 4]
        assert rows[0][0] == Cell(("阿卜杜热合曼·", "买买提依明"))

    def test_a_long_name_is_parted_at_blanks_too_and_stays_at_the_size_of_others(self) -> None:
        name = "Maximilian Alexander Theodor Konstantin von Hohenberg-Lichte"
        row = grid(Names(("王宁", name)), 28)[0]
        assert row[1].lines == (
            "Maximilian Alexander", "Theodor Konstantin von", "Hohenberg-Lichte",
        )  # fmt: skip
        assert len(row) == 2

    def test_lines_of_a_long_name_hold_as_many_parts_as_fit(self) -> None:
        parts = ["买买提", "艾力", "阿卜杜拉", "木沙江", "吐尔逊", "帕提古丽", "阿依古丽"]
        assert grid(Names(("·".join(parts),)), 28)[0][0].lines == (
            "买买提·艾力·阿卜杜拉·", "木沙江·吐尔逊·帕提古丽·", "阿依古丽",
        )  # fmt: skip

    def test_a_note_stands_in_the_cell_of_its_name_and_moves_no_other(self) -> None:
        names = ("刘建国（男，1970年生）", "王宁", "刘建国（女）", "白露", "石磊")
        assert grid(Names(names), 28) == [
            [
                Cell(("刘建国",), "（男，1970年生）"),
                Cell(("王宁",)),
                Cell(("刘建国",), "（女）"),
                Cell(("白露",)),
                Cell(("石磊",)),
            ]
        ]

    @pytest.mark.parametrize(
        ("title", "lines"),
        [
            ("青禾县第十四次代表大会\n选举办法", ("青禾县第十四次代表大会", "选举办法")),
            (
                "出席市第十四次代表大会代表选举计票结果报告单",
                ("出席市第十四次代表大会", "代表选举计票结果报告单"),
            ),
            (
                "青禾县第十四次代表大会　纪律检查委员会委员正字计票表",
                ("青禾县第十四次代表大会", "纪律检查委员会委员正字计票表"),
            ),
            ("甲" * 25, ("甲" * 13, "甲" * 12)),
        ],
    )
    def test_a_title_is_broken_evenly_and_within_no_word(
        self, title: str, lines: tuple[str, ...]
    ) -> None:
        assert title_lines(title, 20.0) == lines

    @pytest.mark.parametrize(
        ("name", "set_"), [("王宁", "王　宁"), ("欧阳文", "欧阳文"), ("Al", "Al")]
    )
    def test_two_characters_stand_as_wide_as_three(self, name: str, set_: str) -> None:
        assert list_form(name) == set_


def _boxes(page: Any) -> Iterator[tuple[float, ...]]:
    text = page.get_textpage()
    for index in range(text.count_chars()):
        yield text.get_charbox(index)
