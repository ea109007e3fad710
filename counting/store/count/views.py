"""Views: per contest, how far its count has come. A cache, rebuilt from the log at any time."""

import sqlite3
from collections.abc import Iterable

from counting.model.state import Round, RoundKey
from counting.rounds.status import progress

ViewRow = tuple[str, int, str, int | None, int | None, int, int, int, int]


def row(round_: Round) -> ViewRow:
    """The view of one contest, in the column order of `contest_view`."""
    now = progress(round_)
    return (
        *round_.key,
        round_.phase.value,
        round_.figures.issued,
        round_.figures.returned,
        now.counted,
        now.valid,
        now.invalid,
        now.pending,
    )


def update(
    connection: sqlite3.Connection,
    contests: Iterable[Round],
    gone: Iterable[RoundKey] = (),
) -> None:
    """Write the views of rounds that changed, drop those of withdrawn ones; in a transaction."""
    connection.executemany("DELETE FROM contest_view WHERE contest = ? AND round = ?", [*gone])
    connection.executemany(
        "INSERT OR REPLACE INTO contest_view VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [row(contest) for contest in contests],
    )


def stored(connection: sqlite3.Connection) -> list[ViewRow]:
    """The views as they stand in the database."""
    return connection.execute("SELECT * FROM contest_view ORDER BY contest, round").fetchall()
