"""How far a copy goes, and where a printed head stands: said, not guessed."""

import sqlite3
from pathlib import Path

import pytest

from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.sheets import RecordReading
from counting.store import Store, verify
from counting.store.copies import copy_reach
from tests.kit import forgeries
from tests.kit.command_line import document, run
from tests.kit.congress import reading
from tests.kit.stores import must, open_count

C = "committee"


def copied(store: Store, place: Path) -> Path:
    """A copy of this moment, by SQLite's own backup."""
    place.mkdir()
    source, copy = sqlite3.connect(store.path), sqlite3.connect(place / "congress.db")
    source.backup(copy)
    source.close()
    copy.close()
    return place / "congress.db"


@pytest.fixture
def hall(tmp_path: Path) -> Store:
    store = open_count(tmp_path / "hall")
    must(store, OpenBatch(C, "1", 2), RecordReading(C, "1", reading("ffa")))
    yield store
    store.close()


def test_a_copy_of_this_moment_is_equal_its_open_batch_included(
    hall: Store, tmp_path: Path
) -> None:
    reach = copy_reach(hall.path, copied(hall, tmp_path / "copy"))
    assert (reach.relation, reach.open_sheets) == ("equal", (1, 1))


def test_an_older_copy_is_told_with_what_it_lacks(hall: Store, tmp_path: Path) -> None:
    copy = copied(hall, tmp_path / "copy")
    must(hall, RecordReading(C, "1", reading("faf")))
    assert copy_reach(hall.path, copy).relation == "older"  # a sheet more in the open batch
    must(hall, CloseBatch(C, "1"), OpenBatch(C, "2", 1), RecordReading(C, "2", reading("faf")))
    reach = copy_reach(hall.path, copy)
    assert (reach.relation, reach.lacks) == ("older", ("committee 1/1",))
    assert reach.length - reach.shared == 2
    told = verify(hall.directory, backup=copy.parent)
    assert told.copies["congress.db"] == reach
    assert not [p for p in told.problems if p.code.startswith("verify.backup")]


def test_two_records_of_one_beginning_are_forked(hall: Store, tmp_path: Path) -> None:
    other = Store.open(copied(hall, tmp_path / "copy").parent)
    for store in (hall, other):
        must(store, RecordReading(C, "1", reading("faf")), CloseBatch(C, "1"))
    reach = copy_reach(hall.path, other.path)
    assert (reach.relation, reach.shared) == ("forked", reach.length - 1)
    other.close()


def test_a_copy_that_goes_further_is_newer(hall: Store, tmp_path: Path) -> None:
    must(hall, RecordReading(C, "1", reading("faf")), CloseBatch(C, "1"))
    copy = copied(hall, tmp_path / "copy")
    hall.close()
    last = f"DELETE FROM event WHERE seq = {hall.length}"
    forgeries.forge(hall.path, last)
    assert copy_reach(hall.path, copy).relation == "newer"


def test_the_command_says_it_in_words_and_as_json(hall: Store, tmp_path: Path) -> None:
    head = hall.shown_head
    copy = copied(hall, tmp_path / "copy").parent
    must(hall, RecordReading(C, "1", reading("faf")), CloseBatch(C, "1"))
    options = ("--head", head, "--backup", copy)
    found = document(run("verify", hall.directory, *options, "--json"))
    assert found["backup"]["congress.db"]["relation"] == "older"
    assert found["heads"][0]["kind"] == "CountOpened"
    assert found["heads"][0]["event"] < found["heads"][0]["length"]
    said = run("verify", hall.directory, *options).stderr
    assert "缺的批次：committee 1/1" in said
    assert "CountOpened" in said
