"""A log on a database of its own: commands in, committed events out, the state for everyone."""

import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlite_utils import Migrations

from counting.model.refusal import InputError, Problem, Refusal, system_errors
from counting.steps.messages import RecordedRefusal
from counting.store.log import Log, Stream
from counting.store.open_files import OpenFiles
from counting.store.schema import KEYS, LOG, connect, database_errors, failure
from counting.store.writer import Writer

S = TypeVar("S")
E = TypeVar("E")
C = TypeVar("C")

_WATCH = 0.025  # seconds between looks for other processes' commits


@dataclass(frozen=True, slots=True)
class Done(Generic[E]):
    """What a command made happen, on the disk."""

    events: tuple[E, ...]


class Ledger(Generic[S, E, C]):
    """Any number of processes may have it open; one writes at a time.

    Every method may be called from any thread.
    """

    def __init__(
        self,
        path: Path,
        stream: Stream[S, E],
        handle: Callable[[S, C, tuple[str, ...]], tuple[E, ...] | Refusal | RecordedRefusal[E]],
        *,
        tables: tuple[Migrations, ...] = (LOG, KEYS),
        create: bool = True,
    ) -> None:
        """Open the database; with `create`, make it where there is none, for its owner alone.

        `handle` is given the state, a command and who acts.
        Raises InputError `store.*` when that cannot be done, `log.*` for what the log holds.
        """
        self.path = path
        self._stream = stream
        self._handle = handle
        self._listeners: list[Callable[[S], None]] = []
        self._closing = threading.Event()
        self._watcher: threading.Thread | None = None
        self._writer: Writer[Callable[[], Done[E] | Refusal] | None, Done[E] | Refusal]
        self._writer = Writer(self._commit)
        if create:
            _owners_alone(path)
        with database_errors(path):
            self._connection = connect(path, *tables, create=create)
            try:
                self._log = self._log_of(self._connection)
                self._take_up()
                self._files = OpenFiles(path)
            except BaseException:
                self._connection.close()
                raise

    def state(self) -> S:
        """What is known now, as of the last commit seen. A value: it never changes."""
        return self._log.state

    @property
    def length(self) -> int:
        """How many events the log holds."""
        return self._log.length

    def execute(self, command: C, by: tuple[str, ...] = ()) -> Done[E] | Refusal:
        """Carry out a command. Returns after its events are on the disk, or says why not."""
        return self._submit(lambda: self._carry_out(command, by))

    def refresh(self) -> S:
        """Look what other processes have committed, and return the state."""
        self._submit(None)
        return self._log.state

    def subscribe(self, listener: Callable[[S], None]) -> Callable[[], None]:
        """Call `listener(state)` after every commit, here or in another process.

        It runs on the writer thread and must not wait. Returns how to stop listening.
        """
        self._listeners.append(listener)
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, name="watch", daemon=True)
            self._watcher.start()
        return lambda: self._listeners.remove(listener)

    def key(self, name: str) -> bytes:
        """The 32 random bytes of that name: made once, kept beside the log, never in an event.

        Raises InputError `store.*`.
        """
        found: list[bytes] = []

        def fetch() -> Done[E]:
            found.append(secret(self._connection, name))
            return Done(())

        answer = self._submit(fetch)
        if isinstance(answer, Refusal):
            raise InputError((Problem(answer.code, str(self.path), answer.facts),))
        return found[0]

    def close(self) -> None:
        """Finish waiting commands, stop the threads, close the file."""
        self._closing.set()
        if self._watcher:
            self._watcher.join()
        self._writer.close()
        self._connection.close()

    def _log_of(self, connection: sqlite3.Connection) -> Log[S, E]:
        return Log(connection, self._stream)

    def _take_up(self) -> None:
        """Read the whole log, on one consistent snapshot."""
        self._connection.execute("BEGIN")
        try:
            self._log.catch_up()
        finally:
            self._connection.execute("COMMIT")

    def _submit(self, job: Callable[[], Done[E] | Refusal] | None) -> Done[E] | Refusal:
        """Have a change of the database carried out; None: look what others have committed."""
        return self._writer.submit(job).result()

    def _commit(
        self, jobs: Sequence[Callable[[], Done[E] | Refusal] | None]
    ) -> Sequence[Done[E] | Refusal]:
        """Carry out waiting jobs in one transaction, each with its own answer."""
        if not self._files.there():
            return [Refusal("store.replaced", {"file": self.path.name})] * len(jobs)
        mark = self._log.mark()
        before = self._log.state
        changing = any(jobs)
        try:
            self._connection.execute("BEGIN IMMEDIATE" if changing else "BEGIN")
            self._log.catch_up()
            results: list[Done[E] | Refusal] = [job() if job else Done(()) for job in jobs]
            if changing:
                self._before_commit(before)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back(mark)
            return [failure(error, self.path)] * len(jobs)
        except BaseException:
            self._roll_back(mark)
            raise
        self._after_commit(looked=not changing)
        if self._log.state is not before:
            self._tell()
        return results

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener(self._log.state)

    def _before_commit(self, before: S) -> None:
        """What else belongs into the transaction that changed the state from `before`."""

    def _after_commit(self, *, looked: bool) -> None:
        """What can be done only after the commit, before anybody is answered.

        `looked`: nothing was changed here, only what others committed was read.
        """

    def _roll_back(self, mark: tuple[Any, ...]) -> None:
        self._log.rewind(mark)
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _carry_out(self, command: C, by: tuple[str, ...]) -> Done[E] | Refusal:
        answer = self._handle(self._log.state, command, by)
        if isinstance(answer, Refusal):
            return answer
        events = answer.events if isinstance(answer, RecordedRefusal) else answer
        for event in events:
            self._log.append(event, by)
        return answer.refusal if isinstance(answer, RecordedRefusal) else Done(events)

    def _watch(self) -> None:
        """Notice other processes' commits by `PRAGMA data_version` on a connection of our own."""
        with closing(connect(self.path)) as connection:
            seen = None
            while not self._closing.wait(_WATCH):
                (version,) = connection.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    self._writer.submit(None)
                seen = version


def secret(connection: sqlite3.Connection, name: str) -> bytes:
    """The key of that name; made where there is none. Of two processes the first one's stays."""
    made = [name, secrets.token_bytes(32)]
    connection.execute("INSERT OR IGNORE INTO secret VALUES (?, ?)", made)
    row = connection.execute("SELECT value FROM secret WHERE name = ?", [name]).fetchone()
    return bytes(row[0])


def _owners_alone(path: Path) -> None:
    """Make the file for its owner's eyes, or close an older one to others: it holds names."""
    with system_errors("store.cannot_open", path):
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with suppress(OSError):  # not ours to close: it is read as it stands
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
