"""Wrong files, closed streams and full disks get an answer, never a traceback."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.kit.command_line import document, process, run, write
from tests.kit.congress import contest_object, definition_object
from tests.kit.patience import PATIENCE

C = "committee"


def scrutineer(*arguments: object, **options: Any) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "kiosk.cli", *map(str, arguments)],
        stderr=subprocess.PIPE,
        check=False,
        **options,
    )


def test_a_congress_below_a_file_is_refused(definition: Path) -> None:
    result = run("init", definition / "hall", definition)
    assert result.exit_code == 2
    assert "store.cannot_open" in result.stderr


def test_nothing_half_made_is_left_when_the_disk_is_full(tmp_path: Path, definition: Path) -> None:
    before = sorted(tmp_path.iterdir())

    def small_files() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    failed = scrutineer("init", tmp_path / "hall", definition, preexec_fn=small_files)
    assert failed.returncode == 2, failed.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_failed_init_leaves_the_files_that_were_there(tmp_path: Path, definition: Path) -> None:
    hall = tmp_path / "hall"
    hall.mkdir()
    (hall / "photos.db").write_bytes(b"mine")
    (hall / "meeting.db").write_bytes(b"an older one")
    assert run("init", hall, definition).exit_code == 2
    assert {path.name for path in hall.iterdir()} == {"photos.db", "meeting.db"}


def test_the_keys_are_for_their_owner_alone(sealed: Path) -> None:
    assert (sealed / "congress.db").stat().st_mode & 0o777 == 0o600


def test_an_answer_that_cannot_be_written_is_told(sealed: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        failed = scrutineer("status", sealed, stdout=full)
    assert failed.returncode == 2
    assert b"output.failed" in failed.stderr
    assert b"Traceback" not in failed.stderr


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_no_crash(sealed: Path, closed: int) -> None:
    ran = scrutineer("apply", sealed, "-", preexec_fn=lambda: os.close(closed))
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_answers_are_utf8_whatever_the_locale(sealed: Path) -> None:
    odd = {**os.environ, "PYTHONIOENCODING": "latin-1", "SCRUTINEER_LANG": "zh"}
    ran = scrutineer("layout", sealed, "--contest", "没有", stdout=subprocess.PIPE, env=odd)
    assert json.loads(ran.stdout.decode("utf-8"))["refused"]["facts"]["contest"] == "没有"


@pytest.mark.parametrize("command", ["decide", "apply"])
def test_a_key_that_stands_twice_is_refused(sealed: Path, command: str) -> None:
    line = '{"command": "RecordAttendance", "present": 5, "present": 6}'
    where = (sealed, "-") if command == "apply" else ("-",)
    result = run(command, *where, given=line)
    assert result.exit_code == 2
    assert "present: 这里两次写了 present。 [input.duplicate_key]" in result.stderr


def test_half_a_character_in_a_name_is_refused(sealed: Path) -> None:
    line = '{"command": "RecordAttendance", "present": 5, "by": ["\\ud800"]}'
    result = run("apply", sealed, "-", given=line)
    assert result.exit_code == 2
    assert "by" in result.stderr


@pytest.mark.parametrize("round_", [-1, 0, 2, 99])
def test_paper_is_printed_only_for_rounds_that_are(
    sealed: Path, tmp_path: Path, round_: int
) -> None:
    for order in (("print", "--quantity", 1), ("cards",)):
        name, *rest = order
        out = ("--round", round_, "--out", tmp_path / "b.pdf", "--json")
        result = run(name, sealed, "--contest", C, *rest, *out)
        assert document(result)["refused"]["code"] == "contest.unknown_round"
    assert not (tmp_path / "b.pdf").exists()


def test_a_print_ended_in_the_middle_leaves_no_token_behind(tmp_path: Path) -> None:
    contest = contest_object(identification="token")
    hall, out = tmp_path / "hall", tmp_path / "out"
    out.mkdir()
    run("init", hall, write(tmp_path / "d.json", definition_object(contests=[contest])))
    run("seal", hall)
    order = ("--contest", C, "--quantity", 100_000, "--out", out / "b.pdf")
    with process("print", hall, *order) as child:
        while child.poll() is None and not any(out.iterdir()):
            pass
        child.terminate()
        assert child.wait(PATIENCE) == 128 + signal.SIGTERM
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("name", ["congress.db", "congress.db-wal", "meeting.db"])
def test_a_congress_is_never_printed_over(sealed: Path, name: str) -> None:
    order = ("--contest", C, "--out", sealed / name)
    assert run("print", sealed, "--quantity", 1, *order).exit_code == 2
    assert run("cards", sealed, *order).exit_code == 2
    assert run("verify", sealed).exit_code == 0
