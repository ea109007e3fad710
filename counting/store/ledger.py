"""A small log on its own database, for streams without a journal (the meeting's, for one)."""

import os
import secrets
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from counting.model.refusal import InputError, Problem, Refusal
from counting.store.log import Log, Stream
from counting.store.schema import KEYS, LOG, connect
from counting.store.store import failure

S = TypeVar("S")
E = TypeVar("E")
C = TypeVar("C")


class Ledger(Generic[S, E, C]):
    """Commands in, committed events out. Every method may be called from any thread."""

    def __init__(
        self,
        path: Path,
        stream: Stream[S, E],
        handle: Callable[[S, C], tuple[E, ...] | Refusal],
    ) -> None:
        """Open or create the database. Raises InputError `store.*` when that cannot be done."""
        self._handle = handle
        self._path = path
        self._lock = threading.Lock()
        try:
            _owners_alone(path)
            self._db = connect(path, LOG, KEYS, create=True)
            self._log = Log(self._db, stream)
            self._log.catch_up()
        except sqlite3.Error as error:
            what = failure(error)
            raise InputError((Problem(what.code, str(path), what.facts),)) from error

    def state(self) -> S:
        """The state as of now, other processes' commits included."""
        with self._lock:
            self._log.catch_up()
            return self._log.state

    def execute(self, command: C, by: tuple[str, ...] = ()) -> tuple[E, ...] | Refusal:
        """Carry out a command; returns after its events are on the disk, or says why not."""
        with self._lock:
            mark = self._log.mark()
            try:
                self._db.conn.execute("BEGIN IMMEDIATE")
                self._log.catch_up()
                answer = self._handle(self._log.state, command)
                if not isinstance(answer, Refusal):
                    for event in answer:
                        self._log.append(event, by)
                self._db.conn.execute("COMMIT")
            except sqlite3.Error as error:
                self._log.rewind(mark)
                if self._db.conn.in_transaction:
                    self._db.conn.execute("ROLLBACK")
                return failure(error)
            return answer

    def key(self, name: str) -> bytes:
        """The 32 random bytes of that name: made once, kept beside the log, never in an event.

        Raises InputError `store.*`.
        """
        row = "SELECT value FROM secret WHERE name = ?"
        with self._lock:
            try:
                found = self._db.conn.execute(row, [name]).fetchone()
                if found is None:
                    # Of two processes the first one's key stays.
                    made = [name, secrets.token_bytes(32)]
                    self._db.conn.execute("INSERT OR IGNORE INTO secret VALUES (?, ?)", made)
                    found = self._db.conn.execute(row, [name]).fetchone()
            except sqlite3.Error as error:
                what = failure(error)
                raise InputError((Problem(what.code, str(self._path), what.facts),)) from error
            value: bytes = found[0]
            return value

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.conn.close()


def _owners_alone(path: Path) -> None:
    """Make the file for its owner's eyes, or close an older one to others: it holds names."""
    try:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        what = {"problem": error.strerror or str(error)}
        raise InputError((Problem("store.cannot_open", str(path), what),)) from error
    with suppress(OSError):  # not ours to close: it is read as it stands
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
