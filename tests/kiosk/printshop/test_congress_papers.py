"""`scrutineer document`: papers of a directory, whole or not at all."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx import Document

from counting.model.refusal import Refusal
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.count import CloseCount, OpenCount
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.sheets import RecordReading
from kiosk.cli import main
from kiosk.printshop.congress_papers import facts_of
from kiosk.running.opening import meeting_of, open_count
from kiosk.words import cli
from printing.papers.facts import Facts
from printing.papers.kinds import KINDS
from tests.kit.congress import congress, contest_object, reading

C = "committee"
COUNTED: tuple[Command, ...] = (
    RecordAttendance(10),
    RecordIssued(contest=C, unsealed=10, issued=10, remaining=0),
    RecordReturned(C, 10),
    OpenCount(C),
    OpenBatch(C, "1", 10),
    *(RecordReading(C, "1", reading("ffa")) for _ in range(9)),
    RecordReading(C, "1", reading("fff")),
    CloseBatch(C, "1"),
    CloseCount(C),
)
"""A whole count, one of whose ten sheets is overvoted; two are elected."""


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def made(directory: Path, *, seal: bool = True, **changes: Any) -> Path:
    from kiosk.running.founding import create_congress

    create_congress(directory, *congress(**changes))
    if seal:
        assert run("seal", directory).exit_code == 0
    return directory


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK")])
@pytest.mark.parametrize("seal", [False, True])
def test_a_paper_is_written(tmp_path: Path, form: str, begins: bytes, seal: bool) -> None:
    hall = made(tmp_path / "hall", seal=seal)
    out = tmp_path / f"rules.{form}"
    result = run("document", hall, "--kind", "rules", "--format", form, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(begins)


def test_making_papers_changes_nothing(tmp_path: Path) -> None:
    hall = made(tmp_path / "hall")
    before = (hall / "congress.db").read_bytes()
    run("document", hall, "--kind", "count", "--format", "pdf", "--out", tmp_path / "c.pdf")
    assert (hall / "congress.db").read_bytes() == before


def test_the_schedule_is_the_agenda_that_was_adopted(tmp_path: Path) -> None:
    item = {"id": "a1", "item_number": "一", "title": "选举", "minutes": 30, "start": "10:00"}
    directory = made(tmp_path / "hall", agenda=[item])
    store = open_count(directory)
    try:
        facts = facts_of(store, meeting_of(store))
    finally:
        store.close()
    assert isinstance(facts, Facts)
    (planned,) = facts.schedule
    assert (f"{planned.start:%H:%M}", f"{planned.end:%H:%M}") == ("10:00", "10:30")


@pytest.mark.parametrize("seal", [False, True])
@pytest.mark.parametrize(
    ("given", "code"),
    [(("--contest", "x"), "contest.unknown"), (("--contest", "committee", "--round", "7"), None)],
)
def test_a_contest_or_round_that_is_not_there_is_refused(
    tmp_path: Path, seal: bool, given: tuple[str, ...], code: str | None
) -> None:
    hall = made(tmp_path / "hall", seal=seal)
    out = tmp_path / "c.pdf"
    result = run("document", hall, "--kind", "count", "--format", "pdf", "--out", out, *given)
    assert result.exit_code == 1
    known = code or ("contest.unknown_round" if seal else "congress.not_sealed")
    assert f"[{known}]" in result.stderr
    assert not out.exists()


def test_a_round_without_its_contest_is_wrong_usage(tmp_path: Path) -> None:
    hall = made(tmp_path / "hall")
    out = tmp_path / "c.pdf"
    result = run("document", hall, "--kind", "count", "--format", "pdf", "--out", out, "--round", 1)
    assert result.exit_code == 2


def test_only_the_contest_asked_for_is_in_it(tmp_path: Path) -> None:
    contests = [contest_object(), contest_object(id="b", title="书记", seats=1)]
    store = open_count(made(tmp_path / "hall", contests=contests))
    try:
        facts = facts_of(store, None, "b")
    finally:
        store.close()
    assert isinstance(facts, Facts)
    assert [held.contest.id for held in facts.rounds] == ["b"]


def test_everybody_on_the_roll_stands_in_the_sign_in_book(tmp_path: Path) -> None:
    hall, roll = made(tmp_path / "hall"), tmp_path / "roll.csv"
    roll.write_text("姓名,身份\n马守田,正式代表\n许涛,列席\n", "utf-8")
    assert run("badges", hall, "--roll", roll, "--out", tmp_path / "b.pdf").exit_code == 0
    out = tmp_path / "s.docx"
    run("document", hall, "--kind", "sign-in", "--format", "docx", "--out", out)
    words = "".join(t.text for t in Document(str(out)).tables[0].column_cells(1))
    assert "马守田" in words
    assert "许" not in words


def test_what_the_hall_may_not_see_yet_stands_on_none_of_its_papers(tmp_path: Path) -> None:
    store = open_count(made(tmp_path / "hall"))
    try:
        for command in COUNTED:
            answer = store.execute(command)
            assert not isinstance(answer, Refusal), answer
        full = facts_of(store, None)
        kept = facts_of(store, None, audience="floor")
    finally:
        store.close()
    assert isinstance(full, Facts)
    assert isinstance(kept, Facts)
    assert "赞成人数多于应选名额" in said("adjudication", full)
    assert "赞成人数多于应选名额" not in said("adjudication", kept)
    assert "收回等于有效加无效，相符" in said("sealing", full)
    assert "收回等于有效加无效 □ 相符" in said("sealing", kept)
    elected = "候选甲甲"
    assert said("script", full).count(elected) == said("script", kept).count(elected) + 1


def said(kind: str, facts: Facts) -> str:
    return "".join(KINDS[kind](facts).texts())


def test_every_kind_is_named_in_the_help_of_both_languages() -> None:
    for language in ("zh", "en"):
        said = cli.option("document", "kind", language)
        for kind in KINDS:
            assert re.search(rf"(?<![a-z-]){kind}(?![a-z-])", said), kind


def test_an_unwritable_file_is_named(tmp_path: Path) -> None:
    hall = made(tmp_path / "hall")
    out = tmp_path / "no" / "c.pdf"
    result = run("document", hall, "--kind", "count", "--format", "pdf", "--out", out)
    assert result.exit_code == 2
    assert str(out) in result.stderr
