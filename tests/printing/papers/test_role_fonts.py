"""An office's own faces by role: font files for PDF, names of fonts for docx; ours else."""

import io
import os
from pathlib import Path

import pytest

from counting.model.refusal import InputError
from printing.papers.font_names import SETTING as NAMES
from printing.papers.model import Heading, Paper, Paragraph, Signatures
from printing.papers.pdf import write_pdf
from printing.pdf.fonts import SETTING, missing_glyphs, typeface
from tests.kit.ballots import ballot, printed, sealed
from tests.kit.command_line import run, write
from tests.kit.congress import definition_object
from tests.kit.font_files import LACKED, RING, SHAPES, font_file
from tests.kit.papers import as_docx
from tools.paper_form_docx import FACES as DOCX_FACES
from tools.paper_form_docx import docx_breaches
from tools.paper_form_pdf import FACES, pdf_breaches

TEXT = "选举办法第一条"
PAPER = Paper("t", (Heading("选举", 1), Heading("办法"), Paragraph(TEXT), Signatures(("第",))))


def written(paper: Paper) -> tuple[bytes, tuple[str, ...]]:
    out = io.BytesIO()
    fonts = write_pdf(paper, out)
    return out.getvalue(), fonts


def own(path: Path, name: str, text: str = TEXT) -> Path:
    return font_file(path, dict.fromkeys(text + "— 1：", RING), name=name)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {role: own(tmp_path / f"{role}.ttf", role.title()) for role in ("title", "body")}


def name(monkeypatch: pytest.MonkeyPatch, *entries: str) -> None:
    monkeypatch.setenv(SETTING, os.pathsep.join(entries))


def test_a_paper_is_set_in_the_files_of_its_roles_and_else_in_ours(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    name(monkeypatch, *(f"{role}={path}" for role, path in files.items()))
    pdf, fonts = written(PAPER)
    assert list(pdf_breaches(pdf, PAPER, {**FACES, "title": "Title", "body": "Body"})) == []
    assert {font.partition("+")[2] for font in fonts} >= {"Title", "Body"}
    assert list(pdf_breaches(pdf, PAPER)), "the checker sees that they are not ours"


def test_what_the_file_of_a_role_lacks_is_set_in_ours_then_in_the_files_that_lend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor = own(tmp_path / "poor.ttf", "Poor", "选")
    rare = font_file(tmp_path / "rare.ttf", SHAPES, name="Rare")
    name(monkeypatch, f"body={poor}", str(rare))
    body = typeface("body")
    assert body.spares_of(f"选举{LACKED[0]}　 ") == ("NotoSerifSC-Regular", "Rare")
    assert missing_glyphs(LACKED) == []


def test_ballots_keep_our_faces(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    seal = sealed(ballot(9))
    before = printed(seal)
    name(monkeypatch, *(f"{role}={path}" for role, path in files.items()))
    assert printed(seal) == before
    assert typeface("song").postscript_name == "NotoSerifSC-Regular"


def test_a_file_whose_name_has_an_equals_sign_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    font_file(tmp_path / "rare=2.ttf", SHAPES)
    name(monkeypatch, "rare=2.ttf")
    assert missing_glyphs(LACKED) == []


@pytest.mark.parametrize("setting", [SETTING, NAMES])
def test_a_role_that_there_is_not_is_refused_with_those_that_are(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, "bdoy=simfang.ttf")
    with pytest.raises(InputError) as error:
        as_docx(PAPER) if setting == NAMES else written(PAPER)
    (problem,) = error.value.problems
    assert problem.code == "fonts.role"
    assert problem.facts["role"] == "bdoy"
    assert "body" in str(problem.facts["roles"])


def test_a_docx_names_the_fonts_that_the_operator_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAMES, os.pathsep.join(("body=仿宋", "title=华文中宋")))
    out = io.BytesIO()
    as_docx(PAPER).save(out)
    faces = {**DOCX_FACES, "body": "仿宋", "title": "华文中宋"}
    assert list(docx_breaches(out.getvalue(), PAPER, faces)) == []


def test_a_docx_says_which_font_stands_in_for_one_that_an_office_lacks() -> None:
    parts = as_docx(PAPER).part.package.iter_parts()
    table = next(part for part in parts if part.partname == "/word/fontTable.xml").blob.decode()
    named = table[table.index("仿宋_GB2312") :].partition("</w:font>")[0]
    assert 'w:altName w:val="仿宋"' in named


def test_a_server_with_a_font_name_for_no_role_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "congress"
    definition = write(tmp_path / "congress.json", definition_object())
    assert run("init", directory, definition).exit_code == 0
    monkeypatch.setenv(NAMES, "bdoy=仿宋")
    refused = run("serve", directory, "--port", "0")
    assert refused.exit_code == 2
    assert "bdoy" in refused.stderr
