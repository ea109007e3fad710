"""Making sure that nothing of an erased journal is left in the database's files."""

import sqlite3
import time

_PATIENCE = 5.0  # seconds to wait for readers to let go of the write-ahead log
_PAUSE = 0.02


def erase(connection: sqlite3.Connection) -> bool:
    """Rebuild the file and empty the write-ahead log; False when a reader did not let go.

    Deleted rows are overwritten already (secure_delete), but the layout of cells within a page
    still shows in which order rows came, and the log still holds the pages: VACUUM rewrites the
    first, TRUNCATE empties the second.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            busy = 1
        if not busy:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
