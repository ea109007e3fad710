"""Evidence is verified as it lies: nothing is written, and no right to write is needed."""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from counting.model.refusal import InputError
from counting.steps.attendance import RecordAttendance
from counting.steps.codec import EVENTS
from counting.steps.define import CongressSealed, DefineCongress, SealCongress
from counting.store import Store, verify
from counting.store.ledger import Ledger
from tests.counting.store.test_ledger import STREAM, handle
from tests.kit.congress import congress

BESIDE = {"sum.db": STREAM}
# Everything is loaded before the rights are given up: the program itself may lie where nobody
# else may read.
_AS_NOBODY = """
import json, os, sys
from pathlib import Path
from counting.store import verify
from tests.counting.store.test_read_only import BESIDE
verify(Path(sys.argv[1]), beside=BESIDE)
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
verdict = verify(Path(sys.argv[2]), beside=BESIDE)
print(json.dumps({"lengths": verdict.lengths, "problems": [p.code for p in verdict.problems]}))
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that everybody may enter, unlike pytest's own."""
    place = Path(tempfile.mkdtemp(prefix="scrutineer-test-"))
    place.chmod(0o755)
    yield place
    for directory in (place, *(p for p in place.iterdir() if p.is_dir())):
        directory.chmod(0o755)
    shutil.rmtree(place)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Path]:
    """A directory whose two databases are open; all that was done lies in write-ahead logs."""
    directory = tmp_path / "live"
    store = Store.create(directory)
    store.execute(DefineCongress(congress()[0]))
    store.execute(SealCongress())
    with closing(store), closing(Ledger(directory / "sum.db", STREAM, handle)) as other:
        other.execute(20)
        assert (directory / "congress.db-wal").stat().st_size
        yield directory


def evidence(live: Path, place: Path, *endings: str) -> Path:
    """A copy that nobody may write to, of the files with these endings."""
    copy = place / "copy"
    copy.mkdir()
    for name in ("congress.db", "sum.db"):
        for ending in endings:
            shutil.copyfile(live / f"{name}{ending}", copy / f"{name}{ending}")
    for path in copy.iterdir():
        path.chmod(0o444)
    copy.chmod(0o555)
    return copy


def as_nobody(warm: Path, directory: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", _AS_NOBODY, str(warm), str(directory)]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    verdict: dict[str, Any] = json.loads(answer.stdout)
    return verdict


def lying(directory: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a directory: its bytes and when it was changed."""
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in directory.iterdir()}


GOOD = {"lengths": {"congress.db": 2, "sum.db": 2}, "problems": []}


def test_a_copy_nobody_may_write_to_is_verified(live: Path, place: Path) -> None:
    for path in live.glob("*.db"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = evidence(live, place, "")
    before = lying(copy)
    assert as_nobody(live, copy) == GOOD
    assert lying(copy) == before


@pytest.mark.parametrize("endings", [("", "-wal", "-shm"), ("", "-wal")])
def test_a_copy_of_a_machine_that_went_off_is_verified_to_its_last_commit(
    live: Path, place: Path, endings: tuple[str, ...]
) -> None:
    copy = evidence(live, place, *endings)
    before = lying(copy)
    assert as_nobody(live, copy) == GOOD
    assert lying(copy) == before


@pytest.mark.parametrize("endings", [("", "-wal", "-shm"), ("", "-wal")])
def test_nothing_is_written_where_one_may_write(
    live: Path, place: Path, endings: tuple[str, ...]
) -> None:
    copy = evidence(live, place, *endings)
    copy.chmod(0o755)
    for path in copy.iterdir():
        path.chmod(0o644)
    before = lying(copy)
    assert verify(copy, beside=BESIDE).lengths == GOOD["lengths"]
    assert lying(copy) == before


def test_a_closed_directory_is_left_without_files_of_the_database(tmp_path: Path) -> None:
    store = Store.create(tmp_path)
    store.execute(DefineCongress(congress()[0]))
    store.close()
    before = lying(tmp_path)
    assert set(before) == {"congress.db"}
    assert verify(tmp_path, backup=tmp_path).ok
    assert lying(tmp_path) == before


def test_others_go_on_counting_while_one_verifies(tmp_path: Path) -> None:
    with closing(Store.create(tmp_path)) as store:
        store.execute(DefineCongress(congress()[0]))
        store.execute(SealCongress())
        for present in range(1, 8):
            store.execute(RecordAttendance(present))
            verdict = verify(tmp_path)
            assert (verdict.problems, verdict.length) == ((), 2 + present)


def test_a_database_that_is_gone_is_told(live: Path) -> None:
    (live / "sum.db").rename(live / "elsewhere.db")
    problems = verify(live, beside=BESIDE).problems
    assert [(p.code, p.place) for p in problems] == [("verify.log_missing", "sum.db")]


def test_links_are_followed_to_what_lies_beside_their_files(live: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.mkdir()
    for name in ("congress.db", "sum.db"):
        (linked / name).symlink_to(live / name)
    assert verify(linked, beside=BESIDE).lengths == verify(live, beside=BESIDE).lengths


@pytest.mark.parametrize("body", ["[]", "5", '{"kind":["x"],"version":1}', '{"kind":null}'])
def test_a_body_that_is_no_event_is_refused_with_its_code(body: str) -> None:
    with pytest.raises(InputError) as error:
        EVENTS.load(body)
    assert error.value.problems[0].code in {"log.unreadable_event", "log.unknown_event"}


def test_what_compares_names_in_a_new_way_is_refused_by_older_programs() -> None:
    """Version 0.1 reads `CongressSealed` 1 alone: it would compare names in its own way."""
    assert CongressSealed.version == 2
    assert CongressSealed.oldest == 1
