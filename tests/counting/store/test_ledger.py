"""The ledger, whatever its stream: all or nothing, versions checked, others' commits seen."""

import json
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from counting.model.refusal import InputError, Refusal
from counting.steps.event_codec import EventCodec
from counting.steps.messages import Event
from counting.store.chain import link
from counting.store.ledger import Done, Ledger
from counting.store.log import Stream


@dataclass(frozen=True, slots=True)
class Added(Event):
    number: int


Sum = Ledger[int, Added, int]


def handle(state: int, number: int, by: tuple[str, ...]) -> tuple[Added, ...] | Refusal:
    """Adds a number twice; refuses what is below 0, and fails at 13."""
    if number < 0:
        return Refusal("figure.absurd", {"value": number})
    return (Added(number), Added(number // (number - 13) and number))


STREAM = Stream(0, lambda state, event: state + event.number, EventCodec((Added,)))


def opened(path: Path) -> Sum:
    return Ledger(path / "sum.db", STREAM, handle)


@pytest.fixture
def ledger(tmp_path: Path) -> Sum:
    with closing(opened(tmp_path)) as ledger:
        yield ledger


def free_to_write(path: Path) -> bool:
    """Whether another process could write now."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
        return True


def test_what_was_carried_out_is_found_again(ledger: Sum, tmp_path: Path) -> None:
    assert ledger.execute(20) == Done((Added(20), Added(20)))
    with closing(opened(tmp_path)) as other:
        assert (other.state(), other.length) == (40, 2)


def test_a_refused_command_changes_nothing(ledger: Sum) -> None:
    refusal = ledger.execute(-1)
    assert isinstance(refusal, Refusal)
    assert (ledger.state(), ledger.length) == (0, 0)


def test_a_handler_that_fails_leaves_no_transaction_open(ledger: Sum) -> None:
    with pytest.raises(ZeroDivisionError):
        ledger.execute(13)
    assert free_to_write(ledger.path)
    assert ledger.execute(20) == Done((Added(20), Added(20)))


def test_what_fails_between_two_events_takes_the_first_one_back(tmp_path: Path) -> None:
    def evolve(state: int, event: Added) -> int:
        return state + 10 // (2 - event.number)

    def twice(state: int, number: int, by: tuple[str, ...]) -> tuple[Added, ...]:
        return Added(1), Added(number)

    with closing(Ledger(tmp_path / "x.db", Stream(0, evolve, STREAM.codec), twice)) as ledger:
        with pytest.raises(ZeroDivisionError):
            ledger.execute(2)
        assert (ledger.state(), ledger.length) == (0, 0)
        assert free_to_write(ledger.path)
        ledger.execute(1)
        assert (ledger.state(), ledger.length) == (20, 2)


def test_a_locked_file_is_refused_and_the_state_stays_readable(ledger: Sum) -> None:
    ledger.execute(20)
    ledger._connection.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(ledger.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refusal = ledger.execute(1)
        assert isinstance(refusal, Refusal)
        assert refusal.code == "store.locked"
        assert ledger.state() == ledger.refresh() == 40
        other.execute("ROLLBACK")
    assert isinstance(ledger.execute(1), Done)


def test_a_file_that_fails_lets_no_error_of_the_database_out(ledger: Sum) -> None:
    ledger.execute(20)
    ledger._connection.execute("ALTER TABLE event RENAME TO gone")
    refusal = ledger.execute(1)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "store.failed"
    assert ledger.state() == ledger.refresh() == 40


def append_version_99(ledger: Sum) -> None:
    facts = {"number": 5}
    body = json.dumps({"kind": "Added", "version": 99, "by": [], "nonce": "", "facts": facts})
    with closing(sqlite3.connect(ledger.path, isolation_level=None)) as other:
        values = (ledger.length + 1, body, link(ledger._log.head, body))
        other.execute("INSERT INTO event VALUES (?, ?, ?)", values)


def test_an_event_of_a_newer_version_is_not_folded(ledger: Sum, tmp_path: Path) -> None:
    ledger.execute(20)
    append_version_99(ledger)
    for look in (ledger.refresh, lambda: ledger.execute(1), lambda: opened(tmp_path)):
        with pytest.raises(InputError) as caught:
            look()
        (problem,) = caught.value.problems
        assert (problem.code, problem.facts["version"]) == ("log.unknown_event", 99)
    assert ledger.state() == 40
    assert free_to_write(ledger.path)


def test_listeners_hear_of_commits_of_others(ledger: Sum, tmp_path: Path) -> None:
    heard = threading.Event()
    stop = ledger.subscribe(lambda state: heard.set() if state == 40 else None)
    with closing(opened(tmp_path)) as other:
        other.execute(20)
        assert heard.wait(60)
    assert ledger.state() == 40
    stop()


def test_nobody_asked_and_so_no_thread_runs(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with closing(opened(tmp_path)) as ledger:
        assert set(threading.enumerate()) == before
        ledger.execute(1)
        assert len(threading.enumerate()) == len(before) + 1
    assert set(threading.enumerate()) == before


def test_a_key_is_made_once_and_is_in_no_event(ledger: Sum, tmp_path: Path) -> None:
    key = ledger.key("badge")
    assert len(key) == 32
    assert ledger.key("badge") == key
    assert ledger.key("other") != key
    with closing(opened(tmp_path)) as other:
        assert other.key("badge") == key
    assert ledger.length == 0


def test_the_file_is_for_its_owner_alone_also_where_an_older_one_was_not(tmp_path: Path) -> None:
    path = tmp_path / "sum.db"
    for _ in range(2):
        opened(tmp_path).close()
        assert path.stat().st_mode & 0o077 == 0
        path.chmod(0o644)
