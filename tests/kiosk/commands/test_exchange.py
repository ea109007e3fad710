"""`scrutineer template` and `export`, and workbooks as definitions on the command line."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from counting.exchange.template import workbook
from kiosk.cli import main
from tests.kit.congress import command_line, definition_object

C = "committee"


def run(*arguments: object, given: str | None = None) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "大会.xlsx"
    path.write_bytes(workbook(definition_object()))
    return path


@pytest.fixture
def counting(tmp_path: Path, filled: Path) -> Path:
    """A congress made from a workbook, its only batch closed and its count still open."""
    hall = tmp_path / "hall"
    assert run("init", hall, filled).exit_code == 0
    assert run("seal", hall).exit_code == 0
    marks = {"c00": "for", "c01": "for", "c02": "against"}
    commands = [
        command_line("RecordAttendance", present=8),
        command_line("RecordIssued", contest=C, unsealed=10, issued=8, remaining=2),
        command_line("RecordReturned", contest=C, returned=1),
        command_line("OpenCount", contest=C),
        command_line("OpenBatch", contest=C, batch="1", size=1),
        command_line("RecordReading", contest=C, batch="1", code=None, marks=marks),
        command_line("CloseBatch", contest=C, batch="1"),
    ]
    assert run("apply", hall, "-", given="\n".join(commands)).exit_code == 0
    return hall


def test_a_template_is_written_and_never_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert run("template", path).exit_code == 0
    assert load_workbook(path).sheetnames[0] == "填表说明"
    path.write_bytes(b"mine")
    again = run("template", path)
    assert again.exit_code == 2
    assert "[file.exists]" in again.stderr
    assert path.read_bytes() == b"mine"


def test_a_template_has_its_suffix(tmp_path: Path) -> None:
    assert run("template", tmp_path / "t.xls").exit_code == 2


def test_check_names_every_error_by_sheet_and_cell(tmp_path: Path, filled: Path) -> None:
    book = load_workbook(filled)
    book["大会"]["B1"] = None
    book["选举项目"]["D2"] = "二"
    book["候选人"]["C2"] = "张\U0002f800"
    book.save(filled)
    result = run("check", filled, "--json")
    assert result.exit_code == 2
    places = {error["place"] for error in json.loads(result.stdout)["errors"]}
    assert {"大会!B1", "选举项目!D2"} <= places


def test_a_glyph_no_font_has_is_named_at_its_cell(filled: Path) -> None:
    book = load_workbook(filled)
    book["候选人"]["C3"] = "张\U0002f800"
    book.save(filled)
    result = run("check", filled, "--json")
    (error,) = json.loads(result.stdout)["errors"]
    assert (error["place"], error["code"]) == ("候选人!C3", "glyph.missing")


def test_a_workbook_makes_the_same_congress_as_json(tmp_path: Path, filled: Path) -> None:
    other = tmp_path / "d.json"
    other.write_text(json.dumps(definition_object()), encoding="utf-8")
    hashes = []
    for hall, file in ((tmp_path / "a", filled), (tmp_path / "b", other)):
        assert run("init", hall, file).exit_code == 0
        hashes.append(json.loads(run("seal", hall, "--json").stdout)["definition_hash"])
    assert hashes[0] == hashes[1]


def export(hall: Path, out: Path) -> Result:
    return run("export", hall, "--format", "xlsx", "--out", out, "--json")


def test_export_is_refused_until_a_count_is_closed(tmp_path: Path, counting: Path) -> None:
    out = tmp_path / "results.xlsx"
    refused: Any = json.loads(export(counting, out).stdout)
    assert refused["refused"]["code"] == "export.nothing_closed"
    assert not out.exists()
    assert run("apply", counting, "-", given=command_line("CloseCount", contest=C)).exit_code == 0
    assert export(counting, out).exit_code == 0
    sheet = load_workbook(io.BytesIO(out.read_bytes()))["1 委员选举"]
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == [1, 1, 0]
