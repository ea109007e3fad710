"""Checking a congress: chain, views, accounts and outcome, against heads printed on paper."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from counting.model.refusal import InputError, Problem
from counting.model.state import Round
from counting.steps.count import contest_tally, outcome_of
from counting.store import views
from counting.store.chain import GENESIS, link
from counting.store.journal import CountLog
from counting.store.schema import connect
from counting.store.store import FILE, failure


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked and the first thing that differs in each part; empty: all agrees.

    `shown_head` is the last head that may be shown, as printed on slips and reports.
    """

    length: int
    shown_head: str | None
    problems: tuple[Problem, ...] = ()
    checked: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(directory: Path, heads: Sequence[str] = (), backup: Path | None = None) -> Verdict:
    """Recompute everything from the stored bytes and compare.

    `heads` are hashes from printed slips; `backup` is another copy of the database or its
    directory. Changes nothing. Raises InputError `store.*` when the file cannot be read.
    """
    path = directory / FILE
    try:
        db = connect(path)
        try:
            # One snapshot: others may be counting while we look.
            db.conn.execute("BEGIN")
            return _verify(db.conn, CountLog(db), heads, backup)
        finally:
            db.conn.close()
    except sqlite3.Error as error:
        what = failure(error)
        raise InputError((Problem(what.code, str(path), what.facts),)) from error


def chain(connection: sqlite3.Connection) -> tuple[list[str], Problem | None]:
    """The hashes of a log as recomputed, and the first row that does not fit."""
    hashes: list[str] = []
    previous = GENESIS
    rows = connection.execute("SELECT seq, body, hash FROM event ORDER BY seq")
    for seq, body, stored in rows:
        expected = link(previous, body)
        if seq != len(hashes) + 1:
            return hashes, Problem("verify.missing_event", f"event {len(hashes) + 1}")
        if stored != expected:
            facts = {"stored": stored, "computed": expected}
            return hashes, Problem("verify.chain", f"event {seq}", facts)
        hashes.append(expected)
        previous = expected
    return hashes, None


def _verify(
    connection: sqlite3.Connection, log: CountLog, heads: Sequence[str], backup: Path | None
) -> Verdict:
    hashes, broken = chain(connection)
    if broken:
        return Verdict(len(hashes), None, (broken,), ("chain",))
    try:
        log.catch_up()
    except InputError as error:
        return Verdict(len(hashes), None, error.problems, ("chain", "journal"))
    problems = [
        *_views(connection, log),
        *_results(log.state.rounds.values()),
        *_heads(hashes, heads),
        *(_backup(hashes, backup) if backup else ()),
    ]
    checked = ("chain", "journal", "views", "accounts", "outcome", "heads", "backup")
    return Verdict(
        len(hashes), log.shown_head, tuple(problems), checked if backup else checked[:-1]
    )


def _views(connection: sqlite3.Connection, log: CountLog) -> Iterable[Problem]:
    rebuilt = sorted(views.row(round_) for round_ in log.state.rounds.values())
    stored = views.stored(connection)
    if rebuilt != stored:
        differing = min(row[:2] for row in set(rebuilt) ^ set(stored))
        yield Problem("verify.views", differing[0], {"rebuilt": len(rebuilt)})


def _results(contests: Iterable[Round]) -> Iterable[Problem]:
    for contest in contests:
        if contest.outcome is None or contest.tally is None:
            continue
        name = contest.contest.id
        tally = contest_tally(contest)
        if tally != contest.tally:
            yield Problem("verify.tally", name)
        outcome = outcome_of(contest, tally)
        if outcome.balances != contest.outcome.balances:
            yield Problem("verify.accounts", name)
        if outcome != contest.outcome:
            yield Problem("verify.outcome", name)
        for account in outcome.balances:
            if not account.ok:
                yield Problem("verify.account_broken", f"{name} {account.code}", account.facts)


def _heads(hashes: Sequence[str], heads: Sequence[str]) -> Iterable[Problem]:
    known = set(hashes)
    for head in heads:
        if head.lower() not in known:
            yield Problem("verify.head_unknown", head, {"length": len(hashes)})


def _backup(hashes: Sequence[str], backup: Path) -> Iterable[Problem]:
    path = backup / FILE if backup.is_dir() else backup
    try:
        db = connect(path)
        try:
            copied, broken = chain(db.conn)
        finally:
            db.conn.close()
    except sqlite3.Error as error:
        what = failure(error)
        raise InputError((Problem(what.code, str(path), what.facts),)) from error
    if broken:
        yield Problem("verify.backup_broken", broken.place, broken.facts)
    shared = min(len(copied), len(hashes))
    for seq, (ours, theirs) in enumerate(zip(hashes, copied, strict=False), 1):
        if ours != theirs:
            yield Problem("verify.backup_differs", f"event {seq}", {"shared": shared})
            return
    if len(copied) > len(hashes):
        facts = {"length": len(hashes), "backup": len(copied)}
        yield Problem("verify.tail_missing", f"event {len(hashes) + 1}", facts)
