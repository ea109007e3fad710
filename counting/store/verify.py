"""Checking a congress: chains, views, accounts and outcome, against heads printed on paper."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from counting.model.refusal import InputError, Problem
from counting.model.state import Round
from counting.steps.count import contest_tally, outcome_of
from counting.store.chain import GENESIS, link
from counting.store.copies import CopyReach, HeadReach, copy_reach, head_reaches
from counting.store.count import views
from counting.store.count.journal import CountLog
from counting.store.count.store import FILE
from counting.store.log import Log, Stream
from counting.store.read_only import look

_PARTS = ("chain", "journal", "views", "accounts", "outcome", "heads")


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and the first thing that differs in each part; empty: all agrees.

    `lengths`: how many events each database holds, by its file's name. `shown_head` is the last
    head of the count that may be shown, as printed on slips and reports. `copies`: how far each
    database of the backup goes, by file name; `heads`: where each head that was given stands.
    """

    lengths: Mapping[str, int]
    shown_head: str | None
    problems: tuple[Problem, ...]
    checked: tuple[str, ...]
    copies: Mapping[str, CopyReach] = field(default_factory=dict)
    heads: tuple[HeadReach, ...] = ()

    @property
    def length(self) -> int:
        """How many events the count's log holds."""
        return self.lengths[FILE]

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found in one database: the hashes of its log as recomputed, and what differs.

    `whole`: the log could be read to its end.
    """

    hashes: list[str]
    parts: tuple[str, ...]
    problems: tuple[Problem, ...]
    shown_head: str | None = None
    whole: bool = True


def verify(
    directory: Path,
    heads: Sequence[str] = (),
    backup: Path | None = None,
    beside: Mapping[str, Stream[Any, Any]] | None = None,
) -> Verification:
    """Recompute everything from the stored bytes and compare.

    `heads` are hashes from printed slips; `backup` is another copy of the count's database or of
    the directory. `beside`: the other databases that may lie there, each with what its log is
    about. Changes nothing, and needs no right to write. Raises InputError `store.*` when a file
    cannot be read.
    """
    found = {FILE: look(directory / FILE, partial(_count, heads))}
    for name, stream in (beside or {}).items():
        if (directory / name).exists():
            found[name] = look(directory / name, partial(_other, stream, Path(name).stem))
        else:
            missing = Problem("verify.log_missing", "")
            found[name] = _Checked([], (), (missing,))
    parts = [part for checked in found.values() for part in checked.parts]
    problems = [(name, problem) for name, checked in found.items() for problem in checked.problems]
    copies: dict[str, CopyReach] = {}
    if backup is not None and found[FILE].whole:
        parts.append("backup")
        for name, path in _copies(backup, (FILE, *(beside or ()))):
            ours = found.get(name, _Checked([], (), ()))
            if ours.whole:
                problems += [(name, p) for p in _backup(ours.hashes, path)]
                if (directory / name).exists():
                    copies[name] = copy_reach(directory / name, path)
    return Verification(
        {name: len(checked.hashes) for name, checked in found.items()},
        found[FILE].shown_head,
        tuple(
            p if n == FILE else replace(p, place=f"{n}: {p.place}" if p.place else n)
            for n, p in problems
        ),
        tuple(parts),
        copies,
        head_reaches(directory / FILE, heads) if found[FILE].whole else (),
    )


def _count(heads: Sequence[str], connection: sqlite3.Connection) -> _Checked:
    """The count: its chain, and all that can be computed from it anew."""
    hashes, broken = _chain(connection)
    if broken:
        return _Checked(hashes, _PARTS[:1], (broken,), whole=False)
    log = CountLog(connection)
    try:
        log.catch_up()
    except InputError as error:
        return _Checked(hashes, _PARTS[:2], error.problems, whole=False)
    rounds = log.state.rounds.values()
    problems = (*_views(connection, rounds), *_results(rounds), *_heads(hashes, heads))
    return _Checked(hashes, _PARTS, problems, log.shown_head)


def _other(stream: Stream[Any, Any], part: str, connection: sqlite3.Connection) -> _Checked:
    """Another log: its chain, and whether each event can be read."""
    hashes, broken = _chain(connection)
    if broken:
        return _Checked(hashes, (part,), (broken,), whole=False)
    try:
        Log(connection, stream).catch_up()
    except InputError as error:
        return _Checked(hashes, (part,), error.problems, whole=False)
    return _Checked(hashes, (part,), ())


def _chain(connection: sqlite3.Connection) -> tuple[list[str], Problem | None]:
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


def _views(connection: sqlite3.Connection, rounds: Iterable[Round]) -> Iterable[Problem]:
    rebuilt = sorted(views.row(round_) for round_ in rounds)
    stored = views.stored(connection)
    if rebuilt != stored:
        differing = min(row[:2] for row in set(rebuilt) ^ set(stored))
        yield Problem("verify.views", differing[0], {"rebuilt": len(rebuilt)})


def _results(rounds: Iterable[Round]) -> Iterable[Problem]:
    for round_ in rounds:
        if round_.outcome is None or round_.tally is None:
            continue
        name = round_.contest.id
        tally = contest_tally(round_)
        if tally != round_.tally:
            yield Problem("verify.tally", name)
        outcome = outcome_of(round_, tally)
        if outcome.balances != round_.outcome.balances:
            yield Problem("verify.accounts", name)
        if outcome != round_.outcome:
            yield Problem("verify.outcome", name)
        for balance in outcome.balances:
            if not balance.ok:
                yield Problem("verify.account_broken", f"{name} {balance.code}", balance.facts)


def _heads(hashes: Sequence[str], heads: Sequence[str]) -> Iterable[Problem]:
    known = set(hashes)
    for head in heads:
        if head.lower() not in known:
            yield Problem("verify.head_unknown", head, {"length": len(hashes)})


def _copies(backup: Path, names: Iterable[str]) -> Iterable[tuple[str, Path]]:
    """The databases of a backup by name. A single file is one of the count."""
    if not backup.is_dir():
        yield FILE, backup
        return
    for name in names:
        if name == FILE or (backup / name).exists():
            yield name, backup / name


def _backup(hashes: Sequence[str], path: Path) -> Iterable[Problem]:
    copied, broken = look(path, _chain)
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
