"""The count's database: commands in, committed events out, and the state for everyone to read."""

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counting.model.context import Context
from counting.model.refusal import InputError, Problem, Refusal
from counting.model.state import LaneKey, State
from counting.steps.batches import BatchCounted
from counting.steps.handle import handle
from counting.steps.messages import Command, Event, RecordedRefusal
from counting.steps.sheets import ReadingRecorded
from counting.store import views
from counting.store.erasure import erase
from counting.store.journal import CountLog
from counting.store.schema import COUNT, LOG, connect, remove
from counting.store.writer import Writer

FILE = "congress.db"
_LEASE = 10.0  # seconds without a beat after which a lease may be taken over
_ERASURE_OWED = 1  # user_version while closed journals may still be in the files
_WATCH = 0.025  # seconds between looks for other processes' commits

# What SQLite says when the disk or the file fails, and the code we refuse with.
_FAILURES = {
    sqlite3.SQLITE_FULL: "store.disk_full",
    sqlite3.SQLITE_BUSY: "store.locked",
    sqlite3.SQLITE_LOCKED: "store.locked",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_IOERR: "store.io_error",
    sqlite3.SQLITE_CORRUPT: "store.corrupt",
    sqlite3.SQLITE_NOTADB: "store.corrupt",
    sqlite3.SQLITE_CANTOPEN: "store.cannot_open",
}


@dataclass(frozen=True, slots=True)
class Done:
    """A command's committed events; `erased` is False when a closed journal may survive."""

    events: tuple[Event, ...]
    erased: bool = True

    @property
    def recorded(self) -> ReadingRecorded | None:
        """The reading this command recorded, if it was one."""
        return next((e for e in self.events if isinstance(e, ReadingRecorded)), None)


Result = Done | Refusal


@dataclass(frozen=True, slots=True)
class _Job:
    """A command, or another change of the database; neither: look what others have committed."""

    command: Command | None = None
    by: tuple[str, ...] = ()
    change: Callable[[sqlite3.Connection], Result] | None = None


def failure(error: sqlite3.Error) -> Refusal:
    """The refusal for what SQLite could not do; nothing has been stored."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    return Refusal(_FAILURES.get(primary or -1, "store.failed"), {"problem": str(error)})


class Store:
    """One congress directory. Any number of processes may have it open; one writes at a time."""

    def __init__(self, directory: Path, *, create: bool = False) -> None:
        """Open `directory`'s database. Raises InputError `store.*` when that cannot be done."""
        self.directory = directory
        self.path = directory / FILE
        try:
            self._db = connect(self.path, LOG, COUNT, create=create)
            self._connection = self._db.conn
            try:
                self._take_up(create)
            except BaseException:
                self._connection.close()
                raise
        except sqlite3.Error as error:
            what = failure(error)
            raise InputError((Problem(what.code, str(self.path), what.facts),)) from error
        self.owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._listeners: list[Callable[[State], None]] = []
        self._closing = threading.Event()
        self._watcher: threading.Thread | None = None
        self._writer: Writer[_Job, Result] = Writer(self._commit)

    @classmethod
    def create(cls, directory: Path) -> "Store":
        """Make a congress directory with a new database and its own keys.

        Raises InputError `store.exists` when there is one already.
        """
        path = directory / FILE
        try:
            directory.mkdir(parents=True, exist_ok=True)
            # The file holds the keys of the codes: only its owner may read it. Making it here,
            # and only where there is none, also lets one of two processes win.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError as error:
            code = "store.exists" if path.exists() else "store.cannot_open"
            raise InputError((Problem(code, str(path), {"problem": str(error)}),)) from error
        except OSError as error:
            what = {"problem": error.strerror or str(error)}
            raise InputError((Problem("store.cannot_open", str(path), what),)) from error
        try:
            return cls(directory, create=True)
        except BaseException:
            remove(path)
            raise

    @classmethod
    def open(cls, directory: Path) -> "Store":
        """Open an existing congress directory. Raises InputError `store.missing` or `store.*`."""
        if not (directory / FILE).is_file():
            raise InputError((Problem("store.missing", str(directory / FILE)),))
        return cls(directory)

    def state(self) -> State:
        """What is known now, as of the last commit seen. A value: it never changes."""
        return self._log.state

    @property
    def length(self) -> int:
        """How many events the log holds."""
        return self._log.length

    @property
    def shown_head(self) -> str | None:
        """The last head that may be shown: after the seal, OpenCount, or a batch counted."""
        return self._log.shown_head

    @property
    def ballot_key(self) -> bytes:
        """The key of this congress's ballot codes. It never leaves the machine."""
        return bytes(self._keys["ballot"])

    def execute(self, command: Command, by: tuple[str, ...] = ()) -> Result:
        """Carry out a command. Returns after its events are on the disk, or says why not."""
        return self._writer.submit(_Job(command, by)).result()

    def refresh(self) -> State:
        """Look what other processes have committed, and return the state."""
        self._writer.submit(_Job(None)).result()
        return self._log.state

    def subscribe(self, listener: Callable[[State], None]) -> Callable[[], None]:
        """Call `listener(state)` after every commit, here or in another process.

        It runs on the writer thread and must not wait. Returns how to stop listening.
        """
        self._listeners.append(listener)
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, name="watch", daemon=True)
            self._watcher.start()
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Finish waiting commands, stop the threads, close the file."""
        self._closing.set()
        if self._watcher:
            self._watcher.join()
        self._writer.close()
        self._connection.close()

    def lease(self, lane: LaneKey, owner: str) -> Refusal | None:
        """Take or keep the right to feed one pass over one batch; refused while another has it."""
        now = time.time()

        def take(connection: sqlite3.Connection) -> Result:
            for (holder,) in connection.execute(
                "SELECT owner FROM lease"
                " WHERE contest = ? AND round = ? AND batch = ? AND pass = ?",
                [*lane],
            ).fetchall():
                if _process_ended(holder):
                    connection.execute("DELETE FROM lease WHERE owner = ?", [holder])
            taken = connection.execute(
                "INSERT INTO lease VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET owner = excluded.owner, beat = excluded.beat"
                " WHERE owner = excluded.owner OR beat < ? RETURNING owner",
                [*lane, owner, now, now - _LEASE],
            ).fetchall()
            facts = {"batch": lane[2], "pass": lane[3]}
            return Done(()) if taken else Refusal("station.batch_taken", facts)

        result = self._writer.submit(_Job(change=take)).result()
        return result if isinstance(result, Refusal) else None

    def release(self, owner: str) -> None:
        """Give back every lease of `owner`."""

        def give_back(connection: sqlite3.Connection) -> Result:
            connection.execute("DELETE FROM lease WHERE owner = ?", [owner])
            return Done(())

        self._writer.submit(_Job(change=give_back)).result()

    def _take_up(self, create: bool) -> None:
        """Read the whole log, and finish what a crash left undone."""
        if create:
            self._make_secrets()
        self._log = CountLog(self._db)
        self._keys = dict(self._connection.execute("SELECT name, value FROM secret"))
        self._look()
        self._finish_erasure()

    def _make_secrets(self) -> None:
        for name in ("ballot", "token"):
            self._connection.execute(
                "INSERT OR IGNORE INTO secret VALUES (?, ?)", [name, secrets.token_bytes(32)]
            )

    def _look(self) -> bool:
        """Fold what others committed, on one consistent snapshot."""
        self._connection.execute("BEGIN")
        try:
            return self._log.catch_up()
        finally:
            self._connection.execute("COMMIT")

    def _finish_erasure(self) -> None:
        """A crash between a close and its erasure must not leave the old pages behind."""
        if self._connection.execute("PRAGMA user_version").fetchone() == (_ERASURE_OWED,):
            self._erase()

    def _erase(self) -> bool:
        try:
            if not erase(self._connection):
                return False
            self._connection.execute("PRAGMA user_version = 0")
        except sqlite3.Error:
            return False  # the close itself is on the disk; the next start erases what is left
        return True

    def _commit(self, jobs: Sequence[_Job]) -> Sequence[Result]:
        """Carry out waiting commands in one transaction, each with its own answer."""
        mark = self._log.mark()
        before = self._log.state
        try:
            if not any(job.command or job.change for job in jobs):
                if self._look():
                    self._tell()
                return [Done(()) for _ in jobs]
            self._connection.execute("BEGIN IMMEDIATE")
            self._log.catch_up()
            results = [self._carry_out(job) for job in jobs]
            changed = [
                contest
                for key, contest in self._log.state.rounds.items()
                if before.rounds.get(key) is not contest
            ]
            gone = before.rounds.keys() - self._log.state.rounds.keys()
            views.update(self._connection, changed, gone)
            closed = any(isinstance(r, Done) and _closed_a_batch(r) for r in results)
            if closed:
                self._connection.execute(f"PRAGMA user_version = {_ERASURE_OWED}")
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back(mark)
            return [failure(error)] * len(jobs)
        except BaseException:
            self._roll_back(mark)
            raise
        if closed:
            results = self._erased(results)
        if self._log.state is not before:
            self._tell()
        return results

    def _roll_back(self, mark: tuple[Any, ...]) -> None:
        self._log.rewind(mark)
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _erased(self, results: list[Result]) -> list[Result]:
        if self._erase():
            return results
        return [
            Done(r.events, erased=False) if isinstance(r, Done) and _closed_a_batch(r) else r
            for r in results
        ]

    def _carry_out(self, job: _Job) -> Result:
        if job.change:
            return job.change(self._connection)
        if job.command is None:
            return Done(())
        context = self._context(job.by)
        answer = handle(self._log.state, job.command, context)
        if isinstance(answer, Refusal):
            return answer
        events = answer.events if isinstance(answer, RecordedRefusal) else answer
        for event in events:
            self._log.append(event, context.by)
        return answer.refusal if isinstance(answer, RecordedRefusal) else Done(events)

    def _context(self, by: tuple[str, ...]) -> Context:
        return Context(
            ballot_key=self._keys["ballot"],
            token_key=self._keys["token"],
            fresh=self._unused_handle(),
            by=by,
            seen=self._seen,
        )

    def _unused_handle(self) -> int:
        lanes = [
            lane.sheets
            for round_ in self._log.state.rounds.values()
            for batch in round_.batches.values()
            for lane in batch.lanes.values()
        ]
        fresh = secrets.randbelow(2**31 - 1) + 1
        while any(fresh in sheets for sheets in lanes):
            fresh = secrets.randbelow(2**31 - 1) + 1
        return fresh

    def _seen(self, lane: LaneKey, token: str) -> bool:
        contest, round_, _, number = lane
        return bool(
            self._connection.execute(
                "SELECT 1 FROM seen_token"
                " WHERE contest = ? AND round = ? AND pass = ? AND hash = ?",
                [contest, round_, number, token],
            ).fetchone()
        )

    def _tell(self) -> None:
        state = self._log.state
        for listener in list(self._listeners):
            listener(state)

    def _watch(self) -> None:
        """Notice other processes' commits by `PRAGMA data_version` on a connection of our own."""
        db = connect(self.path)
        try:
            seen = None
            while not self._closing.wait(_WATCH):
                (version,) = db.conn.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    self._writer.submit(_Job(None))
                seen = version
        finally:
            db.conn.close()


def _process_ended(owner: str) -> bool:
    """Whether the process at the head of an owner's name is known to be gone.

    A station that was killed may then come back to its batch at once, without waiting for its
    own old lease to run out.
    """
    pid = owner.partition("-")[0]
    if os.name != "posix" or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _closed_a_batch(done: Done) -> bool:
    return any(isinstance(event, BatchCounted) for event in done.events)
