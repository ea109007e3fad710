"""A record is read as it lies: without a right to write, and without changing anything."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.sheets import RecordReading
from counting.store import evidence
from counting.store.schema import failure
from tests.kit.command_line import document, run
from tests.kit.congress import reading
from tests.kit.stores import must, open_count

C = "committee"
PAPER = ("document", "--kind", "count", "--format", "pdf", "--out")


def listing(directory: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and the moment it was last changed."""
    found = {path.name: path.stat() for path in directory.iterdir()}
    return {name: (status.st_size, status.st_mtime_ns) for name, status in found.items()}


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    store = open_count(tmp_path / "hall")
    must(store, OpenBatch(C, "1", 1), RecordReading(C, "1", reading("ffa")), CloseBatch(C, "1"))
    store.close()
    return tmp_path / "hall"


def test_it_is_the_state_of_the_count_while_it_is_open_and_after(tmp_path: Path) -> None:
    store = open_count(tmp_path)
    must(store, OpenBatch(C, "1", 2), RecordReading(C, "1", reading("ffa")))
    found = evidence(tmp_path)
    assert (found.state(), found.length) == (store.state(), store.length)
    assert found.shown_head == store.shown_head
    store.close()
    assert evidence(tmp_path).state() == found.state()


def test_reading_commands_change_nothing_and_make_no_file(closed: Path, tmp_path: Path) -> None:
    before = listing(closed)
    name, *options = PAPER
    assert run("status", closed).exit_code == 0
    assert run(name, closed, *options, tmp_path / "count.pdf").exit_code == 0
    run("verify", closed)
    assert listing(closed) == before


def test_a_copy_with_its_write_ahead_log_is_read_whole(tmp_path: Path) -> None:
    store = open_count(tmp_path / "hall")
    must(store, OpenBatch(C, "1", 2), RecordReading(C, "1", reading("ffa")))
    copy = tmp_path / "copy"
    copy.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{store.path}{suffix}", copy / f"congress.db{suffix}")
    (contest,) = document(run("status", copy))["contests"]
    assert contest["counted"] == 1
    store.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_without_the_right_to_write_is_read_and_writing_says_so(closed: Path) -> None:
    closed.chmod(0o555)
    (closed / "congress.db").chmod(0o444)
    try:
        assert run("status", closed).exit_code == 0
        answer = run("apply", closed, "-", given='{"command": "CloseCount", "contest": "c"}')
        assert "store.read_only" in answer.stderr
    finally:
        closed.chmod(0o755)


class TestWords:
    """What the disk did, in its right words, whatever SQLite calls it."""

    @staticmethod
    def of(code: int, path: Path) -> str:
        error = sqlite3.OperationalError("x")
        error.sqlite_errorcode = code
        return failure(error, path).code

    def test_an_io_error_on_a_full_disk_is_a_full_disk(
        self, closed: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, grow = closed / "congress.db", sqlite3.SQLITE_IOERR_SHMSIZE
        assert self.of(grow, path) == "store.io_error"
        full = shutil._ntuple_diskusage(10**9, 10**9, 0)  # type: ignore[attr-defined]
        monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
        assert self.of(grow, path) == "store.disk_full"

    def test_what_cannot_be_opened_for_writing_is_read_only(
        self, closed: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = closed / "congress.db"
        assert self.of(sqlite3.SQLITE_CANTOPEN, path) == "store.cannot_open"
        monkeypatch.setattr(os, "access", lambda *_: False)
        assert self.of(sqlite3.SQLITE_CANTOPEN, path) == "store.read_only"
        assert self.of(sqlite3.SQLITE_CANTOPEN, closed / "none.db") == "store.cannot_open"
