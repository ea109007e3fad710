"""Tokens of closed batches, as keyed hashes, apart from the records and in the hash's order."""

import sqlite3
from collections.abc import Iterable

from counting.model.state import LaneKey


def keep(connection: sqlite3.Connection, lane: LaneKey, tokens: Iterable[str]) -> None:
    """Remember the tokens that one pass over a batch has counted."""
    contest, round_, batch, number = lane
    connection.executemany(
        "INSERT INTO seen_token (contest, round, pass, hash, batch) VALUES (?, ?, ?, ?, ?)",
        [(contest, round_, number, token, batch) for token in sorted(tokens)],
    )


def forget(connection: sqlite3.Connection, contest: str, round_: int, batch: str) -> None:
    """Forget the tokens of a batch that is counted anew."""
    connection.execute(
        "DELETE FROM seen_token WHERE contest = ? AND round = ? AND batch = ?",
        [contest, round_, batch],
    )


def elsewhere(connection: sqlite3.Connection, lane: LaneKey, token: str) -> str | None:
    """The other batch in which the first pass has counted the token, if it was another."""
    contest, round_, batch, _ = lane
    row = connection.execute(
        "SELECT batch FROM seen_token"
        " WHERE contest = ? AND round = ? AND pass = 1 AND hash = ? AND batch != ?",
        [contest, round_, token, batch],
    ).fetchone()
    return str(row[0]) if row else None


def seen(connection: sqlite3.Connection, lane: LaneKey, token: str) -> bool:
    """Whether this pass has counted the token, in whichever closed batch."""
    contest, round_, _, number = lane
    row = connection.execute(
        "SELECT 1 FROM seen_token WHERE contest = ? AND round = ? AND pass = ? AND hash = ?",
        [contest, round_, number, token],
    ).fetchone()
    return row is not None
