"""Making sure that nothing of an erased journal is left in the database's files."""

import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Final

PAUSE: Final = 0.25  # seconds between attempts while a reader holds the write-ahead log
_OWED: Final = 1  # user_version while closed journals may still be in the files


def owe(connection: sqlite3.Connection) -> None:
    """Note, in the transaction that deletes a journal, that its pages are still to be erased."""
    connection.execute(f"PRAGMA user_version = {_OWED}")


class Erasure:
    """Erases what is owed, again and again until no reader is in the way, and never waits.

    Deleted rows are overwritten already (secure_delete), but the layout of cells within a page
    still shows in which order rows came, and the write-ahead log still holds the pages: VACUUM
    rewrites the first, a TRUNCATE checkpoint empties the second.
    """

    def __init__(self, connection: sqlite3.Connection, again: Callable[[], object]) -> None:
        """`again` makes the writer call `attempt` once more, from another thread."""
        self._connection = connection
        self._again = again
        self._rebuilt = False
        self._due = 0.0
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._finished = threading.Event()
        self._finished.set()

    @property
    def finished(self) -> bool:
        """Whether nothing is owed, as far as this process has seen."""
        return self._finished.is_set()

    def wait(self, seconds: float) -> bool:
        """Whether nothing is owed within so many seconds; never on the writer's thread."""
        return self._finished.wait(seconds)

    def anew(self) -> None:
        """A journal was deleted: the file has to be rebuilt once more."""
        self._rebuilt, self._due = False, 0.0

    def attempt(self) -> bool:
        """Erase what is owed, outside a transaction on the writer's thread; True when it just was.

        Gives up at the first sign of somebody else's lock, and a thread asks for it again.
        """
        if self._connection.execute("PRAGMA user_version").fetchone() != (_OWED,):
            self._finished.set()
            return False
        if self._finished.is_set():
            self._finished.clear()
            self.anew()
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + PAUSE
            if self._erased():
                self._finished.set()
                return True
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._ask, name="erasure", daemon=True)
            self._thread.start()
        return False

    def close(self) -> None:
        """Ask no more; what is still owed the next start finds."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def _ask(self) -> None:
        while not self._finished.is_set() and not self._closing.wait(PAUSE):
            self._again()

    def _erased(self) -> bool:
        execute = self._connection.execute
        (patience,) = execute("PRAGMA busy_timeout").fetchone()
        execute("PRAGMA busy_timeout = 0")  # a station waits behind this: never for a reader
        try:
            if not self._rebuilt:
                execute("VACUUM")
                self._rebuilt = True
            busy, _, _ = execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                execute("PRAGMA user_version = 0")
            return not busy
        except sqlite3.Error:
            return False
        finally:
            execute(f"PRAGMA busy_timeout = {patience}")
