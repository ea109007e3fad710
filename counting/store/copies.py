"""How far a copy of a log goes, and a head on paper, beside the log as it is now."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from counting.store.read_only import look

Relation = Literal["equal", "older", "newer", "forked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReach:
    """A copy beside the log it was taken from; numbers of events from the first on.

    `shared` are equal in both, which have `length` and `copied`. `lacks` names the batches counted
    in events that the copy lacks, as ``contest batch/pass``. `open_sheets` are those of batches
    that were still open, here and in the copy.
    """

    shared: int
    length: int
    copied: int
    lacks: tuple[str, ...] = ()
    open_sheets: tuple[int, int] = (0, 0)

    @property
    def relation(self) -> Relation:
        """`forked`: both have events that the other lacks; they are not one record any more."""
        if self.shared < min(self.length, self.copied):
            return "forked"
        if self.copied != self.length:
            return "older" if self.copied < self.length else "newer"
        here, there = self.open_sheets
        return "equal" if here == there else ("older" if there < here else "newer")


@dataclass(frozen=True, slots=True)
class HeadReach:
    """Where a printed head stands: after `event` (from 1) of `length`, which was of this `kind`."""

    head: str
    event: int
    length: int
    kind: str


def copy_reach(path: Path, copy: Path) -> CopyReach:
    """How far the database `copy` goes beside that at `path`. Raises InputError `store.*`."""
    ours, here = look(path, _read)
    theirs, there = look(copy, _read)
    pairs = zip(ours, theirs, strict=False)
    shared = next((n for n, (a, b) in enumerate(pairs) if a[1] != b[1]), None)
    if shared is None:
        shared = min(len(ours), len(theirs))
    lacks = tuple(filter(None, (_batch(body) for body, _ in ours[shared:])))
    return CopyReach(
        shared=shared,
        length=len(ours),
        copied=len(theirs),
        lacks=lacks,
        open_sheets=(here, there),
    )


def head_reaches(path: Path, heads: Sequence[str]) -> tuple[HeadReach, ...]:
    """Where each of these heads stands; those that are not of this log are left out.

    Raises InputError `store.*`.
    """
    events, _ = look(path, _read)
    places = {digest: (seq, body) for seq, (body, digest) in enumerate(events, 1)}
    found = ((head, places[head.lower()]) for head in heads if head.lower() in places)
    return tuple(
        HeadReach(head, seq, len(events), str(json.loads(body).get("kind")))
        for head, (seq, body) in found
    )


def _read(connection: sqlite3.Connection) -> tuple[list[tuple[str, str]], int]:
    """Every event as body and hash, and how many sheets of open batches there are."""
    events = connection.execute("SELECT body, hash FROM event ORDER BY seq").fetchall()
    tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'journal'").fetchall()
    sheets = 0
    if tables:
        (sheets,) = connection.execute(
            "SELECT count(*) FROM journal WHERE json_extract(body, '$.kind') = 'ReadingRecorded'"
        ).fetchone()
    return events, int(sheets)


def _batch(body: str) -> str | None:
    event = json.loads(body)
    if event.get("kind") != "BatchCounted":
        return None
    facts = event["facts"]
    return f"{facts['contest']} {facts['batch']}/{facts['pass']}"
