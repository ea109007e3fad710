"""Making sure that nothing of an erased journal is left in the database's files."""

import sqlite3
import time

_PATIENCE = 5.0  # seconds to wait for readers to let go of the write-ahead log
_PAUSE = 0.02
_OWED = 1  # user_version while closed journals may still be in the files


def owe(connection: sqlite3.Connection) -> None:
    """Note, in the transaction that deletes a journal, that its pages are still to be erased."""
    connection.execute(f"PRAGMA user_version = {_OWED}")


def owed(connection: sqlite3.Connection) -> bool:
    """Whether a deleted journal may still be in the files."""
    return bool(connection.execute("PRAGMA user_version").fetchone() == (_OWED,))


def erase(connection: sqlite3.Connection) -> bool:
    """Rebuild the file and empty the write-ahead log; False when that could not be done.

    Deleted rows are overwritten already (secure_delete), but the layout of cells within a page
    still shows in which order rows came, and the log still holds the pages: VACUUM rewrites the
    first, TRUNCATE empties the second. What is not erased now stays owed.
    """
    deadline = time.monotonic() + _PATIENCE
    try:
        while _busy(connection):
            if time.monotonic() > deadline:
                return False
            time.sleep(_PAUSE)
        connection.execute("PRAGMA user_version = 0")
    except sqlite3.Error:
        return False
    return True


def _busy(connection: sqlite3.Connection) -> bool:
    """Whether a reader has kept the write-ahead log from being emptied."""
    try:
        connection.execute("VACUUM")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return True
    return bool(busy)
