"""What is erased is gone, whoever reads; files that vanish are noticed; leases fear no clock."""

import json
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from counting.model.refusal import Refusal
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.sheets import RecordReading, UndoReading
from counting.store import Store
from tests.kit.congress import contest_object, reading
from tests.kit.patience import PATIENCE
from tests.kit.stores import must, open_count, token_ballot

C = "committee"


@pytest.fixture
def hall(tmp_path: Path) -> Store:
    store = open_count(tmp_path / "hall")
    yield store
    store.close()


class TestErasure:
    """Nothing on the disk shows in which order sheets were read once their batch is closed."""

    SHEETS = ("ffa", "faf", "aff", "fab", "f?a", "baf")

    def counted(self, directory: Path, sheets: tuple[str, ...]) -> Store:
        store = open_count(directory)
        must(store, OpenBatch(C, "1", len(sheets)))
        must(store, *[RecordReading(C, "1", reading(s, reader=f"R-{s}")) for s in sheets])
        assert must(store, CloseBatch(C, "1")).erased
        return store

    def test_the_journal_is_gone_and_the_write_ahead_log_empty(self, tmp_path: Path) -> None:
        store = self.counted(tmp_path, self.SHEETS)
        assert (tmp_path / "congress.db-wal").stat().st_size <= 8192  # the note that it is done
        on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"ReadingRecorded" not in on_disk
        store.close()

    def test_two_reading_orders_leave_the_same_log_but_for_chance(self, tmp_path: Path) -> None:
        bodies = []
        for name, sheets in (("one", self.SHEETS), ("other", self.SHEETS[::-1])):
            store = self.counted(tmp_path / name, sheets)
            rows = sqlite3.connect(store.path).execute("SELECT body FROM event WHERE seq > 2")
            events = [json.loads(body) for (body,) in rows]
            for event in events:
                del event["nonce"]
                for sheet in event["facts"].get("sheets", ()):
                    sheet["reading"] = sheet["reading"] is not None
                    sheet["sleeve"] = sheet["sleeve"] is not None
            bodies.append(events)
            store.close()
        assert bodies[0] == bodies[1]

    def test_tokens_are_kept_sorted_and_apart_from_readings(self, tmp_path: Path) -> None:
        contests = [contest_object(identification="token")]
        store = open_count(tmp_path, 4, contests=contests)
        must(store, OpenBatch(C, "1", 4))
        for token in ("111111111111", "999999999999", "555555555555", "333333333333"):
            must(store, RecordReading(C, "1", reading("ffa", code=token_ballot(store, token))))
        must(store, CloseBatch(C, "1"))
        rows = sqlite3.connect(store.path).execute("SELECT hash FROM seen_token").fetchall()
        assert rows == sorted(rows)
        on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"555555555555" not in on_disk
        log = sqlite3.connect(store.path).execute("SELECT body FROM event").fetchall()
        assert not any(digest in body for (body,) in log for (digest,) in rows)
        store.close()

    def test_a_reader_holds_no_station_up_and_the_running_program_erases_after_it(
        self, tmp_path: Path
    ) -> None:
        store = open_count(tmp_path)
        must(store, OpenBatch(C, "1", 2), OpenBatch(C, "2", 2))
        must(store, *[RecordReading(C, "1", reading(marks)) for marks in ("ffa", "faf")])
        reader = sqlite3.connect(store.path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM journal").fetchone()
        assert not must(store, CloseBatch(C, "1")).erased
        must(store, RecordReading(C, "2", reading("ffa")))  # answered while the reader reads on
        assert not store.erased
        told = threading.Event()
        store.subscribe(lambda _: told.set() if store.erased else None)
        reader.execute("COMMIT")
        reader.close()
        assert told.wait(PATIENCE)
        must(store, UndoReading(C, "2"))
        on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert on_disk.count(b"ReadingRecorded") <= on_disk.count(b'"batch":"2"')
        store.close()

    def test_what_another_program_owed_is_erased_by_the_one_that_runs_on(
        self, tmp_path: Path
    ) -> None:
        store = self.counted(tmp_path, self.SHEETS)
        told = threading.Event()
        store.subscribe(lambda _: told.set())
        connection = sqlite3.connect(store.path, isolation_level=None)
        connection.execute("PRAGMA user_version = 1")
        connection.close()
        assert told.wait(PATIENCE)
        assert store.erased
        store.close()

    def test_an_erasure_cut_short_is_finished_at_the_next_start(self, tmp_path: Path) -> None:
        store = self.counted(tmp_path, self.SHEETS)
        store.close()
        connection = sqlite3.connect(store.path, isolation_level=None)
        connection.execute("PRAGMA user_version = 1")
        connection.close()
        again = Store.open(tmp_path)
        connection = sqlite3.connect(store.path)
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)
        connection.close()
        again.close()


class TestFilesUnderIt:
    """Files that are taken away under a running program are noticed before anything is said."""

    @pytest.mark.skipif(os.name == "nt", reason="open files cannot be deleted there")
    @pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
    @pytest.mark.parametrize("replaced", [True, False])
    def test_nothing_is_acknowledged_any_more(
        self, hall: Store, suffix: str, replaced: bool
    ) -> None:
        must(hall, OpenBatch(C, "1", 6), RecordReading(C, "1", reading("ffa")))
        file = Path(f"{hall.path}{suffix}")
        copy = file.with_name("copy")
        copy.write_bytes(file.read_bytes())
        file.unlink()
        if replaced:
            copy.rename(file)
        answer = hall.execute(RecordReading(C, "1", reading("ffa")))
        assert isinstance(answer, Refusal)
        assert answer.code == "store.replaced"


@pytest.mark.parametrize("beat", ["later", "long ago"])
def test_a_lease_from_before_the_machine_started_again_is_free(hall: Store, beat: str) -> None:
    must(hall, OpenBatch(C, "1", 6))
    lane = (C, 1, "1", 1)
    assert hall.lease(lane, "9999999-a") is None
    ago = {"later": 1e9, "long ago": -1e9}[beat]
    with sqlite3.connect(hall.path) as connection:
        connection.execute("UPDATE lease SET owner = 'else', beat = beat + ?", [ago])
    assert hall.lease(lane, "9999999-b") is None
