"""The store: what is acknowledged is on the disk, what is erased is gone, one writer at a time."""

import multiprocessing
import os
import signal
import sqlite3
import threading
from pathlib import Path

import pytest

from counting.model.refusal import InputError, Refusal
from counting.model.state import State
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.codec import parse_command
from counting.steps.count import CloseCount, OpenCount
from counting.steps.sheets import RecordReading, RefuseFrame, UndoReading
from counting.store import CountDone, Store, verify
from tests.kit import forgeries
from tests.kit.congress import command_line, contest_object, reading
from tests.kit.patience import PATIENCE
from tests.kit.stores import must, open_count, token_ballot

C = "committee"


@pytest.fixture
def hall(tmp_path: Path) -> Store:
    store = open_count(tmp_path / "hall")
    yield store
    store.close()


def test_a_new_process_finds_the_same_state_journal_included(hall: Store) -> None:
    must(hall, OpenBatch(C, "1", 3))
    must(hall, *[RecordReading(C, "1", reading(s)) for s in ("ffa", "f?a")])
    other = Store.open(hall.directory)
    assert other.state() == hall.state()
    other.close()


def test_two_stores_fold_each_others_commits_through_closes_and_reopenings(
    tmp_path: Path,
) -> None:
    one = open_count(tmp_path, 2, contests=[contest_object(passes=2)])
    two = Store.open(tmp_path)
    must(one, OpenBatch(C, "1", 2), RecordReading(C, "1", reading("ffa")))
    must(two, RecordReading(C, "1", reading("faf")), CloseBatch(C, "1"))
    must(one, OpenBatch(C, "1", 2, 2), RecordReading(C, "1", reading("ffa")))
    must(two, RecordReading(C, "1", reading("aff")), CloseBatch(C, "1"))  # differs: both reopen
    must(one, OpenBatch(C, "1", 2), RecordReading(C, "1", reading("ffa")))
    must(two, RecordReading(C, "1", reading("faf")))
    assert two.refresh() == one.refresh()
    must(one, CloseBatch(C, "1"))
    assert two.refresh() == one.state()
    one.close()
    two.close()


def test_handles_are_random_and_unused(hall: Store) -> None:
    must(hall, OpenBatch(C, "1", 6))
    handles = [must(hall, RecordReading(C, "1", reading("ffa"))).recorded for _ in range(6)]
    assert len({h.reading for h in handles if h}) == 6


def test_the_log_cannot_be_edited_deleted_or_replaced(hall: Store) -> None:
    connection = sqlite3.connect(hall.path)
    body, digest = connection.execute("SELECT body, hash FROM event WHERE seq = 1").fetchone()
    for statement, values in (
        ("UPDATE event SET body = '{}' WHERE seq = 1", ()),
        ("DELETE FROM event WHERE seq = 1", ()),
        ("INSERT OR REPLACE INTO event VALUES (1, ?, ?)", (body, digest)),
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement, values)
    connection.close()


class TestVerify:
    @pytest.fixture
    def closed(self, tmp_path: Path) -> Path:
        store = open_count(tmp_path / "hall", 2)
        must(store, OpenBatch(C, "1", 2))
        must(store, *[RecordReading(C, "1", reading(s)) for s in ("ffa", "faf")])
        must(store, CloseBatch(C, "1"), CloseCount(C))
        self.head = store.shown_head
        store.close()
        return tmp_path / "hall"

    def test_an_untouched_congress_agrees_with_its_printed_head(self, closed: Path) -> None:
        assert verify(closed, [self.head]).ok

    def test_a_head_that_never_was_is_named(self, closed: Path) -> None:
        (problem,) = verify(closed, ["ab" * 32]).problems
        assert problem.code == "verify.head_unknown"

    def test_an_edited_event_breaks_the_chain_where_it_stands(self, closed: Path) -> None:
        forgeries.forge(
            closed / "congress.db",
            "UPDATE event SET body = replace(body, '\"returned\":2', '\"returned\":3')",
        )
        (problem,) = verify(closed).problems
        assert (problem.code, problem.place) == ("verify.chain", "event 5")

    def test_a_deleted_event_is_missed(self, closed: Path) -> None:
        forgeries.forge(closed / "congress.db", "DELETE FROM event WHERE seq = 4")
        (problem,) = verify(closed).problems
        assert (problem.code, problem.place) == ("verify.missing_event", "event 4")

    def test_a_deleted_tail_is_seen_against_a_printed_head(self, closed: Path) -> None:
        forgeries.forge(closed / "congress.db", "DELETE FROM event WHERE seq > 6")
        assert "verify.head_unknown" in {p.code for p in verify(closed, [self.head]).problems}

    def test_a_changed_view_is_seen(self, closed: Path) -> None:
        forgeries.forge(closed / "congress.db", "UPDATE contest_view SET valid = valid + 1")
        (problem,) = verify(closed).problems
        assert problem.code == "verify.views"

    def test_a_rewritten_log_differs_from_a_backup(self, closed: Path, tmp_path: Path) -> None:
        backup = tmp_path / "copy.db"
        source = sqlite3.connect(closed / "congress.db")
        copy = sqlite3.connect(backup)
        source.backup(copy)
        source.close()
        copy.close()
        assert verify(closed, backup=backup).ok
        forgeries.forge(closed / "congress.db", "DELETE FROM event WHERE seq > 6")
        codes = {p.code for p in verify(closed, backup=backup).problems}
        assert "verify.tail_missing" in codes

    @pytest.mark.parametrize("content", [None, b"", b"junk" * 5000])
    def test_a_file_that_is_no_congress_is_refused(
        self, tmp_path: Path, content: bytes | None
    ) -> None:
        if content is not None:
            (tmp_path / "congress.db").write_bytes(content)
        with pytest.raises(InputError) as caught:
            verify(tmp_path)
        assert caught.value.problems[0].code.startswith("store.")


class TestTokens:
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        store = open_count(tmp_path, 4, contests=[contest_object(identification="token", passes=2)])
        yield store
        store.close()

    def test_a_sheet_counts_once_across_open_and_closed_batches(self, store: Store) -> None:
        sheet = RecordReading(C, "1", reading("ffa", code=token_ballot(store, "1" * 12)))
        must(store, OpenBatch(C, "1", 1), sheet)
        must(store, OpenBatch(C, "2", 1))
        again = RecordReading(C, "2", sheet.reading)
        for _ in range(2):
            answer = store.execute(again)
            assert isinstance(answer, Refusal)
            assert answer.code == "ballot.already_counted"
            store.execute(CloseBatch(C, "1"))

    def test_the_second_pass_counts_the_same_tokens_again(self, store: Store) -> None:
        sheet = RecordReading(C, "1", reading("ffa", code=token_ballot(store, "1" * 12)))
        must(store, OpenBatch(C, "1", 1), sheet, CloseBatch(C, "1"))
        must(store, OpenBatch(C, "1", 1, 2), sheet, CloseBatch(C, "1"))

    def test_after_a_difference_the_batch_is_counted_anew(self, store: Store) -> None:
        def sheet(marks: str) -> RecordReading:
            return RecordReading(C, "1", reading(marks, code=token_ballot(store, "1" * 12)))

        must(store, OpenBatch(C, "1", 1), sheet("ffa"), CloseBatch(C, "1"))
        must(store, OpenBatch(C, "1", 1, 2), sheet("aff"), CloseBatch(C, "1"))
        must(store, OpenBatch(C, "1", 1), sheet("ffa"), CloseBatch(C, "1"))


def _read_until_killed(directory: Path, acknowledged: "multiprocessing.Queue[int]") -> None:
    store = Store.open(directory)
    while True:
        done = store.execute(RecordReading(C, "1", reading("ffa")))
        if isinstance(done, CountDone) and done.recorded:
            acknowledged.put(done.recorded.reading)


def test_a_kill_loses_no_acknowledged_sheet_and_doubles_none(tmp_path: Path) -> None:
    open_count(tmp_path, 9).close()
    context = multiprocessing.get_context("spawn")
    store = Store.open(tmp_path)
    must(store, OpenBatch(C, "1", 9))
    store.close()
    queue = context.Queue()
    child = context.Process(target=_read_until_killed, args=(tmp_path, queue))
    child.start()
    acknowledged = {queue.get(timeout=PATIENCE) for _ in range(5)}
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    store = Store.open(tmp_path)
    sheets = store.state().current(C).batches["1"].lanes[1].sheets
    assert acknowledged <= set(sheets)
    assert verify(tmp_path).ok
    store.close()


def test_many_threads_and_processes_never_lose_or_double_a_sheet(tmp_path: Path) -> None:
    one = open_count(tmp_path, 8)
    two = Store.open(tmp_path)
    must(one, OpenBatch(C, "1", 8))

    def feed(store: Store) -> None:
        for _ in range(2):
            must(store, RecordReading(C, "1", reading("ffa")))

    threads = [threading.Thread(target=feed, args=(store,)) for store in (one, two, one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert one.refresh() == two.refresh()
    must(two, CloseBatch(C, "1"))
    one.close()
    two.close()


def test_listeners_hear_of_commits_here_and_in_other_processes(hall: Store) -> None:
    heard = threading.Event()
    seen: list[State] = []

    def listen(state: State) -> None:
        seen.append(state)
        heard.set()

    stop = hall.subscribe(listen)
    other = Store.open(hall.directory)
    must(other, OpenBatch(C, "1", 2))
    assert heard.wait(PATIENCE)
    assert "1" in seen[-1].current(C).batches
    stop()
    other.close()


def test_a_lease_belongs_to_one_owner_until_given_back(hall: Store) -> None:
    lane = (C, 1, "1", 1)
    assert hall.lease(lane, "a") is None
    assert hall.lease(lane, "a") is None
    refusal = hall.lease(lane, "b")
    assert refusal
    assert refusal.code == "station.batch_taken"
    hall.release("a")
    assert hall.lease(lane, "b") is None


def test_a_full_disk_refuses_and_loses_nothing(hall: Store) -> None:
    must(hall, OpenBatch(C, "1", 6), RecordReading(C, "1", reading("ffa")))
    connection = hall._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    answer = CountDone(())
    while isinstance(answer, CountDone):
        before = hall.state()
        answer = hall.execute(RefuseFrame(C, "1", "ballot.full", "r" * 100))
    assert answer.code == "store.disk_full"
    assert hall.state() == before
    connection.execute("PRAGMA max_page_count = 1000000")
    must(hall, UndoReading(C, "1"))


def test_an_existing_congress_is_never_overwritten(hall: Store) -> None:
    with pytest.raises(InputError) as caught:
        Store.create(hall.directory)
    assert caught.value.problems[0].code == "store.exists"


class TestCommandsAsJson:
    def test_every_field_is_checked_by_name(self) -> None:
        for line, code_, place in (
            ("{", "command.json", "line"),
            ("[]", "command.unknown", "command"),
            (command_line("Vote"), "command.unknown", "command"),
            (command_line("OpenCount"), "input.missing_key", "contest"),
            (
                command_line("OpenBatch", contest=C, batch="1", size="5"),
                "input.not_a_whole_number",
                "size",
            ),
            (command_line("OpenCount", contest=C, by="me"), "input.not_an_array", "by"),
            (command_line("OpenCount", contest=C, vote=1), "input.unknown_key", "vote"),
            (
                command_line("RecordReading", contest=C, batch="1", code=None, marks={"a": "yes"}),
                "input.not_a_choice",
                "marks.a",
            ),
            (
                command_line("OpenBatch", contest=C, batch="1", size=5, **{"pass": "x"}),
                "input.not_a_whole_number",
                "pass",
            ),
        ):
            with pytest.raises(InputError) as caught:
                parse_command(line)
            (problem, *_) = caught.value.problems
            assert (problem.code, problem.place) == (code_, place), line

    def test_a_command_says_who_gave_it(self) -> None:
        command, by = parse_command(command_line("OpenCount", contest=C, by=["甲", "乙"]))
        assert command == OpenCount(C)
        assert by == ("甲", "乙")


def test_a_view_that_was_changed_by_hand_is_named(hall: Store) -> None:
    """Also where the log has no figure yet and the view has."""
    hall.close()
    with sqlite3.connect(hall.path) as connection:
        connection.execute("UPDATE contest_view SET issued = NULL")
    (problem,) = verify(hall.directory).problems
    assert (problem.code, problem.place) == ("verify.views", C)


def test_a_backup_that_is_no_database_is_named_itself(hall: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"no database at all, and long enough to be looked at as one" * 20)
    with pytest.raises(InputError) as caught:
        verify(hall.directory, backup=copy)
    assert caught.value.problems[0].place == str(copy)


def test_a_token_of_another_batch_is_told_in_the_second_pass(tmp_path: Path) -> None:
    contests = [contest_object(identification="token", passes=2)]
    store = open_count(tmp_path, 2, contests=contests)
    for batch, token in (("1", "111111111111"), ("2", "222222222222")):
        sheet = reading("ffa", code=token_ballot(store, token))
        must(store, OpenBatch(C, batch, 1), RecordReading(C, batch, sheet), CloseBatch(C, batch))
    must(store, OpenBatch(C, "1", 1, 2))
    strange = reading("ffa", code=token_ballot(store, "222222222222"))
    answer = store.execute(RecordReading(C, "1", strange))
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts) == ("ballot.other_batch", {"batch": "2", "here": "1"})
    store.close()
