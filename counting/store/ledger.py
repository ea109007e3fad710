"""A small log on its own database, for streams without a journal (the meeting's, for one)."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from counting.model import InputError, Problem, Refusal
from counting.store.log import Log, Stream
from counting.store.schema import LOG, connect
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
        self._lock = threading.Lock()
        try:
            self._db = connect(path, LOG, create=True)
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

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.conn.close()
