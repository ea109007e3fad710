"""No command writes over a file that exists unless `--force` says so; then nothing is recorded."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kiosk.cli import COMMANDS, main
from kiosk.commands.command import FILE
from tests.kit.command_line import document, run
from tests.kit.congress import command_line

C = "committee"
_WRITING = {
    "template": ["template", "{0}.xlsx"],
    "export": ["export", "{hall}", "--format", "xlsx", "--out", "{0}.xlsx"],
    "document": ["document", "{hall}", "--kind", "rules", "--format", "docx", "--out", "{0}.docx"],
    "cards": ["cards", "{hall}", "--contest", C, "--out", "{0}.pdf"],
    "sleeves": ["sleeves", "{hall}", "--contest", C, "--numbers", "1-2", "--out", "{0}.pdf"],
    "badges": ["badges", "{hall}", "--roll", "{roll}", "--out", "{0}.pdf"],
    "table-cards": ["table-cards", "{hall}", "--roll", "{roll}", "--out", "{0}.pdf"],
    "print": ["print", "{hall}", "--contest", C, "--quantity", "2", "--out", "{0}.pdf"],
    "print the cover": ["print", "{hall}", "--contest", C, "--quantity", "2", "--cover", "{0}.pdf",
                        "--out", "{1}.pdf"],
    "print the contact sheet": ["print", "{hall}", "--contest", C, "--quantity", "2",
                                "--contact-sheet", "{0}.png", "--out", "{1}.pdf"],
    "print a test deck": ["print", "{hall}", "--contest", C, "--quantity", "2", "--test-deck",
                          "--out", "{1}.pdf"],
}  # fmt: skip


@pytest.fixture
def hall(sealed: Path) -> Path:
    """A congress with a closed count, so that every command has something to write."""
    rows = {f"c{n:02}": {"for": 1, "against": 0, "abstain": 0, "row_void": 0} for n in range(3)}
    rows["c02"] = {"for": 0, "against": 1, "abstain": 0, "row_void": 0}
    commands = [
        command_line("RecordAttendance", present=8),
        command_line("RecordIssued", contest=C, unsealed=10, issued=8, remaining=2),
        command_line("RecordReturned", contest=C, returned=1),
        command_line("OpenCount", contest=C),
        command_line("OpenBatch", contest=C, batch="1", size=1),
        command_line("RecordTally", contest=C, batch="1", rows=rows, valid=1, invalid=0),
        command_line("CloseBatch", contest=C, batch="1"),
        command_line("CloseCount", contest=C),
    ]
    assert run("apply", sealed, "-", given="\n".join(commands)).exit_code == 0
    return sealed


def arguments(what: str, hall: Path) -> tuple[list[str], Path]:
    """A command, and the file that it writes which is there already."""
    roll = hall.parent / "roll.csv"
    roll.write_text("姓名\n王宁\n", encoding="utf-8")
    places = [str(hall.parent / "older"), str(hall.parent / "other")]
    found = [part.format(*places, hall=hall, roll=roll) for part in _WRITING[what]]
    older = next((Path(part) for part in found if part.startswith(places[0])), None)
    return found, older or hall.parent / "other.expected.pdf"


def recorded(hall: Path) -> tuple[object, bytes]:
    return document(run("status", hall))["log"], (hall / "meeting.db").read_bytes()


@pytest.mark.parametrize("what", _WRITING)
def test_a_command_refuses_to_write_over_a_file(what: str, hall: Path) -> None:
    command, older = arguments(what, hall)
    older.write_bytes(b"an older file")
    before, files = recorded(hall), sorted(hall.parent.iterdir())
    answer = run(*command, "--json")
    assert answer.exit_code == 2
    (problem,) = document(answer)["errors"]
    assert (problem["code"], problem["place"]) == ("file.exists", str(older))
    assert str(older) in answer.stderr
    assert older.read_bytes() == b"an older file"
    assert sorted(hall.parent.iterdir()) == files, "nothing else was written"
    assert recorded(hall) == before, "what was not printed is not recorded"


@pytest.mark.parametrize("what", _WRITING)
def test_a_command_replaces_it_where_force_says_so(what: str, hall: Path) -> None:
    command, older = arguments(what, hall)
    older.write_bytes(b"an older file")
    assert run(*command, "--force").exit_code == 0
    assert older.read_bytes() != b"an older file"


@pytest.mark.parametrize(
    "name", ["congress.db", "meeting.db", "congress.db-wal", "Congress.db", "kiosk.toml"]
)
@pytest.mark.parametrize("what", ["export", "document", "print"])
def test_not_even_force_writes_over_the_files_of_the_congress(
    what: str, name: str, hall: Path
) -> None:
    command, _ = arguments(what, hall)
    command[-1] = str(hall / name)
    answer = run(*command, "--force", "--json")
    assert document(answer)["errors"][0]["code"] == "file.of_the_congress"
    assert run("verify", hall).exit_code == 0


def test_every_command_that_writes_a_file_is_tried_here() -> None:
    assert {command for command, _ in _writers()} == {what.split()[0] for what in _WRITING}


def test_every_command_that_writes_a_file_knows_force() -> None:
    for name, command in _writers():
        assert "--force" in {flag for param in command.params for flag in param.opts}, name


def _writers() -> Iterator[tuple[str, click.Command]]:
    """Commands with an option or argument for a file that is not read."""
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command
        reads = {"roll"} if name in ("badges", "table-cards") else set()
        if name in ("init", "check"):
            reads = {"file"}
        if any(p.type is FILE and p.name not in reads for p in command.params):
            yield name, command
