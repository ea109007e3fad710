"""Leases: one pass over one batch is fed by one station at a time."""

import os
import sqlite3
import time

from counting.model.state import LaneKey

_PATIENCE = 10.0  # seconds without a beat after which a lease may be taken over


def take(connection: sqlite3.Connection, lane: LaneKey, owner: str) -> bool:
    """Take or keep the lease of a pass; False while another owner has it. In a transaction.

    Beats are in seconds since this machine started, which all its processes share and no clock
    that is set changes. One that lies ahead is from before the machine was started again.
    """
    now = time.monotonic()
    for (holder,) in connection.execute(
        "SELECT owner FROM lease WHERE contest = ? AND round = ? AND batch = ? AND pass = ?",
        [*lane],
    ).fetchall():
        if process_ended(holder.partition("-")[0]):
            give_back(connection, holder)
    taken = connection.execute(
        "INSERT INTO lease VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET owner = excluded.owner, beat = excluded.beat"
        " WHERE owner = excluded.owner OR beat NOT BETWEEN ? AND ? RETURNING owner",
        [*lane, owner, now, now - _PATIENCE, now],
    ).fetchall()
    return bool(taken)


def give_back(connection: sqlite3.Connection, owner: str) -> None:
    """Give back every lease of `owner`."""
    connection.execute("DELETE FROM lease WHERE owner = ?", [owner])


def process_ended(pid: str) -> bool:
    """Whether the process of that number is known to be gone.

    A station that was killed may then come back to its batch at once, without waiting for its
    own old lease to run out.
    """
    if os.name != "posix" or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
